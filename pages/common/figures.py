"""A study's figures in words: values, ranges and verdicts as the cards show them."""
from __future__ import annotations

import pandas as pd

from pages.common import look
from pages.common.text import _, language
from simulation.comparison import BETTER, WORSE
from simulation.experiments import Study, interval
from simulation.metrics import HEADLINE, METRICS
from simulation.outcome import Outcome
from simulation.reporting import numbers
from simulation.story.words import standing
from simulation.words import N_

KINDS = {BETTER: "better", WORSE: "worse"}
VERDICTS = (N_("better"), N_("worse"), N_("cannot tell"))


def shown(study: Study, metric: str, value: float | None) -> str:
    """A value with its unit."""
    unit, symbol = METRICS[metric].unit, study.outcome.scenario.market.symbol
    if value is None:
        return numbers.DASH
    if unit == "money":
        return numbers.money(value, symbol, language())
    if unit == "percent":
        return numbers.percent(value)
    return numbers.three(value) if unit == "ratio" else numbers.count(value)


def span(study: Study, metric: str, arm: str = "program") -> str:
    """The range beside a value."""
    found = study.range(metric, arm)
    if found is None:
        return ""
    kind = {"money": "money", "percent": "percent"}.get(METRICS[metric].unit, "count")
    return numbers.span(*found, kind, like=study.value(metric, arm), lang=language())


def difference(study: Study, metric: str, value: float) -> str:
    unit, symbol = METRICS[metric].unit, study.outcome.scenario.market.symbol
    if unit == "money":
        return numbers.money(value, symbol, language(), sign=True)
    return numbers.points(value, language()) if unit == "percent" else numbers.count(value, sign=True)


def verdict(low: float, high: float, better: int) -> str:
    """better, worse or cannot tell: whether the range of the difference holds zero."""
    if low <= 0 <= high:
        return VERDICTS[2]
    return BETTER if (low > 0) == (better > 0) else WORSE


def against(study: Study, other: Study, metric: str, other_name: str) -> look.Html:
    """A card: a figure beside that of another study of the same worlds, with the paired difference and its verdict."""
    own, base = study.value(metric), other.value(metric)
    words, kind = _("no such figure"), ""
    if own is not None and base is not None:
        paired = study.runs[(metric, "program")].astype(float) - other.runs[(metric, "program")].astype(float)
        found = interval(paired.to_numpy())
        if study is other or not paired.any():
            words = _("no change")
        elif found:
            word = verdict(*found, METRICS[metric].better)
            words, kind = f"{difference(study, metric, own - base)} {_(word)}", KINDS.get(word, "unknown")
    return _card(study, metric, words, kind, _("{name}: {value}", name=other_name, value=shown(other, metric, base)), base)


def first(outcome: Outcome, other: Study, metric: str, other_name: str) -> look.Html:
    """The card while the runs of the range are not done: the figure and its difference, and no verdict yet."""
    study = Study(outcome, pd.DataFrame(), {})
    own, base = study.value(metric), other.value(metric)
    words = _("no such figure") if own is None or base is None else difference(study, metric, own - base)
    return look.card(_(METRICS[metric].label), shown(study, metric, own), _("range follows"), words, "unknown",
                     _("{name}: {value}", name=other_name, value=shown(other, metric, base)), help=_(METRICS[metric].help),
                     strip=look.Html('<div class="tl-strip"></div>'))


def _card(study: Study, metric: str, words: str, kind: str, beside: str, tick: float | None) -> look.Html:
    value, found = study.value(metric), study.range(metric)
    strip = look.strip(found[0], value, found[1], tick) if found and value is not None else ""
    return look.card(_(METRICS[metric].label), shown(study, metric, value), span(study, metric), words, kind, beside,
                     help=_(METRICS[metric].help), strip=strip)


def against_no_program(study: Study) -> list[look.Html]:
    """The four cards of the home page."""
    out = []
    for metric in HEADLINE:
        base = study.value(metric, "no_program")
        if metric == "retention_rate_12m" and base is not None:
            paired = study.runs[(metric, "program")].astype(float) - study.runs[(metric, "no_program")].astype(float)
            word = verdict(*interval(paired.to_numpy()), 1)
            words, kind = f"{difference(study, metric, study.value(metric) - base)} {_(word)}", KINDS.get(word, "unknown")
            out.append(_card(study, metric, words, kind, _("no program: {value}", value=shown(study, metric, base)), base))
        elif metric == "upgrade_rate_12m":
            down = study.value("downgrade_rate_12m")
            words = _("moved down: {value}", value=shown(study, "downgrade_rate_12m", down)) if down is not None else _("one tier only")
            out.append(_card(study, metric, words, "", _("no program: no tiers"), None))
        elif metric == "program_cost":
            each = (study.value(metric) or 0) / study.outcome.scenario.run.members
            words = _("{share} of members' sales", share=shown(study, "fund_rate", study.value("fund_rate")))
            out.append(_card(study, metric, words, "", _("{value} a member", value=shown(study, metric, each)), None))
        else:
            ahead, of, kind = standing(study)
            month = study.value("payback_month")
            beside = _("pays back in month {month}", month=f"{month:.0f}") if month else _("does not pay back in this time")
            out.append(_card(study, metric, _("ahead in {ahead} of {of} runs", ahead=ahead, of=of), kind, beside, 0.0))
    return out


def how_to_read() -> str:
    return _("Beside each number: the range that holds it in 90 of 100 runs, over luck and over assumptions from low to high. "
             "Bar = that range, dot = best estimate, grey tick = what it is held against.")
