"""The sheet Checks: every tie-out as a formula that gives TRUE or FALSE, and one cell that says whether all do; and the charts."""
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.finance import pnl as accounts
from simulation.finance.pnl import COST, COSTS, NET
from simulation.finance.pnl_tables import name_of
from simulation.finance.tie_out import checks as liability_checks
from simulation.ledger import COMPONENTS
from simulation.reporting.workbook_figures import Figures
from simulation.reporting.workbook_inputs import Inputs
from simulation.reporting.workbook_liability import DATA, Liability
from simulation.reporting.workbook_monthly import Monthly
from simulation.reporting.workbook_pnl import BY_MONTH, Pnl
from simulation.reporting.workbook_sheet import GREEN, RED, Pages
from simulation.words import N_, said

FIRST = 6
WITHIN, DELIVERED, APP, MADE = (N_("Within the workbook"), N_("Inputs as delivered"), N_("Against the app, for the inputs as delivered"),
                                N_("Tie-outs that the app made when it wrote this workbook"))
POINTS_TIE = {"redeemed": N_("Points redeemed: months of issue, and ledger"), "expired": N_("Points expired: months of issue, and ledger"),
              "reversed": N_("Points reversed: months of issue, and ledger")}
MOVED = {"deferred": N_("Contract liability: deferred, whole run"), "reversed": N_("Contract liability: reversed, whole run"),
         "recognised": N_("Contract liability: recognised, whole run"), "breakage": N_("Contract liability: breakage, whole run"),
         "re_estimate": N_("Contract liability: re-estimate, whole run")}
ROUND_MARGIN = N_("Cents of rounding, margin: months in which they are more than {limit}")
ROUND_FEES = N_("Cents of rounding, fees: months in which they are more than {limit}")
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")


class Tie(NamedTuple):
    """Two figures that must be equal: formulas with their values, or numbers.  A value counts only where the cells that the formula points to
    do not give one (Pages.worked), so that the file's own TRUE is of what stands in it.  kind: how they are shown."""

    name: str
    left: str | float
    left_value: float
    right: str | float
    right_value: float
    kind: str
    each: bool = True      # whether it ties in every month, where the app has looked at each and the two figures are sums


