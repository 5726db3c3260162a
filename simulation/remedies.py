"""What to look at when actuals leave the forecast's range: which numbers of the market, which terms of the program, and what to do.

A table, read from the top: the first rule whose column, side and company fit. The same gap means one thing alone and another together:
`company` are other columns and where they have to stand, `follows` is a column that leaves its range on the same side and explains at least
half of the gap. A column that was not given fits none. The rules follow from docs/model.md: what a number moves there is what may be wrong
with it when that moves.
"""
from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from simulation.actuals import ABOVE, BELOW, INSIDE, Deviation
from simulation.market import Market
from simulation.naming import called
from simulation.program import word_of
from simulation.scenario import Scenario
from simulation.words import N_


@dataclasses.dataclass(frozen=True)
class Rule:
    """numbers: fields of the market, the likeliest first · terms: mechanic.term of the program."""

    column: str
    side: str
    text: str
    numbers: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    company: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    follows: str = ""


EXPLAINED = 0.5     # of a gap, by the column that it follows
STAYING, PACE, BASKET = ("a", "b", "phi_member"), ("r", "alpha", "theta_goal", "theta_tier"), ("average_basket", "returned_share")
REDEEMING, GOAL = ("never_redeems", "eta_0"), ("cash_off.goal", "cash_off.minimum", "cash_off.point_value")
RULES = (
    Rule("members", BELOW,
         N_("The forecast counts everybody who ever joined, also members who lapsed. Count the same; if you do, lower the number of new "
            "members a year to yours."),
         ("joins_per_year",)),
    Rule("members", ABOVE,
         N_("More join than assumed. Set the number of new members a year to yours, or all other columns run too high with it."),
         ("joins_per_year",)),
    *(Rule(column, side, N_("This follows the number of members. Look at it first."), follows="members")
      for column in ("active", "purchases", "sales") for side in (ABOVE, BELOW)),
    Rule("active", BELOW,
         N_("Fewer still order, yet orders hold: a few order more. Check first that active means an order within the same days as in the "
            "market; then fit the market to your own orders."),
         ("active_days", "r", "alpha"),
         company={"purchases": (INSIDE, ABOVE)}),
    Rule("active", BELOW,
         N_("Members leave sooner than assumed, or order less often. Fit the market to your own orders; then set Membership on dropout to "
            "its low case and see whether the program still pays."),
         (*STAYING, "r")),
    Rule("active", ABOVE,
         N_("Members stay longer than assumed, or order more often. Only the hold-out group tells whether that is the program: if it is "
            "more active, too, fit the market to your orders and leave Membership on dropout alone."),
         (*STAYING, "r")),
    Rule("purchases", BELOW,
         N_("Fewer members are active, so there are fewer orders. Look at the active members first."),
         ("r", *STAYING),
         follows="active"),
    Rule("purchases", BELOW,
         N_("If as many are active as forecast, they order less often. Fit the market to your own orders. If the hold-out group orders as "
            "often as forecast, lower the effects on frequency, and put a reward within reach of fewer orders."),
         PACE, ("cash_off.goal",)),
    Rule("purchases", ABOVE,
         N_("Members order more often. If the hold-out group does, too, fit the market to your orders. If not, look for orders pulled "
            "forward, and raise an effect only after the next months have held."),
         (*PACE, "pull_forward")),
    Rule("sales", BELOW,
         N_("Fewer orders, so lower sales. Look at the orders first."),
         PACE, follows="purchases"),
    Rule("sales", ABOVE,
         N_("More orders, so higher sales. Look at the orders first."),
         PACE, follows="purchases"),
    Rule("sales", BELOW,
         N_("Orders are as forecast, baskets are smaller or more comes back. Set the average basket and the returned share to yours."),
         BASKET,
         company={"purchases": (INSIDE, ABOVE)}),
    Rule("sales", ABOVE,
         N_("Orders are as forecast, baskets are larger or less comes back. Set the average basket and the returned share to yours."),
         BASKET,
         company={"purchases": (INSIDE, BELOW)}),
    Rule("sales", BELOW,
         N_("Members order less, or less at a time. Give the orders and the active members, too, to tell which; then fit the market to "
            "your own orders."),
         (*PACE[:2], "phi_member", *BASKET)),
    Rule("sales", ABOVE,
         N_("Members order more, or more at a time. Give the orders and the active members, too, to tell which; then fit the market to "
            "your own orders."),
         (*PACE[:2], "phi_member", *BASKET)),
    *(Rule("points_issued", side,
         N_("Points follow sales. Look at the sales first."),
         follows="sales") for side in (ABOVE, BELOW)),
    Rule("points_issued", ABOVE,
         N_("More points for the same sales than the terms say. Look for points given by hand, double days and corrections that the "
            "scenario does not have, and for full prices where the terms count what is paid."),
         (),
         ("base_earn.points_per_unit", "member_day.multiplier")),
    Rule("points_issued", BELOW,
         N_("Fewer points for the same sales than the terms say. Look for orders without the card shown, goods that earn nothing, and "
            "members who stand in lower tiers than forecast."),
         (), ("base_earn.points_per_unit",)),
    *(Rule(column, side, N_("This follows the points issued. Look at them first."), follows="points_issued")
      for column in ("points_redeemed", "points_outstanding") for side in (ABOVE, BELOW)),
    Rule("points_redeemed", ABOVE,
         N_("Members redeem more. Raise the log-odds of redemption, or lower the share who never redeem, until the forecast meets the "
            "actuals, and look at the net value again. If it is too dear, raise the points of a reward for new points, with notice."),
         REDEEMING, GOAL),
    Rule("points_redeemed", BELOW,
         N_("Members redeem less, so the reward is not felt. Show the balance at the till and say how far the next reward is; try fewer "
            "points for a reward. Raise the share who never redeem until the forecast meets the actuals."),
         REDEEMING, GOAL),
    Rule("points_expired", ABOVE,
         N_("More points are lost. Remind members before the date, or let points live longer: lost points please the accounts and not the "
            "members."),
         ("eta_expiring", *REDEEMING), ("points_expiry.months", *GOAL[:1])),
    Rule("points_expired", BELOW,
         N_("Fewer points are lost: members hurry more than assumed, or the till does not expire points as the terms say. Check one "
            "member's points by hand; then raise the pressure of expiry."),
         ("eta_expiring", *REDEEMING), ("points_expiry.months",)),
    Rule("points_outstanding", ABOVE,
         N_("More points are owed than forecast. Look at issued and redeemed first; then set a provision for them, and see on the costs "
            "page what they would cost if redeemed."),
         REDEEMING, ("points_expiry.months", *GOAL[:1])),
    Rule("points_outstanding", BELOW,
         N_("Fewer points are owed than forecast. Look at redeemed and expired first: the cost has come sooner, or points were lost."),
         REDEEMING, ("points_expiry.months",)),
    Rule("program_cost", ABOVE, N_("The cost follows the points redeemed. Look at them first, then at what a reward costs you."),
         REDEEMING, ("cash_off.cost_share",), follows="points_redeemed"),
    Rule("program_cost", BELOW, N_("The cost follows the points redeemed. Look at them first."), REDEEMING, follows="points_redeemed"),
    *(Rule("program_cost", side, N_("The cost follows the sales. Look at them first."), follows="sales") for side in (ABOVE, BELOW)),
    Rule("program_cost", ABOVE,
         N_("The cost runs above, and not by redemptions. Compare cost by name on the costs page with your books: uptake and cost of each "
            "benefit, member days, running cost."),
         (), ("cash_off.cost_share", "running_cost.per_month", "running_cost.per_member_month")),
    Rule("program_cost", BELOW,
         N_("The program costs less. Check that every cost is booked, rewards when redeemed; then whether members use the benefits at all:"
            " what nobody uses keeps nobody."),
         (), ("cash_off.cost_share", "running_cost.per_month")),
)


