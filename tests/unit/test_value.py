"""NPV, IRR, payback, the need of cash and break-even: hand-worked cases, and what has to hold for any flows."""
from __future__ import annotations

import numpy as np
import pytest

from simulation.finance import value
from simulation.finance.pnl import TOTAL, pnl
from simulation.finance.value import break_even, cash_by_month, irr, monthly_rate, npv, worth, worth_of
from simulation.metrics import METRICS
from simulation.scenario import load_scenario
from simulation.simulate import simulate


def test_npv_by_hand():
    """-100 after a month, 60 after each of two further months, at 1% a month."""
    annual = 1.01**12 - 1
    assert monthly_rate(annual) == pytest.approx(0.01)
    assert npv([-100, 60, 60], annual) == pytest.approx(-100 / 1.01 + 60 / 1.01**2 + 60 / 1.01**3)
    assert npv([0] * 11 + [108], 0.08) == pytest.approx(100)          # a year's end
    assert npv([5, -3, 4], 0.0) == 6


def test_irr_by_hand():
    """100 that give 110 a month later: 10% a month; a perpetual 39, 59, 55, 20 on 100 is Gitman's example, 28.095% a period."""
    assert irr([-100, 110])[0] == pytest.approx(1.1**12 - 1)
    assert irr([0, -100, 39, 59, 55, 20, 0])[0] == pytest.approx(1.2809484**12 - 1, rel=1e-5)
    assert irr([-100, 0, 0, 74])[0] == pytest.approx(0.74 ** (12 / 3) - 1)     # a loss: below zero
    assert irr([100, -110])[0] == pytest.approx(1.1**12 - 1)


def test_npv_at_the_irr_is_zero_for_any_outlay_that_pays_back():
    rng = np.random.default_rng(5)
    for _ in range(50):
        flows = np.concatenate([-rng.integers(1, 1_000_000, 3), rng.integers(0, 400_000, 33)])
        rate, why = irr(flows)
        assert not why and npv(flows, rate) == pytest.approx(0, abs=1e-5 * np.abs(flows).sum())
        assert (rate > 0) == (flows.sum() > 0)


@pytest.mark.parametrize(("flows", "why"), [
    ([0, 0, 0], value.NO_FLOWS), ([-5, -5, 0], value.ONE_WAY), ([3, 0, 4], value.ONE_WAY),
    ([-100, 230, -132], value.MANY),                    # 10% and 20% a month
    ([-100, 20, -10, 30], value.NEVER_BACK), ([100, -50, 10, -20], value.NEVER_NEEDED),
])  # fmt: skip
def test_no_irr_has_a_reason(flows, why):
    assert irr(flows) == (None, why)


def test_one_rate_where_the_sum_to_date_turns_once():
    """The flows turn three times, their sum to date once: one rate above zero."""
    flows = [-100, 10, -5, 150]
    rate, why = irr(flows)
    assert not why and rate > 0 and npv(flows, rate) == pytest.approx(0, abs=1e-6)


def test_payback_and_the_need_of_cash_by_hand():
    found = worth_of(np.array([-100, -20, 60, 60, 2]), 200, 0.0)
    assert (found.net, found.deepest, found.deepest_month, found.payback, found.roi) == (2, -120, 2, 4, 0.01)
    assert worth_of(np.array([-100, -20, 60, 60, 2]), 200, 0.5).payback_discounted is None      # dearer than the 2 that is left
    assert worth_of(np.array([5, 5]), 0, 0.1).deepest == 0 == worth_of(np.array([5, 5]), 0, 0.1).deepest_month
    assert worth_of(np.array([5, 5]), 0, 0.1).roi is None


def test_more_patience_is_worth_less():
    """An outlay first, returns later: the higher the rate, the lower the NPV."""
    flows = np.array([-1000] + [50] * 35)
    values = [npv(flows, rate) for rate in (0.0, 0.05, 0.08, 0.12, 0.5)]
    assert values == sorted(values, reverse=True) and values[0] == flows.sum()


@pytest.fixture(scope="module")
def outcome():
    return simulate(load_scenario("handbook_four_tiers"), members=400, months=18)


def test_worth_is_that_of_the_metrics_where_fees_bear_no_tax(outcome):
    found = worth(outcome)
    assert found.net == round(METRICS["net_value"].of(outcome) * 100) and found.roi == pytest.approx(METRICS["roi"].of(outcome))
    assert found.payback == METRICS["payback_month"].of(outcome)
    assert found.npv == npv(cash_by_month(outcome), 0.08)


def test_tax_in_fees_is_no_income():
    scenario = load_scenario("paid_club")
    plain, taxed = (simulate(scenario.with_market(scenario.market.with_values(fee_tax=x)), members=200, months=6) for x in (0.0, 0.1))
    tax = pnl(taxed, "year")[TOTAL]["fee_tax"]
    assert worth(plain).net - worth(taxed).net == tax == pytest.approx(0.1 * pnl(taxed, "year")[TOTAL]["fees_received"], abs=6)


def test_at_the_break_even_margin_the_net_is_zero(outcome):
    """Run again with that margin: behaviour does not depend on it, so only the rounding of each month's margin is left."""
    margin = {x.code: x for x in break_even(outcome)}["margin"]
    scenario = outcome.scenario
    again = simulate(scenario.with_market(scenario.market.with_values(margin=margin.value)))
    cells = 18 * (len(outcome.tier_names) + 1)
    assert abs(worth(again).net) <= cells / 2 + 1 < abs(worth(outcome).net)


def test_at_the_break_even_cost_per_point_and_lift_the_net_is_zero(outcome):
    found, total = {x.code: x for x in break_even(outcome)}, pnl(outcome, "year")[TOTAL]
    redeemed = outcome.totals["program"]["points_redeemed"].sum()
    point, lift, net = found["cost_per_point"], found["lift"], worth(outcome).net
    assert point.own == pytest.approx(total["rewards"] / redeemed / 100)
    if point.value is None:
        assert net + total["rewards"] < 0
    else:
        assert net + total["rewards"] - point.value * 100 * redeemed == pytest.approx(0, abs=1)
    base, margin = outcome.totals["no_program"]["sales"].sum(), outcome.scenario.market.margin.value
    assert lift.own == pytest.approx(METRICS["lift_rate"].of(outcome))
    assert net + (lift.value - lift.own) * margin * base == pytest.approx(0, abs=18 * (len(outcome.tier_names) + 1))


def test_break_even_that_does_not_exist_has_a_reason():
    nothing = simulate(load_scenario("no_program"), members=100, months=2)
    assert [(x.code, x.value is None, bool(x.why)) for x in break_even(nothing)][:2] == [("margin", True, True), ("cost_per_point", True, True)]
