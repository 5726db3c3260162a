"""Why an order cost what it did: member days and the member price.  Personal offers and the paid plan have a file of their own."""
from __future__ import annotations

from simulation.explaining.base import acts, lines_of, rests, times
from simulation.explaining.moment import Moment
from simulation.explaining.words import EARN, PRICE, Day, Share
from simulation.mechanics import MemberDay, MemberPrice
from simulation.records import CAMPAIGNS_BUDGET, POINTS_BUDGET
from simulation.words import N_, Said, said


@lines_of.register
def member_day(terms: MemberDay, label, m: Moment):
    days = terms.days(m.rates.calendar)
    if m.day not in days:
        after = next((d for d in days if d > m.day), None)
        said_next = said(N_("The next is on {day}."), day=Day(m.date_of(after))) if after is not None else said(N_("The run has no further one."))
        yield rests(terms, label, PRICE, said(N_("No member day on {day}."), day=Day(m.date)), said_next)
        return
    closed = m.closed(CAMPAIGNS_BUDGET)
    if closed:
        yield rests(terms, label, PRICE, said(N_("The day falls on {day}, but the budget of campaigns is closed since {since}."),
                                              day=Day(m.date), since=Day(closed)))
        return
    off, points = m.public.get(label, 0), m.order_points.get(label, 0)
    if off:
        yield acts(terms, label, PRICE, said(N_("{share} off on {day}."), share=Share(terms.depth), day=Day(m.date)), money=-off)
    elif terms.depth:
        yield rests(terms, label, PRICE, no_price_off(m))
    if points:
        yield acts(terms, label, EARN, said(N_("{times} × points on {day}."), times=times(100 * terms.multiplier), day=Day(m.date)), points=points)
    elif terms.multiplier > 1:
        yield rests(terms, label, EARN, nothing_multiplied(m))
    if not terms.depth and terms.multiplier == 1:
        yield rests(terms, label, PRICE, said(N_("The day gives neither points nor a price off.")))


def no_price_off(m: Moment) -> Said:
    if m.card.larger_offer_only and any(m.cuts[o.label] for o in m.rates.personal):
        return said(N_("The member's own coupon took its place: only the larger is given."))
    if m.card.larger_offer_only and not m.public_share:
        return said(N_("The member price is as large, and only the larger is given."))
    return said(N_("The order is too small for a whole cent off."))


def nothing_multiplied(m: Moment) -> Said:
    if m.closed(POINTS_BUDGET):
        return said(N_("The budget of points is closed since {since}, so there is nothing to multiply."), since=Day(m.closed(POINTS_BUDGET)))
    return said(N_("The order earns no points that could be multiplied."))


@lines_of.register
def member_price(terms: MemberPrice, label, m: Moment):
    off, own = m.public.get(label, 0), m.card.price_off[m.tier]
    share, tier = Share(own / 10_000), m.tier_name(m.tier)
    if off:
        yield acts(terms, label, PRICE, said(N_("{share} off for {tier}."), share=share, tier=tier), money=-off)
    elif not own:
        yield rests(terms, label, PRICE, said(N_("The tier {tier} has no price off."), tier=tier))
    elif m.public_share:
        yield rests(terms, label, PRICE, said(N_("The day's offer is larger than the {share} of {tier}, and only the larger is given."),
                                              share=share, tier=tier))
    else:
        yield rests(terms, label, PRICE, no_price_off(m))
