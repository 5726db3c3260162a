"""Screenshots of a running app: python tests/browser/shots.py URL FOLDER [PAGE[:HEIGHT] ...]

A page is what stands after the address, `design` or `design?lang=zh:2400`; `home` is the first page. Each is taken 1280 and 1920
pixels wide, light and dark. A page of Streamlit scrolls inside, so the window is as tall as the picture should be.
"""
import argparse
import os
import re
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# No sandbox: containers run as root. The rest keeps Chromium from calling home, which only makes noise.
FLAGS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
PAGES = ["home:1100", "design:1900", "members:1800", "costs:1600", "service:900"]
WIDTHS = [1280, 1920]
THEMES = ["light", "dark"]
DRAWN = """() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(chart => chart.querySelector('.main-svg'))
    && !document.querySelector('[data-testid=stSkeleton]') && !document.querySelector('[class*=st-key-stop-]')"""


def settle(page: Page, seconds: float = 60) -> None:
    """Wait until the script's run is over, as Streamlit marks it on the app's root, nothing is being computed and every chart is drawn."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=seconds * 1000)
    page.wait_for_function(DRAWN, timeout=seconds * 1000)


def shoot(url: str, folder: Path, pages: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for entry in pages:
            path, _, height = entry.partition(":")
            name = re.sub(r"[^\w-]+", "_", path)
            for width in WIDTHS:
                for theme in THEMES:
                    page = browser.new_page(viewport={"width": width, "height": int(height or 1400)}, color_scheme=theme)
                    page.goto(f"{url.rstrip('/')}/{path.removeprefix('home')}")
                    settle(page, 300)
                    page.wait_for_timeout(800)  # Streamlit fades in what is new, and Plotly resizes once more
                    picture = folder / f"{name}_{width}_{theme}.png"
                    page.screenshot(path=picture)
                    print(picture)
                    page.close()
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="of the running app, http://127.0.0.1:8501")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("pages", nargs="*", default=PAGES, help=f"PAGE[:HEIGHT]; without any: {' '.join(PAGES)}")
    given = parser.parse_args()
    shoot(given.url, given.folder, given.pages)
