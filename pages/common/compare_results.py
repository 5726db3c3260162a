"""Comparisons by content: what was run for ten replications is not run again for twenty."""
from __future__ import annotations

from pages.common import results
from pages.common.jobs import jobs
from pages.common.results import computed
from simulation.comparison import Comparison, Reached, compare, compare_until
from simulation.robustness import Robustness, robustness
from simulation.scenario import Scenario

SIZES = (10, 20, 50)      # replications on offer; each goes on from the one before


def result_comparison(scenarios: list[Scenario], replications: int) -> Comparison | None:
    """So many replications of each scenario; None while there is none, or after the visitor stopped it."""
    key = ("comparison", *_digests(scenarios), replications)
    if (kept := jobs().result(key)) is not None:
        return kept
    before = max((n for n in SIZES if n < replications), default=0)
    held = result_comparison(scenarios, before) if before else None
    if before and held is None:
        return None

    def work(progress):
        return held.more(progress, replications - before) if held else compare(scenarios, replications, progress=progress)

    return computed(key, work)


def result_until(scenarios: list[Scenario], metric: str, half_width: float) -> Reached | None:
    """As many replications as the width takes; None while there is none, or after the visitor stopped it."""
    key = ("comparison until", *_digests(scenarios), metric, half_width)
    return computed(key, lambda progress: compare_until(scenarios, metric, half_width, progress=progress))


def result_robustness(scenarios: list[Scenario]) -> Robustness | None:
    """The same scenarios in other worlds and under the presets; None while there is none, or after the visitor stopped it."""
    key = ("robustness", *_digests(scenarios), results.RUNS)
    return computed(key, lambda progress: robustness(scenarios, results.RUNS, progress), worlds=True)


def _digests(scenarios: list[Scenario]) -> tuple[str, ...]:
    return tuple(s.digest() for s in scenarios)
