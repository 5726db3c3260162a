"""The terms of locales/glossary.yaml: one word for one thing in each language."""
from __future__ import annotations

import dataclasses
import functools
import pathlib

import yaml

from simulation.translation import LOCALES

FILE = LOCALES / "glossary.yaml"


@dataclasses.dataclass(frozen=True)
class Term:
    """English forms and Chinese names, the first of each the term's own; `free`: the English words also mean other things."""

    en: tuple[str, ...]
    zh: tuple[str, ...]
    free: bool = False

    def name(self, language: str) -> str:
        return (self.zh if language == "zh" else self.en)[0]


@functools.cache
def terms(file: pathlib.Path = FILE) -> tuple[Term, ...]:
    """Every term, in the order of the file; raises ValueError where one is there twice or has no name in a language."""
    listed = yaml.safe_load(file.read_text("utf-8"))["terms"]
    out = tuple(Term(tuple(map(str, t["en"])), tuple(map(str, t["zh"])), bool(t.get("free"))) for t in listed)
    names = [t.en[0] for t in out if t.en and t.zh]
    if len(set(names)) < len(out):
        raise ValueError(f"{file.name}: a term is there twice, or has no English or no Chinese name")
    return out
