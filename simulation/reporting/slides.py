"""A story as slides (pptx): one step a page, charts and tables that can be edited, speaker notes, where every figure comes from."""
from __future__ import annotations

import dataclasses
import datetime
import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches

from simulation.reporting import slides_parts as parts
from simulation.reporting.branding import Branding
from simulation.reporting.report_parts import APPENDIX, ASSUMPTIONS, MADE_FROM, PAGE, PART, RANGE_NOTE, foot, plain, split
from simulation.reporting.slides_charts import chart
from simulation.reporting.slides_parts import Box, Style, described
from simulation.story.content import Slide, Story, Table
from simulation.translation import translated

WIDTH, HEIGHT = 13.333, 7.5
LEFT, RIGHT, BOTTOM, GAP = 0.6, 12.733, 6.85, 0.35
WIDE, SIDE = RIGHT - LEFT, 3.1      # SIDE: a column of figures beside a chart
BOLD = 1.14         # how much wider bold type runs, where an office takes a wider typeface for want of ours


@dataclasses.dataclass(frozen=True)
class Block:
    """One thing on a page: a chart, a table or bullets."""
    kind: str
    held: Any
    size: float = 14    # of type, at most; what is continued keeps its size


def slides(story: Story, branding: Branding | None = None) -> bytes:
    """The story as a .pptx file of 16:9 pages."""
    branding = branding or Branding()
    deck, style = Presentation(), Style(story.language, branding.accent)
    _widescreen(deck)
    parts.theme(deck, style)
    about, now = deck.core_properties, datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    about.title, about.author, about.last_modified_by, about.created, about.modified = plain(story.title)[:255], "", "", now, now
    about.language = parts.CODES.get(story.language, "en-US")
    _title(deck, story, branding, style)
    for slide in story.slides:
        _slide(deck, slide, style)
    _appendix(deck, story, style)
    _feet(deck, story, branding, style)
    for page in deck.slides:
        parts.typeset(page._element, story.language)
        if page.has_notes_slide:
            parts.typeset(page.notes_slide._element, story.language)
    held = io.BytesIO()
    deck.save(held)
    return held.getvalue()


def _widescreen(deck) -> None:
    """The default file is 4:3; its masters are stretched, so that pages a reader adds fit too."""
    factor = Inches(WIDTH) / deck.slide_width
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    for held in (deck.slide_master, *deck.slide_layouts):
        for shape in held.placeholders:
            if shape._element.spPr.xfrm is not None:
                shape.left, shape.width = round(shape.left * factor), round(shape.width * factor)


def _page(deck, kicker: str, answer: str, sub: str, style: Style):
    """A page with its sentence; hands back where its body begins, in inches."""
    page = deck.slides.add_slide(deck.slide_layouts[5])     # "Title Only"
    top = 0.42
    if kicker:
        parts.text(page, Box(LEFT, top, WIDE, 0.28), [(plain(kicker), 13, "accent_text", True)], style)
        top += 0.3
    size = next((s for s in (30, 28, 26, 24, 22) if parts.lines_of(answer, s * BOLD, WIDE * 72) <= 2), 20)
    high = parts.lines_of(answer, size * BOLD, WIDE * 72) * size * parts.LINE / 72
    title = page.shapes.title
    title.left, title.top, title.width, title.height = Box(LEFT, top, WIDE, high).emu()
    parts.write(title.text_frame, [(answer, size, "text", True)], style, PP_ALIGN.LEFT)
    title.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    top += high + 0.06
    if sub:
        high = parts.height_of(sub, 15, WIDE)
        parts.text(page, Box(LEFT, top, WIDE, high), [(sub, 15, "quiet", False)], style, strong="text")
        top += high + 0.06
    return page, top + 0.18


