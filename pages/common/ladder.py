"""The tier ladder: names, thresholds and the points multiplier of each tier in one table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from pages.common.kinds import name_of, named, number
from pages.common.rows import HEIGHT
from pages.common.text import _
from simulation.mechanics.tiers import Level
from simulation.words import N_

QUALIFIES = {"spend": N_("From spend"), "orders": N_("From orders"), "points_earned": N_("From points earned")}


def levels(terms: dict[str, Any], multipliers: list[float], key: str, symbol: str) -> tuple[list[dict[str, Any]], list[float]]:
    """The ladder as a table; returns levels and multipliers.  A row that is not complete yet lacks a number."""
    held = terms.get("levels", [])
    table = pd.DataFrame(
        {
            "name": pd.Series([name_of(x.get("name")) for x in held], dtype="str"),
            "threshold": pd.Series([x.get("threshold", np.nan) for x in held], dtype="float64"),
            "multiplier": pd.Series([float(multipliers[min(i, len(multipliers) - 1)]) for i in range(len(held))], dtype="float64"),
        }
    )
    metric = terms.get("metric", "spend")
    edited = st.data_editor(
        table,
        key=f"{key}.levels",
        num_rows="dynamic",
        hide_index=True,
        row_height=HEIGHT,
        width="stretch",
        column_config={
            "name": st.column_config.TextColumn(_("Tier"), required=True, max_chars=40, width="medium"),
            "threshold": st.column_config.NumberColumn(
                _(QUALIFIES[metric]) + (f", {symbol}" if metric == "spend" else ""),
                min_value=0,
                step=100,
                format="localized",
                required=True,
                help=_(Level.model_fields["threshold"].description),
            ),
            "multiplier": st.column_config.NumberColumn(
                _("Points ×"),
                min_value=0,
                max_value=20,
                step=0.1,
                format="%.2f",
                default=1.0,
                help=_("A tier's members earn so many times the base points."),
            ),
        },
    )
    out, times = [], []
    for index, name, threshold, multiplier in edited.itertuples():
        before = held[index].get("name") if isinstance(index, int) and index < len(held) else None
        reached = number(threshold)
        out.append({"name": named(name, before)} | ({} if reached is None else {"threshold": reached}))
        times.append(1.0 if number(multiplier) is None else number(multiplier))
    return out, times or [1.0]
