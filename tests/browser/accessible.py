"""What a page owes to readers who do not see it, or not its colours: axe's rules, and those axe has no rule for (accessible.js)."""
import dataclasses
import time
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.shots import settle

OWN = Path(__file__).with_name("accessible.js").read_text("utf-8")
SIZE = "() => document.querySelectorAll('[data-testid=stMain] *').length"
IS = "([at, own]) => document.querySelector(at)?.matches(own)"
AT_REST = 0.8  # seconds in which nothing is added to the page


@dataclasses.dataclass(frozen=True)
class Allowed:
    """A finding in what Streamlit draws and offers no way to change."""

    rule: str
    selector: str
    reason: str


ALLOWED = [
    Allowed("presentation-role-conflict", "section[data-testid=stFileUploaderDropzone]",
            "the uploader's drop zone is role=presentation and has an aria-label; its button has a name of its own"),
]  # fmt: skip


def arrived(page: Page, seconds: float = 180) -> None:
    """Wait until the page has its title, its script is over, and nothing more is added: parts are drawn as their runs end."""
    page.locator("h1").first.wait_for(timeout=seconds * 1000)
    end, before, since = time.monotonic() + seconds, -1, 0.0
    while time.monotonic() < end:
        settle(page, seconds)
        now = page.evaluate(SIZE)
        if now != before:
            before, since = now, time.monotonic()
        elif time.monotonic() - since > AT_REST:
            return
        page.wait_for_timeout(100)
    raise TimeoutError(f"{page.url} is still being drawn after {seconds} seconds")


def findings(page: Page) -> list[str]:
    """What is wrong on the page as it stands, a line each."""
    own = page.evaluate(OWN)
    lines = list(own["faults"])
    for rule in Axe().run(page).response["violations"]:
        for node in rule["nodes"]:
            if not any(rule["id"] == a.rule and page.evaluate(IS, [node["target"][0], a.selector]) for a in ALLOWED):
                told = "; ".join(check["message"] for check in node["any"] + node["all"] + node["none"])
                lines.append(f"{rule['id']} ({rule['impact']}): {node['html'][:160]} {told[:200]}")
    return lines
