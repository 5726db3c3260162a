"""Tiers: what qualifies, when a member moves up, and what it takes to stay."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from simulation.inputs import Strict, Text, term
from simulation.mechanics.base import Mechanic
from simulation.records import (
    DOWN_MATCH,
    DOWN_NEVER,
    DOWN_ONE_STEP,
    MAX_TIERS,
    ORDERS,
    POINTS_EARNED,
    SPEND,
    WINDOW,
    WINDOW_CALENDAR_YEAR,
    WINDOW_ROLLING,
)
from simulation.words import N_

METRICS = {"spend": SPEND, "orders": ORDERS, "points_earned": POINTS_EARNED}
WINDOWS = {"rolling": WINDOW_ROLLING, "calendar_year": WINDOW_CALENDAR_YEAR}
POLICIES = {"never": DOWN_NEVER, "one_step": DOWN_ONE_STEP, "match": DOWN_MATCH}


class Level(Strict):
    """One tier."""

    name: Text = term(title="Tier")
    threshold: float = term(title="From", unit="metric", ge=0, le=1e9, help="Qualifying amount from which a member holds the tier.")


class Tiers(Mechanic):
    """A member holds the highest tier whose threshold the qualifying amount of the window has reached.

    A tier is held for its term before it can be lost; with a grace period it is then looked at once more.  The window is made of
    whole calendar months: on the last day of June, 12 months begin on 1 July of the year before.
    """

    title, group = "Tiers", "tiers"
    summary = N_("A member holds the highest tier whose threshold the window's amount has reached.")
    example = {"levels": [{"name": {"en": "Member", "zh": "普通"}, "threshold": 0.0}, {"name": {"en": "Silver", "zh": "银卡"}, "threshold": 1000.0}]}
    metric: Literal["spend", "orders", "points_earned"] = term(
        "spend", title="What qualifies", help="Spend is what the member paid, after discounts, rewards and returns."
    )
    window: Literal["rolling", "calendar_year"] = term(
        "rolling", title="Window", help="A calendar year starts again from zero on 1 January."
    )
    window_months: int = term(12, title="Length of the window", unit="months", ge=1, le=WINDOW, when={"window": ("rolling",)})
    upgrade: Literal["at_once", "at_review"] = term(
        "at_once", title="Upgrade", help="Reviews are at each month's end, or at the year's end."
    )
    downgrade: Literal["never", "one_step", "match"] = term(
        "match", title="Downgrade", help="To the tier that the window still supports, or one step."
    )
    hold_months: int = term(12, title="A tier is held at least", unit="months", ge=0, le=36, when={"downgrade": ("one_step", "match")})
    grace_months: int = term(0, title="Grace before a downgrade", unit="months", ge=0, le=12, when={"downgrade": ("one_step", "match")})
    levels: tuple[Level, ...] = term(title="Tiers", min_length=1, max_length=MAX_TIERS)

    @model_validator(mode="after")
    def rising(self) -> Tiers:
        if self.levels[0].threshold != 0:
            raise ValueError(
                f"levels[0].threshold: the first tier starts at {self.levels[0].threshold:g}; everybody must hold it, so give 0"
            )
        for i, (lower, upper) in enumerate(zip(self.levels, self.levels[1:], strict=False), start=1):
            if upper.threshold <= lower.threshold:
                raise ValueError(
                    f"levels[{i}].threshold: {upper.name}'s {upper.threshold:,g} is not above {lower.name}'s {lower.threshold:,g};"
                    " thresholds must rise from tier to tier"
                )
        for i, level in enumerate(self.levels):
            step = 0.01 if self.metric == "spend" else 1
            if abs(level.threshold / step - round(level.threshold / step)) > 1e-6:
                raise ValueError(f"levels[{i}].threshold: {level.threshold:g} is no multiple of {step:g}, the step of {self.metric}")
        names = [str(level.name) for level in self.levels]
        if len(set(names)) < len(names) or "-" in names or "" in names:
            raise ValueError("levels: each tier needs a name of its own (and not '-', which stands for no program)")
        return self

    def fill(self, card, label):
        card.tiers = len(self.levels)
        for i, level in enumerate(self.levels):
            reached = card.market.minor(level.threshold) if self.metric == "spend" else round(level.threshold)
            card.threshold[0, i] = max(reached, card.threshold[0, i - 1] + 1) if i else 0     # apart in a currency without decimals, too
        card.metric[0], card.window_months = METRICS[self.metric], self.window_months
        card.window_kind = WINDOWS[self.window]
        card.upgrade_at_review = self.upgrade == "at_review"
        card.downgrade, card.hold_months, card.grace_months = POLICIES[self.downgrade], self.hold_months, self.grace_months
