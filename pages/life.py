"""Member story: one member's life with the reason of each step, beside the same person's life with no program or another one."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import life_parts as parts
from pages.common import look, saving
from pages.common.life_choice import chosen_beside, chosen_kind, chosen_member
from pages.common.life_results import result_cast, result_costs, result_life, result_personas
from pages.common.session import draft, sized
from pages.common.text import _, fault_text
from simulation.inputs import ScenarioError

with body():
    held = draft()
    saving.stale(held)
    scenario = sized(held.good)
    found = result_cast(scenario)
    if found is not None:
        kind = chosen_kind(found)
        left, right = st.columns([1, 2.2], gap="large", vertical_alignment="bottom")
        with left:
            number = chosen_member(found, kind)
        with right:
            beside, other = chosen_beside(held, scenario)
        pair = None
        try:
            pair = result_life(scenario, number, other)
        except ScenarioError as e:
            look.empty(_("These two cannot stand side by side"), fault_text(e), whole=True)
        if pair is not None:
            names = parts.names_of(pair, held.saved_name, beside)
            parts.answer(held, pair, beside if other else "")
            parts.notes(pair, held.saved_name, beside)
            if not pair.told.orders and not (pair.beside and pair.beside.orders):
                look.empty(_("No order"), _("Member {n} has placed no order in this run. Choose another one.", n=number))
            parts.chart(pair, names)
            st.space("small")
            left, right = st.columns([1, 1.15], gap="large")
            with left:
                waits = other is not None and pair.beside is not None
                beside_cost = result_costs(pair.beside.scenario) if waits else None
                if beside_cost is not None or not waits:
                    parts.totals(pair, found.cost, beside_cost, names)
            with right:
                parts.differences(pair)
                parts.to_order(number)
            st.space("small")
            parts.story_of(pair, names)
        st.space("small")
        cards = result_personas(found)
        if cards:
            parts.personas(cards, scenario)
