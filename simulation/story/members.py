"""A typical member's last year in the program, from the simulation: what members pay, get back, and lack to the next tier."""
from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from simulation import clock
from simulation.engine import Compiled
from simulation.executor import Progress, checkpoint, ordered
from simulation.experiments import draws, interval
from simulation.population import population
from simulation.ratecard import RateCard
from simulation.records import SPEND, YEAR
from simulation.scenario import Scenario
from simulation.simulate import rate_card

FIFTHS = 5
MEDIAN, HEAVY = "median", "heavy"
GROUPS = (*(f"fifth_{k}" for k in range(1, FIFTHS + 1)), MEDIAN, HEAVY)
MIDDLE, TOP = (0.45, 0.55), (0.90, 1.0)       # places among the buyers of who counts as median, and as heavy
# Of a group's members.  sales, back: means over the year, currency units; back_rate: back of what they spend; medians of those below the top:
# missing, the share of the next threshold still to go, and to_next, the amount of it, as _next_tier has it
FIGURES = ("sales", "back", "back_rate", "missing", "to_next")


@dataclasses.dataclass(frozen=True, eq=False)
class MemberYear:
    """own: the scenario's own run, (group, figure) -> value; runs: the same, a row a world, columns (group, figure).

    months: length of the year looked at, the run's last; `buyers` of `members` have bought in it, both of the own run.
    """

    scenario: Scenario
    months: int
    own: dict[tuple[str, str], float]
    runs: pd.DataFrame
    buyers: int
    members: int

    def value(self, group: str, figure: str) -> float | None:
        held = self.own[(group, figure)]
        return None if np.isnan(held) else held

    def range(self, group: str, figure: str) -> tuple[float, float] | None:
        """What holds the figure in 90 of 100 worlds, wide enough for the own run's."""
        own, found = self.value(group, figure), interval(self.runs[(group, figure)].to_numpy(float))
        return (min(found[0], own), max(found[1], own)) if found and own is not None else None


class Look:
    """What each member had received and bought when the last year began."""

    def __init__(self, month: int):
        self.month = month
        self.start: dict[str, np.ndarray] = {}

    def before(self, arm, month: int) -> None:
        if month == self.month:
            self.start = {name: arm.column(name).copy() for name in ("received", "sales", "joined")}

    def after(self, arm, month: int) -> None:
        pass


def member_year(scenario: Scenario, runs: int, progress: Progress | None = None) -> MemberYear:
    """The scenario's own run, and `runs` in which luck and assumptions vary together."""
    found = ordered(last_year, [(world,) for world in [scenario, *draws(scenario, runs)]], progress)
    own, buyers, members = found[0]
    table = pd.DataFrame([figures for figures, *_ in found[1:]], columns=pd.MultiIndex.from_product([GROUPS, FIGURES]))
    return MemberYear(scenario, min(YEAR, scenario.run.months), own, table, buyers, members)


def last_year(world: Scenario) -> tuple[dict[tuple[str, str], float], int, int]:
    """(group, figure) -> value of one world; how many members there were from the year's start on, and bought in it."""
    people, card = population(world), rate_card(world)
    card.tells_received = 1
    look = Look(max(1, world.run.months - YEAR + 1))
    arm = Compiled(people.rows, people.join_day, card, enrolled=True)
    arm.turn, arm.careful = look, True
    clock.run(arm, lambda month: checkpoint())
    rows, n, unit = arm.rows, len(look.start["joined"]), world.market.minor_per_unit
    there = np.flatnonzero((look.start["joined"] == 1) | (look.month == 1))
    there = there[there < n]
    sales = (rows["sales"][there] - look.start["sales"][there]) / unit
    back = (rows["received"][there] - look.start["received"][there]) / unit
    bought = np.flatnonzero(sales > 0)
    order = bought[np.argsort(sales[bought], kind="stable")]
    missing, to_next = _next_tier(rows[there], card)
    out = {}
    for group in GROUPS:
        who = order[_places(group, len(order))]
        paid = float(sales[who].mean()) if len(who) else np.nan
        got = float(back[who].mean()) if len(who) else np.nan
        climbing = who[~np.isnan(missing[who])]
        values = (paid, got, got / paid if paid else np.nan, float(np.median(missing[climbing])) if len(climbing) else np.nan,
                  float(np.median(to_next[climbing])) if len(climbing) else np.nan)
        out |= {(group, figure): value for figure, value in zip(FIGURES, values, strict=True)}
    return out, len(order), len(there)


def _places(group: str, n: int) -> slice:
    if group in (MEDIAN, HEAVY):
        low, high = MIDDLE if group == MEDIAN else TOP
    else:
        k = int(group.removeprefix("fifth_"))
        low, high = (k - 1) / FIFTHS, k / FIFTHS
    first = min(int(low * n), max(0, n - 1))
    return slice(first, max(first + 1, int(high * n)) if n else 0)


def _next_tier(rows: np.ndarray, card: RateCard) -> tuple[np.ndarray, np.ndarray]:
    """By member: the share of the next tier's threshold that the window still lacks, and the amount: currency units where members qualify by
    what they spend, else orders, points and so on.  NaN at the top; the amount also where several metrics qualify, which have no common unit."""
    tier = rows["tier"].astype(np.int64)
    up = tier + 1 + ((card.invited_tier > 0) & (tier + 1 == card.invited_tier))
    climbing = up < card.tiers
    missing, amount = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    if not climbing.any():
        return missing, amount
    high = card.threshold[: card.metrics][:, up[climbing]].astype(float)
    short = np.maximum(0.0, high - rows["qualifying"][climbing].T[: card.metrics])
    share = short / np.maximum(1.0, high)
    decides = share.argmax(0) if card.all_metrics else share.argmin(0)
    at = np.arange(share.shape[1])
    missing[climbing], amount[climbing] = share[decides, at], short[decides, at]
    if card.metrics > 1:
        amount[:] = np.nan
    elif card.metric[0] == SPEND:
        amount[climbing] /= card.market.minor_per_unit
    return missing, amount
