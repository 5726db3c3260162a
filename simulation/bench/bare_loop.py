"""The compiled limit: a loop that makes the engine's draws for both arms and nothing else: no state, no clock, no panel.

Baseline draws are the engine's own, by the same keys; what depends on state (who buys an extra, who may redeem, who is kept by the
program) is settled at fixed shares, so that about as many draws are made.
"""

from __future__ import annotations

import functools
import math

import numba
import numpy as np

from simulation import luck
from simulation.compiled import rules
from simulation.population import population
from simulation.scenario import Scenario

# Counted with the reference engine on handbook_four_tiers, 1,000 members, 36 months
EXTRA_SHARE = 0.078  # of the candidates is bought: 11,051 of 141,855 at 10,000 members
REDEEMING = 3  # of seven purchases may redeem, and draw for it: 8,247 of 19,258
PSI = 0.72  # the program's part of the dropout chance that leaves as many baseline occasions: 18,387


def people_of(scenario: Scenario) -> tuple[np.ndarray, ...]:
    """Key, purchases a day, dropout chance, scale of a basket and candidates of each member, as columns of their own."""
    rows = population(scenario).rows
    return tuple(np.ascontiguousarray(rows[name]) for name in ("key", "rate", "dropout", "basket_scale", "candidates"))


def run(scenario: Scenario, people: tuple[np.ndarray, ...] | None = None) -> tuple[int, int]:
    """Purchases of both arms, and uniforms drawn (a basket counts as the two of its first attempt)."""
    m = scenario.market.values()
    d = m["p"] - 1 / 3
    end, c = float(scenario.calendar.clock[-1]), 1 / math.sqrt(9 * d)
    people = people or people_of(scenario)
    arms = [_loop()(*people, end, d, c, *program, m["returned_share"], m["pull_forward"]) for program in ((False, 1.0), (True, PSI))]
    return sum(arm[0] for arm in arms), sum(arm[1] for arm in arms)


@functools.cache
def _loop():
    uniform, gamma, gap = rules().uniform, rules().gamma, rules().gap

    @numba.njit(error_model="numpy")
    def loop(keys, rates, dropouts, scales, candidates, end, d, c, enrolled, psi, returned, pull_forward):
        """One arm; without a program there is no extra stream and nothing to redeem."""
        purchases = draws = money = events = 0
        for i in range(keys.size):
            key, rate = keys[i], rates[i]
            clock, n = 0.0, 0
            while True:
                clock += gap(key, luck.BASE_GAP, n, rate)
                draws += 1
                if clock >= end:
                    break
                money += np.int64(gamma(key, luck.BASE_BASKET, n, d, c) * scales[i] + 0.5)
                purchases += 1
                draws += 4
                if enrolled and n % 7 < REDEEMING:
                    draws += 1
                    events += uniform(key, luck.BASE_REDEEM, n, 0) < 0.5
                events += uniform(key, luck.BASE_RETURN, n, 0) < returned
                if uniform(key, luck.BASE_DROPOUT, n, 0) < dropouts[i] * psi:
                    break
                n += 1
            if not enrolled:
                continue
            left, clock, n = min(clock, end), 0.0, 0
            while True:
                clock += gap(key, luck.EXTRA_GAP, n, candidates[i] * rate)
                draws += 1
                if clock >= left:
                    break
                draws += 1
                if uniform(key, luck.EXTRA_KEEP, n, 0) < EXTRA_SHARE:
                    money += np.int64(gamma(key, luck.EXTRA_BASKET, n, d, c) * scales[i] + 0.5)
                    purchases += 1
                    draws += 5
                    events += uniform(key, luck.EXTRA_REDEEM, n, 0) < 0.5
                    events += uniform(key, luck.EXTRA_RETURN, n, 0) < returned
                    events += uniform(key, luck.EXTRA_PULL_FORWARD, n, 0) < pull_forward
                n += 1
        return purchases, draws, money, events

    return loop
