"""What a story is made of: finished words in one language, and figures; the screen, the slides and the brief each draw it their own way.

Words may hold **two stars** around what is to stand out, and nothing else by way of markup.
"""
from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Literal

Verdict = Literal["better", "worse", "unknown", ""]


@dataclasses.dataclass(frozen=True)
class Number:
    """A figure as it is read: `span` its range, `verdict` how it is judged and `said` in which words, `against` what it is held against."""

    name: str
    value: str
    span: str = ""
    verdict: Verdict = ""
    said: str = ""
    against: str = ""
    metric: str = ""    # key of simulation.metrics.METRICS, where it is one


@dataclasses.dataclass(frozen=True)
class Curve:
    """One row of figures of a chart, with its range where it has one; `slot` is a colour of reporting.slots."""

    name: str
    slot: str
    y: Sequence[float]
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None
    dashed: bool = False


@dataclasses.dataclass(frozen=True)
class Chart:
    """lines over months; stack: parts of a whole by category; forest: one estimate and its range for each category, around zero.

    x: months or names of categories.  unit: percent (shares 0..1), money (units of `symbol`) or count.
    """

    kind: Literal["lines", "stack", "forest"]
    title: str
    measure: str        # what is measured, in which unit: the line under the title
    x: Sequence[float | str]
    curves: Sequence[Curve]
    unit: Literal["percent", "money", "count"]
    alt: str            # what the picture says, for who cannot see it
    symbol: str = ""


@dataclasses.dataclass(frozen=True)
class Table:
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""


@dataclasses.dataclass(frozen=True)
class Node:
    """A box of a diagram: its middle and size in 0..1 of the width and the height, y downwards; `field` is its place in the program.

    figures: so many of the last lines are figures of a run.  more: lines that did not fit, for whoever asks for the whole text.
    """

    key: str
    x: float
    y: float
    width: float
    height: float
    title: str
    lines: Sequence[str] = ()
    slot: str = ""
    field: str = ""
    figures: int = 0
    more: Sequence[str] = ()


@dataclasses.dataclass(frozen=True)
class Link:
    """An arrow between two boxes, and what is written on it."""

    source: str
    target: str
    label: str = ""


@dataclasses.dataclass(frozen=True)
class Diagram:
    """width, height: the px that its lines were set for, in type of 12 px; drawn smaller or larger, they wrap anew or leave room."""

    nodes: Sequence[Node]
    links: Sequence[Link]
    alt: str
    width: float = 0
    height: float = 0


@dataclasses.dataclass(frozen=True)
class Slide:
    """One step of the story.  `answer` is its sentence, the largest thing; `notes` are for the speaker."""

    key: str            # question, program, feel, outcome, cost, risk, recommendation
    kicker: str
    answer: str
    sub: str = ""
    numbers: Sequence[Number] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    bullets: Sequence[str] = ()
    diagram: Diagram | None = None
    notes: Sequence[str] = ()


@dataclasses.dataclass(frozen=True)
class Story:
    """title: the scenario's, or the comparison's.  `of`: what it was made from, word by word: scenario, revision, date, members, months, runs, seed,
    case of assumptions.  `assumptions`: number, value, range, source, mark.
    """

    title: str
    language: str
    slides: Sequence[Slide]
    of: Sequence[tuple[str, str]]
    assumptions: Table
    name: str           # of a file, without its ending: letters, digits and hyphens
