"""Every page in both themes, read as axe and a reader without a mouse or without colours would (docs/accessibility.md)."""
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.common.shell import menu
from tests.browser.accessible import arrived, findings

PATIENCE = 90_000
FEW = "members=2000"
# what gives a page its content; else the program with points only, which is soonest there
CONTENT = {"plan": "paid_club", "service": "handbook_four_tiers", "campaigns": "handbook_whole", "members": "handbook_four_tiers"}
PAGES = ["", *(name for pages in menu().values() for name in pages)]
THEMES = ("light", "dark")


@pytest.fixture(scope="module", params=THEMES)
def themed(request, browser):
    """A browser that prefers one of the themes; Streamlit follows it."""
    context = browser.new_context(color_scheme=request.param, viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def opened(context: BrowserContext, url: str) -> list[str]:
    page = context.new_page()
    try:
        page.goto(url)
        arrived(page)
        return findings(page)
    finally:
        page.close()


def address(app_url: str, name: str, more: str = "") -> str:
    return f"{app_url}/{name}?scenario={CONTENT.get(name, 'points_only')}&{FEW}{more}"


@pytest.mark.parametrize("name", PAGES, ids=lambda name: name or "home")
def test_a_page_can_be_read_by_everyone(themed, app_url, name):
    assert opened(themed, address(app_url, name)) == []


@pytest.mark.parametrize("name", ["", "life"], ids=["home", "life"])
def test_a_page_in_chinese_can_be_read_by_everyone(themed, app_url, name):
    assert opened(themed, address(app_url, name, "&lang=zh")) == []


def test_a_slide_can_be_read_by_everyone(themed, app_url):
    assert opened(themed, address(app_url, "present", "&slide=4")) == []
