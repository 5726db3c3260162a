"""Numbers that can be swept, and figures of a sweep, in words."""
from __future__ import annotations

import math

from pages.common.kinds import SILENT, once
from pages.common.text import _, given, language, local, whereabouts
from simulation.metrics import METRICS
from simulation.reporting import numbers
from simulation.scenario import Scenario
from simulation.sweep import Term
from simulation.words import MONTHS

NAMED = ("tier", "month of the year")      # units whose values have names


def names(terms: list[Term]) -> dict[str, str]:
    """Path -> "Gold, From · Tiers", no two alike."""
    return once({t.path: name(t) for t in terms})


def name(term: Term) -> str:
    mechanic, *inside = (_("row {n}", n=p) if isinstance(p, int) else given(p) for p in term.place)
    return whereabouts([*inside, _(term.title)]) + f" · {mechanic}"


def short(term: Term) -> str:
    """ "Gold, From", or the title alone."""
    return name(term).rsplit(" · ", 1)[0]


def unit(term: Term, symbol: str) -> str:
    """What stands behind the name in a heading."""
    if term.share:
        return "%"
    if term.unit.startswith("currency"):
        return symbol
    return "" if term.unit in SILENT else _(term.unit)


def kind(term: Term) -> str:
    """How an axis writes it."""
    return "percent" if term.share else "money" if term.unit.startswith("currency") else "count"


def value(term: Term, x: float, scenario: Scenario) -> str:
    """A value of the term: ¥3,000, 2.5%, a tier's name, 12."""
    if term.unit == "tier":
        tiers = scenario.program.tier_names
        return local(tiers[int(x) - 1]) if 1 <= x <= len(tiers) else _("Tier {n}", n=int(x)) if x else _("none")
    if term.unit == "month of the year":
        return _(MONTHS[int(x) - 1]) if 1 <= x <= len(MONTHS) else _("none")
    text = f"{x * (100 if term.share else 1):,.5f}".rstrip("0").rstrip(".").replace("-", numbers.MINUS)
    return (scenario.market.symbol if kind(term) == "money" else "") + text + ("%" if term.share else "")


def value_and_unit(term: Term, x: float, scenario: Scenario) -> str:
    """The same in a sentence: 12 months."""
    word = unit(term, "") if kind(term) == "count" else ""
    return value(term, x, scenario) + (f" {word}" if word else "")


def figure(metric: str, x: float, scenario: Scenario, sign: bool = False) -> str:
    """A mean of a metric, or a difference where signed."""
    held, symbol = METRICS[metric].unit, scenario.market.symbol
    if math.isnan(x):
        return numbers.DASH
    if held == "money":
        return numbers.money(x, symbol, language(), sign=sign)
    if held == "percent":
        return numbers.points(x, language(), digits=2) if sign else numbers.percent(x)
    if held == "ratio":
        return ("+" if sign and x > 0 else "") + numbers.three(x)
    return numbers.count(x, 1 if x % 1 else 0, sign=sign)


def span(metric: str, low: float, high: float, scenario: Scenario, sign: bool = False) -> str:
    """The interval beside it; each sum with its own unit, for its ends may be far from the estimate."""
    if math.isnan(low):
        return ""
    held = METRICS[metric].unit
    if held == "money":
        return numbers.TO[language()].join(figure(metric, end, scenario, sign) for end in (low, high))
    form = "count" if held != "percent" else "points" if sign else "percent"
    return numbers.span(low, high, form, lang=language(), sign=sign, digits={"ratio": 3, "months": 1, "percent": 2 if sign else None}.get(held))
