"""What a member gets out of the program, in money: what is taken off prices, rewards, and benefits at what they are worth to this member.

Counted only where somebody asks (`tells_received`): simulation/winners.py.  Nothing that a member does depends on it.
"""
from __future__ import annotations

from simulation.ledger import receive
from simulation.luck import i64
from simulation.records import YEAR


def received_with_order(s, off, card):
    """`off`: discounts and rewards of the order, minor units; the benefits of an order come to it."""
    worth = card.value_per_order[s.price_sensitive, s.tier] + card.partner_per_order[s.tier]
    if s.plan > 0:
        worth += card.plan_per_order[s.plan - 1]
    receive(s, off + i64(worth + 0.5))


def received_in_month(s, card):
    """Benefits by month or year, of who bought not long ago; after the review, so of the tier of the month's end."""
    if card.last_day - s.bought_on <= card.active_days:
        worth = card.value_per_month[s.price_sensitive, s.tier] + card.partner_per_month[s.tier]
        if s.plan > 0:
            worth += card.plan_per_year[s.plan - 1] / YEAR
        receive(s, i64(worth + 0.5))
