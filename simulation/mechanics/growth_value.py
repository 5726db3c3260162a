"""Growth value: what an order counts toward the tiers, apart from the points that a member can spend."""
from __future__ import annotations

from typing import ClassVar

from simulation.inputs import Fault, term
from simulation.mechanics.base import Mechanic
from simulation.ratecard import EARN_STEPS
from simulation.records import MAX_AVERAGE_POINTS


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
                             f"has {len(self.multiplier)} numbers for {len(program.tier_names)} tiers; give one for all, or one for each"))
        out += [Fault(f"multiplier[{i}]", f"{x:g} is outside what is allowed: 0 to 20")
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
        return f"an average order of {average_basket:g} would count up to {value:,.0f} growth points; at most {MAX_AVERAGE_POINTS:,}"
