"""The sheets that say what went in: inputs with their names, terms of the program, assumptions, and the headline figures with ranges."""
from __future__ import annotations

import datetime
from typing import Any

from pydantic import BaseModel

from simulation.difference import called
from simulation.experiments import Study
from simulation.inputs import Text
from simulation.market import MARKS, Market
from simulation.metrics import METRICS
from simulation.reporting.workbook_figures import Figures
from simulation.reporting.workbook_sheet import GREEN, Area, Pages, Sheet
from simulation.tables import assumptions

FIRST = 5
HEADS = ("Input", "Value", "Unit", "As delivered", "Low", "High", "Its name in formulas", "What it does, and where it comes from")
OF_MARKET = {"Margin": "margin", "FiscalYearStart": "fiscal_year_start", "FeeTax": "fee_tax", "DiscountRate": "discount_rate"}
FOLLOWS = {"Margin": "Incremental margin, net value.",
           "FiscalYearStart": "Which months a fiscal year holds.", "FeeTax": "Tax in fees, fees recognised.",
           "DiscountRate": "Net present value."}


class Inputs:
    """The sheet written.  `changeable`: names of the cells that may be changed, with the cell of their value as delivered."""

    def __init__(self, pages: Pages, f: Figures):
        self.sheet = sheet = pages.sheet("Inputs", "Inputs", "Coloured cells may be changed: every formula follows. Checks against the app then"
                                         " turn FALSE, for the app has not computed these figures.", "#B45309")
        sheet.row(FIRST - 1, HEADS, pages.heading)
        self.changeable: dict[str, Area] = {}
        self.values: dict[str, float] = {}
        market, worth, unit, row = pages.market, f.book.worth, pages.market.minor_per_unit, FIRST
        for name, field in OF_MARKET.items():
            held, spec = getattr(market, field), Market.model_fields[field]
            kind = {"FiscalYearStart": "plain"}.get(name, "rate")
            text = f"{FOLLOWS[name]} {spec.description or ''} Source: {held.source}".replace("  ", " ")
            row = self._input(row, name, spec.title, held.value, held.unit or spec.json_schema_extra["unit"], kind, text, held.low, held.high)
        cost = f"What a redeemed point costs: cost accrual. {'Given by the market.' if worth.cost_is_given else f'Of the reward: {worth.reward}.'}"
        row = self._input(row, "PointValue", "Value of a point to a member", worth.value / unit, market.currency, "fine",
                          f"Stand-alone price of points: allocation and contract liability. Of the reward: {worth.reward or 'none'}.")
        row = self._input(row, "CostPerPoint", "Cost of a redeemed point", worth.cost / unit, market.currency, "fine", cost)
        row = self._input(row, "PlannedRedemption", "Points redeemed in the end, as planned", f.book.plan.rate, "share of points", "rate",
                          f"Contract liability and cost accrual. Source: {f.book.plan.source}")
        sheet.put(row + 1, 0, "The run (facts, not to be changed here)", pages.group)
        for k in range(1, len(HEADS)):
            sheet.put(row + 1, k, "", pages.group)
        run = f.outcome.scenario.run
        row += 2
        for name, title, value, kind in (("Members", "Members on day 0", run.members, "count"), ("Months", "Months", run.months, "plain"),
                                         ("Seed", "Seed of the luck", run.seed, "plain"), ("FirstDay", "First day", run.start, "day"),
                                         ("OpeningPoints", "Points held on day 0", f.outcome.opening_points, "count"),
                                         ("FeeTerm", "Months that a fee pays for", f.term, "plain")):
            sheet.put(row, 0, title)
            sheet.put(row, 1, value, pages.style(kind))
            sheet.put(row, 6, name)
            pages.name(name, sheet.area(row, 1))
            row += 1
        sheet.finish((FIRST, 1), (FIRST - 1, FIRST - 1), {"A:A": 38, "B:B": 16, "C:C": 18, "D:D": 14, "E:F": 10, "G:G": 20, "H:H": 60})

    def _input(self, row, name, title, value, unit, kind, text, low=None, high=None) -> int:
        pages, sheet = self.sheet.pages, self.sheet
        sheet.row(row, [title, None, unit])
        sheet.put(row, 1, value, pages.input(kind))
        sheet.row(row, [value, low, high], pages.style(kind), 3)
        sheet.row(row, [name, text], None, 6)
        pages.name(name, sheet.area(row, 1))
        self.changeable[name], self.values[name] = sheet.area(row, 3), float(value)
        return row + 1


def program_sheet(pages: Pages) -> None:
    """Every mechanic with its terms."""
    sheet = pages.sheet("Program", "Terms of the program", "What was simulated; a change of terms needs a new run.")
    sheet.row(FIRST - 1, ["Mechanic", "Of it", "Term", "Value", "Unit"], pages.heading)
    row = FIRST
    for m in pages.outcome.scenario.program.mechanics:
        sheet.row(row, [called(m.terms, m.label), "", "", "", ""], pages.group)
        row += 1
        for place, title, value, unit in terms(m.terms):
            sheet.row(row, ["", place, title, value, unit])
            row += 1
    if row == FIRST:
        sheet.put(row, 0, "There is no mechanic in this program.")
    sheet.finish((FIRST, 0), (FIRST - 1, FIRST - 1), {"A:A": 26, "B:B": 26, "C:C": 44, "D:D": 40, "E:E": 22})


