"""The service desks of one arm: each month's contacts, how long they wait, and what members remember of it.

Members meet here, so it happens between two months and for all members together, in the same way for both engines.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from simulation.ratecard import Desk
from simulation.records import COMMON, CONTACTS_ANSWERED, DEDICATED, GIVEN_UP, LATE, MAX_TIERS, SERVICE, WAITED_MINUTES
from simulation.service import CONTACT, Answers, month_waits


class Members(Protocol):
    """What desks ask of an arm."""

    def hand_over(self) -> np.ndarray:
        """The month's contacts of all members, int64 [contact, (row, place, minute, minutes of service)], by row, then as they came."""

    def remember(self, rows: np.ndarray, excess: np.ndarray) -> None:
        """Tells members, one wait after the other, how far beyond the promise it was, in promises."""


class Desks:
    """The desks of an arm with who still waits at each; `worst` is the most that one wait counts, in promises beyond the promise."""

    def __init__(self, desks: list[Desk], queue: Callable[..., np.ndarray], worst: float):
        self.desks, self.queue, self.worst = desks, queue, worst
        self.backlogs = [()] * len(desks)
        self.answers: list[Answers] = []      # of the month just answered, by desk

    def month(self, members: Members, days: int) -> tuple[np.ndarray, np.ndarray]:
        """Answers the month's contacts and tells the members; returns the tables `service` and `desk_busy` of records.TALLY.

        A contact counts in the month in which it is begun or given up, at most a month after it came.
        """
        counts = np.zeros((MAX_TIERS, len(self.desks), len(SERVICE)), np.int64)
        busy = np.zeros((len(self.desks), 2), np.int64)
        row, place, minute, minutes = members.hand_over().T
        told, self.answers = [], []
        for d, desk in enumerate(self.desks):
            own = place // MAX_TIERS == d
            came = contacts_of(desk, row[own], place[own] % MAX_TIERS, minute[own], minutes[own])
            agents = [desk.agents, desk.dedicated] if desk.dedicated else [desk.agents]
            found = month_waits(agents, came, days * desk.open_minutes, self.backlogs[d], self.queue)
            self.backlogs[d], busy[d, : len(agents)] = found.backlog, found.busy
            self.answers.append(found)
            counts[:, d] = counted(found, desk)
            begun = (found.contacts["minute"] + found.waits) / desk.open_minutes
            told.append((found.contacts["member"] // MAX_TIERS, begun, beyond_promise(found, desk, self.worst)))
        row, begun, excess = (np.concatenate(part) for part in zip(*told, strict=True))
        order = np.argsort(begun, kind="stable")
        members.remember(row[order], excess[order])
        return counts, busy


def contacts_of(desk: Desk, row, tier, minute, minutes) -> np.ndarray:
    """As service.CONTACT; `member` is row x MAX_TIERS + tier at the order, for who waits into the next month may change the tier."""
    out = np.empty(len(row), CONTACT)
    out["member"], out["minute"], out["minutes"] = row * MAX_TIERS + tier, minute, minutes
    out["priority"] = np.array(desk.rank)[tier]
    out["desk"] = np.where(tier >= desk.dedicated_from, DEDICATED, COMMON) if desk.dedicated else COMMON
    return out


def counted(found: Answers, desk: Desk) -> np.ndarray:
    """[tier, records.SERVICE]."""
    out, tier = np.zeros((MAX_TIERS, len(SERVICE)), np.int64), found.contacts["member"] % MAX_TIERS
    late = (found.waits > desk.promise) | found.given_up
    for measure, values in ((CONTACTS_ANSWERED, 1), (WAITED_MINUTES, found.waits), (LATE, late), (GIVEN_UP, found.given_up)):
        np.add.at(out[:, measure], tier, values)
    return out


def beyond_promise(found: Answers, desk: Desk, worst: float) -> np.ndarray:
    """Waits beyond the promise, in promises, 0 to `worst`; who gave up has met the worst."""
    return np.where(found.given_up, worst, np.clip(found.waits / desk.promise - 1, 0, worst))
