"""Present: a scenario or a comparison as a full-screen story, one step at a time."""

from pages.common.shell import DRAWN, body, page

page(__file__)

import streamlit as st

from pages.common import present_parts as parts
from pages.common import saving
from pages.common.session import draft
from pages.common.text import fault_text
from simulation.inputs import ScenarioError

slide = parts.settle()
try:
    if slide:
        st.session_state.pop(DRAWN, None)
        parts.present(draft(), slide)
    else:
        with body():
            saving.stale(draft())
            parts.prepare(draft())
except ScenarioError as e:
    st.error(fault_text(e), icon=":material/error:")
parts.write()
