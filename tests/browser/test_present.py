"""A presentation driven by keys, with a lever moved on the way."""
import re

import pytest
from playwright.sync_api import Page, expect

PATIENCE = 90_000


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page.set_viewport_size({"width": 1920, "height": 1080})
    return page


def stands(page: Page, n: int) -> None:
    """The page of the story that is shown."""
    expect(page.locator(".tl-foot")).to_contain_text(f"page {n} of 7")
    expect(page).to_have_url(re.compile(rf"[?&]slide={n}(&|$)"))


def figure(page: Page, label: str) -> str:
    return page.locator(".tl-card", has_text=label).locator(".tl-value").inner_text()


def fresh(page: Page, settled) -> None:
    """The figures are those of what the foot says."""
    expect(page.get_by_text("Figures before the last change")).to_have_count(0)
    settled(page)


def test_a_story_is_told_by_keys_and_a_lever_moves_its_figures(page: Page, app_url, settled):
    page.goto(f"{app_url}/present?members=2000")
    start = page.get_by_role("button", name="Start")
    expect(page.get_by_text("its seven sentences")).to_be_visible()
    expect(start).to_be_enabled()
    start.click()
    stands(page, 1)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Do four tiers pay for themselves")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()

    for key, n in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("PageDown", 3), ("ArrowRight", 4)):
        page.keyboard.press(key)
        stands(page, n)
    fresh(page, settled)
    title = page.get_by_role("heading", level=1)
    said, before = title.inner_text(), figure(page, "Net value")

    page.keyboard.press("ArrowUp")                       # Silver from 1,000 to 1,100
    lever = page.get_by_test_id("stPopoverButton").first
    expect(lever).to_contain_text("¥1,100")
    expect(lever).to_contain_text("saved ¥1,000")
    fresh(page, settled)
    expect(page.locator(".tl-card", has_text="Net value").locator(".tl-value")).not_to_have_text(before)
    moved = figure(page, "Net value")
    page.keyboard.press("ArrowRight")                    # the lever stays on every page
    stands(page, 5)
    expect(lever).to_contain_text("¥1,100")
    page.keyboard.press("ArrowLeft")
    stands(page, 4)

    page.reload()
    stands(page, 4)
    expect(lever).to_contain_text("¥1,100")
    fresh(page, settled)
    assert figure(page, "Net value") == moved, "a refresh keeps place and lever"

    page.get_by_role("button", name="Back to saved").click()
    expect(lever).not_to_contain_text("saved")
    fresh(page, settled)
    assert (title.inner_text(), figure(page, "Net value")) == (said, before)

    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Speaker notes")).to_be_visible()
    page.keyboard.press("End")
    stands(page, 7)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    assert "slide=" not in page.url


def test_a_comparison_is_told_side_by_side(page: Page, app_url, settled):
    page.goto(f"{app_url}/present?members=2000&of=comparison&told=points_only,handbook_four_tiers&slide=4")
    stands(page, 4)
    fresh(page, settled)
    expect(page.get_by_role("heading", level=1)).to_contain_text("net value")
    expect(page.locator(".tl-card", has_text="Net value")).to_contain_text("Points only")
    page.keyboard.press("ArrowRight")
    stands(page, 5)
    expect(page.get_by_role("heading", level=1)).to_contain_text("costs")
