"""What is saved, sent as a link or uploaded is kept whole, or refused in words."""
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from pages.common.address import packed
from simulation.inputs import ScenarioError
from simulation.scenario import load_scenario
from simulation.store import Store
from tests.pages.looking import level_edit, open_page, words
from tests.pages.test_pages import small_runs  # noqa: F401  few runs here, too

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_save_as_reopen_and_conflict(app):
    open_page(app, "design")
    level_edit(app, 2, threshold=2400.0)
    app.text_input(key="new_name").set_value("Ours")
    app.button(key="go_create").click().run()
    assert not app.exception and not app.error
    assert "Revision 1" in words(app) and "No edits" in words(app)
    [saved] = [s for s in Store().listed() if s.name == "Ours"]
    assert saved.revision == 1
    again = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    again.query_params["scenario"] = f"saved-{saved.id}"
    again.run()
    assert "Ours, against no program" in words(again), "the address opens it"
    Store().save(saved.id, 1, load_scenario("handbook_four_tiers"))     # somebody else saves meanwhile
    level_edit(app, 1, threshold=900.0)
    app.button(key="go_save").click().run()
    assert [w.value for w in app.warning] == ["Revision 2 was saved while you were editing. Your edits are still here."]
    assert "1 edit not saved" in words(app), "nothing is lost"
    app.button(key="mine").click().run()
    assert Store().load(saved.id)[1].revision == 3 and "No edits" in words(app)


def test_theirs_takes_the_place_of_what_was_typed(nothing_saved):
    theirs = load_scenario("handbook_four_tiers")
    saved = Store().create("Ours", theirs)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["scenario"] = f"saved-{saved}"
    open_page(app.run(), "design")
    goal = lambda: next(n for n in app.number_input if n.key.endswith(".cash_off.goal"))  # noqa: E731
    goal().set_value(700).run()
    program = theirs.program.mapping()
    program["cash_off"]["goal"] = 900
    Store().save(saved, 1, theirs.with_program(program))
    app.button(key="go_save").click().run()
    app.button(key="theirs").click().run()
    assert not app.exception and goal().value == 900 and "No edits" in words(app)
    app.run()
    assert goal().value == 900 and Store().load(saved)[0].program.get("cash_off").goal == 900


def test_edits_not_saved_travel_in_the_address(app):
    open_page(app, "design")
    level_edit(app, 2, threshold=2500.0)
    link = app.query_params["edits"]
    again = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    again.query_params["edits"] = link
    again.run()
    assert not again.exception and "with edits not saved" in words(again)
    assert again.session_state["drafts"]["handbook_four_tiers"].program["tiers"]["levels"][2]["threshold"] == 2500
    open_page(app, "design")
    app.button(key="reset").click().run()
    assert "edits" not in app.query_params


BENT = [{"tiers": {"levels": 5}}, {"birthdy_gift": {}}, {"cash_off": {"goal": "many"}}, {"points_expiry": {"policy": "sometimes"}}]


@pytest.mark.parametrize("change", BENT, ids=lambda c: next(iter(c)))
def test_a_bent_link_says_so_and_breaks_nothing(app, change):
    whole = app.session_state["drafts"]["handbook_four_tiers"].program
    program = {label: whole.get(label, {}) | change.get(label, {}) for label in {**whole, **change}}
    bent = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    bent.query_params["edits"] = packed(program)
    bent.run()
    assert not bent.exception and "cannot be read" in bent.warning[0].value
    assert not open_page(bent, "design").exception


def test_a_row_not_complete_yet_survives_a_change_of_page(app):
    open_page(app, "design")
    held = app.session_state["drafts"]["handbook_four_tiers"]
    row = {"name": "Black", "multiplier": 3.0}
    app.session_state[f"d.{held.source}.{held.widgets}.levels"] = {"edited_rows": {}, "added_rows": [row], "deleted_rows": []}
    app.run()
    assert not app.exception and app.error[0].value.startswith("**Black, Threshold:** is missing")
    open_page(app, "costs")
    open_page(app, "design")
    assert not app.exception and app.error[0].value.startswith("**Black, Threshold:** is missing"), "it is still there, and still said"


@pytest.mark.parametrize("edits", ["x", "eJyLVspPTlWqBQAN2AMb", "A" * 5000, "[1]", "é"])
def test_a_cut_link_says_so(edits):
    cut = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    cut.query_params["edits"] = edits
    cut.run()
    assert not cut.exception and "cannot be read" in cut.warning[0].value


def test_an_unknown_link_says_so(app):
    lost = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    lost.query_params["scenario"] = "saved-nowhere"
    lost.run()
    assert not lost.exception and "not saved here" in lost.warning[0].value


@pytest.mark.parametrize(("content", "said"), [
    (b"title: X\nmarket: ecommerce_cn\nprogram: {birthdy_gift: {}}\n", "no mechanic is called 'birthdy_gift'"),
    (b"title: X\nmarket: ../../etc/passwd\n", "no market is called"),
    (b"- 1", "is empty or no mapping"),
    (b"title: [", "line"),
    (b"\xff\xfe\x00", "is not UTF-8"),
])
def test_a_bad_upload_is_refused_in_words(app, content, said):
    open_page(app, "design")
    before = len(Store().listed())
    app.get("file_uploader")[0].upload("bad.yaml", content).run()
    assert not app.exception
    assert said in app.error[0].value and "bad.yaml" in app.error[0].value
    assert len(Store().listed()) == before, "nothing half-saved"


def test_a_file_opens_as_a_scenario_of_its_own(app):
    open_page(app, "design")
    app.get("file_uploader")[0].upload("ours.yaml", b"title: Ours\nextends: points_only\nprogram: {cash_off: {goal: 300}}\n").run()
    assert not app.exception and not app.error
    assert any(s.name == "Ours (ours)" for s in Store().listed())
    assert "Ours (ours)" in words(app)


def test_a_broken_store_is_said_not_thrown(monkeypatch):
    def fail(*_args):
        raise ScenarioError("saved scenarios cannot be opened (OSError); check that it can be written")
    monkeypatch.setattr("pages.common.sidebar.options", fail)
    broken = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not broken.exception and "cannot be opened" in broken.error[0].value
