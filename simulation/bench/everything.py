"""A scenario with every mechanic of the registry on, over the one that the benchmark measures: what the whole handbook costs in time, and
what tests use to see that everything holds together."""
from __future__ import annotations

from simulation.mechanics import REGISTRY
from simulation.scenario import Scenario, load_scenario

BASE = "handbook_four_tiers"
# What differs from a mechanic's own example, so that each one acts in a run of a year
TERMS = {
    "tiers": {"second_metric": "growth", "joined_by": "any", "window": "days", "window_days": 400, "downgrade": "soft_landing", "reminder_months": 2,
              "reminder_cost": 0.5, "easing_months": [6, 11], "easing": 0.1, "hold_months": 6,
              "levels": [{"name": "Member", "threshold": 0, "second_threshold": 0},
                         {"name": "Silver", "threshold": 1000, "second_threshold": 1300},
                         {"name": "Gold", "threshold": 3000, "second_threshold": 3900, "lifetime_spend": 12000},
                         {"name": "Diamond", "threshold": 8000, "second_threshold": 10_000},
                         {"name": "Guest", "threshold": 1e8, "second_threshold": 1e8}]},
    "growth_value": {"per_unit": 1.5},
    "invited_tier": {"tier": 5, "share": 0.01},
    "base_earn": {"multiplier": [1, 1.2, 1.5, 2, 2], "pending_days": 14, "cap_per_month": 3_000},
    "category_bonus": {"share": 0.2, "multiplier": 2},
    "cash_off": {"goal": 500, "cap_share": 0.5},
    "member_price": {"price_off": [0, 0, 0.01, 0.02, 0.02]},
    "tier_benefits": {"stacking": "best", "benefits": [
        {"name": "Freight", "kind": "freight", "from_tier": 2, "unit_cost": 8, "uptake": 0.2, "perceived_value": 8, "valued_by": "price_sensitive"},
        {"name": "Birthday gift", "kind": "gift", "from_tier": 2, "per": "birthday", "unit_cost": 20, "perceived_value": 30},
        {"name": "Service", "kind": "service", "from_tier": 3, "per": "month", "unit_cost": 1, "uptake": 0.3, "perceived_value": 4,
         "valued_by": "quality_seeking"}]},
    "coupon": {"dates": ["06-16", "11-09"], "days": 3, "depth": 0.08, "threshold": 150,
               "channels": [{"channel": "app", "reach": 0.6, "contact_cost": 0.05}]},
    "win_back": {"after_days": 90, "depth": 0.15},
    "budget": {"limits": [{"what": "campaigns", "amount": 1e7, "per": "year"}]},
    "service_desk": {"agents": 2, "contacts_per_order": 0.05, "dedicated_agents": 1, "dedicated_from_tier": 3},
    "referral": {"reward": 20, "friend_points": 100},
}


def everything(members: int | None = None, months: int | None = None, seed: int | None = None) -> Scenario:
    """The benchmark's scenario with every mechanic on, each with its own example's terms or those above."""
    base = load_scenario(BASE)
    program = base.program.mapping()
    for word, kind in REGISTRY.items():
        program[word] = (program.get(word) or kind.example) | TERMS.get(word, {})
    found = base.with_program(program)
    market = found.market.with_values(organic_referrals=0.02)
    return found.with_market(market).with_run(members=members, months=months, seed=seed)
