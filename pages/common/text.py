"""The one way of a text to the screen, in the visitor's language."""
from __future__ import annotations

import streamlit as st

from simulation.inputs import ScenarioError
from simulation.translation import LANGUAGES, SOURCE, translated


def language() -> str:
    """The visitor's language: what they chose, else the link's, else the browser's."""
    chosen = st.session_state.get("language")
    return chosen if chosen in LANGUAGES else SOURCE


def of_browser() -> str:
    """The language of those there are that the browser asks for."""
    asked = str(getattr(st.context, "locale", "") or "")
    return next((code for code in LANGUAGES if asked.lower().startswith(code)), SOURCE)


def _(text: str, **values) -> str:
    """`text` in the session's language, `{names}` filled in."""
    return translated(text, language(), **values)


def local(text) -> str:
    """A scenario's or market's own text in the session's language."""
    return text.in_language(language())


def fault_text(error: ScenarioError) -> str:
    """An error of the inputs in the session's language: file, place, fault and remedy."""
    first, more = error.faults[0], len(error.faults) - 1
    place = ": ".join(x for x in (error.file, first.field) if x)
    return (f"{place}: " if place else "") + _(first.message) + (" " + _("(and {n} more)", n=more) if more else "")
