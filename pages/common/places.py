"""Paths of terms in the words of the form: where a fault belongs, and what an edit changed."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic.fields import FieldInfo

from pages.common.kinds import Setting, by_tier, choices, name_of, rows_of, scale
from pages.common.text import _, listed, whereabouts
from simulation.assumptions import FIELDS
from simulation.difference import Change
from simulation.inputs import Fault
from simulation.market import Market
from simulation.mechanics import REGISTRY, Mechanic
from simulation.naming import titled


def word_in(program: dict[str, Any], label: str) -> str:
    """The registry's word for what stands under a label."""
    return program.get(label, {}).get("mechanic", label)


def title_of(kind: type[Mechanic], label: str, terms: dict[str, Any]) -> str:
    """What `naming.called` gives, of terms that are being edited and may be wrong."""
    if not kind.several:
        return _(kind.title)
    own = name_of(terms.get("name")).strip()
    return own or _(titled(kind, label))


def owner(fault: Fault, labels: list[str]) -> str | None:
    """The label of the mechanic that a fault belongs to."""
    return next((x for x in labels if fault.field == f"program.{x}" or fault.field.startswith(f"program.{x}.")), None)


def show(faults: list[Fault], program: dict[str, Any]) -> None:
    """Faults in the words of the form."""
    for fault in faults:
        where = place(fault.field, program)
        st.error(_("**{place}:** {fault}", place=where, fault=_(fault.message)) if where else _(fault.message), icon=":material/error:")


def place(path: str, program: dict[str, Any]) -> str:
    """`program.tiers.levels[2].threshold` as `Gold, From`; `market.margin.low` as `Contribution margin, Low case`."""
    if path.startswith("market."):
        name, _dot, part = path.removeprefix("market.").partition(".")
        words = [_(Market.model_fields[name].title)] if name in Market.model_fields else [name]
        return whereabouts([*words, _(FIELDS[part])] if part in FIELDS else words)
    return _walk(path, program)[0]


def term_shown(change: Change, value: Any, program: dict[str, Any]) -> str:
    """A term's value as the form shows it."""
    field = _walk(change.field, program)[1]
    if field is not None and not isinstance(value, bool) and value is not None:
        names = tuple(name_of(x.get("name")) for x in program.get("tiers", {}).get("levels", ()))
        known = choices(field, Setting("", names)) or {}
        if isinstance(value, str | int) and value in known:
            return known[value]
        if isinstance(value, int | float) and scale(field) > 1:
            return f"{value * scale(field):,.6g}%"
    if value is None:
        return _("none")
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if isinstance(value, float):
        return f"{value:,.6g}"
    return listed(map(str, value)) or _("none") if isinstance(value, tuple | list) else str(value)


def _walk(path: str, program: dict[str, Any]) -> tuple[str, FieldInfo | None]:
    """Words of a path, and the field it ends in."""
    label = owner(Fault(path, ""), sorted(program, key=len, reverse=True))
    if label is None:
        return "", None
    terms, field = program[label], None
    model = kind = REGISTRY.get(word_in(program, label))
    words = [title_of(kind, label, terms)] if kind is not None and kind.several else []
    for part in filter(None, path.removeprefix(f"program.{label}").strip(".").split(".")):
        name, _bracket, index = part.partition("[")
        field = getattr(model, "model_fields", {}).get(name)
        if field is None:
            break
        i = int(index.rstrip("]")) if index else None
        if i is not None and rows_of(field) is not None:
            rows = terms.get(name) or []
            own = name_of(rows[i].get("name")) if i < len(rows) else ""
            words = [*words, own or _("row {n}", n=i + 1)]
            model, field = rows_of(field), None
        elif i is not None and by_tier(field):
            levels = program.get("tiers", {}).get("levels", [])
            words += [name_of(levels[i].get("name")) if i < len(levels) else _("Tier {n}", n=i + 1), _(field.title)]
        else:
            words.append(_(field.title))
    return whereabouts(filter(None, words)) or (_(kind.title) if kind else label), field
