"""Presenting: what is told, one step at a time on a projector, keys, speaker notes, and the way in and out."""
from __future__ import annotations

import dataclasses
from pathlib import Path

import streamlit as st

from pages.common import address, look, report_buttons, screen, story_parts, workbook_button
from pages.common import lever as levers
from pages.common import present_results as results
from pages.common import results as computed
from pages.common.compare_choice import DRAFT, Choice, choice_of, choose
from pages.common.compare_results import SIZES
from pages.common.session import SAVED, Draft, chosen_case, options, sized, store
from pages.common.shell import DRAWN
from pages.common.text import _, language
from simulation.cases import CASES, CENTRAL
from simulation.comparison import MOST_SCENARIOS
from simulation.pairing import aligned
from simulation.story.builder import KEYS, of_comparison, of_scenario
from simulation.story.content import Story
from simulation.story.material import About

CSS = Path(__file__).with_name("present.css").read_text("utf-8")
SCENARIO, COMPARISON = "scenario", "comparison"
STEPS, DIGITS = len(KEYS), 5      # so many digits a number in a link has at most
START_RUNS, MOST_RUNS = SIZES[0], 1_000      # replications where a link says none or a width is asked for, and at most


# ======== what is told ====================================================================================================
def settle() -> int:
    """A visitor's first run takes the step, what is told and the speaker's view from the address; the step, 0 before and after presenting."""
    st.session_state.pop(DRAWN, None)
    address.read("slide", list(range(STEPS + 1)), 0)
    address.read("told_of", [SCENARIO, COMPARISON], SCENARIO, named="of")
    address.read("speaker", [0, 1], 0, named="notes")
    if "told" not in st.session_state:
        known = options()
        asked = [s for s in dict.fromkeys((st.query_params.get("told") or "").split(",")) if s in known or s == DRAFT][:MOST_SCENARIOS]
        st.session_state["told"] = asked, runs_asked(st.query_params.get("runs") or "")
        if len(asked) > 1:      # the way in goes on with the same
            st.session_state.setdefault("compare", list(asked))
            st.session_state.setdefault("replications", st.session_state["told"][1])
    if st.session_state["slide"] and st.session_state["told_of"] == COMPARISON and len(st.session_state["told"][0]) < 2:
        st.session_state["slide"] = 0
    return st.session_state["slide"]


def runs_asked(text: str) -> int:
    """Replications that a link asks for, within what is possible; those to start with where it says no number."""
    return min(max(2, int(text)), MOST_RUNS) if text.isdecimal() and len(text) <= DIGITS else START_RUNS


def write() -> None:
    """Keeps the address as the story stands."""
    slide, of, (sources, runs) = st.session_state["slide"], st.session_state["told_of"], st.session_state["told"]
    pairs = of == COMPARISON and bool(slide)
    address.write("slide", slide, 0)
    address.write("of", of, SCENARIO)
    address.write("told", ",".join(sources) if pairs else "", "")
    address.write("runs", runs if pairs else START_RUNS, START_RUNS)
    address.write("notes", st.session_state["speaker"], 0)


def about(name: str, source: str, held: Draft) -> About:
    """Which scenario it is, and in which revision."""
    if source in (DRAFT, held.source):
        return About(name, held.revision, held.edited and (source == DRAFT or st.session_state["told_of"] == SCENARIO), chosen_case())
    return About(name, store().load(source.removeprefix(SAVED))[1].revision if source.startswith(SAVED) else 0, False, chosen_case())


def of_draft(held: Draft, wanted: tuple[str, ...]) -> tuple[Story | None, bool]:
    """The story of the scenario in hand, and whether it is that before the last change."""
    found, stale = results.material(sized(held.good), sized(held.good, CENTRAL), held.source, wanted)
    if found is None:
        return None, False
    return of_scenario(found, about(held.saved_name, held.source, held), language()), stale


