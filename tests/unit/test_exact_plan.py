"""Paid plans and partners: both engines give the same tables to the last integer, and nobody's luck hangs on a mechanic's place."""
from __future__ import annotations

import datetime

import numpy as np
import pytest

from simulation.arm import FIELDS
from simulation.records import PER_MEMBER
from simulation.scenario import build
from simulation.simulate import simulate
from tests.unit.engines import differences

FREIGHT = {"name": "Plus", "fee": 99, "freight_cost": 6, "freight_uses": 0.5, "freight_value": 8, "other_cost": 20, "other_value": 50}
BACK = {"name": "Executive", "fee": 199, "price_off": 0.05, "points_back": 0.02, "back_in": "share", "cap_month": 10, "cap_year": 60}
POINTS = {"name": "Points", "fee": 15, "points_back": 1.5, "cap_month": 800, "cap_quarter": 1500, "cap_year": 4000}
GATED = {"name": "VIP", "fee": 300, "low_fee": 88, "price_off": 0.08}
HOTEL = {"name": "Hotel", "per": "year", "unit_cost": 40, "uptake": 0.1, "perceived_value": 60, "customers": 0.4, "events_per_month": 1.5,
         "points_per_event": 70, "price_per_point": 0.0065}
BANK = {"mechanic": "partner", "name": "Bank", "from_tier": 2, "unit_cost": 3, "perceived_value": 6, "customers": 0.2, "points_per_event": 30,
        "price_per_point": 0.01}
LEVELS = [{"name": "Member", "threshold": 0}, {"name": "Silver", "threshold": 800}, {"name": "Gold", "threshold": 3000}]
OPENING = [{"tier": 1, "members": 150, "points": 20_000}, {"tier": 3, "members": 50, "points": 90_000, "qualifying": 3500, "orders_a_year": 9}]
PLANS = {
    "one level, no trial": {"trial_days": 0, "levels": [FREIGHT]},
    "two levels, trial": {"trial_days": 30, "trial_share": 0.3, "levels": [FREIGHT, BACK]},
    "billed by month, caps": {"billing": "monthly", "trial_days": 7, "trial_share": 0.3, "levels": [POINTS]},
    "gate": {"trial_days": 45, "gate_score": 1000, "levels": [GATED]},
}
PARTNERS = {"none": {}, "two, one leaves": {"partner": HOTEL | {"to_month": 7}, "bank": BANK | {"from_month": 4}},
            "and members bring in others": {"partner": HOTEL, "referral": {}}}
WINDOWS = ("rolling", "calendar_year")


def scenario(plan, partners, k, **numbers):
    program = {"tiers": {"levels": LEVELS, "window": WINDOWS[k % 2]}, "base_earn": {}, "points_expiry": {"months": 6},
               "cash_off": {"goal": 300}, "member_day": {"day_of_month": 18, "depth": 0.1}} | partners
    program |= {"paid_plan": plan} if plan else {}
    found = build({"title": "exact", "market": "ecommerce_cn", "program": program, "opening": OPENING if k % 3 == 0 else None,
                   "run": {"members": 200, "months": 14 + 12 * (k % 4 == 1), "seed": k, "start": datetime.date(2026, 1 + 5 * (k % 2), 1)}}, "exact")
    return found.with_market(found.market.with_values(**{"joins_per_year": 0.5, "returned_share": 0.2} | numbers))


RUNS = [(plan, partner) for partner in PARTNERS for plan in PLANS] + [("none", "two, one leaves")]


@pytest.mark.parametrize(("k", "plan", "partner"), [(k, *names) for k, names in enumerate(RUNS)])
def test_engines_agree(k, plan, partner):
    found = scenario(PLANS.get(plan), PARTNERS[partner], k)
    fast, slow = simulate(found), simulate(found, engine="reference")
    assert not differences(fast, slow), f"{differences(fast, slow)} differ"
    assert fast.digest() == slow.digest()
    assert bool(fast.program.paid.any()) == (plan != "none") and bool(fast.program.partner.any()) == (partner != "none")


def test_what_can_happen_to_a_plan_happens_in_these_runs():
    plans, renewals = np.zeros(6, int), np.zeros(3, int)
    for k, (plan, partner) in enumerate(RUNS):
        arm = simulate(scenario(PLANS.get(plan), PARTNERS[partner], k)).program
        plans += arm.plan.sum((0, 1, 2))
        renewals += arm.plan_renewal.sum((0, 1, 2))
    assert plans.min() > 20 and renewals.min() > 20, (plans, renewals)
    assert renewals[0] > renewals[1] + renewals[2], "some who still buy do not renew"


def test_without_effects_a_plan_moves_no_order_of_anybody():
    with_plan, without = (simulate(scenario(plan, {}, 2, theta_paid=0, phi_paid=0, paid_basket=0)) for plan in (PLANS["two levels, trial"], None))
    assert with_plan.program.paid.any()
    plain = {"theta_goal": 0, "theta_redeem": 0, "theta_campaign": 0, "theta_tier": 0, "phi_tier": 0, "theta_enrolled": 0, "phi_member": 0,
             "loss_weight": 0, "status_value": 0, "theta_paid": 0, "phi_paid": 0, "paid_basket": 0}
    quiet = [simulate(scenario(plan, {}, 2, **plain)).program for plan in (PLANS["two levels, trial"], None)]
    assert quiet[0].paid.any() and np.array_equal(quiet[0].sales, quiet[1].sales) and np.array_equal(quiet[0].purchases, quiet[1].purchases)
    assert not np.array_equal(with_plan.program.sales, without.program.sales), "points back and tiers reached later still move orders"


def test_the_no_program_arm_knows_no_plan_and_no_partner():
    with_both, without = simulate(scenario(PLANS["gate"], PARTNERS["two, one leaves"], 3)), simulate(scenario(None, {}, 3))
    for name in (*FIELDS, *PER_MEMBER):
        assert np.array_equal(getattr(with_both.no_program, name), getattr(without.no_program, name)), name


def test_a_further_partner_moves_nobody_s_luck_at_the_first():
    """Luck goes by the label: a bank before the hotel leaves every visit to the hotel as it was."""
    quiet = dict.fromkeys(("theta_goal", "theta_tier", "phi_tier", "theta_redeem", "phi_member", "theta_enrolled", "status_value"), 0)
    alone = simulate(scenario(None, {"partner": HOTEL}, 4, **quiet)).program.partner
    beside = simulate(scenario(None, {"bank": BANK, "partner": HOTEL}, 4, **quiet)).program.partner
    assert alone[:, :, 0].any() and np.array_equal(alone[:, :, 0].sum(1), beside[:, :, 1].sum(1))