def _title(deck, story: Story, branding: Branding, style: Style) -> None:
    page = deck.slides.add_slide(deck.slide_layouts[5])
    parts.rule(page, Box(0, 0, WIDTH, 3.55), "accent", style)
    title = page.shapes.title
    page.shapes._spTree.remove(title._element)
    page.shapes._spTree.append(title._element)      # above the band
    size = next((s for s in (40, 36, 32, 28) if parts.lines_of(story.title, s, 11 * 72) <= 2), 24)
    title.left, title.top, title.width, title.height = Box(LEFT, 1.1, 11.4, 2.1).emu()
    parts.write(title.text_frame, [(plain(story.title), size, "on_accent", True)], style, PP_ALIGN.LEFT)
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    half = -(-len(story.of) // 2)
    for column, pairs in enumerate((story.of[:half], story.of[half:])):
        at, wide, top = LEFT + column * (WIDE / 2 + 0.1), WIDE / 2 - 0.3, 3.95
        for name, value in pairs:
            high = max(parts.height_of(name, 13, 1.9), parts.height_of(value, 13, wide - 2.1)) + 0.08
            parts.text(page, Box(at, top, 1.9, high), [(plain(name), 13, "quiet", False)], style)
            parts.text(page, Box(at + 2.1, top, wide - 2.1, high), [(plain(value), 13, "text", False)], style)
            top += high
    if branding.logo:
        wide, high = branding.logo.fitted(2.6, 0.75)
        _logo(page, branding, Box(RIGHT - wide, BOTTOM - high + 0.2, wide, high))


def _slide(deck, slide: Slide, style: Style) -> None:
    """One step of the story, on as many pages as its things take."""
    blocks, first, count = _blocks(slide), True, 0
    pages = [_map(deck, slide, style)] if slide.diagram else []
    if not (blocks or slide.numbers or pages):
        pages, count = [_statement(deck, slide, style)], 1
    while blocks or (slide.numbers and first) or not (count or pages):
        answer = slide.answer
        page, top = _page(deck, slide.kicker, answer, slide.sub if first else "", style)
        pages.append(page)
        blocks = _fill(page, slide, blocks, top, first, style)
        first, count = False, count + 1
    pages[0].notes_slide.notes_text_frame.text = "\n\n".join(plain(note) for note in slide.notes)
    for i, page in enumerate(pages[1:], start=2):
        said = translated(PART, style.language, what=plain(slide.kicker or slide.answer), part=i, parts=len(pages))
        page.notes_slide.notes_text_frame.text = said


def _map(deck, slide: Slide, style: Style):
    """A diagram has a page of its own, with its sentence in one line: its type is as large as it goes."""
    page = deck.slides.add_slide(deck.slide_layouts[5])
    parts.text(page, Box(LEFT, 0.24, WIDE, 0.24), [(plain(slide.kicker), 12, "accent_text", True)], style)
    size = next((s for s in (22, 20, 18, 16) if parts.lines_of(slide.answer, s * BOLD, WIDE * 72) <= 1), 15)
    high, title = parts.height_of(slide.answer, size, WIDE), page.shapes.title
    title.left, title.top, title.width, title.height = Box(LEFT, 0.47, WIDE, high).emu()
    parts.write(title.text_frame, [(slide.answer, size, "text", True)], style, PP_ALIGN.LEFT)
    title.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    parts.diagram(page, Box(LEFT, 0.6 + high, WIDE, 6.94 - 0.6 - high), slide.diagram, style)
    return page


def _statement(deck, slide: Slide, style: Style):
    """A sentence that nothing follows stands large, in the middle."""
    page = deck.slides.add_slide(deck.slide_layouts[5])
    parts.text(page, Box(LEFT, 0.42, WIDE, 0.28), [(plain(slide.kicker), 13, "accent_text", True)], style)
    size = next((s for s in (40, 36, 32) if parts.lines_of(slide.answer, s * BOLD, WIDE * 72) <= 3), 28)
    title = page.shapes.title
    title.left, title.top, title.width, title.height = Box(LEFT, 1.2, WIDE, 2.9).emu()
    parts.write(title.text_frame, [(slide.answer, size, "text", True)], style, PP_ALIGN.LEFT)
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    if slide.sub:
        parts.text(page, Box(LEFT, 4.3, WIDE, 1.5), [(slide.sub, 20, "quiet", False)], style, strong="text")
    return page


def _blocks(slide: Slide) -> list[Block]:
    out = [Block("chart", c) for c in slide.charts] + [Block("table", t) for t in slide.tables]
    return out + ([Block("bullets", list(slide.bullets))] if slide.bullets else [])


def _fill(page, slide: Slide, blocks: list[Block], top: float, first: bool, style: Style) -> list[Block]:
    """Puts on the page what fits; hands back what is left for the next."""
    body = Box(LEFT, top, WIDE, BOTTOM - top)
    if first and slide.numbers:
        body = _numbers(page, slide.numbers, body, blocks, style)
    if not blocks or (body.height < 1.2 and first):
        return blocks
    if blocks[0].kind in ("table", "bullets"):
        return _stacked(page, body, blocks, style)
    now, rest = _together(blocks, body)
    if len(now) == 1:
        return _draw(page, body, now[0], style) + rest
    share = 0.5 if now[1].kind == "chart" else 0.6
    one = Box(body.x, body.y, (body.width - GAP) * share, body.height)
    other = Box(one.x + one.width + GAP, body.y, body.width - GAP - one.width, body.height)
    return _draw(page, one, now[0], style) + _draw(page, other, now[1], style) + rest


def _stacked(page, body: Box, blocks: list[Block], style: Style) -> list[Block]:
    """Tables and bullets under each other as far as they fit; the first one is split where it does not."""
    y, drawn = body.y, 0
    for block in blocks:
        if block.kind not in ("table", "bullets"):
            break
        left = body.y + body.height - y
        high = _table_height(block.held, body.width, 12) if block.kind == "table" else sum(parts.bullets_height(block.held, body.width, 14))
        if high > left:
            return (_draw(page, body, block, style) if not drawn else [block]) + blocks[drawn + 1:]
        alone = len(blocks) == 1 and not drawn
        _draw(page, Box(body.x, y, body.width, left if alone or block is blocks[-1] else high), block, style)
        y, drawn = y + high + GAP, drawn + 1
    return blocks[drawn:]


def _numbers(page, numbers: Sequence, body: Box, blocks: list[Block], style: Style) -> Box:
    """Figures in a column beside a single chart, else in rows on top; hands back the room that is left."""
    tall = [parts.number_height(n, SIDE, style.language) for n in numbers]
    if blocks and blocks[0].kind == "chart" and len(blocks) < 3 and sum(tall) + 0.1 * len(tall) <= body.height:
        x, y = RIGHT - SIDE, body.y
        step = min(0.35, (body.height - sum(tall)) / max(1, len(tall)))
        for held, high in zip(numbers, tall):
            parts.number(page, Box(x, y, SIDE, high), held, style)
            y += high + step
        return Box(body.x, body.y, body.width - SIDE - GAP, body.height)
    columns = len(numbers) if len(numbers) <= 4 else -(-len(numbers) // -(-len(numbers) // 4))
    scale = 1.0 if blocks else 1.5
    wide, y = (body.width - GAP * (columns - 1)) / columns, body.y
    for start in range(0, len(numbers), columns):
        row = numbers[start:start + columns]
        high = max(parts.number_height(n, wide, style.language, scale) for n in row)
        for i, held in enumerate(row):
            parts.number(page, Box(body.x + i * (wide + GAP), y, wide, high), held, style, scale)
        y += high + 0.15
    return Box(body.x, y, body.width, body.y + body.height - y)


def _together(blocks: list[Block], body: Box) -> tuple[list[Block], list[Block]]:
    """The blocks that stand side by side, and the rest."""
    kinds = [block.kind for block in blocks[:2]]
    if max(len(b.held.curves) for b in blocks[:2] if b.kind == "chart") > 3 and body.height < 4:     # the names at the ends would touch
        return blocks[:1], blocks[1:]
    if (kinds == ["chart", "chart"] and body.width > 9) or (
            kinds == ["chart", "bullets"] and _fits(blocks[1].held, body.width * 0.4 - GAP, body.height)):
        return blocks[:2], blocks[2:]
    return blocks[:1], blocks[1:]


def _fits(items: list[str], width: float, height: float) -> bool:
    return width > 3.2 and sum(parts.bullets_height(items, width, 14)) <= height


def _draw(page, box: Box, block: Block, style: Style) -> list[Block]:
    """Draws one block; what does not fit comes back as a block of its own."""
    if block.kind == "chart":
        held = block.held
        head = parts.height_of(held.title, 14, box.width)
        under = parts.height_of(held.measure, 12, box.width)
        words = [(plain(held.title), 14, "text", True), (plain(held.measure), 12, "quiet", False)]
        parts.text(page, Box(box.x, box.y, box.width, head + under), [row for row in words if row[0]], style)
        used = head + under + 0.08
        chart(page, Box(box.x, box.y + used, box.width, box.height - used), held, style)
        return []
    if block.kind == "table":
        return _table(page, box, block, style)
    size = next((s for s in (20, 18, 16, 14) if sum(parts.bullets_height(block.held, box.width, s)) <= box.height), 14)
    first, *later = split(block.held, parts.bullets_height(block.held, box.width, size), box.height)
    parts.bullets(page, box, first, style, size)
    return [Block("bullets", [item for items in later for item in items])] if later else []


def _table_height(held: Table, width: float, size: float) -> float:
    caption = parts.height_of(held.caption, 14, width) + 0.08 if held.caption else 0
    return caption + sum(parts.row_heights(held, width, size)) + 0.01


def _table(page, box: Box, block: Block, style: Style) -> list[Block]:
    held = block.held
    if held.caption:
        high = parts.height_of(held.caption, 14, box.width)
        parts.text(page, Box(box.x, box.y, box.width, high), [(plain(held.caption), 14, "text", True)], style)
        box = Box(box.x, box.y + high + 0.08, box.width, box.height - high - 0.08)
    size = next((s for s in (14, 13, 12, 11) if s <= block.size and sum(parts.row_heights(held, box.width, s)) <= box.height), 12)
    head, *heights = parts.row_heights(held, box.width, size)
    pages = split(held.rows, heights, box.height - head)
    even = split(held.rows, heights, min(box.height - head, sum(heights) / len(pages) + max(heights, default=0) / 2))
    pages = even if len(even) == len(pages) else pages
    pages = [pages[0], [row for later in pages[1:] for row in later]] if len(pages) > 1 else pages
    parts.table(page, box, dataclasses.replace(held, rows=pages[0]), style, size)
    return [Block("table", dataclasses.replace(held, rows=pages[1]), size)] if len(pages) > 1 else []


def _appendix(deck, story: Story, style: Style) -> None:
    """Assumptions with sources and marks, then what the file was made from."""
    say = lambda text: translated(text, style.language)  # noqa: E731
    for table, heading in ((story.assumptions, ASSUMPTIONS), (Table(["", ""], [list(pair) for pair in story.of]), MADE_FROM)):
        left = [Block("table", dataclasses.replace(table, caption=""))]
        while left:
            page, top = _page(deck, say(APPENDIX), say(heading), say(RANGE_NOTE) if heading == MADE_FROM else plain(table.caption), style)
            left = _draw(page, Box(LEFT, top, WIDE, BOTTOM - top), left[0], style)


def _feet(deck, story: Story, branding: Branding, style: Style) -> None:
    """Scenario, revision, date, page and the logo, at the bottom of each page but the first."""
    words, pages = foot(story), len(deck.slides)
    for i, page in list(enumerate(deck.slides, start=1))[1:]:
        parts.rule(page, Box(LEFT, 7.0, WIDE, 0.012), "hair", style)
        wide = RIGHT - LEFT - (3.1 if branding.logo else 1.8)
        size = next((s for s in (10, 9, 8) if parts.lines_of(words, s, wide * 72) <= 1), 7)
        parts.text(page, Box(LEFT, 7.09, wide, 0.25), [(words, size, "quiet", False)], style)
        parts.text(page, Box(RIGHT - 1.6, 7.09, 1.6, 0.25), [(translated(PAGE, style.language, page=i, pages=pages), 10, "quiet", False)], style,
                   align=PP_ALIGN.RIGHT)
        if branding.logo:
            wide, high = branding.logo.fitted(1.1, 0.3)
            _logo(page, branding, Box(RIGHT - 1.8 - wide, 7.06, wide, high))


def _logo(page, branding: Branding, box: Box) -> None:
    described(page.shapes.add_picture(io.BytesIO(branding.logo.png), *box.emu()), "")
