"""The outcome against no program, every figure with its range."""
from __future__ import annotations

import numpy as np

from simulation.curves import curves
from simulation.experiments import interval
from simulation.metrics import METRICS
from simulation.reporting import numbers
from simulation.story.content import Chart, Curve, Number, Slide, Table
from simulation.story.material import Material
from simulation.story.words import Words, judged, standing
from simulation.words import N_


def outcome(held: Material, w: Words) -> Slide:
    _, study = w.say, held.study
    run = study.outcome.scenario.run
    ahead, of, kind = standing(study)
    odds = _("It ends ahead in {ahead} of {of} runs in which luck and assumptions vary together.", ahead=ahead, of=of)
    return Slide(
        "outcome", _("The outcome"), _outcome_answer(study, w),
        odds if kind else "",
        numbers=(retention(study, w), _climbing(study, w), lift(study, w), net_value(study, w)),
        charts=(*net_chart(study, w), *_retention_chart(study, w)), tables=(headline(study, w),),
        notes=(
            _("Say the sentence, then the range: nine of ten runs lie inside it. Only then the rest."),
            _("Where it comes from: the scenario's own run of {months} months, and {of} runs with other luck and with every uncertain assumption "
              "between its low and its high case.", months=run.months, of=of),
            _("Likely question: how sure is that? Answer: ahead in {ahead} of {of} runs; the page What could go wrong shows what turns it.",
              ahead=ahead, of=of),
        ),
    )  # fmt: skip


def _outcome_answer(study, w: Words) -> str:
    _, net, month = w.say, study.value("net_value"), study.value("payback_month")
    months = study.outcome.scenario.run.months
    if not study.outcome.scenario.program.mechanics:
        return _("There is **no program**: this is what these members do on their own.")
    if not standing(study)[2]:
        return _("The program **changes nothing**: no run differs from no program.")
    net_words = w.money(abs(net))
    if month and net > 0:
        return _("The program **pays for itself in month {month}** and is {net} ahead after {months} months.", month=f"{month:.0f}", net=net_words,
                 months=months)
    return _("The program **does not pay for itself**: it is {net} behind after {months} months.", net=net_words, months=months)


def retention(study, w: Words) -> Number:
    """Retention against no program, judged by the paired difference; where the run is too short for it, survival."""
    metric = "retention_rate_12m" if study.value("retention_rate_12m") is not None else "survival_rate"
    own, base = study.value(metric), study.value(metric, "no_program")
    if own is None or base is None:
        return Number(w.label(metric), numbers.DASH, said=w.say(N_("no such figure")), metric=metric)
    kind = judged(interval((study.runs[(metric, "program")].astype(float) - study.runs[(metric, "no_program")].astype(float)).to_numpy()), 1)
    return Number(w.label(metric), w.metric(study, metric), w.metric_span(study, metric), kind,
                  w.say(N_("{difference} {verdict}"), difference=w.change("percent", own - base), verdict=w.verdict(kind)),
                  w.say(N_("no program: {value}"), value=w.metric(study, metric, "no_program")), metric)


def _climbing(study, w: Words) -> Number:
    if study.value("upgrade_rate_12m") is None:
        return Number(w.label("survival_rate"), w.metric(study, "survival_rate"), w.metric_span(study, "survival_rate"),
                      against=w.say(N_("no program: {value}"), value=w.metric(study, "survival_rate", "no_program")), metric="survival_rate")
    return Number(w.label("upgrade_rate_12m"), w.metric(study, "upgrade_rate_12m"), w.metric_span(study, "upgrade_rate_12m"),
                  against=w.say(N_("moved down: {value}"), value=w.metric(study, "downgrade_rate_12m")), metric="upgrade_rate_12m")


def lift(study, w: Words) -> Number:
    kind = judged(study.range("lift_rate"), 1)
    more = study.value("incremental_sales")
    return Number(w.label("lift_rate"), w.metric(study, "lift_rate"), w.metric_span(study, "lift_rate"), kind, w.verdict(kind),
                  w.say(N_("{sales} more sales than with no program"), sales=w.with_span(w.money(more), w.metric_span(study, "incremental_sales"))),
                  "lift_rate")


def net_value(study, w: Words) -> Number:
    ahead, of, kind = standing(study)
    month = study.value("payback_month")
    beside = w.say(N_("pays back in month {month}"), month=f"{month:.0f}") if month else w.say(N_("does not pay back in this time"))
    return Number(w.label("net_value"), w.metric(study, "net_value"), w.metric_span(study, "net_value"), kind,
                  w.say(N_("ahead in {ahead} of {of} runs"), ahead=ahead, of=of), beside, "net_value")


def net_chart(study, w: Words) -> tuple[Chart, ...]:
    _, own = w.say, curves(study.outcome)["program"]["net_value"]
    low, high = study.band("net_value")
    months = list(range(1, len(own) + 1))
    shown = (Curve(_("Program"), "program", own.tolist(), low.tolist(), high.tolist()),
             Curve(_("No program"), "no_program", [0.0] * len(own), dashed=True))
    span = numbers.span(low[-1], high[-1], "money", like=own[-1], lang=w.language)
    alt = _("After {months} months the net value is {value}, in 90 of 100 runs {span}.", months=len(own), value=w.money(own[-1]), span=span)
    return (Chart("lines", _("Net value to date"), _("incremental margin and fees less program cost, cumulated by month; band: 90 of 100 runs"),
                  months, shown, "money", alt, w.symbol),)


def _retention_chart(study, w: Words) -> tuple[Chart, ...]:
    _, own = w.say, curves(study.outcome)
    known = np.isfinite(own["program"]["retention"]) & np.isfinite(own["no_program"]["retention"])
    if known.sum() < 2:
        return ()
    shown = []
    for arm, name in (("program", _("Program")), ("no_program", _("No program"))):
        low, high = study.band("retention", arm)
        shown.append(Curve(name, arm, own[arm]["retention"][known].tolist(), low[known].tolist(), high[known].tolist(), arm == "no_program"))
    alt = _("At the end {own} of the members bought again with the program, {base} without.", own=numbers.percent(shown[0].y[-1]),
            base=numbers.percent(shown[1].y[-1]))
    return (Chart("lines", w.label("retention_rate_12m"), _("share of the members of a year before who bought again in the last 12 months"),
                  (np.flatnonzero(known) + 1).tolist(), shown, "percent", alt),)


def headline(study, w: Words) -> Table:
    """Both arms, with ranges."""
    _, rows = w.say, []
    for metric in ("retention_rate_12m", "upgrade_rate_12m", "downgrade_rate_12m", "active_rate", "survival_rate", "sales", "incremental_margin",
                   "program_cost", "net_value", "roi", "payback_month"):
        if study.value(metric) is None:
            continue
        base = w.metric(study, metric, "no_program") if not METRICS[metric].paired and metric != "program_cost" else numbers.DASH
        rows.append((w.label(metric), base, w.metric(study, metric), w.metric_span(study, metric)))
    return Table((_("Measure"), _("No program"), _("Program"), _("Range, 90 of 100 runs")), rows, _("Both arms of the scenario"))
