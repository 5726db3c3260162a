"""Budget: what the program may cost to date, how often that is more than an envelope, and what the dearest runs have in common.

The runs are those of experiments.draws: luck and assumptions vary together.  Money in integer minor units; docs/budget_and_stress.md.
"""
from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from simulation.executor import Progress, ordered
from simulation.experiments import draws
from simulation.finance.pnl import period
from simulation.ledger import COMPONENTS
from simulation.records import YEAR
from simulation.scenario import Scenario
from simulation.simulate import simulate

RUNS, CHOICES = 100, (50, 100, 200)
WHOLE = ""                          # the program as a whole, beside the labels of its mechanics
LEVELS = (0.10, 0.50, 0.90)         # of the cone
SURE = 0.90                         # how sure the interval of a level is, at least
TAIL_SHARE = 10                     # the tail: one in so many runs, the dearest
CLEAR = 0.05                        # an assumption is told from chance where less than this speaks for chance, over all assumptions looked at
NOT_OF_COST = ("discount_rate",)    # uncertain, but no part of what a program costs
By = Literal["fiscal", "run"]
Key = tuple[str, str, str]          # component, label of the mechanic, name of the posting


def costs_of(world: Scenario) -> dict[Key, np.ndarray]:
    """Program cost of one run by month: (component, mechanic's label, name) -> int64 [month].  What others pay back is negative; fees are
    no cost."""
    outcome = simulate(world)
    out: dict[Key, np.ndarray] = {}
    for month, label, p in outcome.postings:
        if p.component in COMPONENTS:
            held = out.setdefault((p.component, label, p.name), np.zeros(world.run.months, np.int64))
            held[month - 1] += sum(p.amounts)
    return out


def budget(scenario: Scenario, runs: int = RUNS, progress: Progress | None = None) -> Budget:
    """`runs` runs, at least 2, of the worlds that any range of this market is drawn from."""
    if runs < 2:
        raise ValueError("give at least 2 runs; one has no spread")
    worlds = draws(scenario, runs)
    found = ordered(costs_of, [(world,) for world in worlds], progress)
    keys = sorted({key for costs in found for key in costs}, key=lambda k: (COMPONENTS.index(k[0]), *k[1:]))
    none = np.zeros(scenario.run.months, np.int64)
    costs = {key: np.array([held.get(key, none) for held in found]) for key in keys}
    names = [name for name in scenario.market.uncertain() if name not in NOT_OF_COST]
    drawn = pd.DataFrame([{name: getattr(world.market, name).value for name in names} for world in worlds], columns=names)
    return Budget(scenario, costs, drawn, runs)


