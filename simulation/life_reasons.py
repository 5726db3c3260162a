"""Why a member moved between tiers, took the paid plan, got an offer, waited or left: the words of a life's entries."""
from __future__ import annotations

import copy
import math

from simulation.explaining import Day, Money, Share
from simulation.explaining.standing import amount, joined
from simulation.luck import BASE_DROPOUT, BASE_KEEP, PLAN_JOIN, uniform
from simulation.naming import called
from simulation.ratecard import Desk
from simulation.records import (
    AT_ACTIVATION,
    AT_BIRTHDAY,
    AT_DORMANCY,
    AT_JOINING,
    EXPIRY_AFTER_EARNING,
    EXPIRY_FIXED_DATE,
    PLAN_JOINED,
    PLAN_RENEWALS,
    PLAN_TRIALS,
)
from simulation.reference import blank_tally
from simulation.replay import MONTH_END, OPENING, RETURN, Contact, Life, Step
from simulation.rules.effects import dropout_chance, log_rate
from simulation.rules.engagement import month_of_deeds
from simulation.rules.plan import joining_chance, plan_worth, year_fee
from simulation.rules.service import weariness
from simulation.rules.standing import bar, eased_in
from simulation.words import N_, Said, said

YEARLY_PLAN = ("plan_trial", "plan_bought", "plan_renewed", "plan_ended")


def tier_name(life: Life, tier: int):
    return life.program.tier_names[tier]


def title(life: Life, label: str):
    return called(life.program.get(label), label)


# ======== tiers ===========================================================================================================
def at_review(step: Step) -> list[int]:
    """The amounts in the window when a month's end looks at them: what was done in the month counts, and nothing has left yet."""
    s, card = copy.deepcopy(step.before), step.card
    if step.kind != MONTH_END:
        return list(step.after.qualifying)
    if card.activities > card.reviews:
        month_of_deeds(s, card, blank_tally())
    return list(s.qualifying)


def standing(life: Life, step: Step, tier: int) -> Said:
    """What is in the window, and what a tier asks for."""
    card, held = step.card, at_review(step)
    eased = eased_in(card.month, card)
    return said(N_("{held} count; {tier} asks for {asked}."), held=joined([amount(card.metric[k], held[k]) for k in range(card.metrics)], card),
                tier=tier_name(life, tier), asked=joined([amount(card.metric[k], bar(k, tier, eased, card)) for k in range(card.metrics)], card))


def moved(life: Life, step: Step) -> list[Said]:
    """An upgrade or a downgrade."""
    s, after, card = step.before, step.after, step.card
    names = {"a": tier_name(life, s.tier), "b": tier_name(life, after.tier)}
    if after.tier > s.tier:
        first = said(N_("From {a} to {b}."), **names)
        if step.kind == OPENING and after.invited_to >= card.month and after.tier == card.invited_tier:
            return [first, said(N_("The member is invited to it."))]
        return [first, standing(life, step, after.tier)]
    first = said(N_("From {a} down to {b}."), **names)
    if step.kind == RETURN:
        return [first, said(N_("Without the returned order the tier is not reached."))]
    if step.kind == OPENING and s.tier == card.invited_tier > 0:
        return [first, said(N_("The invitation has ended."))]
    more = []
    if s.landing:
        more = [said(N_("The second half of a soft landing."))]
    elif s.grace:
        more = [said(N_("The months of grace are over."))]
    return [first, standing(life, step, s.tier), *more]


def grace(life: Life, step: Step) -> Said:
    return said(N_("Too little for {tier} at the review; it is kept for {n} months of grace."), tier=tier_name(life, step.after.tier),
                n=step.after.grace)


# ======== orders that do not come, and leaving ============================================================================
def not_placed(step: Step) -> list[Said]:
    s, card = step.before, step.card
    pull = min(0.0, log_rate(s, step.day, card))
    out = [said(N_("The member felt the loss of a tier and did not order."))] if pull < 0 else []
    if s.service_memory > 0:
        out.append(said(N_("Waits at the service desks were remembered.")))
    drawn = uniform(s.key, BASE_KEEP, s.n_base, 0)
    chance = min(1.0, math.exp(pull - card.theta_wait * s.service_memory))
    return [*out, said(N_("Chance of the order {share}, drawn {drawn}."), share=Share(chance), drawn=Share(drawn))]


