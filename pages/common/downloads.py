"""Tables as CSV, and everything of a run in one file."""
from __future__ import annotations

import io
import pathlib
import tempfile
import zipfile
from collections.abc import Callable

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


def everything_button(stem: str, write: Callable[[pathlib.Path], list[pathlib.Path]]) -> None:
    """All that `write` puts into a folder, as one zip file, made when it is asked for."""
    st.download_button(_("Everything in one file"), lambda: zipped(write), f"{stem}.zip", "application/zip", type="tertiary",
                       icon=":material/folder_zip:", key=f"zip-{stem}", on_click="ignore",
                       help=_("Every table as CSV, the assumptions with their sources, and the scenario itself."))  # fmt: skip


def zipped(write: Callable[[pathlib.Path], list[pathlib.Path]]) -> bytes:
    """The files that `write` puts into a folder, as a zip file."""
    held = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for path in write(pathlib.Path(folder)):
            file.write(path, path.name)
    return held.getvalue()
