"""Breakage: what becomes of points by month of issue, what will expire, and how far the usual estimators are off."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import breakage_parts as parts
from pages.common import look, saving, workbook_button
from pages.common.downloads import csv_buttons
from pages.common.liability_results import result_breakage
from pages.common.session import draft, sized
from pages.common.shell import link
from pages.common.text import _

with body():
    held = draft()
    saving.stale(held)
    found = result_breakage(sized(held.good))
    if found is not None and found.triangle.empty:
        look.empty(_("No points"), _("Nothing in this program gives points, so there is nothing that could remain unused."), whole=True)
        link("design", _("Add points on the design page"))
    elif found is not None:
        parts.answer(found, held)
        workbook_button.button(found.outcome, held)
        left, right = st.columns([1, 1.25], gap="large")
        with left:
            parts.curves(found)
        with right:
            parts.laboratory(found)
        st.space("small")
        parts.errors(found)
        csv_buttons(found.outcome, {"breakage": (_("estimators by month"), parts.in_currency(found))})
        st.space("small")
        parts.triangle(found)
        csv_buttons(found.outcome, {"triangle": (_("triangle by month of issue and age"), found.triangle),
                                    "vintage_curves": (_("curves by year of issue"), found.curves)})
        st.space("small")
        parts.forecast(found)
        csv_buttons(found.outcome, {"expiry_forecast": (_("expiry by months to go"), found.forecast)})
