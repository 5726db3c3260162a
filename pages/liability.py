"""Points liability: what members' points are worth in the accounts, how the balance moved, and that it ties out."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import explain_figure_parts, look, saving, workbook_button
from pages.common import liability_parts as parts
from pages.common.downloads import csv_buttons
from pages.common.liability_results import result_liability
from pages.common.session import draft, sized
from pages.common.shell import link
from pages.common.text import _
from simulation.finance.rolling import COLUMNS

with body():
    held = draft()
    saving.stale(held)
    found = result_liability(sized(held.good))
    if found is not None and not parts.has_accounts(found):
        look.empty(_("No points, no fees"), _("Members of this program hold no points and pay no fees, so nothing is owed to them."), whole=True)
        link("design", _("Add points on the design page"))
    elif found is not None:
        parts.answer(found, held)
        workbook_button.button(found.outcome, held)
        left, right = st.columns([1.25, 1], gap="large")
        with left:
            parts.balances(found)
        with right:
            parts.fall(found)
        st.space("small")
        parts.rollforward(found)
        csv_buttons(found.outcome, parts.files(found))
        explain_figure_parts.section(found.outcome, [f"liability.{column}" for column in COLUMNS])
        st.space("small")
        parts.fees(found)
        parts.journal(found)
        st.space("small")
        parts.checks(found)
