"""The question: who is asked, in which market, and what these members do without a program."""
from __future__ import annotations

from simulation.curves import curves
from simulation.reporting import numbers
from simulation.story.content import Chart, Curve, Number, Slide, Table
from simulation.story.material import About, Material
from simulation.story.words import Words, plain
from simulation.words import N_


def question(held: Material, about: About, w: Words) -> Slide:
    _, study = w.say, held.study
    scenario = study.outcome.scenario
    market, run = scenario.market, scenario.run
    asked = scenario.question.in_language(w.language)
    plain_question = _("Does {name} pay for itself within {months} months?", name=about.name, months=run.months)
    sold = study.outcome.no_program.measure("sales").sum()
    each = lambda total: total / run.members / run.months * 12  # noqa: E731
    spread = study.range("sales", "no_program")
    sales = Number(_("Sales a member and year, no program"), w.money(each(sold / market.minor_per_unit)),
                   w.span("money", tuple(map(each, spread)) if spread else None, each(sold / market.minor_per_unit)),
                   against=_("later joiners are counted in") if market.joins_per_year.value else "")
    return Slide(
        "question", _("The question"), f"**{asked or plain_question}**",
        _("The alternative is no program: the same {members} members in the same market, with the same luck.", members=numbers.count(run.members)),
        numbers=(sales, _kept(study, w), _of_market(market, "average_basket", w), _of_market(market, "margin", w)),
        charts=_alone(study, w),
        tables=(Table((_("Who is asked"), ""), _asked(scenario, w), _("Who is asked, and where")),),
        notes=(
            _("Say: this is the one question for today, and every figure that follows is a difference to having no program at all."),
            _("Where it comes from: the members are simulated from the purchase behaviour of the market {market}; they shop on their own until "
              "the program moves them.", market=market.name.in_language(w.language)),
            _("Likely question: who are these members? Answer: {members} people who buy as the market's data say, some often, most rarely; no "
              "two are alike.", members=numbers.count(run.members)),
        ),
    )  # fmt: skip


def _kept(study, w: Words) -> Number:
    """Retention without a program; where the run is too short for it, the share that is still active."""
    metric = "retention_rate_12m" if study.value("retention_rate_12m", "no_program") is not None else "active_rate"
    return Number(w.say(N_("{measure}, no program"), measure=w.label(metric)), w.metric(study, metric, "no_program"),
                  w.metric_span(study, metric, "no_program"), metric=metric)


def _of_market(market, name: str, w: Words) -> Number:
    held, span = getattr(market, name), w.market_span(market, name)
    return Number(w.title(name), w.of_market(market, name, held.value), span, said="" if span else w.say(N_("taken as given")),
                  against=w.say(held.source))


def _alone(study, w: Words) -> tuple[Chart, ...]:
    _, own = w.say, curves(study.outcome)["no_program"]["active_rate"]
    low, high = study.band("active_rate", "no_program")
    curve = Curve(_("No program"), "no_program", own.tolist(), low.tolist(), high.tolist(), True)
    days = study.outcome.scenario.market.active_days.value
    measure = _("share of all members with an order in the last {days} days, by month; band: 90 of 100 runs", days=plain(days))
    alt = _("Without a program {first} of the members are active after the first month and {last} after the last.",
            first=numbers.percent(own[0]), last=numbers.percent(own[-1]))
    return (Chart("lines", _("What members do on their own"), measure, list(range(1, len(own) + 1)), (curve,), "percent", alt),)


def _asked(scenario, w: Words) -> list[tuple[str, str]]:
    _, run, market = w.say, scenario.run, scenario.market
    rows = [
        (_("Market"), market.name.in_language(w.language)),
        (_("Members on day 0"), numbers.count(run.members)),
        (_("Who they are"), _("members with a history") if scenario.opening else _("all new on day 0")),
    ]
    if market.joins_per_year.value:
        rows.append((_("New members a year"), numbers.percent(market.joins_per_year.value)))
    first, last = scenario.calendar.first_of(1), scenario.calendar.first_of(run.months + 1)
    time = _("{months} months, from {first} to before {last}", months=run.months, first=w.day(first), last=w.day(last))
    return [*rows, (_("Time simulated"), time)]
