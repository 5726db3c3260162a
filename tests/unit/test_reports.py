"""The reports read back: every figure of the story is in each, words stay words whatever people typed, nothing is fetched."""
import dataclasses
import io
import re
import zipfile

import lxml.html
import openpyxl
import pypdf
import pytest
from PIL import Image
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from simulation.inputs import ScenarioError
from simulation.reporting import hexes, pdf, report_parts
from simulation.reporting.branding import MOST_BYTES, branding, logo_of
from simulation.reporting.placing import text_width
from simulation.reporting.reports import FORMATS, endings, hindrance, report
from simulation.reporting.story_marks import drawing
from simulation.story.content import Chart, Curve, Slide, Story, Table
from simulation.translation import translated
from tests.unit.a_story import EVIL, logo, story

LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def branded():
    return branding("#d9480f", logo())


@pytest.fixture(scope="module", params=LANGUAGES)
def told(request) -> Story:
    if hindrance("pdf", request.param):
        pytest.skip("NOT TESTED: there is no font with Chinese characters")
    return story(request.param)


@pytest.fixture(scope="module")
def made(told, branded):
    return {ending: report(told, ending, branded) for ending in FORMATS}


@pytest.fixture(scope="module")
def deck(made):
    return Presentation(io.BytesIO(made["pptx"]))


@pytest.fixture(scope="module")
def web(made):
    return lxml.html.fromstring(made["html"].decode())


@pytest.fixture(scope="module")
def words(made, deck, web):
    """All that can be read in each file, without spaces, which lines and pages break at will."""
    slides = [t.text or "" for s in deck.slides for part in (s, s.notes_slide) for t in part._element.iter(qn("a:t"))]
    paper = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(made["pdf"])).pages]
    shown = [text for text in web.xpath("//body//text()[not(ancestor::script)]")]
    return {"pptx": packed("".join(slides)), "html": packed("".join(shown)), "pdf": packed("".join(paper))}


def packed(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad\u2060]+", "", text)


def figures_of(told: Story) -> list[str]:
    numbers = [part for s in told.slides for n in s.numbers for part in (n.name, n.value, n.span, n.said, n.against)]
    tables = [cell for t in (*(t for s in told.slides for t in s.tables), told.assumptions) for row in (t.header, *t.rows) for cell in row]
    of = [part for pair in told.of for part in pair]
    return [report_parts.plain(x) for x in (*numbers, *tables, *of) if x]


def test_every_figure_and_word_is_in_each_report(told, words):
    spoken = [report_parts.plain(x) for s in told.slides for x in (s.kicker, s.answer, s.sub, *s.bullets, *s.notes) if x]
    for ending, text in words.items():
        missing = [x for x in (*figures_of(told), *spoken, report_parts.plain(told.title)) if packed(x) not in text]
        assert not missing, (ending, missing[:5])


def test_what_people_typed_stays_text(words, web):
    assert all(packed(EVIL) in text for text in words.values())
    assert not web.xpath("//main//b") and len(web.xpath("//script")) == 3


def test_ranges_stand_beside_the_figures_of_charts(told, words):
    for chart in (c for s in told.slides for c in s.charts):
        if chart.kind == "lines":
            rows = [f"{name}{figure}" for _, name, figure in report_parts.ends(chart, told.language)]
        elif chart.kind == "forest":
            rows = [cell for row in report_parts.figures(chart, told.language).rows for cell in row[1:]]
        else:
            continue
        assert all("(" in row and packed(row) in words[ending] for row in rows for ending in ("pptx", "pdf")), rows
        cells = [cell for row in report_parts.figures(chart, told.language).rows for cell in row]
        assert all(packed(cell) in words["html"] for cell in cells)


