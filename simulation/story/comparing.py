"""What the steps of a comparison share: the pair that is told in detail, its differences in words, tables and pictures of them."""
from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from simulation.comparison import CANNOT_TELL, Comparison, Difference
from simulation.comparison_tables import REMARKS, remark, strict, winner
from simulation.experiments import interval
from simulation.metrics import METRICS
from simulation.reporting import numbers
from simulation.reporting.placing import shorten
from simulation.story.content import Chart, Curve, Number, Table
from simulation.story.material import Compared
from simulation.story.words import KINDS, Words
from simulation.words import N_

MAIN = ("net_value", "incremental_margin", "program_cost", "fund_rate", "sales", "retention_rate_12m", "active_rate", "upgrade_rate_12m",
        "downgrade_rate_12m", "payback_month")  # fmt: skip
SHORT = 20      # times their height that names are long where there is little room


@dataclasses.dataclass(frozen=True, eq=False)
class Pair:
    """A comparison, its scenarios' names, and the scenario `own` told in detail against the first one."""

    held: Compared
    names: Sequence[str]
    own: int
    w: Words

    @property
    def found(self) -> Comparison:
        return self.held.comparison

    @property
    def other(self) -> str:
        return self.names[self.own]

    @property
    def short(self) -> list[str]:
        """The names where there is little room: long ones cut, unless they would then be alike."""
        cut = [shorten(name, SHORT) for name in self.names]
        return cut if len(set(cut)) == len(cut) else list(self.names)

    def difference(self, metric: str) -> Difference:
        return self.found.difference(metric, self.own)


def pair_of(held: Compared, names: Sequence[str], w: Words) -> Pair:
    """In detail: the best by net value, or where that is the first, the one that comes closest."""
    best, _open = winner(held.comparison)
    rivals = range(1, len(names))
    closest = max(rivals, key=lambda k: np.nan_to_num(held.comparison.difference("net_value", k).mean, nan=-np.inf))
    return Pair(held, names, best or closest, w)


def in_short(pair: Pair, metric: str) -> Number:
    """A difference: its interval, its verdict, both means."""
    w, d, unit = pair.w, pair.difference(metric), METRICS[metric].unit
    if not d.values.size:
        return Number(w.label(metric), numbers.DASH, said=w.say(N_("no such figure")), metric=metric)
    beside = w.say(N_("{a}: {x}; {b}: {y}"), a=pair.short[0], x=w.value(unit, d.base), b=pair.short[pair.own], y=w.value(unit, d.own))
    return Number(w.label(metric), w.change(unit, d.mean), w.span(unit, (d.low, d.high), d.mean, sign=True), KINDS[d.verdict],
                  w.say(d.verdict) if d.verdict != CANNOT_TELL or not why(d, w) else w.say(N_("cannot tell: {why}"), why=why(d, w)), beside, metric)


def why(d: Difference, w: Words) -> str:
    """What would settle a "cannot tell"."""
    key, n = remark(d)
    return w.say(REMARKS[key], n=numbers.count(n)) if key else ""


def measures(pair: Pair, metrics: Sequence[str] = MAIN) -> Table:
    """Both means, the paired difference, its interval, the verdict."""
    w, rows = pair.w, []
    for metric in metrics:
        d, unit = pair.difference(metric), METRICS[metric].unit
        if d.values.size:
            word = w.say(d.verdict)
            rows.append((w.label(metric), w.value(unit, d.base), w.value(unit, d.own), w.change(unit, d.mean),
                         w.span(unit, (d.low, d.high), d.mean, sign=True) or numbers.DASH,
                         w.with_span(word, why(d, w)) if d.verdict == CANNOT_TELL else word))
    header = (w.say(N_("Measure")), pair.names[0], pair.other, w.say(N_("Difference")), w.say(N_("by luck: 95% interval")), w.say(N_("Verdict")))
    return Table(header, rows, w.say(N_("{b} against {a}, means over the replications"), a=pair.names[0], b=pair.other))


