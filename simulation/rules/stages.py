"""The stages of a member's life, by what the company can see of it: days since joining, days since the last order, orders in a year."""
from __future__ import annotations

from simulation.records import ACTIVATED, DORMANT, GONE, GROWING, MATURE, NEWCOMER, WOKEN

EVEN_MONTHS = 0x0F0F0F0F0F0F      # of twelve months of four bits, every other one
MOST_COUNTED = 15                 # orders of one month


def orders_of_year(register):
    """Orders in the twelve lowest months of the register, at most 15 of each month."""
    pairs = (register & EVEN_MONTHS) + ((register >> 4) & EVEN_MONTHS)
    return pairs % 255            # each byte is a digit to the base 256, and 256 leaves 1


def stage_of(s, day, orders, card):
    """Later lines overrule earlier ones: chosen without a jump, which the processor could not foretell from member to member."""
    since, age = day - s.bought_on, day - s.joined_on
    gone, dormant, new, mature = card.gone_days, card.dormant_days, card.new_days, card.mature_orders
    stage = MATURE if orders >= mature else GROWING
    stage = NEWCOMER if age <= new else stage
    stage = DORMANT if since >= dormant else stage
    return GONE if since >= gone else stage


def note_order(s, day, card, tally):
    """Counts an order that activates a new member or wakes a dormant one; before the order is booked."""
    if s.purchases == 0 and s.joined_month > 0 and day - s.joined_on <= card.activation_days:
        tally.stage[s.tier, ACTIVATED] += 1
    if day - s.bought_on >= card.dormant_days:
        tally.stage[s.tier, WOKEN] += 1
    if s.past_orders & 15 < MOST_COUNTED:
        s.past_orders += 1


def count_stage(s, card, tally):
    """At a month's end; then the register of orders moves on by a month."""
    tally.stage[s.tier, stage_of(s, card.last_day, orders_of_year(s.past_orders), card)] += 1
    s.past_orders = (s.past_orders << 4) & 0xFFFFFFFFFFFFF      # twelve months and the one to come
