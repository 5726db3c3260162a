"""The program map across a paper, for a slide: a column for each part of a member's way, its cost at the foot, what runs it all below.

A slide is read from afar, so a column gives away lines until it fits; what it gives away stays in the box for whoever asks.
"""
from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from simulation import map_layout
from simulation.map_boxes import (
    BOLD,
    CLIMB,
    GAP,
    HEADING,
    INSET,
    Box,
    Paper,
    Row,
    box_height,
    box_of,
    cost_of,
    fold,
    heading_of,
    merge,
    node_of,
    text_width,
)
from simulation.map_layout import HEAD
from simulation.story.content import Diagram, Link

if TYPE_CHECKING:
    from simulation.program_map import Band

SHARES = {"join": 0.85, "earn": 0.95, "climb": 1.15, "use": 1.15, "lapse": 0.95}      # of the width, beside each other
FEWEST = 3               # columns; fewer would be all width
WIDEST = 0.31            # of the paper's width, for a column
CLOSE = 6                # px between two boxes of a column
STRIP = "run"            # the band that lies under all the others
STRIP_COST, STRIP_BOXES, STRIP_TALLEST = 0.26, 3, 64      # of its width; beside each other; px


def laid(bands: Sequence[Band], alt: str, paper: Paper, say: Callable[..., str], titles: Mapping[str, str],
         yearly: Callable[[float], str]) -> Diagram:  # fmt: skip
    """The bands as a diagram, cut until they are no higher than the paper; arguments as of `map_layout.laid`, which sets a short way itself."""
    held = [Row(band, [box_of(b) for b in band.blocks], cost_of(band)) for band in bands]
    columns, strip = [row for row in held if row.band.key != STRIP], next((row for row in held if row.band.key == STRIP), None)
    if len(columns) < FEWEST:
        return map_layout.laid(bands, alt, paper, say, titles, yearly)
    widths = _widths(columns, paper)
    head = min(widths[0], HEAD)
    below = _strip_height(strip, paper, head, say, titles) if strip else 0.0
    for row, wide in zip(columns, widths, strict=True):
        _fit(row, wide, paper.tallest - below - GAP * bool(strip), say, titles)
    for box in (box for row in held for box in row.boxes if box.key.startswith(("group.", "also.")) and box.cost):
        box.figures[:] = [yearly(box.cost)]
    deep = max(_column_height(row, wide, say) for row, wide in zip(columns, widths, strict=True))
    height = deep + below + GAP * bool(strip)
    node, nodes, left = functools.partial(node_of, across=paper.width, down=height, say=say), [], 0.0
    for row, wide in zip(columns, widths, strict=True):
        top = HEADING + CLOSE
        nodes.append(node(heading_of(row.band), left, 0, wide, HEADING))
        for box in row.boxes:
            nodes.append(node(box, left, top, wide, box_height(box, wide, say)))
            top += box_height(box, wide, say) + CLOSE
        if row.cost:
            tall = box_height(row.cost, wide, say)
            nodes.append(node(row.cost, left, deep - tall, wide, tall))
        left += wide + CLIMB
    if strip:
        nodes += [node(box, at, deep + GAP, wide, below) for box, at, wide in _along(strip, paper, head)]
    links = [Link(f"band.{a.band.key}", f"band.{b.band.key}") for a, b in itertools.pairwise(columns)]
    return Diagram(tuple(nodes), tuple(links), alt, paper.width, height)


def _widths(columns: list[Row], paper: Paper) -> list[float]:
    """Of each column, px: by its share, but as wide as its heading and the lines of tiers need, up to a third of the paper."""
    room = paper.width - CLIMB * (len(columns) - 1)
    shares = dict(enumerate(SHARES[row.band.key] for row in columns))
    need = [max(text_width(text, BOLD) for text in (row.band.title, *map(_in_one_line, _ladder(row)))) + 2 * INSET + 1 for row in columns]
    fixed: dict[int, float] = {}
    while shares:
        unit = (room - sum(fixed.values())) / sum(shares.values())
        tight = [i for i, share in shares.items() if need[i] > unit * share]      # what one takes more leaves the others less
        if not tight:
            break
        fixed |= {i: min(need[i], WIDEST * paper.width) for i in tight}
        shares = {i: share for i, share in shares.items() if i not in fixed}
    return [fixed[i] if i in fixed else unit * shares[i] for i in range(len(columns))]


def _column_height(row: Row, wide: float, say: Callable[..., str]) -> float:
    cost = [row.cost] if row.cost else []
    return HEADING + sum(CLOSE + box_height(box, wide, say) for box in (*row.boxes, *cost))


def _fit(row: Row, wide: float, tallest: float, say: Callable[..., str], titles: Mapping[str, str]) -> None:
    """Takes lines, then boxes, from a column until it is no higher than it may be, and gives back what has room after all."""

    def fits() -> bool:
        return _column_height(row, wide, say) <= tallest

    if not fits():
        _close_up(row)
    while not fits() and _shorten(row, say, titles):
        pass
    for box in (box for box in (*row.boxes, row.cost) if box):
        while (before := box.shown) < len(box.lines):
            box.shown += 1 if len(box.lines) - box.shown > 2 else len(box.lines) - box.shown
            if not fits():
                box.shown = before
                break


def _ladder(row: Row) -> list[Box]:
    return [box for box in row.boxes if box.group == "ladder"]


def _close_up(row: Row) -> None:
    """Each tier's name and what it takes in one line; what it gives stays in the box."""
    for box in _ladder(row):
        box.title, box.lines, box.shown, box.counted = _in_one_line(box), box.lines[1:], 0, False


def _in_one_line(box: Box) -> str:
    return f"{box.title} · {box.lines[0]}"


def _shorten(row: Row, say: Callable[..., str], titles: Mapping[str, str]) -> bool:
    """One thing less; whether there was one: a line of the longest box, then a group as one box, then the last boxes by name alone."""
    long = [b for b in (*row.boxes, row.cost) if b and b.group != "ladder" and b.shown > max(1, b.least) and len(b.lines) > b.least + 1]
    if long:
        box = max(long, key=lambda b: b.shown)
        box.shown -= 1 if box.shown < len(box.lines) else min(2, box.shown - box.least)      # the first cut costs a line itself
        return True
    if merge(row, titles, say):
        return True
    loose = [b for b in row.boxes if b.group != "ladder"]
    if len(loose) > 1:
        fold(row, loose[-2:], say)
    return len(loose) > 1


def _strip_height(row: Row, paper: Paper, head: float, say: Callable[..., str], titles: Mapping[str, str]) -> float:
    """How high the band below the columns is, px, once it has been cut."""

    def height() -> float:
        return max(box_height(box, wide, say) for box, _at, wide in _along(row, paper, head))

    while (len(row.boxes) > STRIP_BOXES or height() > STRIP_TALLEST) and _shorten(row, say, titles):
        pass
    return height()


def _along(row: Row, paper: Paper, head: float) -> list[tuple[Box, float, float]]:
    """Heading, boxes and cost beside each other: (box, left, width), px."""
    cost = STRIP_COST * paper.width if row.cost else 0.0
    room = paper.width - head - CLIMB - (cost + GAP if cost else 0.0)
    wide = (room - GAP * (len(row.boxes) - 1)) / len(row.boxes)
    out = [(heading_of(row.band), 0.0, head)]
    out += [(box, head + CLIMB + i * (wide + GAP), wide) for i, box in enumerate(row.boxes)]
    return out + ([(row.cost, paper.width - cost, cost)] if row.cost else [])
