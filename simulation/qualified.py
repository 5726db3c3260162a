"""What members have qualified by, month for month, so that a new program's window can be filled from an old one's.

The records hold a window's amounts by the month in which they leave it.  Looked at before each month, they tell what each month has added
net of returns, for 24 months back: enough for every window there is.
"""
from __future__ import annotations

import numpy as np

from simulation.arm import Arm
from simulation.calendar import Calendar
from simulation.inputs import Fault, ScenarioError
from simulation.ratecard import RateCard
from simulation.records import (
    METRICS_JOINED,
    NEVER_LEAVES,
    RETURNS,
    WINDOW,
    WINDOW_ANNIVERSARY,
    WINDOW_CALENDAR_YEAR,
    WINDOW_LIFETIME,
    WINDOW_ROLLING,
    YEAR,
)

BACK = ("first_return", "returns", "return_day", "return_month", "return_qualifying")
MIDDLE = 14      # days from a month's first to its middle


def metric_places(old: RateCard, new: RateCard) -> list[int | None]:
    """For each metric of the new program its place among the old ones; None where the old program has not counted it."""
    held = [int(x) for x in old.metric[: old.metrics]]
    return [held.index(int(x)) if int(x) in held else None for x in new.metric[: new.metrics]]


def leaves_of(card: RateCard, month: int, joined: np.ndarray) -> np.ndarray:
    """By member: the month at whose opening an amount of `month` leaves the card's window; of a window of days, one of its middle."""
    calendar = card.calendar
    if card.window_kind == WINDOW_LIFETIME:
        return np.full(len(joined), NEVER_LEAVES)
    if card.window_kind == WINDOW_ANNIVERSARY:
        return month + YEAR - (month - joined) % YEAR
    if card.window_kind == WINDOW_CALENDAR_YEAR or not card.window_days:
        return np.full(len(joined), card.leaves(first_day(calendar, month)))
    return np.full(len(joined), calendar.month_of(first_day(calendar, month) + MIDDLE + card.window_days))


def first_day(calendar: Calendar, month: int) -> int:
    """Day of the run at which a month begins, of months before the run and after it, too."""
    return (calendar.first_of(month) - calendar.start).days


