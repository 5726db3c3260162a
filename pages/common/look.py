"""The parts of a page Streamlit has no widget for: the answer, the numbers with their ranges, small tables, help on a term.

Whatever a caller passes is text and is escaped; only what these functions made themselves (Html) is taken as markup.
"""
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import streamlit as st

from simulation.reporting.slots import COLOUR, TIERS
from simulation.translation import tight

CSS = Path(__file__).with_name("look.css").read_text("utf-8")
# a projector: the whole page grows with the root, Streamlit's own header goes
BIG = """html { font-size: 27px; } [data-testid="stHeader"] { display: none; }
.tl .tl-kicker { font-size: .9rem; } .tl h1.tl-answer { font-size: 2.35rem; max-width: none; }
.tl .tl-sub { font-size: 1.15rem; max-width: none; } .tl-value { font-size: 2rem; }
.st-key-foot { position: fixed; left: 5rem; right: 5rem; bottom: 1rem; width: auto !important; }"""
OUTDATED = """.tl-value, .tl-diff, .tl-diff.better, .tl-diff.worse, .tl h1.tl-answer em { color: var(--tl-quiet) !important; }
.tl-strip, .stPlotlyChart { filter: grayscale(1); opacity: .55; } .tl-frame { border-style: dashed !important; }"""
MANY_COLUMNS = 7  # of a table, from which on it is set closer where it is narrow
KINDS = ("better", "worse", "unknown", "program", "stale", "")


class Html(str):
    """Markup made in this module from escaped parts."""


def esc(text) -> Html:
    """Text made safe; Html passes through, None is nothing."""
    if isinstance(text, Html):
        return text
    return Html("" if text is None else html.escape(tight(str(text)), quote=True))


def style(big: bool = False) -> None:
    """The style sheet, once a run; `big` for the projector."""
    st.html(f"<style>{CSS}{BIG if big else ''}</style>")


def answer(kicker, text, sub="") -> None:
    """The biggest thing on a page: its answer in a sentence. What stands between **two stars** is the deciding figure."""
    above, sentence = _paragraph(kicker, "tl-kicker"), _starred(text, "em")
    st.html(f'<div class="tl">{above}<h1 class="tl-answer">{sentence}</h1>{_paragraph(sub, "tl-sub")}</div>')
    st.space("xsmall")


def head(text, sub="", level: int = 2) -> None:
    """A section's heading: the thing, and under it the measure and its unit. Level 1 where the page has no answer above it."""
    st.html(f'<div class="tl"><h{level} class="tl-head">{esc(text)}</h{level}>{_paragraph(sub)}</div>')


def note(text, under: bool = False) -> None:
    """A small grey line; **two stars** make bold. `under` sets it below a link, in line with the link's words."""
    st.html(f'<p class="tl tl-note{" tl-under" if under else ""}">{_starred(text, "b")}</p>')


def prose(paragraphs: Iterable) -> None:
    """Text to be read; **two stars** make bold."""
    st.html('<div class="tl tl-prose">' + "".join(f"<p>{_starred(text, 'b')}</p>" for text in paragraphs) + "</div>")


def offers(text, line: bool = True) -> None:
    """A quiet line, as above things that can be added."""
    st.html(f'<p class="tl tl-offers{" tl-line" if line else ""}">{esc(text)}</p>')


def offer(title, text) -> None:
    """A thing that can be added, and its rule beside it."""
    st.html(f'<p class="tl tl-offer"><b>{esc(title)}</b> <span>{esc(text)}</span></p>')


def tab_marks(marks: Sequence[tuple[int, bool]]) -> None:
    """A count behind each tab's name, and a warning where a fault is.  In the name itself a new count would send the reader to the first tab."""
    rules = ""
    for n, (count, fault) in enumerate(marks, start=1):
        text, colour = f" {count}" if count else "", "var(--tl-worse)" if fault else "var(--tl-quiet)"
        rules += f'.st-key-groups [role="tab"]:nth-of-type({n})::after {{ content: "{text}{" !" if fault else ""}"; color: {colour}; }}'
    st.html(f"<style>{rules}</style>")


def empty(title, text, whole: bool = False) -> None:
    """What will stand here, and what to do to get it; `whole` where the page has nothing else, and so no other title."""
    tag = "h1" if whole else "b"
    st.html(f'<div class="tl tl-empty"><{tag}>{esc(title)}</{tag}>{esc(text)}</div>')


