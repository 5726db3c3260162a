"""Charts of points liability and breakage, in the manner of charts.py: balances by method, vintage curves, estimators, and what will expire."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from simulation.reporting import numbers
from simulation.reporting.charts import Series, band, figure, label, lines
from simulation.reporting.placing import middles, reach
from simulation.reporting.slots import COLOUR, TEXT, esc, swatch


def balances(closing: dict[str, Sequence[float]], names: dict[str, str], low, high, symbol: str, lang="en", height=320, scale=1.0) -> go.Figure:
    """Closing liability by month and method, currency units; the plan's has its range.  The last one is the method beside, dashed."""
    months = np.arange(1, len(next(iter(closing.values()))) + 1)
    slots = {"plan": "program", "chain_ladder": "no_program", "truth": "unknown", "cost": "no_program"}
    series = [Series(names[key], slots[key], y, *((low, high) if key == "plan" else (None, None)), dashed=key in ("truth", "cost"))
              for key, y in closing.items()]
    return lines(months, series, unit="money", symbol=symbol, lang=lang, height=height, scale=scale)


def vintage_curves(curves: Sequence[tuple[str, Sequence[float]]], longest: int, height=300, scale=1.0) -> go.Figure:
    """Share redeemed by age in months, one line a year of issue, the first the strongest."""
    pad = lambda y: np.concatenate([np.asarray(y, float), np.full(longest + 1 - len(y), np.nan)])  # noqa: E731
    series = [Series(name, "program" if k == 0 else "no_program", pad(y), dashed=k > 1) for k, (name, y) in enumerate(curves)]
    return lines(np.arange(longest + 1), series, unit="percent", height=height, scale=scale)


def estimators(said: Sequence[tuple[str, str, Sequence[float]]], low, high, true_name: str, height=320, scale=1.0) -> go.Figure:
    """Breakage as each estimator says it at each month's end, beside the truth, or the range that it lies in; NaN is no value."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    months = np.arange(1, len(low) + 1)
    look = {"naive": ("no_program", True), "chain_ladder": ("no_program", False), "complete": ("unknown", True)}
    series = [Series(name, look[key][0], y, dashed=look[key][1]) for key, name, y in said if np.isfinite(y).any()]
    if np.array_equal(low, high, equal_nan=True):
        return lines(months, [*series, Series(true_name, "program", low)], unit="percent", height=height, scale=scale)
    fig = lines(months, series, unit="percent", height=height, scale=scale, y_range=reach(low, high, *(s.y for s in series)))
    fig.add_trace(band(months, low, high, "program"))
    at = len(months) // 2
    fig.add_annotation(x=months[at], y=(low[at] + high[at]) / 2, text=f"<b>{esc(true_name)}</b>", showarrow=False,
                       font=dict(size=round(13 * scale), color=COLOUR["program"]))
    return fig


def forecast(months, unused, expected, happened, names: tuple[str, str, str], height=280, scale=1.0, lang="en") -> go.Figure:
    """Points that expire by months to go: pale if nothing more is redeemed, strong as expected; a dot where the run that went on had them."""
    fig = figure(height, scale, barmode="overlay", bargap=0.3)
    for y, name, opacity in ((unused, names[0], 0.35), (expected, names[1], 0.95)):
        y = np.asarray(y, float)
        fig.add_bar(x=months, y=y, name=esc(name), marker=dict(color=COLOUR["program"], opacity=opacity, line_width=0),
                    customdata=[numbers.count(v) for v in y], hovertemplate="%{customdata}")
    seen = np.isfinite(np.asarray(happened, float))
    if seen.any():
        at, y = np.asarray(months)[seen], np.asarray(happened, float)[seen]
        fig.add_scatter(x=at, y=y, name=esc(names[2]), mode="markers", marker=dict(size=7 * scale, color=TEXT),
                        customdata=[numbers.count(v) for v in y], hovertemplate="%{customdata}")
    top = max(float(np.nanmax(np.concatenate([unused, expected, happened]))), 1.0)
    values, texts = numbers.ticks(0, top, "count", lang=lang, most=4)
    fig.update_yaxes(range=[0, 1.08 * top], tickvals=values, ticktext=texts)
    fig.update_xaxes(tickvals=list(months), range=[min(months) - 0.6, max(months) + 0.6])
    rows = [(y, mark + esc(name), TEXT) for y, mark, name in zip(
        middles(np.array([0.3, 0.3, 0.3]) * top), (f"<span style='opacity:.4'>{swatch(COLOUR['program'])}</span>", swatch(COLOUR["program"]), "● "),
        names, strict=True) if name]  # fmt: skip
    label(fig, rows, 0, 1.08 * top, scale)
    return fig
