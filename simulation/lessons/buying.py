"""Lessons on members without a program: how many orders they place, what they spend, and who joins."""
from __future__ import annotations

import numpy as np

from simulation.lessons import YEAR_WEEKS, example
from simulation.population import population
from simulation.purchasing import expected_purchases, expected_spend
from simulation.records import YEAR

LONG = 60       # months
MEMBERS = 500   # on day 0


def own_means() -> tuple[float, float]:
    """Of the example market: orders a year while active, and the chance of leaving for good after an order; means over members."""
    m = example().market
    return YEAR_WEEKS * m.r.value / m.alpha.value, m.a.value / (m.a.value + m.b.value)


def orders_to_date(orders_a_year: float, leaving_share: float, months: int = LONG) -> dict[str, np.ndarray]:
    """[month] orders of an average new member to date: as members leave, and if nobody ever left.

    orders_a_year: mean while active · leaving_share: mean chance of leaving for good after an order.  Spreads are the example market's.
    """
    m = example().market
    alpha = m.r.value * YEAR_WEEKS / orders_a_year
    b = m.a.value * (1 - leaving_share) / leaving_share
    weeks = YEAR_WEEKS / YEAR * np.arange(1, months + 1)
    return {"leaving": expected_purchases(m.r.value, alpha, m.a.value, b, weeks), "staying": m.r.value / alpha * weeks}


def expected_basket(own_mean: float, orders: np.ndarray) -> np.ndarray:
    """What to expect of a customer's basket after so many repeat orders of this mean; currency units of the example market."""
    m = example().market
    v = m.v.value * m.average_basket.value / (m.p.value * m.v.value / (m.q.value - 1))       # scaled to its average basket, as members are
    return expected_spend(m.p.value, m.q.value, v, orders, own_mean)


def members_to_date(joins_per_year: float, members: int = MEMBERS, months: int = 36) -> np.ndarray:
    """[month] members who have joined by each month's end, those of day 0 included."""
    scenario = example(joins_per_year=joins_per_year).with_run(members=members, months=months)
    day = population(scenario).join_day
    return (day[None, :] < scenario.calendar.month_starts[1:, None]).sum(1)
