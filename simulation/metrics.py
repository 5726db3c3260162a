"""What is measured: each metric with its definition, in one place; screens show the definition as help."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Literal

import numpy as np
import pandas as pd

from simulation.ledger import COMPONENTS
from simulation.outcome import Outcome
from simulation.records import YEAR
from simulation.words import N_

Unit = Literal["percent", "money", "months", "points", "ratio"]


@dataclasses.dataclass(frozen=True)
class Metric:
    """One figure of a run.  `better` is +1 where more is better, -1 where less is; `value` gets the monthly sums of an arm."""

    name: str
    label: str
    unit: Unit
    better: int
    help: str
    value: Callable[[Outcome, str], float | None]
    paired: bool = False  # compares both arms, so the no-program arm alone has no value

    def of(self, outcome: Outcome, arm: str = "program") -> float | None:
        """The metric of a run; None where the run has no such figure (too short, no tiers, no points)."""
        return None if self.paired and arm == "no_program" else self.value(outcome, arm)


def totals(outcome: Outcome, arm: str) -> pd.DataFrame:
    """Monthly sums over tiers, money in minor units."""
    return outcome.totals[arm]


def ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def _last(column_part: str, column_whole: str, from_month: int = 1):
    def value(outcome, arm):
        t = totals(outcome, arm)
        return ratio(t[column_part].iloc[-1], t[column_whole].iloc[-1]) if len(t) >= from_month else None

    return value


def _of_issued(column: str):
    def value(outcome, arm):
        t = totals(outcome, arm)
        return ratio(t[column].sum(), t["points_issued"].sum() + (outcome.opening_points if arm == "program" else 0))

    return value


def _money(*columns: str):
    def value(outcome, arm):
        return float(totals(outcome, arm)[list(columns)].to_numpy().sum() / outcome.scenario.market.minor_per_unit)

    return value


def _move_rate(direction: int):
    def value(outcome, arm):
        if arm != "program" or outcome.scenario.run.months < YEAR or len(outcome.tier_names) < 2:
            return None
        moves = outcome.tier_moves(outcome.scenario.run.months)
        rows = slice(None, -1) if direction > 0 else slice(1, None)
        moved = np.triu(moves, 1) if direction > 0 else np.tril(moves, -1)
        return ratio(moved[rows].sum(), moves[rows].sum())

    return value


def _survival(outcome, arm):
    t = totals(outcome, arm)
    return ratio(t["cohort_alive"].iloc[-1], outcome.scenario.run.members)


def incremental(outcome: Outcome, column: str) -> np.ndarray:
    """Program arm less no-program arm by month, minor units."""
    return (totals(outcome, "program")[column] - totals(outcome, "no_program")[column]).to_numpy()


def cost_by_month(outcome: Outcome) -> np.ndarray:
    """Program cost by month, minor units."""
    return totals(outcome, "program")[list(COMPONENTS)].sum(axis=1).to_numpy()


def net_by_month(outcome: Outcome) -> np.ndarray:
    """Incremental margin plus fees less program cost, by month, minor units."""
    return incremental(outcome, "margin") + totals(outcome, "program")["fees"].to_numpy() - cost_by_month(outcome)


def payback_month(cumulated: np.ndarray) -> int | None:
    """First month from which the cumulated net value stays at or above zero to the end of the run."""
    if not np.any(cumulated):
        return None
    below = np.flatnonzero(np.asarray(cumulated) < 0)
    if not below.size:
        return 1
    return int(below[-1]) + 2 if below[-1] + 1 < len(cumulated) else None


def _unit(outcome) -> int:
    return outcome.scenario.market.minor_per_unit


_LIST = [
    Metric(
        "retention_rate_12m",
        N_("12-month retention"),
        "percent",
        1,
        N_("Of the members who bought in months 13 to 24 before the end of the run, the share that bought again in the last 12 months."),
        _last("retained", "retention_base", YEAR),
    ),
    Metric(
        "upgrade_rate_12m",
        N_("Upgrade rate, 12 months"),
        "percent",
        1,
        N_("Members who end the run's last year in a higher tier than they began it, of all members below the top tier at its start."),
        _move_rate(1),
    ),
    Metric(
        "downgrade_rate_12m",
        N_("Downgrade rate, 12 months"),
        "percent",
        -1,
        N_("Members who end the run's last year in a lower tier than they began it, of all members above the first tier at its start."),
        _move_rate(-1),
    ),
    Metric(
        "active_rate",
        N_("Active rate"),
        "percent",
        1,
        N_("Members with a purchase in the last 90 days (a number of the market), of all members, at the end of the run."),
        _last("active", "members"),
    ),
    Metric(
        "survival_rate",
        N_("Survival"),
        "percent",
        1,
        N_("Members of day 0 who have not left for good, at the end of the run. Only a simulation knows it."),
        _survival,
    ),
    Metric(
        "sales", N_("Sales"), "money", 1, N_("What members ordered, less returned orders, before discounts and rewards."), _money("sales")
    ),
    Metric(
        "incremental_sales",
        N_("Incremental sales"),
        "money",
        1,
        N_("Sales with the program less sales of the same members without it."),
        lambda o, arm: float(incremental(o, "sales").sum() / _unit(o)),
        True,
    ),
    Metric(
        "lift_rate",
        N_("Sales lift"),
        "percent",
        1,
        N_("Incremental sales, of the sales without a program."),
        lambda o, arm: ratio(incremental(o, "sales").sum(), totals(o, "no_program")["sales"].sum()),
        True,
    ),
    Metric(
        "incremental_margin",
        N_("Incremental margin"),
        "money",
        1,
        N_("Contribution margin with the program less that without it, before the program's cost."),
        lambda o, arm: float(incremental(o, "margin").sum() / _unit(o)),
        True,
    ),
    Metric(
        "program_cost",
        N_("Program cost"),
        "money",
        -1,
        N_("Rewards when redeemed, tier benefits, campaigns and running cost over the whole run."),
        _money(*COMPONENTS),
    ),
    Metric("reward_cost", N_("Rewards"), "money", -1, N_("Cost of rewards, booked when they are redeemed."), _money("reward_cost")),
    Metric("benefit_cost", N_("Benefits"), "money", -1, N_("Uses of each benefit times its cost: tiers, plan, partners."), _money("benefit_cost")),
    Metric(
        "campaign_cost", N_("Campaigns"), "money", -1, N_("Price taken off on member days, and their fixed cost."), _money("campaign_cost")
    ),
    Metric("other_cost", N_("Running cost"), "money", -1, N_("Set-up, platform and staff."), _money("other_cost")),
    Metric(
        "fund_rate",
        N_("Fund rate"),
        "percent",
        -1,
        N_("Program cost, of the members' sales."),
        lambda o, arm: ratio(cost_by_month(o).sum(), totals(o, "program")["sales"].sum()),
        True,
    ),
    Metric(
        "net_value",
        N_("Net value"),
        "money",
        1,
        N_("Incremental margin and fees, less program cost. Not discounted."),
        lambda o, arm: float(net_by_month(o).sum() / _unit(o)),
        True,
    ),
    Metric(
        "roi",
        N_("Return on the program's cost"),
        "percent",
        1,
        N_("Net value, of the program cost."),
        lambda o, arm: ratio(net_by_month(o).sum(), cost_by_month(o).sum()),
        True,
    ),
    Metric(
        "payback_month",
        N_("Pays back in month"),
        "months",
        -1,
        N_("First month from which the cumulated net value stays at or above zero to the end of the run."),
        lambda o, arm: payback_month(net_by_month(o).cumsum()),
        True,
    ),
    Metric(
        "earn_rate",
        N_("Earn rate"),
        "ratio",
        -1,
        N_("Points issued for each currency unit of sales."),
        lambda o, arm: ratio(totals(o, arm)["points_issued"].sum() * _unit(o), totals(o, arm)["sales"].sum()),
    ),
    Metric(
        "redemption_rate",
        N_("Redemption rate"),
        "percent",
        1,
        N_("Points redeemed, of the points issued and of the opening balance."),
        _of_issued("points_redeemed"),
    ),
    Metric(
        "breakage_rate",
        N_("Breakage so far"),
        "percent",
        -1,
        N_("Points expired, of the points issued and of the opening balance. Points still outstanding are not in it."),
        _of_issued("points_expired"),
    ),
    Metric(
        "points_outstanding",
        N_("Points outstanding"),
        "points",
        -1,
        N_("Points that members hold at the end of the run."),
        lambda o, arm: float(totals(o, arm)["points_outstanding"].iloc[-1]),
    ),
]
METRICS: dict[str, Metric] = {m.name: m for m in _LIST}
HEADLINE = ("retention_rate_12m", "upgrade_rate_12m", "program_cost", "net_value")
