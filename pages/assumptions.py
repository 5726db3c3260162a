"""Assumptions: which one the answer hangs on, where it turns, and every number with its source, to be changed."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import assumptions_parts as parts
from pages.common import assumptions_table, look, saving
from pages.common.assumptions_results import worked_out
from pages.common.session import draft
from pages.common.text import _

SHOWN = "_assumptions_shown"

with body():
    held = draft()
    top, below = st.container(), st.container()
    with below:  # first, so that an edit reaches the draft before anything is computed
        assumptions_table.section(held)
    with top:
        saving.stale(held)
        shown = worked_out(parts.own_assumptions(held))
        fresh = shown is not None
        if shown is not None:
            st.session_state[SHOWN] = held.source, shown
        elif st.session_state.get(SHOWN, ("",))[0] == held.source:
            look.outdated(_("Figures before the last change"), _("They are grey until the new ones are there."))
            shown = st.session_state[SHOWN][1]
        if shown is not None:
            study, found, flips = shown
            parts.answer(held, study, [d for d in found if d.swing > 0], flips)
            if len(flips):
                left, right = st.columns([1.25, 1], gap="large")
                with left:
                    parts.tornado(study)
                with right:
                    parts.flip_table(study, flips)
                st.space("small")
                if fresh:      # figures that turn grey start no further runs
                    parts.together(study, tuple(d.assumption for d in found if d.swing > 0))
                st.space("small")
