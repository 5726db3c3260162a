"""The points liability as formulas: roll-forward by month, months of issue, and the triangles that both are computed from."""
from __future__ import annotations

import numpy as np

from simulation.reporting.workbook_figures import Figures
from simulation.reporting.workbook_monthly import Monthly
from simulation.reporting.workbook_pnl import Pnl
from simulation.reporting.workbook_sheet import Area, Pages, column_name
from simulation.words import N_, said

ROLL, VINTAGES, TRIANGLES = "Roll-forward", "Vintages", "Triangles"
FIRST, HEAD, START = 6, 5, 4      # first row of a table; on Triangles the first month's column
DATA = {"redeemed": N_("Redeemed to date, points (data)"), "expired": N_("Expired to date, points (data)"),
        "reversed": N_("Reversed to date, points (data)")}
COMPUTED = {"used": N_("Of the allocation, to points redeemed so far"), "kept": N_("Allocated, less points sent back"),
            "revenue": N_("Recognised to date, redemption and breakage"),
            "cost": N_("Cost accrual: points expected to be redeemed and not yet, at cost")}
SUMMARY = (N_("Month of issue"), N_("Begins"), N_("Issued"), N_("Redeemed"), N_("Expired"), N_("Reversed"), N_("Outstanding"), N_("Redeemed so far"),
           N_("Allocated to points"),
           N_("Of it rounding"), N_("Allocated, less returns"), N_("Recognised to date"), N_("Liability"), N_("Cost accrual"))


