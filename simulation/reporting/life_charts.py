"""The chart of a member's life, beside the same person's other life."""
from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from simulation.reporting import numbers
from simulation.reporting.charts import figure
from simulation.reporting.placing import shorten, text_width
from simulation.reporting.slots import COLOUR, HAIR, PAPER, QUIET, TEXT, esc

# px of each strip of a life, from the top; a strip without anything in it is left out
STRIPS = {"head": 30, "points": 84, "orders": 46, "offers": 24, "events": 24, "tiers": 24}
GAP = 16                  # px between two lives
DOTS = (6.0, 21.0)        # px: the smallest and the largest order
# What an order is in the other life -> (colour, filled)
ORDERS = {"usual": ("no_program", True), "extra": ("program", True), "alone": ("no_program", False)}
# mark -> (strip, symbol, colour)
MARKS = {
    "upgrade": ("tiers", "triangle-up", "better"), "downgrade": ("tiers", "triangle-down", "worse"), "expired": ("points", "hourglass", "worse"),
    "offer_got": ("offers", "diamond-open", "program"), "offer_used": ("offers", "diamond", "program"), "plan": ("events", "star", "program"),
    "returned": ("events", "arrow-left", "worse"), "service": ("events", "square-open", "unknown"), "dormant": ("events", "circle-open", "worse"),
    "back": ("events", "circle", "better"), "left": ("events", "x", "worse"), "told": ("events", "square", "unknown"),
}
NARROWEST = 700           # px of the plot on a small screen


@dataclasses.dataclass(frozen=True)
class Dot:
    """At place x in months: an order of `amount` (currency units); sort: a key of ORDERS."""

    x: float
    amount: float
    sort: str
    said: str


@dataclasses.dataclass(frozen=True)
class Mark:
    """Something at place x in months; kind: a key of MARKS."""

    x: float
    kind: str
    said: str


@dataclasses.dataclass(frozen=True)
class Lane:
    """One life: its heading, orders, marks, points held as (from x on, how many), tiers as (from x, to x, name, slot), and when it was left."""

    name: str
    dots: Sequence[Dot]
    marks: Sequence[Mark]
    points: Sequence[tuple[float, int]]
    tiers: Sequence[tuple[float, float, str, str]]
    left: float | None = None


def timeline(lanes: Sequence[Lane], months: int, words: dict[str, str], lang: str = "en", scale: float = 1.0):
    """Lives one above the other over the same months; the same size of a dot is the same amount, the same height the same points, in all.

    words: of each strip, of each key of ORDERS and MARKS, and "points_held" with {n}; x: month m lies from m - 0.5 to m + 0.5.
    """
    tops, height = _places(lanes, scale)
    fig = figure(height, scale, hovermode="closest")
    most = max((n for lane in lanes for _, n in lane.points), default=0)
    largest = max((dot.amount for lane in lanes for dot in lane.dots), default=0.0)
    ends = (0.5, months + 0.5)
    ticks, named = [], set()
    for lane, places in zip(lanes, tops, strict=True):
        _lane(fig, lane, places, ends, words, scale)
        if lane.points and "points" in places:
            _points(fig, lane, places["points"], most, ends, words, lang, scale)
        for sort, (slot, filled) in ORDERS.items():
            own = [dot for dot in lane.dots if dot.sort == sort]
            _dots(fig, own, places["orders"], largest, words[sort], slot, filled, sort not in named, scale)
            named |= {sort} if own else set()
        for kind in MARKS:
            own = [mark for mark in lane.marks if mark.kind == kind and MARKS[kind][0] in places]
            _marks(fig, own, lane, places, kind, most, words, kind not in named, scale)
            named |= {kind} if own else set()
        ticks += [(sum(place) / 2, words[strip]) for strip, place in places.items() if strip != "head"]
    fig.update_yaxes(range=[height, 0], tickvals=[at for at, _ in ticks], ticktext=[esc(text) for _, text in ticks], showgrid=False)
    step = next(s for s in (1, 2, 3, 6, 12) if months / s <= 12)
    fig.update_xaxes(range=list(ends), tickvals=list(range(step, months + 1, step)))
    key = sum(text_width(trace.name, 12 * scale) + 52 * scale for trace in fig.data if trace.showlegend)
    rows = math.ceil(key / (NARROWEST * scale))      # the browser breaks the key's lines where the page is narrow
    fig.update_layout(showlegend=True, height=height + (52 + 21 * rows) * scale, margin_b=round((34 + 21 * rows) * scale), margin_t=round(4 * scale),
                      legend=dict(orientation="h", x=0, y=0, yref="container", yanchor="bottom", font=dict(size=round(12 * scale), color=TEXT),
                                  itemclick=False, itemdoubleclick=False, itemsizing="trace", bgcolor="rgba(0,0,0,0)"))
    return fig


def _places(lanes: Sequence[Lane], scale: float) -> tuple[list[dict[str, tuple[float, float]]], float]:
    """Of each life, (top, bottom) of its strips in px from the chart's top; and the height of all."""
    out, at = [], 0.0
    for k, lane in enumerate(lanes):
        at += GAP * scale if k else 0.0
        held = {MARKS[mark.kind][0] for mark in lane.marks}
        shown = {"head", "orders"} | (held & {"offers", "events"})
        shown |= {"points"} if any(n for _, n in lane.points) else set()
        shown |= {"tiers"} if lane.tiers else set()
        places = {}
        for strip, px in STRIPS.items():
            if strip in shown:
                places[strip] = (at, at + px * scale)
                at += px * scale
        out.append(places)
    return out, at


