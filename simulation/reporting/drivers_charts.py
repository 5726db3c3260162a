"""Charts of what drives the lift: plain arrays and translated words in, a Plotly figure out."""
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from simulation.reporting import numbers
from simulation.reporting.charts import figure
from simulation.reporting.placing import finite, shorten, text_width
from simulation.reporting.slots import COLOUR, HAIR, PAPER, QUIET, TEXT, esc

ROW = 34  # px


def contributions(names: Sequence[str], values, low, high, alone, texts: Sequence[str], *, unit: str, symbol="", words: tuple[str, str], rest=(),
                  lang="en", scale=1.0) -> go.Figure:
    """What is lost without each effect as a bar with its range, what each brings alone as a hollow dot; the first stands on top.

    texts: what stands at the right of each row. unit: money or percent. words: "lost without it", "alone". rest: places of rows that are
    no effect of their own, in grey.
    """
    values, low, high, alone = (np.nan_to_num(np.asarray(column, float)) for column in (values, low, high, alone))
    rows, fig = np.arange(len(names)), _rows(len(names), scale)
    form = (lambda v: numbers.money(v, symbol, lang, sign=True)) if unit == "money" else (lambda v: numbers.points(v, lang))
    grey = np.isin(rows, list(rest))
    fig.add_bar(y=rows, x=values, orientation="h", width=0.5, hovertemplate="%{customdata}<extra></extra>",
                marker=dict(color=[COLOUR["no_program" if g else "program"] for g in grey], line_width=0),
                customdata=[f"{esc(name)}, {esc(words[0])}: {form(v)} ({form(a)} … {form(b)})"
                            for name, v, a, b in zip(names, values, low, high, strict=True)],
                error_x=dict(type="data", symmetric=False, array=high - values, arrayminus=values - low, color=TEXT, thickness=1.5 * scale,
                             width=0))  # fmt: skip
    own = np.flatnonzero(~grey)
    fig.add_scatter(y=rows[own], x=alone[own], mode="markers", cliponaxis=False, hovertemplate="%{customdata}<extra></extra>",
                    marker=dict(size=9 * scale, color=PAPER, line=dict(color=COLOUR["program"], width=2 * scale)),
                    customdata=[f"{esc(names[i])}, {esc(words[1])}: {form(alone[i])}" for i in own])
    _frame(fig, names, np.concatenate([values, low, high, alone]), texts, unit, symbol, lang, scale)
    return fig


def naive_gaps(names: Sequence[str], selection, causal, others, naive, *, symbol: str, words: tuple[str, str, str, str], lang="en",
               scale=1.0) -> go.Figure:
    """The naive gap of each group as a stroke, split into selection (grey), what the program has caused (accent), and, taken off, what the
    others gained (pale); the parts add up to the stroke. words: of these four, the stroke first."""
    parts = [np.nan_to_num(np.asarray(column, float)) for column in (selection, causal, -np.asarray(others, float))]
    naive, rows, fig = np.nan_to_num(np.asarray(naive, float)), np.arange(len(names)), _rows(len(names), scale, barmode="relative")
    money = lambda v: numbers.money(v, symbol, lang, sign=True)  # noqa: E731
    for column, slot, opacity, word in zip(parts, ("no_program", "program", "program"), (0.75, 1, 0.4), words[1:], strict=True):
        fig.add_bar(y=rows, x=column, orientation="h", width=0.5, marker=dict(color=COLOUR[slot], opacity=opacity, line_width=0),
                    customdata=[f"{esc(name)}, {esc(word)}: {money(v)}" for name, v in zip(names, column, strict=True)],
                    hovertemplate="%{customdata}<extra></extra>")  # fmt: skip
    fig.add_scatter(y=rows, x=naive, mode="markers", cliponaxis=False, hovertemplate="%{customdata}<extra></extra>",
                    marker=dict(symbol="line-ns", size=24 * scale, line=dict(color=TEXT, width=2.5 * scale)),
                    customdata=[f"{esc(name)}, {esc(words[0])}: {money(v)}" for name, v in zip(names, naive, strict=True)])  # fmt: skip
    above, below = (sum(np.clip(column, *ends) for column in parts) for ends in ((0, None), (None, 0)))
    _frame(fig, names, np.concatenate([above, below, naive]), [f"<b>{money(v)}</b>" for v in naive], "money", symbol, lang, scale)
    return fig


def _rows(many: int, scale: float, **layout) -> go.Figure:
    return figure(round((ROW * many + 44) * scale), scale, hovermode="closest", **layout)


def _frame(fig, names, values, texts, unit, symbol, lang, scale) -> None:
    """Axes around zero, names at the left, figures at the right."""
    known, size = finite([0.0, *values]), round(13 * scale)
    low, high = known.min(), known.max()
    air = 0.04 * (high - low or 1)
    low, high = low - air * (low < 0), (high + air if high > 0 or low == 0 else high)
    marks, ticks = numbers.ticks(low, high, unit, symbol, lang, 5)
    fig.update_xaxes(range=[low, high], tickvals=marks, ticktext=ticks, showgrid=True, gridcolor=HAIR, showline=False, automargin="height")
    fig.update_yaxes(tickvals=list(range(len(names))), ticktext=[esc(shorten(name, 20)) for name in names], autorange=False, showgrid=False,
                     range=[len(names) - 0.5, -0.5], tickfont=dict(size=size, color=TEXT))
    fig.add_vline(x=0, line=dict(color=QUIET, width=scale))
    for row, text in enumerate(texts):
        fig.add_annotation(x=1, xref="paper", y=row, text=text, xanchor="left", xshift=8, showarrow=False, font=dict(size=size, color=TEXT))
    fig.update_layout(margin_r=round(14 + max((text_width(text, size) for text in texts), default=0)))
