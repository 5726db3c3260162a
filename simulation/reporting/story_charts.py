"""The charts of a story (simulation/story/content.py): one figure for each kind, for the screen, the projector and the brief."""
from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from simulation.reporting import numbers
from simulation.reporting.charts import Series, _form, _plot_height, _y_axis, label, lines
from simulation.reporting.charts import figure as empty
from simulation.reporting.placing import finite, middles, reach, shorten, text_width
from simulation.reporting.report_parts import span_of
from simulation.reporting.slots import COLOUR, HAIR, PAPER, QUIET, TEXT, esc, ramp, swatch
from simulation.story.content import Chart, Curve

HEIGHT = 320
TICKS = 7          # most names under the bars of a stack
FROM, TO = 0.2, 0.24      # of a row of a forest: how far from its middle curves lie, nearer to each other than to the next row's; a bar at most


def figure(chart: Chart, language: str, scale: float = 1.0, height: float = HEIGHT) -> go.Figure:
    """The chart, `height` pixels high; `scale` enlarges its type and strokes, 1.75 for a projector.  Colours are slots (reporting.slots)."""
    return {"lines": _lines, "stack": _stack, "forest": _forest}[chart.kind](chart, language, scale, height)


def _lines(chart: Chart, language: str, scale: float, height: float) -> go.Figure:
    series = [Series(c.name, c.slot, c.y, c.low, c.high, c.dashed) for c in chart.curves]
    fig = lines(chart.x, series, unit=chart.unit, height=height, scale=scale, symbol=chart.symbol, lang=language)
    low, high = fig.layout.yaxis.range
    drawn = any(not np.any(c.y) for c in chart.curves)      # a curve that lies on zero is its line
    if chart.unit != "percent" and low < 0 < high and not drawn:
        fig.add_hline(y=0, line=dict(color=QUIET, width=scale))
    return fig


def _stack(chart: Chart, language: str, scale: float, height: float) -> go.Figure:
    """Bars of parts, the first at the bottom; parts of one stack are shades of the accent, the first the strongest."""
    fig, form = empty(height, scale, barmode="relative", bargap=0.22), _form(chart.unit, chart.symbol, language)
    values, x = np.nan_to_num(np.array([c.y for c in chart.curves], float)), np.arange(len(chart.x))
    colours = ramp(max(1, len(chart.curves)))
    for curve, colour, row in zip(chart.curves, colours, values, strict=False):
        fig.add_bar(x=x, y=row, name=esc(curve.name), marker=dict(color=colour, line=dict(color=PAPER, width=1)),
                    customdata=[form(v) for v in row], hovertemplate="%{customdata}")
    low, high = reach(values.clip(max=0).sum(0), values.clip(min=0).sum(0))
    _y_axis(fig, low, high, chart.unit, chart.symbol, language)
    step = -(-len(x) // TICKS)
    fig.update_xaxes(tickvals=x[::step], ticktext=[esc(shorten(str(name))) for name in chart.x[::step]], range=[-0.5, len(x) - 0.5],
                     automargin="height")
    last = values[:, -1].clip(min=0) if values.size else np.zeros(0)
    rows = [(y, swatch(colour) + esc(shorten(c.name)), TEXT) for y, colour, c in zip(middles(last), colours, chart.curves, strict=False)]
    label(fig, rows, low, high, scale)
    return fig


def _forest(chart: Chart, language: str, scale: float, height: float) -> go.Figure:
    """A row for each category, the first at the top: a bar from low to high, a dot at the estimate, its figure at the right."""
    n, form, size = len(chart.x), _form(chart.unit, chart.symbol, language), round(13 * scale)
    fig = empty(height, scale, hovermode="closest")
    left, right = reach(*(part for c in chart.curves for part in (c.y, c.low, c.high) if part is not None))
    fig.add_vline(x=0, line=dict(color=QUIET, width=scale))
    places = np.linspace(-FROM, FROM, len(chart.curves)) if len(chart.curves) > 1 else [0.0]
    thick = min(14 * scale, TO * _plot_height(fig) / max(1, n))
    texts = []
    for curve, shift in zip(chart.curves, places, strict=True):
        texts += _rows(fig, chart, curve, shift, form, thick, scale, language)
    marks, words = numbers.ticks(left, right, chart.unit, chart.symbol, language, 4)
    fig.update_xaxes(range=[left, right], tickvals=marks, ticktext=words, showgrid=True, gridcolor=HAIR, showline=False, automargin="height")
    fig.update_yaxes(tickvals=list(range(n)), ticktext=[esc(shorten(str(name), 17)) for name in chart.x], range=[n - 0.5, -0.5], showgrid=False,
                     tickfont=dict(size=size, color=TEXT))
    fig.update_layout(margin_r=round(14 + max((text_width(t, size) for t in texts), default=0)))
    return fig


def _rows(fig: go.Figure, chart: Chart, curve: Curve, shift: float, form, thick: float, scale: float, language: str) -> list[str]:
    """Draws one curve's rows; returns the texts at their right ends."""
    size, texts = round(13 * scale), []
    alone, common = len(chart.curves) == 1, len(chart.curves) == 1 and len(set(curve.y)) == 1 < len(curve.y)
    for k, value in enumerate(curve.y):
        at, known = k + shift, finite([value]).size
        low, high = (curve.low[k], curve.high[k]) if curve.low is not None and curve.high is not None else (value, value)
        ranged = finite([low, high]).size == 2 and high > low
        if ranged:
            fig.add_scatter(x=[low, high], y=[at, at], mode="lines", opacity=0.4, hoverinfo="skip",
                            line=dict(color=COLOUR[curve.slot], width=thick))
        if not known:
            continue
        span = span_of(chart, value, low, high, language) if ranged else ""
        words = f"<b>{form(value)}</b>" + (f"<br><span style='color:{QUIET}'>{span}</span>" if span and alone else "")
        if common:      # a tornado: the ends say it, the estimate is the same in every row
            words = f"{form(low)}{numbers.TO[language]}{form(high)}"
        fig.add_scatter(x=[value], y=[at], mode="markers", cliponaxis=False, customdata=[f"{esc(str(chart.x[k]))}: {form(value)}" + (
            f" ({span})" if span else "")], hovertemplate="%{customdata}<extra></extra>",
            marker=dict(size=11 * scale, color=COLOUR[curve.slot], line=dict(color=PAPER, width=1.5 * scale)))
        named = "" if alone else f" {esc(shorten(curve.name, 12))}"
        fig.add_annotation(x=1, xref="paper", y=at, text=words + named, xanchor="left", xshift=8, showarrow=False, align="left",
                           font=dict(size=size, color=TEXT))
        texts.append(words + named)
    return texts
