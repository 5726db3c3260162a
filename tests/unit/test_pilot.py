"""The size of a pilot: textbook figures, and what drawing groups of that size finds."""
import dataclasses

import numpy as np
import pytest
from scipy import stats

from simulation.inputs import ScenarioError
from simulation.pilot import MEASURED, Design, Groups, by_member, carried_over, measured, members_needed, of_members, plan, power, smallest_effect
from simulation.scenario import load_scenario
from simulation.simulate import simulate

DRAWS = 4000
ROOM = 3 * (0.8 * 0.2 / DRAWS) ** 0.5       # three standard errors of a share of 80%: 1.9 points
# Sales are skewed (6), so in a small hold-out the t test is not yet normal: 20,000 draws gave 78.8% with 20% and 77.4% with 10% in the hold-out
SKEWED = ROOM + 0.015


def shares(p, q):
    """Groups of two shares."""
    return Groups(p, q, (p * (1 - p)) ** 0.5, (q * (1 - q)) ** 0.5)


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("handbook_four_tiers").with_run(members=4_000)


# ======== figures from the literature ======================================================================================
def test_two_means_as_in_rosner():
    # Rosner, Fundamentals of Biostatistics, 8.10: blood pressure with and without the pill, 132.86 ± 15.34 against 127.44 ± 18.23.
    # (235.3 + 332.3)·(1.96 + 0.84)² / 5.42² = 151.7: 152 in each group
    pill = Groups(132.86, 127.44, 15.34, 18.23)
    assert members_needed(pill, Design(holdout=0.5)) == (152, 152)
    # Twice as many without as with: (235.3 + 332.3 / 2)·7.849 / 29.38 = 107.3, so 108 with, and 214.5 without (Rosner doubles 108: 216)
    assert members_needed(pill, Design(holdout=2 / 3)) == (108, 215)


@pytest.mark.parametrize(("p", "q", "n"), [
    (0.65, 0.85, 70),         # Chow, Shao and Wang, Sample Size Calculations in Clinical Research, example 4.2.4: 0.355·7.849 / 0.04 = 69.7
    (0.014, 0.009, 7135),     # R package pwrss, z test of two proportions: 0.022723·7.849 / 0.000025 = 7134.004
    (0.007, 0.0029, 4596),    # the same: 0.00984259·7.849 / 0.00001681 = 4595.7
])
def test_two_shares_as_published(p, q, n):
    assert members_needed(shares(p, q), Design()) == (n, n)


def test_the_rule_of_sixteen():
    # van Belle, Statistical Rules of Thumb, 2.1: 16 / (effect in standard deviations)² in each group; 15.7 before it is rounded
    n, _ = members_needed(Groups(0.1, 0.0, 1.0, 1.0), Design())
    assert n == 1570 and n < 16 / 0.1**2


# ======== the pieces agree ==================================================================================================
@pytest.mark.parametrize("design", [Design(), Design(power=0.9, level=0.01), Design(holdout=0.1), Design(holdout=0.8, power=0.95)])
def test_needed_power_and_smallest_effect_are_one_formula(design):
    groups = Groups(52.0, 50.0, 30.0, 20.0)
    total = sum(members_needed(groups, design))
    assert design.power <= power(groups, total + 1, design) < design.power + 0.005
    assert power(groups, total - 5, design) < design.power
    assert smallest_effect(groups, total, design) == pytest.approx(2.0, rel=0.01)


def test_without_an_effect_the_power_is_the_level():
    same = Groups(5.0, 5.0, 3.0, 3.0)
    assert power(same, 1_000, Design(level=0.05)) == pytest.approx(0.05)
    assert members_needed(same, Design()) is None and not same.clear


def test_the_pairing_of_the_arms_does_not_make_a_pilot_smaller(scenario):
    outcome = simulate(scenario, months=6)
    pair = [by_member(outcome, None, "sales", arm) for arm in ("program", "no_program")]
    mixed = of_members(np.random.default_rng(1).permutation(pair[0]), pair[1])
    assert members_needed(mixed, Design()) == members_needed(of_members(*pair), Design())
    assert mixed.noise > 3 * of_members(*pair).noise, "only what says how sure the effect is knows of the pairing"


