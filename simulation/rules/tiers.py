"""Tiers: what qualifies and for how long, moving up, reviews and the ways down."""
from __future__ import annotations

from simulation.records import (DOWN_MATCH, DOWN_NEVER, DOWN_SOFT, DOWNGRADES, NEVER_LEAVES, REMINDERS, UPGRADES, WINDOW, WINDOW_ANNIVERSARY,
                                WINDOW_CALENDAR_YEAR, WINDOW_LIFETIME, YEAR)
from simulation.rules.effects import utility_of
from simulation.rules.standing import above, eased_in, floor_of, lasts, reaches, stands, under


# ======== the window ======================================================================================================
def leaving_month(s, day_of_month, card):
    """The month at whose opening an amount of that day leaves the window."""
    if card.window_kind == WINDOW_ANNIVERSARY:
        return card.month + YEAR - (card.month - s.joined_month) % YEAR
    return card.leaves[day_of_month]


def qualify(s, metric, amount, leaves, card):
    """Counts an amount toward the tiers, where they ask for this metric."""
    for m in range(card.metrics):
        if card.metric[m] == metric:
            qualify_by(s, m, amount, leaves)


def qualify_by(s, m, amount, leaves):
    if amount > 0:
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


def month_of_year(s, card):
    """Months of the window's year that have passed before this one: 0 to 11."""
    if card.window_kind == WINDOW_ANNIVERSARY:
        return (card.month - s.joined_month) % YEAR
    return card.year_month - 1


def year_is_over(s, card):
    """Whether this month is the last of the window's year; other windows are looked at every month."""
    if card.window_kind == WINDOW_ANNIVERSARY:
        return month_of_year(s, card) == YEAR - 1
    return card.review == 1


def supports(s, tier, card):
    """Whether this window's amounts, or the last year's where years are counted, reach a tier."""
    return reaches(s, tier, card) or (yearly(card) and stands(s.past_year, tier, eased_in(card.month, card), card))


# ======== up ==============================================================================================================
def upgrade(s, card, tally):
    t = s.tier
    while above(t, card) < card.tiers and reaches(s, above(t, card), card):
        t = above(t, card)
    t = max(t, floor_of(s, card))
    if t > s.tier:
        climb_to(s, t, card, tally)


def climb_to(s, higher, card, tally):
    tally.count[s.tier, UPGRADES] += 1
    s.tier = higher
    s.tier_since = card.month
    s.loss = 0.0
    s.grace = 0
    s.landing = 0
    s.due = 0
    s.utility = utility_of(s, higher, card)


# ======== down ============================================================================================================
def review(s, card, tally):
    """At a month's end: waiting upgrades, then the downgrade policy once the tier has been held its term."""
    looked_at = year_is_over(s, card)
    if looked_at and card.upgrade_at_review:
        upgrade(s, card, tally)
    if card.downgrade == DOWN_NEVER or s.tier <= floor_of(s, card):
        return
    below, lost = not reaches(s, s.tier, card), False
    if s.landing > 0:
        s.landing -= 1
        lost = s.landing == 0 and below and not kept_by_last_year(s, looked_at, card)
    elif s.grace > 0:
        s.grace -= 1
        lost = s.grace == 0 and below
    elif looked_at and below and card.month - s.tier_since >= card.hold_months:
        lost = card.grace_months == 0
        s.grace = card.grace_months
        if s.due > 0:
            s.due = card.month + s.grace
    if lost:
        downgrade(s, looked_at, card, tally)


def kept_by_last_year(s, looked_at, card):
    """Within a year of the window, last year's amount still stands for the tier; at the year's end the new one decides."""
    return yearly(card) and not looked_at and stands(s.past_year, s.tier, eased_in(card.month, card), card)


def downgrade(s, looked_at, card, tally):
    lower = under(s.tier, card)
    if card.downgrade == DOWN_MATCH:
        while lower > 0 and not reaches(s, lower, card):
            lower = under(lower, card)
    drop_to(s, max(lower, floor_of(s, card)), card.last_day, card, tally)
    if card.downgrade == DOWN_SOFT and not reaches(s, s.tier, card) and not kept_by_last_year(s, looked_at, card):
        s.landing = card.landing_months


def drop_to(s, lower, day, card, tally):
    if lower >= s.tier:
        return
    tally.count[s.tier, DOWNGRADES] += 1
    held = s.utility
    s.tier = lower
    s.tier_since = card.month
    s.grace = 0
    s.landing = 0
    s.due = 0
    s.utility = utility_of(s, lower, card)
    s.loss = max(0.0, held - s.utility)
    s.demoted_on = day


def take_back_tier(s, lowest, month, day, card, tally):
    """The tier that the member would hold without the returned order, no lower than the one held before it."""
    if s.tier > lowest and s.tier_since >= month:
        lowest = max(lowest, floor_of(s, card))
        eased = eased_in(s.tier_since, card)      # a tier won at eased thresholds needs no more than these
        while lowest < s.tier and (supports(s, above(lowest, card), card) or (eased and stands(s.qualifying, above(lowest, card), eased, card))):
            lowest = above(lowest, card)
        drop_to(s, lowest, day, card, tally)


# ======== a reminder before the drop ======================================================================================
def remind(s, card, tally):
    """After the window has shifted: tells the member once of the review at which the tier would be lost if nothing were added.

    Once for each tier won; while it is kept, not again within a year.
    """
    if card.downgrade == DOWN_NEVER or s.grace > 0 or s.landing > 0 or s.tier <= floor_of(s, card):
        return
    due = next_review(s, card)
    if due <= card.month + card.reminder_months and (s.due == 0 or due >= s.due + YEAR) and not lasts(s, s.tier, due, card):
        s.due = due
        tally.count[s.tier, REMINDERS] += 1


def next_review(s, card):
    """The first month at whose end the tier may be lost; where every month is a review, as far ahead as reminders look."""
    first = s.tier_since + card.hold_months
    if not yearly(card):
        return max(first, card.month + card.reminder_months)
    month = card.month + YEAR - 1 - month_of_year(s, card)
    while month <= card.month or month < first:
        month += YEAR
    return month


# ======== new rules for members of the old ones ===========================================================================
def recalculate_tier(s, card, tally):
    """The tier that the window supports by today's rules, up or down, whatever was held before."""
    best = supported_tier(s, card)
    if best > s.tier:
        climb_to(s, best, card, tally)
    else:
        drop_to(s, best, card.first_day, card, tally)


def supported_tier(s, card):
    best = 0
    while above(best, card) < card.tiers and supports(s, above(best, card), card):
        best = above(best, card)
    return max(best, floor_of(s, card))
