"""Tiers: what qualifies and for how long, moving up, reviews and the ways down."""
from __future__ import annotations

from simulation.records import (DOWNGRADES, DOWN_MATCH, DOWN_NEVER, NEVER_LEAVES, UPGRADES, WINDOW, WINDOW_ANNIVERSARY, WINDOW_CALENDAR_YEAR,
                                WINDOW_LIFETIME, YEAR)
from simulation.rules.effects import utility_of
from simulation.rules.standing import reaches, stands


# ======== the window ======================================================================================================
def leaving_month(s, day_of_month, card):
    """The month at whose opening an amount of that day leaves the window."""
    if card.window_kind == WINDOW_ANNIVERSARY:
        return card.month + YEAR - (card.month - s.joined_month) % YEAR
    return card.leaves[day_of_month]


def qualify(s, metric, amount, leaves, card):
    """Counts an amount toward the tiers, where they ask for this metric."""
    for m in range(card.metrics):
        if card.metric[m] == metric and amount > 0:
            s.qualifying[m] += amount
            if leaves < NEVER_LEAVES:
                s.window[m, leaves % WINDOW] += amount


def shift_window(s, card):
    """What the next month does not count any more leaves the window."""
    if yearly(card):
        if year_is_over(s, card):
            for m in range(card.metrics):
                s.past_year[m] = s.qualifying[m]
                s.qualifying[m] = 0
                for k in range(WINDOW):
                    s.window[m, k] = 0
    elif card.window_kind != WINDOW_LIFETIME:
        slot = (card.month + 1) % WINDOW
        for m in range(card.metrics):
            s.qualifying[m] -= s.window[m, slot]
            s.window[m, slot] = 0


def yearly(card):
    return card.window_kind == WINDOW_CALENDAR_YEAR or card.window_kind == WINDOW_ANNIVERSARY


def year_is_over(s, card):
    """Whether this month is the last of the window's year; a rolling window is looked at every month."""
    if card.window_kind == WINDOW_ANNIVERSARY:
        return (card.month - s.joined_month) % YEAR == YEAR - 1
    return card.review == 1


# ======== up ==============================================================================================================
def upgrade(s, card, tally):
    t = s.tier
    while s.tier + 1 < card.tiers and reaches(s, s.tier + 1, card):
        s.tier += 1
    if s.tier > t:
        tally.count[t, UPGRADES] += 1
        s.tier_since = card.month
        s.loss = 0.0
        s.grace = 0
        s.utility = utility_of(s, s.tier, card)


# ======== down ============================================================================================================
def review(s, card, tally):
    """At a month's end: waiting upgrades, then the downgrade policy once the tier has been held its term."""
    looked_at = year_is_over(s, card)
    if looked_at and card.upgrade_at_review:
        upgrade(s, card, tally)
    t = s.tier
    if t == 0 or card.downgrade == DOWN_NEVER:
        return
    below = not reaches(s, t, card)
    if s.grace > 0:
        s.grace -= 1
        if s.grace == 0 and below:
            downgrade(s, card, tally)
    elif looked_at and below and card.month - s.tier_since >= card.hold_months:
        if card.grace_months > 0:
            s.grace = card.grace_months
        else:
            downgrade(s, card, tally)


def downgrade(s, card, tally):
    lower = s.tier - 1
    if card.downgrade == DOWN_MATCH:
        while lower > 0 and not reaches(s, lower, card):
            lower -= 1
    drop_to(s, max(lower, s.floor), card.last_day, card, tally)


def drop_to(s, lower, day, card, tally):
    if lower >= s.tier:
        return
    tally.count[s.tier, DOWNGRADES] += 1
    held = s.utility
    s.tier = lower
    s.tier_since = card.month
    s.grace = 0
    s.utility = utility_of(s, lower, card)
    s.loss = max(0.0, held - s.utility)
    s.demoted_on = day


def take_back_tier(s, lowest, month, day, card, tally):
    """The tier that the member would hold without the returned order, no lower than the one held before it."""
    if s.tier > lowest and s.tier_since >= month:
        while lowest < s.tier and supports(s, lowest + 1, card):
            lowest += 1
        drop_to(s, lowest, day, card, tally)


def supports(s, tier, card):
    """Whether this window's amounts, or the last year's where years are counted, reach a tier."""
    return reaches(s, tier, card) or (yearly(card) and stands(s.past_year, tier, card))