class Checks:
    """The sheet written: `all_true` is the cell that says whether every check is TRUE."""

    def __init__(self, pages: Pages, f: Figures, inputs: Inputs, monthly: Monthly, pnl: Pnl, liability: Liability):
        self.pages, self.f, self.inputs, self.monthly, self.pnl, self.liability = pages, f, inputs, monthly, pnl, liability
        self.unit = pages.market.minor_per_unit
        self.sheet = sheet = pages.sheet("Checks", N_("Checks"), N_("Each row: two figures found in two ways, their difference, and whether they tie"
                                         " to the last unit."), "#166534")
        sheet.put(3, 0, N_("All checks TRUE"), pages.style(bold=True, font_size=12))
        sheet.row(FIRST - 1, [N_("Check"), N_("One side"), N_("Other side"), N_("Difference"), N_("Ties")], pages.heading)
        row, ties, self.ties = FIRST, [], list[bool]()
        for title, rows in ((WITHIN, self._within()), (DELIVERED, self._delivered()), (APP, self._app()), (MADE, self._made())):
            sheet.row(row, [title, "", "", "", ""], pages.group)
            first = row + 1
            for row, tie in enumerate(rows, start=first):
                self._tie(row, tie)
            ties.append(f"E{first + 1}:E{row + 1}")
            self._colour(first, row)
            row += 2
        whole = "AND(" + ",".join(ties) + ")"
        sheet.formula(3, 4, whole, all(self.ties), pages.style(bold=True, font_size=12, align="center", border=1))
        self.all_true = sheet.area(3, 4)
        pages.name("AllChecks", self.all_true)
        self._colour(3, 3)
        sheet.finish((FIRST, 1), (FIRST - 1, FIRST - 1), {"A:A": 78, "B:D": 18, "E:E": 10})

    def _colour(self, first: int, last: int) -> None:
        for value, colour in (("TRUE", GREEN), ("FALSE", RED)):
            form = self.pages.file.add_format({"font_color": "#FFFFFF", "bg_color": colour, "bold": True})
            self.sheet.page.conditional_format(first, 4, last, 4, {"type": "cell", "criteria": "==", "value": value, "format": form})

    def _tie(self, row: int, tie: Tie) -> None:
        sheet, style, at = self.sheet, self.pages.style(tie.kind), row + 1
        digits = {"money": self.pages.digits, "count": 0}.get(tie.kind, 9)
        sheet.put(row, 0, tie.name)
        values = []
        for k, (content, value) in enumerate(((tie.left, tie.left_value), (tie.right, tie.right_value)), start=1):
            worked = self.pages.worked(content) if isinstance(content, str) else None      # what the cells pointed to hold
            value = value if worked is None else worked
            values.append(value)
            if isinstance(content, str):
                sheet.formula(row, k, content, value, style)
            else:
                sheet.put(row, k, content, style)
        apart = round(values[0] - values[1], digits) + 0.0
        self.ties.append(apart == 0 and tie.each)
        sheet.formula(row, 3, f"ROUND(B{at}-C{at},{digits})", apart, style)
        sheet.formula(row, 4, f"D{at}=0" if tie.each else f"AND(D{at}=0,FALSE)", self.ties[-1], self.pages.style(align="center", bold=True))

    # ---- what is checked ---------------------------------------------------------------------------------------------------
    def _within(self) -> list[Tie]:
        f, m, p, v, t, unit, say = self.f, self.monthly, self.pnl, self.liability.vintage, self.liability, self.unit, self.pages.say
        months, out = self.pages.months, []
        whole = lambda code: int(f.line(code).sum())  # noqa: E731

        def add(name, left, right, value, kind="money"):
            value = value / unit if kind == "money" else value
            out.append(Tie(name, left, float(value), right, float(value), kind))

        for code in ("incremental_sales", "incremental_margin", COST, NET):
            line = next(x for x in f.lines if x.code == code)
            add(said("{line}: fiscal quarters add up to the months", line=name_of(line, say)), f"SUM({p.quarters[code].span()})",
                p.total[code].cell(), whole(code))
            add(said("{line}: fiscal years add up to the months", line=name_of(line, say)), f"SUM({p.years[code].span()})", p.total[code].cell(),
                whole(code))
        components = "+".join(f"SUM({m.span(c)})" for c in COMPONENTS)
        add(N_("Program cost: lines of the P&L, and components of the ledger"), p.total[COST].cell(), components, whole(COST))
        named = [x for x in f.lines if x.named and x.parent in COSTS]
        if named:
            add(N_("Program cost: lines of the P&L, and costs by name"), p.total[COST].cell(),
                f"SUM({m.cell(named[0].code, 1)}:{m.cell(named[-1].code, months).rpartition('!')[2]})", whole(COST))
        add(N_("Net value to date in the last month, and net value"), p.where["to_date"].cell(months - 1), p.total[NET].cell(), whole(NET))
        add(N_("Fees received, less tax, less recognised: fees deferred"),
            "-".join(p.total[x].cell() for x in ("fees_received", "fee_tax", "fees_recognised")), p.total["fees_deferred"].cell(),
            int(f.line("fees_deferred")[-1]))
        add(N_("Net cash, and net value with fees received without tax in place of those recognised"), p.total["cash"].cell(),
            f"{p.total[NET].cell()}+{p.total['fees_deferred'].cell()}", int(f.cash.sum()))
        add(N_("Net present value, and the sum of each month's cash at its value on day 0"), f"ROUND({p.worth['npv'].cell()},4)",
            f"ROUND({p.total['discounted'].cell()},4)", round(f.worth.npv / unit, 4) * unit)
        irr, cash = p.worth["irr"].cell(), p.where["cash"].span()
        add(N_("Net present value at the internal rate of return is 0 (where there is one), as a share of all cash that flows"),
            f"IF(ISNUMBER({irr}),ROUND(NPV((1+{irr})^(1/12)-1,{cash})/SUMPRODUCT(ABS({cash})),6),0)", 0.0, 0.0, "fine")
        r, totals = t.roll, f.outcome.totals["program"]
        off = lambda a, b: f"SUMPRODUCT(--(ABS({a}-{b})>0.0001))"  # noqa: E731
        add(N_("Points: months in which the closing balance is not what members hold"),
            off(r["p_closing"].span(), m.span("outstanding")), 0.0, 0, "count")
        add(N_("Points: outstanding by month of issue, and what members hold"), f"SUM({v['Outstanding'].span()})", m.cell("outstanding", months),
            int(totals["points_outstanding"].iloc[-1]), "count")
        add(N_("Points: issued by month of issue, and opening balance with what the ledger issued"), f"SUM({v['Issued'].span()})",
            f"OpeningPoints+SUM({m.span('issued')})", int(f.held.issued.sum()), "count")
        for name in DATA:
            add(POINTS_TIE[name], f"SUM({v[name.capitalize()].span()})", f"SUM({m.span(name)})",
                int(totals[f"points_{name}"].sum()), "count")
        add(N_("Contract liability: months in which closing is not allocated less returns, less recognised"),
            f"SUMPRODUCT(--(ABS({r['closing'].span()}-{r['kept'].span()}+{r['revenue'].span()})>0.0001))", 0.0, 0, "count")
        triangles = int((f.triangles["kept"] - f.triangles["revenue"])[:, -1].sum())
        cents = int(f.triangle_rounding("kept")[-1] - f.triangle_rounding("revenue")[-1])
        add(N_("Contract liability: closing, and months of issue with the cents of rounding"), r["closing"].cell(months - 1),
            f"SUM({v['Liability'].span()})+{m.cell('round_kept', months)}-{m.cell('round_revenue', months)}", triangles + cents)
        add(N_("Fees in advance: closing, and fees deferred of the P&L"), r["f_closing"].cell(months - 1), p.total["fees_deferred"].cell(),
            int(f.line("fees_deferred")[-1]))
        tiers = len(f.outcome.tier_names)
        for code, label, most in (("round_margin", ROUND_MARGIN, tiers + 3), ("round_fees", ROUND_FEES, f.term * tiers + 2)):
            limit = 0.5 * most / unit
            add(said(label, limit=f"{limit:g}"), f"SUMPRODUCT(--(ABS({m.span(code)})>{limit:g}))", 0.0,
                int((np.abs(f.margin_rounding if code == "round_margin" else f.fees_rounding) > limit * unit).sum()), "count")
        return out

    def _delivered(self) -> list[Tie]:
        out = []
        for name, held in self.inputs.changeable.items():
            value = self.inputs.values[name]
            out.append(Tie(said("Input {name} is as delivered", name=name), name, value, held.cell(), value, "fine"))
        return out

    def _app(self) -> list[Tie]:
        f, p, r, unit, months, out = self.f, self.pnl, self.liability.roll, self.unit, self.pages.months, []
        for line in f.lines:
            value = int(f.pnl.loc[line.code, accounts.TOTAL]) / unit
            out.append(Tie(said("P&L: {line}", line=name_of(line, self.pages.say)), p.total[line.code].cell(), value, value, value, "money"))
        value = round(f.worth.npv / unit, self.pages.digits)
        out.append(Tie(N_("Net present value"), f"ROUND({p.worth['npv'].cell()},{self.pages.digits})", value, value, value, "money"))
        for code in ("net", "deepest"):
            value = getattr(f.worth, code) / unit
            out.append(Tie({"net": N_("Net cash"), "deepest": N_("Cash needed at the worst")}[code], p.worth[code].cell(), value, value, value,
                           "money"))
        contract = f.book.contract.by_month()
        for code in MOVED:
            value = int(contract[code].sum()) / unit
            out.append(Tie(MOVED[code], f"SUM({r[code].span()})", value, value, value, "money"))
        balances = ("closing", N_("Contract liability: closing"), contract["closing"]), ("cost", N_("Cost accrual: closing"), f.to_date["cost"])
        for code, label, values in balances:
            value = int(values[-1]) / unit
            out.append(Tie(said("{figure}, last month", figure=said(label)), r[code].cell(months - 1), value, value, value, "money"))
            value = int(values.sum()) / unit
            out.append(Tie(said("{figure}, sum over all months", figure=said(label)), f"SUM({r[code].span()})", value, value, value, "money"))
        return out

    def _made(self) -> list[Tie]:
        """Figures that only the app can compute both sides of: by tier, segment, journal, and the standard's own example."""
        out = []
        for row in accounts.checks(self.f.outcome).itertuples():
            out.append(Tie(row.name, row.left / self.unit, row.left / self.unit, row.right / self.unit, row.right / self.unit, "money",
                           bool(row.ties)))
        for found in liability_checks(self.f.outcome, "plan", self.f.book).itertuples():
            unit, kind = (self.unit, "money") if found.unit == "money" else (1, "count")
            out.append(Tie(found.name, found.left / unit, found.left / unit, found.right / unit, found.right / unit, kind,
                           bool(found.ties)))
        return out


