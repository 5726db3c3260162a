"""Why points were redeemed or not: cash off and the catalogue; and the budgets that may end it."""
from __future__ import annotations

from simulation.explaining.base import acts, lines_of, rests
from simulation.explaining.moment import KINDS, Moment
from simulation.explaining.words import LATER, REDEEM, Day, Money, Share
from simulation.luck import uniform
from simulation.mechanics import Budget, CashOff, RewardCatalogue
from simulation.mechanics import budget as budgets
from simulation.ratecard import PERCENT
from simulation.records import POINTS_BUDGET, REWARDS_BUDGET
from simulation.rules.effects import least, redemption_chance
from simulation.rules.pending import spendable
from simulation.rules.rewards import CASH, PICK, pick, whole_rewards
from simulation.words import N_, Said, said


@lines_of.register
def cash_off(terms: CashOff, label, m: Moment):
    n = m.cash_rewards
    if n:
        words = N_("{points} of {balance} points for {money}: {n} × {goal} points. Chance {share}, drawn {drawn}.")
        yield acts(terms, label, REDEEM, said(words, points=m.rewards_points, balance=spendable(m.s), money=Money(m.rewards_money), n=n,
                                              goal=m.card.goal, **odds(m)), money=-m.rewards_money, points=-m.rewards_points)
    elif m.item is not None:
        yield rests(terms, label, REDEEM, said(N_("Not taken: the member took something of the catalogue.")))
    else:
        yield rests(terms, label, REDEEM, *not_taken(m))


@lines_of.register
def reward_catalogue(terms: RewardCatalogue, label, m: Moment):
    if m.item is not None:
        item = terms.items[m.item]
        words = N_("{name} for {points} of {balance} points. Chance {share}, drawn {drawn}.")
        reasons = [said(words, name=item.name, points=m.rewards_points, balance=spendable(m.s), **odds(m))]
        if not m.card.item_off[m.item]:
            reasons.append(said(N_("A gift takes nothing off the price.")))
        yield acts(terms, label, REDEEM, *reasons, money=-m.rewards_money, points=-m.rewards_points)
    elif m.cash_rewards:
        yield rests(terms, label, REDEEM, said(N_("Nothing taken: the member took cash off.")))
    else:
        yield rests(terms, label, REDEEM, *not_taken(m))


def odds(m: Moment) -> dict:
    return {"share": Share(redemption_chance(m.s, m.card)), "drawn": Share(uniform(m.s.key, m.redeeming, m.n, 0))}


def not_taken(m: Moment) -> list[Said]:
    """Why nothing was redeemed, in the order in which the rule asks."""
    s, card = m.s, m.card
    if not s.redeems:
        return [said(N_("Not taken: this member never redeems."))]
    have, need = spendable(s), least(card)
    if have < need:
        out = [said(N_("Not taken: {have} of the {need} points that are the least."), have=have, need=need)]
        if s.pending:
            out.append(said(N_("{n} more points wait for the return window."), n=s.pending))
        return out
    closed = m.closed(REWARDS_BUDGET)
    if closed:
        return [said(N_("Not taken: the budget of rewards is closed since {since}."), since=Day(closed))]
    rewards = whole_rewards(s, m.before_rewards, card)
    if rewards == 0 and card.items == 0:
        return [said(N_("Not taken: {money} to pay is too little for the least reward that the terms allow."), money=Money(m.before_rewards))]
    if uniform(s.key, m.redeeming, m.n, 0) >= redemption_chance(s, card):
        return [said(N_("Not taken: luck; {balance} points are at hand, chance {share}, drawn {drawn}."), balance=have, **odds(m))]
    if pick(s, m.before_rewards, rewards, m.drawn(PICK), card) < CASH:
        return [said(N_("Not taken: nothing is left to pay that a reward could take off."))]
    raise RuntimeError(f"the rule redeems, but the step of member {m.life.member} on {m.date} did not")


@lines_of.register
def budget(terms: Budget, label, m: Moment):
    """A closed budget acts where it keeps something from the order; the mechanics that it closes say so, too."""
    names = {budgets.KINDS[word]: text for word, text in budgets.Limit.model_fields["what"].json_schema_extra["choices"].items()}
    for kind in sorted({cap.kind for cap in m.caps}, key=list(KINDS).index):
        closed = m.closed(kind)
        if closed and withheld(m, kind):
            yield acts(terms, label, LATER, said(N_("{what}: closed since {since}, so the order gets none."), what=said(names[kind]),
                                                 since=Day(closed)))
        elif closed:
            yield rests(terms, label, LATER, said(N_("{what}: closed since {since}; the order would have had none anyway."),
                                                  what=said(names[kind]), since=Day(closed)))
        else:
            yield rests(terms, label, LATER, said(N_("{what}: open on this day."), what=said(names[kind])))


def withheld(m: Moment, kind: int) -> bool:
    """Whether the order might have had something that the closed budget pays for."""
    s, card = m.s, m.card
    if kind == REWARDS_BUDGET:
        return bool(s.redeems) and spendable(s) >= least(card)
    if kind == POINTS_BUDGET:
        return m.paid * card.earn_rate[m.tier] >= card.earn_unit // PERCENT
    return any(o.day == m.day for o in m.rates.offers) or any(
        s.offer_uses[k] > 0 and card.offer_opens[k] <= m.day <= s.offer_last[k] for k in range(card.places))
