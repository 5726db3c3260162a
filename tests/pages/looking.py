"""An app that AppTest runs, opened at a page, and what it has there."""
import pathlib

from streamlit.testing.v1 import AppTest

from pages.common import session
from simulation.store import Store

ROOT = pathlib.Path(__file__).resolve().parents[2]


def opened_at(page: str, scenario: str, **address):
    """The page on a scenario of this name; `address`: what else stands in the address."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90)
    for key, value in (address | {"scenario": scenario}).items():
        app.query_params[key] = str(value)
    return app.run().switch_page(f"pages/{page}.py").run()


def opened_saved(page: str, scenario, title: str = "Ours"):
    """The page on a scenario that is saved for it."""
    return opened_at(page, session.SAVED + Store().create(title, scenario))


def words(app) -> str:
    """All that the app wrote as HTML of its own."""
    return " ".join(e.proto.body for e in app.get("html"))


def downloads(app) -> set[str]:
    """The keys of its download buttons."""
    return {b.key for b in app.get("download_button")}


def open_page(app, name):
    """Another page of an app that is open."""
    return app.switch_page(f"pages/{name}.py").run()


def level_edit(app, row, **cells):
    """An edit in the table of tiers, as the browser sends it."""
    held = app.session_state["drafts"][app.selectbox(key="scenario").value]
    app.session_state[f"d.{held.source}.{held.widgets}.levels"] = {"edited_rows": {row: cells}, "added_rows": [], "deleted_rows": []}
    return app.run()
