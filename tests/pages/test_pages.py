"""Every page runs, alone and through app.py, and does what its buttons say."""
import pathlib
import threading

import pytest
from streamlit.testing.v1 import AppTest

from pages.common import results
from pages.common.jobs import jobs
from pages.common.sidebar import breadth
from simulation.assumptions import marks
from simulation.inputs import term
from simulation.ledger import Posting, allocate
from simulation.mechanics import REGISTRY, Mechanic
from simulation.scenario import load_scenario, names
from tests.pages.looking import level_edit, open_page, words

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = sorted(p.stem for p in (ROOT / "pages").glob("*.py"))
MANY_RUNS = ("assumptions", "budget", "compare", "drivers", "pilot", "present", "stress", "sweep", "winners")
KINDS = ("no_program", "points_only", "beauty_value_rising", "paid_club")      # paid_club: another currency; handbook_whole: test_translated.py


@pytest.fixture(autouse=True)
def small_runs(monkeypatch):
    """Few runs: the pages are tested here, not the figures."""
    monkeypatch.setattr("pages.common.drivers_results.SEEDS", 2)
    monkeypatch.setattr("pages.common.compare_results.SIZES", (2, 4))
    monkeypatch.setattr("pages.common.campaigns_results.SEEDS", 2)
    monkeypatch.setattr("pages.common.plan_results.SEEDS", 2)
    monkeypatch.setattr("simulation.robustness.PRESET_RUNS", 2)
    monkeypatch.setattr("pages.common.budgeting_parts.CHOICES", (4, 6))
    monkeypatch.setattr("pages.common.budgeting_parts.RUNS", 4)
    monkeypatch.setattr("pages.common.stress_results.SEEDS", 2)
    monkeypatch.setattr("pages.common.assumptions_results.TRAJECTORIES", 2)




def test_home_answers_with_four_numbers(app):
    assert not app.exception and not app.error
    text = words(app)
    assert "pays for itself" in text or "does not pay" in text
    for label in ("12-month retention", "Upgrade rate, 12 months", "Program cost", "Net value"):
        assert label in text
    assert text.count("tl-strip") >= 4, "each of the four numbers has its range"


def test_home_says_where_its_assumptions_come_from(app):
    market = load_scenario("handbook_four_tiers").market
    n = marks(market)
    assert f"{len(market.assumptions())} numbers: {n['paper']} from papers" in words(app) and f"{n['assumed']} assumed; 0 changed" in words(app)
    assert any("Every assumption" in link.proto.label for link in app.get("page_link")), "and the way to them"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_through_the_app_and_alone(app, name):
    assert not open_page(app, name).exception
    alone = AppTest.from_file(str(ROOT / "pages" / f"{name}.py"), default_timeout=60).run()
    assert not alone.exception and not alone.error
    assert alone.selectbox(key="scenario").options, "the sidebar is there without app.py"


def test_a_name_that_the_sidebar_cuts_stands_whole_below(app):
    app.selectbox(key="scenario").set_value("points_only").run()
    assert not sidebar_notes(app, "Points only"), "a name that fits is not said twice"
    app.selectbox(key="scenario").set_value("cn_multiplier").run()
    assert sidebar_notes(app, "Chinese shop, multipliers and tier prices on thin margins")
    assert breadth("四级会员（按消费）") == 18 and breadth("Four tiers") == 10


def sidebar_notes(app, text):
    """The sidebar's quiet lines that say this."""
    return [e for e in app.sidebar.get("html") if "tl-note" in e.proto.body and text in e.proto.body]


@pytest.mark.parametrize("name", PAGES)
def test_first_line_of_a_page_draws_the_shell(name):
    lines = [x for x in (ROOT / "pages" / f"{name}.py").read_text().splitlines() if x]
    assert lines[1:3] == ["from pages.common.shell import body, page", "page(__file__)"]


@pytest.mark.parametrize("scenario", names())
def test_every_shipped_scenario_on_every_page(app, scenario):
    """The pages that run a program many times over have those of different kinds."""
    app.selectbox(key="scenario").set_value(scenario).run()
    assert not app.exception and not app.error
    for name in PAGES if scenario in KINDS else [p for p in PAGES if p not in MANY_RUNS]:
        assert not open_page(app, name).exception, f"{scenario} on {name}"


def test_every_page_draws_for_the_sceptic(app):
    """Cases leave numbers without low and high values, and the sceptic's a program that moves nobody, too."""
    app.selectbox(key="scenario").set_value("handbook_whole")
    app.pills(key="case").set_value("sceptic").run()
    for name in PAGES:
        assert not open_page(app, name).exception and not app.error, name


