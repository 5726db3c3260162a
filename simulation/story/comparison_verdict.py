"""A comparison's story, its second half: what the programs cost, what could go wrong, the recommendation."""
from __future__ import annotations

import numpy as np

from simulation.cases import CASES
from simulation.comparison import BETTER, WORSE
from simulation.findings import check
from simulation.ledger import COMPONENTS
from simulation.reporting import numbers
from simulation.story.comparing import Pair, against_first, best_of, equals, in_short, measures, same, why, worlds
from simulation.story.comparison_slides import sentence
from simulation.story.content import Chart, Curve, Number, Slide, Table
from simulation.story.risk_slide import LEVELS, REMARKS
from simulation.story.words import KINDS
from simulation.words import N_

COSTS = (*COMPONENTS, "program_cost", "fund_rate", "points_outstanding")
SURE = 0.9      # share of the worlds from which on the assumptions are not what decides


# ======== what they cost ==================================================================================================
def cost(pair: Pair) -> Slide:
    w, d = pair.w, pair.difference("program_cost")
    _ = w.say
    if d.verdict == BETTER:
        answer = _("{b} costs **{less} less** than {a}.", b=pair.other, a=pair.names[0], less=w.money(abs(d.mean)))
    elif d.verdict == WORSE:
        answer = _("{b} costs **{more} more** than {a}.", b=pair.other, a=pair.names[0], more=w.money(abs(d.mean)))
    else:
        answer = _("Whether {b} costs more than {a} **cannot be told**.", b=pair.other, a=pair.names[0])
    metrics = [m for m in ("program_cost", "fund_rate", "points_outstanding") if pair.difference(m).values.size]
    return Slide(
        "cost", _("What it costs"), answer, "", numbers=[in_short(pair, m) for m in metrics], charts=_stack(pair), tables=(measures(pair, COSTS),),
        notes=(
            _("Say: cost alone decides nothing; the page before shows what it buys."),
            _("Where it comes from: every reward, benefit, campaign and running cost is booked by month; rewards when they are redeemed."),
            _("Likely question: what do we still owe members at the end? Answer: the points outstanding are in the table."),
        ),
    )  # fmt: skip


def _stack(pair: Pair) -> tuple[Chart, ...]:
    w, runs = pair.w, pair.found.runs
    used = sorted((c for c in COMPONENTS if any(r[c].mean() for r in runs)), key=lambda c: -sum(r[c].mean() for r in runs))
    if not used:
        return ()
    curves = [Curve(w.label(c), "program", [float(r[c].mean()) for r in runs]) for c in used]
    alt = w.say(N_("Program cost: {costs}."), costs=w.listed(
        [w.say(N_("{name} {value}"), name=name, value=w.money(float(r["program_cost"].mean()))) for name, r in zip(pair.names, runs, strict=True)]))
    return (Chart("stack", w.say(N_("Cost by part")), w.say(N_("mean over the replications; ranges of the differences are in the table")),
                  list(pair.names), curves, "money", alt, w.symbol),)


