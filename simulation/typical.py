"""Members worth a look, found from one run of the program arm: who rose, who redeemed, who lapsed, who ordered most."""
from __future__ import annotations

import numpy as np

from simulation import clock
from simulation.engine import Compiled
from simulation.population import population
from simulation.records import NEVER
from simulation.scenario import Scenario
from simulation.simulate import Progress, rate_card
from simulation.words import N_

ROSE, REDEEMED, LAPSED, MOST = "rose", "redeemed", "lapsed", "most"
TYPICAL = {ROSE: N_("Rose by a tier"), REDEEMED: N_("Redeemed points"), LAPSED: N_("Left for good"), MOST: N_("Ordered most")}
SOME = 3      # orders of a member of whom there is something to see


class Ladder(Compiled):
    """Keeps how many tiers each member has risen, at months' ends."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.careful = True      # budgets close as they may: this arm is not run a second time
        self.tier, self.rises = self.rows["tier"].copy(), np.zeros(len(self.rows), np.int64)

    def book(self, month):
        now, more = self.rows["tier"].copy(), len(self.rows) - len(self.tier)
        before, self.rises = np.pad(self.tier, (0, more)), np.pad(self.rises, (0, more))
        self.rises += np.maximum(0, now - before)
        self.tier = now
        super().book(month)


def typical_members(scenario: Scenario, progress: Progress | None = None) -> tuple[dict[str, int], int]:
    """Word of TYPICAL -> a member's number in the program arm, for those there are; and how many members the arm has.

    Who rose furthest, else the one in the middle by orders among all of the sort; of equals the first."""
    people = population(scenario)
    arm = Ladder(people.rows.copy(), people.join_day, rate_card(scenario), True)
    clock.run(arm, progress and (lambda month: progress(month / scenario.run.months)))
    rows, orders = arm.rows, arm.rows["purchases"]
    seen = orders >= min(SOME, max(1, int(orders.max())))
    found = {ROSE: seen & (arm.rises > 0) & (arm.rises == arm.rises[seen].max(initial=0)), REDEEMED: seen & (rows["redeemed_on"] > NEVER),
             LAPSED: seen & (rows["alive"] == 0) & (rows["joined"] == 1), MOST: seen & (orders == orders.max())}
    return {word: outwards(np.flatnonzero(which), orders)[0] for word, which in found.items() if which.any()}, len(rows)


def outwards(who: np.ndarray, orders: np.ndarray) -> list[int]:
    """The one in the middle by orders first, then its neighbours to both sides."""
    ranked = who[np.argsort(orders[who], kind="stable")]
    middle = (len(ranked) - 1) // 2
    return [int(ranked[k]) for k in sorted(range(len(ranked)), key=lambda k: abs(k - middle))]
