"""The SimPy clock: one process owns the order of a month, for every way of running members."""
from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import simpy

from simulation.calendar import Calendar

OnMonth = Callable[[int], None]


class Driver(Protocol):
    """What the clock asks of a way of running members."""

    calendar: Calendar

    def open_month(self, env: simpy.Environment, month: int) -> None:
        """The month's rate card, tiers re-valued by crowding, joins."""

    def live_month(self, month: int) -> None:
        """Every member's occasions of the month have been met, and the month's end, when this returns."""


def run(driver: Driver, on_month: OnMonth | None = None) -> None:
    """Runs all months.  `on_month` hears of each month that is done; what it raises ends the run."""
    env = simpy.Environment()
    env.process(_months(env, driver, on_month))
    env.run()


def _months(env: simpy.Environment, driver: Driver, on_month: OnMonth | None):
    """Shopping lies strictly within the month's days, so nothing of a month is left when its end comes."""
    for month in range(1, driver.calendar.months + 1):
        first, last = driver.calendar.span(month)
        driver.open_month(env, month)
        yield env.timeout(last - first)
        driver.live_month(month)
        if on_month:
            on_month(month)
