"""What slides, brief and PDF share: the fixed words, stars, a chart's figures as texts, text widths."""
from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Sequence
from typing import Any

from simulation.map_boxes import BOLD, TYPE, wrapped
from simulation.reporting import numbers
from simulation.reporting.placing import text_width
from simulation.reporting.slots import READABLE, ramp
from simulation.story.content import Chart, Diagram, Node, Number, Slide, Story, Table
from simulation.translation import translated
from simulation.words import N_

UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
VERDICTS = {"better": N_("better"), "worse": N_("worse"), "unknown": N_("cannot tell")}
ASSUMPTIONS, MADE_FROM = N_("Assumptions, with sources and marks"), N_("What this was made from")
APPENDIX, NOTES, FIGURES, LOGO = N_("Appendix"), N_("Speaker notes"), N_("Figures of this chart"), N_("Logo")
DATE = N_("Date")      # as the story's builder calls it
MONTH, PART, PAGE = N_("Month"), N_("{what} ({part} of {parts})"), N_("Page {page} of {pages}")
RANGE_NOTE = N_("Ranges stand beside their figures, as low to high; in charts as thin lines, shaded areas or whiskers.")


def runs(text: str) -> list[tuple[str, bool]]:
    """A text in pieces, and whether two stars make each stand out."""
    pieces = [(piece, i % 2 == 1) for i, piece in enumerate(re.split(r"\*\*(.+?)\*\*", text))]
    return [(piece, strong) for piece, strong in pieces if piece]


def tidy(held: Any) -> Any:
    """A story, or a part of one, without the characters that no file format takes: control characters and halves of surrogate pairs."""
    if isinstance(held, str):
        return UNWANTED.sub("", held)
    if isinstance(held, (list, tuple)):
        return tuple(map(tidy, held))
    if dataclasses.is_dataclass(held):
        return dataclasses.replace(held, **{f.name: tidy(getattr(held, f.name)) for f in dataclasses.fields(held)})
    return held


def plain(text: str) -> str:
    return "".join(piece for piece, _ in runs(text))


def verdict(number: Number, language: str) -> str:
    """How a figure is judged, in words."""
    return number.said or translated(VERDICTS.get(number.verdict, ""), language)


def written(chart: Chart, value: float | None, language: str) -> str:
    """A figure of the chart with its unit."""
    if value is None or not math.isfinite(value):
        return numbers.DASH
    if chart.unit == "money":
        return numbers.money(value, chart.symbol, language)
    if chart.unit == "percent":
        return numbers.percent(value)
    return numbers.count(value) if value == round(value) or abs(value) >= 100 else numbers.three(value)


def ranged(chart: Chart, value, low, high, language: str) -> str:
    """A figure of the chart and its range in brackets."""
    text = written(chart, value, language)
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return text
    return f"{text} ({span_of(chart, value, low, high, language)})"


def span_of(chart: Chart, value, low: float, high: float, language: str) -> str:
    """The range of a figure of the chart, without the unit; counts that are no whole numbers keep two decimals."""
    digits = 2 if chart.unit == "count" and max(abs(low), abs(high)) < 100 and not (low == round(low) and high == round(high)) else None
    return numbers.span(low, high, chart.unit, like=value, lang=language, digits=digits)


def figures(chart: Chart, language: str) -> Table:
    """All figures of a chart: a row for each x, a column for each curve, ranges in brackets."""
    rows = []
    for i, x in enumerate(chart.x):
        cells = [ranged(chart, c.y[i], *(None if end is None else end[i] for end in (c.low, c.high)), language) for c in chart.curves]
        rows.append([x if isinstance(x, str) else f"{x:g}", *cells])
    months = chart.x and not isinstance(chart.x[0], str)
    return Table([translated(MONTH, language) if months else "", *(c.name for c in chart.curves)], rows, plain(chart.title))


def curve_slots(chart: Chart) -> list[str]:
    """The colour of each curve: parts of one stack are shades of the accent, the first the strongest, as on the screen."""
    return ramp(max(1, len(chart.curves)))[:len(chart.curves)] if chart.kind == "stack" else [c.slot for c in chart.curves]


def name_ink(slot: str) -> str:
    """What a curve's name is written in: its colour where that can be read."""
    return {"program": "accent_text", "no_program": "quiet", "unknown": "quiet"}.get(slot, slot if slot in READABLE else "text")


