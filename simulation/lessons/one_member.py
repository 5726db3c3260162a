"""Lessons on one member: the rules of simulation/rules/ as they stand, on a member and a rate card made for the question."""
from __future__ import annotations

import math
import types

import numpy as np

from simulation.lessons import YEAR_DAYS, example
from simulation.population import population
from simulation.ratecard import Offer, RateCard
from simulation.records import CARD, MAX_TIERS, MEMBER
from simulation.reference import Grid, plain, plain_record
from simulation.rules.effects import dropout_chance, least, log_rate, redemption_chance, refresh, utility_of
from simulation.rules.expiry import last_expiring
from simulation.rules.plan import joining_chance, plan_worth, renewal_chance, year_fee
from simulation.rules.standing import along, stands
from simulation.scenario import Scenario
from simulation.simulate import rate_card

MONTH = 13      # of the run: points of the first month are then at the end of a year
CANDIDATES = 400


def card_of(scenario: Scenario, shares: tuple[float, ...] = (1.0,)) -> types.SimpleNamespace:
    """The rate card as the rules read it, within a month of a run without offers; `shares` of the members stand in each tier."""
    rates = rate_card(scenario)
    rates.offers = []
    card = plain_record(rates.record()[0], CARD)
    by_tier = np.zeros(MAX_TIERS)
    by_tier[: len(shares)] = shares
    values = rates.month(MONTH, rates.day_tables()) | {"status": rates.status(by_tier)}
    vars(card).update({name: plain(value) for name, value in values.items()})
    return card


def typical_member(scenario: Scenario, spend: float) -> types.SimpleNamespace:
    """Of the scenario's members who redeem, the one nearest to a yearly spend (currency units) with the usual responsiveness."""
    rows = population(scenario.with_run(members=CANDIDATES)).rows
    own = rows["rate"] * YEAR_DAYS * rows["mean_basket"] / scenario.market.minor_per_unit
    far = np.abs(np.log(own / spend)) + np.abs(np.log(rows["g"])) + 100.0 * (rows["redeems"] == 0)
    s = plain_record(rows[int(far.argmin())], MEMBER)
    s.enrolled, s.joined_month = 1, 1
    return s


def orders_a_year(s, card, day: int = 0) -> float:
    """The member's orders in a year at the pull of this moment."""
    refresh(s, card)
    return s.rate * YEAR_DAYS * math.exp(log_rate(s, card.first_day + day, card))


# ======== the goal gradient ===============================================================================================
def near_a_threshold(theta_goal: float, points: int = 61) -> dict:
    """One member who has spent more and more within the year, from the second tier's threshold to halfway beyond the third's.

    spent [k] currency units · orders, without [k]: orders a year at that moment, with the goal gradient and with none · threshold ·
    tier [k] · own: orders a year without a program.
    """
    scenario = example(theta_goal=theta_goal)
    card, flat = card_of(scenario), card_of(example(theta_goal=0.0))
    unit, metric = scenario.market.minor_per_unit, 0
    low, high = card.threshold[metric, 1], card.threshold[metric, 2]
    s = typical_member(scenario, high / unit)
    s.redeems = 0                                             # the tier is the goal here, not the next reward
    spent = np.linspace(low, high + (high - low) / 2, points).astype(int)
    out = {"spent": spent / unit, "orders": [], "without": [], "tier": [], "along": [], "threshold": high / unit, "own": s.rate * YEAR_DAYS}
    for amount in spent.tolist():
        s.qualifying = [amount, 0]
        s.tier = max(t for t in range(card.tiers) if t == 0 or stands(s.qualifying, t, 0, card))
        s.utility = utility_of(s, s.tier, card)
        out["orders"].append(orders_a_year(s, card))
        out["without"].append(orders_a_year(s, flat))
        out["tier"].append(s.tier)
        out["along"].append(along(s, card))
    return out


