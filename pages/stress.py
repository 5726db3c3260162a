"""Stress: what a shock does to cash, points liability and net value; shocks as files that can be edited."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import look, saving
from pages.common import stress_parts as parts
from pages.common.session import draft, sized
from pages.common.stress_results import result_stress
from pages.common.text import _

with body():
    held = draft()
    saving.stale(held)
    scenario = sized(held.good)
    top = st.container()
    chosen = parts.choose(scenario)
    able, refused = parts.sorted_out(scenario, chosen)
    found = result_stress(scenario, able) if able else None
    with top:
        if found is not None:
            parts.answer(found, held)
        else:
            look.empty(_("Shocks"), _("Choose what happens below. Each shock is run beside the same run without it, on the same luck."))
    parts.refusals(refused)
    if found is not None:
        parts.table(found)
        st.space("small")
        parts.over_time(found)
    st.space("small")
    parts.editor(scenario, chosen)
    parts.upload()