# ======== what could go wrong =============================================================================================
def risk(pair: Pair) -> Slide:
    w, d = pair.w, pair.difference("net_value")
    _ = w.say
    span, ahead, of = worlds(pair)
    if same(pair):
        answer = _("**Nothing** hangs on this choice: no run shows any difference.")
    elif not d.values.any():
        answer = _("**Nothing** hangs on the choice between {a} and {b}: no run shows any difference.", a=pair.names[0], b=pair.other)
    elif of:
        answer = _("In other worlds {b} is ahead of {a} in **{ahead} of {of}**.", a=pair.names[0], b=pair.other, ahead=ahead, of=of)
    else:
        span = w.span("money", (d.low, d.high), d.mean, True)
        answer = _("By luck alone the difference is **{value}**.", value=w.with_span(w.change("money", d.mean), span))
    shown = [in_short(pair, "net_value")]
    if of:
        kind = "better" if ahead >= SURE * of else "worse" if ahead <= (1 - SURE) * of else "unknown"
        shown += [
            Number(_("Over the assumptions"), w.change("money", d.mean), w.span("money", span, d.mean, True), kind, w.verdict(kind),
                   _("difference of net value")),
            Number(_("Ahead in other worlds"), _("{n} of {of} worlds", n=ahead, of=of), verdict=kind, said=w.verdict(kind),
                   against=_("luck and assumptions vary together")),
        ]
    return Slide(
        "risk", _("What could go wrong"), answer, _presets_said(pair), numbers=shown, charts=_presets(pair),
        tables=[t for t in (_cases(pair),) if t.rows], bullets=_remarks(pair),
        notes=(
            _("Say: which of these worlds do we believe in? The verdict holds only where it is the same in all of them."),
            _("Where it comes from: the same programs in worlds with other assumptions, and for a sceptic, with every number low, central and high."),
            _("Likely question: what if the programs change nobody's behaviour? Answer: that is the sceptic's row."),
        ),
    )  # fmt: skip


def _presets_said(pair: Pair) -> str:
    w, d, held = pair.w, pair.difference("net_value"), pair.held.robustness
    if held is None or d.verdict not in (BETTER, WORSE):
        return _open(d, w)
    same = held.holds_under(d.verdict, "net_value", pair.own)
    if len(same) == len(held.presets):
        return w.say(N_("The verdict is the same for sceptics and optimists."))
    if not same:
        return w.say(N_("The verdict holds under none of the four cases of assumptions."))
    return w.say(N_("The verdict holds under these cases of assumptions: {cases}."), cases=w.listed([w.say(CASES[p]) for p in same]))


def _presets(pair: Pair) -> tuple[Chart, ...]:
    w, held = pair.w, pair.held.robustness
    if held is None:
        return ()
    ds = {p: held.preset(p, "net_value", pair.own) for p in held.presets}
    span, _ahead, _of = worlds(pair)
    d = pair.difference("net_value")
    names = [*(w.say(CASES[p]) for p in ds), *([w.say(N_("All of them at once"))] if span else [])]
    rows = [(x.mean, x.low, x.high) for x in ds.values()] + ([(d.mean, *span)] if span else [])
    curve = Curve(w.label("net_value"), "program", *(list(column) for column in zip(*rows, strict=True)))
    alt = w.say(N_("Net value of {b} less that of {a}: {cases}."), a=pair.names[0], b=pair.other,
                cases=w.listed([w.say(N_("{name} {value}"), name=n, value=w.change("money", r[0])) for n, r in zip(names, rows, strict=True)]))
    measure = w.say(N_("net value less that of {a}, by case of assumptions; bar: 95% interval by luck, of all at once 90 of 100 worlds"),
                    a=pair.names[0])
    return (Chart("forest", w.say(N_("Where the verdict holds")), measure, names, (curve,), "money", alt, w.symbol),)


def _cases(pair: Pair) -> Table:
    w, held, rows = pair.w, pair.held.robustness, []
    for p in held.presets if held else ():
        d = held.preset(p, "net_value", pair.own)
        rows.append((w.say(CASES[p]), w.money(d.base), w.money(d.own), w.change("money", d.mean),
                     w.span("money", (d.low, d.high), d.mean, sign=True) or numbers.DASH, w.say(d.verdict)))
    header = (w.say(N_("Case of assumptions")), pair.names[0], pair.other, w.say(N_("Difference")), w.say(N_("by luck: 95% interval")),
              w.say(N_("Verdict")))
    return Table(header, rows, w.say(N_("Net value for sceptics and optimists")))


def _remarks(pair: Pair) -> list[str]:
    w, out = pair.w, []
    for name, s in zip(pair.names, pair.found.scenarios, strict=True):
        for f in check(s, w.language):
            if f.level != "note":
                out.append(w.say(N_("{name}, {level}: {text}"), name=name, level=w.say(LEVELS[f.level]), text=w.say(f.text, **f.values)))
    return out[:REMARKS]


