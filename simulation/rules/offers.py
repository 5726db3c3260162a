"""Personal offers: who is given one, what it takes off an order or adds to it, and how much it draws.

A member holds each offer up to `offer_last`, a day of the run, while uses are left; the card says from which day it holds.
"""
from __future__ import annotations

import math

from simulation.ledger import book_offer, receive
from simulation.luck import OFFER_AMOUNT, OFFER_PRIZE, OFFER_REACH, OFFER_USED, i64, uniform
from simulation.records import (AT_ACTIVATION, AT_BIRTHDAY, AT_DORMANCY, AT_JOINING, BASKET_STEPS, BONUS, BUYERS, CHANNELS, COUPON, DEEPEST,
                                EVERY_OFFER, LOTTERY, MONEY_OFF, NEVER_HELD, OFFER_SALES, PARTICIPANTS, PRIZE_COST, PRIZES, REACHED,
                                RED_PACKET, USES, YEAR)
from simulation.rules.stages import orders_of_year, stage_of

STRENGTH = 30_000         # of an offer of endless worth to a member who is not tired
TIREDEST = 30_000         # thousandths; a member who was reached thirty times in a row
MOST_A_MONTH = 2_000_000_000


# ======== giving ==========================================================================================================
def open_offers(s, card, tally):
    """At a month's opening: offers of this month's dates, to new members of day 0, to who did not order again, to the dormant, for birthdays."""
    if not s.cohort and s.joined_on >= card.first_day:
        return                    # joins in this month
    due = 0
    for k in range(card.places):
        if card.offer_given[k] and is_due(s, k, card):
            due |= 1 << k
    if due > 0:
        year = 0
        for m in range(YEAR):
            year += s.year_sales[m]
        stage = stage_of(s, card.first_day, orders_of_year(s.past_orders >> 4), card)
        for k in range(card.places):
            if due >> k & 1 and is_meant_for(s, k, year, stage, card):
                give_offer(s, k, max(card.offer_opens[k], card.first_day), card.offer_ends[k], card, tally)
    s.year_sales[card.month % YEAR] = 0       # the month of a year ago


def offers_on_joining(s, card, tally):
    """At joining."""
    for k in range(card.places):
        if card.offer_trigger[k] == AT_JOINING:
            give_offer(s, k, s.joined_on, s.joined_on + card.offer_days[k] - 1, card, tally)


def is_due(s, k, card):
    """Whether what starts the offer has come about for this member; dates start it for everybody."""
    trigger, since = card.offer_trigger[k], card.first_day - s.bought_on
    if trigger == AT_JOINING:
        return card.month == 1 and s.joined_month == 1
    if trigger == AT_ACTIVATION and (s.purchases > 0 or s.joined_month < 1 or s.offer_last[k] != NEVER_HELD
                                     or card.first_day - s.joined_on < card.offer_wait[k]):
        return False
    if trigger == AT_DORMANCY and (since < card.offer_wait[k] or card.first_day - s.offer_last[k] <= card.offer_repeat[k]):
        return False
    return trigger != AT_BIRTHDAY or s.birthday_month == card.year_month


def is_meant_for(s, k, year, stage, card):
    """Whether the member is in the audience, as the company's records stand at the month's opening."""
    if card.offer_trigger[k] == AT_JOINING:
        return True
    since = card.first_day - s.bought_on
    band = 2 if year >= card.offer_high[k] else 1 if year >= card.offer_middle[k] else 0
    return (card.offer_values[k] >> band & 1 == 1 and card.offer_stages[k] >> stage & 1 == 1
            and card.offer_recency_from[k] <= since <= card.offer_recency_to[k]
            and card.offer_from_tier[k] <= s.tier + 1 <= card.offer_to_tier[k])


