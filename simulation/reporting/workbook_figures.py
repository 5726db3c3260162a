"""The figures behind the workbook's cells, minor units: what its formulas give, and the cents by which the app's own rounding differs.

A spreadsheet rounds halves away from zero, in decimals; the app rounds some amounts by tier or by month of issue, halves to even.  The
difference, a cent here and there, is written into the sheet Monthly as data, so that formulas that stay short agree to the cent.
"""
from __future__ import annotations

import dataclasses
import functools
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pandas as pd

from simulation.finance.liability import Book
from simulation.finance.pnl import TOTAL, Line, lines_of, pnl
from simulation.finance.value import cash_by_month, discounted, worth
from simulation.mechanics.paid_plan import TERM_MONTHS
from simulation.outcome import Outcome


def exact(value: float) -> Fraction:
    """A number as it is written in a cell."""
    return Fraction(repr(float(value)))


def nearest(value: Fraction) -> int:
    """To the nearest whole, halves away from zero, as ROUND of a spreadsheet does: of the 15 digits that a cell holds for sure, so that nine
    times a sixth are one and a half."""
    return int(Decimal(f"{float(value):.15g}").to_integral_value(ROUND_HALF_UP))


@dataclasses.dataclass(frozen=True, eq=False)
class Figures:
    """One run's figures under the plan's estimate."""

    outcome: Outcome

    @functools.cached_property
    def book(self) -> Book:
        return Book(self.outcome, "plan")

    @functools.cached_property
    def pnl(self) -> pd.DataFrame:
        return pnl(self.outcome, "month")

    @functools.cached_property
    def lines(self) -> tuple[Line, ...]:
        return lines_of(self.outcome)

    @functools.cached_property
    def worth(self):
        return worth(self.outcome)

    @functools.cached_property
    def cash(self) -> np.ndarray:
        return cash_by_month(self.outcome)

    @functools.cached_property
    def cash_discounted(self) -> np.ndarray:
        return discounted(self.cash, self.outcome.scenario.market.discount_rate.value)

    def line(self, code: str) -> np.ndarray:
        """A line of the P&L by month."""
        return self.pnl.loc[code].drop(TOTAL).to_numpy()

    # ---- what the formulas round otherwise ------------------------------------------------------------------------------
    @functools.cached_property
    def term(self) -> int:
        """Months that a fee pays for."""
        plan = self.outcome.scenario.program.get("paid_plan")
        return TERM_MONTHS[plan.billing] if plan else 1

    @functools.cached_property
    def margin_rounding(self) -> np.ndarray:
        margin = exact(self.outcome.scenario.market.margin.value)
        arms = [[nearest(margin * int(x)) for x in self.outcome.totals[arm]["sales"]] for arm in ("program", "no_program")]
        return self.line("incremental_margin") - (np.array(arms[0]) - np.array(arms[1]))

    @functools.cached_property
    def fees_rounding(self) -> np.ndarray:
        net = self.line("fees_received") - self.line("fee_tax")
        to_date = np.concatenate([[0] * self.term, net.cumsum()])
        last = to_date[self.term:] - to_date[: len(net)]
        return self.line("fees_recognised") - np.array([nearest(Fraction(int(x), self.term)) for x in last])

    # ---- points liability by month of issue [v, month], as the cells of the sheet Triangles round it ---------------------
    @functools.cached_property
    def allocated(self) -> np.ndarray:
        """[v]: of the price, to the points of a month of issue; of the opening balance its value."""
        return np.where(self.held.vintage > 0, self.book.contract.deferred.sum(1), self.book.contract.opening)

    @functools.cached_property
    def held(self):
        return self.book.counts

    @functools.cached_property
    def allocated_rounding(self) -> np.ndarray:
        """[v]"""
        unit, rate = self.outcome.scenario.market.minor_per_unit, exact(self.book.plan.rate)
        value, sold = exact(self.book.worth.value / unit) * unit, self.book.allocation
        out = np.zeros(len(self.held.vintage), np.int64)
        for k, (vintage, issued) in enumerate(zip(self.held.vintage.tolist(), self.held.issued.tolist(), strict=True)):
            if vintage < 1:
                found = nearest(issued * value * rate)
            else:
                row = sold.iloc[vintage - 1]
                alone = (issued - int(row["points_given"])) * value * rate
                paid = int(row["paid"])
                found = nearest(paid * alone / (int(row["list"]) + alone)) if paid > 0 and alone > 0 else 0
            out[k] = self.allocated[k] - found
        return out

    @functools.cached_property
    def triangles(self) -> dict[str, np.ndarray]:
        """used: what was allocated to the points redeemed so far · kept: allocated less points sent back · revenue: recognised to date ·
        cost: cost accrual.  0 before the month of issue."""
        held, (v, months) = self.held, self.held.redeemed.shape
        rate, unit = exact(self.book.plan.rate), self.outcome.scenario.market.minor_per_unit
        cost = exact(self.book.worth.cost / unit) * unit
        out = {name: np.zeros((v, months), np.int64) for name in ("used", "kept", "revenue", "cost")}
        for i, m in zip(*np.nonzero(held.there), strict=True):
            issued, amount = max(1, int(held.issued[i])), int(self.allocated[i])
            redeemed, expired, back = (int(getattr(held, name)[i, m]) for name in ("redeemed", "expired", "reversed"))
            kept = amount - nearest(Fraction(amount * back, issued))
            left = int(held.issued[i]) - redeemed - expired - back
            wanted = min(max(rate * (redeemed + expired + left), redeemed), redeemed + left)
            out["used"][i, m], out["kept"][i, m] = nearest(Fraction(amount * redeemed, issued)), kept
            if kept > 0 and left == 0:
                out["revenue"][i, m] = kept
            elif kept > 0 and redeemed:
                out["revenue"][i, m] = nearest(kept * redeemed / Fraction(wanted))
            out["cost"][i, m] = nearest(cost * wanted) - nearest(cost * redeemed)
        return out

    @functools.cached_property
    def to_date(self) -> dict[str, np.ndarray]:
        """[month]: the triangles' sums as the app has them."""
        roll = self.book.contract.by_month()
        return {"used": roll["recognised"].cumsum(), "kept": self.book.contract.held.sum(0), "revenue": self.book.contract.revenue.sum(0),
                "cost": self.book.cost.by_month()["closing"]}

    def triangle_rounding(self, name: str) -> np.ndarray:
        """[month]"""
        return self.to_date[name] - self.triangles[name].sum(0)

    @functools.cached_property
    def row_of_month(self) -> dict[int, int]:
        """Row of a month of issue among the vintages."""
        return {int(v): k for k, v in enumerate(self.held.vintage)}
