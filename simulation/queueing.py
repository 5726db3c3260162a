"""The queue at a desk, as plain scalar Python that numba can compile: contacts of several priorities, agents who serve one at a time.

The order of a minute: services that end at it end, contacts that arrive at it join, then free agents take whoever is first, by priority,
then arrival, then index.  Nobody's service is broken off for somebody more important.
"""


def waits_of(arrival, priority, minutes, agents, until, waits, free, behind, first, last):
    """Writes how long each contact waits for an agent; one not begun before `until` has waited `until - arrival`.

    All are whole minutes (or any other unit).  For n contacts: arrival (n, ascending, below `until`), priority (n, 0 goes first, below
    len(first)), minutes (n, of service, 1 or more), waits (n, written).  free (agents, ascending): when each is free; left as a heap of
    when each will be.  Scratch: behind (n), first and last (one for each priority).  Without agents nobody is served.
    Takes O(n (priorities + log agents)).
    """
    for level in range(len(first)):
        first[level] = -1
    waiting = 0
    now = until
    for i in range(len(arrival)):
        if waiting > 0:
            waiting = answer(now, arrival[i], waiting, arrival, minutes, agents, waits, free, behind, first)
        now = arrival[i]
        join_line(i, priority[i], behind, first, last)
        waiting += 1
    waiting = answer(now, until, waiting, arrival, minutes, agents, waits, free, behind, first)
    for level in range(len(first)):
        i = first[level]
        while i >= 0:
            waits[i] = until - arrival[i]
            i = behind[i]


def answer(now, before, waiting, arrival, minutes, agents, waits, free, behind, first):
    """Agents take those who wait, from the minute `now` of the latest arrival on, as long as a service begins before `before`."""
    while waiting > 0 and agents > 0:
        start = max(now, free[0])
        if start >= before:
            return waiting
        level = 0
        while first[level] < 0:
            level += 1
        i = first[level]
        first[level] = behind[i]
        waits[i] = start - arrival[i]
        occupy(free, agents, start + minutes[i])
        waiting -= 1
    return waiting


def join_line(i, level, behind, first, last):
    """Contact i stands behind the last of its priority."""
    behind[i] = -1
    if first[level] < 0:
        first[level] = i
    else:
        behind[last[level]] = i
    last[level] = i


def occupy(free, agents, until):
    """The agent who is free soonest is busy until a later minute: the top of the heap sinks to its place."""
    place, child = 0, 1
    while child < agents:
        if child + 1 < agents and free[child + 1] < free[child]:
            child += 1
        if free[child] >= until:
            break
        free[place] = free[child]
        place = child
        child = 2 * place + 1
    free[place] = until
