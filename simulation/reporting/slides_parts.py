"""What a slide is made of, in inches: texts, figures, tables and diagrams, as PowerPoint's own shapes."""
from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide as Page
from pptx.util import Inches, Pt

from simulation.reporting.hexes import colour, mixed, palette
from simulation.reporting.placing import text_width
from simulation.reporting.report_parts import lines_of, plain, right_columns, runs, shares, type_of, verdict
from simulation.story.content import Diagram, Number, Table

LATIN, CHINESE = "Arial", "Microsoft YaHei"
CODES = {"en": "en-US", "zh": "zh-CN"}
PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"      # PowerPoint's "No Style, No Grid"
SIDES = {"top": 0, "left": 1, "bottom": 2, "right": 3}      # connection sites of a box
LINE, LEAST_LINE = 1.22, 1.16                               # line height over type size; as the typefaces have it
MAP_SIZES = (14, 13, 12, 11.5, 11, 10.5)                    # of type in a diagram, points
INSET, STRETCH = 0.09, 1.35                                 # inches beside the text of a box; how much a flat diagram may be heightened


@dataclasses.dataclass(frozen=True)
class Box:
    """A place on the page, in inches."""

    x: float
    y: float
    width: float
    height: float

    def emu(self) -> tuple[int, int, int, int]:
        return Inches(self.x), Inches(self.y), Inches(self.width), Inches(self.height)


@dataclasses.dataclass(frozen=True)
class Style:
    """Language and colours of one file."""

    language: str
    accent: str = ""

    def hex(self, name: str) -> str:
        return palette("light", self.accent).get(name) or colour(name, "light", self.accent)

    def rgb(self, name: str) -> RGBColor:
        return RGBColor.from_string(self.hex(name).removeprefix("#"))


def height_of(text: str, size: float, width: float) -> float:
    """Inches that a text of `size` points takes in a width in inches."""
    return lines_of(text, size, width * 72) * size * LINE / 72 if text else 0.0


def write(frame, paragraphs: Sequence[tuple[str, float, str, bool]], style: Style, align=None, strong: str = "accent_text", gap: float = 0) -> None:
    """Fills a text frame: (text, points, colour, bold) for each paragraph; stars stand out in the colour `strong`."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for i, (text, size, ink, bold) in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if not i else frame.add_paragraph()
        paragraph.alignment = align
        paragraph.space_before = Pt(gap if i else 0)
        for piece, stands_out in runs(text):
            run = paragraph.add_run()
            run.text, run.font.size, run.font.bold = piece, Pt(size), bold or stands_out
            run.font.color.rgb = style.rgb(strong if stands_out else ink)


def text(page: Page, box: Box, paragraphs, style: Style, *, align=None, anchor=MSO_ANCHOR.TOP, strong="accent_text", gap: float = 0):
    shape = page.shapes.add_textbox(*box.emu())
    write(shape.text_frame, paragraphs, style, align, strong, gap)
    shape.text_frame.vertical_anchor = anchor
    return shape


def rule(page: Page, box: Box, ink: str, style: Style) -> None:
    """A filled bar without edge."""
    shape = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.emu())
    shape.fill.solid()
    shape.fill.fore_color.rgb = style.rgb(ink)
    shape.line.fill.background()
    plainly(shape)
    described(shape, "")        # nothing to read


def plainly(shape) -> None:
    """Takes away what the theme would add: shadow, effects."""
    for held in shape._element.findall(qn("p:style")):
        shape._element.remove(held)


def described(shape, words: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words)


def value_size(number: Number, width: float, scale: float) -> float:
    """Points of a figure: smaller where it is words that would break."""
    return next((s for s in (22 * scale, 20, 18, 16) if lines_of(number.value, s * 1.08, width * 72) <= 1), 15)


def number_height(number: Number, width: float, language: str, scale: float = 1.0) -> float:
    size = value_size(number, width, scale)
    beside = (text_width(number.value, size) * 1.08 + text_width(f"  {number.span}", 12)) > width * 72
    high = height_of(number.value, size * 1.08, width) + (height_of(number.span, 12, width) if beside else 0)
    return high + height_of(number.name, 12, width) + height_of(verdict(number, language), 12, width) + height_of(number.against, 12, width) + 0.16


def number(page: Page, box: Box, held: Number, style: Style, scale: float = 1.0) -> None:
    """A figure: name, value with its range beside it, verdict in words, what it is held against."""
    rule(page, Box(box.x, box.y, box.width, 0.025), "hair", style)
    value = value_size(held, box.width, scale)
    paragraphs = [(plain(held.name), 12, "quiet", False), (plain(held.value), value, "text", True)]
    said = verdict(held, style.language)
    paragraphs += [(plain(said), 12, held.verdict if held.verdict in ("better", "worse") else "quiet", True)] if said else []
    paragraphs += [(plain(held.against), 12, "quiet", False)] if held.against else []
    shape = text(page, Box(box.x, box.y + 0.08, box.width, box.height - 0.08), paragraphs, style)
    if held.span:
        run = shape.text_frame.paragraphs[1].add_run()
        run.text, run.font.size = f"  {plain(held.span)}", Pt(12)
        run.font.color.rgb = style.rgb("quiet")


def row_heights(table: Table, width: float, size: float) -> list[float]:
    """Inches of the header and of each row, as they are drawn."""
    widths = [share * width - 0.2 for share in shares(table, width * 72 / size)]
    many = [max(lines_of(cell, size, w * 72) for cell, w in zip(row, widths)) for row in (table.header, *table.rows)]
    return [n * size * LINE / 72 + 0.13 for n in many]


def table(page: Page, box: Box, held: Table, style: Style, size: float = 12) -> None:
    """A table of PowerPoint's: header in bold over a line, hairlines between rows; figures at the right."""
    heights, columns = row_heights(held, box.width, size), len(held.header)
    frame = page.shapes.add_table(len(held.rows) + 1, columns, Inches(box.x), Inches(box.y), Inches(box.width), Inches(sum(heights)))
    described(frame, plain(held.caption))
    drawn = frame.table
    drawn._tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN_TABLE
    drawn.horz_banding = False
    for share, column in zip(shares(held, box.width * 72 / size), drawn.columns):
        column.width = Inches(share * box.width)
    right = right_columns(held)
    for r, row in enumerate((held.header, *held.rows)):
        drawn.rows[r].height = Inches(heights[r])
        for c in range(columns):
            cell = drawn.cell(r, c)
            words = row[c] if c < len(row) else ""
            write(cell.text_frame, [(str(words), size, "quiet" if not r else "text", not r)], style, PP_ALIGN.RIGHT if right[c] else None)
            cell.margin_left, cell.margin_right = Inches(0 if not c else 0.1), Inches(0.1 if c < columns - 1 else 0.02)
            cell.margin_top = cell.margin_bottom = Inches(0.045)
            cell.vertical_anchor = MSO_ANCHOR.BOTTOM if not r else MSO_ANCHOR.TOP
            _underline(cell, style.hex("text" if not r else "hair"), 1.25 if not r else 0.5)


