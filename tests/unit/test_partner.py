"""Partners: points earned there, contracts that begin and end, and a settlement that ties to the books."""
from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulation import luck
from simulation.inputs import ScenarioError
from simulation.population import population
from simulation.records import PARTNER_POINTS, PARTNER_VISITS
from simulation.scenario import build
from simulation.settlement import settlement
from simulation.simulate import rate_card, simulate
from simulation.tables import all_tables

HOTEL = {"name": "Hotel", "unit_cost": 3.33, "perceived_value": 8, "uptake": 0.4, "funded_share": 0.35, "customers": 0.3,
         "events_per_month": 1.5, "points_per_event": 70, "price_per_point": 0.0065}
LEVELS = [{"name": "Member", "threshold": 0}, {"name": "Silver", "threshold": 800}]


def scenario(partners, members=3000, months=12, program=None, **numbers):
    rest = {"tiers": {"levels": LEVELS}, "base_earn": {}, "cash_off": {"goal": 300}} if program is None else program
    run = {"members": members, "months": months, "seed": 5}
    found = build({"title": "partners", "market": "ecommerce_cn", "program": rest | partners, "run": run}, "partners")
    return found.with_market(found.market.with_values(**numbers))


@pytest.mark.parametrize("mean", [0.05, 1.0, 3.7, 10.0])
def test_visits_are_poisson(mean):
    """The same number as the quantile function of another library gives for the same uniform."""
    for k in range(2000):
        u = luck.uniform(luck.member_key(3, k), luck.PARTNER_EVENTS, 7, 0)
        assert luck.poisson(luck.member_key(3, k), luck.PARTNER_EVENTS, 7, 0, mean) == stats.poisson.ppf(u, mean)


def test_a_share_of_members_earns_there_at_the_mean_rate():
    """Nobody leaves for good: 3,000 members, 30% of them customers, 1.5 visits a month."""
    outcome = simulate(scenario({"partner": HOTEL}, a=1, b=1e12))
    visits = outcome.program.partner[:, :, 0, PARTNER_VISITS].sum(1)
    expected = 3000 * 0.3 * 1.5
    assert abs(visits.mean() - expected) < 3 * np.sqrt(3000 * 0.3 * 0.7) * 1.5, "customers are drawn once"
    assert abs(visits.std() - np.sqrt(expected)) < 20
    assert (outcome.program.partner[:, :, 0, PARTNER_POINTS] == 70 * outcome.program.partner[:, :, 0, PARTNER_VISITS]).all()


def test_points_earned_there_are_issued_points_like_all_others():
    outcome = simulate(scenario({"partner": HOTEL | {"unit_cost": 0}}, program={"cash_off": {"goal": 300}}))
    issued, there = outcome.program.measure("points_issued").sum(), outcome.program.partner[..., PARTNER_POINTS].sum()
    assert issued == there > 0 and outcome.program.measure("points_redeemed").sum() > 0
    assert outcome.program.flow[:, 0].sum() == issued


@pytest.mark.parametrize(("terms", "months"), [({"to_month": 5}, range(1, 6)), ({"from_month": 4}, range(4, 13)),
                                               ({"from_month": 3, "to_month": 3}, [3]), ({}, range(1, 13))])
def test_a_contract_holds_from_its_first_to_its_last_month(terms, months):
    outcome = simulate(scenario({"partner": HOTEL | terms}, members=400))
    visited = np.flatnonzero(outcome.program.partner[:, :, 0, PARTNER_VISITS].sum(1)) + 1
    assert list(visited) == list(months) == list(settlement(outcome)["month"])


