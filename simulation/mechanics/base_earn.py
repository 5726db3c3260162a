"""Base earn: points for what a member pays."""

from __future__ import annotations

from simulation.inputs import Fault, term
from simulation.mechanics.base import Mechanic
from simulation.ratecard import EARN_STEPS
from simulation.words import N_, said


class BaseEarn(Mechanic):
    """Points per currency unit of what is paid after discounts and rewards, times the tier's multiplier, rounded down to whole points,
    up to the most that an order and a month can earn.

    The tier is the one held when the order is placed: an order that wins a tier still earns at the old rate.  Points that wait for the
    return window are in the balance at once, but buy nothing before it has closed.  A returned order gives no room back under a cap.
    """

    title, summary, group = "Earn", N_("What a purchase gives."), "points"
    points_per_unit: float = term(1.0, title="Points per currency unit", unit="points", ge=0, le=1_000, step=0.1)
    multiplier: tuple[float, ...] = term((1.0,), title="Points ×", unit="×", min_length=1, help="One for all tiers, or one for each.")
    cap_per_order: int = term(0, title="At most, an order", unit="points", ge=0, le=10_000_000, step=100, advanced=True, help="0: no limit.")
    cap_per_month: int = term(
        0, title="At most, a month", unit="points", ge=0, le=10_000_000, step=100, advanced=True, help="Of orders. 0: no limit."
    )
    pending_days: int = term(
        0, title="Wait before they can be used", unit="days", ge=0, le=180, help="Until the order can no longer come back. 0: no wait."
    )

    def faults(self, program):
        out = []
        if len(self.multiplier) not in (1, len(program.tier_names)):
            out.append(
                Fault(
                    "multiplier",
                    said("has {n} numbers for {tiers} tiers; give one for all, or one for each",
                         n=len(self.multiplier), tiers=len(program.tier_names)),
                )
            )
        out += [
            Fault(f"multiplier[{i}]", said("{given} is outside what is allowed: 0 to 20", given=f"{x:g}"))
            for i, x in enumerate(self.multiplier)
            if not 0 <= x <= 20
        ]
        if self.cap_per_month and self.cap_per_order > self.cap_per_month:
            out.append(
                Fault("cap_per_order", said("{given} is above the {most} of a month; give 0 or no more than that",
                                            given=f"{self.cap_per_order:,}", most=f"{self.cap_per_month:,}"))
            )
        return out

    def fill(self, card, label):
        steps = [round(self.points_per_unit * x * EARN_STEPS) for x in self.multiplier]
        card.earn_rate[: card.tiers] = steps * (card.tiers if len(steps) == 1 else 1)
        card.cap_per_order, card.cap_per_month, card.pending_days = self.cap_per_order, self.cap_per_month, self.pending_days
