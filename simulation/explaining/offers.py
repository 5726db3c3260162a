"""Why an offer of the member's own was used or not, and what the paid plan gave."""
from __future__ import annotations

from simulation.explaining.base import acts, lines_of, rests
from simulation.explaining.moment import Moment
from simulation.explaining.words import EARN, LATER, PRICE, Day, Line, Money, Share
from simulation.luck import OFFER_USED, uniform
from simulation.mechanics import PaidPlan
from simulation.mechanics.offering import Offering
from simulation.records import AT_ACTIVATION, AT_BIRTHDAY, AT_DORMANCY, AT_JOINING, BONUS, COUPON, LOTTERY, NEVER_HELD, PRIZE_COST, RED_PACKET, USES
from simulation.rules.offers import holds_offer, place_of_luck
from simulation.rules.plan import plan_in_force
from simulation.words import N_, Said, said


@lines_of.register
def offering(terms: Offering, label, m: Moment):
    phase = PRICE if m.card.offer_form[m.offer(label).places[0]] in (COUPON, RED_PACKET) else EARN
    if m.of_offer(label, USES):
        yield used(terms, label, m, phase)
        return
    held = [k for k in m.offer(label).places if holds_offer(m.s, k, m.day, m.card)]
    yield rests(terms, label, phase, *(unused(m, k) for k in held) if held else [not_held(m, label)])


def used(terms: Offering, label: str, m: Moment, phase: str) -> Line:
    form = m.card.offer_form[m.offer(label).places[0]]
    places = m.offer(label).places
    left = sum(m.step.after.offer_uses[k] for k in places if holds_offer(m.step.after, k, m.day, m.card))
    more = [said(N_("{n} uses are left."), n=left)] if left else []
    if form in (COUPON, RED_PACKET):
        words = N_("The member's coupon takes {money} off.") if form == COUPON else N_("The red packet held {money}.")
        return acts(terms, label, phase, said(words, money=Money(m.cuts[label])), *more, money=-m.cuts[label])
    if form == LOTTERY:
        cost = m.of_offer(label, PRIZE_COST)
        words = N_("A draw: a prize that costs {money}; nothing comes off the price.") if cost else N_("A draw: a blank.")
        return acts(terms, label, phase, said(words, money=Money(cost)), *more)
    bonus = m.of_offer(label, BONUS)
    return acts(terms, label, phase, said(N_("{points} points on top."), points=bonus), *more, points=bonus)


def unused(m: Moment, k: int) -> Said:
    """Why an offer that the member holds today was not used."""
    card, s, threshold = m.card, m.s, m.card.offer_threshold[k]
    if m.sale < threshold:
        return said(N_("Held, but it is for orders from {least}, and this one is {sale}."), least=Money(threshold), sale=Money(m.sale))
    share = card.offer_redemption[k]
    coin = uniform(s.key, OFFER_USED + m.extra, place_of_luck(k, m.n, card), 0)
    if share < 1.0 and coin >= share:
        return said(N_("Held, but not thought of: chance {share}, drawn {drawn}."), share=Share(share), drawn=Share(coin))
    if any(m.of_offer(o.label, USES) for o in m.rates.personal):
        return said(N_("Held, but another offer of the member's own is worth more, and only one is given."))
    return said(N_("Held, but what already comes off the price leaves nothing for it."))


def not_held(m: Moment, label: str) -> Said:
    """Why the member holds no such offer today."""
    offer, card = m.offer(label), m.card
    closed = [card.offer_closed_from[k] for k in offer.places if m.s.offer_uses[k] > 0 and card.offer_opens[k] <= m.day <= m.s.offer_last[k]]
    if closed:      # else it would be held
        return said(N_("Held, but the budget of campaigns is closed since {since}."), since=Day(m.date_of(closed[0])))
    if offer.runs is None:
        return given_or_not(m, offer.places[0])
    for first, last, k in offer.runs:
        if first <= m.day <= last:
            return of_run(m, k, first, last)
    after = [first for first, *_ in offer.runs if first > m.day]
    if after:
        return said(N_("Does not run on {day}; the next begins on {next}."), day=Day(m.date), next=Day(m.date_of(min(after))))
    return said(N_("Does not run on {day}, nor later in the run."), day=Day(m.date))


