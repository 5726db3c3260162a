"""Vary one term of the tiers, on the same people with the same luck, and the result moves the way it must."""
from __future__ import annotations

import pytest

from simulation.opening import OpeningGroup
from simulation.scenario import load_scenario
from simulation.simulate import simulate

FOUR = load_scenario("handbook_four_tiers")
OPENING = (OpeningGroup(tier=1, members=250), OpeningGroup(tier=3, members=100, qualifying=1200, orders_a_year=6), OpeningGroup(tier=4, members=50))


def run(extra=None, seed=1, market="central", months=36, members=400, opening=False, numbers=None, **terms):
    mapping = FOUR.program.mapping()
    mapping = mapping | {"tiers": mapping["tiers"] | {"hold_months": 6} | terms} | (extra or {})
    found = FOUR.with_program(mapping)
    found = found.with_market(found.market.preset(market).with_values(**(numbers or {})))
    if opening:
        found = found.model_copy(update={"opening": OPENING})
    return simulate(found.with_run(seed=seed, months=months, members=members))


def above(outcome, tier=1):
    """Members of a tier and above at every month's end."""
    return outcome.program.measure("members")[:, tier:].sum(1)


def total(outcome, measure):
    return int(outcome.program.measure(measure).sum())


@pytest.mark.parametrize("seed", range(1, 6))
def test_without_effects_a_milder_policy_leaves_more_members_above(seed):
    """In sum: a tier won back sooner has a later term, so in some month a milder policy may leave fewer."""
    match, soft, never = (run(seed=seed, market="sceptic", downgrade=d) for d in ("match", "soft_landing", "never"))
    assert above(match).sum() < above(soft).sum() < above(never).sum(), "a soft landing lies between match and never"
    assert (above(soft) <= above(never)).all(), "where nobody falls nobody stands lower"


@pytest.mark.parametrize("seed", range(1, 6))
def test_without_effects_easing_and_any_lift_members_and_all_holds_them_back(seed):
    alone, eased = (run(seed=seed, market="sceptic", downgrade="never", easing=x, easing_months=[6, 11]) for x in (0, 0.3))
    assert (above(eased) >= above(alone)).all() and above(eased).sum() > above(alone).sum()
    levels = [level | {"second_threshold": x} for level, x in zip(FOUR.program.mapping()["tiers"]["levels"], (0, 4, 12, 30), strict=True)]
    either, both = (run(seed=seed, market="sceptic", levels=levels, second_metric="orders", joined_by=j, downgrade="never") for j in ("any", "all"))
    assert (above(both) <= above(alone)).all() and (above(alone) <= above(either)).all() and above(both).sum() < above(either).sum()


@pytest.mark.parametrize("seed", range(1, 4))
def test_without_effects_older_tiers_last_as_long_as_the_transition_says(seed):
    kinds = ("recalculate", "keep_term", "grandfather")
    anew, term, ever = (above(run(seed=seed, market="sceptic", opening=True, hold_months=18, transition=kind), 2) for kind in kinds)
    assert anew[0] < term[0] == ever[0] and (term <= ever).all() and ever[-1] >= 150, "those of day 0 are all still there"


def test_longer_windows_hold_more():
    short, year, long, life = (above(run(market="sceptic", months=48, **terms)).sum() for terms in (
        {"window_months": 6}, {"window": "days", "window_days": 366}, {"window": "days", "window_days": 700}, {"window": "lifetime"}))
    assert short < year < long < life


def test_a_reminder_brings_orders_because_keeping_a_tier_is_a_goal():
    numbers = {"theta_goal": 0.6, "headroom": 3}
    with_it, without = (sum(total(run(seed=seed, numbers=numbers, reminder_months=m), "extra_purchases") for seed in range(1, 9)) for m in (3, 0))
    assert with_it > without, "members who were told order more to keep the tier"
    told = run(numbers=numbers, reminder_months=3, reminder_cost=0.5)
    posted = sum(sum(p.amounts) for _, _, p in told.postings if p.name == "Reminders")
    assert posted == 50 * total(told, "reminders") > 0
    nobody = {"theta_goal": 0}
    assert total(run(numbers=nobody, reminder_months=3), "purchases") == total(run(numbers=nobody), "purchases")


def test_an_invited_tier_costs_its_holders_and_status_is_worth_more_the_fewer_hold_it():
    few, many = (run({"invited_tier": {"tier": 4, "share": share, "month": 3, "cost": 120}}, months=24) for share in (0.02, 0.3))
    held = few.program.measure("members")[:, 3]
    assert held[:2].sum() == 0 and 0 < held[2] <= 8
    posted = [sum(p.amounts) for _, _, p in few.postings if p.name == "Invited members"]
    assert posted == [1000 * int(n) for n in held]
    assert many.program.measure("members")[5, 3] > 10 * held[5]
