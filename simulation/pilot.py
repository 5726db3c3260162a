"""How large and how long a pilot with a hold-out group has to be, from what a run says about each member.

Both arms of a run are the same people with the same luck; a pilot's groups are different people. So only the means and the spread of each
arm are taken from the run, never their pairing, and the groups are independent.
"""
from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from scipy import stats

from simulation.executor import Progress
from simulation.experiments import RUNS, draws, interval
from simulation.inputs import Fault, ScenarioError
from simulation.outcome import Outcome
from simulation.records import MAX_MONTHS
from simulation.scenario import Scenario
from simulation.simulate import simulate
from simulation.words import N_, said

DURATIONS = (3, 6, 9, 12, 18, 24)   # months that are tried beside the chosen ones
RECENT = 3                          # months; active means that a member bought in the last of them
GIVEN = ("reward_cost", "benefit_cost", "campaign_cost")
CLEAR = 2.0                         # standard errors that the effect stands away from zero, else it may be the run's own luck


@dataclasses.dataclass(frozen=True)
class Measured:
    """What a pilot measures on each member.  `of` gets orders and sales of the whole pilot, and orders before its last months."""

    label: str
    unit: str
    help: str
    of: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


MEASURED: dict[str, Measured] = {
    "sales": Measured(N_("Sales a member"), "money", N_("What a member orders in the pilot, less returned orders."),
                      lambda orders, sales, before: sales),
    "purchases": Measured(N_("Orders a member"), "count", N_("How often a member orders in the pilot."), lambda orders, sales, before: orders),
    "retained": Measured(N_("Retention"), "percent", N_("Share of the group that orders at least once in the pilot."),
                         lambda orders, sales, before: orders > 0),
    "active": Measured(N_("Active at the end"), "percent", N_("Share of the group that orders in the pilot's last 3 months."),
                       lambda orders, sales, before: orders > before),
}


@dataclasses.dataclass(frozen=True)
class Design:
    """What is chosen about a pilot.  holdout: share of the members that gets no program; pre_months: months before the pilot whose orders
    are used to make the comparison sharper (0: none).  Raises ScenarioError."""

    measured: str = "sales"
    months: int = 6
    power: float = 0.80
    level: float = 0.05
    holdout: float = 0.50
    pre_months: int = 0

    def __post_init__(self):
        limits = {"months": (1, MAX_MONTHS), "power": (0.5, 0.99), "level": (0.001, 0.2), "holdout": (0.02, 0.98), "pre_months": (0, 24)}
        wrong = [Fault(name, said("is {given}; give {low} to {high}", given=f"{getattr(self, name):g}", low=f"{low:g}", high=f"{high:g}"))
                 for name, (low, high) in limits.items() if not low <= getattr(self, name) <= high]
        if self.months + self.pre_months > MAX_MONTHS:
            wrong.append(Fault("pre_months", said("makes {n} months with the pilot; at most {most}",
                                                  n=self.months + self.pre_months, most=MAX_MONTHS)))
        if self.measured not in MEASURED:
            wrong.append(Fault("measured", said("is {given}; there are {known}", given=f"{self.measured!r}", known=", ".join(MEASURED))))
        if wrong:
            raise ScenarioError(wrong, "pilot")

    @property
    def z(self) -> float:
        """z(1 − level/2) + z(power): how many standard errors the effect has to be."""
        return float(stats.norm.isf(self.level / 2) + stats.norm.ppf(self.power))


@dataclasses.dataclass(frozen=True)
class Groups:
    """Mean and standard deviation of one member with and without the program; `noise` is the standard error that the run's luck leaves
    in their difference, which is paired and so much smaller than that of any pilot."""

    program: float
    no_program: float
    program_sd: float
    no_program_sd: float
    noise: float = 0.0

    @property
    def effect(self) -> float:
        return self.program - self.no_program

    @property
    def clear(self) -> bool:
        """Whether the run has enough members to tell the effect from its own luck."""
        return self.effect != 0 and abs(self.effect) >= CLEAR * self.noise

    def sharper(self, correlation: float) -> Groups:
        """The same after regression on what members did before: variances times 1 − correlation² (Deng, Xu, Kohavi and Walker 2013)."""
        left = math.sqrt(1 - correlation**2)
        return dataclasses.replace(self, program_sd=self.program_sd * left, no_program_sd=self.no_program_sd * left)

    def error(self, program: float | np.ndarray, holdout: float | np.ndarray) -> float | np.ndarray:
        """Standard error of the difference between two independent groups of these sizes."""
        return np.sqrt(self.program_sd**2 / program + self.no_program_sd**2 / holdout)


