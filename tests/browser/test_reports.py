"""The reports, downloaded from the page and read back: their words and figures are those of the screen, in both languages."""
import io
import re

import lxml.html
import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect
from pptx import Presentation
from pptx.oxml.ns import qn

PATIENCE = 180_000      # the reports wait for every figure of the story
OF_TABLE = "() => [...document.querySelectorAll('table')].map(t => [...t.tBodies[0].rows].map(r => [...r.cells].map(c => c.innerText)))"
OF_CARDS = """() => [...document.querySelectorAll('.tl-card')].map(card => ({value: card.querySelector('.tl-value').innerText,
    all: card.innerText.split('\\n').map(row => row.trim()).filter(row => row)}))"""


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return page


def packed(text: str) -> str:
    """A text without what a file may put between its letters."""
    return re.sub(r"[\s\u200b\u2060]", "", text)


def button(page: Page, ending: str) -> Locator:
    return page.locator(f".st-key-report-{ending}").get_by_role("button")


def downloaded(page: Page, ending: str) -> bytes:
    with page.expect_download(timeout=PATIENCE) as held:
        button(page, ending).click()
    assert held.value.suggested_filename.endswith(f".{ending}")
    return held.value.path().read_bytes()


def words_of(files: dict[str, bytes]) -> dict[str, str]:
    """Everything that a reader of each file can read."""
    deck = Presentation(io.BytesIO(files["pptx"]))
    slides = [t.text or "" for s in deck.slides for t in s._element.iter(qn("a:t"))]
    pages = [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(files["pdf"])).pages]
    web = lxml.html.fromstring(files["html"].decode())
    return {"pptx": packed("".join(slides)), "html": packed(web.find("body").text_content()), "pdf": packed("".join(pages))}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_reports_say_what_the_screen_says(page: Page, app_url, settled, language):
    page.goto(f"{app_url}/present?scenario=points_only&members=2000&lang={language}")
    expect(button(page, "pdf")).to_be_enabled()
    settled(page)
    (sentences,) = [rows for rows in page.evaluate(OF_TABLE) if len(rows) == 7]
    files = {ending: downloaded(page, ending) for ending in ("pptx", "html", "pdf")}
    held = words_of(files)
    for kind, words in held.items():
        for step, sentence in sentences:
            assert packed(sentence) in words and packed(step) in words, (kind, step)

    page.goto(f"{app_url}/present?scenario=points_only&members=2000&lang={language}&slide=4")
    expect(page.locator(".tl-card").first).to_be_visible()
    settled(page)
    cards = page.evaluate(OF_CARDS)
    title = page.get_by_role("heading", level=1).inner_text()
    assert packed(title) == packed(sentences[3][1]) and len(cards) >= 3
    for kind, words in held.items():
        assert packed(title) in words
        for card in cards:
            name, shown = card["all"][0], packed("".join(card["all"][1:]))
            value, span = packed(card["value"]), ""
            if kind != "pdf":       # a reader of PDF takes a row of figures across
                at = shown.find(value) + len(value)
                span = re.match(r"[−+\d.,%–¥万亿km至to]*", shown[at:])[0]
            assert packed(name) in words and value + span in words, (kind, card)

    deck = Presentation(io.BytesIO(files["pptx"]))
    charts = [shape.chart for s in deck.slides for shape in s.shapes if shape.has_chart]
    assert len(charts) >= 5 and all(any(v is not None for v in series.values) for c in charts for series in c.plots[0].series)
    notes = [s.notes_slide.notes_text_frame.text for s in deck.slides if s.has_notes_slide]
    assert sum(len(text) > 40 for text in notes) >= 7
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in files["html"].decode()[:200]