def of_pairs(choice: Choice, sources: list[str], held: Draft, wanted: tuple[str, ...]) -> tuple[Story | None, bool]:
    """The same of scenarios side by side; raises ScenarioError where they cannot be put together."""
    scenarios, _changed = aligned(choice.scenarios, choice.names)
    central, _same = aligned(choice.central, choice.names)
    choice = dataclasses.replace(choice, scenarios=scenarios, central=central)
    found, stale = results.compared(choice, ",".join(sources), wanted)
    if found is None:
        return None, False
    return of_comparison(found, [about(n, s, held) for n, s in zip(choice.names, sources, strict=True)], language()), stale


# ======== before ==========================================================================================================
def prepare(held: Draft) -> None:
    """Chooses what is told, computes it all, and shows the sentences."""
    top = st.container()
    words = {SCENARIO: _("The scenario"), COMPARISON: _("A comparison")}
    st.segmented_control(_("What is told"), list(words), format_func=words.get, key="told_of", required=True, persist_state="session")
    sources: list[str] = []
    if st.session_state["told_of"] == COMPARISON:
        choice = choose(held)
        if choice is None:
            look.empty(_("Nothing to compare yet"), _("Choose two to six scenarios above; the first is the one that the others are compared with."))
            return
        sources, choice = list(st.session_state["compare"]), dataclasses.replace(choice, replications=choice.replications or START_RUNS, metric="")
        st.session_state["told"] = sources, choice.replications
        story, stale = of_pairs(choice, sources, held, results.EVERY_OF_PAIRS)
    else:
        story, stale = of_draft(held, results.EVERY)
    with top:
        _head(story, held)
    if story is None or stale:
        look.note(_("The story is there when its figures are."))
        return
    look.head(_("The story"), _("its seven sentences, as they are computed now"))
    rows = [(s.kicker, look.starred(s.answer)) for s in story.slides]
    look.table([_("Step"), _("Sentence")], rows, left=[1], caption=_("The seven steps of the story"))
    look.head(_("Reports"),
              _("the same story to hand on: slides with notes and charts that can be edited, a brief for the browser, a brief to print"))
    key, wanted = (("comparison", ",".join(sources)), results.EVERY_OF_PAIRS) if sources else (("scenario", held.source), results.EVERY)
    if results.ready(key) >= set(wanted):
        report_buttons.section("report", lambda: story, story.name, story)
    else:
        look.note(_("The reports are there when all figures of the story are."))
    if not sources and (study := computed.result(sized(held.good))):
        workbook_button.button(study, held)
    st.space("small")
    look.head(_("Keys"), _("while presenting"))
    keys = [(_("Right, Page down"), _("next step")), (_("Left, Page up"), _("step before")), (_("Up, Down"), _("the lever, one step more or less")),
            (_("N"), _("speaker notes")), (_("Escape"), _("end"))]
    look.table([_("Key"), _("What it does")], keys, left=[1], caption=_("Keys while presenting"))