def edits(items: Iterable[tuple], hint="") -> None:
    """Edits not saved yet, as (what, new value, saved value)."""
    marks = "".join(f'<span class="tl-edit">● {esc(what)} {esc(new)} <s>{esc(saved)}</s></span>' for what, new, saved in items)
    st.html(f'<p class="tl tl-note">{marks}{esc(hint)}</p>')


def outdated(title, text) -> None:
    """The figures below are those before the last change: said, and all of them grey."""
    st.html(f'<style>{OUTDATED}</style><p class="tl tl-note">{chip(title, "stale")} {esc(text)}</p>')


def strip(low, value, high, base=None, lo=None, hi=None) -> Html:
    """A number on a line: bar = its range, dot = best estimate, tick = `base`. lo and hi are the line's ends."""
    known = [v for v in (low, value, high, base) if v is not None]
    air = (max(known) - min(known)) * 0.12 or 1
    lo, hi = min(known) - air if lo is None else lo, max(known) + air if hi is None else hi
    tick = "" if base is None else f'<i class="base" style="left:{_at(base, lo, hi)}%"></i>'
    return Html(f'<div class="tl-strip" aria-hidden="true"><i class="axis"></i>{tick}{_range(low, value, high, lo, hi)}</div>')


def forest(low, value, high, kind="") -> Html:
    """A difference and its range around zero, on a scale of its own."""
    most = max(abs(low), abs(high)) * 1.15 or 1
    marks = _range(low, value, high, -most, most)
    return Html(f'<div class="tl-forest {_kind(kind)}" aria-hidden="true"><i class="zero"></i>{marks}</div>')


def forest_scale(less, more) -> Html:
    """The heading of a column of forests; its line stands over theirs."""
    return Html(f'<span class="tl-scale"><span>{esc(less)}</span><i></i><span>{esc(more)}</span></span>')


def card(name, value, span="", diff="", kind="", against="", help="", strip="") -> Html:
    """One number: its range, its strip, the verdict in words (`kind` colours it), and what it is held against."""
    small = f"<small>{esc(span)}</small>" if span else ""
    kind = _kind(kind)
    words = f'<div class="tl-diff {kind}">{esc(diff)}</div>' if diff else ""
    beside = f'<div class="tl-against">{esc(against)}</div>' if against else ""
    return Html(f'<div class="tl-card"><div class="tl-label">{tip(name, help)}</div><div class="tl-value">{esc(value)}{small}</div>'
                f"{esc(strip)}{words}{beside}</div>")


def cards(items: Sequence[Html], stale: bool = False, stacked: bool = False) -> None:
    """Numbers in one frame; `stale` greys them, `stacked` sets them under each other with hairlines only."""
    kind = "tl-cards" + (" tl-stale" if stale else "") + (" tl-stacked" if stacked else "")
    inside = "".join(map(esc, items))
    st.html(f'<div class="tl {kind}"><div class="tl-frame"><div class="tl-grid" style="--tl-n:{len(items)}">{inside}</div></div></div>')


def chip(text, kind="unknown") -> Html:
    """A verdict or a state in a small frame."""
    return Html(f'<span class="tl-chip {_kind(kind)}">{esc(text)}</span>')


def tip(text, help="") -> Html:
    """A term with its explanation on hover and on focus."""
    if not help:
        return esc(text)
    said = html.escape(f"{text}: {help}", quote=True)
    return Html(f'<span class="tl-tip" tabindex="0" role="note" aria-label="{said}" data-tip="{esc(help)}">{esc(text)}</span>')


def key(slot: str, text) -> Html:
    """A name with the colour of its slot before it."""
    return Html(f'<span class="tl-key" style="background:{_colour(slot)}"></span>{esc(text)}')


def hidden(text) -> Html:
    """Text for those who listen only, as the heading of a column that explains itself to the eye."""
    return Html(f'<span class="tl-hidden">{esc(text)}</span>')


def strong(text) -> Html:
    """Text in bold."""
    return Html(f"<b>{esc(text)}</b>")


def line(*parts) -> Html:
    """Several parts, text or Html, one after the other."""
    return Html(tight(" ".join(map(esc, parts))))


