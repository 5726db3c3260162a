"""Charts of winners and losers."""
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.reporting import numbers
from simulation.reporting.charts import _y_axis, figure
from simulation.reporting.placing import reach, shorten, text_width
from simulation.reporting.slots import COLOUR, PAPER, QUIET, TEXT, esc, swatch

SMALLEST = 0.06      # share of a bar from which a part has room for its figure
MIDDLE = "unknown"
LABEL_ROOM = 0.12    # of the height, on the free side of zero


def shares(names: Sequence[str], lose, same, gain, words: tuple[str, str, str], heads: Sequence[int] = (), scale=1.0):
    """A bar for each group, from who loses over who stays about the same to who gains; shares lie in 0..1, names stand from the top.

    words: what the three parts are called.  heads: rows before which a new grouping begins, and a little room is left.
    """
    parts = [np.nan_to_num(np.asarray(p, float)) for p in (lose, same, gain)]
    rows = np.arange(len(names)) + 0.5 * np.searchsorted(sorted(heads), np.arange(len(names)), side="right")
    size, last = round(12 * scale), float(rows[-1]) if len(names) else 0.0
    fig = figure((64 + 31 * (last + 1)) * scale, scale, hovermode="closest", barmode="stack")
    colours = (COLOUR["worse"], COLOUR[MIDDLE] + "40", COLOUR["better"])
    for part, colour, word in zip(parts, colours, words, strict=True):
        said = [f"{esc(name)}: {esc(word)} {numbers.percent(v, 1)}" for name, v in zip(names, part, strict=True)]
        fig.add_bar(y=rows, x=part, orientation="h", width=0.7, marker=dict(color=colour, line=dict(color=PAPER, width=1)), customdata=said,
                    hovertemplate="%{customdata}<extra></extra>")
    for at, left, middle, right in zip(rows, *parts, strict=True):
        if left + middle + right > 0:
            fig.add_annotation(x=1, y=at, text=f"{numbers.percent(left, 1)} · {numbers.percent(right, 1)}", xanchor="left", xshift=8, showarrow=False,
                               font=dict(size=size, color=TEXT))
        if middle >= SMALLEST * 2:
            fig.add_annotation(x=left + middle / 2, y=at, text=numbers.percent(middle, 0), showarrow=False, font=dict(size=size, color=TEXT))
    legend = "  ".join(swatch(colour) + esc(word) for colour, word in zip(colours, words, strict=True))
    fig.add_annotation(x=0, y=-0.95, text=legend, xanchor="left", showarrow=False, font=dict(size=size, color=TEXT))
    fig.add_annotation(x=1, y=-0.95, text=f"{esc(words[0])} · {esc(words[2])}", xanchor="left", xshift=8, showarrow=False,
                       font=dict(size=size, color=QUIET))
    fig.update_xaxes(range=[0, 1], visible=False)
    fig.update_yaxes(tickvals=list(rows), ticktext=[esc(shorten(name)) for name in names], range=[last + 0.6, -1.3], showgrid=False,
                     tickfont=dict(size=round(13 * scale), color=TEXT))
    fig.update_layout(margin_r=round(16 + max(text_width("99.9% · 99.9%", size), text_width(f"{words[0]} · {words[2]}", size))), margin_b=4)
    return fig


def value_curve(places, values, *, symbol: str, words: tuple[str, str], lang="en", height=330, scale=1.0):
    """Members from who loses most to who gains most: what the change is worth to each, currency units a year.

    places: shares of the members in 0..1, ascending, values at these.  words: of the losing side and of the gaining one.
    """
    x, y = np.asarray(places, float), np.nan_to_num(np.asarray(values, float))
    fig = figure(height, scale, hovermode="closest")
    for part, slot in ((np.minimum(y, 0), "worse"), (np.maximum(y, 0), "better")):
        fig.add_scatter(x=x, y=part, mode="lines", line=dict(width=1.5 * scale, color=COLOUR[slot]), fill="tozeroy", fillcolor=COLOUR[slot] + "40",
                        hoverinfo="skip")
    said = [numbers.money(v, symbol, lang, sign=True) for v in y]
    fig.add_scatter(x=x, y=y, mode="markers", marker=dict(size=8 * scale, color="rgba(0,0,0,0)"),
                    customdata=[f"{numbers.percent(p, 0)}: {text}" for p, text in zip(x, said, strict=True)],
                    hovertemplate="%{customdata}<extra></extra>")
    low, high = reach([0.0], y)
    if not y.any():
        low, high = -1.0, 1.0
    room = LABEL_ROOM * (high - low)
    low, high = min(low, -room * (y > 0).any()), max(high, room * (y < 0).any())
    _y_axis(fig, low, high, "money", symbol, lang)
    fig.add_hline(y=0, line=dict(color=QUIET, width=scale))
    marks = (0.0, 0.25, 0.5, 0.75, 1.0)
    fig.update_xaxes(range=[0, 1], tickvals=marks, ticktext=[numbers.percent(m, 0) if m else "0%" for m in marks])
    size = round(13 * scale)
    for share, at, side, edge, word, slot in (((y < 0).mean(), 0.02, "left", "bottom", words[0], "worse"),
                                              ((y > 0).mean(), 0.98, "right", "top", words[1], "better")):
        if share:      # on the free side of zero
            fig.add_annotation(x=at, y=0, text=f"<b>{esc(word)} {numbers.percent(share, 0)}</b>", xanchor=side, yanchor=edge, showarrow=False,
                               font=dict(size=size, color=COLOUR[slot]))
    fig.update_layout(margin_r=18)
    return fig
