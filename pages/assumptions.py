"""Assumptions: which one the answer hangs on, where it turns, and every number with its source, to be changed."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import assumptions_parts as parts
from pages.common import assumptions_table, results, saving
from pages.common.assumptions_results import result_flips
from pages.common.session import draft

with body():
    held = draft()
    top, below = st.container(), st.container()
    with below:  # first, so that an edit reaches the draft before anything is computed
        assumptions_table.section(held)
    with top:
        saving.stale(held)
        scenario = parts.own_assumptions(held)
        study = results.result(scenario)
        found = results.result_drivers(scenario) if study is not None else None
        names = parts.first_of(found or [])
        flips = result_flips(scenario, names) if found is not None else None
        if flips is not None:
            parts.answer(held, study, names, flips)
            if names:
                left, right = st.columns([1.25, 1], gap="large")
                with left:
                    parts.tornado(scenario, study)
                with right:
                    parts.flip_table(study, flips)
                st.space("small")
                parts.together(scenario, study, tuple(d.assumption for d in found if d.swing > 0))
                st.space("small")
