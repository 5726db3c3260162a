"""What the offers of a member's life give: a coupon or bonus points."""
from __future__ import annotations

from typing import ClassVar, Literal

from simulation.inputs import Fault, term
from simulation.mechanics.offering import Offering
from simulation.records import BONUS_POINTS, COUPON


class Gift(Offering):
    """A coupon, or bonus points on an order."""

    group: ClassVar[str] = "lifecycle"
    form: Literal["coupon", "points"] = term("coupon", title="Gives")
    depth: float = term(0.1, title="Price off", unit="share of price", ge=0, le=0.9, step=0.01, help="Of a coupon.")
    amount: float = term(0.0, title="Amount off", unit="currency", ge=0, le=1e6, step=1.0, help="Of a coupon.")
    redemption: float = term(0.5, title="Used", unit="share", gt=0, le=1, help="Chance that a holder uses the coupon at an order that it fits.")
    bonus: int = term(0, title="Bonus points by order", unit="points", ge=0, le=100_000, step=50, help="Where points are given.")

    def faults(self, program):
        out = super().faults(program)
        if self.form == "coupon" and not self.depth and not self.amount:
            out.append(Fault("depth", "the coupon is worth nothing; give a share of the price or an amount"))
        if self.form == "points" and not self.bonus:
            out.append(Fault("bonus", "no points are given; give at least 1"))
        return out

    def gives(self, card):
        if self.form == "points":
            return {"form": BONUS_POINTS, "bonus": self.bonus, "worth": (0.0, 0.0, 0.0, float(self.bonus))}
        amount = card.market.minor(self.amount)
        return {"form": COUPON, "depth": round(self.depth * 10_000), "amount": amount, "redemption": self.redemption,
                "worth": (self.depth, float(amount), 0.0, 0.0)}
