"""A story as a brief on paper (PDF), set by Typst from brief.typ; nothing is fetched."""
from __future__ import annotations

import functools
import json
import pathlib
import re
import unicodedata
from typing import Any

import typst

from simulation.inputs import Fault, ScenarioError
from simulation.reporting import report_parts as parts
from simulation.reporting.branding import Branding
from simulation.reporting.hexes import colour, mixed, palette
from simulation.reporting.report_parts import plain, runs
from simulation.reporting.story_marks import drawing, picture
from simulation.story.content import Diagram, Slide, Story, Table
from simulation.translation import translated
from simulation.words import said

TEMPLATE = pathlib.Path(__file__).with_name("brief.typ")
WIDTH = 481.0       # points between the margins
ROUNDS, BOX = 20, "□"     # how often to try again with what could not be displayed replaced, by what
CHART, PICTURE = 165.0, 250.0
ACROSS, TALL = 728.0, 372.0     # of a diagram that fills a page set across
# families by name, best first; those for Chinese have Latin letters too
CHINESE = ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB",
           "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "SimSun", "Source Han Serif SC", "Noto Serif CJK SC")
LATIN = ("Source Sans 3", "Source Sans Pro", "Inter", "Segoe UI", "Helvetica Neue", "Arial", "Liberation Sans", "Noto Sans")
LAST = ("DejaVu Sans", "Libertinus Serif")      # the last one comes with Typst


def pdf(story: Story, branding: Branding | None = None) -> bytes:
    """The story as PDF/UA-1 on A4; raises ScenarioError where it has Chinese and no font for that is installed.

    Other characters that no installed font has, such as an emoji, are set as boxes: the standard takes no text that cannot be displayed.
    """
    return _compiled(json.dumps(_data(story, branding or Branding(), fonts(story)), ensure_ascii=False), ROUNDS)


def _compiled(data: str, rounds: int) -> bytes:
    """Typst names what it could not display, so that it can be replaced for another round."""
    try:
        return typst.compile({"main.typ": TEMPLATE.read_bytes(), "data.json": data.encode()}, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as e:
        missing = {text: json.dumps(text, ensure_ascii=False)[1:-1] for text in undisplayed(f"{e.message}\n{e.diagnostic}")}
        if not rounds or not any(written in data for written in missing.values()):
            raise
    for text, written in missing.items():
        data = data.replace(written, "" if all(unicodedata.category(c) in ("Cc", "Cf", "Mn") for c in text) else BOX)
    return _compiled(data, rounds - 1)


def undisplayed(message: str) -> list[str]:
    """The texts that Typst says it could not display, longest first; it writes them as Rust does, with unusual characters as \\u{1f389}."""
    found = re.findall(r'the text `"(.+?)"` could not be displayed', message)
    texts = {re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), text) for text in found}
    return sorted(texts, key=len, reverse=True)


@functools.cache
def installed() -> frozenset[str]:
    """Names of the font families that Typst finds."""
    return frozenset(typst.Fonts().families())


def fonts(story: Story) -> list[str]:
    """Families for a story, best first; raises ScenarioError where it has Chinese and no family for that is there."""
    return families(story.language, any(map(parts.has_chinese, parts.texts(story))))


def families(language: str, chinese: bool = False) -> list[str]:
    """The same for a language; chinese: with Chinese in it whatever the language is."""
    wide, latin, last = ([name for name in names if name in installed()] for names in (CHINESE, LATIN, LAST))
    if not wide and (chinese or language == "zh"):
        raise ScenarioError([Fault("pdf", said(
            "the text is Chinese and no font for that is installed on the server; install the package {debian} (Debian, Ubuntu) or {fedora} "
            "(Fedora), or one of the families {families}", debian="fonts-noto-cjk", fedora="google-noto-sans-cjk-fonts",
            families=", ".join(CHINESE[:6])))])
    return [*(wide[:1] + latin[:1] if language == "zh" else latin[:1] + wide[:1]), *last]


def _data(story: Story, branding: Branding, families: list[str]) -> dict[str, Any]:
    language, colours = story.language, dict(palette("light", branding.accent))
    say = lambda text: translated(text, language)  # noqa: E731
    return dict(
        title=plain(story.title), lang=language, region="cn" if language == "zh" else "us", fonts=families, colours=colours,
        logo=list(branding.logo.png) if branding.logo else None, logo_alt=say(parts.LOGO), foot=parts.foot(story), page=say(parts.PAGE),
        of=[[plain(name), plain(value)] for name, value in story.of], slides=[_slide(s, language, branding.accent) for s in story.slides],
        assumptions=_table(story.assumptions), assumptions_head=say(parts.ASSUMPTIONS), range_note=say(parts.RANGE_NOTE))


def _slide(slide: Slide, language: str, accent: str) -> dict[str, Any]:
    ink = lambda name: palette("light", accent).get(name) or colour(name, "light", accent)  # noqa: E731
    charts = [drawing(c, WIDTH, CHART, ink, language) | dict(title=plain(c.title), measure=plain(c.measure), alt=plain(c.alt or c.title))
              for c in slide.charts]
    numbers = [dict(name=plain(n.name), value=plain(n.value), span=plain(n.span), said=plain(parts.verdict(n, language)), against=plain(n.against),
                    ink=n.verdict if n.verdict in ("better", "worse") else "quiet") for n in slide.numbers]
    shown = slide.diagram
    pale = lambda hexed: mixed(hexed, ink("paper"), 0.86)  # noqa: E731
    return dict(
        kicker=plain(slide.kicker), answer=runs(slide.answer), sub=runs(slide.sub), numbers=numbers, charts=charts,
        tables=[_table(t) for t in slide.tables], bullets=[runs(b) for b in slide.bullets], notes=[runs(n) for n in slide.notes],
        across=bool(shown and shown.width), diagram=_picture(shown, ink, pale) if shown else None)


def _picture(held: Diagram, ink, pale) -> dict[str, Any]:
    """A diagram that knows its size has a page of its own, set across."""
    size = (ACROSS, min(TALL, 1.2 * held.height * ACROSS / held.width)) if held.width else (WIDTH, PICTURE)
    return picture(held, *size, ink, pale) | dict(alt=plain(held.alt))


def _table(table: Table) -> dict[str, Any]:
    columns = len(table.header)
    rows = [[_breakable(plain(str(row[i]))) if i < len(row) else "" for i in range(columns)] for row in table.rows]
    return dict(header=[plain(h) for h in table.header], rows=rows, caption=plain(table.caption), right=parts.right_columns(table),
                shares=parts.shares(table, WIDTH / 8.5))


def _breakable(text: str) -> str:
    """Long words, as addresses are, may break: a zero-width space every few letters."""
    return re.sub(r"[!-~]{19,}", lambda word: re.sub(r"([/?&=_.,;:-]|[!-~]{16})", "\\1\u200b", word[0]), text)
