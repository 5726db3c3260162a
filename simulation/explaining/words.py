"""How an explanation is said: templates with values, which whoever shows them translates and writes in their own way."""
from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from simulation.inputs import Text
from simulation.market import Market
from simulation.reporting import numbers
from simulation.words import MONTHS, N_, Said, Translate

# What an order goes through, in this order; the words stand above its lines
PRICE, REDEEM, EARN, QUALIFY, LATER = "price", "redeem", "earn", "qualify", "later"
PHASES = {PRICE: N_("Price"), REDEEM: N_("Redeem"), EARN: N_("Earn"), QUALIFY: N_("Qualify"), LATER: N_("Afterwards")}


@dataclasses.dataclass(frozen=True)
class Money:
    """Minor units."""

    minor: int


@dataclasses.dataclass(frozen=True)
class Share:
    """0 to 1."""

    value: float


@dataclasses.dataclass(frozen=True)
class Day:
    """A date."""

    date: datetime.date


@dataclasses.dataclass(frozen=True)
class Line:
    """What one mechanic did to an order, or why it did nothing.

    money: change of what is left to pay, minor units.  points: change of the balance.  Both are 0 where a mechanic acts on neither.
    """

    label: str
    title: Said | Text | str
    phase: str
    acted: bool
    said: tuple[Said, ...]
    money: int = 0
    points: int = 0


def told(value: Any, market: Market, translate: Translate = str, language: str = "en") -> str:
    """A value of an explanation in words: counts, Money, Share, Day, a text, or a Said whose values are such; `translate` gives a template in the
    reader's language."""
    if isinstance(value, Said):
        return translate(value.template).format(**{name: told(x, market, translate, language) for name, x in value.values.items()})
    if isinstance(value, tuple):
        return " ".join(told(x, market, translate, language) for x in value)
    if isinstance(value, Money):
        return numbers.amount(value.minor / market.minor_per_unit, market.symbol, market.minor_digits)
    if isinstance(value, Share):
        return f"{100 * value.value:.3g}%"
    if isinstance(value, Day):
        return date_told(value.date, translate, language)
    if isinstance(value, Text):
        return value.in_language(language)
    if isinstance(value, str):
        return translate(value) if any(letter.isalpha() for letter in value) else value
    return numbers.count(value) if isinstance(value, int) else f"{value:.3g}"


def date_told(date: datetime.date, translate: Translate = str, language: str = "en") -> str:
    if language.startswith("zh"):
        return f"{date.year}年{date.month}月{date.day}日"
    return f"{date.day} {translate(MONTHS[date.month - 1])} {date.year}"
