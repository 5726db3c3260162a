"""How a story writes figures and sentences: one language, one currency; the same forms as the pages'."""
from __future__ import annotations

import dataclasses
import datetime
import math
from collections.abc import Iterable

from simulation.comparison import BETTER, CANNOT_TELL, WORSE
from simulation.experiments import TAIL, Study
from simulation.market import Market
from simulation.metrics import METRICS
from simulation.reporting import numbers
from simulation.story.content import Verdict
from simulation.sweepable import Term
from simulation.translation import phrases, translated
from simulation.words import MONTHS, N_, Said

KINDS: dict[str, Verdict] = {BETTER: "better", WORSE: "worse", CANNOT_TELL: "unknown"}
SPOKEN = ("months", "days", "hours", "minutes")      # units of terms that are said behind a number
VERDICTS = {"better": N_("better"), "worse": N_("worse"), "unknown": N_("cannot tell")}


@dataclasses.dataclass(frozen=True)
class Words:
    """Sentences and figures in a language; sums in a currency's symbol."""

    language: str
    symbol: str

    def say(self, text: str, /, **values) -> str:
        return translated(text, self.language, **values)

    def money(self, v: float | None, sign: bool = False) -> str:
        return numbers.money(v, self.symbol, self.language, sign=sign)

    def value(self, unit: str, v: float | None) -> str:
        """A figure of METRICS' units, or `count`."""
        if v is None or math.isnan(v):
            return numbers.DASH
        if unit == "money":
            return self.money(v)
        if unit == "percent":
            return numbers.percent(v)
        if unit == "ratio" or (abs(v) < 100 and v % 1):
            return numbers.three(v)
        return numbers.count(v)

    def change(self, unit: str, v: float | None) -> str:
        """A difference, signed."""
        if v is None or math.isnan(v):
            return numbers.DASH
        if unit == "money":
            return self.money(v, sign=True)
        if unit == "percent":
            return numbers.points(v, self.language, 2 if abs(v) < 0.003 else 1)
        return numbers.count(v, sign=True, digits=0 if abs(v) >= 100 or v % 1 == 0 else 1 if abs(v) >= 1 else 3)

    def span(self, unit: str, ends: tuple[float, float] | None, like: float | None = None, sign: bool = False) -> str:
        """A range beside its figure, without the unit; empty where there is none."""
        if ends is None or any(math.isnan(x) for x in ends):
            return ""
        kind = {"money": "money", "percent": "points" if sign else "percent"}.get(unit, "count")
        digits = (3 if max(map(abs, ends)) < 1 else 1) if kind == "count" and max(map(abs, ends)) < 100 and any(x % 1 for x in ends) else None
        if kind == "points" and max(map(abs, ends)) < 0.003:
            digits = 2
        return numbers.span(*ends, kind, like=like, lang=self.language, sign=sign, digits=digits)

    def metric(self, study: Study, name: str, arm: str = "program") -> str:
        return self.value(METRICS[name].unit, study.value(name, arm))

    def metric_span(self, study: Study, name: str, arm: str = "program") -> str:
        return self.span(METRICS[name].unit, study.range(name, arm), study.value(name, arm))

    def with_span(self, value: str, span: str) -> str:
        """A figure in a sentence, its range behind it."""
        return self.say(N_("{value} ({range})"), value=value, range=span) if span else value

    def label(self, metric: str) -> str:
        return self.say(METRICS[metric].label)

    def verdict(self, kind: Verdict) -> str:
        return self.say(VERDICTS[kind]) if kind else ""

    def listed(self, texts: list[str]) -> str:
        return phrases.listed(texts, self.language)

    def given(self, text: str) -> str:
        """A name that is either a sentence of ours or somebody's own word, which stays as it is."""
        return self.say(text) if isinstance(text, Said) else text

    def whereabouts(self, parts: Iterable[str]) -> str:
        """Where something stands, from the whole to the part, as the pages write it."""
        return phrases.whereabouts(parts, self.language)

    def inside(self, text: str) -> str:
        """A heading's words within a sentence, as the pages write them."""
        return phrases.inside(text, self.language)

    def day(self, date: datetime.date) -> str:
        return self.say(N_("{day} {month} {year}"), day=date.day, month=self.say(MONTHS[date.month - 1]), year=date.year)

    # ---- numbers of a market and terms of a program ------------------------------------------------------------------
    def title(self, assumption: str) -> str:
        return self.say(Market.model_fields[assumption].title)

    def title_and_unit(self, market: Market, name: str) -> str:
        unit = market.unit_of(name)
        return self.say(N_("{number}, {unit}"), number=self.title(name), unit=self.say(unit)) if unit not in ("", "currency") else self.title(name)

    def of_market(self, market: Market, name: str, value: float) -> str:
        """A number of the market as people read it, in three digits."""
        unit = market.unit_of(name)
        if unit.startswith("share"):
            return numbers.percent(value)
        return f"{self.symbol}{plain(value)}" if unit in ("currency", market.currency) else plain(value)

    def market_span(self, market: Market, name: str) -> str:
        """Its low to its high value as people read them; empty for a number that is taken as given."""
        held = getattr(market, name)
        known = held.low is not None and held.low != held.high
        return " – ".join(self.of_market(market, name, x) for x in sorted((held.low, held.high))) if known else ""

    def of_term(self, term: Term, value: float) -> str:
        """A term's value with its unit: a sum, a share, so many points."""
        text = plain(value * 100 if term.share else value)
        if term.share:
            return f"{text}%"
        if term.unit.startswith("currency"):
            return f"{self.symbol}{text}"
        if term.unit == "×":
            return f"{text} ×"
        spoken = term.unit in SPOKEN and term.unit not in term.title.lower()
        return self.say(N_("{n} {unit}"), n=text, unit=self.say(term.unit)) if spoken else text


def plain(value: float) -> str:
    """A number as it was given, without superfluous zeros, a true minus."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".").replace("-", numbers.MINUS)
    return numbers.three(value) if text in ("0", f"{numbers.MINUS}0") and value else text


def odds(ahead: int, of: int) -> Verdict:
    """How runs that end ahead are judged, as on the home page."""
    return "better" if ahead > (1 - TAIL) * of else "worse" if ahead < TAIL * of else "unknown"


def standing(study: Study) -> tuple[int, int, Verdict]:
    """In how many runs it ends ahead, of how many, and how that is judged; nothing is judged where no run differs from no program."""
    ahead, of = study.runs_above_zero("net_value")
    return ahead, of, odds(ahead, of) if study.runs[("net_value", "program")].any() else ""


def behind(study: Study) -> int:
    """In how many runs it ends behind; a run that ends as without a program is neither ahead nor behind."""
    return int((study.runs[("net_value", "program")] < 0).sum())


def judged(ends: tuple[float, float] | None, better: int) -> Verdict:
    """A range of a difference: unknown while it holds zero."""
    if ends is None or ends[0] <= 0 <= ends[1]:
        return "unknown"
    return "better" if (ends[0] > 0) == (better > 0) else "worse"
