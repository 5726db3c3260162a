"""A life replayed is the life that was run, whatever the program holds."""
from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from simulation import replay
from simulation.inputs import ScenarioError
from simulation.mechanics import REGISTRY
from simulation.population import population
from simulation.records import PURCHASES, SALES
from simulation.replay import BASELINE, EXTRA, MONTH_END, OPENING, RETURN, life
from simulation.simulate import simulate
from tests.unit.everything import every_program, every_scenario

OPENED = [{"tier": 1, "members": 200, "points": 60_000}, {"tier": 4, "members": 50, "points": 90_000, "qualifying": 3_000, "orders_a_year": 9}]


@pytest.fixture(scope="module")
def everything():
    return every_scenario()


def test_the_program_holds_every_mechanic(everything):
    assert {type(m.terms) for m in everything.program.mechanics} == set(REGISTRY.values())


@pytest.mark.parametrize("opening", [None, OPENED], ids=["new members", "opening base"])
@pytest.mark.parametrize("enrolled", [True, False])
def test_replays_end_where_the_run_ended(everything, opening, enrolled):
    """Replaying checks the whole record at each month's end; the totals are those of the run besides."""
    scenario = every_scenario(opening=opening)
    outcome, kinds = simulate(scenario), set()
    arm = outcome.program if enrolled else outcome.no_program
    base, found = len(population(scenario).rows), len(arm.purchases)
    assert found > base, "nobody was brought in"
    some = [*np.argsort(arm.purchases)[[-1, -2, -40]].tolist(), 0, 17, base, found - 1]
    for number in some:
        steps = life(scenario, number, enrolled).steps()
        assert sum(s.counted(PURCHASES) for s in steps) == arm.purchases[number] == sum(s.bought for s in steps)
        assert sum(s.counted(SALES) for s in steps) == arm.sales[number]
        kinds |= {s.kind for s in steps}
        for earlier, later in itertools.pairwise(steps):
            if later.month == earlier.month:
                assert vars(earlier.after) == vars(later.before)
    assert kinds == {OPENING, BASELINE, RETURN, MONTH_END} | ({EXTRA} if enrolled else set())


def test_a_month_in_which_budgets_close(everything):
    """The card of the month's end holds the closings, and the steps before them are not touched by them."""
    found = life(everything, 0)
    shut = [month for month, (_, card, _) in found.seen.items() if (card["shut_from"] < card["last_day"]).any()]
    assert len(shut) > 3 and all(found.month(month) for month in shut)


def test_a_replay_that_ends_elsewhere_is_refused(everything):
    found = life(everything, 0)
    before, card, after = found.seen[3]
    wrong = after.copy()
    wrong["balance"] += 1
    with pytest.raises(RuntimeError, match="member 0 in month 3 differs from the run in balance"):
        dataclasses.replace(found, seen={3: (before, card, wrong)}).month(3)


@pytest.mark.parametrize("number", [-1, 1_000_000])
def test_no_such_member(everything, number):
    with pytest.raises(ScenarioError, match=rf"there is no member {number}; the run has members 0 to \d+"):
        life(everything, number)


def test_months_before_a_member_joins_are_empty(everything):
    people = population(everything)
    late = int(np.flatnonzero(people.join_day > 100)[0])
    found = life(everything, late)
    first = next(step for step in found.steps())
    assert found.month(1) == [] and first.month == everything.calendar.month_of(int(people.join_day[late])) and first.kind == replay.OPENING


def test_progress_is_heard(everything):
    heard = []
    life(every_scenario({"base_earn": {}}, members=20, months=4), 0, progress=heard.append)
    assert heard == [0.25, 0.5, 0.75, 1.0] and every_program()
