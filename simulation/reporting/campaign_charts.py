"""Charts of campaigns and of the stages of members' lives."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.reporting import numbers
from simulation.reporting.charts import _x_axis, _y_axis, figure, label
from simulation.reporting.placing import finite, middles, reach, shorten, text_width, widened
from simulation.reporting.slots import COLOUR, HAIR, PAPER, QUIET, TEXT, esc, ramp, swatch

ASLEEP = (COLOUR["no_program"], COLOUR["no_program"] + "8C")     # of the last two stages


def stage_areas(x, names: Sequence[str], shares, height=300, scale=1.0):
    """Shares of stages over months, the last stage on top; the last two, dormant and gone, in grey.  shares[month, stage] lie in 0..1."""
    fig, shares = figure(height, scale), np.nan_to_num(np.asarray(shares, float))
    colours = [*ramp(len(names) - 2)[::-1], *ASLEEP]
    for name, colour, share in zip(names, colours, shares.T, strict=True):
        wide_x, share = widened(x, share)
        fig.add_scatter(x=wide_x, y=share, name=esc(name), stackgroup="stages", mode="lines", line=dict(width=1.5 * scale, color=PAPER),
                        fillcolor=colour, customdata=[numbers.percent(v, 1) for v in share], hovertemplate="%{customdata}")
    _y_axis(fig, 0, 1, "percent", most=3, showgrid=False)
    _x_axis(fig, x)
    rows = [(y, f"{swatch(colour)}{esc(shorten(name))} {numbers.percent(v, 0)}", TEXT)
            for y, name, colour, v in zip(middles(shares[-1]), names, colours, shares[-1], strict=True)]
    label(fig, rows, 0, 1, scale)
    return fig


def margin_and_cost(names: Sequence[str], margins, costs, words: tuple[str, str], *, symbol: str, lang="en", scale=1.0):
    """For each campaign two bars from zero: the margin that it brings and what it costs; names stand from the top."""
    margins, costs = np.nan_to_num(np.asarray(margins, float)), np.nan_to_num(np.asarray(costs, float))
    rows, size = np.arange(len(names)), round(12 * scale)
    fig = figure((60 + 54 * len(names)) * scale, scale, hovermode="closest", barmode="overlay", bargap=0.2)
    ends = finite([0.0, *margins, *costs])
    low, high = reach(ends)
    room = 0.0
    for values, shift, colour, word in ((margins, -0.2, COLOUR["program"], words[0]), (costs, 0.2, COLOUR["no_program"], words[1])):
        texts = [numbers.money(v, symbol, lang) for v in values]
        fig.add_bar(y=rows + shift, x=values, orientation="h", width=0.36, marker=dict(color=colour, line_width=0),
                    customdata=[f"{esc(name)}: {esc(word)} {text}" for name, text in zip(names, texts, strict=True)],
                    hovertemplate="%{customdata}<extra></extra>")
        for row, value, text in zip(rows, values, texts, strict=True):
            words_there = f"{esc(word)} {text}"
            room = max(room, text_width(words_there, size) + 10 * scale)
            fig.add_annotation(x=max(value, 0), y=row + shift, text=words_there, xanchor="left", xshift=5, showarrow=False,
                               font=dict(size=size, color=QUIET))
    marks, texts = numbers.ticks(low, high, "money", symbol, lang, 4)
    fig.add_vline(x=0, line=dict(color=QUIET, width=scale))
    fig.update_xaxes(range=[low, high], tickvals=marks, ticktext=texts, showgrid=True, gridcolor=HAIR, showline=False, automargin="height")
    fig.update_yaxes(tickvals=list(rows), ticktext=[esc(shorten(name)) for name in names], range=[len(names) - 0.5, -0.5], showgrid=False,
                     tickfont=dict(size=round(13 * scale), color=TEXT))
    fig.update_layout(margin_r=round(room))
    return fig
