"""Service desks: how long members wait for an agent, month by month, by SimPy and by the compiled queue, to the same minute.

A desk has a number of agents; each serves one contact at a time and finishes it.  Times are whole minutes of opening hours (any other unit
does, too).  At each minute services end first, then contacts arrive, then free agents take whoever is first: by priority (the lower number
first), then arrival, then index.
"""
from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import simpy

from simulation.compiled import rules

FOREVER = 1 << 52     # minutes: no queue lasts that long
FEW = 64              # priorities that are looked through one by one

CONTACT = np.dtype([("member", "i8"), ("minute", "i8"), ("desk", "i8"), ("priority", "i8"), ("minutes", "i8")])
"""One contact: the member's row, the minute of the month's opening hours at which it comes, the desk's number from 0, its priority (lower
goes first), the minutes its service takes."""


# ======== one queue, two ways =============================================================================================
def waits_simpy(arrival, priority, minutes, agents: int, free: Sequence[int] = (), until: int = FOREVER) -> np.ndarray:
    """Minutes that each contact waits until its service begins, each contact a SimPy process of its own.

    arrival, priority, minutes: int64 arrays (n,): ascending and below `until`; the lower first; 1 or more.  free: the minutes until which
    agents are busy with earlier contacts, at most one for each agent; the others are free.  A contact not begun before `until` has waited
    `until - arrival`; without agents that is everybody.  Arrivals below 0 are contacts who wait since then, and the desk opens at 0.
    Returns int64 (n,).  ValueError where an argument is not as said.

    SimPy runs events of the same time in the order in which they were scheduled.  All arrivals are scheduled before the first service, so
    at the same minute contacts ask before agents are done; and those of one minute ask by priority, so that the first of them gets the
    agent who is idle.  An agent who is done then takes the first of all who have asked.  Both make the order of a minute that of
    queueing.py.  The queue is a sorted list: with many thousands waiting it is slow.
    """
    arrival, priority, minutes, free = _checked(arrival, priority, minutes, agents, free, until)
    waits = until - arrival
    if agents == 0:
        return waits
    env = simpy.Environment()
    desk = simpy.PriorityResource(env, agents)
    for end in free.tolist():
        env.process(_busy(env, desk, end))
    begin = np.maximum(arrival, 0)
    for i in np.lexsort((priority, begin)).tolist():
        env.process(_contact(env, desk, int(begin[i]), int(priority[i]), int(minutes[i]), int(arrival[i]), waits, i))
    env.run(int(until) if until < FOREVER else None)
    return waits


def _busy(env, desk, end: int):
    """What is left of a service that began earlier."""
    with desk.request() as agent:
        yield agent
        yield env.timeout(end)


def _contact(env, desk, begin: int, priority: int, minutes: int, arrival: int, waits: np.ndarray, i: int):
    yield env.timeout(begin)
    with desk.request(priority) as agent:
        yield agent
        waits[i] = env.now - arrival
        yield env.timeout(minutes)


def waits_compiled(arrival, priority, minutes, agents: int, free: Sequence[int] = (), until: int = FOREVER) -> np.ndarray:
    """The same waits as `waits_simpy`, by queueing.py compiled."""
    arrival, priority, minutes, free = _checked(arrival, priority, minutes, agents, free, until)
    n = len(arrival)
    level, levels = priority, n and int(priority.max()) + 1
    if n and (levels > FEW or priority.min() < 0):
        found, level = np.unique(priority, return_inverse=True)
        levels = len(found)
    heap = np.zeros(agents, np.int64)
    heap[agents - len(free):] = free
    waits, behind, first, last = (np.empty(size, np.int64) for size in (n, n, levels, levels))
    rules().waits_of(arrival, level, minutes, agents, until, waits, heap, behind, first, last)
    return waits


def _checked(arrival, priority, minutes, agents, free, until) -> list[np.ndarray]:
    """The four arrays as int64, `free` without idle agents and ascending."""
    arrival, priority, minutes, free = found = [np.ascontiguousarray(x, np.int64) for x in (arrival, priority, minutes, free)]
    if any(x.ndim != 1 for x in found) or not len(arrival) == len(priority) == len(minutes):
        raise ValueError(f"arrival, priority and minutes have shapes {arrival.shape}, {priority.shape}, {minutes.shape}; give three of one length")
    if (arrival[1:] < arrival[:-1]).any():
        raise ValueError("arrival does not ascend; sort the contacts by arrival")
    latest = max(0, int(arrival[-1])) if len(arrival) else 0
    if not latest < until <= FOREVER:
        raise ValueError(f"until is {until}, the last arrival {latest}; let it be later, and at most {FOREVER}")
    if (minutes < 1).any():
        raise ValueError(f"minutes has a service of {minutes.min()}; give 1 or more")
    busy = np.sort(free[free > 0])
    if agents < 0 or len(busy) > agents:
        raise ValueError(f"free has {len(busy)} busy agents of {agents}; give as many as are busy at most, and 0 agents or more")
    return [arrival, priority, minutes, busy]


