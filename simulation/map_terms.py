"""What each mechanic of tiers, points, benefits and running the program is on the map, in short lines, and what a unit of it costs."""
from __future__ import annotations

from simulation.map_words import Told, Writer, percent, plain, span
from simulation.mechanics.activities import Activities
from simulation.mechanics.base_earn import BaseEarn
from simulation.mechanics.birthday_points import BirthdayPoints
from simulation.mechanics.budget import Budget, Limit
from simulation.mechanics.cash_off import CashOff
from simulation.mechanics.category_bonus import CategoryBonus
from simulation.mechanics.growth_value import GrowthValue
from simulation.mechanics.invited_tier import InvitedTier
from simulation.mechanics.lifecycle_stages import LifecycleStages
from simulation.mechanics.member_price import MemberPrice
from simulation.mechanics.points_expiry import PointsExpiry
from simulation.mechanics.reward_catalogue import RewardCatalogue
from simulation.mechanics.running_cost import RunningCost
from simulation.mechanics.service_desk import ServiceDesk
from simulation.mechanics.sign_up import SignUp
from simulation.mechanics.tier_benefits import TierBenefits
from simulation.mechanics.tiers import Tiers
from simulation.words import MONTHS, N_

MEASURED = {"spend": N_("spend"), "orders": N_("orders placed"), "points_earned": N_("points earned"), "growth": N_("growth value"),
            "activity": N_("activity")}
WINDOWS = {"rolling": N_("Counted over {months} months"), "days": N_("Counted over {days} days"), "calendar_year": N_("Counted by calendar year"),
           "anniversary": N_("Counted by the member's own year"), "lifetime": N_("Counted for life")}
FALLS = {"never": N_("Nobody is downgraded"), "one_step": N_("Downgrade by one tier"), "match": N_("Downgrade to the tier still reached"),
         "soft_landing": N_("Downgrade one tier every {months} months")}
LOST = {"after_earning": N_("Lost {months} months after earning"), "inactivity": N_("Lost after {months} months without an order"),
        "fixed_date": N_("Lost at the end of {month}"), "never": N_("Points never expire")}
EACH = {"order": N_("{what}: {money} an order, used by {share}"), "month": N_("{what}: {money} a month, used by {share}"),
        "year": N_("{what}: {money} a year, used by {share}"), "birthday": N_("{what}: {money} a birthday, used by {share}")}
LIMITS = {"month": N_("{what}: {amount} a month"), "quarter": N_("{what}: {amount} a quarter"), "year": N_("{what}: {amount} a year"),
          "run": N_("{what}: {amount} in all")}


def tiers(t: Tiers, w: Writer) -> Told:
    """The rules of the ladder; each tier has a box of its own."""
    names = [w.say(MEASURED[metric]) for metric in t.metrics]
    both = N_("Judged by {a} and {b}") if t.joined_by == "all" else N_("Judged by {a} or {b}")
    judged = w.say(both, a=names[0], b=names[1]) if len(names) > 1 else w.say(N_("Judged by {what}"), what=names[0])
    lines = [judged, w.say(WINDOWS[t.window], months=t.window_months, days=t.window_days),
             w.say(N_("Upgrade at once")) if t.upgrade == "at_once" else w.say(N_("Upgrade at the review")),
             w.say(FALLS[t.downgrade], months=t.landing_months)]
    if t.downgrade != "never":
        lines += [w.say(N_("A tier is held {n} months"), n=t.hold_months)] * bool(t.hold_months)
        lines += [w.say(N_("Grace of {n} months"), n=t.grace_months)] * bool(t.grace_months)
        lines += [w.say(N_("Reminder {n} months before"), n=t.reminder_months)] * bool(t.reminder_months)
    if t.easing and t.easing_months:
        lines.append(w.say(N_("Thresholds {share} lower in {n} months"), share=percent(t.easing), n=len(t.easing_months)))
    costs = [w.say(N_("A reminder: {money}"), money=w.money(t.reminder_cost))] * bool(t.reminder_cost and t.reminder_months)
    return Told(lines, costs, named=True)


