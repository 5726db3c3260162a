"""Vary one term of the paid plan, on the same people with the same luck, and the result moves the way it must."""
from __future__ import annotations

import functools

from simulation.plan_report import report
from simulation.scenario import load_scenario
from simulation.simulate import simulate

SEEDS = range(1, 6)
HELD = load_scenario("handbook_four_tiers")
PLUS = {"name": "Plus", "fee": 120, "price_off": 0.05, "freight_cost": 6, "freight_uses": 0.5, "freight_value": 8}


@functools.cache
def reports(billing="yearly", trial_days=0, market="central", **level):
    terms = {"billing": billing, "trial_days": trial_days, "levels": [PLUS | level]}
    found = HELD.with_program(HELD.program.mapping() | {"paid_plan": terms})
    found = found.with_market(found.market.preset(market)).with_run(members=1500, months=24)
    return [report(simulate(found.with_run(seed=seed))) for seed in SEEDS]


def total(found, column):
    return sum(float(r.monthly[column].sum()) for r in found)


def mean(found, part):
    return sum(r.split()[part] for r in found) / len(found)


def test_where_members_choose_the_naive_gap_is_several_times_what_the_plan_has_caused():
    """Leenheer et al. 2007: members spend far more than others, and most of it is that heavy buyers join."""
    for r in reports():
        parts = r.split()
        assert parts["causal"] > 0 and parts["naive_gap"] > 3 * parts["causal"], parts


def test_a_plan_causes_more_where_its_effects_are_larger():
    low, central, high = (mean(reports(market=preset), "causal") for preset in ("low", "central", "high"))
    assert low < central < high, (low, central, high)


def test_a_dearer_plan_has_fewer_and_heavier_members():
    cheap, dear = reports(), reports(fee=240)
    assert total(dear, "plan_joins") < total(cheap, "plan_joins")
    assert mean(dear, "selection") > mean(cheap, "selection")


def test_richer_benefits_bring_more_members_who_renew_more_often():
    plain, rich = reports(), reports(price_off=0.10)
    assert total(rich, "plan_joins") > total(plain, "plan_joins")
    rate = lambda found: sum(r.renewals["terms_renewed"].sum() for r in found) / sum(r.renewals["terms_due"].sum() for r in found)  # noqa: E731
    assert rate(rich) > rate(plain)


def test_benefits_that_members_do_not_value_only_cost():
    plain, wasted = reports(), reports(other_cost=50.0)
    assert total(wasted, "plan_joins") == total(plain, "plan_joins") and total(wasted, "fees") == total(plain, "fees")
    assert total(wasted, "plan_cost") > total(plain, "plan_cost")


def test_a_cap_on_points_back_gives_fewer_points():
    free, capped = reports(points_back=2.0), reports(points_back=2.0, cap_month=300.0)
    assert 0 < total(capped, "points_back") < total(free, "points_back")
    assert total(capped, "plan_joins") <= total(free, "plan_joins")


def test_a_trial_brings_lighter_payers():
    """Some who would not have paid unseen try it and stay."""
    assert mean(reports(trial_days=30), "selection") < mean(reports(), "selection")