def test_charts_of_slides_are_native_and_hold_the_figures(told, deck):
    drawn = [shape.chart for page in deck.slides for shape in page.shapes if shape.has_chart]
    charts = [c for s in told.slides for c in s.charts]
    assert len(drawn) == len(charts)
    for chart, held in zip(drawn, charts):
        found = {series.name: list(series.values) for series in chart.plots[0].series}
        across = [[float(v.text) for v in one._element.iterfind(f"{qn('c:xVal')}//{qn('c:v')}")] for one in chart.plots[0].series]
        assert chart.part.chart_workbook.xlsx_part is not None
        for k, curve in enumerate(held.curves):
            if held.kind == "forest":
                assert across[k::len(held.curves)] == [[curve.low[i], curve.y[i], curve.high[i]] for i in range(len(held.x))]
                continue
            assert found[curve.name] == pytest.approx(curve.y)
            if held.kind == "lines":
                assert across[3 * k] == list(held.x)
                assert any(values == pytest.approx(curve.low) for values in found.values())
                assert any(values == pytest.approx(curve.high) for values in found.values())


def test_no_name_becomes_a_formula_and_no_control_character_stops_a_report():
    names = ['=HYPERLINK("http://example.com","x")', "+1", "@SUM(1)", "{=1}", "http://example.com"]
    chart = Chart("stack", "\x00Cost\x1b", "", names, [Curve(name, "program", [1.0] * 5) for name in names], "count", "\x07alt\ud800")
    held = Story("T\x02itle", "en", [Slide("cost", "", "A\x0bnswer", charts=[chart])], [("Scenario", "x\uffff")], Table(["a"], [["b\x0c"]]), "t")
    deck = Presentation(io.BytesIO(report(held, "pptx")))
    (drawn,) = (shape.chart for page in deck.slides for shape in page.shapes if shape.has_chart)
    sheet = openpyxl.load_workbook(io.BytesIO(drawn.part.chart_workbook.xlsx_part.blob)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.value.strip() for cell in cells} == set(names)
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)
    assert "Title" in report(held, "html").decode() and report(held, "pdf")[:5] == b"%PDF-"


def test_slides_are_wide_have_notes_titles_and_stay_on_the_page(told, deck):
    assert (deck.slide_width, deck.slide_height) == (Inches(13.333), Inches(7.5))
    for slide in deck.slides:
        assert slide.shapes.title is not None and slide.shapes.title.text_frame.text
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0 and shape.left + shape.width <= deck.slide_width + 2, shape.name
            assert shape.top + shape.height <= deck.slide_height + 2, (shape.name, shape.has_text_frame and shape.text_frame.text)
    keys = [shape for slide in deck.slides for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text.startswith("● ")]
    assert len(keys) == 2 and all(shape.text_frame.text.endswith("…") and room_for(shape) > 1 for shape in keys)
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck.slides if slide.has_notes_slide]
    assert all(any(note in text for text in notes) for s in told.slides for note in s.notes)


def room_for(shape) -> float:
    """Width of a text box over that of its text in one line."""
    return shape.width / Pt(1.12 * text_width(shape.text_frame.text, 12))


def test_names_of_curves_stay_on_the_sheet(told):
    (pair,) = (c for s in told.slides for c in s.charts if c.kind == "forest" and len(c.curves) > 1)
    drawn = drawing(pair, pdf.WIDTH, pdf.CHART, lambda name: "#000000", told.language)
    keys = [mark for mark in drawn["marks"] if mark["kind"] == "text" and mark["text"].startswith("● ")]
    assert len(keys) == 2 and all(mark["text"].endswith("…") and mark["x"] + mark["width"] <= drawn["width"] for mark in keys)
    assert keys[0]["x"] + keys[0]["width"] <= keys[1]["x"]
    short = dataclasses.replace(pair, curves=[dataclasses.replace(pair.curves[0], name="A"), dataclasses.replace(pair.curves[1], name="B" * 50)])
    names = [m["text"] for m in drawing(short, pdf.WIDTH, pdf.CHART, lambda name: "#000000", "en")["marks"] if m["kind"] == "text"]
    assert {"● A", "● " + "B" * 50} <= set(names)       # what fits is not cut


