"""Forms drawn from a mechanic's own fields: title, unit, limits and help come from the field, never from the page."""

from __future__ import annotations

import datetime
from typing import Any

import streamlit as st
from pydantic.fields import FieldInfo

from pages.common import boxes, rows
from pages.common.kinds import (
    Setting,
    about_tiers,
    bounds,
    by_tier,
    choices,
    extra,
    help_of,
    item,
    label_of,
    name_of,
    named,
    number,
    optional,
    plain,
    rows_of,
    scale,
)  # fmt: skip
from pages.common.text import _
from simulation.inputs import Text
from simulation.mechanics import Mechanic

COMMON_DATES = ("06-18", "08-08", "11-11", "12-12")
WORDS = 400  # most characters of a text
SHAPE = "%.10g"  # as many digits as a number has: one decimal would show 0.05 as 0.1


class Fields:
    """The widgets of one mechanic.  `values` is what they start from and stays the same as long as they live; `now` is the program as it is.

    A field that is hidden keeps what it holds now, and starts from it when it is shown again.
    """

    def __init__(self, kind: type[Mechanic], values: dict[str, Any], now: dict[str, Any], key: str, setting: Setting):
        self.kind, self.values, self.now, self.key, self.setting = kind, values, now, key, setting
        self.out = dict(values)
        self.hidden: set[str] = set()

    def draw(self, columns: int, without: tuple[str, ...] = ()) -> dict[str, Any]:
        """Every field but those `without`; returns the mechanic's terms."""
        own = vars(self.kind).get("__annotations__", {})
        names = sorted((n for n in self.kind.model_fields if n not in without), key=lambda n: (n != "name", n not in own))  # its name, then its own
        later = [name for name in names if extra(self.kind.model_fields[name], "advanced")]
        self.part([name for name in names if name not in later], columns)
        if later:
            with st.expander(_("More terms"), key=f"{self.key}.more"):
                self.part(later, columns)
        return self.out

    def part(self, names: list[str], columns: int) -> None:
        """Widgets in rows of so many columns; tables and numbers by tier have a row of their own."""
        cells: list = []
        for name in names:
            field = self.kind.model_fields[name]
            if not self.shown(field):
                self.keep(name, field)
            elif wide(field):
                cells = []
                self.put(name, self.broad(name, field))
            else:
                cells = cells or list(st.columns(columns, vertical_alignment="bottom"))
                with cells.pop(0):
                    self.put(name, self.single(name, field))

    def shown(self, field: FieldInfo) -> bool:
        return all(name not in self.hidden and self.out.get(name) in wanted for name, wanted in extra(field, "when", {}).items())

    def keep(self, name: str, field: FieldInfo) -> None:
        """A hidden field: its value stays, fitted to the tiers there are."""
        self.hidden.add(name)
        if name in self.now:
            self.values[name] = self.out[name] = self.now[name]
        if by_tier(field) and self.out.get(name):
            self.out[name] = for_each(self.out[name], len(self.setting.tiers))

    def put(self, name: str, value: Any) -> None:
        """An empty widget leaves its term out where the term must be given: the fault is said at the section."""
        if value is None and not optional(self.kind.model_fields[name]):
            self.out.pop(name, None)
        else:
            self.out[name] = value

    def value(self, name: str, field: FieldInfo) -> Any:
        if name in self.values or field.is_required():
            return self.values.get(name)
        held = field.get_default()
        return list(held) if isinstance(held, tuple) else held

    def broad(self, name: str, field: FieldInfo) -> Any:
        held, key = self.value(name, field) or [], f"{self.key}.{name}"
        if by_tier(field):
            return numbers_by_tier(field, held, key, self.setting)
        if self.kind.title != field.title:
            st.caption(label_of(field, self.setting.symbol), help=help_of(field))
        if extra(field, "boxes"):
            return boxes.table(field, held, lapped(key, field, self.setting), self.setting, widget)
        return rows.table(field, held, lapped(key, field, self.setting), self.setting)

    def single(self, name: str, field: FieldInfo) -> Any:
        return widget(field, self.value(name, field), lapped(f"{self.key}.{name}", field, self.setting), self.setting)


def wide(field: FieldInfo) -> bool:
    """Whether a field wants a row of its own."""
    return by_tier(field) or rows_of(field) is not None


def lapped(key: str, field: FieldInfo, setting: Setting) -> str:
    """The key of a widget; one that offers tiers is drawn anew when their names change, for the browser holds names."""
    return f"{key}.{setting.lap}" if setting.lap and about_tiers(field) else key


