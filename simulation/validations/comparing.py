"""What two scenarios' paired difference is worth: how much noise common luck takes away, and whether the intervals hold what they promise."""

from __future__ import annotations

import functools

import numpy as np
from scipy import integrate, stats

from simulation import engine
from simulation.comparison import BETTER, CANNOT_TELL, t_interval, verdict
from simulation.executor import ordered
from simulation.metrics import METRICS
from simulation.population import population
from simulation.purchasing import expected_purchases
from simulation.records import PURCHASES
from simulation.scenario import Scenario, load_scenario
from simulation.simulate import no_program_card, simulate
from simulation.validations.base import Validation, tick
from simulation.words import N_

STUDIES, REPLICATIONS, CONFIDENCE = 200, 10, 0.95
FIRST_SEED, OTHER_LUCK = 20_000, 500_000
EXACT = N_("Student's t: 95%, give or take 3 points in 200 studies")
AIM = N_("this project's own aim: 50 times or more")
PAIRS, MANY = N_("60 pairs of runs"), N_("200 studies")
LOOKED_AT = ("net_value", "sales", "retention_rate_12m")


# ======== a threshold 10% higher =========================================================================================
def gold_at(threshold: float, members: int, months: int) -> Scenario:
    scenario = load_scenario("handbook_four_tiers").with_run(members=members, months=months)
    mapping = scenario.program.mapping()
    mapping["tiers"]["levels"][2]["threshold"] = threshold
    return scenario.with_program(mapping)


def figures(scenario: Scenario, seed: int) -> list[float]:
    """LOOKED_AT of one run."""
    outcome = simulate(scenario, seed=seed, workers=1)
    return [METRICS[name].of(outcome) for name in LOOKED_AT]


def both_figures(first: Scenario, second: Scenario, seed: int) -> list[list[float]]:
    return [figures(first, seed), figures(second, seed)]


@functools.cache
def variance_ratios(pairs: int = 60, members: int = 10_000, months: int = 36) -> dict[str, float]:
    """Variance of the difference with independent seeds over that on common luck, by metric.

    Each of the second scenario's runs is set against the first one's run on the same seed, then against the run on the seed before.
    """
    scenarios = gold_at(3_000, members, months), gold_at(3_300, members, months)
    runs = np.array(ordered(both_figures, [(*scenarios, FIRST_SEED + k) for k in range(pairs)], tick))
    common, apart = (np.var(runs[:, 1] - first, axis=0, ddof=1) for first in (runs[:, 0], np.roll(runs[:, 0], 1, axis=0)))
    with np.errstate(divide="ignore"):  # few members may not differ at all on common luck
        return dict(zip(LOOKED_AT, (apart / common).tolist(), strict=True))


# ======== what the intervals hold ========================================================================================
def held(differences: np.ndarray, truth: float) -> tuple[bool, str]:
    """Whether the interval of one study holds the truth, and its verdict; more is better."""
    low, high = t_interval(differences, CONFIDENCE)
    return bool(low <= truth <= high), verdict(low, high, 1)


def shares(studies: list[np.ndarray], truth: float) -> dict[str, float]:
    """Of all studies: which share holds the truth, which cannot tell, which says better."""
    found = [held(differences, truth) for differences in studies]
    words = [word for _, word in found]
    return {"covered": float(np.mean([x for x, _ in found])), **{word: words.count(word) / len(words) for word in (CANNOT_TELL, BETTER)}}


def seeds(study: int) -> range:
    return range(FIRST_SEED + study * REPLICATIONS, FIRST_SEED + (study + 1) * REPLICATIONS)


def apart(scenario: Scenario, study: int) -> np.ndarray:
    """Net value of a scenario less net value of the same scenario on other luck, by replication."""
    value = METRICS["net_value"].of
    return np.array([value(simulate(scenario, seed=s, workers=1)) - value(simulate(scenario, seed=s + OTHER_LUCK, workers=1)) for s in seeds(study)])


@functools.cache
def no_effect(studies: int = STUDIES, members: int = 1_000, months: int = 12) -> dict[str, float]:
    """The same scenario twice, on luck of its own each time: the true difference is zero, and no two runs are alike."""
    scenario = load_scenario("handbook_four_tiers").with_run(members=members, months=months)
    return shares(ordered(apart, [(scenario, k) for k in range(studies)], tick), 0.0)


def purchases(scenario: Scenario, seed: int) -> int:
    """Of the no-program arm."""
    scenario = scenario.with_run(seed=seed)
    people = population(scenario)
    return int(engine.run_no_program(people.rows, people.join_day, no_program_card(scenario)).count[:, :, PURCHASES].sum())


def faster(slow: Scenario, fast: Scenario, study: int) -> np.ndarray:
    return np.array([purchases(fast, s) - purchases(slow, s) for s in seeds(study)])


