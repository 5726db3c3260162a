"""A comparison's story, its first half: the question, the programs side by side, what members will feel, the outcome."""
from __future__ import annotations

from typing import Any

from simulation.comparison import BETTER, WORSE
from simulation.difference import Change, changes
from simulation.inputs import Text
from simulation.labels_of_choices import choice_name
from simulation.reporting import numbers
from simulation.story.comparing import Pair, against_first, best_of, equals, in_short, measures, of_members, over_time, same
from simulation.story.content import Chart, Curve, Number, Slide, Table
from simulation.story.feel_slide import FIFTH_NAMES
from simulation.story.members import FIFTHS, HEAVY, MEDIAN
from simulation.story.program_slide import threshold
from simulation.story.words import SPOKEN, Words, judged, plain
from simulation.sweepable import unit_of_both
from simulation.words import N_

TERMS_SHOWN = 8


def question(pair: Pair) -> Slide:
    w, found = pair.w, pair.found
    _, run, market = w.say, found.scenarios[0].run, found.scenarios[0].market
    if len(pair.names) == 2:
        answer = _("**Which is better: {a} or {b}?**", a=pair.names[0], b=pair.names[1])
    else:
        answer = _("**Which of {n} programs is best: {names}?**", n=len(pair.names), names=w.listed(list(pair.names)))
    rows = [(name, s.question.in_language(w.language) or numbers.DASH) for name, s in zip(pair.names, found.scenarios, strict=True)]
    return Slide(
        "question", _("The question"), answer,
        _("Every program is held against no program: the same {members} members in the same market, with the same luck; then against each other.",
          members=numbers.count(run.members)),
        numbers=(
            Number(_("Members"), numbers.count(run.members), said=_("in every run"), against=market.name.in_language(w.language)),
            Number(_("Months"), str(run.months), said=_("of every run"), against=_("from {day}", day=w.day(run.start))),
            Number(_("Replications"), str(found.replications), said=_("of every program"), against=_("each on luck that all share")),
        ),
        tables=(Table((_("Program"), _("Its question")), rows, _("The programs and their questions")),),
        notes=(
            _("Say: the programs meet the same people on the same days, so what differs is the programs' doing."),
            _("Where it comes from: {n} replications; each has luck of its own that all programs share, and differences are taken run by run.",
              n=found.replications),
            _("Likely question: is {first} what we have today? Answer: it is the one that the others are held against; the page Compare sets it.",
              first=pair.names[0]),
        ),
    )  # fmt: skip


# ======== the programs ====================================================================================================
def program(pair: Pair) -> Slide:
    w, a, b = pair.w, pair.found.scenarios[0], pair.found.scenarios[pair.own]
    _, found = w.say, changes(a.program, b.program, w.language)
    answer = (_("{b} differs from {a} in **{n} terms**.", a=pair.names[0], b=pair.other, n=len(found)) if found else
              _("**The programs have the same terms**; what differs is who starts in them."))
    rows = []
    for c in found[:TERMS_SHOWN]:
        unit = unit_of_both(c.unit, a.program, b.program)
        rows.append((w.whereabouts((w.given(c.place), _(c.title))), *(_shown(x, c, unit, w) for x in (c.before, c.after))))
    if len(found) > TERMS_SHOWN:
        rows.append((_("And {n} more", n=len(found) - TERMS_SHOWN), "", ""))
    return Slide(
        "program", _("The programs on one page"), answer, "", numbers=(),
        tables=[t for t in (Table((_("Term"), pair.names[0], pair.other), rows, _("Terms that differ")), _ladders(pair)) if t.rows],
        notes=(
            _("Say: only what differs; everything else is the same on both sides."),
            _("Where it comes from: the terms of both programs, compared one by one."),
            _("Likely question: which of these terms does it? Answer: change one at a time on the page Program design, and compare again."),
        ),
    )  # fmt: skip


def _shown(value: Any, change: Change, unit: str, w: Words) -> str:
    """A term's value in words; without a title it is a mechanic, on or off."""
    if value is None:
        return w.say(N_("none") if change.title else N_("off"))
    if isinstance(value, bool):
        return w.say(N_("on")) if value else w.say(N_("off"))
    if isinstance(value, int | float):
        if unit.startswith("share"):
            return numbers.percent(value)
        if unit in (*SPOKEN, "orders", "points") and unit not in change.title.lower():
            return w.say(N_("{n} {unit}"), n=plain(value), unit=w.say(unit))
        return f"{w.symbol}{plain(value)}" if unit.startswith("currency") else plain(value)
    if isinstance(value, tuple | list):
        return w.listed([_shown(x, change, unit, w) for x in value]) or w.say(N_("none"))
    if isinstance(value, Text):
        return value.in_language(w.language)
    return str(value) if change.choices is None else w.say(choice_name(value, change.choices))