def left(step: Step) -> list[Said]:
    """The coin is thrown after the occasion, with the member as the order has left it."""
    s, n = copy.deepcopy(step.after), step.before.n_base
    s.alive = 1
    chance = min(1.0, dropout_chance(s, step.day, step.card) * weariness(s, step.card))
    words = N_("After a usual occasion to order a member leaves with a chance: here {share}, drawn {drawn}.")
    out = [said(words, share=Share(chance), drawn=Share(uniform(s.key, BASE_DROPOUT, n, 0)))]
    if s.enrolled:
        out.append(said(N_("Without the program the member's own chance is {share}."), share=Share(s.dropout)))
    return out


# ======== the paid plan ===================================================================================================
def plan_step(life: Life, step: Step) -> tuple[str, list[Said]]:
    """What became of the paid plan in the step: its kind and its words; "" where nothing did."""
    s, after, card = step.before, step.after, step.card
    trial, bought = (any(level[k] for tier in step.tally.plan for level in tier) for k in (PLAN_TRIALS, PLAN_JOINED))
    if not (trial or bought or s.plan or after.plan):
        return "", []
    if trial or bought or step.counted(PLAN_RENEWALS):
        level = after.plan - 1
        worth, fee = plan_worth(after, level, card), year_fee(after, level, card)
        words = [said(N_("{plan}: a year of it is worth {worth} to this member, for a fee of {fee}."), plan=plan_name(life, level),
                      worth=Money(round(worth)), fee=Money(round(fee)))]
        if bought and not s.plan_trial:
            words.append(said(N_("Chance of joining {share}, drawn {drawn}."), share=Share(joining_chance(worth, fee, card)),
                              drawn=Share(uniform(s.key, PLAN_JOIN, card.month, 0))))
        if bought and s.plan_trial:
            words.append(said(N_("The trial is over, and the member stays.")))
        return YEARLY_PLAN[0 if trial else 1 if bought else 2], words
    if s.plan and not after.plan:
        name = said(N_("{plan}."), plan=plan_name(life, s.plan - 1))
        if not s.alive:
            return YEARLY_PLAN[3], [name, said(N_("The member has left for good."))]
        words = N_("The trial is over, and the member does not stay.") if s.plan_trial else N_("The term is not renewed.")
        return YEARLY_PLAN[3], [name, said(words)]
    return "", []


def plan_name(life: Life, level: int):
    return life.program.get("paid_plan").levels[level].name


# ======== offers ==========================================================================================================
STARTS = {AT_JOINING: N_("For joining."), AT_BIRTHDAY: N_("For the month of the birthday.")}


def offer_name(life: Life, label: str) -> Said:
    return said(N_("{offer}."), offer=title(life, label))


def given(life: Life, step: Step, k: int, label: str) -> list[Said]:
    """Which offer, why to this member, and until when."""
    card, trigger = step.card, step.card.offer_trigger[k]
    if trigger == AT_ACTIVATION:
        reason = said(N_("No second order {days} days after joining."), days=card.offer_wait[k])
    elif trigger == AT_DORMANCY:
        reason = said(N_("No order for {days} days."), days=card.offer_wait[k])
    else:
        reason = said(STARTS.get(trigger, N_("It runs at this time, and the member is among those it is meant for.")))
    until = said(N_("It holds until {day}."), day=Day(life.card.calendar.date(step.after.offer_last[k])))
    return [offer_name(life, label), reason, until]


def unused(life: Life, step: Step, k: int, label: str, ends: int) -> list[Said]:
    if ends < step.after.offer_last[k]:
        reason = said(N_("Its budget was used up on {day}."), day=Day(life.card.calendar.date(ends + 1)))
    elif step.after.offer_strength[k] < 0:
        reason = said(N_("The member ordered while it held, but did not use it."))
    else:
        reason = said(N_("No order while it held."))
    return [offer_name(life, label), reason]


# ======== points and waits ================================================================================================
def expired(card) -> Said:
    if card.expiry == EXPIRY_AFTER_EARNING:
        return said(N_("Earned {n} months ago and not redeemed since."), n=card.expiry_months)
    if card.expiry == EXPIRY_FIXED_DATE:
        return said(N_("Earned in earlier calendar years; they run out at this month's end."))
    return said(N_("No order for {n} months."), n=card.expiry_months)


def waited(life: Life, desk: Desk, contact: Contact) -> tuple[Said, ...]:
    values = {"desk": title(life, desk.source), "n": contact.wait, "promise": desk.promise}
    if contact.given_up:
        return (said(N_("{desk}: given up after {n} minutes of opening hours; {promise} were promised."), **values),)
    if contact.wait > desk.promise:
        return (said(N_("{desk}: a wait of {n} minutes of opening hours; {promise} were promised."), **values),)
    return (said(N_("{desk}: a wait of {n} minutes, within the {promise} promised."), **values),)

