"""The range of every figure of the P&L, over luck and assumptions."""
from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd

from simulation.executor import Progress, ordered
from simulation.experiments import RUNS, TAIL, draws, interval
from simulation.finance.pnl import NET, TOTAL, pnl
from simulation.finance.value import Worth, worth
from simulation.outcome import Outcome
from simulation.scenario import Scenario
from simulation.simulate import simulate

FIGURES = ("net", "npv", "irr", "roi", "payback", "payback_discounted", "deepest")


@dataclasses.dataclass(frozen=True, eq=False)
class PnlStudy:
    """The scenario's own run and runs in which luck and assumptions vary: tables by fiscal year with "total", and what each is worth.

    low, high: as the table of `pnl(outcome, "year")`, minor units: they hold the figure in 90 of 100 runs, and the scenario's own.
    """

    outcome: Outcome
    table: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    worth: Worth
    runs: pd.DataFrame      # FIGURES by run; empty where a run has none
    nets: np.ndarray        # net value over the whole run, by run

    def range(self, figure: str) -> tuple[float, float] | None:
        """The range of one of FIGURES, over the runs that have it."""
        found, own = interval(self.runs[figure].to_numpy(dtype=float)), getattr(self.worth, figure)
        return (min(found[0], own), max(found[1], own)) if found and own is not None else found

    def having(self, figure: str) -> tuple[int, int]:
        """How many runs have the figure, of how many."""
        return int(self.runs[figure].notna().sum()), len(self.runs)

    def above_zero(self) -> tuple[int, int]:
        """In how many runs the net value is above zero, of how many."""
        return int((self.nets > 0).sum()), len(self.nets)


def pnl_study(scenario: Scenario, runs: int = RUNS, progress: Progress | None = None) -> PnlStudy:
    """Runs the scenario and its draws, the same worlds as experiments.study."""
    outcome = simulate(scenario)
    table, own = pnl(outcome, "year"), worth(outcome)
    found = ordered(yearly_lines, [(world,) for world in draws(scenario, runs)], progress)
    held = np.array([lines.reindex(table.index, fill_value=0).to_numpy() for lines, _ in found] or [table.to_numpy()], dtype=float)
    low, high = (np.quantile(held, end, axis=0) for end in (TAIL, 1 - TAIL))
    frame = lambda values, widest: pd.DataFrame(widest(np.rint(values), table.to_numpy()).astype(np.int64), table.index, table.columns)  # noqa: E731
    figures = pd.DataFrame([figures for _, figures in found], columns=list(FIGURES), dtype=float)
    return PnlStudy(outcome, table, frame(low, np.minimum), frame(high, np.maximum), own, figures,
                    np.array([lines.loc[NET, TOTAL] for lines, _ in found], np.int64))


def yearly_lines(world: Scenario) -> tuple[pd.DataFrame, tuple]:
    """The P&L by fiscal year of one run, and its FIGURES."""
    outcome = simulate(world)
    found = worth(outcome)
    return pnl(outcome, "year"), tuple(math.nan if getattr(found, name) is None else float(getattr(found, name)) for name in FIGURES)
