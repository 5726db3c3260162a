"""Budgets: first come, first served, day by day, the same in both engines."""
import datetime

import numpy as np
import pytest

from simulation.budgets import MONEY, SHUT, USES, Budgets, Cap, blank_use, day_use
from simulation.calendar import Calendar
from simulation.inputs import ScenarioError
from simulation.mechanics.budget import KINDS
from simulation.records import OFFER_MEASURES, OPEN_END, POINTS_BUDGET, REWARDS_BUDGET
from simulation.scenario import build
from simulation.simulate import rate_card, simulate

PROGRAM = {"tiers": {"levels": [{"name": "T0", "threshold": 0}, {"name": "T1", "threshold": 900}]}, "base_earn": {}, "cash_off": {"goal": 100},
           "member_day": {"day_of_month": 18, "multiplier": 2, "depth": 0.1},
           "coupon": {"day_of_month": 3, "days": 20, "depth": 0.15, "redemption": 0.6},
           "lottery": {"day_of_month": 10, "days": 9, "prizes": [{"odds": 0.1, "value": 30, "prize_cost": 20}]},
           "sale": {"mechanic": "member_day", "dates": ["03-05", "03-06"], "depth": 0.2}}


def world(limits, members=300, months=14, seed=1, **program):
    scenario = build({"title": "budget", "market": "ecommerce_cn", "program": PROGRAM | {"budget": {"limits": limits}} | program,
                      "run": {"members": members, "months": months, "seed": seed}}, "budget")
    return scenario


def use(**days):
    """Rows and days of the month from words like d3=5: 5 units of rewards on the third."""
    out = blank_use()
    for day, amount in days.items():
        out[REWARDS_BUDGET, int(day[1:]) - 1] = amount
    return out


def calendar(months=14, start=datetime.date(2026, 1, 1)):
    return Calendar(start, months)


def test_a_budget_closes_on_the_day_after_it_is_reached():
    budgets = Budgets([Cap(REWARDS_BUDGET, 100, "month")], calendar())
    budgets.open_month(1)
    assert budgets.closings(use(d3=60, d7=39), 1)[REWARDS_BUDGET] == OPEN_END, "99 of 100"
    assert budgets.closings(use(d3=60, d7=40), 1)[REWARDS_BUDGET] == 7, "reached on the 7th, day 6; closed from the 8th, day 7"
    assert budgets.closings(use(d3=60, d7=140), 1)[REWARDS_BUDGET] == 7, "the day on which it is reached is served to its end"
    assert budgets.closings(use(d31=100), 1)[REWARDS_BUDGET] == OPEN_END, "reached on the last day, there is nothing left to close"


def test_a_period_begins_with_the_calendar_whenever_the_run_does():
    budgets = Budgets([Cap(REWARDS_BUDGET, 100, "quarter"), Cap(POINTS_BUDGET, 50, "year")], calendar(start=datetime.date(2026, 2, 1)))
    budgets.open_month(1)                                        # February
    assert budgets.close_month(use(d2=100), 1)[0].tolist() == [100, 3], "closed from the 3rd"
    march = budgets.open_month(2)
    assert march[REWARDS_BUDGET] == 28, "still closed on 1 March, day 28"
    budgets.close_month(use(), 2)
    assert budgets.open_month(3)[REWARDS_BUDGET] == OPEN_END, "a new quarter in April"


def test_a_budget_of_the_run_never_begins_anew():
    budgets = Budgets([Cap(REWARDS_BUDGET, 100, "run")], calendar())
    budgets.open_month(1)
    budgets.close_month(use(d1=150), 1)
    for month in range(2, 15):
        assert budgets.open_month(month)[REWARDS_BUDGET] == budgets.calendar.span(month)[0]
        budgets.close_month(use(), month)


