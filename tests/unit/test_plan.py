"""The paid plan: formulas worked by hand, what a run makes of them, the split of its lift, and terms that do not fit."""
from __future__ import annotations

import math
import types

import numpy as np
import pytest

from simulation.inputs import ScenarioError
from simulation.plan_report import report, without_plan
from simulation.records import MAX_TIERS, PLAN_TRIALS
from simulation.reference import Grid
from simulation.rules import plan
from simulation.scenario import build, load_scenario
from simulation.simulate import simulate
from simulation.tables import all_tables

NUMBERS = {"plan_0": -2.0, "plan_slope": 3.0, "plan_appeal": 1.2, "renew_0": 1.6, "renew_slope": 0.8, "renew_tenure": 0.5}
CARD = types.SimpleNamespace(**NUMBERS)
GIFTS = {"name": "Plus", "fee": 100, "other_value": 150}      # V is 150 for everybody: one and a half fees
STAYING = {"a": 1, "b": 1e12, "returned_share": 0}            # nobody leaves for good


def scenario(terms, members=4000, months=49, program=None, **numbers):
    found = build({"title": "plan", "market": "ecommerce_cn", "program": {"paid_plan": {"trial_days": 0} | terms} | (program or {}),
                   "run": {"members": members, "months": months, "seed": 11}}, "plan")
    return found.with_market(found.market.preset("sceptic").with_values(**STAYING | numbers))


def near(share, expected, n):
    """Within 3 standard errors of a share of n."""
    return abs(share - expected) < 3 * math.sqrt(expected * (1 - expected) / n)


# ======== the formulas ====================================================================================================
@pytest.mark.parametrize(("years", "expected"), [(1, 0.924), (2, 0.953), (3, 0.971), (7, 0.971)])
def test_renewal_at_one_and_a_half_fees_follows_the_published_rates(years, expected):
    """Prime: 91 to 93% after year 1, 96 to 98% after year 2, by survey estimates; tenure counts up to three years."""
    assert plan.renewal_chance(150.0, 100.0, years, CARD) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(("worth", "expected"), [(150, 2.5), (100, 2.1), (0, 1.3), (300, 3.7), (900, 3.7)])
def test_a_gain_counts_from_minus_one_to_two_fees(worth, expected):
    """After one year at a fee of 100: 1.6 + 0.8 × gain + 0.5."""
    assert plan.renewal_chance(float(worth), 100.0, 1, CARD) == pytest.approx(1 / (1 + math.exp(-expected)))


@pytest.mark.parametrize(("worth", "log_odds"), [(0, -5), (100 / 1.2, -2), (150, 0.4), (200, 2.2)])
def test_joining_weighs_value_against_the_fee(worth, log_odds):
    """-2 + 3 (1.2 V - 100) / 100."""
    assert plan.joining_chance(worth, 100.0, CARD) == pytest.approx(1 / (1 + math.exp(-log_odds)))


def card(**changes):
    """Two levels: 5% off for 50, and 2 points a unit worth 0.01 with caps, 8 a freight and gifts of 30 for 120; minor units."""
    held = {"plan_levels": 2, "plan_months": 12, "plan_fee": [5000, 12000], "plan_low_fee": [1000, 9000], "plan_gate": 100_000,
            "plan_off": [500, 0], "plan_earn": [0, 20_000], "plan_unit": 1_000_000, "plan_point": 1.0,
            "plan_cap": Grid([[1 << 40, 300], [1 << 40, 800], [1 << 40, 2500]]), "plan_per_order": [0.0, 400.0],
            "plan_per_year": [0.0, 3000.0], "days_per_month": 365.25 / 12, "window_kind": 0}
    return types.SimpleNamespace(**held | NUMBERS | changes)


def member(orders=10, basket=20_000.0, score=0, redeems=1):
    return types.SimpleNamespace(rate=orders / 365.25, mean_basket=basket, qualifying=[score, 0], past_year=[0, 0], redeems=redeems)


def test_a_year_s_value_at_the_member_s_own_rate_and_basket():
    s = member()       # 10 orders of 200.00: 2,000.00 a year
    assert plan.plan_worth(s, 0, card()) == pytest.approx(10_000)      # 5%: 100.00
    # 4,000 points, by the year's cap 2,500, worth 25.00; freight 10 x 4.00; gifts 30.00
    assert plan.plan_worth(s, 1, card()) == pytest.approx(2500 + 4000 + 3000)


@pytest.mark.parametrize(("caps", "points"), [((300, 800, 2500), 2500), ((300, 700, 2900), 2800), ((200, 700, 2900), 2400), ((1 << 40,) * 3, 4000)])
def test_the_cap_that_binds_decides_what_points_back_are_worth(caps, points):
    """Of 4,000 points a year: at most 12 months', 4 quarters', a year's cap."""
    worth = plan.plan_worth(member(), 1, card(plan_cap=Grid([[0, cap] for cap in caps])))
    assert worth == pytest.approx(points + 7000)