# ======== the recommendation ==============================================================================================
def recommendation(pair: Pair) -> Slide:
    w = pair.w
    _, (best, rest, rival, d) = w.say, best_of(pair)
    own = float(np.nanmean(pair.found.runs[best]["net_value"]))
    names, name, other = pair.names, pair.names[best], pair.names[rival]
    alike = equals(pair, best, rest)
    if same(pair):
        answer = _("**Take the simpler one**: no run shows any difference in net value.")
    elif rest and not alike:
        answer = _("**It cannot be told yet** which to take: {sentence}", sentence=sentence(pair).replace("**", ""))
    elif own < 0:
        answer = _("**Run none of them as they are**: the best, {name}, still ends {behind} behind no program.", name=name, behind=w.money(abs(own)))
    elif alike:
        answer = _("**Take the simplest of {names}**: they bring the same net value in every run, and the most.",
                   names=w.listed([names[k] for k in sorted([best, *alike])]))
    else:
        answer = _("**Take {name}**: it brings {more} more net value than {other}.", name=name, other=other, more=w.money(d.mean))
    interval = w.span("money", (d.low, d.high), d.mean, True)
    ends = np.quantile(pair.found.runs[best]["net_value"].dropna(), (0.05, 0.95)) if len(pair.found.runs[best]) else (np.nan, np.nan)
    return Slide(
        "recommendation", _("The recommendation"), answer, _open(d, w),
        numbers=(
            Number(_("{name} against no program", name=pair.short[best]), w.money(own), w.span("money", tuple(map(float, ends)), own),
                   said=_("net value"), against=_("range of {n} replications", n=pair.found.replications), metric="net_value"),
            Number(_("More than {other}", other=pair.short[rival]), w.change("money", d.mean), interval, KINDS[d.verdict], w.say(d.verdict),
                   _("net value"), "net_value"),
            in_short(pair, "program_cost"),
        ),
        charts=(against_first(pair),), bullets=_steps(pair, best, rival, d, bool(rest), own),
        notes=(
            _("Say the sentence as it stands; it follows from the interval of the difference alone."),
            _("Where it comes from: the best of {n} programs was picked, so the interval is wider than that of a single comparison.", n=len(names))
            if len(names) > 2 else _("Where it comes from: the paired difference of net value over {n} replications.", n=pair.found.replications),
            _("Likely question: what would change your mind? Answer: {what}", what=_presets_said(pair) or _("an interval that holds zero.")),
        ),
    )  # fmt: skip


def _open(d, w) -> str:
    return w.say(N_("What would settle it: {why}."), why=why(d, w)) if why(d, w) and d.values.any() else ""


def _steps(pair: Pair, best: int, rival: int, d, is_open: bool, own: float) -> list[str]:
    w, out = pair.w, []
    if is_open and d.values.any() and why(d, w):
        out.append(w.say(N_("Run more replications: {why}."), why=why(d, w)))
    serious = [f for f in check(pair.found.scenarios[best], w.language) if f.level != "note"]
    if serious:
        out.append(w.say(N_("Correct first, in {name}: {text}"), name=pair.names[best], text=w.say(serious[0].text, **serious[0].values)))
    if own < 0:
        out.append(w.say(N_("Look for a program that pays: sweep the thresholds and the earn rate on the page Sweep.")))
    held = pair.held.robustness
    if held is not None:
        ahead, of = held.better_in("net_value", best, rival)
        text = (N_("The assumptions do not decide this: {name} is ahead in {ahead} of {of} worlds.") if ahead >= SURE * of else
                N_("Settle the assumptions first: {name} is ahead in only {ahead} of {of} worlds."))
        out.append(w.say(text, name=pair.names[best], ahead=ahead, of=of))
    out.append(w.say(N_("Tell members early who gains and who loses; the page Winners and losers has the figures by tier.")))
    return out[:4]
