"""The paid plan: who joins it, what it gives at an order, and who renews.

Formulas: docs/model.md, The paid plan.
"""
from __future__ import annotations

import math

from simulation.ledger import receive
from simulation.luck import PLAN_CONVERT, PLAN_JOIN, PLAN_RENEW, PLAN_TRY, uniform
from simulation.records import (DEEPEST, FEES_PAID, PLAN_BACK, PLAN_FEES, PLAN_HELD, PLAN_JOINED, PLAN_JOINS, PLAN_MEMBERS, PLAN_ORDERS,
                                PLAN_RENEWALS, PLAN_TRIALS, RENEWAL_DUE, RENEWAL_LEFT, RENEWAL_YEARS, RENEWED, TRIAL_TO_LEAVE, TRIAL_TO_STAY,
                                YEAR)
from simulation.rules.tiers import yearly

QUARTER = 3
LEAST_GAIN, MOST_GAIN, LONGEST_TENURE = -1.0, 2.0, 3     # what counts at a renewal, in fees and in years


# ======== what it is worth and costs to this member =======================================================================
def plan_worth(s, level, card):
    """V: a year's benefits at the member's own rate and mean basket, minor units; points are worth nothing to who never redeems."""
    orders = s.rate * card.days_per_month * YEAR
    spend = orders * s.mean_basket
    worth = spend * card.plan_off[level] / 10_000 + orders * card.plan_per_order[level] + card.plan_per_year[level]
    if s.redeems:
        months, quarters, year = card.plan_cap[0, level], card.plan_cap[1, level], card.plan_cap[2, level]
        back = min(spend * card.plan_earn[level] / card.plan_unit, YEAR * months, YEAR / QUARTER * quarters, year)
        worth += back * card.plan_point
    return worth


def plan_score(s, card):
    """The qualifying amount of the window; where years are counted, the last year's if it is larger."""
    if yearly(card):
        return max(s.qualifying[0], s.past_year[0])
    return s.qualifying[0]


def term_fee(s, level, card):
    """What a term costs: less from the gate's score on."""
    if plan_score(s, card) >= card.plan_gate:
        return card.plan_low_fee[level]
    return card.plan_fee[level]


def year_fee(s, level, card):
    return term_fee(s, level, card) * YEAR / card.plan_months


def best_plan(s, card):
    """The level with the higher V less fee; the first of equals."""
    best = 0
    for level in range(1, card.plan_levels):
        if plan_worth(s, level, card) - year_fee(s, level, card) > plan_worth(s, best, card) - year_fee(s, best, card):
            best = level
    return best


def joining_chance(worth, fee, card):
    """Of a member who decides; V and fee of a year."""
    return 1.0 / (1.0 + math.exp(-(card.plan_0 + card.plan_slope * (card.plan_appeal * worth - fee) / fee)))


def renewal_chance(worth, fee, years, card):
    """Of a member who has held the plan for so many years; V and fee of a year."""
    gain = max(LEAST_GAIN, min((worth - fee) / fee, MOST_GAIN))
    return 1.0 / (1.0 + math.exp(-(card.renew_0 + card.renew_slope * gain + card.renew_tenure * min(years, LONGEST_TENURE))))


# ======== the opening of a month ==========================================================================================
def plan_opening(s, card, tally):
    """Caps begin anew, trials and terms end, and once a year a member without the plan decides on it."""
    s.back_month = 0
    if card.year_month % QUARTER == 1:
        s.back_quarter = 0
    if card.year_month == 1:
        s.back_year = 0
    if s.plan_trial > 0:
        if s.plan_end <= card.first_day:
            end_trial(s, card, tally)
    elif s.plan > 0:
        if s.plan_due <= card.month:
            end_term(s, card, tally)
    elif s.alive and (card.month - s.joined_month) % YEAR == 0:
        consider_plan(s, card.first_day, card, tally)


def consider_plan(s, day, card, tally):
    """Where a trial is offered, who wants the plan tries it first, and some who do not try it, too: once."""
    level = best_plan(s, card)
    wants = uniform(s.key, PLAN_JOIN, card.month, 0) < joining_chance(plan_worth(s, level, card), year_fee(s, level, card), card)
    if card.trial_days > 0 and not s.plan_tried:
        if wants or uniform(s.key, PLAN_TRY, card.month, 0) < card.trial_share:
            start_trial(s, level, day, card, tally)
    elif wants:
        join_plan(s, level, card, tally)


