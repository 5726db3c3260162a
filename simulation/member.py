"""The life of one member, as small scalar functions.

This file imports neither numba nor SimPy.  compiled.py binds it for the engine, reference.py runs it as it stands, one SimPy
process per member; both give the same integers, because everything counted is an integer and every draw is keyed.
s is the member, card what holds this month, tally the month's counts.

The order of one occasion, written once:
 1. keep      a baseline occasion is bought unless owed (pulled forward) or lost to a demotion; an extra candidate is bought with
              chance (e^M - 1)+ / K, where M is the program's log-rate and K the member's candidates per baseline occasion;
 2. price     the running offer and the tier's member price come off the order;
 3. redeem    whole rewards, from the balance before this purchase, never worth more than the order;
 4. earn      points on what is paid;
 5. qualify   and upgrade, where the program upgrades at once;
 6. return    the order may be sent back some days later: sales, points, qualifying amount and tier go back with it;
 7. dropout   baseline occasions only, bought or not.
The order of a month's end: expire, review tiers, count, shift the window.  Then the clock re-values the tiers by crowding.
"""
import math

from simulation.ledger import book_return, book_sale, earn, expire, redeem, reverse, runs_out
from simulation.luck import (BASE_BASKET, BASE_DROPOUT, BASE_GAP, BASE_KEEP, BASE_REDEEM, BASE_RETURN, EXTRA_BASKET, EXTRA_GAP, EXTRA_KEEP,
                             EXTRA_PULL_FORWARD, EXTRA_REDEEM, EXTRA_RETURN, gamma, gap, i64, shrink, uniform)
from simulation.records import (ACTIVE, ALIVE, COHORT_ALIVE, DEEPEST, DOWNGRADES, DOWN_MATCH, DOWN_NEVER, DROPOUTS, EXPIRY_AFTER_EARNING,
                                EXPIRY_FIXED_DATE, EXPIRY_INACTIVITY, EXTRA_PURCHASES, FOREVER, JOINS, MAX_SALE, MEMBERS, NEVER, NOBODY,
                                NO_VINTAGE, ORDERS, OUTSTANDING, RETAINED, RETENTION_BASE, RETURNS, SPEND, UPGRADES, WINDOW, YEAR)


# ======== what the program does to a member ===============================================================================
def utility_of(s, tier, card):
    """U = 1 - exp(-B / scale): B is what the tier's benefits are worth to this member as a share of spend, status included."""
    worth = card.value_per_order[tier] + card.value_per_month[tier] / (s.rate * card.days_per_month)
    return 1.0 - math.exp(-(worth / s.mean_basket + card.price_off[tier] / 10_000 + card.status[tier]) / card.benefit_scale)


def progress(s, card):
    """How far along to the nearest goal, in [0, 1): the next reward (none while one waits) or the next tier (none while it waits)."""
    x = 0.0
    if s.redeems and s.balance < card.minimum:
        x = s.balance / card.minimum
    t = s.tier
    if t + 1 < card.tiers:
        y = (s.qualifying - card.threshold[t]) / (card.threshold[t + 1] - card.threshold[t])
        if x < y < 1.0:
            x = y
    return x


def refresh(s, card):
    """The part of the log-rate that stays the same until the member's next step."""
    s.steady = s.g * s.h * (card.theta_goal * progress(s, card) + card.theta_enrolled + card.theta_tier * s.utility)


def log_rate(s, day, card):
    """M, the program's log-rate; 0 without a program."""
    if not s.enrolled:
        return 0.0
    pull = s.steady + s.g * s.h * card.pull[i64(day) - card.first_day]
    if s.redeemed_on > NEVER:
        pull += s.g * s.h * card.theta_redeem * math.exp((s.redeemed_on - day) / card.glow_days)
    if s.loss > 0.0:
        pull -= card.loss_weight * card.theta_tier * s.loss * math.exp((s.demoted_on - day) / card.demotion_days)
    return min(pull, s.most)


