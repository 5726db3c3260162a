"""The life of one member, as small scalar functions.

This file imports neither numba nor SimPy.  compiled.py binds it for the engine, reference.py runs it as it stands, one SimPy
process per member; both give the same integers, because everything counted is an integer and every draw is keyed.
s is the member, card what holds this month, tally the month's counts.

The order of one occasion, written once:
 1. keep      a baseline occasion is bought unless owed (pulled forward) or lost to a demotion; an extra candidate is bought with
              chance (e^M - 1)+ / K, where M is the program's log-rate and K the member's candidates per baseline occasion;
 2. price     the running offer and the tier's member price come off the order, then the member's own coupons and red packets;
 3. redeem    whole rewards, from the balance before this purchase, never worth more than the order;
 4. earn      points on what is paid, and what the member's own offers add; lotteries are drawn;
 5. qualify   and upgrade, where the program upgrades at once;
 6. return    the order may be sent back some days later: sales, points, qualifying amount and tier go back with it;
 7. dropout   baseline occasions only, bought or not.
At a month's opening the tiers are re-valued by crowding, then personal offers are given.
The order of a month's end: expire, review tiers, count, shift the window.
"""
import math

from simulation.ledger import book_sale, earn, expire
from simulation.luck import (BASE_BASKET, BASE_DROPOUT, BASE_GAP, BASE_KEEP, BASE_REDEEM, BASE_RETURN, EXTRA_BASKET, EXTRA_GAP, EXTRA_KEEP,
                             EXTRA_PULL_FORWARD, EXTRA_REDEEM, EXTRA_RETURN, gamma, gap, i64, shrink, uniform)
from simulation.records import (ACTIVE, ALIVE, COHORT_ALIVE, DEEPEST, DROPOUTS, EVERY_OFFER, EXTRA_PURCHASES, FOREVER, GROWTH, JOINS, MAX_SALE,
                                MEMBERS, NOBODY, ORDERS, OUTSTANDING, POINTS_EARNED, RETAINED, RETENTION_BASE, SPEND, YEAR)
from simulation.rules.effects import dropout_chance, log_rate, refresh, utility_of
from simulation.rules.expiry import last_expiring
from simulation.rules.offers import chosen_offer, meets_offers, money_off, open_offers, points_on_top, running_offer, welcome
from simulation.rules.returns import send_back, settle_return
from simulation.rules.rewards import redeem_rewards
from simulation.rules.stages import count_stage, note_order
from simulation.rules.tiers import leaving_month, qualify, review, shift_window, upgrade


# ======== what a member does ==============================================================================================
def day_of(clock, card):
    """The day, with its fraction, at which operational time reaches `clock`; season only stretches days."""
    days = card.last_day - card.first_day
    i = i64((clock - card.clock[0]) * card.pace)
    i = max(0, min(i, days - 1))
    while card.clock[i + 1] <= clock:
        i += 1
    while card.clock[i] > clock:
        i -= 1
    return card.first_day + i + (clock - card.clock[i]) / (card.clock[i + 1] - card.clock[i])


def join(s, clock, card, tally):
    """Starts with a purchase made before the card is handed over: it counts as activity and earns nothing, in both arms alike."""
    s.joined = 1
    s.bought |= 1
    s.joined_on = s.bought_on = i64(day_of(clock, card))
    s.joined_month = card.month
    tally.count[0, JOINS] += 1
    begin(s, clock, card)
    if s.enrolled and card.places > 0:
        welcome(s, card, tally)


def begin(s, clock, card):
    """From here on the member has occasions; those of the program stream do not depend on what the program offers."""
    if s.alive:
        s.next_base = clock + gap(s.key, BASE_GAP, 0, s.rate)
        if s.enrolled:
            s.next_extra = clock + gap(s.key, EXTRA_GAP, 0, s.candidates * s.rate)
    if s.enrolled:
        s.utility = utility_of(s, s.tier, card)
        refresh(s, card)


def open_month(s, card, tally):
    """Crowding may have changed what the tier is worth; personal offers go to everybody, also to who has left: the company does not know."""
    if s.enrolled and s.alive:
        if s.tier > 0:
            s.utility = utility_of(s, s.tier, card)
        refresh(s, card)
    if s.enrolled and card.places > 0:
        open_offers(s, card, tally)


def baseline_occasion(s, card, tally):
    clock, n = s.next_base, s.n_base
    day = day_of(clock, card)
    if s.owed > 0:
        s.owed -= 1
    elif keeps(s, day, n, card):
        purchase(s, day, BASE_BASKET, BASE_REDEEM, BASE_RETURN, n, card, tally)
    if drops(s, day, n, card):
        tally.count[s.tier, DROPOUTS] += 1
        s.alive = 0
        s.next_base = FOREVER
        s.next_extra = FOREVER
    else:
        s.n_base = n + 1
        s.next_base = clock + gap(s.key, BASE_GAP, n + 1, s.rate)


def keeps(s, day, n, card):
    """Only a demotion can make the log-rate negative."""
    if s.loss == 0.0:
        return True
    pull = log_rate(s, day, card)
    return pull >= 0.0 or uniform(s.key, BASE_KEEP, n, 0) < math.exp(pull)


def drops(s, day, n, card):
    """The program lowers the chance unless a demotion is remembered, so most coins need no exp."""
    coin = uniform(s.key, BASE_DROPOUT, n, 0)
    return (coin < s.dropout or s.loss > 0.0) and coin < dropout_chance(s, day, card)


