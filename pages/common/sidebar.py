"""The sidebar: which scenario, how large a run."""

from __future__ import annotations

import streamlit as st

from pages.common import address, look
from pages.common.session import DEFAULT, FORM, TABLE, chosen_case, draft, options
from pages.common.text import _, breadth, fault_text, of_browser
from simulation.cases import CASES, CENTRAL, SAID, in_case
from simulation.experiments import RUNS
from simulation.inputs import ScenarioError
from simulation.translation import LANGUAGES, SOURCE

SIZES = (2_000, 10_000, 50_000)
SIZE = 10_000
NO_MARKET = ("data", "assumptions")  # pages that no case reaches: no market, or the market as it stands
FITS = 24  # letters of a scenario's name that its box shows; those of Chinese count two


def settle_language() -> None:
    """Before anything is written: the language is kept over pages and in the address; a first visit has the link's, else the browser's."""
    if "language" not in st.session_state and st.query_params.get("lang") not in LANGUAGES:
        st.session_state["language"] = of_browser()
    address.read("language", list(LANGUAGES), SOURCE, named="lang")
    chosen, heard = st.session_state["language"], st.session_state.pop("_heard", False)
    if chosen != st.session_state.setdefault("_spoken", chosen) and (heard or not _typing()):
        keep_choices()
        st.session_state["_spoken"] = chosen
    address.write("lang", chosen, "")


def follow_language() -> None:
    """Where a form stands, a new language waits for one run in the last one, which reads what was typed just before: here the page begins anew."""
    if st.session_state["_spoken"] != st.session_state["language"]:
        st.session_state["_heard"] = True
        st.rerun()


def _typing() -> bool:
    """Whether the widgets of a draft stand on the page: those are drawn anew under other names when the language changes."""
    return any(str(key).startswith((FORM, TABLE)) for key in st.session_state)


def keep_choices() -> None:
    """What is typed and chosen outlives a change of language.

    A choice comes from the browser as the words of the last language, and a table of texts is another table in another language: Streamlit
    would put both back to what they began with.  Before the widgets are drawn anew the choice is still known by its code; written back,
    the browser is told its new words.
    """
    for key, value in st.session_state.items():
        if isinstance(key, str) and not key.startswith("_") and _choice(value):
            st.session_state[key] = value
    for held in st.session_state.get("drafts", {}).values():
        held.redraw()
        held.numbers_drawn += 1


def _choice(value) -> bool:
    """Neither a button's nor a table's nor a file's value: those cannot be written, and words do not change them."""
    if isinstance(value, list | tuple):
        return all(map(_choice, value))
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def draw() -> None:
    """Scenario and run size are in the page's address, so that it can be sent."""
    try:
        listed = options()
    except ScenarioError as e:
        follow_language()
        st.error(fault_text(e))
        st.stop()
    if "choose" in st.session_state:
        st.session_state["scenario"] = st.session_state.pop("choose")
    address.read("scenario", list(listed), DEFAULT, _("The scenario of this link is not saved here. The standard one is shown."))
    address.read("members", SIZES, SIZE if SIZE in SIZES else SIZES[-1])
    address.read("case", list(CASES), CENTRAL)
    st.selectbox(_("Scenario"), list(listed), format_func=lambda s: listed.get(s, s), key="scenario", persist_state="session",
                 help=_("A program to start from, or one that you saved."))  # fmt: skip
    name = listed.get(st.session_state["scenario"], "")
    if breadth(name) > FITS:
        look.note(name)
    st.selectbox(_("Members simulated"), SIZES, format_func=lambda n: f"{n:,}", key="members", persist_state="session",
                 help=_("More members narrow the part of a range that is luck, and take longer."))  # fmt: skip
    words = {name: _(word) for name, word in CASES.items()}
    st.pills(_("Assumptions"), list(CASES), format_func=words.get, key="case", required=True, persist_state="session",
             help=_("Sceptic: the program moves nobody. Low, high: every uncertain number at that end. All pages follow."))  # fmt: skip
    held = draft()
    address.read_edits(held)
    address.write("scenario", held.source, DEFAULT)
    address.write("members", st.session_state["members"], SIZE)
    address.write("case", chosen_case(), CENTRAL)
    address.write_edits(held)
    state = _("Revision {n}", n=held.revision) if held.revision else _("Shipped with Tierlab")
    if held.edited:
        state += " · " + _("edited")
    look.note(state)
    look.note(_("{months} months, {runs} runs for each range", months=held.saved.run.months, runs=RUNS))
    st.pills("Language · 语言", list(LANGUAGES), format_func=LANGUAGES.get, key="language", required=True, persist_state="session")


def mark() -> None:
    """Over a page's answer: the case it holds in, where that is not the central one."""
    case = chosen_case()
    if case == CENTRAL or st.session_state.get("_page") in NO_MARKET:
        return
    try:
        in_case(draft().good, case)
    except ScenarioError as e:
        st.warning(_("This program cannot be run in that case: {fault} The central case is shown.", fault=fault_text(e, draft().program)))
        return
    look.note(_("**Assumptions:** {case}", case=_(SAID[case])))
