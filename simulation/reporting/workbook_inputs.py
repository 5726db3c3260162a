"""The sheets that say what went in: inputs with their names, terms of the program, assumptions, and the headline figures with ranges."""
from __future__ import annotations

import datetime
from typing import Any

from pydantic import BaseModel

from simulation.experiments import Study
from simulation.inputs import Text
from simulation.labels_of_choices import choice_name, choices_of
from simulation.market import MARKS, Market
from simulation.metrics import METRICS
from simulation.naming import called
from simulation.reporting.workbook_figures import Figures
from simulation.reporting.workbook_sheet import GREEN, Area, Pages, Sheet, quoted
from simulation.tables import assumptions
from simulation.translation import SOURCE, tight
from simulation.words import N_, said

FIRST = 5
HEADS = (N_("Input"), N_("Value"), N_("Unit"), N_("As delivered"), N_("Low"), N_("High"), N_("Its name in formulas"),
         N_("What it does, and where it comes from"))
OF_MARKET = {"Margin": "margin", "FiscalYearStart": "fiscal_year_start", "FeeTax": "fee_tax", "DiscountRate": "discount_rate"}
FOLLOWS = {"Margin": N_("Incremental margin, net value."),
           "FiscalYearStart": N_("Which months a fiscal year holds."), "FeeTax": N_("Tax in fees, fees recognised."),
           "DiscountRate": N_("Net present value.")}


class Inputs:
    """The sheet written.  `changeable`: names of the cells that may be changed, with the cell of their value as delivered."""

    def __init__(self, pages: Pages, f: Figures):
        self.sheet = sheet = pages.sheet("Inputs", N_("Inputs"),
                                         N_("Coloured cells may be changed: every formula follows. Checks against the app then"
                                         " turn FALSE, for the app has not computed these figures."), "#B45309")
        sheet.row(FIRST - 1, HEADS, pages.heading)
        self.changeable: dict[str, Area] = {}
        self.values: dict[str, float] = {}
        market, worth, unit, row = pages.market, f.book.worth, pages.market.minor_per_unit, FIRST
        for name, field in OF_MARKET.items():
            held, spec = getattr(market, field), Market.model_fields[field]
            kind = {"FiscalYearStart": "plain"}.get(name, "rate")
            text = " ".join(map(pages.say, (FOLLOWS[name], spec.description or "", said("Source: {source}", source=said(held.source)))))
            text = tight(" ".join(text.split()))
            row = self._input(row, name, spec.title, held.value, market.unit_of(field), kind, text, held.low, held.high)
        reward = f.outcome.scenario.program.get(worth.reward) if worth.reward else None
        reward = said(reward.title if reward else N_("none"))
        cost = said("What a redeemed point costs: cost accrual. Given by the market.") if worth.cost_is_given else said(
            "What a redeemed point costs: cost accrual. Of the reward: {reward}.", reward=reward)
        row = self._input(row, "PointValue", N_("Value of a point to a member"), worth.value / unit, market.currency, "fine",
                          said("Stand-alone price of points: allocation and contract liability. Of the reward: {reward}.", reward=reward))
        row = self._input(row, "CostPerPoint", N_("Cost of a redeemed point"), worth.cost / unit, market.currency, "fine", cost)
        row = self._input(row, "PlannedRedemption", N_("Points redeemed in the end, as planned"), f.book.plan.rate, N_("share of points"), "rate",
                          said("Contract liability and cost accrual. Source: {source}", source=said(f.book.plan.source)))
        sheet.put(row + 1, 0, N_("The run (facts, not to be changed here)"), pages.group)
        for k in range(1, len(HEADS)):
            sheet.put(row + 1, k, "", pages.group)
        run = f.outcome.scenario.run
        row += 2
        for name, title, value, kind in (("Members", N_("Members on day 0"), run.members, "count"), ("Months", N_("Months"), run.months, "plain"),
                                         ("Seed", N_("Seed of the luck"), run.seed, "plain"), ("FirstDay", N_("First day"), run.start, "day"),
                                         ("OpeningPoints", N_("Points held on day 0"), f.outcome.opening_points, "count"),
                                         ("FeeTerm", N_("Months that a fee pays for"), f.term, "plain")):
            sheet.put(row, 0, title)
            sheet.put(row, 1, value, pages.style(kind))
            sheet.page.write_string(row, 6, name, pages.text)
            pages.name(name, sheet.area(row, 1))
            row += 1
        sheet.finish((FIRST, 1), (FIRST - 1, FIRST - 1), {"A:A": 38, "B:B": 16, "C:C": 18, "D:D": 14, "E:F": 10, "G:G": 20, "H:H": 60})

    def _input(self, row, name, title, value, unit, kind, text, low=None, high=None) -> int:
        pages, sheet = self.sheet.pages, self.sheet
        sheet.row(row, [title, None, unit])
        sheet.put(row, 1, value, pages.input(kind))
        sheet.row(row, [value, low, high], pages.style(kind), 3)
        sheet.page.write_string(row, 6, name, pages.text)
        sheet.put(row, 7, text)
        pages.name(name, sheet.area(row, 1))
        self.changeable[name], self.values[name] = sheet.area(row, 3), float(value)
        return row + 1


