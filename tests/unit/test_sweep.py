"""Sweeps: what can be swept, the points of an axis, the same luck at every point, blanks, and the best point worked by hand."""
import dataclasses
import math
import pickle

import numpy as np
import pytest

from simulation.comparison import BETTER, CANNOT_TELL
from simulation.difference import changes
from simulation.executor import each
from simulation.inputs import ScenarioError
from simulation.metrics import METRICS
from simulation.scenario import load_scenario, names
from simulation.simulate import simulate
from simulation.sweep import Axis, Sweep, _grid_point, _values, axis, base, default_path, sweep, sweepable, with_values

GOLD, GOAL, DAY = "program.tiers.levels[2].threshold", "program.cash_off.goal", "program.member_day.multiplier"


@pytest.fixture(scope="module")
def small():
    return load_scenario("handbook_four_tiers").with_run(members=300, months=14)


def by_path(scenario):
    return {t.path: t for t in sweepable(scenario)}


# ======== what can be swept ===============================================================================================
@pytest.mark.parametrize("name", names())
def test_every_number_of_every_scenario_has_a_range_and_keeps_its_value_on_the_axis(name):
    scenario = load_scenario(name)
    terms = sweepable(scenario)
    assert len({t.path for t in terms}) == len(terms) and default_path(scenario, terms) in {t.path for t in terms}
    for term in terms:
        assert term.start <= term.value <= term.end and term.start < term.end, term
        assert term.allows(term.start) and term.allows(term.end) and term.title and term.place, term
        points = _values(term, term.start, term.end, 9)
        assert term.value in points and len(points) >= 2 and list(points) == sorted(set(points)), term
        assert not term.whole or all(x.is_integer() for x in points), term


def test_a_path_is_that_of_the_difference():
    """What with_values changes is told by difference.changes under the very same path, and is nothing else."""
    scenario = load_scenario("handbook_whole")
    alone = 0
    for term in sweepable(scenario):
        for x in (term.start, term.end):
            if not term.of_program or x == term.value:
                continue
            try:
                found = changes(scenario.program, with_values(scenario, {term.path: x}).program)
            except ScenarioError:
                continue        # the range is not free of faults, as of a lottery's odds that would add up to more than 1
                of_all = term.place[-1] == "All tiers"      # then each tier's number differs
                assert all(c.after == x and (c.field.startswith(term.path + "[") if of_all else c.field == term.path) for c in found), term
                assert found and (of_all or len(found) == 1), term
            alone += 1
    assert alone > 300, "most ends of a range can be"


def test_hidden_and_fixed_numbers_are_left_out(small):
    found = by_path(small)
    assert "program.tiers.levels[0].threshold" not in found, "everybody holds the first tier"
    assert not [p for p in found if "second_threshold" in p], "there is no second metric"
    assert "program.tiers.window_months" in found and "program.tiers.window_days" not in found, "the window rolls by months"
    assert "program.tiers.landing_months" not in found, "nobody lands softly here"
    assert not [p for p in found if p.endswith((".metric", ".policy", ".higher_tiers_first", ".easing_months"))]


def test_a_number_says_what_it_is(small):
    found = by_path(small)
    gold, goal, uptake = found[GOLD], found[GOAL], found["program.tier_benefits.benefits[0].uptake"]
    assert (gold.place, gold.title, gold.unit, gold.value, gold.whole) == (("Tiers", "Gold"), "Threshold", "currency", 3000.0, False)
    assert (gold.start, gold.end) == (1500.0, 6000.0), "half to double, both between Silver's 1,000 and Diamond's 8,000"
    assert (goal.whole, goal.low, goal.high, goal.unit) == (True, 1, 10_000_000, "points")
    assert uptake.share and uptake.place == ("Benefits", "Free freight") and uptake.high == 1
    growth = by_path(load_scenario("handbook_whole"))[GOLD]
    assert growth.whole and growth.unit == "growth points", "the threshold counts what its metric counts"
    theta = found["market.theta_tier"]
    held = small.market.theta_tier
    assert (theta.start, theta.end) == (held.low, held.high) and not theta.of_program
    assert found["market.average_basket"].above and not found["market.average_basket"].allows(0)


def test_a_threshold_begins_between_its_neighbours():
    near = with_values(load_scenario("handbook_four_tiers"), {GOLD: 1500.0, "program.tiers.levels[3].threshold": 2000.0})
    gold = by_path(near)[GOLD]
    assert (gold.start, gold.end) == (1100.0, 1900.0), "a fifth of each gap stays: 1,000 + 500 / 5 and 2,000 - 500 / 5"


