"""Points that wait for the return window to close: part of the balance from the order on, redeemed only later.

A hold is on a number of points, not on certain ones: what is redeemed is still the oldest.  A member has at most PENDINGS holds; one more
joins the newest and ends with it.
"""
from __future__ import annotations

from simulation.records import PENDINGS


def spendable(s):
    """What may be redeemed now."""
    return max(0, s.balance - s.pending)


def hold_back(s, points, today, card):
    """The points of an order wait until so many days after it."""
    if points > 0:
        if s.pendings < PENDINGS:
            s.pendings += 1
            s.pending_points[(s.first_pending + s.pendings - 1) % PENDINGS] = 0
        k = (s.first_pending + s.pendings - 1) % PENDINGS
        s.pending_points[k] += points
        s.pending_day[k] = today + card.pending_days
        s.pending_month[k] = card.month
        s.pending += points


def release(s, today):
    """Holds that end today or have ended."""
    while s.pendings > 0 and s.pending_day[s.first_pending] <= today:
        drop_hold(s)


def release_expired(s, last_vintage):
    """What has expired waits no more."""
    while s.pendings > 0 and s.pending_month[s.first_pending] <= last_vintage:
        drop_hold(s)


def drop_hold(s):
    s.pending -= s.pending_points[s.first_pending]
    s.first_pending = (s.first_pending + 1) % PENDINGS
    s.pendings -= 1


def release_returned(s, points, ordered_on, today, card):
    """The hold on the points of an order that comes back: its own day's, or the one that it has joined."""
    until = ordered_on + card.pending_days
    if until > today:
        for i in range(s.pendings):
            k = (s.first_pending + i) % PENDINGS
            if s.pending_day[k] >= until:
                part = min(points, s.pending_points[k])
                s.pending_points[k] -= part
                s.pending -= part
                points -= part
