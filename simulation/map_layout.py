"""Where the boxes of the program map go: a band for each part of a member's way, boxes side by side in it, its cost at the right.

Sizes are px of a paper with type of 12 px; widths of texts are estimated by letters, Chinese ones as two.
"""
from __future__ import annotations

import dataclasses
import functools
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from simulation.story.content import Diagram, Link, Node
from simulation.words import N_

if TYPE_CHECKING:
    from simulation.program_map import Band, Block

TYPE, TITLE_TYPE = 12, 13
BOLD = 14                            # a title of 13 px takes as much room as plain type of so many
ROW, TITLE_ROW, PAD, INSET = 16, 18, 7, 9
GAP, BETWEEN = 10, 16                # between boxes, between bands
HEAD, COST, CLIMB = 134, 196, 18     # widths of a band's heading and its cost; between two tiers, for the arrow
HEADING, PASS, BARE = 34, 46, 6      # height of a heading, of what is written on the arrow below it, of an arrow without
NARROWEST, MOST_TIERS = 168, 5       # width of a box; tiers side by side
NO_START = "，。、；：）！？%,.;:)"


@dataclasses.dataclass(frozen=True)
class Paper:
    """width: px.  tallest: px that the map may be high."""

    width: float
    tallest: float


SCREEN, SLIDE = Paper(900, 960), Paper(1000, 545)     # a slide is read from afar: few words, as large as they go


@dataclasses.dataclass
class Box:
    """A box being fitted: `shown` of its lines stay, the others are counted."""

    key: str
    title: str
    lines: list[str]
    figures: list[str]
    group: str = ""
    slot: str = ""
    field: str = ""
    cost: float = 0.0
    least: int = 1          # lines that are never cut
    shown: int = 0

    def __post_init__(self):
        self.shown = len(self.lines)


@dataclasses.dataclass
class Row:
    """A band being fitted."""

    band: Band
    boxes: list[Box]
    cost: Box | None
    below: float = 0        # px for the arrow that leaves it, and for what is written there


def laid(bands: Sequence[Band], alt: str, paper: Paper, say: Callable[..., str], titles: Mapping[str, str],
         yearly: Callable[[float], str]) -> Diagram:  # fmt: skip
    """The bands as a diagram, cut until they are no higher than the paper.

    titles: what several boxes of a group are called together; yearly: a cost of theirs in words.
    """
    rows = [Row(band, [_box(b) for b in band.blocks], _cost(band)) for band in bands]
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


def text_width(text: str, size: float = TYPE) -> float:
    """About how wide a row is, px: a Chinese letter as wide as it is high, another one half of that."""
    return size * sum(1.0 if ord(letter) > 0x2E7F else 0.5 for letter in text)


@functools.lru_cache(maxsize=16_384)
def wrapped(text: str, width: float, size: float = TYPE) -> tuple[str, ...]:
    """A line in rows no wider than `width`: broken at spaces, Chinese anywhere but before a stop.  Fitting asks for the same lines often."""
    rows, row = [], ""
    for word in _words(text):
        if row and text_width((row + word).rstrip(), size) > width:
            rows.append(row.rstrip())
            row = ""
        row += word if row else word.lstrip()
        while text_width(row.rstrip(), size) > width and len(row) > 1:      # one word wider than the box
            n = max(1, next(n for n in range(len(row), 0, -1) if n == 1 or text_width(row[:n], size) <= width))
            rows.append(row[:n])
            row = row[n:]
    return (*rows, row.rstrip()) if row.strip() else tuple(rows) or ("",)


def rows_of(node: Node, width: float) -> tuple[list[str], list[str], list[str]]:
    """A node's title, terms and figures in rows, on a paper so wide."""
    inner = node.width * width - 2 * INSET
    terms, figures = _split(node)
    return ([*wrapped(node.title, inner, BOLD)], [r for line in terms for r in wrapped(line, inner)],
            [r for line in figures for r in wrapped(line, inner)])