def over_time(pair: Pair, curve: str, title: str, measure: str, unit: str) -> tuple[Chart, ...]:
    """A curve of every scenario, its mean and what holds 90 of 100 replications."""
    w, paths = pair.w, [held[curve] for held in pair.found.paths]
    known = np.isfinite(np.array([p.mean(0) for p in paths])).all(0)
    if known.sum() < 2:
        return ()
    shown = []
    for k, path in enumerate(paths):
        low, high = np.quantile(path[:, known], (0.05, 0.95), axis=0)
        slot = "program" if k == pair.own else "no_program"
        shown.append(Curve(pair.names[k], slot, path[:, known].mean(0).tolist(), low.tolist(), high.tolist(), k == 0))
    ends = w.listed([w.say(N_("{name} {value}"), name=c.name, value=w.value(unit, c.y[-1])) for c in shown])
    alt = w.say(N_("In the last month: {ends}."), ends=ends)
    symbol = w.symbol if unit == "money" else ""
    return (Chart("lines", title, measure, (np.flatnonzero(known) + 1).tolist(), shown, unit, alt, symbol),)


def against_first(pair: Pair) -> Chart:
    """The net value of each scenario less that of the first."""
    w, found = pair.w, pair.found
    others = [k for k in range(1, len(pair.names))]
    ds = [found.difference("net_value", k) for k in others]
    curve = Curve(w.label("net_value"), "program", [d.mean for d in ds], [d.low for d in ds], [d.high for d in ds])
    said = w.listed([w.say(N_("{name} {value}"), name=pair.names[k], value=w.change("money", d.mean)) for k, d in zip(others, ds, strict=True)])
    alt = w.say(N_("Net value less that of {first}: {others}."), first=pair.names[0], others=said)
    return Chart("forest", w.say(N_("Net value, against {first}"), first=pair.names[0]),
                 w.say(N_("difference run by run on the same luck; bar: 95% interval")), [pair.names[k] for k in others], (curve,), "money", alt,
                 w.symbol)


def worlds(pair: Pair, metric: str = "net_value") -> tuple[tuple[float, float] | None, int, int]:
    """Over the assumptions: the range of the difference, in how many worlds it is better, of how many."""
    held = pair.held.robustness
    return (None, 0, 0) if held is None else (held.range(metric, pair.own), *held.better_in(metric, pair.own))


def of_members(pair: Pair, group: str, figure: str) -> tuple[float, float, float, tuple[float, float] | None] | None:
    """A figure of typical members in both scenarios: first, own, difference and its range, world by world."""
    if not pair.held.members:
        return None
    a, b = pair.held.members[0], pair.held.members[pair.own]
    x, y = a.value(group, figure), b.value(group, figure)
    if x is None or y is None:
        return None
    n = min(len(a.runs), len(b.runs))
    found = interval(b.runs[(group, figure)].iloc[:n].to_numpy(float) - a.runs[(group, figure)].iloc[:n].to_numpy(float))
    return x, y, y - x, (min(found[0], y - x), max(found[1], y - x)) if found else None


def same(pair: Pair) -> bool:
    """Whether no run of any program shows another net value than the first one's."""
    return not any(pair.found.difference("net_value", k).values.any() for k in range(1, len(pair.names)))


def equals(pair: Pair, best: int, rest: list[int]) -> list[int]:
    """All of `rest`, where each of them brings the best one's net value in every run: nothing is left open, and no run would settle it."""
    return rest if not any(pair.found.difference("net_value", k, best).values.any() for k in rest) else []


def best_of(pair: Pair) -> tuple[int, list[int], int, Difference]:
    """The best by net value, those that it may not beat, its closest rival, and the difference to that; picked of many, so told strictly."""
    best, rest = winner(pair.found)
    asked = strict(pair.found)
    ahead = {k: asked.difference("net_value", best, k).mean for k in range(len(pair.names)) if k != best}
    rival = min(ahead, key=lambda k: np.nan_to_num(ahead[k], nan=np.inf))
    return best, rest, rival, asked.difference("net_value", best, rival)