def _underline(cell, ink: str, points: float) -> None:
    properties = cell._tc.get_or_add_tcPr()
    for tag in ("lnL", "lnR", "lnT", "lnB"):
        inside = f'<a:solidFill><a:srgbClr val="{ink[1:]}"/></a:solidFill>' if tag == "lnB" else "<a:noFill/>"
        properties.append(parse_xml(f'<a:{tag} {nsdecls("a")} w="{Pt(points) if tag == "lnB" else 0}">{inside}</a:{tag}>'))


def bullets(page: Page, box: Box, items: Sequence[str], style: Style, size: float = 16) -> None:
    shape = text(page, box, [(item, size, "text", False) for item in items], style, strong="text", gap=size * 0.55)
    for paragraph in shape.text_frame.paragraphs:
        properties = paragraph._p.get_or_add_pPr()
        properties.set("marL", str(Inches(0.22)))
        properties.set("indent", str(-Inches(0.22)))
        for mark in (f'<a:buClr {nsdecls("a")}><a:srgbClr val="{style.hex("accent_text")[1:]}"/></a:buClr>',
                     f'<a:buFont {nsdecls("a")} typeface="Arial"/>', f'<a:buChar {nsdecls("a")} char="•"/>'):
            properties.append(parse_xml(mark))


def bullets_height(items: Sequence[str], width: float, size: float) -> list[float]:
    return [height_of(item, size, width - 0.25) + size * 0.55 / 72 for item in items]


def diagram(page: Page, box: Box, held: Diagram, style: Style) -> None:
    """Boxes and arrows as shapes that hang together: an arrow follows its box when it is moved."""
    drawn, places = {}, {}
    if held.width:
        box = dataclasses.replace(box, height=min(box.height, STRETCH * held.height * box.width / held.width))
    size = type_of(held, 72 * box.width, 72 * box.height, MAP_SIZES, LEAST_LINE, 72 * INSET)
    for node in held.nodes:
        place = Box(box.x + (node.x - node.width / 2) * box.width, box.y + (node.y - node.height / 2) * box.height,
                    node.width * box.width, node.height * box.height)
        shape = page.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *place.emu())
        shape.adjustments[0] = min(0.12, 0.08 / min(place.width, place.height))
        plainly(shape)
        ink = style.hex(node.slot) if node.slot else style.hex("quiet")
        shape.fill.solid()
        pale = mixed(ink, style.hex("paper"), 0.86 if node.slot else 1)
        shape.fill.fore_color.rgb = RGBColor.from_string(pale[1:])
        shape.line.color.rgb, shape.line.width = RGBColor.from_string(mixed(ink, style.hex("paper"), 0 if node.slot else 0.5)[1:]), Pt(1)
        rows = [(node.title, True), *((row, False) for row in node.lines)]
        write(shape.text_frame, [(t, size, "text", bold) for t, bold in rows], style, PP_ALIGN.LEFT, "text")
        shape.text_frame.margin_left = shape.text_frame.margin_right = Inches(INSET)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        described(shape, plain(". ".join(t for t, _ in rows)))
        drawn[node.key], places[node.key] = shape, place
    for link in held.links:
        if link.source in drawn and link.target in drawn:
            _arrow(page, drawn, places, link, style)


