"""What drives it: the lift by effect, the four cases, and causation apart from selection."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import drivers_parts as parts
from pages.common import drivers_results, look, saving
from pages.common.downloads import table_buttons
from pages.common.session import draft, sized
from pages.common.shell import link
from pages.common.text import _

with body():
    held = draft()
    saving.stale(held)
    scenario = sized(held.good)
    files = lambda tables: table_buttons(scenario.name, scenario.market.currency, tables)  # noqa: E731
    if not scenario.program.mechanics:
        look.empty(_("No program"), _("With a program, this page shows which of its effects carry the lift, and what of it is selection."),
                   whole=True)
        link("design", _("Add a mechanic on the design page"))
    elif (found := drivers_results.result_decomposition(scenario)) is not None:
        parts.answer(found, held)
        if found.used:
            figure = parts.measured_by()
            parts.bars(found, figure)
            shares = drivers_results.result_shares(scenario) if parts.offer_shares(found, drivers_results.shares_seeds(scenario)) else None
            parts.table(found, figure, shares)
            parts.how_to_read(found)
            told = found.table(shares)
            told["effect"] = told["effect"].map(_)
            files({"drivers": (_("the program's effects"), told)})
        st.space("small")
        if (cases := drivers_results.result_cases(sized(held.good, "central"))) is not None:
            parts.cases(cases, scenario.market)
            files({"cases": (_("the four cases"), cases.table())})
            st.space("small")
        if (groups := drivers_results.result_selection(scenario)) is not None:
            parts.causal_and_selection(groups)
            files({"selection": (_("causation and selection"), groups.table())})
