"""One member's life, step by step: what the run did, done again through the rules as they stand.

The whole run is made once; each month's record of the member and its card are kept.  A month is then replayed from its first state, and
must end in the very state that the run left, or the replay is refused.  What is between two months, as waits at the service desks and
invitations, is in the record that the next month begins with.
"""
from __future__ import annotations

import copy
import dataclasses
import types

from simulation import clock, member
from simulation.engine import Compiled
from simulation.inputs import Fault, ScenarioError
from simulation.population import population
from simulation.program import Program
from simulation.ratecard import RateCard
from simulation.records import CARD, MEMBER
from simulation.reference import blank_tally, plain, plain_record
from simulation.scenario import Scenario
from simulation.simulate import Progress, rate_card, without_program
from simulation.words import said

OPENING, BASELINE, EXTRA, RETURN, MONTH_END = "opening", "baseline", "extra", "return", "month_end"


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


class Watched(Compiled):
    """Keeps one member's record before and after each month, and the month's card.  A recruit has no record before the month of joining."""

    def __init__(self, *args, member: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.careful = True      # budgets close as they may: this arm is not run a second time
        self.member, self.seen = member, {}

    def live_month(self, month):
        self.before = self.rows[self.member].copy() if self.member < len(self.rows) else None
        super().live_month(month)

    def book(self, month):
        """The month's occasions are met; the desks answer only now.  The card holds every closing of a budget."""
        if self.before is not None:
            self.seen[month] = (self.before, self.card[0].copy(), self.rows[self.member].copy())
        super().book(month)


@dataclasses.dataclass(frozen=True, eq=False)
class Life:
    """The member's months in one arm: record before and after, and the card.  `program` is what the arm has of the scenario's."""

    scenario: Scenario
    program: Program
    member: int
    card: RateCard
    seen: dict

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
        if any(plain(after[name]) != getattr(s, name) for name in MEMBER.names):
            wrong = [name for name in MEMBER.names if plain(after[name]) != getattr(s, name)]
            raise RuntimeError(f"the replay of member {self.member} in month {month} differs from the run in {', '.join(wrong)}")
        return steps

    def steps(self) -> list[Step]:
        """The whole life."""
        return [step for month in self.seen for step in self.month(month)]

    @staticmethod
    def _step(month, kind, day, s, card, rule) -> Step:
        before, tally = copy.deepcopy(s), blank_tally()
        rule(tally)
        return Step(month, kind, day, before, copy.deepcopy(s), card, tally)


def life(scenario: Scenario, number: int, enrolled: bool = True, progress: Progress | None = None) -> Life:
    """The life of a member of the scenario, by place in the arm: the population first, then whom members bring in as they come.

    enrolled: False for the arm without a program.  `progress` hears the share that is done.  Raises ScenarioError where there is no such
    member."""
    people = population(scenario)
    program = scenario.program if enrolled else without_program(scenario.program)
    card = rate_card(scenario, program)
    arm = Watched(people.rows.copy(), people.join_day, card, enrolled, member=max(0, number))
    clock.run(arm, progress and (lambda month: progress(month / scenario.run.months)))
    if not 0 <= number < len(arm.rows):
        raise ScenarioError([Fault("member", said("there is no member {given}; the run has members 0 to {last}",
                                                  given=number, last=len(arm.rows) - 1))])
    return Life(scenario, program, number, card, arm.seen)