def test_figures_before_a_change_are_marked_until_the_new_ones_are_there(app, monkeypatch):
    assert "Figures before the last change" not in words(app)
    jobs.clear()       # what another test has computed is kept for the whole server
    monkeypatch.setattr("pages.common.results.PATIENCE", 0)
    gate, slow = threading.Event(), results.study
    monkeypatch.setattr("pages.common.results.study", lambda *given: gate.wait(60) and slow(*given))
    app.selectbox(key="members").set_value(300).run()
    assert not app.exception and "Figures before the last change" in words(app) and "500 members" in words(app)
    assert [b.label for b in app.button if b.key.startswith("stop-study")] == ["Stop"]
    gate.set()
    monkeypatch.setattr("pages.common.results.PATIENCE", 300)
    app.run()
    assert "Figures before the last change" not in words(app) and "300 members" in words(app)


def test_a_stopped_computation_says_so_and_can_be_run(app, monkeypatch):
    jobs.clear()       # what another test has computed is kept for the whole server
    monkeypatch.setattr("pages.common.results.PATIENCE", 0)
    gate, slow = threading.Event(), results.study
    monkeypatch.setattr("pages.common.results.study", lambda *given: gate.wait(60) and slow(*given))
    app.selectbox(key="members").set_value(300).run()
    next(b for b in app.button if b.key.startswith("stop-study")).click().run()
    assert not app.exception and "Nothing was computed for these settings yet." in words(app)
    gate.set()
    monkeypatch.setattr("pages.common.results.PATIENCE", 300)
    next(b for b in app.button if b.key.startswith("go_run-study")).click().run()
    assert not app.exception and "300 members" in words(app) and "Nothing was computed" not in words(app)


def test_an_edit_moves_the_headline_and_survives_a_change_of_page(app):
    open_page(app, "design")
    before = words(app)
    level_edit(app, 2, threshold=2500.0)
    assert not app.exception
    assert "1 edit not saved" in words(app) and "2,500" in words(app) and "3,000" in words(app)
    assert words(app) != before
    open_page(app, "costs")
    assert "with edits not saved" in words(app)
    open_page(app, "design")
    assert "1 edit not saved" in words(app)


def test_a_fault_keeps_the_last_good_result_and_names_the_field(app):
    open_page(app, "design")
    level_edit(app, 2, threshold=12_000.0)
    assert [e.value for e in app.error] == [
        "**Diamond, Threshold:** Diamond's 8,000 is not above Gold's 12,000; thresholds must rise from tier to tier"]
    assert "Last good result" in words(app) and "tl-stale" in words(app)
    assert app.button(key="reset").disabled is False
    for name in ("costs", "members"):
        open_page(app, name)
        assert "Last good result" in words(app), f"{name} does not show stale figures as fresh"
    open_page(app, "design")
    app.button(key="undo").click().run()
    assert not app.error and "No edits" in words(app)


def test_undo_and_reset(app):
    open_page(app, "design")
    level_edit(app, 1, threshold=800.0)
    level_edit(app, 1, threshold=700.0)
    app.button(key="undo").click().run()
    assert "800" in words(app) and "700" not in words(app)
    app.button(key="reset").click().run()
    assert "No edits" in words(app) and app.button(key="undo").disabled is False, "a reset can be undone"


def test_member_days_come_and_go(app):
    open_page(app, "design")
    app.button(key=next(b.key for b in app.button if b.key.endswith("add.member_day"))).click().run()
    assert not app.exception and "Member day 2" in words(app) and "1 edit not saved" in words(app)
    app.button(key=next(b.key for b in app.button if "remove.member_day_2" in b.key)).click().run()
    assert "Member day 2" not in words(app) and "No edits" in words(app)


def test_a_mechanic_is_left_out_and_taken_in_again(app):
    open_page(app, "design")
    switch = next(t for t in app.toggle if t.key.endswith("on.cash_off"))
    switch.set_value(False).run()
    assert not app.exception and "1 edit not saved" in words(app)
    next(t for t in app.toggle if t.key.endswith("on.cash_off")).set_value(True).run()
    assert "No edits" in words(app)


def test_a_mechanic_without_a_section_of_its_own_is_drawn_from_its_fields(app, monkeypatch):
    class Doorbell(Mechanic):
        """A gift at the door costs the same each month."""

        title = "Doorbell"
        per_month: float = term(10.0, title="Each month", unit="currency", ge=0)
        rings: int = term(3, title="Rings", ge=1)

        def postings(self, month, label):
            yield Posting(label, "other_cost", "Door", allocate(month.card.market.minor(self.per_month) * self.rings, month.members))

    monkeypatch.setitem(REGISTRY, "doorbell", Doorbell)
    open_page(app, "design")
    next(b for b in app.button if b.key.endswith("add.doorbell")).click().run()
    assert not app.exception and "1 edit not saved" in words(app)
    next(n for n in app.number_input if n.key.endswith("doorbell.rings")).set_value(5).run()
    assert app.session_state["drafts"]["handbook_four_tiers"].good.program.get("doorbell").rings == 5
    open_page(app, "costs")
    assert "Door" in words(app) and not app.exception
