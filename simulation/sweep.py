"""One or two numbers over a grid: every metric at every point, on the same luck, and the best point beside the current design."""
from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulation.comparison import t_interval, verdict
from simulation.executor import Progress, ordered
from simulation.inputs import Fault, ScenarioError
from simulation.metrics import METRICS
from simulation.scenario import Scenario
from simulation.simulate import simulate
from simulation.sweepable import Term, default_path, sweepable, with_values
from simulation.words import said

__all__ = ["Axis", "Best", "Sweep", "Term", "axis", "base", "default_path", "sweep", "sweepable", "with_values"]

STEPS = (9, 7)      # points of one axis, and of each of two
MOST_STEPS, MOST_REPLICATIONS = 25, 30
CONFIDENCE = 0.95
REPLICATIONS = 3


@dataclasses.dataclass(frozen=True)
class Axis:
    """A number and the values that it takes, rising."""

    path: str
    values: tuple[float, ...]


@dataclasses.dataclass(frozen=True)
class Best:
    """The best point for a metric, and its paired difference to the current design with its interval and verdict.

    The best of many is found on the very runs that judge it, which flatters it.  `holds`: the verdict stands by the simultaneous interval of
    all points, too (Bonferroni: an error of 5 in 100 for all of them together).  among: how many points it was chosen from.
    """

    at: tuple[int, ...]
    values: tuple[float, ...]
    mean: float
    difference: float
    low: float
    high: float
    verdict: str
    holds: bool
    among: int


