"""Stress: a run with a shock against the same run without it, on the same luck: what it does to cash, points liability and P&L.

Shocks are data (shocks.py).  What changes the program goes through transition.py, demand through the calendar's operational time, a run
on points through the odds of redeeming; rewards paid twice are cost alone.  All amounts are integer minor units; docs/budget_and_stress.md.
"""
from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulation import clock, engine, reference
from simulation.arm import Arm
from simulation.calendar import Calendar
from simulation.comparison import t_interval
from simulation.executor import Progress, checkpoint, ordered
from simulation.finance.estimates import Plan, plan_of
from simulation.finance.pnl import COST, NET, TOTAL, pnl
from simulation.finance.shocks import REWARDS, Demand, DoubleRedemption, RunOnPoints, Shock
from simulation.finance.stress_liability import contract_liability, points_at_cost
from simulation.inputs import Fault, ScenarioError
from simulation.ledger import Posting, allocate
from simulation.mechanics.base import exact_part
from simulation.naming import redeemed_twice
from simulation.population import population
from simulation.program import word_of
from simulation.records import OUTSTANDING
from simulation.replications import SEEDS
from simulation.scenario import Scenario
from simulation.simulate import no_program_arm, rate_card
from simulation.transition import AT_END, Change, Followed, Turn, check
from simulation.words import N_, said

CONFIDENCE = 0.95
STANDSTILL = 1e-9      # order rate of a month without demand, times the usual: operational time must not stand still
# Figure -> (name, whether it is a balance at the month's end, the better direction, what it is)
FIGURES = {
    "cash": (N_("Cash of the program"), False, 1, N_("Fees received less program cost; sales and their margin are not in it.")),
    "program_cost": (N_("Program cost"), False, -1, N_("Rewards, benefits, campaigns and running cost, less what partners pay.")),
    "fees": (N_("Fees received"), False, 1, N_("What payers of the paid plan paid.")),
    "liability": (N_("Points liability"), True, -1,
                  N_("Contract liability under IFRS 15 with the planned rate of redemption, at the month's end.")),
    "at_cost": (N_("Points outstanding at cost"), True, -1, N_("All points, without breakage, times the cost of a point in force that month.")),
    "points": (N_("Points outstanding"), True, 0, N_("At the month's end.")),
    "net": (N_("Net value"), False, 1, N_("As in the P&L: incremental margin and fees recognised, less program cost.")),
    "sales": (N_("Sales of members"), False, 1, N_("With the program.")),
}  # fmt: skip


class World(Scenario):
    """A scenario in which demand changes for some months."""

    demand: tuple[tuple[int, int, float], ...] = ()

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.run.start, self.run.months, self.market.season, self.demand)


@dataclasses.dataclass(frozen=True, eq=False)
class Shaken(Followed):
    """A run under a shock.  twice: (first month, last month, share of rewards that are paid a second time)."""

    twice: tuple[tuple[int, int, float], ...] = ()

    @functools.cached_property
    def postings(self) -> list[tuple[int, str, Posting]]:
        """As of any run, and each month the cost of rewards paid twice, by the mechanic that gave them."""
        held = super().postings
        words = {m.label: word_of(m.terms) for m in self.scenario.program.mechanics}
        out = list(held)
        for first, last, share in self.twice:
            for month, label, p in held:
                if first <= month <= last and words.get(label) in REWARDS and sum(p.amounts):
                    again = allocate(exact_part(sum(p.amounts), share), p.amounts)
                    out.append((month, label, Posting(label, p.component, redeemed_twice(p.name), again)))
        return out


