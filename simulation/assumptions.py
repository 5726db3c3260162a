"""What a visitor makes of a market's numbers: edits, what they change against the market as it was, and how a file says it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from simulation.inputs import Fault, ScenarioError, validated
from simulation.market import BY_HAND, MARKS, Assumption, Market, outside, told_mark
from simulation.words import N_

FIELDS = {"value": N_("Value"), "low": N_("Low case"), "high": N_("High case"), "source": N_("Source")}
LARGEST = 1e15
LONGEST = 1_000     # characters of a source that a link brings
Edits = Mapping[str, Mapping[str, Any]]


def as_edit(held: Assumption) -> dict[str, Any]:
    """A number as an edit holds it: value, low, high, source, and the mark where the source's words tell another."""
    out = {name: getattr(held, name) for name in FIELDS}
    return out | ({"mark": held.mark} if held.mark != (told_mark(held.source) or "assumed") else {})


def edited(before: Assumption, now: Mapping[str, Any], **cells: Any) -> dict[str, Any] | None:
    """The edit of a number after `cells` (value, low, high, source) were typed over what stands there `now`; None where it is as `before`.

    A number changed without a source of its own says that it was changed by hand, and what it had been; the words of its source tell its
    mark, so it counts as assumed.
    """
    new = {name: cells.get(name, now[name]) for name in FIELDS}
    source = " ".join(str(new["source"] or "").split())
    own = source not in ("", before.source) and not source.startswith(BY_HAND)
    same = all(new[name] == getattr(before, name) for name in ("value", "low", "high"))
    if same and not own:
        return None
    was = before.source if before.source.startswith(BY_HAND) else f"{BY_HAND}; before: {before.source}"
    return new | {"source": source if own else was}


def edited_market(market: Market, edits: Edits) -> Market:
    """The market with edited numbers; raises ScenarioError with every fault."""
    new, faults = {}, []
    for name, cells in edits.items():
        before = getattr(market, name)
        try:
            if cells.get("value") is None:
                raise ScenarioError([Fault(f"market.{name}.value", "is missing; give a number")])
            new[name] = validated(Assumption, {"unit": before.unit} | dict(cells), f"market.{name}")
            if wrong := outside(name, new[name]):
                raise ScenarioError([Fault(f"market.{name}", wrong)])
        except ScenarioError as e:
            faults += e.faults
    if faults:
        raise ScenarioError(faults)
    return market.model_copy(update=new)


def read_edits(document: Any, market: Market) -> dict[str, dict[str, Any]]:
    """Edits as a link brings them; raises ValueError for what no visitor can have made.  Numbers out of their limits pass: they are faults."""
    if not isinstance(document, dict):
        raise ValueError("no edits of assumptions")
    for name, cells in document.items():
        if name not in market.assumptions() or not isinstance(cells, dict) or not set(FIELDS) <= set(cells) <= {*FIELDS, "mark"}:
            raise ValueError(f"no edit of an assumption: {name}")
        numbers = [cells[k] for k in ("value", "low", "high") if cells[k] is not None]
        if not all(isinstance(x, int | float) and not isinstance(x, bool) and abs(x) < LARGEST for x in numbers):
            raise ValueError(f"no numbers: {name}")
        if not isinstance(cells["source"], str) or len(cells["source"]) > LONGEST or cells.get("mark", "assumed") not in tuple(MARKS):
            raise ValueError(f"no source: {name}")
    return document


def differing(market: Market, base: Market) -> dict[str, Any]:
    """Every field in which a market differs from `base`, as a market file that extends `base` writes it."""
    out = {}
    for name in Market.model_fields:
        held = getattr(market, name)
        if held != getattr(base, name):
            out[name] = number_document(held) if isinstance(held, Assumption) else market.model_dump(mode="json", include={name})[name]
    return out


def number_document(held: Assumption) -> dict[str, Any]:
    """A number as a market file writes it; one that was set outside its low and high case goes without them, for a file must not hold that."""
    unit = {"unit": held.unit} if held.unit else {}
    outside = held.low is not None and not min(held.low, held.high) <= held.value <= max(held.low, held.high)
    left_out = {"source", "low", "high"} if outside else {"source"}
    return {k: v for k, v in as_edit(held).items() if v is not None and k not in left_out} | unit | {"source": held.source}


@functools.cache
def shipped_market(name: str) -> Market | None:
    """A shipped market; None where none is called so."""
    from simulation.scenario import FOLDER, load_market, names

    return load_market(name) if name in names(FOLDER / "markets") else None


def market_document(market: Market, name: str) -> str | dict[str, Any]:
    """A market as a scenario file writes it: the name of a shipped one, what differs from it, or all of it."""
    named = shipped_market(name)
    if named is None:
        return market.model_dump(mode="json", exclude_none=True) | {n: number_document(held) for n, held in market.assumptions().items()}
    own = differing(market, named)
    return {"extends": name} | own if own else name


def changed(market: Market, base: Market | None) -> dict[str, Assumption]:
    """The numbers whose value or range differs from that of `base`, with what it had there."""
    if base is None:
        return {}
    numbers = lambda held: (held.value, held.low, held.high)  # noqa: E731
    return {n: was for n, was in base.assumptions().items() if numbers(was) != numbers(getattr(market, n))}


def marks(market: Market) -> dict[str, int]:
    """How many numbers have each mark."""
    held = [a.mark for a in market.assumptions().values()]
    return {mark: held.count(mark) for mark in MARKS}
