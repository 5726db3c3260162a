"""A change of program within a run: from one month on another rate card is in force, for the members as they then stand.

What the change itself says is `Change`; what of the old program lives on is in carrying.py; where members are placed on the first day is a
rule, rules/change.py.  `follow` runs the program arm, and tells of every member what stood at the change and what stood at the end.
"""
from __future__ import annotations

import dataclasses
import functools
import itertools

import numpy as np

from simulation import carrying, clock, engine, reference
from simulation.arm import Arm
from simulation.executor import checkpoint
from simulation.inputs import Fault, ScenarioError, unknown
from simulation.ledger import Posting
from simulation.mechanics.base import Month
from simulation.outcome import Outcome, month_views
from simulation.population import population
from simulation.program import Program
from simulation.qualified import Qualified
from simulation.ratecard import RateCard
from simulation.records import BY_POSITION, BY_WINDOW, MAX_MONTHS, ONE_TIER_DOWN, RISE_ONLY
from simulation.scenario import Scenario, check_points
from simulation.simulate import no_program_arm, rate_card
from simulation.words import N_, said

DEFAULT_MONTH, DEFAULT_MONTHS = 13, 12
# Transition policy -> (name, the sentence that a member would be told, where the rules place members on the day)
POLICIES = {
    "recalculate": (N_("Placed anew"), N_("From this day you hold the tier that the new rules give for what counts today; it may be a lower one."),
                    BY_WINDOW),
    "keep_until_review": (N_("Kept until the review"),
                          N_("You keep your tier until the new rules look at it for the first time; if they give a higher one, you have it today."),
                          RISE_ONLY),
    "soft_landing": (N_("Soft landing"), N_("If the new rules give a lower tier, you fall by one tier today at most; later reviews see to the rest."),
                     ONE_TIER_DOWN),
    "grandfather": (N_("Grandfathered"), N_("For {months} months you hold at least the tier that you have today, whatever you buy; then the new"
                                            " rules count."), RISE_ONLY),
}
AT_CHANGE = ("joined", "tier", "received", "sales", "alive", "joined_month", "price_sensitive", "referred", "redeems")
AT_END = ("tier", "received", "sales", "alive", "balance")


@dataclasses.dataclass(frozen=True)
class Change:
    """From the opening of `month` on `program` is in force.

    months: how long the policy "grandfather" holds.  tiers: (old tier, new tier) by name, where the user says which is which.
    """

    program: Program
    month: int = DEFAULT_MONTH
    policy: str = "recalculate"
    months: int = DEFAULT_MONTHS
    tiers: tuple[tuple[str, str], ...] = ()


@dataclasses.dataclass(frozen=True, eq=False)
class Followed(Outcome):
    """A run with or without a change, and each member's fields at the opening of `month` and at the end, by row.

    start: AT_CHANGE before the change.  placed: tier after the first day.  end: AT_END.  change: None where the old program goes on.
    """

    change: Change | None
    month: int
    start: dict[str, np.ndarray]
    placed: np.ndarray
    end: dict[str, np.ndarray]

    @property
    def after(self) -> Scenario:
        """The scenario with the program that is in force at the end."""
        return self.scenario.model_copy(update={"program": self.change.program}) if self.change else self.scenario

    @functools.cached_property
    def card_after(self) -> RateCard:
        return rate_card(self.after)

    @functools.cached_property
    def _views(self) -> list[Month]:
        """Months before the change under the old card, months from it on under the new one."""
        months, old = range(1, self.scenario.run.months + 1), len(self.scenario.program.tier_names)
        cut = self.month - 1 if self.change else len(months)
        out = month_views(self.program, self._card, old, months[:cut])
        return out + (month_views(self.program, self.card_after, len(self.after.program.tier_names), months[cut:]) if self.change else [])

    @functools.cached_property
    def postings(self) -> list[tuple[int, str, Posting]]:
        """As of any run; each month by the mechanics of the program that was in force."""
        return [(view.month, m.label, p) for view in self._views for m in self._program_in(view.month).mechanics
                for p in m.terms.postings(view, m.label)]

    def _program_in(self, month: int) -> Program:
        return self.change.program if self.change and month >= self.month else self.scenario.program


# ======== which tier is which =============================================================================================
def tier_places(old: list[str], new: list[str], given: tuple[tuple[str, str], ...] = ()) -> tuple[int, ...]:
    """For each old tier the place of its new one, both lowest first.

    By what the user gives, else by equal name, else by position: the top tier stays the top, the first the first, and the others keep
    their place from below, between those that have a name on both sides.  Where equal names stand in another order, positions alone count.
    Raises ScenarioError for names that are not there and for a mapping in which a higher tier becomes a lower one.
    """
    wanted = dict(given)
    of_old, of_new = N_("tier of the old program"), N_("tier of the new program")
    for name, there, whose in [(a, old, of_old) for a in wanted] + [(b, new, of_new) for b in wanted.values()]:
        if name not in there:
            raise ScenarioError([Fault("tiers", unknown(name, there, whose))])
    named = {i: new.index(wanted.get(name, name)) for i, name in enumerate(old) if wanted.get(name, name) in new}
    if not wanted and any(named[a] > named[b] for a in named for b in named if a < b):
        named = {}
    for a, b in itertools.combinations(sorted(named), 2):
        if named[a] > named[b]:
            raise ScenarioError([Fault("tiers", said("{old} would become {new} and {other}, which is higher, {other_new}; let no tier pass another",
                                                     old=old[a], new=new[named[a]], other=old[b], other_new=new[named[b]]))])
    top = len(old) - 1
    out = [named.get(i, len(new) - 1 if i == top and i else min(i, max(0, len(new) - 2) if i < top else 0)) for i in range(len(old))]
    for i in range(len(old)):
        if i not in named:
            below = max([named[j] for j in named if j < i], default=0)
            above = min([named[j] for j in named if j > i], default=len(new) - 1)
            out[i] = min(max(out[i], below), max(above, below))
    for i in range(1, len(old)):
        out[i] = max(out[i], out[i - 1])
    return tuple(out)


