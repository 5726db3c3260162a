"""The one way of a text to the screen, in the visitor's language."""
from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from simulation.explaining.words import date_told
from simulation.inputs import Fault, ScenarioError
from simulation.translation import LANGUAGES, SOURCE, phrases, translated
from simulation.words import Said


def language() -> str:
    """The visitor's language: what they chose, else the link's, else the browser's; that of this run, where a new one has still to wait."""
    chosen = st.session_state.get("_spoken") or st.session_state.get("language")
    return chosen if chosen in LANGUAGES else SOURCE


def of_browser() -> str:
    """The language of those there are that the browser asks for."""
    asked = str(getattr(st.context, "locale", "") or "")
    return next((code for code in LANGUAGES if asked.lower().startswith(code)), SOURCE)


def _(text: str, /, **values) -> str:
    """`text` in the session's language, `{names}` filled in."""
    return translated(text, language(), **values)


def local(text) -> str:
    """A scenario's or market's own text in the session's language."""
    return text.in_language(language())


def dated(day: datetime.date) -> str:
    """A date as the session's language writes it."""
    return str(day) if language() == SOURCE else date_told(day, _, language())


def listed(words: Iterable[str], mark: str = ",") -> str:
    """Words in a row, with commas or semicolons between them as the session's language has them; without a mark, the parts of one name."""
    return phrases.listed(words, language(), mark)


def measured(what: str, unit: str) -> str:
    """What is measured and its unit, where it has one."""
    return _("{number}, {unit}", number=what, unit=unit) if unit else what


def ended(sentence: str) -> str:
    """The sentence with its full stop."""
    return sentence + ("。" if language() == "zh" else ".")


def inside(text: str) -> str:
    """A heading's words within a sentence: small letters, where a language has them so."""
    return phrases.inside(text, language())


def whereabouts(parts: Iterable[str]) -> str:
    """Where something stands, from the whole to the part."""
    return phrases.whereabouts(parts, language())


def breadth(text: str) -> int:
    """Letters as wide as Latin ones that a text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def given(text: str) -> str:
    """A name that is either a sentence of ours or somebody's own word, which stays as it is."""
    return _(text) if isinstance(text, Said) else text


def fault_text(error: ScenarioError, program: dict[str, Any] | None = None) -> str:
    """An error of the inputs in the session's language: file, place, fault and remedy; `program`: its terms go by the words of the form."""
    from pages.common import places

    first, more = error.faults[0], len(error.faults) - 1
    where = (places.place(first.field, program) if program is not None else "") or first.field
    told = _("{place}: {fault}", place=where, fault=_(first.message)) if where else _(first.message)
    told = _("{place}: {fault}", place=error.file, fault=told) if error.file else told
    return _("{fault} (and {more} more)", fault=told, more=more) if more else told


def fault_list(faults: list[Fault], file: str = "", escaped: Callable[[str], str] = str) -> str:
    """Faults as a list in Markdown, the file before each."""
    return "\n".join(f"- **{escaped(file)}** {escaped(_(x.told()))}" if file else f"- {escaped(_(x.told()))}" for x in faults)
