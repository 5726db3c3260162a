"""The guide's live examples, continued: benefits, offers, paid plan, referrals; and which chapter has which."""

from __future__ import annotations

import numpy as np

from pages.common import look
from pages.common.guide_examples import (
    draw,
    money,
    of_buying,
    of_costs,
    of_expiry,
    of_goal,
    of_joining,
    of_luck,
    of_points,
    of_spend,
    of_tiers,
    slide,
    symbol,
    two_lines,
)
from pages.common.text import _, language
from simulation.lessons import one_member
from simulation.reporting import guide_charts, numbers
from simulation.reporting.charts import Series

MONTHLY = 12  # orders a year of the member whom the cards look at


def of_benefits() -> None:
    worth = slide(_("Worth of the benefit to a member, {symbol} a month", symbol=symbol()), "worth", 0, 50, 10, 1)
    share = slide(_("Members in the tier, %"), "share", 1, 60, 10, 1, help=_("Status fades as a tier fills.")) / 100
    found = one_member.worth_of_a_tier(worth, share)
    at = int(np.searchsorted(found["orders"], MONTHLY))
    look.cards(
        [
            look.card(_("More orders, of who orders monthly"), numbers.percent(found["more_orders"][at], 1)),
            look.card(_("Fewer leave after an order"), numbers.percent(found["fewer_leaving"][at], 1)),
        ]
    )
    fig = two_lines(
        found["orders"],
        (_("fewer leave"), found["fewer_leaving"]),
        (_("more orders"), found["more_orders"]),
        unit="percent",
        zero=True,
    )
    draw(
        fig,
        "benefits",
        _("What the tier does to a member"),
        _("against the tier below, by the member's own orders a year"),
        _("More orders and fewer departures by the member's own pace; the cards give both at twelve orders a year."),
    )


def of_offers() -> None:
    days = slide(_("Offer days a month"), "offer_days", 1, 10, 2, 1)
    off = slide(_("Price off, %"), "price_off", 5, 60, 20, 5)
    pull = one_member.pull_of_offers(days, off / 100)
    on = np.flatnonzero(pull > np.roll(pull, 1) + 1e-9)
    look.cards(
        [
            look.card(_("Orders more, on the first offer day"), numbers.percent(pull[on[0]], 1)),
            look.card(_("On the last"), numbers.percent(pull[on[-1]], 1), against=_("after {n} offers", n=len(on) - 1)),
        ]
    )
    fig = guide_charts.over(
        np.arange(1, len(pull) + 1), [Series(_("orders more"), "program", pull)], unit="percent", lang=language(), y_range=(0, 0.25)
    )
    draw(
        fig,
        "offers",
        _("Pull of offers over three months"),
        _("orders more than without offers, of a member of the usual responsiveness, by day"),
        _("The pull of each offer day and what stays of it; later ones are smaller. The cards give the first and the last."),
    )


def of_plan() -> None:
    fee = slide(_("Fee a year, {symbol}", symbol=symbol()), "fee", 20, 400, 100, 10)
    off = slide(_("Price off for payers, %"), "plan_off", 1, 15, 3, 1)
    found = one_member.paid_plan(fee, off / 100)
    at = int(np.searchsorted(found["orders"], MONTHLY))
    look.cards(
        [
            look.card(_("Who orders monthly joins in a year"), numbers.percent(found["joining"][at], 0)),
            look.card(_("The plan is worth to them"), money(found["worth"][at]), against=_("for a fee of {fee}", fee=numbers.amount(fee, symbol()))),
        ]
    )
    fig = two_lines(
        found["orders"],
        (_("renews"), found["renewing"]),
        (_("joins"), found["joining"]),
        unit="percent",
        y_range=(0, 1),
    )
    draw(
        fig,
        "plan",
        _("Chance to join and to renew"),
        _("of a member who is still there, by the member's own orders a year"),
        _("Chances to join the plan and to renew it by the member's own pace; the cards give a member with twelve orders a year."),
    )


def of_referrals() -> None:
    reward = slide(_("Reward to each side, {symbol}", symbol=symbol()), "referral", 0, 100, 20, 5)
    response = slide(_("Friends a year for a very large reward, of 100 members"), "response", 1, 20, 6, 1) / 100
    rewards = np.arange(0, 101, 5)
    friends = 1_000 * np.array([one_member.friends(r, response) for r in rewards.tolist()])
    look.cards(
        [
            look.card(_("Friends a year, of 1,000 members"), numbers.three(friends[reward // 5])),
            look.card(_("Reward for each, both sides"), numbers.amount(2 * reward, symbol())),
        ]
    )
    fig = guide_charts.over(
        rewards,
        [Series(_("friends"), "program", friends)],
        unit="count",
        lang=language(),
        y_range=(0, 1_050 * response),
        mark=(reward, numbers.amount(reward, symbol())),
    )
    draw(
        fig,
        "referrals",
        _("Friends whom a reward brings"),
        _("a year, of 1,000 members, by the reward to each side, {symbol}", symbol=symbol()),
        _("Friends a year by the reward; each further coin brings fewer. The card gives them at the reward chosen."),
    )


EXAMPLES = {
    "buying": of_buying,
    "spend": of_spend,
    "joining": of_joining,
    "tiers": of_tiers,
    "goal": of_goal,
    "points": of_points,
    "expiry": of_expiry,
    "benefits": of_benefits,
    "offers": of_offers,
    "plan": of_plan,
    "referrals": of_referrals,
    "luck": of_luck,
    "costs": of_costs,
}
