"""Campaigns: what each offer brings against the same members without it, and at which stage of their lives members are."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import campaigns_parts as parts
from pages.common import saving
from pages.common.campaigns_results import result_campaign_ranges, result_campaigns
from pages.common.downloads import csv_buttons
from pages.common.session import draft, sized
from pages.common.text import _
from simulation import campaigns

with body():
    held = draft()
    saving.stale(held)
    scenario = sized(held.good)
    found = result_campaigns(scenario)
    if found is not None:
        outcome, each = found
        first, own = st.container(), st.container()
        with own:
            if each:
                st.space("small")
                left, right = st.columns([1.3, 1], gap="large")
                with left:
                    parts.worth(outcome, each)
                    parts.by_value(each)
                with right:
                    parts.use(outcome, each)
                parts.channels(outcome, each)
                st.space("small")
            left, right = st.columns([1.5, 1], gap="large")
            with left:
                parts.funnel(outcome)
            with right:
                parts.stages(outcome, each)
            csv_buttons(outcome, {"stages": (_("stages by month"), campaigns.stage_funnel(outcome))})
        with first:
            said, waiting = st.container(), st.container()
            with waiting:
                ranges = result_campaign_ranges(scenario) if each else None
            with said:
                parts.answer(outcome, each, held, ranges)
            if each:
                parts.table(outcome, each, ranges)
                table = campaigns.campaign_table(each)
                csv_buttons(outcome, {"campaigns": (_("campaigns"), table if ranges is None else ranges.beside(table))})
