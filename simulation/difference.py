"""What differs between two scenarios, term by term and number by number, in words."""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from simulation.assumptions import FIELDS
from simulation.inputs import Text
from simulation.labels_of_choices import choices_of
from simulation.market import Market
from simulation.naming import called
from simulation.program import Program
from simulation.scenario import Scenario
from simulation.words import said


@dataclasses.dataclass(frozen=True)
class Change:
    """One term: its field path, where it belongs ("Gold", "Free freight" or the mechanic), its title, and both values (None: not there).

    A number of the market: `market.margin.value` with the number's title; for its low or high case the number is the place.
    """

    field: str
    place: str
    title: str
    unit: str
    before: Any
    after: Any
    choices: Mapping[str, str] | None = None     # what the field calls its choices; None where it is none


def changes(before: Program, after: Program, language: str = "en") -> list[Change]:
    """Every term that differs, in the order of the program."""
    old, new = ({m.label: m.terms for m in p.mechanics} for p in (before, after))
    out: list[Change] = []
    for label in [*old, *(x for x in new if x not in old)]:
        a, b = old.get(label), new.get(label)
        if a is None or b is None:
            place = called(a or b, label)
            out.append(Change(f"program.{label}", place, "", "", None if a is None else True, None if b is None else True))
        else:
            names = [t.in_language(language) for t in (after if len(after.tier_names) >= len(before.tier_names) else before).tier_names]
            _compare(a, b, f"program.{label}", called(b, label), names, language, out)
    return out


def scenario_changes(before: Scenario, after: Scenario, language: str = "en") -> list[Change]:
    """Every term of the program and every number of the market that differs."""
    return changes(before.program, after.program, language) + market_changes(before.market, after.market)


def market_changes(before: Market, after: Market) -> list[Change]:
    """Every number of the market that differs; its source only where nothing else does."""
    out = []
    for name, old in before.assumptions().items():
        new, field = getattr(after, name), Market.model_fields[name]
        unit = after.unit_of(name)
        found = [k for k in ("value", "low", "high") if getattr(old, k) != getattr(new, k)] or ["source"] * (old.source != new.source)
        for k in found:
            place, title = ("", field.title) if k == "value" else (said(field.title), FIELDS[k])
            out.append(Change(f"market.{name}.{k}", place, title, "" if k == "source" else unit, getattr(old, k), getattr(new, k)))
    return out


def _compare(a: BaseModel, b: BaseModel, path: str, place: str, tiers: list[str], language: str, out: list[Change]) -> None:
    for name, field in type(a).model_fields.items():
        x, y, unit = getattr(a, name), getattr(b, name), (field.json_schema_extra or {}).get("unit", "")
        if x == y:
            continue
        title, named = field.title or name, choices_of(field)
        if isinstance(x, tuple) and isinstance(y, tuple):
            by_tier = all(isinstance(n, float) for n in (*x, *y))       # a number for all tiers, or one for each
            if by_tier and x and y and len(x) != len(y):
                x, y = x * len(y) if len(x) == 1 else x, y * len(x) if len(y) == 1 else y
            for i in range(max(len(x), len(y))):
                u, v = (x[i] if i < len(x) else None), (y[i] if i < len(y) else None)
                where = _place(v if v is not None else u, i, tiers if by_tier else [], language) or place
                if isinstance(u, BaseModel) and isinstance(v, BaseModel):
                    _compare(u, v, f"{path}.{name}[{i}]", where, tiers, language, out)
                elif u != v:
                    show = lambda w: True if isinstance(w, BaseModel) else w  # noqa: E731
                    out.append(Change(f"{path}.{name}[{i}]", where, "" if isinstance(u or v, BaseModel) else title, unit, show(u), show(v), named))
        else:
            plain = lambda w: w.in_language(language) if isinstance(w, Text) else w  # noqa: E731
            out.append(Change(f"{path}.{name}", place, title, unit, plain(x), plain(y), named))


def _place(item: Any, index: int, tiers: list[str], language: str) -> str:
    if isinstance(item, BaseModel) and isinstance(getattr(item, "name", None), Text):
        return item.name.in_language(language)
    return tiers[index] if index < len(tiers) else ""
