"""What the pages of points show: one run's accounts under every estimate, and the range of its liability over many runs."""
from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from simulation.executor import Progress, ordered
from simulation.experiments import TAIL, draws
from simulation.finance.breakage import Laboratory, expired_later, laboratory
from simulation.finance.estimates import ESTIMATES, NoTruth, Plan, Worth, plan_of, worth_of_a_point
from simulation.finance.liability import Book, as_table, by_vintage
from simulation.finance.tie_out import checks
from simulation.finance.vintages import Counts, counts, curves, expiry_forecast, triangle, ultimate_rate
from simulation.outcome import Outcome
from simulation.scenario import Scenario
from simulation.simulate import simulate

MONTHS_TO_GO = 12


@dataclasses.dataclass(frozen=True, eq=False)
class LiabilityReport:
    """rollforwards: account -> table by month, minor units: the estimates of the contract liability that there are, then cost and given.

    runs [run, month]: the closing liability by plan where luck and assumptions vary · no_truth: why there is no truth, else empty.
    """

    outcome: Outcome
    plan: Plan
    worth: Worth
    rollforwards: dict[str, pd.DataFrame]
    fees: pd.DataFrame
    journal: pd.DataFrame
    allocation: pd.DataFrame
    vintages: pd.DataFrame
    checks: pd.DataFrame
    runs: np.ndarray
    no_truth: str

    @property
    def closing(self) -> int:
        """The contract liability by plan at the end of the run, minor units."""
        return int(self.rollforwards["plan"]["closing"].iloc[-1])

    def band(self) -> tuple[np.ndarray, np.ndarray]:
        """The range that holds the liability by plan in 90 of 100 runs, by month, wide enough for the run's own; minor units."""
        own = self.rollforwards["plan"]["closing"].to_numpy(float)
        return np.minimum(np.quantile(self.runs, TAIL, axis=0), own), np.maximum(np.quantile(self.runs, 1 - TAIL, axis=0), own)


def liability_report(scenario: Scenario, runs: int, progress: Progress | None = None) -> LiabilityReport:
    """The scenario's own run, and `runs` in which luck and assumptions vary together; the plan stays what it is."""
    outcome, plan = simulate(scenario), plan_of(scenario)
    paths = np.array(ordered(closing_path, [(world, plan) for world in draws(scenario, runs)], progress), float)
    books = {estimate: Book(outcome, estimate, plan) for estimate in ESTIMATES}
    tables, why = {}, ""
    for estimate, book in books.items():
        try:
            tables[estimate] = as_table(book.contract)
        except NoTruth as e:
            why = str(e)
    own = books["plan"]
    tables |= {"cost": as_table(own.cost), "given": as_table(own.given)}
    return LiabilityReport(outcome, plan, own.worth, tables, own.fees, own.journal, own.allocation, by_vintage(own.contract),
                           checks(outcome, "plan", own), paths, why)


def closing_path(world: Scenario, plan: Plan) -> list[int]:
    """The contract liability by plan at each month's end of one run, minor units."""
    return [int(x) for x in Book(simulate(world), "plan", plan).contract.by_month()["closing"]]


@dataclasses.dataclass(frozen=True, eq=False)
class BreakageReport:
    """triangle, curves: as finance.vintages gives them · forecast: months_to_go, unused, expected, happened (NaN beyond the longest run) ·
    redeemed: ultimate redemption rate by the vintages seen and, beyond the oldest age seen, by the plan."""

    outcome: Outcome
    plan: Plan
    worth: Worth
    counts: Counts
    triangle: pd.DataFrame
    curves: pd.DataFrame
    forecast: pd.DataFrame
    redeemed: float | None
    laboratory: Laboratory


def breakage_report(scenario: Scenario) -> BreakageReport:
    outcome, plan = simulate(scenario), plan_of(scenario)
    held, forecast = counts(outcome), expiry_forecast(outcome, MONTHS_TO_GO)
    forecast["happened"] = expired_later(outcome, MONTHS_TO_GO)
    return BreakageReport(outcome, plan, worth_of_a_point(scenario), held, triangle(held), curves(held), forecast,
                          ultimate_rate(held, plan.rate), laboratory(outcome))
