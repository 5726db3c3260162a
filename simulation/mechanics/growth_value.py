"""Growth value: what an order counts toward the tiers, apart from the points that a member can spend."""
from __future__ import annotations

from typing import ClassVar

from simulation.inputs import Fault, term
from simulation.mechanics.base import Mechanic
from simulation.ratecard import EARN_STEPS
from simulation.records import MAX_AVERAGE_POINTS
from simulation.words import said


class GrowthValue(Mechanic):
    """Growth points per currency unit of what is paid after discounts and rewards, times the tier's multiplier, rounded down to whole points.

    They cannot be spent and they count where tiers ask for growth; points of member days do not lift them.  An order that wins a tier still
    counts at the old rate.
    """

    title = "Growth value"
    group: ClassVar[str] = "tiers"
    per_unit: float = term(1.0, title="Growth value per currency unit", unit="growth points", ge=0, le=1_000, step=0.1)
    multiplier: tuple[float, ...] = term((1.0,), title="Growth value ×", unit="×", min_length=1, help="One for all tiers, or one for each.")

    def faults(self, program):
        out = []
        if len(self.multiplier) not in (1, len(program.tier_names)):
            out.append(Fault("multiplier",
                             said("has {n} numbers for {tiers} tiers; give one for all, or one for each",
                                  n=len(self.multiplier), tiers=len(program.tier_names))))
        out += [Fault(f"multiplier[{i}]", said("{given} is outside what is allowed: 0 to 20", given=f"{x:g}"))
                for i, x in enumerate(self.multiplier) if not 0 <= x <= 20]
        return out

    def fill(self, card, label):
        steps = [round(self.per_unit * x * EARN_STEPS) for x in self.multiplier]
        card.growth_rate[: card.tiers] = steps * (card.tiers if len(steps) == 1 else 1)

    def outgrows(self, average_basket: float) -> str:
        """What is wrong where an average order would count more than the ledger can hold, or nothing."""
        value = self.per_unit * max(self.multiplier) * average_basket
        if value <= MAX_AVERAGE_POINTS:
            return ""
        return said("an average order of {basket} would count up to {points} growth points; at most {most}",
                    basket=f"{average_basket:g}", points=f"{value:,.0f}", most=f"{MAX_AVERAGE_POINTS:,}")
