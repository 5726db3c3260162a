"""The budget's cone, overruns and tail, by hand on made-up runs, and tied to the runs of a scenario."""
from __future__ import annotations

import functools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from simulation.experiments import draws
from simulation.finance.budget import Budget, budget, costs_of, level_interval, nearest, rank, rounded, share_interval, years
from simulation.finance.pnl import COST, TOTAL, pnl
from simulation.scenario import load_scenario
from simulation.simulate import simulate

REWARDS, FREIGHT = ("reward_cost", "cash_off", "Rewards"), ("benefit_cost", "tier_benefits", "Freight")


def run(months=6, start="2026-10-01", fiscal=1, **run):
    scenario = load_scenario("points_only").with_run(members=100, months=months, start=start, **run)
    return scenario.with_market(scenario.market.with_values(fiscal_year_start=fiscal))


def made(runs=10):
    """Run k of 10 costs 10 k a month in rewards and 1 in freight; its first assumption is k, its second always 5."""
    k = np.arange(1, runs + 1)
    costs = {REWARDS: np.repeat(10 * k[:, None], 6, 1), FREIGHT: np.ones((runs, 6), np.int64)}
    return Budget(run(), costs, pd.DataFrame({"eta_0": k.astype(float), "margin": np.full(runs, 5.0)}), runs)


def test_years_are_fiscal_years_or_years_of_the_run():
    assert years(run()) == ["FY2026"] * 3 + ["FY2027"] * 3
    assert years(run(fiscal=12)) == ["FY2026"] * 2 + ["FY2027"] * 4
    assert years(run(months=14), "run") == ["1"] * 12 + ["2"] * 2
    with pytest.raises(ValueError, match="no year is called 'month'"):
        years(run(), "month")


def test_cost_to_date_begins_anew_with_each_year():
    held = made()
    assert held.to_date()[0].tolist() == [11, 22, 33, 11, 22, 33]
    assert held.to_date(by="run")[0].tolist() == [11, 22, 33, 44, 55, 66]
    assert held.to_date("cash_off")[9].tolist() == [100, 200, 300, 100, 200, 300]
    assert held.labels == ["cash_off", "tier_benefits"]
    with pytest.raises(ValueError, match="no mechanic with a cost is called 'tiers'"):
        held.monthly("tiers")


def test_the_cone_is_made_of_runs_by_rank():
    cone = made().cone()
    assert cone["year"].tolist() == ["FY2026"] * 3 + ["FY2027"] * 3
    assert cone.iloc[2][["p10", "p50", "p90"]].tolist() == [33, 153, 273], "three months of the 1st, 5th and 9th of 10 runs"


def test_overruns_are_counted_by_hand():
    held, envelopes = made(), {"FY2026": 213, "FY2027": 10_000}
    over = held.overrun(envelopes)
    assert over["runs_over"].tolist() == [0, 0, 3, 0, 0, 0], "243, 273 and 303 are above 213 at the third month's end; 213 itself is not"
    first, second = held.verdicts(envelopes).to_dict("records")
    assert (first["runs_over"], first["mean_over"], first["most_over"]) == (3, 60, 90)
    assert second["runs_over"] == 0 and pd.isna(second["mean_over"])
    assert held.joint(envelopes) == (7, 60)
    assert held.joint({"FY2026": 213, "FY2027": 273}) == (7, 70), "in run 10 both years are over: 90 and 30"
    assert held.joint({"FY2026": 10_000}) == (10, None)
    assert held.overrun({"FY2026": 201})["runs_over"].tolist() == [0, 1, 4], "202 after two months, of run 10"
    with pytest.raises(ValueError, match="no year of this run is called 'FY2030'"):
        held.overrun({"FY2030": 1})


