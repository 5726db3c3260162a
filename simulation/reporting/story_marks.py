"""Charts and diagrams as plain marks: lines, areas, bars and texts in points from the upper left; the PDF draws both, the page the diagrams."""
from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from simulation.map_boxes import BOLD, TYPE, wrapped
from simulation.reporting import numbers
from simulation.reporting.placing import finite, in_one_line, middles, reach, spread, text_width
from simulation.reporting.report_parts import curve_slots, ends, figures, lines_of, name_ink, plain, type_of
from simulation.story.content import Chart, Diagram

Mark = dict[str, Any]
SIZE = 8.5      # of type, points
LEADING, CLOSE = 1.3, 1.22      # line height over type size, of charts and of diagrams
MAP_SIZES = (10, 9.5, 9, 8.5, 8, 7.5)
Ink = Callable[[str], str]


def drawing(chart: Chart, width: float, height: float, ink: Ink, language: str) -> Mark:
    """Marks of a chart in a box of points; `ink` gives the hex of a slot or of text, quiet, hair, paper."""
    draw = {"lines": _lines, "stack": _stack, "forest": _forest}[chart.kind]
    if chart.kind == "forest":
        rows = max(1, len(chart.x)) * max(1, len(chart.curves))
        height = min(height, 30 + 24 * rows) if len(chart.curves) == 1 else 44 + 15 * rows
    return dict(width=width, height=height, marks=draw(chart, width, height, ink, language))


def _lines(chart: Chart, width: float, height: float, ink: Ink, language: str) -> list[Mark]:
    low, high = reach(*(part for c in chart.curves for part in (c.y, c.low, c.high) if part is not None))
    ticks = numbers.ticks(low, high, chart.unit, chart.symbol, language)
    left = max((text_width(t, SIZE) for t in ticks[1]), default=0) * 1.1 + 6
    rows = ends(chart, language)
    right = min(0.42 * width, max((text_width(plain(part), SIZE) for _, *pair in rows for part in pair), default=0) * 1.08 + 8)
    first, last = float(min(chart.x)), float(max(chart.x))
    x_at = _scale(first, last if last > first else first + 1, left, width - right)
    y_at = _scale(low, high, height - 16, 6)
    marks = _value_axis(ticks, y_at, left, width - right, ink)
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60) if (last - first) / s <= 8), 120)
    marks += [_text(f"{x:g}", x_at(x) - 15, height - 13, 30, "center", ink("quiet")) for x in chart.x if x % step == 0 or first == last]
    for c in chart.curves:
        if c.low is not None and c.high is not None:
            known = [i for i in range(len(chart.x)) if _is(c.low[i]) and _is(c.high[i])]
            points = [(x_at(chart.x[i]), y_at(c.high[i])) for i in known] + [(x_at(chart.x[i]), y_at(c.low[i])) for i in reversed(known)]
            if len(points) > 2:
                marks.append(dict(kind="area", points=points, fill=ink(c.slot) + "33"))
    for c in chart.curves:
        points = [(x_at(x), y_at(y)) for x, y in zip(chart.x, c.y) if _is(y)]
        marks.append(dict(kind="line", points=points, stroke=ink(c.slot), width=1.8 if c.slot == "program" else 1.3, dashed=c.dashed))
    room, per = right - 6, abs(y_at(1) - y_at(0))
    tall = [sum(lines_of(part, SIZE, room) for part in pair) * SIZE * LEADING for _, *pair in rows]
    gap, full = max(tall, default=0), (high - low) * per
    places = spread([((low if math.isnan(v) else v) - low) * per for v, *_ in rows], gap, gap / 2, full - gap / 2)
    for (_, name, figure), at, high_of, c in zip(rows, places, tall, chart.curves):
        y = min(max(0, height - 16 - at - high_of / 2), height - high_of)
        marks += [_text(plain(name), width - right + 6, y, room, "left", ink(name_ink(c.slot)), True),
                  _text(figure, width - right + 6, y + lines_of(name, SIZE, room) * SIZE * LEADING, room, "left", ink("text"))]
    return marks


