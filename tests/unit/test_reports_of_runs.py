"""Reports of real runs: each figure with its range or the reason why it has none, what it was made from, and every assumption."""
import io
import re

import lxml.html
import pypdf
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from simulation.pairing import aligned
from simulation.reporting.report_parts import plain
from simulation.reporting.reports import FORMATS, report
from simulation.scenario import load_scenario
from simulation.story.builder import of_comparison, of_scenario
from simulation.story.material import About, gather, gather_comparison


def packed(text: str) -> str:
    return re.sub(r"[\s\u200b\u2060]", "", text)


def words_of(ending: str, data: bytes) -> str:
    if ending == "pptx":
        return packed("".join(t.text or "" for s in Presentation(io.BytesIO(data)).slides for t in s._element.iter(qn("a:t"))))
    if ending == "html":
        return packed(lxml.html.fromstring(data.decode()).find("body").text_content())
    return packed("".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(data)).pages))


@pytest.fixture(scope="module", params=["scenario", "comparison"])
def story(request):
    small = [load_scenario(name).with_run(members=300, months=13, seed=3) for name in ("points_only", "handbook_four_tiers")]
    if request.param == "scenario":
        return of_scenario(gather(small[1], 3, 2), About("Four tiers", 4), "en")
    paired, _changed = aligned(small, ["Points", "Four tiers"])
    return of_comparison(gather_comparison(paired, 3, 3), [About("Points"), About("Four tiers", 4)], "en")


@pytest.fixture(scope="module", params=FORMATS)
def words(request, story):
    return words_of(request.param, report(story, request.param))


def test_figures_have_a_range_or_a_reason_in_each_report(story, words):
    shown = [n for slide in story.slides for n in slide.numbers]
    assert len(shown) > 10
    for n in shown:
        assert n.span or n.said or n.against, n.name
        assert all(packed(plain(part)) in words for part in (n.name, n.value, n.span, n.said, n.against)), n


def test_each_report_says_what_it_was_made_from(story, words):
    for name, value in story.of:
        assert packed(name) in words and packed(value) in words, name
    assert "Revision4" in words and "Date" in words


def test_each_report_holds_every_assumption_with_source_and_mark(story, words):
    assert len(story.assumptions.rows) > 30
    for row in story.assumptions.rows:
        assert row[3] and row[4] and all(packed(str(part)) in words for part in row), row