def test_every_run_of_slides_names_a_chinese_typeface(told, deck):
    runs = [run for slide in deck.slides for run in slide._element.iter(qn("a:rPr"))]
    runs += [run for slide in deck.slides for shape in slide.shapes if shape.has_chart for run in shape.chart._chartSpace.iter(qn("a:defRPr"))]
    assert len(runs) > 100 and all(run.find(qn("a:ea")) is not None and run.find(qn("a:ea")).get("typeface") for run in runs)
    assert {run.get("lang") for run in runs if run.get("lang")} == {"zh-CN" if told.language == "zh" else "en-US"}


def test_diagrams_are_shapes_that_hang_together(told, deck):
    links = [link for s in told.slides if s.diagram for link in s.diagram.links]
    arrows = [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type is not None and "LINE" in str(shape.shape_type)]
    ends = [arrow._element.xpath(".//a:stCxn | .//a:endCxn") for arrow in arrows]
    assert len(arrows) == len(links) and all(len(pair) == 2 for pair in ends)


def test_page_stands_alone(told, made, web):
    assert web.get("lang") == {"en": "en", "zh": "zh-CN"}[told.language]
    outside = web.xpath("//*[@src][not(starts-with(@src, 'data:'))] | //link | //iframe | //object | //form")
    assert not outside and "default-src 'none'" in web.xpath("//meta[@http-equiv]/@content")[0]
    links = web.xpath("//a")
    assert links and all(a.get("href").startswith("https://example.org/") and a.getparent().tag in ("td", "th") for a in links)
    charts = web.xpath("//div[@class='chart']")
    assert len(charts) == sum(len(s.charts) for s in told.slides) and all(c.get("aria-label") and c.get("role") == "img" for c in charts)
    assert len(web.xpath("//figure/details//table")) == len(charts)
    held = web.xpath("//script[@id='figures']")[0].text
    assert "<" not in held and "prefers-color-scheme: dark" in web.xpath("//style")[0].text and "@media print" in web.xpath("//style")[0].text


def test_paper_has_numbered_pages_a_title_and_its_fonts(told, made):
    book = pypdf.PdfReader(io.BytesIO(made["pdf"]))
    many = len(book.pages)
    assert many > 3 and book.metadata.title == told.title
    said = [packed(translated(report_parts.PAGE, told.language, page=i, pages=many)) for i in range(1, many + 1)]
    assert [number for number, sheet in zip(said, book.pages) if number not in packed(sheet.extract_text())] == []
    box = book.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    used = {str(font["/BaseFont"]) for sheet in book.pages for font in (f.get_object() for f in sheet["/Resources"]["/Font"].values())}
    assert used and all("+" in name for name in used)       # embedded, as subsets


def test_logo_and_accent_are_in_each(told, made, deck, web):
    assert sum(shape.shape_type is not None and "PICTURE" in str(shape.shape_type) for s in deck.slides for shape in s.shapes) == len(deck.slides)
    assert web.xpath("//img[@class='logo']/@src")[0].startswith("data:image/png;base64,") and "--accent:#D9480F" in made["html"].decode()
    assert all(len(sheet.images) >= 1 for sheet in pypdf.PdfReader(io.BytesIO(made["pdf"])).pages)
    bare = report(told, "pptx")
    coloured = [any(b"D9480F" in file.read(name) for name in file.namelist() if name.startswith("ppt/slides/"))
                for file in map(zipfile.ZipFile, map(io.BytesIO, (made["pptx"], bare)))]
    assert coloured == [True, False] and not any("PICTURE" in str(x.shape_type) for s in Presentation(io.BytesIO(bare)).slides for x in s.shapes)


def test_without_a_chinese_font_chinese_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(pdf, "installed", lambda: frozenset({"DejaVu Sans", "Libertinus Serif"}))
    with pytest.raises(ScenarioError, match="fonts-noto-cjk"):
        pdf.pdf(story("zh"))
    plain = story("en")
    assert pdf.pdf(plain)[:5] == b"%PDF-"
    with pytest.raises(ScenarioError, match="Noto Sans CJK SC"):       # an English report with a Chinese name in it
        pdf.pdf(dataclasses.replace(plain, title="会员店"))
    assert hindrance("pdf", "zh") and not hindrance("pdf", "en") and not hindrance("html", "zh")
    assert hindrance("pdf", "en", dataclasses.replace(plain, title="会员店")) and not hindrance("pdf", "en", plain)