def _lane(fig, lane: Lane, places, ends, words, scale) -> None:
    top, bottom = places["head"]
    fig.add_annotation(x=0, xref="paper", y=(top + bottom) / 2, text=f"<b>{esc(lane.name)}</b>", xanchor="left", showarrow=False,
                       font=dict(size=round(13 * scale), color=TEXT))
    low, high = places["orders"]
    fig.add_shape(type="line", x0=ends[0], x1=ends[1], y0=(low + high) / 2, y1=(low + high) / 2, line=dict(color=HAIR, width=scale), layer="below")
    if lane.left is not None:
        fig.add_shape(type="rect", x0=lane.left, x1=ends[1], y0=bottom, y1=max(b for _, b in places.values()), line_width=0, layer="below",
                      fillcolor=COLOUR["unknown"] + "1A")
    for start, end, name, slot in lane.tiers:
        low, high = places["tiers"]
        middle, half = (low + high) / 2, 0.32 * (high - low)
        fig.add_shape(type="rect", x0=start, x1=end, y0=middle - half, y1=middle + half, fillcolor=COLOUR[slot], layer="below",
                      line=dict(color=PAPER, width=scale))
        fig.add_scatter(x=[(start + end) / 2], y=[middle], mode="markers", marker=dict(size=12 * scale, color="rgba(0,0,0,0)"), showlegend=False,
                        customdata=[esc(name)], hovertemplate="%{customdata}<extra></extra>")
        size = round(12 * scale)
        if (end - start) / (ends[1] - ends[0]) * 900 * scale > text_width(shorten(name), size) + 24 * scale:      # room on a page of common width
            fig.add_annotation(x=(start + end) / 2, y=middle, text=esc(shorten(name)), showarrow=False, bgcolor=PAPER, borderpad=1,
                               font=dict(size=size, color=TEXT))


def _points(fig, lane: Lane, place, most: int, ends, words, lang, scale) -> None:
    """A step each time that the balance changes."""
    top, bottom = place
    level = lambda n: bottom - 3 * scale - (n / (most or 1)) * (bottom - top - 10 * scale)  # noqa: E731
    x = [*(at for at, _ in lane.points), ends[1]]
    held = [*(n for _, n in lane.points), lane.points[-1][1]]
    said = [words["points_held"].format(n=numbers.count(n)) for n in held]
    base = level(0)
    fig.add_scatter(x=[*x, x[-1], x[0]], y=[*map(level, held), base, base], mode="lines", line=dict(shape="hv", width=0, color=COLOUR["program"]),
                    fill="toself", fillcolor=COLOUR["program"] + "1F", hoverinfo="skip", showlegend=False)
    fig.add_scatter(x=x, y=[level(n) for n in held], mode="lines", line=dict(shape="hv", color=COLOUR["program"], width=1.75 * scale),
                    customdata=said, hovertemplate="%{customdata}<extra></extra>", showlegend=False)
    fig.add_annotation(x=1, xref="paper", y=level(held[-1]), text=numbers.count(held[-1]), xanchor="left", xshift=6, showarrow=False,
                       font=dict(size=round(12 * scale), color=COLOUR["program"]))
    peak = max(range(len(held)), key=held.__getitem__)
    if held[peak] > 1.25 * held[-1] and x[peak] < ends[1] - 0.12 * (ends[1] - ends[0]):
        fig.add_annotation(x=x[peak], y=level(held[peak]), text=numbers.count(held[peak]), xanchor="left", yanchor="bottom", xshift=2,
                           showarrow=False, font=dict(size=round(12 * scale), color=QUIET))
    room = text_width(numbers.count(max(held)), round(12 * scale)) + 14
    fig.update_layout(margin_r=max(fig.layout.margin.r, round(room)))


def _dots(fig, own: Sequence[Dot], place, largest: float, name: str, slot: str, filled: bool, first: bool, scale) -> None:
    if not own:
        return
    small, large = DOTS
    size = [scale * max(small, large * math.sqrt(max(0.0, dot.amount) / largest)) if largest else scale * small for dot in own]
    edge = dict(color=PAPER, width=scale) if filled else dict(color=COLOUR[slot], width=1.75 * scale)
    fig.add_scatter(x=[dot.x for dot in own], y=[sum(place) / 2] * len(own), mode="markers", name=esc(name), showlegend=first, legendgroup=name,
                    marker=dict(size=size, color=COLOUR[slot] if filled else PAPER, opacity=0.85, line=edge),
                    customdata=[esc(dot.said) for dot in own], hovertemplate="%{customdata}<extra></extra>")


def _marks(fig, own: Sequence[Mark], lane: Lane, places, kind: str, most: int, words, first: bool, scale) -> None:
    if not own:
        return
    strip, symbol, slot = MARKS[kind]
    top, bottom = places[strip]
    y = [(top + bottom) / 2] * len(own)
    if strip == "points":
        y = [bottom - 3 * scale] * len(own)
    edge = dict(width=1.25 * scale, color=COLOUR[slot] if "open" in symbol else PAPER)
    fig.add_scatter(x=[mark.x for mark in own], y=y, mode="markers", name=esc(words[kind]), showlegend=first, legendgroup=kind,
                    marker=dict(size=10 * scale, symbol=symbol, color=COLOUR[slot], line=edge),
                    customdata=[esc(mark.said) for mark in own], hovertemplate="%{customdata}<extra></extra>")
