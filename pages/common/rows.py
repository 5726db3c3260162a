"""Tables of terms: a row class drawn as a table that can be edited, a column for each of its fields."""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd
import streamlit as st
from pydantic.fields import FieldInfo

from pages.common.kinds import Setting, bounds, choices, help_of, item, label_of, missing, name_of, named, number, optional, plain, rows_of, scale
from pages.common.text import breadth
from simulation.inputs import Text

HEIGHT = 36
NAME, WORDS = 60, 400  # most characters
FEW = 6  # columns that fit a page however wide they are
NARROW, WIDE, NAME_WIDTH = 80, 124, 112  # pixels


def table(field: FieldInfo, held: list[dict[str, Any]], key: str, setting: Setting) -> list[dict[str, Any]]:
    """The rows as edited; a row that is not complete yet lacks terms.

    The browser holds edits against the table it was given, so `held` and the settings must stay the same as long as the key does.
    """
    fields = rows_of(field).model_fields
    columns = {name: Column(name, f, setting, held) for name, f in fields.items()}
    frame = pd.DataFrame({name: c.cells(held) for name, c in columns.items()})
    last = list(fields)[-1]
    edited = st.data_editor(
        frame,
        key=key,
        num_rows="dynamic",
        hide_index=True,
        row_height=HEIGHT,
        width="stretch",
        column_config={name: c.config() | (c.narrow() if len(fields) > FEW and name != last else {}) for name, c in columns.items()},
    )
    cells, out = {name: edited[name].tolist() for name in fields}, []
    for n, index in enumerate(edited.index):
        before = held[index] if isinstance(index, int) and index < len(held) else {}
        made = {name: c.term(cells[name][n], before.get(name)) for name, c in columns.items()}
        out.append({name: x for name, x in made.items() if x is not None or (optional(fields[name]) and (not before or name in before))})
    return out


class Column:
    """One field of the row class as a column: how its terms become cells, and cells terms."""

    def __init__(self, name: str, field: FieldInfo, setting: Setting, held: list[dict[str, Any]]):
        self.name, self.field, self.symbol = name, field, setting.symbol
        self.kind, self.list, self.times = plain(field.annotation), item(field) is not None, scale(field)
        values = [x for row in held if (x := row.get(name)) is not None]
        self.choices = choices(field, setting, [y for x in values for y in x] if self.list else values)

    def cells(self, held: list[dict[str, Any]]) -> pd.Series:
        shown = [self.cell(row.get(self.name)) for row in held]
        if self.list:
            return pd.Series(shown, dtype="object")
        if self.kind is bool:
            return pd.Series(shown, dtype="boolean")
        if self.kind is float:
            return pd.Series(shown, dtype="float64")
        if self.kind is datetime.date:
            return pd.Series(pd.to_datetime(pd.Series(shown, dtype="object")))
        numeric = self.kind is int or (self.choices is not None and all(isinstance(c, int) for c in self.choices))
        return pd.Series(shown, dtype="Int64" if numeric and all(x is None or isinstance(x, int) for x in shown) else "float64" if numeric else "str")

    def cell(self, value: Any) -> Any:
        if self.list:
            return [str(x) for x in value or []]
        if self.kind is bool:
            return bool(value)
        if self.kind is Text:
            return name_of(value)
        return value if value is None or self.kind is not float else round(float(value) * self.times, 6)

    def term(self, cell: Any, before: Any) -> Any:
        """A cell as a scenario file writes it; None for an empty one."""
        if self.list:
            codes = {str(c): c for c in self.choices or {}}
            number_of = {int: lambda x: int(x) if x.lstrip("-").isdigit() else x, float: float}.get(plain(item(self.field)), str)
            return [codes[x] if x in codes else number_of(x) for x in ([] if missing(cell) else map(str, cell))]
        if self.kind is Text:
            return named(cell, before) or (None if before is None else "")
        if missing(cell):
            return None
        if self.kind is bool:
            return bool(cell)
        if self.kind is datetime.date:
            return pd.Timestamp(cell).date().isoformat()
        if self.choices is not None:
            return next((code for code in self.choices if code == cell), cell)
        if self.kind in (int, float):
            typed = number(cell, self.kind is int)
            return typed if self.kind is int else round(typed / self.times, 8)
        return str(cell)

    def default(self) -> Any:
        """What a new row starts with."""
        if self.field.is_required():
            return None
        held = self.field.get_default()
        return str(held) if self.kind is Text and held is not None else held if held is None or self.list else self.cell(held)

    def config(self) -> Any:
        shared = {"label": label_of(self.field, self.symbol), "help": help_of(self.field), "required": self.needed()}
        default, low_high = self.default(), bounds(self.field)
        if self.list and self.choices is not None:
            named = {str(code): name for code, name in self.choices.items()}
            return st.column_config.MultiselectColumn(**shared, options=list(named), format_func=named.get, default=self.cell(default))
        if self.list:
            return st.column_config.ListColumn(**shared, default=self.cell(default))
        if self.choices is not None:
            return st.column_config.SelectboxColumn(**shared, options=list(self.choices), format_func=self.choices.get, default=default)
        if self.kind is bool:
            return st.column_config.CheckboxColumn(**shared, default=bool(default))
        if self.kind is datetime.date:
            return st.column_config.DateColumn(**shared, default=default)
        if self.kind in (int, float):
            low, high = (x if x is None else x * self.times for x in low_high)
            step = {"step": 1} if self.kind is int else {}
            return st.column_config.NumberColumn(**shared, min_value=low, max_value=high, format="localized", default=default, **step)
        width = "medium" if self.kind is Text else None
        return st.column_config.TextColumn(**shared, max_chars=NAME if self.kind is Text else WORDS, width=width, default=default)

    def narrow(self) -> dict[str, int]:
        """A width in a table of many columns, so that all of them fit a page; the last takes what is left."""
        heading = 36 + 7 * breadth(label_of(self.field, self.symbol))
        return {"width": NAME_WIDTH if self.kind is Text else min(max(NARROW, heading), WIDE)}

    def needed(self) -> bool:
        """The browser sends a new row once its needed cells are filled."""
        return not optional(self.field) and not self.list and (self.field.is_required() or self.kind in (int, float))
