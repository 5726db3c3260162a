"""Charts of a sweep: a figure over one number with the current design marked, its paired difference, and a heat map over two numbers."""
from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from simulation.reporting import numbers
from simulation.reporting.charts import NARROW, _form, _y_axis, band, figure
from simulation.reporting.placing import finite, text_width
from simulation.reporting.slots import COLOUR, PAPER, QUIET, RAMP, TEXT, esc

PALEST = RAMP[:5]  # as strong as a cell may be for its text to stay readable, light and dark
AIR = 0.12
FEW = 8  # whole numbers that each have a tick


def curve(x, mean, low, high, *, current: int, best: int | None, x_kind: str, unit: str, symbol: str, now: str, top: str,
          blanks: Mapping[int, str] | None = None, x_texts: Sequence[str] | None = None, lang="en", height=330, scale=1.0) -> go.Figure:  # fmt: skip
    """A metric over a number: line, points and band; an upright hairline at the current design, a full dot at the best point.

    x_kind: money, percent or count, of the number; unit: the same of the metric.  x_texts: at the points themselves, in place of round values.
    now, top: labels of the current and of the best point.
    blanks: place -> why the program cannot be so; a cross at the foot of the chart, its reason on hover.
    """
    x, mean, low, high = (np.asarray(part, float) for part in (x, mean, low, high))
    fig, form, size = figure(height, scale, hovermode="closest"), _form(unit, symbol, lang), round(13 * scale)
    bottom, ceiling = _reach(mean, low, high)
    ceiling += (ceiling - bottom) * 2.2 * size / (height - 34)      # room for the label of the current design
    fig.add_shape(type="line", x0=x[current], x1=x[current], y0=bottom, y1=ceiling, line=dict(color=COLOUR["no_program"], width=scale))
    for part in _runs(np.isfinite(low) & np.isfinite(high)):
        fig.add_trace(band(x[part], low[part], high[part], "program"))
    hover = [f"{_axis_text(v, x_kind, symbol)}: {form(m)}" + (f" ({form(a)} … {form(b)})" if np.isfinite(a) else "")
             for v, m, a, b in zip(x, mean, low, high, strict=True)]
    full = [k == best and k != current for k in range(len(x))]
    fig.add_scatter(x=x, y=[v if np.isfinite(v) else None for v in mean], mode="lines+markers", connectgaps=False, cliponaxis=False, customdata=hover,
                    hovertemplate="%{customdata}<extra></extra>", line=dict(color=COLOUR["program"], width=2.75 * scale),
                    marker=dict(size=[(11 if f else 10 if k == current else 6) * scale for k, f in enumerate(full)],
                                color=[PAPER if k == current else COLOUR["program"] for k in range(len(x))],
                                line=dict(color=COLOUR["program"], width=[2.5 * scale if k == current else 0 for k in range(len(x))])))
    _crosses(fig, x, blanks or {}, bottom, scale)
    _note(fig, x, current, ceiling, f"<b>{esc(now)}</b>", QUIET, size, yanchor="top")
    if best is not None and best != current and np.isfinite(mean[best]):
        above = mean[best] + 0.06 * (ceiling - bottom)
        _note(fig, x, best, above, f"<b>{esc(top)}</b>", COLOUR["program"], size, yanchor="bottom")
    _y_axis(fig, bottom, ceiling, unit, symbol, lang)
    _number_axis(fig, x, x_kind, symbol, lang, x_texts)
    return fig


def differences(x, mean, low, high, *, current: int, slots: Sequence[str], x_kind: str, unit: str, symbol: str,
                x_texts: Sequence[str] | None = None, lang="en", height=330, scale=1.0) -> go.Figure:  # fmt: skip
    """The paired difference to the current design at each point, with its interval; slots: better, worse or unknown, by its verdict."""
    x, mean, low, high = (np.asarray(part, float) for part in (x, mean, low, high))
    fig, form = figure(height, scale, hovermode="closest"), _form(unit, symbol, lang)
    bottom, top = _reach([0.0], mean, low, high)
    fig.add_hline(y=0, line=dict(color=QUIET, width=scale))
    fig.add_shape(type="line", x0=x[current], x1=x[current], y0=bottom, y1=top, line=dict(color=COLOUR["no_program"], width=scale))
    for k, slot in enumerate(slots):
        if k == current or not np.isfinite(mean[k]):
            continue
        colour, span = COLOUR[slot], f" ({form(low[k])} … {form(high[k])})" if np.isfinite(low[k]) else ""
        if span:
            fig.add_shape(type="line", x0=x[k], x1=x[k], y0=low[k], y1=high[k], line=dict(color=colour, width=3 * scale), opacity=0.45)
        fig.add_scatter(x=[x[k]], y=[mean[k]], mode="markers", customdata=[f"{_axis_text(x[k], x_kind, symbol)}: {form(mean[k])}{span}"],
                        hovertemplate="%{customdata}<extra></extra>", cliponaxis=False,
                        marker=dict(size=9 * scale, color=PAPER if slot == "unknown" else colour, line=dict(color=colour, width=2 * scale)))
    fig.add_scatter(x=[x[current]], y=[0], mode="markers", hoverinfo="skip",
                    marker=dict(size=10 * scale, color=PAPER, line=dict(color=COLOUR["program"], width=2.5 * scale)))
    _y_axis(fig, bottom, top, unit, symbol, lang)
    _number_axis(fig, x, x_kind, symbol, lang, x_texts)
    return fig


