"""What the program gives, by tier and by day: dense tables that the mechanics fill in before the run and the member's rules read."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np

from simulation.budgets import Cap
from simulation.calendar import Calendar
from simulation.invitations import Invitation
from simulation.market import Market
from simulation.records import (
    BUDGET_KINDS,
    CARD,
    DEEPEST,
    EFFECTS,
    MAX_TIERS,
    NEVER_LEAVES,
    ONCE_A_DAY,
    OPEN_END,
    STAGE_DAYS,
    TERMS,
    WINDOW_ANNIVERSARY,
    WINDOW_CALENDAR_YEAR,
    WINDOW_LIFETIME,
)

EARN_STEPS, PERCENT = 10_000, 100
OUT_OF_REACH = 1 << 62


@dataclasses.dataclass
class Offer:
    """One mechanic's offer on a day: extra multiples of the points, and the share of the price taken off, in basis points."""

    source: str
    day: int
    extra_multiple: float
    depth: int


@dataclasses.dataclass(frozen=True)
class Desk:
    """A service desk: opening minutes a day, agents for everybody and for members from a tier (0: the first) on, who is served first."""

    source: str
    open_minutes: int
    agents: int
    dedicated: int
    dedicated_from: int
    rank: tuple[int, ...]      # by tier; the lower goes first
    promise: int               # minutes


@dataclasses.dataclass
class PersonalOffer:
    """One mechanic's offer to single members: its places on the card, and its runs as (first day, last day, place) where dates start it.

    `share` and `money` (minor units) are what an order gives on average, to those who think of it; `points` in points, `multiple` extra
    multiples of the points.  simulation/offering.py puts it on the card.
    """

    label: str
    places: tuple[int, ...]
    runs: tuple[tuple[int, int, int], ...] | None
    share: float
    money: float
    multiple: float
    points: float


