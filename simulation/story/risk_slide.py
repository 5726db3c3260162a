"""What could go wrong: the odds, the assumptions that it hangs on, sceptics, and the program check."""
from __future__ import annotations

from simulation.cases import CASES
from simulation.findings import check
from simulation.metrics import METRICS
from simulation.reporting import numbers
from simulation.story.content import Chart, Curve, Number, Slide, Table
from simulation.story.material import Material
from simulation.story.words import Words, behind, standing
from simulation.words import N_

BARS, REMARKS = 6, 4     # assumptions in the picture; remarks of the program check that are told
LEVELS = {"fault": N_("fault"), "warning": N_("warning"), "note": N_("note")}


def risk(held: Material, w: Words) -> Slide:
    _, study, found = w.say, held.study, check(held.study.outcome.scenario, w.language)
    ahead, of, kind = standing(study)
    serious = [f for f in found if f.level != "note"]
    if not study.outcome.scenario.program.mechanics:
        answer = _("**Nothing** is put at risk: there is no program.")
    elif not kind:
        answer = _("**Nothing** hangs on it: no run differs from no program.")
    elif ahead == of:
        answer = _("It ends ahead in **all {of} runs**, whatever the assumptions within their ranges.", of=of)
    else:
        answer = _("In **{behind} of {of} runs** it ends behind.", behind=behind(study), of=of)
    return Slide(
        "risk", _("What could go wrong"), answer, _risk_sub(held, w),
        numbers=[n for n in (_odds(study, w), _worst(study, w), *_sceptic(held, w), _remarks(found, w)) if n],
        charts=_tornado(held, w), tables=(*_cases(held, w), *_ends(held, w)),
        bullets=[_("{level}: {text}", level=_(LEVELS[f.level]), text=_(f.text, **f.values)) for f in (serious or found)[:REMARKS]],
        notes=(
            _("Say: name the assumption that hangs most on it before somebody else does."),
            _("Where it comes from: each bar moves one assumption to its low and its high case, the others stay; the odds come from runs in which "
              "all vary together."),
            _("Likely question: what if the program changes nobody's behaviour? Answer: {sceptic}", sceptic=_sceptics_answer(held, w)),
        ),
    )  # fmt: skip


def _risk_sub(held: Material, w: Words) -> str:
    moving = [d for d in held.drivers or () if d.swing > 0]
    if not moving:
        return ""
    d, market = moving[0], held.study.outcome.scenario.market
    return w.say(N_("The net value hangs most on {name}: {low} at {at_low}, {high} at {at_high}."), name=w.title(d.assumption), low=w.money(d.at_low),
                 high=w.money(d.at_high), at_low=w.of_market(market, d.assumption, d.low), at_high=w.of_market(market, d.assumption, d.high))


def _odds(study, w: Words) -> Number:
    ahead, of, kind = standing(study)
    return Number(w.say(N_("Ends ahead")), w.say(N_("{n} of {of} runs"), n=ahead, of=of), verdict=kind,
                  said=w.verdict(kind) or w.say(N_("no run differs from no program")),
                  against=w.say(N_("luck and assumptions vary together")))


def _worst(study, w: Words) -> Number | None:
    values = study.runs[("net_value", "program")].dropna()
    if not len(values):
        return None
    return Number(w.say(N_("Worst run")), w.money(float(values.min())), said=w.say(N_("net value at the end")),
                  against=w.say(N_("best run: {value}"), value=w.money(float(values.max()))))


def _sceptic(held: Material, w: Words) -> list[Number]:
    found = held.cases.mean_and_range("sceptic", "net_value") if held.cases else None
    if found is None:
        return []
    return [Number(w.say(N_("If nobody responds")), w.money(found[0]), w.span("money", found[1:], found[0]), against=w.say(N_("the sceptic's case")))]


def _sceptics_answer(held: Material, w: Words) -> str:
    found = held.cases.mean_and_range("sceptic", "net_value") if held.cases else None
    if found is None:
        return w.say(N_("the page Assumptions has the sceptic's case."))
    return w.say(N_("then the net value is {value}, by luck {range}."), value=w.money(found[0]),
                 range=w.span("money", found[1:], found[0]) or numbers.DASH)


def _remarks(found, w: Words) -> Number | None:
    n = {level: sum(f.level == level for f in found) for level in LEVELS}
    return Number(w.say(N_("Program check: faults and warnings")), str(n["fault"] + n["warning"]),
                  said=w.say(N_("faults: {faults}, warnings: {warnings}, notes: {notes}"), faults=n["fault"], warnings=n["warning"], notes=n["note"]))


def _tornado(held: Material, w: Words) -> tuple[Chart, ...]:
    _ = w.say
    top, own = [d for d in held.drivers or () if d.swing > 0][:BARS], held.study.value("net_value")
    if not top:
        return ()
    low = [min(d.at_low, d.at_high, own) for d in top]
    high = [max(d.at_low, d.at_high, own) for d in top]
    names = [w.title(d.assumption) for d in top]
    curve = Curve(w.label("net_value"), "program", [own] * len(top), low, high)
    alt = _("The assumptions that move net value most: {names}.", names=w.listed([w.title(d.assumption) for d in top]))
    return (Chart("forest", _("What the net value hangs on"), _("net value when one assumption moves from its low to its high case; dot: as assumed"),
                  names, (curve,), "money", alt, w.symbol),)


def _ends(held: Material, w: Words) -> tuple[Table, ...]:
    """The figures of the picture: where each assumption goes, and the net value there."""
    _, market = w.say, held.study.outcome.scenario.market
    rows = [(w.title_and_unit(market, d.assumption), w.of_market(market, d.assumption, d.low), w.of_market(market, d.assumption, d.high),
             w.money(d.at_low), w.money(d.at_high)) for d in [d for d in held.drivers or () if d.swing > 0][:BARS]]
    header = (_("Assumption"), _("Low case"), _("High case"), _("Net value at low"), _("Net value at high"))
    return (Table(header, rows, _("What the net value becomes when one assumption moves")),) if rows else ()


def _cases(held: Material, w: Words) -> tuple[Table, ...]:
    _, rows = w.say, []
    for case in held.cases.runs if held.cases else ():
        row = [_(CASES[case])]
        for metric in ("net_value", "lift_rate"):
            found = held.cases.mean_and_range(case, metric)
            unit = METRICS[metric].unit
            row += [w.value(unit, found[0]), w.span(unit, found[1:], found[0])] if found else [numbers.DASH, ""]
        paid, of, _month = held.cases.pays_back(case)
        rows.append([*row, _("{n} of {of} runs", n=paid, of=of)])
    luck = _("by luck: 95% interval")
    header = (_("Case of assumptions"), w.label("net_value"), luck, w.label("lift_rate"), luck, _("Pays back in"))
    return (Table(header, rows, _("The same program for sceptics and optimists")),) if rows else ()
