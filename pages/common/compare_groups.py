"""The compare page over time, by tier and by segment."""
from __future__ import annotations

import numpy as np
import streamlit as st

from pages.common import compare_words as words
from pages.common import look
from pages.common.compare_choice import Choice
from pages.common.compare_parts import _files
from pages.common.figures import KINDS
from pages.common.text import _, inside, language
from simulation.comparison import Comparison, Difference
from simulation.comparison_tables import (
    MEASURES,
    direction,
    month_differences,
    months_table,
    segment_difference,
    segments_table,
    tier_difference,
    tier_rows,
    tiers_table,
)
from simulation.reporting import charts, comparison_charts
from simulation.segments import GROUP_FIGURES, SEGMENTS
from simulation.words import N_

FIGURES = dict(zip(GROUP_FIGURES, (N_("Members"), N_("Active members"), N_("Sales"), N_("Margin"), N_("Incremental margin"), N_("Program cost")),
                   strict=True))  # fmt: skip
VALUES, DIFFERENCE = "values", "difference"


def over_time(found: Comparison, choice: Choice, own: int) -> None:
    """A measure of every scenario by month, or its difference in the pair with the interval."""
    names = choice.names
    head, controls = st.columns([1, 1.1], vertical_alignment="bottom")
    with controls, st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="bottom"):
        measure = st.selectbox(_("Measure"), list(MEASURES), format_func=lambda m: _(MEASURES[m][0]), key="compare_measure", width=260,
                               label_visibility="collapsed")  # fmt: skip
        shown = st.segmented_control(_("Shown"), [DIFFERENCE, VALUES], format_func={VALUES: _("Values"), DIFFERENCE: _("Difference")}.get,
                                     default=DIFFERENCE, required=True, key="compare_shown", label_visibility="collapsed")  # fmt: skip
    title, unit, _better = MEASURES[measure]
    symbol = found.scenarios[0].market.symbol
    months = np.arange(1, found.scenarios[0].run.months + 1)
    with head:
        what = _("{b} less {a}, 95% interval by luck", a=names[0], b=names[own]) if shown == DIFFERENCE else _("mean of {n} replications",
                                                                                                              n=found.replications)  # fmt: skip
        look.head(_("Over time: {measure}", measure=inside(_(title))), what)
    if shown == DIFFERENCE:
        d = month_differences(found, measure, own)
        fig = comparison_charts.difference(months, *(np.array([getattr(x, f) for x in d]) for f in ("mean", "low", "high")), names[own], unit=unit,
                                           symbol=symbol, lang=language())  # fmt: skip
    else:
        order = [k for k in range(len(names)) if k != own] + [own]
        series = [charts.Series(names[k], "program" if k == own else "no_program", _mean(found.paths[k][measure]), dashed=k == 0) for k in order]
        fig = charts.lines(months, series, unit=unit, symbol=symbol, lang=language())
    look.show(fig, f"compare-{measure}-{shown}", _("{measure} by month; the file has the figures.", measure=_(title)))
    _files(found, choice, {"months": (_("by month"), months_table(found, names))})


def _mean(path: np.ndarray) -> np.ndarray:
    """By month over the runs; NaN where no run has a value."""
    known = ~np.isnan(path)
    return np.where(known.any(0), np.nansum(path, axis=0) / np.maximum(1, known.sum(0)), np.nan)


def tiers(found: Comparison, choice: Choice, own: int) -> None:
    text = _("tiers by their place, the first one first; people move between them, so more is neither better nor worse")
    figure = _figure(_("By tier"), text, [f for f in GROUP_FIGURES if f != "incremental_margin"], "compare_tier_figure")
    rows = []
    for old, new, i, j in tier_rows(found, own, language=language()):
        d = tier_difference(found, figure, own, 0, i, j)
        rows.append([" / ".join(dict.fromkeys(x for x in (old, new) if x)), *_cells(found, figure, d, _(direction(d)), "unknown")])
    _table(rows, choice, own, _("Tier"))
    _files(found, choice, {"tiers": (_("by tier"), tiers_table(found, choice.names))})


def segments(found: Comparison, choice: Choice, own: int) -> None:
    text = _("the same people in both: thirds of the members by what they buy without a program, and by what they look for")
    figure = _figure(_("By segment"), text, list(GROUP_FIGURES), "compare_segment_figure")
    rows = []
    for k, name in enumerate(SEGMENTS):
        d = segment_difference(found, figure, own, 0, k)
        rows.append([_(name), *_cells(found, figure, d, _(d.verdict), KINDS.get(d.verdict, "unknown"))])
    _table(rows, choice, own, _("Segment"))
    look.note(_("Members whom others bring in are in no segment. Costs that no member causes are shared evenly."))
    _files(found, choice, {"segments": (_("by segment"), segments_table(found, choice.names))})


def _figure(title: str, text: str, figures: list[str], key: str) -> str:
    """The heading with the choice of the figure beside it."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        look.head(title, text)
    default = "incremental_margin" if "incremental_margin" in figures else "members"
    return right.selectbox(_("Figure"), figures, index=figures.index(default), format_func=lambda f: _(FIGURES[f]), key=key,
                           label_visibility="collapsed")  # fmt: skip


def _cells(found: Comparison, figure: str, d: Difference, word: str, kind: str) -> list:
    form = words.Form("count" if figure in ("members", "active") else "money", found.scenarios[0].market.symbol)
    change, span = form.change(d.mean), form.span(d.low, d.high, d.mean)
    strip = look.forest(d.low, d.mean, d.high, kind)
    values = [form.value(round(v) if form.unit == "count" else v) for v in (d.base, d.own)]
    return [*values, change, span, strip, look.chip(word, kind)]


def _table(rows: list, choice: Choice, own: int, first: str) -> None:
    header = [first, choice.names[0], choice.names[own], _("Difference"), _("by luck: 95% interval"), look.forest_scale(_("less"), _("more")),
              look.hidden(_("Verdict"))]
    look.table(header, rows, left=[6], strong=[3], caption=first)