def program_sheet(pages: Pages) -> None:
    """Every mechanic with its terms."""
    sheet = pages.sheet("Program", N_("Terms of the program"), N_("What was simulated; a change of terms needs a new run."))
    sheet.row(FIRST - 1, [N_("Mechanic"), N_("Of it"), N_("Term"), N_("Value"), N_("Unit")], pages.heading)
    row = FIRST
    for m in pages.outcome.scenario.program.mechanics:
        sheet.row(row, [called(m.terms, m.label), "", "", "", ""], pages.group)
        row += 1
        for place, title, value, unit in terms(m.terms, pages):
            sheet.row(row, ["", place, title, value, unit])
            row += 1
    if row == FIRST:
        sheet.put(row, 0, N_("There is no mechanic in this program."))
    sheet.finish((FIRST, 0), (FIRST - 1, FIRST - 1), {"A:A": 26, "B:B": 26, "C:C": 44, "D:D": 40, "E:E": 22})


def terms(model: BaseModel, pages: Pages, place: str = "") -> list[tuple[str, str, Any, str]]:
    """(place, title, value, unit) of each term; those within another, such as a tier's, under its name."""
    out = []
    for name, field in type(model).model_fields.items():
        value, title, extra = getattr(model, name), field.title or name.replace("_", " ").capitalize(), field.json_schema_extra
        many = value if isinstance(value, tuple | list) else (value,)
        if many and all(isinstance(x, BaseModel) and not isinstance(x, Text) for x in many):
            for k, x in enumerate(many, start=1):
                out += terms(x, pages, inner(x, said("{title} {n}", title=said(title), n=k), pages.language))
        elif value is not None and value != ():
            extra = extra if isinstance(extra, dict) else {}
            out.append((place, title, shown(value, pages, choices_of(field)), extra.get("unit", "")))
    return out


def inner(model: BaseModel, otherwise: str, language: str) -> str:
    """What a row of terms is called: by its own name, where it has one."""
    name = getattr(model, "name", "")
    return said("{name}", name=name) if isinstance(name, Text) and name.in_language(language) else str(name) or otherwise


def shown(value: Any, pages: Pages, choices: dict | None = None) -> Any:
    """A term as a cell: numbers stay numbers.  choices: what the codes of a choice are called; None where it is none."""
    if choices is not None and isinstance(value, str):
        return choice_name(value, choices)
    if isinstance(value, bool):
        return N_("yes") if value else N_("no")
    if isinstance(value, Text):
        return value.en + (f" / {value.zh}" if value.zh else "") if pages.language == SOURCE else said("{name}", name=value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, tuple | list):
        return " · ".join(pages.say(x) if isinstance(x, str) else str(x) for x in (shown(x, pages, choices) for x in value))
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def assumptions_sheet(pages: Pages) -> None:
    scenario = pages.outcome.scenario
    sheet = pages.sheet("Assumptions", N_("Assumptions of the market"), tight(" ".join(
        pages.say(said("{name}: {value}", name=said(mark), value=said(text))) for mark, text in MARKS.items())))
    sheet.row(FIRST - 1, [N_("Assumption"), N_("Unit"), N_("Value"), N_("Low"), N_("High"), N_("Mark"), N_("Source"), N_("Changed"),
                          N_("Value before")], pages.heading)
    row = FIRST
    for row, x in enumerate(assumptions(scenario.market, scenario.named_market).itertuples(), start=FIRST):
        sheet.row(row, [x.label, x.unit])
        sheet.row(row, [x.value, x.low, x.high], pages.style("number", valign="top"), 2)
        sheet.row(row, [x.mark, x.source, N_("changed") if x.changed else ""], None, 5)
        sheet.put(row, 8, x.was, pages.style("number", valign="top"))
    sheet.page.autofilter(FIRST - 1, 0, row, 8)
    sheet.finish((FIRST, 1), (FIRST - 1, FIRST - 1), {"A:A": 42, "B:B": 26, "C:E": 10, "F:F": 10, "G:G": 70, "H:H": 10, "I:I": 12})


