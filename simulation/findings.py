"""The program check: what an experienced eye would say of a program before it runs.  Each finding names field, figure and remedy.

It looks at members who are active all year round, by their own purchase rate and basket; nothing is simulated.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Literal

import numpy as np

from simulation.population import population
from simulation.ratecard import EARN_STEPS, RateCard
from simulation.records import COUPON, DEEPEST, EXPIRY_AFTER_EARNING, EXPIRY_INACTIVITY, ORDERS, RED_PACKET, SPEND
from simulation.scenario import Scenario
from simulation.simulate import rate_card
from simulation.words import N_

SAMPLE = 4_000
DAYS_A_YEAR = 365.25
UNREACHABLE = 0.001  # of members
ENTRY_ALARM, TOP_ALARM = 0.70, 0.02  # vendor rule of thumb: 50/30/15/5, alarm above and below
CLOSE, FAR = 1.25, 10.0  # ratio of neighbouring thresholds

Level = Literal["fault", "warning", "note"]


@dataclasses.dataclass(frozen=True)
class Finding:
    """One remark: its field in the program, how bad, a text with `{names}` for its figures, and the figures."""

    field: str
    level: Level
    text: str
    values: dict

    def __str__(self) -> str:
        return self.text.format(**self.values)


@dataclasses.dataclass(frozen=True)
class View:
    """What the checks look at: the scenario's card and active members' years; money in minor units."""

    scenario: Scenario
    card: RateCard
    orders: np.ndarray  # a year, by member
    basket: np.ndarray  # mean, by member

    @property
    def names(self) -> list[str]:
        return [str(n) for n in self.scenario.program.tier_names]

    @property
    def money(self) -> float:
        return float(self.scenario.market.minor_per_unit)

    @property
    def qualifying(self) -> np.ndarray:
        """A year's qualifying amount by member, scaled to the window."""
        share = 1.0 if self.card.window_kind else self.card.window_months / 12
        if self.card.metric[0] == ORDERS:
            return self.orders * share
        spend = self.orders * self.basket * share
        return spend if self.card.metric[0] == SPEND else spend * self.points_per_minor

    @property
    def points_per_minor(self) -> float:
        return self.card.earn_rate[0] / EARN_STEPS / self.money

    def tier_of(self) -> np.ndarray:
        """The tier that each member's year reaches."""
        return np.searchsorted(self.card.threshold[0, 1 : self.card.tiers], self.qualifying, side="right")


def check(scenario: Scenario) -> list[Finding]:
    """Every finding, faults first."""
    people = population(scenario.model_copy(update={"opening": ()}).with_run(members=SAMPLE)).rows
    view = View(scenario, rate_card(scenario), people["rate"][:SAMPLE] * DAYS_A_YEAR, people["mean_basket"][:SAMPLE])
    found = [f for rule in RULES for f in rule(view)]
    return sorted(found, key=lambda f: ("fault", "warning", "note").index(f.level))


def unreachable_tiers(view: View) -> Iterator[Finding]:
    for i in range(1, view.card.tiers):
        share = float((view.qualifying >= view.card.threshold[0, i]).mean())
        if share < UNREACHABLE:
            yield Finding(
                f"program.tiers.levels[{i}].threshold",
                "fault",
                N_("{tier} is out of reach: of 1,000 active members, {count:.1f} get there. One in fifty would reach {remedy:,.0f}."),
                {"tier": view.names[i], "count": 1_000 * share, "remedy": _rounded(_shown(view, np.quantile(view.qualifying, 0.98)))},
            )