def terms(model: BaseModel, place: str = "") -> list[tuple[str, str, Any, str]]:
    """(place, title, value, unit) of each term; those within another, such as a tier's, under its name."""
    out = []
    for name, field in type(model).model_fields.items():
        value, title, extra = getattr(model, name), field.title or name.replace("_", " ").capitalize(), field.json_schema_extra
        many = value if isinstance(value, tuple | list) else (value,)
        if many and all(isinstance(x, BaseModel) and not isinstance(x, Text) for x in many):
            for k, x in enumerate(many, start=1):
                out += terms(x, str(getattr(x, "name", "") or f"{title} {k}"))
        elif value is not None and value != ():
            out.append((place, title, shown(value), (extra or {}).get("unit", "") if isinstance(extra, dict) else ""))
    return out


def shown(value: Any) -> Any:
    """A term as a cell: numbers stay numbers."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Text):
        return value.en + (f" / {value.zh}" if value.zh else "")
    if isinstance(value, int | float):
        return value
    if isinstance(value, tuple | list):
        return " · ".join(str(shown(x)) for x in value)
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def assumptions_sheet(pages: Pages) -> None:
    scenario = pages.outcome.scenario
    sheet = pages.sheet("Assumptions", "Assumptions of the market", " ".join(f"{mark}: {text}" for mark, text in MARKS.items()))
    sheet.row(FIRST - 1, ["Assumption", "Unit", "Value", "Low", "High", "Mark", "Source", "Changed", "Value before"], pages.heading)
    row = FIRST
    for row, x in enumerate(assumptions(scenario.market, scenario.named_market).itertuples(), start=FIRST):
        sheet.row(row, [x.label, x.unit])
        sheet.row(row, [x.value, x.low, x.high], pages.style("number", valign="top"), 2)
        sheet.row(row, [x.mark, x.source, "changed" if x.changed else ""], None, 5)
        sheet.put(row, 8, x.was, pages.style("number", valign="top"))
    sheet.page.autofilter(FIRST - 1, 0, row, 8)
    sheet.finish((FIRST, 1), (FIRST - 1, FIRST - 1), {"A:A": 42, "B:B": 26, "C:E": 10, "F:F": 10, "G:G": 70, "H:H": 10, "I:I": 12})


def headline_sheet(pages: Pages, study: Study | None) -> None:
    """Every metric; with a study, the range of each over luck and assumptions."""
    note = f"Low and high hold the figure in 90 of 100 runs; {len(study.runs)} runs, luck and assumptions vary." if study else "One run."
    sheet = pages.sheet("Headline", "Headline figures", note)
    sheet.row(FIRST - 1, ["Figure", "Unit", "With the program", "Low", "High", "Without a program", "What it is"], pages.heading)
    for row, (name, metric) in enumerate(METRICS.items(), start=FIRST):
        kind = {"percent": "share", "money": "money", "ratio": "rate"}.get(metric.unit, "count")
        found = (study.range(name) or (None, None)) if study else (None, None)
        unit = pages.market.currency if metric.unit == "money" else {"percent": "", "ratio": "times"}.get(metric.unit, metric.unit)
        sheet.row(row, [metric.label, unit])
        sheet.row(row, [figure(metric.of(pages.outcome)), *map(figure, found), figure(metric.of(pages.outcome, "no_program"))],
                  pages.style(kind, valign="top"), 2)
        sheet.put(row, 6, metric.help)
    sheet.page.set_row(FIRST - 1, 28)
    sheet.finish((FIRST, 1), (FIRST - 1, FIRST - 1), {"A:A": 38, "B:B": 12, "C:F": 16, "G:G": 60})


def figure(value: float | None) -> float | None:
    return None if value is None else float(value)


def cover_sheet(sheet: Sheet, pages: Pages, revision: str, market: str, what: dict[str, str], checks) -> None:
    """Written last, for it names the other sheets."""
    run, scenario = pages.outcome.scenario.run, pages.outcome.scenario
    bold, row = pages.style(bold=True, valign="top"), 3
    for name, value, kind in (("Scenario", shown(scenario.title), ""), ("Question", shown(scenario.question), ""), ("State", revision, ""),
                              ("Date of this workbook", pages.date, "day"), ("Members on day 0", run.members, "count"),
                              ("Months", run.months, "plain"), ("First day", run.start, "day"), ("Seed", run.seed, "plain"), ("Market", market, ""),
                              ("Currency", pages.market.currency, "")):
        sheet.put(row, 0, name, bold)
        sheet.put(row, 1, value, pages.style(kind, align="left", text_wrap=True, valign="top"))
        row += 1
    sheet.put(row, 0, "All checks TRUE", bold)
    sheet.formula(row, 1, checks.all_true.cell(), all(checks.ties), pages.style(bold=True, align="left", font_color=GREEN))
    row += 2
    sheet.row(row, ["Sheet", "What it holds"], pages.heading)
    for name, text in what.items():
        row += 1
        sheet.page.write_url(row, 0, f"internal:'{name}'!A1", pages.style(font_color="#1D4ED8", underline=1, valign="top"), name)
        sheet.put(row, 1, text)
    row += 2
    for text in READ:
        sheet.put(row, 0, "How to read it" if text is READ[0] else "", bold)
        sheet.put(row, 1, text)
        row += 1
    sheet.finish((2, 0), (0, 1), {"A:A": 26, "B:B": 110}, tall=1)


READ = (
    "The run is in the sheets Monthly and Triangles, as data. The other figures are formulas over them and over the named cells of Inputs.",
    "Yellow cells with blue numbers are inputs. Change one, and P&L, net present value, roll-forward and charts follow; terms of the program and"
    " behaviour of members need a new run in the app.",
    "Money has the decimals of its currency; what is below zero is red, with a minus. With the program and without it are the same members with the"
    " same luck, so a difference of the two is what the program did.",
    "Checks says for every tie-out TRUE or FALSE. Its second part holds the figures against those of the app: TRUE for the inputs"
    " as delivered.",
)
