"""Charts of the guide's small examples, in the manner of charts.py: lines over any number, with a place marked on it."""
from __future__ import annotations

import html
from collections.abc import Sequence

import plotly.graph_objects as go

from simulation.reporting import numbers
from simulation.reporting.charts import Series, lines
from simulation.reporting.placing import reach
from simulation.reporting.slots import COLOUR, QUIET, TEXT, esc


def over(x, series: Sequence[Series], *, unit: str, symbol="", lang="en", y_range: tuple[float, float] | None = None,
         mark: tuple[float, str] | None = None, zero=False, height=300, scale=1.0) -> go.Figure:  # fmt: skip
    """Lines over x, named at the right end.  mark: a value of x with its words, an upright hairline; zero: the level line of nothing."""
    values, texts = numbers.ticks(float(x[0]), float(x[-1]), "count", most=6)
    low, high = y_range or reach(*(part for s in series for part in (s.y, s.low, s.high) if part is not None), *([[0.0]] if zero else []))
    top = high + (0.12 * (high - low) if mark else 0)
    fig = lines(x, series, unit=unit, symbol=symbol, lang=lang, y_range=(low, top), x_marks=values, height=height, scale=scale)
    fig.update_xaxes(ticktext=texts)
    if zero:
        fig.add_hline(y=0, line=dict(color=QUIET, width=scale))
    if mark:
        at, words = mark
        side, shift = ("left", 5) if at <= (x[0] + x[-1]) / 2 else ("right", -5)
        fig.add_shape(type="line", x0=at, x1=at, y0=low, y1=top, line=dict(color=COLOUR["no_program"], width=scale))
        fig.add_annotation(x=at, y=top, text=esc(words), showarrow=False, yanchor="top", xanchor=side, xshift=shift,
                           font=dict(size=round(12 * scale), color=TEXT))  # fmt: skip
    return fig


def ends(fig: go.Figure) -> list[tuple[str, str, str, str, str]]:
    """The figures of a chart for who does not see it: each curve's name, where it starts and its value there, where it ends and its value there."""
    out = []
    for trace in fig.data:
        known = [(x, said) for x, said, y in zip(trace.x, trace.customdata, trace.y, strict=True) if y == y] if trace.customdata is not None else []
        if trace.name and known:
            (start, first), (end, last) = known[0], known[-1]
            out.append((html.unescape(trace.name), _place(start), first, _place(end), last))
    return out


def _place(x: float) -> str:
    return numbers.count(x) if x == round(x) else numbers.three(x)
