"""One member: each order, and for one of them which mechanics acted, with what amounts, and which did not and why."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import explain_parts as parts
from pages.common import look, results, saving
from pages.common.session import draft, sized
from pages.common.text import _

with body():
    held = draft()
    saving.stale(held)
    scenario = sized(held.good)
    found = results.result_typical(scenario)
    if found is not None:
        picks, members = found
        left, right = st.columns([2.3, 1], gap="medium")
        with left:
            number = parts.chosen_member(scenario, picks, members)
        orders = results.result_orders(scenario, number)
        if orders is not None and not orders:
            look.empty(_("No order"), _("Member {n} has placed no order in this run. Choose another one.", n=number), whole=True)
        elif orders:
            with right:
                k = parts.chosen_order(scenario, number, orders)
            parts.answer(held, scenario, orders, k)
            parts.to_life(number)
            parts.steps(scenario, orders[k])
            st.space("small")
            left, right = st.columns([1.8, 1], gap="large")
            with left:
                parts.rested(scenario, orders[k])
            with right:
                parts.cause(scenario, orders[k])
            st.space("small")
            parts.all_orders(scenario, orders, k)
