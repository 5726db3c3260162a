"""Who the cost goes to, what a year costs, and what friends cost: every table ties to the accounts."""
import pytest

from simulation import balance, word_of_mouth
from simulation.ledger import COMPONENTS
from simulation.scenario import load_scenario
from simulation.simulate import simulate
from tests.unit.test_referral import world


@pytest.fixture(scope="module")
def outcome():
    return simulate(load_scenario("handbook_four_tiers"), members=2_000, months=30)


def test_tiers_share_out_the_whole_cost_and_the_whole_sales(outcome):
    table, totals = balance.by_tier(outcome), outcome.totals["program"]
    assert table["cost"].sum() == pytest.approx(totals[list(COMPONENTS)].to_numpy().sum() / 100, abs=0.01)
    assert table["sales"].sum() == pytest.approx(totals["sales"].sum() / 100, abs=0.01)
    for name in ("active_share", "sales_share", "cost_share"):
        assert table[name].sum() == pytest.approx(1)
    assert (table["fund_rate"] * table["sales"]).sum() == pytest.approx(table["cost"].sum())
    assert balance.concentration(outcome) == pytest.approx((table["cost_share"] - table["sales_share"]).abs().max())


def test_years_add_up_to_the_run_and_the_last_says_how_long_it_is(outcome):
    table = balance.by_year(outcome)
    assert table["months"].tolist() == [12, 12, 6]
    assert table["net_value"].sum() == pytest.approx(outcome.headline()["net_value"], abs=0.01)
    assert table["cost"].sum() == pytest.approx(outcome.headline()["program_cost"], abs=0.01)


def test_a_program_that_costs_nothing_has_no_balance():
    outcome = simulate(load_scenario("no_program"), members=100, months=3)
    assert balance.concentration(outcome) is None and balance.by_tier(outcome)["cost_share"].isna().all()


def test_friends_tie_to_the_counts_and_to_the_accounts():
    outcome = simulate(world())
    found, table = word_of_mouth.friends(outcome), word_of_mouth.by_month(outcome)
    assert found.by_reward == table["recruits"].sum() > 0
    assert found.cost == pytest.approx(40 * found.by_reward) == pytest.approx(table["amount"].sum())
    assert found.more == found.by_reward + found.unasked - found.unasked_without
    assert found.cost_each == pytest.approx(found.cost / found.more)


def test_without_friends_there_is_no_cost_of_one():
    found = word_of_mouth.friends(simulate(load_scenario("no_program"), members=100, months=3))
    assert found.more == 0 and found.cost_each is None