def test_points_are_worth_nothing_to_who_never_redeems():
    assert plan.plan_worth(member(redeems=0), 1, card()) == pytest.approx(7000)


def test_the_level_that_leaves_more_is_taken_and_the_first_of_equals():
    assert plan.best_plan(member(), card()) == 0                              # 100 - 50 against 95 - 120
    assert plan.best_plan(member(orders=2), card()) == 1 - 1                  # 20 - 50 against 46 - 120
    assert plan.best_plan(member(), card(plan_fee=[5000, 4000])) == 1         # 95 - 40 is more than 100 - 50
    assert plan.best_plan(member(), card(plan_fee=[5000, 4500])) == 0         # 50 each


@pytest.mark.parametrize(("score", "fee"), [(99_999, 5000), (100_000, 1000), (100_001, 1000)])
def test_the_gate_opens_at_its_score(score, fee):
    assert plan.term_fee(member(score=score), 0, card()) == fee


def test_a_monthly_fee_counts_twelve_times_in_a_year():
    assert plan.year_fee(member(), 0, card(plan_months=1)) == 60_000


# ======== runs ============================================================================================================
def test_a_run_joins_and_renews_as_the_formulas_say():
    """V is one and a half fees for all and nobody leaves: of those who decide, logistic(0.4) = 59.9% join."""
    found = report(simulate(scenario({"levels": [GIFTS]}, months=37)))
    monthly, renewals = found.monthly, found.renewals
    assert near(monthly["plan_joins"].iloc[0] / 4000, 0.5987, 4000)
    assert list(renewals["tenure_year"]) == [1, 2, 3] and not renewals["terms_left"].any()
    for row, expected in zip(renewals.itertuples(), (0.924, 0.953, 0.971), strict=True):
        assert near(row.renewal_rate, expected, row.terms_due), row
    assert monthly["fees"].sum() == 100 * (monthly["plan_joins"].sum() + monthly["plan_renewals"].sum())
    assert (monthly["plan_joins"].drop([0, 12, 24, 36]) == 0).all(), "members decide once a year"


def test_months_billed_singly_add_up_to_the_year_s_chance():
    found = report(simulate(scenario({"billing": "monthly", "levels": [GIFTS | {"fee": 100 / 12}]}, months=13)))
    held = found.monthly["plan_members"]
    joined = held.iloc[0]
    stayed = held.iloc[12] - found.monthly["plan_joins"].iloc[12]      # others decide again in month 13
    assert near(joined / 4000, 0.5987, 4000) and near(stayed / joined, 0.924, joined)
    assert found.renewals["renewal_rate"].iloc[0] == pytest.approx(0.924, abs=0.02)
    assert (held.iloc[:12].diff().dropna() <= 0).all()


def test_a_trial_brings_some_who_would_not_have_paid_and_ends_in_a_fee_for_64_of_100():
    outcome = simulate(scenario({"trial_days": 30, "trial_share": 0.25, "trial_conversion": 0.64, "levels": [GIFTS]}, months=2))
    trials = outcome.program.plan[0, :, :, PLAN_TRIALS].sum()
    assert near(trials / 4000, 0.5987 + 0.25 * 0.4013, 4000)
    assert near(outcome.program.measure("plan_joins")[1].sum() / trials, 0.64, trials)
    assert outcome.program.measure("plan_joins")[0].sum() == 0


def test_baskets_of_plan_members_are_a_twentieth_smaller():
    """Every basket is 200.00, give or take 0.1%; all join."""
    run = {"members": 500, "months": 6, "plan_0": 60, "p": 1e6, "q": 1e6}
    small, whole = (simulate(scenario({"levels": [GIFTS]}, paid_basket=cut, **run)).program for cut in (0.05, 0.0))
    assert (small.paid == 1).all() and np.array_equal(small.purchases, whole.purchases)
    assert small.sales.sum() / whole.sales.sum() == pytest.approx(0.95, abs=1e-4)


def test_without_any_effect_on_behaviour_all_of_the_gap_is_selection():
    """A sceptic's market: heavy buyers join, and nobody buys more for it."""
    found = report(simulate(scenario({"levels": [{"name": "Plus", "fee": 100, "price_off": 0.05}]}, months=24)))
    parts = found.split()
    assert parts["causal"] == parts["others"] == 0 and parts["naive_gap"] == parts["selection"] > 0


