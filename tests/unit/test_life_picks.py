"""Whose life is told: members found are of their kind, and a persona's words and figures are those of the run."""
from __future__ import annotations

import datetime

import numpy as np
import pytest

from simulation.calendar import Calendar
from simulation.executor import Stopped
from simulation.explaining import told
from simulation.life import has_program, life
from simulation.life_picks import DEMOTED, HOARDING, KINDS, LAPSING, RISING, WON_BACK, cast, costs, won_back
from simulation.life_steps import DOWNGRADE, LEFT, REDEEM_POINTS, UPGRADE
from simulation.personas import FIGURES, TAIL, figures_of, groups, in_the_middle, often, personas
from simulation.scenario import load_scenario, names
from simulation.typical import outwards


# ======== kinds ===========================================================================================================
def test_members_found_are_of_their_kind(whole):
    assert set(whole.found) == set(KINDS)
    for kind in (RISING, HOARDING, LAPSING, DEMOTED, WON_BACK):
        assert whole.found[kind], f"nobody is {kind}"
        for number in whole.found[kind][:1]:
            pair = life(whole.scenario, number)
            mine = pair.told
            if kind == RISING:
                assert mine.of(UPGRADE) and not mine.of(DOWNGRADE) and mine.end.tier > mine.start.tier
            elif kind == HOARDING:
                assert not mine.of(REDEEM_POINTS)
                balances = whole.held.end["balance"]
                assert mine.end.balance > np.quantile(balances[balances > 0], 0.9)
            elif kind == LAPSING:
                assert mine.of(LEFT) and mine.sums["orders"] >= 3
            elif kind == DEMOTED:
                assert mine.of(DOWNGRADE) and mine.end.tier < max(now.tier for now in mine.after)
            else:
                check_won_back(pair)


def check_won_back(pair) -> None:
    mine, theirs = ({e.month for e in side.orders} for side in (pair.told, pair.beside))
    joined, calendar = int(pair.told.first), pair.told.scenario.calendar
    assert any(m > 3 and joined <= calendar.span(m - 3)[0] and not mine & {m - 3, m - 2, m - 1} for m in mine - theirs)


def test_a_kind_that_nobody_is_of_is_empty_not_replaced():
    found = cast(load_scenario("no_program").with_run(members=200, months=12)).found
    assert {kind for kind in found if found[kind]} == {LAPSING}


def test_the_one_in_the_middle_comes_first():
    assert outwards(np.array([4, 7, 1, 3, 9]), np.array([0, 5, 0, 2, 9, 0, 0, 1, 0, 3])) == [9, 3, 1, 7, 4]
    assert outwards(np.array([], int), np.zeros(3)) == []


def test_nobody_is_won_back_before_three_quiet_months():
    class Months:
        own = np.ones(4, bool)
        joined_on = np.array([0, 0, 31, 32])
        joined = np.array([[True, True, False, False], *[[True] * 4] * 4])

        def __init__(self, orders):
            self.orders, self.months = np.array(orders), {"orders": np.array(orders)}

    held = Months([[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0], [0, 1, 1, 1]])
    base = Months([[1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    calendar = Calendar(datetime.date(2026, 1, 1), 5)
    assert won_back(held, base, calendar).tolist() == [False, True, True, False], "two quiet months, four, three from the day of joining, and less"


# ======== personas ========================================================================================================
def test_figures_of_personas_are_those_of_the_run(whole):
    found, values = personas(whole), figures_of(whole)
    assert [p.kind for p in found] == ["light", "regular", "heavy"] and set(found[0].figures) == set(FIGURES)
    for p, who in zip(found, groups(whole).values(), strict=True):
        assert p.number in who and p.members == len(who) and p.number == in_the_middle(whole, who)
        for name, figure in p.figures.items():
            assert figure.value == values[name][p.number]
            assert (figure.low, figure.high) == tuple(np.quantile(values[name][who], [TAIL, 1 - TAIL]))
        mine = p.pair.told.sums
        assert (mine["sales"], mine["closing_points"]) == (p.figures["sales"].value, p.figures["points_held"].value)
        assert mine["orders"] - p.pair.beside.sums["orders"] == p.figures["more_orders"].value
        words = told(p.story, whole.scenario.market)
        assert f"places {mine['orders']} orders" in words and f"{mine['issued']:,} points are earned" in words
        assert f"{mine['closing_points']:,} are left at the end" in words
        assert ("is gone for good" in words) == (p.pair.told.left is not None)
    sizes = [len(who) for who in groups(whole).values()]
    rates = [whole.held.end["rate"][who] for who in groups(whole).values()]
    assert max(sizes) - min(sizes) <= 1 and rates[0].max() <= rates[1].min() and rates[1].max() <= rates[2].min()


def test_how_often_a_persona_buys_follows_the_number():
    said = [often(a_year) for a_year in (1, 2, 6, 12, 26, 52, 76)]
    assert len(set(said)) == len(said)
    assert "about every week" in often(52) and "more than once a week" in often(76) and "two or three times a month" in often(26)


def test_runs_say_how_far_they_are_and_can_be_stopped():
    scenario = load_scenario("points_only").with_run(members=60, months=6)
    found = cast(scenario)
    for work in (lambda tell: cast(scenario, tell), lambda tell: costs(scenario, tell), lambda tell: personas(found, tell)):
        heard = []
        work(heard.append)
        assert len(heard) == 2 * scenario.run.months and heard == sorted(heard) and heard[0] > 0 and heard[-1] == 1.0, "both arms, month by month"
        for last in (0.1, 0.6):

            def stop(share, last=last):
                if share > last:
                    raise Stopped

            with pytest.raises(Stopped):
                work(stop)


def test_personas_of_every_shipped_scenario():
    for name in names():
        scenario = load_scenario(name).with_run(members=30, months=3)
        for p in personas(cast(scenario)):
            assert told(p.headline, scenario.market) and told(p.story, scenario.market)
            assert (p.pair.beside is None) == (not has_program(scenario))
