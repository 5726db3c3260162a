"""Budgets that end what they pay for: first come, first served, day by day.

A budget is looked at when a day begins.  Once what was used up to the day before has reached it, that day and the rest of its period are
closed; so the day on which it is reached is served to its end, and a budget may be passed by what that day used.  Nothing before a closing
depends on it, which is why the engine may run a month, find the closing, and run the month again with it.
"""
from __future__ import annotations

import dataclasses

import numpy as np

from simulation.calendar import Calendar
from simulation.records import BUDGET_KINDS, BUDGETS, CAMPAIGNS_BUDGET, OPEN_END

MONTHS = {"month": 1, "quarter": 3, "year": 12, "run": 10_000}


SURPRISE = 3
NO_OFFER = {"depth": 0, "multiplier": 100, "pull": 0.0}      # what a day without a public offer has on the card


@dataclasses.dataclass(frozen=True)
class Cap:
    """At most `amount` (minor units of money, or points) of a kind in each period of the calendar; `run`: in the whole run."""

    kind: int
    amount: int
    per: str


def day_use(table: np.ndarray, offer_day: np.ndarray) -> np.ndarray:
    """What was used by kind and day of the month: tally.day_use, and with it the money of personal offers, tally.offer_day [tier, offer, day]."""
    out = np.array(table, np.int64)
    out[CAMPAIGNS_BUDGET] += np.asarray(offer_day).sum((0, 1))
    return out


class Budgets:
    """What has been used of every cap, and from which day on each kind is closed."""

    def __init__(self, caps: list[Cap], calendar: Calendar):
        self.caps, self.calendar, self.used = caps, calendar, np.zeros(len(caps), np.int64)
        self.largest = np.full(len(BUDGET_KINDS), OPEN_END)        # use of a month so far; at first it may be any

    def open_month(self, month: int) -> np.ndarray:
        """Days from which each kind is closed, as the month begins."""
        for i, cap in enumerate(self.caps):
            first = self.calendar.first_of(month)
            if (first.month - 1) % MONTHS[cap.per] == 0 and cap.per != "run":
                self.used[i] = 0
        return self.closings(np.zeros((len(BUDGET_KINDS), 1), np.int64), month)

    def closings(self, day_use: np.ndarray, month: int) -> np.ndarray:
        """The same once `day_use` [kind, day of the month] is known, or as much of it as has happened."""
        first, last = self.calendar.span(month)
        out = np.full(len(BUDGET_KINDS), OPEN_END)
        for cap, used in zip(self.caps, self.used, strict=True):
            before = used + np.concatenate([[0], np.cumsum(day_use[cap.kind])])[: last - first]
            closed = np.flatnonzero(before >= cap.amount)
            if closed.size:
                out[cap.kind] = min(out[cap.kind], first + closed[0])
        return out

    def near(self) -> bool:
        """Whether this month may well reach a budget: three times the largest month would."""
        return any(used + SURPRISE * self.largest[cap.kind] >= cap.amount for cap, used in zip(self.caps, self.used, strict=True))

    def close_month(self, day_use: np.ndarray, month: int) -> np.ndarray:
        """Books the month; returns [budget, (used in the period so far, day of the month from which it was closed, 0 for none)]."""
        first, _ = self.calendar.span(month)
        self.largest = day_use.sum(1) if self.largest.max() == OPEN_END else np.maximum(self.largest, day_use.sum(1))
        out = np.zeros((BUDGETS, 2), np.int64)
        for i, cap in enumerate(self.caps):
            alone = Budgets([cap], self.calendar)
            alone.used[0] = self.used[i]
            closed = alone.closings(day_use, month)[cap.kind]
            self.used[i] += day_use[cap.kind].sum()
            out[i] = self.used[i], closed - first + 1 if closed < OPEN_END else 0
        return out
