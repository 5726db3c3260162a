"""Charts of scenarios side by side."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.reporting import numbers
from simulation.reporting.charts import Series, _form, _x_axis, _y_axis, band, figure, label, line
from simulation.reporting.placing import finite, reach, shorten, text_width
from simulation.reporting.slots import COLOUR, HAIR, PAPER, QUIET, READABLE, TEXT, esc


def ranking(names: Sequence[str], values, low, high, wide_low, wide_high, *, base: int, chosen: int, symbol: str, lang="en", scale=1.0):
    """Scenarios from the best down: a dot, a thick bar for luck, a thin one for the assumptions (None: not known yet); a dotted line at the base.

    names stand in the order of the rows; base and chosen are places in it.
    """
    rows, size = np.arange(len(names)), round(13 * scale)
    fig = figure((46 + 40 * len(names)) * scale, scale, hovermode="closest")
    values, low, high = (np.asarray(x, float) for x in (values, low, high))
    wide = [np.asarray(x, float) for x in (wide_low, wide_high)] if wide_low is not None else [values, values]
    left, right = reach(values, low, high, *wide)
    fig.add_vline(x=values[base], line=dict(color=COLOUR["no_program"], width=1.5 * scale, dash="dot"))
    if left < 0 < right:
        fig.add_vline(x=0, line=dict(color=HAIR, width=scale))
    for k in rows:
        colour = COLOUR["program" if k == chosen else "no_program"]
        for a, b, width, opacity in ((wide[0][k], wide[1][k], 2, 0.55), (low[k], high[k], 8, 0.4)):
            if np.isfinite([a, b]).all() and b > a:
                fig.add_scatter(x=[a, b], y=[k, k], mode="lines", line=dict(color=colour, width=width * scale), opacity=opacity, hoverinfo="skip")
        text = numbers.money(values[k], symbol, lang)
        fig.add_scatter(x=[values[k]], y=[k], mode="markers", hovertemplate="%{customdata}<extra></extra>",
                        customdata=[f"{esc(names[k])}: {text}"],
                        marker=dict(size=12 * scale, color=colour, line=dict(color=PAPER, width=1.5 * scale)))
        fig.add_annotation(x=1, xref="paper", y=k, text=f"<b>{text}</b>", xanchor="left", xshift=8, showarrow=False,
                           font=dict(size=size, color=colour if k == chosen else TEXT))
    marks, texts = numbers.ticks(left, right, "money", symbol, lang, 5)
    fig.update_xaxes(range=[left, right], tickvals=marks, ticktext=texts, showgrid=True, gridcolor=HAIR, showline=False, automargin="height")
    fig.update_yaxes(tickvals=list(rows), ticktext=[esc(shorten(n)) for n in names], range=[len(names) - 0.5, -0.5], showgrid=False,
                     tickfont=dict(size=size, color=TEXT))
    fig.update_layout(margin_r=round(16 + max(text_width(numbers.money(v, symbol, lang), size) for v in values) * 1.1))
    return fig


def difference(x, value, low, high, name: str, *, unit: str, symbol="", lang="en", height=320, scale=1.0):
    """A difference by month with its interval, around zero."""
    fig, form = figure(height, scale), _form(unit, symbol, lang)
    value, low, high = (np.asarray(v, float) for v in (value, low, high))
    fig.add_traces([band(x, low, high, "program"), line(x, Series(name, "program", value, low, high), form, scale)])
    fig.add_hline(y=0, line=dict(color=QUIET, width=scale))
    bottom, top = reach(value, low, high)
    _y_axis(fig, bottom, top, unit, symbol, lang)
    _x_axis(fig, x, showline=False)
    if finite(value).size:
        label(fig, [(finite(value)[-1], f"<b>{form(finite(value)[-1])}</b>", READABLE["program"])], bottom, top, scale)
    return fig
