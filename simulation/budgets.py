"""Budgets that end what they pay for: first come, first served, day by day.

A budget is looked at when a day begins.  Once what was used up to the day before has reached it, that day and the rest of its period are
closed; so the day on which it is reached is served to its end, and a budget may be passed by what that day used.  Nothing before a closing
depends on it, which is why the engine may run a month, find the closing, and run the month again with it.
"""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from simulation.calendar import Calendar
from simulation.records import BUDGET_KINDS, BUDGETS, CAMPAIGNS_BUDGET, OFFERS, ONCE_A_DAY, OPEN_END

MONTHS = {"month": 1, "quarter": 3, "year": 12, "run": 10_000}
SURPRISE = 3
NO_OFFER = {"depth": 0, "multiplier": 100, "pull": 0.0}      # what a day without a public offer has on the card
MONEY, USES, POINTS = range(3)                               # what a single campaign is capped in
DAY_TABLES = ("day_use", "offer_day", "offer_day_uses", "offer_day_points")      # of records.TALLY: what budgets are used by
SHUT = len(BUDGET_KINDS)                                     # what may be shut: kinds of budgets, then the places of personal offers


@dataclasses.dataclass(frozen=True)
class Cap:
    """At most `amount` (minor units of money, points, or uses) in each period of the calendar; `run`: in the whole run.

    Of a kind of budget; or, with `places`, of one campaign's offers, of which `kind` is money, uses or points.
    """

    kind: int
    amount: int
    per: str
    label: str = ""
    places: tuple[int, ...] = ()

    @property
    def rows(self) -> list[int]:
        """Rows of day_use that count."""
        return [SHUT + self.kind * OFFERS + k for k in self.places] or [self.kind]

    @property
    def shuts(self) -> list[int]:
        """What closes with it."""
        return [SHUT + k for k in self.places] or [self.kind]


def day_use(tables: Mapping[str, np.ndarray]) -> np.ndarray:
    """What was used by day of the month, from DAY_TABLES by name: rows for the kinds of budgets, then for each place of a personal offer its
    money, its uses and its points."""
    kinds, by_tier, uses, points = (np.asarray(tables[name]) for name in DAY_TABLES)
    money = by_tier.sum(0)
    out = np.concatenate([kinds, money, uses, points])
    out[CAMPAIGNS_BUDGET] += money.sum(0)
    return out


class Budgets:
    """What has been used of every cap, and from which day on each kind, and each place of a personal offer, is closed."""

    def __init__(self, caps: list[Cap], calendar: Calendar):
        self.caps, self.calendar, self.used = caps, calendar, np.zeros(len(caps), np.int64)
        self.largest = np.full(len(caps), OPEN_END)            # use of a month so far; at first it may be any

    def open_month(self, month: int) -> np.ndarray:
        """Days from which each kind and place is closed, as the month begins."""
        for i, cap in enumerate(self.caps):
            first = self.calendar.first_of(month)
            if (first.month - 1) % MONTHS[cap.per] == 0 and cap.per != "run":
                self.used[i] = 0
        return self.closings(np.zeros((SHUT + 3 * OFFERS, 1), np.int64), month)

    def closings(self, use: np.ndarray, month: int) -> np.ndarray:
        """The same once `use` (see day_use) is known, or as much of it as has happened."""
        first, last = self.calendar.span(month)
        out = np.full(SHUT + OFFERS, OPEN_END)
        for cap, used in zip(self.caps, self.used, strict=True):
            before = used + np.concatenate([[0], np.cumsum(use[cap.rows].sum(0))])[: last - first]
            closed = np.flatnonzero(before >= cap.amount)
            if closed.size:
                out[cap.shuts] = np.minimum(out[cap.shuts], first + closed[0])
        return out

    def near(self) -> bool:
        """Whether this month may well reach a budget: three times the largest month would."""
        return any(used + SURPRISE * largest >= cap.amount for cap, used, largest in zip(self.caps, self.used, self.largest, strict=True))

    def close_month(self, use: np.ndarray, month: int) -> np.ndarray:
        """Books the month; returns [budget, (used in the period so far, day of the month from which it was closed, 0 for none)]."""
        first, _ = self.calendar.span(month)
        out = np.zeros((BUDGETS, 2), np.int64)
        for i, cap in enumerate(self.caps):
            alone = Budgets([cap], self.calendar)
            alone.used[0] = self.used[i]
            closed = alone.closings(use, month)[cap.shuts[0]]
            month_use = int(use[cap.rows].sum())
            self.largest[i] = month_use if self.largest[i] == OPEN_END else max(self.largest[i], month_use)
            self.used[i] += month_use
            out[i] = self.used[i], closed - first + 1 if closed < OPEN_END else 0
        return out


def blank_use() -> np.ndarray:
    """A month in which nothing was used."""
    return np.zeros((SHUT + 3 * OFFERS, ONCE_A_DAY), np.int64)
