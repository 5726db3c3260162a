"""The page's address holds the scenario, the run size and the edits not saved yet: a refresh loses nothing, and a link can be sent.

Streamlit's own binding of widgets would put translated labels there.
"""

from __future__ import annotations

import base64
import datetime
import json
import types
import typing
import zlib
from typing import Any

import streamlit as st
from pydantic import BaseModel

from pages.common.session import Draft
from pages.common.text import _
from simulation import assumptions
from simulation.inputs import Text
from simulation.market import Market
from simulation.mechanics import REGISTRY

LARGEST = 64 * 1024  # bytes of a program as JSON
NUMBERS = 1  # version of how edits of assumptions are written there


def read(name: str, allowed, default, unknown: str = "", named: str = "") -> None:
    """A visitor's first run takes the value of a widget from the address, where it may be `named` otherwise."""
    if name in st.session_state:
        if st.session_state[name] not in allowed:
            st.session_state[name] = default
        return
    asked = st.query_params.get(named or name)
    found = next((a for a in allowed if str(a) == asked), None)
    if asked and found is None and unknown:
        st.warning(unknown)
    st.session_state[name] = default if found is None else found


def write(name: str, value: Any, default: Any) -> None:
    """Puts a value there, or takes it away where it is the default."""
    if value == default:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != str(value):
        st.query_params[name] = str(value)


def read_edits(held: Draft) -> None:
    """A visitor's first run takes the edits from the address."""
    if st.session_state.get("_edits_read"):
        return
    st.session_state["_edits_read"] = True
    program, numbers = st.query_params.get("edits"), st.query_params.get("assumptions")
    if not (program or numbers):
        return
    try:
        made = unpacked(program) if program else held.program
        held.edit(made, assumptions=unpacked_numbers(numbers, held.saved.market) if numbers else None)
        held.redraw()
    except ValueError:
        st.warning(_("The edits in this link cannot be read; it may have been cut. The saved scenario is shown."))


def write_edits(held: Draft) -> None:
    write("edits", packed(held.program) if held.program_edited else "", "")
    write("assumptions", packed({"v": NUMBERS, "market": held.assumptions}) if held.assumptions else "", "")


def packed(program: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(program, ensure_ascii=False, separators=(",", ":")).encode(), 9)).decode()


def document_of(text: str) -> Any:
    try:
        raw = zlib.decompressobj().decompress(base64.urlsafe_b64decode(text.encode()), LARGEST)
        return json.loads(raw)
    except (ValueError, RecursionError, zlib.error) as e:
        raise ValueError(str(e)) from None


def unpacked_numbers(text: str, market: Market) -> dict[str, dict[str, Any]]:
    """The edits of a market's numbers; raises ValueError for what `write_edits` did not write."""
    document = document_of(text)
    if not isinstance(document, dict) or document.get("v") != NUMBERS:
        raise ValueError("assumptions of another version")
    return assumptions.read_edits(document.get("market"), market)


def unpacked(text: str) -> dict[str, Any]:
    """Raises ValueError for what `packed` did not write."""
    program = document_of(text)
    if not isinstance(program, dict) or not all(_drawable(label, terms) for label, terms in program.items()):
        raise ValueError("no program that the form could hold")
    return program


def _drawable(label: str, terms: Any) -> bool:
    """Whether the form can show the terms, right or wrong: known fields, each of its kind."""
    kind = REGISTRY.get(terms.get("mechanic", label)) if isinstance(terms, dict) else None
    return (
        kind is not None
        and set(terms) - {"mechanic"} <= set(kind.model_fields)
        and all(_of_kind(terms[name], field.annotation) for name, field in kind.model_fields.items() if name in terms)
    )


def _of_kind(value: Any, annotation: Any) -> bool:
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return any(_of_kind(value, x) for x in inner)
    if annotation in (bool, type(None)):
        return type(value) is annotation
    if annotation is datetime.date:
        return isinstance(value, str) and _is_date(value)
    if origin is tuple:
        return isinstance(value, list) and all(_of_kind(x, inner[0]) for x in value)
    if origin is typing.Literal:
        return value in inner
    if origin is typing.Annotated:
        return _of_kind(value, inner[0])
    if annotation in (int, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    if annotation is Text:
        return isinstance(value, str | dict)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields
        named = isinstance(value, dict) and ("name" in value or "name" not in fields)
        return named and all(k in fields and _of_kind(v, fields[k].annotation) for k, v in value.items())
    return isinstance(value, str)


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
