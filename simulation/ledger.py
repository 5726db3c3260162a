"""The only place where points or money move.

The first half are rules of one member (compiled with member.py): points are held by vintage, the month in which they were issued,
and leave first in, first out.  For every vintage, at every month end: issued = redeemed + expired + reversed + outstanding.
The second half books what the mechanics say a month has cost.
"""
from __future__ import annotations

import dataclasses

import numpy as np

from simulation.records import (DISCOUNT, EXPIRED, FLOW_EXPIRED, FLOW_ISSUED, FLOW_REDEEMED, FLOW_REVERSED, ISSUED, LOTS, PURCHASES,
                                REDEEMED, RETURNED_SALES, REVERSED, REWARDS, SALES)


# ======== one member ====================================================================================================
def book_sale(s, amount, discount, day_of_month, tally):
    tally.count[s.tier, PURCHASES] += 1
    tally.count[s.tier, SALES] += amount
    tally.count[s.tier, DISCOUNT] += discount
    tally.day_sales[s.tier, day_of_month] += amount
    s.purchases += 1
    s.sales += amount


def book_return(s, amount, tally):
    tally.count[s.tier, SALES] -= amount
    tally.count[s.tier, RETURNED_SALES] += amount
    s.sales -= amount


def receive(s, worth):
    """What a member gets out of the program, minor units; below zero what the member pays for it."""
    s.received += worth


def book_offer(s, k, off, given, day_of_month, card, tally):
    """What a personal offer takes off the price, and all the money that it gives."""
    tally.price_cut[s.tier, card.offer_source[k]] += off
    tally.offer_day[s.tier, k, day_of_month] += given


def earn(s, points, card, tally):
    if points > 0:
        slot = card.month % LOTS
        if s.balance == 0:
            s.oldest = card.month
        s.lots[slot] += points
        s.balance += points
        tally.count[s.tier, ISSUED] += points
        tally.flow[FLOW_ISSUED, slot] += points


def redeem(s, points, rewards, tally):
    """The oldest points first."""
    take_oldest(s, points, FLOW_REDEEMED, tally)
    tally.count[s.tier, REDEEMED] += points
    tally.count[s.tier, REWARDS] += rewards


def runs_out(s, last_vintage):
    """Whether the member holds points of a vintage up to `last_vintage`."""
    if s.balance > 0:
        for vintage in range(s.oldest, last_vintage + 1):
            if s.lots[vintage % LOTS] > 0:
                return True
    return False


def expire(s, last_vintage, tally):
    """What is left of every vintage up to `last_vintage` is lost."""
    s.expired_to = max(s.expired_to, last_vintage)
    while s.oldest <= last_vintage and s.balance > 0:
        slot = s.oldest % LOTS
        lost = s.lots[slot]
        if lost > 0:
            s.lots[slot] = 0
            s.balance -= lost
            tally.count[s.tier, EXPIRED] += lost
            tally.flow[FLOW_EXPIRED, slot] += lost
        s.oldest += 1


def reverse(s, points, vintage, tally):
    """Takes back the points of a returned order: from their own vintage first, then the oldest; never below zero."""
    points = min(points, s.balance)
    if points > 0:
        slot = vintage % LOTS
        own = min(points, s.lots[slot])
        s.lots[slot] -= own
        s.balance -= own
        tally.flow[FLOW_REVERSED, slot] += own
        tally.count[s.tier, REVERSED] += points
        take_oldest(s, points - own, FLOW_REVERSED, tally)


def take_oldest(s, points, flow, tally):
    s.balance -= points
    for _ in range(2 * LOTS):       # each vintage is met once; without the bound a broken ledger would loop for ever
        if points == 0:
            break
        slot = s.oldest % LOTS
        part = min(points, s.lots[slot])
        s.lots[slot] -= part
        points -= part
        tally.flow[flow, slot] += part
        if points > 0:
            s.oldest += 1


# ======== the program's accounts ==========================================================================================
@dataclasses.dataclass(frozen=True)
class Posting:
    """What one mechanic has cost in a month: integer minor units by tier.  `component` is one of COMPONENTS, or FEES for what members pay.

    What somebody else pays back, as a partner does, is a negative amount of the component that it funds.
    """

    source: str
    component: str
    name: str
    amounts: tuple[int, ...]


FEES = "fees"
COMPONENTS = ("reward_cost", "benefit_cost", "campaign_cost", "other_cost")


def allocate(total: int, weights) -> tuple[int, ...]:
    """`total` in proportion to `weights`, to the last unit (largest remainder); equal parts where all weights are zero."""
    weights = np.asarray(weights, dtype=float)
    if not weights.sum() > 0:
        weights = np.ones_like(weights)
    share = abs(total) * weights / weights.sum()
    parts = np.floor(share).astype(np.int64)
    parts[np.argsort(parts - share, kind="stable")[: abs(int(total)) - int(parts.sum())]] += 1
    return tuple(int(x) for x in (parts if total >= 0 else -parts))