class RateCard:
    """Filled by `mechanics`, then frozen by `day_tables`; money in minor units, days and months of the run's calendar.

    Every field of records.TERMS is an attribute, zero until a mechanic fills it in.  `monthly` holds functions of the month that give
    further values of the record, for terms that change from month to month.
    """

    def __init__(self, market: Market, calendar: Calendar):
        self.market, self.calendar = market, calendar
        for name, kind, *shape in TERMS:
            setattr(self, name, np.zeros(shape[0], kind) if shape else np.zeros(1, kind)[0].item())
        self.tiers = self.metrics = 1
        self.window_months, self.window_days, self.hold_months = 12, 0, 12
        self.minimum, self.reward_value = OUT_OF_REACH, 1
        self.price_source = ""
        self.sources: list[str] = []  # labels of mechanics that take something off one member's price, by their place in tally.price_cut
        self.partner_labels: list[str] = []  # of partners, by their place in tally.partner
        self.partner_contracts: list[tuple] = []  # (terms, place, field of the value, value by tier)
        self.offers: list[Offer] = []
        self.invitation: Invitation | None = None
        self.service: list[Desk] = []
        self.caps: list[Cap] = []  # of the budget
        self.offer_caps: list[Cap] = []  # of single campaigns
        self.personal: list[PersonalOffer] = []
        vars(self).update(STAGE_DAYS)
        self.monthly: list[Callable[[int], dict]] = []

    @property
    def reward_rate(self) -> float:
        """R: the base tier's reward value as a share of spend, the mean over the categories of orders."""
        categories = max(0.0, 1 + (self.category_share @ self.category_extra) / PERCENT)
        return float(self.worth_of_points(self.earn_rate[0] / EARN_STEPS / self.market.minor_per_unit) * categories)

    @property
    def earns_without_base_earn(self) -> bool:
        """Whether anything but base earning gives points; a multiple alone brings none."""
        given = (self.sign_up_points, self.birthday_points, self.act_points, self.plan_earn, self.partner_points * self.partner_share,
                 self.referral_points, self.friend_points, self.offer_bonus)  # fmt: skip
        return any(np.any(points) for points in given)

    def worth_of_points(self, points: float) -> float:
        """What points are worth when redeemed, minor units: the mean of cash off and the catalogue's rewards by appeal."""
        worth = [(points * self.reward_value / self.goal, 1.0)] if self.goal else []
        worth += [(points * self.item_value[k] / self.item_points[k], self.item_appeal[k]) for k in range(self.items)]
        return float(sum(x * appeal for x, appeal in worth) / sum(appeal for _, appeal in worth)) if worth else 0.0

    @property
    def generosity(self) -> float:
        """Scale of the effects of enrolment: 0 for a program that gives nothing back, 1 at a reward rate of `reward_rate_scale`."""
        return (1 - math.exp(-self.reward_rate / self.market.reward_rate_scale.value)) / (1 - math.exp(-1))

    def source(self, label: str) -> int:
        """The place of a mechanic in tally.price_cut."""
        if label not in self.sources:
            self.sources.append(label)
        return self.sources.index(label)

    def status(self, members_by_tier: np.ndarray) -> np.ndarray:
        """Worth of a tier's standing as a share of spend; it fades as the tier fills (Drèze and Nunes 2009).  The first has none."""
        m, out = self.market, np.zeros(MAX_TIERS)
        share = members_by_tier / max(1, members_by_tier.sum())
        out[1 : self.tiers] = m.status_value.value * np.exp(-share[1 : self.tiers] / m.status_share.value)
        return out

    def day_tables(self, after: RateCard | None = None, day: int = 0) -> dict[str, np.ndarray]:
        """By day of the run: `multiplier` of the points in percent, `depth` in basis points, `pull`, the offer's part of the log-rate.

        Offers of one day add up.  Everybody's fatigue follows the program's calendar, whoever joined when; `after`: the card in force
        before `day`, whose offers have tired members.
        """
        m, days = self.market, self.calendar.days
        extra, depth, worths = self._offered()
        if after:
            for table, earlier in zip((extra, depth, worths), after._offered(), strict=True):
                table[:day] = earlier[:day]
        if not worths.any():
            return {"multiplier": np.rint(PERCENT * (1 + extra)).astype(np.int64), "depth": depth, "pull": np.zeros(days)}
        pull, fatigue, echo, until = np.zeros(days), 0.0, 0.0, -1
        kept = math.exp(-1 / m.fatigue_days.value)
        for day, worth in enumerate(worths.tolist()):
            fatigue *= kept
            if worth > 0:
                new = m.theta_campaign.value * (1 - math.exp(-worth / m.offer_scale.value)) / (1 + fatigue)
                pull[day] = max(new, echo) if day <= until else new
                if day > until or m.carry_over.value * new >= echo:  # a small offer does not end what a large one left
                    echo, until = m.carry_over.value * new, day + m.carry_over_days.value
                fatigue += 1
            elif day <= until:
                pull[day] = echo
        return {"multiplier": np.rint(PERCENT * (1 + extra)).astype(np.int64), "depth": depth, "pull": pull}

    def _offered(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """By day: extra multiples, depth, and what these are worth as a share of an order."""
        extra, depth = np.zeros(self.calendar.days), np.zeros(self.calendar.days, np.int64)
        for offer in self.offers:
            extra[offer.day] += offer.extra_multiple
            depth[offer.day] += offer.depth
        depth = np.minimum(depth, DEEPEST)
        return extra, depth, depth / 10_000 + self.reward_rate * extra

    def record(self) -> np.ndarray:
        """The card as the record that the rules read; the month's part is still empty."""
        m, card = self.market, np.zeros(1, CARD)
        values = m.values()
        for name in EFFECTS:
            card[name] = values[name]
        for name in ("phi_member", "theta_enrolled", "theta_goal"):
            card[name] *= self.generosity
        shape = m.p.value if m.p.value >= 1 else m.p.value + 1  # luck.gamma holds from shape 1; luck.shrink does the rest
        card["basket_d"], card["basket_c"] = shape - 1 / 3, 1 / math.sqrt(9 * (shape - 1 / 3))
        card["basket_power"] = 0.0 if m.p.value >= 1 else 1 / m.p.value
        card["days_per_month"] = 365.25 / 12
        card["earn_unit"] = EARN_STEPS * PERCENT * m.minor_per_unit
        card["growth_unit"] = EARN_STEPS * m.minor_per_unit
        for name, *_ in TERMS:
            card[name] = getattr(self, name)
        card["return_days"] = round(m.return_days.value)
        card["active_days"] = round(m.active_days.value)
        return card

    def month(self, month: int, tables: dict[str, np.ndarray]) -> dict:
        """What changes from month to month, under the record's names."""
        first, last = self.calendar.span(month)
        out = {
            "month": month,
            "first_day": first,
            "last_day": last,
            "pace": (last - first) / (self.calendar.clock[last] - self.calendar.clock[first]),
            "year_month": self.calendar.first_of(month).month,
            "review": int(self.calendar.is_year_end(month) or self.window_kind != WINDOW_CALENDAR_YEAR),
            "leaves": _padded(self._leaves_in(first, last)),
            "shut_from": np.full(len(BUDGET_KINDS), OPEN_END),
            "clock": _padded(self.calendar.clock[first : last + 1]),
        }
        out |= {name: _padded(column[first:last]) for name, column in tables.items()}
        for values in self.monthly:
            out |= values(month)
        return out

    def _leaves_in(self, first: int, last: int) -> np.ndarray:
        """`leaves` of each day of a month; only windows of days tell one from another."""
        if self.window_days and self.window_kind not in (WINDOW_LIFETIME, WINDOW_ANNIVERSARY, WINDOW_CALENDAR_YEAR):
            return self.calendar.months_of(np.arange(first, last) + self.window_days)
        return np.full(last - first, self.leaves(first))

    def leaves(self, day: int) -> int:
        """The month at whose opening an amount of this day leaves the window; days before the run are negative.

        A window of days is counted to the end of the month.  Anniversaries are the member's own: rules.tiers.leaving_month.
        """
        calendar = self.calendar
        if self.window_kind in (WINDOW_LIFETIME, WINDOW_ANNIVERSARY):
            return NEVER_LEAVES
        if self.window_kind == WINDOW_CALENDAR_YEAR:
            date = calendar.date(day)
            return (date.year - calendar.start.year) * 12 + 12 - calendar.start.month + 2
        if self.window_days:
            return calendar.month_of(day + self.window_days)
        return calendar.month_of(day) + self.window_months


def _padded(column: np.ndarray) -> np.ndarray:
    out = np.zeros(ONCE_A_DAY, column.dtype)
    out[: len(column)] = column
    return out
