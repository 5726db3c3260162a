"""Sweep: one or two numbers over a grid, any outcome, the current design marked."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import look, saving, sweep_choice
from pages.common import sweep_parts as parts
from pages.common.session import draft, sized
from pages.common.sweep_results import grid, result_sweep, seconds
from pages.common.text import _, language
from simulation.inputs import ScenarioError

SHOWN = "_sweep_shown"


def wanted(choice, scenario, held):
    """The choice with the axes to show: after the button or a link, and as long as what they rest on is the same; else None."""
    asked = (held.source, choice.asked, choice.replications)
    by_link = SHOWN not in st.session_state and sweep_choice.arrived(held).get("first") == choice.asked[0][0]
    if st.session_state.pop("_sweep_go", False) or by_link:
        st.session_state[SHOWN] = (asked, choice.axes, grid(scenario, choice.axes, choice.replications))
    was, axes, key = st.session_state.setdefault(SHOWN, (None, (), ()))
    try:
        same = was == asked and grid(scenario, axes, choice.replications) == key and parts.stands_on(scenario, axes)
    except ScenarioError:
        same = False
    return axes if same else None


def button(choice, scenario) -> None:
    runs = choice.points * choice.replications
    time = seconds(scenario, choice.axes, choice.replications)
    said = _("about {s} s", s=max(1, round(time))) if time < 90 else _("about {m} min", m=round(time / 60))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(_("Run the sweep"), key="go_sweep", type="primary", on_click=lambda: st.session_state.update(_sweep_go=True))
        st.caption(_("{runs} runs, {time}", runs=f"{runs:,}", time=said), width="content")


with body():
    held = draft()
    saving.stale(held)
    scenario = sized(held.good)
    top = st.container()
    choice, place = sweep_choice.choose(held, scenario, language())
    for fault in choice.faults:
        st.error(fault, icon=":material/error:")
    axes = None if choice.faults else wanted(choice, scenario, held)
    if not choice.faults:
        with place:
            button(choice, scenario)
    st.space("small")
    found = None if axes is None else result_sweep(scenario, axes, choice.replications)
    with top:
        shown = None if found is None else parts.Shown(found, choice, scenario)
        if shown is None:
            parts.question(choice, held)
        else:
            parts.answer(shown, held)
    if axes is None:
        look.empty(_("Nothing swept yet"), _("Run the sweep to see the outcome over the range, with the current design marked."))
    elif shown is not None:
        sweep_choice.write(choice)
        if len(axes) == 1:
            parts.curves(shown)
        else:
            parts.heat(shown)
        parts.file(shown)
        st.space("small")
        parts.take(shown, held)
