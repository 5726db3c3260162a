"""Boxes of the program map: what stands in one, how large its text makes it, and how it is cut where the paper is too small.

Sizes are px of a paper with type of 12 px; widths of texts are estimated by letters, Chinese ones as two.
"""
from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from simulation.story.content import Node
from simulation.words import N_

if TYPE_CHECKING:
    from simulation.program_map import Band, Block

TYPE, TITLE_TYPE = 12, 13
BOLD = 14                            # a title of 13 px takes as much room as plain type of so many
ROW, TITLE_ROW, PAD, INSET = 16, 18, 7, 9
GAP, CLIMB, HEADING = 10, 18, 34     # between boxes; between two with an arrow; height of a heading
NO_START = "，。、；：）！？%,.;:)"


@dataclasses.dataclass(frozen=True)
class Paper:
    """width: px.  tallest: px that the map may be high.  across: bands stand beside each other, as on a slide."""

    width: float
    tallest: float
    across: bool = False


SCREEN, SLIDE = Paper(900, 960), Paper(900, 375, across=True)     # a slide is read from afar: few words, as large as they go


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
    counted: bool = True    # whether it says how many lines are left

    def __post_init__(self):
        self.shown = len(self.lines)


@dataclasses.dataclass
class Row:
    """A band being fitted, down the paper or across it."""

    band: Band
    boxes: list[Box]
    cost: Box | None
    below: float = 0        # px for the arrow that leaves it, and for what is written there


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


def box_of(block: Block) -> Box:
    lines = [*block.lines[:1], *block.edits, *block.lines[1:]]      # what holds now, and beside it what held before
    return Box(block.key, block.title, lines, list(block.figures), block.group, block.slot, block.field, block.cost, 1 + len(block.edits))


def cost_of(band: Band) -> Box | None:
    if not band.costs and not band.cost:
        return None
    return Box(f"cost.{band.key}", band.cost_title, band.costs, [], slot="unknown")


def heading_of(band: Band) -> Box:
    return Box(f"band.{band.key}", band.title, [], [], slot="program")


def lines_of(box: Box, say: Callable[..., str]) -> list[str]:
    left = len(box.lines) - box.shown
    return box.lines[:box.shown] + [say(N_("and {n} more"), n=left)] * (left > 0 and box.counted) + box.figures


def box_height(box: Box, width: float, say: Callable[..., str]) -> float:
    inner = width - 2 * INSET
    return (2 * PAD + TITLE_ROW * len(wrapped(box.title, inner, BOLD))
            + ROW * sum(len(wrapped(line, inner)) for line in lines_of(box, say)))


def fold(row: Row, last: list[Box], say: Callable[..., str]) -> None:
    """The last boxes of a band become one that only names them."""
    lines = [line for b in last for line in (b.lines if b.key.startswith("also.") else [b.title])]
    cost = sum(b.cost for b in last)
    one = Box(f"also.{row.band.key}", say(N_("And also")), lines, [""] * bool(cost), field=last[0].field, cost=cost)
    row.boxes = [b for b in row.boxes if b not in last] + [one]
    row.boxes[-1].shown = 1


def merge(row: Row, titles: Mapping[str, str], say: Callable[..., str]) -> bool:
    """The largest group of boxes becomes one, with a line for each."""
    groups: dict[str, list[Box]] = {}
    for box in row.boxes:
        if box.group in titles:
            groups.setdefault(box.group, []).append(box)
    group, found = max(groups.items(), key=lambda item: len(item[1]), default=("", []))
    if len(found) < 3:
        return False
    lines = [functools.reduce(lambda a, b: say(N_("{what}: {value}"), what=a, value=b), b.lines[:b.least], b.title) for b in found]
    cost = sum(b.cost for b in found)
    one = Box(f"group.{group}", titles[group], lines, [""] * bool(cost), "", "", found[0].field, cost)
    at = row.boxes.index(found[0])
    row.boxes = [b for b in row.boxes if b not in found]
    row.boxes.insert(at, one)
    return True


def node_of(box: Box, left: float, top: float, wide: float, tall: float, *, across: float, down: float, say: Callable[..., str]) -> Node:
    """A box as a part of a paper of `across` × `down` px."""
    return Node(box.key, (left + wide / 2) / across, (top + tall / 2) / down, wide / across, tall / down, box.title, tuple(lines_of(box, say)),
                box.slot, box.field, len(box.figures), tuple(box.lines[box.shown:]))
