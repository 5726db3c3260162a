"""Texts that people read are marked here, in English, and translated by whoever shows them."""
from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Translate = Callable[[str], str]


def N_(text: str) -> str:
    """Marks a text for the translation catalogue; English is the source."""
    return text


MONTHS = (N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"), N_("September"),
          N_("October"), N_("November"), N_("December"))


class Said(str):
    """A sentence with figures in it, as an error has: English as a string, and what another language needs to say it.

    template: with `{names}`; values: what they stand for, numbers as they were formatted by `said`, other sentences, or plain text.
    """

    template: str
    values: dict[str, Any]

    def __reduce__(self):
        return said_of, (self.template, self.values)


def said(template: str, /, **values: Any) -> Said:
    """`template`, an English text marked for the catalogue, with its `{names}` filled in."""
    return said_of(template, values)


def said_of(template: str, values: dict[str, Any]) -> Said:
    out = Said(template.format(**values) if values else template)
    out.template, out.values = template, values
    return out


def joined(parts: list[str]) -> str:
    """Several sentences as one, which another language can still say."""
    return parts[0] if len(parts) == 1 else said("{first}; {rest}", first=parts[0], rest=joined(parts[1:]))


def first_sentence(docstring: str) -> str:
    """The first sentence of a docstring, on one line."""
    return re.split(r"(?<=[.!?])\s", " ".join(docstring.strip().split("\n\n")[0].split()))[0]


def told(text: str, translate: Translate, language: str = "") -> str:
    """A text in the language of `translate`; of a sentence with figures the template is translated, then what stands in it.

    language: its code, for texts among the values that have several languages of their own, as a tier's name.
    """
    if not text:
        return ""       # gettext would give the catalogue's own heading
    if not isinstance(text, Said):
        return translate(text)
    inner = {name: value_told(x, translate, language) for name, x in text.values.items()}
    return translate(text.template).format(**inner) if inner else translate(text.template)


def value_told(value: Any, translate: Translate, language: str) -> Any:
    """What stands in a sentence, in the language: another sentence, a text of several languages; anything else as it is."""
    if isinstance(value, Said):
        return told(value, translate, language)
    return value.in_language(language) if hasattr(value, "in_language") else value