def test_a_character_that_no_font_has_is_a_box():
    held = dataclasses.replace(story("en"), title="A \U0010fffd title, \U0010fffe\u0378 and so on")
    first = pypdf.PdfReader(io.BytesIO(pdf.pdf(held))).pages[0].extract_text()
    assert packed("A □ title, □□ and so on") in packed(first)
    first = pypdf.PdfReader(io.BytesIO(pdf.pdf(dataclasses.replace(held, title="A\x01bent title")))).pages[0].extract_text()
    assert packed("Abent title") in packed(first), "a control character is nothing to see"
    assert pdf.undisplayed('the text `"\\u{1f468}\\u{200d}"` could not be displayed with font `"X"`; the text `"🎉"` could not be displayed') == [
        "\U0001f468\u200d", "🎉"]


def test_a_sign_stays_with_its_currency():
    """Unicode lets a line break between the two: wherever in a line they stand, they are never parted."""
    rows = ["n" * before + " −¥12,345" for before in range(50, 100)]
    held = dataclasses.replace(story("en"), slides=[Slide("cost", "", "A", bullets=rows)])
    paper = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(pdf.pdf(held))).pages).replace("\u2060", "")
    assert paper.count("−¥12,345") == len(rows)


@pytest.mark.parametrize("kind, mode", [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("JPEG", "RGB"), ("JPEG", "CMYK")])
def test_logos_are_drawn_anew(kind, mode):
    held = io.BytesIO()
    Image.new(mode, (1800, 600)).save(held, kind)
    found = logo_of(held.getvalue())
    with Image.open(io.BytesIO(found.png)) as again:
        assert again.format == "PNG" and again.size == (found.width, found.height) == (1200, 400)


@pytest.mark.parametrize("data, word", [
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG or a JPEG"), (logo("GIF", mode="RGB"), "PNG or a JPEG"), (logo(size=(8, 8)), "8 by 8 pixels"),
    (logo(size=(800, 20)), "times as long"), (logo(size=(300, 300), mode="RGB")[:120], "damaged|PNG or a JPEG"), (b"\0" * (MOST_BYTES + 1), "MB"),
    (logo(size=(6001, 600), mode="RGB"), "6001 by 600"),
])  # fmt: skip
def test_bad_logos_are_refused_in_words(data, word):
    with pytest.raises(ScenarioError, match=f"logo: .*({word})"):
        logo_of(data)


@pytest.mark.parametrize("given", ["red", "#12345", "#12345G", "4353D6", "#1234567", "url(x)"])
def test_bad_accents_are_refused(given):
    with pytest.raises(ScenarioError, match="#4353D6"):
        branding(given)


@pytest.mark.parametrize("accent", ["", "#FFFFFF", "#000000", "#FFE600", "#808080", "#D9480F", "#00FF00"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_writing_in_and_on_an_accent_can_be_read(accent, mode):
    colours = hexes.palette(mode, accent)
    assert hexes.contrast(colours["on_accent"], colours["accent"]) >= hexes.AA
    assert hexes.contrast(colours["accent_text"], colours["paper"]) >= hexes.AA
    assert hexes.contrast(colours["quiet"], colours["paper"]) >= hexes.AA
    assert hexes.contrast(colours["program"], colours["paper"]) >= hexes.AA_LARGE
    assert hexes.colour("#000001", mode, accent) == colours["program"]


def test_equal_stories_give_equal_briefs(told, branded, made):
    assert report(told, "html", branded) == made["html"] and report(told, "pdf", branded) == made["pdf"]


def test_formats_are_read_and_refused():
    assert endings("pdf, PPTX,pdf") == ["pdf", "pptx"]
    for bad in ("", "docx", "pdf,doc"):
        with pytest.raises(ScenarioError, match="pptx, html, pdf"):
            endings(bad)
