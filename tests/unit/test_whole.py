"""The scenario with the whole handbook: both engines agree on it, and every mechanic in it does something."""
from __future__ import annotations

import functools

import numpy as np
import pytest

from simulation.arm import FIELDS
from simulation.campaigns import campaign_results
from simulation.mechanics import REGISTRY
from simulation.program import word_of
from simulation.records import PER_MEMBER
from simulation.scenario import load_scenario
from simulation.simulate import simulate

WHOLE = load_scenario("handbook_whole")
LABELS = [m.label for m in WHOLE.program.mechanics if m.label != "tiers"]      # much of the rest cannot be without tiers
NEEDED_BY = {"base_earn": {"category_bonus", "birthday_double"}, "cash_off": {"paid_plan"}}
MONTHS = 16     # past a second April: red packet, both festivals, an invitation, the first quarter's budget, renewals, a soft landing


def test_it_holds_every_mechanic():
    assert {word_of(m.terms) for m in WHOLE.program.mechanics} == set(REGISTRY), "scenarios/handbook_whole.yaml holds every mechanic: add the new one"


def test_engines_agree():
    small = WHOLE.with_run(members=300, months=14)
    fast, slow = simulate(small), simulate(small, engine="reference")
    for arm in ("program", "no_program"):
        for name in (*FIELDS, *PER_MEMBER):
            assert np.array_equal(getattr(getattr(fast, arm), name), getattr(getattr(slow, arm), name)), f"{arm}.{name}"
    assert fast.digest() == slow.digest()


@functools.cache
def figures(without: frozenset[str]) -> tuple[int, ...]:
    """Totals of the months and of the members' stages in a run without some mechanics."""
    outcome = simulate(WHOLE.with_program({k: terms for k, terms in WHOLE.program.mapping().items() if k not in without}), months=MONTHS)
    return (*outcome.totals["program"].sum(), *outcome.program.stage.sum((0, 1)))


@pytest.mark.parametrize("label", LABELS)
def test_every_mechanic_does_something(label):
    needing = frozenset(NEEDED_BY.get(label, ()))
    assert figures(needing | {label}) != figures(needing), f"without {label} the run is the same"


def test_every_campaign_has_its_result():
    """Members bring in others, not the same ones in every run: orders by value were once counted over runs of different length."""
    found = campaign_results(WHOLE.with_run(members=2_000, months=14))
    assert {r.label for r in found} >= {"coupon_618", "coupon_1111", "red_packet", "lottery", "welcome_offer", "win_back", "member_day"}
    simple = {r.label: r for r in found}["member_day"]
    assert sum(simple.orders_by_value) > 0 and simple.extra_orders > 0


def test_it_brings_more_than_four_tiers_alone_and_nothing_absurd():
    outcome = simulate(WHOLE)
    whole, four = outcome.headline(), simulate(load_scenario("handbook_four_tiers").with_market(WHOLE.market), seed=WHOLE.run.seed).headline()
    assert four["lift_rate"] < whole["lift_rate"] < 2 * four["lift_rate"]
    assert four["net_value"] < whole["net_value"] < whole["incremental_margin"]
    closed = outcome.program.budget[:, 0, 1] > 0
    assert closed[:3].any() and not closed[3:].any(), "the first quarter's budget is used up, no later one"