def _stack(chart: Chart, width: float, height: float, ink: Ink, language: str) -> list[Mark]:
    slots = curve_slots(chart)
    values = np.nan_to_num(np.array([c.y for c in chart.curves], float)).T      # [category, curve]
    low, high = reach(values.clip(max=0).sum(axis=1), values.clip(min=0).sum(axis=1))
    ticks = numbers.ticks(low, high, chart.unit, chart.symbol, language)
    left = max((text_width(t, SIZE) for t in ticks[1]), default=0) * 1.1 + 6
    right = min(0.42 * width, max((text_width(plain(c.name), SIZE) for c in chart.curves), default=0) * 1.1 + 20)
    y_at, step = _scale(low, high, height - 16, 6), (width - right - left) / len(chart.x)
    marks = _value_axis(ticks, y_at, left, width - right, ink)
    every = max(1, math.ceil(max(text_width(str(x), SIZE) for x in chart.x) * 1.2 / step))
    for i, x in enumerate(chart.x):
        up = down = 0.0
        for slot, value in zip(slots, values[i]):
            start = up if value >= 0 else down
            up, down = (up + value, down) if value >= 0 else (up, down + value)
            top, bottom = sorted((y_at(start), y_at(start + value)))
            marks.append(dict(kind="rect", x=left + (i + 0.14) * step, y=top, width=0.72 * step, height=max(0, bottom - top - 0.5), fill=ink(slot)))
        if i % every == 0:
            wide = every * step
            name = x if isinstance(x, str) else f"{x:g}"
            marks.append(_text(name, left + (i + 0.5) * step - wide / 2, height - 13, wide, "center", ink("quiet")))
    per = abs(y_at(1) - y_at(0))
    places = spread([(m - low) * per for m in middles(values[-1].clip(min=0))], SIZE * LEADING * 1.1, 0, (high - low) * per)
    for c, at, slot in zip(chart.curves, places, slots):
        y = height - 16 - at - SIZE * LEADING / 2
        marks += [dict(kind="rect", x=width - right + 6, y=y + 1.5, width=7, height=7, fill=ink(slot)),
                  _text(plain(c.name), width - right + 17, y, right - 17, "left", ink("text"))]
    return marks


def _forest(chart: Chart, width: float, height: float, ink: Ink, language: str) -> list[Mark]:
    low, high = reach(*(part for c in chart.curves for part in (c.y, c.low, c.high) if part is not None))
    ticks = numbers.ticks(low, high, chart.unit, chart.symbol, language)
    texts = [row[1:] for row in figures(chart, language).rows]
    left = min(0.34 * width, max((text_width(plain(str(x)), SIZE) for x in chart.x), default=0) * 1.06 + 10)
    right = min(0.34 * width, max((text_width(t, SIZE) for row in texts for t in row), default=0) * 1.06 + 10)
    x_at, bottom, top = _scale(low, high, left + 4, width - right - 4), height - 16, 14 if len(chart.curves) > 1 else 0
    marks = _key(chart, width, ink) if top else []
    marks += [dict(kind="line", points=[(x_at(t), top + 2), (x_at(t), bottom)], stroke=ink("quiet" if t == 0 else "hair"), width=0.5 if t else 0.9,
                  dashed=False) for t in ticks[0]]
    marks += [_text(t, x_at(v) - 40, height - 13, 80, "center", ink("quiet")) for v, t in zip(*ticks)]
    step = (bottom - top) / max(1, len(chart.x) * len(chart.curves))
    for i, x in enumerate(chart.x):
        wide = left - 8
        tall = lines_of(str(x), SIZE, wide) * SIZE * LEADING
        marks.append(_text(plain(str(x)), 0, top + (i + 0.5) * step * len(chart.curves) - tall / 2, wide, "left", ink("text")))
        for k, c in enumerate(chart.curves):
            y = top + (i * len(chart.curves) + k + 0.5) * step
            if c.low is not None and c.high is not None and _is(c.low[i]) and _is(c.high[i]):
                a, b = x_at(c.low[i]), x_at(c.high[i])
                marks += [dict(kind="line", points=points, stroke=ink(c.slot), width=1.4, dashed=False)
                          for points in ([(a, y), (b, y)], [(a, y - 3), (a, y + 3)], [(b, y - 3), (b, y + 3)])]
            if _is(c.y[i]):
                marks.append(dict(kind="dot", x=x_at(c.y[i]), y=y, radius=3.4, fill=ink(c.slot)))
            room = right - 8
            tall = lines_of(texts[i][k], SIZE, room) * SIZE * LEADING
            marks.append(_text(texts[i][k], width - room, y - tall / 2, room, "left", ink(name_ink(c.slot) if top else "text")))
    return marks


def _key(chart: Chart, width: float, ink: Ink) -> list[Mark]:
    """Whose colour is which, in one line."""
    marks, x, em = [], 0.0, 1.12 * SIZE     # names are bold
    names = in_one_line([f"● {plain(c.name)}" for c in chart.curves], width / em, 10 / em)
    for c, name in zip(chart.curves, names, strict=True):
        wide = 1.12 * text_width(name, SIZE) + 10
        marks.append(_text(name, x, 0, wide, "left", ink(name_ink(c.slot)), True))
        x += wide
    return marks


