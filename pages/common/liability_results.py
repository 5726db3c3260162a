"""The results of the pages of points liability and breakage, kept by what they depend on."""
from __future__ import annotations

from pages.common import results
from simulation.finance.reports import BreakageReport, LiabilityReport, breakage_report, liability_report
from simulation.scenario import Scenario


def result_liability(scenario: Scenario) -> LiabilityReport | None:
    """The points' accounts with their range over many runs; None while there are none."""
    runs = results.RUNS
    return results.computed(("liability", scenario.digest(), runs), lambda progress: liability_report(scenario, runs, progress), True)


def result_breakage(scenario: Scenario) -> BreakageReport | None:
    """Vintages and the breakage laboratory; None while there are none."""
    return results.computed(("breakage", scenario.digest()), lambda progress: breakage_report(scenario))