def test_a_number_for_all_tiers_is_one_and_many(small):
    one = small.with_program(small.program.mapping() | {"base_earn": {"multiplier": [2.0]}})
    each_tier = small.with_program(small.program.mapping() | {"base_earn": {"multiplier": [2.0] * 4}})
    for scenario in (one, each_tier):
        found = by_path(scenario)
        assert {f"program.base_earn.multiplier{i}" for i in ("", "[0]", "[3]")} <= set(found)
        places = [found[f"program.base_earn.multiplier{i}"].place for i in ("", "[3]")]
        assert places == [("Earn", "All tiers"), ("Earn", "Diamond")]
        assert set(with_values(scenario, {"program.base_earn.multiplier": 3.0}).program.get("base_earn").multiplier) == {3.0}
        assert with_values(scenario, {"program.base_earn.multiplier[3]": 3.0}).program.get("base_earn").multiplier == (2.0, 2.0, 2.0, 3.0)
    assert "program.base_earn.multiplier" not in by_path(small), "its tiers differ"


def test_what_is_not_there_is_said(small):
    for path in ("program.tiers.levels[9].threshold", "program.nothing.at_all", "market.nothing", "elsewhere", "program.cash_off.goal.more"):
        with pytest.raises(ScenarioError, match="no such number"):
            with_values(small, {path: 1.0})
    with pytest.raises(ScenarioError, match="not above Silver"):
        with_values(small, {GOLD: 500.0})
    with pytest.raises(ScenarioError, match="outside what is allowed: at least 0 and at most 1"):
        with_values(small, {"market.theta_tier": 2.0})


# ======== the points of an axis ===========================================================================================
def test_the_current_value_takes_the_place_of_its_neighbour_or_comes_as_one_more(small):
    assert axis(small, GOLD, 2000, 4000, 5).values == (2000, 2500, 3000, 3500, 4000)
    assert axis(small, GOLD, 2000, 4100, 4).values == (2000, 3000, 3400, 4100), "3,000 in the place of 2,700"
    assert axis(small, GOLD, 4000, 5000, 3).values == (3000, 4000, 4500, 5000), "outside the range: one more"
    assert axis(small, GOLD, 2990, 7000, 3).values == (2990, 3000, 5000, 7000), "an end of the range stays"
    assert axis(small, GOAL, 499, 501, 9).values == (499, 500, 501), "whole numbers"
    assert len(axis(small, GOLD).values) == 9


@pytest.mark.parametrize(("path", "asked", "said"), [
    (GOLD, (4000, 2000, 9), "from 4000 to 2000 is no range"), (GOLD, (3000, 3000, 9), "no range"), (GOLD, (math.nan, 3000, 9), "no range"),
    (GOLD, (-5, 3000, 9), "-5 is outside what is allowed: at least 0"), (GOAL, (0, 500, 9), "0 is outside"),
    ("program.tier_benefits.benefits[0].uptake", (0.1, 1.2, 9), "120% is outside what is allowed: at least 0 and at most 100 percent"),
    (GOLD, (2000, 4000, 1), "1 steps; give 2 to 25"), (GOLD, (2000, 4000, 26), "26 steps"), ("program.x.y", (1, 2, 3), "no such number"),
])  # fmt: skip
def test_bad_ranges_are_told_with_a_remedy(small, path, asked, said):
    with pytest.raises(ScenarioError, match=said):
        axis(small, path, *asked)


# ======== the runs ========================================================================================================
@pytest.fixture(scope="module")
def swept(small):
    return sweep(small, [Axis(GOLD, (500.0, 1500.0, 3000.0, 6000.0))], replications=3)


def test_each_point_is_the_run_of_that_program_on_the_same_seeds(small, swept):
    for k, threshold in ((1, 1500.0), (2, 3000.0)):
        for j in range(3):
            alone = simulate(with_values(small, {GOLD: threshold}), seed=small.run.seed + j).headline()
            for name, x in alone.items():
                assert swept.runs[name][k, j] == x or (x is None and math.isnan(swept.runs[name][k, j])), name


def test_the_current_point_differs_by_exactly_nothing(swept):
    assert swept.current == (2,)
    for name in METRICS:
        if not np.isnan(swept.mean(name)[2]):
            assert [part[2] for part in swept.difference(name)] == [0, 0, 0]


def test_neighbours_differ_by_the_term_alone(small):
    """What the company pays for a platform moves the cost, and nothing that members do."""
    found = sweep(small, [Axis("program.running_cost.setup", (50_000.0, 100_000.0))], replications=2)
    assert np.array_equal(found.runs["sales"][0], found.runs["sales"][1])
    assert np.allclose(found.difference("net_value")[0], [50_000, 0])


def test_a_program_that_cannot_be_is_a_blank_with_its_reason(swept):
    assert list(swept.reasons) == [(0,)] and "Gold's 500 is not above Silver's 1,000" in swept.reasons[0,]
    assert np.isnan(swept.mean("net_value")[0]) and swept.best("net_value").at != (0,)
    table = swept.table()
    assert len(table) == 4 * len(METRICS) and set(table.columns) >= {"first", "outcome", "figure", "figure_low", "against_now_verdict", "reason"}
    blank = table[table["first"] == 500.0]
    assert blank["figure"].isna().all() and blank["reason"].str.contains("thresholds must rise").all() and (blank["against_now_verdict"] == "").all()
    assert table[table["current"]]["first"].unique().tolist() == [3000.0]


