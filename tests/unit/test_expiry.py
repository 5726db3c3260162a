"""Expiry at a fixed date and by tier: both engines, and points that tie."""

import pytest

from simulation.inputs import ScenarioError
from simulation.scenario import load_scenario
from simulation.simulate import simulate
from simulation.tables import points_rollforward


def expiring(**terms):
    scenario = load_scenario("handbook_four_tiers")
    return scenario.with_program(scenario.program.mapping() | {"points_expiry": terms})


TERMS = [
    dict(policy="fixed_date", months=12),
    dict(policy="fixed_date", months=3),
    dict(months=6, never_from_tier=3),
    dict(policy="fixed_date", months=6, never_from_tier=2),
    dict(policy="inactivity", months=3, never_from_tier=4),
]


@pytest.mark.parametrize("terms", TERMS, ids=str)
def test_engines_agree_and_points_tie(terms):
    scenario = expiring(**terms)
    for seed in range(10):
        fast = simulate(scenario, members=400, months=26, seed=seed)
        if seed < 3:
            assert fast.digest() == simulate(scenario, members=400, months=26, seed=seed, engine="reference").digest()
        p = points_rollforward(fast)
        assert (p["opening"] + p["issued"] - p["redeemed"] - p["expired"] - p["reversed"] == p["closing"]).all()
        assert (fast.vintages.groupby("month")["outstanding"].sum().to_numpy() == p["closing"].to_numpy()).all()
        assert p["expired"].sum() > 0


def test_a_fixed_date_loses_points_in_that_month_alone():
    lost = points_rollforward(simulate(expiring(policy="fixed_date", months=3), members=1_000))["expired"]
    assert {month for month, n in enumerate(lost, start=1) if n} == {15, 27}, "March of the second and of the third year"


def test_points_of_spared_tiers_last_over_the_longest_run():
    """A ring of 64 months once would have mixed the first vintages with the last ones."""
    outcome = simulate(expiring(months=6, never_from_tier=2), members=300, months=60)
    held = outcome.vintages.query("month == 60").set_index("vintage")["outstanding"]
    assert (held >= 0).all() and held.sum() == points_rollforward(outcome)["closing"].iloc[-1]
    assert held.loc[1:24].sum() > 0, "some of the first two years are still there"


def test_terms_that_do_not_fit():
    with pytest.raises(ScenarioError, match="above 12, the most for fixed_date"):
        expiring(policy="fixed_date", months=13)
    with pytest.raises(ScenarioError, match="there are 4 tiers"):
        expiring(never_from_tier=5)
