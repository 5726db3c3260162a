"""The recommendation: a sentence that follows from the odds, what would settle it, and the next steps."""
from __future__ import annotations

from simulation.curves import curves
from simulation.findings import check
from simulation.ledger import COMPONENTS
from simulation.records import YEAR
from simulation.reporting import numbers
from simulation.story.content import Number, Slide
from simulation.story.cost_slide import owed
from simulation.story.material import About, Material
from simulation.story.outcome_slide import net_chart
from simulation.story.words import Words, behind, standing
from simulation.words import N_

LIKELY = 0.8      # of the runs: from here on the sentence leans to a side, and says that it is not settled


def recommendation(held: Material, about: About, w: Words) -> Slide:
    _, study = w.say, held.study
    ahead, of, kind = standing(study)
    net, months = study.value("net_value"), study.outcome.scenario.run.months
    money = w.with_span(w.money(net), w.metric_span(study, "net_value"))
    said = dict(net=money, months=months, ahead=ahead, of=of)
    if not study.outcome.scenario.program.mechanics:
        answer = _("There is **nothing to decide** yet: put a program beside this.")
    elif not kind:
        answer = _("It **changes nothing**: no run differs from no program.")
    elif kind == "better":
        answer = _("**Run it**: {net} after {months} months, ahead in {ahead} of {of} runs.", **said)
    elif kind == "worse":
        answer = _("**Do not run it as it is**: {net} after {months} months, ahead in {ahead} of {of} runs.", **said)
    elif ahead >= LIKELY * of:
        answer = _("It **probably pays**, but that is not settled: {net} after {months} months, ahead in {ahead} of {of} runs.", **said)
    elif behind(study) >= LIKELY * of:
        answer = _("It **probably does not pay**, but that is not settled: {net} after {months} months, ahead in {ahead} of {of} runs.", **said)
    else:
        answer = _("Whether it pays **cannot be told**: {net} after {months} months, ahead in {ahead} of {of} runs.", **said)
    return Slide(
        "recommendation", _("The recommendation"), answer, _settles(held, kind, w),
        numbers=_checkpoints(study, w), charts=net_chart(study, w), bullets=steps(held, kind, w), tables=(),
        notes=(
            _("Say the sentence as it stands; it follows from the odds alone: better means ahead in more than 95 of 100 runs."),
            _("Where it comes from: the same runs as the outcome; what to look at in month {month} is their range in that month.",
              month=min(YEAR, months)),
            _("Likely question: what would change your mind? Answer: {what}", what=_settles(held, kind, w) or
              _("figures outside the range of the first year.")),
        ),
    )  # fmt: skip


def _settles(held: Material, kind: str, w: Words) -> str:
    """What would settle it: the assumption whose range holds both answers, else the one that moves it most."""
    market, own = held.study.outcome.scenario.market, held.study.value("net_value")
    moving = [d for d in held.drivers or () if d.swing > 0]
    turning = [d for d in moving if min(d.at_low, d.at_high) < 0 < max(d.at_low, d.at_high)]
    if not moving:
        return ""
    d = (turning or moving)[0]
    said = dict(name=w.title(d.assumption), low=w.of_market(market, d.assumption, d.low), high=w.of_market(market, d.assumption, d.high),
                at_low=w.money(d.at_low), at_high=w.money(d.at_high))
    if turning:
        text = (N_("It turns with {name}: at {low} the net value is {at_low}, at {high} {at_high}.") if kind != "unknown" else
                N_("To settle it, measure {name}: at {low} the net value is {at_low}, at {high} {at_high}."))
        return w.say(text, **said)
    return w.say(N_("No single assumption turns it within its range; {name} moves it most, from {at_low} to {at_high}.") if own else "", **said)


def _checkpoints(study, w: Words) -> list[Number]:
    own, month = curves(study.outcome)["program"], min(YEAR, study.outcome.scenario.run.months)
    out = []
    for curve, name in (("net_value", N_("Net value after {month} months")), ("cost", N_("Cost of the first {month} months"))):
        low, high = study.band(curve)
        out.append(Number(w.say(name, month=month), w.money(float(own[curve][month - 1])),
                          w.span("money", (float(low[month - 1]), float(high[month - 1])), float(own[curve][month - 1]))))
    active = own["active_rate"][month - 1]
    low, high = study.band("active_rate")
    out.append(Number(w.say(N_("Active members after {month} months"), month=month), numbers.percent(active),
                      w.span("percent", (float(low[month - 1]), float(high[month - 1]))), metric="active_rate"))
    return out


def steps(held: Material, kind: str, w: Words) -> list[str]:
    """What to do next, with figures."""
    _, study = w.say, held.study
    scenario, out = study.outcome.scenario, []
    if not scenario.program.mechanics:
        return [_("Choose a scenario with a program, or add a mechanic on the page Program design.")]
    serious = [f for f in check(scenario, w.language) if f.level != "note"]
    if serious:
        out.append(_("Correct first: {text}", text=_(serious[0].text, **serious[0].values)))
    month = min(YEAR, scenario.run.months)
    low, high = study.band("net_value")
    if kind == "better":
        out.append(_("After {month} months hold the actual net value against {low} to {high}; below that, stop and look again.", month=month,
                     low=w.money(float(low[month - 1])), high=w.money(float(high[month - 1]))))
    elif kind == "worse":
        name = max(COMPONENTS, key=lambda c: study.value(c) or 0)
        out.append(_("Cut the largest cost first: {name}, {value} of {total}.", name=w.label(name), value=w.metric(study, name),
                     total=w.metric(study, "program_cost")))
        out.append(_("Sweep the thresholds and the earn rate for a program that pays; the page Sweep does it in one go."))
    elif not kind:
        out.append(_("Give it terms that members meet, on the page Program design; as it stands, it does nothing."))
    else:
        out.append(_("Pilot it with a hold-out group before deciding; the page Pilot and actuals says how many members it takes."))
    if held.liability is not None and study.value("points_outstanding"):
        points = owed(held, w)
        out.append(_("Provide for points: {value} at the end.", value=w.with_span(points.value, points.span)))
    if moving := [d for d in held.drivers or () if d.swing > 0]:
        d, market = moving[0], scenario.market
        out.append(_("Replace the assumption that moves it most by a figure of your own: {name}, now {value}.", name=w.title(d.assumption),
                     value=w.of_market(market, d.assumption, getattr(market, d.assumption).value)))
    if sceptic := held.cases and held.cases.mean_and_range("sceptic", "net_value"):
        out.append(_("Know the price of being wrong: if nobody responds, the net value is {value}.",
                     value=w.with_span(w.money(sceptic[0]), w.span("money", sceptic[1:], sceptic[0]))))
    return out[:4]