def test_the_parts_of_the_gap_add_up():
    held = load_scenario("handbook_four_tiers").with_run(members=1500, months=24)
    found = report(simulate(held.with_program(held.program.mapping() | {"paid_plan": {"levels": [GIFTS | {"price_off": 0.05}]}})))
    parts = found.split()
    assert parts["naive_gap"] == pytest.approx(parts["selection"] + parts["causal"] - parts["others"])
    assert found.without.scenario.program == held.program and found.without.program.paid.sum() == 0
    n = found.ever_paid.size
    whole = found.payers * parts["causal"] + (n - found.payers) * parts["others"]
    difference = (found.outcome.totals["program"]["sales"] - found.without.totals["program"]["sales"]).sum() / 100
    assert whole == pytest.approx(difference), "what is added to both groups is all that is added"
    assert {"plan", "plan_renewals"} <= set(all_tables(found.outcome)) and "plan" not in all_tables(found.without)


def test_members_whom_others_bring_in_are_left_out_of_the_split():
    """A plan keeps members longer, so they bring in others than without it."""
    held = load_scenario("handbook_four_tiers").with_run(members=1500, months=24)
    found = report(simulate(held.with_program(held.program.mapping() | {"referral": {}, "paid_plan": {"trial_days": 0, "levels": [GIFTS]}})))
    assert len(found.outcome.program.sales) != len(found.without.program.sales), "the runs do not hold the same people"
    assert found.ever_paid.size == 1500 and found.split()["causal"] > 0 and (found.outcome.program.paid[1500:] > 0).any()


def test_fees_are_income_and_not_cost():
    found = report(simulate(scenario({"levels": [GIFTS | {"other_cost": 24}]}, members=500, months=12)))
    monthly = found.monthly
    assert monthly["plan_cost"].iloc[0] == 2 * monthly["plan_holders"].iloc[0]      # 24 / 12 each
    assert found.net_gain == pytest.approx(monthly["fees_less_cost"].sum())
    assert found.outcome.totals["program"]["fees"].sum() == 100 * monthly["fees"].sum()
    assert found.outcome.headline()["program_cost"] == monthly["plan_cost"].sum()


def test_leaving_the_plan_out_leaves_the_rest_as_it_was():
    held = load_scenario("handbook_four_tiers")
    more = held.program.mapping() | {"sale": {"mechanic": "member_day", "dates": ["11-11"], "depth": 0.1}}
    with_plan = held.with_program(more | {"paid_plan": {"levels": [GIFTS]}})
    assert without_plan(with_plan).program == held.with_program(more).program


# ======== terms that do not fit ===========================================================================================
@pytest.mark.parametrize(("terms", "said"), [
    ({"gate_score": 1000, "levels": [GIFTS]}, "Plus has no low fee for the gate"),
    ({"levels": [GIFTS | {"low_fee": 8}]}, "gate_score is 0"),
    ({"gate_score": 1000, "levels": [GIFTS | {"low_fee": 108}]}, "above the fee of 100"),
    ({"levels": [GIFTS | {"points_back": 1}]}, "add cash_off"),
    ({"levels": [GIFTS, GIFTS]}, "is there twice"),
    ({"levels": []}, "levels"),
    ({"levels": [GIFTS | {"fee": 0}]}, "greater than 0"),
    ({"levels": [dict(GIFTS, name=f"P{i}") for i in range(3)]}, "levels"),
])
def test_terms_that_do_not_fit_are_refused_by_name(terms, said):
    with pytest.raises(ScenarioError, match=said):
        scenario(terms)


@pytest.mark.parametrize(("back", "said"), [({"points_back": 0.6, "back_in": "share"}, "no share of spend"),
                                            ({"points_back": 0.4, "back_in": "share"}, "at most 100,000")])
def test_points_back_beyond_all_bounds_are_refused(back, said):
    with pytest.raises(ScenarioError, match=said):
        scenario({"levels": [GIFTS | back]}, program={"cash_off": {"goal": 100_000, "point_value": 0.0001}})


def test_money_of_every_tier_adds_up():
    held = load_scenario("handbook_four_tiers").with_run(members=800, months=14)
    outcome = simulate(held.with_program(held.program.mapping() | {"paid_plan": {"trial_days": 0, "levels": [GIFTS | {"price_off": 0.05}]}}))
    by_tier = outcome.monthly_minor.query("arm == 'program'").groupby("tier")["fees"].sum()
    assert len(by_tier) == 4 <= MAX_TIERS and by_tier.sum() == outcome.program.measure("fees_paid").sum() == outcome.program.plan[..., 5].sum() > 0
    price = outcome.costs.query("name == 'Plan price'")["amount"].sum()
    assert price * 100 == pytest.approx(outcome.program.price_cut.sum()) and price > 0
