"""Rows of many terms: each in a box of its own that can be closed, for a table of so many columns does not fit a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from pydantic.fields import FieldInfo

from pages.common.kinds import Setting, name_of, optional, rows_of
from pages.common.text import _

ACROSS = 4  # widgets in a row


def table(field: FieldInfo, held: list[dict[str, Any]], key: str, setting: Setting, widget: Callable) -> list[dict[str, Any]]:
    """The rows as edited; a row that is not complete yet lacks terms.

    As with a table, `held` and the settings must stay the same as long as the key does. Rows are told apart by numbers that outlive a removal.
    """
    state = st.session_state.setdefault(f"{key}.rows", {"numbers": list(range(len(held))), "added": {}, "newest": 0})
    out: list[dict[str, Any]] = []
    for n in list(state["numbers"]):
        before = state["added"].get(n) or held[n]
        typed = st.session_state.get(f"{key}.{n}.name", name_of(before.get("name")))
        with st.expander(typed or _(field.title), expanded=n == state["newest"], key=f"{key}.{n}.box"):
            out.append(_row(field, before, f"{key}.{n}", setting, widget))
            if len(state["numbers"]) > 1:
                st.button(_("Remove"), key=f"{key}.{n}.remove", type="tertiary", icon=":material/close:", on_click=state["numbers"].remove, args=(n,))
    most = next((m.max_length for m in field.metadata if hasattr(m, "max_length")), None)
    if out and (most is None or len(out) < most):
        st.button(_("Add another"), key=f"{key}.add", type="tertiary", icon=":material/add:", on_click=_add, args=(state, out[-1], len(held)))
    return out


def _row(field: FieldInfo, before: dict[str, Any], key: str, setting: Setting, widget: Callable) -> dict[str, Any]:
    made, cells = {}, []
    for name, part in rows_of(field).model_fields.items():
        cells = cells or list(st.columns(ACROSS, vertical_alignment="bottom"))
        start = before.get(name) if name in before or part.is_required() else part.get_default()
        with cells.pop(0):
            value = widget(part, start, f"{key}.{name}", setting)
        if value is not None or (optional(part) and name in before):
            made[name] = value
    return made


def _add(state: dict[str, Any], like: dict[str, Any], held: int) -> None:
    """One more row, like the last one under another name."""
    n = max([held - 1, *state["added"], *state["numbers"]]) + 1
    state["added"][n] = like | {"name": f"{name_of(like.get('name'))} {n + 1}".strip()}
    state["numbers"].append(n)
    state["newest"] = n
