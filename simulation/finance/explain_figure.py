"""From a number on a page to its formula, its inputs and its monthly parts.

A figure is registered with its formula in words, what it is made from, and a rule that gives it from these parts alone; `explain` works all
of it out for a run, and tests hold that the parts give the figure exactly.  How to register one: docs/design.md.
"""
from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import pandas as pd
from pydantic import BaseModel

from simulation.inputs import unknown
from simulation.naming import called
from simulation.outcome import Outcome
from simulation.words import N_, said

TABLE, MARKET, PROGRAM, RUN = N_("table"), N_("market"), N_("program"), N_("run")
LAST = "last "     # before the unit of a column of which the last month counts


@dataclasses.dataclass(frozen=True)
class Input:
    """names: marked texts, from the whole to the part; kind: TABLE, MARKET, PROGRAM or RUN; place: column or path."""

    names: tuple[str, ...]
    value: float | None
    unit: str
    kind: str
    place: str
    source: str = ""


@dataclasses.dataclass(frozen=True, eq=False)
class Parts:
    """What a figure is made from: `table` has one row a month (or a tier, where `by` says so), integers; money in minor units.

    names: column -> (what it is, unit): those that the formula names; `money` those in minor units.  market: fields of the market it takes.
    costs: components whose mechanics' terms are its inputs.  numbers: what it takes beside the table, by name: market.<field> and
    program.<path> say that it is from there, any other name is a number of the run.
    """

    table: pd.DataFrame
    names: dict[str, tuple[str, str]]
    market: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()
    numbers: dict[str, tuple[str, float]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Figure:
    """parts: what it is made from in a run · combine: the figure from these alone, in its unit (money in currency units) · of: the figure as
    the pages show it · page: where its monthly parts stand."""

    name: str
    title: str
    unit: str
    formula: str
    page: str
    parts: Callable[[Outcome], Parts]
    combine: Callable[[Parts, int], float | None]
    of: Callable[[Outcome], float | None]


@dataclasses.dataclass(frozen=True, eq=False)
class Explanation:
    """`value` is the figure as shown, `recomputed` what its parts give; `parts` as a table in currency units."""

    figure: Figure
    value: float | None
    recomputed: float | None
    inputs: tuple[Input, ...]
    parts: pd.DataFrame
    names: dict[str, tuple[str, str]]

    @property
    def ties(self) -> bool:
        if self.value is None or self.recomputed is None:
            return self.value is self.recomputed
        return abs(self.value - self.recomputed) <= 1e-12 * max(1.0, abs(self.value))


_figures: dict[str, Figure] = {}


def register(figure: Figure) -> Figure:
    """Raises ValueError where the name is taken."""
    if figure.name in _figures:
        raise ValueError(f"a figure is called {figure.name!r} already; give another name")
    _figures[figure.name] = figure
    return figure


def figures() -> dict[str, Figure]:
    """Every figure that can be explained, by name: METRICS, pnl.<line> and liability.<column>."""
    from simulation.finance import figures_of_finance, figures_of_liability, figures_of_metrics  # noqa: F401  they register theirs

    return _figures


def explain(outcome: Outcome, name: str) -> Explanation:
    """Raises ValueError for a name that no figure has."""
    known = figures()
    if name not in known:
        raise ValueError(unknown(name, list(known), "figure"))
    figure, unit = known[name], outcome.scenario.market.minor_per_unit
    held = figure.parts(outcome)
    shown = held.table.copy()
    for column, (_, kind) in held.names.items():
        if kind == "money":
            shown[column] = shown[column] / unit
    return Explanation(figure, figure.of(outcome), figure.combine(held, unit), tuple(_inputs(outcome, held)), shown, held.names)


# ======== inputs ========================================================================================================
def _inputs(outcome: Outcome, held: Parts) -> Iterator[Input]:
    unit = outcome.scenario.market.minor_per_unit
    for column, (name, kind) in held.names.items():
        values = held.table[column]
        total = values.iloc[-1] if kind.startswith(LAST) else values.sum()
        yield Input((name,), float(total) / (unit if kind == "money" else 1), kind.removeprefix(LAST), TABLE, column)
    fields, numbers = type(outcome.scenario.market).model_fields, outcome.scenario.market.assumptions()
    for name, (label, value) in held.numbers.items():
        kind, _, field = name.partition(".")
        if kind == MARKET:
            yield Input((label,), value, outcome.scenario.market.unit_of(field), MARKET, field, numbers[field].source)
        else:
            yield Input((label,), value, "", PROGRAM if kind == PROGRAM else RUN, name)
    for name in held.market:
        yield Input((fields[name].title,), numbers[name].value, outcome.scenario.market.unit_of(name), MARKET, name, numbers[name].source)
    labels = {label for _, label, p in outcome.postings if p.component in held.costs and any(p.amounts)} if held.costs else ()
    for m in outcome.scenario.program.mechanics:
        if m.label in labels:
            yield from _terms(m.terms, f"program.{m.label}", (called(m.terms, m.label),))


def _terms(model: BaseModel, path: str, above: tuple[str, ...]) -> Iterator[Input]:
    """Every number among a mechanic's terms."""
    for name, field in type(model).model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        yield from _numbers(getattr(model, name), f"{path}.{name}", (*above, field.title or name), extra.get("unit", ""))


def _numbers(value, path: str, names: tuple[str, ...], unit: str) -> Iterator[Input]:
    if isinstance(value, BaseModel):
        yield from _terms(value, path, names)
    elif isinstance(value, tuple | list):
        for k, one in enumerate(value):
            own = getattr(one, "name", None) or said("{name} {n}", name=said(names[-1]), n=k + 1)
            yield from _numbers(one, f"{path}[{k}]", (*names[:-1], own), unit)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield Input(names, value, unit, PROGRAM, path)


def inputs_table(found: Explanation, translate=str) -> pd.DataFrame:
    rows = [(": ".join(map(translate, i.names)), i.value, translate(i.unit), translate(i.kind), i.place, i.source) for i in found.inputs]
    return pd.DataFrame(rows, columns=["input", "value", "unit", "kind", "place", "source"])
