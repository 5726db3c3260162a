"""Every chart: plain arrays and translated words in, a Plotly figure out; colours by name. It and insight_charts.py know Plotly."""
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import plotly.graph_objects as go

from simulation.reporting import numbers
from simulation.reporting.placing import clear_spot, finite, flow_places, middles, reach, shorten, spread, text_width, widened
from simulation.reporting.slots import COLOUR, HAIR, PAPER, QUIET, READABLE, TEXT, esc, ramp, swatch
from simulation.reporting.slots import tier_slots as tier_slots  # handed on to the pages

NARROW = 260  # px: the width a plot is taken to have where text is placed before the browser knows the real one


@dataclass(frozen=True)
class Series:
    """A line: its name, colour slot, values, and its 90% range where it has one."""

    name: str
    slot: str
    y: Sequence[float]
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None
    dashed: bool = False


@dataclass(frozen=True)
class NetTexts:
    """The words of net_value: "Net value", "Pays back in month 19", "range 12 to 27", "deepest {value}"."""

    name: str
    break_even: str = ""
    break_even_range: str = ""
    deepest: str = ""


def lines(x, series: Sequence[Series], *, unit: str, height=320, scale=1.0, symbol="", lang="en", y_range=None, x_marks=None, note=None):
    """Lines by month with their bands, named at the right end; unit is percent, money or count.

    note: (x, y0, y1, text) marks the gap between two curves; **two stars** make a part of the text bold.
    """
    fig, form = figure(height, scale), _form(unit, symbol, lang)
    fig.add_traces([band(x, s.low, s.high, s.slot) for s in series if s.low is not None and s.high is not None])
    fig.add_traces([line(x, s, form, scale) for s in series])
    low, high = y_range or reach(*(part for s in series for part in (s.y, s.low, s.high) if part is not None))
    _y_axis(fig, low, high, unit, symbol, lang)
    _x_axis(fig, x, x_marks)
    ends = []
    for s in series:
        known = finite(s.y)
        if known.size:
            square = "" if s.slot in READABLE else swatch(COLOUR[s.slot])
            ends.append((known[-1], f"{square}<b>{esc(shorten(s.name))} {form(known[-1])}</b>", READABLE.get(s.slot, TEXT)))
    label(fig, ends, low, high, scale)
    if note:
        _gap(fig, note, x, series, scale)
    return fig


def tier_areas(x, names: Sequence[str], slots: Sequence[str], shares, height=280, scale=1.0):
    """Shares of tiers over months, lowest tier at the bottom; shares[month, tier] lie in 0..1."""
    fig, shares = figure(height, scale), np.nan_to_num(np.asarray(shares, float))
    for name, slot, share in zip(names, slots, shares.T):
        wide_x, share = widened(x, share)
        fig.add_scatter(x=wide_x, y=share, name=esc(name), stackgroup="tiers", mode="lines", line=dict(width=1.5 * scale, color=PAPER),
                        fillcolor=COLOUR[slot], customdata=[numbers.percent(v, 1) for v in share], hovertemplate="%{customdata}")
    _y_axis(fig, 0, 1, "percent", most=3, showgrid=False)
    _x_axis(fig, x)
    rows = [(y, f"{swatch(COLOUR[slot])}{esc(shorten(name))} {numbers.percent(v, 0)}", TEXT)
            for y, name, slot, v in zip(middles(shares[-1]), names, slots, shares[-1])]
    label(fig, rows, 0, 1, scale)
    return fig


