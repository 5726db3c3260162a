"""The P&L as formulas over the sheet Monthly: by month, then by fiscal year with what the program is worth."""
from __future__ import annotations

import numpy as np

from simulation.finance.pnl import ANYWAY, COST, COSTS, FEES_RECOGNISED, NET, QUARTER, TOTAL, By, Line, periods
from simulation.finance.pnl import pnl as whole_pnl
from simulation.finance.pnl_tables import name_of
from simulation.records import YEAR
from simulation.reporting.workbook_figures import Figures
from simulation.reporting.workbook_monthly import Monthly
from simulation.reporting.workbook_sheet import Area, Pages, Sheet, column_name
from simulation.words import N_, said

BY_MONTH, BY_QUARTER, SHEET = "P&L by month", "P&L by quarter", "P&L"
HEAD, FIRST, START = 4, 7, 2      # row of the dates, of the first line, and column of the first month; column 1 is the whole run
PERIODS = {"year": YEAR, "quarter": QUARTER}      # months of each
OWN = ("cash", "to_date", "cash_to_date", "discounted", "sign", "turn", "sign_to_date", "turn_to_date", "quarter")
LABELS = {"cash": N_("Net cash: margin, fees received without tax, less program cost"), "to_date": N_("Net value to date"),
          "cash_to_date": N_("Net cash to date"), "discounted": N_("Net cash at its value on day 0"),
          "sign": N_("Sign of net cash (0: the last one)"), "turn": N_("Net cash changes sign"),
          "sign_to_date": N_("Sign of net cash to date"), "turn_to_date": N_("Net cash to date changes sign"),
          "quarter": N_("Fiscal year and quarter")}


