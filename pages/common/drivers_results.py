"""What the page of drivers computes: kept by content, as in results.py."""

from __future__ import annotations

from pages.common.results import computed
from simulation.cases import Cases, compare_cases
from simulation.decomposition import Decomposition, Shares, decompose, effects_used, seeds_of_shares, shapley
from simulation.replications import SEEDS
from simulation.scenario import Scenario
from simulation.selection import Selection, selection


def result_decomposition(scenario: Scenario) -> Decomposition | None:
    """Every effect off and alone; None while it is computed, or after the visitor stopped it."""
    return computed(("decomposition", scenario.digest(), SEEDS), lambda progress: decompose(scenario, SEEDS, progress))


def result_shares(scenario: Scenario) -> Shares | None:
    """The exact shares; None while they are computed, or after the visitor stopped it."""
    seeds = shares_seeds(scenario)
    return computed(("shares", scenario.digest(), seeds), lambda progress: shapley(scenario, seeds, progress))


def shares_seeds(scenario: Scenario) -> int:
    return seeds_of_shares(len(effects_used(scenario)), SEEDS)


def result_cases(scenario: Scenario) -> Cases | None:
    """The headline of every preset; None while it is computed, or after the visitor stopped it."""
    return computed(("cases", scenario.digest(), SEEDS), lambda progress: compare_cases(scenario, SEEDS, progress), True)


def result_selection(scenario: Scenario) -> Selection | None:
    """Groups of members in both arms; None while it is computed, or after the visitor stopped it."""
    return computed(("selection", scenario.digest(), SEEDS), lambda progress: selection(scenario, SEEDS, progress))
