"""Winners and losers: the same members under the old program and under the new one, by each way of coming from one to the other."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import look, saving
from pages.common import winners_parts as parts
from pages.common.session import draft, sized
from pages.common.shell import link
from pages.common.text import _
from pages.common.winners_results import result_winners
from simulation.inputs import ScenarioError

with body():
    held = draft()
    saving.stale(held)
    first = st.container()
    old, policy, question = parts.inputs(held, sized(held.good))
    found = None
    if question is not None:
        with first:
            if parts.same_program(question):
                look.empty(_("Nothing differs"), _("The old program and the new one are the same, so nobody gains or loses. Change a term on the "
                                                   "design page, or choose another old program below."), whole=True)
                link("design", _("Change the program on the design page"))
            else:
                try:
                    found = result_winners(question)
                except ScenarioError as e:
                    look.empty(_("This change cannot be told"), " ".join(_(fault.message) for fault in e.faults), whole=True)
        if found is not None:
            shown = policy if policy not in found.refused else found.policies["policy"].iloc[0]
            with first:
                parts.answer(found, shown, old, held)
            parts.mapping(found)
            parts.policies(found)
            st.space("small")
            parts.charts(found, shown)
            st.space("small")
            parts.tables(found, shown)
