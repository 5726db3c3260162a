"""The page of the paid plan, and the partners' settlement on the costs page."""
import pathlib
import re

import pytest
from streamlit.testing.v1 import AppTest

from pages.common.address import packed
from pages.common.plan_parts import SPLIT
from pages.common.session import whole_program
from simulation.plan_report import report
from simulation.replications import JUDGED, RATES, plan_ranges
from simulation.reporting import numbers
from simulation.scenario import load_scenario
from simulation.simulate import simulate
from simulation.store import Store
from tests.pages.looking import downloads

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUS = {"name": "Plus", "fee": 99.0, "price_off": 0.05, "freight_cost": 6.0, "freight_uses": 0.5, "freight_value": 8.0}
HOTEL = {"name": "Hotel", "unit_cost": 2.0, "customers": 0.5, "points_per_event": 50, "price_per_point": 0.01}


@pytest.fixture(autouse=True)
def small_runs(monkeypatch):
    monkeypatch.setattr("pages.common.plan_results.SEEDS", 2)


def opened(page, **mechanics):
    """A page on the standard scenario with more mechanics, as a link brings them."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    held = load_scenario("handbook_four_tiers")
    if mechanics:
        app.query_params["edits"] = packed(whole_program(held.with_program(held.program.mapping() | mechanics)))
    app.run()
    assert not app.exception and not app.warning
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app, " ".join(e.proto.body for e in app.get("html"))


def test_a_program_without_a_plan_is_told_what_would_stand_here():
    app, text = opened("plan")
    assert "Nobody pays a fee in this program" in text and not downloads(app)


def test_the_plan_is_split_into_what_it_caused_and_who_selected_themselves_in():
    app, text = opened("plan", paid_plan={"trial_days": 0, "levels": [PLUS]})
    for said in ("the plan has caused", "selection", "Renewed after a year", "Fees less cost of benefits", "Of those still buying"):
        assert said in text, said
    assert {"csv-plan", "csv-plan_split", "csv-plan_renewals"} <= downloads(app)


def test_figures_of_the_plan_have_the_ranges_of_the_module():
    found = load_scenario("handbook_four_tiers")
    with_plan = found.with_program(found.program.mapping() | {"paid_plan": {"trial_days": 0, "levels": [PLUS]}})
    ranges = plan_ranges(with_plan.with_run(members=500), 2)
    app, text = opened("plan", paid_plan={"trial_days": 0, "levels": [PLUS]})
    symbol = with_plan.market.symbol
    for name in ("naive_gap", "selection", "causal", "others"):
        d = ranges.of(name)
        assert numbers.money(d.mean, symbol, sign=True) in text, name
        if name != "others":      # without a trial and with plenty of room they do not change
            assert d.low < d.high and numbers.span(d.low, d.high, "money", like=d.mean, sign=name in JUDGED) in text, name
    net, rate = ranges.of("net_gain"), ranges.of("renewal_rate")
    assert numbers.money(net.mean, symbol) in text and net.verdict in text
    assert numbers.percent(rate.mean) in text and "mean of 2 pairs of runs" in text and "csv-plan_ranges" in downloads(app)


def test_figures_without_ranges_are_there_first(monkeypatch):
    monkeypatch.setattr("pages.common.plan_results.plan_ranges", lambda *_: None)
    app, text = opened("plan", paid_plan={"trial_days": 0, "levels": [PLUS | {"fee": 98.0}]})
    assert "the plan has caused" in text and "ranges are not there yet" in text
    assert "csv-plan" in downloads(app) and "csv-plan_ranges" not in downloads(app)


def test_where_some_runs_have_no_split_the_chart_and_the_rates_are_of_the_own_run(monkeypatch):
    def lacking(*given):
        found = plan_ranges(*given)
        found.runs.loc[1, [*SPLIT, *RATES]] = float("nan")      # as where nobody has paid: no split, and no term that ended
        return found

    monkeypatch.setattr("pages.common.plan_results.plan_ranges", lacking)
    levels = {"trial_days": 0, "levels": [PLUS | {"fee": 97.0}]}
    held = load_scenario("handbook_four_tiers")
    own = report(simulate(held.with_program(held.program.mapping() | {"paid_plan": levels}).with_run(members=500)))
    _, text = opened("plan", paid_plan=levels)
    chart = re.search(r"What is selection, and what the plan has caused.*?</p>", text)[0]
    assert "own run" in chart and "mean of" not in chart
    assert "Only 1 of 2 runs have members who paid and others" in text and "nan" not in text.lower()
    first = own.renewals.iloc[0]
    assert f"{numbers.percent(first.renewal_rate)}</" in text and f"{numbers.percent(first.renewal_rate_staying)} of those still buying" in text
    rows = re.search(r"The split with its ranges.*?</table>", text, re.S)[0]
    assert rows.count(f">{numbers.DASH}<") == 4, "no range, rather than an empty one"


def test_few_payers_who_spend_less_than_others_are_told_so():
    """Nine of 300 buy a plan that is far too dear for all; they are no heavy buyers."""
    _, text = opened("plan", paid_plan={"trial_days": 0, "levels": [PLUS | {"fee": 100_000.0}]})
    assert "to the sales of each member who paid" in text and "outspend" not in text


def test_where_nobody_has_paid_there_is_no_split():
    """In a run of one month trials have not ended yet."""
    held = load_scenario("handbook_four_tiers")
    with_plan = held.with_program(held.program.mapping() | {"paid_plan": {"levels": [PLUS]}}).with_run(months=1, members=300)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["scenario"] = "saved-" + Store().create("Trials only", with_plan)
    app.run().switch_page("pages/plan.py").run()
    text = " ".join(e.proto.body for e in app.get("html"))
    assert not app.exception and not app.warning
    assert "Nobody has paid" in text and "No split" in text and "No term has ended yet" in text


def test_costs_show_what_partners_owe():
    app, text = opened("costs", hotel={"mechanic": "partner"} | HOTEL)
    assert "Settlement with partners" in text and "Hotel" in text and "csv-settlement" in downloads(app)


def test_costs_without_partners_have_no_settlement():
    app, text = opened("costs")
    assert "Settlement with partners" not in text and "csv-settlement" not in downloads(app)