def members_needed(groups: Groups, design: Design) -> tuple[int, int] | None:
    """Members (with the program, in the hold-out) for the design's power; None where there is no effect.

    Two-sample normal approximation, unequal groups and variances: n1 = (s1² + s2²/k)·(z(1 − level/2) + z(power))²/effect², n2 = k·n1
    (Rosner, Fundamentals of Biostatistics, 8.10; Chow, Shao and Wang, Sample Size Calculations in Clinical Research, 3.2 and 4.2).
    """
    if not groups.effect:
        return None
    share = 1 - design.holdout
    total = (design.z / groups.effect) ** 2 * (groups.program_sd**2 / share + groups.no_program_sd**2 / design.holdout)
    return max(2, math.ceil(share * total - 1e-9)), max(2, math.ceil(design.holdout * total - 1e-9))


def power(groups: Groups, members: float | np.ndarray, design: Design) -> float | np.ndarray:
    """Chance that a pilot with so many members in all shows the effect, at the design's level, two-sided."""
    error = groups.error((1 - design.holdout) * members, design.holdout * members)
    critical = stats.norm.isf(design.level / 2)
    shift = np.abs(groups.effect) / error
    return stats.norm.sf(critical - shift) + stats.norm.cdf(-critical - shift)


def smallest_effect(groups: Groups, members: float, design: Design) -> float:
    """The least effect that so many members in all show with the design's power (minimal detectable effect), at the run's variances."""
    return design.z * float(groups.error((1 - design.holdout) * members, design.holdout * members))


@dataclasses.dataclass(frozen=True)
class Pilot:
    """A pilot worked out.

    groups: at the central assumptions, after the covariate · worlds: the same for runs in which luck and assumptions vary together ·
    by_months: months -> groups · correlation: of what members do in the pilot with what they did before it · cost: of rewards, benefits
    and campaigns for one member over the pilot, currency units; running cost is not in it, for it hardly depends on members.
    """

    design: Design
    scenario: Scenario
    groups: Groups
    worlds: tuple[Groups, ...]
    by_months: dict[int, Groups]
    correlation: float
    cost: float

    @property
    def needed(self) -> tuple[int, int] | None:
        return members_needed(self.groups, self.design)

    @property
    def effect_range(self) -> tuple[float, float]:
        """The range that holds the effect in 90 of 100 runs, wide enough for the central one."""
        low, high = interval(np.array([w.effect for w in self.worlds], float)) or (self.groups.effect, self.groups.effect)
        return min(low, self.groups.effect), max(high, self.groups.effect)

    def assurance(self, members: float) -> float:
        """Power on average over the runs, in which the effect differs (assurance: O'Hagan, Stevens and Campbell 2005)."""
        return float(np.mean([power(w, members, self.design) for w in self.worlds]))

    def shortest(self, members: int) -> int | None:
        """The first of the durations tried for which so many members are enough."""
        return next((m for m, g in self.by_months.items() if (n := members_needed(g, self.design)) and sum(n) <= members), None)

    def durations(self) -> pd.DataFrame:
        """One row a duration: months, mean with and without, effect, members with the program, in the hold-out, in all (NaN: no effect)."""
        rows = []
        for months, g in self.by_months.items():
            n = members_needed(g, self.design) if g.clear else None
            rows.append((months, g.program, g.no_program, g.effect, *((*n, sum(n)) if n else (np.nan,) * 3)))
        return pd.DataFrame(rows, columns=["months", "program", "no_program", "effect", "group_program", "group_holdout", "members"])

    def power_curve(self, members: Iterable[int]) -> pd.DataFrame:
        """Members in all, and power: at the central assumptions, and its range over the runs."""
        members = np.asarray(list(members), float)
        spread = np.array([power(w, members, self.design) for w in self.worlds]) if self.worlds else None
        own = power(self.groups, members, self.design)
        low, high = (np.quantile(spread, q, axis=0) for q in (0.05, 0.95)) if spread is not None else (own, own)
        return pd.DataFrame({"members": members.astype(int), "power": own, "low": np.minimum(low, own), "high": np.maximum(high, own)})


