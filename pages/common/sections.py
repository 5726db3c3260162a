"""What stands around a mechanic's fields: its heading with its switch, the offer to add it, and the row it shares with others."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.common import look
from pages.common.forms import wide
from pages.common.kinds import extra
from pages.common.session import Draft, whole_program
from pages.common.text import _
from simulation.mechanics import REGISTRY, Mechanic
from simulation.words import first_sentence

ROW = 4  # parts of a row
FEW = 6  # fields that are seen at a glance


def rule(kind: type[Mechanic]) -> str:
    """The mechanic in a sentence: its summary, else the first of its docstring."""
    return _(kind.summary or first_sentence(kind.__doc__ or ""))


def folds(kind: type[Mechanic]) -> bool:
    """Whether a mechanic stands in a box that can be closed: there may be many of it, with many fields each."""
    return kind.several and len(kind.model_fields) > FEW


def heading(kind: type[Mechanic], label: str, title: str, key: str) -> bool:
    """A section's heading with the switch that leaves the mechanic out; whether it is on."""
    centre = "center" if folds(kind) else "top"
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment=centre, key=f"heading_{label}"):
        if folds(kind):
            look.offers(rule(kind), line=False)
        else:
            look.head(title, rule(kind))
        if kind.several:
            return not st.button(_("Remove"), key=f"{key}.remove.{label}", type="tertiary", icon=":material/close:", width="content")
        return st.toggle(_("{mechanic} on", mechanic=title), True, key=f"{key}.on.{label}", label_visibility="collapsed", width="content")


def offer(kind: type[Mechanic], word: str, again: bool, key: str) -> bool:
    """One line for a mechanic that can be added; whether it was asked for."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key=f"offer_{word}"):
        look.offer(_(kind.title), rule(kind))
        return st.button(_("Add another") if again else _("Add"), key=f"{key}.add.{word}", icon=":material/add:", type="tertiary", width="content")


def fresh(word: str, program: dict[str, Any], held: Draft) -> tuple[str, dict[str, Any]]:
    """A mechanic just switched on, under a label of its own: as the saved scenario has it, else with its example's terms."""
    label, n = word, 2
    while label in program:
        label, n = f"{word}_{n}", n + 1
    kind, saved = REGISTRY[word], whole_program(held.saved)
    if label in saved and saved[label].get("mechanic", label) == word:
        return label, saved[label]
    terms = kind.model_validate(kind.example).model_dump(mode="json")
    return label, terms if label == word else {"mechanic": word} | terms


def parts(kind: type[Mechanic], without: tuple[str, ...] = ()) -> int:
    """How many of a row's parts a mechanic takes: as many columns as its fields want."""
    fields = [f for name, f in kind.model_fields.items() if name not in without and not extra(f, "advanced")]
    if kind.several or len(fields) > FEW or any(wide(f) for f in fields):
        return ROW
    return 1 if len(fields) <= 3 else 2


def packed(labels: list[tuple[str, int]]) -> list[list[tuple[str, int]]]:
    """Labels and their parts in rows, in order."""
    out: list[list[tuple[str, int]]] = []
    for label, wanted in labels:
        if not out or sum(n for _label, n in out[-1]) + wanted > ROW:
            out.append([])
        out[-1].append((label, wanted))
    return out


def columns_in(kind: type[Mechanic], share: float, without: tuple[str, ...] = ()) -> int:
    """Columns of a form that has this share of the page."""
    fields = [f for name, f in kind.model_fields.items() if name not in without and not wide(f)]
    if share > 0.9:
        return len(fields) if 3 <= len(fields) <= 5 else ROW
    return max(1, round(ROW * share))