class Liability:
    """The three sheets; `roll`: columns of the roll-forward · `vintage`: columns of Vintages · `blocks`: first row of each triangle."""

    def __init__(self, pages: Pages, f: Figures, monthly: Monthly, pnl: Pnl):
        self.pages, self.f, self.monthly, self.pnl = pages, f, monthly, pnl
        self.unit, self.n = pages.market.minor_per_unit, len(f.held.vintage)
        self.rows = max(1, self.n)
        self.vintage = {name: Area(VINTAGES, FIRST, k, self.rows) for k, name in enumerate(SUMMARY)}
        self.blocks = {name: FIRST + k * (self.n + 4) for k, name in enumerate((*DATA, *COMPUTED))}
        currency = pages.market.currency
        self.roll_sheet = pages.sheet(ROLL, N_("Points and points liability, roll-forward"),
                                      said("Contract liability under IFRS 15 / ASC 606 at the planned redemption; {currency}. Opening + deferred"
                                           " - returns - recognised - breakage + new estimate = closing.", currency=currency))
        self.vintage_sheet = pages.sheet(VINTAGES, N_("Points by month of issue, at the end of the run"),
                                         N_("Months up to 0 are the opening balance. Of the triangles, the last month of each."))
        self.triangle_sheet = pages.sheet(TRIANGLES, N_("Triangles: month of issue against month of the run"),
                                          said("To date at each month's end. The first three are the points ledger; the others are formulas,"
                                                " {currency}.", currency=currency))
        self.roll: dict[str, Area] = {}
        self._roll()
        self._vintages()
        self._triangles()

    # ---- triangles -----------------------------------------------------------------------------------------------------
    def cell(self, block: str, v: int, month: int) -> str:
        return f"{column_name(START + month - 1)}{self.blocks[block] + v + 1}"

    def of_month(self, block: str, month: int) -> str:
        """A triangle's column of a month, for a sum."""
        top, column = self.blocks[block], column_name(START + month - 1)
        return f"{TRIANGLES}!${column}${top + 1}:${column}${top + self.rows}"

    def _triangles(self) -> None:
        pages, sheet, held, months = self.pages, self.triangle_sheet, self.f.held, self.pages.months
        plain, count, money = pages.style("plain"), pages.style("count"), pages.style("money")
        for name, top in self.blocks.items():
            sheet.put(top - 2, 0, (DATA | COMPUTED)[name], pages.group)
            for k in range(1, START + months):
                sheet.put(top - 2, k, "", pages.group)
            sheet.row(top - 1, [N_("Month of issue"), N_("Issued"), N_("Allocated"), "", *range(1, months + 1)], pages.heading)
            for v, vintage in enumerate(held.vintage.tolist()):
                first = max(1, vintage)
                sheet.put(top + v, 0, vintage, plain)
                sheet.formula(top + v, 1, self.vintage["Issued"].cell(v), int(held.issued[v]), count)
                sheet.formula(top + v, 2, self.vintage["Allocated to points"].cell(v), self.f.allocated[v] / self.unit, money)
                if name in DATA:
                    sheet.page.write_row(top + v, START + first - 1, getattr(held, name)[v, first - 1:].tolist(), count)
                    continue
                values = (self.f.triangles[name][v] / self.unit).tolist()
                for month in range(first, months + 1):
                    sheet.formula(top + v, START + month - 1, self._formula(name, v, month), values[month - 1], money)
        sheet.page.set_column(START, START + months - 1, 12)
        sheet.finish((0, START), (0, 1), {"A:A": 10, "B:C": 13, "D:D": 2}, (0, 1), wide=-(-months // 12))

    def _formula(self, name: str, v: int, month: int) -> str:
        top, d = self.blocks[name] + v + 1, self.pages.digits
        issued, amount = f"$B{top}", f"$C{top}"
        used, lost, back = (self.cell(x, v, month) for x in DATA)
        can = f"({issued}-{lost}-{back})"
        wanted = f"MIN(MAX(PlannedRedemption*({issued}-{back}),{used}),{can})"
        kept = self.cell("kept", v, month)
        return {
            "used": f"IF({issued}=0,0,ROUND({amount}*{used}/{issued},{d}))",
            "kept": f"IF({issued}=0,{amount},{amount}-ROUND({amount}*{back}/{issued},{d}))",
            "revenue": f"IF({kept}<=0,0,IF({used}={can},{kept},IF({used}=0,0,ROUND({kept}*{used}/{wanted},{d}))))",
            "cost": f"ROUND(CostPerPoint*{wanted},{d})-ROUND(CostPerPoint*{used},{d})",
        }[name]

    # ---- months of issue ---------------------------------------------------------------------------------------------------
    def _vintages(self) -> None:
        pages, sheet, f, d, unit, last = self.pages, self.vintage_sheet, self.f, self.pages.digits, self.unit, self.pages.months
        held, owed = f.held, (f.triangles["kept"] - f.triangles["revenue"])[:, -1]
        sheet.row(HEAD, SUMMARY, pages.heading)
        for v, vintage in enumerate(held.vintage.tolist()):
            row, at = FIRST + v, f"{FIRST + v + 1}"
            sheet.put(row, 0, vintage, pages.style("plain"))
            sheet.put(row, 1, f.outcome.scenario.calendar.first_of(vintage), pages.style("date"))
            sheet.put(row, 2, int(held.issued[v]), pages.style("count"))
            for k, name in enumerate(DATA, start=3):
                sheet.formula(row, k, f"{TRIANGLES}!{self.cell(name, v, last)}", int(getattr(held, name)[v, -1]), pages.style("count"))
            sheet.formula(row, 6, f"C{at}-D{at}-E{at}-F{at}", int(held.outstanding[v, -1]), pages.style("count"))
            issued = int(held.issued[v])
            sheet.formula(row, 7, f"IF(C{at}=0,0,D{at}/C{at})", int(held.redeemed[v, -1]) / issued if issued else 0, pages.style("share"))
            rounding = int(f.allocated_rounding[v]) / unit
            formula = self.roll["deferred"].cell(vintage - 1) if vintage > 0 else f"ROUND(ROUND(C{at}*PointValue*PlannedRedemption,{d})+J{at},{d})"
            sheet.formula(row, 8, formula, int(f.allocated[v]) / unit, pages.style("money"))
            sheet.put(row, 9, rounding, pages.style("money"))
            kept, revenue, cost = (int(f.triangles[name][v, -1]) / unit for name in ("kept", "revenue", "cost"))
            for k, name, value in ((10, "kept", kept), (11, "revenue", revenue), (13, "cost", cost)):
                sheet.formula(row, k, f"{TRIANGLES}!{self.cell(name, v, last)}", value, pages.style("money"))
            sheet.formula(row, 12, f"K{at}-L{at}", int(owed[v]) / unit, pages.style("money"))
        row = FIRST + self.rows
        sheet.put(row, 0, N_("Sum"), pages.strong("count"))
        sums = {2: held.issued.sum(), 3: held.redeemed[:, -1].sum(), 4: held.expired[:, -1].sum(), 5: held.reversed[:, -1].sum(),
                6: held.outstanding[:, -1].sum(), 8: f.allocated.sum(), 9: f.allocated_rounding.sum(), 10: f.triangles["kept"][:, -1].sum(),
                11: f.triangles["revenue"][:, -1].sum(), 12: owed.sum(), 13: f.triangles["cost"][:, -1].sum()}
        for k in range(1, len(SUMMARY)):
            kind = "money" if k > 7 else "count"
            if k in sums:
                span = self.vintage[SUMMARY[k]].span().rpartition("!")[2]
                sheet.formula(row, k, f"SUM({span})", int(sums[k]) / (unit if k > 7 else 1), pages.strong(kind))
            else:
                sheet.put(row, k, "", pages.strong(kind))
        sheet.page.set_row(HEAD, 32)
        sheet.finish((FIRST, 2), (HEAD, HEAD), {"A:B": 10, "C:N": 14})

    # ---- roll-forward ---------------------------------------------------------------------------------------------------
    def _roll(self) -> None:
        pages, f, unit, n = self.pages, self.f, self.unit, self.pages.months
        points, contract, totals = f.outcome.totals["program"], f.book.contract.by_month(), f.to_date
        sold, fees, net = f.book.allocation, f.line("fees_recognised"), f.line("fees_received") - f.line("fee_tax")
        deferred_fees, worth = f.line("fees_deferred"), f.book.worth.value * f.book.plan.rate
        outstanding = points["points_outstanding"].to_numpy()
        opening = np.concatenate([[f.outcome.opening_points], outstanding[:-1]])
        money = lambda x: np.asarray(x) / unit  # noqa: E731
        spec = {      # code: (group, heading, kind, values)
            "p_opening": (N_("Points"), N_("Opening"), "count", opening), "p_issued": (N_("Points"), N_("+ issued"), "count",
                                                                                       points["points_issued"]),
            "p_redeemed": (N_("Points"), N_("- redeemed"), "count", points["points_redeemed"]),
            "p_expired": (N_("Points"), N_("- expired"), "count", points["points_expired"]),
            "p_reversed": (N_("Points"), N_("- reversed"), "count", points["points_reversed"]), "p_closing": (N_("Points"), N_("Closing"), "count",
                                                                                                              outstanding),
            "alone": (N_("Allocation"), N_("Points, stand-alone price"), "money", (sold["points_issued"] - sold["points_given"]) * worth / unit),
            **{name: (N_("Contract liability"), heading, "money", money(contract[name])) for name, heading in
               (("opening", N_("Opening")), ("deferred", N_("+ deferred")), ("reversed", N_("- returns")), ("recognised", N_("- recognised")),
                ("breakage", N_("- breakage")), ("re_estimate", N_("+ new estimate")), ("closing", N_("Closing")))},
            **{name: (N_("To date, all months of issue"), heading, "money", money(totals[name])) for name, heading in
               (("kept", N_("Allocated, less returns")), ("used", N_("Redeemed, as allocated")), ("revenue", N_("Recognised")))},
            "cost": (N_("Cost accrual"), N_("Closing"), "money", money(totals["cost"])),
            "f_opening": (N_("Fees in advance"), N_("Opening"), "money", money(np.concatenate([[0], deferred_fees[:-1]]))),
            "f_received": (N_("Fees in advance"), N_("+ received without tax"), "money", money(net)),
            "f_recognised": (N_("Fees in advance"), N_("- recognised"), "money", money(fees)),
            "f_closing": (N_("Fees in advance"), N_("Closing"), "money", money(deferred_fees)),
        }
        self.roll = {code: Area(ROLL, FIRST, k, n) for k, code in enumerate(spec, start=2)}
        sheet, groups = self.roll_sheet, []
        sheet.row(HEAD, [N_("Month"), N_("Begins")], pages.heading)
        sheet.row(HEAD - 1, ["", ""], pages.group)
        for k, (group, heading, _, _) in enumerate(spec.values(), start=2):
            sheet.put(HEAD - 1, k, "" if group in groups else group, pages.group)
            sheet.put(HEAD, k, heading, pages.heading)
            groups.append(group)
        for month in range(1, n + 1):
            row = FIRST + month - 1
            sheet.put(row, 0, month, pages.style("plain"))
            sheet.put(row, 1, f.outcome.scenario.calendar.first_of(month), pages.style("date"))
            for k, (code, (_, _, kind, values)) in enumerate(spec.items(), start=2):
                value = np.asarray(values)[month - 1].item()
                sheet.formula(row, k, self._roll_formula(code, month), value, pages.strong(kind) if code.endswith("closing") else pages.style(kind))
        sheet.put(FIRST + n, 0, N_("Sum"), pages.strong("count"))
        for k, (code, (_, _, kind, values)) in enumerate(spec.items(), start=2):
            if code.endswith(("opening", "closing")) or code in ("kept", "used", "revenue", "cost", "alone"):
                sheet.put(FIRST + n, k, "", pages.strong(kind))
            else:
                sheet.formula(FIRST + n, k, f"SUM({self.roll[code].span().rpartition('!')[2]})", np.asarray(values).sum().item(), pages.strong(kind))
        sheet.put(FIRST + n, 1, "", pages.strong("count"))
        sheet.page.set_row(HEAD, 32)
        sheet.finish((FIRST, 2), (HEAD - 1, HEAD), {"A:A": 7, "B:B": 9, f"C:{column_name(1 + len(spec))}": 13}, (0, 1), wide=2)

    def _roll_formula(self, code: str, month: int) -> str:
        d, m = self.pages.digits, lambda x: self.monthly.cell(x, month)
        at = lambda x, k=month: self.roll[x].cell(k - 1).rpartition("!")[2].replace("$", "")  # noqa: E731
        before = (lambda x, first="0": at(x, month - 1)) if month > 1 else (lambda x, first="0": first)
        start = f"SUMIFS({self.vintage['Allocated to points'].span()},{self.vintage['Month of issue'].span()},\"<1\")"
        paid, listed = m("paid"), m("list")
        sums = {name: f"ROUND(SUM({self.of_month(name, month)})+{m('round_' + name)},{d})" for name in COMPUTED}
        allocated = f"ROUND({paid}*{at('alone')}/({listed}+{at('alone')}),{d})"
        from_pnl = {"f_received": ("fees_received", "fee_tax"), "f_recognised": ("fees_recognised",)}
        if code in from_pnl:
            return "-".join(self.pnl.where[x].cell(month - 1) for x in from_pnl[code])
        return (sums | {
            "p_opening": before("p_closing", "OpeningPoints"), "p_issued": m("issued"), "p_redeemed": m("redeemed"), "p_expired": m("expired"),
            "p_reversed": m("reversed"), "p_closing": f"{at('p_opening')}+{at('p_issued')}-{at('p_redeemed')}-{at('p_expired')}-{at('p_reversed')}",
            "alone": f"({m('issued')}-{m('given')})*PointValue*PlannedRedemption",
            "opening": before("closing", start),
            "deferred": f"IF(AND({paid}>0,{at('alone')}>0),ROUND({allocated}+{m('round_allocated')},{d}),0)",
            "reversed": f"ROUND({at('deferred')}+{before('kept', start)}-{at('kept')},{d})",
            "recognised": f"ROUND({at('used')}-{before('used')},{d})",
            "breakage": f"ROUND({at('revenue')}-{before('revenue')}-{at('recognised')},{d})",
            "re_estimate": "0",
            "closing": f"ROUND({at('opening')}+{at('deferred')}-{at('reversed')}-{at('recognised')}-{at('breakage')}+{at('re_estimate')},{d})",
            "f_opening": before("f_closing"),
            "f_closing": f"ROUND({at('f_opening')}+{at('f_received')}-{at('f_recognised')},{d})",
        })[code]