def places_of(scenario: Scenario, change: Change) -> tuple[int, ...]:
    """As `tier_places`, of this change."""
    names = lambda program: [str(name) for name in program.tier_names]  # noqa: E731
    return tier_places(names(scenario.program), names(change.program), change.tiers)


# ======== what may be asked ===============================================================================================
def check(scenario: Scenario, change: Change) -> None:
    """Raises ScenarioError for a change that the run cannot hold, or in which something could not be carried over soundly."""
    faults = []
    if change.policy not in POLICIES:
        faults.append(Fault("policy", unknown(change.policy, list(POLICIES), "transition policy")))
    if not 2 <= change.month <= scenario.run.months:
        faults.append(Fault("month", said("is {given}; the run has {months} months, so give 2 to {months}",
                                          given=change.month, months=scenario.run.months)))
    if not 1 <= change.months <= MAX_MONTHS:
        faults.append(Fault("months", said("is {given}; give 1 to {most}", given=change.months, most=MAX_MONTHS)))
    if faults:
        raise ScenarioError(faults)
    check_points(change.program, scenario.market, "")
    places_of(scenario, change)
    carrying.check_windows(rate_card(scenario), rate_card(scenario, change.program), POLICIES[change.policy][2] == RISE_ONLY)


# ======== the run =========================================================================================================
def follow(scenario: Scenario, change: Change | None = None, month: int | None = None, engine_name: str = "fast") -> Followed:
    """One run of the program arm under the scenario's program, which `change` ends; without one it goes on, looked at in `month`.

    engine_name: "fast" or "reference".  Raises ScenarioError.
    """
    if change is not None:
        check(scenario, change)
    people, card = population(scenario), rate_card(scenario)
    card.tells_received = 1
    turn = Turn(scenario, change, change.month if change else month or DEFAULT_MONTH)
    kind = reference.Reference if engine_name == "reference" else engine.Compiled
    without = no_program_arm(scenario, people)      # before the arm, which runs these very rows
    arm = kind(people.rows, people.join_day, card, enrolled=True)
    arm.turn, arm.careful = turn, True
    clock.run(arm, lambda month: checkpoint())
    end = {name: arm.column(name).copy() for name in AT_END}
    return Followed(scenario, engine_name, arm.finish(), without, people.opening, change, turn.month, turn.start, turn.placed, end)


class Turn:
    """What an arm meets between two months: the change of its program, and looks at its members (Arm.open_card calls it)."""

    def __init__(self, scenario: Scenario, change: Change | None, month: int):
        self.scenario, self.change, self.month = scenario, change, month
        self.start: dict[str, np.ndarray] = {}
        self.placed = self.floors = np.zeros(0, np.int64)
        self.qualified = None
        if change:
            self.card = rate_card(scenario, change.program)
            self.card.tells_received = 1
            self.places = places_of(scenario, change)

    def before(self, arm: Arm, month: int) -> None:
        """Before the month's values are on the card."""
        if self.change and month <= self.month:
            self._note(arm, month)
        if month == self.month:
            self.start = {name: arm.column(name).copy() for name in AT_CHANGE}
            if self.change:
                self._change(arm)
        if self.floors.size and month == self.month + self.change.months:
            arm.put("floor", np.arange(len(self.floors)), self.floors)

    def after(self, arm: Arm, month: int) -> None:
        """Once they are."""
        if month == self.month:
            if self.change:
                arm.enter(POLICIES[self.change.policy][2] if self.anew else BY_POSITION)
            self.placed = arm.column("tier").copy()

    def _note(self, arm: Arm, month: int) -> None:
        if month == 1:
            self.anew = self.places != tuple(range(len(self.places))) or not carrying.same_ladder(arm.ratecard, self.card)
            if carrying.other_windows(arm.ratecard, self.card):
                self.qualified = Qualified(arm.ratecard)
            self.sales = carrying.Sales() if carrying.begins_offers(arm.ratecard, self.card) else None
        if self.qualified:
            self.qualified.note(arm, month)
        if self.sales:
            self.sales.note(arm, month)

    def _change(self, arm: Arm) -> None:
        old, month = arm.ratecard, self.month
        self._carry_ladder(arm, old)
        carrying.carry_offers(arm, old, self.card, self.scenario.program, self.change.program, self.sales, month)
        carrying.carry_plan(arm, self.scenario.program, self.change.program)
        carrying.carry_rest(arm, old, self.card, self.scenario.program, self.change.program, month)
        carrying.carry_company(arm, old, self.card, self.places, month)

    def _carry_ladder(self, arm: Arm, old: RateCard) -> None:
        if not self.anew:
            return
        if self.qualified:
            self.qualified.carry(arm, self.card, self.month)
        policy = self.change.policy
        carrying.carry_tiers(arm, old, self.card, self.places, policy == "keep_until_review", self.month)
        if policy == "grandfather":
            self.floors = arm.column("floor").copy()
            arm.put("floor", np.arange(len(self.floors)), np.maximum(self.floors, arm.column("tier")))
