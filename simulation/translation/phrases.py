"""How a language puts words together: in a row, as a place, within a sentence."""
from __future__ import annotations

from collections.abc import Iterable

from simulation.translation import SOURCE

MARKS = {",": "、", ";": "；", "": ""}      # what stands between words in Chinese


def listed(words: Iterable[str], language: str, mark: str = ",") -> str:
    """Words in a row, with commas or semicolons between them as the language has them; without a mark, the parts of one name."""
    return (MARKS[mark] if language.startswith("zh") else f"{mark or ','} ").join(words)


def whereabouts(parts: Iterable[str], language: str) -> str:
    """Where something stands, from the whole to the part, each said once."""
    return (", " if language == SOURCE else " · ").join(dict.fromkeys(filter(None, parts)))


def inside(text: str, language: str) -> str:
    """A heading's words within a sentence: small letters, where a language has them so."""
    return text.lower() if language == SOURCE else text