def plan(scenario: Scenario, design: Design, runs: int = RUNS, progress: Progress | None = None) -> Pilot:
    """Works out a pilot of a scenario on its members of day 0; `progress` hears (done, of), and what it raises stops the work."""
    months = sorted({*DURATIONS, design.months})
    worlds = draws(scenario, runs)
    tell = progress or (lambda done, of: None)
    of = len(months) + len(worlds)
    by_months, correlations, cost = {}, {}, 0.0
    for k, m in enumerate(months, start=1):
        groups, outcome = measured(scenario, design.measured, m)
        correlations[m] = carried_over(scenario, dataclasses.replace(design, months=m))
        by_months[m] = groups.sharper(correlations[m])
        if m == design.months:
            cost = float(outcome.totals["program"][list(GIVEN)].to_numpy().sum()) / scenario.market.minor_per_unit / scenario.run.members
        tell(k, of)
    correlation, found = correlations[design.months], []
    for k, world in enumerate(worlds, start=len(months) + 1):
        found.append(measured(world, design.measured, design.months)[0].sharper(correlation))
        tell(k, of)
    return Pilot(design, scenario, by_months[design.months], tuple(found), by_months, correlation, cost)


def measured(scenario: Scenario, name: str, months: int) -> tuple[Groups, Outcome]:
    """Both arms of a run of the pilot's length, summed up; and the run."""
    outcome = simulate(scenario, months=months)
    before = simulate(scenario, months=months - RECENT) if name == "active" and months > RECENT else None
    with_program, without = (by_member(outcome, before, name, arm) for arm in ("program", "no_program"))
    return of_members(with_program, without), outcome


def of_members(with_program: np.ndarray, without: np.ndarray) -> Groups:
    """Two groups from a value for each member with and without the program."""
    n = len(with_program)
    noise = float(np.std(with_program - without, ddof=1) / math.sqrt(n)) if n > 1 else math.inf
    sds = (float(np.std(x, ddof=1)) if n > 1 else 0.0 for x in (with_program, without))
    return Groups(float(with_program.mean()), float(without.mean()), *sds, noise)


def by_member(outcome: Outcome, before: Outcome | None, name: str, arm: str) -> np.ndarray:
    """[member] of day 0: the measured value over the run.  `before` is the same run without its last months.  Who joins later is left out,
    for nobody draws a lot for them on day 0."""
    first, unit = outcome.scenario.run.members, outcome.scenario.market.minor_per_unit
    result = getattr(outcome, arm)
    earlier = getattr(before, arm).purchases[:first] if before else np.zeros(first, np.int64)
    return MEASURED[name].of(result.purchases[:first], result.sales[:first] / unit, earlier).astype(float)


def carried_over(scenario: Scenario, design: Design) -> float:
    """Correlation of a member's value in the pilot with what the member did in the months before it, without a program; 0 without such
    months.  Before it, sales are held against sales, all else against orders."""
    if not design.pre_months:
        return 0.0
    first, unit = scenario.run.members, scenario.market.minor_per_unit

    def until(month: int) -> tuple[np.ndarray, np.ndarray]:
        arm = simulate(scenario, months=month).no_program
        return arm.purchases[:first], arm.sales[:first] / unit

    end = design.pre_months + design.months
    (orders, sales), (pre_orders, pre_sales) = until(end), until(design.pre_months)
    before = until(max(design.pre_months, end - RECENT))[0] - pre_orders
    later = MEASURED[design.measured].of(orders - pre_orders, sales - pre_sales, before).astype(float)
    earlier = (pre_sales if design.measured == "sales" else pre_orders).astype(float)
    return float(np.corrcoef(earlier, later)[0, 1]) if earlier.std() and later.std() else 0.0
