"""The tables and sections of the design page; each returns its part of the program as a scenario file writes it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from pages.common import forms, look
from pages.common.text import _, language
from simulation.inputs import Fault
from simulation.mechanics import REGISTRY
from simulation.mechanics.tier_benefits import Benefit
from simulation.mechanics.tiers import Level

ROW = 36
NEW_TIERS = {
    "levels": [{"name": {"en": "Member", "zh": "普通"}, "threshold": 0.0}, {"name": {"en": "Silver", "zh": "银卡"}, "threshold": 1000.0}]
}
NEW_BENEFIT = {
    "benefits": [
        {
            "name": {"en": "Free freight", "zh": "免邮"},
            "from_tier": 1,
            "per": "order",
            "unit_cost": 8.0,
            "uptake": 0.25,
            "perceived_value": 8.0,
        }
    ]
}
NEW = {"tiers": NEW_TIERS, "tier_benefits": NEW_BENEFIT, "member_day": {"day_of_month": 18, "multiplier": 2.0}}
QUALIFIES = {"spend": "From spend", "orders": "From orders", "points_earned": "From points earned", "growth": "From growth value",
             "activity": "From activity"}


def name_of(text: Any) -> str:
    """A name as a program's mapping holds it, in the session's language."""
    if isinstance(text, dict):
        return (text.get("zh") if language().startswith("zh") else "") or text.get("en", "")
    return str(text or "")


def _named(typed: Any, before: Any) -> Any:
    """A name typed into a table: the old text with its languages where it did not change."""
    typed = "" if typed is None or typed is pd.NA or typed != typed else str(typed)
    return before if before is not None and typed == name_of(before) else typed


def _number(value: Any) -> float | None:
    return None if value is None or value is pd.NA or value != value else float(value)


def optional(label: str, program: dict[str, Any], title: str, sub: str, key: str) -> bool:
    """A section's heading with the switch that takes the mechanic in or leaves it out."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="top"):
        look.head(title, sub)
        return st.toggle(
            _("{mechanic} on", mechanic=title),
            value=label in program,
            key=f"{key}.on.{label}",
            label_visibility="collapsed",
            width="content",
        )


def whole(label: str, base: dict[str, Any]) -> dict[str, Any]:
    """The terms the widgets start from: as the program has them, else a new mechanic's."""
    if label in base:
        return base[label]
    kind = REGISTRY[label]
    return kind.model_validate(NEW.get(label, {})).model_dump(mode="json")


