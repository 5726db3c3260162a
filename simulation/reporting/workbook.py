"""The workbook that a finance reviewer opens and ties out: inputs, the run as data, and everything else as formulas over them.

What is in it and how to change an input: docs/workbook.md.
"""
from __future__ import annotations

import datetime

from simulation.experiments import Study
from simulation.outcome import Outcome
from simulation.reporting.workbook_checks import Checks, charts_sheet
from simulation.reporting.workbook_figures import Figures
from simulation.reporting.workbook_inputs import Inputs, assumptions_sheet, cover_sheet, headline_sheet, program_sheet
from simulation.reporting.workbook_liability import Liability
from simulation.reporting.workbook_monthly import Monthly
from simulation.reporting.workbook_pnl import Pnl
from simulation.reporting.workbook_sheet import Pages
from simulation.translation import SOURCE
from simulation.words import N_

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOLDS = {
    N_("Inputs"): N_("The named cells that formulas use; coloured ones may be changed. The run's size and seed."),
    N_("Program"): N_("Every mechanic with its terms."),
    N_("Assumptions"): N_("Every number of the market with its range, mark and source, and what was changed."),
    N_("Headline"): N_("The figures of the outcome pages, with ranges where many runs were made."),
    "P&L": N_("The program's profit and loss by fiscal year; net present value, internal rate of return, payback."),
    N_("P&L by quarter"): N_("The same by fiscal quarter, summed from the months."),
    N_("P&L by month"): N_("The same by month, computed from Monthly and Inputs."),
    N_("Roll-forward"): N_("By month: points, contract liability, cost accrual, fees in advance; opening and movements to closing."),
    N_("Vintages"): N_("Points by month of issue at the end of the run, what was allocated to them, recognised and is still owed."),
    N_("Triangles"): N_("Month of issue against month of the run: points redeemed, expired, reversed; allocation and recognition computed from"
                        " them."),
    N_("Monthly"): N_("The run's counts and money by month, with and without the program."),
    N_("Checks"): N_("Every tie-out, TRUE or FALSE, and one cell for all."),
    N_("Charts"): N_("Net value to date, contract liability, cost by line."),
}


def workbook(held: Study | Outcome, date: datetime.date, revision: str = "", language: str = SOURCE) -> bytes:
    """The file (xlsx) of one run, money in currency units; with a study, ranges beside the headline figures.

    date: what the cover and the file give as theirs, so that equal inputs give equal bytes · revision: the state of the scenario in words,
    such as "revision 3" or "edited, not saved" · language: of every text and number in it; names that formulas use are English.
    """
    study = held if isinstance(held, Study) else None
    outcome = study.outcome if study else held
    scenario, f, pages = outcome.scenario, Figures(outcome), Pages(outcome, date, [N_("Cover"), *HOLDS], language)
    cover = pages.sheet("Cover", pages.scenario_title, N_("Tierlab: what a loyalty program earns and costs against no program."), "#111827")
    inputs = Inputs(pages, f)
    program_sheet(pages)
    assumptions_sheet(pages)
    headline_sheet(pages, study)
    monthly = Monthly(pages, f)
    pnl = Pnl(pages, f, monthly)
    liability = Liability(pages, f, monthly, pnl)
    checks = Checks(pages, f, inputs, monthly, pnl, liability)
    charts_sheet(pages, pnl, liability)
    cover_sheet(cover, pages, revision or N_("as shipped"), scenario.market_name or scenario.market.name.in_language(language), HOLDS, checks)
    return pages.bytes()
