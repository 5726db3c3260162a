"""Campaigns: what each offer brings against the same members without it, and at which stage of their lives members are."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import campaigns_parts as parts
from pages.common import results, saving
from pages.common.downloads import csv_buttons
from pages.common.session import draft, sized
from pages.common.text import _
from simulation import campaigns

with body():
    held = draft()
    saving.stale(held)
    found = results.result_campaigns(sized(held.good))
    if found is not None:
        outcome, each = found
        parts.answer(outcome, each, held)
        if each:
            parts.table(outcome, each)
            st.space("small")
            left, right = st.columns([1.3, 1], gap="large")
            with left:
                parts.worth(outcome, each)
            with right:
                parts.by_value(each)
            parts.channels(outcome, each)
            csv_buttons(outcome, {"campaigns": (_("campaigns"), campaigns.campaign_table(each))})
            st.space("small")
        left, right = st.columns([1.6, 1], gap="large")
        with left:
            parts.funnel(outcome)
        with right:
            parts.stages(outcome, each)
        csv_buttons(outcome, {"stages": (_("stages by month"), campaigns.stage_funnel(outcome))})