def _ladders(pair: Pair) -> Table:
    """A row for each step of the ladder, lowest first; a row for programs without tiers, too."""
    w, header, columns = pair.w, [pair.w.say(N_("Tier"))], []
    for name, s in zip(pair.names, pair.found.scenarios, strict=True):
        tiers = s.program.get("tiers")
        header.append(name)
        if not s.program.mechanics:
            columns.append([w.say(N_("no program"))])
            continue
        columns.append([n.in_language(w.language) if not i or tiers is None else
                        w.say(N_("{tier}, by invitation"), tier=n.in_language(w.language)) if s.program.by_invitation(i) else
                        w.say(N_("{tier}, from {amount}"), tier=n.in_language(w.language), amount=threshold(tiers, i, w))
                        for i, n in enumerate(s.program.tier_names)])
    steps = max(map(len, columns))
    rows = [(str(i + 1), *(c[i] if i < len(c) else numbers.DASH for c in columns)) for i in range(steps)]
    return Table(header, rows if steps > 1 else (), w.say(N_("The ladders side by side")))


# ======== what members will feel ==========================================================================================
def feel(pair: Pair) -> Slide:
    w = pair.w
    _, median, heavy = w.say, of_members(pair, MEDIAN, "back_rate"), of_members(pair, HEAVY, "back_rate")
    climbs = [in_short(pair, m) for m in ("upgrade_rate_12m", "downgrade_rate_12m", "redemption_rate") if pair.difference(m).values.size]
    if median is None:
        answer, shown = _("What members feel is **how many climb and what they redeem**."), ()
    else:
        answer = _("Of every {hundred} a median buyer gets **{own} back** under {b}, and {base} under {a}.", hundred=f"{w.symbol}100",
                   own=w.money(100 * median[1]), base=w.money(100 * median[0]), a=pair.names[0], b=pair.other)
        both = ((median, _("A median buyer gets back")), (heavy, _("A heavy buyer gets back")))
        shown = tuple(_back(pair, found, name) for found, name in both if found)
    return Slide(
        "feel", _("What members will feel"), answer, "", numbers=(*shown, *climbs)[:4], charts=_fifths(pair) if shown else (),
        tables=[t for t in (_years(pair),) if t.rows],
        notes=(
            _("Say: who gets more and who gets less; a program that gives more to everybody costs more, too."),
            _("Where it comes from: every member's last year in the simulation, in worlds that both programs share. Median: the middle tenth of the "
              "buyers by sales; heavy: the top tenth."),
            _("Likely question: who loses? Answer: the page Winners and losers shows it member by member."),
        ),
    )  # fmt: skip


def _back(pair: Pair, found, name: str) -> Number:
    w = pair.w
    base, own, difference, ends = found
    kind = judged(ends, 1)
    return Number(name, w.change("percent", difference), w.span("percent", ends, difference, sign=True), "",
                  w.say({"better": N_("more"), "worse": N_("less"), "unknown": N_("cannot tell")}[kind]),
                  w.say(N_("{a}: {x}; {b}: {y}"), a=pair.short[0], x=numbers.percent(base), b=pair.short[pair.own], y=numbers.percent(own)))


def _fifths(pair: Pair) -> tuple[Chart, ...]:
    w, groups = pair.w, [f"fifth_{k}" for k in range(1, FIFTHS + 1)]
    curves = []
    for k, slot in ((0, "no_program"), (pair.own, "program")):
        year = pair.held.members[k]
        ends = [year.range(g, "back_rate") or (0.0, 0.0) for g in groups]
        curves.append(Curve(pair.names[k], slot, [year.value(g, "back_rate") or 0.0 for g in groups], [x for x, _y in ends], [y for _x, y in ends]))
    alt = w.say(N_("In the heaviest fifth {a} gives back {x} and {b} {y}."), a=pair.names[0], b=pair.other, x=numbers.percent(curves[0].y[-1]),
                y=numbers.percent(curves[1].y[-1]))
    return (Chart("forest", w.say(N_("What comes back, by what members buy")),
                  w.say(N_("share of the last year's spending, by fifth of the buyers; bar: 90 of 100 runs")),
                  [w.say(name) for name in FIFTH_NAMES], curves, "percent", alt),)


