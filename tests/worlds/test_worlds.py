"""Worlds that differ in one thing: nobody whom it does not touch lives another life.

Luck is keyed by member, so one member more moves nobody else.  Members do meet in one place: a fuller tier is worth less (status).  Where a
test adds members it therefore sets status_value to 0, and says so by taking `alone`.
"""
from __future__ import annotations

import datetime
import math

import numpy as np
import pytest

from simulation import engine
from simulation.arm import FIELDS
from simulation.inputs import ScenarioError
from simulation.population import population
from simulation.records import MEMBER
from simulation.scenario import OpeningGroup, load_scenario
from simulation.simulate import forget, rate_card, same_members, simulate

FOUR = load_scenario("handbook_four_tiers").with_run(months=24)
CDNOW = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
OPENING = (OpeningGroup(tier=1, members=300, points=40_000),
           OpeningGroup(tier=4, members=60, points=30_000, qualifying=6000, orders_a_year=20))
WAVE = tuple(1 + 0.6 * math.sin(2 * math.pi * week / 52) for week in range(52))


SAME_IN_BOTH = ("members", "joins", "dropouts", "alive", "active", "purchases", "sales", "returned_sales", "retention_base", "retained",
                "cohort_alive")


def world(members=500, opening=(), program=None, season=None, start=datetime.date(2026, 1, 1), **numbers):
    """Four tiers with changed terms on so many members; `program` is merged label by label, None leaves one out."""
    terms = {label: x for label, x in (FOUR.program.mapping() | (program or {})).items() if x is not None}
    market = FOUR.market.with_values(**numbers).model_copy(update={"season": season})
    return FOUR.with_program(terms).with_market(market).model_copy(update={"opening": opening}).with_run(members=members, start=start)


def alone(**changes):
    """No member's tier is worth less for being full."""
    return world(status_value=0, **changes)


def of_members(outcome, who=slice(None)):
    return [getattr(arm, name)[who] for arm in (outcome.program, outcome.no_program) for name in ("purchases", "sales")]


def assert_same(a, b, message):
    assert all(len(x) and np.array_equal(x, y) for x, y in zip(a, b, strict=True)), message


# ======== one more ========================================================================================================
@pytest.mark.parametrize("seed", range(5))
def test_one_more_member_moves_nobody_else(seed):
    few, more = (simulate(alone(members=n).with_run(seed=seed)) for n in (500, 501))
    assert len(more.program.purchases) == 501
    assert_same(of_members(few), of_members(more, slice(500)), "member 501 has changed the life of another")


def test_a_member_is_the_same_person_in_a_crowd_of_any_size():
    few, many = (population(world(members=n)).rows for n in (10, 30_000))     # 30,000 are drawn another way, without being kept
    for name in MEMBER.names:
        assert np.array_equal(few[name], many[name][:10]), name


def test_with_crowding_one_more_member_may_move_others_in_the_program_but_nobody_without_it():
    few, more = (simulate(world(members=n)) for n in (500, 501))
    assert_same(of_members(few)[2:], of_members(more, slice(500))[2:], "the no-program arm has no tiers to crowd")


def test_more_joiners_move_nobody_who_is_there_and_no_earlier_joiner():
    """Joiners have numbers of their own, so they follow the members of the start in the tables; more of them come after those."""
    none, some, many = (simulate(alone(joins_per_year=x)) for x in (0, 0.5, 1))
    assert 500 < len(some.program.purchases) < len(many.program.purchases)
    assert_same(of_members(none), of_members(some, slice(500)), "joiners have changed the life of a member who was there before")
    assert_same(of_members(some), of_members(many, slice(len(some.program.purchases))), "further joiners have changed another's life")


def test_one_more_member_moves_no_joiner():
    few, more = (simulate(alone(members=n, joins_per_year=0.5)) for n in (500, 501))
    n = len(few.program.purchases) - 500
    assert_same(of_members(few, slice(500, None)), of_members(more, slice(501, 501 + n)), "member 501 has changed a joiner's life")


def test_one_more_member_of_an_opening_group_moves_nobody_else():
    """Of a group without points: a group's points are spread over its members, so one more leaves the others fewer."""
    few, more = (simulate(alone(members=n, opening=(OpeningGroup(tier=2, members=n, qualifying=900),))) for n in (300, 301))
    assert_same(of_members(few), of_members(more, slice(300)), "member 301 has changed the life of another")


def test_another_seed_is_another_crowd():
    one, other = (simulate(alone().with_run(seed=seed)) for seed in (1, 2))
    assert np.mean(one.no_program.purchases == other.no_program.purchases) < 0.5, "two seeds share their luck"


