"""Each member as a SimPy process of its own, through the same rules as they stand: to read, to teach and to check the engine."""
from __future__ import annotations

import types

import numpy as np

from simulation import clock, member
from simulation.arm import Arm, ArmResult
from simulation.budgets import DAY_TABLES, NO_OFFER, SHUT, day_use
from simulation.ratecard import RateCard
from simulation.records import CAMPAIGNS_BUDGET, CARD, FOREVER, MEMBER, ONCE_A_DAY, PER_MEMBER, TALLY
from simulation.rules import change, service
from simulation.service import waits_simpy


class Grid(list):
    """A nested list that takes several indices at once, like the compiled tables."""

    def __getitem__(self, at):
        if isinstance(at, tuple):
            for i in at:
                self = list.__getitem__(self, i)
            return self
        return list.__getitem__(self, at)

    def __setitem__(self, at, value):
        if isinstance(at, tuple):
            for i in at[:-1]:
                self = list.__getitem__(self, i)
            at = at[-1]
        list.__setitem__(self, at, value)


class Reference(Arm):
    """Plain Python objects with the records' field names."""

    queue = staticmethod(waits_simpy)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.c, self.t = plain_record(self.card[0], CARD), blank_tally()
        self.members = [plain_record(row, MEMBER) for row in self.rows]

    def column(self, name):
        return np.array([getattr(s, name) for s in self.members], MEMBER[name].base)

    def put(self, name, members, values):
        for i, value in zip(members.tolist(), values, strict=True):
            setattr(self.members[i], name, plain(value))

    def append(self, rows):
        self.members += [plain_record(row, MEMBER) for row in rows]
        return len(self.members) - len(rows)

    def hand_over(self):
        return hand_over(self.members)

    def remember(self, rows, excess):
        remember(self.members, rows, excess, self.c)

    def set_card(self, values):
        vars(self.c).update({k: plain(v) for k, v in values.items()})

    def change_card(self, card):
        super().change_card(card)
        self.c = plain_record(self.card[0], CARD)

    def enter(self, placed):
        for s in self.members:
            if s.joined:
                change.enter_program(s, placed, self.c, self.t)

    def open_month(self, env, month):
        if month > 1:
            self.welcome(month)
        self.open_card(month)
        self.invite(month)
        for s in self.members:
            if s.joined:
                if month == 1:
                    member.begin(s, 0.0, self.c)
                    env.process(self.life(env, s))
                member.open_month(s, self.c, self.t)
        if self.budgets.caps:
            env.process(self.watch_budgets(env, month))
        for i, at in zip(*self.joining(month), strict=True):
            env.process(self.newcomer(env, self.members[i], float(at)))

    def watch_budgets(self, env, month):
        """Looks at the budgets as each day begins: shopping lies strictly within the days."""
        first, last = self.calendar.span(month)
        for _ in range(first + 1, last):
            yield env.timeout(1)
            closed = self.budgets.closings(day_use({name: np.array(getattr(self.t, name)) for name in DAY_TABLES}), month).tolist()
            self.c.shut_from, shut = closed[:SHUT], closed[CAMPAIGNS_BUDGET]
            self.c.offer_closed_from = [min(x, y, shut) for x, y in zip(self.c.offer_closed_from, closed[SHUT:], strict=True)]
            for name, none in NO_OFFER.items():
                for k in range(max(0, shut - first), ONCE_A_DAY):
                    getattr(self.c, name)[k] = none

    def newcomer(self, env, s, at):
        yield env.timeout(self.day_at(at) - env.now)
        member.join(s, at, self.c, self.t)
        yield from self.life(env, s)

    def life(self, env, s):
        """Waits for each occasion in turn; every rule is in member.py."""
        while True:
            due = min(s.next_base, s.next_extra, self.return_due(s))
            if due >= self.calendar.clock[-1]:
                return
            yield env.timeout(max(0.0, self.day_at(due) - env.now))
            member.step(s, self.c, self.t)

    def return_due(self, s) -> float:
        if s.returns == 0 or s.return_day[s.first_return] >= self.calendar.days:
            return FOREVER
        return float(self.calendar.clock[s.return_day[s.first_return]])

    def day_at(self, at: float) -> float:
        """The day of an operational time, strictly within that day: after the month has opened, before it closes."""
        table = self.calendar.clock
        day = int(np.searchsorted(table, at, side="right")) - 1
        return day + min(max((at - table[day]) / (table[day + 1] - table[day]), 2.0**-20), 1 - 2.0**-20)

    def live_month(self, month):
        for s in self.members:
            if s.joined:
                member.close_month(s, self.c, self.t)
        for name in TALLY.names:
            self.tally[0][name] = getattr(self.t, name)
        self.t = blank_tally()
        self.book(month)

    def finish(self) -> ArmResult:
        for name in PER_MEMBER:
            setattr(self.result, name, np.array([getattr(s, name) for s in self.members], np.int64))
        return self.result


def plain(value):
    """An entry of a record as Python numbers and nested lists."""
    if isinstance(value, np.ndarray):
        return Grid(value.tolist()) if value.ndim > 1 else value.tolist()
    return value.item() if isinstance(value, np.generic) else value


def hand_over(members: list) -> np.ndarray:
    """What desks.Members asks, of members as Python objects."""
    out, at = Grid([0] * 4 for _ in range(sum(s.contacts for s in members))), 0
    for i, s in enumerate(members):
        at = service.hand_over(s, i, out, at)
    return np.array(out, np.int64).reshape(-1, 4)


def remember(members: list, rows: np.ndarray, excess: np.ndarray, card: types.SimpleNamespace) -> None:
    """As above."""
    for i, x in zip(rows.tolist(), excess.tolist(), strict=True):
        service.remember_wait(members[i], x, card)


def plain_record(record: np.void, dtype: np.dtype) -> types.SimpleNamespace:
    """A record as a Python object with the same field names."""
    return types.SimpleNamespace(**{name: plain(record[name]) for name in dtype.names})


def blank_tally() -> types.SimpleNamespace:
    """The tally of a month in which nothing has happened yet."""
    return types.SimpleNamespace(**{name: Grid(np.zeros(TALLY[name].shape, np.int64).tolist()) for name in TALLY.names})


def run_arm(rows: np.ndarray, join_day: np.ndarray, card: RateCard, enrolled: bool, on_month=None) -> ArmResult:
    """One arm, one SimPy process for each member; `rows` are left as they were."""
    arm = Reference(rows.copy(), join_day, card, enrolled)
    clock.run(arm, on_month)
    return arm.finish()
