"""Points for what members do besides buying: how often, for whom, toward which tier; what the catalogue hands out; terms that do not fit."""
import datetime
import math

import numpy as np
import pytest

from simulation import engine
from simulation.inputs import ScenarioError
from simulation.population import population
from simulation.records import ACTIVITY, GROWTH
from simulation.scenario import OpeningGroup, load_scenario
from simulation.simulate import rate_card, simulate
from tests.cases import harness

BASE = load_scenario("no_program")
NO_DROPOUT = {"a": 1, "b": 1e12}
LEVELS = [{"name": "Member", "threshold": 0}, {"name": "Silver", "threshold": 59}]
DAILY = {"name": "Check-in", "times_a_month": 1000, "engaged": 1, "points": 2, "daily_cap": 1}


def world(members=2_000, months=12, opening=(), **program):
    """No effects on what anybody buys, no returns, nobody leaves."""
    market = BASE.market.preset("sceptic").with_values(returned_share=0, never_redeems=0, **NO_DROPOUT)
    return BASE.with_market(market).with_program(program).model_copy(update={"opening": opening}).with_run(members=members, months=months)


def near(found, n, share):
    """A count of n trials within three standard errors."""
    return abs(found - n * share) < 3 * math.sqrt(n * share * (1 - share))


# ======== joining and birthdays ==============================================================================================
def test_everybody_who_joins_has_the_points_once():
    scenario = world(sign_up={"points": 100})
    scenario = scenario.with_market(scenario.market.with_values(joins_per_year=0.5))
    arm = simulate(scenario).program
    joins = arm.measure("joins").sum(1)
    assert joins.min() > 0
    assert arm.measure("points_issued").sum(1).tolist() == (100 * joins + 100 * np.array([2_000] + [0] * 11)).tolist()
    old = simulate(scenario.model_copy(update={"opening": (OpeningGroup(members=2_000),)})).program
    assert old.measure("points_issued").sum(1).tolist() == (100 * old.measure("joins").sum(1)).tolist()


def test_birthdays_lie_evenly_on_the_year():
    given = simulate(world(members=12_000, months=24, birthday_points={"points": 1, "within_days": 1_000})).program.measure("points_issued").sum(1)
    assert given[0] == 0, "who joined on day 0 waits for the next January"
    assert all(near(n, 12_000, 1 / 12) for n in given[1:]) and given[13:].tolist() == given[1:12].tolist()
    assert given[1:13].sum() == 12_000


# ======== activities =========================================================================================================
def test_activities_come_as_often_as_they_should_to_who_does_them():
    rows = [{"name": "Task", "kind": "task", "times_a_month": 4, "engaged": 0.3}, DAILY | {"times_a_month": 30.4375, "engaged": 1}]
    arm = simulate(world(members=5_000, activities={"rows": rows})).program
    done, n = arm.acts[:, :, :, 0].sum((0, 1)), 5_000 * 365
    mean = 0.3 * 4 / 30.4375 * n
    spread = math.sqrt(mean + 5_000 * 0.3 * 0.7 * (4 * 12) ** 2)     # of the stream, and of who engages
    assert abs(done[0] - mean) < 3 * spread
    assert near(done[1], n, 1 - math.exp(-1)), "once a day on average is on 63 of 100 days"
    assert (arm.acts[:, :, 0, 1] == 5 * arm.acts[:, :, 0, 0]).all() and (arm.acts[:, :, 1, 1] == 2 * arm.acts[:, :, 1, 0]).all()
    assert arm.measure("points_issued").sum() == arm.acts[:, :, :, 1].sum()


def test_a_further_activity_moves_no_other_and_no_order():
    one, two = (simulate(world(activities={"rows": rows}, base_earn={})).program for rows in ([DAILY | {"times_a_month": 5}],
                                                                                  [DAILY | {"times_a_month": 5}, DAILY | {"name": "Other"}]))
    assert np.array_equal(one.acts[:, :, 0], two.acts[:, :, 0]) and two.acts[:, :, 1].any()
    assert np.array_equal(one.purchases, two.purchases)


def test_reviews_follow_their_share_of_the_orders_of_who_writes_them():
    review = {"name": "Review", "kind": "review", "order_share": 0.4, "engaged": 1, "points": 1}
    arm = simulate(world(activities={"rows": [review]})).program
    assert near(arm.acts[:, :, 0, 0].sum(), arm.measure("purchases").sum(), 0.4)


