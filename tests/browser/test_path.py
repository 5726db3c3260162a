"""One path through the app in a real browser: edit a threshold, see the number move, change page, come back, download a table."""
import csv
import io
import re
import time

import pytest
from playwright.sync_api import Page, expect

from pages.common.shell import menu

PATIENCE = 60_000
HEADER, ROW = 35, 36


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return page


def tiers_table(page: Page):
    return page.get_by_test_id("stDataFrame").first


def still(locator) -> dict:
    """Where it stands, once it has stood there for a second: what comes above it moves it down."""
    box, since = locator.bounding_box(), time.monotonic()
    while time.monotonic() - since < 1:
        time.sleep(0.1)
        if (now := locator.bounding_box()) != box:
            box, since = now, time.monotonic()
    return box


def edit_threshold(page: Page, row: int, text: str) -> None:
    """The table is a canvas: a cell is met by its place, typed over and left with Enter."""
    box = still(tiers_table(page))
    page.mouse.dblclick(box["x"] + 0.55 * box["width"], box["y"] + HEADER + ROW * row + ROW / 2)
    cell = page.locator("input.gdg-input, textarea.gdg-input")
    cell.fill(text)
    cell.press("Enter")


def figure(page: Page, label: str) -> str:
    """The value on a card, without its range."""
    card = page.locator(".tl-card", has_text=label)
    return card.locator(".tl-value").inner_text().split("\n")[0]


def go(page: Page, section: str, name: str) -> None:
    """By the menu at the top."""
    page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
    page.get_by_role("menuitem", name=name).click()


def test_the_main_path(page: Page, app_url, settled):
    page.goto(app_url)
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("pays for itself in month")
    page.get_by_role("link", name=re.compile("Move the .* threshold")).click()
    expect(page.get_by_text("No edits")).to_be_visible()
    settled(page)
    before = {label: figure(page, label) for label in ("Program cost", "Net value", "Upgrade rate")}

    edit_threshold(page, 2, "2500")                                     # Gold from 3,000 to 2,500
    expect(page.get_by_text("1 edit not saved")).to_be_visible()
    expect(page.locator(".tl-edit")).to_have_text(re.compile(r"Gold, Threshold\s*2,500\s*3,000"))
    settled(page)
    after = {label: figure(page, label) for label in before}
    assert all(after[label] != before[label] for label in before), (before, after)
    expect(page.locator(".tl-card", has_text="Program cost")).to_contain_text("worse")

    go(page, "Finance", "Costs")
    expect(page.get_by_role("heading", level=1)).to_contain_text(after["Program cost"])
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV: accounts by month").click()
    rows = list(csv.DictReader(io.StringIO(waiting.value.path().read_text("utf-8-sig"))))
    total = sum(float(r["Net value (CNY)"]) for r in rows)
    assert len(rows) == 36 and float(rows[-1]["Net value to date (CNY)"]) == pytest.approx(total, abs=0.01)
    cost = sum(float(r["Program cost (CNY)"]) for r in rows)
    assert after["Program cost"] == f"¥{cost / 1e6:.2f}m", "the table ties to the page"

    go(page, "Outcome", "Members")
    expect(page.get_by_text("Who moves where in a year")).to_be_visible()
    page.get_by_role("link", name="Program design").click()
    expect(page.get_by_text("1 edit not saved")).to_be_visible()
    settled(page)
    assert {label: figure(page, label) for label in before} == after, "the edit and its figures are still there"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("No edits")).to_be_visible()
    settled(page)
    assert {label: figure(page, label) for label in before} == before


def test_a_fault_is_shown_at_its_field_and_the_last_good_result_kept(page: Page, app_url, settled):
    page.goto(f"{app_url}/design")
    settled(page)
    before = figure(page, "Net value")
    edit_threshold(page, 2, "12000")
    expect(page.get_by_test_id("stAlert")).to_contain_text("Diamond's 8,000 is not above Gold's 12,000")
    expect(page.get_by_text("Last good result")).to_be_visible()
    assert figure(page, "Net value") == before
    edit_threshold(page, 2, "4000")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    expect(page.get_by_text("1 edit not saved")).to_be_visible()


