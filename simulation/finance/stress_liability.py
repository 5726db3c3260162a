"""The points liability of a run in which the program changes: each month's points at the terms in force when they were given.

Under IFRS 15 what was allocated to points already given is not re-opened, and the planned rate of redemption stays: no estimate is made anew.
"""
from __future__ import annotations

import functools

import numpy as np
import pandas as pd

from simulation.finance.estimates import Plan
from simulation.finance.liability import Book
from simulation.outcome import Outcome
from simulation.ratecard import RateCard
from simulation.records import OUTSTANDING
from simulation.scenario import Scenario
from simulation.simulate import rate_card
from simulation.transition import Followed


class ChangedBook(Book):
    """The accounts of a run whose program changes in a month: before it under the old terms, from it on under the new ones."""

    @functools.cached_property
    def allocation(self) -> pd.DataFrame:
        outcome = self.outcome
        if outcome.change is None:
            return super().allocation
        arms = outcome.program, outcome.no_program, outcome.opening
        runs = [Outcome(scenario, outcome.engine, *arms) for scenario in (outcome.scenario, outcome.after)]
        old, new = (Book(run, self.estimate, self.given_plan).allocation for run in runs)
        return pd.concat([old.iloc[: outcome.month - 1], new.iloc[outcome.month - 1 :]], ignore_index=True)


def contract_liability(outcome: Followed, plan: Plan) -> np.ndarray:
    """int64 [month], minor units: the closing balance of the contract liability under IFRS 15 with the rate planned before the shock."""
    return ChangedBook(outcome, "plan", plan).contract.by_month()["closing"].astype(np.int64)


def points_at_cost(outcome: Followed) -> np.ndarray:
    """int64 [month], minor units: all points outstanding, without breakage, times the cost of a point in force that month."""
    points = outcome.program.count[:, :, OUTSTANDING].sum(1)
    unit = np.full(len(points), cost_of_a_point(outcome.scenario, rate_card(outcome.scenario)))
    if outcome.change:
        unit[outcome.month - 1 :] = cost_of_a_point(outcome.scenario, outcome.card_after)
    return np.rint(points * unit).astype(np.int64)


def cost_of_a_point(scenario: Scenario, card: RateCard) -> float:
    """Minor units: the market's `cost_per_point`, or, where that is 0, the cost of a point in cash off, or in the catalogue's mean by appeal."""
    given = scenario.market.cost_per_point.value
    if given:
        return given * scenario.market.minor_per_unit
    if card.goal:
        return card.reward_cost / card.goal
    items = range(card.items)
    appeal = sum(card.item_appeal[k] for k in items)
    return float(sum(card.item_appeal[k] * card.item_cost[k] / card.item_points[k] for k in items) / appeal) if appeal else 0.0
