"""Whom a program invites into a tier: chosen among all members between two months, the same for both engines."""
from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from simulation.calendar import Calendar
from simulation.compiled import rules
from simulation.luck import INVITED
from simulation.records import YEAR

BOUGHT_LAST_YEAR = 0xFFF << 1      # bits of `bought` at a month's opening: bit 0 is the month that opens


@dataclasses.dataclass(frozen=True)
class Invitation:
    """Terms of an invited tier: its place (the first tier is 0), month of the year, share of recent buyers, rule and months."""

    tier: int
    month: int
    share: float
    selection: str
    months: int


class Invitations:
    """Holds what must be remembered from one year's invitations to the next: every member's net sales so far."""

    def __init__(self, terms: Invitation, calendar: Calendar):
        self.terms, self.calendar, self.sales_before = terms, calendar, np.zeros(0, np.int64)

    def send(self, month: int, column: Callable[[str], np.ndarray], put: Callable[[str, np.ndarray, np.ndarray], None]) -> None:
        """At a month's opening.  column: a member field of all members; put: sets a field of some members, by their places in the arm."""
        if self.calendar.first_of(month).month != self.terms.month:
            return
        sales = column("sales")
        recent = (column("joined") == 1) & ((column("bought") & BOUGHT_LAST_YEAR) != 0)
        places = np.flatnonzero(recent)
        number = int(self.terms.share * places.size + 0.5)
        if number:
            order = np.lexsort((column("key")[places], *self._wanted(month, column, sales, places)))
            put("invited_to", places[order[:number]], np.full(number, month + self.terms.months - 1))
        self.sales_before = sales.copy()

    def _wanted(self, month, column, sales, places) -> tuple[np.ndarray, ...]:
        """Sort keys, the last one first; small is wanted.  Equal members are told apart by qualifying amount, then by their own key."""
        qualifying = -column("qualifying")[places, 0]
        if self.terms.selection == "net_sales":
            before = np.zeros_like(sales)
            before[: len(self.sales_before)] = self.sales_before        # members who came since have sold nothing before
            return qualifying, -(sales - before)[places]
        if self.terms.selection == "tenure":
            return qualifying, column("joined_on")[places]
        if self.terms.selection == "random":
            drawn = np.empty(places.size)
            rules().uniforms_of(column("key")[places], INVITED, (month - 1) // YEAR, drawn)
            return (drawn,)
        return (qualifying,)