def test_the_tail_is_the_dearest_tenth_and_says_what_it_has_in_common():
    held = made(20)
    assert np.flatnonzero(held.tail("FY2026")).tolist() == [18, 19]
    told = held.tail_assumptions("FY2026").set_index("assumption")
    assert told.loc["eta_0", ["tail_mean", "rest_mean"]].tolist() == [19.5, 9.5]
    assert told.loc["eta_0", "spreads"] == pytest.approx(10 / np.arange(1, 21).std(ddof=1))
    assert told.loc["margin", "spreads"] == 0 and not told.loc["margin", "clear"]
    parts = held.tail_costs("FY2026").set_index("name")
    assert parts.loc["Rewards", ["rest_mean", "tail_mean", "more", "share"]].tolist() == [285, 585, 300, 1.0]
    assert parts.loc["Freight", ["rest_mean", "tail_mean", "more", "share"]].tolist() == [3, 3, 0, 0.0]


def test_chance_alone_is_rarely_called_clear():
    told = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        worlds = pd.DataFrame(rng.random((100, 8)), columns=[f"a{k}" for k in range(8)])
        told += Budget(run(), {REWARDS: rng.integers(1, 10_000, (100, 6))}, worlds, 100).tail_assumptions("FY2026")["clear"].any()
    assert told <= 12, f"{told} of 100 times a number without any bearing on cost was named as a driver"


def test_the_interval_of_a_level_holds_it_as_often_as_it_says():
    for runs in (50, 100, 200):
        low, high = level_interval(0.9, runs)
        chance = stats.binom.cdf(high - 1, runs, 0.9) - stats.binom.cdf(low - 1, runs, 0.9)
        assert 0.9 <= chance < 0.97 and low < rank(0.9, runs) < high
    assert level_interval(0.9, 10) == (7, None), "10 runs do not bound the 90% level from above"
    assert level_interval(0.1, 10)[0] is None


def test_the_interval_of_a_share_is_exact():
    low, high = share_interval(88, 100)
    assert stats.binom.sf(87, 100, low) == pytest.approx(0.05) and stats.binom.cdf(88, 100, high) == pytest.approx(0.05)
    assert share_interval(100, 100)[1] == 1 and share_interval(0, 50)[0] == 0


def test_roundings():
    assert [nearest(x, 2) for x in (3, 4, -3)] == [2, 2, -1]
    assert [rounded(x) for x in (0, 7, 999, 1_000, 1_001, 123_456, -5)] == [0, 7, 999, 1_000, 1_010, 124_000, 0]
    assert [rank(0.9, n) for n in (10, 50, 100)] == [9, 45, 90] and rank(0.1, 3) == 1


# ======== tied to runs ====================================================================================================
@functools.cache
def small():
    return budget(load_scenario("handbook_whole").with_run(members=100, months=14), runs=4)


def test_each_runs_cost_is_that_of_the_profit_and_loss():
    scenario, held = small().scenario, small()
    for k, world in enumerate(draws(scenario, 4)):
        table = pnl(simulate(world)).drop(columns=TOTAL)
        assert (held.monthly()[k] == table.loc[COST].to_numpy()).all()
        assert held.worlds.iloc[k]["phi_member"] == world.market.phi_member.value
    assert held.monthly().any() and "discount_rate" not in held.worlds
    parts = sum(held.monthly(label) for label in {key[1] for key in held.costs})
    assert (parts == held.monthly()).all(), "mechanics add up to the program"


def test_parts_of_the_tail_add_up_to_what_it_costs_more():
    held = small()
    assert held.tail_costs("FY2026")["share"].sum() == pytest.approx(1)


def test_fees_are_no_cost():
    scenario = load_scenario("paid_club").with_run(members=100, months=3)
    assert {key[0] for key in costs_of(scenario)} <= {"reward_cost", "benefit_cost", "campaign_cost", "other_cost"}


def test_a_scenario_without_a_program_costs_nothing():
    held = budget(load_scenario("no_program").with_run(members=20, months=3), runs=2)
    assert not held.monthly().any() and held.labels == []
    assert held.verdicts({"FY2026": 0})["runs_over"].tolist() == [0] and held.tail_costs("FY2026").empty
    with pytest.raises(ValueError, match="at least 2 runs"):
        budget(held.scenario, runs=1)
