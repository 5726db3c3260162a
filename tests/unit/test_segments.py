"""What a segment costs: its own members' part of everything, to the whole program's cost, and the part of a service desk by whom it serves."""
import numpy as np
import pytest

from simulation.population import population
from simulation.records import MEMBERS
from simulation.scenario import build
from simulation.segments import BANDS, GROUP_FIGURES, KINDS, groups
from simulation.simulate import simulate

COST = GROUP_FIGURES.index("program_cost")
LEVELS = [{"name": "Member", "threshold": 0}, {"name": "Silver", "threshold": 600}, {"name": "Gold", "threshold": 1800}]
PROGRAM = {"tiers": {"levels": LEVELS}, "base_earn": {}, "cash_off": {"goal": 200, "point_value": 0.02},
           "running_cost": {"setup": 5_000, "per_month": 800}}


def run(cost_per_agent: float):
    desk = {"agents": 2, "dedicated_agents": 3, "dedicated_from_tier": 3, "cost_per_agent": cost_per_agent}
    return simulate(build({"title": "desk", "market": "ecommerce_cn", "program": PROGRAM | {"service_desk": desk},
                           "run": {"members": 400, "months": 14, "seed": 2}}, "desk"))


@pytest.fixture(scope="module")
def with_wages():
    return run(4_000.0)


@pytest.fixture(scope="module")
def difference(with_wages):
    """[tier or segment]: what the wages add to the cost; members live and wait the same with and without them."""
    paid, free = groups(with_wages), groups(run(0.0))
    return paid.tiers[:, COST] - free.tiers[:, COST], paid.segments[:, COST] - free.segments[:, COST]


def test_segments_cost_what_the_tiers_cost(with_wages):
    found = groups(with_wages)
    assert with_wages.totals["program"]["recruits"].sum() == 0      # who is brought in stands in no segment
    for rows in (found.segments[: len(BANDS)], found.segments[len(BANDS) :]):
        assert rows[:, COST].sum() == pytest.approx(found.tiers[:, COST].sum(), rel=1e-9)


def test_agents_of_a_tier_are_paid_for_by_who_stands_in_it(with_wages, difference):
    """Three agents at 4,000 a month for 14 months are 168,000: to Gold alone, and among segments by their members' months in Gold."""
    by_tier, by_segment = difference
    assert by_tier.tolist() == pytest.approx([0, 0, 168_000])
    bands, kinds = by_segment[: len(BANDS)], by_segment[len(BANDS) :]
    assert bands.sum() == pytest.approx(168_000) == kinds.sum()
    light, _, heavy = bands
    assert heavy > 0.8 * 168_000 > light >= 0, "who buys little stands in Gold seldom, however many months are lived"
    assert np.isfinite(kinds).all() and len(kinds) == len(KINDS)
    assert with_wages.program.count[:, 2, MEMBERS].sum() > 0 and len(population(with_wages.scenario).rows) == 400