@pytest.mark.parametrize("nothing", [
    {"activities": {"rows": [DAILY | {"engaged": 0}, {"name": "Review", "kind": "review", "order_share": 0}]}},
    {"activities": {"rows": [DAILY | {"times_a_month": 0}]}},
    {"birthday_points": {"points": 5, "within_days": 1}, "base_earn": {"points_per_unit": 1, "cap_per_order": 9_999_999}},
    {"cheap": {"mechanic": "category_bonus", "multiplier": 1}},
    {"reward_catalogue": {"items": [{"name": "Moon", "points": 10_000_000, "value": 0, "cost": 1, "appeal": 0.001}]}, "cash_off": None},
], ids=["nobody engages", "never", "too long ago", "once the points", "out of reach"])  # fmt: skip
def test_what_gives_nothing_changes_nothing(nothing):
    # within a day of the month's first few have ordered: those are left out by a base of old members who have stopped buying
    opening = (OpeningGroup(members=300, points=900, days_since_purchase=(400.0, 500.0), tenure_months=(20.0, 30.0), orders_a_year=0.1),)
    base = {"base_earn": {}, "cash_off": {}}
    if "reward_catalogue" in nothing:
        base.pop("cash_off")
    program = {label: terms for label, terms in (base | nothing).items() if terms is not None}
    found, plain = (simulate(world(members=300, months=1, opening=opening, **p)) for p in (program, base))
    assert found.digest() == plain.digest()


# ======== toward a tier ======================================================================================================
def by_metric(scenario, metric, threshold):
    """The arm of a program whose tiers ask for this metric, as another mechanic would set it."""
    people, card = population(scenario), rate_card(scenario)
    card.metric[0], card.threshold[0, 1] = metric, threshold
    return engine.run_arm(people.rows, people.join_day, card, enrolled=True)


def test_activities_and_growth_win_tiers():
    levels = {"tiers": {"levels": LEVELS}}
    daily = world(members=50, months=3, **levels, activities={"rows": [DAILY]})
    upgrades = by_metric(daily, ACTIVITY, 59).measure("upgrades").sum(1)
    assert upgrades.tolist() == [0, 50, 0], "31 days of January and 28 of February"
    assert by_metric(daily, ACTIVITY, 60).measure("upgrades").sum(1).tolist() == [0, 0, 50]
    growing = world(members=50, months=3, **levels, activities={"rows": [DAILY | {"growth": 3}]})
    assert by_metric(growing, GROWTH, 3 * 59).measure("upgrades").sum(1).tolist() == [0, 50, 0]
    joining = world(members=50, months=1, **levels, sign_up={"points": 0, "growth": 100})
    assert by_metric(joining, GROWTH, 100).measure("upgrades").sum() == 50
    assert by_metric(joining, GROWTH, 101).measure("upgrades").sum() == 0
    given = world(members=50, months=13, **levels, birthday_points={"points": 0, "growth": 100, "within_days": 1_000})
    assert by_metric(given, GROWTH, 100).measure("upgrades").sum() == 50


@pytest.mark.parametrize(("metric", "held"), [(ACTIVITY, 1), (GROWTH, 40)])
def test_a_review_goes_back_with_its_order_from_the_tier_too(monkeypatch, metric, held):
    def card(scenario):
        found = rate_card(scenario)
        found.metric[0], found.threshold[0, 1] = metric, held
        return found

    monkeypatch.setattr(harness, "rate_card", card)
    review = {"name": "Review", "kind": "review", "order_share": 1, "engaged": 1, "points": 5, "growth": 40}
    program = {"base_earn": {}, "tiers": {"metric": "orders", "levels": LEVELS}, "activities": {"rows": [review]}}
    day = datetime.date(2026, 1, 25)
    for returned in (False, True):
        case = {"name": "A review", "months": 2, "purchases": [{"day": day, "pay": 10, "returned": returned}]}
        story = harness.play(case, program)
        assert (story.at(1)["tier"], story.at(1)["qualifying"]) == ("Silver", held)
        assert (story.at(2)["tier"], story.at(2)["qualifying"]) == (("Member", 0) if returned else ("Silver", held))
        assert story.at(2)["reversed"] == (15 if returned else 0)


# ======== categories and the catalogue =======================================================================================
def test_orders_belong_to_a_category_by_its_share():
    program = {"tiers": {"metric": "orders", "levels": LEVELS[:1]}, "base_earn": {"points_per_unit": 100, "cap_per_order": 1}}
    arm = simulate(world(**program, category_bonus={"share": 0.3, "multiplier": 0})).program
    assert near(arm.measure("points_issued").sum(), arm.measure("purchases").sum(), 0.7), "a point an order, none on the category's"