# ======== redeeming ========================================================================================================
def redeeming(reward_points: int, points: int = 61) -> dict:
    """Chance that a member redeems at the next order, by balance: with all points fresh, and where the oldest run out this month."""
    held = example()
    program = held.program.mapping()
    program["cash_off"] = program["cash_off"] | {"goal": reward_points}
    card = card_of(held.with_program(program))
    s = typical_member(held, 3_000)
    balance = np.linspace(0, 6 * reward_points, points).astype(int)
    out = {"balance": balance, "fresh": [], "expiring": []}
    for held_points in balance.tolist():
        for name, vintage in (("fresh", MONTH), ("expiring", last_expiring(s, card))):
            s.lots = Grid([0] * len(s.lots))
            s.balance = s.lots[vintage % len(s.lots)] = held_points
            s.oldest = vintage
            out[name].append(redemption_chance(s, card) if held_points >= least(card) else 0.0)
    return out


# ======== what a tier is worth =============================================================================================
def worth_of_a_tier(monthly_value: float, share: float) -> dict:
    """A tier whose only benefit is worth so much a month (currency units), held by this share of all members; by the member's own orders a year.

    orders [k] · utility [k], between 0 and 1 · more_orders, fewer_leaving [k]: what it does to them, shares.
    """
    held = example()
    program = {k: v for k, v in held.program.mapping().items() if k in ("tiers", "base_earn", "cash_off")}
    benefit = {"name": {"en": "Benefit"}, "from_tier": 2, "per": "month", "unit_cost": 0.0, "perceived_value": monthly_value}
    scenario = held.with_program(program | ({"tier_benefits": {"benefits": [benefit]}} if monthly_value else {}))
    card = card_of(scenario, (1 - share, share))
    s = typical_member(scenario, 3_000)
    s.redeems = s.tier = 0
    orders = np.arange(2, 53, 2)
    out = {"orders": orders, "utility": [], "more_orders": [], "fewer_leaving": []}
    for n in orders.tolist():
        s.rate = n / YEAR_DAYS
        s.qualifying = [card.threshold[0, s.tier], 0]         # just arrived: no goal in sight yet
        values = {}
        for tier in (0, 1):
            s.tier, s.qualifying = tier, [card.threshold[0, tier], 0]
            s.utility = utility_of(s, tier, card)
            values[tier] = orders_a_year(s, card), dropout_chance(s, card.first_day, card), s.utility
        s.tier = 0
        out["utility"].append(values[1][2])
        out["more_orders"].append(values[1][0] / values[0][0] - 1)
        out["fewer_leaving"].append(1 - values[1][1] / values[0][1])
    return out


# ======== offers, paid plan, referrals =====================================================================================
def pull_of_offers(days_a_month: int, price_off: float, months: int = 3) -> np.ndarray:
    """[day] share of orders more, of a member of the usual responsiveness, with so many evenly spread days of a lower price each month."""
    scenario = example().with_run(months=months)
    card = RateCard(scenario.market, scenario.calendar)
    for month in range(1, months + 1):
        first, last = scenario.calendar.span(month)
        for k in range(days_a_month):
            card.offers.append(Offer("lesson", first + (2 * k + 1) * (last - first) // (2 * days_a_month), 0.0, round(10_000 * price_off)))
    return np.expm1(card.day_tables()["pull"])


def paid_plan(fee: float, price_off: float) -> dict:
    """By a member's orders a year: chance to join the plan in a year, to renew after the first, and what the plan is worth over its fee."""
    held = example()
    level = {"name": {"en": "Plan"}, "fee": fee, "price_off": price_off}
    scenario = held.with_program(held.program.mapping() | {"paid_plan": {"trial_days": 0, "trial_share": 0, "levels": [level]}})
    card, s = card_of(scenario), typical_member(scenario, 3_000)
    orders = np.arange(2, 53, 2)
    out = {"orders": orders, "joining": [], "renewing": [], "worth": []}
    for n in orders.tolist():
        s.rate = n / YEAR_DAYS
        worth, price = plan_worth(s, 0, card), year_fee(s, 0, card)
        out["joining"].append(joining_chance(worth, price, card))
        out["renewing"].append(renewal_chance(worth, price, 1, card))
        out["worth"].append(worth / scenario.market.minor_per_unit)
    return out


def friends(reward: float, response: float) -> float:
    """Friends whom a member brings in a year for a reward of so much to either side, currency units."""
    held = example(referral_response=response)
    if not reward:
        return 0.0
    program = held.program.mapping() | {"referral": {"reward": reward, "friend_reward": reward}}
    return rate_card(held.with_program(program)).recruits_a_year
