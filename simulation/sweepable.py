"""Every number that can be swept: the terms of a program and the market's assumptions, with their limits, and a scenario with other values."""
from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simulation.inputs import Fault, ScenarioError, Text
from simulation.market import Market, limits_of, outside
from simulation.mechanics import Mechanic
from simulation.naming import called
from simulation.program import Program, word_of
from simulation.scenario import Scenario
from simulation.words import said

MARKET, PROGRAM = "market", "program"
# What a tier's threshold counts: unit, and its smallest step
QUALIFYING = {"spend": ("currency", 0.01), "orders": ("orders", 1.0), "points_earned": ("points", 1.0), "growth": ("growth points", 1.0),
              "activity": ("activity", 1.0)}
SHARE_FROM_ZERO, STEPS_FROM_ZERO = 0.2, 10      # how far a term that is zero goes at first: as a share, else so many of its steps


@dataclasses.dataclass(frozen=True)
class Term:
    """A number that can be swept.

    path: `program.tiers.levels[2].threshold`, `program.base_earn.multiplier` (one for all tiers), `market.theta_tier`.
    place: from the mechanic inward, names as the program has them; a whole number n stands for row n.  title: of the field.
    low, high: what the field allows; `above` says that low itself is not allowed.  start, end: the range at first.
    """

    path: str
    place: tuple[str | int, ...]
    title: str
    unit: str
    value: float
    whole: bool = False
    low: float | None = None
    high: float | None = None
    above: bool = False
    start: float = 0.0
    end: float = 0.0
    step: float = 1.0

    @property
    def of_program(self) -> bool:
        return self.path.startswith(PROGRAM + ".")

    @property
    def share(self) -> bool:
        """Whether it is shown in percent."""
        return self.unit.startswith("share")

    def allows(self, value: float) -> bool:
        return not ((self.low is not None and (value < self.low or (self.above and value == self.low)))
                    or (self.high is not None and value > self.high))

    def limits(self) -> str:
        """In words, as an error says them; empty without any."""
        low = "gt" if self.above else "ge"
        return limits_of({low: self.low, "le": self.high})


def sweepable(scenario: Scenario, language: str = "en") -> list[Term]:
    """Every numeric term that has an effect, in the order of the program, then every assumption of the market.

    Left out: what is hidden by another term (`when`), an empty number, choices, switches, dates, and what can have one value only, as the
    first tier's threshold.  A number for all tiers that are equal is there as one term, and by tier.
    """
    out = []
    names = [name.in_language(language) for name in scenario.program.tier_names]
    for m in scenario.program.mechanics:
        place = (called(m.terms, m.label),)
        out += _of_model(m.terms, f"{PROGRAM}.{m.label}", place, names, language, _metrics(scenario, m.terms))
    held = {t.path: t.value for t in out}
    out = [_on_the_ladder(_of_tiers(t, len(names)), held) for t in out]
    return out + [_assumption(scenario.market, name) for name in scenario.market.assumptions()]


def default_path(scenario: Scenario, terms: list[Term]) -> str:
    """What to look at first: the middle tier's threshold, else what a purchase earns or a reward takes, else the first term."""
    paths = [t.path for t in terms]
    wanted = [f"program.tiers.levels[{len(scenario.program.tier_names) // 2}].threshold", "program.cash_off.goal",
              "program.base_earn.points_per_unit", "program.paid_plan.levels[0].fee"]
    if not scenario.program.mechanics:
        wanted += [f"{MARKET}.{name}" for name in scenario.market.uncertain()]
    return next((w for w in wanted if w in paths), paths[0])


# ======== reading the fields ==============================================================================================
def _metrics(scenario: Scenario, terms: Mechanic) -> dict[str, str]:
    """What units `metric` and `second metric` stand for."""
    return units_of_metrics(terms if word_of(terms) == "tiers" else scenario.program.get("tiers"))


def unit_of_both(unit: str, a: Program, b: Program) -> str:
    """The unit of a term that two programs have; of a threshold that of what qualifies, where both judge by the same."""
    found = {units_of_metrics(tiers).get(unit) for tiers in (a.get("tiers"), b.get("tiers")) if tiers}
    metric = found.pop() if len(found) == 1 else None
    return QUALIFYING[metric][0] if metric else unit


def units_of_metrics(tiers: Mechanic | None) -> dict[str, str]:
    """What the units `metric` and `second metric` of a ladder's thresholds stand for."""
    return dict(zip(("metric", "second metric"), tiers.metrics if tiers else ["spend"], strict=False))


