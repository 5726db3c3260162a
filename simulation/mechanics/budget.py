"""Budget: what the program may spend before it stops giving."""

from __future__ import annotations

from typing import ClassVar, Literal

from simulation.budgets import Cap
from simulation.inputs import Fault, Strict, term
from simulation.mechanics.base import Mechanic
from simulation.records import CAMPAIGNS_BUDGET, POINTS_BUDGET, REWARDS_BUDGET
from simulation.words import N_, said

LIMITS = 6
KINDS = {"rewards": REWARDS_BUDGET, "points": POINTS_BUDGET, "campaigns": CAMPAIGNS_BUDGET}


class Limit(Strict):
    """At most so much in each period."""

    what: Literal["rewards", "points", "campaigns"] = term(
        "rewards",
        title="What",
        choices={"rewards": N_("Rewards, at their cost"), "points": N_("Points on orders"), "campaigns": N_("Money of campaigns")},
        help="Rewards and campaigns in money, points in points.",
    )
    amount: float = term(10_000.0, title="At most", unit="currency or points", gt=0, le=1e12)
    per: Literal["month", "quarter", "year", "run"] = term(
        "month",
        title="In each",
        choices={"month": N_("Month"), "quarter": N_("Quarter"), "year": N_("Calendar year"), "run": N_("The whole run")},
    )


class Budget(Mechanic):
    """First come, first served: once a budget is used up, members get no more of it until its next period begins.

    It is looked at as each day begins, so the day on which it is used up is served to its end.  Closed rewards: nobody redeems, points are
    kept.  Closed points: orders earn none.  Closed campaigns: price off, bonus points and prizes end, on member days, too.
    """

    title = "Budget"
    group: ClassVar[str] = "budget"
    example: ClassVar[dict] = {"limits": [{"what": "rewards", "amount": 10_000, "per": "month"}]}
    limits: tuple[Limit, ...] = term(title="Budgets", max_length=LIMITS)

    def faults(self, program):
        out, seen = [], set()
        for i, limit in enumerate(self.limits):
            if (limit.what, limit.per) in seen:
                out.append(Fault(f"limits[{i}].what", said("{what} by {per} is there twice; give one amount for it", what=limit.what, per=limit.per)))
            seen.add((limit.what, limit.per))
        return out

    def fill(self, card, label):
        minor = card.market.minor
        card.caps += [Cap(KINDS[x.what], round(x.amount) if x.what == "points" else minor(x.amount), x.per, label) for x in self.limits]
