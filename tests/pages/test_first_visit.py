"""The three steps on the home page: what they offer for each program, when they are done, and when they are there at all."""
import copy
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from pages.common.address import packed
from pages.common.first_visit import lever
from pages.common.session import whole_program
from simulation.scenario import load_scenario, names
from tests.pages.looking import words

ROOT = pathlib.Path(__file__).resolve().parents[2]
TITLE = "Three steps to your first comparison"


@pytest.fixture
def app():
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()


def field(app):
    return next(n for n in app.number_input if n.key.startswith("first_lever"))


@pytest.mark.parametrize("name", names())
def test_every_program_has_a_number_that_may_go_to_both_ends(name):
    scenario = load_scenario(name)
    program = whole_program(scenario)
    found = lever(program)
    if not scenario.program.mechanics:
        assert found is None
        return
    assert found.low <= found.value <= found.high and found.low < found.high and found.step > 0
    for value in (found.low, found.high):
        changed = copy.deepcopy(program)
        found.set(changed, int(value) if found.whole else value)
        assert changed != program and lever(changed).value == value
        scenario.with_program(changed)


def test_a_threshold_moved_on_the_home_page_is_an_edit_of_the_draft(app):
    assert TITLE in words(app) and app.button(key="go_first_compare").disabled and words(app).count(">done<") == 0
    assert field(app).label == "Gold from" and field(app).value == 3_000
    field(app).set_value(2_400).run()
    held = app.session_state["drafts"]["handbook_four_tiers"]
    assert not app.exception and held.edited and held.good.program.mapping()["tiers"]["levels"][2]["threshold"] == 2_400
    assert field(app).value == 2_400 and "saved: 3,000" in words(app) and words(app).count(">done<") == 2
    assert "with edits not saved" in words(app) and not app.button(key="go_first_compare").disabled


def test_compare_opens_with_the_saved_and_the_edited_program(app, monkeypatch):
    monkeypatch.setattr("pages.common.compare_results.SIZES", (2, 4))
    app.session_state["compare"] = ["points_only", "no_program"]      # looked at before
    field(app).set_value(2_400).run()
    app.button(key="go_first_compare").click().run()
    assert not app.exception and app.multiselect(key="compare").value == ["handbook_four_tiers", "draft"]
    assert "What comes of it" in words(app)
    app.switch_page("pages/guide.py").run()
    app.button(key="first_again").click().run()
    assert words(app).count(">done<") == 3


def test_another_program_is_chosen_in_the_first_step(app):
    next(s for s in app.selectbox if s.key.startswith("first_program")).set_value("points_only").run()
    assert app.selectbox(key="scenario").value == "points_only" and field(app).label == "Points of one reward" and words(app).count(">done<") == 1
    app.selectbox(key="scenario").set_value("no_program").run()
    assert not app.exception and "nothing to move here" in words(app)


def test_who_comes_with_edits_has_no_need_of_it():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    program = whole_program(load_scenario("handbook_four_tiers"))
    program["tiers"]["levels"][2]["threshold"] = 2_500
    app.query_params["edits"] = packed(program)
    assert TITLE not in words(app.run())
    app.query_params["first"] = "on"
    fresh = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    fresh.query_params["edits"], fresh.query_params["first"] = packed(program), "on"
    assert TITLE in words(fresh.run())


GOLD, FEE = ("handbook_four_tiers", "threshold", ("tiers", "levels", 2)), ("paid_club", "fee", ("paid_plan", "levels", 0))


@pytest.mark.parametrize(("scenario", "word", "place", "value"), [
    (*GOLD, 500), (*GOLD, 1_000.5), (*FEE, 0.5), (*FEE, 0), ("points_only", "goal", ("cash_off",), 0), (*GOLD, None)])
def test_a_number_outside_the_usual_is_shown_and_can_be_mended(scenario, word, place, value):
    program = whole_program(load_scenario(scenario))
    held = program
    for key in place:
        held = held[key]
    good, held[word] = held[word], value
    if value is None:      # a link may leave it out
        del held[word]
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update({"scenario": scenario, "edits": packed(program), "first": "on"})
    app.run()
    assert not app.exception and field(app).value == (value or 0)
    field(app).set_value(type(field(app).value)(good)).run()
    assert not app.exception and field(app).value == good and not app.session_state["drafts"][scenario].faults


def test_it_is_put_away_for_good_and_comes_back_from_the_guide(app):
    app.button(key="first_close").click().run()
    assert TITLE not in words(app) and "".join(app.query_params["first"]) == "off"
    app.selectbox(key="scenario").set_value("points_only").run()
    assert TITLE not in words(app)
    app.switch_page("pages/guide.py").run()
    app.button(key="first_again").click().run()
    assert TITLE in words(app) and not app.exception