def charts_sheet(pages: Pages, pnl: Pnl, liability: Liability) -> None:
    """Native charts, which follow the formulas."""
    sheet = pages.sheet("Charts", N_("Charts"), N_("They follow the formulas: change an input, and they change."), "#6B7280")
    dates, currency = pnl.dates.span(), pages.market.currency
    made = [("line", N_("Net value to date"), [pnl.where["to_date"]]),
            ("area", N_("Contract liability for points, closing"), [liability.roll["closing"]]),
            ("column", N_("Program cost by line"), [pnl.where[code] for code in COSTS])]
    for k, (kind, title, series) in enumerate(made):
        chart = pages.file.add_chart({"type": kind} | ({"subtype": "stacked"} if kind == "column" else {}))
        for i, area in enumerate(series):
            name = f"={pages.local(area_name(area))}" if area.sheet == BY_MONTH else pages.say(title)
            colour = COLOURS[i % len(COLOURS)]
            look = {"line": {"color": colour, "width": 2.25}} if kind == "line" else {"fill": {"color": colour}, "gap": 40}
            chart.add_series({"name": name, "categories": "=" + pages.local(dates), "values": "=" + pages.local(area.span())} | look)
        chart.set_title({"name": pages.say(title), "name_font": {"size": 12}, "overlay": False})
        chart.set_x_axis({"num_format": "yyyy-mm", "label_position": "low", "num_font": {"rotation": -45}, "text_axis": True})
        chart.set_y_axis({"name": currency, "num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#E5E7EB"}}})
        chart.set_legend({"position": "bottom"} if len(series) > 1 else {"none": True})
        chart.set_size({"width": 900, "height": 340})
        sheet.page.insert_chart(3 + 18 * k, 0, chart, {"description": pages.say(said("{figure} by month, {currency}", figure=said(title),
                                                                                     currency=currency)), "object_position": 2})
    sheet.finish((2, 0), (0, 1), {"A:L": 11}, tall=1)


def area_name(area) -> str:
    """The cell with the line's name, left of its figures."""
    return f"'{area.sheet}'!$A${area.row + 1}"
