"""The one way of a text to the screen: English is the source, a catalogue holds each other language."""
from __future__ import annotations

import functools
import gettext
import pathlib

import streamlit as st

LANGUAGES = {"en": "English"}
CATALOGUES = pathlib.Path(__file__).resolve().parents[2] / "locales"


@functools.cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("tierlab", CATALOGUES, languages=[language], fallback=True)


def language() -> str:
    """The session's language.  Never gettext.install: it would set the language of every user."""
    chosen = st.session_state.get("language", "en")
    return chosen if chosen in LANGUAGES else "en"


def _(text: str, **values) -> str:
    """`text` in the session's language, `{names}` filled in."""
    translated = _catalogue(language()).gettext(text) if text else ""
    return translated.format(**values) if values else translated


def local(text) -> str:
    """A scenario's or market's own text in the session's language."""
    return text.in_language(language())
