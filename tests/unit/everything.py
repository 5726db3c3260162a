"""A program with every mechanic of the registry, and a scenario in which all of them happen."""
from __future__ import annotations

import datetime

from simulation.mechanics import REGISTRY
from simulation.scenario import Scenario, build

LEVELS = [{"name": "Member", "threshold": 0}, {"name": "Silver", "threshold": 600, "second_threshold": 700},
          {"name": "Circle", "threshold": 1500, "second_threshold": 1700},
          {"name": "Gold", "threshold": 2500, "second_threshold": 2800}]
# What the examples leave out, or leave so rare that a small run would not meet it
TERMS = {
    "tiers": {"levels": LEVELS, "second_metric": "growth", "reminder_months": 2, "hold_months": 4},
    "growth_value": {"multiplier": [1, 1.2, 1.2, 1.5]},
    "invited_tier": {"tier": 3, "share": 0.1, "month": 4},
    "base_earn": {"multiplier": [1, 1.2, 1.3, 1.5], "cap_per_order": 900, "cap_per_month": 1500, "pending_days": 14},
    "sign_up": {"points": 60, "growth": 20},
    "activities": {"rows": [
        {"name": "Check-in", "times_a_month": 8, "engaged": 0.4, "points": 2, "daily_cap": 1},
        {"name": "Review", "kind": "review", "order_share": 0.5, "engaged": 0.6, "points": 10, "growth": 5, "daily_cap": 1, "yearly_cap": 4}]},
    "points_expiry": {"months": 4},
    "cash_off": {"goal": 300, "cap_share": 0.8},
    "reward_catalogue": {"items": [{"name": "Coupon of 10", "points": 500, "value": 10, "cost": 8},
                                   {"name": "Tote bag", "kind": "gift", "points": 400, "value": 20, "cost": 9, "appeal": 0.5}]},
    "tier_benefits": {"benefits": [{"name": "Free freight", "from_tier": 2, "unit_cost": 8, "uptake": 0.25, "perceived_value": 8},
                                   {"name": "Lounge", "from_tier": 4, "per": "month", "unit_cost": 5, "uptake": 0.5, "perceived_value": 9}]},
    "member_price": {"price_off": [0, 0.02, 0.03, 0.05]},
    "member_day": {"day_of_month": 18, "depth": 0.1},
    "coupon": {"day_of_month": 15, "depth": 0.1, "threshold": 120, "channels": [{"channel": "app", "reach": 0.8}]},
    "red_packet": {"day_of_month": 2, "least": 2, "most": 20, "days": 20},
    "lottery": {"day_of_month": 3, "prizes": [{"odds": 0.3, "value": 20, "prize_cost": 12}]},
    "points_campaign": {"day_of_month": 20, "multiplier": 3, "bonus": 25},
    "paid_plan": {"trial_share": 0.4, "levels": [
        {"name": "Plus", "fee": 9, "price_off": 0.04, "points_back": 1.0, "cap_month": 150, "freight_cost": 6, "freight_uses": 0.5,
         "freight_value": 8}]},
    "referral": {"reward_points": 30, "friend_points": 40},
    "budget": {"limits": [{"what": "rewards", "amount": 250, "per": "month"}, {"what": "points", "amount": 90_000, "per": "month"},
                          {"what": "campaigns", "amount": 2_500, "per": "month"}]},
    "service_desk": {"agents": 1, "contacts_per_order": 0.3, "minutes": 30, "dedicated_agents": 1},
    "running_cost": {"per_month": 1000},
}
NUMBERS = {"joins_per_year": 0.4, "returned_share": 0.15, "never_redeems": 0.2, "organic_referrals": 0.3, "referral_response": 0.8}


def every_program() -> dict:
    """Each mechanic of the registry: its example's terms, over them those above; a second category and member day of other terms."""
    program = {word: dict(kind.example) | TERMS.get(word, {}) for word, kind in REGISTRY.items()}
    return program | {"little": {"mechanic": "category_bonus", "share": 0.3, "multiplier": 0.5},
                      "festival": {"mechanic": "member_day", "dates": ["06-18", "11-11"], "multiplier": 3, "depth": 0.2, "day_of_month": 0}}


def every_scenario(program: dict | None = None, members: int = 300, months: int = 18, opening=None, **numbers) -> Scenario:
    found = build({"title": "everything", "market": "ecommerce_cn", "program": every_program() if program is None else program, "opening": opening,
                   "run": {"members": members, "months": months, "seed": 5, "start": datetime.date(2026, 1, 1)}}, "everything")
    return found.with_market(found.market.with_values(**NUMBERS | numbers))
