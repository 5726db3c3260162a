"""Member value: what a member is worth to the end of the run and beyond it, and what of it the program adds."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import clv_parts as parts
from pages.common import look, saving
from pages.common.clv_results import result_clv
from pages.common.downloads import table_buttons
from pages.common.session import draft, sized
from pages.common.text import _, local

with body():
    held = draft()
    saving.stale(held)
    scenario = sized(held.good)
    if scenario.market.discount_rate.value <= 0:
        look.empty(_("No discount rate"), _("Without one, what lies beyond the run has no end. Set the market's discount rate above 0."), whole=True)
    elif (found := result_clv(scenario)) is not None:
        parts.answer(found, held)
        parts.cards(found)
        st.space("small")
        parts.groups(found)
        parts.how(found)
        parts.checks(found)
        names = [local(name) for name in scenario.program.tier_names]
        checked = found.checks.rename(columns={"name": "check"})
        checked["check"] = checked["check"].map(_)
        checked[["left", "right"]] /= scenario.market.minor_per_unit
        table_buttons(scenario.name, scenario.market.currency, {
            "clv": (_("member value, all groups with ranges"), found.labelled(names, _)),
            "clv_checks": (_("checks"), checked),
        })  # fmt: skip
