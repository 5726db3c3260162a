"""Every number of the draft's market in a table that can be edited; what is typed becomes an edit of the draft."""
from __future__ import annotations

import zlib
from typing import Any

import pandas as pd
import streamlit as st

from pages.common import look, places, saving
from pages.common.assumptions_parts import title, written
from pages.common.downloads import table_buttons
from pages.common.session import Draft
from pages.common.text import _, local
from simulation import tables
from simulation.assumptions import as_edit, changed
from simulation.market import MARK_NAMES, MARKS, Market, told_mark
from simulation.words import N_

CELLS = ("value", "low", "high", "source")
SHOW = {"range": N_("With a range"), "changed": N_("Changed"), "all": N_("All")}
ROW, MOST = 35, 25  # pixels of a row, and rows without scrolling
RESETS = 12


def section(held: Draft) -> None:
    """Search, the table, what is wrong with it, resets and the file."""
    left, right = st.columns([1, 1.2], vertical_alignment="center")
    with left:
        look.head(_("Every assumption"), _("Market: {name}. {note}", name=local(held.saved.market.name), note=local(held.saved.market.note)))
    with right:
        saving.buttons(held)
    names = filtered(held)
    if not names:
        look.empty(_("Nothing like this"), _("No assumption fits what you look for. Clear the search, or show all."))
    elif edit(held, names):
        st.rerun()
    places.show([f for f in held.faults if f.field.startswith("market.")], held.program)
    _marks()
    _resets(held)
    whole = tables.assumptions(held.good.market, held.named_market)
    table_buttons(held.good.name, held.good.market.currency, {"assumptions": (_("all assumptions"), whole)})


def now(held: Draft, name: str) -> dict[str, Any]:
    """A number as it stands in the draft, right or wrong."""
    return held.assumptions.get(name) or as_edit(getattr(held.saved.market, name))


def mark_of(held: Draft, name: str) -> str:
    cells = now(held, name)
    return cells.get("mark") or told_mark(cells["source"] or "") or "assumed"


def filtered(held: Draft) -> list[str]:
    """The numbers that the visitor wants to see."""
    left, middle, right = st.columns([1.3, 1, 1.2], vertical_alignment="bottom")
    text = left.text_input(_("Search"), key="assumptions_search", placeholder=_("a word of the number or its source"), persist_state="session")
    show = middle.segmented_control(_("Show"), list(SHOW), format_func={k: _(v) for k, v in SHOW.items()}.get, default="range", required=True,
                                    key="assumptions_show", persist_state="session")
    marks = right.multiselect(_("Mark"), list(MARKS), format_func={k: _(v) for k, v in MARK_NAMES.items()}.get, key="assumptions_marks",
                              placeholder=_("any mark"), persist_state="session")
    moved, out = changed(held.good.market, held.named_market), []
    for name, field in Market.model_fields.items():
        if name not in held.saved.market.assumptions():
            continue
        cells = now(held, name)
        said = f"{name} {_(field.title)} {_(field.description or '')} {cells['source']} {_(cells['source'] or '')}".lower()
        fits = {"range": cells["low"] is not None, "changed": name in moved or name in held.assumptions, "all": True}[show]
        found = all(word in said for word in text.lower().split())
        if found and (fits or (text and show == "range")) and (not marks or mark_of(held, name) in marks):
            out.append(name)
    return out


def edit(held: Draft, names: list[str]) -> bool:
    """Draws the table; returns whether something was typed, which the draft then has."""
    key = f"{held.table_key}.{zlib.crc32(' '.join(names).encode())}"
    base, was = frame(held, names), changed(held.good.market, held.named_market)
    base["was"] = [f"{was[n].value:.6g}" if n in was else "" for n in names]
    number = {"format": "%.6g", "width": 92}
    edited = st.data_editor(
        base, key=key, hide_index=True, width="stretch", height=ROW * (min(len(names), MOST) + 1) + 3, disabled=["number", "unit", "mark", "was"],
        column_order=["number", "value", "low", "high", "unit", "mark", "was", "source"],
        column_config={
            "number": st.column_config.TextColumn(_("Number"), width=210),
            "value": st.column_config.NumberColumn(_("Value"), required=True, **number),
            "low": st.column_config.NumberColumn(
                _("Low case"), help=_("The cautious case, even where it is the larger number. Leave both cases empty if you are certain."), **number),
            "high": st.column_config.NumberColumn(_("High case"), help=_("The hopeful case."), **number),
            "unit": st.column_config.TextColumn(_("Unit"), width=168),
            "mark": st.column_config.TextColumn(
                _("Mark"), width=75, help=_("Read off the source: end it with (paper), (sign) or (seen) to say how sure it is.")),
            "was": st.column_config.TextColumn(
                _("Before"), width=70, help=_("The value in the market that this scenario names, where it was changed.")),
            "source": st.column_config.TextColumn(_("Source"), width="large", max_chars=400),
        },
    )  # fmt: skip
    typed = False
    for name, old, new in zip(names, base[list(CELLS)].to_dict("records"), edited[list(CELLS)].to_dict("records"), strict=True):
        cells = {c: plain(new[c]) for c in CELLS if plain(new[c]) != plain(old[c])}
        if cells:
            held.edit_number(name, **cells)
            typed = True
    return typed


def frame(held: Draft, names: list[str]) -> pd.DataFrame:
    """The table as it is drawn."""
    rows = [(title(n), *(now(held, n)[c] for c in CELLS), _unit(held, n), _(MARK_NAMES[mark_of(held, n)])) for n in names]
    rows = [(*row[:4], row[4] and _(row[4]), *row[5:]) for row in rows]     # the source; `edit` stores only what differs from what was drawn
    table = pd.DataFrame(rows, columns=["number", *CELLS, "unit", "mark"])
    return table.astype({c: "float64" for c in ("value", "low", "high")})


def _unit(held: Draft, name: str) -> str:
    return _(held.saved.market.unit_of(name))


def plain(cell: Any) -> Any:
    """A cell as an edit holds it: None where it is empty."""
    if isinstance(cell, str):
        return cell
    return None if cell is None or pd.isna(cell) else float(cell)


def _marks() -> None:
    look.note(" ".join(_("{name}: {value}", name=f"**{_(MARK_NAMES[mark])}**", value=_(said)) for mark, said in MARKS.items()))


def _resets(held: Draft) -> None:
    """A button for each number that was changed."""
    moved = [n for n in held.saved.market.assumptions() if n in held.assumptions or n in changed(held.good.market, held.named_market)]
    if not moved:
        return
    with st.container(horizontal=True, gap="small"):
        for name in moved[:RESETS]:
            back = written(held.named_market, name, getattr(held.named_market, name).value)
            st.button(_("{name}: back to {value}", name=title(name), value=back), key=f"reset.{name}", type="tertiary", icon=":material/undo:",
                      on_click=held.reset_number, args=(name,))
