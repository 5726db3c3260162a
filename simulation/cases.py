"""The four presets of assumptions as one click: the same scenario seen by a sceptic, in the low, the central and the high case."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from simulation.comparison import t_interval
from simulation.decomposition import CONFIDENCE
from simulation.executor import Progress, ordered
from simulation.market import PRESETS, effects
from simulation.metrics import METRICS
from simulation.replications import SEEDS
from simulation.scenario import Scenario
from simulation.simulate import simulate
from simulation.words import N_

CENTRAL = "central"
CASES = {"sceptic": N_("Sceptic"), "low": N_("Low"), "central": N_("Central"), "high": N_("High")}
SAID = {
    "sceptic": N_("sceptic's case. No effect of the program on behaviour; other assumptions vary from low to high."),
    "low": N_("low case. Every uncertain number stands at its low value, so ranges are luck alone."),
    "high": N_("high case. Every uncertain number stands at its high value, so ranges are luck alone."),
}
SHOWN = ("lift_rate", "net_value", "retention_rate_12m", "payback_month")


def in_case(scenario: Scenario, name: str) -> Scenario:
    """The scenario in one case.  What the case moves is taken as certain there: it keeps no low and high, else ranges would undo it.

    It works on the market as given, so numbers of the user's own stay where the case does not touch them.  Raises ValueError for another
    name, ScenarioError where the terms do not go with the case.
    """
    market = scenario.market
    moved = market.preset(name)
    settled = {"sceptic": effects(), CENTRAL: []}.get(name, market.uncertain())
    held = {n: getattr(moved, n).model_copy(update={"low": None, "high": None}) for n in settled}
    return scenario if name == CENTRAL else scenario.with_market(moved.model_copy(update=held))


@dataclasses.dataclass(frozen=True, eq=False)
class Cases:
    """Figures of SHOWN by case: a row a seed; the cases are on the same seeds."""

    runs: dict[str, pd.DataFrame]

    def mean_and_range(self, case: str, metric: str) -> tuple[float, float, float] | None:
        """Mean and Student t interval over the seeds; None unless every run has the figure."""
        values = self.runs[case][metric].to_numpy(float)
        return None if np.isnan(values).any() else (float(values.mean()), *map(float, t_interval(values, CONFIDENCE)))

    def pays_back(self, case: str) -> tuple[int, int, float | None]:
        """In how many runs the program pays back, of how many, and the middle month of these."""
        months = self.runs[case]["payback_month"].to_numpy(float)
        found = months[~np.isnan(months)]
        return len(found), len(months), float(np.median(found)) if len(found) else None

    def table(self) -> pd.DataFrame:
        rows = []
        for case in self.runs:
            row = {"case": CASES[case]}
            for metric in SHOWN[:-1]:
                found = self.mean_and_range(case, metric) or (None, None, None)
                row |= dict(zip((metric, f"{metric}_low", f"{metric}_high"), found, strict=True))
            paid, of, month = self.pays_back(case)
            rows.append(row | {"payback_month": month, "runs_paying_back": paid, "runs": of})
        return pd.DataFrame(rows)


def figures_in_case(scenario: Scenario, case: str, seed: int) -> dict[str, float | None]:
    outcome = simulate(in_case(scenario, case), seed=seed, workers=1)
    return {name: METRICS[name].of(outcome) for name in SHOWN}


def compare_cases(scenario: Scenario, seeds: int = SEEDS, progress: Progress | None = None) -> Cases:
    """The headline of every case, on the seeds from the scenario's own on."""
    jobs = [(scenario, case, scenario.run.seed + k) for case in PRESETS for k in range(seeds)]
    found = ordered(figures_in_case, jobs, progress)
    rows = {case: [x for (_, c, _), x in zip(jobs, found, strict=True) if c == case] for case in PRESETS}
    return Cases({case: pd.DataFrame(held, columns=list(SHOWN), dtype=float) for case, held in rows.items()})
