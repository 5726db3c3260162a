"""How a comparison's figures are written: values, differences with signs, intervals, verdicts, and why something cannot be told."""
from __future__ import annotations

import dataclasses

from pages.common import look
from pages.common.figures import KINDS
from pages.common.text import _, language, listed
from simulation.comparison import Difference
from simulation.comparison_tables import REMARKS, remark
from simulation.metrics import METRICS
from simulation.reporting import numbers
from simulation.words import N_

PRESET_NAMES = {"sceptic": N_("sceptic"), "low": N_("low"), "central": N_("central"), "high": N_("high")}


@dataclasses.dataclass(frozen=True)
class Form:
    """Writes figures of one unit (percent, money, or any other: a count) in the market's currency."""

    unit: str
    symbol: str

    def value(self, v: float) -> str:
        if self.unit == "money":
            return numbers.money(v, self.symbol, language())
        if self.unit == "percent":
            return numbers.percent(v)
        return numbers.count(v) if abs(v) >= 100 or v % 1 == 0 else numbers.three(v)

    def change(self, v: float, half: float = 0.0) -> str:
        """A difference; `half`, half its interval, says how many decimals are worth showing."""
        if self.unit == "money":
            return numbers.money(v, self.symbol, language(), sign=True)
        if self.unit == "percent":
            return numbers.points(v, language(), _digits(half or v))
        return numbers.count(v, sign=True, digits=self._decimals(v))

    def span(self, low: float, high: float, like: float | None = None) -> str:
        if self.unit == "money":
            return numbers.span(low, high, "money", like=like, lang=language(), sign=True)
        if self.unit == "percent":
            return numbers.span(low, high, "points", lang=language(), digits=_digits((high - low) / 2))
        return numbers.span(low, high, "count", lang=language(), sign=True, digits=self._decimals(max(abs(low), abs(high))))

    def _decimals(self, v: float) -> int:
        return 0 if abs(v) >= 100 or v % 1 == 0 else 1 if abs(v) >= 1 else 3


def _digits(share: float) -> int:
    """Decimals of percentage points."""
    return 3 if abs(share) < 0.0003 else 2 if abs(share) < 0.003 else 1


def of(metric: str, symbol: str) -> Form:
    return Form(METRICS[metric].unit, symbol)


def verdict(d: Difference) -> look.Html:
    return look.chip(_(d.verdict), KINDS.get(d.verdict, "unknown")) if d.values.size else look.esc(numbers.DASH)


def why(d: Difference) -> str:
    """What would settle a "cannot tell"."""
    key, n = remark(d)
    return _(REMARKS[key], n=numbers.count(n)) if key else ""


def forest(d: Difference) -> look.Html:
    return look.forest(d.low, d.mean, d.high, KINDS.get(d.verdict, "unknown")) if d.low == d.low else look.Html("")


def presets(names: list[str]) -> str:
    """The presets under which a verdict is the same."""
    if len(names) == len(PRESET_NAMES):
        return _("all four")
    missing = [p for p in PRESET_NAMES if p not in names]
    if len(missing) == 1:
        return _("all but {preset}", preset=_(PRESET_NAMES[missing[0]]))
    return listed(_(PRESET_NAMES[p]) for p in names) or _("none")