def tier_shares(view: View) -> Iterator[Finding]:
    if view.card.tiers < 3:
        return
    shares = np.bincount(view.tier_of(), minlength=view.card.tiers) / len(view.orders)
    if shares[0] > ENTRY_ALARM:
        yield Finding(
            "program.tiers.levels[1].threshold",
            "warning",
            N_("{share:.0%} of active members stay in {tier}; healthy ladders hold about half there. Half would reach {remedy:,.0f}."),
            {"share": float(shares[0]), "tier": view.names[0], "remedy": _rounded(_shown(view, np.quantile(view.qualifying, 0.5)))},
        )
    if UNREACHABLE <= shares[-1] < TOP_ALARM:
        yield Finding(
            f"program.tiers.levels[{view.card.tiers - 1}].threshold",
            "warning",
            N_("Only {share:.1%} of active members reach {tier}; healthy ladders hold about 5% there. They would reach {remedy:,.0f}."),
            {"share": float(shares[-1]), "tier": view.names[-1], "remedy": _rounded(_shown(view, np.quantile(view.qualifying, 0.95)))},
        )


def gaps_and_overlaps(view: View) -> Iterator[Finding]:
    for i in range(2, view.card.tiers):
        ratio = view.card.threshold[0, i] / view.card.threshold[0, i - 1]
        if not CLOSE <= ratio <= FAR:
            yield Finding(
                f"program.tiers.levels[{i}].threshold",
                "note",
                N_("{upper} lies {ratio:.2g} times as high as {lower}: so close, few members would stand between them. Try twice to four times.")
                if ratio < CLOSE
                else N_("{upper} lies {ratio:.3g} times as high as {lower}: a long way without a next step. Try a tier between them."),
                {"upper": view.names[i], "lower": view.names[i - 1], "ratio": float(ratio)},
            )


def reward_out_of_reach(view: View) -> Iterator[Finding]:
    card = view.card
    if not card.goal or not card.earn_rate[0]:
        if card.goal:
            yield Finding("program.base_earn", "fault", N_("There is a reward to buy with points, but nothing earns points. Add earning."), {})
        return
    points = float(np.median(view.orders * view.basket)) * view.points_per_minor
    months = 12 * card.minimum / points if points else np.inf
    if card.expiry == EXPIRY_AFTER_EARNING and months > card.expiry_months:
        yield Finding(
            "program.cash_off.goal",
            "warning",
            N_(
                "The median member needs {months:.0f} months for {goal:,} points, and points expire after {expiry}. "
                "At most {remedy:,.0f} points would be in reach."
            ),
            {"months": months, "goal": card.minimum, "expiry": card.expiry_months, "remedy": _rounded(points * card.expiry_months / 12)},
        )
    elif months > 24:
        yield Finding(
            "program.cash_off.goal",
            "note",
            N_("The median member needs {months:.0f} months for the first reward of {goal:,} points."),
            {"months": months, "goal": card.minimum},
        )


def expiry_cliff(view: View) -> Iterator[Finding]:
    card = view.card
    gap = 12 / float(np.median(view.orders))  # months between two orders of the median member
    if card.expiry == EXPIRY_INACTIVITY and card.expiry_months < 2 * gap:
        yield Finding(
            "program.points_expiry.months",
            "warning",
            N_(
                "The median member buys every {gap:.1f} months and loses all points after {months} without a purchase: "
                "many will lose everything between two orders. Try {remedy:.0f} months."
            ),
            {"gap": gap, "months": card.expiry_months, "remedy": np.ceil(4 * gap)},
        )
    if card.expiry == EXPIRY_AFTER_EARNING and card.goal and card.expiry_months < gap:
        yield Finding(
            "program.points_expiry.months",
            "fault",
            N_("Points expire after {months} months, and the median member buys every {gap:.1f}: most are lost before the next order."),
            {"months": card.expiry_months, "gap": gap},
        )


def benefits_dearer_than_margin(view: View) -> Iterator[Finding]:
    """Benefits, rewards and the price off, of the sales of the tier's own members."""
    tiers, market = view.tier_of(), view.scenario.market
    benefits = view.scenario.program.get("tier_benefits")
    for tier in range(view.card.tiers):
        own = tiers == tier
        if not own.any() or benefits is None:
            continue
        spend, orders = float((view.orders * view.basket)[own].sum()), float(view.orders[own].sum())
        cost = sum(
            market.minor(b.unit_cost) * b.uptake * {"order": orders, "month": 12 * own.sum(), "year": own.sum()}[b.per]
            for b in benefits.benefits
            if b.from_tier <= tier + 1
        )
        share = float(cost / spend)
        if share > market.margin.value / 2:
            yield Finding(
                "program.tier_benefits.benefits",
                "fault" if share > market.margin.value else "warning",
                N_(
                    "{tier}'s benefits cost {share:.1%} of what its members spend, and the margin is {margin:.0%}. "
                    "At {remedy:.0%} of today's cost they would take a quarter of it."
                ),
                {"tier": view.names[tier], "share": share, "margin": market.margin.value, "remedy": market.margin.value / 4 / share},
            )


