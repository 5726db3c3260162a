"""A story's parts on a page: its sentence, figures, charts, tables and notes; the projector draws the same, larger."""
from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.common import look
from pages.common.text import _, language
from simulation.reporting import story_charts
from simulation.story.content import Chart, Number, Slide, Table

PROJECTOR, LEAD = 1.75, 475      # Plotly's sizes on a projector; height of a lead chart there, pixels
PLAIN = 320
FULL = 4                         # numbers from which on a projector leaves out what they are held against


def slide(step: Slide, scale: float = 1.0, height: int = PLAIN) -> None:
    """Everything of a step but its notes: the answer first, one lead chart with the numbers beside it; further figures folded."""
    look.answer(step.kicker, step.answer, step.sub)
    lead, rest = tuple(step.charts[:1]), tuple(step.charts[1:])
    if lead:
        left, right = st.columns([2.1, 1], gap="large")
        with left:
            chart(lead[0], f"story-{step.key}", scale, height)
        with right:
            numbers(step.numbers, stacked=True, short=scale > 1 and len(step.numbers) >= FULL)
    elif step.numbers:
        numbers(step.numbers)
    if step.bullets:
        bullets(step.bullets)
    if lead:
        further(step, rest, scale, height)
    else:
        tables(step.tables)


def numbers(held: Sequence[Number], stacked: bool = False, short: bool = False) -> None:
    """Each with its range, its verdict in words and what it is held against; `short`: one line under the figure."""
    cards = []
    for n in held:
        against = "" if short and n.said else n.against
        cards.append(look.card(n.name, n.value, n.span, n.said, n.verdict, against))
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
    items = "".join(f"<li>{look.starred(text)}</li>" for text in texts)
    st.html(f'<ul class="tl tl-steps">{items}</ul>')


def further(step: Slide, charts: Sequence[Chart], scale: float, height: int) -> None:
    """The figures behind the picture, and what else there is to see."""
    if not (charts or step.tables):
        return
    with st.expander(_("Figures as a table, and more"), key=f"more-{step.key}"):
        for k, held in enumerate(charts, start=2):
            chart(held, f"story-{step.key}-{k}", scale, height)
        tables(step.tables)


def notes(step: Slide) -> None:
    """What the speaker says, where it comes from, what will be asked."""
    look.head(_("Speaker notes"))
    bullets(step.notes)