class Pnl:
    """Both sheets; `where`: each line's months · `total`: each line's cell for the whole run · `worth`: cells of what it is worth."""

    def __init__(self, pages: Pages, f: Figures, monthly: Monthly):
        self.pages, self.f, self.monthly, self.unit = pages, f, monthly, pages.market.minor_per_unit
        self.rows = {line.code: FIRST + k for k, line in enumerate(f.lines)}
        after = FIRST + len(f.lines) + 1
        self.rows |= {code: after + k for k, code in enumerate(OWN)}
        self.where = {code: Area(BY_MONTH, row, START, pages.months, True) for code, row in self.rows.items()}
        self.total = {code: Area(BY_MONTH, row, 1, 1) for code, row in self.rows.items()}
        years = pages.sheet(SHEET, N_("P&L of the program"), said("{currency}, by fiscal year. Formulas over {sheet}.",
                                                                  currency=pages.market.currency, sheet=said(BY_MONTH)))
        quarters = pages.sheet(BY_QUARTER, N_("P&L of the program by quarter"), said("{currency}, by fiscal quarter. Formulas over {sheet}.",
                                                                                     currency=pages.market.currency, sheet=said(BY_MONTH)))
        self.sheet = pages.sheet(BY_MONTH, N_("P&L of the program by month"), said("{currency}. Formulas over Monthly and Inputs.",
                                                                                   currency=pages.market.currency))
        self._heads(self.sheet)
        for line in f.lines:
            self._line(line)
        self._own_lines()
        n = column_name(START + pages.months - 1)
        self.sheet.finish((FIRST, 2), (HEAD, FIRST - 1), {"A:A": 54, "B:B": 15, f"C:{n}": 13}, (0, 1), wide=-(-pages.months // 12))
        self.worth: dict[str, Area] = {}
        self.years, row = self._periods(years, "year", self.fiscal)
        self._worth(years, row + 1)
        self.quarters, _ = self._periods(quarters, "quarter", self.where["quarter"])

    def at(self, code: str, month: int) -> str:
        """A cell of the P&L by month, inside its own sheet."""
        return self.where[code].cell(month - 1).rpartition("!")[2].replace("$", "")

    # ---- by month ------------------------------------------------------------------------------------------------------
    def _heads(self, sheet: Sheet) -> None:
        pages, m = self.pages, self.monthly
        for k, text in enumerate((N_("Month"), N_("Fiscal year"), N_("Month of the run"))):
            sheet.put(HEAD + k, 0, text, pages.heading)
            sheet.put(HEAD + k, 1, N_("Whole run") if not k else "", pages.heading)
        look = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3A5F", "align": "center"}
        labels = periods(self.f.outcome, "year")
        for k in range(pages.months):
            date = m.cell("date", k + 1)
            first = self.f.outcome.scenario.calendar.first_of(k + 1)
            serial = (first - first.replace(year=1899, month=12, day=30)).days
            sheet.formula(HEAD, START + k, date, serial, pages.style("date", **look))
            sheet.formula(HEAD + 1, START + k, f"YEAR({date})+IF(AND(FiscalYearStart>1,MONTH({date})>=FiscalYearStart),1,0)", int(labels[k][2:]),
                          pages.style("fiscal", **look))
            sheet.formula(HEAD + 2, START + k, m.cell("month", k + 1), k + 1, pages.style("plain", **look))
        self.fiscal = Area(BY_MONTH, HEAD + 1, START, pages.months, True)
        self.number = Area(BY_MONTH, HEAD + 2, START, pages.months, True)
        self.dates = Area(BY_MONTH, HEAD, START, pages.months, True)

    def _line(self, line: Line) -> None:
        pages, row, values = self.pages, self.rows[line.code], self.f.line(line.code)
        top = line.code in (NET, COST, "incremental_sales")
        style = pages.strong("money") if top else pages.style("money", font_color="#4B5563" if line.named else "#111827")
        name = pages.strong("money") if top else pages.style(indent=3 if line.named else 1 if line.parent == COST else 0, italic=line.named)
        self.sheet.put(row, 0, name_of(line, pages.say), name)
        for month in range(1, pages.months + 1):
            self.sheet.formula(row, START + month - 1, self._formula(line, month), int(values[month - 1]) / self.unit, style)
        span = self.where[line.code].span().rpartition("!")[2].replace("$", "")
        whole = self.at(line.code, pages.months) if line.balance else f"ROUND(SUM({span}),{pages.digits})"
        self.sheet.formula(row, 1, whole, int(self.f.pnl.loc[line.code, TOTAL]) / self.unit, pages.strong("money"))

    def _formula(self, line: Line, month: int) -> str:
        d, at, cell = self.pages.digits, self.at, self.monthly.cell
        if line.named:
            return cell(line.code, month)
        if line.code in COSTS:
            parts = [x.code for x in self.f.lines if x.parent == line.code]
            return f"ROUND(SUM({at(parts[0], month)}:{at(parts[-1], month)}),{d})" if parts else "0"
        sales, base = cell("program/sales", month), cell("no_program/sales", month)
        first = max(1, month - self.f.term + 1)
        fees, tax = (f"SUM({at(code, first)}:{at(code, month)})" for code in ("fees_received", "fee_tax"))
        before = f"{at('fees_deferred', month - 1)}+" if month > 1 else ""
        return {
            "incremental_sales": f"ROUND({sales}-{base},{d})",
            "incremental_margin": f"ROUND(ROUND({sales}*Margin,{d})-ROUND({base}*Margin,{d})+{cell('round_margin', month)},{d})",
            FEES_RECOGNISED: f"ROUND(ROUND(({fees}-{tax})/FeeTerm,{d})+{cell('round_fees', month)},{d})",
            COST: "ROUND(" + "+".join(at(code, month) for code in COSTS) + f",{d})",
            NET: f"ROUND({at('incremental_margin', month)}+{at(FEES_RECOGNISED, month)}-{at(COST, month)},{d})",
            ANYWAY: cell("anyway", month),
            "fees_received": cell("fees", month),
            "fee_tax": f"ROUND({at('fees_received', month)}*FeeTax,{d})",
            "fees_deferred": f"ROUND({before}{at('fees_received', month)}-{at('fee_tax', month)}-{at(FEES_RECOGNISED, month)},{d})",
        }[line.code]

    def _own_lines(self) -> None:
        pages, f, d, at, unit = self.pages, self.f, self.pages.digits, self.at, self.unit
        net = f.line(NET)
        sign, sign_to_date = carried(f.cash), carried(f.cash.cumsum())
        values = {"cash": f.cash / unit, "to_date": net.cumsum() / unit, "cash_to_date": f.cash.cumsum() / unit,
                  "discounted": f.cash_discounted / unit,
                  "sign": sign, "turn": turns(sign), "sign_to_date": sign_to_date, "turn_to_date": turns(sign_to_date),
                  "quarter": np.array([key_of(name) for name in periods(f.outcome, "quarter")])}
        for code in OWN:
            kind = "money" if code in OWN[:4] else "quarter" if code == "quarter" else "plain"
            self.sheet.put(self.rows[code], 0, LABELS[code], pages.style(font_color="#111827" if kind == "money" else "#6B7280"))
            for month in range(1, pages.months + 1):
                before = (lambda x, month=month: at(x, month - 1) + "+") if month > 1 else lambda x: ""
                last = (lambda x, month=month: at(x, month - 1)) if month > 1 else lambda x: "0"
                changed = lambda x, last=last, month=month: f"IF(AND({last(x)}<>0,{at(x, month)}<>{last(x)}),1,0)"  # noqa: E731
                formula = {
                    "cash": f"ROUND({at('incremental_margin', month)}+{at('fees_received', month)}-{at('fee_tax', month)}-{at(COST, month)},{d})",
                    "to_date": f"ROUND({before('to_date')}{at(NET, month)},{d})",
                    "cash_to_date": f"ROUND({before('cash_to_date')}{at('cash', month)},{d})",
                    "discounted": f"{at('cash', month)}/(1+DiscountRate)^({self.number.cell(month - 1).rpartition('!')[2]}/12)",
                    "sign": f"IF({at('cash', month)}=0,{last('sign')},SIGN({at('cash', month)}))",
                    "turn": changed("sign"),
                    "sign_to_date": f"IF({at('cash_to_date', month)}=0,{last('sign_to_date')},SIGN({at('cash_to_date', month)}))",
                    "turn_to_date": changed("sign_to_date"),
                    "quarter": f"{self.fiscal.cell(month - 1)}*10+INT(MOD(MONTH({self.dates.cell(month - 1)})-FiscalYearStart,12)/3)+1",
                }[code]
                self.sheet.formula(self.rows[code], START + month - 1, formula, number(values[code][month - 1]), pages.style(kind))
            span = self.where[code].span().rpartition("!")[2].replace("$", "")
            if code in ("cash", "discounted", "turn", "turn_to_date"):
                whole = f"ROUND(SUM({span}),{d})" if code == "cash" else f"SUM({span})"
                self.sheet.formula(self.rows[code], 1, whole, number(values[code].sum()), pages.strong(kind))

    # ---- by fiscal year and quarter, and what it is worth ----------------------------------------------------------------
    def _periods(self, sheet: Sheet, by: By, keys: Area) -> tuple[dict[str, Area], int]:
        """Each line summed by period; `keys`: the period of each month, as `key_of` says it.  Gives the lines' areas and the row after them."""
        pages, unit, length = self.pages, self.unit, PERIODS[by]
        table = whole_pnl(self.f.outcome, by).drop(columns=TOTAL)
        most = (pages.months + length - 2) // length + 1      # periods that the months can fall into, wherever they begin
        found = [key_of(name) for name in table.columns]
        look = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3A5F", "align": "center"}
        sheet.row(HEAD, [N_("Line"), N_("Whole run")], pages.heading)
        for k in range(most):
            before, last = f"{column_name(START + k - 1)}{HEAD + 1}", keys.cell(pages.months - 1)
            after = f"{before}+1" if by == "year" else f"{before}+IF(MOD({before},10)=4,7,1)"
            formula = keys.cell(0) if not k else f'IF({before}="","",IF({after}>{last},"",{after}))'
            sheet.formula(HEAD, START + k, formula, found[k] if k < len(found) else "", pages.style("fiscal" if by == "year" else "quarter", **look))
        span, row = keys.span(), HEAD + 1
        for line in self.f.lines:
            top = line.code in (NET, COST, "incremental_sales")
            sheet.put(row, 0, name_of(line, pages.say), pages.strong("money") if top else
                      pages.style(indent=3 if line.named else 1 if line.parent == COST else 0, italic=line.named))
            sheet.formula(row, 1, self.total[line.code].cell(), int(self.f.pnl.loc[line.code, TOTAL]) / unit, pages.strong("money"))
            for k in range(most):
                head = f"{column_name(START + k)}${HEAD + 1}"
                if line.balance:
                    upto = [f'SUMIFS({self.where[code].span()},{span},"<="&{head})' for code in ("fees_received", "fee_tax", FEES_RECOGNISED)]
                    body = "-".join(upto)
                else:
                    body = f"SUMIFS({self.where[line.code].span()},{span},{head})"
                value = int(table.loc[line.code].iloc[k]) / unit if k < len(found) else ""
                style = pages.strong("money") if top else pages.style("money")
                sheet.formula(row, START + k, f'IF({head}="","",ROUND({body},{pages.digits}))', value, style)
            row += 1
        last = column_name(START + most)
        sheet.finish((HEAD + 1, 2), (HEAD, HEAD), {"A:A": 54, f"B:{column_name(START + most - 1)}": 16, f"{last}:{last}": 3},
                     (0, 1) if by == "quarter" else None)
        return {line.code: sheet.area(HEAD + 1 + k, START, most, True) for k, line in enumerate(self.f.lines)}, row

    def _worth(self, sheet: Sheet, row: int) -> None:
        pages, w, unit = self.pages, self.f.worth, self.unit
        cash, to_date, month = (x.span() for x in (self.where["cash"], self.where["cash_to_date"], self.number))
        turn, turn_to_date = self.total["turn"].cell(), self.total["turn_to_date"].cell()
        guess = round((1 + w.irr) ** (1 / 12) - 1, 6) if w.irr is not None else 0.01
        rate = f"(1+IRR({cash},{guess}))^12-1"
        no = pages.say(N_("none"))
        irr = f'IF(AND({turn}<>1,{turn_to_date}<>1),"{no}",IFERROR(IF(AND({turn}<>1,{rate}<=0),"{no}",{rate}),"{no}"))'
        last = f"SUMPRODUCT(MAX(({to_date}<0)*{month}))"
        back = f'IF(SUMPRODUCT(--({to_date}<>0))=0,"{no}",IF({last}>=Months,"{no}",{last}+1))'
        cost = self.total[COST].cell()
        none = lambda x: no if x is None else x  # noqa: E731
        sheet.row(row, [N_("What the program is worth, on cash"), "", N_("How")], pages.group)
        rows = (
            ("net", N_("Net cash"), self.total["cash"].cell(), w.net / unit, "money",
             N_("Margin, fees without tax, less program cost; not discounted")),
            ("npv", N_("Net present value on day 0"), f"NPV((1+DiscountRate)^(1/12)-1,{cash})", w.npv / unit, "money",
             N_("Each month's cash at the month's end, at the twelfth root of the discount rate")),
            ("irr", N_("Internal rate of return, a year"), irr, none(w.irr), "share", N_("none where no single rate makes the value zero")),
            ("roi", N_("Return on the program cost"), f'IF({cost}=0,"{no}",{self.total["cash"].cell()}/{cost})', none(w.roi), "share",
             N_("Net cash / program cost")),
            ("payback", N_("Payback, month"), back, none(w.payback), "plain", N_("From this month on net cash to date stays at or above zero")),
            ("deepest", N_("Cash needed at the worst"), f"MIN(0,MIN({to_date}))", w.deepest / unit, "money", N_("Lowest net cash to date")),
        )
        for k, (code, label, formula, value, kind, how) in enumerate(rows, start=row + 1):
            self.worth[code] = sheet.area(k, 1)
            sheet.put(k, 0, label)
            sheet.formula(k, 1, formula, number(value), pages.style(kind, bold=True, align="right", top=1, bg_color="#EEF2F7"))
            sheet.put(k, 2, how, pages.style(font_color="#4B5563"))


def carried(values: np.ndarray) -> np.ndarray:
    """The sign of each value; of a zero, the sign before it."""
    out, last = np.zeros(len(values), np.int64), 0
    for k, x in enumerate(values):
        last = int(np.sign(x)) or last
        out[k] = last
    return out


def turns(sign: np.ndarray) -> np.ndarray:
    before = np.concatenate([[0], sign[:-1]])
    return ((before != 0) & (sign != before)).astype(np.int64)


def key_of(name: str) -> int:
    """A fiscal period's name as a number that grows with time: FY2026 as 2026, FY2026 Q1 as 20261."""
    return int(name.removeprefix("FY").replace(" Q", ""))


def number(value):
    return value if isinstance(value, str) else float(value)


