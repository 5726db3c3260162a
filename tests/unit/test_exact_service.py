"""Service desks in both engines: SimPy's priority resource and the compiled queue leave the same tables and the same members."""
from __future__ import annotations

import collections
import random

import numpy as np
import pytest

from simulation import engine
from simulation.arm import FIELDS
from simulation.population import population
from simulation.scenario import load_scenario
from simulation.simulate import no_program_card, rate_card, simulate
from tests.unit.engines import differences

FOUR = load_scenario("handbook_four_tiers")
SETTINGS = {"kind": ("contact", "delivery"), "contacts_per_order": (0.2, 0.7, 1.0), "minutes": (1.0, 25.0, 120.0), "opening_hours": (1, 8, 24),
            "agents": (0, 1, 2), "promise": (5, 600), "higher_tiers_first": (True, False), "first_from_tier": (2, 3, 5),
            "dedicated_agents": (0, 1, 2), "dedicated_from_tier": (1, 2, 4)}
OPENING = [{"tier": 1, "members": 150, "points": 20_000}, {"tier": 3, "members": 50, "points": 20_000, "qualifying": 3500, "orders_a_year": 20}]
RUNS = 24
MORE = ({}, {"budget": {"limits": [{"what": "points", "amount": 5_000, "per": "month"}]}})


def chosen(k: int) -> dict:
    draw = random.Random(k)
    picked = {name: draw.choice(values) for name, values in SETTINGS.items()}
    return picked | {"desks": draw.choice((1, 2, 4)), "opening": draw.random() < 0.3, "joins": draw.choice((0, 1)), "waiting": draw.choice((0, 0.5))}


def scenario_of(picked: dict, seed: int, members: int = 200, months: int = 14):
    terms = {name: picked[name] for name in SETTINGS}
    other = {"mechanic": "service_desk", "minutes": 40, "contacts_per_order": 0.5}
    further = {f"desk_{i}": other | {"agents": i} for i in range(2, picked["desks"] + 1)}
    found = FOUR.with_program(FOUR.program.mapping() | {"service_desk": terms} | further)
    if picked["opening"]:
        found = found.model_validate(found.model_dump() | {"opening": OPENING, "program": found.program, "market": found.market})
    numbers = {"theta_wait": picked["waiting"], "phi_wait": 2 * picked["waiting"], "joins_per_year": picked["joins"], "returned_share": 0.3}
    return found.with_market(found.market.with_values(**numbers)).with_run(members=members, months=months, seed=seed)


@pytest.mark.parametrize("k", range(RUNS))
def test_engines_agree(k):
    scenario = scenario_of(chosen(k), k)
    fast, slow = simulate(scenario), simulate(scenario, engine="reference")
    assert not differences(fast, slow), f"{differences(fast, slow)} differ with {chosen(k)}"
    assert fast.program.service.sum() > 0 and fast.no_program.service.sum() > 0


def test_every_setting_is_met_three_times_and_everything_happens():
    met = collections.Counter((name, value) for k in range(RUNS) for name, value in chosen(k).items())
    assert min(met[name, value] for name, values in SETTINGS.items() for value in values) >= 3
    runs = [simulate(scenario_of(chosen(k), k)) for k in range(RUNS)]
    for arm in ("program", "no_program"):
        happened = np.array([getattr(run, arm).service.sum((0, 1, 2)) > 0 for run in runs]).sum(0)
        assert happened.min() >= 5, f"contacts, waits, late and given up happen in {happened} of {RUNS} runs"


def test_engines_agree_at_ten_thousand_members():
    """Three months of everybody at one agent, and one for high tiers."""
    terms = {"agents": 1, "dedicated_agents": 1, "contacts_per_order": 0.1, "minutes": 18, "cost_per_agent": 6000}
    scenario = FOUR.with_program(FOUR.program.mapping() | {"service_desk": terms}).with_run(members=10_000, months=3)
    fast, slow = simulate(scenario), simulate(scenario, engine="reference")
    assert not differences(fast, slow) and fast.digest() == slow.digest()
    waited, late = fast.program.service.sum((0, 1, 2))[[1, 2]]
    assert waited > 1000 and late > 100, "hardly anybody waits, so nothing was tested"


@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_gives_the_same_tables(workers):
    scenario = scenario_of(chosen(1), 5)
    people, card = population(scenario), rate_card(scenario)
    alone, shared = (engine.run_arm(people.rows.copy(), people.join_day, card, enrolled=True, workers=w) for w in (1, workers))
    assert alone.service.sum() > 0 and all(np.array_equal(getattr(alone, name), getattr(shared, name)) for name in vars(alone))


def test_the_no_program_arm_is_run_whole_because_members_meet_at_the_desk(monkeypatch):
    scenario = scenario_of(chosen(1) | {"agents": 1, "waiting": 0.5}, 5)
    people, card, heard = population(scenario), no_program_card(scenario), []
    whole = engine.run_arm(people.rows.copy(), people.join_day, card, enrolled=False)
    monkeypatch.setattr(engine, "CHUNK", 37)
    parts = engine.run_no_program(people.rows, people.join_day, card, on_chunk=lambda done, of: heard.append((done, of)))
    assert all(np.array_equal(getattr(whole, name), getattr(parts, name)) for name in vars(whole))
    assert heard[-1] == (14, 14) and not people.rows["contacts"].any()


def test_24_months_are_the_first_24_of_30():
    short, long = (simulate(scenario_of(chosen(3), 3, months=months)) for months in (24, 30))
    for arm in ("program", "no_program"):
        for name in FIELDS:
            assert np.array_equal(getattr(getattr(short, arm), name), getattr(getattr(long, arm), name)[:24]), f"{arm}: {name}"


@pytest.mark.parametrize("seed", range(4))
def test_engines_agree_where_members_bring_in_others_and_a_budget_closes(seed):
    """Members who join on the way come to the desk as well, in both arms; a month that is run again hands its contacts over once."""
    program = FOUR.program.mapping() | {"service_desk": {"agents": 1, "contacts_per_order": 0.6, "minutes": 60}, "referral": {}} | MORE[seed % 2]
    found = FOUR.with_program(program)
    found = found.with_market(found.market.with_values(organic_referrals=0.8, phi_wait=0.5)).with_run(members=200, months=14, seed=seed)
    fast, slow = simulate(found), simulate(found, engine="reference")
    assert not differences(fast, slow), f"{differences(fast, slow)} differ"
    assert len(fast.no_program.purchases) > 200 and fast.program.service.sum() > 0
