"""What an app that AppTest runs has on its page."""


def words(app) -> str:
    """All that the app wrote as HTML of its own."""
    return " ".join(e.proto.body for e in app.get("html"))


def downloads(app) -> set[str]:
    """The keys of its download buttons."""
    return {b.key for b in app.get("download_button")}
