"""Charts of the paid plan: plain arrays and translated words in, a Plotly figure out."""
from collections.abc import Sequence

import numpy as np

from simulation.reporting import numbers
from simulation.reporting.charts import _x_axis, _y_axis, figure, label
from simulation.reporting.placing import reach, shorten
from simulation.reporting.slots import COLOUR, HAIR, PAPER, TEXT, esc, swatch


def bridge(names: Sequence[str], values: Sequence[float], *, symbol: str, lang="en", height=300, scale=1.0):
    """From one group to another: values are the first group's, two steps (the second is the one that matters), and the last group's."""
    fig, (first, step, key, last) = figure(height, scale, hovermode="closest", bargap=0.38), np.nan_to_num(np.asarray(values, float))
    starts, ends = np.array([0, first, first + step, 0]), np.array([first, first + step, first + step + key, last])
    texts = [numbers.money(v, symbol, lang, sign=i in (1, 2)) for i, v in enumerate(values)]
    fig.add_bar(x=np.arange(4), y=ends - starts, base=starts, width=0.62,
                marker=dict(color=[COLOUR[slot] for slot in ("no_program", "program", "program", "no_program")], opacity=[1, 0.4, 1, 1],
                            line_width=0),
                customdata=[f"{esc(name)}: {text}" for name, text in zip(names, texts, strict=True)], hovertemplate="%{customdata}<extra></extra>")
    for i, text in enumerate(texts):
        fig.add_annotation(x=i, y=max(starts[i], ends[i]), text=text, showarrow=False, yshift=round(10 * scale),
                           font=dict(size=round(13 * scale), color=TEXT))
        if i:
            fig.add_shape(type="line", x0=i - 0.69, x1=i - 0.31, y0=ends[i - 1], y1=ends[i - 1], line=dict(color=HAIR, width=1))
    low, high = reach(starts, ends)
    fig.update_yaxes(visible=False, range=[low, high + 0.08 * (high - low)])
    fig.update_xaxes(tickvals=list(range(4)), ticktext=[esc(name) for name in names], automargin="height", range=[-0.5, 3.5])
    return fig


def fees_and_costs(x_labels: Sequence[str], names: tuple[str, str, str], fees, costs, *, symbol: str, ticks, lang="en", height=300, scale=1.0):
    """Fees above the line, the cost of the plan's benefits below it, and what is left to date as a line; currency units by bar.

    names: of fees, costs and the line.  x_labels head the hover, ticks are (bar from 0, text) pairs under the bars.
    """
    fees, costs = (np.nan_to_num(np.asarray(column, float)) for column in (fees, costs))
    left, fig, x = (fees - costs).cumsum(), figure(height, scale, barmode="relative", bargap=0.3), np.arange(len(fees))
    money = lambda values: [numbers.money(v, symbol, lang) for v in values]  # noqa: E731
    heads = [esc(text) for text in x_labels]
    for name, slot, values, shown in ((names[0], "program", fees, fees), (names[1], "no_program", -costs, costs)):
        fig.add_bar(x=x, y=values, name=esc(name), marker=dict(color=COLOUR[slot], line=dict(color=PAPER, width=1)), customdata=money(shown),
                    text=heads, textposition="none", hovertemplate="%{text}: %{customdata}")
    fig.add_scatter(x=x, y=left, name=esc(names[2]), mode="lines+markers", line=dict(color=TEXT, width=2 * scale), marker=dict(size=5 * scale),
                    customdata=money(left), hovertemplate="%{customdata}")
    low, high = reach(-costs, fees, left)
    _y_axis(fig, low, high, "money", symbol, lang)
    _x_axis(fig, x, showline=False)
    fig.update_xaxes(range=[-0.6, len(x) - 0.4], tickvals=[at for at, _ in ticks], ticktext=[esc(text) for _, text in ticks])
    fig.add_hline(y=0, line=dict(color=COLOUR["unknown"], width=scale))
    rows = [(left[-1], f"<b>{esc(shorten(names[2]))}</b>", TEXT), (fees[-1] or high / 2, swatch(COLOUR["program"]) + esc(shorten(names[0])), TEXT),
            (-costs[-1], swatch(COLOUR["no_program"]) + esc(shorten(names[1])), TEXT)]
    label(fig, rows, low, high, scale)
    return fig
