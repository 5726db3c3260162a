"""The program check: what an experienced eye would say of a program before it runs.  Each finding names field, figure and remedy.

It looks at members who are active all year round, by their own purchase rate and basket; nothing is simulated.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Literal

import numpy as np

from simulation.naming import called
from simulation.population import population
from simulation.ratecard import EARN_STEPS, RateCard
from simulation.records import (
    ACTIVITY,
    COUPON,
    DEEPEST,
    EXPIRY_AFTER_EARNING,
    EXPIRY_INACTIVITY,
    GROWTH,
    ORDERS,
    RED_PACKET,
    SPEND,
    WINDOW_LIFETIME,
    WINDOW_ROLLING,
)
from simulation.scenario import Scenario
from simulation.service_report import desks_of
from simulation.simulate import rate_card
from simulation.words import N_

SAMPLE = 4_000
DAYS_A_YEAR = 365.25

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
    language: str = "en"

    @property
    def names(self) -> list[str]:
        return [n.in_language(self.language) for n in self.scenario.program.tier_names]

    @property
    def money(self) -> float:
        return float(self.scenario.market.minor_per_unit)

    def amounts(self, m: int) -> np.ndarray | None:
        """The window's amount of a metric by member; None where it is not known before a run: activity, and growth that no order counts."""
        metric, rate = self.card.metric[m], float(self.card.growth_rate[0])
        if metric == ACTIVITY or (metric == GROWTH and not rate):
            return None
        if metric == ORDERS:
            return self.orders * self.years
        per_minor = {SPEND: 1.0, GROWTH: rate / EARN_STEPS / self.money}.get(metric, self.points_per_minor)
        return self.orders * self.basket * self.years * per_minor

    @property
    def years(self) -> float:
        """Length of the window; what counts for a lifetime counts as long as the run."""
        card = self.card
        if card.window_kind == WINDOW_LIFETIME:
            return self.scenario.run.months / 12
        if card.window_kind != WINDOW_ROLLING:
            return 1.0
        return card.window_days / DAYS_A_YEAR if card.window_days else card.window_months / 12

    @property
    def points_per_minor(self) -> float:
        return self.card.earn_rate[0] / EARN_STEPS / self.money

    def choices(self) -> list[tuple[str, int, float, float]]:
        """What points buy: field, points, cost of a point to the company in minor units, appeal."""
        card, catalogue = self.card, self.scenario.program.get("reward_catalogue")
        out = [("program.cash_off.goal", card.minimum, card.reward_cost / card.goal, 1.0)] if card.goal else []
        items = catalogue.items if catalogue else ()
        place = "program.reward_catalogue.items[{}].points"
        return out + [(place.format(i), x.points, x.cost * self.money / x.points, x.appeal) for i, x in enumerate(items)]

    def tier_of(self) -> np.ndarray:
        """The tier that each member's window reaches by the metrics that are known; nobody climbs into an invited tier."""
        card, found = self.card, None
        for m in range(card.metrics):
            amounts = self.amounts(m)
            if amounts is not None:
                tiers = np.searchsorted(card.threshold[m, 1 : card.tiers], amounts, side="right")
                found = tiers if found is None else np.minimum(found, tiers) if card.all_metrics else np.maximum(found, tiers)
        found = np.zeros(len(self.orders), int) if found is None else found
        return np.where((found == card.invited_tier) & (found > 0), found - 1, found)


def check(scenario: Scenario, language: str = "en") -> list[Finding]:
    """Every finding, faults first; names that the scenario gives are in the language, where it has them."""
    from simulation.findings_of_points import RULES as OF_POINTS
    from simulation.findings_of_tiers import RULES as OF_TIERS

    people = population(scenario.model_copy(update={"opening": ()}).with_run(members=SAMPLE)).rows
    view = View(scenario, rate_card(scenario), people["rate"][:SAMPLE] * DAYS_A_YEAR, people["mean_basket"][:SAMPLE], language)
    found = [f for rule in (*OF_TIERS, *RULES, *OF_POINTS) for f in rule(view)]
    return sorted(found, key=lambda f: ("fault", "warning", "note").index(f.level))


