"""Who lives in the plain SimPy model: traits drawn with the `random` module, and what a member and a month remember."""

from __future__ import annotations

import random
from collections import deque

from scipy import stats

from simulation.records import MEASURES, ONCE_A_DAY
from simulation.scenario import Scenario


def draw_people(scenario: Scenario) -> list[tuple]:
    """Traits of each member: purchases a day, dropout chance, scale of a basket, responsiveness g, headroom h, whether ever redeems."""
    luck, m, n = random.Random(scenario.run.seed), scenario.market.values(), scenario.run.members
    spread, basket = m["responsiveness_spread"], m["average_basket"] * scenario.market.minor_per_unit
    weekly = [luck.gammavariate(m["r"], 1 / m["alpha"]) for _ in range(n)]
    place = stats.gamma.cdf(weekly, m["r"], scale=1 / m["alpha"]).tolist()
    out = []
    for rate, u in zip(weekly, place, strict=True):
        scale = basket * (m["q"] - 1) / m["p"] / luck.gammavariate(m["q"], 1.0)
        traits = max(rate / 7, 1e-9), luck.betavariate(m["a"], m["b"]), scale, luck.lognormvariate(-(spread**2) / 2, spread)
        out.append((*traits, m["headroom"] * (1 - u**2), luck.random() >= m["never_redeems"]))
    return out


class Tally:
    """What a month counts in one tier."""

    __slots__ = (*MEASURES, "day_sales")

    def __init__(self):
        for measure in MEASURES:
            setattr(self, measure, 0)
        self.day_sales = [0] * ONCE_A_DAY


class Member:
    """Traits, and what the member remembers."""

    __slots__ = (
        *("rate", "dropout", "basket_scale", "mean_basket", "g", "gh", "redeems"),
        *("alive", "tier", "tier_since", "tiers", "qualifying", "window", "balance", "lots", "owed", "bought", "bought_on"),
        *("redeemed_on", "demoted_on", "loss", "utility", "purchases", "sales"),
    )

    def __init__(self, traits, shape, window_months):
        self.rate, self.dropout, self.basket_scale, self.g, headroom, self.redeems = traits
        self.gh, self.mean_basket = self.g * headroom, max(shape * self.basket_scale, 1.0)
        self.alive = True
        self.balance = self.qualifying = self.tier = self.tier_since = self.owed = self.purchases = self.sales = 0
        self.lots = deque()  # [month, points], the oldest first
        self.window = deque([0] * window_months)  # qualifying amount by month, this month last
        self.tiers = [0]  # the tier at each month's end
        self.bought, self.bought_on = 0b10, -1  # bit k: bought k months ago; everybody did before the card was handed over
        self.redeemed_on = None
        self.utility = self.loss = self.demoted_on = 0.0