def _of_model(model: BaseModel, path: str, place: tuple, tiers: list[str], language: str, metrics: dict[str, str]) -> Iterator[Term]:
    hidden: set[str] = set()
    for name, field in type(model).model_fields.items():
        value, here = getattr(model, name), f"{path}.{name}"
        if any(x in hidden or getattr(model, x) not in wanted for x, wanted in _extra(field, "when", {}).items()):
            hidden.add(name)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            for i, row in enumerate(value):
                yield from _of_model(row, f"{here}[{i}]", (*place, _named(row, i, language)), tiers, language, metrics)
        elif isinstance(value, BaseModel) and not isinstance(value, Text):
            yield from _of_model(value, here, place, tiers, language, metrics)
        elif isinstance(value, tuple) and value and _by_tier(field):
            yield from _each_tier(field, value, here, place, tiers)
        elif type(value) in (int, float) and not _fixed(here, field, metrics):
            yield _ranged(_term(field, value, here, place, metrics))


def _named(row: BaseModel, index: int, language: str) -> str | int:
    name = getattr(row, "name", None)
    return (name.in_language(language) if isinstance(name, Text) else name) or index + 1


def _each_tier(field: FieldInfo, values: tuple, path: str, place: tuple, tiers: list[str]) -> Iterator[Term]:
    """A number for all tiers at once where they are equal, and each tier's own."""
    if len(set(values)) == 1 and len(tiers) > 1:
        yield _ranged(_term(field, values[0], path, (*place, said("All tiers")), {}))
    for i in range(len(tiers)):
        yield _ranged(_term(field, values[min(i, len(values) - 1)], f"{path}[{i}]", (*place, *tiers[i : i + 1]) if len(tiers) > 1 else place, {}))


def _fixed(path: str, field: FieldInfo, metrics: dict[str, str]) -> bool:
    """Whether the number can have one value only: the first tier's thresholds, and one of a metric that is not there."""
    unit = _extra(field, "unit", "")
    return unit in ("metric", "second metric") and (unit not in metrics or re.search(r"levels\[0\]\.\w*threshold$", path) is not None)


def _term(field: FieldInfo, value: float, path: str, place: tuple, metrics: dict[str, str]) -> Term:
    unit, step = _extra(field, "unit", ""), _extra(field, "step")
    whole = isinstance(value, int)
    if unit in metrics:
        unit, smallest = QUALIFYING[metrics[unit]]
        whole, step = smallest == 1, step or 1.0
    low, high, above = _limits(field)
    step = step or (0.01 if unit.startswith("share") else 1.0)
    return Term(path, place, field.title or path, unit, value, whole, low, high, above, step=step)


def _limits(field: FieldInfo) -> tuple[float | None, float | None, bool]:
    """Lowest, highest, and whether the lowest itself is left out."""
    metadata = list(field.metadata)
    for inner in typing.get_args(_plain(field.annotation)):
        metadata += getattr(inner, "__metadata__", ())
    flat = [m for held in metadata for m in (held.metadata if isinstance(held, FieldInfo) else [held])]
    ends = {kind: next((getattr(m, kind.__name__.lower()) for m in flat if isinstance(m, kind)), None)
            for kind in (annotated_types.Ge, annotated_types.Gt, annotated_types.Le)}
    ge, gt, le = ends.values()
    return (ge if gt is None else gt), le, gt is not None


def _of_tiers(term: Term, tiers: int) -> Term:
    """A number of a tier goes over the tiers there are."""
    return dataclasses.replace(term, end=float(max(tiers, term.value))) if term.unit == "tier" else term


def _on_the_ladder(term: Term, held: Mapping[str, float]) -> Term:
    """A threshold stays between its neighbours at first."""
    found = re.fullmatch(r"(.*levels)\[(\d+)\]\.(threshold|second_threshold)", term.path)
    if found is None:
        return term
    ladder, i, name = found[1], int(found[2]), found[3]
    below, above = (held.get(f"{ladder}[{k}].{name}") for k in (i - 1, i + 1))
    start = term.start if below is None else max(term.start, below + _apart(term, term.value - below))
    end = term.end if above is None else min(term.end, above - _apart(term, above - term.value))
    return dataclasses.replace(term, start=min(start, term.value), end=max(end, term.value))