# ======== a month of several desks ========================================================================================
@dataclasses.dataclass(frozen=True)
class Backlog:
    """What a desk takes into the next month, whose first minute is 0."""

    free: np.ndarray       # int64 (busy agents,): minutes until each is done with the contact of last month
    waiting: np.ndarray    # CONTACT: who waits, with the minute of arrival, below 0


@dataclasses.dataclass(frozen=True)
class Answers:
    """What became known in a month: of every contact once, in the month in which it was begun or given up."""

    contacts: np.ndarray          # CONTACT, by desk, then arrival; below minute 0: came last month
    waits: np.ndarray             # int64: minutes
    given_up: np.ndarray          # bool: never served
    busy: np.ndarray              # int64 by desk: minutes that its agents served in the month
    backlog: tuple[Backlog, ...]  # by desk


NO_BACKLOG = Backlog(np.zeros(0, np.int64), np.zeros(0, CONTACT))


def month_waits(agents: Sequence[int], contacts: np.ndarray, length: int, backlog: Sequence[Backlog] = (),
                queue: Callable[..., np.ndarray] = waits_compiled) -> Answers:
    """One month at every desk.

    agents: by desk.  contacts: CONTACT, in any order, minutes in 0..length-1; of one minute and priority, the lower member comes first.
    length: minutes of opening hours in the month.  backlog: of last month's Answers; empty at the start.  queue: waits_compiled or
    waits_simpy.  ValueError where an argument is not as said.

    Nothing is lost at the month's end: who waits keeps the place, and agents finish what they have begun.  So several months are one long
    queue, but for this: who came before the month and has not been begun at its end gives up, after a month of waiting at least.  With
    fewer agents than last month, those go who would be done last: they finish their contact and take no other.
    """
    backlog = backlog or [NO_BACKLOG] * len(agents)
    if length < 1 or len(agents) == 0 or len(backlog) != len(agents):
        raise ValueError(f"{length} minutes, {len(agents)} desks and {len(backlog)} backlogs; give 1 minute or more, 1 desk or more, a backlog each")
    for name, limit in (("desk", len(agents)), ("minute", length)):
        if len(contacts) and not 0 <= contacts[name].min() <= contacts[name].max() < limit:
            raise ValueError(f"contacts have {name} {contacts[name].min()} to {contacts[name].max()}; give 0 to {limit - 1}")
    contacts = contacts[np.lexsort((contacts["member"], contacts["minute"]))]
    parts = [contacts] if len(agents) == 1 else [contacts[contacts["desk"] == d] for d in range(len(agents))]
    desks = [_desk(n, part, length, held, queue) for n, part, held in zip(agents, parts, backlog, strict=True)]
    every = desks[0][:3] if len(desks) == 1 else [np.concatenate(part) for part in zip(*(desk[:3] for desk in desks), strict=True)]
    return Answers(*every, np.array([desk[3] for desk in desks], np.int64), tuple(desk[4] for desk in desks))


def _desk(agents: int, contacts: np.ndarray, length: int, backlog: Backlog, queue) -> tuple:
    if agents >= 0 and not (len(contacts) or len(backlog.free) or len(backlog.waiting)):
        return contacts, np.zeros(0, np.int64), np.zeros(0, bool), 0, NO_BACKLOG
    free = np.sort(backlog.free)
    free, leavers = free[:agents], free[agents:]
    queued = np.concatenate([backlog.waiting, contacts]) if len(backlog.waiting) else contacts
    arrival, minutes = queued["minute"], queued["minutes"]
    waits = queue(arrival, queued["priority"], minutes, agents, free, length)
    begun = arrival + waits < length
    # A service begins when the agent who is free soonest takes it, so agents are free at the last of all these minutes.
    ends = np.concatenate([free, (arrival + waits + minutes)[begun]])
    ends.sort()
    ends = ends[-agents:] if agents else free
    left = ends[ends > length] - length
    given_up = ~begun & (arrival < 0)
    waiting = queued[~begun & ~given_up]
    waiting["minute"] -= length
    known = begun | given_up
    busy = minutes[begun].sum() + free.sum() - left.sum() + np.minimum(leavers, length).sum()
    return queued[known], waits[known], given_up[known], busy, Backlog(left, waiting)
