"""Member price: both engines, what it costs, and what it is worth to members."""
import pytest

from simulation.inputs import ScenarioError
from simulation.scenario import load_scenario
from simulation.simulate import simulate


def priced(stacking="add", off=(0, 0.02, 0.04, 0.08), depth=0.05):
    scenario = load_scenario("handbook_four_tiers")
    mapping = scenario.program.mapping() | {"member_price": {"price_off": list(off), "stacking": stacking}}
    mapping["member_day"] = {"day_of_month": 18, "multiplier": 2, "depth": depth}
    return scenario.with_program(mapping)


@pytest.mark.parametrize("stacking", ["add", "larger"])
def test_engines_agree(stacking):
    for seed in range(5):
        fast, slow = (simulate(priced(stacking), members=400, months=14, seed=seed, engine=e) for e in ("fast", "reference"))
        assert fast.digest() == slow.digest()


@pytest.mark.parametrize("stacking", ["add", "larger"])
def test_every_cent_off_is_booked_to_the_mechanic_that_gave_it(stacking):
    outcome = simulate(priced(stacking), members=2_000, months=14)
    by = outcome.costs.groupby("mechanic")["amount"].sum()
    discount = outcome.program.measure("discount").sum() / 100
    assert by["member_price"] + by["member_day"] == pytest.approx(discount, abs=1e-6) and by.min() > 0
    first = outcome.costs.query("mechanic == 'member_price' and tier == 'Member'")
    assert first["amount"].sum() == 0, "the first tier has no price off"


def test_the_larger_one_alone_costs_less_than_both():
    both, larger = (simulate(priced(s), members=2_000, months=14).headline()["program_cost"] for s in ("add", "larger"))
    assert larger < both


def test_a_member_price_is_worth_something_to_members():
    plain = simulate(priced(off=(0,), depth=0), members=2_000)
    worth = simulate(priced(depth=0), members=2_000)
    assert worth.headline()["sales"] > plain.headline()["sales"], "the tier is worth more"
    assert worth.headline()["benefit_cost"] > plain.headline()["benefit_cost"]


def test_terms_must_fit_the_tiers():
    with pytest.raises(ScenarioError, match="has 2 numbers for 4 tiers"):
        priced(off=(0, 0.1))
    with pytest.raises(ScenarioError, match=r"0 to 0\.9"):
        priced(off=(0, 0.1, 0.2, 0.95))