def _arrow(page: Page, drawn, places, link, style: Style) -> None:
    a, b = places[link.source], places[link.target]
    across, down = (b.x + b.width / 2) - (a.x + a.width / 2), (b.y + b.height / 2) - (a.y + a.height / 2)
    beside = b.x >= a.x + a.width - 0.01 or a.x >= b.x + b.width - 0.01
    if beside:
        start, end = ("right", "left") if across > 0 else ("left", "right")
    else:
        start, end = ("bottom", "top") if down > 0 else ("top", "bottom")
    straight = abs(down if beside else across) < 0.05
    connector = page.shapes.add_connector(MSO_CONNECTOR.STRAIGHT if straight else MSO_CONNECTOR.ELBOW, 0, 0, 0, 0)
    connector.begin_connect(drawn[link.source], SIDES[start])
    connector.end_connect(drawn[link.target], SIDES[end])
    connector.line.color.rgb, connector.line.width = style.rgb("quiet"), Pt(1.25)
    connector.line._get_or_add_ln().append(parse_xml(f'<a:tailEnd {nsdecls("a")} type="triangle" w="med" len="med"/>'))
    described(connector, plain(link.label))
    if link.label:
        middle = ((a.x + a.width / 2 + b.x + b.width / 2) / 2, (a.y + a.height / 2 + b.y + b.height / 2) / 2)
        if beside:
            left, right = sorted((a.x + a.width if across > 0 else a.x, b.x if across > 0 else b.x + b.width))
            middle = ((left + right) / 2, middle[1])
            width = max(0.5, right - left - 0.06)
        else:
            width = 1.6
        size = MAP_SIZES[-1]
        high = height_of(link.label, size, width) + 0.03
        low = middle[1] - high - 0.03 if straight and beside else middle[1] - high / 2
        at = middle[0] - width / 2 if beside else middle[0] + 0.06
        shape = text(page, Box(at, low, width, high), [(link.label, size, "quiet", False)], style, align=PP_ALIGN.CENTER if beside else PP_ALIGN.LEFT)
        shape.fill.background()


def typeset(element, language: str) -> None:
    """Names language and typefaces on every run below an element; without a:ea an office may draw Chinese in a Japanese form."""
    for properties in [*element.iter(qn("a:rPr")), *element.iter(qn("a:defRPr")), *element.iter(qn("a:endParaRPr"))]:
        if properties.tag != qn("a:defRPr"):
            properties.set("lang", CODES.get(language, "en-US"))
            properties.set("altLang", "en-US")
        for old in [*properties.findall(qn("a:latin")), *properties.findall(qn("a:ea"))]:
            properties.remove(old)
        after = [child for child in properties if child.tag in (qn("a:cs"), qn("a:sym"), qn("a:hlinkClick"), qn("a:extLst"))]
        faces = [parse_xml(f'<a:{tag} {nsdecls("a")} typeface="{face}"/>') for tag, face in (("latin", LATIN), ("ea", CHINESE))]
        for face in faces:
            if after:
                after[0].addprevious(face)
            else:
                properties.append(face)


def theme(presentation, style: Style) -> None:
    """The file's own theme: shapes and charts that a reader adds get the same colours and typefaces."""
    part = next(rel.target_part for rel in presentation.slide_masters[0].part.rels.values() if rel.reltype.endswith("/theme"))
    tree = parse_xml(part.blob)
    names = ("accent", "gold", "better", "worse", "diamond", "special")
    for i, name in enumerate(names, start=1):
        for held in tree.iter(qn(f"a:accent{i}")):
            for child in list(held):
                held.remove(child)
            held.append(parse_xml(f'<a:srgbClr {nsdecls("a")} val="{style.hex(name)[1:]}"/>'))
    for kind in ("a:majorFont", "a:minorFont"):
        for held in tree.iter(qn(kind)):
            held.find(qn("a:latin")).set("typeface", LATIN)
            held.find(qn("a:ea")).set("typeface", CHINESE)
    part._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)

