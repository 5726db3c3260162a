"""All members through the compiled rules, behind the SimPy clock."""
from __future__ import annotations

import concurrent.futures
import functools

import numpy as np

from simulation import clock
from simulation.arm import Arm, ArmResult
from simulation.budgets import NO_OFFER
from simulation.compiled import rules
from simulation.ratecard import RateCard
from simulation.records import CAMPAIGNS_BUDGET, OPEN_END, PER_MEMBER

CHUNK = 1 << 15     # members of the no-program arm at a time: they do not meet, and a block this large stays in the processor's cache


class Compiled(Arm):
    """A month of all members in one call per worker."""

    def column(self, name):
        return self.rows[name]

    def put(self, name, members, values):
        self.rows[name][members] = values

    def append(self, rows):
        if len(rows):
            self.rows = np.concatenate([self.rows, rows])

    def hand_over(self):
        out = np.empty((rules().contacts_held(self.rows), 4), np.int64)
        rules().hand_over_block(self.rows, out)
        return out

    def remember(self, rows, excess):
        rules().remember_block(self.rows, rows, excess)

    def open_month(self, env, month):
        if month > 1:
            self.welcome(month)
        for name, value in self.this_month(month).items():
            self.card[name] = value
        self.invite(month)
        if month == 1:
            rules().begin_block(self.rows, 0.0, self.card)
        who, clocks = self.joining(month)
        if who.size:
            rules().join_block(self.rows, who, clocks, self.card, self.tally)

    def live_month(self, month):
        """With budgets, the month is run again from its first day whenever it turns out that one closed on the way."""
        before = (self.rows.copy(), self.tally.copy()) if self.budgets.caps else None
        self._run_month()
        while before is not None:
            closed = self.budgets.closings(self.tally["day_use"].sum(0), month)
            new = np.where(closed < self.card["shut_from"][0], closed, OPEN_END)
            if (new == OPEN_END).all():
                break
            self.card["shut_from"][0, new.argmin()] = new.min()       # the first to close; what comes later may come otherwise then
            if new.argmin() == CAMPAIGNS_BUDGET:
                for name, none in NO_OFFER.items():
                    self.card[name][0, new.min() - self.card["first_day"][0]:] = none
            self.rows[:], self.tally[:] = before
            self._run_month()
        self.book(month)

    def _run_month(self):
        n, w = len(self.rows), self.workers
        blocks = [(n * k // w, n * (k + 1) // w, self.card, self.tally[k:k + 1]) for k in range(w)]
        if w == 1:
            rules().whole_month(self.rows, *blocks[0])
        else:
            list(_threads(w).map(lambda block: rules().whole_month(self.rows, *block), blocks))

    def finish(self) -> ArmResult:
        for name in PER_MEMBER:
            setattr(self.result, name, self.rows[name].astype(np.int64))
        return self.result


_threads = functools.cache(concurrent.futures.ThreadPoolExecutor)


def run_arm(rows: np.ndarray, join_day: np.ndarray, card: RateCard, enrolled: bool, workers: int = 1, on_month=None) -> ArmResult:
    """Runs `rows` in place."""
    arm = Compiled(rows, join_day, card, enrolled, workers)
    clock.run(arm, on_month)
    return arm.finish()


def run_no_program(rows: np.ndarray, join_day: np.ndarray, card: RateCard, on_chunk=None, workers: int = 1) -> ArmResult:
    """The no-program arm in chunks, but whole where members meet at service desks; `rows` are left as they were."""
    if card.desks:
        tell = on_chunk and (lambda month: on_chunk(month, card.calendar.months))
        return run_arm(rows.copy(), join_day, card, enrolled=False, workers=workers, on_month=tell)
    total = ArmResult(card.calendar.months)
    for low in range(0, len(rows), CHUNK):
        total.add(run_arm(rows[low:low + CHUNK].copy(), join_day[low:low + CHUNK], card, enrolled=False, workers=workers))
        if on_chunk:
            on_chunk(min(low + CHUNK, len(rows)), len(rows))
    return total