@functools.cache
def faster_buyers(studies: int = STUDIES, members: int = 1_000, months: int = 12) -> dict[str, float]:
    """Members who buy 10% faster, paired with the same ones who do not: the true difference is one of two E[X(t)] of BG/NBD."""
    slow = load_scenario("no_program").with_run(members=members, months=months)
    m = slow.market
    fast = slow.with_market(m.with_values(alpha=m.alpha.value / 1.1))
    weeks = np.array([slow.calendar.days / 7])
    expected = [expected_purchases(m.r.value, s.market.alpha.value, m.a.value, m.b.value, weeks)[0] for s in (slow, fast)]
    return shares(ordered(faster, [(slow, fast, k) for k in range(studies)], tick), members * (expected[1] - expected[0]))


def loyal(members: int, months: int) -> Scenario:
    """Points worth 1% whose only effect is fewer leaving, the same share fewer of everybody."""
    scenario = load_scenario("points_only").with_run(members=members, months=months)
    effect = scenario.market.phi_member.value
    return scenario.with_market(scenario.market.preset("sceptic").with_values(phi_member=effect, responsiveness_spread=0, returned_share=0))


def loyal_purchases(scenario: Scenario, fewer: float) -> float:
    """E[X(t)] of BG/NBD where every dropout chance is `fewer` times as large: (1 - (alpha / (alpha + p t))^r) / p over p, by quadrature."""
    m, weeks = scenario.market, scenario.calendar.days / 7

    def bought(chance: float) -> float:
        p = chance * fewer
        return (1 - (m.alpha.value / (m.alpha.value + p * weeks)) ** m.r.value) / p * stats.beta.pdf(chance, m.a.value, m.b.value)

    return integrate.quad(bought, 0, 1, limit=200)[0]


def added_sales(scenario: Scenario, study: int) -> np.ndarray:
    return np.array([METRICS["incremental_sales"].of(simulate(scenario, seed=s, workers=1)) for s in seeds(study)])


@functools.cache
def loyal_members(studies: int = STUDIES, members: int = 1_000, months: int = 12) -> dict[str, float]:
    """A program against none on the same luck: the true difference in sales is an integral over the dropout chance."""
    scenario = loyal(members, months)
    fewer = float(np.exp(-scenario.market.phi_member.value))
    truth = members * scenario.market.average_basket.value * (loyal_purchases(scenario, fewer) - loyal_purchases(scenario, 1.0))
    return shares(ordered(added_sales, [(scenario, k) for k in range(studies)], tick), truth)


ROWS = [
    Validation(
        N_("Gold at 3,300 for 3,000: variance of the difference in net value, independent seeds over common luck"),
        AIM,
        50,
        np.inf,
        lambda: variance_ratios()["net_value"],
        made_of=PAIRS,
    ),
    Validation(
        N_("Gold at 3,300 for 3,000: variance of the difference in sales, independent seeds over common luck"),
        AIM,
        50,
        np.inf,
        lambda: variance_ratios()["sales"],
        made_of=PAIRS,
    ),
    Validation(
        N_("Gold at 3,300 for 3,000: variance of the difference in 12-month retention, independent seeds over common luck"),
        AIM,
        50,
        np.inf,
        lambda: variance_ratios()["retention_rate_12m"],
        made_of=PAIRS,
    ),
    Validation(N_("95% intervals, no effect: share that hold zero"), EXACT, 0.92, 0.98, lambda: no_effect()["covered"], True, made_of=MANY),
    Validation(
        N_("95% intervals, no effect: share of verdicts cannot tell"), EXACT, 0.92, 0.98, lambda: no_effect()[CANNOT_TELL], True, made_of=MANY
    ),
    Validation(
        N_("95% intervals, members who buy 10% faster: share that hold the true difference in purchases"),
        N_("Fader, Hardie and Lee 2005, closed form, and Student's t"),
        0.92,
        0.98,
        lambda: faster_buyers()["covered"],
        True,
        made_of=MANY,
    ),
    Validation(
        N_("... share of verdicts better"),
        N_("the true difference is above zero"),
        0.95,
        1,
        lambda: faster_buyers()[BETTER],
        True,
        made_of=MANY,
    ),
    Validation(
        N_("95% intervals, a program that keeps members: share that hold the true difference in sales"),
        N_("BG/NBD with smaller dropout chances, an integral, and Student's t"),
        0.92,
        0.98,
        lambda: loyal_members()["covered"],
        True,
        made_of=MANY,
    ),
    Validation(
        N_("... share of verdicts better, of the program"),
        N_("the true difference is above zero"),
        0.95,
        1,
        lambda: loyal_members()[BETTER],
        True,
        made_of=MANY,
    ),
]
