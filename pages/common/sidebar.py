"""The sidebar: which scenario, against what, how large a run."""
from __future__ import annotations

import streamlit as st

from pages.common import look
from pages.common.session import draft, options
from pages.common.text import _
from simulation.experiments import RUNS
from simulation.inputs import ScenarioError

SIZES = (2_000, 10_000, 50_000)


def draw() -> None:
    """Scenario and run size are in the link, so that it can be sent."""
    try:
        listed = options()
    except ScenarioError as e:
        st.error(str(e))
        st.stop()
    asked = st.query_params.get("scenario")
    if asked and asked not in listed:
        st.warning(_("The scenario of this link is not saved here: {name}. The standard one is shown.", name=asked[:40]))
    chosen = st.session_state.pop("choose", None)
    if chosen:
        st.session_state["scenario"] = chosen
    st.selectbox(_("Scenario"), list(listed), format_func=lambda s: listed.get(s, s), key="scenario", bind="query-params", persist_state="session",
                 help=_("A program to start from, or one that you saved."))
    st.selectbox(_("Compared with"), ["no_program"], format_func=lambda s: _("No program"), key="against", disabled=True,
                 help=_("The same members with the same luck, without any program."))
    st.selectbox(_("Members simulated"), SIZES, index=1, format_func=lambda n: f"{n:,}", key="members", bind="query-params", persist_state="session",
                 help=_("More members narrow the part of a range that is luck, and take longer."))
    held = draft()
    state = _("Revision {n}", n=held.revision) if held.revision else _("Shipped with Tierlab")
    if held.edited:
        state += " · " + _("edited")
    look.note(state)
    look.note(_("{months} months, {runs} runs for each range", months=held.saved.run.months, runs=RUNS))