class Shaking(Turn):
    """What an arm meets between two months under a shock: the change of its program, and the months of a run on points."""

    def __init__(self, scenario: Scenario, change: Change | None, month: int, runs: Sequence[tuple[int, RunOnPoints]]):
        super().__init__(scenario, change, month)
        self.runs, self.usual = runs, None

    def before(self, arm: Arm, month: int) -> None:
        super().before(arm, month)
        everybody = any(effect.everybody for effect in self._on(month))
        if everybody:
            own, known = arm.column("redeems"), np.zeros(0, arm.column("redeems").dtype) if self.usual is None else self.usual
            self.usual = np.concatenate([known, own[len(known):]])      # also of those who were brought in since
        if self.usual is not None:
            put = np.ones_like(self.usual) if everybody else self.usual
            arm.put("redeems", np.arange(len(put)), put)
        if not everybody:
            self.usual = None

    def after(self, arm: Arm, month: int) -> None:
        super().after(arm, month)
        if self.runs:
            odds = math.prod(effect.odds for effect in self._on(month))
            arm.set_card({"eta_0": self.scenario.market.eta_0.value + math.log(odds)})

    def _on(self, month: int) -> list[RunOnPoints]:
        return [effect for first, effect in self.runs if first <= month <= effect.last(first)]


def prepared(scenario: Scenario, shock: Shock) -> tuple[Scenario, Change | None]:
    """The scenario with the shock's demand, and the change of program that it brings; raises ScenarioError where this cannot be run."""
    first = shock.month
    if first > scenario.run.months:
        wrong = said("is {given}; the run has {months} months, so give 1 to {months}", given=first, months=scenario.run.months)
        raise ScenarioError([Fault("month", wrong)], shock.name)
    program, change = shock.program(scenario), None
    if program.mapping() != scenario.program.mapping():
        change = Change(program, first, "keep_until_review")
        try:
            check(scenario, change)
        except ScenarioError as e:
            raise ScenarioError(e.faults, shock.name) from None
    demand = tuple((first, e.last(first), max(STANDSTILL, 1 + e.change)) for e in shock.effects if isinstance(e, Demand))
    if demand:
        scenario = World(**{name: getattr(scenario, name) for name in Scenario.model_fields}, demand=demand)
    return scenario, change


def shaken(scenario: Scenario, shock: Shock | None = None, engine_name: str = "fast") -> Shaken:
    """One run of both arms under the shock; without one as simulate() runs it, to the last integer.  Raises ScenarioError."""
    first, effects, change = 1, (), None
    if shock is not None:
        first, effects = shock.month, shock.effects
        scenario, change = prepared(scenario, shock)
    people, card = population(scenario), rate_card(scenario)
    runs = [(first, effect) for effect in effects if isinstance(effect, RunOnPoints)]
    turn = Shaking(scenario, change, first, runs)
    card.tells_received = 1
    without = no_program_arm(scenario, people)      # before the arm, which runs these very rows
    kind = reference.Reference if engine_name == "reference" else engine.Compiled
    arm = kind(people.rows, people.join_day, card, enrolled=True)
    arm.turn, arm.careful = turn, True
    clock.run(arm, lambda month: checkpoint())
    end = {name: arm.column(name).copy() for name in AT_END}
    twice = tuple((first, e.last(first), e.share) for e in effects if isinstance(e, DoubleRedemption))
    return Shaken(scenario, engine_name, arm.finish(), without, people.opening, change, first, turn.start, turn.placed, end, twice)


# ======== figures by month ================================================================================================
def figures(outcome: Shaken, plan: Plan) -> np.ndarray:
    """int64 [figure, month] in the order of FIGURES; minor units, points.  plan: the rate of redemption planned before the shock."""
    table = pnl(outcome, "month").drop(columns=TOTAL)
    cost, fees = table.loc[COST].to_numpy(), table.loc["fees_received"].to_numpy()
    points = outcome.program.count[:, :, OUTSTANDING].sum(1)
    sales = outcome.totals["program"]["sales"].to_numpy()
    return np.array([fees - cost, cost, fees, contract_liability(outcome, plan), points_at_cost(outcome), points, table.loc[NET].to_numpy(), sales],
                    np.int64)  # fmt: skip


