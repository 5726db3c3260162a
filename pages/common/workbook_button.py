"""The workbook of what a page shows, made when it is asked for."""
from __future__ import annotations

import datetime

import streamlit as st

from pages.common import results
from pages.common.session import SAVED, Draft, sized
from pages.common.text import _, language
from simulation.experiments import Study
from simulation.outcome import Outcome
from simulation.reporting.workbook import MIME, workbook


def button(found: Study | Outcome, held: Draft) -> None:
    """found: whose run the file holds; many runs of it, where there are some already, bring the ranges of the headline figures.

    While the figures on the page are those before the last change, there is no file: it would be of another state than it says.
    """
    scenario = sized(held.good)
    outcome = found.outcome if isinstance(found, Study) else found
    late = outcome.scenario.digest() != scenario.digest()
    if not late and not isinstance(found, Study) and results.known(scenario):
        found = results.result(scenario) or found
    found = found if late else results.told_of(scenario, found)
    spoken = language()     # asked here: the file is made later, outside the script's run
    state, day = state_of(held, scenario), datetime.datetime.now(datetime.UTC).date()
    st.download_button(_("Workbook (xlsx)"), lambda: workbook(found, day, state, spoken), f"{scenario.name}.xlsx", MIME, key="workbook",
                       disabled=late, icon=":material/table_view:", on_click="ignore",
                       help=_("The run by month, P&L and points liability as formulas that a spreadsheet recomputes, and checks that tie them out."))


def state_of(held: Draft, scenario) -> str:
    """Which state of the scenario the file is of, in words."""
    own = _("saved as {name}, revision {n}", name=held.saved_name, n=held.revision) if held.source.startswith(SAVED) else _("as shipped")
    if held.good.digest() != held.saved.digest():
        own = _("edited, not saved; before the edits {state}", state=own)
    return own if scenario.market == held.good.market else _("{state}; in another case of assumptions", state=own)