def headline_sheet(pages: Pages, study: Study | None) -> None:
    """Every metric; with a study, the range of each over luck and assumptions."""
    note = said("Low and high hold the figure in 90 of 100 runs; {n} runs, luck and assumptions vary.",
                n=len(study.runs)) if study else N_(
        "One run, so there are no ranges. The app writes them into this sheet once it has made many runs of the scenario.")
    sheet = pages.sheet("Headline", N_("Headline figures"), note)
    sheet.row(FIRST - 1, [N_("Figure"), N_("Unit"), N_("With the program"), N_("Low"), N_("High"), N_("Without a program"), N_("What it is")],
              pages.heading)
    for row, (name, metric) in enumerate(METRICS.items(), start=FIRST):
        kind = {"percent": "share", "money": "money", "ratio": "rate"}.get(metric.unit, "count")
        found = (study.range(name) or (None, None)) if study else (None, None)
        units = {"money": pages.market.currency, "percent": "", "ratio": N_("points per currency unit")}
        unit = units.get(metric.unit, metric.unit)
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
    for name, value, kind in ((N_("Scenario"), shown(scenario.title, pages), ""), (N_("Question"), shown(scenario.question, pages), ""),
                              (N_("State"), revision, ""),
                              (N_("Date of this workbook"), pages.date, "day"), (N_("Members on day 0"), run.members, "count"),
                              (N_("Months"), run.months, "plain"), (N_("First day"), run.start, "day"), (N_("Seed"), run.seed,
                                                                                                         "plain"), (N_("Market"), market, ""),
                              (N_("Currency"), pages.market.currency, "")):
        sheet.put(row, 0, name, bold)
        sheet.put(row, 1, value, pages.style(kind, align="left", text_wrap=True, valign="top"))
        row += 1
    sheet.put(row, 0, N_("All checks TRUE"), bold)
    sheet.formula(row, 1, checks.all_true.cell(), all(checks.ties), pages.style(bold=True, align="left", font_color=GREEN))
    row += 2
    sheet.row(row, [N_("Sheet"), N_("What it holds")], pages.heading)
    for name, text in what.items():
        row += 1
        link = f"internal:{pages.local(name + '!A1')}" if name.isalpha() else f"internal:{pages.local(quoted(name) + '!A1')}"
        sheet.page.write_url(row, 0, link, pages.style(font_color="#1D4ED8", underline=1, valign="top"), pages.called[name])
        sheet.put(row, 1, text)
    row += 2
    for text in READ:
        sheet.put(row, 0, N_("How to read it") if text is READ[0] else "", bold)
        sheet.put(row, 1, text)
        row += 1
    sheet.finish((2, 0), (0, 1), {"A:A": 26, "B:B": 110}, tall=1)


READ = (
    N_("The run is in the sheets Monthly and Triangles, as data. The other figures are formulas over them and over the named cells of Inputs."),
    N_("Yellow cells with blue numbers are inputs. Change one, and P&L, net present value, roll-forward and charts follow; terms of the program and"
    " behaviour of members need a new run in the app."),
    N_("Money has the decimals of its currency; what is below zero is red, with a minus. With the program and without it are the same members"
    " with the same luck, so a difference of the two is what the program did."),
    N_("Checks says for every tie-out TRUE or FALSE. Its second part holds the figures against those of the app: TRUE for the inputs"
    " as delivered."),
)