def _apart(term: Term, gap: float) -> float:
    """What stays between a threshold and its neighbour: a fifth of what there is."""
    return max(1.0, float(gap // 5)) if term.whole else gap / 5


def _ranged(term: Term) -> Term:
    """With the range at first: half to double, within what is allowed."""
    value = term.value
    if term.unit == "month of the year":
        start, end = 1.0, 12.0
    elif value:
        start, end = sorted((value / 2, value * 2))
    else:
        start, end = 0.0, SHARE_FROM_ZERO if term.share else STEPS_FROM_ZERO * term.step
    if term.whole and end - start < 4:
        start, end = start - 1, end + 2
    lowest = None if term.low is None else term.low + ((value - term.low) / 2 if term.above else 0)
    start, end = (start if lowest is None else max(start, lowest)), (end if term.high is None else min(end, term.high))
    if term.whole:
        start, end = float(round(start)), float(round(end))
    return dataclasses.replace(term, start=start, end=end)


def _assumption(market: Market, name: str) -> Term:
    """From the low to the high case where there are any."""
    field, held = Market.model_fields[name], market.assumptions()[name]
    extra = field.json_schema_extra
    low, above = (extra["ge"], False) if extra["gt"] is None else (extra["gt"], True)
    unit = extra["unit"] or held.unit
    whole = name == "fiscal_year_start"
    term = _ranged(Term(f"{MARKET}.{name}", (said("Assumption"),), field.title, unit, held.value, whole, low, extra["le"], above, step=0.01))
    if held.low is not None and held.low != held.high:
        ends = sorted((held.low, held.high, held.value))
        return dataclasses.replace(term, start=ends[0], end=ends[-1])
    return term


def _extra(field: FieldInfo, name: str, default: Any = None) -> Any:
    return (field.json_schema_extra or {}).get(name, default)


def _plain(annotation: Any) -> Any:
    """The annotation without `| None`."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return next(a for a in typing.get_args(annotation) if a is not type(None))
    return annotation


def _by_tier(field: FieldInfo) -> bool:
    """Every list of decimal numbers, and whole numbers whose unit says so."""
    inner = typing.get_args(_plain(field.annotation))[:1]
    kind = inner[0] if inner else None
    kind = typing.get_args(kind)[0] if typing.get_origin(kind) is typing.Annotated else kind
    return kind is float or (kind is int and "by tier" in _extra(field, "unit", ""))


# ======== another value ===================================================================================================
def with_values(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with other numbers at these paths; raises ScenarioError where the program or the market does not allow them."""
    program = {m.label: ({"mechanic": word_of(m.terms)} if word_of(m.terms) != m.label else {}) | m.terms.model_dump(mode="json")
               for m in scenario.program.mechanics}
    numbers, of_program = {}, False
    for path, value in sorted(values.items(), key=lambda item: len(item[0])):      # all tiers first, then one tier's own
        where, _dot, rest = path.partition(".")
        if where == MARKET and rest in scenario.market.assumptions():
            numbers[rest] = _allowed(scenario.market, rest, value)
        elif where == PROGRAM:
            _put(program, path, value, len(scenario.program.tier_names))
            of_program = True
        else:
            raise _nowhere(path)
    out = scenario.with_program(program) if of_program else scenario
    return out.with_market(out.market.with_values(**numbers)) if numbers else out


def _allowed(market: Market, name: str, value: float) -> float:
    wrong = outside(name, getattr(market, name).model_copy(update={"value": value, "low": None, "high": None}))
    if wrong:
        raise ScenarioError([Fault(f"{MARKET}.{name}", wrong)])
    return value


def _put(program: dict[str, Any], path: str, value: float, tiers: int) -> None:
    inside = path.removeprefix(f"{PROGRAM}.")
    label = next((x for x in sorted(program, key=len, reverse=True) if inside.startswith(x + ".")), None)
    if label is None:
        raise _nowhere(path)
    parts = [int(index) if index else name for name, index in re.findall(r"(\w+)|\[(\d+)\]", inside.removeprefix(label))]
    held, last = program[label], parts[-1]
    try:
        for part in parts[:-1]:
            holder, held = held, held[part]
            if isinstance(held, list) and part == parts[-2] and isinstance(last, int) and len(held) == 1 < tiers and not isinstance(held[0], dict):
                held = holder[part] = held * tiers      # one for all becomes one for each
        whole = isinstance(held[last], int) and not isinstance(held[last], bool)
        held[last] = [value] * len(held[last]) if isinstance(held[last], list) else int(value) if whole and float(value).is_integer() else value
    except (KeyError, IndexError, TypeError):
        raise _nowhere(path) from None


def _nowhere(path: str) -> ScenarioError:
    return ScenarioError([Fault(path, "there is no such number in this scenario; choose another term")])
