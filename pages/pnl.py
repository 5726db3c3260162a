"""P&L: what the program earns and costs by month, quarter and year, what that is worth today, and who brings and costs it."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import explain_figure_parts, saving, workbook_button
from pages.common import pnl_parts as parts
from pages.common import pnl_split_parts as split
from pages.common.downloads import csv_buttons
from pages.common.pnl_results import result_pnl
from pages.common.session import draft, sized
from pages.common.text import _
from simulation.finance import pnl, pnl_tables, value

with body():
    held = draft()
    saving.stale(held)
    study = result_pnl(sized(held.good))
    if study is not None:
        outcome = study.outcome
        parts.answer(study, held)
        workbook_button.button(outcome, held)
        parts.cards(study)
        st.space("small")
        parts.statement(study)
        csv_buttons(outcome, {
            "pnl_months": (_("P&L by month"), pnl_tables.by_period(outcome, "month", _)),
            "pnl_quarters": (_("by quarter"), pnl_tables.by_period(outcome, "quarter", _)),
            "pnl_years": (_("by year, with ranges"), pnl_tables.by_year(study, _)),
        })  # fmt: skip
        explain_figure_parts.section(outcome, [f"pnl.{code}" for code in pnl.CODES])
        st.space("small")
        parts.fall(study)
        st.space("small")
        found = value.break_even(outcome)
        left, right = st.columns([1, 1], gap="large")
        with left:
            parts.worth(study)
            csv_buttons(outcome, {"worth": (_("worth"), pnl_tables.worth_table(study))})
        with right:
            parts.break_even(outcome, found)
            csv_buttons(outcome, {"break_even": (_("break-even"), pnl_tables.break_even_table(found))})
        st.space("small")
        split.by_tier(outcome)
        csv_buttons(outcome, {"pnl_tiers": (_("P&L by tier"), pnl_tables.by_split(outcome, "tier", _))})
        st.space("small")
        split.by_segment(outcome)
        csv_buttons(outcome, {"pnl_segments": (_("P&L by segment"), pnl_tables.by_split(outcome, "segment", _))})
        st.space("small")
        tied = pnl.checks(outcome)
        split.checks(outcome, tied)
        csv_buttons(outcome, {"pnl_checks": (_("checks"), pnl_tables.checks_table(outcome, tied, _))})
