"""The P&L with its ranges, kept by content."""
from __future__ import annotations

from pages.common import results
from simulation.finance.pnl_range import PnlStudy, pnl_study
from simulation.scenario import Scenario


def result_pnl(scenario: Scenario) -> PnlStudy | None:
    """None while it is computed, and after the visitor stopped it."""
    runs = results.RUNS
    return results.computed(("pnl", scenario.digest(), runs), lambda progress: pnl_study(scenario, runs, progress), True)
