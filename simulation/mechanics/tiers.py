"""Tiers: what qualifies, when a member moves up, and what it takes to stay."""
from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import field_validator, model_validator

from simulation.inputs import Misfit, term
from simulation.ladder import CHOICES, METRICS, POLICIES, WINDOWS, Level, check_levels, months_of_the_year, thresholds
from simulation.ledger import Posting
from simulation.mechanics.base import Mechanic, cost_by_tier
from simulation.records import MAX_TIERS, WINDOW
from simulation.words import N_, said

SECOND = tuple(METRICS)      # of a second metric, all but none
FALLS = {"downgrade": ("one_step", "match", "soft_landing")}      # terms that matter where members move down


class Tiers(Mechanic):
    """A member holds the highest tier whose thresholds the qualifying amounts of the window have reached.

    A tier is held for its term before it can be lost; with a grace period it is then looked at once more.  Windows are looked at in
    whole calendar months: on the last day of June, 12 months begin on 1 July of the year before, and an amount of 400 days ago left on 1 June.
    """

    title, group = "Tiers", "tiers"
    summary = N_("A member holds the highest tier whose threshold the window's amount has reached.")
    example: ClassVar[dict] = {"levels": [{"name": {"en": "Member", "zh": "普通"}, "threshold": 0},
                                          {"name": {"en": "Silver", "zh": "银卡"}, "threshold": 1000}]}
    metric: Literal["spend", "orders", "points_earned", "growth", "activity"] = term(
        "spend", title="What qualifies", help="Spend is what the member paid, after discounts, rewards and returns.", choices=CHOICES)
    second_metric: Literal["none", "spend", "orders", "points_earned", "growth", "activity"] = term(
        "none", title="And what else", help="A second metric with thresholds of its own.", choices=CHOICES)
    joined_by: Literal["any", "all"] = term("any", title="Needed", when={"second_metric": SECOND},
                                               choices={"any": N_("Any one threshold"), "all": N_("All thresholds")})
    window: Literal["rolling", "days", "calendar_year", "anniversary", "lifetime"] = term(
        "rolling", title="Window", help="A calendar year begins again on 1 January, an anniversary year with the month of joining.", choices=CHOICES)
    window_months: int = term(12, title="Length of the window", unit="months", ge=1, le=WINDOW, when={"window": ("rolling",)})
    window_days: int = term(400, title="Days of the window", unit="days", ge=31, le=700, when={"window": ("days",)}, help="At a month's end.")
    upgrade: Literal["at_once", "at_review"] = term("at_once", title="Upgrade", help="Reviews are at each month's end, or at the year's end.")
    downgrade: Literal["never", "one_step", "match", "soft_landing"] = term(
        "match", title="Downgrade", help="To the tier that the window still supports, one step, or there step by step.", choices=CHOICES)
    landing_months: int = term(3, title="Months between steps", unit="months", ge=1, le=24, when={"downgrade": ("soft_landing",)})
    hold_months: int = term(12, title="A tier is held at least", unit="months", ge=0, le=36, when=FALLS)
    grace_months: int = term(0, title="Grace before a downgrade", unit="months", ge=0, le=12, when=FALLS)
    reminder_months: int = term(0, title="Reminder before a drop", unit="months", ge=0, le=11, when=FALLS, help="0: none.")
    reminder_cost: float = term(0.0, title="Cost of a reminder", unit="currency", ge=0, le=1_000, step=0.1, when=FALLS)
    easing: float = term(0.0, title="Thresholds eased by", unit="share", ge=0, le=0.95, help="In the months of easing, up and at reviews.")
    easing_months: tuple[int, ...] = term((), title="Months of easing", unit="month of the year", max_length=12)
    transition: Literal["keep_term", "recalculate", "next_review", "grandfather"] = term(
        "keep_term", title="Members of day 0", help="Tiers won by older rules run out, are judged anew on day 0 or at the next review, or stay.",
        advanced=True, choices=CHOICES)
    levels: tuple[Level, ...] = term(title="Tiers", min_length=1, max_length=MAX_TIERS)

    _months = field_validator("easing_months")(months_of_the_year)

    @model_validator(mode="after")
    def rising(self) -> Tiers:
        if self.second_metric == self.metric:
            raise Misfit("second_metric", said("is {metric} once more; name another metric, or none", metric=self.metric))
        check_levels(self.levels, self.metrics)
        return self

    @property
    def metrics(self) -> list[str]:
        return [self.metric] if self.second_metric == "none" else [self.metric, self.second_metric]

    def fill(self, card, label):
        card.tiers, card.metrics, card.all_metrics = len(self.levels), len(self.metrics), int(self.joined_by == "all")
        card.threshold[:] = thresholds(self.levels, self.metrics, card.market)
        card.metric[: card.metrics] = [METRICS[metric] for metric in self.metrics]
        card.lifetime[: card.tiers] = [card.market.minor(level.lifetime_spend) for level in self.levels]
        card.lifetime_levels = int((card.lifetime > 0).sum())
        card.window_kind, card.window_months = WINDOWS[self.window], self.window_months
        card.window_days = self.window_days if self.window == "days" else 0
        card.upgrade_at_review, card.recalculate = self.upgrade == "at_review", self.transition == "recalculate"
        card.downgrade, card.landing_months = POLICIES[self.downgrade], self.landing_months
        card.hold_months, card.grace_months, card.reminder_months = self.hold_months, self.grace_months, self.reminder_months
        card.easing = round(10_000 * self.easing)
        card.easing_calendar = sum(1 << (month - 1) for month in self.easing_months) if card.easing else 0

    def postings(self, month, label):
        if self.reminder_cost:
            yield Posting(label, "campaign_cost", "Reminders", cost_by_tier(month.card.market.minor(self.reminder_cost), 1.0, month.reminders))