def extra_occasion(s, card, tally):
    """A candidate of the program stream; it carries no dropout coin, and a bought one may cancel the next baseline occasion."""
    clock, n = s.next_extra, s.n_extra
    day = day_of(clock, card)
    ask = s.candidates * uniform(s.key, EXTRA_KEEP, n, 0)
    most = s.steady + s.g * s.h * (card.theta_redeem + running_offer(s, i64(day), card))
    # e^M - 1 < M (1 + M) up to M = 1.79, so most candidates are refused without an exp
    if (ask < most * (1.0 + most) or most > 1.0) and ask < math.exp(log_rate(s, day, card)) - 1.0:
        tally.count[s.tier, EXTRA_PURCHASES] += 1
        purchase(s, day, EXTRA_BASKET, EXTRA_REDEEM, EXTRA_RETURN, n, card, tally)
        if uniform(s.key, EXTRA_PULL_FORWARD, n, 0) < card.pull_forward:
            s.owed += 1
    s.n_extra = n + 1
    s.next_extra = clock + gap(s.key, EXTRA_GAP, n + 1, s.candidates * s.rate)


def purchase(s, day, basket, redeeming, returning, n, card, tally):
    today = i64(day) - card.first_day
    size = gamma(s.key, basket, n, card.basket_d, card.basket_c) * shrink(s.key, basket, n, card.basket_power)
    sale = i64(min(size * s.basket_scale + 0.5, MAX_SALE))
    discount = sale * price_off(card.depth[today], card.price_off[s.tier], card) // 10_000 if s.enrolled else 0
    chosen, off, offered, stream = EVERY_OFFER, 0, False, 1 if basket == EXTRA_BASKET else 0
    if s.enrolled and card.places > 0:
        offered = meets_offers(s, i64(day), sale, card, tally)
        if offered:
            chosen = chosen_offer(s, i64(day), sale, stream, n, card)
            off = money_off(s, i64(day), sale, discount, chosen, stream, n, card, tally)
            if off > 0 and card.larger_offer_only:
                discount = 0
    note_order(s, i64(day), card, tally)
    book_sale(s, sale, discount + off, today, tally)
    s.bought |= 1
    s.bought_on = i64(day)
    points, paid, growth, tier = 0, 0, 0, s.tier
    if s.enrolled:
        paid = sale - discount - off
        paid -= redeem_rewards(s, paid, day, redeeming, n, card, tally)
        points = paid * card.earn_rate[tier] * card.multiplier[today] // card.earn_unit
        if offered:
            points += points_on_top(s, i64(day), sale, paid, chosen, stream, n, card, tally)
        earn(s, points, card, tally)
        growth = paid * card.growth_rate[tier] // card.growth_unit
        count_order(s, paid, points, growth, today, card)
        if not card.upgrade_at_review:
            upgrade(s, card, tally)
        refresh(s, card)
    if card.returned_share > 0.0 and uniform(s.key, returning, n, 0) < card.returned_share:
        send_back(s, i64(day), sale, points, paid, growth, tier, card, tally)


def count_order(s, paid, points, growth, today, card):
    """What the order counts toward the tiers."""
    leaves = leaving_month(s, today, card)
    qualify(s, SPEND, paid, leaves, card)
    qualify(s, ORDERS, 1, leaves, card)
    qualify(s, POINTS_EARNED, points, leaves, card)
    qualify(s, GROWTH, growth, leaves, card)


def price_off(offer, own, card):
    """Basis points off: the running offer and the tier's own member price."""
    if card.larger_offer_only:
        return max(offer, own)
    return min(offer + own, DEEPEST)


# ======== the end of a month ================================================================================================
def close_month(s, card, tally):
    if s.enrolled:
        expire(s, last_expiring(s, card), tally)
        review(s, card, tally)
    count(s, card, tally)
    count_stage(s, card, tally)
    s.past_tiers = ((s.past_tiers << 4) | s.tier) & 0xFFFFFFFFFFFF
    s.bought = (s.bought << 1) & 0xFFFFFFFF
    if s.enrolled:
        shift_window(s, card)


def count(s, card, tally):
    t = s.tier
    tally.count[t, MEMBERS] += 1
    tally.count[t, ALIVE] += s.alive
    tally.count[t, OUTSTANDING] += s.balance
    if s.cohort and s.alive:
        tally.count[t, COHORT_ALIVE] += 1
    if card.last_day - s.bought_on <= card.active_days:
        tally.count[t, ACTIVE] += 1
    this_year = 1 if s.bought & 0xFFF else 0
    last_year = 1 if (s.bought >> YEAR) & 0xFFF else 0
    if last_year:
        tally.count[t, RETENTION_BASE] += 1
        tally.count[t, RETAINED] += this_year
    before = (s.past_tiers >> 44) & 15
    if before != NOBODY:
        tally.moves[before, last_year, t, this_year] += 1


# ======== time ==============================================================================================================
def next_return(s, card):
    """Operational time at which the next return of this month is settled: the start of its day."""
    if s.returns == 0:
        return FOREVER
    day = max(s.return_day[s.first_return], card.first_day)
    if day >= card.last_day:
        return FOREVER
    return card.clock[day - card.first_day]


def step(s, card, tally):
    """Meets the earliest occasion."""
    due = next_return(s, card)
    if due <= s.next_base and due <= s.next_extra:
        settle_return(s, s.return_day[s.first_return], card, tally)
    elif s.next_base <= s.next_extra:
        baseline_occasion(s, card, tally)
    else:
        extra_occasion(s, card, tally)


def live_month(s, card, tally):
    """Every occasion of the month, in time order."""
    end = card.clock[card.last_day - card.first_day]
    while min(s.next_base, s.next_extra, next_return(s, card)) < end:
        step(s, card, tally)
