"""The page of assumptions: what the answer hangs on, and every number to be changed."""
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from pages.common.address import packed
from pages.common.session import Draft, whole_program
from simulation import sensitivity
from simulation.scenario import load_scenario
from simulation.store import Store
from tests.pages.looking import words

ROOT = pathlib.Path(__file__).resolve().parents[2]
HELD = "handbook_four_tiers"


@pytest.fixture(autouse=True)
def small_runs(monkeypatch):
    monkeypatch.setattr("pages.common.assumptions_results.TRAJECTORIES", 2)
    monkeypatch.setattr("pages.common.assumptions_results.BASE", 2)


def opened(page="assumptions", **address):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(f"pages/{page}.py").run() if page else app


@pytest.fixture
def app():
    found = opened()
    assert not found.exception and not found.error
    return found


def draft(app, source=HELD):
    return app.session_state["drafts"][source]


def listed(app):
    return app.dataframe[0].value["number"].tolist()


def typed(app, number, **cells):
    """Cells typed into the row of a number, as the browser sends them."""
    row = listed(app).index(number)
    key = app.dataframe[0].proto.id
    key = key[key.index("numbers."):]
    app.session_state[key] = {"edited_rows": {row: cells}, "added_rows": [], "deleted_rows": []}
    return app.run()


def test_the_answer_names_the_assumption_and_where_it_turns(app):
    text = words(app)
    held = load_scenario(HELD).with_run(members=500)
    found = sensitivity.flip(held, "phi_member")
    assert "The answer hangs most on <em>membership on dropout</em>" in text
    turns = found["flips_below"] if found["figure"] > 0 else found["flips_above"]
    assert f"{turns:.3g}" in text, "the page's number is the module's"
    assert "Where the answer turns" in text and "Contribution margin" in text
    assert len(app.get("plotly_chart")) == 2
    assert {"csv-flips", "csv-morris", "csv-assumptions"} <= {b.key for b in app.get("download_button")}


def test_a_number_is_changed_and_every_page_follows(app):
    app = typed(app, "Membership on dropout", value=0.4)
    assert not app.exception and not app.error
    held = draft(app)
    assert held.good.market.phi_member.value == 0.4 and held.good.market.phi_member.mark == "assumed"
    row = app.dataframe[0].value.set_index("number").loc["Membership on dropout"]
    assert row["value"] == 0.4 and row["was"] == "0.25" and row["mark"] == "assumed" and row["source"].startswith("changed by hand; before: Gopal")
    assert "1 edit not saved" in words(app)
    app.switch_page("pages/design.py").run()
    assert "Membership on dropout 0.4 <s>0.25</s>" in words(app)
    app.switch_page("pages/assumptions.py").run()
    assert app.dataframe[0].value.set_index("number").loc["Membership on dropout", "value"] == 0.4, "it is still there"


def test_money_is_an_assumption_too(app):
    app.segmented_control(key="assumptions_show").set_value("all").run()
    app = typed(app, "Average basket", value=150.0, low=120.0, high=180.0, source="our orders of 2025")
    held = draft(app).good.market.average_basket
    assert (held.value, held.low, held.high, held.mark) == (150, 120, 180, "seen")
    assert "average_basket" in draft(app).good.market.uncertain()


def test_undo_reset_and_back_to_one_number(app):
    app = typed(typed(app, "Membership on dropout", value=0.3), "Contribution margin", value=0.26)
    assert "2 edits not saved" in words(app)
    app.button(key="undo").click().run()
    assert list(draft(app).assumptions) == ["phi_member"]
    app.button(key="reset.phi_member").click().run()
    assert not draft(app).assumptions and "No edits" in words(app)
    app = typed(app, "Contribution margin", value=0.26)
    app.button(key="reset").click().run()
    assert not draft(app).assumptions and draft(app).good == draft(app).saved


def test_a_fault_names_field_and_remedy_and_loses_nothing(app):
    app = typed(app, "Contribution margin", value=0.26)
    app = typed(app, "Membership on dropout", value=9.0, low=0.1, high=9.0)
    assert [e.value for e in app.error] == ["**Membership on dropout:** 9 is outside what is allowed: at least 0 and at most 2"]
    assert draft(app).good.market.margin.value == 0.26 and draft(app).good.market.phi_member.value == 0.25
    assert app.dataframe[0].value.set_index("number").loc["Membership on dropout", "value"] == 9, "what was typed is still there"
    assert "Last good result" in words(app) and "on the assumptions page" in words(app)
    app.switch_page("pages/costs.py").run()
    assert not app.exception and "on the assumptions page" in words(app)
    app.switch_page("pages/design.py").run()
    assert not app.exception and any("Membership on dropout" in e.value for e in app.error)
    app.switch_page("pages/assumptions.py").run()
    app = typed(app, "Membership on dropout", value=None)
    assert [e.value for e in app.error] == ["**Membership on dropout, Value:** is missing; give a number"]
    app.button(key="undo").click().run()
    app.button(key="undo").click().run()
    assert not app.error


