"""The guide's small examples go the way that the chapters say, and are what runs do."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.lessons import buying, example, one_member, small_runs
from simulation.rules.effects import log_rate
from simulation.simulate import rate_card, simulate


def test_who_leaves_sooner_orders_less_and_nobody_leaving_is_the_pace_itself():
    few, many = (buying.orders_to_date(12, share)["leaving"] for share in (0.02, 0.2))
    assert (few > many).all() and buying.orders_to_date(12, 0.1)["staying"][11] == pytest.approx(12)
    assert buying.orders_to_date(12, 1e-6)["leaving"] == pytest.approx(buying.orders_to_date(12, 0.1)["staying"], rel=1e-3)


def test_orders_of_the_market_are_those_of_a_run():
    m = example().market
    assert buying.own_means() == pytest.approx((m.r.value / m.alpha.value * 365.25 / 7, m.a.value / (m.a.value + m.b.value)))
    said = buying.orders_to_date(*buying.own_means())["leaving"][11]
    run = simulate(example(returned_share=0).with_run(members=3_000, months=12)).no_program.purchases.mean()
    assert run == pytest.approx(said, rel=0.06)


def test_the_expected_basket_moves_from_all_to_their_own():
    found = buying.expected_basket(400, np.array([0, 1, 5, 10_000]))
    assert found[0] == pytest.approx(example().market.average_basket.value) and found[-1] == pytest.approx(400, rel=1e-3)
    assert (np.diff(found) > 0).all()


def test_joiners_come_evenly():
    found = buying.members_to_date(0.5, members=400)
    assert found[-1] == pytest.approx(400 * 2.5, rel=0.05) and (np.diff(found) >= 0).all() and (buying.members_to_date(0) == 500).all()


def test_the_pace_rises_toward_the_threshold_and_falls_beyond_it():
    found = one_member.near_a_threshold(0.28)
    before = found["spent"] < found["threshold"]
    orders, without = np.array(found["orders"]), np.array(found["without"])
    assert (np.diff(orders[before]) > 0).all() and orders[before][-1] > orders[~before][0] and (orders >= without - 1e-9).all()
    assert without[~before][0] > without[before][-1], "the higher tier is worth something itself"
    assert found["own"] < without.min() and set(np.array(found["tier"])[before]) == {1} and set(np.array(found["tier"])[~before]) == {2}


def test_without_a_gradient_there_is_none():
    found = one_member.near_a_threshold(0.0)
    assert found["orders"] == found["without"]


def test_the_pace_is_that_of_the_rule():
    s, card = one_member.typical_member(example(), 3_000), one_member.card_of(example())
    pace = one_member.orders_a_year(s, card)
    assert pace == pytest.approx(s.rate * 365.25 * np.exp(log_rate(s, card.first_day, card))) and s.g == pytest.approx(1, abs=0.3)


def test_nobody_redeems_below_a_reward_and_hurry_helps():
    found = one_member.redeeming(500)
    below = found["balance"] < 500
    fresh, expiring = np.array(found["fresh"]), np.array(found["expiring"])
    assert (fresh[below] == 0).all() and (np.diff(fresh[~below]) > 0).all() and (expiring[~below] > fresh[~below]).all()
    assert fresh[~below][0] == pytest.approx(1 / (1 + np.exp(1)), abs=0.01), "log-odds of -1 at one reward"


def test_a_benefit_is_worth_more_to_who_orders_seldom_and_status_fades():
    found = one_member.worth_of_a_tier(20, 0.1)
    assert (np.diff(found["utility"]) < 0).all() and all(0 < u < 1 for u in found["utility"])
    assert (np.array(one_member.worth_of_a_tier(0, 0.5)["fewer_leaving"]) < np.array(one_member.worth_of_a_tier(0, 0.01)["fewer_leaving"])).all()
    assert min(found["more_orders"]) > 0 and min(found["fewer_leaving"]) > 0


def test_offers_tire_and_leave_a_part():
    pull = one_member.pull_of_offers(4, 0.2)
    peaks = pull[pull > 0.9 * np.maximum(np.roll(pull, 1), np.roll(pull, -1))]
    on = np.flatnonzero(pull > np.roll(pull, 1) + 1e-9)
    assert len(on) == 12 and (np.diff(pull[on][:4]) < 0).all() and peaks.size and 0 < pull[on[0] + 1] < pull[on[0]]
    assert pull[on[0]] == pytest.approx(np.expm1(0.2 * (1 - np.exp(-2))))


def test_a_dearer_plan_is_joined_by_fewer_and_heavy_buyers_first():
    cheap, dear = (np.array(one_member.paid_plan(fee, 0.05)["joining"]) for fee in (50, 300))
    assert (cheap >= dear).all() and (np.diff(dear) >= 0).all() and dear[0] < 0.1 < 0.9 < dear[-1]


def test_each_further_coin_brings_fewer_friends():
    found = np.array([one_member.friends(r, 0.06) for r in (0, 20, 40, 60)])
    assert found[0] == 0 and (np.diff(found) > 0).all() and (np.diff(found, 2) < 0).all() and found[-1] < 0.06


def test_a_higher_threshold_leaves_fewer_above_it():
    easy, hard = (small_runs.tier_shares(t) for t in (1_500, 7_500))
    assert easy["shares"][-1, 2:].sum() > hard["shares"][-1, 2:].sum() and easy["shares"].sum(1) == pytest.approx(np.ones(24))


def test_longer_life_of_points_lowers_breakage_and_all_run_out():
    short, long = (small_runs.fate_of_points(months) for months in (3, 36))
    assert short["breakage"] > long["breakage"] > 0.1
    for found in (short, long):
        assert found["redeemed"][-1] + found["expired"][-1] == pytest.approx(1) and found["breakage"] == pytest.approx(found["expired"][-1])
        assert (np.diff(found["redeemed"]) >= 0).all()
    assert not short["expired"][:3].any() and short["expired"][3] > 0, "lost at the end of the third month after"


def test_runs_narrow_the_interval_and_the_same_luck_narrows_it_more():
    values = small_runs.net_values(2_500, 8, members=200, months=12)
    same, other = (small_runs.narrowing(values, x) for x in (True, False))
    width = lambda found: found["high"] - found["low"]  # noqa: E731
    assert width(same)[-1] < width(same)[0] and width(same)[-1] < width(other)[-1]
    assert same["runs"].tolist() == list(range(2, 9))
    assert other["mean"][-1] != pytest.approx(same["mean"][-1], rel=0.01), "on luck of its own the mean is another one, too"
    assert len({*values.ravel()}) == values.size, "no two runs are alike"


def test_what_is_kept_back_becomes_revenue_in_whole():
    found = small_runs.deferral(0.65, 2.0)
    assert (
        found["revenue"][0] == 0
        and found["revenue"][-1] == pytest.approx(found["deferred"])
        and found["deferred"] == pytest.approx(100 * 1.3 / 101.3, abs=0.01)
    )
    assert small_runs.deferral(1.0, 2.0)["deferred"] > found["deferred"]


def test_the_example_is_the_shipped_one():
    assert example().digest() == example().digest() and rate_card(example()).goal == 500