@dataclasses.dataclass(frozen=True, eq=False)
class Sweep:
    """The runs of a grid. `runs` is metric -> [point of the first axis, (of the second,) replication], NaN where there is no such figure;
    `reasons` says of each point without runs why the program cannot be so. `current` is the design's own place in the grid."""

    axes: tuple[Axis, ...]
    runs: dict[str, np.ndarray]
    reasons: dict[tuple[int, ...], str]
    current: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(a.values) for a in self.axes)

    def seen_from(self, scenario: Scenario) -> Sweep:
        """The same runs beside another of their points as the current design; raises ScenarioError where the scenario is none of them."""
        return dataclasses.replace(self, current=_current(scenario, self.axes))

    def mean(self, metric: str) -> np.ndarray:
        """[point ...]; NaN for a blank, and where a run lacks the figure."""
        return self.runs[metric].mean(axis=-1)

    def interval(self, metric: str) -> tuple[np.ndarray, np.ndarray]:
        """Student t interval of the mean over replications, ends as [point ...]."""
        return self._intervals(self.runs[metric], CONFIDENCE)

    def difference(self, metric: str, confidence: float = CONFIDENCE) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Paired difference to the current design: mean, low and high end of its Student t interval."""
        paired = self.runs[metric] - self.runs[metric][self.current]
        return paired.mean(axis=-1), *self._intervals(paired, confidence)

    def _intervals(self, runs: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
        found = np.full((2, *self.shape), np.nan)
        for at in np.ndindex(self.shape):
            if not np.isnan(runs[at]).any():
                found[(slice(None), *at)] = t_interval(runs[at], confidence)
        return found[0], found[1]

    def best(self, metric: str) -> Best | None:
        """The point with the best mean, by Metric.better; the current design where nothing is better. None where no point has the figure."""
        mean, better = self.mean(metric), METRICS[metric].better
        if np.isnan(mean).all():
            return None
        at = tuple(int(i) for i in np.unravel_index(np.nanargmax(better * mean), self.shape))
        if better * mean[self.current] >= better * mean[at]:
            at = self.current
        among = int((~np.isnan(mean)).sum())
        strict = 1 - (1 - CONFIDENCE) / max(1, among - 1)
        (difference, low, high), (_same, *wide) = ([float(part[at]) for part in self.difference(metric, c)] for c in (CONFIDENCE, strict))
        word = verdict(low, high, better)
        return Best(at, self.point(at), float(mean[at]), difference, low, high, word, verdict(*wide, better) == word, among)

    def point(self, at: tuple[int, ...]) -> tuple[float, ...]:
        return tuple(a.values[i] for a, i in zip(self.axes, at, strict=True))

    def table(self, metrics: Sequence[str] = tuple(METRICS)) -> pd.DataFrame:
        """A row for each point and metric: where, the figure with its interval, the paired difference to the current design with its own,
        the verdict, and why a blank is one. Shares lie in 0..1, money is in currency units."""
        rows = []
        for name in metrics:
            parts = [self.mean(name), *self.interval(name), *self.difference(name)]
            for at in np.ndindex(self.shape):
                mean, low, high, difference, d_low, d_high = (float(p[at]) for p in parts)
                known, current = not math.isnan(difference), at == self.current
                word = "" if current or not known else verdict(d_low, d_high, METRICS[name].better)
                rows.append((*self.point(at), current, name, mean, low, high, difference, d_low, d_high, word, self.reasons.get(at, "")))
        places = ["first", "second"][: len(self.axes)]
        return pd.DataFrame(rows, columns=[*places, "current", "outcome", "figure", "figure_low", "figure_high", "against_now", "against_now_low",
                                           "against_now_high", "against_now_verdict", "reason"])  # fmt: skip


def axis(scenario: Scenario, path: str, low: float | None = None, high: float | None = None, steps: int = STEPS[0]) -> Axis:
    """Evenly spaced values from low to high, in round numbers, the current one always among them: it takes the place of the nearest value
    between the ends, or comes as one more.  Without ends the range is the term's own.

    Raises ScenarioError for a number that is not there, from >= to, ends outside the limits, and a number of steps outside 2 to 25.
    """
    term = next((t for t in sweepable(scenario) if t.path == path), None)
    if term is None:
        raise ScenarioError([Fault(path, "there is no such number in this scenario; choose another term")])
    low, high = term.start if low is None else float(low), term.end if high is None else float(high)
    times, unit = (100, "%") if term.share else (1, "")
    if not (math.isfinite(low) and math.isfinite(high)) or low >= high:
        raise ScenarioError([Fault(path, said("from {low}{unit} to {high}{unit} is no range; give a larger 'to'",
                                              low=f"{times * low:g}", unit=unit, high=f"{times * high:g}"))])
    for end in (low, high):
        if not term.allows(end):
            raise ScenarioError([Fault(path, said("{given}{unit} is outside what is allowed: {allowed}",
                                                  given=f"{times * end:g}", unit=unit, allowed=_allowed(term, times, unit)))])
    if not 2 <= steps <= MOST_STEPS:
        raise ScenarioError([Fault(path, said("{n} steps; give 2 to {most}", n=steps, most=MOST_STEPS))])
    return Axis(path, _values(term, low, high, steps))


def _allowed(term: Term, times: float, unit: str) -> str:
    shown = dataclasses.replace(term, low=None if term.low is None else times * term.low, high=None if term.high is None else times * term.high)
    return said("{limits} percent", limits=shown.limits()) if unit else shown.limits()


def _values(term: Term, low: float, high: float, steps: int) -> tuple[float, ...]:
    if term.whole:
        found = [float(round(x)) for x in np.linspace(low, high, steps)]
    else:
        gap = (high - low) / (steps - 1)
        digits = 1 - math.floor(math.log10(gap))       # two figures of the gap
        found = [low, *(round(x, digits) for x in np.linspace(low, high, steps)[1:-1]), high]
    found = sorted({x for x in found if term.allows(x)})
    if term.value not in found:
        inside = found[1:-1]
        if inside and low < term.value < high:
            nearest = min(inside, key=lambda x: abs(x - term.value))
            if abs(nearest - term.value) <= min(abs(found[0] - term.value), abs(found[-1] - term.value)):
                found.remove(nearest)
        found = sorted({*found, float(term.value)})
    return tuple(float(x) for x in found)


def base(scenario: Scenario, axes: Sequence[Axis]) -> Scenario:
    """The scenario at the first point of the grid that can be: the same for whatever point of the grid the scenario stands at."""
    return next((found for at in _points(axes) if not isinstance(found := _at(scenario, axes, at), str)), scenario)


def sweep(scenario: Scenario, axes: Sequence[Axis], metrics: Sequence[str] = tuple(METRICS), replications: int = REPLICATIONS,
          progress: Progress | None = None) -> Sweep:  # fmt: skip
    """Runs every point of the grid over seeds run.seed, run.seed + 1, ...: all points meet the same luck, so they differ by the terms alone.

    progress hears (points done, of).  A point where the program cannot be is a blank with its reason.  Raises ScenarioError for other than
    one or two different axes, axes without the current value, and replications outside 2 to 30.
    """
    axes = tuple(axes)
    if len(axes) not in (1, 2) or len({a.path for a in axes}) < len(axes):
        raise ScenarioError("a sweep has one term, or two different ones")
    if not 2 <= replications <= MOST_REPLICATIONS:
        raise ScenarioError(said("{n} replications cannot show a range in reasonable time; give 2 to {most}", n=replications, most=MOST_REPLICATIONS))
    current, points = _current(scenario, axes), _points(axes)
    made = {at: _at(scenario, axes, at) for at in points}
    made[current] = scenario
    run = [at for at in points if not isinstance(made[at], str)]
    found = dict(zip(run, ordered(_grid_point, [(made[at], tuple(metrics), replications) for at in run], progress), strict=True))
    reasons = {at: why for at in points if isinstance(why := found.get(at, made[at]), str)}
    runs = {name: np.full((*(len(a.values) for a in axes), replications), np.nan) for name in metrics}
    for at, rows in found.items():
        if at not in reasons:
            for k, name in enumerate(metrics):
                runs[name][at] = rows[k]
    return Sweep(axes, runs, reasons, current)


def _grid_point(scenario: Scenario, metrics: tuple[str, ...], replications: int) -> list[list[float]] | str:
    """[metric, replication] of one point, NaN for None; the fault in words where it cannot be run."""
    rows = []
    try:
        for k in range(replications):
            outcome = simulate(scenario, seed=scenario.run.seed + k, workers=1)      # the points share the processors
            rows.append([np.nan if (x := METRICS[name].of(outcome)) is None else float(x) for name in metrics])
    except ScenarioError as e:
        return e.faults[0].told()
    return [list(column) for column in zip(*rows, strict=True)]


def _points(axes: Sequence[Axis]) -> list[tuple[int, ...]]:
    return list(itertools.product(*(range(len(a.values)) for a in axes)))


def _at(scenario: Scenario, axes: Sequence[Axis], at: tuple[int, ...]) -> Scenario | str:
    """The scenario at a point, or why it cannot be."""
    try:
        return with_values(scenario, {a.path: a.values[i] for a, i in zip(axes, at, strict=True)})
    except ScenarioError as e:
        return e.faults[0].message


def _current(scenario: Scenario, axes: Sequence[Axis]) -> tuple[int, ...]:
    """Where the scenario stands in the grid."""
    held, at = {t.path: t.value for t in sweepable(scenario)}, []
    for a in axes:
        if a.path not in held:
            raise ScenarioError([Fault(a.path, "there is no such number in this scenario; choose another term")])
        if held[a.path] not in a.values:
            raise ScenarioError([Fault(a.path, said("the current value, {given}, is not among the points; make the axis by axis()",
                                                    given=f"{held[a.path]:g}"))])
        at.append(a.values.index(held[a.path]))
    return tuple(at)
