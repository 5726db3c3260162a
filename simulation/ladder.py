"""The ladder of tiers as a program gives it: levels, what they ask for, and the integer thresholds that the rules read."""
from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from simulation.inputs import Misfit, Strict, Text, term
from simulation.market import Market
from simulation.records import (
    ACTIVITY,
    DOWN_MATCH,
    DOWN_NEVER,
    DOWN_ONE_STEP,
    DOWN_SOFT,
    GROWTH,
    MAX_TIERS,
    METRICS_JOINED,
    ORDERS,
    POINTS_EARNED,
    SPEND,
    WINDOW_ANNIVERSARY,
    WINDOW_CALENDAR_YEAR,
    WINDOW_LIFETIME,
    WINDOW_ROLLING,
)
from simulation.words import N_, said

METRICS = {"spend": SPEND, "orders": ORDERS, "points_earned": POINTS_EARNED, "growth": GROWTH, "activity": ACTIVITY}
WINDOWS = {"rolling": WINDOW_ROLLING, "days": WINDOW_ROLLING, "calendar_year": WINDOW_CALENDAR_YEAR, "anniversary": WINDOW_ANNIVERSARY,
           "lifetime": WINDOW_LIFETIME}
POLICIES = {"never": DOWN_NEVER, "one_step": DOWN_ONE_STEP, "match": DOWN_MATCH, "soft_landing": DOWN_SOFT}
CHOICES = {"none": N_("Nothing else"), "growth": N_("Growth value"), "activity": N_("Activity"), "days": N_("Days"),
           "anniversary": N_("The member's own year"), "lifetime": N_("A lifetime"), "soft_landing": N_("Step by step"),
           "keep_term": N_("Keep their tier for its term"), "recalculate": N_("Judged anew on day 0"),
           "next_review": N_("Judged at the next review"), "grandfather": N_("Keep their tier for ever")}
THRESHOLDS = ("threshold", "second_threshold")


class Level(Strict):
    """One tier."""

    name: Text = term(title="Tier")
    threshold: float = term(title="Threshold", unit="metric", ge=0, le=1e9, help="Qualifying amount from which a member holds the tier.")
    second_threshold: float = term(0.0, title="And from", unit="second metric", ge=0, le=1e9, help="Of the second metric, where there is one.")
    lifetime_spend: float = term(0.0, title="For ever from sales of", unit="currency", ge=0, le=1e9,
                                 help="Whose sales since day 0, at list price and less returns, reach it holds at least this tier for good. 0: none.")


def check_levels(levels: tuple[Level, ...], metrics: list[str]) -> None:
    """Raises ValueError where thresholds do not rise from 0, are no whole steps of their metric, or names are not apart."""
    for field, metric in zip(THRESHOLDS, metrics, strict=False):
        amounts = [getattr(level, field) for level in levels]
        if amounts[0] != 0:
            raise Misfit(f"levels[0].{field}", said("the first tier starts at {amount}; everybody must hold it, so give 0", amount=f"{amounts[0]:g}"))
        for i, (lower, upper) in enumerate(itertools.pairwise(amounts), start=1):
            if upper <= lower:
                text = said("{name}'s {upper} is not above {lower_name}'s {lower}; thresholds must rise from tier to tier",
                            name=levels[i].name, upper=f"{upper:,g}", lower_name=levels[i - 1].name, lower=f"{lower:,g}")
                raise Misfit(f"levels[{i}].{field}", text)
        step = 0.01 if metric == "spend" else 1
        for i, amount in enumerate(amounts):
            if abs(amount / step - round(amount / step)) > 1e-6:
                raise Misfit(f"levels[{i}].{field}", said("{amount} is no multiple of {step}, the step of {metric}",
                                                          amount=f"{amount:g}", step=f"{step:g}", metric=metric))
    if len(metrics) == 1 and any(level.second_threshold for level in levels):
        raise Misfit("levels", "a second threshold without a second metric; name one in second_metric, or leave second_threshold out")
    names = [str(level.name) for level in levels]
    if len(set(names)) < len(names) or "-" in names or "" in names:
        raise Misfit("levels", "each tier needs a name of its own (and not '-', which stands for no program)")


def integer(amount: float, metric: str, market: Market) -> int:
    """An amount of a metric as the rules count it: minor units of money, or whole orders, points, growth value or activity."""
    return market.minor(amount) if metric == "spend" else round(amount)


def thresholds(levels: tuple[Level, ...], metrics: list[str], market: Market) -> np.ndarray:
    """[metric, tier], integers that rise by 1 at least, in a currency without decimals, too."""
    out = np.zeros((METRICS_JOINED, MAX_TIERS), np.int64)
    for m, metric in enumerate(metrics):
        for i, level in enumerate(levels[1:], start=1):
            out[m, i] = max(integer(getattr(level, THRESHOLDS[m]), metric, market), out[m, i - 1] + 1)
    return out


def months_of_the_year(value: Any) -> Any:
    """Refuses what is no month of the year, for pydantic."""
    for i, month in enumerate(value):
        if not 1 <= month <= 12:
            raise ValueError(said("has {month} at place {place}; months are 1 for January to 12 for December", month=month, place=i + 1))
    return tuple(sorted(set(value)))
