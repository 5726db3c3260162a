"""What members will feel: a typical year, the way to the next tier, waits and losses."""
from __future__ import annotations

import numpy as np

from simulation.curves import curves
from simulation.experiments import interval
from simulation.reporting import numbers
from simulation.service_report import curve, desks_of
from simulation.story.content import Chart, Curve, Number, Slide, Table
from simulation.story.material import Material
from simulation.story.members import FIFTHS, HEAVY, MEDIAN
from simulation.story.words import Words
from simulation.sweepable import QUALIFYING
from simulation.words import N_

FIFTH_NAMES = (N_("Lightest fifth"), N_("Second fifth"), N_("Middle fifth"), N_("Fourth fifth"), N_("Heaviest fifth"))
LOST = 0.2      # of the points that have expired, from which on members will notice


def feel(held: Material, w: Words) -> Slide:
    _, study, year = w.say, held.study, held.members
    if not study.outcome.scenario.program.mechanics:
        answer, shown = _("Members feel **nothing**: there is no program, and they shop as before."), ()
    elif year is None or year.value(MEDIAN, "back_rate") is None:
        climbs = study.value("upgrade_rate_12m")
        answer = (_("In the last year **{share} of the members** below the top tier climb.", share=w.metric(study, "upgrade_rate_12m"))
                  if climbs is not None else _("Members stay in one tier; what they feel is what they get back."))
        shown = ()
    else:
        each = lambda group: w.money(100 * year.value(group, "back_rate"))  # noqa: E731
        answer = _("Of every {hundred} that they spend, a median buyer gets **{median} back** and a heavy buyer {heavy}.",
                   hundred=f"{w.symbol}100", median=each(MEDIAN), heavy=each(HEAVY))
        shown = tuple(_back(year, group, name, w) for group, name in ((MEDIAN, _("A median buyer gets back")), (HEAVY, _("A heavy buyer gets back"))))
    every = [*shown, *_steps(held, w), *_points(study, w)]
    return Slide(
        "feel", _("What members will feel"), answer, _feel_sub(held, w), numbers=tuple(every[:4]),
        charts=(_fifths(year, w),) if shown else (), tables=(_years(year, w),) if shown else (), bullets=_felt(held, w),
        notes=(
            _("Say: this is the program from a member's chair; if the middle of the room feels nothing, nobody's behaviour changes."),
            _("Where it comes from: every member's last year in the simulation. Discounts count as given, rewards when redeemed, benefits at what "
              "they are worth to that member; fees of a paid plan are taken off. Median: the middle tenth of the buyers by sales; heavy: the top "
              "tenth."),
            _("Likely question: do light buyers get anything? Answer: the picture shows each fifth of the buyers; points that are never redeemed "
              "are worth nothing to them."),
        ),
    )  # fmt: skip


def _back(year, group: str, name: str, w: Words) -> Number:
    return Number(name, w.value("percent", year.value(group, "back_rate")), w.span("percent", year.range(group, "back_rate")),
                  said=w.say(N_("of what they spend")),
                  against=w.say(N_("{back} of {sales} a year"), back=w.money(year.value(group, "back")), sales=w.money(year.value(group, "sales"))))


def _feel_sub(held: Material, w: Words) -> str:
    year = held.members
    missing = year.value(MEDIAN, "missing") if year else None
    if missing is None:
        return ""
    if not missing:
        return w.say(N_("Half of the median buyers below the top have reached the next tier's threshold already."))
    amount = year.value(MEDIAN, "to_next")
    if amount is None:
        return w.say(N_("The next tier is {missing} of its threshold away for a median buyer."), missing=numbers.percent(missing))
    return w.say(N_("The next tier is {missing} of its threshold away for a median buyer: {amount} still to go."),
                 missing=numbers.percent(missing), amount=_amount(held, amount, w))


def _amount(held: Material, v: float, w: Words) -> str:
    """So much of the one metric that qualifies."""
    metric = held.study.outcome.scenario.program.get("tiers").metrics[0]
    return w.money(v) if metric == "spend" else w.say(N_("{n} {unit}"), n=w.value("count", v), unit=w.say(QUALIFYING[metric][0]))


