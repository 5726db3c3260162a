"""How is a figure made?  Under the cards and tables of a page: formula, inputs with where they are from, monthly parts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.common import look
from pages.common.downloads import csv_buttons
from pages.common.shell import link, menu
from pages.common.text import _
from simulation.finance.explain_figure import LAST, MARKET, PROGRAM, RUN, TABLE, Explanation, Input, explain, figures, inputs_table
from simulation.outcome import Outcome
from simulation.reporting import numbers


def section(outcome: Outcome, names: Sequence[str]) -> None:
    """A closed box with a choice among `names`, of explain_figure.figures(); works one out, the one chosen."""
    known = figures()
    titles = {name: _(known[name].title) for name in names}
    with st.expander(_("How is a figure made?"), icon=":material/function:", key="explain_figure"):
        name = st.selectbox(_("Figure"), list(titles), format_func=titles.get, key=f"explain_{st.session_state.get('_page') or 'home'}")
        found = explain(outcome, name)
        _formula(outcome, found)
        _inputs(outcome, found)
        _parts(outcome, found)


def _value(outcome: Outcome, value: float | None, unit: str) -> str:
    """To the last cent, for sums that are to be checked."""
    market = outcome.scenario.market
    if value is None:
        return numbers.DASH
    if unit == "money":
        return numbers.amount(value, market.symbol, market.minor_digits)
    if unit == "percent":
        return numbers.percent(value, 3)
    return f"{value:,.6g}" if unit == "ratio" or value != int(value) else numbers.count(value)


def _formula(outcome: Outcome, found: Explanation) -> None:
    title = _(found.figure.title)
    look.note(_("**{title}** = {formula}", title=title, formula=_(found.figure.formula)))
    if found.value is None:
        look.note(_("This run has no such figure: it is too short, or there is nothing to divide by."))
        return
    ties = look.chip(_("ties"), "better") if found.ties else look.chip(_("does not tie"), "worse")
    look.note(look.line(look.Html(f"<b>{look.esc(title)}: {look.esc(_value(outcome, found.value, found.figure.unit))}</b>"), ties,
                        _("with what the parts below give: {value}", value=_value(outcome, found.recomputed, found.figure.unit))))  # fmt: skip


def _inputs(outcome: Outcome, found: Explanation) -> None:
    where = {TABLE: _("parts below"), MARKET: _("market"), RUN: _("run")}
    rows = []
    for i in found.inputs:
        if i.kind != PROGRAM:
            rows.append([_said(i), _input_value(outcome, i), _unit(outcome, i.unit), where[i.kind], i.place, i.source])
    header = [_("Input"), _("Value"), _("Unit"), _("Taken from"), _("Column or field"), _("Source")]
    look.table(header, rows, left=[2, 3, 4, 5], quiet=[2, 3, 4, 5], caption=_("Inputs of the figure"))


def _said(i: Input) -> str:
    return ": ".join(_(name) for name in i.names)


def _unit(outcome: Outcome, unit: str) -> str:
    return outcome.scenario.market.currency if unit in ("money", "currency") else _(unit)


def _terms(outcome: Outcome, found: Explanation) -> None:
    """The program's terms behind a cost: many, so in a list that scrolls."""
    rows = [(_said(i), i.value, _unit(outcome, i.unit), i.place) for i in found.inputs if i.kind == PROGRAM]
    if rows:
        look.note(_("Terms of the program behind these costs; change them on the page of the program's design."))
        table = pd.DataFrame(rows, columns=[_("Term"), _("Value"), _("Unit"), _("Where in the scenario")])
        st.dataframe(table, hide_index=True, height=_height(len(rows)))


def _height(rows: int) -> int:
    return min(35 * (rows + 1) + 3, 280)


def _input_value(outcome: Outcome, i: Input) -> str:
    if i.kind != TABLE:
        return f"{i.value:,.10g}"
    return numbers.amount(i.value, digits=outcome.scenario.market.minor_digits) if i.unit == "money" else numbers.count(i.value)


def _parts(outcome: Outcome, found: Explanation) -> None:
    """The table whose sums the formula takes, to the last unit; the file has the same."""
    heads, forms, cents = {}, {}, outcome.scenario.market.minor_digits == 2      # "accounting" writes two decimals
    for column, (name, unit) in found.names.items():
        told = unit.removeprefix(LAST)
        forms[column] = "accounting" if told == "money" and cents else "localized"
        heads[column] = f"{_(name)} ({_unit(outcome, told)})"
    first = {"month": _("Month"), "tier": _("Tier"), "vintage": _("Month of issue")}
    last_counts = any(unit.startswith(LAST) for told, unit in found.names.values())
    parts = found.parts.iloc[::-1] if last_counts else found.parts
    shown = parts.rename(columns=heads | first)
    if len(shown):
        st.dataframe(shown, hide_index=True, height=_height(len(shown)),
                     column_config={head: st.column_config.NumberColumn(format=forms[column]) for column, head in heads.items()})  # fmt: skip
    _terms(outcome, found)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        csv_buttons(outcome, {"figure": (_("parts of {figure}", figure=_(found.figure.title)), shown),
                              "figure_inputs": (_("its inputs"), inputs_table(found, _))})  # fmt: skip
        pages = {name: words[0] for section in menu().values() for name, words in section.items()}
        if found.figure.page in pages and found.figure.page != st.session_state.get("_page"):
            link(found.figure.page, _("More on the page {page}", page=pages[found.figure.page]))
