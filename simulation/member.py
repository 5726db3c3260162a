"""The life of one member, as small scalar functions.

This file imports neither numba nor SimPy.  compiled.py binds it for the engine, reference.py runs it as it stands, one SimPy
process per member; both give the same integers, because everything counted is an integer and every draw is keyed.
s is the member, card what holds this month, tally the month's counts.

The order of one occasion, written once:
 1. keep      a baseline occasion is bought unless owed (pulled forward) or lost to a demotion or to waiting; an extra candidate is bought with
              chance (e^M - 1)+ / K, where M is the program's log-rate and K the member's candidates per baseline occasion;
 2. price     the running offer, the tier's member price and the paid plan's come off the order, and the member's own coupons and red packets;
 3. redeem    whole rewards or an item of the catalogue, from the balance before this purchase that waits for no return, never worth more
              than the order;
 4. earn      points on what is paid, for a review of it, and what the member's own offers add; lotteries are drawn; points may have to
              wait until the order can no longer come back;
 5. qualify   and upgrade, where the program upgrades at once;
 6. return    the order may be sent back some days later: sales, points, qualifying amount and tier go back with it; it may
              also lead to a contact at a service desk, which is answered between the months;
 7. dropout   baseline occasions only, bought or not.
A month opens with new rules, invitations, points for joining on day 0 and for the birthday, and the paid plan: trials and terms end or are
renewed, and members decide on it.  Then what the tier is worth now, and personal offers are given.
The order of a month's end: things done earn, expire, points from partners, review tiers, bring in others, count, shift the window, remind.
Then the clock re-values the tiers by crowding, and members are invited.
"""
import math

from simulation.ledger import book_sale, earn, expire
from simulation.luck import (BASE_ABOUT, BASE_BASKET, BASE_DROPOUT, BASE_GAP, BASE_KEEP, BASE_REDEEM, BASE_RETURN, EXTRA_ABOUT, EXTRA_BASKET,
                             EXTRA_GAP, EXTRA_KEEP, EXTRA_PULL_FORWARD, EXTRA_REDEEM, EXTRA_RETURN, gamma, gap, i64, shrink, uniform)
from simulation.records import (ACTIVE, ALIVE, BY_PROGRAM, CAMPAIGNS_BUDGET, COHORT_ALIVE, DEEPEST, DROPOUTS, EVERY_OFFER,
                                EXTRA_PURCHASES, FOREVER, JOINS, MAX_SALE, MEMBERS, NOBODY, OUTSTANDING, POINTS_BUDGET,
                                RETAINED, RETENTION_BASE, USED_BY_BIRTHDAY, USED_BY_MONTH, USED_BY_ORDER, YEAR)
from simulation.rules.effects import dropout_chance, log_rate, refresh, utility_of
from simulation.rules.engagement import (growth_of_reviews, month_gifts, month_of_deeds, new_year_of_deeds, points_of_reviews, reviews_in, reviews_of,
                                         welcome)
from simulation.rules.expiry import last_expiring
from simulation.rules.invited import honour_invitation
from simulation.rules.offers import (chosen_offer, highest_pull, meets_offers, money_off, offers_on_joining, open_offers, points_on_top,
                                     running_offer)
from simulation.rules.partners import partner_month
from simulation.rules.pending import hold_back, release, release_expired
from simulation.rules.plan import consider_plan, count_plan, plan_basket, plan_opening, plan_points, plan_price
from simulation.rules.referral import brought_in, refer
from simulation.rules.returns import counted_as, send_back, settle_return
from simulation.rules.rewards import redeem_rewards
from simulation.rules.service import ask_for_service, weariness
from simulation.rules.stages import count_stage, note_order
from simulation.rules.received import received_in_month, received_with_order
from simulation.rules.tiers import leaving_month, qualify_by, recalculate_tier, remind, review, shift_window, upgrade


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
    if s.enrolled:
        if card.plan_levels > 0:
            consider_plan(s, s.joined_on, card, tally)
        welcome(s, s.joined_on - card.first_day, card, tally)
        if s.referred == BY_PROGRAM:
            earn(s, card.friend_points, card, tally)
    begin(s, clock, card)
    if s.enrolled and card.places > 0:
        offers_on_joining(s, card, tally)


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
    """What the month brings by itself; then crowding may have changed what the tier is worth, and a partner's contract may have begun.
    Personal offers go to everybody, also to who has left: the company does not know."""
    if not s.enrolled:
        return
    if card.recalculate > 0 and card.month == 1:
        recalculate_tier(s, card, tally)
    if card.invited_tier > 0:
        honour_invitation(s, card, tally)
    s.earned_this_month = 0
    if card.activities > 0:
        new_year_of_deeds(s, card)
    if s.pendings > 0:
        release(s, card.first_day)
    month_gifts(s, card, tally)
    if card.plan_levels > 0 and (s.joined_month < card.month or s.cohort):     # who joins this month has decided then
        plan_opening(s, card, tally)
    if s.alive:
        if s.tier > 0 or card.partners > 0:
            s.utility = utility_of(s, s.tier, card)
        refresh(s, card)
    if card.places > 0:
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
    """Only a demotion can make the log-rate negative; waits beyond the promise take from it in both arms."""
    if s.loss == 0.0 and s.service_memory == 0.0:
        return True
    pull = min(0.0, log_rate(s, day, card)) - card.theta_wait * s.service_memory
    return pull >= 0.0 or uniform(s.key, BASE_KEEP, n, 0) < math.exp(pull)