def test_edits_travel_in_the_address_and_are_saved(app):
    app = typed(app, "Membership on dropout", value=0.4)
    link = app.query_params["assumptions"]
    assert "edits" not in app.query_params, "the program is as saved"
    again = opened(assumptions=link)
    assert not again.exception and not again.warning and draft(again).good.market.phi_member.value == 0.4
    again.text_input(key="new_name").set_value("Dropout 0.4").run()
    again.button(key="go_create").click().run()
    assert not again.exception and not again.error and "assumptions" not in again.query_params
    [saved] = [s for s in Store().listed() if s.name == "Dropout 0.4"]
    held, _saved = Store().load(saved.id)
    assert held.market.phi_member.value == 0.4 and held.document()["market"]["extends"] == "ecommerce_cn"
    row = again.dataframe[0].value.set_index("number").loc["Membership on dropout"]
    assert row["was"] == "0.25", "changed against the market that it names, though it is saved"
    again.button(key="reset.phi_member").click().run()
    assert draft(again, f"saved-{saved.id}").good.market == load_scenario(HELD).market


GOOD = {"value": 0.4, "low": 0.1, "high": 0.4, "source": "x"}


@pytest.mark.parametrize("link", ["x", "é", packed({"phi_member": GOOD}), packed({"v": 2, "market": {"phi_member": GOOD}}),
                                  packed({"v": 1, "market": {"phi": GOOD}}), packed({"v": 1, "market": {"margin": {"value": "a"}}}), packed([1])])
def test_a_bent_link_says_so_and_breaks_nothing(link):
    bent = opened("", assumptions=link)
    assert not bent.exception and "cannot be read" in bent.warning[0].value and not draft(bent).edited


def test_search_marks_and_changed_only(app):
    assert "Average basket" not in listed(app) and len(listed(app)) == len(load_scenario(HELD).market.uncertain())
    app.text_input(key="assumptions_search").set_value("fader gamma").run()
    assert listed(app) == ["Spend within a member, shape p", "Spend between members, shape q", "Spend between members, rate v"]
    app.text_input(key="assumptions_search").set_value("").run()
    app.multiselect(key="assumptions_marks").set_value(["sign"]).run()
    assert "Goal gradient" in listed(app) and "Membership on dropout" not in listed(app)
    app.multiselect(key="assumptions_marks").set_value([]).run()
    app.segmented_control(key="assumptions_show").set_value("changed").run()
    assert "Nothing like this" in words(app)


def test_sobol_on_request_and_another_measure(app):
    app.selectbox(key="sensitivity_measure").set_value("program_cost").run()
    app.segmented_control(key="sensitivity_method").set_value("sobol").run()
    assert not app.exception and "csv-sobol" in {b.key for b in app.get("download_button")} and "Pale:" in words(app)


def test_without_a_program_nothing_hangs_on_anything():
    app = opened(scenario="no_program")
    assert not app.exception and "<em>No assumption</em> moves the net value" in words(app) and listed(app)


def test_faults_of_program_and_numbers_do_not_hide_each_other():
    saved = load_scenario(HELD)
    program = whole_program(saved)
    held = Draft(HELD, saved, HELD, 0, program, saved, program)
    held.edit_number("margin", value=5.0)
    held.edit({k: v for k, v in program.items() if k != "member_day"})
    assert [f.field for f in held.faults] == ["market.margin"] and held.good == saved, "the program is good, the number is not"
    held.edit(held.program | {"cash_off": held.program["cash_off"] | {"goal": -1}})
    assert len(held.faults) == 2
    held.step_back()
    held.edit_number("margin", value=0.24)
    assert not held.faults and held.good.market.margin.value == 0.24 and held.good.program.get("member_day") is None
    held.reset()
    assert held.good == saved and not held.edited


def test_the_page_works_with_the_numbers_of_its_table_in_every_case(app):
    """A case moves the numbers and takes them as certain; here they are what is asked about."""
    before = words(app)
    app.pills(key="case").set_value("sceptic").run()
    assert not app.exception and "not with the case chosen at the left" in words(app)
    assert before[before.index("The answer hangs"):][:80] in words(app)


def test_a_cleared_source_leaves_the_number_and_the_table_as_they_were(app):
    """The typed cell stayed in the table, which was then asked about it without end."""
    drawn = draft(app).numbers_drawn
    typed(app, "Contribution margin", source="")
    assert not app.exception and not draft(app).edited and draft(app).numbers_drawn > drawn