def heat(mean, *, x_texts: Sequence[str], y_texts: Sequence[str], texts, strong, better: int, current: tuple[int, int],
         best: tuple[int, int] | None, now: str, top: str, hover, height=420, scale=1.0) -> go.Figure:  # fmt: skip
    """A metric over two numbers, mean[first, second]: the first runs to the right, the second upward; the better, the stronger the colour.

    texts and hover are written into the cells and over them, [first][second]; strong: cells set in bold.  The current cell is framed in the
    text's colour and the best in the accent, with the labels `now` and `top` under their figures.
    """
    mean, strong = np.asarray(mean, float), np.asarray(strong, bool)
    fig, size = figure(height, scale, hovermode="closest", margin=dict(l=0, r=0, t=round(4 * scale), b=round(26 * scale), pad=0)), round(13 * scale)
    columns, rows = mean.shape
    known = finite(mean.ravel())
    low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
    z = (mean - low) / (high - low) if high > low else np.where(np.isfinite(mean), 0.5, np.nan)
    z = z if better > 0 else 1 - z
    steps = [[k / (len(PALEST) - 1), colour] for k, colour in enumerate(PALEST)]
    fig.add_heatmap(z=[[v if np.isfinite(v) else None for v in row] for row in z.T], zmin=0, zmax=1, colorscale=steps, showscale=False, xgap=2,
                    ygap=2, hoverinfo="skip")
    cells = [(i, j) for i in range(columns) for j in range(rows)]
    fig.add_scatter(x=[i for i, _ in cells], y=[j for _, j in cells], mode="markers", marker=dict(size=30 * scale, opacity=0, color=TEXT),
                    customdata=[esc(hover[i][j]) for i, j in cells], hovertemplate="%{customdata}<extra></extra>")
    marked = {best: (top, COLOUR["program"])} if best is not None else {}
    marked[current] = (now, TEXT)
    for i, j in cells:
        word = marked.get((i, j), ("", ""))[0]
        text = f"<b>{esc(texts[i][j])}</b>" if strong[i, j] else esc(texts[i][j])
        fig.add_annotation(x=i, y=j, text=text + (f"<br>{esc(word)}" if word else ""), showarrow=False,
                           font=dict(size=size, color=TEXT if np.isfinite(mean[i, j]) else QUIET))
    for (i, j), (_word, colour) in marked.items():
        fig.add_shape(type="rect", x0=i - 0.485, x1=i + 0.485, y0=j - 0.475, y1=j + 0.475, line=dict(color=colour, width=2.5 * scale))
    fig.update_xaxes(range=[-0.5, columns - 0.5], tickvals=list(range(columns)), ticktext=[esc(t) for t in x_texts], showline=False)
    fig.update_yaxes(range=[-0.5, rows - 0.5], tickvals=list(range(rows)), ticktext=[esc(t) for t in y_texts], showgrid=False)
    return fig


def _reach(*parts) -> tuple[float, float]:
    """Ends of an axis that need not hold zero, with a little air."""
    known = np.concatenate([finite(p) for p in parts])
    low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
    air = AIR * (high - low) or abs(high) * AIR or 1.0
    return float(low - air), float(high + air)


def _runs(known: np.ndarray) -> list[slice]:
    """The stretches without a gap."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(int)))
    return [slice(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _crosses(fig: go.Figure, x: np.ndarray, blanks: Mapping[int, str], bottom: float, scale: float) -> None:
    if blanks:
        cross = dict(symbol="x-thin", size=9 * scale, line=dict(color=QUIET, width=2 * scale))
        fig.add_scatter(x=[x[k] for k in blanks], y=[bottom] * len(blanks), mode="markers", cliponaxis=False, marker=cross,
                        customdata=[esc(t) for t in blanks.values()], hovertemplate="%{customdata}<extra></extra>")


def _note(fig: go.Figure, x: np.ndarray, k: int, y: float, text: str, colour: str, size: int, yanchor: str) -> None:
    """A label at a point that stays inside the chart."""
    half = text_width(text, size) / 2 / NARROW * (x[-1] - x[0] or 1)
    side = "left" if x[k] - half < x[0] else "right" if x[k] + half > x[-1] else "center"
    fig.add_annotation(x=x[k], y=y, text=text, showarrow=False, xanchor=side, yanchor=yanchor, xshift={"left": 5, "right": -5}.get(side, 0),
                       bgcolor=PAPER, font=dict(size=size, color=colour))


def _axis_text(value: float, kind: str, symbol: str) -> str:
    text = f"{100 * value if kind == 'percent' else value:,.4f}".rstrip("0").rstrip(".")
    return (symbol if kind == "money" else "") + text.replace("-", numbers.MINUS) + ("%" if kind == "percent" else "")


def _number_axis(fig: go.Figure, x: np.ndarray, kind: str, symbol: str, lang: str, named: Sequence[str] | None) -> None:
    values, texts = (list(x), [esc(t) for t in named]) if named else numbers.ticks(x[0], x[-1], kind, symbol, lang, 7)
    if not named and (x == np.round(x)).all() and x[-1] - x[0] <= FEW:      # nothing lies between two tiers or two months
        values = list(range(int(x[0]), int(x[-1]) + 1))
        texts = [_axis_text(v, kind, symbol) for v in values]
    air = 0.02 * (x[-1] - x[0] or 1)
    fig.update_xaxes(range=[x[0] - air, x[-1] + air], tickvals=values, ticktext=texts)
    fig.update_layout(margin_r=28)      # half of the last text
