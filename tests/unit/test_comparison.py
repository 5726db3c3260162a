"""Scenarios side by side: paired figures, intervals, when to stop, other worlds, and what must come out as exactly nothing."""
import numpy as np
import pandas as pd
import pytest

from simulation import experiments
from simulation.comparison import (
    BETTER,
    CANNOT_TELL,
    START,
    WORSE,
    compare,
    compare_until,
    narrow,
    next_size,
    one_seed,
    paired,
    runs_for_width,
    runs_to_tell,
    t_interval,
)
from simulation.comparison_tables import (
    MEASURES,
    all_tables,
    metrics_table,
    months_table,
    remark,
    segments_table,
    strict,
    terms_table,
    tier_rows,
    tiers_table,
    winner,
)
from simulation.curves import curves
from simulation.inputs import ScenarioError
from simulation.market import PRESETS
from simulation.metrics import METRICS
from simulation.opening import OpeningGroup
from simulation.pairing import CHANGED, Changed, aligned, distinct
from simulation.robustness import PRESET_RUNS, robustness
from simulation.scenario import load_market, load_scenario
from simulation.segments import BANDS, GROUP_FIGURES, SEGMENTS, groups
from simulation.simulate import simulate


@pytest.fixture(scope="module")
def three():
    found = [load_scenario(n) for n in ("points_only", "handbook_four_tiers", "no_program")]
    return [s.with_run(members=400, months=24, seed=7) for s in found]


@pytest.fixture(scope="module")
def comparison(three):
    return compare(three, replications=4)


# ---- the figures --------------------------------------------------------------------------------------------------------
def test_every_run_is_that_of_its_seed(three, comparison):
    for scenario, runs, paths in zip(three, comparison.runs, comparison.paths, strict=True):
        alone = simulate(scenario, seed=9)
        for name, value in alone.headline().items():
            assert runs[name][2] == value or (value is None and np.isnan(runs[name][2])), name
        assert np.array_equal(paths["net_value"][2], curves(alone)["program"]["net_value"])


def test_the_difference_is_the_mean_of_the_paired_differences(comparison):
    a, b = (comparison.runs[k]["net_value"].to_numpy() for k in (0, 1))
    row = comparison.table().set_index(["scenario", "metric"]).loc[("handbook_four_tiers", "net_value")]
    assert row["difference"] == pytest.approx((b - a).mean()) and (row["low"], row["high"]) == pytest.approx(t_interval(b - a, 0.95))
    back = comparison.difference("net_value", 0, base=1)
    assert back.mean == pytest.approx(-row["difference"]) and {back.verdict, row["verdict"]} in ({BETTER, WORSE}, {CANNOT_TELL})


def test_what_goes_to_another_process_comes_back_the_same(three):
    import pickle

    function, arguments = pickle.loads(pickle.dumps((one_seed, (tuple(three[:2]), 8))))
    here, there = one_seed(tuple(three[:2]), 8), pickle.loads(pickle.dumps(function(*arguments)))
    for a, b in zip(here, there, strict=True):
        assert a[0] == b[0] and all(np.array_equal(x, y, equal_nan=True) for x, y in zip(a[2:], b[2:], strict=True))
    assert len(pickle.dumps(there)) < 100_000, "small figures only"


def test_the_best_of_several_is_asked_for_more_certainty(comparison):
    best, _ = winner(comparison)
    assert comparison.runs[best]["net_value"].mean() == max(r["net_value"].mean() for r in comparison.runs)
    assert strict(comparison).confidence == pytest.approx(0.975)
    own, wide = (c.difference("net_value", 0, 1) for c in (comparison, strict(comparison)))
    assert wide.half_width > own.half_width and wide.mean == own.mean
    same = compare([comparison.scenarios[0]] * 3, replications=2, members=50, months=3)
    assert winner(same) == (0, [1, 2])


def test_common_luck_makes_the_difference_sharper(comparison):
    a, b = (comparison.runs[k]["sales"].to_numpy() for k in (0, 1))
    assert (b - a).var() < 0.2 * (a.var() + b.var())