def test_a_saved_scenario_opens_from_its_address(page: Page, app_url, settled, context):
    page.goto(f"{app_url}/design?scenario=points_only")
    settled(page)
    page.get_by_role("spinbutton", name="Points of one reward").fill("400")
    page.keyboard.press("Tab")
    expect(page.get_by_text("1 edit not saved")).to_be_visible()
    page.get_by_role("button", name="Save as").click()
    page.get_by_role("textbox", name="Name").fill("Reward at 400")
    page.keyboard.press("Tab")
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Revision 1")).to_be_visible()
    settled(page)
    assert "scenario=saved-" in page.url
    colleague = context.browser.new_page()
    colleague.goto(page.url)
    settled(colleague)
    expect(colleague.get_by_role("spinbutton", name="Points of one reward")).to_have_value("400")
    expect(colleague.get_by_role("heading", name="Reward at 400")).to_be_visible()
    colleague.close()


def test_a_mechanic_is_added_from_its_tab_and_edits_of_a_table_outlive_a_renamed_tier(page: Page, app_url, settled):
    page.goto(f"{app_url}/design")
    settled(page)
    page.get_by_role("tab", name="Benefits").click()
    page.get_by_role("tabpanel", name="Benefits").get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".tl-edit")).to_have_text(re.compile("Member price on"))
    settled(page)
    expect(page.get_by_role("tab", selected=True)).to_contain_text("Benefits")
    page.get_by_role("spinbutton", name="Gold").fill("8")
    page.keyboard.press("Tab")
    table = page.get_by_test_id("stDataFrame").locator("visible=true")
    settled(page)
    box = still(table)
    page.mouse.dblclick(box["x"] + 0.54 * box["width"], box["y"] + HEADER + ROW / 2)
    page.locator("input.gdg-input").fill("19")
    page.keyboard.press("Enter")
    expect(page.locator(".tl-edit", has_text="Cost per use")).to_have_text(re.compile(r"Free freight, Cost per use 19 8"))
    settled(page)
    page.get_by_role("tab", name="Tiers and points").click()
    settled(page)
    box = still(tiers_table(page))
    page.mouse.dblclick(box["x"] + 0.2 * box["width"], box["y"] + HEADER + 2.5 * ROW)
    page.locator("input.gdg-input, textarea.gdg-input").fill("Amber")
    page.keyboard.press("Enter")
    expect(page.locator(".tl-edit", has_text="Amber")).to_have_text(re.compile("Amber, Tier Amber Gold"))
    settled(page)
    expect(page.locator(".tl-edit", has_text="Cost per use")).to_have_text(re.compile(r"Free freight, Cost per use 19 8"))
    page.get_by_role("tab", name="Benefits").click()
    expect(page.get_by_role("spinbutton", name="Amber")).to_have_value("8")


def test_a_cold_deep_link_stands_in_the_whole_app(page: Page, cold_url, settled):
    page.goto(f"{cold_url}/costs")
    expect(page.get_by_text("What it costs, by name")).to_be_visible()
    settled(page)
    assert [text.split("\n")[-1] for text in page.get_by_test_id("stTopNavLink").all_inner_texts()] == ["Home", "Program design"]
    assert page.get_by_test_id("stTopNavSection").all_inner_texts() == [section for section in menu() if section]
    section = next(name for name, pages in menu().items() if "costs" in pages)
    page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
    assert [text.split("\n")[-1] for text in page.get_by_role("menuitem").all_inner_texts()] == [title for title, _ in menu()[section].values()]
    assert page.get_by_test_id("stSidebar").bounding_box()["width"] < 260
