"""Paid plan: who pays, what the plan itself has caused, who renews, and whether fees carry the benefits."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import look, results, saving
from pages.common import plan_parts as parts
from pages.common.downloads import csv_buttons
from pages.common.plan_results import result_plan, result_plan_ranges
from pages.common.session import draft, sized
from pages.common.shell import link
from pages.common.text import _
from simulation.plan_report import has_plan

with body():
    held = draft()
    saving.stale(held)
    scenario = sized(held.good)
    if not has_plan(scenario):
        look.empty(
            _("No paid plan"),
            _("Nobody pays a fee in this program. With a paid plan, this page shows who joins, what the plan itself brings, and who renews."),
            whole=True,
        )
        link("design", _("Add a paid plan on the design page"))
    elif (study := results.result(scenario)) is not None:
        found = result_plan(study)
        if found is not None:
            said, waiting, below = st.container(), st.container(), st.container()
            with waiting:
                ranges = result_plan_ranges(scenario)
            with said:
                parts.answer(found, held, ranges)
            with below:
                parts.cards(found, ranges)
                st.space("small")
                left, right = st.columns([1.15, 1], gap="large")
                with left:
                    parts.split(found, ranges)
                with right:
                    parts.renewals(found)
                files = {"plan_split": (_("payers and others"), found.split_table), "plan_renewals": (_("renewals"), found.renewals)}
                if ranges is not None:
                    files["plan_ranges"] = _("figures with ranges"), parts.figures_csv(ranges)
                csv_buttons(found.outcome, files)
                st.space("small")
                left, right = st.columns([1.15, 1], gap="large")
                with left:
                    parts.fees(found)
                with right:
                    parts.members(found)
                csv_buttons(found.outcome, {"plan": (_("the plan by month"), found.monthly)})
