"""Charts of budget and stress: the cone of cost to date with the budget, overruns by month, the effect of a shock by month."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from simulation.reporting.charts import Series, _form, _x_axis, _y_axis, band, figure, label, line
from simulation.reporting.placing import reach
from simulation.reporting.slots import COLOUR, PAPER, QUIET, TEXT, esc


def cone(years: Sequence[str], p10, p50, p90, envelopes: Sequence[float | None], *, symbol: str, name: str, budget: str, lang="en", height=340,
         scale=1.0) -> go.Figure:  # fmt: skip
    """Cost to date by month, which begins anew with each year: the median, the band from P10 to P90, and the year's budget as a dashed line.

    years: of each month · envelopes: of each month, None where there is none · name, budget: words for the median and the budget.
    """
    p10, p50, p90 = (np.asarray(part, float) for part in (p10, p50, p90))
    fig, form = figure(height, scale), _form("money", symbol, lang)
    given = [e for e in envelopes if e is not None]
    low, high = reach(p10, p90, given)
    months = np.arange(1, len(p50) + 1)
    for year in dict.fromkeys(years):
        own = np.array([y == year for y in years])
        first, last = months[own][0], months[own][-1]
        x, start = np.array([first - 1, *months[own]]), [0.0]      # a year begins with nothing spent
        fig.add_trace(band(x, [*start, *p10[own]], [*start, *p90[own]], "program"))
        fig.add_trace(line(x, Series(name, "program", [*start, *p50[own]], [*start, *p10[own]], [*start, *p90[own]]), form, scale))
        envelope = next(e for e, o in zip(envelopes, own, strict=True) if o)
        if envelope is not None:
            fig.add_shape(type="line", x0=first - 1, x1=last, y0=envelope, y1=envelope, line=dict(color=TEXT, width=1.5 * scale, dash="dash"))
            fig.add_annotation(x=first - 1, y=envelope, text=f"{esc(budget)} {form(envelope)}", showarrow=False, xanchor="left", yanchor="bottom",
                               xshift=3, bgcolor=PAPER, font=dict(size=round(12 * scale), color=TEXT))
    _y_axis(fig, low, high * 1.06, "money", symbol, lang)
    _x_axis(fig, [0, *months])
    ends = [(p90[-1], f"<span style='color:{QUIET}'>P90 {form(p90[-1])}</span>", TEXT),
            (p50[-1], f"<b><span style='color:{COLOUR['program']}'>{esc(name)} {form(p50[-1])}</span></b>", TEXT),
            (p10[-1], f"<span style='color:{QUIET}'>P10 {form(p10[-1])}</span>", TEXT)]
    label(fig, ends, low, high * 1.06, scale)
    return fig


def overruns(months: Sequence[int], over: Sequence[int], runs: int, *, said: str, height=200, scale=1.0) -> go.Figure:
    """By month the share of runs whose cost to date is above the year's budget; `said`: "{n} of {runs} runs" for the hover."""
    share = np.asarray(over, float) / runs
    fig = figure(height, scale)
    fig.add_bar(x=list(months), y=share, marker=dict(color=COLOUR["worse"]), customdata=[said.format(n=n, runs=runs) for n in over],
                hovertemplate="%{customdata}<extra></extra>")
    top = max(0.1, min(1.0, share.max(initial=0) * 1.15))
    _y_axis(fig, 0, top, "percent", most=4)
    _x_axis(fig, list(months))
    fig.update_xaxes(range=[0, months[-1] + 0.6])
    return fig


def effect(x, mean, low, high, *, name: str, end: str, month: int, said: str, unit: str, symbol: str, lang="en", height=320,
           scale=1.0) -> go.Figure:  # fmt: skip
    """What a shock does to a figure by month, with its interval; an upright hairline where the shock begins, labelled `said`.

    name heads the hover, `end` is what stands at the line's right end.
    """
    mean, low, high = (np.asarray(part, float) for part in (mean, low, high))
    fig, form = figure(height, scale), _form(unit, symbol, lang)
    bottom, top = reach(mean, low, high)
    room = 0.1 * (top - bottom)
    fig.add_traces([band(x, low, high, "program"), line(x, Series(name, "program", mean, low, high), form, scale)])
    fig.add_hline(y=0, line=dict(color=QUIET, width=scale))
    fig.add_shape(type="line", x0=month, x1=month, y0=bottom, y1=top + room, line=dict(color=COLOUR["no_program"], width=scale))
    late = month > (x[0] + x[-1]) / 2
    fig.add_annotation(x=month, y=top + room, text=f"<b>{esc(said)}</b>", showarrow=False, yanchor="top", bgcolor=PAPER,
                       xanchor="right" if late else "left", xshift=-5 if late else 5, font=dict(size=round(13 * scale), color=QUIET))
    _y_axis(fig, bottom, top + room, unit, symbol, lang)
    _x_axis(fig, x)
    label(fig, [(mean[-1], f"<b>{esc(end)}</b>", COLOUR["program"])], bottom, top + room, scale)
    return fig