def for_each(values: list, tiers: int) -> list:
    """A number for each tier; the last one goes on for tiers above."""
    return [values[min(i, len(values) - 1)] for i in range(tiers)]


def widget(field: FieldInfo, value: Any, key: str, setting: Setting) -> Any:
    """One widget for one field; returns the value in the field's own unit, None where it is empty."""
    kind, label, help = plain(field.annotation), label_of(field, setting.symbol), help_of(field)
    if item(field) is not None:
        return _several(field, list(value or []), key, setting)
    if kind is bool and not optional(field):
        return st.toggle(label, bool(value), key=key, help=help)
    known = {True: _("Yes"), False: _("No")} if kind is bool else choices(field, setting, () if value is None else (value,))
    if known is not None:
        codes = list(known)
        index = codes.index(value) if value in codes and not begins_empty(field, key, value) else None
        return st.selectbox(label, codes, index, format_func=known.get, key=key, help=help, placeholder=_("none"))
    if kind is Text:
        typed = st.text_input(label, name_of(value), max_chars=WORDS, key=key, help=help)
        return None if optional(field) and not typed.strip() else named(typed, value) or None      # emptied, it is gone in both languages
    if kind is datetime.date:
        day = datetime.date.fromisoformat(str(value)) if value else None
        typed = st.date_input(label, None if begins_empty(field, key, day) else day, key=key, help=help, format="YYYY-MM-DD")
        return typed.isoformat() if typed else None
    if kind in (int, float):
        return typed_number(field, label, value, key, help)
    return st.text_input(label, value or "", max_chars=WORDS, key=key, help=help) or (None if optional(field) else "")


def begins_empty(field: FieldInfo, key: str, value: Any) -> bool:
    """Lets a widget be emptied: Streamlit allows it only where a widget began empty, so its value is set beside it."""
    if optional(field):
        st.session_state.setdefault(key, value)
    return optional(field)


def typed_number(field: FieldInfo, label: str, value: Any, key: str, help: str | None = None) -> float | int | None:
    """A number, in percent where it is a share; what lies outside the limits can be shown, and is refused by validation."""
    whole, times = plain(item(field) or field.annotation) is int, scale(field)
    low, high = bounds(field)
    step = extra(field, "step") or (1 if whole else 0.01 if times > 1 or not extra(field, "unit", "").startswith("currency") else 1.0)
    if value is not None:
        low, high = low if low is None else min(low, value), high if high is None else max(high, value)
    if whole:
        value, low, high = (x if x is None else int(x) for x in (value, low, high))
        start = None if begins_empty(field, key, value) else value
        return st.number_input(label, low, high, start, int(step), key=key, help=help, placeholder=_("none"))
    value, low, high = (x if x is None else round(float(x) * times, 6) for x in (value, low, high))
    start = None if begins_empty(field, key, value) else value
    typed = st.number_input(label, low, high, start, float(step * times), SHAPE, key=key, help=help, placeholder=_("none"))
    return None if typed is None else round(typed / times, 8)


def numbers_by_tier(field: FieldInfo, values: list, key: str, setting: Setting) -> list:
    """A number for each tier, side by side under the tiers' names."""
    held = for_each(values or [0], len(setting.tiers))
    st.caption(label_of(field, setting.symbol), help=help_of(field))
    out = []
    for i, (place, tier) in enumerate(zip(st.columns(len(setting.tiers)), setting.tiers, strict=True)):
        with place:
            typed = typed_number(field, tier or _("Tier {n}", n=i + 1), held[i], f"{key}.{i}")
            out.append(held[i] if typed is None else typed)
    return out


def _several(field: FieldInfo, held: list, key: str, setting: Setting) -> list:
    """A list of choices, of words, or of whole numbers."""
    label, help, known = label_of(field, setting.symbol), help_of(field), choices(field, setting, held)
    if known is not None:
        return st.multiselect(label, list(known), held, format_func=known.get, key=key, help=help, placeholder=_("none"))
    offered = [*held, *(COMMON_DATES if extra(field, "unit") == "MM-DD" else ())]
    given = st.multiselect(
        label, list(dict.fromkeys(map(str, offered))), list(map(str, held)), key=key, help=help, accept_new_options=True, placeholder=_("none")
    )
    return [number(x, True) if plain(item(field)) is int and x.lstrip("-").isdigit() else x for x in given]
