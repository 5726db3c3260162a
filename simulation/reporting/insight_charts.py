"""Charts of member data, in the manner of charts.py: the RFM map, the purchase cycle, and plain bars with one part set off."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from simulation.reporting import numbers
from simulation.reporting.charts import figure
from simulation.reporting.placing import text_width
from simulation.reporting.slots import COLOUR, HAIR, PAPER, QUIET, RAMP, TEXT, esc

PALEST = RAMP[:5]  # as strong as a cell may be for its text to stay readable, light and dark


def rfm_map(customers, shares, segments: Sequence[Sequence[str]], titles: Mapping[str, str], recency_texts: Sequence[str],
            value_texts: Sequence[str], height=380, scale=1.0) -> go.Figure:  # fmt: skip
    """The 25 cells of recency (left: longest ago) by value (top: highest), coloured by the root of the share of sales.

    customers, shares and segments are [row from the top][column from the left]; `titles` has each segment's name, written once in the
    first of its cells. The texts stand at the columns and at the rows.
    """
    customers, shares, grid = np.asarray(customers, int), np.asarray(shares, float), np.asarray(segments)
    rows, columns = customers.shape
    fig, size = figure(height, scale, hovermode="closest", margin=dict(l=0, r=0, t=0, b=round(26 * scale), pad=0)), round(13 * scale)
    hover = [[f"<b>{esc(titles[grid[i, j]])}</b><br>{numbers.count(customers[i, j])} · {numbers.percent(shares[i, j])}"
              for j in range(columns)] for i in range(rows)]  # fmt: skip
    steps = [[k / (len(PALEST) - 1), colour] for k, colour in enumerate(PALEST)]
    fig.add_heatmap(z=np.sqrt(shares), zmin=0, zmax=np.sqrt(shares.max()) or 1, colorscale=steps, showscale=False, xgap=2, ygap=2, customdata=hover,
                    hovertemplate="%{customdata}<extra></extra>")  # fmt: skip
    named = set()
    for i in range(rows):
        for j in range(columns):
            name = grid[i, j]
            if name not in named:
                named.add(name)
                fig.add_annotation(x=j - 0.5, y=i - 0.5, text=f"<b>{esc(titles[name])}</b>", showarrow=False, xanchor="left", yanchor="top",
                                   xshift=6, yshift=-4, font=dict(size=size, color=TEXT))  # fmt: skip
            if customers[i, j]:
                text = f"{numbers.count(customers[i, j])} · {numbers.percent(shares[i, j], 1)}"
                fig.add_annotation(x=j, y=i, text=text, showarrow=False, yshift=round(-9 * scale), font=dict(size=size, color=TEXT))
    for colour, width in ((PAPER, 7), (TEXT, 1.25)):
        for x0, y0, x1, y1 in borders(grid):
            fig.add_shape(type="line", x0=x0, x1=x1, y0=y0, y1=y1, line=dict(color=colour, width=width * scale))
    fig.update_xaxes(range=[-0.5, columns - 0.5], tickvals=list(range(columns)), ticktext=[esc(t) for t in recency_texts], showline=False)
    fig.update_yaxes(range=[rows - 0.5, -0.5], tickvals=list(range(rows)), ticktext=[esc(t) for t in value_texts], showgrid=False)
    return fig


def borders(grid: np.ndarray) -> list[tuple[float, float, float, float]]:
    """Lines (x0, y0, x1, y1) between neighbouring cells of different names."""
    rows, columns = grid.shape
    upright = [(j + 0.5, i - 0.5, j + 0.5, i + 0.5) for i in range(rows) for j in range(columns - 1) if grid[i, j] != grid[i, j + 1]]
    level = [(j - 0.5, i + 0.5, j + 0.5, i + 0.5) for i in range(rows - 1) for j in range(columns) if grid[i, j] != grid[i + 1, j]]
    return upright + level


def cycle(starts, ends, counts, marks: Sequence[tuple[float, str]], longer: str, height=280, scale=1.0) -> go.Figure:
    """Bars of counts by days; a bar without an end (None or NaN) holds all that is `longer`. marks: (days, text) of upright lines."""
    starts, counts = np.asarray(starts, float), np.asarray(counts, float)
    ends = np.asarray([np.nan if end is None else end for end in ends], float)
    fig, size = figure(height, scale, hovermode="closest", bargap=0), round(12 * scale)
    width = ends[0] - starts[0] + 1
    at = starts - 1 + width / 2
    spans = [longer if np.isnan(end) else numbers.span(start, end) for start, end in zip(starts, ends)]
    fig.add_bar(x=at, y=counts, width=width * 0.86, marker=dict(color=COLOUR["no_program"], line_width=0, opacity=np.where(np.isnan(ends), 0.5, 0.9)),
                customdata=[f"{esc(span)}: {numbers.count(count)}" for span, count in zip(spans, counts)],
                hovertemplate="%{customdata}<extra></extra>")  # fmt: skip
    right, top = at[-1] + width / 2, counts.max() or 1
    room = 1.5 * size * len(marks) * top / (height - 34)
    for k, (days, text) in enumerate(marks):
        y = top + room * (1 - k / max(1, len(marks)))
        words = f"<b>{esc(text)}</b>"
        late = days > right / 2
        fig.add_shape(type="line", x0=days, x1=days, y0=0, y1=y, line=dict(color=COLOUR["program"], width=1.5 * scale))
        fig.add_annotation(x=days, y=y, text=words, showarrow=False, xanchor="right" if late else "left", yanchor="top", align="left",
                           xshift=-5 if late else 5, font=dict(size=size, color=COLOUR["program"]))  # fmt: skip
    if np.isnan(ends[-1]):
        fig.add_annotation(x=at[-1], y=counts[-1], text=esc(longer), showarrow=False, xanchor="right", yanchor="bottom", xshift=8,
                           font=dict(size=size, color=QUIET))  # fmt: skip
    values, texts = numbers.ticks(0, top, "count", most=4)
    fig.update_yaxes(range=[0, top + room], tickvals=values, ticktext=texts)
    values, texts = numbers.ticks(0, starts[-1] if np.isnan(ends[-1]) else ends[-1], "count", most=8)
    fig.update_xaxes(range=[0, right], tickvals=values, ticktext=texts)
    return fig


def bars(names: Sequence[str], values, texts: Sequence[str], strong: Collection[int] = (), height=280, scale=1.0) -> go.Figure:
    """A bar for each name with its text on it; those whose place is in `strong` are set off."""
    values, size = np.nan_to_num(np.asarray(values, float)), round(13 * scale)
    fig = figure(height, scale, hovermode="closest", barmode="overlay", bargap=0.28)
    chosen = np.isin(np.arange(len(values)), list(strong))
    for slot, these in (("no_program", ~chosen), ("program", chosen)):
        at = np.flatnonzero(these)
        fig.add_bar(x=at, y=values[at], width=0.72, marker=dict(color=COLOUR[slot], line_width=0),
                    customdata=[f"{esc(names[i])}: {esc(texts[i])}" for i in at], hovertemplate="%{customdata}<extra></extra>")  # fmt: skip
    for i, text in enumerate(texts):
        fig.add_annotation(x=i, y=values[i], text=f"<b>{esc(text)}</b>" if chosen[i] else esc(text), showarrow=False,
                           yshift=round(10 * scale), font=dict(size=size, color=TEXT))  # fmt: skip
    top = values.max(initial=0) or 1
    fig.update_yaxes(visible=False, range=[0, top * (1 + 24 * scale / height)])
    wide = max((text_width(name, size) for name in names), default=0)
    fig.update_xaxes(tickvals=list(range(len(names))), ticktext=[esc(name) for name in names], range=[-0.5, len(names) - 0.5],
                     linecolor=HAIR, tickfont=dict(size=round((11 if wide > 46 * scale else 12) * scale)))  # fmt: skip
    return fig
