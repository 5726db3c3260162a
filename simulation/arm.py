"""One arm of a run: what both engines share, from the rate card of a month to the month's counts."""

from __future__ import annotations

import itertools

import numpy as np

from simulation.calendar import Calendar
from simulation.ratecard import RateCard
from simulation.records import MAX_TIERS, MEASURES, MEMBERS, NOBODY, TALLY

FIELDS = TALLY.names


class ArmResult:
    """Integer tables of one arm, and each member's totals.

    Every table of records.TALLY, by month: count [month, tier, measure] · moves [month, tier a year ago, bought in the year before, tier,
    bought in the year] · flow [month, issued/redeemed/expired/reversed, vintage modulo LOTS] · day_sales [month, tier, day of the month],
    minor units · ... · purchases, sales [member].
    """

    def __init__(self, months: int):
        for name in FIELDS:
            setattr(self, name, np.zeros((months, *TALLY[name].shape), np.int64))
        self.purchases = self.sales = np.zeros(0, np.int64)

    def add(self, other: ArmResult) -> None:
        """Other members of the same arm."""
        for name in FIELDS:
            if getattr(other, name).any():      # what is never written takes no memory
                getattr(self, name).__iadd__(getattr(other, name))
        self.purchases = np.concatenate([self.purchases, other.purchases])
        self.sales = np.concatenate([self.sales, other.sales])

    def measure(self, name: str) -> np.ndarray:
        """[month, tier] of one measure."""
        return self.count[:, :, MEASURES.index(name)]


class Arm:
    """Members of one arm with the tables they fill; subclasses run the members."""

    def __init__(self, rows: np.ndarray, join_day: np.ndarray, card: RateCard, enrolled: bool, workers: int = 1):
        self.rows, self.join_day, self.ratecard, self.workers = rows, join_day, card, workers
        self.calendar: Calendar = card.calendar
        rows["enrolled"] = enrolled
        if not enrolled:
            if rows["tier"].any() or rows["balance"].any() or rows["qualifying"].any():      # an opening base holds program things
                for name in ("tier", "balance", "lots", "window", "qualifying"):
                    rows[name] = 0
            rows["past_tiers"] |= NOBODY
            rows["past_tiers"][rows["joined"] == 1] &= ~NOBODY
        self.days = card.day_tables()
        self.card, self.tally = card.record(), np.zeros(workers, TALLY)
        self.result = ArmResult(self.calendar.months)
        self.members_by_tier = np.bincount(rows["tier"][join_day < 0], minlength=MAX_TIERS)
        month = np.searchsorted(self.calendar.month_starts, join_day, side="right")
        late = np.flatnonzero(join_day >= 0)
        order = late[np.argsort(month[late], kind="stable")]
        cuts = np.searchsorted(month[order], np.arange(1, self.calendar.months + 2))
        self._joining = [order[a:b] for a, b in itertools.pairwise(cuts)]

    def this_month(self, month: int) -> dict:
        """The record's values that change with the month."""
        return self.ratecard.month(month, self.days) | {"status": self.ratecard.status(self.members_by_tier)}

    def joining(self, month: int) -> tuple[np.ndarray, np.ndarray]:
        """Who joins, and at what operational time."""
        who = self._joining[month - 1]
        return who, np.array([self.calendar.clock_at(d) for d in self.join_day[who].tolist()])

    def book(self, month: int) -> None:
        """The month's tally goes into the tables."""
        for name in FIELDS:
            if (total := self.tally[name].sum(0)).any():
                getattr(self.result, name)[month - 1] = total
        self.tally[:] = 0
        self.members_by_tier = self.result.count[month - 1, :, MEMBERS]