def drops(s, day, n, card):
    """The program lowers the chance unless a demotion is remembered, so most coins need no exp; so with waits."""
    coin = uniform(s.key, BASE_DROPOUT, n, 0)
    return (coin < s.dropout or s.loss > 0.0 or s.service_memory > 0.0) and coin < dropout_chance(s, day, card) * weariness(s, card)


def extra_occasion(s, card, tally):
    """A candidate of the program stream; it carries no dropout coin, and a bought one may cancel the next baseline occasion."""
    clock, n = s.next_extra, s.n_extra
    ask = s.candidates * uniform(s.key, EXTRA_KEEP, n, 0)
    if s.service_memory > 0.0:
        ask *= math.exp(card.theta_wait * s.service_memory)
    # e^M - 1 < M (1 + M) up to M = 1.79: most candidates are refused without an exp, many without a look at the day: no day's offers pull
    # more than theta_campaign
    if not refused(ask, s.steady + s.g * s.h * (card.theta_redeem + card.theta_campaign)):
        day = day_of(clock, card)
        if asks(s, ask, day, card) and ask < math.exp(log_rate(s, day, card)) - 1.0:
            tally.count[s.tier, EXTRA_PURCHASES] += 1
            purchase(s, day, EXTRA_BASKET, EXTRA_REDEEM, EXTRA_RETURN, n, card, tally)
            if uniform(s.key, EXTRA_PULL_FORWARD, n, 0) < card.pull_forward:
                s.owed += 1
    s.n_extra = n + 1
    s.next_extra = clock + gap(s.key, EXTRA_GAP, n + 1, s.candidates * s.rate)


def asks(s, ask, day, card):
    """False where the day's offers are too weak for the candidate; the member's own are looked at last."""
    if refused(ask, s.steady + s.g * s.h * (card.theta_redeem + highest_pull(s, i64(day), card))):
        return False
    return card.places == 0 or not refused(ask, s.steady + s.g * s.h * (card.theta_redeem + running_offer(s, i64(day), card)))


def refused(ask, most):
    return ask >= most * (1.0 + most) and most <= 1.0


def purchase(s, day, basket, redeeming, returning, n, card, tally):
    today = i64(day) - card.first_day
    size = gamma(s.key, basket, n, card.basket_d, card.basket_c) * shrink(s.key, basket, n, card.basket_power)
    if s.referred:
        size *= brought_in(s, day, card)
    sale = i64(min(size * s.basket_scale * plan_basket(s, day, card) + 0.5, MAX_SALE))
    discount = sale * price_off(card.depth[today], card.price_off[s.tier], card) // 10_000 if s.enrolled else 0
    chosen, off, meets, stream = EVERY_OFFER, 0, 0, 1 if basket == EXTRA_BASKET else 0
    if s.enrolled and card.places > 0:
        meets = meets_offers(s, i64(day), sale, card, tally)
        if meets > 0:
            chosen = chosen_offer(s, meets, sale, stream, n, card)
            off = money_off(s, meets, i64(day), sale, discount, chosen, stream, n, card, tally)
            if off > 0 and card.larger_offer_only:
                discount = 0
    if card.depth[today] > 0 and discount > 0:
        tally.day_use[CAMPAIGNS_BUDGET, today] += sale * offers_part(card.depth[today], card.price_off[s.tier], card) // 10_000
    discount += off
    if s.plan > 0:
        discount += plan_price(s, sale, discount, day, card, tally)
    note_order(s, i64(day), card, tally)
    book_sale(s, sale, discount, today, tally)
    s.bought |= 1
    s.bought_on = i64(day)
    points, bonus, paid, growth, written, tier = 0, 0, 0, 0, 0, s.tier
    about = BASE_ABOUT if basket == BASE_BASKET else EXTRA_ABOUT
    if s.enrolled:
        paid = sale - discount
        if s.pendings > 0:
            release(s, i64(day))
        if card.counts_uses > 0:
            tally.used[tier, s.price_sensitive, USED_BY_ORDER] += 1
        rewards = redeem_rewards(s, paid, day, redeeming, n, card, tally)
        paid -= rewards
        if card.tells_received > 0:
            received_with_order(s, discount + rewards, card)
        points = order_points(s, paid, today, about, n, card, tally)
        if s.plan > 0:
            points += plan_points(s, paid, day, card, tally)
        if meets > 0:
            points += points_on_top(s, meets, i64(day), sale, paid, chosen, stream, n, card, tally)
        growth = paid * card.growth_rate[tier] // card.growth_unit
        if card.reviews > 0:
            written = reviews_of(s, i64(day), about, n, card, tally)
            bonus = points_of_reviews(written, card)
            growth += growth_of_reviews(written, card)
        earn(s, points + bonus, card, tally)
        if card.pending_days > 0:
            hold_back(s, points + bonus, i64(day), card)
        count_order(s, paid, points, growth, reviews_in(written, card), today, card)
        if not card.upgrade_at_review:
            upgrade(s, card, tally)
        refresh(s, card)
    if card.returned_share > 0.0 and uniform(s.key, returning, n, 0) < card.returned_share:
        send_back(s, i64(day), sale, points, bonus, paid, growth, reviews_in(written, card), tier, card, tally)
    if card.desks > 0:
        ask_for_service(s, day, tier, basket, n, card)


