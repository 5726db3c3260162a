"""What a comparison hangs on besides luck: the same difference in other worlds, and for sceptics and optimists."""
from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from simulation.comparison import CANNOT_TELL, Difference, paired
from simulation.executor import Progress, ordered
from simulation.experiments import RUNS, draws, interval
from simulation.market import PRESETS
from simulation.metrics import METRICS
from simulation.scenario import Scenario
from simulation.simulate import simulate

PRESET_RUNS = 5      # replications under each preset


@dataclasses.dataclass(frozen=True, eq=False)
class Robustness:
    """worlds: for each scenario a table, a row a world, a column a metric; presets: preset -> the same, a row a seed."""

    scenarios: tuple[Scenario, ...]
    worlds: tuple[pd.DataFrame, ...]
    presets: dict[str, tuple[pd.DataFrame, ...]]

    def values(self, metric: str, own: int, base: int = 0) -> np.ndarray:
        """The difference in each world in which both have the figure."""
        values = self.worlds[own][metric].to_numpy(dtype=float) - self.worlds[base][metric].to_numpy(dtype=float)
        return values[~np.isnan(values)]

    def range(self, metric: str, own: int, base: int = 0) -> tuple[float, float] | None:
        """What holds the difference in 90 of 100 worlds; None where none has the figure."""
        return interval(self.values(metric, own, base))

    def better_in(self, metric: str, own: int, base: int = 0) -> tuple[int, int]:
        """In how many worlds it is better, of how many."""
        values = self.values(metric, own, base)
        return int((values * METRICS[metric].better > 0).sum()), len(values)

    def preset(self, name: str, metric: str, own: int, base: int = 0) -> Difference:
        """The paired difference under a preset."""
        tables = self.presets[name]
        return paired(tables[base][metric].to_numpy(dtype=float), tables[own][metric].to_numpy(dtype=float), METRICS[metric].better)

    def holds_under(self, verdict: str, metric: str, own: int, base: int = 0) -> list[str]:
        """The presets under which the verdict is the same; none for "cannot tell", which holds nowhere."""
        return [] if verdict == CANNOT_TELL else [p for p in self.presets if self.preset(p, metric, own, base).verdict == verdict]


def robustness(scenarios: list[Scenario], runs: int = RUNS, progress: Progress | None = None) -> Robustness:
    """Every scenario in the same `runs` worlds, and under each preset with PRESET_RUNS seeds; they share market, run and opening
    (simulation.pairing.aligned).  `progress` hears (done, of)."""
    first = scenarios[0]
    same = tuple(s.with_run(seed=first.run.seed) for s in scenarios)
    worlds = list(zip(*(draws(s, runs) for s in same), strict=True))
    by_preset = {p: tuple(s.with_market(s.market.preset(p)) for s in same) for p in PRESETS}
    seeds = [(p, first.run.seed + j) for p in PRESETS for j in range(PRESET_RUNS)]
    work = worlds + [tuple(s.with_run(seed=seed) for s in by_preset[p]) for p, seed in seeds]
    found = ordered(headlines, [(w,) for w in work], progress)
    held = {p: found[runs + k * PRESET_RUNS : runs + (k + 1) * PRESET_RUNS] for k, p in enumerate(PRESETS)}
    return Robustness(same, _tables(found[:runs], len(same)), {p: _tables(rows, len(same)) for p, rows in held.items()})


def headlines(scenarios: tuple[Scenario, ...]) -> list[dict[str, float | None]]:
    """Every metric of each scenario in one world; they share its no-program arm."""
    return [simulate(s, workers=1).headline() for s in scenarios]


def _tables(found: list[list[dict]], n: int) -> tuple[pd.DataFrame, ...]:
    return tuple(pd.DataFrame([row[k] for row in found], columns=list(METRICS)).astype(float) for k in range(n))