# ======== drawn from the simulated members ===================================================================================
def found(with_program, without, sizes, level, rng):
    """Share of draws of two groups of different people in which Welch's t test shows a difference."""
    seen = 0
    for _ in range(DRAWS // 100):
        a, b = (rng.choice(values, (100, n)) for values, n in zip((with_program, without), sizes, strict=True))
        seen += (stats.ttest_ind(a, b, axis=1, equal_var=False).pvalue < level).sum()
    return seen / DRAWS


@pytest.mark.parametrize(("name", "design", "room"), [
    ("sales", Design("sales", 12), ROOM), ("sales", Design("sales", 12, holdout=0.2), SKEWED), ("purchases", Design("purchases", 12), ROOM),
    ("active", Design("active", 12, holdout=0.3), ROOM),
])
def test_groups_of_the_computed_size_show_the_effect_in_80_of_100_draws(scenario, name, design, room):
    outcome, before = simulate(scenario, months=12), simulate(scenario, months=9)
    arms = [by_member(outcome, before if name == "active" else None, name, arm) for arm in ("program", "no_program")]
    sizes = members_needed(measured(scenario, name, 12)[0], design)
    rng = np.random.default_rng(7)
    assert found(*arms, sizes, 0.05, rng) == pytest.approx(0.80, abs=room)
    # without any effect both groups are drawn from the same members: 5%, three standard errors are 1.03 points
    assert found(arms[1], arms[1], sizes, 0.05, rng) == pytest.approx(0.05, abs=0.0105)


def test_what_members_did_before_makes_the_pilot_smaller_by_the_squared_correlation(scenario):
    design = Design("sales", 6, pre_months=6)
    r = carried_over(scenario, design)
    assert 0.3 < r < 0.95
    whole, pre = (simulate(scenario, months=m).no_program.sales[:4_000] / 100 for m in (12, 6))
    later, effect = whole - pre, 0.2 * (whole - pre).mean()
    assert r == pytest.approx(stats.pearsonr(pre, later)[0])
    bare = Groups(later.mean() + effect, later.mean(), later.std(ddof=1), later.std(ddof=1))
    n, _ = members_needed(bare.sharper(r), design)
    assert n == pytest.approx((1 - r**2) * members_needed(bare, design)[0], abs=1)
    slope, rng, seen = np.cov(pre, later)[0, 1] / pre.var(ddof=1), np.random.default_rng(3), 0
    for _ in range(DRAWS // 100):
        a, b = rng.integers(0, len(later), (2, 100, n))
        seen += (stats.ttest_ind(later[a] + effect - slope * pre[a], later[b] - slope * pre[b], axis=1).pvalue < 0.05).sum()
    assert seen / DRAWS == pytest.approx(0.80, abs=ROOM)


# ======== a pilot of a scenario ==============================================================================================
def test_a_shorter_run_is_the_beginning_of_a_longer_one(scenario):
    short, long = (simulate(scenario, months=m).program for m in (6, 9))
    assert (short.purchases <= long.purchases).all()
    assert short.purchases.sum() == long.measure("purchases")[:6].sum()


def test_values_of_a_member(scenario):
    orders, sales, before = np.array([0, 2, 3]), np.array([0.0, 10.0, 20.0]), np.array([0, 2, 1])
    assert [MEASURED[m].of(orders, sales, before).tolist() for m in MEASURED] == [
        [0, 10, 20], [0, 2, 3], [False, True, True], [False, False, True]]


def test_only_members_of_day_0_are_drawn(scenario):
    market = scenario.market.with_values(joins_per_year=0.5)
    joining, closed = scenario.with_market(market), scenario
    outcome = simulate(joining, months=6)
    assert len(outcome.program.purchases) > 4_000
    assert len(by_member(outcome, None, "sales", "program")) == 4_000
    assert by_member(outcome, None, "sales", "no_program") == pytest.approx(
        by_member(simulate(closed, months=6), None, "sales", "no_program"))


def test_a_plan(scenario):
    heard = []
    pilot = plan(scenario, Design("sales", 7), runs=4, progress=lambda done, of: heard.append((done, of)))
    assert heard == [(k, 11) for k in range(1, 12)]         # 3, 6, 7, 9, 12, 18, 24 months, and 4 runs
    assert pilot.groups == pilot.by_months[7] == measured(scenario, "sales", 7)[0]
    table = pilot.durations()
    assert table["months"].tolist() == [3, 6, 7, 9, 12, 18, 24]
    assert table["members"].iloc[0] > table["members"].iloc[-1], "sales differ more, the longer the program has run"
    low, high = pilot.effect_range
    assert low <= pilot.groups.effect <= high and low < high
    curve = pilot.power_curve([1_000, sum(pilot.needed), 100_000])
    assert curve["power"].iloc[1] == pytest.approx(0.8, abs=0.005) and curve["power"].is_monotonic_increasing
    assert (curve["low"] <= curve["power"]).all() and (curve["power"] <= curve["high"]).all()
    assert 0.5 < pilot.assurance(sum(pilot.needed)) < 0.95
    assert pilot.shortest(10) is None and pilot.shortest(10**7) == 3 and pilot.cost > 0


def test_no_program_has_nothing_to_show(scenario):
    pilot = plan(scenario.with_program({}), Design(), runs=2)
    assert pilot.needed is None and not pilot.groups.clear and pilot.durations()["members"].isna().all()


def test_one_simulated_member_is_no_ground_for_a_pilot(scenario):
    assert not plan(scenario.with_run(members=1), Design(), runs=1).groups.clear


@pytest.mark.parametrize(("change", "said"), [
    ({"months": 0}, "months: is 0; give 1 to 60"), ({"holdout": 1.0}, "holdout: is 1; give 0.02 to 0.98"),
    ({"power": 1.0}, "power: is 1"), ({"level": 0.0}, "level: is 0"), ({"measured": "joy"}, "measured: is 'joy'; there are sales"),
    ({"months": 50, "pre_months": 20}, "pre_months: makes 70 months with the pilot; at most 60"), ({"power": float("nan")}, "power: is nan"),
])
def test_a_design_that_cannot_be_is_refused(change, said):
    with pytest.raises(ScenarioError, match=r"pilot: ") as e:
        dataclasses.replace(Design(), **change)
    assert said in str(e.value)