class Qualified:
    """Net amounts of the old program's metrics by month."""

    def __init__(self, card: RateCard):
        self.card, self.calendar = card, card.calendar
        self.net: dict[int, np.ndarray] = {}      # month -> [member, metric]
        self.all = np.zeros((0, METRICS_JOINED), np.int64)      # what has been counted at all
        self.held: tuple[np.ndarray, ...] = ()
        self.back: dict[str, np.ndarray] = {}      # orders on their way back
        self.by_slot = card.window_kind == WINDOW_ROLLING and not card.window_days

    def note(self, arm: Arm, month: int) -> None:
        """At a month's opening, before anything else."""
        held = tuple(arm.column(name).astype(np.int64) for name in ("qualifying", "window", "past_year"))
        joined = arm.column("joined_month").astype(np.int64)
        if month == 1:
            self._begin(held, joined)
        else:
            before = [_longer(x, len(joined)) for x in self.held]
            added = self._added(before, held, month, joined)
            self.all = _longer(self.all, len(joined)) + added
            self.net[month - 1] = added
            if self.by_slot:
                self._read_slots(held[1], month)
            else:
                self._move_returns(month)
        self.held, self.back = held, {name: arm.column(name).astype(np.int64) for name in BACK}

    def _read_slots(self, window: np.ndarray, month: int) -> None:
        """A window of months keeps each month's amounts apart, what came back taken off: as they stand until they leave."""
        length = self.card.window_months
        for of in range(max(month - length + 1, 2 - WINDOW), month):
            self.net[of] = window[:, :, (of + length) % WINDOW].copy()

    def _move_returns(self, month: int) -> None:
        """What came back in the month before `month` comes off the month of its order."""
        back, last = self.back, first_day(self.calendar, month)
        for k in range(RETURNS):
            queued = (k - back["first_return"]) % RETURNS < back["returns"]
            who = np.flatnonzero(queued & (back["return_day"][:, k] < last))
            for of in np.unique(back["return_month"][who, k]):
                rows = who[back["return_month"][who, k] == of]
                amounts = back["return_qualifying"][rows, :, k]
                self.net[month - 1][rows] += amounts
                self.net[int(of)] = _longer(self.net[int(of)], len(self.net[month - 1]))
                self.net[int(of)][rows] -= amounts

    def _added(self, before, held, month: int, joined: np.ndarray) -> np.ndarray:
        """What the month before `month` has added."""
        (q0, w0, past0), (q1, w1, past1) = before, held
        kind = self.card.window_kind
        if kind == WINDOW_LIFETIME:
            return q1 - q0
        if kind in (WINDOW_CALENDAR_YEAR, WINDOW_ANNIVERSARY):
            begun = (month - joined) % YEAR == 0 if kind == WINDOW_ANNIVERSARY else np.full(len(joined), self.calendar.first_of(month).month == 1)
            return np.where(begun[:, None], past1 - q0, q1 - q0 + past1 - past0)
        added = w1 - w0
        added[:, :, month % WINDOW] = 0      # what left the window, not what came
        return added.sum(2)

    def _begin(self, held, joined: np.ndarray) -> None:
        """Amounts of the opening base, in the months before day 0 over which they lie."""
        q, w, past = held
        self.all = q + past
        self.net = {month: np.zeros_like(q) for month in range(2 - WINDOW, 1)}
        kind, card = self.card.window_kind, self.card
        if kind == WINDOW_CALENDAR_YEAR:
            self._spread(q, np.full(len(q), self.calendar.start.month - 1))
            self._spread(past, np.full(len(q), YEAR))
        elif kind == WINDOW_ANNIVERSARY:
            self._spread(q, (1 - joined) % YEAR)
            self._spread(past, np.full(len(q), YEAR))
        elif kind == WINDOW_LIFETIME:
            if q.any():
                raise ScenarioError([Fault("opening", "its qualifying amounts are of a lifetime and have no dates, so they cannot be put into the new"
                                                      " program's window; give a lifetime window there, or an opening base without amounts")])
        else:
            for leaves in range(2, WINDOW + 1):
                ago = (self.calendar.month_of(first_day(self.calendar, leaves) + MIDDLE - card.window_days) if card.window_days
                       else leaves - card.window_months)
                self.net[min(0, max(2 - WINDOW, ago))] += w[:, :, leaves % WINDOW]

    def _spread(self, amount: np.ndarray, months: np.ndarray) -> None:
        """Evenly over so many months before day 0."""
        for n in range(1, YEAR + 1):
            who = months == n
            part, left = np.divmod(amount[who], n)
            for ago in range(n):
                self.net[-ago][who] += part + (ago < left)

    def carry(self, arm: Arm, new: RateCard, month: int) -> None:
        """Fills the new program's window at the opening of `month`, and what orders on their way back will take from it."""
        joined = arm.column("joined_month").astype(np.int64)
        n, places = len(joined), metric_places(self.card, new)
        months = list(range(month - WINDOW, month))
        net = np.stack([_longer(self.net[m], n) if m in self.net else np.zeros((n, METRICS_JOINED), np.int64) for m in months])
        for k in range(len(months) - 1, 0, -1):      # what came back at once, for want of room, comes off a month before
            net[k - 1] += np.minimum(net[k], 0)
        net = np.maximum(net, 0)
        q, past = np.zeros((n, METRICS_JOINED), np.int64), np.zeros((n, METRICS_JOINED), np.int64)
        window = np.zeros((n, METRICS_JOINED, WINDOW), np.int64)
        every = np.arange(n)
        for m, place in enumerate(places):
            if place is None:
                continue
            if new.window_kind == WINDOW_LIFETIME:
                q[:, m] = _longer(self.all, n)[:, place]
                continue
            for k, of in enumerate(months):
                leaves = leaves_of(new, of, joined)
                stays = leaves > month
                window[every, m, leaves % WINDOW] += np.where(stays, net[k, :, place], 0)
                q[:, m] += np.where(stays, net[k, :, place], 0)
                if new.window_kind in (WINDOW_CALENDAR_YEAR, WINDOW_ANNIVERSARY):
                    past[:, m] += np.where(~stays & (leaves > month - YEAR), net[k, :, place], 0)
        arm.put("qualifying", every, q)
        arm.put("past_year", every, past)
        arm.put("window", every, window.astype(np.int32))
        self._carry_returns(arm, new, places, joined)

    def _carry_returns(self, arm: Arm, new: RateCard, places: list[int | None], joined: np.ndarray) -> None:
        amounts, ordered = arm.column("return_qualifying"), arm.column("return_month")
        kept, leaves = np.zeros_like(amounts), np.zeros_like(arm.column("return_leaves"))
        for m, place in enumerate(places):
            if place is not None:
                kept[:, m] = amounts[:, place]
        for of in np.unique(ordered):
            leaves = np.where(ordered == of, leaves_of(new, int(of), joined)[:, None], leaves)
        every = np.arange(len(joined))
        arm.put("return_qualifying", every, kept)
        arm.put("return_leaves", every, leaves.astype(np.int16))


def _longer(table: np.ndarray, n: int) -> np.ndarray:
    """With rows of nothing for members who came since."""
    return table if len(table) == n else np.concatenate([table, np.zeros((n - len(table), *table.shape[1:]), table.dtype)])
