"""Causation apart from selection: how much more members of a group buy, and how much of it the program has caused.

Definitions: docs/drivers.md (Leenheer et al. 2007).
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from simulation.comparison import t_interval
from simulation.decomposition import CONFIDENCE
from simulation.executor import Progress, ordered
from simulation.outcome import Outcome
from simulation.records import BY_PROGRAM
from simulation.replications import SEEDS
from simulation.scenario import Scenario
from simulation.simulate import simulate
from simulation.words import N_

PAYERS, BROUGHT_IN, EVERYBODY = "payers", "brought_in", "everybody"
TITLES = {PAYERS: N_("Paid-plan members"), BROUGHT_IN: N_("Brought in for a reward"), EVERYBODY: N_("Everybody")}
Group = int | str  # a tier from 0, or a word of TITLES
MEASURES = ("with_program", "without_program", "others_with", "others_without")
COLUMNS = ("naive_gap", "causal", "selection", "others_gain")


def group_sums(outcome: Outcome) -> dict[Group, tuple[int, ...]]:
    """Group -> members and their sales with and without the program, then the same of the others; minor units.

    Groups: each tier by where members stand at the end of the run, who ever paid a plan's fee, who was brought in for a reward, everybody.
    The people are those who are there in both arms: members whom others bring in stand in a row of their own and are nobody's others.
    """
    program, rest = outcome.program, outcome.no_program
    own, brought = program.referred == 0, program.referred == BY_PROGRAM
    tier, paid, bought, before = program.tier[own], program.paid[own] > 0, program.sales[own], rest.sales[rest.referred == 0]
    everybody = np.ones(tier.size, bool)
    held: dict[Group, np.ndarray] = {k: tier == k for k in range(len(outcome.tier_names))} if len(outcome.tier_names) > 1 else {}
    held |= {PAYERS: paid} if paid.any() else {}
    out = {name: (*_sums(who, bought, before), *_sums(~who, bought, before)) for name, who in held.items()}
    if brought.any():
        out[BROUGHT_IN] = (int(brought.sum()), int(program.sales[brought].sum()), 0, *_sums(everybody, bought, before))
    return out | {EVERYBODY: (*_sums(everybody, bought, before), 0, 0, 0)}


def _sums(who: np.ndarray, bought: np.ndarray, before: np.ndarray) -> tuple[int, int, int]:
    return int(who.sum()), int(bought[who].sum()), int(before[who].sum())


def selection_run(scenario: Scenario, seed: int) -> dict[Group, tuple[int, ...]]:
    return group_sums(simulate(scenario, seed=seed, workers=1))


@dataclasses.dataclass(frozen=True, eq=False)
class Selection:
    """Sums of every seed by group; all means are sales a member over the whole run, currency units.

    naive_gap: what the group buys less what the others buy, as the sales ledger shows it = selection + causal - others_gain.
    selection: the same gap of the same people without the program.  causal: what the program has added to the group.  others_gain: what it
    has added to the others.
    """

    scenario: Scenario
    runs: tuple[dict[Group, tuple[int, ...]], ...]

    def groups(self) -> list[Group]:
        """Those with members, and with others, in every run."""
        return [g for g in self.runs[0] if all(g in run and run[g][0] and (run[g][3] or g == EVERYBODY) for run in self.runs)]

    def title(self, group: Group, language: str = "en") -> str:
        """A tier's name, or a marked text that is still to be translated."""
        return self.scenario.program.tier_names[group].in_language(language) if isinstance(group, int) else TITLES[group]

    def members(self, group: Group) -> float:
        return float(np.mean([run[group][0] for run in self.runs]))

    def per_member(self, group: Group) -> dict[str, np.ndarray]:
        """Name of MEASURES and COLUMNS -> [seed]; a group without others has no gap."""
        n, with_it, without, others, o_with, o_without = np.array([run[group] for run in self.runs], float).T
        unit, others = self.scenario.market.minor_per_unit, np.where(others, others, np.nan)
        a, b, c, d = with_it / n / unit, without / n / unit, o_with / others / unit, o_without / others / unit
        return dict(zip((*MEASURES, *COLUMNS), (a, b, c, d, a - c, a - b, b - d, c - d), strict=True))

    def mean_and_range(self, group: Group, name: str) -> tuple[float, float, float]:
        values = self.per_member(group)[name]
        return float(values.mean()), *map(float, t_interval(values, CONFIDENCE))

    def table(self) -> pd.DataFrame:
        """One row a group; money a member over the whole run."""
        rows = []
        for group in self.groups():
            row = {"group": self.title(group), "members": self.members(group)}
            for name in (*MEASURES, *COLUMNS):
                found = self.mean_and_range(group, name)
                row |= dict(zip((name, f"{name}_low", f"{name}_high"), found, strict=True)) if name in COLUMNS else {name: found[0]}
            rows.append(row)
        return pd.DataFrame(rows)


def selection(scenario: Scenario, seeds: int = SEEDS, progress: Progress | None = None) -> Selection:
    """Both arms on the seeds from the scenario's own on."""
    return Selection(scenario, tuple(ordered(selection_run, [(scenario, scenario.run.seed + k) for k in range(seeds)], progress)))
