"""Every page runs, alone and through app.py, and does what its buttons say."""
import pathlib
import threading

import pytest
from streamlit.testing.v1 import AppTest

from pages.common import results
from pages.common.address import packed
from pages.common.jobs import jobs
from pages.common.session import whole_program
from pages.common.sidebar import breadth
from simulation.assumptions import marks
from simulation.inputs import ScenarioError, term
from simulation.ledger import Posting, allocate
from simulation.mechanics import REGISTRY, Mechanic
from simulation.replications import campaign_ranges
from simulation.reporting import numbers
from simulation.scenario import load_scenario, names
from simulation.store import Store
from tests.pages.looking import words

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


@pytest.fixture
def app():
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()


def open_page(app, name):
    return app.switch_page(f"pages/{name}.py").run()


def level_edit(app, row, **cells):
    """An edit in the table of tiers, as the browser sends it."""
    held = app.session_state["drafts"][app.selectbox(key="scenario").value]
    app.session_state[f"d.{held.source}.{held.widgets}.levels"] = {"edited_rows": {row: cells}, "added_rows": [], "deleted_rows": []}
    return app.run()


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


def test_theirs_takes_the_place_of_what_was_typed():
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


CAMPAIGNS = {"coupon": {"day_of_month": 3, "depth": 0.1, "channels": [{"channel": "sms", "reach": 0.5, "contact_cost": 0.05}]},
             "june_lottery": {"mechanic": "lottery", "dates": ["06-18"], "prizes": [{"odds": 0.1, "value": 50, "prize_cost": 30}]},
             "welcome_offer": {}, "win_back": {}}


def with_campaigns(**terms):
    four = load_scenario("handbook_four_tiers")
    return packed(whole_program(four.with_program(four.program.mapping() | CAMPAIGNS | terms)))


def test_campaigns_are_held_against_the_same_members_without_them():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["edits"] = with_campaigns()
    open_page(app.run(), "campaigns")
    assert not app.exception and not app.warning, "the rows of channels and prizes travel in the address"
    text = words(app)
    for name in ("Coupon", "June lottery", "Welcome offer", "Win-back offer", "Member day", "Extra orders", "Cost per extra order", "Dormant"):
        assert name in text, name
    assert len(app.get("plotly_chart")) == 2 and app.get("download_button")


def test_figures_of_campaigns_have_the_ranges_of_the_module():
    four = load_scenario("handbook_four_tiers")
    found = four.with_program(four.program.mapping() | CAMPAIGNS)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["edits"] = with_campaigns()
    open_page(app.run(), "campaigns")
    text, ranges = words(app), campaign_ranges(found.with_run(members=500), 2)
    for label in ("coupon", "june_lottery", "welcome_offer", "win_back", "member_day"):
        net, orders = ranges.of(label, "net"), ranges.of(label, "extra_orders")
        assert numbers.money(net.mean, found.market.symbol, sign=True) in text, label
        assert numbers.span(net.low, net.high, "money", like=net.mean, sign=True) in text, label
        assert numbers.span(orders.low, orders.high, sign=True) in text and net.verdict in text, label
    assert "range: 95% over 2 runs" in text and "own run" in text


def test_a_program_without_campaigns_still_shows_the_stages(app):
    app.selectbox(key="scenario").set_value("points_only").run()
    open_page(app, "campaigns")
    assert not app.exception and "no campaigns" in words(app) and "Dormant" in words(app)