def text_height(node: Node, width: float) -> float:
    """How high a node's text is on a paper so wide, px, edges included."""
    title, terms, figures = rows_of(node, width)
    return 2 * PAD + TITLE_ROW * len(title) + ROW * (len(terms) + len(figures))


def _split(node: Node) -> tuple[list[str], list[str]]:
    at = len(node.lines) - node.figures
    return list(node.lines[:at]), list(node.lines[at:])


def _words(text: str) -> list[str]:
    """Pieces that stay together: words with the space after them, single Chinese letters with the stop that follows."""
    out: list[str] = []
    for letter in text:
        wide = ord(letter) > 0x2E7F
        if out and (letter in NO_START or letter == " " or not (wide or ord(out[-1][-1]) > 0x2E7F or out[-1].endswith(" "))):
            out[-1] += letter
        else:
            out.append(letter)
    return out


def _box(block: Block) -> Box:
    lines = [*block.lines[:1], *block.edits, *block.lines[1:]]      # what holds now, and beside it what held before
    return Box(block.key, block.title, lines, list(block.figures), block.group, block.slot, block.field, block.cost, 1 + len(block.edits))


def _cost(band: Band) -> Box | None:
    if not band.costs and not band.cost:
        return None
    return Box(f"cost.{band.key}", band.cost_title, band.costs, [], slot="unknown")


def _lines(box: Box, say: Callable[..., str]) -> list[str]:
    left = len(box.lines) - box.shown
    return box.lines[:box.shown] + [say(N_("and {n} more"), n=left)] * (left > 0) + box.figures


def _box_height(box: Box, width: float, say: Callable[..., str]) -> float:
    inner = width - 2 * INSET
    return (2 * PAD + TITLE_ROW * len(wrapped(box.title, inner, BOLD))
            + ROW * sum(len(wrapped(line, inner)) for line in _lines(box, say)))


def _middle(paper: Paper) -> float:
    return paper.width - HEAD - COST - 2 * BETWEEN


