"""The runs that a budget is held against, kept by content."""
from __future__ import annotations

from pages.common import results
from simulation.finance.budget import Budget, budget
from simulation.scenario import Scenario


def result_budget(scenario: Scenario, runs: int) -> Budget | None:
    """None while it is computed, and after the visitor stopped it."""
    return results.computed(("budget", scenario.digest(), runs), lambda progress: budget(scenario, runs, progress), True)
