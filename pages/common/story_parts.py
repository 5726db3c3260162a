"""A story's parts on a page: its sentence, figures, charts, tables and notes; the projector draws the same, larger."""
from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import streamlit as st

from pages.common import look
from pages.common.text import _, language
from simulation.reporting import diagram_charts, story_charts
from simulation.reporting.placing import text_width
from simulation.story.content import Chart, Number, Slide, Table

PROJECTOR, LEAD = 1.75, 475      # Plotly's sizes on a projector; height of a lead chart there, pixels
PLAIN = 320
MAP, WIDE = 690, 1650            # pixels that a map may be high and wide on a projector
FULL, ANSWER = 4, 63             # a projector leaves out what numbers are held against from so many on, or under an answer of more than two lines;
                                 # pixels of an answer's type
SHORTER, LINES = 60, 2           # pixels that lines of text take from a chart there, and at most so many lines under one
TYPE, UNDER = 28, 23             # pixels of their type, as in present.css, and of the line under a chart's title
BESIDE = 1060                    # pixels of width that this line has before it breaks
SENTENCES = ("recommendation",)  # steps whose lines of text say more than their chart


def slide(step: Slide) -> None:
    """Everything of a step but its notes: the answer first, one lead chart with the numbers beside it; further figures folded."""
    look.answer(step.kicker, step.answer, step.sub)
    picture(step)
    _lead(step.charts[:1], step.numbers, step.key)
    bullets(step.bullets)
    if step.charts:
        further(step, step.charts[1:], step.tables)
    else:
        tables(step.tables)


def projected(step: Slide, times: float = 1.0) -> None:
    """What a room can read: the answer, one chart or table, three or four numbers; all else is folded.  times: of 1920 × 1080 pixels."""
    scale, height = PROJECTOR * times, round(LEAD * times)
    look.answer(step.kicker, step.answer, "" if step.diagram else step.sub)      # the map says what the line under the answer does
    if step.diagram:
        picture(step, min(MAP / step.diagram.height, WIDE / step.diagram.width) * times)
        further(step, step.charts, step.tables, step.bullets, scale, height, step.numbers)
        return
    if step.key in SENTENCES or not step.charts:
        numbers(step.numbers)
        bullets(step.bullets)
        tables(step.tables[:1])
        further(step, step.charts, step.tables[1:], scale=scale, height=height)
        return
    few = fitting(step.bullets, LINES - (text_width(step.charts[0].measure, UNDER) > BESIDE))
    full = len(step.numbers) >= FULL or text_width(step.answer, ANSWER) > 2 * WIDE
    _lead(step.charts[:1], step.numbers, step.key, scale, height - (round(SHORTER * times) if few else 0), short=full)
    bullets(step.bullets[:few])
    further(step, step.charts[1:], step.tables, step.bullets[few:], scale, height)


def _lead(charts: Sequence[Chart], held: Sequence[Number], key: str, scale: float = 1.0, height: int = PLAIN,
          short: bool = False) -> None:
    if not charts:
        numbers(held)
        return
    left, right = st.columns([2.1, 1], gap="large")
    with left:
        chart(charts[0], f"story-{key}", scale, height)
    with right:
        numbers(held, stacked=True, short=short)


def fitting(texts: Sequence[str], lines: int = LINES) -> int:
    """How many of them, from the first on, so many lines on a projector hold."""
    rows = [math.ceil(text_width(text, TYPE) / (WIDE - 2 * TYPE)) for text in texts]
    return sum(total <= lines for total in itertools.accumulate(rows))


def picture(step: Slide, scale: float = 1.0) -> None:
    """The program's map; its tables say the same in words."""
    if step.diagram:
        look.show(diagram_charts.diagram(step.diagram, scale=scale), f"story-map-{step.key}", step.diagram.alt)


def numbers(held: Sequence[Number], stacked: bool = False, short: bool = False) -> None:
    """Each with its range, its verdict in words and what it is held against; `short`: one line under the figure."""
    cards = []
    for n in held:
        said, beside = (n.said, [n.against]) if n.verdict else ("", [n.said, n.against])
        beside = [x for x in beside if x][: 0 if short and said else 1 if short else 2]
        cards.append(look.card(n.name, n.value, n.span, said, n.verdict, " · ".join(beside)))
    if cards:
        look.cards(cards, stacked=stacked)


def chart(held: Chart, key: str, scale: float = 1.0, height: int = PLAIN) -> None:
    look.head(held.title, held.measure)
    look.show(story_charts.figure(held, language(), scale, height), key, held.alt)


def tables(held: Sequence[Table]) -> None:
    """Two small tables stand beside each other; a wide one alone."""
    rest = list(held)
    while rest:
        pair = [rest.pop(0)]
        if rest and len(pair[0].header) + len(rest[0].header) <= 6:
            pair.append(rest.pop(0))
        for column, t in zip(st.columns(len(pair), gap="large"), pair, strict=True):
            with column:
                table(t)


def table(held: Table) -> None:
    if held.caption:
        look.head(held.caption)
    texts = [i for i in range(1, len(held.header)) if any(len(row[i]) > 24 for row in held.rows)]      # words stand left, figures right
    look.table(held.header, held.rows, caption=held.caption, left=texts)


def bullets(texts: Sequence[str]) -> None:
    if texts:
        items = "".join(f"<li>{look.starred(text)}</li>" for text in texts)
        st.html(f'<ul class="tl tl-steps">{items}</ul>')


def further(step: Slide, charts: Sequence[Chart], held: Sequence[Table], texts: Sequence[str] = (), scale: float = 1.0, height: int = PLAIN,
            figures: Sequence[Number] = ()) -> None:
    """The figures behind the picture, and what else there is to see."""
    if not (charts or held or texts):
        return
    with st.expander(_("Figures as a table, and more"), key=f"more-{step.key}"):
        numbers(figures)
        bullets(texts)
        tables(held)
        for k, one in enumerate(charts, start=2):
            chart(one, f"story-{step.key}-{k}", scale, height)


def notes(step: Slide) -> None:
    """What the speaker says, where it comes from, what will be asked."""
    look.head(_("Speaker notes"))
    bullets(step.notes)
