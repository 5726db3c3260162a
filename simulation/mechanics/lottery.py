"""Lottery: an order within the offer draws a prize, or a blank."""
from __future__ import annotations

from typing import ClassVar

from simulation.inputs import Fault, Strict, term
from simulation.mechanics.campaign import Campaign
from simulation.records import LOTTERY, PRIZES
from simulation.words import said


class Prize(Strict):
    """One prize of a draw."""

    odds: float = term(title="Odds", unit="share of draws", gt=0, le=1)
    value: float = term(title="Value to the member", unit="currency", ge=0, le=1e6)
    prize_cost: float = term(title="Cost of the prize", unit="currency", ge=0, le=1e6)


class Lottery(Campaign):
    """Each order within the offer that reaches the threshold is a draw, as many draws as the offer has uses.

    Nothing comes off the price.  What draws members is the prizes' mean value: odds times value.  A dear prize at small odds costs much in
    one run and nothing in the next.
    """

    title = "Lottery"
    example: ClassVar[dict] = {"dates": ("11-11",), "prizes": ({"odds": 0.05, "value": 100, "prize_cost": 60},)}
    prizes: tuple[Prize, ...] = term(title="Prizes", min_length=1, max_length=PRIZES)

    def faults(self, program):
        out, odds = super().faults(program), sum(p.odds for p in self.prizes)
        if odds > 1 + 1e-9:
            out.append(Fault("prizes", said("the odds add up to {odds}; they can be 1 at most", odds=f"{odds:g}")))
        return out

    def gives(self, card):
        minor = card.market.minor
        return {"form": LOTTERY, "prizes": [(p.odds, minor(p.prize_cost)) for p in self.prizes],
                "worth": (0.0, float(sum(p.odds * minor(p.value) for p in self.prizes)), 0.0, 0.0)}
