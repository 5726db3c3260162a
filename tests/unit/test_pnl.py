"""The P&L ties: to the other pages' figures, to its own parts, by period, tier and segment; fees are spread over their term to the cent."""
from __future__ import annotations

import datetime

import numpy as np
import pytest

from simulation.finance import pnl as accounts
from simulation.finance.pnl import (
    ANYWAY,
    CODES,
    COST,
    COSTS,
    LINES,
    NET,
    SEGMENTS,
    TOTAL,
    checks,
    fees,
    line_of,
    lines_of,
    people,
    period,
    pnl,
    pnl_by,
    segments,
)
from simulation.finance.pnl_range import FIGURES, pnl_study
from simulation.finance.value import worth
from simulation.metrics import METRICS
from simulation.scenario import load_scenario, names
from simulation.simulate import simulate

UNIT = 100


def april(scenario, **values):
    """The scenario with fiscal years from April, and other numbers of the market."""
    return scenario.with_market(scenario.market.with_values(fiscal_year_start=4, **values))


@pytest.fixture(scope="module")
def whole():
    """The handbook's whole program, small: fiscal years from April, a tax in fees."""
    return simulate(april(load_scenario("handbook_whole"), fee_tax=0.0566), members=300, months=18)


@pytest.mark.parametrize("name", names())
def test_everything_ties_for_every_shipped_scenario(name):
    found = checks(simulate(load_scenario(name), members=150, months=13))
    assert found["ties"].all(), found[~found["ties"]]


def test_everything_ties_with_fiscal_years_from_april_and_a_tax(whole):
    found = checks(whole)
    assert found["ties"].all(), found[~found["ties"]]
    assert found.dtypes["left"] == found.dtypes["right"] == np.int64 and (found["right"] != 0).sum() >= 10


def test_the_lines_are_those_of_the_other_pages(whole):
    total = pnl(whole, "year")[TOTAL]
    for code, metric in ((COST, "program_cost"), ("incremental_sales", "incremental_sales"), ("incremental_margin", "incremental_margin")):
        assert total[code] == round(METRICS[metric].of(whole) * UNIT)
    by_component = {c: whole.totals["program"][c].sum() for c in ("reward_cost", "benefit_cost", "campaign_cost", "other_cost")}
    assert total[[*COSTS]].sum() == sum(by_component.values())
    assert total[["campaigns", "referral"]].sum() == by_component["campaign_cost"]
    assert total[["service", "running_cost"]].sum() == by_component["other_cost"]
    assert total["partner_funding"] < 0 < total["referral"]


def test_every_period_is_its_months_and_net_is_its_parts(whole):
    month, quarter, year = (pnl(whole, by) for by in ("month", "quarter", "year"))
    assert list(month.columns[:2]) == ["2026-01", "2026-02"] and month.shape[1] == 19
    assert list(year.columns) == ["FY2026", "FY2027", "FY2028", TOTAL]      # January to March end the fiscal year 2026
    assert list(quarter.columns[:3]) == ["FY2026 Q4", "FY2027 Q1", "FY2027 Q2"]
    assert (year.loc[COST, "FY2026"], year.loc[COST, "FY2028"]) == (month.loc[COST].iloc[:3].sum(), month.loc[COST].iloc[15:18].sum())
    assert year.loc["fees_deferred", "FY2027"] == month.loc["fees_deferred"].iloc[14]                     # what stands at the end
    for table in (month, quarter, year):
        assert (table.loc[NET] == table.loc["incremental_margin"] + table.loc["fees_recognised"] - table.loc[COST]).all()
        assert table.dtypes.eq(np.int64).all() and [c for c in table.index if "/" not in c] == list(CODES)


@pytest.mark.parametrize(("day", "start", "quarter", "year"), [
    ("2026-01-01", 1, "FY2026 Q1", "FY2026"), ("2026-12-01", 1, "FY2026 Q4", "FY2026"),
    ("2026-03-01", 4, "FY2026 Q4", "FY2026"), ("2026-04-01", 4, "FY2027 Q1", "FY2027"),
    ("2026-10-01", 10, "FY2027 Q1", "FY2027"), ("2026-09-01", 10, "FY2026 Q4", "FY2026"),
])  # fmt: skip
def test_fiscal_periods(day, start, quarter, year):
    day = datetime.date.fromisoformat(day)
    assert (period(day, "quarter", start), period(day, "year", start), period(day, "month", start)) == (quarter, year, f"{day:%Y-%m}")
    with pytest.raises(ValueError, match="no period is called 'week'; there are month, quarter, year"):
        period(day, "week", start)


