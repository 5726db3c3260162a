"""Coupon: a share of the price or an amount off orders from a threshold, for chosen members."""
from __future__ import annotations

from typing import ClassVar

from simulation.inputs import Fault, term
from simulation.mechanics.campaign import Campaign
from simulation.records import COUPON


class Coupon(Campaign):
    """Members who are meant and reached get a coupon: a share, an amount or both off an order that reaches the threshold at full price.

    It is given at the opening of its month, so who joins later in that month has none, and who has one keeps it whatever they do.
    A member who does not think of it at an order may at the next.  An order that is sent back does not bring the coupon back.
    """

    title = "Coupon"
    example: ClassVar[dict] = {"day_of_month": 15, "depth": 0.1}
    depth: float = term(0.0, title="Price off", unit="share of price", ge=0, le=0.9, step=0.01)
    amount: float = term(0.0, title="Amount off", unit="currency", ge=0, le=1e6, step=1.0)
    redemption: float = term(0.5, title="Used", unit="share", gt=0, le=1, help="Chance that a holder uses it at an order that it fits.")

    def faults(self, program):
        out = super().faults(program)
        if not self.depth and not self.amount:
            out.append(Fault("depth", "the coupon is worth nothing; give a share of the price or an amount"))
        return out

    def gives(self, card):
        amount = card.market.minor(self.amount)
        return {"form": COUPON, "depth": round(self.depth * 10_000), "amount": amount, "redemption": self.redemption,
                "worth": (self.depth, float(amount), 0.0, 0.0)}