def picture(held: Diagram, width: float, height: float, ink: Ink, mix: Callable[[str], str], scale: float = 1.0) -> Mark:
    """Marks of a diagram: boxes, arrows between them, and what is written on these; `mix` pales a colour, `scale` enlarges the type."""
    marks: list[Mark] = []
    inset = 4 * scale
    size = type_of(held, width, height, [scale * s for s in MAP_SIZES], CLOSE, inset)
    places = {n.key: ((n.x - n.width / 2) * width, (n.y - n.height / 2) * height, n.width * width, n.height * height) for n in held.nodes}
    for link in held.links:
        if link.source in places and link.target in places:
            marks += _arrow(places[link.source], places[link.target], plain(link.label), ink, scale)
    for n in held.nodes:
        x, y, wide, high = places[n.key]
        edge, ground = (ink(n.slot), mix(ink(n.slot))) if n.slot else (ink("hair"), ink("paper"))
        marks.append(dict(kind="rect", x=x, y=y, width=wide, height=high, fill=ground, stroke=edge, radius=3))
        inner = wide - 2 * inset
        rows = [(row, True) for row in wrapped(plain(n.title), inner, size * BOLD / TYPE)]
        rows += [(row, False) for line in n.lines for row in wrapped(plain(line), inner, size)]
        at = y + max(1, (high - len(rows) * size * CLOSE) / 2)
        for words, bold in rows:
            marks.append(_text(words, x + inset, at, wide - inset, "left", ink("text"), bold, size))
            at += size * CLOSE
    return dict(width=width, height=height, marks=marks)


def _arrow(a, b, label: str, ink: Ink, scale: float) -> list[Mark]:
    (ax, ay, aw, ah), (bx, by, bw, bh) = a, b
    beside = bx >= ax + aw - 0.5 or ax >= bx + bw - 0.5
    if beside:
        way = 1 if bx > ax else -1
        start, end = (ax + (aw if way > 0 else 0), ay + ah / 2), (bx + (0 if way > 0 else bw), by + bh / 2)
        middle = (start[0] + end[0]) / 2
        points = [start, (middle, start[1]), (middle, end[1]), end]
        head = [end, (end[0] - 5 * way, end[1] - 2.6), (end[0] - 5 * way, end[1] + 2.6)]
        at, room = (middle, (start[1] + end[1]) / 2), max(24.0, abs(end[0] - start[0]) - 4)
    else:
        way = 1 if by > ay else -1
        start, end = (ax + aw / 2, ay + (ah if way > 0 else 0)), (bx + bw / 2, by + (0 if way > 0 else bh))
        middle = (start[1] + end[1]) / 2
        points = [start, (start[0], middle), (end[0], middle), end]
        head = [end, (end[0] - 2.6, end[1] - 5 * way), (end[0] + 2.6, end[1] - 5 * way)]
        at, room = ((start[0] + end[0]) / 2, middle), 90.0
    marks = [dict(kind="line", points=points, stroke=ink("quiet"), width=0.9, dashed=False), dict(kind="area", points=head, fill=ink("quiet"))]
    if label:
        size = next((s for s in (7.5 * scale, 7 * scale, 6.5 * scale) if lines_of(label, s, room) <= 2), 6 * scale)
        high = lines_of(label, size, room) * size * LEADING
        level = beside and abs(points[0][1] - points[-1][1]) < 4
        wide = min(room, text_width(label, size) * 1.1 + 4) if lines_of(label, size, room) == 1 else room
        x, y = (at[0] - wide / 2 if beside else at[0] + 4), (at[1] - high - 1 if level else at[1] - high / 2)
        if beside and not level:
            marks.append(dict(kind="rect", x=x, y=y, width=wide, height=high, fill=ink("paper")))
        marks.append(_text(label, x, y, wide, "center" if beside else "left", ink("quiet"), size=size))
    return marks


def _value_axis(ticks, y_at, left: float, right: float, ink: Ink) -> list[Mark]:
    lines = [dict(kind="line", points=[(left, y_at(v)), (right, y_at(v))], stroke=ink("quiet" if v == 0 else "hair"), width=0.8 if v == 0 else 0.5,
                  dashed=False) for v in ticks[0]]
    return lines + [_text(t, -40, y_at(v) - SIZE * 0.62, left + 35, "right", ink("quiet")) for v, t in zip(*ticks)]


def _text(words: str, x: float, y: float, width: float, align: str, ink: str, bold: bool = False, size: float = SIZE) -> Mark:
    return dict(kind="text", text=words, x=x, y=y, width=width, align=align, ink=ink, bold=bold, size=size)


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    return lambda v: start + (v - low) / ((high - low) or 1) * (end - start)


def _is(value) -> bool:
    return finite([value]).size > 0