def start_trial(s, level, day, card, tally):
    """How it will end is drawn now and shows later: who will stay keeps the benefits until the first fee is due."""
    s.plan_tried = 1
    s.plan_end = day + card.trial_days
    s.plan_trial = TRIAL_TO_LEAVE
    if uniform(s.key, PLAN_CONVERT, card.month, 0) < card.trial_conversion:
        s.plan_trial = TRIAL_TO_STAY
    tally.plan[s.tier, level, PLAN_TRIALS] += 1
    hold_plan(s, level, card)


def end_trial(s, card, tally):
    """At the first opening of a month on or after the trial's end."""
    if s.plan_trial == TRIAL_TO_STAY and s.alive:
        join_plan(s, s.plan - 1, card, tally)
    else:
        leave_plan(s)


def join_plan(s, level, card, tally):
    s.plan_since = card.month
    tally.count[s.tier, PLAN_JOINS] += 1
    tally.plan[s.tier, level, PLAN_JOINED] += 1
    pay_term(s, level, card, tally)


def end_term(s, card, tally):
    """Who has left for good does not renew; a year's chance holds for a year of terms."""
    years = (card.month - s.plan_since - 1) // YEAR
    row = min(years, RENEWAL_YEARS - 1)
    tally.plan_renewal[s.tier, row, RENEWAL_DUE] += 1
    if not s.alive:
        tally.plan_renewal[s.tier, row, RENEWAL_LEFT] += 1
        leave_plan(s)
        return
    level = best_plan(s, card)
    chance = renewal_chance(plan_worth(s, level, card), year_fee(s, level, card), years + 1, card)
    if uniform(s.key, PLAN_RENEW, card.month, 0) < chance ** (card.plan_months / YEAR):
        tally.plan_renewal[s.tier, row, RENEWED] += 1
        tally.count[s.tier, PLAN_RENEWALS] += 1
        pay_term(s, level, card, tally)
    else:
        leave_plan(s)


def pay_term(s, level, card, tally):
    fee = term_fee(s, level, card)
    tally.count[s.tier, FEES_PAID] += fee
    tally.plan[s.tier, level, PLAN_FEES] += fee
    receive(s, -fee)
    s.plan_due = card.month + card.plan_months
    s.plan_trial = 0
    if s.paid == 0:
        s.paid = card.month
    hold_plan(s, level, card)


def hold_plan(s, level, card):
    """The plan's value as a share of spend, on the scale of U."""
    s.plan = level + 1
    spend = s.rate * card.days_per_month * YEAR * s.mean_basket
    s.plan_utility = 1.0 - math.exp(-plan_worth(s, level, card) / spend / card.benefit_scale)


def leave_plan(s):
    s.plan = 0
    s.plan_trial = 0
    s.plan_utility = 0.0


# ======== an order ========================================================================================================
def plan_in_force(s, day):
    """Whether the plan's benefits hold: a trial that ends without a fee stops on its day, a term with its last month."""
    return s.plan > 0 and (s.plan_trial != TRIAL_TO_LEAVE or day < s.plan_end)


def plan_basket(s, day, card):
    """Size of a basket against one without the plan."""
    return 1.0 - card.paid_basket if plan_in_force(s, day) else 1.0


def plan_price(s, sale, discount, day, card, tally):
    """What the plan takes off the price, beside the other discounts; counts the order."""
    if not plan_in_force(s, day):
        return 0
    level = s.plan - 1
    tally.plan[s.tier, level, PLAN_ORDERS] += 1
    cut = max(0, min(sale * card.plan_off[level] // 10_000, sale * DEEPEST // 10_000 - discount))
    tally.price_cut[s.tier, card.plan_source] += cut
    return cut


def plan_points(s, paid, day, card, tally):
    """Points back on what is paid, as far as the month's, the quarter's and the year's caps go."""
    if not plan_in_force(s, day):
        return 0
    level = s.plan - 1
    room = min(card.plan_cap[0, level] - s.back_month, card.plan_cap[1, level] - s.back_quarter, card.plan_cap[2, level] - s.back_year)
    points = min(paid * card.plan_earn[level] // card.plan_unit, room)
    s.back_month += points
    s.back_quarter += points
    s.back_year += points
    tally.plan[s.tier, level, PLAN_BACK] += points
    return points


# ======== the end of a month ==============================================================================================
def count_plan(s, tally):
    """Who has held the plan in this month, and who pays for it."""
    tally.plan[s.tier, s.plan - 1, PLAN_HELD] += 1
    if s.plan_trial == 0:
        tally.count[s.tier, PLAN_MEMBERS] += 1
