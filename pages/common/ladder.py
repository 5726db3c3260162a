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

QUALIFIES = {"spend": N_("From spend"), "orders": N_("From orders"), "points_earned": N_("From points earned"),
             "growth": N_("From growth value"), "activity": N_("From activity")}
AMOUNTS = ("threshold", "second_threshold", "lifetime_spend")


def levels(terms: dict[str, Any], multipliers: list[float], key: str, symbol: str) -> tuple[list[dict[str, Any]], list[float]]:
    """The ladder as a table; returns levels and multipliers.  A row that is not complete yet lacks a number."""
    held, second = terms.get("levels", []), terms.get("second_metric", "none")
    shown = [name for name in AMOUNTS if name != "second_threshold" or second != "none"]
    missing = {"threshold": np.nan, "second_threshold": 0.0, "lifetime_spend": 0.0}
    table = pd.DataFrame(
        {"name": pd.Series([name_of(x.get("name")) for x in held], dtype="str")}
        | {name: pd.Series([x.get(name, missing[name]) for x in held], dtype="float64") for name in shown}
        | {"multiplier": pd.Series([float(multipliers[min(i, len(multipliers) - 1)]) for i in range(len(held))], dtype="float64")}
    )
    asked = {"threshold": terms.get("metric", "spend"), "second_threshold": second, "lifetime_spend": "spend"}
    headings = {name: _(QUALIFIES[asked[name]]) if name != "lifetime_spend" else _("For ever from") for name in shown}
    edited = st.data_editor(
        table,
        key=f"{key}.levels",
        num_rows="dynamic",
        hide_index=True,
        row_height=HEIGHT,
        width="stretch",
        column_config={
            "name": st.column_config.TextColumn(_("Tier"), required=True, max_chars=40, width="medium"),
            **{name: st.column_config.NumberColumn(
                _("{name}, {unit}", name=headings[name], unit=symbol) if asked[name] == "spend" else headings[name],
                min_value=0,
                step=100,
                format="localized",
                required=name == "threshold",
                default=None if name == "threshold" else 0.0,
                help=_(Level.model_fields[name].description),
            ) for name in shown},
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
    for index, *row in edited.itertuples():
        before = held[index] if isinstance(index, int) and index < len(held) else {}
        amounts = {name: number(x) for name, x in zip(shown, row[1:-1], strict=True)}
        rest = {name: x for name, x in before.items() if name not in ("name", *shown)}      # what the table does not show stays
        out.append({"name": named(row[0], before.get("name"))} | rest | {name: x for name, x in amounts.items() if x is not None})
        times.append(1.0 if number(row[-1]) is None else number(row[-1]))
    return out, times or [1.0]