@pytest.mark.parametrize("limits", [
    [{"what": "rewards", "amount": 30, "per": "month"}],
    [{"what": "points", "amount": 9_000, "per": "month"}],
    [{"what": "campaigns", "amount": 60, "per": "month"}],
    [{"what": "rewards", "amount": 100, "per": "quarter"}, {"what": "points", "amount": 60_000, "per": "year"},
     {"what": "campaigns", "amount": 300, "per": "run"}, {"what": "rewards", "amount": 60, "per": "month"}],
], ids=["rewards", "points", "campaigns", "several"])
@pytest.mark.parametrize("seed", range(3))
def test_engines_agree_and_no_budget_is_passed_by_more_than_a_day(limits, seed):
    scenario = world(limits, members=150, seed=seed)
    fast, slow = simulate(scenario), simulate(scenario, engine="reference")
    assert fast.digest() == slow.digest()
    shut = fast.program.budget[:, : len(limits), 1]
    assert shut.any(0).all(), "each of these budgets binds"
    used = np.array([day_use(fast.program.month_of(month)) for month in range(1, scenario.run.months + 1)])
    assert fast.program.offer_day.any()
    for i, limit in enumerate(limits):
        if limit["per"] == "month":
            kind, cap = KINDS[limit["what"]], limit["amount"] * (1 if limit["what"] == "points" else 100)
            for month in range(scenario.run.months):
                day = int(shut[month, i])
                assert used[month, kind, day - 1:].sum() == 0 or day == 0, "something was given after the closing"
                assert used[month, kind, : max(0, day - 2)].sum() < cap, "closed a day too late"
                assert day == 0 or used[month, kind].sum() >= cap, "closed too early"


def test_a_campaigns_own_limits_count_its_places_alone():
    budgets = Budgets([Cap(USES, 10, "month", "coupon", (0, 2)), Cap(MONEY, 500, "year", "coupon", (0, 2))], calendar())
    budgets.open_month(1)
    month = blank_use()
    month[Cap(USES, 1, "month", "", (0, 1, 2)).rows, 4] = (6, 99, 3)            # on the 5th: 6 and 3 uses of the coupon, 99 of another offer
    assert (budgets.closings(month, 1) == OPEN_END).all()
    month[Cap(USES, 1, "month", "", (2,)).rows, 9] = 1                           # the tenth use, on the 10th
    closed = budgets.closings(month, 1)
    assert closed[SHUT:SHUT + 3].tolist() == [10, OPEN_END, 10] and closed[0] == OPEN_END, "both places close from the 11th, day 10"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("limit", [{"cap_uses": 9}, {"cap_money": 40, "cap_per": "month"}, {"cap_points": 900, "cap_per": "run"},
                                   {"cap_money": 250, "cap_uses": 30, "cap_per": "month"}], ids=lambda x: "+".join(x))
def test_engines_agree_on_a_campaigns_own_limits(limit, seed):
    word = "points_campaign" if "cap_points" in limit else "coupon"
    terms = {"day_of_month": 5, "days": 15, "multiplier": 3} if word == "points_campaign" else PROGRAM["coupon"] | {"depth": 0.2}
    scenario = world([{"what": "campaigns", "amount": 2_000, "per": "year"}], members=150, seed=seed, **{word: terms | limit})
    fast, slow = simulate(scenario), simulate(scenario, engine="reference")
    assert fast.digest() == slow.digest()
    assert fast.program.budget[:, 1:, 1].any(), "the limit binds"
    free = simulate(scenario.with_program(scenario.program.mapping() | {word: terms}))
    places = list(next(o.places for o in rate_card(scenario).personal if o.label == word))
    limited, unlimited = (outcome.program.offer[:2, :, places, OFFER_MEASURES.index("uses")].sum() for outcome in (fast, free))
    assert 0 < limited < unlimited, "fewer uses in the first two months than without the limit"


def test_workers_do_not_matter():
    scenario = world([{"what": "rewards", "amount": 50, "per": "month"}])
    assert simulate(scenario, workers=1).digest() == simulate(scenario, workers=3).digest()


def test_a_budget_that_is_never_reached_changes_nothing():
    large = simulate(world([{"what": w, "amount": 1e9, "per": "month"} for w in ("rewards", "points", "campaigns")]))
    scenario = world([])
    without = simulate(scenario)
    assert np.array_equal(large.program.count, without.program.count)


def test_a_smaller_budget_costs_less_and_leaves_more_points():
    tight, wide = (simulate(world([{"what": "rewards", "amount": x, "per": "month"}], members=2_000)).headline() for x in (50, 5_000))
    assert tight["reward_cost"] < wide["reward_cost"] and tight["points_outstanding"] > wide["points_outstanding"]


def test_the_same_limit_twice_is_a_fault():
    with pytest.raises(ScenarioError, match=r"budget.limits\[1\].what: rewards by month is there twice"):
        world([{"what": "rewards", "amount": 5, "per": "month"}] * 2)
