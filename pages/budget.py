"""Budget: what the program may cost, how often that is more than a budget, and what the dearest runs have in common."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import budgeting_parts as parts
from pages.common import look, saving
from pages.common.budget_results import result_budget
from pages.common.session import draft, sized
from pages.common.text import _

with body():
    held = draft()
    saving.stale(held)
    top = st.container()
    runs, by = parts.choose()
    found = result_budget(sized(held.good), runs)
    if found is not None and not found.labels:
        with top:
            parts.nothing(held)
    elif found is not None:
        shown = parts.envelopes(found, by, held)
        with top:
            parts.answer(shown, held)
        parts.table(shown)
        st.space("small")
        parts.cone(shown)
        parts.overruns(shown)
        st.space("small")
        parts.tail(shown)
    else:
        with top:
            look.empty(_("The runs are on their way"), _("The budget is then held against all of them: luck and assumptions vary."))