def _steps(held: Material, w: Words) -> list[Number]:
    """How far the next tier is, how many get there."""
    _, year, study, out = w.say, held.members, held.study, []
    if year and year.value(MEDIAN, "missing") is not None:
        heavy = year.value(HEAVY, "missing")
        out.append(Number(_("Still to go to the next tier"), numbers.percent(year.value(MEDIAN, "missing")),
                          w.span("percent", year.range(MEDIAN, "missing")), said=_("of its threshold, a median buyer"),
                          against=_("a heavy buyer: {share}", share=numbers.percent(heavy)) if heavy is not None else ""))
    if study.value("upgrade_rate_12m") is not None:
        out.append(Number(w.label("upgrade_rate_12m"), w.metric(study, "upgrade_rate_12m"), w.metric_span(study, "upgrade_rate_12m"),
                          against=_("moved down: {value}", value=w.metric(study, "downgrade_rate_12m")), metric="upgrade_rate_12m"))
    return out


def _points(study, w: Words) -> list[Number]:
    out = []
    for metric in ("redemption_rate", "breakage_rate"):
        if study.value(metric) is not None:
            out.append(Number(w.label(metric), w.metric(study, metric), w.metric_span(study, metric),
                              against=w.say(N_("of the points issued")), metric=metric))
    return out


def _fifths(year, w: Words) -> Chart:
    _, groups = w.say, [f"fifth_{k}" for k in range(1, FIFTHS + 1)]
    values = [year.value(g, "back_rate") or 0.0 for g in groups]
    ends = [year.range(g, "back_rate") or (0.0, 0.0) for g in groups]
    curve = Curve(_("Back"), "program", values, [a for a, _b in ends], [b for _a, b in ends])
    alt = _("What comes back rises or falls with what members buy: {first} in the lightest fifth, {last} in the heaviest.",
            first=numbers.percent(values[0]), last=numbers.percent(values[-1]))
    return Chart("forest", _("What comes back, by what members buy"),
                 _("share of the last year's spending, by fifth of the buyers; bar: 90 of 100 runs"),
                 [_(name) for name in FIFTH_NAMES], (curve,), "percent", alt)


def _years(year, w: Words) -> Table:
    _ = w.say
    rows, fifths = [], [(f"fifth_{k}", _(FIFTH_NAMES[k - 1])) for k in range(1, FIFTHS + 1)]
    for group, name in [*fifths, (MEDIAN, _("Median buyer")), (HEAVY, _("Heavy buyer"))]:
        cell = lambda figure, unit, group=group: w.with_span(w.value(unit, year.value(group, figure)),  # noqa: E731
                                                             w.span(unit, year.range(group, figure), year.value(group, figure)))
        rows.append((name, cell("sales", "money"), cell("back", "money"), cell("back_rate", "percent"), cell("missing", "percent")))
    header = (_("Buyers of the last year"), _("Spend"), _("Get back"), _("Share back"), _("Next tier: still to go"))
    return Table(header, rows, _("A typical year of each fifth of the buyers"))


def _felt(held: Material, w: Words) -> list[str]:
    """Waits and losses that members meet."""
    _, study = w.say, held.study
    program, out = study.outcome.scenario.program, []
    earn = program.get("base_earn")
    if earn and earn.pending_days:
        out.append(_("New points wait {days} days before they can be used.", days=earn.pending_days))
    lost = study.value("breakage_rate")
    if lost is not None and lost > 0:
        text = (N_("Of the points given, {share} expire unused: members will notice.") if lost >= LOST else
                N_("Of the points given, {share} expire unused."))
        out.append(_(text, share=w.with_span(numbers.percent(lost), w.metric_span(study, "breakage_rate"))))
    down = study.value("downgrade_rate_12m")
    if down:
        out.append(_("In a year {share} of the members above the first tier fall by at least one.",
                     share=w.with_span(numbers.percent(down), w.metric_span(study, "downgrade_rate_12m"))))
    waits = _late(study)
    if waits:
        out.append(_("Of the contacts with service, {share} wait longer than promised.",
                     share=w.with_span(numbers.percent(waits[0]), w.span("percent", waits[1:]))))
    return out


def _late(study) -> tuple[float, float, float] | None:
    """Of all contacts with service, the share answered too late: the own run's, and its range."""
    scenario = study.outcome.scenario
    desks, tiers = range(len(desks_of(scenario.program))), range(len(scenario.program.tier_names))
    names = {what: [curve(what, d, tier) for d in desks for tier in tiers] for what in ("late", "contacts")}
    own, runs = curves(study.outcome)["program"], study.paths
    if not names["contacts"] or not (contacts := sum(own[x].sum() for x in names["contacts"])):
        return None
    share = float(sum(own[x].sum() for x in names["late"]) / contacts)
    late, of = (sum(runs["program", x].sum(1) for x in names[what]) for what in ("late", "contacts"))
    found = interval(late / np.maximum(1, of))
    return share, min(share, found[0]), max(share, found[1])