def table(header: Sequence, rows: Sequence[Sequence], *, caption="", keys: Sequence[str] = (), heat=None, grey: Iterable[int] = (),
          kinds: Mapping[int, str] | None = None, left: Iterable[int] = (), quiet: Iterable[int] = (),
          strong: Iterable[int | tuple[int, int]] = (), roomy: Iterable[int] = (), scrolls: bool = False) -> None:
    """A small table, numbers at the right. Columns are counted from 0, the first names the row.

    keys: a colour slot for each row. heat: for each row a share 0..1 for each cell after the first (None for none), the columns in `grey`
    shaded neutral. kinds: row number -> "sum" or "quiet". left, quiet, strong, roomy: columns set left, in grey, in bold, wide enough for
    sentences; strong may also name single cells as (row, column). scrolls: it stands in a box that it overfills, and the keyboard must get there.
    """
    left, quiet, strong, roomy, grey, kinds = set(left), set(quiet), set(strong), set(roomy), set(grey), kinds or {}
    top = "".join(_heading("col", esc(cell), _class("tl-left" if i in left else "")) for i, cell in enumerate(header))
    body = []
    for r, (first, *cells) in enumerate(rows):
        line = _heading("row", key(keys[r], first) if keys else esc(first))
        for c, cell in enumerate(cells, start=1):
            marks = (("tl-left", c in left), ("tl-roomy", c in roomy), ("quiet", c in quiet), ("strong", c in strong or (r, c) in strong))
            names = " ".join(name for name, holds in marks if holds)
            line += f"<td{_class(names)}{_shade(heat[r][c - 1], c in grey) if heat else ''}>{esc(cell)}</td>"
        body.append(f"<tr{_class(_row_kind(kinds.get(r, '')))}>{line}</tr>")
    about = f'<caption class="tl-hidden">{esc(caption)}</caption>' if caption else ""
    many = " tl-many" if len(header) >= MANY_COLUMNS else ""
    reached = f' tabindex="0" role="region" aria-label="{esc(caption)}"' if scrolls else ""
    st.html(f'<div class="tl tl-wide{many}"{reached}><table>{about}<thead><tr>{top}</tr></thead><tbody>{"".join(body)}</tbody></table></div>')


def show(fig, key: str, alt: str) -> None:
    """A chart. Its key holds the theme: Streamlit puts the colours in once, when a chart appears."""
    st.plotly_chart(fig, key=f"{key}-{st.context.theme.type}", alt=alt, theme="streamlit", config={"displayModeBar": False})


def starred(text) -> Html:
    """Text in which **two stars** make bold."""
    return _starred(text, "b")


def _starred(text, tag: str) -> Html:
    return Html(re.sub(r"\*\*(.+?)\*\*", rf"<{tag}>\1</{tag}>", esc(text)))


def _paragraph(text, name: str = "") -> str:
    return f"<p{_class(name)}>{esc(text)}</p>" if text else ""


def _heading(scope: str, inside: Html, names: str = "") -> str:
    """A cell at the head of a column or of a row; an empty one heads nothing."""
    return f'<th scope="{scope}"{names}>{inside}</th>' if inside else f"<td{names}></td>"


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""


def _at(value, lo, hi) -> str:
    return f"{min(100.0, max(0.0, 100 * (value - lo) / (hi - lo or 1))):.1f}"


def _range(low, value, high, lo, hi) -> str:
    start, end = _at(low, lo, hi), _at(high, lo, hi)
    return (f'<i class="range" style="left:{start}%;width:{float(end) - float(start):.1f}%"></i>'
            f'<i class="dot" style="left:{_at(value, lo, hi)}%"></i>')


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"no kind is called {kind!r}; there are {', '.join(KINDS[:-1])}")
    return kind


def _row_kind(kind: str) -> str:
    if kind not in ("", "sum", "quiet"):
        raise ValueError(f"no kind of row is called {kind!r}; there are sum, quiet")
    return kind


def _colour(slot: str) -> str:
    if slot not in COLOUR:
        raise ValueError(f"no slot is called {slot!r}; there are {', '.join(COLOUR)}")
    base = slot.removesuffix("_pale")
    return f"var(--tl-{base})" if base == slot or base not in TIERS else f"color-mix(in srgb, var(--tl-{base}) 55%, transparent)"


def _shade(share, grey: bool) -> str:
    """The fuller the cell, the stronger; under a fiftieth the number itself steps back."""
    if share is None:
        return ""
    colour, most = ("var(--tl-no_program)", 90) if grey else ("var(--tl-program)", 55)
    faint = ";color:var(--tl-quiet)" if share < 0.02 else ""
    return f' style="background:color-mix(in srgb, {colour} {min(1, max(0, share)) * most:.0f}%, transparent){faint}"'
