"""The three reports of one story: slides, and a brief as a page and on paper."""
from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence

from simulation.inputs import Fault, ScenarioError
from simulation.reporting.branding import Branding
from simulation.reporting.report_parts import tidy
from simulation.story.content import Story
from simulation.words import N_, said


@dataclasses.dataclass(frozen=True)
class Format:
    """ending: of the file; label, help: what it is called and what it holds; icon: Material's name."""

    ending: str
    mime: str
    label: str
    help: str
    icon: str


FORMATS = {f.ending: f for f in (
    Format("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", N_("Slides (pptx)"),
           N_("One slide for each step, with charts that can be edited and speaker notes."), "slideshow"),
    Format("html", "text/html", N_("Brief (HTML)"), N_("One page that stands alone, with charts that answer to the pointer; works offline."), "html"),
    Format("pdf", "application/pdf", N_("Brief (PDF)"), N_("The same on A4, for print and mail."), "picture_as_pdf"),
)}  # fmt: skip


def report(story: Story, ending: str, branding: Branding | None = None) -> bytes:
    """The file of that ending; raises ScenarioError where it cannot be made here, as without a Chinese font for a PDF."""
    story = tidy(story)
    if ending == "pptx":
        from simulation.reporting.slides import slides
        return slides(story, branding)
    if ending == "html":
        from simulation.reporting.brief import brief
        return brief(story, branding).encode()
    from simulation.reporting.pdf import pdf
    return pdf(story, branding)


def hindrance(ending: str, language: str, story: Story | None = None) -> ScenarioError | None:
    """Why a report cannot be made in a language here, or of that story, known before it is asked for."""
    if ending == "pdf":
        from simulation.reporting.pdf import families, fonts
        try:
            fonts(story) if story else families(language)
        except ScenarioError as e:
            return e
    return None


def endings(text: str) -> Sequence[str]:
    """The endings of "pptx,html,pdf"; raises ScenarioError."""
    asked = [part.strip().lower() for part in text.split(",") if part.strip()]
    if not asked or (unknown := _unknown(asked)):
        given = ", ".join(unknown) if asked else text.strip() or "nothing"
        raise ScenarioError([Fault("format", said("is {given}; give some of {known}", given=given, known=", ".join(FORMATS)))])
    return list(dict.fromkeys(asked))


def _unknown(asked: Collection[str]) -> list[str]:
    return [part for part in asked if part not in FORMATS]