@pytest.mark.parametrize("cash_off", [False, True])
def test_members_pick_by_appeal(cash_off):
    gift = {"kind": "gift", "points": 100, "value": 1, "cost": 2}
    program = {"base_earn": {}, "reward_catalogue": {"items": [gift | {"name": "A"}, gift | {"name": "B", "appeal": 3}]}}
    if cash_off:
        program["cash_off"] = {"goal": 100, "cap_points": 100}
    outcome = simulate(world(**program))
    taken = [*outcome.program.items[:, :, :2].sum((0, 1)), outcome.program.measure("rewards").sum()]
    n, whole = sum(taken), 5 if cash_off else 4
    assert n > 5_000 and near(taken[0], n, 1 / whole) and near(taken[1], n, 3 / whole)
    assert outcome.program.measure("points_redeemed").sum() == 100 * n
    costs = outcome.costs.groupby("name")["amount"].sum()
    assert costs["A"] == 2 * taken[0] and costs["B"] == 2 * taken[1]


def test_the_longer_points_wait_the_fewer_are_redeemed():
    redeemed = [simulate(world(base_earn={"pending_days": days}, cash_off={"goal": 100})).program.measure("points_redeemed").sum()
                for days in (0, 14, 60, 180)]
    assert redeemed == sorted(redeemed, reverse=True) and redeemed[0] > redeemed[-1] > 0


# ======== what is used ========================================================================================================
def test_uses_tie_to_costs_and_points():
    program = {"base_earn": {"points_per_unit": 0}, "sign_up": {"points": 300}, "birthday_points": {"points": 40}, "cash_off": {"goal": 50},
               "activities": {"rows": [DAILY | {"unit_cost": 0.25}]},
               "reward_catalogue": {"items": [{"name": "A", "points": 70, "value": 1, "cost": 2}]},
               "tier_benefits": {"benefits": [{"name": "Card", "per": "year", "unit_cost": 12, "uptake": 0.5, "perceived_value": 1}]}}  # fmt: skip
    outcome = simulate(world(members=200, months=13, **program))
    used = outcome.uses.groupby("name")[["times", "points"]].sum()
    assert (used["times"] > 0).all() and set(used.index) == {"Sign-up", "Birthday", "Check-in", "Rewards", "A", "Card"}
    assert used.loc[used["points"] > 0, "points"].sum() == outcome.program.measure("points_issued").sum()
    assert -used.loc[used["points"] < 0, "points"].sum() == outcome.program.measure("points_redeemed").sum()
    cost = outcome.costs.groupby("name")["amount"].sum()
    assert cost["Check-in"] == 0.25 * used["times"]["Check-in"] and cost["A"] == 2 * used["times"]["A"]
    assert cost["Card"] == pytest.approx(12 * used["times"]["Card"], abs=0.01 * 13), "each month's part is rounded to the fen"


# ======== terms that do not fit ==============================================================================================
ITEM = {"name": "A", "points": 1, "value": 1, "cost": 1}
BAD = {
    "the order's cap above the month's": ({"base_earn": {"cap_per_order": 9, "cap_per_month": 8}}, "above the 8 of a month"),
    "a cap below one reward": ({"cash_off": {"goal": 500, "cap_points": 499}}, "give 0 or at least 500"),
    "an empty sign-up": ({"sign_up": {"points": 0}}, "give one of them"),
    "an empty birthday": ({"birthday_points": {"points": 0}}, "give one of them"),
    "five categories": ({f"c{i}": {"mechanic": "category_bonus"} for i in range(5)}, "at most 4"),
    "two activities of one name": ({"activities": {"rows": [DAILY, DAILY]}}, "there twice"),
    "an activity that outgrows the ledger": ({"activities": {"rows": [DAILY | {"points": 100_000}]}}, "at most 1,000,000"),
    "two rewards of one name": ({"reward_catalogue": {"items": [ITEM, ITEM]}}, "there twice"),
    "no rewards": ({"reward_catalogue": {"items": []}}, "at least 1 item"),
    "nine rewards": ({"reward_catalogue": {"items": [ITEM | {"name": f"R{i}"} for i in range(9)]}}, "at most 8 items"),
    "a multiple that outgrows the ledger": ({"base_earn": {"points_per_unit": 400}, "category_bonus": {"multiplier": 20}}, "at most 100,000"),
}


@pytest.mark.parametrize(("program", "said"), BAD.values(), ids=BAD.keys())
def test_terms_that_do_not_fit(program, said):
    with pytest.raises(ScenarioError, match=said):
        world(**program)


def test_new_mechanics_start_from_terms_that_hold():
    from simulation.mechanics import REGISTRY

    for word in ("activities", "reward_catalogue", "sign_up", "birthday_points", "category_bonus"):
        scenario = world(members=50, months=2, base_earn={}, **{word: getattr(REGISTRY[word], "example", {})})
        assert simulate(scenario).program.purchases.sum() > 0
