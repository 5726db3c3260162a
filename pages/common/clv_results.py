"""Member value with its ranges, kept by content."""
from __future__ import annotations

from pages.common import results
from simulation.finance.clv import MemberValue, member_value
from simulation.scenario import Scenario


def result_clv(scenario: Scenario) -> MemberValue | None:
    """None while it is computed, and after the visitor stopped it."""
    runs = results.RUNS
    return results.computed(("clv", scenario.digest(), runs), lambda progress: member_value(scenario, runs, progress), True)
