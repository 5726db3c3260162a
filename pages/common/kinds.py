"""What kind of thing a mechanic's field holds, read off its annotation and limits, and what its choices are called."""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any

import annotated_types
from pydantic.fields import FieldInfo

from pages.common.text import _, language
from simulation.inputs import Strict, Text
from simulation.labels_of_choices import choice_name
from simulation.words import MONTHS, N_

ZERO = {"all": N_("All"), "every": N_("All"), "the highest": N_("The highest"), "": N_("None")}  # what 0 is called, by what the help says of it
LISTED = 62  # most whole numbers between two limits that a list of choices shows
SILENT = ("tier", "growth points", "metric", "×", "month of the year")  # units that are no words of a label


@dataclasses.dataclass(frozen=True)
class Setting:
    """What a form needs to know beside the field: the currency's sign, the tiers' names, and how often these have changed."""

    symbol: str
    tiers: tuple[str, ...]
    lap: int = 0


def extra(field: FieldInfo, name: str, default: Any = None) -> Any:
    return (field.json_schema_extra or {}).get(name, default)


def plain(annotation: Any) -> Any:
    """The annotation without `| None` and without Annotated's limits."""
    while True:
        if typing.get_origin(annotation) in (typing.Union, types.UnionType):
            annotation = next(a for a in typing.get_args(annotation) if a is not type(None))
        elif typing.get_origin(annotation) is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        else:
            return annotation


def optional(field: FieldInfo) -> bool:
    """Whether the field may be left empty."""
    return type(None) in typing.get_args(field.annotation)


def item(field: FieldInfo) -> Any:
    """What a list holds, limits and all; None for what is no list."""
    kind = plain(field.annotation)
    return typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else None


def rows_of(field: FieldInfo) -> type[Strict] | None:
    """The class of a table's rows."""
    row = plain(item(field))
    return row if isinstance(row, type) and issubclass(row, Strict) and row is not Text else None


def by_tier(field: FieldInfo) -> bool:
    """Whether the field holds a number for each tier: every list of floats, and whole numbers whose unit says so."""
    kind = plain(item(field))
    return kind is float or (kind is int and "by tier" in extra(field, "unit", ""))


def about_tiers(field: FieldInfo) -> bool:
    """Whether what can be chosen are tiers."""
    row = rows_of(field)
    return extra(field, "unit") == "tier" if row is None else any(about_tiers(f) for f in row.model_fields.values())


def unit_of(field: FieldInfo, symbol: str) -> str:
    """The unit as a label shows it: nothing where the title says it already."""
    unit = extra(field, "unit", "")
    if unit.startswith("share"):
        return "%"
    if unit.startswith("currency"):
        return symbol
    unit = unit.removesuffix("by tier").strip()
    return "" if unit in SILENT or unit.lower() in (field.title or "").lower() else unit


def scale(field: FieldInfo) -> float:
    """Shares are shown in percent."""
    return 100.0 if extra(field, "unit", "").startswith("share") else 1.0


def label_of(field: FieldInfo, symbol: str) -> str:
    unit = unit_of(field, symbol)
    return _("{name}, {unit}", name=_(field.title), unit=unit if unit in (symbol, "%") else _(unit)) if unit else _(field.title)


def help_of(field: FieldInfo) -> str | None:
    return _(field.description) if field.description else None


def bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    """Lowest and highest value in the field's own unit; an open lower limit is left to validation."""
    metadata = [*field.metadata, *getattr(item(field), "__metadata__", ())]
    metadata = [m for held in metadata for m in ([held] if not isinstance(held, FieldInfo) else held.metadata)]
    low = next((m.ge for m in metadata if isinstance(m, annotated_types.Ge)), None)
    return low, next((m.le for m in metadata if isinstance(m, annotated_types.Le)), None)


def choices(field: FieldInfo, setting: Setting, held: typing.Iterable = ()) -> dict[Any, str] | None:
    """Code -> name of what a field, or an item of its list, can be; None where it is typed.

    What `held` holds is there, too, right or wrong: a choice that cannot be shown would be lost without a word.
    """
    kind, unit, named = plain(item(field)) or plain(field.annotation), extra(field, "unit"), extra(field, "choices", {})
    low, high = bounds(field)
    if typing.get_origin(kind) is typing.Literal:
        out = {code: _(choice_name(code, named)) for code in typing.get_args(kind)}
    elif kind is int and unit == "tier":
        out = {n: setting.tiers[n - 1] or _("Tier {n}", n=n) for n in range(1, len(setting.tiers) + 1)}
        if low == 0:
            out = {0: _(next((name for start, name in ZERO.items() if f"0: {start}" in (field.description or "")), "None"))} | out
        out |= {x: _("Tier {n}", n=x) for x in held if isinstance(x, int) and x not in out}
    elif kind is int and unit == "month of the year":
        out = ({0: _("None")} if low == 0 else {}) | {n: _(name) for n, name in enumerate(MONTHS, start=1)}
    elif kind is int and item(field) is not None and None not in (low, high) and high - low < LISTED:
        out = {n: str(n) for n in range(low, high + 1)}
    else:
        return None
    out |= {x: str(x) for x in held if x is not None and x not in out}
    return once(out)


def once(named: dict[Any, str]) -> dict[Any, str]:
    """Names made different: two choices of one name cannot be told apart by a list of choices."""
    seen: dict[str, int] = {}
    for name in named.values():
        seen[name] = seen.get(name, 0) + 1
    return {code: f"{name} ({code})" if seen[name] > 1 else name for code, name in named.items()}


def name_of(text: Any) -> str:
    """A text as a program's mapping holds it, in the session's language."""
    if isinstance(text, dict):
        return (text.get("zh") if language().startswith("zh") else "") or text.get("en", "")
    return str(text or "")


def named(typed: Any, before: Any) -> Any:
    """A text typed in the session's language; what it is called in the other language stays."""
    typed = "" if missing(typed) else str(typed)
    if typed == name_of(before):
        return before if before is not None else typed
    other = before if isinstance(before, dict) else {"en": before or ""}
    if language().startswith("zh"):
        return {"en": other["en"], "zh": typed} if other.get("en") else typed
    return {"en": typed, "zh": other["zh"]} if other.get("zh") else typed


def missing(value: Any) -> bool:
    """None, NaN or pandas' NA: an empty cell."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and value != value)


def number(value: Any, whole: bool = False) -> float | int | None:
    """A typed number; a whole one as such where whole ones are wanted, a fraction is left for validation to refuse."""
    if missing(value):
        return None
    return int(value) if whole and float(value).is_integer() else float(value)
