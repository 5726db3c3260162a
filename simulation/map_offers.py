"""What each offer, the paid plan, partners and referrals are on the map, in short lines, and what a unit of it costs."""
from __future__ import annotations

from simulation.map_words import Told, Writer, percent, plain
from simulation.mechanics.activation_offer import ActivationOffer
from simulation.mechanics.campaign import Campaign
from simulation.mechanics.coupon import Coupon
from simulation.mechanics.gift import Gift
from simulation.mechanics.lottery import Lottery
from simulation.mechanics.member_day import MemberDay
from simulation.mechanics.offering import CONTACTS, Offering
from simulation.mechanics.paid_plan import PaidPlan
from simulation.mechanics.partner import Partner
from simulation.mechanics.points_campaign import PointsCampaign
from simulation.mechanics.red_packet import RedPacket
from simulation.mechanics.referral import Referral
from simulation.mechanics.welcome_offer import WelcomeOffer
from simulation.mechanics.win_back import WinBack
from simulation.words import N_


def offering(t: Offering, w: Writer) -> Told:
    """What an offer gives, when and to whom."""
    lines, costs = gives(t, w)
    if t.threshold:
        lines.append(w.say(N_("On orders from {money}"), money=w.money(t.threshold)))
    lines += when(t, w)
    lines += [w.say(N_("Valid for {n} days"), n=t.days)] * (t.days > 1)
    lines += [w.say(N_("For {n} orders"), n=t.uses)] * (t.uses > 1)
    if getattr(t, "from_tier", 1) > 1:
        lines.append(w.say(N_("From {tier} on"), tier=w.tier(t.from_tier)))
    costs += [w.say(N_("{what}: {value}"), what=w.say(CONTACTS[c.channel]), value=w.money(c.contact_cost)) for c in t.channels if c.contact_cost]
    return Told(lines, costs + [w.say(N_("{money} each time"), money=w.money(t.fixed_cost))] * bool(t.fixed_cost))


def gives(t: Offering, w: Writer) -> tuple[list[str], list[str]]:
    if isinstance(t, RedPacket):
        return ([w.say(N_("{least} to {most} off an order"), least=w.money(t.least), most=w.money(t.most))],
                [w.say(N_("{least} to {most}, used by {share}"), least=w.money(t.least), most=w.money(t.most), share=percent(t.redemption))])
    if isinstance(t, Lottery):
        return ([w.say(N_("{odds} win {money}"), odds=percent(x.odds), money=w.money(x.value)) for x in t.prizes],
                [w.say(N_("A prize: {money}"), money=w.money(x.prize_cost)) for x in t.prizes])
    if isinstance(t, PointsCampaign):
        return ([w.say(N_("Points × {n}"), n=plain(t.multiplier))] * (t.multiplier != 1) + bonus(t, w), [])
    if isinstance(t, Gift) and t.form == "points":
        return bonus(t, w), []
    if isinstance(t, Coupon | Gift):
        off = w.off(t.depth, t.amount)
        return [w.say(N_("{off} off an order"), off=off)], [w.say(N_("{off} off, used by {share}"), off=off, share=percent(t.redemption))]
    return [], []


def bonus(t: PointsCampaign | Gift, w: Writer) -> list[str]:
    return [w.say(N_("{n} bonus points an order"), n=plain(t.bonus))] * bool(t.bonus)


def when(t: Offering, w: Writer) -> list[str]:
    if isinstance(t, WelcomeOffer):
        return [w.say(N_("From the day of joining"))]
    if isinstance(t, ActivationOffer):
        return [w.say(N_("{n} days without a second order"), n=t.after_days)]
    if isinstance(t, WinBack):
        return [w.say(N_("After {n} days without an order"), n=plain(t.after_days))]
    if isinstance(t, Campaign) and t.trigger_by == "birthday":
        return [w.say(N_("In the month of the birthday"))]
    return days(t, w)