def figures_of_seed(scenario: Scenario, shocks: tuple[Shock, ...]) -> np.ndarray:
    """int64 [1 + shock, figure, month] of one seed: without a shock, then with each."""
    plan = plan_of(scenario)
    return np.array([figures(shaken(scenario, shock), plan) for shock in (None, *shocks)])


# ======== effects over seeds ==============================================================================================
@dataclasses.dataclass(frozen=True)
class Effect:
    """What a shock does to a figure in the whole run, or to a balance at its end: mean over the seeds and its interval; and month by month.

    peak, peak_month: the largest mean monthly effect by size, and its month from 1; 0 and None where there is none.
    """

    mean: float
    low: float
    high: float
    by_month: np.ndarray
    peak: float
    peak_month: int | None


@dataclasses.dataclass(frozen=True, eq=False)
class Stress:
    """runs: int64 [seed, 1 + shock, figure, month], the first of the second axis without a shock."""

    scenario: Scenario
    shocks: tuple[Shock, ...]
    runs: np.ndarray

    @property
    def seeds(self) -> int:
        return len(self.runs)

    def base(self, figure: str) -> float:
        """The figure without a shock, mean over the seeds: in all, or at the end."""
        held = self.runs[:, 0, list(FIGURES).index(figure)]
        return float((held[:, -1] if FIGURES[figure][1] else held.sum(1)).mean())

    def effect(self, shock: int, figure: str) -> Effect:
        """Of shocks[shock]."""
        own = self.gaps(shock, figure)
        total = (own[:, -1] if FIGURES[figure][1] else own.sum(1)).astype(float)
        low, high = t_interval(total, CONFIDENCE)
        by_month = own.mean(0)
        most = int(np.argmax(np.abs(by_month)))
        peak = float(by_month[most])
        return Effect(float(total.mean()), float(low), float(high), by_month, peak, most + 1 if peak else None)

    def band(self, shock: int, figure: str) -> tuple[np.ndarray, np.ndarray]:
        """Low and high end of the mean effect by month."""
        low, high = zip(*(t_interval(column.astype(float), CONFIDENCE) for column in self.gaps(shock, figure).T), strict=True)
        return np.array(low), np.array(high)

    def gaps(self, shock: int, figure: str) -> np.ndarray:
        """With the shock less without it: int64 [seed, month]."""
        k = list(FIGURES).index(figure)
        return self.runs[:, 1 + shock, k] - self.runs[:, 0, k]

    def table(self) -> pd.DataFrame:
        """shock, from_month, figure, without, effect, low, high, peak, peak_month; minor units (points for points)."""
        rows = [(shock.name, shock.month, name, self.base(name), e.mean, e.low, e.high, e.peak, e.peak_month)
                for k, shock in enumerate(self.shocks) for name in FIGURES for e in [self.effect(k, name)]]
        columns = ["shock", "from_month", "figure", "without_shock", "effect", "effect_low", "effect_high", "peak", "peak_month"]
        return pd.DataFrame(rows, columns=columns).astype({"peak_month": "Int64"})

    def by_month(self) -> pd.DataFrame:
        """shock, month, and the mean effect on each figure; minor units (points for points)."""
        months = range(1, self.runs.shape[-1] + 1)
        parts = [pd.DataFrame({"shock": shock.name, "month": months} | {name: self.effect(k, name).by_month for name in FIGURES})
                 for k, shock in enumerate(self.shocks)]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["shock", "month", *FIGURES])


def stress(scenario: Scenario, shocks: Sequence[Shock], seeds: int = SEEDS, progress: Progress | None = None) -> Stress:
    """Every shock on the same seeds: the scenario's and the next ones.  Raises ScenarioError for a shock that this scenario cannot have."""
    if seeds < 1:
        raise ValueError("give at least 1 seed")
    shocks, first = tuple(shocks), scenario.run.seed
    found = ordered(figures_of_seed, [(scenario.with_run(seed=first + k), shocks) for k in range(seeds)], progress)
    return Stress(scenario, shocks, np.array(found))