def order_points(s, paid, today, about, n, card, tally):
    """Points on what is paid: the tier's rate, times the day's multiple and those of the order's categories, within the caps."""
    multiple = card.multiplier[today]
    for k in range(card.categories):
        if uniform(s.key, about, n, k) < card.category_share[k]:
            multiple += card.category_extra[k]
    if card.shut_from[POINTS_BUDGET] <= today + card.first_day:
        return 0
    points = paid * card.earn_rate[s.tier] * max(0, multiple) // card.earn_unit
    if card.cap_per_order > 0:
        points = min(points, card.cap_per_order)
    if card.cap_per_month > 0:
        points = min(points, card.cap_per_month - s.earned_this_month)
        s.earned_this_month += points
    tally.day_use[POINTS_BUDGET, today] += points
    return points


def count_order(s, paid, points, growth, reviews, today, card):
    """What the order counts toward the tiers."""
    leaves = leaving_month(s, today, card)
    for m in range(card.metrics):
        qualify_by(s, m, counted_as(card.metric[m], paid, points, growth, reviews), leaves)


def price_off(offer, own, card):
    """Basis points off: the running offer and the tier's own member price."""
    if card.larger_offer_only:
        return max(offer, own)
    return min(offer + own, DEEPEST)


def offers_part(offer, own, card):
    """The running offer's part of the price off."""
    if card.larger_offer_only:
        return offer if offer > own else 0
    return offer


# ======== the end of a month ================================================================================================
def close_month(s, card, tally):
    if s.enrolled:
        if card.activities > card.reviews:
            month_of_deeds(s, card, tally)
        expire(s, last_expiring(s, card), tally)
        if s.pendings > 0:
            release_expired(s, last_expiring(s, card))
        if card.partners > 0:
            partner_month(s, card, tally)
        review(s, card, tally)
        if card.tells_received > 0:
            received_in_month(s, card)
    refer(s, card, tally)
    count(s, card, tally)
    count_stage(s, card, tally)
    s.past_tiers = ((s.past_tiers << 4) | s.tier) & 0xFFFFFFFFFFFF
    s.bought = (s.bought << 1) & 0xFFFFFFFF
    if s.enrolled:
        shift_window(s, card)
        if card.reminder_months > 0:
            remind(s, card, tally)


def count(s, card, tally):
    t = s.tier
    tally.count[t, MEMBERS] += 1
    tally.count[t, ALIVE] += s.alive
    tally.count[t, OUTSTANDING] += s.balance
    tally.count[t, COHORT_ALIVE] += s.cohort * s.alive      # both 0 or 1
    if s.plan > 0:
        count_plan(s, tally)
    active = 1 if card.last_day - s.bought_on <= card.active_days else 0
    tally.count[t, ACTIVE] += active
    if active and card.counts_uses > 0 and s.enrolled:
        tally.used[t, s.price_sensitive, USED_BY_MONTH] += 1
        if card.year_month == s.birthday_month:
            tally.used[t, s.price_sensitive, USED_BY_BIRTHDAY] += 1
    this_year = 1 if s.bought & 0xFFF else 0
    last_year = 1 if (s.bought >> YEAR) & 0xFFF else 0
    tally.count[t, RETENTION_BASE] += last_year
    tally.count[t, RETAINED] += last_year * this_year
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
