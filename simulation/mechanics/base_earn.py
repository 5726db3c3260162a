"""Base earn: points for what a member pays."""

from __future__ import annotations

from simulation.inputs import Fault, term
from simulation.mechanics.base import Mechanic
from simulation.ratecard import EARN_STEPS
from simulation.words import N_


class BaseEarn(Mechanic):
    """Points per currency unit of what is paid after discounts and rewards, times the tier's multiplier, rounded down to whole points.

    The tier is the one held when the order is placed: an order that wins a tier still earns at the old rate.
    """

    title, summary, group = "Earn", N_("What a purchase gives."), "points"
    points_per_unit: float = term(1.0, title="Points per currency unit", unit="points", ge=0, le=1_000, step=0.1)
    multiplier: tuple[float, ...] = term((1.0,), title="Points ×", unit="×", min_length=1, help="One for all tiers, or one for each.")

    def faults(self, program):
        out = []
        if len(self.multiplier) not in (1, len(program.tier_names)):
            out.append(
                Fault(
                    "multiplier",
                    f"has {len(self.multiplier)} numbers for {len(program.tier_names)} tiers; give one for all, or one for each",
                )
            )
        out += [
            Fault(f"multiplier[{i}]", f"{x:g} is outside what is allowed: 0 to 20")
            for i, x in enumerate(self.multiplier)
            if not 0 <= x <= 20
        ]
        return out

    def fill(self, card, label):
        steps = [round(self.points_per_unit * x * EARN_STEPS) for x in self.multiplier]
        card.earn_rate[: card.tiers] = steps * (card.tiers if len(steps) == 1 else 1)
