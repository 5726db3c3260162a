"""Service: how long members wait at the desks, and what more members of a tier do to it."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import look, results, saving
from pages.common import service_parts as parts
from pages.common.downloads import csv_buttons
from pages.common.session import draft, sized
from pages.common.shell import link
from pages.common.text import _
from simulation.service_report import desks_of, service_by_month

with body():
    held = draft()
    saving.stale(held)
    scenario = sized(held.good)
    desks = desks_of(scenario.program)
    if not desks:
        look.empty(_("No service desk"), _("Add a service desk to the program: agents or delivery slots, their hours, and who goes first."),
                   whole=True)
        link("design", _("Program design"))
    else:
        study = results.result(scenario)
        if study is not None:
            d = parts.chosen(desks)
            parts.answer(study, held, d)
            left, right = st.columns([2.6, 1], gap="large")
            with left:
                parts.by_month(study, d)
            with right:
                st.space("small")
                parts.beside(study, d)
            csv_buttons(study.outcome, {"service": (_("service by month and tier"), service_by_month(study.outcome))})
            st.space("small")
            parts.by_tier(study, d)
            st.space("small")
            parts.more_members(study.outcome, d)
