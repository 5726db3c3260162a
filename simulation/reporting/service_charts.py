"""The charts of the service page: waits by month, and what a change does to each tier."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from simulation.reporting import numbers
from simulation.reporting.charts import Series, figure, lines
from simulation.reporting.placing import finite, reach, shorten, text_width
from simulation.reporting.slots import COLOUR, HAIR, QUIET, TEXT, esc


def waits(x, series: Sequence[Series], promise: float, promised: str, *, height=330, scale=1.0) -> go.Figure:
    """Mean waits in minutes by month and tier with their bands, and the promise as a line; `promised` is what stands at it."""
    most = max((finite(part).max() for s in series for part in (s.y, s.high) if part is not None and finite(part).size), default=0.0)
    shown = promise <= 3 * most      # a promise far above every wait would press them to the ground
    low, high = reach([0.0, max(most, promise) if shown else most or 1.0])
    fig = lines(x, series, unit="count", height=height, scale=scale, y_range=(low, high))
    if shown:
        fig.add_hline(y=promise, line=dict(color=TEXT, width=scale, dash=f"{2 * scale:g}px,{3 * scale:g}px"))
        fig.add_annotation(x=1, xref="paper", y=promise, text=esc(promised), xanchor="right", yanchor="bottom", showarrow=False,
                           font=dict(size=round(12 * scale), color=QUIET))
    return fig


def moved(names: Sequence[str], slots: Sequence[str], before, after, *, unit: str, height=None, scale=1.0) -> go.Figure:
    """From each tier's value before to that after, highest tier on top: an open dot, a line and a full one; `unit` follows each value."""
    before, after = (np.asarray(values, float) for values in (before, after))
    size, rows = round(13 * scale), list(range(len(names)))
    fig = figure(height or round((46 + 40 * len(names)) * scale), scale, hovermode="closest")
    for row, name, slot, a, b in zip(rows, names, slots, before, after, strict=True):
        if not np.isfinite([a, b]).all():
            continue
        text = f"{numbers.three(a)} → <b>{numbers.three(b)}</b> {esc(unit)}"
        fig.add_shape(type="line", x0=a, x1=b, y0=row, y1=row, line=dict(color=COLOUR[slot], width=3 * scale))
        fig.add_scatter(x=[a, b], y=[row, row], mode="markers", customdata=[f"{esc(name)}: {numbers.three(v)} {esc(unit)}" for v in (a, b)],
                        hovertemplate="%{customdata}<extra></extra>", cliponaxis=False,
                        marker=dict(size=11 * scale, color=COLOUR[slot], symbol=["circle-open", "circle"], line=dict(color=COLOUR[slot], width=2.5)))
        fig.add_annotation(x=max(a, b), y=row, text=text, xanchor="left", xshift=12, showarrow=False, font=dict(size=size, color=TEXT))
    known = finite([*before, *after])
    most = known.max() if known.size and known.max() > 0 else 1.0
    marks, texts = numbers.ticks(0, most, "count", most=4)
    widest = text_width(f"{numbers.three(most)} → {numbers.three(most)} {unit}", size)
    fig.update_xaxes(range=[0, most], tickvals=marks, ticktext=texts, showgrid=True, gridcolor=HAIR, showline=False, automargin="height")
    fig.update_yaxes(tickvals=rows, ticktext=[esc(shorten(name)) for name in names], showgrid=False, range=[-0.6, len(names) - 0.4],
                     tickfont=dict(size=size, color=TEXT))
    return fig.update_layout(margin_r=round(widest + 20 * scale))
