"""Why an order earned what it did, and which points come at other times or run out."""
from __future__ import annotations

from simulation.explaining.base import acts, lines_of, rests, times
from simulation.explaining.moment import Moment
from simulation.explaining.words import EARN, LATER, Day, Share
from simulation.ledger import runs_out
from simulation.luck import ENGAGED, uniform
from simulation.mechanics import Activities, BaseEarn, BirthdayPoints, CategoryBonus, PointsExpiry, SignUp
from simulation.records import LOTS, POINTS_BUDGET, YEAR
from simulation.rules.engagement import FIRST_REVIEW
from simulation.rules.expiry import last_expiring
from simulation.words import N_, Said, said


@lines_of.register
def base_earn(terms: BaseEarn, label, m: Moment):
    points, (by_order, by_month) = m.order_points.get(label, 0), m.caps_take
    if points:
        rate = m.card.earn_rate[m.tier] / 10_000
        reasons = [said(N_("{rate} points per currency unit on what is paid, in the tier {tier}."), rate=f"{rate:g}", tier=m.tier_name(m.tier))]
        if m.card.pending_days:
            reasons.append(said(N_("They can be redeemed from {day} on."), day=Day(m.date_of(m.day + m.card.pending_days))))
        yield acts(terms, label, EARN, *reasons, points=points)
    else:
        yield rests(terms, label, EARN, why_nothing(m))
    if by_order:
        yield acts(terms, label, EARN, said(N_("An order earns {cap} points at most."), cap=m.card.cap_per_order), points=-by_order)
    if by_month:
        words = N_("A month earns {cap} points at most, and {so_far} were earned before.")
        yield acts(terms, label, EARN, said(words, cap=m.card.cap_per_month, so_far=m.s.earned_this_month), points=-by_month)


def why_nothing(m: Moment) -> Said:
    closed = m.closed(POINTS_BUDGET)
    if closed:
        return said(N_("The budget of points is closed since {since}: orders earn none."), since=Day(closed))
    if not m.card.earn_rate[m.tier]:
        return said(N_("The tier {tier} earns no points."), tier=m.tier_name(m.tier))
    return said(N_("What is paid is too little for a whole point."))


@lines_of.register
def category_bonus(terms: CategoryBonus, label, m: Moment):
    k = m.place(label, CategoryBonus)
    if label not in m.multiples:
        yield rests(terms, label, EARN, said(N_("The order is not of this category: chance {share}, drawn {drawn}."), share=Share(terms.share),
                                             drawn=Share(m.drawn(k))))
    elif m.order_points.get(label, 0):
        yield acts(terms, label, EARN, said(N_("The order is of this category: {times} × points."), times=times(100 * terms.multiplier)),
                   points=m.order_points[label])
    elif terms.multiplier == 1:
        yield rests(terms, label, EARN, said(N_("The order is of this category, which earns points like any other.")))
    else:
        yield rests(terms, label, EARN, said(N_("The order is of this category, but it earns no points that could be multiplied.")))


@lines_of.register
def sign_up(terms: SignUp, label, m: Moment):
    if m.s.joined_on < 0:
        yield rests(terms, label, EARN, said(N_("The member joined before day 0, and joining gave nothing then.")))
    else:
        yield rests(terms, label, EARN, said(N_("Given once: {points} points on joining, {day}."), points=terms.points,
                                             day=Day(m.date_of(m.s.joined_on))))


@lines_of.register
def birthday_points(terms: BirthdayPoints, label, m: Moment):
    """The next first of a birthday's month; whether the member still buys then is not known yet."""
    year = m.date.year + (m.s.birthday_month <= m.date.month)
    words = N_("Come on the first day of the birthday's month whatever is bought; the next is {day}.")
    yield rests(terms, label, EARN, said(words, day=Day(m.date.replace(year=year, month=m.s.birthday_month, day=1))))


@lines_of.register
def activities(terms: Activities, label, m: Moment):
    others = [a for a in terms.rows if a.kind != "review"]
    for row, a in enumerate(terms.rows):
        if a.kind != "review":
            continue
        if any(tier[row][0] for tier in m.tally.acts):
            yield acts(terms, label, EARN, said(N_("{name}: {points} points."), name=a.name, points=m.review_points(row)),
                       points=m.review_points(row))
        else:
            yield rests(terms, label, EARN, no_review(m, row, a))
    if others:
        words = N_("{name}: credited at the month's end, whatever is bought.")
        yield rests(terms, label, EARN, *(said(words, name=a.name) for a in others))


def no_review(m: Moment, row: int, a) -> Said:
    s, card = m.s, m.card
    if uniform(s.key, ENGAGED, 0, row) >= card.act_engaged[row]:
        return said(N_("{name}: this member never does it."), name=a.name)
    if m.drawn(FIRST_REVIEW + row) >= card.act_share[row]:
        return said(N_("{name}: none of this order, chance {share}, drawn {drawn}."), name=a.name, share=Share(card.act_share[row]),
                    drawn=Share(m.drawn(FIRST_REVIEW + row)))
    if card.act_a_year[row] and s.acted[row] >= card.act_a_year[row]:
        return said(N_("{name}: {n} times this year, and no more is credited."), name=a.name, n=s.acted[row])
    return said(N_("{name}: as often today as is credited."), name=a.name)


@lines_of.register
def points_expiry(terms: PointsExpiry, label, m: Moment):
    held, card = m.step.after, m.card
    last = last_expiring(held, card)
    end = Day(m.date_of(card.last_day - 1))
    if runs_out(held, last):
        lost = sum(held.lots[v % LOTS] for v in range(held.oldest, last + 1))
        yield rests(terms, label, LATER, said(N_("{points} points run out on {day} if they are not redeemed by then."), points=lost, day=end))
    elif card.never_from_tier and held.tier + 1 >= card.never_from_tier:
        yield rests(terms, label, LATER, said(N_("Points never run out in the tier {tier}."), tier=m.tier_name(held.tier)))
    elif terms.policy == "never":
        yield rests(terms, label, LATER, said(N_("Points never run out.")))
    elif terms.policy == "inactivity":
        words = N_("No points run out on {day}: an order this month keeps all of them for {months} months.")
        yield rests(terms, label, LATER, said(words, day=end, months=terms.months))
    elif terms.policy == "fixed_date":
        next_year = m.date.year + (terms.months < m.date.month)
        year, month = (next_year, terms.months + 1) if terms.months < YEAR else (next_year + 1, 1)
        before = m.date.replace(year=year, month=month, day=1)
        words = N_("No points run out this month; those of earlier calendar years do before {day}.")
        yield rests(terms, label, LATER, said(words, day=Day(before)))
    else:
        yield rests(terms, label, LATER, said(N_("No points run out on {day}: none are {months} months old."), day=end, months=terms.months))
