"""Both engines invite the same members, among them those whom others have brought in, and every choice of a year follows the last one."""
import numpy as np
import pytest

from simulation.scenario import load_scenario
from simulation.simulate import simulate


@pytest.mark.parametrize("selection", ["net_sales", "tenure", "random", "qualifying"])
@pytest.mark.parametrize("tier", [2, 4])
def test_engines_invite_the_same_members_while_new_ones_are_brought_in(selection, tier):
    scenario = load_scenario("handbook_four_tiers")
    invited = {"tier": tier, "share": 0.1, "selection": selection, "month": 5, "term_months": 7, "cost": 90}
    mapping = scenario.program.mapping() | {"invited_tier": invited, "referral": {"reward": 50}}
    mapping["tiers"] = mapping["tiers"] | {"reminder_months": 2, "hold_months": 4, "downgrade": "soft_landing", "window": "anniversary"}
    scenario = scenario.with_program(mapping).with_run(members=150, months=20, seed=tier)
    scenario = scenario.with_market(scenario.market.with_values(organic_referrals=0.5, joins_per_year=0.5, returned_share=0.1))
    fast, slow = simulate(scenario), simulate(scenario, engine="reference")
    assert fast.digest() == slow.digest() and len(fast.program.sales) == len(slow.program.sales)
    held = fast.program.measure("members")[:, tier - 1]
    assert held[4] > 0 and held[16] > 0 and fast.program.measure("recruits").sum() > 0
    assert np.array_equal(fast.costs[fast.costs["name"] == "Invited members"].groupby("month")["amount"].sum().to_numpy(), held * 90 / 12)