def test_two_numbers_hold_the_row_of_one(small, swept):
    grid = sweep(small, [Axis(GOLD, (1500.0, 3000.0)), Axis(GOAL, (500.0, 800.0))], metrics=("net_value", "sales"), replications=3)
    assert grid.shape == (2, 2) and grid.current == (1, 0) and set(grid.runs) == {"net_value", "sales"}
    assert np.array_equal(grid.runs["net_value"][:, 0], swept.runs["net_value"][1:3])
    assert list(grid.table(["sales"]).columns[:2]) == ["first", "second"]


def test_an_assumption_can_be_swept_without_a_program():
    bare = load_scenario("no_program").with_run(members=300, months=6)
    assert all(not t.of_program for t in sweepable(bare))
    found = sweep(bare, [axis(bare, "market.margin", 0.2, 0.4, 3)], replications=2)
    assert found.axes[0].values[found.current[0]] == bare.market.margin.value and (found.mean("net_value") == 0).all()
    assert found.best("net_value").at == found.current, "where nothing is better, the current design is the best"


def test_progress_and_workers(small):
    heard = []
    sweep(small.with_run(months=2), [Axis(GOLD, (500.0, 3000.0, 4000.0))], replications=2, progress=lambda done, of: heard.append((done, of)))
    assert heard[-1] == (2, 2) and {of for _, of in heard} == {2}, "a blank needs no run"
    assert dict(each(abs, [(-1,), (-2,)])) == {0: 1, 1: 2}


def test_a_point_can_be_worked_in_another_process(small):
    given = (with_values(small, {GOLD: 1500.0}), ("net_value", "upgrade_rate_12m"), 2)
    assert pickle.loads(pickle.dumps(_grid_point))(*pickle.loads(pickle.dumps(given))) == _grid_point(*given)


def test_what_no_sweep_can_be_is_refused(small):
    gold = Axis(GOLD, (1500.0, 3000.0))
    for axes, runs, said in (((), 3, "one term, or two"), ((gold, gold), 3, "two different"), ((gold,), 1, "give 2 to 30"),
                             ((Axis(GOLD, (1.0, 2.0)),), 3, "the current value, 3000, is not among the points")):
        with pytest.raises(ScenarioError, match=said):
            sweep(small, axes, replications=runs)


def test_runs_are_the_same_from_whatever_point_they_are_seen(small, swept):
    moved = with_values(small, {GOLD: 6000.0})
    assert base(small, swept.axes).digest() == base(moved, swept.axes).digest()
    seen = swept.seen_from(moved)
    assert seen.current == (3,) and seen.runs is swept.runs
    again = sweep(moved, swept.axes, replications=3)
    for name in METRICS:
        assert np.array_equal(again.runs[name], swept.runs[name], equal_nan=True), name
    with pytest.raises(ScenarioError, match="not among the points"):
        swept.seen_from(with_values(small, {GOLD: 2500.0}))


# ======== the best point, by hand =========================================================================================
def by_hand(*points, metric="net_value", current=0):
    return Sweep((Axis("program.x", tuple(float(k) for k in range(len(points)))),), {metric: np.array(points, float)}, {}, (current,))


def test_the_best_point_and_its_paired_difference():
    best = by_hand([10, 20, 30], [11, 22, 31], [13, 21, 34]).best("net_value")
    assert (best.at, best.values, best.mean, best.among) == ((2,), (2.0,), pytest.approx(68 / 3), 3)
    # differences 3, 1, 4: mean 8/3, sd 1.5275, half of the 95% interval 4.3027 x 1.5275 / sqrt 3 = 3.7946
    assert best.difference == pytest.approx(8 / 3) and (best.low, best.high) == pytest.approx((8 / 3 - 3.7946, 8 / 3 + 3.7946), abs=1e-3)
    assert best.verdict == CANNOT_TELL


def test_less_is_better_where_the_metric_says_so():
    best = by_hand([10, 20, 30], [9, 19, 29], [13, 23, 33], metric="program_cost").best("program_cost")
    assert best.at == (1,) and best.verdict == BETTER and best.holds and best.difference == -1


def test_the_best_of_many_has_a_stricter_test():
    """Differences 3, 2, 4: mean 3, half 4.3027 / sqrt 3 = 2.48, so better; of two others 97.5%: half 6.2053 / sqrt 3 = 3.58, so it may be chance."""
    best = by_hand([10, 20, 30], [13, 22, 34], [10, 20, 30]).best("net_value")
    assert best.verdict == BETTER and not best.holds
    assert by_hand([10, 20, 30], [13, 22, 34]).best("net_value").holds, "one point was not chosen among many"


def test_ties_and_missing_figures():
    assert by_hand([1, 2], [1, 2], current=1).best("net_value").at == (1,)
    assert by_hand([1, 2], [9, np.nan]).best("net_value").at == (0,), "a figure that not every run has is no mean of them all"
    assert by_hand([np.nan, 2], [np.nan, 3]).best("net_value") is None
    lost = dataclasses.replace(by_hand([np.nan, 2], [4, 5])).best("net_value")
    assert lost.at == (1,) and lost.verdict == CANNOT_TELL and math.isnan(lost.difference)