@dataclasses.dataclass(frozen=True)
class Advice:
    """What to look at for one deviation. numbers: (field, title, value, low or None, high or None) · terms: (mechanic's title, term's
    title, value, unit)."""

    deviation: Deviation
    text: str
    numbers: tuple[tuple[str, str, float, float | None, float | None], ...]
    terms: tuple[tuple[str, str, Any, str], ...]


def advice(found: Sequence[Deviation], scenario: Scenario) -> list[Advice]:
    """One for each column that is outside its range in its last month, in the order given."""
    together = {d.column: d for d in found}
    out = []
    for d in found:
        if d.side != INSIDE:
            rule = next(r for r in RULES if fits(r, d, together))
            out.append(Advice(d, rule.text, numbers_of(rule, scenario.market), terms_of(rule, scenario)))
    return out


def fits(rule: Rule, deviation: Deviation, found: Mapping[str, Deviation]) -> bool:
    """Whether a rule is about this deviation, among all that were found, by column."""
    if (rule.column, rule.side) != (deviation.column, deviation.side):
        return False
    if rule.follows:
        led = found.get(rule.follows)
        return led is not None and led.side == rule.side and abs(led.gap) >= EXPLAINED * abs(deviation.gap)
    return all(column in found and found[column].side in held for column, held in rule.company.items())


def numbers_of(rule: Rule, market: Market) -> tuple:
    held = market.assumptions()
    return tuple((n, Market.model_fields[n].title, held[n].value, held[n].low, held[n].high) for n in rule.numbers)


def terms_of(rule: Rule, scenario: Scenario) -> tuple:
    """The rule's terms that the program has."""
    out = []
    for m in scenario.program.mechanics:
        for word, name in (t.split(".") for t in rule.terms):
            if word == word_of(m.terms):
                field = type(m.terms).model_fields[name]
                out.append((called(m.terms, m.label), field.title, getattr(m.terms, name), (field.json_schema_extra or {}).get("unit", "")))
    return tuple(out)
