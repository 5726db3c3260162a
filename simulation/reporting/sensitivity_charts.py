"""Charts of how far a figure hangs on assumptions: plain arrays and translated words in, a Plotly figure out."""
from collections.abc import Callable, Sequence

import numpy as np

from simulation.reporting import numbers
from simulation.reporting.charts import figure
from simulation.reporting.placing import shorten, text_width
from simulation.reporting.slots import COLOUR, HAIR, PAPER, QUIET, TEXT, esc

ROW, AIR = 34, 40  # pixels of a row, and of what stands above and below the rows


def effects(names: Sequence[str], sizes, halves, spreads, form: Callable[[float], str], *, unit: str, symbol="", lang="en", scale=1.0):
    """Morris: a bar for the mean size of each effect with its interval, a hollow dot for its spread; largest first, from the top."""
    sizes, halves, spreads = (np.nan_to_num(np.asarray(x, float)) for x in (sizes, halves, spreads))
    words = [f"{esc(name)}: {form(size)} ± {form(half)}" for name, size, half in zip(names, sizes, halves, strict=True)]
    fig = _rows(names, scale)
    _bars(fig, sizes, 0.9, words, halves)
    fig.add_scatter(x=spreads, y=list(range(len(names))), mode="markers", hovertemplate="%{customdata}<extra></extra>",
                    customdata=[f"{esc(n)}: {form(s)}" for n, s in zip(names, spreads, strict=True)],
                    cliponaxis=False, marker=dict(size=9 * scale, color=PAPER, line=dict(color=TEXT, width=1.5 * scale)))
    most = max((sizes + halves).max(), spreads.max()) or 1.0
    _ends(fig, np.maximum(sizes + halves, spreads), [form(x) for x in sizes], most, scale)
    marks, texts = numbers.ticks(0, most, unit, symbol, lang, 4)
    return _axis(fig, most, marks, texts)


def indices(names: Sequence[str], first, total, halves, *, scale=1.0):
    """Sobol: the share of the variance that each assumption makes with all others (pale) and of it alone (full); largest total first."""
    first, total, halves = (np.nan_to_num(np.asarray(x, float)) for x in (first, total, halves))
    alone, fig = first.clip(min=0), _rows(names, scale)
    words = [f"{esc(n)}: {numbers.percent(t, 0)} ± {numbers.percent(h, 0)}" for n, t, h in zip(names, total, halves, strict=True)]
    _bars(fig, total, 0.42, words, halves)
    _bars(fig, alone, 0.95, [f"{esc(n)}: {numbers.percent(f, 0)}" for n, f in zip(names, alone, strict=True)])
    most = max((total + halves).max(), alone.max(), 0.1)
    _ends(fig, np.maximum(total + halves, alone), [numbers.percent(t, 0) for t in total], most, scale)
    marks, texts = numbers.ticks(0, most, "percent", most=4)
    return _axis(fig, most, marks, texts)


def _rows(names: Sequence[str], scale: float):
    fig = figure(round(AIR * scale) + round(ROW * scale) * max(1, len(names)), scale, hovermode="closest", barmode="overlay")
    fig.update_yaxes(tickvals=list(range(len(names))), ticktext=[esc(shorten(name)) for name in names], range=[len(names) - 0.5, -0.5],
                     showgrid=False, tickfont=dict(size=round(13 * scale), color=TEXT))
    return fig


def _bars(fig, lengths, opacity: float, words: Sequence[str], halves=None) -> None:
    whisker = dict(type="data", array=halves, color=QUIET, thickness=1.5, width=4) if halves is not None else None
    fig.add_bar(y=list(range(len(lengths))), x=lengths, orientation="h", width=0.5, customdata=list(words),
                hovertemplate="%{customdata}<extra></extra>", error_x=whisker,
                marker=dict(color=COLOUR["program"], opacity=opacity, line_width=0))


def _ends(fig, reached, texts: Sequence[str], most: float, scale: float) -> None:
    size = round(12 * scale)
    for row, (x, text) in enumerate(zip(reached, texts, strict=True)):
        fig.add_annotation(x=x, y=row, text=esc(text), xanchor="left", xshift=7, showarrow=False, font=dict(size=size, color=QUIET))
    fig.update_layout(margin_r=round(14 + max(text_width(text, size) for text in texts)))


def _axis(fig, most: float, marks, texts):
    fig.update_xaxes(range=[-0.012 * most, most * 1.02], tickvals=marks, ticktext=texts, showgrid=True, gridcolor=HAIR, showline=False,
                     automargin="height")
    return fig
