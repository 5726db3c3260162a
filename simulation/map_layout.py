"""Where the boxes of the program map go: a band for each part of a member's way, boxes side by side in it, its cost at the right."""
from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from simulation.map_boxes import CLIMB, GAP, HEADING, Box, Paper, Row, box_height, box_of, cost_of, fold, heading_of, merge, node_of
from simulation.story.content import Diagram, Link, Node

if TYPE_CHECKING:
    from simulation.program_map import Band

BETWEEN = 16                         # px between bands
HEAD, COST = 134, 196                # widths of a band's heading and its cost
PASS, BARE = 46, 6                   # height of what is written on the arrow below a heading, of an arrow without
NARROWEST, MOST_TIERS = 168, 5       # width of a box; tiers side by side


def laid(bands: Sequence[Band], alt: str, paper: Paper, say: Callable[..., str], titles: Mapping[str, str],
         yearly: Callable[[float], str]) -> Diagram:  # fmt: skip
    """The bands as a diagram, cut until they are no higher than the paper.

    titles: what several boxes of a group are called together; yearly: a cost of theirs in words.
    """
    rows = [Row(band, [box_of(b) for b in band.blocks], cost_of(band)) for band in bands]
    way = [row for row in rows if row.band.key != "run"]
    for row, after in itertools.pairwise(way):
        row.below = PASS if after.band.passing else BARE
    while _height(rows, paper, say) > paper.tallest and _cut(rows, paper, say, titles):
        pass
    _fill(rows, paper, say)
    for box in (box for row in rows for box in row.boxes if box.key.startswith(("group.", "also.")) and box.cost):
        box.figures[:] = [yearly(box.cost)]
    height, y, nodes, links = _height(rows, paper, say), 0.0, [], []
    for row in rows:
        high = _band_height(row, paper, say)
        nodes += _nodes(row, y, high, paper, height, say)
        y += high + BETWEEN
    links += [Link(f"band.{a.band.key}", f"band.{b.band.key}", b.band.passing) for a, b in itertools.pairwise(way)]
    ladder = [node for node in nodes if node.key.startswith("tiers.levels")]
    links += [Link(a.key, b.key) for a, b in itertools.pairwise(ladder) if a.y == b.y]
    return Diagram(tuple(nodes), tuple(links), alt, paper.width, height)


def _middle(paper: Paper) -> float:
    return paper.width - HEAD - COST - 2 * BETWEEN


def _grid(boxes: list[Box], paper: Paper, say: Callable[..., str]) -> list[tuple[list[Box], float, float]]:
    """Boxes in rows: (boxes, width of each, height of the row); tiers first, the rest in the columns that make it lowest."""
    out, room = [], _middle(paper)
    ladder, rest = [b for b in boxes if b.group == "ladder"], [b for b in boxes if b.group != "ladder"]
    if ladder:
        a_row = math.ceil(len(ladder) / math.ceil(len(ladder) / max(MOST_TIERS, int((room + CLIMB) // (110 + CLIMB)))))
        wide = (room - (a_row - 1) * CLIMB) / a_row
        out += [(part, wide, max(box_height(b, wide, say) for b in part)) for part in _parts(ladder, a_row)]
    best = None
    for columns in range(1, max(1, int((room + GAP) // (NARROWEST + GAP))) + 1):
        if rest and columns <= max(2, len(rest)):
            wide = (room - (columns - 1) * GAP) / columns
            found = [(part, wide, max(box_height(b, wide, say) for b in part)) for part in _parts(rest, columns)]
            if best is None or _sum(found) < _sum(best):
                best = found
    return out + (best or [])


def _parts(boxes: list[Box], n: int) -> list[list[Box]]:
    return [boxes[i:i + n] for i in range(0, len(boxes), n)]


def _sum(grid: list[tuple[list[Box], float, float]]) -> float:
    return sum(high for *_, high in grid) + GAP * (len(grid) - 1)


def _band_height(row: Row, paper: Paper, say: Callable[..., str]) -> float:
    least = HEADING + row.below
    cost = box_height(row.cost, COST, say) if row.cost else 0
    return max(least, _sum(_grid(row.boxes, paper, say)), cost)


def _height(rows: list[Row], paper: Paper, say: Callable[..., str]) -> float:
    return sum(_band_height(row, paper, say) for row in rows) + BETWEEN * (len(rows) - 1)


def _cut(rows: list[Row], paper: Paper, say: Callable[..., str], titles: Mapping[str, str]) -> bool:
    """One thing less in the highest band that has something to give; whether there was one."""
    for row in sorted(rows, key=lambda row: -_band_height(row, paper, say)):
        blocks = _sum(_grid(row.boxes, paper, say))
        if row.cost and row.cost.shown > 1 and box_height(row.cost, COST, say) >= blocks:
            row.cost.shown -= 1 if row.cost.shown < len(row.cost.lines) else min(2, row.cost.shown - 1)
            return True
        if merge(row, titles, say):
            return True
        long = _longest(row, paper, say)
        if long:
            long.shown -= 1 if long.shown < len(long.lines) else min(2, long.shown - long.least)      # the first cut costs a line itself
            return True
    for row in sorted(rows, key=lambda row: -len(row.boxes)):
        loose = [b for b in row.boxes if b.group != "ladder"]
        if len(loose) > 2:
            fold(row, loose[-2:], say)
            return True
    return False


def _fill(rows: list[Row], paper: Paper, say: Callable[..., str]) -> None:
    """Gives lines back where there is room after all."""
    most = max(paper.tallest, _height(rows, paper, say))
    for box in (box for row in rows for box in (*row.boxes, row.cost) if box):
        while (before := box.shown) < len(box.lines):
            box.shown += 1 if len(box.lines) - box.shown > 2 else len(box.lines) - box.shown
            if _height(rows, paper, say) > most:
                box.shown = before
                break


def _longest(row: Row, paper: Paper, say: Callable[..., str]) -> Box | None:
    """A box with lines to spare that alone makes its row of boxes as high as it is; several of a height give theirs one after another."""
    found = []
    for boxes, wide, tall in _grid(row.boxes, paper, say):
        high = [b for b in boxes if box_height(b, wide, say) == tall]
        if all(b.shown > b.least and len(b.lines) > b.least + 1 for b in high):
            found += [(tall, high[0])]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _nodes(row: Row, y: float, high: float, paper: Paper, height: float, say: Callable[..., str]) -> list[Node]:
    """The band's heading, boxes and cost, from `y` on, as parts of the whole."""
    node = functools.partial(node_of, across=paper.width, down=height, say=say)
    out = [node(heading_of(row.band), 0, y, HEAD, HEADING)]
    top = y
    for boxes, wide, tall in _grid(row.boxes, paper, say):
        step = wide + (CLIMB if boxes[0].group == "ladder" else GAP)
        out += [node(box, HEAD + BETWEEN + i * step, top, wide, tall) for i, box in enumerate(boxes)]
        top += tall + GAP
    if row.cost:
        out.append(node(row.cost, paper.width - COST, y, COST, max(box_height(row.cost, COST, say), min(high, top - y - GAP))))
    return out
