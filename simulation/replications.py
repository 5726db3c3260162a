"""Campaigns and the paid plan over paired seeds: means of the figures, their Student t intervals, and whether they are above zero."""
from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from simulation.campaigns import campaign_results, campaign_table
from simulation.comparison import Difference, paired
from simulation.executor import Progress, ordered
from simulation.inputs import ScenarioError
from simulation.plan_report import report
from simulation.scenario import Scenario
from simulation.simulate import simulate
from simulation.words import said

SEEDS = 8      # runs of each arm where a page shows a range by luck
CAMPAIGN_FIGURES = {"extra_orders": 1, "extra_margin": 1, "extra_cost": -1, "net": 1}      # what is better: 1 more, -1 less
RATES = ("renewal_rate", "renewal_rate_staying")
PLAN_FIGURES = ("naive_gap", "selection", "causal", "others", "net_gain", *RATES, "others_without", "payers_with")
JUDGED = ("causal", "others", "net_gain")      # of these, above zero is better; the others are no effect of the plan


@dataclasses.dataclass(frozen=True, eq=False)
class CampaignRanges:
    """campaigns.campaign_table of each seed: every campaign against the same members with the same luck without it."""

    tables: tuple[pd.DataFrame, ...]

    @property
    def replications(self) -> int:
        return len(self.tables)

    def of(self, campaign: str, figure: str) -> Difference:
        """Mean, interval and verdict of one of CAMPAIGN_FIGURES."""
        values = [table.loc[table["campaign"] == campaign, figure].iloc[0] for table in self.tables]
        return _above_zero(values, CAMPAIGN_FIGURES[figure])

    def beside(self, own: pd.DataFrame) -> pd.DataFrame:
        """A campaign_table with more columns: mean, low and high end of the figures over the seeds, the verdict on the net, the seeds."""
        table = own.copy()
        for figure in CAMPAIGN_FIGURES:
            held = [self.of(campaign, figure) for campaign in own["campaign"]]
            for end in ("mean", "low", "high"):
                table[f"{figure}_{end}"] = [getattr(d, end) for d in held]
        table["net_verdict"] = [self.of(campaign, "net").verdict for campaign in own["campaign"]]
        table["replications"] = self.replications
        return table


@dataclasses.dataclass(frozen=True, eq=False)
class PlanRanges:
    """PLAN_FIGURES of each seed, a row a seed; NaN where a run has no such figure, as where nobody has paid."""

    runs: pd.DataFrame

    @property
    def replications(self) -> int:
        return len(self.runs)

    def of(self, figure: str) -> Difference:
        return _above_zero(self.runs[figure])

    def table(self) -> pd.DataFrame:
        """A row a figure: mean, ends of the interval, unit (money or share), runs that have it, of how many; a verdict on what the plan does."""
        rows = [(figure, "share" if figure in RATES else "money", d.mean, d.low, d.high, d.verdict if figure in JUDGED else "", d.values.size, d.of)
                for figure in PLAN_FIGURES for d in [self.of(figure)]]
        columns = ["figure", "unit", "mean_of_runs", "interval_low", "interval_high", "verdict", "runs_with", "replications"]
        return pd.DataFrame(rows, columns=columns)


def _above_zero(values, better: int = 1) -> Difference:
    values = np.asarray(values, dtype=float)
    return paired(np.zeros(len(values)), values, better)


def campaign_ranges(scenario: Scenario, replications: int, progress: Progress | None = None) -> CampaignRanges:
    """Every campaign over the seeds from the scenario's own on; `progress` hears (seeds done, of).  Raises ScenarioError below two."""
    return CampaignRanges(tuple(ordered(campaigns_of_seed, _seeds(scenario, replications), progress)))


def plan_ranges(scenario: Scenario, replications: int, progress: Progress | None = None) -> PlanRanges:
    """The paid plan over the seeds from the scenario's own on; `progress` hears (seeds done, of).  Raises ScenarioError below two."""
    return PlanRanges(pd.DataFrame(ordered(plan_of_seed, _seeds(scenario, replications), progress), columns=list(PLAN_FIGURES)).astype(float))


def _seeds(scenario: Scenario, replications: int) -> list[tuple]:
    if replications < 2:
        raise ScenarioError(said("{n} replication cannot show a range; give 2 or more", n=replications))
    return [(scenario, seed) for seed in range(scenario.run.seed, scenario.run.seed + replications)]


def campaigns_of_seed(scenario: Scenario, seed: int) -> pd.DataFrame:
    """campaign_table of one seed; all its runs share the no-program arm."""
    return campaign_table(campaign_results(scenario.with_run(seed=seed)))


def plan_of_seed(scenario: Scenario, seed: int) -> dict[str, float | None]:
    """PLAN_FIGURES of one seed; renewal rates of the first year of tenure, currency units."""
    found = report(simulate(scenario, seed=seed))
    renewed = found.renewals[found.renewals["tenure_year"] == 1]
    rates = {name: renewed[name].iloc[0] if len(renewed) else None for name in RATES}
    ends = {"others_without": found.per_member(False, False), "payers_with": found.per_member(True, True)}
    return dict.fromkeys(PLAN_FIGURES) | (found.split() or {}) | rates | ends | {"net_gain": found.net_gain}
