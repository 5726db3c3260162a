"""Long work in the running app: it does not hold up the page, stops when told, and its processes end with the server."""
import contextlib
import os
import re
import signal
import time
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import served

LONG = "?scenario=handbook_whole&members=50000"      # a study of half a minute and more


def click_stop(page, stop) -> None:
    """A click that meets the page while it is being drawn anew is lost, as a visitor's would be; they click again."""
    said = page.get_by_text("Nothing was computed for these settings yet.")
    for _ in range(4):
        stop.click(timeout=20_000)
        with contextlib.suppress(AssertionError):
            expect(said).to_be_visible(timeout=8_000)
            return
    raise AssertionError("four clicks on Stop have stopped nothing")


def test_long_work_neither_holds_up_the_page_nor_goes_on_after_a_stop(page, app_url, settled):
    page.goto(f"{app_url}/{LONG}")
    stop = page.get_by_role("button", name="Stop").first
    expect(stop).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Program design").first.click()
    expect(page.get_by_text("Program check")).to_be_visible(timeout=60_000)      # the foot of another page, while the runs go on
    page.get_by_role("link", name="Home").first.click()
    expect(page).not_to_have_url(re.compile("/design"), timeout=60_000)
    expect(page.get_by_text("Program check")).to_have_count(0, timeout=60_000)
    click_stop(page, stop)
    page.get_by_role("button", name="Run", exact=True).click()
    expect(stop).to_be_visible(timeout=60_000)
    click_stop(page, stop)


def test_workers_end_with_a_server_that_is_killed(page, chromium, tmp_path):
    with served(tmp_path) as url:
        page.goto(f"{url}/?members=2000")
        expect(page.get_by_text("12-month retention").first).to_be_visible(timeout=90_000)
        server = next(p for p in processes() if f"--server.port\0{url.rpartition(':')[2]}" in command(p))
        workers = descendants(server)
        assert workers, "the study was worked in processes of its own"
        os.kill(server, signal.SIGKILL)
        end = time.monotonic() + 30
        while any(map(runs, workers)) and time.monotonic() < end:
            time.sleep(0.2)
        assert not any(map(runs, workers))


def processes() -> list[int]:
    return [int(p.name) for p in Path("/proc").iterdir() if p.name.isdecimal()]


def command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


def fields(process: int) -> list[str]:
    """State, parent, ...; a process that has ended but is not fetched yet has the state Z."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["Z", "0"]


def runs(process: int) -> bool:
    return fields(process)[0] != "Z"


def descendants(process: int) -> list[int]:
    found = [p for p in processes() if int(fields(p)[1]) == process]
    return found + [p for child in found for p in descendants(child)]