# ======== mechanics that give nothing ========================================================================================
@pytest.mark.parametrize("nothing", [
    {"idle": {"mechanic": "member_day", "day_of_month": 5, "multiplier": 1}},
    {"leap": {"mechanic": "member_day", "dates": ["02-29"], "multiplier": 5, "depth": 0.5}},
    {"idle": {"mechanic": "member_day", "day_of_month": 5, "multiplier": 1, "fixed_cost": 1000}},
    {"coupon": {"day_of_month": 5, "depth": 0.5, "channels": [{"channel": "sms", "reach": 1e-12}]}},
    {"red_packet": {"day_of_month": 5, "inactive_from": 3000}},
    {"running_cost": {"setup": 1e6, "per_month": 1e5, "per_member_month": 10}},
    {"running_cost": None},
], ids=["multiplier 1", "a date the run does not have", "a day that only costs", "a coupon that reaches nobody", "a red packet meant for nobody",
        "dearer to run", "free to run"])  # fmt: skip
def test_what_gives_members_nothing_changes_nothing(nothing):
    assert simulate(world(program=nothing)).digest() == simulate(world()).digest()


def test_one_more_member_moves_nobody_else_where_offers_are_given():
    offers = {"coupon": {"day_of_month": 12, "depth": 0.1, "bands": ["middle", "high"], "channels": [{"channel": "app", "reach": 0.5}]},
              "lottery": {"day_of_month": 20, "prizes": [{"odds": 0.2, "value": 20, "prize_cost": 9}]}, "win_back": {"after_days": 40}}
    few, more = (simulate(alone(members=n, program=offers, joins_per_year=0)) for n in (500, 501))
    assert few.program.offer[:, :, :, 3].sum() > 100
    assert_same(of_members(few), of_members(more, slice(500)), "member 501 has changed the life of another")


def test_what_counts_as_dormant_changes_what_nobody_does():
    own, default = simulate(world(program={"lifecycle_stages": {"dormant_days": 20, "gone_days": 40}})), simulate(world())
    assert_same(of_members(own), of_members(default), "a definition has changed a life")
    assert not np.array_equal(own.program.stage, default.program.stage)


def test_a_benefit_without_value_to_members_changes_nothing_but_its_cost():
    benefits = FOUR.program.mapping()["tier_benefits"]["benefits"]
    idle = {"name": "Magazine", "from_tier": 1, "per": "month", "unit_cost": 9, "perceived_value": 0}
    with_it, without = simulate(world(program={"tier_benefits": {"benefits": [*benefits, idle]}})), simulate(world())
    assert with_it.digest() == without.digest()
    assert with_it.totals["program"]["benefit_cost"].sum() > without.totals["program"]["benefit_cost"].sum()


def test_expiry_that_never_comes_is_no_expiry():
    never, late = {"points_expiry": {"policy": "never"}}, {"points_expiry": {"months": 36}}
    none = simulate(world(program={"points_expiry": None})).digest()
    assert simulate(world(program=never)).digest() == none, "points that never expire are not the same as no expiry"
    assert simulate(world(program=late)).digest() == none, "in 24 months nothing is 36 months old"


def test_an_offer_worth_nothing_leaves_the_days_after_another_offer_as_they_were():
    """Points buy nothing here, so double points are worth nothing."""
    terms = {"cash_off": None, "member_day": {"day_of_month": 17, "multiplier": 1, "depth": 0.3}}
    idle = {"idle": {"mechanic": "member_day", "day_of_month": 18, "multiplier": 2}}
    alone_on_17, both = (rate_card(world(program=terms | more)).day_tables()["pull"] for more in ({}, idle))
    assert np.array_equal(alone_on_17, both), f"pull of 17 to 20 January: {alone_on_17[16:20]} without, {both[16:20]} with an idle offer"


def test_a_small_offer_does_not_end_the_carry_over_of_a_large_one():
    terms = {"cash_off": None, "member_day": {"day_of_month": 17, "multiplier": 1, "depth": 0.3}}
    small = {"small": {"mechanic": "member_day", "day_of_month": 18, "multiplier": 1, "depth": 0.01}}
    large_alone, both = (rate_card(world(program=terms | more)).day_tables()["pull"] for more in ({}, small))
    assert (both[16:24] >= large_alone[16:24]).all(), f"pull of 17 to 24 January: {large_alone[16:24]} without, {both[16:24]} with 1% off"


def test_terms_of_a_tier_touch_only_those_who_reach_it():
    """Diamond earns 2 × or 5 ×: whoever never was Diamond lives the same life."""
    reached, lives, issued = None, [], []
    for multiplier in ([1, 1.2, 1.5, 2], [1, 1.2, 1.5, 5]):
        found = alone(program={"base_earn": {"multiplier": multiplier}})
        people, highest = population(found), np.zeros(500, int)
        result = engine.run_arm(people.rows, people.join_day, rate_card(found), enrolled=True,
                                on_month=lambda _, rows=people.rows, top=highest: np.maximum(top, rows["tier"], out=top))
        lives.append((result.purchases, result.sales))
        issued.append(result.measure("points_issued")[:, 3].sum())
        reached = highest == 3 if reached is None else reached | (highest == 3)
    assert 5 < reached.sum() < 400
    assert_same([x[~reached] for x in lives[0]], [x[~reached] for x in lives[1]], "a Diamond term has touched a member below")
    assert issued[1] > 2 * issued[0], "Diamond's multiplier did nothing, so nothing was tested"


