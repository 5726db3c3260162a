"""The page of the P&L says what the module computes, by every period, and ties."""
import pathlib

from streamlit.testing.v1 import AppTest

from pages.common.address import packed
from pages.common.session import whole_program
from simulation.finance import pnl, value
from simulation.finance.pnl_range import pnl_study
from simulation.reporting import numbers
from simulation.scenario import load_scenario
from simulation.simulate import simulate
from tests.pages.looking import words

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUS = {"trial_days": 0, "levels": [{"name": "Plus", "fee": 99.0, "price_off": 0.05, "freight_cost": 6.0, "freight_uses": 0.5, "freight_value": 8.0}]}


def opened(scenario="", **mechanics):
    """The page on a scenario with more mechanics, as a link brings them."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    if scenario:
        app.query_params["scenario"] = scenario
    if mechanics:
        held = load_scenario("handbook_four_tiers")
        app.query_params["edits"] = packed(whole_program(held.with_program(held.program.mapping() | mechanics)))
    app.run().switch_page("pages/pnl.py").run()
    assert not app.exception
    return app, words(app)


def test_the_page_shows_the_figures_of_the_modules():
    app, text = opened()
    scenario = load_scenario("handbook_four_tiers").with_run(members=500)
    outcome = simulate(scenario)
    total, worth = pnl.pnl(outcome, "year")[pnl.TOTAL], value.worth(outcome)
    for code in ("incremental_sales", "incremental_margin", "program_cost", "net_value", "benefits"):
        assert f">{numbers.amount(total[code] / 100)}<" in text, code
    study = pnl_study(scenario, runs=3)
    for figure in (numbers.money(worth.npv / 100, "¥"), numbers.percent(worth.roi), numbers.money(abs(total["net_value"]) / 100, "¥")):
        assert figure in text, figure
    low, high = (frame[pnl.TOTAL]["program_cost"] / 100 for frame in (study.low, study.high))
    assert numbers.span(low, high) in text
    assert any(f"all {len(pnl.checks(outcome))} tie" in e.label for e in app.expander)
    keys = {b.key for b in app.get("download_button")}
    assert {"csv-pnl_months", "csv-pnl_quarters", "csv-pnl_years", "csv-worth", "csv-pnl_tiers", "csv-pnl_segments", "csv-pnl_checks"} <= keys


def test_months_quarters_and_a_view_per_member():
    app, text = opened()
    assert "FY2027" in text and "2026-02" not in text
    by = lambda key: next(b for b in app.button_group if b.key == key)  # noqa: E731
    by("pnl_by").set_value("month").run()
    assert not app.exception and "2026-02" in words(app) and "2027-02" not in words(app)
    by("pnl_year_month").set_value("FY2027").run()
    assert not app.exception and "2027-02" in words(app)
    by("pnl_by").set_value("quarter").run()
    assert not app.exception and "FY2026 Q1" in words(app)
    by("pnl_view_tier").set_value("member").run()
    assert not app.exception


def test_fees_are_shown_as_recognised_and_as_received():
    _, text = opened(paid_plan=PLUS)
    for said in ("Fees recognised", "Fees received", "Fees deferred, at the end", "Paid plan&#x27;s benefits", "would have happened anyway"):
        assert said in text, said


def test_a_program_without_anything_says_so():
    _, text = opened("no_program")
    assert "costs nothing" in text and "No money flows" in text
