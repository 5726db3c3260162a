"""The sheet Monthly: counts and money by month as the run gave them.  Everything else is computed from it and from the inputs."""
from __future__ import annotations

import dataclasses

import numpy as np

from simulation.finance.pnl_tables import name_of
from simulation.ledger import COMPONENTS
from simulation.reporting.workbook_figures import Figures
from simulation.reporting.workbook_sheet import NARROW, WIDE, Area, Pages, column_name
from simulation.words import N_, Translate, said

SHEET, FIRST = "Monthly", 6
PARTS = {"reward_cost": N_("Rewards"), "benefit_cost": N_("Benefits"), "campaign_cost": N_("Campaigns"),
         "other_cost": N_("Running cost and service")}


@dataclasses.dataclass(frozen=True)
class Column:
    """A column of the sheet: integers by month; kind is money (minor units), count, or number."""

    code: str
    group: str
    heading: str
    kind: str
    values: np.ndarray


def columns(f: Figures, say: Translate = str) -> list[Column]:
    a, b = (f.outcome.totals[arm] for arm in ("program", "no_program"))
    sold, months = f.book.allocation, f.outcome.scenario.run.months
    out = []

    def add(group, kind, **found):
        out.extend(Column(code, group, heading, kind, np.asarray(values)) for code, (heading, values) in found.items())

    counted = ("members", N_("Members")), ("active", N_("Active members")), ("purchases", N_("Orders"))
    for arm, group, table in (("program", N_("With the program"), a), ("no_program", N_("Without a program"), b)):
        add(group, "count", **{f"{arm}/{name}": (label, table[name]) for name, label in counted})
        add(group, "money", **{f"{arm}/sales": (N_("Sales, less returns"), table["sales"]),
                               f"{arm}/returned": (N_("Returned orders"), table["returned_sales"])})
    add(N_("Points"), "count", issued=(N_("Issued"), a["points_issued"]), redeemed=(N_("Redeemed"), a["points_redeemed"]),
        expired=(N_("Expired"), a["points_expired"]), reversed=(N_("Reversed by returns"), a["points_reversed"]),
        outstanding=(N_("Members' balances"), a["points_outstanding"]),
        given=(N_("Of those issued: no part of a sale"), sold["points_given"]))
    add(N_("What members pay"), "money", list=(N_("Orders at list price"), sold["list"]), discount=(N_("Discounts"), sold["discount"]),
        points_off=(N_("Money off by points"), sold["points_off"]), paid=(N_("Paid"), sold["paid"]))
    add(N_("Cost by name"), "money", **{line.code: (name_of(line, say), f.line(line.code)) for line in f.lines if line.named})
    add(N_("Cost by component of the ledger"), "money", **{name: (PARTS[name], a[name]) for name in COMPONENTS})
    add(N_("Fees and memo"), "money", fees=(N_("Fees received"), f.line("fees_received")),
        anyway=(N_("Discount to sales that would have happened anyway"), f.line("discount_anyway")))
    by_month = np.zeros(months, np.int64)
    for vintage, k in f.row_of_month.items():
        if vintage > 0:
            by_month[vintage - 1] = f.allocated_rounding[k]
    add(N_("Cents of rounding: the app less the formula"), "money", round_margin=(N_("Margin, by tier"), f.margin_rounding),
        round_fees=(N_("Fees recognised"), f.fees_rounding), round_allocated=(N_("Allocated to points"), by_month),
        **{f"round_{name}": (label, f.triangle_rounding(name)) for name, label in
           (("used", N_("Used, as allocated")), ("kept", N_("Allocated less returns")), ("revenue", N_("Recognised to date")),
            ("cost", N_("Cost accrual")))})
    return out


class Monthly:
    """The sheet written, and where each of its columns is."""

    def __init__(self, pages: Pages, f: Figures):
        sheet = pages.sheet(SHEET, N_("Monthly figures of the run"), said(
            "Data: integer counts, and money in {currency} to the last minor unit. Every other sheet is computed from these cells.",
            currency=pages.market.currency))
        found, unit, n = columns(f, pages.say), pages.market.minor_per_unit, pages.months
        sheet.row(FIRST - 1, [N_("Month"), N_("Begins")], pages.heading)
        sheet.row(FIRST - 2, ["", ""], pages.group)
        for m in range(n):
            sheet.put(FIRST + m, 0, m + 1, pages.style("plain"))
            sheet.put(FIRST + m, 1, f.outcome.scenario.calendar.first_of(m + 1), pages.style("date"))
        sheet.put(FIRST + n, 0, N_("Sum"), pages.strong("count"))
        sheet.put(FIRST + n, 1, "", pages.strong("count"))
        self.where: dict[str, Area] = {"month": sheet.area(FIRST, 0, n), "date": sheet.area(FIRST, 1, n)}
        self.groups: dict[str, list[str]] = {}
        for k, column in enumerate(found, start=2):
            new = column.group not in self.groups
            sheet.put(FIRST - 2, k, column.group if new else "", pages.group)
            self.groups.setdefault(column.group, []).append(column.code)
            self.where[column.code] = area = sheet.area(FIRST, k, n)
            sheet.put(FIRST - 1, k, column.heading, pages.heading)
            money = column.kind == "money"
            values = [int(x) / unit if money else int(x) for x in column.values]
            sheet.page.write_column(FIRST, k, values, pages.style(column.kind))
            if column.code not in ("outstanding", *(f"{arm}/{name}" for arm in ("program", "no_program") for name in ("members", "active")),
                                   "round_used", "round_kept", "round_revenue", "round_cost"):
                whole = int(column.values.sum())
                sheet.formula(FIRST + n, k, f"SUM({area.span()})", whole / unit if money else whole, pages.strong(column.kind))
            else:
                sheet.put(FIRST + n, k, "", pages.strong("count"))
        last = column_name(len(found) + 1)
        sheet.page.set_row(FIRST - 1, 44)
        sheet.finish((FIRST, 2), (FIRST - 2, FIRST - 1), {"A:A": 8, "B:B": NARROW, f"C:{last}": WIDE}, (0, 1), wide=-(-len(found) // 14))

    def cell(self, code: str, month: int) -> str:
        """The cell of a month, 1 the first."""
        return self.where[code].cell(month - 1)

    def span(self, code: str) -> str:
        return self.where[code].span()
