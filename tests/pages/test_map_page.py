"""The page of the program map: as edited, with the figures of the module, grey while they are those before an edit."""
import json
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from pages.common.address import packed
from pages.common.session import whole_program
from simulation.program_map import contents
from simulation.scenario import load_scenario
from simulation.simulate import simulate
from tests.pages.looking import downloads, words

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr("pages.common.results.PATIENCE", 60)


def opened(page="map", **query):
    """A page as a link brings it, with 500 members."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90)
    app.session_state["members"] = 500
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def drawn(app):
    """The texts of the picture."""
    return " ".join(json.dumps(json.loads(e.proto.spec), ensure_ascii=False) for e in app.get("plotly_chart"))


def test_the_map_shows_the_program_with_the_figures_of_its_run():
    app = opened()
    scenario = load_scenario("handbook_four_tiers").with_run(members=app.session_state["members"])
    bands = contents(scenario, "en", simulate(scenario))
    text, picture = words(app), drawn(app)
    for band in bands:
        assert band.title in text and band.title in picture
        for figure in (f for block in band.blocks for f in block.figures):
            assert figure in text, figure
        if band.cost:
            assert band.cost_title in picture
    assert {"csv-map", "svg-map"} <= downloads(app)
    assert len([e for e in app.get("page_link") if "Edit: " in e.proto.label]) == len(bands)


def test_an_edit_is_marked_on_the_map():
    held = load_scenario("handbook_four_tiers")
    program = held.program.mapping()
    program["tiers"]["levels"][2]["threshold"] = 2500
    program.pop("member_day")
    app = opened(edits=packed(whole_program(held.with_program(program))))
    assert "from ¥2,500" in drawn(app) and "Threshold: was 3,000" in drawn(app)
    assert "Threshold: was 3,000" in words(app) and "Left out by an edit: Member day" in words(app)


def test_a_tier_that_an_edit_takes_out_is_named():
    held = load_scenario("handbook_four_tiers")
    program = held.program.mapping()
    program["tiers"]["levels"].pop(1)
    program["base_earn"]["multiplier"].pop(1)
    program["tier_benefits"]["benefits"].pop()      # of a fourth tier
    app = opened(edits=packed(whole_program(held.with_program(program))))
    assert "Left out by an edit: Silver." in words(app)


def test_figures_before_an_edit_are_grey_until_the_new_ones_are_there(monkeypatch):
    app = opened()
    bold = drawn(app).count("<b>")
    monkeypatch.setattr("pages.common.map_parts.results.known", lambda scenario: False)
    monkeypatch.setattr("pages.common.map_parts.results.result_outcome", lambda scenario: None)
    app.run()
    assert "The figures are grey" in words(app) and "a year" in drawn(app) and drawn(app).count("<b>") < bold
    app.session_state["scenario"] = "points_only"      # of another scenario there is nothing to show yet
    app.run()
    assert not app.exception and "uses a year" not in drawn(app)


def test_a_program_of_nothing_is_told_so():
    app = opened(scenario="no_program")
    assert "no program" in words(app) and not app.get("plotly_chart") and not downloads(app)


def test_the_map_stands_under_the_form():
    app = opened("design")
    assert "Program map" in [e.label for e in app.expander] and "points × 1.5" in drawn(app)


def test_the_page_speaks_the_visitors_language():
    app = opened(scenario="cn_growth5", lang="zh")
    assert "生日券" in words(app) and "生日券" in drawn(app)
