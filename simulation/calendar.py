"""The run's calendar: months and days from the start date, and operational time, in which season is constant."""
from __future__ import annotations

import dataclasses
import datetime
import functools

import numpy as np


@dataclasses.dataclass(frozen=True)
class Calendar:
    """`months` months from `start` (the first of a month); days and months of the run count from 0 and 1.

    demand: (first month, last month, times) where members order so many times as often as season alone says; they multiply.
    """

    start: datetime.date
    months: int
    season: tuple[float, ...] | None = None
    demand: tuple[tuple[int, int, float], ...] = ()

    def first_of(self, month: int) -> datetime.date:
        """The first date of a month; month 1 begins with `start`."""
        years, index = divmod(self.start.month - 1 + month - 1, 12)
        return datetime.date(self.start.year + years, index + 1, 1)

    @functools.cached_property
    def month_starts(self) -> np.ndarray:
        """Day number at which each month begins, and the run's end: months + 1 integers."""
        return np.array([(self.first_of(m) - self.start).days for m in range(1, self.months + 2)])

    @property
    def days(self) -> int:
        return int(self.month_starts[-1])

    def span(self, month: int) -> tuple[int, int]:
        """First day of a month, and of the next."""
        return int(self.month_starts[month - 1]), int(self.month_starts[month])

    def month_of(self, day: int) -> int:
        """The month of a day; before the run 0 and below, after it the months that would follow."""
        date = self.date(day)
        return (date.year - self.start.year) * 12 + date.month - self.start.month + 1

    def months_of(self, days: np.ndarray) -> np.ndarray:
        """The same for many days of the run and of two years after it."""
        return np.searchsorted(self._starts_to_come, days, side="right")

    @functools.cached_property
    def _starts_to_come(self) -> np.ndarray:
        return np.array([(self.first_of(m) - self.start).days for m in range(1, self.months + 26)])

    def date(self, day: int) -> datetime.date:
        return self.start + datetime.timedelta(days=day)

    def is_year_end(self, month: int) -> bool:
        return self.first_of(month).month == 12

    @functools.cached_property
    def clock(self) -> np.ndarray:
        """Operational time at the start of each day, and at the end: a day of season index s lasts s."""
        if self.season is None:
            index = np.ones(self.days)
        else:
            index = np.array(self.season)[[min((self.date(d).timetuple().tm_yday - 1) // 7, 51) for d in range(self.days)]]
        for first, last, times in self.demand:
            index[self.month_starts[first - 1] : self.month_starts[min(last, self.months)]] *= times
        return np.concatenate([[0.0], np.cumsum(index)])

    def clock_at(self, day: np.ndarray | float) -> np.ndarray:
        """Operational time at days and their fractions."""
        whole = np.minimum(np.asarray(day).astype(np.int64), self.days - 1)
        inside = self.clock[whole] + (day - whole) * (self.clock[whole + 1] - self.clock[whole])
        return np.where(day >= self.days, self.clock[-1], inside)
