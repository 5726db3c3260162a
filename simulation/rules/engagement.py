"""What earns besides paying: joining, the birthday, and things to do such as a review or a check-in."""
from __future__ import annotations

import math

from simulation.ledger import earn
from simulation.luck import ACTS, ENGAGED, i64, uniform
from simulation.records import ACTIVITY, FOR_BIRTHDAY, FOR_JOINING, GROWTH
from simulation.rules.tiers import leaving_month, qualify, upgrade

DEEDS_A_MONTH = 8_192     # more than anybody does: the mean is at most 1,000
FIRST_REVIEW = 4          # sub-draws of an order: below it its categories


# ======== on a day of its own ===============================================================================================
def welcome(s, day_of_month, card, tally):
    """Points and growth for joining."""
    if card.sign_up_points > 0 or card.sign_up_growth > 0:
        credit(s, FOR_JOINING, card.sign_up_points, card.sign_up_growth, day_of_month, card, tally)


def month_gifts(s, card, tally):
    """At a month's opening: for joining, to members of day 0; and for the birthday, to who bought not long ago.

    Who joins in the month of the birthday has to wait for the next one.
    """
    if card.month == 1 and s.cohort and s.joined_on >= 0:
        welcome(s, 0, card, tally)
    if (card.birthday_points > 0 or card.birthday_growth > 0) and has_birthday(s, card):
        credit(s, FOR_BIRTHDAY, card.birthday_points, card.birthday_growth, 0, card, tally)


def has_birthday(s, card):
    return card.year_month == s.birthday_month and s.joined_month < card.month and card.first_day - s.bought_on <= card.birthday_within


def credit(s, reason, points, growth, day_of_month, card, tally):
    tally.gifts[s.tier, reason] += 1
    earn(s, points, card, tally)
    qualify(s, GROWTH, growth, leaving_month(s, day_of_month, card), card)
    if not card.upgrade_at_review:
        upgrade(s, card, tally)


# ======== things to do ======================================================================================================
def engages(s, row, card):
    """Whether the member ever does it."""
    return uniform(s.key, ENGAGED, 0, row) < card.act_engaged[row]


def within_caps(s, row, done_today, card):
    if card.act_a_day[row] > 0 and done_today >= card.act_a_day[row]:
        return False
    return card.act_a_year[row] == 0 or s.acted[row] < card.act_a_year[row]


def month_of_deeds(s, card, tally):
    """What the member has done this month, as a Poisson stream for each kind; credited at the month's end."""
    for row in range(card.activities):
        if s.alive and card.act_rate[row] > 0.0 and engages(s, row, card):
            at, today, done_today, earned = 1.0 * max(card.first_day, s.joined_on), -1, 0, 0
            for k in range(DEEDS_A_MONTH):
                at -= math.log(uniform(s.key, ACTS, card.month * DEEDS_A_MONTH + k, row)) / card.act_rate[row]
                if at >= card.last_day:
                    break
                if i64(at) != today:
                    today, done_today = i64(at), 0
                if within_caps(s, row, done_today, card):
                    done_today += 1
                    earned += 1
                    s.acted[row] += 1
                    leaves = leaving_month(s, today - card.first_day, card)
                    qualify(s, ACTIVITY, 1, leaves, card)
                    qualify(s, GROWTH, card.act_growth[row], leaves, card)
            book_deeds(s, row, earned, card, tally)
            earn(s, earned * card.act_points[row], card, tally)
    if not card.upgrade_at_review:
        upgrade(s, card, tally)


def book_deeds(s, row, n, card, tally):
    tally.acts[s.tier, row, 0] += n
    tally.acts[s.tier, row, 1] += n * card.act_points[row]


def new_year_of_deeds(s, card):
    """Yearly caps start again with the calendar year."""
    if card.year_month == 1:
        for row in range(card.activities):
            s.acted[row] = 0


# ======== reviews of an order ===============================================================================================
def reviews_of(s, today, about, n, card, tally):
    """Which rows this order is reviewed by, and earns for: bit k is row k."""
    if s.reviewed_on != today:
        s.reviewed_on = today
        for row in range(card.activities):
            s.reviewed_today[row] = 0
    written = 0
    for row in range(card.activities):
        wanted = card.act_share[row] > 0.0 and engages(s, row, card) and uniform(s.key, about, n, FIRST_REVIEW + row) < card.act_share[row]
        if wanted and within_caps(s, row, s.reviewed_today[row], card):
            s.reviewed_today[row] += 1
            s.acted[row] += 1
            book_deeds(s, row, 1, card, tally)
            written += 1 << row
    return written


def points_of_reviews(written, card):
    return sum_over(written, card.act_points, card)


def growth_of_reviews(written, card):
    return sum_over(written, card.act_growth, card)


def reviews_in(written, card):
    n = 0
    for row in range(card.activities):
        n += (written >> row) & 1
    return n


def sum_over(written, amounts, card):
    total = 0
    for row in range(card.activities):
        total += ((written >> row) & 1) * amounts[row]
    return total
