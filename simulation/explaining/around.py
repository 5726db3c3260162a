"""What stands beside an order: service desks, partners, friends, stages."""
from __future__ import annotations

from simulation.explaining.base import acts, lines_of, rests
from simulation.explaining.moment import Moment
from simulation.explaining.words import LATER, Day, Money, Share
from simulation.luck import BASE_CONTACT, EXTRA_CONTACT, uniform
from simulation.mechanics import LifecycleStages, Partner, Referral, ServiceDesk
from simulation.records import ACTIVATED, DORMANT, GONE, GROWING, MATURE, NEWCOMER, WOKEN
from simulation.rules.referral import brought_in
from simulation.rules.stages import orders_of_year, stage_of
from simulation.words import N_, said

STAGE_NAMES = {NEWCOMER: N_("new"), GROWING: N_("growing"), MATURE: N_("mature"), DORMANT: N_("dormant"), GONE: N_("gone")}


@lines_of.register
def service_desk(terms: ServiceDesk, label, m: Moment):
    desk = m.place(label, ServiceDesk)
    coin = uniform(m.s.key, EXTRA_CONTACT if m.extra else BASE_CONTACT, m.n, 2 * desk)
    odds = {"share": Share(m.card.contact_share[desk]), "drawn": Share(coin)}
    if coin >= m.card.contact_share[desk]:
        yield rests(terms, label, LATER, said(N_("The order leads to no contact: chance {share}, drawn {drawn}."), **odds))
        return
    first = said(N_("The order takes a slot.")) if terms.kind == "delivery" else said(N_("The order leads to a contact: chance {share}."), **odds)
    yield acts(terms, label, LATER, first, said(N_("How long the member waits is found out when the month is over.")))


@lines_of.register
def partner(terms: Partner, label, m: Moment):
    minor = m.life.scenario.market.minor
    if not terms.under_contract(m.card.month):
        yield rests(terms, label, LATER, said(N_("No contract with the partner in month {n}."), n=m.card.month))
        return
    points = [said(N_("Points at the partner come at the month's end, whatever is bought here."))] if terms.points_per_event else []
    if terms.per == "order" and terms.unit_cost + terms.perceived_value > 0:
        if m.tier + 1 >= terms.from_tier:
            words = N_("The benefit, which {share} of such orders use; a use is worth {money} to the member.")
            yield acts(terms, label, LATER, said(words, share=Share(terms.uptake), money=Money(minor(terms.perceived_value))), *points)
        else:
            first = m.tier_name(terms.from_tier - 1)
            yield rests(terms, label, LATER, said(N_("The benefit begins with the tier {tier}."), tier=first), *points)
    else:
        yield rests(terms, label, LATER, *points or [said(N_("The benefit is not counted by orders."))])


@lines_of.register
def referral(terms: Referral, label, m: Moment):
    reasons = [said(N_("Friends are counted at the month's end: {n} of {cap} this year so far."), n=m.s.recruits_this_year, cap=terms.cap_per_year)]
    larger = brought_in(m.s, m.step.day, m.card) if m.s.referred else 1.0
    if larger > 1:
        reasons.append(said(N_("This member was brought in by a friend, and so orders {share} more."), share=Share(larger - 1)))
    yield rests(terms, label, LATER, *reasons)


@lines_of.register
def lifecycle_stages(terms: LifecycleStages, label, m: Moment):
    stage = said(STAGE_NAMES[stage_of(m.s, m.day, orders_of_year(m.s.past_orders), m.card)])
    counts = [sum(tier[k] for tier in m.tally.stage) for k in (ACTIVATED, WOKEN)]
    if counts[0]:
        words = N_("Before it the member was counted as {stage}; the order counts as activated.")
    elif counts[1]:
        words = N_("Before it the member was counted as {stage}, last order on {day}; the order counts as won back.")
    else:
        words = N_("Before it the member was counted as {stage}; that changes nothing.")
    yield rests(terms, label, LATER, said(words, stage=stage, day=Day(m.date_of(m.s.bought_on))))
