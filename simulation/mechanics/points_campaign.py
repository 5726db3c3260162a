"""Points campaign: more points on the orders of chosen members."""
from __future__ import annotations

from typing import ClassVar

from simulation.inputs import Fault, term
from simulation.mechanics.campaign import Campaign
from simulation.offering import extra_percent
from simulation.records import BONUS_POINTS


class PointsCampaign(Campaign):
    """Orders within the offer earn a multiple of their points, and bonus points on top, as often as the offer has uses.

    On a member day the multiples add up: 2 × and 3 × make 4 ×.  Points go back with an order that is sent back, bonus and all.
    """

    title = "Points campaign"
    example: ClassVar[dict] = {"day_of_month": 20, "multiplier": 3}
    multiplier: float = term(1.0, title="Points ×", unit="×", ge=1, le=20, step=0.5)
    bonus: int = term(0, title="Bonus points by order", unit="points", ge=0, le=100_000, step=50)

    def faults(self, program):
        out = super().faults(program)
        if self.multiplier == 1 and not self.bonus:
            out.append(Fault("multiplier", "the campaign gives nothing; give a multiple above 1 or bonus points"))
        if self.multiplier > 1 and program.get("base_earn") is None:
            out.append(Fault("multiplier", "nothing earns points, so there is nothing to multiply; add base_earn"))
        return out

    def gives(self, card):
        return {"form": BONUS_POINTS, "multiple": extra_percent(self.multiplier), "bonus": self.bonus,
                "worth": (0.0, 0.0, self.multiplier - 1, float(self.bonus))}
