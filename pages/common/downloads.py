"""Tables as CSV."""
from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.common.text import _
from simulation.outcome import Outcome
from simulation.tables import csv, labelled


def csv_buttons(outcome: Outcome, tables: dict[str, tuple[str, pd.DataFrame]]) -> None:
    """One small button for each table of a run: file name -> (what it holds, table)."""
    table_buttons(outcome.scenario.name, outcome.scenario.market.currency, tables)


def table_buttons(stem: str, currency: str, tables: dict[str, tuple[str, pd.DataFrame]]) -> None:
    """One small button for each table; the files are named after `stem`."""
    with st.container(horizontal=True, gap="small"):
        for name, (label, table) in tables.items():
            st.download_button(_("CSV: {what}", what=label), csv(labelled(table, currency, _)), f"{stem}-{name}.csv", "text/csv",
                               type="tertiary", icon=":material/download:", key=f"csv-{name}", on_click="ignore")