def sankey(names: Sequence[str], slots: Sequence[str], flows, lapsed_name: str, height=300, scale=1.0):
    """Who moved where: flows[from tier, to tier], lowest tier first, last column lapsed. The top tier stands on top, lapsed last."""
    flows, n = np.nan_to_num(np.asarray(flows, float)), len(names)
    flows = np.where(flows >= 0.004 * flows.sum(), flows, 0)
    fig = figure(height, scale, hovermode="closest", margin=dict(l=2, r=2, t=8, b=8, pad=0))
    if not flows.any():
        return fig
    sums, order = (flows.sum(axis=1), flows.sum(axis=0)), [*range(n - 1, -1, -1), n]
    sides = [[i for i in order if i < len(side) and side[i]] for side in sums]
    nodes = [(end, i) for end, side in enumerate(sides) for i in side]
    gap = 17 * scale / (height - 16)  # the height of a label: those of two thin neighbours stay apart
    places = [*chain(*flow_places([sums[end][side] for end, side in enumerate(sides)], gap))]
    links = [(i, j) for i in sides[0] for j in sides[1] if flows[i, j]]
    words, colours = [esc(shorten(name)) for name in (*names, lapsed_name)], [*(COLOUR[slot] for slot in slots), COLOUR["no_program"]]
    fig.add_sankey(
        arrangement="fixed", textfont=dict(size=round(13 * scale), color=TEXT),
        node=dict(x=[(0.001, 0.999)[end] for end, _ in nodes], y=places, label=[words[i] for _, i in nodes], pad=17 * scale,
                  color=[colours[i] for _, i in nodes], thickness=10 * scale, line_width=0,
                  hovertemplate="%{label}: %{value:,.0f}<extra></extra>"),
        link=dict(source=[nodes.index((0, i)) for i, _ in links], target=[nodes.index((1, j)) for _, j in links],
                  value=[flows[link] for link in links], color=[colours[i][:7] + ("40" if i == j else "6B") for i, j in links],
                  hovertemplate="%{source.label} → %{target.label}: %{value:,.0f}<extra></extra>"))
    return fig


def net_value(x, value, low, high, *, symbol: str, texts: NetTexts, break_even=None, lang="en", height=320, scale=1.0):
    """Cumulated net value with its range, the zero line, and where it pays back (`break_even`: a month, or None)."""
    fig, form, size = figure(height, scale), _form("money", symbol, lang), round(13 * scale)
    x, value, ranged = np.asarray(x, float), np.asarray(value, float), low is not None and high is not None
    series = Series(texts.name, "program", value, *((low, high) if ranged else ()))
    low, high = (np.asarray(low, float), np.asarray(high, float)) if ranged else (value, value)
    fig.add_traces([*([band(x, low, high, "program")] if ranged else []), line(x, series, form, scale)])
    fig.add_hline(y=0, line=dict(color=QUIET, width=scale))
    bottom, top = reach(value, low, high)
    px_x, px_y = (x[-1] - x[0] or 1) / (NARROW * scale), (top - bottom) / _plot_height(fig)
    taken = None
    if break_even is not None:
        words = f"<b>{esc(texts.break_even)}</b><br>{esc(texts.break_even_range)}"
        taken = clear_spot(x, low, high, break_even, (text_width(words, size) + 8) * px_x, 1.7 * size * px_y, 60 * scale * px_x)
        if taken:
            y, side, _ = taken
            fig.add_shape(type="line", x0=break_even, x1=break_even, y0=0, y1=y, line=dict(color=TEXT, width=scale))
            fig.add_annotation(x=break_even, y=y, text=words, xanchor=side, xshift=6 if side == "left" else -6, showarrow=False, align=side,
                               font=dict(size=size, color=TEXT), bgcolor=PAPER)
            bottom, top = min(bottom, y - 1.6 * size * px_y), max(top, y + 1.6 * size * px_y)
        fig.add_scatter(x=[break_even], y=[0], mode="markers", hoverinfo="skip", cliponaxis=False,
                        marker=dict(size=10 * scale, color=PAPER, line=dict(color=COLOUR["program"], width=2.5 * scale)))
    lowest = int(np.argmin(value))
    words = esc(texts.deepest).replace("{value}", form(value[lowest]))
    half, y = text_width(words, size) / 2 * px_x, low.min() - 0.8 * size * px_y
    at = max(x[lowest], x[0] + half)
    clash = taken and taken[0] < 0 and taken[2][0] < at + half + 8 * px_x and at - half < taken[2][1]
    if words and value[lowest] < 0 and lowest < len(value) - 1 and not clash:
        fig.add_annotation(x=at, y=y, text=words, showarrow=False, bgcolor=PAPER,
                           font=dict(size=round(12 * scale), color=QUIET))
        bottom = min(bottom, y - 0.8 * size * px_y)
    _y_axis(fig, bottom, top, "money", symbol, lang)
    _x_axis(fig, x, showline=False)
    end = f"<b><span style='color:{COLOUR['program']}'>{form(value[-1])}</span></b>"
    if ranged:
        end += f"<br><span style='color:{QUIET}'>{numbers.span(low[-1], high[-1], 'money', like=value[-1], lang=lang)}</span>"
    label(fig, [(value[-1], end, TEXT)], bottom, top, scale)
    return fig


