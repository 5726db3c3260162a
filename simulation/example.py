"""Example orders: what the members of a market would buy with no program, written as the file of orders that a shop would have."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from simulation.luck import BASE_BASKET, BASE_DROPOUT, BASE_GAP, TRAITS, gamma, gap, shrink, uniform
from simulation.population import JOINED, population
from simulation.purchasing import DAYS_PER_WEEK
from simulation.scenario import load_scenario

SCENARIO = "no_program"
FIRST_DAY = pd.Timestamp("2024-01-01")


def example_orders(customers: int = 1_500, weeks: int = 104, seed: int = 1) -> pd.DataFrame:
    """Orders as customer_id, date, amount (currency units), in the order of their dates; the same for the same arguments.

    The customers are drawn as those of a simulation are, and order by the same rules of purchase and dropout, without season, returns
    or program. Their first orders lie evenly over the first half of the weeks.
    """
    scenario = load_scenario(SCENARIO).with_run(members=customers, seed=seed)
    market, days = scenario.market, weeks * DAYS_PER_WEEK
    p = market.p.value
    shape = (p if p >= 1 else p + 1) - 1 / 3
    rows = []
    for number, member in enumerate(population(scenario).rows[:customers], start=1):
        key = int(member["key"])
        rate, dropout, scale = (float(member[name]) for name in ("rate", "dropout", "basket_scale"))
        day, n = uniform(key, TRAITS, 0, JOINED) * days / 2, 0
        while day < days:
            size = gamma(key, BASE_BASKET, n, shape, 1 / math.sqrt(9 * shape)) * shrink(key, BASE_BASKET, n, 0.0 if p >= 1 else 1 / p)
            rows.append((number, int(day), math.floor(size * scale + 0.5)))
            if n and uniform(key, BASE_DROPOUT, n, 0) < dropout:
                break
            day += gap(key, BASE_GAP, n, rate)
            n += 1
    table = pd.DataFrame(rows, columns=["customer", "day", "minor"]).sort_values(["day", "customer"], ignore_index=True)
    return pd.DataFrame(
        {
            "customer_id": np.char.add("M", np.char.zfill(table["customer"].astype(str).to_numpy(str), 5)),
            "date": FIRST_DAY + pd.to_timedelta(table["day"], unit="D"),
            "amount": table["minor"] / market.minor_per_unit,
        }
    )