def give_offer(s, k, start, last, card, tally):
    """Through each channel with its own chance; who is not reached is left alone until the offer's next turn."""
    if start >= card.offer_shut_at_opening[k]:
        return
    reached = card.offer_channel[k, 0] == 0.0
    for c in range(CHANNELS):
        share = card.offer_channel[k, c]
        if share > 0.0 and uniform(s.key, OFFER_REACH, place_of_luck(k, start, card), c) < share:
            tally.contact[s.tier, k, c] += 1
            reached = True
    s.offer_last[k] = start - 1
    s.offer_uses[k] = 0
    s.offer_strength[k] = 0
    if reached:
        tally.offer[s.tier, k, REACHED] += 1
        s.offer_last[k] = last
    if reached and s.alive:      # who has left feels nothing of it and will not use it
        tired = s.fatigue / 1000 * math.exp(-max(0, start - s.fatigue_on) / card.fatigue_days)
        s.offers_felt_to = max(s.offers_felt_to, i64(last + card.carry_over_days) + 1)
        s.offer_uses[k] = card.offer_max_uses[k]
        s.offer_strength[k] = max(1, i64(STRENGTH / (1 + tired) * (1.0 - math.exp(-offer_worth(s, k, card) / card.offer_scale)) + 0.5))
        s.fatigue = min(i64(1000 * (1 + tired) + 0.5), TIREDEST)
        s.fatigue_on = max(s.fatigue_on, start)


def place_of_luck(k, n, card):
    """An offer's own place among draws: another offer more or fewer on the card moves nothing."""
    return n * 65_536 + card.offer_code[k]


def holds_offer(s, k, day, card):
    return s.offer_uses[k] > 0 and card.offer_opens[k] <= day <= s.offer_last[k] and day < card.offer_closed_from[k]


# ======== the pull ========================================================================================================
def running_offer(s, day, card):
    """The pull of public and personal offers together, never above theta_campaign."""
    public = card.pull[day - card.first_day]
    if card.places == 0 or day > s.offers_felt_to:
        return public
    return public + (card.theta_campaign - public) * personal_appeal(s, day, card)


def highest_pull(s, day, card):
    """No running offer pulls more."""
    if card.places == 0 or day > s.offers_felt_to:
        return card.pull[day - card.first_day]
    return card.theta_campaign


def personal_appeal(s, day, card):
    """From 0 to 1: 1 - exp(-worth / offer_scale) of each offer, less by the fatigue it met, and a share of it after the offer's end.

    Offers held together add up in worth; the largest counts where one of them does not combine.
    """
    left, best, alone = 1.0, 0.0, 0
    for k in range(card.places):
        if s.offer_strength[k] != 0 and day <= s.offer_last[k] + card.carry_over_days and day < card.offer_closed_from[k]:
            part = 0.0
            if holds_offer(s, k, day, card):
                part = 1.0
            elif day > s.offer_last[k]:
                part = card.carry_over
            if part > 0.0:
                appeal = part * abs(s.offer_strength[k]) / STRENGTH
                left *= 1.0 - appeal
                best = max(best, appeal)
                alone |= card.offer_alone[k]
    return best if alone else 1.0 - left


def offer_worth(s, k, card):
    """What an order within the offer gives this member on average, as a share of the mean basket."""
    worth = card.offer_share[k] + min(1.0, card.offer_money[k] / s.mean_basket)
    if card.offer_threshold[k] > 0:
        at = card.offer_threshold[k] / s.mean_basket * 8
        i = i64(min(at, BASKET_STEPS - 2.0))
        part = min(1.0, at - i)
        worth *= card.order_reaches[i] * (1.0 - part) + card.order_reaches[i + 1] * part
    return worth


# ======== an order ========================================================================================================
def meets_offers(s, day, sale, card, tally):
    """The offers that the member holds today: bit k is place k.  Counts holders who buy, and the order into the year's sales."""
    slot = card.month % YEAR
    s.year_sales[slot] = min(s.year_sales[slot] + sale, MOST_A_MONTH)
    held = 0
    if day > s.offers_felt_to:
        return held
    for k in range(card.places):
        if holds_offer(s, k, day, card):
            held |= 1 << k
            if s.offer_strength[k] > 0:
                s.offer_strength[k] = -s.offer_strength[k]
                tally.offer[s.tier, k, BUYERS] += 1
    return held