def reward_out_of_reach(view: View) -> Iterator[Finding]:
    card, choices = view.card, view.choices()
    if not choices or not card.earn_rate[0]:
        if choices and not card.earns_without_base_earn:
            yield Finding("program.base_earn", "fault", N_("There is a reward to buy with points, but nothing earns points. Add earning."), {})
        return
    field, goal, *_ = min(choices, key=lambda choice: choice[1])
    points = float(np.median(view.orders * view.basket)) * view.points_per_minor
    months = 12 * goal / points if points else np.inf
    if card.expiry == EXPIRY_AFTER_EARNING and months > card.expiry_months:
        yield Finding(
            field,
            "warning",
            N_(
                "The median member needs {months:.0f} months for {goal:,} points, and points expire after {expiry}. "
                "At most {remedy:,.0f} points would be in reach."
            ),
            {"months": months, "goal": goal, "expiry": card.expiry_months, "remedy": _rounded(points * card.expiry_months / 12)},
        )
    elif months > 24:
        yield Finding(
            field,
            "note",
            N_("The median member needs {months:.0f} months for the first reward of {goal:,} points."),
            {"months": months, "goal": goal},
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
    if card.expiry == EXPIRY_AFTER_EARNING and view.choices() and card.expiry_months < gap:
        yield Finding(
            "program.points_expiry.months",
            "fault",
            N_("Points expire after {months} months, and the median member buys every {gap:.1f}: most are lost before the next order."),
            {"months": card.expiry_months, "gap": gap},
        )


def benefits_dearer_than_margin(view: View) -> Iterator[Finding]:
    """Benefits, rewards and the price off, of the sales of the tier's own members."""
    tiers, market = view.tier_of(), view.scenario.market
    benefits, share = view.scenario.program.get("tier_benefits"), market.price_sensitive.value
    valued_by = {"all": 1.0, "price_sensitive": share, "quality_seeking": 1 - share}
    for tier in range(view.card.tiers):
        own = tiers == tier
        if not own.any() or benefits is None:
            continue
        spend, orders = float((view.orders * view.basket)[own].sum()), float(view.orders[own].sum())
        uses = {"order": orders, "month": 12 * own.sum(), "year": own.sum(), "birthday": own.sum()}
        cost = sum(
            market.minor(b.unit_cost) * b.uptake * uses[b.per] * valued_by[b.valued_by]
            for b in benefits.benefits
            if tier in range(view.card.tiers)[benefits.tiers_of(b, view.card.tiers)]
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
    choices = view.choices()
    cost_of_a_point = sum(cost * appeal for _, _, cost, appeal in choices) / max(1e-9, sum(appeal for *_, appeal in choices))
    back = view.points_per_minor * top * cost_of_a_point
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
    if view.card.tiers > 1 and SPEND in view.card.metric[: view.card.metrics] and view.choices():
        yield Finding(
            "program.tiers.metric",
            "note",
            N_(
                "What qualifies is what is paid, so an order paid with points counts less: a member who redeems climbs more slowly. "
                "Orders as the metric would not do that."
            ),
            {},
        )


def overloaded_desks(view: View) -> Iterator[Finding]:
    """Minutes of service that active members ask for in a day, against the minutes that agents have."""
    for label, terms in desks_of(view.scenario.program):
        apart = np.array([terms.serves_apart(tier) for tier in range(view.card.tiers)])[view.tier_of()]
        for field, agents, own in (("agents", terms.agents, ~apart), ("dedicated_agents", terms.dedicated_agents, apart)):
            orders = view.orders[own].sum() / len(view.orders) * view.scenario.run.members / DAYS_A_YEAR
            asked, each = orders * terms.share_of_orders * terms.minutes, 60 * terms.opening_hours
            if asked > agents * each:
                yield Finding(
                    f"program.{label}.{field}",
                    "warning",
                    N_("At {desk} members who stay active ask for {asked:,.0f} minutes of service a day, and the agents have {minutes:,.0f}: the "
                       "line grows from month to month. From {remedy} agents on they keep up."),
                    {"desk": called(terms, label), "asked": float(asked), "minutes": float(agents * each), "remedy": int(asked // each) + 1},
                )


RULES = (
    reward_out_of_reach,
    expiry_cliff,
    benefits_dearer_than_margin,
    stacked_discounts,
    metric_falls_when_points_are_spent,
    overloaded_desks,
)


def _rounded(amount: float) -> float:
    """Two significant digits."""
    return float(f"{amount:.2g}")