def dropout_chance(s, day, card):
    """The member's own dropout chance times psi, the program's part."""
    if not s.enrolled:
        return s.dropout
    log_psi = -s.g * (card.phi_member + card.phi_tier * s.utility)
    if s.loss > 0.0:
        log_psi += card.loss_weight * card.phi_tier * s.loss * math.exp((s.demoted_on - day) / card.demotion_days)
    return s.dropout * math.exp(log_psi)


def redemption_chance(s, card):
    """Rises with the balance, and when points are about to expire."""
    odds = card.eta_0 + math.log(s.balance / card.goal)
    if runs_out(s, last_expiring(s, card)):
        odds += card.eta_expiring
    return 1.0 / (1.0 + math.exp(-odds))


def last_expiring(s, card):
    """The newest vintage whose points are lost at this month's end."""
    if card.never_from_tier > 0 and s.tier + 1 >= card.never_from_tier:
        return NO_VINTAGE
    if card.expiry == EXPIRY_AFTER_EARNING:
        return card.month - card.expiry_months
    if card.expiry == EXPIRY_INACTIVITY and (s.bought & ((1 << card.expiry_months) - 1)) == 0:
        return card.month
    if card.expiry == EXPIRY_FIXED_DATE and card.year_month == card.expiry_months:
        return card.month - card.year_month
    return NO_VINTAGE


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
    s.bought_on = i64(day_of(clock, card))
    tally.count[0, JOINS] += 1
    begin(s, clock, card)


def begin(s, clock, card):
    """From here on the member has occasions; those of the program stream do not depend on what the program offers."""
    if s.alive:
        s.next_base = clock + gap(s.key, BASE_GAP, 0, s.rate)
        if s.enrolled:
            s.next_extra = clock + gap(s.key, EXTRA_GAP, 0, s.candidates * s.rate)
    if s.enrolled:
        s.utility = utility_of(s, s.tier, card)
        refresh(s, card)


def open_month(s, card):
    """Crowding may have changed what the tier is worth."""
    if s.enrolled and s.alive:
        if s.tier > 0:
            s.utility = utility_of(s, s.tier, card)
        refresh(s, card)


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
    most = s.steady + s.g * s.h * (card.theta_redeem + card.pull[i64(day) - card.first_day])
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
    book_sale(s, sale, discount, today, tally)
    s.bought |= 1
    s.bought_on = i64(day)
    points, qualifying, tier = 0, 0, s.tier
    if s.enrolled:
        paid = sale - discount
        paid -= redeem_rewards(s, paid, day, redeeming, n, card, tally)
        points = paid * card.earn_rate[tier] * card.multiplier[today] // card.earn_unit
        earn(s, points, card, tally)
        qualifying = paid if card.metric == SPEND else 1 if card.metric == ORDERS else points
        s.window[card.month % WINDOW] += qualifying
        s.qualifying += qualifying
        if not card.upgrade_at_review:
            upgrade(s, card, tally)
        refresh(s, card)
    if card.returned_share > 0.0 and uniform(s.key, returning, n, 0) < card.returned_share:
        send_back(s, i64(day), sale, points, qualifying, tier, card, tally)


def price_off(offer, own, card):
    """Basis points off: the running offer and the tier's own member price."""
    if card.larger_offer_only:
        return max(offer, own)
    return min(offer + own, DEEPEST)


