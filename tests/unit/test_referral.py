"""Word of mouth: recruits are people of their own, the same in both engines and whatever else happens."""
import numpy as np
import pytest

from simulation import luck
from simulation.scenario import build
from simulation.simulate import simulate

PROGRAM = {"base_earn": {}, "cash_off": {"goal": 200}, "referral": {"reward": 30, "friend_reward": 10, "reward_points": 50, "friend_points": 100}}


def world(program=PROGRAM, members=300, months=14, seed=3, **numbers):
    scenario = build({"title": "referral", "market": "ecommerce_cn", "program": program,
                      "run": {"members": members, "months": months, "seed": seed}}, "referral")
    return scenario.with_market(scenario.market.with_values(**{"organic_referrals": 0.3, "referral_response": 1.0, "returned_share": 0.0} | numbers))


@pytest.mark.parametrize("seed", range(6))
def test_engines_agree_on_who_is_brought_in(seed):
    scenario = world(seed=seed, members=150, joins_per_year=0.2 * (seed % 2), status_value=0.03 * (seed % 3))
    fast, slow = simulate(scenario), simulate(scenario, engine="reference")
    assert fast.digest() == slow.digest()
    assert fast.program.measure("recruits").sum() > 20 < fast.no_program.measure("organic_recruits").sum()


def test_who_is_brought_in_joins_in_the_next_month():
    outcome = simulate(world())
    for arm in (outcome.program, outcome.no_program):
        brought = (arm.measure("recruits") + arm.measure("organic_recruits")).sum(1)
        assert np.array_equal(arm.measure("joins").sum(1)[1:], brought[:-1]) and arm.measure("joins")[0].sum() == 0
        assert arm.measure("members").sum(1)[-1] == 300 + brought[:-1].sum() == len(arm.purchases)


def test_the_number_brought_in_is_the_rate_times_the_living():
    """0.3 a year unasked, and 1 - exp(-(30 + 10 + 1.5) / 25) of 1.0 a year for the reward; within 4 standard errors."""
    outcome = simulate(world(members=20_000, months=12))
    alive = outcome.program.measure("alive").sum()
    for measure, rate in (("organic_recruits", 0.3), ("recruits", 1 - np.exp(-41.5 / 25))):
        expected = alive * rate / 12
        found = outcome.program.measure(measure).sum()
        assert abs(found - expected) < 4 * np.sqrt(expected) + 0.02 * expected, f"{measure}: {found}, expected {expected:.0f}"


def test_without_an_effect_of_the_program_both_arms_bring_in_the_same_people():
    scenario = world(program={})
    outcome = simulate(scenario.with_market(scenario.market.preset("sceptic")))
    assert outcome.program.measure("joins").sum() > 20
    assert np.array_equal(outcome.program.purchases, outcome.no_program.purchases)
    assert np.array_equal(outcome.program.sales, outcome.no_program.sales)


def test_a_referral_reward_moves_nobody_of_day_0():
    """Where neither thanks nor points act on behaviour, those who were there buy the same; all that is new comes from friends."""
    with_it = world(program={"referral": {"reward": 50}}, referrer_dropout=1.0, theta_goal=0, theta_redeem=0)
    without = with_it.with_program({})
    a, b = simulate(with_it).program, simulate(without).program
    assert np.array_equal(a.purchases[:300], b.purchases[:300]) and len(a.purchases) > len(b.purchases)


def test_referred_members_stay_longer_and_spend_more():
    """18% less churn while the referrer stays, and a basket 15% larger at first (Schmitt, Skiera and Van den Bulte 2011)."""
    same = dict(program={}, members=4_000, months=12, organic_referrals=1.5)
    plain = simulate(world(**same, referred_dropout=1.0, referred_basket=0.0)).no_program
    better = simulate(world(**same)).no_program
    assert better.measure("dropouts").sum() < plain.measure("dropouts").sum()
    assert better.sales[:4_000].sum() == plain.sales[:4_000].sum(), "who was not referred is as before"
    assert better.sales[4_000:].sum() / better.purchases[4_000:].sum() > 1.08 * plain.sales[4_000:].sum() / plain.purchases[4_000:].sum()


def test_a_referrer_stays_longer():
    thanked, plain = (simulate(world(members=4_000, months=24, referrer_dropout=x)).program for x in (0.5, 1.0))
    assert thanked.measure("cohort_alive")[-1].sum() > plain.measure("cohort_alive")[-1].sum()


def test_small_numbers_are_poisson():
    drawn = [luck.few(luck.member_key(1, i), luck.ORGANIC, 0, 0.2) for i in range(20_000)]
    assert np.mean(drawn) == pytest.approx(0.2, abs=0.012) and np.var(drawn) == pytest.approx(0.2, abs=0.015) and max(drawn) <= 3