def _head(story: Story | None, held: Draft) -> None:
    name = held.saved_name if st.session_state["told_of"] == SCENARIO else (story.title if story else _("A comparison"))
    look.answer(_("Present"), _("**{name}** as a story of seven steps, for a projector.", name=name),
                _("From the question to the recommendation, each step with its figures and their ranges. A lever stays at hand: what if?"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Start"), key="go_start", type="primary", icon=":material/slideshow:", disabled=story is None, on_click=_go, args=(1,))
        st.button(_("Speaker's view"), key="speaker_start", disabled=story is None, on_click=_speak, icon=":material/speaker_notes:",
                  help=_("The notes in large, for a window of the speaker's own. The two windows do not follow each other: turn the page and move "
                         "the lever in both."))


def _go(slide: int) -> None:
    st.session_state["slide"] = min(max(slide, 1), STEPS)


def _speak() -> None:
    st.session_state["speaker"] = 1
    _go(1)


def _end() -> None:
    st.session_state["slide"] = st.session_state["speaker"] = 0
    st.session_state.pop("lever_fault", None)


def _notes() -> None:
    st.session_state["notes_shown"] = not st.session_state.get("notes_shown", False)


# ======== presenting ======================================================================================================
def present(held: Draft, slide: int) -> None:
    """One step, large; the foot stays."""
    look.style(big=True)
    st.html(f"<style>{CSS}</style>")
    times = screen.times()
    speaker, key = bool(st.session_state["speaker"]), KEYS[slide - 1]
    stage, status = st.container(key="stage"), st.container(key="status")
    foot = st.container(key="foot", horizontal=True, vertical_alignment="center")
    story, stale, moves = None, False, True
    with status:
        if st.session_state["told_of"] == COMPARISON:
            sources, runs = st.session_state["told"]
            moves = held.source in sources or DRAFT in sources
            story, stale = of_pairs(choice_of(sources, held, runs, live=True), sources, held, results.NEEDS_OF_PAIRS.get(key, ()))
        else:
            story, stale = of_draft(held, results.NEEDS.get(key, ()))
        if stale:
            look.outdated(_("Figures before the last change"), _("They are grey until the new ones are there."))
        if "lever_fault" in st.session_state:
            look.note(look.line(look.chip(_("Not possible"), "stale"), st.session_state["lever_fault"]))
    with stage:
        if story is None:
            look.answer("", _("The figures are being computed."))
        elif speaker:
            _speaker(story, slide)
        else:
            story_parts.projected(story.slides[slide - 1], times)
            if st.session_state.get("notes_shown"):
                story_parts.notes(story.slides[slide - 1])
    with foot:
        _foot(story, slide, held, moves)
    _remote(slide)


def _speaker(story: Story, slide: int) -> None:
    """What is on the wall in short, what to say, and what comes next."""
    step = story.slides[slide - 1]
    look.answer(step.kicker, step.answer, step.sub)
    left, right = st.columns([1.5, 1], gap="large")
    with left:
        story_parts.notes(step)
        if slide < STEPS:
            look.head(_("Next"), story.slides[slide].kicker)
            st.html(f'<p class="tl">{look.starred(story.slides[slide].answer)}</p>')
    with right:
        story_parts.numbers(step.numbers, stacked=True)


def _foot(story: Story | None, slide: int, held: Draft, moves: bool) -> None:
    """Where one is, whose figures these are, and the lever."""
    st.button(_("Back"), key="slide_back", icon=":material/arrow_back:", disabled=slide == 1, on_click=_go, args=(slide - 1,), shortcut="Left")
    st.button(_("Next"), key="slide_next", icon=":material/arrow_forward:", disabled=slide == STEPS, on_click=_go, args=(slide + 1,),
              shortcut="Right")
    title = story.title if story else held.saved_name
    before, _title, after = _("{title} · page {n} of {of}", title=title, n=slide, of=STEPS).partition(title)
    whose = [story.of[1][1]] if story and st.session_state["told_of"] == SCENARIO else []
    whose += [_("Assumptions: {case}", case=_(CASES[chosen_case()]))] if chosen_case() != CENTRAL else []
    what = f'<span>{look.esc(before)}</span><span class="tl-cut" title="{look.esc(title)}">{look.esc(title)}</span><span>{look.esc(after)}</span>'
    of = look.esc(" · ".join(whose))
    st.html(f'<div class="tl tl-note tl-foot"><p>{what}</p><p><span class="tl-cut" title="{of}">{of}</span></p></div>')
    lever = levers.chosen(held) if moves else None
    if lever:
        levers.draw(held, lever)
    st.button(_("Notes"), key="slide_notes", type="tertiary", on_click=_notes, shortcut="N")
    st.button(_("End"), key="slide_end", type="tertiary", on_click=_end, shortcut="Esc")


def _remote(slide: int) -> None:
    """Keys of a presenter's remote, and first and last: the same as buttons that stand in the foot, so they are not drawn."""
    with st.container(key="remote"):
        for key, to in (("PageDown", slide + 1), ("PageUp", slide - 1), ("Home", 1), ("End", STEPS)):
            st.button(key, key=f"remote_{key}", on_click=_go, args=(to,), shortcut=key)
