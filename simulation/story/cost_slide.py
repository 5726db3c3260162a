"""What it costs: by part and time, for every hundred of sales, and what is owed to members at the end."""
from __future__ import annotations

import numpy as np

from simulation.curves import curves
from simulation.ledger import COMPONENTS
from simulation.records import YEAR
from simulation.reporting import numbers
from simulation.story.content import Chart, Curve, Number, Slide, Table
from simulation.story.material import Material
from simulation.story.words import Words
from simulation.words import N_

QUARTER = 3
MOST_IN_QUARTERS = 36     # months


def cost(held: Material, w: Words) -> Slide:
    _, study = w.say, held.study
    run, hundred = study.outcome.scenario.run, f"{w.symbol}100"
    total, rate = study.value("program_cost"), study.value("fund_rate")
    if not study.outcome.scenario.program.mechanics:
        answer = _("It costs **nothing**: there is no program.")
    else:
        answer = _("It costs **{total}** in {months} months: **{each} of every {hundred}** that members spend.", total=w.money(total),
                   months=run.months, each=_hundredth(rate, w), hundred=hundred)
    ends = study.range("fund_rate")
    shown = [
        Number(w.label("program_cost"), w.money(total), w.metric_span(study, "program_cost"),
               against=_("{value} a member", value=w.money(total / run.members)), metric="program_cost"),
        Number(_("Cost of every {hundred} of sales", hundred=hundred), _hundredth(rate, w),
               w.span("count", tuple(100 * x for x in ends)) if ends else "", said="" if ends else _("no sales"), metric="fund_rate"),
        _largest(study, w), owed(held, w),
    ]
    return Slide(
        "cost", _("What it costs"), answer, _cost_sub(held, w), numbers=[n for n in shown if n], charts=_cost_chart(study, w),
        tables=(_cost_table(study, w),),
        notes=(
            _("Say: the cost of each {hundred} of sales is the number to remember; it is what a discount of that depth for everybody would cost.",
              hundred=hundred),
            _("Where it comes from: every reward, benefit, campaign and running cost is booked by month; rewards when they are redeemed."),
            _("Likely question: what do we still owe members at the end? Answer: {points} points, in 90 of 100 runs {range}.",
              points=w.metric(study, "points_outstanding"), range=w.metric_span(study, "points_outstanding") or numbers.DASH),
        ),
    )  # fmt: skip


def _hundredth(share: float | None, w: Words) -> str:
    return numbers.DASH if share is None else w.money(100 * share)


def _cost_sub(held: Material, w: Words) -> str:
    """The first year, in which budgets are made."""
    study = held.study
    months = min(YEAR, study.outcome.scenario.run.months)
    low, high = study.band("cost")
    value = float(curves(study.outcome)["program"]["cost"][months - 1])
    if not value:
        return ""
    return w.say(N_("The first {months} months cost {value}, in 90 of 100 runs {range}."), months=months, value=w.money(value),
                 range=w.span("money", (float(low[months - 1]), float(high[months - 1])), value))


def _largest(study, w: Words) -> Number | None:
    total = study.value("program_cost")
    name = max(COMPONENTS, key=lambda c: study.value(c) or 0)
    if not total or not study.value(name):
        return None
    return Number(w.say(N_("Largest part: {name}"), name=w.label(name)), w.metric(study, name), w.metric_span(study, name),
                  against=w.say(N_("{share} of the cost"), share=numbers.percent(study.value(name) / total, 0)), metric=name)


def owed(held: Material, w: Words) -> Number | None:
    """What the company owes members in points at the end: money where the books are there, else points."""
    study, book = held.study, held.liability
    points = study.value("points_outstanding")
    if not points:
        return None
    against = w.say(N_("{n} points"), n=numbers.count(points))
    if book is None:
        return Number(w.label("points_outstanding"), numbers.count(points), w.metric_span(study, "points_outstanding"), metric="points_outstanding")
    unit = study.outcome.scenario.market.minor_per_unit
    low, high = book.band()
    value = book.closing / unit
    return Number(w.say(N_("Points liability at the end")), w.money(value), w.span("money", (float(low[-1]) / unit, float(high[-1]) / unit), value),
                  against=against)


def _cost_chart(study, w: Words) -> tuple[Chart, ...]:
    _, unit = w.say, study.outcome.scenario.market.minor_per_unit
    by_month = study.outcome.totals["program"]
    used = [c for c in COMPONENTS if by_month[c].any()]
    if not used:
        return ()
    months = len(by_month)
    step = QUARTER if months <= MOST_IN_QUARTERS else YEAR
    at = np.arange(months) // step
    names = [f"{step * q + 1}–{min(step * (q + 1), months)}" for q in range(at[-1] + 1)]
    used.sort(key=lambda c: -by_month[c].sum())     # parts of one stack are shades of the accent, the largest the strongest
    shown = [Curve(w.label(c), "program", [float(by_month[c].to_numpy()[at == q].sum() / unit) for q in range(at[-1] + 1)]) for c in used]
    measure = _("by {n} months of the run; ranges are in the table", n=step)
    alt = _("Program cost by part and time: {parts}.",
            parts=w.listed([_("{name} {value}", name=c.name, value=w.money(sum(c.y))) for c in shown]))
    return (Chart("stack", _("Cost by part"), measure, names, shown, "money", alt, w.symbol),)


def _cost_table(study, w: Words) -> Table:
    _, total = w.say, study.value("program_cost")
    rows = [(w.label(c), w.metric(study, c), w.metric_span(study, c), numbers.percent(study.value(c) / total, 0) if total else numbers.DASH)
            for c in (*COMPONENTS, "program_cost") if study.value(c) or c == "program_cost"]
    return Table((_("Cost"), _("Amount"), _("Range, 90 of 100 runs"), _("Share")), rows, _("Cost by part over the whole run"))
