"""The parts of the guide: chapters of the model, how to read each page, the glossary."""

from __future__ import annotations

import streamlit as st

from pages.common import address, look
from pages.common.glossary import DEFINITIONS
from pages.common.guide_chapters_of_results import CHAPTERS
from pages.common.guide_examples_of_offers import EXAMPLES
from pages.common.guide_reading import READING
from pages.common.shell import link, menu
from pages.common.text import _, language
from simulation.translation import LANGUAGES
from simulation.translation.glossary import Term, terms
from simulation.words import N_

SECTIONS = {"model": N_("Chapters of the model"), "pages": N_("How to read each page"), "words": N_("Glossary")}
CHOICES = {"guide_section": "section", "guide_chapter": "chapter", "guide_page": "read"}  # widget -> its name in the address


def titles() -> dict[str, str]:
    """Every page that the menu has and that this guide reads, in the menu's order."""
    listed = {"home": _("Home")} | {name: title for pages in menu().values() for name, (title, _icon) in pages.items()}
    return {name: title for name, title in listed.items() if name in READING}


def arrive() -> None:
    """A link from another page names the place: it holds whatever was looked at here before."""
    if st.session_state.get("_came_from") != st.session_state.get("_page"):
        for key, name in CHOICES.items():
            if name in st.query_params:
                st.session_state.pop(key, None)


def choice(key: str, allowed: list[str]) -> None:
    address.read(key, allowed, allowed[0], named=CHOICES[key])


def links(names: tuple[str, ...], heading: str) -> None:
    """Pages that go on from here, by their names in the menu."""
    listed = {n: t for n, t in titles().items() if n in names}
    if listed:
        look.note(heading)
        with st.container(horizontal=True, gap="small"):
            for name in names:
                if name in listed:
                    link(name, listed[name])


# ======== chapters ========================================================================================================
def chapter() -> None:
    names = list(CHAPTERS)
    choice("guide_chapter", names)
    words = {name: f"{k}  {_(held.title)}" for k, (name, held) in enumerate(CHAPTERS.items(), start=1)}
    own = st.selectbox(_("Chapter"), names, format_func=words.get, key="guide_chapter", persist_state="session", width=460)
    address.write("chapter", own, names[0])
    held, k = CHAPTERS[own], names.index(own)
    st.space("xsmall")
    look.answer(_("Chapter {k} of {n}", k=k + 1, n=len(names)), _(held.answer))
    left, right = st.columns([1, 1.12], gap="large")
    with left:
        look.prose([_(text) for text in held.paragraphs])
        if held.formula:
            look.prose([_("**In a formula.** {formula}", formula=_(held.formula))])
        look.prose([_("**What it rests on.** {evidence}", evidence=_(held.evidence))])
        links(held.pages, _("Pages that show it"))
    with right:
        if own in EXAMPLES:
            look.note(_("**Try it.** The figures follow at once; they come from the simulation's own rules."))
            EXAMPLES[own]()
        else:
            look.empty(_("No example here"), _("What is left out cannot be shown. The page Evidence has what was tested, misses included."))
    st.space("small")
    with st.container(horizontal=True, gap="medium"):
        for at, icon in ((k - 1, ":material/arrow_back:"), (k + 1, ":material/arrow_forward:")):
            if 0 <= at < len(names):
                st.button(_(CHAPTERS[names[at]].title), icon=icon, type="tertiary", key=f"guide_to-{names[at]}", on_click=turn, args=(names[at],))


def turn(name: str) -> None:
    st.session_state["guide_chapter"] = name


# ======== how to read a page ===============================================================================================
def reading() -> None:
    words = titles()
    choice("guide_page", list(words))
    own = st.selectbox(_("Page"), list(words), format_func=words.get, key="guide_page", persist_state="session", width=460)
    address.write("read", own, next(iter(words)))
    held = READING[own]
    st.space("xsmall")
    look.answer(words[own], _(held.question))
    left, right = st.columns([1, 1.12], gap="large")
    with left:
        for head, text in ((_("The largest number"), held.largest), (_("The marks"), held.marks), (_("What to do next"), held.after)):
            look.head(head)
            look.prose([_(text)])
        links((own, *held.goes_on), _("To the page, and where it leads"))
    with right:
        legend()


def legend() -> None:
    """The marks that all pages share, drawn."""
    look.head(_("Marks that all pages share"))
    rows = [
        (_("Range"), look.strip(30, 46, 58, 38),
         _("Bar: it holds the figure in 90 of 100 runs. Dot: best estimate. Grey tick: what it is held against.")),
        (_("better"), look.forest(2, 6, 10, "better"), _("A difference and its interval around zero, all of it on the good side.")),
        (_("worse"), look.forest(-10, -6, -2, "worse"), _("All of it on the bad side. For a cost, more is worse.")),
        (_("cannot tell"), look.forest(-4, 2, 8, "unknown"), _("Zero lies within; the dot is hollow.")),
        (_("Fault"), look.chip(_("Last good result"), "stale"), _("The program as edited has a fault; the figures are those before it.")),
        (_("Blue"), look.key("program", _("Program")), _("The program, or the scenario chosen. Lines are solid.")),
        (_("Grey"), look.key("no_program", _("No program")), _("What it is compared with. Lines are dashed.")),
    ]
    look.table([_("Mark"), _("Drawn"), _("What it means")], rows, left=[1, 2], caption=_("Marks that all pages share"))
    look.note(_("Figures have three digits. pp: percentage points, the difference of two shares. Months are counted from 1."))


# ======== glossary =========================================================================================================
def glossary() -> None:
    asked = st.text_input(_("Search"), key="guide_search", persist_state="session", placeholder=_("A word in either language"), width=460)
    first, second = (language(), *(code for code in LANGUAGES if code != language()))[:2]
    found = [t for t in terms() if matches(t, asked)]
    st.space("xsmall")
    look.answer(_("{n} of {of} terms", n=len(found), of=len(terms())), _("**One word for one thing**, in both languages."))
    if not found:
        look.empty(_("No such term"), _("Try a part of the word, or the other language."))
        return
    rows = [[t.name(first), t.name(second), _(DEFINITIONS.get(t.en[0], ""))] for t in found]
    look.table([LANGUAGES[first], LANGUAGES[second], _("Meaning")], rows, left=[1, 2], quiet=[1], caption=_("Glossary"))


def matches(term: Term, asked: str) -> bool:
    """Whether a word is part of one of the term's names, or of its meaning."""
    word = " ".join(asked.split()).casefold()
    return any(word in text.casefold() for text in (*term.en, *term.zh, _(DEFINITIONS.get(term.en[0], ""))))