def cost_stack(x_labels: Sequence[str], names: Sequence[str], values, *, unit_divisor: float, ticks, height=320, scale=1.0):
    """Cost by component, stacked: values[bar, component]; x_labels head the hover, ticks are (bar from 0, text) pairs under the bars."""
    values = np.nan_to_num(np.asarray(values, float)) / unit_divisor
    fig, colours = figure(height, scale, barmode="relative", bargap=0.22), ramp(len(names))
    for name, colour, column in zip(names, colours, values.T):
        fig.add_bar(x=[esc(text) for text in x_labels], y=column, name=esc(name),
                    marker=dict(color=colour, line=dict(color=PAPER, width=1)),
                    customdata=[numbers.three(v) for v in column], hovertemplate="%{customdata}")
    low, high = reach(values.clip(max=0).sum(axis=1), values.clip(min=0).sum(axis=1))
    _y_axis(fig, low, high, "count")
    fig.update_xaxes(type="category", tickvals=[at for at, _ in ticks], ticktext=[esc(text) for _, text in ticks], automargin="height")
    rows = [(y, swatch(colour) + esc(shorten(name)), TEXT) for y, colour, name in zip(middles(values[-1].clip(min=0)), colours, names)]
    label(fig, rows, low, high, scale)
    return fig


def waterfall(names: Sequence[str], values, *, totals: Collection[int], height=290, scale=1.0):
    """From an opening to a closing balance; bars in `totals` stand on zero, the others move it. Under a hundred a decimal is written."""
    values, fig = np.nan_to_num(np.asarray(values, float)), figure(height, scale, hovermode="closest", barmode="overlay", bargap=0.38)
    total = np.isin(np.arange(len(values)), list(totals))
    ends = np.zeros(len(values))
    for i, value in enumerate(values):
        ends[i] = value if total[i] else (ends[i - 1] if i else 0) + value
    starts = np.where(total, 0, ends - values)
    digits = int(np.abs(values).max(initial=0) < 100 and bool((values % 1).any()))
    texts = [numbers.count(v, digits, sign=not t and v > 0) for v, t in zip(values, total)]
    gains, losses = ~total & (values >= 0), ~total & (values < 0)
    for slot, opacity, these in (("no_program", 1, total), ("program", 1, gains), ("program", 0.5, losses)):
        at = np.flatnonzero(these)
        fig.add_bar(x=at, y=(ends - starts)[at], base=starts[at], width=0.62,
                    marker=dict(color=COLOUR[slot], opacity=opacity, line_width=0),
                    customdata=[f"{esc(names[i])}: {texts[i]}" for i in at], hovertemplate="%{customdata}<extra></extra>")
    for i, text in enumerate(texts):
        fig.add_annotation(x=i, y=max(starts[i], ends[i]), text=text, showarrow=False, yshift=round(10 * scale),
                           font=dict(size=round(13 * scale), color=TEXT))
        if i:  # the balance handed on
            fig.add_shape(type="line", x0=i - 0.69, x1=i - 0.31, y0=ends[i - 1], y1=ends[i - 1], line=dict(color=HAIR, width=1))
    low, high = reach(starts, ends)
    fig.update_yaxes(visible=False, range=[low, high + 20 * scale * (high - low) / _plot_height(fig)])
    fig.update_xaxes(tickvals=list(range(len(names))), ticktext=[esc(name) for name in names], automargin="height",
                     range=[-0.5, len(names) - 0.5])
    return fig


