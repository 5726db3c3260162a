"""Everything at once: with every mechanic of the registry on, both engines agree and the world still adds up."""
import numpy as np
import pandas as pd
import pytest

from simulation.bench.everything import everything
from simulation.ledger import COMPONENTS
from simulation.mechanics import REGISTRY
from simulation.metrics import cost_by_month
from simulation.program import word_of
from simulation.simulate import simulate


@pytest.fixture(scope="module")
def outcome():
    return simulate(everything(members=3_000, months=30, seed=2))


def test_every_mechanic_of_the_registry_is_in_it():
    assert {word_of(m.terms) for m in everything().program.mechanics} == set(REGISTRY)


@pytest.mark.parametrize("seed", range(4))
def test_engines_agree_with_everything_on(seed):
    scenario = everything(members=150, months=14, seed=seed)
    fast, slow = simulate(scenario), simulate(scenario, engine="reference")
    assert fast.digest() == slow.digest()


def test_points_are_accounted_for_in_every_month_and_vintage(outcome):
    """Issued = redeemed + expired + reversed + outstanding, for every vintage at every month's end, and for the sum."""
    t = outcome.totals["program"]
    before = t["points_outstanding"].shift(1, fill_value=outcome.opening_points)
    flows = t["points_issued"] - t["points_redeemed"] - t["points_expired"] - t["points_reversed"]
    assert (before + flows == t["points_outstanding"]).all()
    vintages = outcome.vintages
    sums = vintages.groupby("vintage")[["issued", "redeemed", "expired", "reversed"]].cumsum()
    held = sums["issued"] - sums["redeemed"] - sums["expired"] - sums["reversed"]
    assert (held == vintages["outstanding"]).all() and (held >= 0).all()
    assert vintages.groupby("month")["outstanding"].sum().tolist() == t["points_outstanding"].tolist()
    for measure in ("points_issued", "points_redeemed", "points_expired", "points_reversed"):
        assert t[measure].sum() > 0, f"nothing tests {measure}"


def test_every_mechanic_acts(outcome):
    """Each has counted or cost something; those that only set terms are seen by what they rule."""
    arm, postings = outcome.program, outcome.postings
    cost = {label for _, label, p in postings if any(p.amounts)}
    seen = cost | {use for use in outcome.uses["mechanic"].unique()} if "mechanic" in outcome.uses else cost
    rest = {
        "tiers": arm.measure("upgrades").sum() > 0 and arm.measure("downgrades").sum() > 0 and arm.measure("reminders").sum() > 0,
        "growth_value": True, "invited_tier": arm.measure("members")[:, 4].max() > 0, "base_earn": arm.measure("points_issued").sum() > 0,
        "category_bonus": True, "points_expiry": arm.measure("points_expired").sum() > 0, "lifecycle_stages": arm.stage.sum() > 0,
        "member_day": True, "points_campaign": arm.offer.sum() > 0, "service_desk": arm.service.sum() > 0, "budget": arm.day_use.sum() > 0,
    }
    assert all(rest.values()), [word for word, acts in rest.items() if not acts]
    silent = set(REGISTRY) - seen - set(rest)
    assert not silent, f"neither cost nor counted: {silent}"


@pytest.mark.parametrize("word", sorted(set(REGISTRY) - {"tiers", "base_earn", "lifecycle_stages", "running_cost", "budget"}))
def test_without_one_mechanic_the_world_is_another(outcome, word):
    """None is a label without an effect."""
    scenario = outcome.scenario.with_run(members=1_000, months=14)
    program = {label: terms for label, terms in scenario.program.mapping().items() if label != word}
    if word == "cash_off":
        program.pop("budget", None)
    whole, less = simulate(scenario), simulate(scenario.with_program(program))
    assert whole.digest() != less.digest() or not np.array_equal(cost_by_month(whole), cost_by_month(less))


def test_money_adds_up(outcome):
    """Costs by tier, component, mechanic and name are the accounts; price cuts of single members are part of the discount."""
    costs, totals = outcome.costs, outcome.totals["program"]
    costs = costs[costs["component"].isin(COMPONENTS)]
    by_month = (costs.groupby("month")["amount"].sum() * 100).round().astype(int)
    assert by_month.tolist() == totals[list(COMPONENTS)].sum(axis=1).tolist()
    assert (outcome.program.price_cut.sum(2) <= outcome.program.measure("discount")).all()
    assert isinstance(outcome.monthly, pd.DataFrame) and not outcome.monthly.isna().any().any()
