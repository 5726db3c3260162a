"""The program check: each finding where it belongs, and silence where it does not."""

import pytest

from simulation.findings import check
from simulation.scenario import load_scenario


def found(program=None, tiers=None, **market):
    """Fields of the findings on the four-tier program with other terms."""
    scenario = load_scenario("handbook_four_tiers")
    mapping = scenario.program.mapping() | (program or {})
    for i, threshold in enumerate(tiers or []):
        mapping["tiers"]["levels"][i]["threshold"] = threshold
    changed = scenario.with_program({k: v for k, v in mapping.items() if v is not None}).with_market(scenario.market.with_values(**market))
    return {(f.field, f.level): str(f) for f in check(changed)}


BAD = {
    "a tier that nobody reaches": (dict(tiers=[0, 1_000, 3_000, 900_000]), ("program.tiers.levels[3].threshold", "fault"), "out of reach"),
    "an empty top": (dict(tiers=[0, 1_000, 3_000, 30_000]), ("program.tiers.levels[3].threshold", "warning"), "Only"),
    "all stay at the bottom": (dict(tiers=[0, 20_000, 21_000, 22_000]), ("program.tiers.levels[1].threshold", "warning"), "stay in Member"),
    "tiers too close": (dict(tiers=[0, 1_000, 1_010, 8_000]), ("program.tiers.levels[2].threshold", "note"), "so close"),
    "tiers too far": (dict(tiers=[0, 100, 3_000, 8_000]), ("program.tiers.levels[2].threshold", "note"), "30 times as high as Silver: a long way"),
    "a reward that expiry outruns": (dict(program={"cash_off": {"goal": 50_000}}), ("program.cash_off.goal", "warning"), "points expire after 12"),
    "a catalogue that expiry outruns": (
        dict(program={"cash_off": None, "reward_catalogue": {"items": [{"name": "Bag", "points": 50_000, "value": 20, "cost": 9}]}}),
        ("program.reward_catalogue.items[0].points", "warning"),
        "points expire after 12",
    ),
    "points that wait longer than they live": (
        dict(program={"base_earn": {"pending_days": 90}, "points_expiry": {"months": 3}}),
        ("program.base_earn.pending_days", "fault"),
        "never be used",
    ),
    "points that can be used before the order can come back": (
        dict(program={"base_earn": {"pending_days": 7}}),
        ("program.base_earn.pending_days", "note"),
        "Try 14",
    ),
    "check-ins worth more than orders": (
        dict(program={"activities": {"rows": [{"name": "Check-in", "times_a_month": 30, "points": 100, "daily_cap": 1}]}}),
        ("program.activities.rows[0].points", "warning"),
        "Check-in brings who does it 3,000 points a month",
    ),
    "a reward without earning": (dict(program={"base_earn": None}), ("program.base_earn", "fault"), "nothing earns points"),
    "inactivity sooner than the next order": (
        dict(program={"points_expiry": {"policy": "inactivity", "months": 1}}),
        ("program.points_expiry.months", "warning"),
        "lose everything",
    ),
    "benefits dearer than the margin": (
        dict(program={"tier_benefits": {"benefits": [{"name": "Gold bar", "unit_cost": 90, "perceived_value": 90}]}}),
        ("program.tier_benefits.benefits", "fault"),
        "margin is 25%",
    ),
    "a day below cost": (
        dict(program={"member_day": {"dates": ["06-18"], "depth": 0.2, "multiplier": 10}}),
        ("program.member_day", "fault"),
        "2026-06-18",
    ),
}


@pytest.mark.parametrize(("change", "where", "said"), BAD.values(), ids=BAD.keys())
def test_finding(change, where, said):
    findings = found(**change)
    assert where in findings, findings
    assert said in findings[where]
    assert where not in found(), "the handbook's program has no such finding"


def test_a_cheap_item_of_the_catalogue_brings_a_reward_within_reach():
    dear, cheap = {"cash_off": {"goal": 50_000}}, {"reward_catalogue": {"items": [{"name": "Sticker", "points": 100, "value": 1, "cost": 1}]}}
    assert ("program.cash_off.goal", "warning") in found(dear)
    assert not [field for field, _ in found(dear | cheap) if field.startswith(("program.cash_off", "program.reward_catalogue"))]


OTHER_EARNINGS = {
    "sign_up": {"points": 100},
    "birthday_points": {"points": 50},
    "activities": {"rows": [{"name": "Check-in", "points": 5}]},
    "paid_plan": {"levels": [{"name": "Plus", "fee": 99, "points_back": 0.01, "back_in": "share"}]},
    "partner": {"name": "Hotel", "customers": 0.2, "points_per_event": 50},
    "referral": {"friend_points": 100},
    "points_campaign": {"day_of_month": 8, "bonus": 50},
    "welcome_offer": {"form": "points", "bonus": 100},
    "win_back": {"form": "points", "bonus": 100},
}


@pytest.mark.parametrize("word", OTHER_EARNINGS)
def test_whatever_gives_points_is_earning(word):
    """A paid plan's points back were once taken for nothing."""
    nothing = ("program.base_earn", "fault")
    bare = {"base_earn": None, "member_day": None}
    assert nothing in found(bare)
    assert nothing not in found(bare | {word: OTHER_EARNINGS[word]})


def test_growth_value_and_a_partner_without_customers_give_no_points():
    bare = {"base_earn": None, "member_day": None, "sign_up": {"points": 0, "growth": 100}, "partner": {"name": "Hotel", "points_per_event": 50}}
    assert ("program.base_earn", "fault") in found(bare)


def test_waiting_for_just_the_return_window_and_a_capped_check_in_are_fine():
    few = {"activities": {"rows": [{"name": "Check-in", "times_a_month": 30, "points": 100, "yearly_cap": 6}]}}
    assert set(found(few | {"base_earn": {"pending_days": 14}})) == set(found())


def test_benefits_count_for_whom_they_are_and_where_no_higher_one_takes_their_place():
    bar = {"name": "Gold bar", "kind": "gift", "unit_cost": 90, "perceived_value": 90}
    card = {"name": "Card", "kind": "gift", "from_tier": 2, "unit_cost": 1, "perceived_value": 9}
    said = lambda program, **market: found({"tier_benefits": program}, **market).get(("program.tier_benefits.benefits", "fault"))  # noqa: E731
    assert said({"benefits": [bar]}).startswith("Diamond's benefits cost 27.3%"), "the last tier's is the one kept here"
    assert said({"benefits": [bar | {"valued_by": "quality_seeking"}]}, price_sensitive=0.0) == said({"benefits": [bar]})
    assert said({"benefits": [bar | {"valued_by": "price_sensitive"}]}, price_sensitive=0.2) is None, "a fifth of the members costs a fifth"
    assert said({"benefits": [bar, card]}).startswith("Diamond's")
    assert said({"benefits": [bar, card], "stacking": "best"}).startswith("Member's"), "higher tiers have the card alone"


def test_findings_are_sorted_and_carry_a_figure():
    levels = [f.level for f in check(load_scenario("cd_shop_points"))]
    assert levels == sorted(levels, key=("fault", "warning", "note").index)


def test_a_program_that_does_nothing_has_no_findings():
    assert check(load_scenario("no_program")) == []


def test_tiers_go_by_their_names_in_the_language():
    told = {language: " ".join(map(str, check(load_scenario("cn_multiplier"), language))) for language in ("en", "zh")}
    assert "Lifetime Diamond" in told["en"] and "终身钻石" in told["zh"] and "Lifetime Diamond" not in told["zh"]