def offer_gives(s, k, sale, stream, n, card):
    """What the offer is worth to this order, minor units; 0 below its threshold, and where the member does not think of it."""
    if sale < card.offer_threshold[k]:
        return 0
    if card.offer_redemption[k] < 1.0 and uniform(s.key, OFFER_USED + stream, place_of_luck(k, n, card), 0) >= card.offer_redemption[k]:
        return 0
    if card.offer_form[k] == COUPON:
        return min(sale, sale * card.offer_depth[k] // 10_000 + card.offer_amount[k])
    if card.offer_form[k] == RED_PACKET:
        more = card.offer_most[k] - card.offer_least[k] + 1
        return min(sale, card.offer_least[k] + i64(more * uniform(s.key, OFFER_AMOUNT + stream, place_of_luck(k, n, card), 0)))
    return i64(sale * card.offer_share[k] + card.offer_money[k])


def chosen_offer(s, held, sale, stream, n, card):
    """The one offer worth most to this order, where one of those held does not combine with others; else every one."""
    chosen, most, alone = EVERY_OFFER, 0, 0
    for k in range(card.places):
        if held >> k & 1:
            worth = offer_gives(s, k, sale, stream, n, card)
            if worth > 0:
                alone |= card.offer_alone[k]
            if worth > most:
                chosen, most = k, worth
    return chosen if alone else EVERY_OFFER


def money_off(s, held, day, sale, discount, chosen, stream, n, card, tally):
    """What coupons and red packets take off the price, beside a public discount; in its place, where only the larger is given."""
    larger = card.larger_offer_only == 1
    room = sale * DEEPEST // 10_000 - (0 if larger else discount)
    total = 0
    for booking in range(0 if larger else 1, 2):
        if larger and booking == 1 and total <= discount:
            return 0
        left = room
        for k in range(card.places):
            if held >> k & 1 and (chosen < 0 or chosen == k) and card.offer_form[k] < LOTTERY:
                off = min(left, offer_gives(s, k, sale, stream, n, card))
                left -= off
                if booking == 1 and off > 0:
                    use_offer(s, k, day, sale, off, 0, 0, card, tally)
        total = room - left
    return total


def points_on_top(s, held, day, sale, paid, chosen, stream, n, card, tally):
    """Draws the lotteries and returns the points that offers add."""
    points = 0
    for k in range(card.places):
        if held >> k & 1 and (chosen < 0 or chosen == k) and card.offer_form[k] >= LOTTERY and sale >= card.offer_threshold[k]:
            more, prize = 0, 0
            if card.offer_form[k] == LOTTERY:
                prize = drawn_prize(s, k, stream, n, card)
                receive(s, i64(card.offer_money[k] + 0.5))      # a ticket is worth the mean of its prizes
            else:
                more = paid * card.earn_rate[s.tier] * card.offer_multiple[k] // card.earn_unit + card.offer_bonus[k]
            use_offer(s, k, day, sale, 0, prize, more, card, tally)
            points += more
    return points


def drawn_prize(s, k, stream, n, card):
    """Cost of the prize drawn, 0 for a blank."""
    ticket = uniform(s.key, OFFER_PRIZE + stream, place_of_luck(k, n, card), 0)
    for p in range(PRIZES):
        ticket -= card.offer_odds[k, p]
        if ticket < 0.0:
            return card.offer_prize[k, p]
    return 0


def use_offer(s, k, day, sale, off, prize, points, card, tally):
    """The only place where an offer is used; it ends with its last use."""
    t = s.tier
    if s.offer_uses[k] == card.offer_max_uses[k]:
        tally.offer[t, k, PARTICIPANTS] += 1
    s.offer_uses[k] -= 1
    if s.offer_uses[k] == 0:
        s.offer_last[k] = day
    tally.offer[t, k, USES] += 1
    tally.offer_day_uses[k, day - card.first_day] += 1
    tally.offer_day_points[k, day - card.first_day] += points
    tally.offer[t, k, MONEY_OFF] += off
    tally.offer[t, k, PRIZE_COST] += prize
    tally.offer[t, k, BONUS] += points
    tally.offer[t, k, OFFER_SALES] += sale
    book_offer(s, k, off, off + prize, day - card.first_day, card, tally)
