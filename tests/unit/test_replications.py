"""Ranges of campaigns and of the paid plan: those of the same runs made by hand, one seed at a time."""
import math

import numpy as np
import pytest
from scipy import stats

from simulation.campaigns import campaign_results, campaign_table
from simulation.inputs import ScenarioError
from simulation.labels import LABELS
from simulation.plan_report import report
from simulation.replications import CAMPAIGN_FIGURES, JUDGED, PLAN_FIGURES, PlanRanges, campaign_ranges, plan_ranges
from simulation.scenario import load_scenario
from simulation.simulate import simulate

SEEDS = 3
COUPON = {"day_of_month": 3, "depth": 0.1}
PLUS = {"name": "Plus", "fee": 99.0, "price_off": 0.05, "freight_cost": 6.0, "freight_uses": 0.5, "freight_value": 8.0}


def scenario(**mechanics):
    held = load_scenario("handbook_four_tiers").with_run(members=300, months=14, seed=5)
    return held.with_program(held.program.mapping() | mechanics)


@pytest.fixture(scope="module")
def campaigns():
    found = scenario(coupon=COUPON, win_back={})
    return found, campaign_ranges(found, SEEDS)


@pytest.fixture(scope="module")
def plan():
    found = scenario(paid_plan={"trial_days": 0, "levels": [PLUS]})
    return found, plan_ranges(found, SEEDS)


def by_hand(values):
    """Mean and ends of the 95% Student t interval, as the books write them."""
    n, mean = len(values), sum(values) / len(values)
    spread = math.sqrt(sum((v - mean) ** 2 for v in values) / (n - 1))
    half = stats.t.ppf(0.975, n - 1) * spread / math.sqrt(n)
    return mean, mean - half, mean + half


def test_campaigns_over_seeds_are_the_runs_of_each_seed(campaigns):
    found, ranges = campaigns
    runs = [{r.label: r for r in campaign_results(found.with_run(seed=seed))} for seed in (5, 6, 7)]
    assert set(runs[0]) == {"member_day", "coupon", "win_back"} and len({run["coupon"].net for run in runs}) == SEEDS
    for label in runs[0]:
        for figure in CAMPAIGN_FIGURES:
            d = ranges.of(label, figure)
            assert (d.mean, d.low, d.high) == pytest.approx(by_hand([float(getattr(run[label], figure)) for run in runs])), (label, figure)


def test_a_campaigns_figures_tie_and_its_verdict_is_that_of_its_net(campaigns):
    _, ranges = campaigns
    for label in ("member_day", "coupon", "win_back"):
        margin, cost, net = (ranges.of(label, name) for name in ("extra_margin", "extra_cost", "net"))
        assert net.mean == pytest.approx(margin.mean - cost.mean)
        assert net.verdict == ("better" if net.low > 0 else "worse" if net.high < 0 else "cannot tell")


def test_an_offer_without_effect_is_sure_not_to_pay():
    found = scenario(coupon=COUPON)
    ranges = campaign_ranges(found.with_market(found.market.preset("sceptic")), 2 * SEEDS)
    orders, net = (ranges.of("coupon", name) for name in ("extra_orders", "net"))
    assert orders.mean == orders.low == orders.high == 0 and orders.verdict == "cannot tell"
    assert net.high < 0 and net.verdict == "worse"


def test_the_table_holds_the_own_run_and_the_ranges(campaigns):
    found, ranges = campaigns
    own = campaign_table(campaign_results(found))
    table = ranges.beside(own)
    assert list(table.columns[: len(own.columns)]) == list(own.columns) and set(table.columns) <= set(LABELS)
    assert table["net"].tolist() == own["net"].tolist()
    assert table["net_mean"].tolist() == [ranges.of(label, "net").mean for label in own["campaign"]]
    assert (table["net_low"] < table["net_mean"]).all() and (table["net_mean"] < table["net_high"]).all()
    assert set(table["replications"]) == {SEEDS}


def test_the_plan_over_seeds_is_the_runs_of_each_seed(plan):
    found, ranges = plan
    runs = [report(simulate(found, seed=seed)) for seed in (5, 6, 7)]
    for figure in ("naive_gap", "selection", "causal", "others"):
        d = ranges.of(figure)
        assert (d.mean, d.low, d.high) == pytest.approx(by_hand([run.split()[figure] for run in runs])), figure
    net, rate = ranges.of("net_gain"), ranges.of("renewal_rate")
    assert (net.mean, net.low, net.high) == pytest.approx(by_hand([run.net_gain for run in runs]))
    assert (rate.mean, rate.low, rate.high) == pytest.approx(by_hand([run.renewals["renewal_rate"].iloc[0] for run in runs]))
    assert rate.low < rate.high


def test_means_of_the_split_add_up(plan):
    _, ranges = plan
    mean = {name: ranges.of(name).mean for name in PLAN_FIGURES}
    assert mean["naive_gap"] == pytest.approx(mean["selection"] + mean["causal"] - mean["others"])
    assert mean["others_without"] + mean["selection"] + mean["causal"] == pytest.approx(mean["payers_with"])
    table = ranges.table()
    assert table["figure"].tolist() == list(PLAN_FIGURES) and set(table.columns) <= set(LABELS)
    assert (table.loc[~table["figure"].isin(JUDGED), "verdict"] == "").all()


def test_runs_in_which_nobody_pays_leave_no_range(plan):
    _, ranges = plan
    runs = ranges.runs.copy()
    runs.loc[1, ["naive_gap", "selection", "causal", "others"]] = np.nan
    d = PlanRanges(runs).of("causal")
    assert d.mean == pytest.approx(ranges.runs["causal"].iloc[[0, 2]].mean()) and np.isnan(d.low) and d.verdict == "cannot tell"
    assert (d.values.size, d.of) == (2, 3)
    none = plan_ranges(scenario(paid_plan={"levels": [PLUS]}).with_run(months=1), 2)      # trials have not ended yet
    assert none.runs["causal"].isna().all() and none.of("causal").values.size == 0 and none.of("net_gain").of == 2


@pytest.mark.parametrize("ranges", [campaign_ranges, plan_ranges])
def test_one_run_has_no_range(ranges):
    with pytest.raises(ScenarioError, match="cannot show a range; give 2 or more"):
        ranges(scenario(coupon=COUPON), 1)
