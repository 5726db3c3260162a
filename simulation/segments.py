"""One run by segment: what light, middle and heavy buyers, and price-sensitive members and others, buy and cost."""
from __future__ import annotations

import dataclasses

import numpy as np

from simulation import clock
from simulation.arm import FIELDS, SIZES, STARTS, ArmResult
from simulation.compiled import rules
from simulation.engine import Compiled
from simulation.executor import checkpoint
from simulation.ledger import COMPONENTS, FEES
from simulation.outcome import Outcome, rounded_share
from simulation.population import population
from simulation.program import word_of
from simulation.records import ACTIVE, MEMBERS, SALES, TALLY
from simulation.simulate import rate_card
from simulation.words import N_

BANDS = (N_("Light buyers"), N_("Middle buyers"), N_("Heavy buyers"))      # thirds of the members by what they buy without a program
KINDS = (N_("Price-sensitive"), N_("Quality-seeking"))
SEGMENTS = BANDS + KINDS
# The figures of a tier or segment: counts at the end of the run, money over the whole run in currency units
GROUP_FIGURES = ("members", "active", "sales", "margin", "incremental_margin", "program_cost")


@dataclasses.dataclass(frozen=True)
class Groups:
    """Figures by tier and by segment: [tier or segment, GROUP_FIGURES]; NaN where there is none (nobody has a tier without a program)."""

    tiers: np.ndarray
    segments: np.ndarray


class Grouped(Compiled):
    """The program arm counted by group of members: each group is a block of rows; who joins by others' word stands in the last one."""

    def __init__(self, rows, join_day, card, starts):
        super().__init__(rows, join_day, card, enrolled=True, workers=len(starts))
        self.careful = True
        self._starts = np.asarray(starts)
        self.parts = [ArmResult(self.calendar.months) for _ in starts]

    def _run_month(self):
        for k, (low, high) in enumerate(zip(self._starts, [*self._starts[1:], len(self.rows)], strict=True)):
            rules().whole_month(self.rows, int(low), int(high), self.card, self.tally[k:k + 1])

    def _join(self, who, clocks):
        group = np.searchsorted(self._starts, who, side="right") - 1
        for k in np.unique(group):
            mine = group == k
            rules().join_block(self.rows, who[mine], clocks[mine], self.card, self.tally[k:k + 1])

    def book(self, month):
        numbers = self.tally.view(np.int64).reshape(self.workers, -1)
        for part, own in zip(self.parts, numbers, strict=True):
            for k in np.flatnonzero(np.logical_or.reduceat(own != 0, STARTS)):
                getattr(part, FIELDS[k])[month - 1] = own[STARTS[k] : STARTS[k] + SIZES[k]].reshape(TALLY[FIELDS[k]].shape)
        super().book(month)


def groups(outcome: Outcome) -> Groups:
    """The figures of a run by tier and by segment.  Members whom others bring in are in the tiers and in no segment."""
    return Groups(_by_tier(outcome), _by_segment(outcome))


def _by_tier(outcome: Outcome) -> np.ndarray:
    n, unit = len(outcome.tier_names), outcome.scenario.market.minor_per_unit
    count = outcome.program.count[:, :n]
    cost = np.zeros(n, np.int64)
    for _, _, p in outcome.postings:
        if p.component in COMPONENTS:
            cost += np.asarray(p.amounts)
    sales, last = count[:, :, SALES], count[-1]
    margin = rounded_share(sales, outcome.scenario.market.margin.value).sum(0)
    return np.column_stack([last[:, MEMBERS], last[:, ACTIVE], sales.sum(0) / unit, margin / unit, np.full(n, np.nan), cost / unit])


def _by_segment(outcome: Outcome) -> np.ndarray:
    """Runs the program arm again, group by group: all groups live in the same months, so what members owe each other stays."""
    scenario, without = outcome.scenario, outcome.no_program
    people = population(scenario)
    bought = without.sales[without.referred == 0]
    if not len(bought):
        return np.full((len(SEGMENTS), len(GROUP_FIGURES)), np.nan)
    band = np.argsort(np.argsort(bought, kind="stable"), kind="stable") * len(BANDS) // len(bought)
    kind = np.where(people.rows["price_sensitive"] != 0, 0, 1)
    group = band * len(KINDS) + kind
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(len(BANDS) * len(KINDS)))
    arm = Grouped(people.rows[order], people.join_day[order], rate_card(scenario), [*starts, len(order)])
    clock.run(arm, lambda month: checkpoint())
    cells = _cells(outcome, arm.parts)[:-1].reshape(len(BANDS), len(KINDS), -1)
    base = np.bincount(group, bought, len(BANDS) * len(KINDS)).reshape(len(BANDS), len(KINDS))
    return np.concatenate([_figures(outcome, cells.sum(axis), base.sum(axis)) for axis in (1, 0)])


def _cells(outcome: Outcome, parts: list[ArmResult]) -> np.ndarray:
    """[group, (members, active, sales, cost)], integers in minor units.

    What no member causes is in the postings of each group: it is what their sum exceeds the whole by, and is shared by member.  Agents of a
    service desk who serve some tiers alone are shared by the months that members have stood in these tiers, as they are among tiers.
    """
    card, cost = rate_card(outcome.scenario), []
    desks = {m.label: m.terms for m in outcome.scenario.program.mechanics if word_of(m.terms) == "service_desk"}
    for part in parts:
        own = Outcome(outcome.scenario, outcome.engine, part, outcome.no_program, outcome.opening)
        vars(own)["_card"] = card      # one for all: drawing it up is half of the work
        cost.append(_cost(own.postings, desks))
    fixed = (sum(cost) - _cost(outcome.postings, desks)) / (len(parts) - 1)
    count = np.array([part.count.sum(1) for part in parts])              # [group, month, measure]
    lived = count[:, :, MEMBERS].sum(1)
    cost = np.array(cost) - fixed + fixed * lived / max(1, lived.sum()) + _agents(outcome, parts, desks)
    return np.column_stack([count[:, -1, MEMBERS], count[:, -1, ACTIVE], count[:, :, SALES].sum(1), cost])


def _agents(outcome: Outcome, parts: list[ArmResult], desks: dict) -> np.ndarray:
    """[group]: what agents who serve some tiers alone cost, by the members of these tiers in each month; where there are none, by all."""
    out, members = np.zeros(len(parts)), np.array([part.count[:, :, MEMBERS] for part in parts])      # [group, month, tier]
    for label, desk in desks.items():
        served = members[:, :, [tier for tier in range(members.shape[2]) if desk.serves_apart(tier)]].sum(2)
        key = np.where(served.sum(0) > 0, served, members.sum(2))
        wages = np.zeros(key.shape[1])
        for month, source, p in outcome.postings:
            wages[month - 1] += sum(p.amounts) if source == label else 0
        out += (key * wages / np.maximum(1, key.sum(0))).sum(1)
    return out


def _cost(postings, without=()) -> float:
    """Of all postings but those of some mechanics."""
    return float(sum(sum(p.amounts) for _, label, p in postings if p.component != FEES and label not in without))


def _figures(outcome: Outcome, cells: np.ndarray, base: np.ndarray) -> np.ndarray:
    unit, share = outcome.scenario.market.minor_per_unit, outcome.scenario.market.margin.value
    members, active, sales, cost = cells.T
    return np.column_stack([members, active, sales / unit, sales * share / unit, (sales - base) * share / unit, cost / unit])