def test_a_figure_that_some_runs_lack_has_no_interval():
    d = paired(np.array([1.0, 2.0, np.nan]), np.array([3.0, 5.0, 6.0]))
    assert (d.base, d.own, d.mean) == (1.5, 4.0, 2.5) and np.isnan([d.low, d.high]).all() and d.verdict == CANNOT_TELL
    assert remark(d) == ("missing", 0) and remark(paired(np.array([np.nan] * 2), np.ones(2))) == ("none", 0)


@pytest.mark.parametrize("name", ["handbook_four_tiers", "handbook_whole", "paid_club"])
def test_tiers_and_segments_add_up_to_the_run(name):
    outcome = simulate(load_scenario(name).with_market(load_market("ecommerce_cn")), members=600, months=15)
    held, last = groups(outcome), outcome.totals["program"].iloc[-1]
    tiers, bands, kinds = (pd.DataFrame(x, columns=GROUP_FIGURES) for x in (held.tiers, held.segments[:3], held.segments[3:]))
    assert tiers["members"].sum() == last["members"] and tiers["active"].sum() == last["active"]
    for figure in ("sales", "program_cost"):
        assert tiers[figure].sum() == pytest.approx(outcome.headline()[figure], abs=0.01)
        assert bands[figure].sum() == pytest.approx(kinds[figure].sum())
    brought_in = int((outcome.program.referred > 0).sum())
    assert bands["members"].sum() == kinds["members"].sum() <= last["members"]
    assert name != "handbook_whole" or brought_in, "here members bring in others, who are in no segment"
    if not brought_in:
        assert bands["members"].sum() == last["members"]
        for figure in ("sales", "program_cost", "incremental_margin"):
            assert bands[figure].sum() == pytest.approx(outcome.headline()[figure], abs=0.05), figure
        base = np.sort(outcome.no_program.sales)[: len(outcome.no_program.sales) // 3].sum() / outcome.scenario.market.minor_per_unit
        light = bands.loc[0, "sales"] - bands.loc[0, "incremental_margin"] / outcome.scenario.market.margin.value
        assert light == pytest.approx(base, abs=0.01 * max(base, 1)), "the light third is the one that buys least without a program"


# ---- exactly nothing -----------------------------------------------------------------------------------------------------
NOTHING = {
    "member_price": {"member_price": {"price_off": [0.0]}},
    "benefit": {"tier_benefits": {"benefits": [{"name": "Air", "from_tier": 1, "per": "order", "unit_cost": 0, "uptake": 1, "perceived_value": 0}]}},
    "coupon for nobody": {"coupon": {"day_of_month": 3, "depth": 0.3, "inactive_from": 700}},      # in a run of 13 months
}


@pytest.mark.parametrize("what", NOTHING)
def test_a_mechanic_that_gives_nothing_changes_exactly_nothing(three, what):
    without = three[0]
    with_it = without.with_program(without.program.mapping() | NOTHING[what])
    found = compare([without, with_it, without], replications=2, members=300, months=13)
    assert len(changed := terms_table(without.program, with_it.program)) == 1 and changed["after"].tolist() == ["on"]
    for k in (1, 2):
        for metric in METRICS:
            d = found.difference(metric, k)
            assert not d.values.any() and d.verdict == CANNOT_TELL, metric
            if d.values.size == 2:
                assert (d.mean, d.low, d.high) == (0, 0, 0) and remark(d) == ("same", 0), metric
    for table in (months_table(found), tiers_table(found), segments_table(found)):
        known = table["difference"].dropna()
        assert len(known) and (known == 0).all() and set(table.dropna(subset=["difference"])["verdict"]) == {CANNOT_TELL}


# ---- when to stop --------------------------------------------------------------------------------------------------------
def test_replications_are_added_until_the_interval_is_narrow(three):
    pair = [s.with_run(members=150, months=6) for s in three[:2]]
    first = compare(pair, replications=3).difference("net_value", 1)
    reached = compare_until(pair, "net_value", first.half_width / 1.5, start=3, most=60)
    found = reached.comparison
    assert reached.reached and 3 < found.replications <= 60
    assert found.difference("net_value", 1).half_width <= first.half_width / 1.5
    again = compare(pair, replications=found.replications)
    for a, b in zip(found.runs, again.runs, strict=True):
        pd.testing.assert_frame_equal(a, b)
    assert np.array_equal(found.segments[1], again.segments[1], equal_nan=True), "the seeds go on where they stopped"


def test_nothing_is_run_twice(three, monkeypatch):
    seeds = []
    from simulation import comparison as module

    own = module.one_seed
    monkeypatch.setattr(module, "ordered", lambda function, arguments, progress: [seeds.append(a[1]) or own(*a) for a in arguments])
    found = compare_until(three[:2], "net_value", 1e-6, start=2, most=9).comparison
    assert seeds == list(range(7, 16)) and found.replications == 9
    assert found.more(replications=2).replications == 11 and seeds[-2:] == [16, 17]


def test_what_is_not_reached_is_said_with_an_estimate(three):
    reached = compare_until(three[:2], "net_value", 1.0, start=3, most=5)
    assert not reached.reached and reached.comparison.replications == 5 and reached.runs_needed > 5
    with pytest.raises(ScenarioError, match="above 0"):
        compare_until(three[:2], "net_value", 0)
    with pytest.raises(ScenarioError, match="no metric is called 'gain'"):
        compare_until(three[:2], "gain", 1)


def test_same_scenarios_are_narrow_at_once(three):
    reached = compare_until([three[0], three[0]], "net_value", 1e-9, start=2)
    assert reached.reached and reached.comparison.replications == 2


def test_stopping_at_a_width_leaves_the_interval_honest():
    """2,000 studies of normal differences around zero: by chance alone the share has a standard error of 0.5%."""
    rng, covered, sizes = np.random.default_rng(3), [], []
    for _ in range(2_000):
        values, n = rng.standard_normal(300), START
        while not narrow(values[:n], 0.35) and n < 300:
            n = next_size(values[:n], 0.35, 300)
        low, high = t_interval(values[:n], 0.95)
        covered.append(low <= 0 <= high)
        sizes.append(n)
    assert 0.925 <= np.mean(covered) <= 0.97 and len(set(sizes)) > 5, "and the size is the rule's own"


def test_stopping_at_a_verdict_would_not_be():
    """Why the rule does not look at the verdict: looking after each of 80 runs finds a difference where there is none, often."""
    rng, wrong = np.random.default_rng(4), 0
    for _ in range(200):
        values = rng.standard_normal(100)
        wrong += any(not low <= 0 <= high for n in range(START, 100, 5) for low, high in [t_interval(values[:n], 0.95)])
    assert wrong / 200 > 0.1


def test_how_many_runs_would_tell():
    d = paired(np.zeros(10), np.array([1.0, -0.9] * 5))      # mean 0.05, sd 1.0014, t(9) = 2.2622: (2.2622 x 1.0014 / 0.05)^2 = 2,053
    assert d.verdict == CANNOT_TELL and runs_to_tell(d) == 2_100 and remark(d) == ("about", 2_100)
    assert runs_for_width(d.values, 0.05) == 2_053
    assert runs_to_tell(paired(np.zeros(4), np.array([1.0, 2.0, 1.0, 2.0]))) is None, "it can be told"
    assert remark(paired(np.zeros(4), np.array([1.0, -1.0, 1.0, -0.9999]))) == ("far", 0)


# ---- putting together ------------------------------------------------------------------------------------------------------
def test_what_cannot_be_paired_is_refused_with_a_remedy(three):
    other = load_scenario("cn_growth5").with_run(members=400, months=24, seed=7)
    with pytest.raises(ScenarioError, match=r"another market .*with_market"):
        compare([three[0], other])
    with pytest.raises(ScenarioError, match="at most 6"):
        compare([three[0]] * 7)
    opened = three[0].model_copy(update={"opening": (OpeningGroup(tier=1, members=400),)})
    with pytest.raises(ScenarioError, match="same opening base"):
        compare([three[0], opened])


def test_aligned_scenarios_share_the_first_ones_world(three):
    other = load_scenario("cn_growth5").with_run(members=900, months=12)
    placed, changed = aligned([three[0], other, three[1]])
    assert changed == [Changed(1, "market"), Changed(1, "run")]
    assert {s.run for s in placed} == {three[0].run} and all(s.market == three[0].market for s in placed)
    assert placed[1].program == other.program and all(c.what in CHANGED for c in changed)
    compare(placed, replications=2, members=100, months=3)


def test_an_opening_base_is_shared_where_the_tiers_fit(three):
    four = three[1]
    opened = four.model_copy(update={"opening": (OpeningGroup(tier=3, members=400),)})
    placed, changed = aligned([opened, four])
    assert placed[1].opening == opened.opening and changed == [Changed(1, "opening")]
    placed, changed = aligned([four, opened])
    assert placed[1].opening == () and changed == [Changed(1, "no_opening")]
    with pytest.raises(ScenarioError, match=r"points_only.*tier.*Put points_only first"):
        aligned([opened, three[0]])


def test_names_are_told_apart():
    assert distinct(["a", "b", "a", "a"]) == ["a", "b", "a (2)", "a (3)"]


# ---- assumptions -----------------------------------------------------------------------------------------------------------
def test_the_worlds_are_those_of_the_experiments_and_shared(three):
    heard = []
    held = robustness(three[:2], runs=3, progress=lambda done, of: heard.append((done, of)))
    assert heard[-1] == (3 + len(PRESETS) * PRESET_RUNS,) * 2
    worlds = [experiments.draws(s, 3) for s in three[:2]]
    values = [simulate(b).headline()["net_value"] - simulate(a).headline()["net_value"] for a, b in zip(*worlds, strict=True)]
    assert held.values("net_value", 1).tolist() == pytest.approx(values)
    ahead, of = held.better_in("net_value", 1)
    assert (ahead, of) == (sum(v > 0 for v in values), 3)
    cost = held.preset("sceptic", "program_cost", 1)
    seen = [simulate(s.with_market(s.market.preset("sceptic")), seed=7).headline()["program_cost"] for s in three[:2]]
    assert cost.values[0] == pytest.approx(seen[1] - seen[0]) and cost.values.size == PRESET_RUNS
    assert held.holds_under(cost.verdict, "program_cost", 1)[0] == "sceptic"
    assert held.holds_under(CANNOT_TELL, "program_cost", 1) == []


def test_no_assumption_changes_what_is_the_same(three):
    held = robustness([three[0], three[0]], runs=2)
    assert held.range("net_value", 1) == (0, 0) and held.better_in("net_value", 1) == (0, 2)
    assert all(held.preset(p, "net_value", 1).mean == 0 for p in PRESETS)


# ---- tables ----------------------------------------------------------------------------------------------------------------
def test_tables_hold_the_comparisons_figures(comparison):
    names = ["A", "B", "C"]
    tables = all_tables(comparison, names)
    assert set(tables) == {"comparison", "runs", "months", "tiers", "segments", "terms", "assumptions"}
    table = metrics_table(comparison, names, base=1)
    assert set(table["scenario"]) == {"A", "C"} and len(table) == 2 * len(METRICS)
    last = tables["months"].query("scenario == 'B' and measure == 'net_value' and month == 24").iloc[0]
    assert last["difference"] == pytest.approx(comparison.difference("net_value", 1).mean)
    assert set(tables["months"]["measure"]) == set(MEASURES) and set(tables["segments"]["segment"]) == set(SEGMENTS)
    assert len(tables["runs"]) == 3 * 4 and tables["runs"]["seed"].tolist()[:4] == [7, 8, 9, 10]
    four = tables["tiers"].query("scenario == 'B' and figure == 'members'")
    assert four["tier"].tolist() == ["Member", "Silver", "Gold", "Diamond"] and four["baseline_tier"].tolist() == ["Member", "", "", ""]
    assert four["difference"].sum() == 0, "the same members stand elsewhere"
    assert tier_rows(comparison, 1)[3] == ("", "Diamond", None, 3)
    assert SEGMENTS[:3] == BANDS


def test_terms_are_told_in_words(three):
    table = terms_table(three[0].program, three[1].program)
    row = table[(table["place"] == "Gold")].iloc[0]
    assert (row["term"], row["before"], row["after"]) == ("Points ×", "1", "1.5")