def of_run(m: Moment, k: int, first: int, last: int) -> Said:
    """A run covers the day, and the member does not hold it."""
    s = m.s
    if s.offer_strength[k] != 0 and s.offer_uses[k] == 0 and first <= s.offer_last[k] <= last:
        return said(N_("Used up on {day}."), day=Day(m.date_of(s.offer_last[k])))
    if s.offer_strength[k] == 0 and s.offer_last[k] == first - 1:
        return said(N_("Meant for this member, but no channel reached them."))
    if first >= shut_when_given(m, k, first):
        return said(N_("Not given to anybody: the budget of campaigns was closed on {day}."), day=Day(m.date_of(first)))
    opening = m.date_of(first).replace(day=1)
    if s.joined_on >= 0 and m.date_of(s.joined_on) > opening:
        return said(N_("Was given on {opening}, before the member joined on {day}."), opening=Day(opening), day=Day(m.date_of(s.joined_on)))
    return said(N_("Was given on {opening} to others: by value, last order, stage or tier this member was not meant."), opening=Day(opening))


def shut_when_given(m: Moment, k: int, first: int) -> int:
    """The day from which the offer was closed as the month of its first day opened."""
    if first >= m.card.first_day:
        return m.card.offer_shut_at_opening[k]
    _, card, _ = m.life.seen[m.rates.calendar.month_of(first)]
    return card["offer_shut_at_opening"][k]


def given_or_not(m: Moment, k: int) -> Said:
    """An offer that something in the member's life starts."""
    s, card = m.s, m.card
    if s.offer_last[k] != NEVER_HELD:
        if s.offer_strength[k] == 0:
            return said(N_("Was meant for this member on {day}, but no channel reached them."), day=Day(m.date_of(s.offer_last[k] + 1)))
        words = N_("Used up on {day}.") if s.offer_uses[k] == 0 else N_("Ended on {day}.")
        return said(words, day=Day(m.date_of(s.offer_last[k])))
    trigger = card.offer_trigger[k]
    if trigger == AT_JOINING:
        words = N_("Given at joining; this member joined before day 0.") if s.joined_on < 0 else N_("The budget of campaigns was closed at joining.")
        return said(words)
    if trigger == AT_ACTIVATION:
        return activation(m, k)
    if trigger == AT_DORMANCY and card.first_day - s.bought_on < card.offer_wait[k]:
        words = N_("For members without an order for {days} days at a month's opening; the last one was on {last}.")
        return said(words, days=card.offer_wait[k], last=Day(m.date_of(s.bought_on)))
    if trigger == AT_BIRTHDAY and s.birthday_month != card.year_month:
        return said(N_("Not the month of the birthday."))
    return said(N_("Was not given to this member at the month's opening: not meant, or the budget of campaigns was closed."))


def activation(m: Moment, k: int) -> Said:
    if m.s.purchases:
        return said(N_("For new members who have not ordered again; this member has."))
    if m.s.joined_month < 1:
        return said(N_("For new members; this one joined before day 0."))
    words = N_("For members without a second order {days} days after joining, at a month's opening; this one joined on {day}.")
    return said(words, days=m.card.offer_wait[k], day=Day(m.date_of(m.s.joined_on)))


@lines_of.register
def paid_plan(terms: PaidPlan, label, m: Moment):
    s, card = m.s, m.card
    if not plan_in_force(s, m.step.day):
        if s.plan:
            yield rests(terms, label, PRICE, said(N_("The trial ended on {day}, and the member did not stay."), day=Day(m.date_of(s.plan_end))))
        else:
            yield rests(terms, label, PRICE, said(N_("The member does not have the plan.")))
        return
    level = terms.levels[s.plan - 1]
    words = N_("{plan}, on trial.") if s.plan_trial else N_("{plan}.")
    name, cut, points = said(words, plan=level.name), m.cuts.get(label, 0), m.plan_points
    if cut:
        yield acts(terms, label, PRICE, name, said(N_("{share} off."), share=Share(level.price_off)), money=-cut)
    elif level.price_off:
        yield rests(terms, label, PRICE, name, said(N_("What already comes off the price leaves nothing for it.")))
    if points:
        room = points < m.paid * card.plan_earn[s.plan - 1] // card.plan_unit
        yield acts(terms, label, EARN, name, said(N_("Points back, up to the cap.") if room else N_("Points back.")), points=points)
    elif level.points_back:
        capped = m.paid * card.plan_earn[s.plan - 1] >= card.plan_unit
        words = N_("No points back: the cap is reached.") if capped else N_("No points back: too little is paid.")
        yield rests(terms, label, EARN, name, said(words))
    if level.freight_uses:
        words = N_("Free freight, which {share} of such orders use; each is worth {money} to the member.")
        yield acts(terms, label, LATER, name, said(words, share=Share(level.freight_uses), money=Money(card_money(m, level.freight_value))))


def card_money(m: Moment, amount: float) -> int:
    return m.life.scenario.market.minor(amount)
