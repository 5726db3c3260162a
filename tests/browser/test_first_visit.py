"""A first visit: from opening the app to a comparison of one's own change in at most six clicks, each one counted."""
import re

import pytest
from playwright.sync_api import Locator, Page, expect

PATIENCE = 60_000
MOST = 6


class Hand:
    """Does what a visitor does with mouse and keyboard, and counts it; a number typed and entered counts as one."""

    def __init__(self):
        self.done: list[str] = []

    def click(self, target: Locator, what: str) -> None:
        target.click()
        self.done.append(what)

    def type(self, field: Locator, text: str) -> None:
        field.press("Control+A")
        field.press_sequentially(text)
        field.press("Enter")
        self.done.append(f"typed {text}")


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return page


@pytest.fixture
def steps(page: Page) -> Locator:
    return page.locator(".st-key-first_steps")


def test_six_clicks_lead_to_a_comparison_of_ones_own_change(page: Page, app_url, settled, steps):
    hand = Hand()
    page.goto(app_url)
    settled(page)
    expect(steps.get_by_role("heading", name="Three steps to your first comparison")).to_be_visible()
    expect(steps.get_by_role("button", name="Compare")).to_be_disabled()

    hand.click(steps.get_by_role("combobox"), "the list of programs")
    hand.click(page.get_by_role("option", name="Points only", exact=True), "a program")
    settled(page)
    expect(page.locator(".tl-kicker").first).to_contain_text("Points only")
    expect(steps.get_by_text("done")).to_have_count(1)

    field = steps.get_by_role("spinbutton")
    before = field.input_value()
    hand.click(field, "the field of the reward")
    hand.type(field, str(round(float(before) * 0.8)))
    expect(steps.get_by_text(re.compile(r"saved: \d"))).to_be_visible()
    expect(steps.get_by_text("done")).to_have_count(2)

    hand.click(steps.get_by_role("button", name="Compare"), "Compare")
    expect(page.get_by_text("What comes of it")).to_be_visible()
    settled(page)
    assert len(hand.done) <= MOST, hand.done

    expect(page.get_by_text("as edited now").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/compare\?.*edits="))
    row = page.locator("tr", has=page.get_by_role("rowheader", name=re.compile("Net value"))).first
    expect(row).to_contain_text(re.compile("better|worse|cannot tell"))
    expect(page.get_by_role("heading", level=1)).not_to_be_empty()


def test_the_steps_are_put_away_and_come_back_from_the_guide(page: Page, app_url, settled, steps):
    page.goto(app_url)
    settled(page)
    steps.get_by_role("button", name="Close").click()
    expect(steps).to_have_count(0)
    page.reload()
    settled(page)
    expect(steps).to_have_count(0)
    page.goto(f"{app_url}/guide")
    settled(page)
    page.get_by_role("button", name="Show the three steps").click()
    expect(steps).to_be_visible()


def test_a_page_leads_to_what_the_guide_says_about_it(page: Page, app_url, settled):
    page.goto(f"{app_url}/costs?scenario=points_only")
    settled(page)
    page.get_by_role("link", name="How to read this page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What does the program cost, and what does it bring?")
    expect(page).to_have_url(re.compile("scenario=points_only"))
    page.get_by_test_id("stMain").get_by_role("link", name="P&L").click()
    settled(page)
    page.get_by_role("link", name="How to read this page").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("worth today")


def test_a_slider_of_the_guide_moves_its_figure(page: Page, app_url, settled):
    page.goto(f"{app_url}/guide?chapter=goal")
    settled(page)
    card = page.locator(".tl-card", has_text="just before the tier")
    before = card.locator(".tl-value").inner_text()
    slider = page.get_by_role("slider")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    expect(card.locator(".tl-value")).not_to_have_text(before)
    assert float(card.locator(".tl-value").inner_text()) > float(before)