def _years(pair: Pair) -> Table:
    w, rows = pair.w, []
    groups = [*((f"fifth_{k}", FIFTH_NAMES[k - 1]) for k in range(1, FIFTHS + 1)), (MEDIAN, N_("Median buyer")), (HEAVY, N_("Heavy buyer"))]
    for group, name in groups:
        found = of_members(pair, group, "back_rate")
        if found:
            base, own, difference, ends = found
            rows.append((w.say(name), numbers.percent(base), numbers.percent(own), w.change("percent", difference),
                         w.span("percent", ends, difference, sign=True)))
    header = (w.say(N_("Share of spending that comes back")), pair.names[0], pair.other, w.say(N_("Difference")), w.say(N_("Range, 90 of 100 runs")))
    return Table(header, rows, w.say(N_("What comes back, by what members buy")))


# ======== the outcome =====================================================================================================
def outcome(pair: Pair) -> Slide:
    w, found = pair.w, pair.found
    _ = w.say
    net = over_time(pair, "net_value", _("Net value to date"), _("mean over the replications, cumulated by month; band: 90 of 100 replications"),
                    "money")
    kept = over_time(pair, "retention", w.label("retention_rate_12m"), _("share of the members of a year before who bought again; band: 90 of 100"),
                     "percent")
    metrics = [m for m in ("net_value", "retention_rate_12m", "upgrade_rate_12m", "lift_rate") if pair.difference(m).values.size]
    return Slide(
        "outcome", _("The outcome"), sentence(pair), _said(pair), numbers=[in_short(pair, m) for m in metrics],
        charts=(*net, *kept, against_first(pair)), tables=(measures(pair),),
        notes=(
            _("Say the sentence, then which figures are better, worse, and cannot be told."),
            _("Where it comes from: means over {n} replications; the difference is taken run by run, and its interval says how sure luck leaves it.",
              n=found.replications),
            _("Likely question: are {n} replications enough? Answer: where it says cannot tell, it says how many would do.", n=found.replications),
        ),
    )  # fmt: skip


def sentence(pair: Pair) -> str:
    """Who brings more net value, or that it cannot be told."""
    w = pair.w
    best, rest, rival, d = best_of(pair)
    if same(pair):
        return w.say(N_("These programs **bring the same**: no run shows any difference in net value."))
    if alike := equals(pair, best, rest):
        top = sorted([best, *alike])
        return w.say(N_("{names} bring **the same net value** in every run, and more than {others}."), names=w.listed([pair.names[k] for k in top]),
                     others=w.listed([name for k, name in enumerate(pair.names) if k not in top]))
    if rest:
        others = w.listed([pair.names[k] for k in rest])
        return w.say(N_("{name} looks best by net value, but whether it beats {others} **cannot be told**."), name=pair.names[best], others=others)
    if len(pair.names) > 2:
        return w.say(N_("{name} brings **{more} more net value** than {other}, and beats all the others."), name=pair.names[best],
                     other=pair.names[rival], more=w.money(d.mean))
    return w.say(N_("{name} brings **{more} more net value** than {other}."), name=pair.names[best], other=pair.names[rival], more=w.money(d.mean))


def _said(pair: Pair) -> str:
    """Which other measures are better and worse."""
    w, held = pair.w, {BETTER: [], WORSE: []}
    for metric in ("retention_rate_12m", "upgrade_rate_12m", "active_rate", "program_cost"):
        d = pair.difference(metric)
        if d.verdict in held and d.values.any():
            held[d.verdict].append(w.inside(w.label(metric)))
    both = dict(a=pair.short[0], b=pair.short[pair.own])
    if held[BETTER] and held[WORSE]:
        return w.say(N_("{b} against {a}: better in {better}; worse in {worse}."), **both, better=w.listed(held[BETTER]), worse=w.listed(held[WORSE]))
    if held[BETTER]:
        return w.say(N_("{b} against {a}: better in {better}."), **both, better=w.listed(held[BETTER]))
    if held[WORSE]:
        return w.say(N_("{b} against {a}: worse in {worse}."), **both, worse=w.listed(held[WORSE]))
    return ""
