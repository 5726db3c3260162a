"""What an order does for the member's tier, and what the tier gives besides points and prices."""
from __future__ import annotations

from simulation.explaining.base import acts, lines_of, rests
from simulation.explaining.moment import Moment
from simulation.explaining.words import LATER, QUALIFY, Day, Money, Share
from simulation.mechanics import GrowthValue, InvitedTier, TierBenefits, Tiers
from simulation.records import ACTIVITY, GROWTH, ORDERS, POINTS_EARNED, SPEND, UPGRADES
from simulation.rules.standing import above, bar, eased_in
from simulation.words import N_, Said, said

AMOUNTS = {SPEND: N_("{n} of spend"), ORDERS: N_("{n} orders"), POINTS_EARNED: N_("{n} points earned"), GROWTH: N_("{n} growth value"),
           ACTIVITY: N_("{n} activities")}
PAIRS = {(1, 0): N_("{a} or {b}"), (1, 1): N_("{a} and {b}")}


def amount(metric: int, n: int) -> Said:
    return said(AMOUNTS[metric], n=Money(n) if metric == SPEND else n)


@lines_of.register
def tiers(terms: Tiers, label, m: Moment):
    """What is in the window is told as the order leaves it; a return that is settled by the order itself has left it."""
    before, after, card = m.s, m.step.after, m.card
    added = [amount(card.metric[k], after.qualifying[k] - before.qualifying[k]) for k in range(card.metrics)
             if after.qualifying[k] > before.qualifying[k]]
    upgraded = m.step.counted(UPGRADES) > 0
    words = ([said(N_("Counts {amount}."), amount=joined(added, card))] if added else [said(N_("Counts nothing."))])
    words.append(where(m, upgraded))
    yield (acts if added or upgraded else rests)(terms, label, QUALIFY, *words)


def joined(amounts: list[Said], card) -> Said:
    return amounts[0] if len(amounts) == 1 else said(PAIRS[1, 1], a=amounts[0], b=amounts[1])


def where(m: Moment, upgraded: bool) -> Said:
    after, card = m.step.after, m.card
    if upgraded:
        return said(N_("The member rises from {a} to {b}; points and benefits of the new tier begin with the next order."),
                    a=m.tier_name(m.tier), b=m.tier_name(after.tier))
    if above(after.tier, card) >= card.tiers:
        return said(N_("{tier} is the highest tier that orders lead to."), tier=m.tier_name(after.tier))
    nearest, eased = above(after.tier, card), eased_in(card.month, card)
    missing = [amount(card.metric[k], max(0, bar(k, nearest, eased, card) - after.qualifying[k])) for k in range(card.metrics)]
    reached = [bar(k, nearest, eased, card) <= after.qualifying[k] for k in range(card.metrics)]
    if (all if card.all_metrics else any)(reached):
        return said(N_("{tier} is reached and waits for the next review."), tier=m.tier_name(nearest))
    missing = [x for x, there in zip(missing, reached, strict=True) if not there]
    pair = missing[0] if len(missing) == 1 else said(PAIRS[1, int(card.all_metrics)], a=missing[0], b=missing[1])
    return said(N_("{tier} is {missing} away."), tier=m.tier_name(nearest), missing=pair)


@lines_of.register
def growth_value(terms: GrowthValue, label, m: Moment):
    growth, counted = m.paid * m.card.growth_rate[m.tier] // m.card.growth_unit, GROWTH in list(m.card.metric)[: m.card.metrics]
    if not counted:
        yield rests(terms, label, QUALIFY, said(N_("{n} growth value, which no tier of this program asks for."), n=growth))
    elif growth:
        yield acts(terms, label, QUALIFY, said(N_("{n} growth value on what is paid, in the tier {tier}."), n=growth, tier=m.tier_name(m.tier)))
    else:
        yield rests(terms, label, QUALIFY, said(N_("What is paid is too little for a whole growth point.")))


@lines_of.register
def invited_tier(terms: InvitedTier, label, m: Moment):
    s, tier = m.s, m.tier_name(m.card.invited_tier)
    calendar = m.rates.calendar
    if s.invited_to >= m.card.month:
        ends = Day(calendar.first_of(s.invited_to + 1))
        yield rests(terms, label, QUALIFY, said(N_("The member is invited to {tier} until before {day}, whatever is bought."), tier=tier, day=ends))
    else:
        year = m.date.year + (terms.month <= m.date.month)
        words = N_("The member is not invited to {tier}; orders alone do not lead there. The next invitations are on {day}.")
        yield rests(terms, label, QUALIFY, said(words, tier=tier, day=Day(m.date.replace(year=year, month=terms.month, day=1))))


@lines_of.register
def tier_benefits(terms: TierBenefits, label, m: Moment):
    minor, n = m.life.scenario.market.minor, len(m.life.program.tier_names)
    for b in terms.benefits:
        held = terms.tiers_of(b, n)
        if not held.start <= m.tier < held.stop:
            first = m.tier_name(held.start)
            words = N_("{name}: from the tier {tier} on.") if m.tier < held.start else N_("{name}: a higher tier's gift takes its place.")
            yield rests(terms, label, LATER, said(words, name=b.name, tier=first))
        elif b.valued_by != "all" and (b.valued_by == "price_sensitive") != bool(m.s.price_sensitive):
            yield rests(terms, label, LATER, said(N_("{name}: this member does not value it, and does not use it."), name=b.name))
        elif b.per == "order":
            words = N_("{name}: {share} of such orders use it; a use is worth {money} to the member.")
            yield acts(terms, label, LATER, said(words, name=b.name, share=Share(b.uptake), money=Money(minor(b.perceived_value))))
        else:
            yield rests(terms, label, LATER, said(N_("{name}: held in this tier, and used whatever is bought."), name=b.name))