def redeem_rewards(s, paid, day, redeeming, n, card, tally):
    """Takes whole rewards off the order; returns their face value."""
    if card.goal == 0 or not s.redeems or s.balance < card.minimum:
        return 0
    rewards = min(s.balance // card.goal, paid // card.reward_value)
    if rewards == 0 or rewards * card.goal < card.minimum or uniform(s.key, redeeming, n, 0) >= redemption_chance(s, card):
        return 0
    redeem(s, rewards * card.goal, rewards, tally)
    s.redeemed_on = day
    return rewards * card.reward_value


# ======== returns =========================================================================================================
def send_back(s, today, sale, points, qualifying, tier, card, tally):
    """The order goes back `return_days` later; when the member has too many on their way, the first is settled now."""
    if s.returns == RETURNS:
        settle_return(s, today, card, tally)
    k = (s.first_return + s.returns) % RETURNS
    s.return_day[k] = today + card.return_days
    s.return_sale[k] = sale
    s.return_points[k] = points
    s.return_qualifying[k] = qualifying
    s.return_month[k] = card.month
    s.return_tier[k] = tier
    s.return_won[k] = 1 if s.tier > tier else 0
    s.returns += 1


def settle_return(s, day, card, tally):
    """Sales, points and qualifying amount go back, and a tier that this order had won."""
    k = s.first_return
    bought_in, amount = s.return_month[k], s.return_qualifying[k]
    s.first_return = (k + 1) % RETURNS
    s.returns -= 1
    book_return(s, s.return_sale[k], tally)
    if s.enrolled:
        if bought_in > s.expired_to:     # else its points are gone already
            reverse(s, s.return_points[k], bought_in, tally)
        slot = bought_in % WINDOW
        counted = 0 < amount <= s.window[slot]      # else the order has left the window already
        if counted:
            s.window[slot] -= amount
            s.qualifying -= amount
        elif card.calendar_year:
            s.past_year -= amount
        if counted or card.calendar_year or s.return_won[k]:
            take_back_tier(s, s.return_tier[k], bought_in, day, card, tally)
        refresh(s, card)


def take_back_tier(s, lowest, month, day, card, tally):
    """The tier that the member would hold without the returned order, no lower than the one held before it."""
    if s.tier > lowest and s.tier_since >= month:
        supported = max(s.qualifying, s.past_year) if card.calendar_year else s.qualifying
        while lowest < s.tier and supported >= card.threshold[lowest + 1]:
            lowest += 1
        if lowest < s.tier:
            drop_to(s, lowest, day, card, tally)


# ======== tiers =============================================================================================================
def upgrade(s, card, tally):
    t = s.tier
    while s.tier + 1 < card.tiers and s.qualifying >= card.threshold[s.tier + 1]:
        s.tier += 1
    if s.tier > t:
        tally.count[t, UPGRADES] += 1
        s.tier_since = card.month
        s.loss = 0.0
        s.grace = 0
        s.utility = utility_of(s, s.tier, card)


def review(s, card, tally):
    """At a month's end: waiting upgrades, then the downgrade policy once the tier has been held its term."""
    if card.review and card.upgrade_at_review:
        upgrade(s, card, tally)
    t = s.tier
    if t == 0 or card.downgrade == DOWN_NEVER:
        return
    below = s.qualifying < card.threshold[t]
    if s.grace > 0:
        s.grace -= 1
        if s.grace == 0 and below:
            downgrade(s, card, tally)
    elif card.review and below and card.month - s.tier_since >= card.hold_months:
        if card.grace_months > 0:
            s.grace = card.grace_months
        else:
            downgrade(s, card, tally)


def downgrade(s, card, tally):
    lower = s.tier - 1
    if card.downgrade == DOWN_MATCH:
        while lower > 0 and s.qualifying < card.threshold[lower]:
            lower -= 1
    drop_to(s, lower, card.last_day, card, tally)


def drop_to(s, lower, day, card, tally):
    tally.count[s.tier, DOWNGRADES] += 1
    held = s.utility
    s.tier = lower
    s.tier_since = card.month
    s.grace = 0
    s.utility = utility_of(s, lower, card)
    s.loss = max(0.0, held - s.utility)
    s.demoted_on = day


# ======== the end of a month ================================================================================================
def close_month(s, card, tally):
    if s.enrolled:
        expire(s, last_expiring(s, card), tally)
        review(s, card, tally)
    count(s, card, tally)
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


def shift_window(s, card):
    """What the next month does not count any more leaves the window."""
    if card.calendar_year:
        if card.year_end:
            for k in range(WINDOW):
                s.window[k] = 0
            s.past_year = s.qualifying
            s.qualifying = 0
    else:
        slot = (card.month + 1 - card.window_months) % WINDOW
        s.qualifying -= s.window[slot]
        s.window[slot] = 0


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
