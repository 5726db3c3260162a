"""Costs: what the program costs and brings, and where the points are."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import balance_parts, budget_parts, explain_figure_parts, results, saving, uses_parts, workbook_button
from pages.common import costs_parts as parts
from pages.common.downloads import csv_buttons
from pages.common.session import draft, sized
from pages.common.text import _
from simulation import tables
from simulation.ledger import COMPONENTS
from simulation.settlement import settlement

EXPLAINED = ("program_cost", *COMPONENTS, "net_value", "incremental_margin", "incremental_sales", "roi", "fund_rate", "payback_month", "earn_rate",
             "redemption_rate", "breakage_rate", "points_outstanding")  # fmt: skip

with body():
    held = draft()
    saving.stale(held)
    study = results.result(sized(held.good), stale=True)
    if study is not None:
        outcome = study.outcome
        parts.answer(study, held)
        workbook_button.button(study, held)
        left, right = st.columns([1.25, 1], gap="large")
        with left:
            parts.net(study)
        with right:
            parts.stack(study)
        csv_buttons(outcome, {"accounts": (_("accounts by month"), tables.monthly_accounts(outcome))})
        st.space("small")
        parts.cost_table(study)
        csv_buttons(outcome, {"costs": (_("costs by month, tier and name"), outcome.costs)})
        explain_figure_parts.section(outcome, EXPLAINED)
        st.space("small")
        uses_parts.section(study)
        st.space("small")
        due = settlement(outcome)
        if not due.empty:
            parts.partners(outcome, due)
            csv_buttons(outcome, {"settlement": (_("settlement by month and partner"), due)})
            st.space("small")
        if study.value("program_cost"):
            budget_parts.section(outcome)
            balance_parts.section(study)
            st.space("small")
        parts.points(study)
        csv_buttons(
            outcome,
            {
                "points": (_("points by month"), tables.points_rollforward(outcome)),
                "vintages": (_("points by month of issue"), outcome.vintages),
            },
        )