def tiers(base: dict[str, Any], key: str, symbol: str) -> tuple[dict[str, Any], list[float]]:
    """The ladder as a table, points multiplier beside it, and the rules of moving; returns tiers and multipliers."""
    terms = whole("tiers", base)
    held = base.get("base_earn", {}).get("multiplier", [1.0])
    levels = terms["levels"]
    table = pd.DataFrame(  # a row that is not complete yet lacks a number
        {
            "name": [name_of(x["name"]) for x in levels],
            "threshold": [x.get("threshold", np.nan) for x in levels],
            "multiplier": [float(held[min(i, len(held) - 1)]) for i in range(len(levels))],
        }
    )
    unit = f", {symbol}" if terms["metric"] == "spend" else ""
    edited = st.data_editor(
        table,
        key=f"{key}.levels",
        num_rows="dynamic",
        hide_index=True,
        row_height=ROW,
        width="stretch",
        column_config={
            "name": st.column_config.TextColumn(_("Tier"), required=True, max_chars=40, width="medium"),
            "threshold": st.column_config.NumberColumn(
                _(QUALIFIES[terms["metric"]]) + unit,
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
    rows = [(i, *row) for i, row in zip(edited.index, edited.itertuples(index=False), strict=True)]
    out = dict(terms, levels=[])
    for index, name, threshold, _m in rows:
        before = levels[index] if isinstance(index, int) and index < len(levels) else {}
        rest = {k: v for k, v in before.items() if k not in ("name", "threshold")}      # what the table does not show stays
        reached = {} if _number(threshold) is None else {"threshold": _number(threshold)}
        out["levels"].append({"name": _named(name, before.get("name"))} | rest | reached)
    multipliers = [1.0 if _number(m) is None else _number(m) for *_rest, m in rows]
    out = forms.fields(
        REGISTRY["tiers"],
        out,
        ["metric", "window", "window_months", "upgrade", "downgrade", "hold_months", "grace_months"],
        f"{key}.tiers",
        symbol,
        columns=4,
    )
    return out, multipliers


def benefits(base: dict[str, Any], tier_names: list[str], key: str, symbol: str) -> dict[str, Any]:
    """The benefits as a table."""
    rows = whole("tier_benefits", base)["benefits"]
    up = [_("All tiers")] + [_("{tier} and up", tier=t) for t in tier_names[1:]]
    table = pd.DataFrame(
        {
            "name": [name_of(x["name"]) for x in rows],
            "from_tier": [up[x["from_tier"] - 1] if x["from_tier"] <= len(up) else None for x in rows],
            "per": [_(forms.CHOICES[x["per"]]) for x in rows],
            "unit_cost": [x.get("unit_cost", np.nan) for x in rows],
            "uptake": [100 * x.get("uptake", 1.0) for x in rows],
            "perceived_value": [x.get("perceived_value", np.nan) for x in rows],
        }
    )
    pers = {_(forms.CHOICES[c]): c for c in ("order", "month", "year")}
    field = lambda name: {"help": _(Benefit.model_fields[name].description or "") or None}  # noqa: E731
    edited = st.data_editor(
        table,
        key=f"{key}.benefits",
        num_rows="dynamic",
        hide_index=True,
        row_height=ROW,
        width="stretch",
        column_config={
            "name": st.column_config.TextColumn(_("Benefit"), required=True, max_chars=60, width="medium"),
            "from_tier": st.column_config.SelectboxColumn(_("For"), options=up, default=up[0], required=True),
            "per": st.column_config.SelectboxColumn(
                _("Counted by"), options=list(pers), default=next(iter(pers)), required=True, **field("per")
            ),
            "unit_cost": st.column_config.NumberColumn(_("Cost per use") + f", {symbol}", min_value=0, format="%.2f", default=0.0),
            "uptake": st.column_config.NumberColumn(
                _("Uptake, %"), min_value=0, max_value=100, format="%.0f", default=100.0, **field("uptake")
            ),
            "perceived_value": st.column_config.NumberColumn(
                _("Worth to the member") + f", {symbol}",
                min_value=0,
                format="%.2f",
                default=0.0,
                help=_("What one use is worth to the member, in money."),
            ),
        },
    )
    out = []
    for index, row in zip(edited.index, edited.itertuples(index=False), strict=True):
        before = rows[index]["name"] if isinstance(index, int) and index < len(rows) else None
        made = {
            "name": _named(row.name, before),
            "per": pers.get(row.per, "order"),
            "unit_cost": _number(row.unit_cost),
            "perceived_value": _number(row.perceived_value),
            "from_tier": up.index(row.from_tier) + 1 if row.from_tier in up else rows[index]["from_tier"] if before is not None else 1,
            "uptake": None if _number(row.uptake) is None else round(_number(row.uptake) / 100, 8),
        }
        out.append({k: v for k, v in made.items() if v is not None})
    return {"benefits": out}


def member_days(base: dict[str, Any], key: str, symbol: str) -> dict[str, dict[str, Any]]:
    """Every member day with its form; returns them by label."""
    kind = REGISTRY["member_day"]
    held = {label: terms for label, terms in base.items() if terms.get("mechanic", label) == "member_day"}
    out = {}
    for n, (label, terms) in enumerate(held.items(), start=1):
        with st.container(border=False):
            st.html(f'<p class="tl tl-note">{look.esc(_("Member day {n}", n=n))}</p>')
            made = forms.fields(
                kind, terms, ["day_of_month", "dates", "multiplier", "depth", "fixed_cost"], f"{key}.{label}", symbol, columns=5
            )
            if not st.button(_("Remove this day"), key=f"{key}.remove.{label}", type="tertiary", icon=":material/close:"):
                out[label] = made
    return out


def new_member_day(program: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A further member day under a label of its own."""
    label, n = "member_day", 2
    while label in program:
        label, n = f"member_day_{n}", n + 1
    terms = REGISTRY["member_day"].model_validate(NEW["member_day"]).model_dump(mode="json")
    return label, terms if label == "member_day" else {"mechanic": "member_day"} | terms


def show_faults(faults: list[Fault], label: str, program: dict[str, Any]) -> None:
    """Faults of one mechanic, in the words of the form."""
    for fault in faults:
        if fault.field == f"program.{label}" or fault.field.startswith(f"program.{label}."):
            st.error(f"**{fault_place(fault, label, program)}:** {fault.message}", icon=":material/error:")


def fault_place(fault: Fault, label: str, program: dict[str, Any]) -> str:
    """`program.tiers.levels[2].threshold` as `Gold, From`."""
    terms = program.get(label, {})
    kind = REGISTRY.get(terms.get("mechanic", label))
    parts, words = fault.field.removeprefix(f"program.{label}").strip(".").split("."), []
    model = kind
    for part in parts:
        name, _bracket, index = part.partition("[")
        field = getattr(model, "model_fields", {}).get(name)
        if index and name in ("levels", "benefits"):
            i = int(index.rstrip("]"))
            rows = terms.get(name, [])
            words.append(name_of(rows[i].get("name")) or _("row {n}", n=i + 1) if i < len(rows) else _("row {n}", n=i + 1))
            model = Level if name == "levels" else Benefit
        elif field is not None:
            words.append(_(field.title))
    return ", ".join(words) or (_(kind.title) if kind else label)