def tornado(names: Sequence[str], lows, highs, low_labels, high_labels, centre: float, *, symbol: str, unit_divisor=1, lang="en",
            height=250, scale=1.0):
    """What the result becomes when one assumption moves to its low or high end; names come biggest first and stand from the top."""
    fig, size, rows = figure(height, scale, hovermode="closest", barmode="overlay"), round(12 * scale), list(range(len(names)))
    for ends, words in ((np.asarray(lows, float), low_labels), (np.asarray(highs, float), high_labels)):
        fig.add_bar(y=rows, x=ends - centre, base=centre, orientation="h", width=0.5, hovertemplate="%{customdata}<extra></extra>",
                    marker=dict(color=COLOUR["program"], opacity=np.where(ends > centre, 0.95, 0.42), line_width=0),
                    customdata=[f"{esc(name)} = {esc(word)}: {numbers.money(v, symbol, lang)}"
                                for name, word, v in zip(names, words, ends)])
    room = {"left": 0.0, "right": 0.0}
    for row, (low, high, low_word, high_word) in enumerate(zip(lows, highs, low_labels, high_labels)):
        (start, first), (end, second) = sorted([(low, low_word), (high, high_word)])
        ends = [(start, first, "left"), (end, second, "right")]
        if start > centre:  # both ends on one side: one text for both, nearer end first
            ends = [(end, f"{first} · {second}", "right")]
        elif end < centre:
            ends = [(start, f"{second} · {first}", "left")]
        for at, word, side in ends:
            room[side] = max(room[side], text_width(word, size) + 10 * scale)
            fig.add_annotation(x=at, y=row, text=esc(word), xanchor="left" if side == "right" else "right", showarrow=False,
                               xshift=5 if side == "right" else -5, font=dict(size=size, color=QUIET))
    reached = finite([centre, *lows, *highs])
    low, high = (reached.min(), reached.max()) if reached.max() > reached.min() else (centre - 1, centre + 1)
    marks, texts = numbers.ticks(low / unit_divisor, high / unit_divisor, "money", symbol, lang, 4)
    fig.add_vline(x=centre, line=dict(color=COLOUR["no_program"], width=scale))
    fig.update_xaxes(range=[low, high], tickvals=[mark * unit_divisor for mark in marks], ticktext=texts, showgrid=True, gridcolor=HAIR,
                     showline=False, automargin="height")
    fig.update_yaxes(tickvals=rows, ticktext=[esc(shorten(name, 20)) for name in names], autorange="reversed", showgrid=False,
                     ticklabelstandoff=round(room["left"] + 6 * scale), tickfont=dict(size=round(13 * scale), color=TEXT))
    fig.update_layout(margin_r=round(room["right"]))
    return fig


def figure(height: float, scale: float = 1.0, **layout) -> go.Figure:
    """An empty figure with the house's type, grid and margins; `scale` enlarges type and strokes for a projector.

    All is set on the figure itself: Streamlit's theme overrides what a template says about sizes.
    """
    axis = dict(showgrid=False, zeroline=False, ticks="", fixedrange=True, title=dict(text="", standoff=0),
                tickfont=dict(size=round(12 * scale), color=QUIET))
    fig, type_size = go.Figure(), dict(size=round(13 * scale))
    fig.update_layout(
        template=go.layout.Template(), height=height, margin=dict(l=0, r=8, t=round(8 * scale), b=round(26 * scale), pad=0),
        showlegend=False, font=type_size, hoverlabel=dict(font=type_size), hovermode="x unified", dragmode=False, barcornerradius=2,
        bargap=0.28, xaxis=axis | dict(automargin=False, showline=True, linewidth=1, linecolor=HAIR, showspikes=False,
                                   ticklabelstandoff=round(3 * scale)),
        yaxis=axis | dict(automargin=True, showgrid=True, gridwidth=1, gridcolor=HAIR, ticklabelstandoff=round(6 * scale)))
    return fig.update_layout(**layout)