def ends(chart: Chart, language: str) -> list[tuple[float, str, str]]:
    """(last finite value, name, figure with range) of each curve of a line chart."""
    out = []
    for c in chart.curves:
        known = [i for i, y in enumerate(c.y) if y is not None and math.isfinite(y)]
        if known:
            i = known[-1]
            out.append((c.y[i], c.name, ranged(chart, c.y[i], *(None if end is None else end[i] for end in (c.low, c.high)), language)))
        else:
            out.append((math.nan, c.name, numbers.DASH))
    return out


def foot(story: Story) -> str:
    """Scenarios, revisions and date, in one line."""
    date = translated(DATE, story.language)
    upto = next((i for i, (name, _) in enumerate(story.of, start=1) if name == date), 3)
    return " · ".join(plain(value) for _, value in story.of[:upto])


def texts(story: Story) -> list[str]:
    """Every text of a story, as far as people wrote or read it."""
    def of_table(t: Table):
        return [*t.header, *(cell for row in t.rows for cell in row), t.caption]

    def of_slide(s: Slide):
        held = [s.kicker, s.answer, s.sub, *s.bullets, *s.notes]
        held += [part for n in s.numbers for part in (n.name, n.value, n.span, n.said, n.against)]
        held += [part for c in s.charts for part in (c.title, c.measure, c.alt, c.symbol, *(k.name for k in c.curves), *map(str, c.x))]
        held += [part for t in s.tables for part in of_table(t)]
        if s.diagram:
            held += [part for n in s.diagram.nodes for part in (n.title, *n.lines)] + [link.label for link in s.diagram.links]
        return held

    return [story.title, *(part for s in story.slides for part in of_slide(s)), *(part for pair in story.of for part in pair),
            *of_table(story.assumptions)]


def has_chinese(text: str) -> bool:
    """Whether a text needs a font with Chinese (or Japanese or Korean) characters."""
    return any("\u2e80" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" or "\uf900" <= c <= "\ufaff" or "\uff00" <= c <= "\uffef"
               or "\U00020000" <= c <= "\U0003ffff" for c in text)


def lines_of(text: str, size: float, width: float) -> int:
    """How many lines a text of `size` takes in a width of the same unit, guessed generously."""
    return max(1, sum(math.ceil(text_width(row.replace("<", "‹"), size) / width) or 1 for row in plain(text).split("\n")))


def type_of(held: Diagram, width: float, height: float, sizes: Sequence[float], leading: float, inset: float) -> float:
    """The largest size of type in which every box of a diagram holds its text, else the last; inset: left and right in a box."""
    def fits(node: Node, size: float) -> bool:
        inner = node.width * width - 2 * inset
        rows = len(wrapped(node.title, inner, size * BOLD / TYPE)) + sum(len(wrapped(line, inner, size)) for line in node.lines)
        return rows * size * leading <= node.height * height - inset

    return next((size for size in sizes if all(fits(node, size) for node in held.nodes)), sizes[-1])


def shares(table: Table, ems: float) -> list[float]:
    """Shares of a width of so many ems for the columns of a table: short ones get what they need, long texts share the rest."""
    columns = [[row[i] if i < len(row) else "" for row in (table.header, *table.rows)] for i in range(len(table.header))]
    wants = [max(2.5, *(1.2 * text_width(plain(str(cell)).replace("<", "‹"), 1) for cell in column)) + 1.5 for column in columns]
    given, left, room = [0.0] * len(wants), len(wants), ems
    for i in sorted(range(len(wants)), key=wants.__getitem__):
        given[i] = min(wants[i], room / left)
        room, left = room - given[i], left - 1
    return [g / sum(given) for g in given]


def right_columns(table: Table) -> list[bool]:
    """Which columns are set right: figures, never the first."""
    return [i > 0 and all(_figure_like(row[i]) for row in table.rows if i < len(row)) for i in range(len(table.header))]


def _figure_like(words: str) -> bool:
    marks = [c for c in str(words) if not c.isspace()]
    return not marks or sum(c.isdigit() or c in "+−-–.,%()¥$€£±" for c in marks) >= 0.6 * len(marks)


def split(items: Sequence, heights: Sequence[float], room: float) -> list[list]:
    """Items in pages of so much room, at least one on each."""
    pages: list[list] = [[]]
    left = room
    for item, height in zip(items, heights, strict=True):
        if pages[-1] and height > left:
            pages.append([])
            left = room
        pages[-1].append(item)
        left -= height
    return pages
