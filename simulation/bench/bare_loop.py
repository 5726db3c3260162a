"""The compiled limit: a loop that makes the engine's draws for both arms and nothing else: no state, no clock, no panel.

Baseline draws are the engine's own, by the same keys; what depends on state (who buys an extra, who may redeem) is settled at fixed
shares, so that as many draws are made.
"""

from __future__ import annotations

import functools
import math

import numba
import numpy as np

from simulation.compiled import rules
from simulation.luck import (
    BASE_BASKET,
    BASE_DROPOUT,
    BASE_GAP,
    BASE_REDEEM,
    BASE_RETURN,
    EXTRA_BASKET,
    EXTRA_GAP,
    EXTRA_KEEP,
    EXTRA_PULL_FORWARD,
    EXTRA_REDEEM,
    EXTRA_RETURN,
)
from simulation.population import population
from simulation.scenario import Scenario

# Counted with the reference engine on handbook_four_tiers, 1,000 members, 36 months: 1,059 of 36,794 candidates were bought, 8,247 of
# 19,258 purchases could redeem, and 3 of 18,387 baseline occasions in 237 asked the keep draw (left out: it is 0.1% of the draws)
EXTRA_SHARE, REDEEM_SHARE = 0.029, 0.43
PSI = 0.77  # the program's part of the dropout chance, which makes as many baseline occasions
RETURNED = 0.05


def people_of(scenario: Scenario) -> tuple[np.ndarray, ...]:
    """Key, purchases a day, dropout chance and scale of a basket of each member, as columns of their own."""
    rows = population(scenario).rows
    return tuple(np.ascontiguousarray(rows[name]) for name in ("key", "rate", "dropout", "basket_scale"))


def run(scenario: Scenario, people: tuple[np.ndarray, ...] | None = None) -> tuple[int, int]:
    """Purchases of both arms, and uniforms drawn (a basket counts as the two of its first attempt)."""
    m = scenario.market.values()
    d = m["p"] - 1 / 3
    extra_rate = math.exp(m["max_log_rate"]) - 1
    people = people or people_of(scenario)
    end, c = float(scenario.calendar.clock[-1]), 1 / math.sqrt(9 * d)
    without = _loop()(*people, end, d, c, 0.0, 1.0, m["pull_forward"])
    within = _loop()(*people, end, d, c, extra_rate, PSI, m["pull_forward"])
    return without[0] + within[0], without[1] + within[1]


@functools.cache
def _loop():
    rule = rules()
    uniform, gamma, gap = rule.uniform, rule.gamma, rule.gap

    @numba.njit(error_model="numpy")
    def loop(keys, rates, dropouts, scales, end, d, c, extra_rate, psi, pull_forward):
        """One arm; without a program (extra_rate 0) there is no extra stream and nothing to redeem."""
        purchases = draws = money = owed = 0
        for i in range(keys.size):
            key, rate = keys[i], rates[i]
            clock, n = 0.0, 0
            while True:
                clock += gap(key, BASE_GAP, n, rate)
                draws += 1
                if clock >= end:
                    break
                money += np.int64(gamma(key, BASE_BASKET, n, d, c) * scales[i] + 0.5)
                purchases += 1
                draws += 4
                if extra_rate > 0.0 and n * REDEEM_SHARE % 1.0 < REDEEM_SHARE:
                    draws += 1
                    money -= uniform(key, BASE_REDEEM, n, 0) < 0.5
                money -= uniform(key, BASE_RETURN, n, 0) < RETURNED
                if uniform(key, BASE_DROPOUT, n, 0) < dropouts[i] * psi:
                    break
                n += 1
            if extra_rate == 0.0:
                continue
            left, clock, n = min(clock, end), 0.0, 0
            while True:
                clock += gap(key, EXTRA_GAP, n, extra_rate * rate)
                draws += 1
                if clock >= left:
                    break
                draws += 1
                if uniform(key, EXTRA_KEEP, n, 0) < EXTRA_SHARE:
                    money += np.int64(gamma(key, EXTRA_BASKET, n, d, c) * scales[i] + 0.5)
                    purchases += 1
                    draws += 5
                    money -= uniform(key, EXTRA_REDEEM, n, 0) < 0.5
                    money -= uniform(key, EXTRA_RETURN, n, 0) < RETURNED
                    owed += uniform(key, EXTRA_PULL_FORWARD, n, 0) < pull_forward
                n += 1
        return purchases, draws, money, owed

    return loop