def test_a_yearly_fee_is_recognised_over_twelve_months_to_the_cent(whole):
    found = fees(whole)
    received, tax, recognised, deferred = (found[x] for x in ("fees_received", "fee_tax", "fees_recognised", "fees_deferred"))
    paid = received.sum(1)
    assert paid.sum() == whole.totals["program"]["fees"].sum() > 0
    assert [int(x) for x in tax.sum(1)] == [int(int(x) * 0.0566 + 0.5) for x in paid]
    net = received - tax
    assert (recognised[0] == net[0] // 12).all() and (deferred[0] == net[0] - net[0] // 12).all()
    assert ((net - recognised).cumsum(0) == deferred).all() and (deferred >= 0).all()
    opened = net[:7].sum()                                   # terms that ended by month 18
    of_later = sum(int((net[m] * (18 - m) // 12).sum()) for m in range(7, 18))
    assert recognised.sum() == opened + of_later


def test_a_monthly_fee_is_recognised_at_once():
    scenario = load_scenario("paid_club")
    terms = scenario.program.mapping()
    terms["paid_plan"] = terms["paid_plan"] | {"billing": "monthly"}
    total = pnl(simulate(scenario.with_program(terms), members=200, months=6), "month")[TOTAL]
    assert total["fees_received"] == total["fees_recognised"] > 0 == total["fees_deferred"]


def test_a_program_without_anything_has_a_p_and_l_of_zeros():
    outcome = simulate(load_scenario("no_program"), members=100, months=3)
    assert not pnl(outcome, "month").to_numpy().any() and len(lines_of(outcome)) == len(LINES)


def test_where_a_posting_belongs():
    assert line_of("cash_off", "reward_cost", 5) == "rewards" and line_of("partner", "reward_cost", -5) == "partner_funding"
    assert line_of("paid_plan", "benefit_cost", 5) == "plan_cost" and line_of("referral", "campaign_cost", 0) == "referral"
    assert line_of("service_desk", "other_cost", 5) == "service" and line_of("running_cost", "other_cost", 5) == "running_cost"


def test_names_that_several_mechanics_share_say_whose_they_are(whole):
    lines = lines_of(whole)
    fixed = [line for line in lines if line.label == "Fixed cost"]
    assert len({line.of for line in fixed}) == len(fixed) > 1
    assert all(not line.of for line in lines if line.label == "Free freight")
    below = [(line.label, line.of) for line in lines if line.named]
    assert len(set(below)) == len(below)


def test_the_discount_that_would_have_been_given_anyway(whole):
    """Worked again by month and tier; with no effect of the program on orders it is the whole discount."""
    total = pnl(whole, "year")[TOTAL]
    off, orders, extra = (whole.program.measure(x) for x in ("discount", "purchases", "extra_purchases"))
    exact = (off * (orders - extra) / np.maximum(1, orders)).sum()
    assert abs(total[ANYWAY] - exact) <= off.size / 2 and 0 < total[ANYWAY] < off.sum()
    sceptic = load_scenario("handbook_whole")
    sceptic = sceptic.with_market(sceptic.market.preset("sceptic"))
    outcome = simulate(sceptic, members=200, months=6)
    assert pnl(outcome, "year")[TOTAL][ANYWAY] == outcome.program.measure("discount").sum() > 0


def test_by_tier_what_can_be_known_and_nothing_else(whole):
    table, total = pnl_by(whole, "tier"), pnl(whole, "year")[TOTAL]
    tiers = whole.tier_names
    assert table.loc[["incremental_sales", "incremental_margin", NET], tiers].isna().all(axis=None)
    known = [c for c in total.index if c not in ("incremental_sales", "incremental_margin", NET)]
    assert (table.loc[known, tiers].sum(axis=1) == total[known]).all() and (table[TOTAL][total.index] == total).all()
    assert table.loc["sales", TOTAL] == whole.totals["program"]["sales"].sum()
    assert people(whole, table, "tier")[TOTAL] == pytest.approx(whole.totals["program"]["members"].mean())


def test_by_segment_the_same_members_with_and_without(whole):
    table, total, groups = pnl_by(whole, "segment"), pnl(whole, "year")[TOTAL], segments(whole)
    assert list(groups) == list(SEGMENTS) and (table[TOTAL][total.index] == total).all()
    assert (table.drop(columns=TOTAL).sum(axis=1) == table[TOTAL]).all()
    light, heavy = groups["light"], groups["heavy"]
    assert light[0].sum() == light[1].sum() and whole.no_program.sales[light[1]].max() <= whole.no_program.sales[heavy[1]].min()
    own, base = whole.program.sales[heavy[0]].sum(), whole.no_program.sales[heavy[1]].sum()
    assert table.loc["incremental_sales", "heavy"] == own - base
    assert abs(table.loc["incremental_margin", "heavy"] - 0.25 * (own - base)) <= 2 * 18 * len(whole.tier_names)
    for line in lines_of(whole):
        parts = [x.code for x in lines_of(whole) if x.parent == line.code and line.code in COSTS]
        if parts:
            assert (table.loc[parts].sum() == table.loc[line.code]).all()
    with pytest.raises(ValueError, match="no split is called 'age'; there are tier, segment"):
        pnl_by(whole, "age")


def test_the_range_holds_the_scenario_own_figures():
    scenario = load_scenario("points_only").with_run(members=150, months=12)
    found = pnl_study(scenario, runs=4)
    assert (found.low <= found.table).all(axis=None) and (found.table <= found.high).all(axis=None)
    assert (found.low.loc[NET] < found.high.loc[NET]).all() and list(found.runs.columns) == list(FIGURES) and len(found.runs) == 4
    assert found.worth == worth(simulate(scenario)) and found.range("net")[0] <= found.worth.net <= found.range("net")[1]
    assert found.runs["npv"].nunique() == 4
    again = pnl_study(scenario, runs=4)
    assert again.low.equals(found.low) and again.runs.equals(found.runs)


def test_the_postings_of_a_run_are_sorted_out_once(monkeypatch):
    outcome, sorted_out = simulate(load_scenario("points_only").with_run(members=100, months=6)), []
    real = accounts.discount_anyway
    monkeypatch.setattr(accounts, "discount_anyway", lambda o: sorted_out.append(o) or real(o))
    assert accounts.checks(outcome)["ties"].all() and accounts.pnl(outcome, "month").equals(accounts.pnl(outcome, "month"))
    assert sorted_out == [outcome]
    assert not accounts._parts(outcome)[1]["rewards"].flags.writeable, "what is kept is nobody's to change"
