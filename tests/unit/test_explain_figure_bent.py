"""A figure that is bent is no longer what its parts give: the parts are made apart from it."""
import dataclasses

import pytest

from simulation.finance import liability, pnl
from simulation.finance.explain_figure import MARKET, RUN, explain, figures
from simulation.finance.pnl import FEES_RECOGNISED
from simulation.finance.rolling import COLUMNS
from simulation.scenario import load_scenario
from simulation.simulate import simulate
from tests.unit.everything import every_scenario


@pytest.fixture(scope="module")
def club():
    """A paid plan with yearly fees and tax in them."""
    scenario = load_scenario("paid_club").with_run(members=300, months=15, seed=3)
    return simulate(scenario.with_market(scenario.market.with_values(fee_tax=0.0566)))


@pytest.fixture(scope="module")
def whole():
    """An opening balance of points, returns, expiry, points of every kind."""
    opening = [{"tier": 1, "members": 200, "points": 60_000}, {"tier": 3, "members": 100, "points": 90_000, "points_oldest_months": 3}]
    return simulate(every_scenario(members=300, months=12, opening=opening))


def told(outcome, name):
    return explain(dataclasses.replace(outcome), name)      # a copy of its own, of which nothing is kept


@pytest.mark.parametrize("code", ["fees_received", "fee_tax", FEES_RECOGNISED, "fees_deferred"])
def test_a_bent_fee_is_seen(club, monkeypatch, code):
    real, honest = pnl.fees, told(club, f"pnl.{code}")
    assert honest.ties and honest.value > 0

    def bent(outcome):
        found = real(outcome)
        found[code][-1, 0] += 1
        return found

    monkeypatch.setattr(pnl, "fees", bent)
    found = told(club, f"pnl.{code}")
    assert found.value == pytest.approx(honest.value + 0.01, abs=1e-6) and not found.ties


@pytest.mark.parametrize("column", COLUMNS)
def test_a_bent_movement_of_the_liability_is_seen(whole, monkeypatch, column):
    real, honest = liability.roll, told(whole, f"liability.{column}")
    assert honest.ties

    def bent(*given):
        found = real(*given)
        values = getattr(found, column).copy()
        values[..., -1] += 1        # of the last month, or the last vintage's opening
        return dataclasses.replace(found, **{column: values})

    monkeypatch.setattr(liability, "roll", bent)
    found = told(whole, f"liability.{column}")
    assert found.value > honest.value and not found.ties


def test_the_movements_are_there_to_be_bent(whole):
    assert all(told(whole, f"liability.{column}").value > 0 for column in COLUMNS if column != "re_estimate")
    assert told(whole, "liability.re_estimate").value == 0      # the plan's rate stays


def test_every_formula_of_the_liability_names_its_parts(whole):
    for column in ("opening", "deferred", "reversed", "recognised", "breakage"):
        found = told(whole, f"liability.{column}")
        for said, _ in (*found.names.values(), *((i.names[0], i.unit) for i in found.inputs if i.kind in (MARKET, RUN))):
            assert said in figures()[f"liability.{column}"].formula, f"{column} does not name {said}"


def test_numbers_beside_the_parts_say_where_they_are_from(club):
    tax = club.scenario.market.fee_tax
    held = {i.place: i for i in explain(club, "pnl.fee_tax").inputs}
    assert (held["fee_tax"].kind, held["fee_tax"].value, held["fee_tax"].unit, held["fee_tax"].source) == (MARKET, 0.0566, tax.unit, tax.source)
    held = {i.place: i for i in explain(club, f"pnl.{FEES_RECOGNISED}").inputs}
    assert held["run.months_of_a_fee"].kind == RUN and held["run.months"].kind == RUN
    assert held["run.months_of_a_fee"].value == 12
    known = club.scenario.with_market(club.scenario.market.with_values(expected_redemption=0.7))
    held = {i.place: i for i in explain(simulate(known), "liability.deferred").inputs}
    assert (held["expected_redemption"].kind, held["expected_redemption"].value) == (MARKET, 0.7)
