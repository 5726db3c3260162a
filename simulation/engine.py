"""All members through the compiled rules, behind the SimPy clock."""
from __future__ import annotations

import concurrent.futures
import functools

import numpy as np

from simulation import clock
from simulation.arm import Arm, ArmResult
from simulation.budgets import DAY_TABLES, NO_OFFER, SHUT, day_use
from simulation.compiled import rules
from simulation.ratecard import RateCard
from simulation.records import CAMPAIGNS_BUDGET, OPEN_END, PER_MEMBER

CHUNK = 1 << 15     # members of the no-program arm at a time: they do not meet, so records need no more memory than these take, some 40 MB


class Surprise(Exception):
    """A budget closed in a month that nobody had thought near it, so there is nothing to run it again from."""


class Compiled(Arm):
    """A month of all members in one call per worker."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._room, self._before, self._counted = self.rows, self.rows[:0], self.tally
        self._founders, self.careful = len(self.rows), False

    def column(self, name):
        return self.rows[name]

    def put(self, name, members, values):
        self.rows[name][members] = values

    def append(self, rows):
        """Into room kept at the end, which grows by a fifth at a time."""
        n, more = len(self.rows), len(rows)
        if n + more > len(self._room):
            self._room = np.empty(n + more + n // 5, self.rows.dtype)
            copy_records(self._room, self.rows)
        copy_records(self._room[n:], rows)
        self.rows = self._room[:n + more]
        return n

    def brought(self):
        out = np.empty((len(self.rows), 3), np.int64)
        return out[: rules().brought_block(self.rows, out)]

    def hear_of_referrers(self):
        rules().hear_block(self.rows, self._founders)

    def hand_over(self):
        out = np.empty((rules().contacts_held(self.rows), 4), np.int64)
        rules().hand_over_block(self.rows, out)
        return out

    def remember(self, rows, excess):
        rules().remember_block(self.rows, rows, excess, self.card)

    def set_card(self, values):
        for name, value in values.items():
            self.card[name] = value

    def enter(self, placed):
        rules().enter_block(self.rows, placed, self.card, self.tally)

    def open_month(self, env, month):
        if month > 1:
            self.welcome(month)
        self.open_card(month)
        self.invite(month)
        if month == 1:
            rules().begin_block(self.rows, 0.0, self.card)
        who, clocks = self.joining(month)
        if who.size:
            self._join(who, clocks)

    def _join(self, who, clocks):
        rules().join_block(self.rows, who, clocks, self.card, self.tally)

    def live_month(self, month):
        """With budgets, the month is run again from its first day whenever it turns out that one closed on the way."""
        remembered = bool(self.budgets.caps) and (self.careful or self.budgets.near())
        if remembered:
            self._remember()
        self._run_month()
        while self.budgets.caps:
            closed = self.budgets.closings(day_use({name: self.tally[name].sum(0) for name in DAY_TABLES}), month)
            known = np.concatenate([self.card["shut_from"][0], self.card["offer_closed_from"][0]])
            new = np.where(closed < known, closed, OPEN_END)
            if (new == OPEN_END).all():
                break
            if not remembered:
                raise Surprise
            self._shut(int(new.argmin()), int(new.min()))        # the first to close; what comes later may come otherwise then
            copy_records(self.rows, self._before[:len(self.rows)])
            self.tally[:] = self._counted
            self._run_month()
        self.book(month)

    def _shut(self, what, day):
        if what >= SHUT:
            self.card["offer_closed_from"][0, what - SHUT] = day
            return
        self.card["shut_from"][0, what] = day
        if what == CAMPAIGNS_BUDGET:
            for name, none in NO_OFFER.items():
                self.card[name][0, day - self.card["first_day"][0]:] = none
            self.card["offer_closed_from"][0] = np.minimum(self.card["offer_closed_from"][0], day)

    def _remember(self):
        """Members and counts as the month begins."""
        if len(self._before) < len(self.rows):
            self._before = np.empty(len(self._room), self.rows.dtype)
        copy_records(self._before, self.rows)
        self._counted = self.tally.copy()

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


def copy_records(to: np.ndarray, of: np.ndarray) -> None:
    """Records byte by byte: NumPy would copy them field by field, which takes many times as long."""
    to.view(np.uint8)[: of.nbytes] = np.ascontiguousarray(of).view(np.uint8)


def copy_of(rows: np.ndarray) -> np.ndarray:
    out = np.empty_like(rows)
    copy_records(out, rows)
    return out


_threads = functools.cache(concurrent.futures.ThreadPoolExecutor)


def run_arm(rows: np.ndarray, join_day: np.ndarray, card: RateCard, enrolled: bool, workers: int = 1, on_month=None) -> ArmResult:
    """Runs `rows` in place."""
    arm = Compiled(rows, join_day, card, enrolled, workers)
    if not arm.budgets.caps:
        clock.run(arm, on_month)
        return arm.finish()
    fresh = copy_of(rows)
    try:
        clock.run(arm, on_month)
    except Surprise:
        copy_records(rows, fresh)
        arm = Compiled(rows, join_day, card, enrolled, workers)
        arm.careful = True
        clock.run(arm, on_month)
    return arm.finish()


def run_no_program(rows: np.ndarray, join_day: np.ndarray, card: RateCard, on_chunk=None, workers: int = 1) -> ArmResult:
    """The no-program arm in chunks, but whole where members meet at service desks; `rows` are left as they were."""
    if card.desks:
        tell = on_chunk and (lambda month: on_chunk(month, card.calendar.months))
        return run_arm(copy_of(rows), join_day, card, enrolled=False, workers=workers, on_month=tell)
    total = ArmResult(card.calendar.months)
    for low in range(0, len(rows), CHUNK):
        total.add(run_arm(copy_of(rows[low:low + CHUNK]), join_day[low:low + CHUNK], card, enrolled=False, workers=workers))
        if on_chunk:
            on_chunk(min(low + CHUNK, len(rows)), len(rows))
    return total