def test_after_the_partner_s_exit_its_benefit_is_worth_nothing():
    found = scenario({"partner": HOTEL | {"to_month": 2, "from_tier": 2}, "year": HOTEL | {"mechanic": "partner", "per": "year"}})
    card = rate_card(found)
    tables = card.day_tables()
    first, third = card.month(2, tables), card.month(3, tables)
    assert list(first["partner_per_order"][:2]) == [0, 8 * 0.4 * 100] and not third["partner_per_order"].any()
    assert first["partner_per_month"][0] == third["partner_per_month"][0] == pytest.approx(8 * 0.4 * 100 / 12)
    assert list(first["partner_mean"][:2]) == [1.5, 1.5] and list(third["partner_mean"][:2]) == [0, 1.5]


@pytest.mark.parametrize("per", ["order", "month", "year"])
def test_a_joint_benefit_moves_members_as_one_s_own_does(per):
    """Who pays for it is nothing to the member."""
    worth = {"per": per, "unit_cost": 3.33, "uptake": 0.4, "perceived_value": 8, "from_tier": 2}
    joint = simulate(scenario({"partner": {"name": "Hotel", "funded_share": 0.5} | worth}, members=600))
    own = simulate(scenario({"tier_benefits": {"benefits": [{"name": "Room"} | worth]}}, members=600))
    none = simulate(scenario({}, members=600))
    assert np.array_equal(joint.program.sales, own.program.sales) and not np.array_equal(joint.program.sales, none.program.sales)
    assert settlement(joint)["joint_cost"].sum() == pytest.approx(own.costs.query("name == 'Room'")["amount"].sum())


def test_the_settlement_ties_to_the_books_to_the_cent():
    outcome = simulate(scenario({"partner": HOTEL, "bank": HOTEL | {"mechanic": "partner", "name": "Bank", "funded_share": 1}}, members=500))
    due = settlement(outcome)
    assert len(due) == 24 and set(due["partner"]) == {"Hotel", "Bank"}
    booked = {}
    for month, label, posting in outcome.postings:
        if label in ("partner", "bank"):
            booked[month, label, posting.name] = sum(posting.amounts)
    for row in due.itertuples():
        label = {"Hotel": "partner", "Bank": "bank"}[row.partner]
        cost, funded = booked[row.month, label, f"Benefit with {row.partner}"], -booked[row.month, label, f"Settlement {row.partner}: benefit"]
        paid = -booked[row.month, label, f"Settlement {row.partner}: points"]
        assert (round(row.joint_cost * 100), round(row.funded * 100), round(row.points_payment * 100)) == (cost, funded, paid)
        assert funded == (cost * (35 if label == "partner" else 100) + 50) // 100 and paid == (row.partner_points * 65 + 50) // 100, "halves up"
        assert round(row.amount_due * 100) == funded + paid
    assert "settlement" in all_tables(outcome) and "settlement" not in all_tables(simulate(scenario({}, members=50, months=2)))


def test_who_has_left_for_good_earns_nothing_there():
    """All leave at their first occasion: visits die away with them, and a member's customership is the same person's in each run."""
    stay, leave = (simulate(scenario({"partner": HOTEL}, a=1, b=b)) for b in (1e12, 1e-9))
    visits = [outcome.program.partner[:, :, 0, PARTNER_VISITS].sum(1) for outcome in (stay, leave)]
    alive = leave.program.measure("alive").sum(1) / 3000
    assert (visits[1] <= visits[0]).all() and alive[-1] < 0.3
    assert abs(visits[1][-1] / visits[0][-1] - alive[-1]) < 0.05
    assert len(population(leave.scenario).rows) == 3000


@pytest.mark.parametrize(("partners", "said"), [
    ({"partner": HOTEL | {"from_month": 5, "to_month": 4}}, "lies before month 5"),
    ({"partner": HOTEL | {"from_tier": 3}}, "there are 2"),
    ({f"p{k}": HOTEL | {"mechanic": "partner"} for k in range(5)}, "at most 4"),
    ({"partner": {"unit_cost": 1}}, "name: is missing"),
])
def test_terms_that_do_not_fit_are_refused_by_name(partners, said):
    with pytest.raises(ScenarioError, match=said):
        scenario(partners)
