"""One level of a paid plan: its fee and its benefits."""

from __future__ import annotations

from typing import Literal

from simulation.inputs import Strict, Text, term
from simulation.words import N_

NO_LIMIT = 1 << 40      # points
BACK = {"points": N_("Points a currency unit"), "share": N_("Share of spend")}


class PlanLevel(Strict):
    """What a member pays for a term, and gets for it."""

    name: Text = term(title="Plan")
    fee: float = term(title="Fee", unit="currency", gt=0, le=100_000)
    low_fee: float = term(0.0, title="Low fee", unit="currency", ge=0, le=100_000, help="For members who reach the gate's score. 0: none.")
    price_off: float = term(0.0, title="Price off", unit="share of price", ge=0, le=0.9, step=0.01, help="On every order, beside other discounts.")
    points_back: float = term(0.0, title="Points back", unit="points or share", ge=0, le=100, step=0.01, help="On what is paid, besides base points.")
    back_in: Literal["points", "share"] = term(
        "points", title="Points back as", choices=BACK, help="Points a currency unit, or a share of spend paid in points."
    )
    cap_month: float = term(0.0, title="Most back a month", unit="points or currency", ge=0, le=1e8, help="Money where back is a share. 0: no cap.")
    cap_quarter: float = term(0.0, title="Most back a quarter", unit="points or currency", ge=0, le=1e8, help="Of the calendar. 0: no cap.")
    cap_year: float = term(0.0, title="Most back a year", unit="points or currency", ge=0, le=1e8, help="Of the calendar. 0: no cap.")
    freight_cost: float = term(0.0, title="Free freight, cost", unit="currency per use", ge=0, le=10_000)
    freight_uses: float = term(0.0, title="Free freight, uses", unit="uses per order", ge=0, le=1, step=0.05)
    freight_value: float = term(0.0, title="Free freight, value to the member", unit="currency per use", ge=0, le=10_000)
    other_cost: float = term(0.0, title="Other benefits, cost a year", unit="currency per member", ge=0, le=100_000)
    other_value: float = term(0.0, title="Other benefits, value to the member", unit="currency a year", ge=0, le=100_000)

    def points_per_unit(self, point: float) -> float:
        """Points back for a currency unit of what is paid; `point` is the worth of one, currency units."""
        if self.back_in == "points":
            return self.points_back
        return self.points_back / point if point else 0.0

    def points(self, cap: float, point: float) -> int:
        """A cap in points."""
        if self.back_in == "points":
            return round(cap)
        return round(cap / point) if point else 0
