"""How many of the points issued will be redeemed in the end: by plan, by the vintages seen so far, and in truth."""
from __future__ import annotations

import dataclasses
from collections import OrderedDict

import numpy as np

from simulation.finance.vintages import Counts, counts, development
from simulation.outcome import Outcome
from simulation.records import MAX_EXPIRY, MAX_MONTHS
from simulation.scenario import Scenario
from simulation.simulate import rate_card, simulate
from simulation.words import N_

ESTIMATES = ("plan", "chain_ladder", "truth")
PLAN_MEMBERS, PLAN_SEED = 2_000, 2_000_000_011      # of the planning run: not the luck of the run that is accounted for
KEPT = 64


@dataclasses.dataclass(frozen=True)
class Plan:
    """One rate for all vintages: the share of points issued, less those reversed, that is expected to be redeemed in the end."""

    rate: float
    source: str


@dataclasses.dataclass(frozen=True)
class Worth:
    """Of one point, minor units (fractions of them): what it is worth to a member, what it costs the company, and where both come from."""

    value: float
    cost: float
    reward: str          # the reward that both are taken from; empty where points buy nothing
    cost_is_given: bool  # whether the market says the cost


class NoTruth(ValueError):
    """Points of the run are still outstanding after the longest run, so what becomes of them is not known to the simulation."""


def worth_of_a_point(scenario: Scenario) -> Worth:
    """The value of cash off where there is one, for every point can be used so; else the least worth per point among the catalogue's rewards.

    The cost is the market's `cost_per_point`, or, where that is 0, what the same reward costs per point.
    """
    card = rate_card(scenario)
    given = scenario.market.cost_per_point.value * scenario.market.minor_per_unit
    value, cost, reward = 0.0, 0.0, ""
    if card.goal:
        value, cost, reward = card.reward_value / card.goal, card.reward_cost / card.goal, "cash_off"
    elif card.items:
        items = [(card.item_value[k] / card.item_points[k], card.item_cost[k] / card.item_points[k]) for k in range(card.items)]
        value, cost = min((x for x in items if x[0] > 0), default=(0.0, 0.0))
        reward = "reward_catalogue"
    return Worth(float(value), given or float(cost), reward, bool(given))


# ======== one rate for all =====================================================================================================
_plans: OrderedDict[str, float] = OrderedDict()


def plan_of(scenario: Scenario) -> Plan:
    """What a company would have planned with before the start: the market's `expected_redemption`, or, where that is 0, the program's own
    long-run ratio in a run on other luck.

    That run has at most PLAN_MEMBERS members and is as long as runs can be.  Counted are vintages that were at least MAX_EXPIRY months old
    at its end: redeemed / (issued - reversed); what is then still outstanding counts as never redeemed.
    """
    given = scenario.market.expected_redemption
    if given.value:
        return Plan(given.value, given.source)
    world = scenario.with_run(seed=PLAN_SEED, members=min(PLAN_MEMBERS, scenario.run.members), months=MAX_MONTHS)
    key = world.digest()
    if key not in _plans:
        held = counts(simulate(world))
        old = (held.vintage > 0) & (held.vintage <= MAX_MONTHS - MAX_EXPIRY)
        net = held.net[old, -1].sum()
        _plans[key] = float(held.redeemed[old, -1].sum() / net) if net else 0.0
        while len(_plans) > KEPT:
            _plans.popitem(last=False)
    return Plan(_plans[key], N_("the program's long-run ratio, in a run of the same program on other luck"))


# ======== what the simulation knows ================================================================================================
_prolonged: OrderedDict[str, Counts] = OrderedDict()


def prolonged(outcome: Outcome) -> Counts:
    """The vintages of the same run gone on to MAX_MONTHS months; those issued after its end are left out."""
    months = outcome.scenario.run.months
    if months == MAX_MONTHS:
        return counts(outcome)
    key = outcome.scenario.digest()
    if key not in _prolonged:
        held = counts(simulate(outcome.scenario.with_run(months=MAX_MONTHS), engine=outcome.engine))
        own = held.vintage <= months
        _prolonged[key] = Counts(held.vintage[own], held.issued[own], held.redeemed[own], held.expired[own], held.reversed[own])
        while len(_prolonged) > KEPT:
            _prolonged.popitem(last=False)
    return _prolonged[key]


def truth_known(held: Counts) -> np.ndarray:
    """bool [v]: which vintages of a prolonged run have wholly run out, so that what became of them is known."""
    return held.outstanding[:, -1] == 0


# ======== rates by vintage and month ============================================================================================
def rates(outcome: Outcome, estimate: str, plan: Plan | None = None) -> np.ndarray:
    """float [v, month]: the share of a vintage's net points (issued less reversed) that is expected to be redeemed in all, as each month's
    end says it.  Vintages are those of `counts(outcome)`.

    plan: one rate for all · chain_ladder: redeemed so far, and of what is outstanding the share that the development by age seen so far
    gives; beyond the oldest age seen, what the plan's rate leaves over · truth: what became of the vintage.  Raises NoTruth.
    """
    if estimate not in ESTIMATES:
        raise ValueError(f"no estimate is called {estimate!r}; there are {', '.join(ESTIMATES)}")
    held = counts(outcome)
    if estimate == "truth":
        return _truth(held, prolonged(outcome))
    plan = plan or plan_of(outcome.scenario)
    return np.full(held.redeemed.shape, plan.rate) if estimate == "plan" else chain_ladder(held, plan.rate)


def chain_ladder(held: Counts, ultimate: float) -> np.ndarray:
    """rates() by the vintages seen so far, estimated anew at each month's end."""
    out, seen = np.zeros(held.redeemed.shape), development(held)
    for month in range(1, held.months + 1):
        there, later = held.there[:, month - 1], seen.redeemed_later(month, ultimate)
        net, age = held.net[there, month - 1], month - held.vintage[there]
        expected = held.redeemed[there, month - 1] + held.outstanding[there, month - 1] * later[age]
        out[there, month - 1] = np.divide(expected, net, out=np.zeros(len(net)), where=net > 0)
    return out


def _truth(held: Counts, long: Counts) -> np.ndarray:
    if not truth_known(long).all():
        left = int(long.outstanding[:, -1].sum())
        raise NoTruth(f"{left:,} points of this run are still outstanding after {MAX_MONTHS} months, so what becomes of them is not known; "
                      "choose plan or chain_ladder")
    net = long.net[:, -1]
    rate = np.divide(long.redeemed[:, -1], net, out=np.zeros(len(net)), where=net > 0)
    return np.repeat(rate[:, None], held.months, axis=1)
