"""Every page in both themes, read as axe and a reader without a mouse or without colours would (docs/accessibility.md)."""
import os
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from pages.common.shell import menu
from tests.browser.accessible import arrived, findings

PATIENCE = 90_000
FEW = "members=2000"
# what gives a page its content; else the program with points only, which is soonest there
CONTENT = {"plan": "paid_club", "campaigns": "coffee_stars", "service": "handbook_whole", "members": "handbook_four_tiers",
           "map": "handbook_four_tiers"}  # fmt: skip
PAGES = ["", *(name for pages in menu().values() for name in pages)]
# `make accessible` reads every page in both themes; `make test`, which has to be quick, those that between them have each kind of part and chart
EVERY = bool(os.environ.get("TIERLAB_EVERY_PAGE"))
LIGHT = PAGES if EVERY else ["", "design", "liability", "compare", "map", "life"]
DARK = PAGES if EVERY else ["", "compare"]
THEMES = ["light", "dark"] if EVERY else ["light"]
WHOLE = ("MAIN", "BODY", "CANVAS")  # the page itself, which scrolls; the grid marks its own cell
MOST_STOPS = 80
# where the keyboard is: its name, and whether that is seen, by an outline or by a field's border in the accent
FOCUS = """() => {
    const at = document.activeElement, accent = getComputedStyle(document.querySelector(".tl-focus-probe") || probe()).color;
    function probe() {
        const made = document.querySelector("[data-testid=stApp]").appendChild(document.createElement("i"));
        made.className = "tl-focus-probe";
        made.style.color = "var(--tl-program)";
        return made;
    }
    const outlined = e => getComputedStyle(e).outlineStyle !== "none" && getComputedStyle(e).outlineColor === accent;
    const framed = e => parseFloat(getComputedStyle(e).borderBottomWidth) > 0 && getComputedStyle(e).borderBottomColor === accent;
    let seen = outlined(at) || Boolean(at.closest("label") && outlined(at.closest("label")));
    const field = at.matches("input:not([type=checkbox], [type=radio]), textarea, [role=combobox], [role=spinbutton]");
    for (let e = at, n = 0; field && e && n < 5; e = e.parentElement, n++) seen ||= framed(e);
    return { name: (at.getAttribute("aria-label") || at.innerText || "").trim(), tag: at.tagName, seen };
}"""


@pytest.fixture(scope="module")
def themes(browser):
    """A context for each theme that was asked for; Streamlit follows what the browser prefers."""
    held: dict[str, BrowserContext] = {}

    def of(theme: str) -> BrowserContext:
        if theme not in held:
            held[theme] = browser.new_context(color_scheme=theme, viewport={"width": 1280, "height": 900}, locale="en-US")
            held[theme].set_default_timeout(PATIENCE)
        return held[theme]

    yield of
    for context in held.values():
        context.close()


def address(app_url: str, name: str, more: str = "") -> str:
    return f"{app_url}/{name}?scenario={CONTENT.get(name, 'points_only')}&{FEW}{more}"


def read(context: BrowserContext, url: str) -> None:
    page = context.new_page()
    try:
        page.goto(url)
        arrived(page)
        found = findings(page)
    finally:
        page.close()
    assert not found, f"{url}\n" + "\n".join(found)


@pytest.mark.parametrize("name", LIGHT, ids=lambda name: name or "home")
def test_a_page_can_be_read_by_everyone(themes, app_url, name):
    read(themes("light"), address(app_url, name))


@pytest.mark.parametrize("name", DARK, ids=lambda name: name or "home")
def test_a_dark_page_can_be_read_by_everyone(themes, app_url, name):
    read(themes("dark"), address(app_url, name))


@pytest.mark.parametrize("name", ["life"])
def test_a_page_in_chinese_can_be_read_by_everyone(themes, app_url, name):
    read(themes("light"), address(app_url, name, "&lang=zh"))


@pytest.mark.parametrize("theme", THEMES)
def test_a_slide_can_be_read_by_everyone(themes, app_url, theme):
    read(themes(theme), address(app_url, "present", "&slide=4"))


def test_a_page_without_content_has_a_title_too(themes, app_url):
    read(themes("light"), f"{app_url}/service?scenario=points_only&{FEW}")


def tab_to(page: Page, name: str, key: str = "Tab", tag: str = "") -> None:
    """Goes on by the keyboard until it is at what is so named; every stop on the way shows where it is."""
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        now = page.evaluate(FOCUS)
        for _wait in range(20):  # a border changes its colour slowly
            if now["seen"] or now["tag"] in WHOLE:
                break
            page.wait_for_timeout(50)
            now = page.evaluate(FOCUS)
        assert now["seen"] or now["tag"] in WHOLE, f"the focus cannot be seen at {now}"
        if re.search(name, now["name"]) and tag in ("", now["tag"]):
            return
    raise AssertionError(f"{MOST_STOPS} times {key} did not lead to {name}")


@pytest.mark.parametrize("theme", THEMES)
def test_an_edit_is_made_and_compared_by_the_keyboard_alone(themes, app_url, theme):
    page = themes(theme).new_page()
    expect.set_options(timeout=PATIENCE)
    page.goto(address(app_url, ""))
    arrived(page)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    tab_to(page, "Program design$")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No edits")).to_be_visible()
    arrived(page)

    tab_to(page, "^Net value: ")
    tip = page.locator(":focus")
    assert tip.evaluate("e => getComputedStyle(e, '::after').content") == f'"{tip.get_attribute("data-tip")}"', "a tip shows on focus"
    tab_to(page, "Points of one reward")
    page.keyboard.press("Control+A")
    page.keyboard.type("400")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 edit not saved")).to_be_visible()
    arrived(page)

    tab_to(page, "^Compare$", "Shift+Tab", "BUTTON")
    page.keyboard.press("Enter")
    item = page.get_by_role("menuitem", name=re.compile("Compare$"))
    expect(item).to_be_visible()
    for _ in range(6):
        if item.evaluate("e => e === document.activeElement || e.contains(document.activeElement)"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("What comes of it")).to_be_visible()
    page.close()


def test_the_first_stop_skips_to_the_page_itself(themes, app_url):
    page = themes("light").new_page()
    page.goto(address(app_url, "costs"))
    arrived(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stMain")).to_be_focused()
    page.close()
