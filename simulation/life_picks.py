"""Members worth telling of, found from one run of both arms: who rises, hoards, lapses, is demoted, is won back; and what each has cost."""
from __future__ import annotations

import dataclasses
import functools

import numpy as np

from simulation.calendar import Calendar
from simulation.finance.clv import paired
from simulation.finance.member_cost import cost_by_member
from simulation.finance.member_months import MemberMonths, member_months
from simulation.outcome import Outcome
from simulation.records import NEVER
from simulation.scenario import Scenario
from simulation.simulate import Progress
from simulation.typical import SOME, outwards
from simulation.words import N_, said

RISING, HOARDING, LAPSING, DEMOTED, WON_BACK = "rising", "hoarding", "lapsing", "demoted", "won_back"
QUIET_MONTHS = 3      # without an order, before a member may be won back
TOP = 0.9             # of the holders: whoever holds more than so many hoards
# kind -> its name, and who is of the kind
KINDS = {
    RISING: (N_("Rising"), N_("Has risen and never fallen: ends in a higher tier than the first one, among those who rose furthest.")),
    HOARDING: (N_("Hoarding"), said("Has never redeemed a point and holds more at the end than {n} in 100 of those who hold points.",
                                     n=round(100 * TOP))),
    LAPSING: (N_("Lapsing"), said("Left for good before the end of the run, after {n} orders or more.", n=SOME)),
    DEMOTED: (N_("Demoted"), N_("Has fallen from a tier and stands lower at the end than at the highest.")),
    WON_BACK: (N_("Won back"), said("No order for {n} whole months or more, then one in a month in which the same person, without the program, "
                                    "places none.", n=QUIET_MONTHS)),
}


@dataclasses.dataclass(frozen=True, eq=False)
class Cost:
    """Of each member over the run, less fees without tax, minor units: the program's postings as simulation/finance/member_cost.py shares them.

    own: what goes by the member's sales and fees; running: platform, staff and setting up, by head.
    """

    own: np.ndarray
    running: np.ndarray

    @property
    def whole(self) -> np.ndarray:
        return self.own + self.running


@dataclasses.dataclass(frozen=True, eq=False)
class Cast:
    """A run by member, in the order of the program arm.

    found: kind -> numbers of those it fits, from the one in the middle by orders outwards; kinds that nobody fits have none.
    """

    outcome: Outcome
    held: MemberMonths
    base: MemberMonths
    found: dict[str, list[int]]
    cost: Cost

    @property
    def scenario(self) -> Scenario:
        return self.outcome.scenario

    @property
    def members(self) -> int:
        return self.cost.own.size

    @functools.cached_property
    def orders(self) -> np.ndarray:
        return self.held.orders.sum(0)

    @functools.cached_property
    def orders_without(self) -> np.ndarray:
        """Of the same people without the program; 0 for whom others bring in."""
        return paired(self.held, self.base, "orders").sum(0)


def cast(scenario: Scenario, progress: Progress | None = None) -> Cast:
    """Runs both arms once.  `progress` hears the share that is done; what it raises ends the run."""
    outcome, held, base = member_months(scenario, progress)
    orders = held.orders.sum(0)
    found = {kind: outwards(np.flatnonzero(which), orders) for kind, which in kinds_of(held, base, scenario.calendar).items()}
    return Cast(outcome, held, base, found, _cost(outcome, held))


def costs(scenario: Scenario, progress: Progress | None = None) -> Cost:
    """What the members of a scenario's program arm cost.  `progress` as for cast."""
    outcome, held, _ = member_months(scenario, progress)
    return _cost(outcome, held)


def _cost(outcome: Outcome, held: MemberMonths) -> Cost:
    found = cost_by_member(outcome, held)
    running = found.by_head.sum(0)
    return Cost(found.whole.sum(0) - running, running)


def kinds_of(held: MemberMonths, base: MemberMonths, calendar: Calendar) -> dict[str, np.ndarray]:
    """kind -> bool [member]; as KINDS says."""
    orders, balance, tier = held.orders, held.end["balance"], held.tier.astype(np.int64)
    joined, months = held.joined, held.joined.shape[0]
    first = np.where(joined, np.arange(months)[:, None], months).min(0)
    there = first < months
    start = np.where(first < months, held.tier_before[np.minimum(first, months - 1), np.arange(first.size)], 0).astype(np.int64)
    fell = (joined & (tier < held.tier_before)).any(0)
    up = tier[-1] - start
    rising = there & (up > 0) & ~fell
    rising &= up == np.max(up, where=rising, initial=0)
    holders = balance > 0
    hoarding = holders & (held.end["redeemed_on"] <= NEVER)
    if holders.any():
        hoarding &= balance > np.quantile(balance[holders], TOP)
    lapsing = held.left.any(0) & (orders.sum(0) >= SOME)
    highest = np.where(joined, np.maximum(tier, held.tier_before), 0).max(0, initial=0)
    return {RISING: rising, HOARDING: hoarding, LAPSING: lapsing, DEMOTED: fell & (tier[-1] < highest), WON_BACK: won_back(held, base, calendar)}


def won_back(held: MemberMonths, base: MemberMonths, calendar: Calendar) -> np.ndarray:
    """bool [member]: an order after QUIET_MONTHS whole months of membership without one, in a month in which the same person, without the
    program, places none.  Whom others bring in has no life without the program to hold against, and is left out."""
    orders, without, found = held.orders > 0, paired(held, base, "orders") > 0, np.zeros(held.orders.shape[1], bool)
    for month in range(QUIET_MONTHS, orders.shape[0]):
        first = month - QUIET_MONTHS      # of the quiet months; the calendar counts from 1
        there = held.joined[first] & (held.joined_on <= calendar.span(first + 1)[0])
        found |= there & ~orders[first:month].any(0) & orders[month] & ~without[month]
    return found & held.own
