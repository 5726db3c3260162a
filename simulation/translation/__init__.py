"""Every text in the reader's language: English is the source, a gettext catalogue holds each other language."""
from __future__ import annotations

import functools
import gettext
import io
import os
import pathlib
import re
from typing import Any

from simulation.words import told, value_told

SOURCE = "en"
LANGUAGES = {"en": "English", "zh": "简体中文"}
DOMAIN = "tierlab"
LOCALES = pathlib.Path(__file__).resolve().parents[2] / "locales"


def po(language: str) -> pathlib.Path:
    """The catalogue that people edit."""
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@functools.cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The compiled catalogue; where the set-up has not compiled the newest one, it is compiled here, in memory.

    Never gettext.install: it would set the language of every user of the server.
    """
    if language == SOURCE:
        return gettext.NullTranslations()
    edited, compiled = po(language), po(language).with_suffix(".mo")
    if compiled.exists() and os.stat(compiled).st_mtime >= os.stat(edited).st_mtime:
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    held = io.BytesIO()
    with edited.open("rb") as file:
        write_mo(held, read_po(file, language))
    held.seek(0)
    return gettext.GNUTranslations(held)


# a space that joining sentences left after a full-width mark, or that filling in 1.2万 left before the next word
STRAY = re.compile("(?<=[。！？；：，、]) +(?=[^ ·])"
                   "|(?:(?<=[万亿])|(?<=[万亿][*]{2})) (?=[\u4e00-\u9fff])(?!至)")


def tight(text: str) -> str:
    """Chinese without the stray spaces that putting a text together leaves; any other text as it is."""
    return STRAY.sub("", text)


def translated(text: str, language: str, /, **values: Any) -> str:
    """`text` in a language, `{names}` filled in; of sentences made by `said`, also among the values, the parts are translated too."""
    look_up = catalogue(language).gettext
    out = text.in_language(language) if hasattr(text, "in_language") else told(text, look_up, language)
    return out.format(**{name: value_told(x, look_up, language) for name, x in values.items()}) if values else out