def years(scenario: Scenario, by: By = "fiscal") -> list[str]:
    """The year that each month belongs to: "FY2026", by the market's fiscal year, or "1", "2", ... of twelve months from the run's start."""
    calendar = scenario.calendar
    if by == "run":
        return [str(1 + m // YEAR) for m in range(scenario.run.months)]
    if by != "fiscal":
        raise ValueError(f"no year is called {by!r}; there are fiscal, run")
    start = int(scenario.market.fiscal_year_start.value)
    return [period(calendar.first_of(m), "year", start) for m in range(1, scenario.run.months + 1)]


@dataclasses.dataclass(frozen=True, eq=False)
class Budget:
    """costs: (component, label, name) -> int64 [run, month], minor units · worlds: value of each uncertain assumption by run.

    `label` in what follows is the label of a mechanic, or WHOLE.  Costs to date begin anew with each year.
    """

    scenario: Scenario
    costs: dict[Key, np.ndarray]
    worlds: pd.DataFrame
    runs: int

    @functools.cached_property
    def labels(self) -> list[str]:
        """Mechanics that cost anything in any run, the dearest first."""
        size: dict[str, int] = {}
        for (_, label, _), cost in self.costs.items():
            size[label] = size.get(label, 0) + int(np.abs(cost).sum())
        return [label for label in sorted(size, key=lambda x: -size[x]) if size[label]]

    def monthly(self, label: str = WHOLE) -> np.ndarray:
        """Cost [run, month]."""
        if label != WHOLE and label not in {key[1] for key in self.costs}:
            raise ValueError(f"no mechanic with a cost is called {label!r}; there are {', '.join(self.labels) or 'none'}")
        own = [cost for key, cost in self.costs.items() if label in (WHOLE, key[1])]
        return sum(own, np.zeros((self.runs, self.scenario.run.months), np.int64))

    def to_date(self, label: str = WHOLE, by: By = "fiscal") -> np.ndarray:
        """Cost since the year's first month, at each month's end: [run, month]."""
        monthly, of = self.monthly(label), np.array(years(self.scenario, by))
        out = np.zeros_like(monthly)
        for year in dict.fromkeys(of):
            out[:, of == year] = monthly[:, of == year].cumsum(1)
        return out

    def ends(self, by: By = "fiscal") -> dict[str, int]:
        """Year -> its last month in the run, counted from 0."""
        of = years(self.scenario, by)
        return {year: len(of) - 1 - of[::-1].index(year) for year in dict.fromkeys(of)}

    def year_end(self, year: str, label: str = WHOLE, by: By = "fiscal") -> np.ndarray:
        """Cost of a year, or of what the run holds of it: [run]."""
        return self.to_date(label, by)[:, self._end(year, by)]

    def _end(self, year: str, by: By) -> int:
        ends = self.ends(by)
        if year not in ends:
            raise ValueError(f"no year of this run is called {year!r}; there are {', '.join(ends)}")
        return ends[year]

    # ---- the cone and the envelope -----------------------------------------------------------------------------------
    def cone(self, label: str = WHOLE, by: By = "fiscal") -> pd.DataFrame:
        """month, year, p10, p50, p90: cost to date of the run that a tenth, a half, nine tenths of the runs do not exceed."""
        held = np.sort(self.to_date(label, by), axis=0)
        table = pd.DataFrame({"month": range(1, held.shape[1] + 1), "year": years(self.scenario, by)})
        for level in LEVELS:
            table[f"p{100 * level:.0f}"] = held[rank(level, self.runs) - 1]
        return table

    def overrun(self, envelopes: Mapping[str, int], label: str = WHOLE, by: By = "fiscal") -> pd.DataFrame:
        """month, year, envelope, runs_over, runs: in how many runs the cost to date is above the year's whole envelope at the month's end."""
        held, of = self.to_date(label, by), years(self.scenario, by)
        self._known(envelopes, by)
        rows = [(m + 1, year, envelopes[year], int((held[:, m] > envelopes[year]).sum()), self.runs)
                for m, year in enumerate(of) if year in envelopes]
        return pd.DataFrame(rows, columns=["month", "year", "envelope", "runs_over", "runs"])

    def verdicts(self, envelopes: Mapping[str, int], label: str = WHOLE, by: By = "fiscal") -> pd.DataFrame:
        """One row a year: months in the run, envelope, p10, p50, p90, p90_low and p90_high (see `level_interval`; empty where the runs do not
        say), runs_over at the year's end, runs, mean_over (of the runs that are over; empty where none is) and most_over."""
        self._known(envelopes, by)
        of, rows = years(self.scenario, by), []
        for year, envelope in envelopes.items():
            cost = np.sort(self.year_end(year, label, by))
            low, high = level_interval(LEVELS[-1], self.runs)
            over = cost[cost > envelope] - envelope
            rows.append((year, of.count(year), envelope, *(int(cost[rank(level, self.runs) - 1]) for level in LEVELS),
                         int(cost[low - 1]) if low else None, int(cost[high - 1]) if high else None, over.size, self.runs,
                         nearest(int(over.sum()), over.size) if over.size else None, int(over.max()) if over.size else None))
        columns = ["year", "months", "envelope", "p10", "p50", "p90", "p90_low", "p90_high", "runs_over", "runs", "mean_over", "most_over"]
        return pd.DataFrame(rows, columns=columns).astype({c: "Int64" for c in columns[1:]})

    def joint(self, envelopes: Mapping[str, int], label: str = WHOLE, by: By = "fiscal") -> tuple[int, int | None]:
        """In how many runs every year's budget holds; and, of the others, the mean of all overruns of a run (None where there is none)."""
        ends = self.ends(by)
        self._known(envelopes, by)
        held = self.to_date(label, by)
        over = sum((np.maximum(0, held[:, ends[year]] - envelope) for year, envelope in envelopes.items()), np.zeros(self.runs, np.int64))
        count = int((over > 0).sum())
        return self.runs - count, nearest(int(over.sum()), count) if count else None

    def _known(self, envelopes: Mapping[str, int], by: By) -> None:
        for year in envelopes:
            self._end(year, by)

    # ---- the tail ----------------------------------------------------------------------------------------------------
    def tail(self, year: str, label: str = WHOLE, by: By = "fiscal") -> np.ndarray:
        """bool [run]: the dearest tenth of the runs in a year, at least one run; of equal cost the earlier run."""
        order = np.argsort(-self.year_end(year, label, by), kind="stable")
        out = np.zeros(self.runs, bool)
        out[order[: max(1, self.runs // TAIL_SHARE)]] = True
        return out

    def tail_assumptions(self, year: str, label: str = WHOLE, by: By = "fiscal") -> pd.DataFrame:
        """assumption, tail_mean, rest_mean, spreads (their difference in standard deviations of the drawn values), clear; the widest
        difference first.  clear: chance alone gives so wide a difference for any of the assumptions in less than CLEAR of all cases."""
        tail, rows = self.tail(year, label, by), []
        for name in self.worlds:
            drawn = self.worlds[name].to_numpy(dtype=float)
            spread = drawn.std(ddof=1)
            gap = (drawn[tail].mean() - drawn[~tail].mean()) / spread if spread else 0.0
            rows.append((name, drawn[tail].mean(), drawn[~tail].mean(), gap, abs(gap) > self._chance(int(tail.sum()))))
        table = pd.DataFrame(rows, columns=["assumption", "tail_mean", "rest_mean", "spreads", "clear"])
        return table.sort_values("spreads", key=lambda s: -s.abs(), kind="stable", ignore_index=True)

    def _chance(self, k: int) -> float:
        """How many standard deviations the means of k runs and of the rest lie apart by chance, at most, over all assumptions (Bonferroni)."""
        each = CLEAR / max(1, self.worlds.shape[1])
        return float(stats.norm.isf(each / 2) * math.sqrt(1 / k + 1 / (self.runs - k)))

    def tail_costs(self, year: str, label: str = WHOLE, by: By = "fiscal") -> pd.DataFrame:
        """component, mechanic, name, rest_mean, tail_mean (minor units), more (their difference), share (of all that the tail costs more,
        0..1; empty where it costs no more); the largest first.  A part's mean is rounded for itself."""
        tail, rows = self.tail(year, label, by), []
        months = np.array(years(self.scenario, by)) == year
        whole = self.year_end(year, label, by)
        more = float(whole[tail].mean() - whole[~tail].mean())
        for (component, mechanic, name), cost in self.costs.items():
            if label in (WHOLE, mechanic) and cost[:, months].any():
                own = cost[:, months].sum(1)
                a, b = float(own[~tail].mean()), float(own[tail].mean())
                rows.append((component, mechanic, name, round(a), round(b), round(b - a), (b - a) / more if more > 0 else math.nan))
        table = pd.DataFrame(rows, columns=["component", "mechanic", "name", "rest_mean", "tail_mean", "more", "share"])
        return table.sort_values("more", key=lambda s: -s.abs(), kind="stable", ignore_index=True)


def rank(level: float, runs: int) -> int:
    """The rank, from 1, of the run that `level` of the runs do not exceed: the smallest rank with rank / runs >= level."""
    return max(1, math.ceil(level * runs - 1e-9))


def level_interval(level: float, runs: int, sure: float = SURE) -> tuple[int | None, int | None]:
    """Ranks between which the true level lies with a chance of at least `sure`, whatever the distribution: order statistics, binomial.
    None at an end that `runs` runs do not reach (David and Nagaraja 2003, Order Statistics, section 7.1)."""
    low = int(stats.binom.ppf((1 - sure) / 2, runs, level))
    high = int(stats.binom.ppf((1 + sure) / 2, runs, level)) + 1
    return low if low >= 1 else None, high if high <= runs else None


def share_interval(count: int, runs: int, sure: float = SURE) -> tuple[float, float]:
    """Between which shares the chance lies that `count` of `runs` runs estimate (Clopper and Pearson 1934)."""
    found = stats.binomtest(count, runs).proportion_ci(sure, "exact")
    return float(found.low), float(found.high)


def nearest(total: int, count: int) -> int:
    """total / count to the nearest whole, halves up."""
    return (2 * total + count) // (2 * count)


def rounded(minor: int, digits: int = 3) -> int:
    """An amount as a budget is written: to so many significant digits, not below the amount."""
    if minor <= 0:
        return 0
    step = 10 ** max(0, len(str(minor)) - digits)
    return -(-minor // step) * step