def line(x, series: Series, form: Callable, scale: float = 1.0) -> go.Scatter:
    """A series' line; its hover gives value and range as `form` writes them."""
    texts = [form(v) for v in series.y]
    if series.low is not None and series.high is not None:
        texts = [f"{text} ({form(low)} … {form(high)})" for text, low, high in zip(texts, series.low, series.high)]
    x, y, at = widened(x, series.y, np.arange(len(texts)))
    stroke = dict(color=COLOUR[series.slot], width=(2.75 if series.slot == "program" else 2) * scale)
    return go.Scatter(x=x, y=y, name=esc(series.name), mode="lines", customdata=[texts[int(i)] for i in at], hovertemplate="%{customdata}",
                      line=stroke | (dict(dash=f"{4 * scale:g}px,{3 * scale:g}px") if series.dashed else {}))


def band(x, low, high, slot: str) -> go.Scatter:
    """A 90% range: a flat polygon without edge or hover."""
    x, low, high = widened(x, low, high)
    known = np.isfinite(low) & np.isfinite(high)
    x, low, high = x[known], low[known], high[known]
    return go.Scatter(x=[*x, *x[::-1]], y=[*high, *low[::-1]], mode="lines", fill="toself", fillcolor=COLOUR[slot], hoverinfo="skip",
                      line=dict(width=0, color=COLOUR[slot]), opacity=0.18 if slot == "program" else 0.14)


def label(fig: go.Figure, rows: Sequence[tuple[float, str, str]], low: float, high: float, scale: float = 1.0) -> None:
    """Direct labels at the right end, in place of a legend: (value, marked-up text, colour) on an axis from low to high."""
    size = round(13 * scale)
    gap = 1.3 * size * (high - low) / _plot_height(fig)
    for y, (_, text, colour) in zip(spread([row[0] for row in rows], gap, low, high), rows):
        fig.add_annotation(x=1, xref="paper", y=y, text=text, xanchor="left", xshift=6, align="left", showarrow=False,
                           font=dict(size=size, color=colour))
    fig.update_layout(margin_r=round(12 + max((text_width(text, size) for _, text, _ in rows), default=0)))


def _plot_height(fig) -> float:
    return max(40, fig.layout.height - fig.layout.margin.t - fig.layout.margin.b)


def _form(unit: str, symbol: str, lang: str) -> Callable:
    whole = lambda v: numbers.three(v) if v is not None and abs(v) < 100 and v % 1 else numbers.count(v)  # noqa: E731
    return {"percent": numbers.percent, "money": lambda v: numbers.money(v, symbol, lang), "count": whole}[unit]


def _y_axis(fig, low, high, unit, symbol="", lang="en", most=5, **axis) -> None:
    values, texts = numbers.ticks(low, high, unit, symbol, lang, most)
    fig.update_yaxes(range=[low, high], tickvals=values, ticktext=texts, **axis)


def _x_axis(fig, x, marks=None, **axis) -> None:
    first, last = x[0], x[-1]
    if marks is None:
        step = next((step for step in (1, 2, 3, 6, 12, 24, 60) if (last - first) / step <= 7), 120)
        marks = [v for v in x if v % step == 0] or [first]
    ends = [first - 0.5, first + 0.5] if first == last else [first, last + 0.008 * (last - first)]  # else half of the last stroke is cut
    fig.update_xaxes(range=ends, tickvals=list(marks), ticktext=[f"{v:g}" for v in marks], **axis)


def _gap(fig, note, x, series, scale) -> None:
    """The gap's text stands on the free side: above a falling curve, below a rising one."""
    at, y0, y1, text = note
    low, high = sorted((y0, y1))
    size, early = round(13 * scale), at <= (x[0] + x[-1]) / 2
    ends = [finite(s.y) for s in series if finite(s.y).size]
    above = (max(y[-1] for y in ends) <= max(y[0] for y in ends)) == early
    fig.add_shape(type="line", x0=at, x1=at, y0=low, y1=high, line=dict(color=TEXT, width=1.5 * scale))
    fig.add_annotation(x=at, y=high if above else low, text=re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", esc(text)), showarrow=False,
                       xanchor="left" if early else "right", xshift=4 if early else -4, yanchor="bottom" if above else "top",
                       yshift=round(10 * scale) * (1 if above else -1), font=dict(size=size, color=TEXT))