def growth_value(t: GrowthValue, w: Writer) -> Told:
    lines = [w.say(N_("{n} for each {one} paid"), n=plain(t.per_unit), one=w.money(1))]
    return Told(lines + [w.say(N_("× {n} by tier"), n=span(t.multiplier, plain))] * (set(t.multiplier) != {1.0}))


def invited_tier(t: InvitedTier, w: Writer) -> Told:
    chosen = type(t).model_fields["selection"].json_schema_extra["choices"][t.selection]
    lines = [w.say(N_("Into {tier}, each {month}"), tier=w.tier(t.tier), month=w.say(MONTHS[t.month - 1])),
             w.say(N_("{share} of members who bought"), share=percent(t.share)), w.say(N_("Chosen by: {what}"), what=w.say(chosen)),
             w.say(N_("For {n} months"), n=t.term_months)]
    return Told(lines, [w.say(N_("{money} a year for each member"), money=w.money(t.cost))] * bool(t.cost))


def base_earn(t: BaseEarn, w: Writer) -> Told:
    lines = [w.say(N_("{n} for each {one} paid"), n=plain(t.points_per_unit), one=w.money(1))]
    lines += [w.say(N_("× {n} by tier"), n=span(t.multiplier, plain))] * (set(t.multiplier) != {1.0})
    lines += [w.say(N_("At most {n} points an order"), n=plain(t.cap_per_order))] * bool(t.cap_per_order)
    lines += [w.say(N_("At most {n} points a month"), n=plain(t.cap_per_month))] * bool(t.cap_per_month)
    return Told(lines + [w.say(N_("Can be used after {n} days"), n=t.pending_days)] * bool(t.pending_days))


def category_bonus(t: CategoryBonus, w: Writer) -> Told:
    return Told([w.say(N_("Points × {n} on {share} of orders"), n=plain(t.multiplier), share=percent(t.share))])


def gift_of_points(t: SignUp | BirthdayPoints, w: Writer) -> Told:
    lines = [w.say(N_("{n} points"), n=plain(t.points))] * bool(t.points) + [w.say(N_("{n} growth value"), n=plain(t.growth))] * bool(t.growth)
    if isinstance(t, BirthdayPoints):
        lines.append(w.say(N_("Last order within {n} days"), n=t.within_days))
    return Told(lines)


def activities(t: Activities, w: Writer) -> Told:
    told = Told([], named=True)
    for row in t.rows:
        name = w.name(row.name)
        if row.growth:
            told.lines.append(w.say(N_("{what}: {n} points, {growth} growth value"), what=name, n=plain(row.points), growth=plain(row.growth)))
        else:
            told.lines.append(w.say(N_("{what}: {n} points"), what=name, n=plain(row.points)))
        told.costs += [w.say(N_("{what}: {value}"), what=name, value=w.money(row.unit_cost))] * bool(row.unit_cost)
    return told


def points_expiry(t: PointsExpiry, w: Writer) -> Told:
    lines = [w.say(LOST[t.policy], months=t.months, month=w.say(MONTHS[(t.months - 1) % 12]))]
    if t.never_from_tier and t.policy != "never":
        lines.append(w.say(N_("Never from {tier} on"), tier=w.tier(t.never_from_tier)))
    return Told(lines)


def cash_off(t: CashOff, w: Writer) -> Told:
    worth, least = round(t.goal * t.point_value, 2), max(t.goal, t.minimum)
    lines = [w.say(N_("{n} points take {money} off"), n=plain(t.goal), money=w.money(worth))]
    lines += [w.say(N_("From {n} points on"), n=plain(least))] * (least > t.goal)
    lines += [w.say(N_("At most {share} of an order"), share=percent(t.cap_share))] * (t.cap_share < 1)
    lines += [w.say(N_("At most {n} points an order"), n=plain(t.cap_points))] * bool(t.cap_points)
    return Told(lines, [w.say(N_("{money} each"), money=w.money(round(worth * t.cost_share, 2)))])


