"""Both engines give the same tables with personal offers: every form, trigger, audience and way to combine, in ever new company.

Run k takes of every setting the k-th of a shuffled deck that holds each value as often as any other, ten times or more.
"""
from __future__ import annotations

import collections
import datetime
import random

import numpy as np
import pytest

from simulation.records import OFFER_MEASURES, STAGE_MEASURES
from simulation.scenario import build
from simulation.simulate import simulate
from tests.unit.engines import differences

RUNS, MEMBERS, MONTHS = 50, 150, 14
TIERS = {"levels": [{"name": f"T{i}", "threshold": x} for i, x in enumerate((0, 700, 2000))], "hold_months": 3}
CHANNELS = [{"channel": "sms", "reach": 0.6, "contact_cost": 0.05}, {"channel": "app", "reach": 0.3}]
DATES = {"monthly": {"day_of_month": 18, "days": 5}, "over the month's end": {"day_of_month": 25, "days": 20},
         "dates": {"dates": ["02-28", "02-29", "06-01", "06-18"], "days": 12}, "birthday": {"trigger_by": "birthday", "days": 31}}
MEANT = {"all": {}, "value": {"bands": ["middle", "high"], "middle_from": 300}, "stage": {"stages": ["growing", "dormant"]},
         "recency": {"inactive_from": 20, "inactive_to": 80}, "tier": {"from_tier": 2, "to_tier": 2}}
SETTINGS = {"coupon": tuple(DATES), "red_packet": tuple(DATES), "lottery": tuple(DATES), "points_campaign": tuple(DATES),
            "coupon_for": tuple(MEANT), "points_for": tuple(MEANT), "stacking": ("add", "larger"), "member_price": ("add", "larger", None),
            "uses": (1, 3), "threshold": (0, 150), "channels": (0, 2), "form": ("coupon", "points"), "joins": (0, 0.6), "returns": (0.05, 0.5),
            "opening": (False, True), "member_day": (False, True), "stages": (False, True)}


def deck(name: str) -> list:
    values = SETTINGS[name]
    return random.Random(name).sample((values * RUNS)[:RUNS], RUNS)


DECKS = {name: deck(name) for name in SETTINGS}


def chosen(k: int) -> dict:
    return {name: cards[k] for name, cards in DECKS.items()}


def scenario_of(picked: dict, seed: int):
    held = {"uses": picked["uses"], "threshold": picked["threshold"], "channels": CHANNELS[: picked["channels"]]}
    gift = held | {"form": picked["form"], "bonus": 50, "depth": 0.15, "redemption": 0.8}
    program = {
        "tiers": TIERS, "base_earn": {}, "cash_off": {"goal": 150, "point_value": 0.02}, "points_expiry": {"months": 6},
        "coupon": held | DATES[picked["coupon"]] | MEANT[picked["coupon_for"]] | {"depth": 0.1, "amount": 5, "stacking": picked["stacking"]},
        "red_packet": held | DATES[picked["red_packet"]] | {"least": 2, "most": 40},
        "lottery": held | DATES[picked["lottery"]] | {"prizes": [{"odds": 0.1, "value": 50, "prize_cost": 30},
                                                                 {"odds": 0.5, "value": 5, "prize_cost": 3}]},
        "points_campaign": held | DATES[picked["points_campaign"]] | MEANT[picked["points_for"]] | {"multiplier": 2.5, "bonus": 20},
        "welcome_offer": gift | {"days": 40}, "activation_offer": gift | {"after_days": 20},
        "win_back": gift | {"after_days": 45, "repeat_months": 3},
    }  # fmt: skip
    program |= {"member_price": {"price_off": [0, 0.05, 0.1], "stacking": picked["member_price"]}} if picked["member_price"] else {}
    program |= {"member_day": {"day_of_month": 18, "depth": 0.08}} if picked["member_day"] else {}
    program |= {"lifecycle_stages": {"dormant_days": 60, "gone_days": 120, "mature_orders": 2}} if picked["stages"] else {}
    opening = [{"tier": 1, "members": 100}, {"tier": 2, "members": 50, "points": 9000, "orders_a_year": 12}] if picked["opening"] else None
    scenario = build({"title": "offers", "market": "ecommerce_cn", "program": program, "opening": opening,
                      "run": {"members": MEMBERS, "months": MONTHS, "seed": seed, "start": datetime.date(2027, 12, 1)}}, "offers")
    return scenario.with_market(scenario.market.with_values(joins_per_year=picked["joins"], returned_share=picked["returns"]))


@pytest.mark.parametrize("k", range(RUNS))
def test_engines_agree(k):
    fast, slow = (simulate(scenario_of(chosen(k), k), engine=engine) for engine in ("fast", "reference"))
    assert not differences(fast, slow), f"{differences(fast, slow)} differ at seed {k} with {chosen(k)}"
    assert fast.digest() == slow.digest()


def test_every_value_of_every_setting_meets_ten_seeds():
    met = collections.Counter((name, value) for k in range(RUNS) for name, value in chosen(k).items())
    assert len(met) == sum(map(len, SETTINGS.values())) and min(met.values()) >= 10, met


def test_everything_that_is_counted_of_offers_happens_in_these_runs():
    offers, stages = (np.zeros(len(names), int) for names in (OFFER_MEASURES, STAGE_MEASURES))
    for k in range(RUNS):
        arm = simulate(scenario_of(chosen(k), k)).program
        offers += arm.offer.sum((0, 1, 2)) > 0
        stages += arm.stage.sum((0, 1)) > 0
        assert np.array_equal(arm.stage[:, :, :5].sum((1, 2)), arm.measure("members").sum(1)), "every member is at one stage"
        assert arm.offer_day.sum() == arm.offer[..., 4:6].sum(), "money by day adds up to the money given"
        cut = arm.price_cut.sum()
        assert cut == arm.offer[..., 4].sum(), "what coupons took off is what was booked"
    assert offers.min() >= 10 and stages.min() >= 10, f"rare in {RUNS} runs: {offers}, {stages}"