def _grid(boxes: list[Box], paper: Paper, say: Callable[..., str]) -> list[tuple[list[Box], float, float]]:
    """Boxes in rows: (boxes, width of each, height of the row); tiers first, the rest in the columns that make it lowest."""
    out, room = [], _middle(paper)
    ladder, rest = [b for b in boxes if b.group == "ladder"], [b for b in boxes if b.group != "ladder"]
    if ladder:
        a_row = math.ceil(len(ladder) / math.ceil(len(ladder) / max(MOST_TIERS, int((room + CLIMB) // (110 + CLIMB)))))
        wide = (room - (a_row - 1) * CLIMB) / a_row
        out += [(part, wide, max(_box_height(b, wide, say) for b in part)) for part in _parts(ladder, a_row)]
    best = None
    for columns in range(1, max(1, int((room + GAP) // (NARROWEST + GAP))) + 1):
        if rest and columns <= max(2, len(rest)):
            wide = (room - (columns - 1) * GAP) / columns
            found = [(part, wide, max(_box_height(b, wide, say) for b in part)) for part in _parts(rest, columns)]
            if best is None or _sum(found) < _sum(best):
                best = found
    return out + (best or [])


def _parts(boxes: list[Box], n: int) -> list[list[Box]]:
    return [boxes[i:i + n] for i in range(0, len(boxes), n)]


def _sum(grid: list[tuple[list[Box], float, float]]) -> float:
    return sum(high for *_, high in grid) + GAP * (len(grid) - 1)


def _band_height(row: Row, paper: Paper, say: Callable[..., str]) -> float:
    least = HEADING + row.below
    cost = _box_height(row.cost, COST, say) if row.cost else 0
    return max(least, _sum(_grid(row.boxes, paper, say)), cost)


def _height(rows: list[Row], paper: Paper, say: Callable[..., str]) -> float:
    return sum(_band_height(row, paper, say) for row in rows) + BETWEEN * (len(rows) - 1)


def _cut(rows: list[Row], paper: Paper, say: Callable[..., str], titles: Mapping[str, str]) -> bool:
    """One thing less in the highest band that has something to give; whether there was one."""
    for row in sorted(rows, key=lambda row: -_band_height(row, paper, say)):
        blocks = _sum(_grid(row.boxes, paper, say))
        if row.cost and row.cost.shown > 1 and _box_height(row.cost, COST, say) >= blocks:
            row.cost.shown -= 1 if row.cost.shown < len(row.cost.lines) else min(2, row.cost.shown - 1)
            return True
        if _merge(row, titles):
            return True
        long = _longest(row, paper, say)
        if long:
            long.shown -= 1 if long.shown < len(long.lines) else min(2, long.shown - long.least)      # the first cut costs a line itself
            return True
    for row in sorted(rows, key=lambda row: -len(row.boxes)):
        loose = [b for b in row.boxes if b.group != "ladder"]
        if len(loose) > 2:
            _fold(row, loose[-2:], say)
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


def _fold(row: Row, last: list[Box], say: Callable[..., str]) -> None:
    """The last boxes of a band become one that only names them."""
    lines = [line for b in last for line in (b.lines if b.key.startswith("also.") else [b.title])]
    cost = sum(b.cost for b in last)
    one = Box(f"also.{row.band.key}", say(N_("And also")), lines, [""] * bool(cost), field=last[0].field, cost=cost)
    row.boxes = [b for b in row.boxes if b not in last] + [one]
    row.boxes[-1].shown = 1


def _longest(row: Row, paper: Paper, say: Callable[..., str]) -> Box | None:
    """A box with lines to spare that alone makes its row of boxes as high as it is; several of a height give theirs one after another."""
    found = []
    for boxes, wide, tall in _grid(row.boxes, paper, say):
        high = [b for b in boxes if _box_height(b, wide, say) == tall]
        if all(b.shown > b.least and len(b.lines) > b.least + 1 for b in high):
            found += [(tall, high[0])]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _merge(row: Row, titles: Mapping[str, str]) -> bool:
    """The largest group of boxes becomes one, with a line for each."""
    groups: dict[str, list[Box]] = {}
    for box in row.boxes:
        if box.group in titles:
            groups.setdefault(box.group, []).append(box)
    group, found = max(groups.items(), key=lambda item: len(item[1]), default=("", []))
    if len(found) < 3:
        return False
    lines = [": ".join([b.title, *b.lines[:b.least]]) for b in found]
    cost = sum(b.cost for b in found)
    one = Box(f"group.{group}", titles[group], lines, [""] * bool(cost), "", "", found[0].field, cost)
    at = row.boxes.index(found[0])
    row.boxes = [b for b in row.boxes if b not in found]
    row.boxes.insert(at, one)
    return True


def _nodes(row: Row, y: float, high: float, paper: Paper, height: float, say: Callable[..., str]) -> list[Node]:
    """The band's heading, boxes and cost, from `y` on, as parts of the whole."""

    def node(box: Box, left: float, top: float, wide: float, tall: float) -> Node:
        lines = _lines(box, say)
        return Node(box.key, (left + wide / 2) / paper.width, (top + tall / 2) / height, wide / paper.width, tall / height, box.title, tuple(lines),
                    box.slot, box.field, len(box.figures), tuple(box.lines[box.shown:]))

    out = [node(Box(f"band.{row.band.key}", row.band.title, [], [], slot="program"), 0, y, HEAD, HEADING)]
    top = y
    for boxes, wide, tall in _grid(row.boxes, paper, say):
        step = wide + (CLIMB if boxes[0].group == "ladder" else GAP)
        out += [node(box, HEAD + BETWEEN + i * step, top, wide, tall) for i, box in enumerate(boxes)]
        top += tall + GAP
    if row.cost:
        out.append(node(row.cost, paper.width - COST, y, COST, max(_box_height(row.cost, COST, say), min(high, top - y - GAP))))
    return out
