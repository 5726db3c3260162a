"""The reports as a page offers them: made when asked for, with the visitor's logo and colour, in words where one cannot be made."""
import io

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from simulation.reporting import pdf

ENDINGS = ("pptx", "html", "pdf")


def page(title=""):
    import dataclasses

    import streamlit as st

    from pages.common import branding, report_buttons
    from tests.unit.a_story import story

    st.session_state.setdefault("made", [])

    def make(made=st.session_state["made"]):
        made.append(1)
        return story("en")

    known = dataclasses.replace(story("en"), title=title) if title else None
    report_buttons.section("tell", make, "four-tiers", known)
    st.session_state["own"] = branding.chosen()


def png(width=400, height=120):
    held = io.BytesIO()
    Image.new("RGB", (width, height), (200, 20, 60)).save(held, "PNG")
    return held.getvalue()


@pytest.fixture
def app():
    at = AppTest.from_function(page, default_timeout=30)
    at.session_state["language"] = "en"
    return at.run()


def test_nothing_is_made_before_it_is_asked_for(app):
    assert not app.exception and [b.key for b in app.get("download_button")] == [f"tell.{e}" for e in ENDINGS]
    assert app.session_state["made"] == [] and app.session_state["own"].accent == ""


def test_logo_and_accent_are_kept_and_a_bad_logo_is_refused(app):
    app.get("file_uploader")[0].upload("logo.png", png()).run()
    app.color_picker[0].set_value("#aa2233").run()
    assert (app.session_state["own"].logo.width, app.session_state["own"].accent) == (400, "#AA2233") and not app.error
    app.button(key="report_logo_remove").click().run()
    assert app.session_state["own"].logo is None
    app.get("file_uploader")[0].upload("logo.png", b"\x89PNG no").run()
    assert not app.exception and "PNG or a JPEG" in app.error[0].value and app.session_state["own"].logo is None


def test_without_a_chinese_font_the_pdf_is_refused_in_words(app, monkeypatch):
    monkeypatch.setattr(pdf, "installed", lambda: frozenset({"Libertinus Serif"}))
    app.session_state["language"] = "zh"
    app.run()
    assert not app.exception and [b.disabled for b in app.get("download_button")] == [False, False, True]
    assert "fonts-noto-cjk" in app.caption[0].value


@pytest.mark.parametrize("title, disabled", [("会员店", True), ("A club", False)])
def test_a_story_that_wants_another_font_than_its_language_is_refused_before_a_click(monkeypatch, title, disabled):
    monkeypatch.setattr(pdf, "installed", lambda: frozenset({"Libertinus Serif"}))
    app = AppTest.from_function(page, default_timeout=30, args=(title,))
    app.session_state["language"] = "en"
    app.run()
    assert not app.exception and [b.disabled for b in app.get("download_button")] == [False, False, disabled]
    assert any("fonts-noto-cjk" in text.value for text in app.caption) == disabled and app.session_state["made"] == []
