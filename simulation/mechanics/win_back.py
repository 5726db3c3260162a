"""Win-back: for members who have stopped buying."""
from __future__ import annotations

from typing import ClassVar

from simulation.inputs import Fault, term
from simulation.mechanics.gift import Gift
from simulation.records import AT_DORMANCY, MAX_TIERS
from simulation.words import said

DAYS_PER_MONTH = 365.25 / 12


class WinBack(Gift):
    """Who has not bought for so many days gets an offer at the next month's opening, and not again for some months after it has ended.

    Nobody knows who has left for good: they are asked like the others, and cost what a contact costs.
    """

    title = "Win-back offer"
    example: ClassVar[dict] = {"after_days": 90, "depth": 0.2}
    after_days: int = term(90, title="Without an order for", unit="days", ge=1, le=3_650)
    repeat_months: int = term(6, title="Not again for", unit="months", ge=1, le=60)
    from_tier: int = term(1, title="From tier", unit="tier", ge=1, le=MAX_TIERS)

    def faults(self, program):
        out = super().faults(program)
        if self.from_tier > len(program.tier_names):
            out.append(Fault("from_tier", said("is {given}; there are {tiers} tiers", given=self.from_tier, tiers=len(program.tier_names))))
        return out

    def trigger(self):
        return {"trigger": AT_DORMANCY, "wait": self.after_days, "repeat": round(self.repeat_months * DAYS_PER_MONTH), "from_tier": self.from_tier}