# ======== no effects ======================================================================================================
@pytest.mark.parametrize("changes", [
    {}, {"opening": OPENING, "members": 360}, {"joins_per_year": 0.8}, {"season": WAVE, "start": datetime.date(2027, 7, 1)},
    {"returned_share": 0.5, "return_days": 60}, CDNOW, {"program": {"member_day": {"day_of_month": 5, "depth": 0.4, "multiplier": 3}}},
], ids=["as it is", "opening base", "joiners", "season, mid-year", "returns", "CDNOW", "deep offers"])  # fmt: skip
def test_without_effects_the_program_changes_no_purchase(changes):
    found = world(**changes)
    found = found.with_market(found.market.preset("sceptic"))
    for seed in range(4):
        outcome = simulate(found.with_run(seed=seed))
        assert same_members(outcome) and outcome.program.purchases.sum() > 0, f"seed {seed}: a member's purchases differ between the arms"
        for name in SAME_IN_BOTH:
            a, b = (arm.measure(name).sum(1) for arm in (outcome.program, outcome.no_program))
            assert np.array_equal(a, b), f"seed {seed}: {name} by month differs between the arms"
        assert np.array_equal(outcome.program.day_sales.sum(1), outcome.no_program.day_sales.sum(1)), f"seed {seed}: daily sales differ"
        assert outcome.program.measure("extra_purchases").sum() == 0 < outcome.program.measure("points_issued").sum()


def test_with_effects_the_arms_differ():
    assert not same_members(simulate(world())), "the program does nothing, so the tests above test nothing"


def test_the_program_only_adds_purchases_where_nothing_takes_any_away():
    """Superposition: with no pull-forward and no demotion loss, each member keeps every baseline purchase."""
    for seed in range(5):
        outcome = simulate(world(pull_forward=0, loss_weight=0).with_run(seed=seed))
        assert (outcome.program.purchases >= outcome.no_program.purchases).all(), f"seed {seed}: a member lost a purchase"


# ======== time ============================================================================================================
HAPPENS = ("count", "moves", "flow", "day_sales")
EVERYTHING = {"opening": OPENING, "members": 360, "joins_per_year": 0.5}


@pytest.mark.parametrize("changes", [{}, EVERYTHING, {"season": WAVE}], ids=["new members", "opening base and joiners", "season"])
def test_24_months_are_the_first_24_of_36(changes):
    short, long = (simulate(world(**changes).with_run(months=months)) for months in (24, 36))
    for arm in ("program", "no_program"):
        for name in FIELDS:
            a, b = (getattr(getattr(outcome, arm), name) for outcome in (short, long))
            assert a.any() or name not in HAPPENS or (arm, name) == ("no_program", "flow"), f"{arm}: {name} is empty"
            assert np.array_equal(a, b[:24]), f"{arm}: {name} of the first 24 months depends on what comes later"


def test_a_run_that_does_not_begin_with_a_month_is_refused():
    with pytest.raises(ScenarioError, match="first of a month"):
        world(start=datetime.date(2026, 1, 15))


def test_a_run_is_the_same_again_whatever_ran_before():
    first = simulate(world())
    simulate(world(opening=OPENING, members=360))
    simulate(world(**CDNOW))
    assert simulate(world()).digest() == first.digest()
    forget()
    assert simulate(world()).digest() == first.digest()


@pytest.mark.parametrize("name", ["r", "alpha", "a", "b", "p", "q", "v", "average_basket", "returned_share", "return_days", "active_days",
                                  "joins_per_year", "season", "start", "opening"])
def test_the_no_program_arm_is_run_anew_for_whatever_it_depends_on(name):
    """The arm of the last market is kept; what changes it must not be answered from there."""
    other = {"joins_per_year": 0.3, "season": WAVE, "start": datetime.date(2026, 2, 1), "opening": OPENING}
    change = {name: other[name] if name in other else getattr(FOUR.market, name).value * 1.5}
    before = simulate(world()).no_program
    kept = simulate(world(**change)).no_program
    forget()
    anew = simulate(world(**change)).no_program
    assert all(np.array_equal(getattr(kept, field), getattr(anew, field)) for field in (*FIELDS, "purchases", "sales"))
    if name != "v":     # v is only a scale, which the average basket sets
        assert not np.array_equal(before.count, anew.count), f"{name} changes nothing, so nothing was tested"
