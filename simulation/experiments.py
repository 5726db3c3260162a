"""Many runs of one scenario: the range of every figure over luck and assumptions, and which assumption it hangs on."""

from __future__ import annotations

import dataclasses
import zlib

import numpy as np
import pandas as pd
from scipy import stats

from simulation.curves import curves
from simulation.executor import Progress, ordered
from simulation.metrics import METRICS
from simulation.outcome import Outcome
from simulation.scenario import Scenario
from simulation.simulate import simulate

RUNS = 20
TAIL = 0.05  # left out at each end of a range: it holds 90 of 100 runs


@dataclasses.dataclass(frozen=True, eq=False)
class Study:
    """The scenario's own run (its seed, central assumptions) and runs in which luck and assumptions vary together.

    runs: one row a run, columns (metric, arm) · paths: (arm, curve) -> [run, month].
    """

    outcome: Outcome
    runs: pd.DataFrame
    paths: dict[tuple[str, str], np.ndarray]

    def value(self, metric: str, arm: str = "program") -> float | None:
        """The figure of the scenario's own run."""
        return METRICS[metric].of(self.outcome, arm)

    def range(self, metric: str, arm: str = "program") -> tuple[float, float] | None:
        """The range that holds the figure in 90 of 100 runs, wide enough for the scenario's own; None without a value."""
        found, own = interval(self.runs[(metric, arm)].to_numpy(dtype=float)), self.value(metric, arm)
        return (min(found[0], own), max(found[1], own)) if found and own is not None else found

    def band(self, curve: str, arm: str = "program") -> tuple[np.ndarray, np.ndarray]:
        """The same for a curve, month by month."""
        path, own = self.paths[(arm, curve)], curves(self.outcome)[arm][curve]
        return np.minimum(np.quantile(path, TAIL, axis=0), own), np.maximum(np.quantile(path, 1 - TAIL, axis=0), own)

    def runs_above_zero(self, metric: str) -> tuple[int, int]:
        """In how many runs a figure is above zero, of how many."""
        values = self.runs[(metric, "program")].dropna()
        return int((values > 0).sum()), len(values)


def interval(values: np.ndarray) -> tuple[float, float] | None:
    values = values[~np.isnan(values)]
    return (float(np.quantile(values, TAIL)), float(np.quantile(values, 1 - TAIL))) if values.size else None


def draws(scenario: Scenario, runs: int) -> list[Scenario]:
    """The scenario with assumptions drawn by Latin hypercube, each triangular from low over central to high, and a seed of its own.

    The draws depend on the market and the seed alone: two programs in one market meet the same worlds.  Each assumption has a stream of
    its own, so one more assumption leaves the others' draws as they were.
    """
    market, seed = scenario.market, scenario.run.seed
    names = market.uncertain()
    if not names:
        return [scenario.with_run(seed=seed + 1 + k) for k in range(runs)]
    places = {name: _stratified(seed, name, runs) for name in names}
    out = []
    for k in range(runs):
        values = {name: _triangular(places[name][k], market.assumptions()[name]) for name in names}
        out.append(scenario.with_market(market.with_values(**values)).with_run(seed=seed + 1 + k))
    return out


def _stratified(seed: int, name: str, runs: int) -> np.ndarray:
    """One place in each of `runs` equal strata of (0, 1), in random order."""
    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    return (rng.permutation(runs) + rng.random(runs)) / runs


def _triangular(place: float, held) -> float:
    low, high = min(held.low, held.high), max(held.low, held.high)
    return float(stats.triang.ppf(place, (held.value - low) / (high - low), low, high - low))


def study(scenario: Scenario, runs: int = RUNS, progress: Progress | None = None) -> Study:
    """Runs the scenario and its draws; `progress` hears (done, of), and what it raises stops the work."""
    outcome = simulate(scenario)
    found = ordered(_summary, [(world,) for world in draws(scenario, runs)], progress)
    table = pd.DataFrame([figures for figures, _ in found], columns=pd.MultiIndex.from_product([METRICS, ("program", "no_program")]))
    paths = {
        (arm, curve): np.array([held[arm][curve] for _, held in found])
        for arm in ("program", "no_program")
        for curve in (found[0][1][arm] if found else ())
    }
    return Study(outcome, table, paths)


def _summary(world: Scenario):
    outcome = simulate(world)
    return {(name, arm): m.of(outcome, arm) for name, m in METRICS.items() for arm in ("program", "no_program")}, curves(outcome)


def metric_of(world: Scenario, metric: str) -> float | None:
    """One figure of one run."""
    return METRICS[metric].of(simulate(world))


@dataclasses.dataclass(frozen=True)
class Driver:
    """How far a figure moves when one assumption goes to its low or high value."""

    assumption: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        return abs(self.at_high - self.at_low)


def drivers(scenario: Scenario, metric: str = "net_value", progress: Progress | None = None) -> list[Driver]:
    """Every uncertain assumption, the one with the widest swing first; one at a time, on the scenario's own luck."""
    market, names = scenario.market, scenario.market.uncertain()
    worlds = [
        scenario.with_market(market.with_values(**{n: getattr(market.assumptions()[n], end)})) for n in names for end in ("low", "high")
    ]
    found = ordered(metric_of, [(w, metric) for w in worlds], progress)
    out = [
        Driver(n, market.assumptions()[n].low, market.assumptions()[n].high, found[2 * k], found[2 * k + 1]) for k, n in enumerate(names)
    ]
    return sorted(out, key=lambda d: -d.swing)
