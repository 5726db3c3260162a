"""Both engines give the same tables with every way to earn, to wait, to redeem and to use benefits at once; each setting meets 10 seeds."""
import collections
import random

import numpy as np
import pytest

from simulation.scenario import load_scenario
from simulation.simulate import simulate

BASE = load_scenario("handbook_four_tiers")
ROWS = [
    {"name": "Check-in", "times_a_month": 12, "engaged": 0.6, "points": 3, "daily_cap": 1, "yearly_cap": 60},
    {"name": "Review", "kind": "review", "order_share": 0.5, "engaged": 0.7, "points": 20, "daily_cap": 1, "unit_cost": 0.5},
    {"name": "Share", "kind": "share", "times_a_month": 2, "engaged": 0.3, "points": 10},
]
ITEMS = [
    {"name": "Coupon", "points": 300, "value": 5, "cost": 4, "appeal": 2},
    {"name": "Bag", "kind": "gift", "points": 450, "value": 8, "cost": 3},
    {"name": "Freight", "kind": "free_freight", "points": 250, "value": 400, "cost": 6, "appeal": 0.5},
]
BENEFITS = [
    {"name": "Freight", "kind": "freight", "per": "order", "unit_cost": 4, "perceived_value": 8, "valued_by": "price_sensitive"},
    {"name": "Advice", "kind": "service", "per": "month", "unit_cost": 9, "uptake": 0.3, "perceived_value": 20, "valued_by": "quality_seeking"},
    {"name": "Small gift", "kind": "gift", "per": "birthday", "unit_cost": 9, "perceived_value": 9},
    {"name": "Large gift", "kind": "gift", "from_tier": 3, "per": "birthday", "unit_cost": 30, "perceived_value": 30},
]
SETTINGS = {
    "pending": (0, 7, 21, 60),
    "caps": ((0, 0), (150, 0), (300, 500)),
    "cash_off": (None, {"goal": 150}, {"goal": 200, "minimum": 400, "cap_share": 0.3, "cap_points": 600}),
    "catalogue": (None, ITEMS[:1], ITEMS),
    "expiry": ({"months": 2}, {"policy": "inactivity", "months": 3}, {"months": 12, "never_from_tier": 3}),
    "rows": (None, ROWS, ROWS[1:2], ROWS[::2]),
    "metric": ("spend", "points_earned"),
    "upgrade": ("at_once", "at_review"),
    "stacking": ("add", "best"),
    "returned": (0.0, 0.1, 0.6),
    "joins": (0, 0.6),
    "gifts": (True, False),
    "categories": (0, 1, 2),
}
RUNS = 60


def chosen(k):
    draw = random.Random(k)
    return {name: draw.choice(values) for name, values in SETTINGS.items()}


def scenario_of(picked, seed):
    tiers = BASE.program.mapping()["tiers"] | {"metric": picked["metric"], "upgrade": picked["upgrade"]}
    order, month = picked["caps"]
    program = {
        "tiers": tiers,
        "base_earn": {"multiplier": [1, 1.2, 1.5, 2], "pending_days": picked["pending"], "cap_per_order": order, "cap_per_month": month},
        "cash_off": picked["cash_off"],
        "reward_catalogue": picked["catalogue"] and {"items": picked["catalogue"]},
        "points_expiry": picked["expiry"],
        "activities": picked["rows"] and {"rows": picked["rows"]},
        "tier_benefits": {"benefits": BENEFITS, "stacking": picked["stacking"]},
        "member_day": {"day_of_month": 18, "multiplier": 2},
    }
    if picked["gifts"]:
        program |= {"sign_up": {"points": 120}, "birthday_points": {"points": 80, "within_days": 200}}
    for n in range(picked["categories"]):
        program[f"category {n}"] = {"mechanic": "category_bonus", "share": 0.4, "multiplier": 3 if n else 0}
    scenario = BASE.with_program({label: terms for label, terms in program.items() if terms is not None})
    market = scenario.market.with_values(returned_share=picked["returned"], joins_per_year=picked["joins"], never_redeems=0.1)
    return scenario.with_market(market).with_run(members=200, months=15, seed=seed)


@pytest.mark.parametrize("k", range(RUNS))
def test_engines_agree(k):
    scenario = scenario_of(chosen(k), k)
    fast, slow = simulate(scenario), simulate(scenario, engine="reference")
    assert fast.digest() == slow.digest(), chosen(k)


def test_every_setting_meets_ten_seeds():
    met = collections.Counter((name, str(value)) for k in range(RUNS) for name, value in chosen(k).items())
    assert len(met) == sum(map(len, SETTINGS.values())) and min(met.values()) >= 10, met


def test_all_of_it_happens():
    everything = {name: values[-1] for name, values in SETTINGS.items()}
    everything |= {"rows": ROWS, "gifts": True, "cash_off": {"goal": 150}, "expiry": {"months": 2}, "caps": (300, 500), "pending": 7}
    outcome = simulate(scenario_of(everything, 1))
    arm = outcome.program
    assert (arm.acts[:, :, :3].sum((0, 1)) > 0).all(), "an activity that nobody does"
    assert (arm.items[:, :, :3].sum((0, 1)) > 0).all() and arm.measure("rewards").sum() > 0, "a reward that nobody takes"
    assert (arm.used.sum((0, 1)) > 0).all(), "a use that nobody makes"
    assert min(arm.measure(m).sum() for m in ("points_expired", "points_reversed", "points_redeemed")) > 0
    assert not any(getattr(outcome.no_program, name).any() for name in ("acts", "items", "used")), "the program acts without a program"


def test_any_number_of_workers_gives_the_same_tables():
    scenario = scenario_of({name: values[-1] for name, values in SETTINGS.items()} | {"rows": ROWS, "gifts": True}, 3)
    one, three = (simulate(scenario, workers=n) for n in (1, 3))
    assert one.digest() == three.digest() and np.any(one.program.acts)