def days(t, w: Writer) -> list[str]:
    """Of the month, of the year."""
    out = [w.say(N_("Every month on day {n}"), n=t.day_of_month)] * bool(getattr(t, "day_of_month", 0))
    return out + [w.say(N_("On {dates}"), dates=w.dates(t.dates))] * bool(getattr(t, "dates", ()))


def member_day(t: MemberDay, w: Writer) -> Told:
    lines = days(t, w) + [w.say(N_("Points × {n}"), n=plain(t.multiplier))] * (t.multiplier != 1)
    off = [w.say(N_("{off} off every order"), off=percent(t.depth))] * bool(t.depth)
    return Told(lines + off, off + [w.say(N_("{money} a day"), money=w.money(t.fixed_cost))] * bool(t.fixed_cost))


def paid_plan(t: PaidPlan, w: Writer) -> Told:
    told = Told([], named=True)
    fee = N_("{what}: {money} a year") if t.billing == "yearly" else N_("{what}: {money} a month")
    low = N_("{money} a year from a qualifying amount of {amount}") if t.billing == "yearly" else \
        N_("{money} a month from a qualifying amount of {amount}")
    for x in t.levels:
        name = w.name(x.name)
        told.lines.append(w.say(fee, what=name, money=w.money(x.fee)))
        if x.low_fee and t.gate_score:
            told.lines.append(w.say(low, money=w.money(x.low_fee), amount=w.amount(w.metric, t.gate_score)))
        told.lines += [w.say(N_("{off} off every order"), off=percent(x.price_off))] * bool(x.price_off)
        if x.points_back:
            told.lines.append(w.say(N_("{share} back in points"), share=percent(x.points_back)) if x.back_in == "share" else
                              w.say(N_("{n} more points for each {one}"), n=plain(x.points_back), one=w.money(1)))
        told.lines += [w.say(N_("Free freight"))] * bool(x.freight_uses)
        told.costs += [w.say(N_("{what}: {off} off every order"), what=name, off=percent(x.price_off))] * bool(x.price_off)
        if x.freight_cost and x.freight_uses:
            told.costs.append(w.say(N_("{what}: freight {money}, on {share} of orders"), what=name, money=w.money(x.freight_cost),
                                    share=percent(x.freight_uses)))
        told.costs += [w.say(N_("{what}: {money} a year"), what=name, money=w.money(x.other_cost))] * bool(x.other_cost)
    told.lines += [w.say(N_("Trial of {n} days"), n=t.trial_days)] * bool(t.trial_days)
    return told


def partner(t: Partner, w: Writer) -> Told:
    told = Told([])
    if t.unit_cost or t.perceived_value:
        told.lines.append(w.say(N_("Benefit from {tier} on"), tier=w.tier(t.from_tier)) if t.from_tier > 1 else w.say(N_("Benefit for everybody")))
        told.costs.append(w.say(N_("{money} a use, {share} paid by the partner"), money=w.money(t.unit_cost), share=percent(t.funded_share)))
    if t.points_per_event:
        told.lines.append(w.say(N_("{n} points a purchase there"), n=plain(t.points_per_event)))
        told.costs += [w.say(N_("The partner pays {money} a point"), money=w.money(t.price_per_point))] * bool(t.price_per_point)
    return told


def referral(t: Referral, w: Writer) -> Told:
    told = Told([])
    for amount, points, money, gift in ((t.reward, t.reward_points, N_("{money} to who refers"), N_("{n} points to who refers")),
                                        (t.friend_reward, t.friend_points, N_("{money} to the friend"), N_("{n} points to the friend"))):
        told.lines += [w.say(money, money=w.money(amount))] * bool(amount) + [w.say(gift, n=plain(points))] * bool(points)
        told.costs += [w.say(money, money=w.money(amount))] * bool(amount)
    told.lines.append(w.say(N_("At most {n} friends a year"), n=t.cap_per_year))
    return told


TOLD = {Offering: offering, MemberDay: member_day, PaidPlan: paid_plan, Partner: partner, Referral: referral}
