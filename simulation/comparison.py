"""Scenarios side by side on the same luck: paired differences, their intervals, and a verdict in words."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
from scipy import stats

from simulation.inputs import ScenarioError
from simulation.metrics import METRICS
from simulation.scenario import Scenario
from simulation.simulate import simulate

BETTER, WORSE, CANNOT_TELL = "better", "worse", "cannot tell"
COLUMNS = ["scenario", "metric", "baseline_value", "value", "difference", "low", "high", "verdict"]


@dataclasses.dataclass(frozen=True, eq=False)
class Comparison:
    """Runs of each scenario over the same seeds; the first scenario is the baseline."""

    scenarios: tuple[Scenario, ...]
    runs: tuple[pd.DataFrame, ...]  # one table for each scenario: a row a seed, a column a metric
    confidence: float = 0.95

    def table(self) -> pd.DataFrame:
        """Mean values, paired difference to the baseline, its Student t interval, and the verdict."""
        rows = []
        for scenario, runs in zip(self.scenarios[1:], self.runs[1:], strict=True):
            for name, metric in METRICS.items():
                base, own = self.runs[0][name].astype(float), runs[name].astype(float)
                difference = (own - base).dropna().to_numpy()
                low, high = t_interval(difference, self.confidence)
                rows.append(
                    (
                        scenario.name,
                        name,
                        base.mean(),
                        own.mean(),
                        difference.mean() if difference.size else np.nan,
                        low,
                        high,
                        verdict(low, high, metric.better),
                    )
                )
        return pd.DataFrame(rows, columns=COLUMNS)


def t_interval(values: np.ndarray, confidence: float) -> tuple[float, float]:
    """Student t interval of the mean; without spread it is a point, with fewer than two values unknown."""
    if values.size < 2:
        return np.nan, np.nan
    half = stats.t.ppf((1 + confidence) / 2, values.size - 1) * values.std(ddof=1) / np.sqrt(values.size)
    return values.mean() - half, values.mean() + half


def verdict(low: float, high: float, better: int) -> str:
    """Cannot tell while the interval holds zero, or is unknown."""
    if not (low > 0 or high < 0):
        return CANNOT_TELL
    return BETTER if (low > 0) == (better > 0) else WORSE


def compare(
    scenarios: list[Scenario], replications: int = 10, members: int | None = None, months: int | None = None, progress=None
) -> Comparison:
    """Runs each scenario over seeds 1 .. `replications` from the first scenario's seed on.

    Raises ScenarioError for fewer than two scenarios or replications, or where members, months or start differ.
    """
    if len(scenarios) < 2:
        raise ScenarioError("a comparison needs two scenarios or more; the first is the baseline")
    if replications < 2:
        raise ScenarioError(f"{replications} replication cannot show a range; give 2 or more")
    runs = [s.with_run(members=members, months=months) for s in scenarios]
    first = runs[0].run
    for s in runs[1:]:
        if (s.run.members, s.run.months, s.run.start) != (first.members, first.months, first.start):
            raise ScenarioError(f"{s.name} runs with other members, months or start than {runs[0].name}; give members and months for all")
    tables, total = [], len(runs) * replications
    for k, scenario in enumerate(runs):
        rows = []
        for j in range(replications):
            rows.append(simulate(scenario, seed=first.seed + j).headline())
            if progress:
                progress(k * replications + j + 1, total)
        tables.append(pd.DataFrame(rows))
    return Comparison(tuple(runs), tuple(tables))
