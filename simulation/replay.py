"""One member's life, step by step: what the run did, done again through the rules as they stand.

The whole run is made once; each month's record of the member and its card are kept.  A month is then replayed from its first state, and
must end in the very state that the run left, or the replay is refused.  What is between two months, as waits at the service desks and
invitations, is in the record that the next month begins with.
"""
from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterable

import numpy as np

from simulation import clock, member
from simulation.engine import Compiled
from simulation.executor import checkpoint
from simulation.inputs import Fault, ScenarioError
from simulation.population import population
from simulation.program import Program
from simulation.ratecard import RateCard
from simulation.records import CARD, MAX_TIERS, MEMBER
from simulation.reference import blank_tally, plain, plain_record
from simulation.scenario import Scenario
from simulation.simulate import Progress, rate_card, without_program
from simulation.words import said

JOINING, OPENING, BASELINE, EXTRA, RETURN, MONTH_END = "joining", "opening", "baseline", "extra", "return", "month_end"
BLANK = blank_tally()


@dataclasses.dataclass(frozen=True, eq=False)
class Step:
    """One occasion: the member before and after, the card it was met with, and what was counted.  `day` counts from 0, with its fraction."""

    month: int
    kind: str
    day: float
    before: types.SimpleNamespace
    after: types.SimpleNamespace
    card: types.SimpleNamespace
    tally: types.SimpleNamespace

    @property
    def bought(self) -> bool:
        return self.after.purchases > self.before.purchases

    def counted(self, measure: int) -> int:
        """A measure of the step, over all tiers."""
        return sum(row[measure] for row in self.tally.count)


@dataclasses.dataclass(frozen=True)
class Contact:
    """A contact at a service desk as it ended: `desk` from 0, `day` of the run on which it came, minutes of wait."""

    desk: int
    day: float
    wait: int
    given_up: bool


@dataclasses.dataclass(eq=False)
class Record:
    """What is kept of one member: month -> record before, card, record after; the record before joining with its operational time, where
    the member joins on the way; contacts in the order in which they were answered."""

    seen: dict = dataclasses.field(default_factory=dict)
    came: tuple | None = None
    contacts: list[Contact] = dataclasses.field(default_factory=list)


