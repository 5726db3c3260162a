"""Forms drawn from a mechanic's own fields: title, unit, limits and help come from the field, never from the page."""

from __future__ import annotations

import types
import typing
from typing import Any

import annotated_types
import streamlit as st
from pydantic.fields import FieldInfo

from pages.common.text import _
from simulation.words import N_

COMMON_DATES = ("06-18", "08-08", "11-11", "12-12")
# What a choice is called; its code is what a scenario file says
CHOICES = {
    "spend": N_("Spend"),
    "orders": N_("Orders"),
    "points_earned": N_("Points earned"),
    "rolling": N_("Rolling months"),
    "calendar_year": N_("Calendar year"),
    "at_once": N_("At once"),
    "at_review": N_("At the review"),
    "never": N_("Never"),
    "one_step": N_("One step down"),
    "match": N_("To the matching tier"),
    "after_earning": N_("So long after earning"),
    "inactivity": N_("After so long without a purchase"),
    "fixed_date": N_("At one month's end each year"),
    "add": N_("Both are given"),
    "larger": N_("The larger one"),
    "order": N_("Order"),
    "month": N_("Month"),
    "year": N_("Year"),
    "dates": N_("On dates"),
    "birthday": N_("In the birthday's month"),
    "coupon": N_("Coupon"),
    "points": N_("Points"),
    "email": N_("Email"),
    "sms": N_("SMS"),
    "app": N_("App"),
    "social": N_("Social media"),
    "store": N_("Store"),
    "low": N_("Low value"),
    "middle": N_("Middle value"),
    "high": N_("High value"),
    "new": N_("New"),
    "growing": N_("Growing"),
    "mature": N_("Mature"),
    "dormant": N_("Dormant"),
    "gone": N_("Gone"),
}


def unit_of(field: FieldInfo, symbol: str) -> str:
    """The unit as a label shows it."""
    unit = (field.json_schema_extra or {}).get("unit", "")
    if unit.startswith("share"):
        return "%"
    return symbol if unit.startswith("currency") else unit if unit in ("months", "days", "MM-DD") else ""


def label_of(field: FieldInfo, symbol: str) -> str:
    unit = unit_of(field, symbol)
    return _(field.title) + (f", {_(unit)}" if unit else "")


def limits(field: FieldInfo) -> dict[str, float]:
    """Lower and upper limit as a widget takes them; an open lower limit is left to validation."""
    out = {}
    for m in field.metadata:
        if isinstance(m, annotated_types.Ge):
            out["min_value"] = m.ge
        elif isinstance(m, annotated_types.Le):
            out["max_value"] = m.le
    return out


def scalar(field: FieldInfo, value: Any, key: str, symbol: str) -> Any:
    """One widget for one field; returns the value in the field's own unit."""
    kind, label, help = _kind(field.annotation), label_of(field, symbol), _(field.description or "") or None
    if typing.get_origin(kind) is typing.Literal:
        codes = list(typing.get_args(kind))
        named = {c: _(CHOICES.get(c, c)) for c in codes}
        return st.selectbox(label, codes, codes.index(value), format_func=named.get, key=key, help=help)
    if typing.get_origin(kind) is tuple:
        return st.multiselect(
            label, list(dict.fromkeys([*value, *COMMON_DATES])), list(value), key=key, help=help, accept_new_options=True, placeholder=_("none")
        )
    step = (field.json_schema_extra or {}).get("step")
    if kind is int:
        return st.number_input(label, value=int(value), step=int(step or 1), key=key, help=help, **limits(field))
    scale = 100.0 if unit_of(field, symbol) == "%" else 1.0
    bounds = {name: float(limit) * scale for name, limit in limits(field).items()}
    step = float(step or 0.01) * scale
    typed = st.number_input(label, value=round(float(value) * scale, 6), step=step, format=f"%.{_decimals(step)}f", key=key, help=help, **bounds)
    return round(typed / scale, 8)


def drawable(field: FieldInfo) -> bool:
    """Whether one widget can hold the field: a number, a choice, or a list of words."""
    kind = _kind(field.annotation)
    if typing.get_origin(kind) is tuple:
        item = typing.get_args(kind)[0]
        return item is str or typing.get_args(item)[:1] == (str,) or by_tier(field)
    return kind in (int, float) or typing.get_origin(kind) is typing.Literal


def by_tier(field: FieldInfo) -> bool:
    """Whether the field holds a number for each tier."""
    return _kind(field.annotation) == tuple[float, ...]


def for_tiers(field: FieldInfo, values: list[float], tiers: list[str], key: str, symbol: str) -> list[float]:
    """A number for each tier, side by side under the tiers' names."""
    held = [values[min(i, len(values) - 1)] for i in range(len(tiers))]
    st.caption(label_of(field, symbol), help=_(field.description or "") or None)
    out, percent = [], unit_of(field, symbol) == "%"
    for i, (place, tier) in enumerate(zip(st.columns(len(tiers)), tiers, strict=True)):
        with place:
            typed = st.number_input(tier, value=round(held[i] * (100 if percent else 1), 6), step=1.0, format="%.1f", key=f"{key}.{i}")
            out.append(round(typed / (100 if percent else 1), 8))
    return out


def fields(mechanic: type, values: dict[str, Any], names: list[str], key: str, symbol: str, columns: int = 2) -> dict[str, Any]:
    """Widgets for the named fields of a mechanic in columns; returns `values` with what they hold."""
    out, places = dict(values), st.columns(columns)
    for i, name in enumerate(names):
        field = mechanic.model_fields[name]
        with places[i % columns]:
            out[name] = scalar(field, values.get(name, field.get_default()), f"{key}.{name}", symbol)
    return out


def _kind(annotation: Any) -> Any:
    if isinstance(annotation, types.UnionType):
        return next(a for a in typing.get_args(annotation) if a is not type(None))
    return annotation


def _decimals(step: float) -> int:
    text = f"{step:.4f}".rstrip("0")
    return max(1, len(text) - text.index(".") - 1)
