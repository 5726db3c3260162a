"""How the program map writes: figures of terms in full, names in the reader's language, and what a mechanic says of itself."""
from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from simulation.inputs import Text
from simulation.ladder import THRESHOLDS
from simulation.mechanics import Mechanic
from simulation.mechanics.tiers import Tiers
from simulation.scenario import Scenario
from simulation.translation import phrases, translated
from simulation.words import N_

NAMED = 3      # dates that a line names
METRICS = {"spend": "{money}", "orders": N_("{n} orders"), "points_earned": N_("{n} points"), "growth": "{n}", "activity": "{n}"}
SILENT = ("", "×", "tier", "metric", "second metric")      # units that are no words behind a number


@dataclasses.dataclass
class Told:
    """lines: what it does for members.  costs: what a unit of it costs the company; `named` where these name the mechanic themselves."""

    lines: list[str]
    costs: list[str] = dataclasses.field(default_factory=list)
    named: bool = False


@dataclasses.dataclass(frozen=True)
class Writer:
    """A scenario's words: one language, its currency, its tiers."""

    language: str
    symbol: str
    tiers: tuple[str, ...]
    metric: str = "spend"      # what qualifies for a tier

    def say(self, text: str, /, **values) -> str:
        return translated(text, self.language, **values)

    def money(self, amount: float) -> str:
        return f"{self.symbol}{plain(amount)}"

    def amount(self, metric: str, amount: float) -> str:
        """A qualifying amount with its unit."""
        text = METRICS[metric]
        return (self.say(text) if " " in text else text).format(money=self.money(amount), n=plain(amount))

    def name(self, text: Text) -> str:
        return text.in_language(self.language)

    def tier(self, number: int) -> str:
        """The name of a tier, counted from 1."""
        return self.tiers[min(number, len(self.tiers)) - 1]

    def off(self, depth: float, amount: float) -> str:
        """What comes off a price: a share, a sum, or both."""
        parts = [percent(depth)] * (depth > 0) + [self.money(amount)] * (amount > 0)
        return " + ".join(parts) or "0"

    def listed(self, texts: Iterable[str]) -> str:
        return phrases.listed(texts, self.language)

    def dates(self, dates: Iterable[str]) -> str:
        held = list(dates)
        if len(held) <= NAMED:
            return self.listed(held)
        return self.say(N_("{dates} and {n} more"), dates=self.listed(held[:NAMED - 1]), n=len(held) - NAMED + 1)


def writer(scenario: Scenario, language: str) -> Writer:
    tiers = scenario.program.get("tiers")
    names = tuple(t.in_language(language) for t in scenario.program.tier_names)
    return Writer(language, scenario.market.symbol, names, tiers.metric if tiers else "spend")


def plain(value: float) -> str:
    """A term's number as it was given: 3,000, 0.05."""
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    return f"{plain(100 * share)}%"


def span(values: Iterable[float], show=percent) -> str:
    """The one number for all, or the lowest and the highest."""
    low, high = min(held := list(values)), max(held)
    return show(low) if low == high else f"{show(low)} – {show(high)}"


def reached(terms: Tiers, level: int, w: Writer) -> str:
    """What it takes to hold a tier, counted from 0."""
    if not level:
        return w.say(N_("everybody"))
    parts = [w.amount(metric, getattr(terms.levels[level], field)) for metric, field in zip(terms.metrics, THRESHOLDS, strict=False)]
    if len(parts) == 1:
        return w.say(N_("from {amount}"), amount=parts[0])
    both = N_("from {a} and {b}") if terms.joined_by == "all" else N_("from {a} or {b}")
    return w.say(both, a=parts[0], b=parts[1])


def own_words(terms: Mechanic, w: Writer) -> Told:
    """What is said of a mechanic that the map does not know: its summary, and every number of it that is not zero."""
    kind, told = type(terms), Told([])
    sentence = kind.summary or re.split(r"(?<=[.!?])\s", " ".join((kind.__doc__ or "").split()))[0]
    told.lines += [w.say(sentence)] * bool(sentence)
    for name, field in kind.model_fields.items():
        value, unit = getattr(terms, name), (field.json_schema_extra or {}).get("unit", "")
        if isinstance(value, bool) or not isinstance(value, int | float) or not value:
            continue
        line = w.say(N_("{what}: {value}"), what=w.say(field.title or name), value=quantity(value, unit, w))
        (told.costs if unit.startswith("currency") and "cost" in name else told.lines).append(line)
    return told


def quantity(value: float, unit: str, w: Writer) -> str:
    """A number with its unit."""
    if unit.startswith("share"):
        return percent(value)
    if unit.startswith("currency"):
        return w.money(value)
    if unit == "tier":
        return w.tier(int(value))
    return plain(value) if unit in SILENT else w.say(N_("{n} {unit}"), n=plain(value), unit=w.say(unit))