class Watched(Compiled):
    """Keeps some members' records before and after each month, and the month's card.  A recruit has no record before the month of joining.

    members: rows of the arm.  keys: members by their key, wherever they come to stand.
    """

    def __init__(self, *args, members: Iterable[int] = (), keys: Iterable[int] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.careful = True      # budgets close as they may: this arm is not run a second time
        self.kept = {number: Record() for number in members}
        self.wanted, self.found, self._looked = set(keys), {}, 0
        self._look()

    def _look(self):
        """Rows of the keys asked for, among the members who came since the last look."""
        new = self.rows["key"][self._looked:]
        for key in self.wanted - set(self.found):
            for at in np.flatnonzero(new == np.uint64(key)):
                self.found[key] = self._looked + int(at)
                self.kept.setdefault(self.found[key], Record())
        self._looked = len(self.rows)

    def _join(self, who, clocks):
        self._look()
        for number, at in zip(who.tolist(), clocks.tolist(), strict=True):
            if number in self.kept:
                self.kept[number].came = self.rows[number].copy(), self.card[0].copy(), at
        super()._join(who, clocks)

    def live_month(self, month):
        self._look()
        self.before = {number: self.rows[number].copy() for number in self.kept if number < len(self.rows)}
        super().live_month(month)

    def book(self, month):
        """The month's occasions are met; the desks answer only now.  The card holds every closing of a budget."""
        for number, before in self.before.items():
            self.kept[number].seen[month] = (before, self.card[0].copy(), self.rows[number].copy())
        super().book(month)
        for k, (desk, found) in enumerate(zip(self.desks.desks, self.desks.answers, strict=True) if self.desks else ()):
            rows = found.contacts["member"] // MAX_TIERS
            for i in np.flatnonzero(np.isin(rows, list(self.kept))):
                day = int(self.card["first_day"][0]) + found.contacts["minute"][i] / desk.open_minutes
                self.kept[int(rows[i])].contacts.append(Contact(k, float(day), int(found.waits[i]), bool(found.given_up[i])))


@dataclasses.dataclass(frozen=True, eq=False)
class Life:
    """The member's months in one arm: record before and after, and the card.  `program` is what the arm has of the scenario's."""

    scenario: Scenario
    program: Program
    member: int
    card: RateCard
    seen: dict
    came: tuple | None = None
    contacts: tuple[Contact, ...] = ()

    def joining(self) -> Step | None:
        """The step of joining, where the member joins on the way; the first month begins after it."""
        if self.came is None:
            return None
        before, record, at = self.came
        s, card = plain_record(before, MEMBER), plain_record(record, CARD)
        step = self._step(card.month, JOINING, member.day_of(at, card), s, card, lambda tally: member.join(s, at, card, tally))
        self._same(s, self.seen[card.month][0], card.month)
        return step

    def month(self, month: int) -> list[Step]:
        """Every step of a month, its opening first and its end last; none before the member joins.

        Raises RuntimeError where the replay ends elsewhere than the run did."""
        if month not in self.seen:
            return []
        before, record, after = self.seen[month]
        s, card = plain_record(before, MEMBER), plain_record(record, CARD)
        if not s.joined:
            return []
        steps, end = [], card.clock[card.last_day - card.first_day]
        steps.append(self._step(month, OPENING, card.first_day, s, card, lambda tally: member.open_month(s, card, tally)))
        while (due := min(s.next_base, s.next_extra, member.next_return(s, card))) < end:
            kind = RETURN if member.next_return(s, card) == due else BASELINE if s.next_base <= s.next_extra else EXTRA
            steps.append(self._step(month, kind, member.day_of(due, card), s, card, lambda tally: member.step(s, card, tally)))
        steps.append(self._step(month, MONTH_END, card.last_day, s, card, lambda tally: member.close_month(s, card, tally)))
        self._same(s, after, month)
        return steps

    def steps(self) -> list[Step]:
        """The whole life."""
        return [step for month in self.seen for step in self.month(month)]

    def _same(self, s, record, month: int) -> None:
        wrong = [name for name in MEMBER.names if plain(record[name]) != getattr(s, name)]
        if wrong:
            raise RuntimeError(f"the replay of member {self.member} in month {month} differs from the run in {', '.join(wrong)}")

    @staticmethod
    def _step(month, kind, day, s, card, rule) -> Step:
        before, tally = copied(s), copied(BLANK)
        rule(tally)
        return Step(month, kind, day, before, copied(s), card, tally)


def copied(record: types.SimpleNamespace) -> types.SimpleNamespace:
    """A record's own copy, as copy.deepcopy makes it, in a tenth of the time."""
    return types.SimpleNamespace(**{name: _list(x) if isinstance(x, list) else x for name, x in vars(record).items()})


def _list(held: list) -> list:
    if held and isinstance(held[0], list):
        return type(held)([row[:] for row in held] if not (held[0] and isinstance(held[0][0], list)) else [_list(row) for row in held])
    return type(held)(held)


def life(scenario: Scenario, number: int, enrolled: bool = True, progress: Progress | None = None) -> Life:
    """The life of a member of the scenario, by place in the arm: the population first, then whom members bring in as they come.

    enrolled: False for the arm without a program.  `progress` hears the share that is done.  Raises ScenarioError where there is no such
    member."""
    return lives(scenario, [number], enrolled, progress)[0]


def lives(scenario: Scenario, numbers: list[int], enrolled: bool = True, progress: Progress | None = None) -> list[Life]:
    """The lives of several members from one run, in the order asked for."""
    arm = _watched(scenario, enrolled, progress, members=[max(0, n) for n in numbers])
    for number in numbers:
        if not 0 <= number < len(arm.rows):
            raise ScenarioError([Fault("member", said("there is no member {given}; the run has members 0 to {last}",
                                                       given=number, last=len(arm.rows) - 1))])
    return [_life(scenario, enrolled, arm, number) for number in numbers]


def lives_of(scenario: Scenario, keys: list[int], enrolled: bool = True, progress: Progress | None = None) -> dict[int, Life]:
    """The lives of the same people in another arm: by key, wherever they stand there; without those who are not there."""
    arm = _watched(scenario, enrolled, progress, keys=keys)
    return {key: _life(scenario, enrolled, arm, arm.found[key]) for key in keys if key in arm.found}


def _watched(scenario: Scenario, enrolled: bool, progress: Progress | None, **who) -> Watched:
    people = population(scenario)
    card = rate_card(scenario, _program(scenario, enrolled))
    arm = Watched(people.rows.copy(), people.join_day, card, enrolled, **who)
    tell = progress or checkpoint
    clock.run(arm, lambda month: tell(month / scenario.run.months))
    return arm


def _program(scenario: Scenario, enrolled: bool) -> Program:
    return scenario.program if enrolled else without_program(scenario.program)


def _life(scenario: Scenario, enrolled: bool, arm: Watched, number: int) -> Life:
    kept = arm.kept[number]
    return Life(scenario, _program(scenario, enrolled), number, arm.ratecard, kept.seen, kept.came, tuple(kept.contacts))
