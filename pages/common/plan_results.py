"""The results of the page of the paid plan, kept by content."""
from __future__ import annotations

from pages.common import results
from simulation.experiments import Study
from simulation.plan_report import PlanReport, report
from simulation.replications import SEEDS, PlanRanges, plan_ranges
from simulation.scenario import Scenario


def result_plan(held: Study) -> PlanReport | None:
    """The study's own run beside one without the paid plan; None after the visitor stopped it."""
    return results.computed(("plan", held.outcome.scenario.digest()), lambda progress: report(held.outcome))


def result_plan_ranges(scenario: Scenario) -> PlanRanges | None:
    """The same over paired seeds; None while it is computed, and after the visitor stopped it."""
    seeds = SEEDS
    return results.computed(("plan_ranges", scenario.digest(), seeds), lambda progress: plan_ranges(scenario, seeds, progress))
