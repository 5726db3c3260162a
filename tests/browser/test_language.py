"""The language is switched in the middle of the work: nothing that was typed or chosen is lost, and a link opens in the language it was sent in."""
import contextlib
import re

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.test_path import PATIENCE, edit_threshold


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return page


def speak(page: Page, language: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("radio", name=language).click()


def test_the_language_is_switched_midway(page: Page, app_url, settled):
    page.goto(f"{app_url}/design")
    settled(page)
    edit_threshold(page, 2, "2500")
    expect(page.get_by_text("1 edit not saved")).to_be_visible()
    settled(page)
    page.get_by_role("spinbutton", name="Points of one reward").fill("400")
    page.keyboard.press("Tab")
    expect(page.get_by_text("2 edits not saved")).to_be_visible()
    settled(page)
    page.get_by_test_id("stSidebar").get_by_role("radio", name="Low", exact=True).click()
    expect(page.get_by_text("Assumptions: ")).to_be_visible()
    expect(page.locator(".tl-card")).to_have_count(4)
    settled(page)
    figures = [re.sub(r"[^\d.]", "", text) for text in page.locator(".tl-card .tl-value").all_inner_texts()]

    speak(page, "简体中文")
    expect(page.get_by_role("link", name="计划设计")).to_be_visible()
    expect(page.get_by_text("2 处未保存的修改")).to_be_visible()
    settled(page)
    expect(page.get_by_role("spinbutton", name="一份奖励所需积分")).to_have_value("400")
    expect(page.locator(".tl-edit", has_text="金卡")).to_contain_text("2,500")
    expect(page.get_by_role("radio", name="偏低")).to_be_checked()
    assert "lang=zh" in page.url
    expect(page.locator(".tl-card")).to_have_count(4)
    now = [re.sub(r"[^\d.]", "", text) for text in page.locator(".tl-card .tl-value").all_inner_texts()]
    assert now[:2] == figures[:2], "shares are written the same in both languages, and nothing was run anew"

    colleague = page.context.browser.new_page(locale="en-US")
    colleague.goto(page.url)
    expect(colleague.get_by_text("2 处未保存的修改")).to_be_visible(timeout=PATIENCE)
    colleague.close()

    page.get_by_role("link", name="首页").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"[\u4e00-\u9fff]"))
    speak(page, "English")
    expect(page.get_by_role("link", name="Home")).to_be_visible()
    page.get_by_role("link", name="Program design").click()
    expect(page.get_by_text("2 edits not saved")).to_be_visible()
    assert "lang=en" in page.url


def test_a_choice_outlives_the_language(page: Page, app_url, settled):
    """Streamlit sends a choice by its words: those of the last language are no option in the next one."""
    page.goto(f"{app_url}/liability?scenario=points_only&members=2000")
    settled(page)
    for _ in range(5):      # the list closes when the page is drawn anew under it
        page.get_by_role("combobox", name="Account").click()
        with contextlib.suppress(TimeoutError):
            page.get_by_role("option", name="All points at cost").click(timeout=5_000)
            break
        page.keyboard.press("Escape")
    expect(page.get_by_role("columnheader", name="All points at cost").first).to_be_visible()
    settled(page)
    speak(page, "简体中文")
    expect(page.get_by_role("link", name="首页")).to_be_visible()
    settled(page)
    expect(page.get_by_role("columnheader", name="全部积分按成本计").first).to_be_visible()
    assert "scenario=points_only" in page.url and "members=2000" in page.url


def test_a_browser_s_own_language_is_the_first(app_url, browser, settled):
    page = browser.new_page(locale="zh-CN")
    page.goto(app_url)
    expect(page.get_by_role("link", name="计划设计")).to_be_visible(timeout=PATIENCE)
    settled(page)
    page.close()