def reward_catalogue(t: RewardCatalogue, w: Writer) -> Told:
    return Told([w.say(N_("{what}: {n} points"), what=w.name(x.name), n=plain(x.points)) for x in t.items],
                [w.say(N_("{what}: {value}"), what=w.name(x.name), value=w.money(x.cost)) for x in t.items], named=True)


def tier_benefits(t: TierBenefits, w: Writer) -> Told:
    told = Told([], named=True)
    for b in t.benefits:
        name = w.name(b.name)
        told.lines.append(w.say(N_("{what}, from {tier}"), what=name, tier=w.tier(b.from_tier)) if b.from_tier > 1 else
                          w.say(N_("{what}, for everybody"), what=name))
        told.costs.append(w.say(EACH[b.per], what=name, money=w.money(b.unit_cost), share=percent(b.uptake)))
    return told


def member_price(t: MemberPrice, w: Writer) -> Told:
    off = w.say(N_("{off} off every order"), off=span(t.price_off))
    return Told([off], [off])


def lifecycle_stages(t: LifecycleStages, w: Writer) -> Told:
    return Told([w.say(N_("Dormant: {n} days without an order"), n=plain(t.dormant_days)),
                 w.say(N_("Gone: {n} days without an order"), n=plain(t.gone_days)), w.say(N_("New: for {n} days"), n=plain(t.new_days))])


def budget(t: Budget, w: Writer) -> Told:
    called = Limit.model_fields["what"].json_schema_extra["choices"]
    points = lambda x: w.say(N_("{n} points"), n=plain(x.amount))  # noqa: E731
    return Told([w.say(LIMITS[x.per], what=w.say(called[x.what]), amount=points(x) if x.what == "points" else w.money(x.amount))
                 for x in t.limits])


def service_desk(t: ServiceDesk, w: Writer) -> Told:
    lines = [w.say(N_("Agents: {n}, {hours} hours a day"), n=t.agents, hours=t.opening_hours),
             w.say(N_("Promised within {n} minutes"), n=plain(t.promise))]
    lines += [w.say(N_("First from {tier} on"), tier=w.tier(t.first_from_tier))] * (t.higher_tiers_first and len(w.tiers) > 1)
    if not t.dedicated_agents:
        return Told(lines)
    lines.append(w.say(N_("Agents for {tier} and above alone: {n}"), tier=w.tier(t.dedicated_from_tier), n=t.dedicated_agents))
    return Told(lines, [w.say(N_("{money} a month for each agent of high tiers"), money=w.money(t.cost_per_agent))])


def running_cost(t: RunningCost, w: Writer) -> Told:
    costs = [w.say(N_("{money} to set up"), money=w.money(t.setup))] * bool(t.setup)
    costs += [w.say(N_("{money} a month"), money=w.money(t.per_month))] * bool(t.per_month)
    costs += [w.say(N_("{money} a member and month"), money=w.money(t.per_member_month))] * bool(t.per_member_month)
    return Told([w.say(N_("Platform and staff"))], costs, named=True)


TOLD = {Tiers: tiers, GrowthValue: growth_value, InvitedTier: invited_tier, BaseEarn: base_earn, CategoryBonus: category_bonus,
        SignUp: gift_of_points, BirthdayPoints: gift_of_points, Activities: activities, PointsExpiry: points_expiry, CashOff: cash_off,
        RewardCatalogue: reward_catalogue, TierBenefits: tier_benefits, MemberPrice: member_price, LifecycleStages: lifecycle_stages,
        Budget: budget, ServiceDesk: service_desk, RunningCost: running_cost}  # fmt: skip