def stacked_discounts(view: View) -> Iterator[Finding]:
    """The dearest day: price off plus the extra points and the top tier's points, of the price."""
    card, margin = view.card, view.scenario.market.margin.value
    tables, own = card.day_tables(), int(card.price_off[card.tiers - 1])
    given = np.maximum(tables["depth"], own) if card.larger_offer_only else np.minimum(tables["depth"] + own, DEEPEST)
    top = card.earn_rate[card.tiers - 1] / max(1, card.earn_rate[0]) if card.earn_rate[0] else 0.0
    back = card.reward_rate * top * card.reward_cost / max(1, card.reward_value)
    worst = float((given / 10_000 + back * tables["multiplier"] / 100).max())
    yield from _coupons(view, given, back * tables["multiplier"] / 100)
    if worst > margin:
        day = int((given / 10_000 + back * tables["multiplier"] / 100).argmax())
        yield Finding(
            "program.member_day",
            "fault",
            N_(
                "On {date} price off and points together give {tier} {given:.0%} of the price, more than the margin of {margin:.0%}: "
                "each such order loses money."
            ),
            {"date": card.calendar.date(day).isoformat(), "tier": view.names[-1], "given": worst, "margin": margin},
        )


def _coupons(view: View, given: np.ndarray, points: np.ndarray) -> Iterator[Finding]:
    """Of each coupon the dearest day on which it may be held, with all that everybody gets on that day."""
    card, margin = view.card, view.scenario.market.margin.value
    for offer in (o for o in card.personal if card.offer_form[o.places[0]] in (COUPON, RED_PACKET)):
        k, market = offer.places[0], view.scenario.market
        basket = max(market.minor(market.average_basket.value), int(card.offer_threshold[k]))
        own = offer.share + offer.money / basket
        days = np.zeros(len(given), bool) if offer.runs else np.ones(len(given), bool)
        for first, last, _ in offer.runs or ():
            days[first : last + 1] = True
        if not days.any():
            continue
        off = np.maximum(given / 10_000, own) if card.larger_offer_only else np.minimum(given / 10_000 + own, DEEPEST / 10_000)
        worst = float((off + points)[days].max())
        if worst > margin:
            day = int(np.flatnonzero(days)[(off + points)[days].argmax()])
            yield Finding(
                f"program.{offer.label}",
                "warning",
                N_(
                    "On {date} an average order with this offer gives {tier} {given:.0%} of the price in all, more than the margin of {margin:.0%}. "
                    "It pays only with members who would not have ordered."
                ),
                {"date": card.calendar.date(day).isoformat(), "tier": view.names[-1], "given": worst, "margin": margin},
            )


def metric_falls_when_points_are_spent(view: View) -> Iterator[Finding]:
    if view.card.tiers > 1 and view.card.metric[0] == SPEND and view.card.goal:
        yield Finding(
            "program.tiers.metric",
            "note",
            N_(
                "What qualifies is what is paid, so an order paid with points counts less: a member who redeems climbs more slowly. "
                "Orders as the metric would not do that."
            ),
            {},
        )


RULES = (
    unreachable_tiers,
    tier_shares,
    gaps_and_overlaps,
    reward_out_of_reach,
    expiry_cliff,
    benefits_dearer_than_margin,
    stacked_discounts,
    metric_falls_when_points_are_spent,
)


def _shown(view: View, amount: float) -> float:
    """A qualifying amount as the form shows it."""
    return amount / view.money if view.card.metric[0] == SPEND else amount


def _rounded(amount: float) -> float:
    """Two significant digits."""
    return float(f"{amount:.2g}")
