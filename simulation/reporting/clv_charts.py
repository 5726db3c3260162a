"""Charts of what a member is worth: plain arrays and translated words in, a Plotly figure out."""
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from simulation.reporting import numbers
from simulation.reporting.charts import figure
from simulation.reporting.placing import finite, shorten, text_width
from simulation.reporting.slots import COLOUR, HAIR, QUIET, TEXT, esc

ROW, APART, PALE = 52, 0.19, 0.45     # px a group; half the way between its two bars; opacity of what lies beyond the run


def values(names: Sequence[str], with_run, with_beyond, without_run, without_beyond, *, symbol: str, words: tuple[str, str, str, str], lang="en",
           scale=1.0) -> go.Figure:
    """One member of each group, two bars: with the program (accent) above, without it (grey) below; what lies beyond the run is pale.

    words: "with the program", "without it", "to the end of the run", "beyond it".
    """
    parts = [np.nan_to_num(np.asarray(column, float)) for column in (with_run, with_beyond, without_run, without_beyond)]
    rows, size = np.arange(len(names)), round(13 * scale)
    money = lambda v: numbers.money(v, symbol, lang)  # noqa: E731
    fig = figure(round((ROW * len(names) + 44) * scale), scale, hovermode="closest", barmode="relative")
    totals, texts = [parts[0] + parts[1], parts[2] + parts[3]], []
    for k, slot in enumerate(("program", "no_program")):
        y = rows + (2 * k - 1) * APART
        for column, opacity, word in ((parts[2 * k], 1, words[2]), (parts[2 * k + 1], PALE, words[3])):
            fig.add_bar(y=y, x=column, orientation="h", width=1.7 * APART, marker=dict(color=COLOUR[slot], opacity=opacity, line_width=0),
                        customdata=[f"{esc(name)}, {esc(words[k])}, {esc(word)}: {money(v)}" for name, v in zip(names, column, strict=True)],
                        hovertemplate="%{customdata}<extra></extra>")  # fmt: skip
        texts += [(at, f"<b>{money(v)}</b> {esc(words[k])}") for at, v in zip(y, totals[k], strict=True)]
    ends = [sum(np.clip(column, *side) for column in pair) for pair in (parts[:2], parts[2:]) for side in ((0, None), (None, 0))]
    known = finite([0.0, *np.concatenate(ends)])
    low, high = known.min(), known.max()
    air = 0.04 * (high - low or 1)
    low, high = low - air * (low < 0), (high + air if high > 0 or low == 0 else high)
    marks, ticks = numbers.ticks(low, high, "money", symbol, lang, 5)
    fig.update_xaxes(range=[low, high], tickvals=marks, ticktext=ticks, showgrid=True, gridcolor=HAIR, showline=False, automargin="height")
    fig.update_yaxes(tickvals=list(rows), ticktext=[esc(shorten(name, 24)) for name in names], autorange=False, showgrid=False,
                     range=[len(names) - 0.5, -0.5], tickfont=dict(size=size, color=TEXT))
    fig.add_vline(x=0, line=dict(color=QUIET, width=scale))
    for y, text in texts:
        fig.add_annotation(x=1, xref="paper", y=y, text=text, xanchor="left", xshift=8, showarrow=False, font=dict(size=size, color=TEXT))
    fig.update_layout(margin_r=round(14 + max((text_width(text, size) for _, text in texts), default=0)))
    return fig
