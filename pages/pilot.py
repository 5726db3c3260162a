"""Pilot and actuals: how many members a trial needs, and what was counted against what was forecast."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import actuals_parts, look, results, saving
from pages.common import pilot_parts as parts
from pages.common.session import draft, sized
from pages.common.text import _

with body():
    held = draft()
    saving.stale(held)
    first = st.container()
    look.head(_("The pilot"), _("two groups drawn by lot: one gets the program, the hold-out does not"))
    design, at_hand = parts.inputs()
    with first:
        pilot = results.result_pilot(sized(held.good), design)
        if pilot is not None:
            parts.answer(pilot, held, at_hand)
            if pilot.groups.clear:
                parts.cards(pilot, at_hand)
    st.space("xsmall")
    if pilot is not None and pilot.groups.clear:
        parts.curve(pilot, at_hand)
    st.space("medium")
    look.head(_("Actuals against the forecast"), _("what the whole program counted by month, against this scenario and its range"))
    said = results.result_forecast(actuals_parts.inputs(sized(held.good).with_run(members=held.good.run.members)))
    if said is not None:
        actuals_parts.files(said, held.source)
        counted = actuals_parts.read(held.source)
        if counted is not None:
            actuals_parts.comparison(said, counted)
