"""Explanations: a purchase worked by hand, line by line; reasons of what did not act; and every purchase of many members adds up."""
from __future__ import annotations

import dataclasses
import datetime
from typing import ClassVar

import numpy as np
import pytest

from simulation import member
from simulation.bench.everything import everything
from simulation.explain import check, explain, most_telling, orders
from simulation.explaining import Moment, lines_of, told
from simulation.explaining.report import explanation_table, orders_table
from simulation.inputs import term
from simulation.mechanics import Mechanic
from simulation.population import population
from simulation.records import CARD, MAX_TIERS, MEMBER
from simulation.reference import blank_tally, plain, plain_record
from simulation.replay import BASELINE, EXTRA, Life, life
from simulation.simulate import rate_card, simulate
from simulation.typical import LAPSED, MOST, REDEEMED, ROSE, typical_members
from tests.cases.harness import CERTAIN, scenario_of
from tests.unit.everything import every_program, every_scenario

SILVER = {"levels": [{"name": "Member", "threshold": 0}, {"name": "Silver", "threshold": 1000}, {"name": "Gold", "threshold": 3000}]}
PROGRAM = {"tiers": SILVER, "base_earn": {"multiplier": [1, 1.2, 1.5]}, "cash_off": {"goal": 500, "point_value": 0.01},
           "points_expiry": {"months": 12}, "member_price": {"price_off": [0, 0.05, 0.08]},
           "member_day": {"day_of_month": 18, "multiplier": 2, "depth": 0.1}}


def bought(program, date, pay, redeem=False, returned=False, numbers=None, **traits) -> tuple[Life, object]:
    """One order of `pay` at list price on a date of 2026 by a member of these traits; nothing is left to luck, as in tests/cases/harness.py."""
    scenario = scenario_of({"name": "by hand", "months": 12, "purchases": [], "others": [[]], "market": numbers or {}}, program)
    calendar, rates, rows = scenario.calendar, rate_card(scenario), population(scenario).rows
    day = (date - calendar.start).days
    month = calendar.month_of(day)
    s, card = plain_record(rows[0], MEMBER), plain_record(rates.record()[0], CARD)
    values = rates.month(month, rates.day_tables()) | {"status": rates.status(np.ones(MAX_TIERS))}
    vars(card).update({name: plain(np.asarray(x)) for name, x in values.items()})
    card.basket_d, card.basket_c = float(scenario.market.minor(pay)), 0.0
    card.eta_0, card.returned_share = CERTAIN if redeem else -CERTAIN, 1.0 if returned else 0.0
    vars(s).update({"enrolled": 1, "alive": 1, "redeems": 1, "dropout": 0.0, "basket_scale": 1.0, "birthday_month": 3} | traits)
    if "balance" in traits:
        s.lots[month - 1], s.oldest = s.balance, month - 1
    member.open_month(s, card, blank_tally())
    s.next_base = float(calendar.clock[day]) + 0.5
    held = Life(scenario, scenario.program, 0, rates, {})
    return held, held._step(month, BASELINE, member.day_of(s.next_base, card), s, card, lambda tally: member.step(s, card, tally))


def rows_of(e, market):
    return [(told(x.title, market), x.money, x.points) for x in e.acted]


def reason(e, market, title):
    return next(told(x.said, market) for x in e.rested if told(x.title, market) == title)


# ======== worked by hand ==================================================================================================
def test_a_member_day_order_line_by_line():
    """List 400.00.  Silver pays 5% less and the day takes 10% off: 15% of 400.00 is 60.00, of which 40.00 are the day's and 20.00 the tier's.
    Of 1,200 points two rewards of 500 go for 5.00 each.  330.00 are paid: 330 x 1.2 = 396 points, and as many again for 2 x."""
    held, step = bought(PROGRAM, datetime.date(2026, 6, 18), 400, redeem=True, tier=1, balance=1200, qualifying=[150_000, 0])
    e, market = explain(held, step), held.scenario.market
    assert (e.list_price, e.paid, e.points, e.balance_before, e.balance_after) == (40_000, 33_000, 792, 1_200, 992)
    assert rows_of(e, market) == [("Member price", -2_000, 0), ("Member day", -4_000, 0), ("Reward", -1_000, -1_000), ("Earn", 0, 396),
                                  ("Member day", 0, 396), ("Tiers", 0, 0)]
    assert e.running == [(38_000, 1_200), (34_000, 1_200), (33_000, 200), (33_000, 596), (33_000, 992), (33_000, 992)]
    words = [told(x.said, market) for x in e.acted]
    assert words[0] == "5% off for Silver." and words[1] == "10% off on 18 June 2026." and words[4] == "2 × points on 18 June 2026."
    assert words[2].startswith("1,000 of 1,200 points for ¥10.00: 2 × 500 points. Chance 100%")
    assert words[3] == "1.2 points per currency unit on what is paid, in the tier Silver."
    assert words[5] == "Counts ¥330.00 of spend. Gold is ¥1,170.00 of spend away.", "3,000 less 1,500 and 330"
    assert [told(x.title, market) for x in e.rested] == ["Expiry"] and not e.later and not e.upgraded
    assert told(e.cause.said, market) == "A baseline order: the member would have placed it without the program, too." and e.cause.drawn is None


def test_the_day_after_the_member_day_without_enough_points():
    held, step = bought(PROGRAM, datetime.date(2026, 6, 19), 400, redeem=True, returned=True, balance=320, qualifying=[70_000, 0])
    e, market = explain(held, step), held.scenario.market
    assert rows_of(e, market) == [("Earn", 0, 400), ("Tiers", 0, 0)] and e.paid == 40_000 and e.upgraded
    assert reason(e, market, "Member day") == "No member day on 19 June 2026. The next is on 18 July 2026."
    assert reason(e, market, "Reward") == "Not taken: 320 of the 500 points that are the least."
    assert reason(e, market, "Member price") == "The tier Member has no price off."
    assert told(e.acted[1].said, market).startswith("Counts ¥400.00 of spend. The member rises from Member to Silver;")
    back = datetime.date(2026, 6, 19) + datetime.timedelta(days=step.card.return_days)
    assert f"The order comes back on {back.day}" in told(e.later, market)


def test_points_that_run_out_at_the_months_end():
    held, step = bought(PROGRAM | {"points_expiry": {"months": 1}}, datetime.date(2026, 6, 19), 100, balance=120)
    assert reason(explain(held, step), held.scenario.market, "Expiry") == "120 points run out on 30 June 2026 if they are not redeemed by then."


COUPON = {"day_of_month": 5, "days": 20, "depth": 0.1, "threshold": 500, "redemption": 1}
REASONS = [
    ({}, {"redeems": 0, "balance": 900}, "Reward", "Not taken: this member never redeems."),
    ({}, {"balance": 900}, "Reward", "Not taken: luck; 900 points are at hand, chance"),
    ({"base_earn": {"cap_per_order": 250}}, {}, "", "An order earns 250 points at most."),
    ({"base_earn": {"points_per_unit": 0}}, {}, "Earn", "The tier Member earns no points."),
    ({"coupon": COUPON}, {}, "Coupon", "Does not run on 3 June 2026; the next begins on 5 June 2026."),
    ({"coupon": COUPON | {"day_of_month": 2}}, {}, "Coupon", "Held, but it is for orders from ¥500.00, and this one is ¥400.00."),
    ({"coupon": COUPON | {"day_of_month": 2, "from_tier": 2}}, {}, "Coupon", "Was given on 1 June 2026 to others:"),
    ({"coupon": COUPON | {"day_of_month": 2, "threshold": 0}}, {}, "", "The member's coupon takes ¥40.00 off."),
    ({"welcome_offer": {}}, {"joined_on": -1}, "Welcome offer", "Given at joining; this member joined before day 0."),
    ({"win_back": {}}, {"bought_on": 140}, "Win-back offer",
     "For members without an order for 90 days at a month's opening; the last one was on 21 May 2026."),
    ({"points_expiry": {"policy": "never"}}, {}, "Expiry", "Points never run out."),
    ({"points_expiry": {"policy": "inactivity", "months": 6}}, {}, "Expiry", "No points run out on 30 June 2026: an order this month keeps"),
    ({"points_expiry": {"policy": "fixed_date", "months": 3}}, {}, "Expiry", "those of earlier calendar years do before 1 April 2027."),
    ({"sign_up": {}}, {"joined_on": -40}, "Sign-up", "The member joined before day 0"),
    ({"sign_up": {"points": 80}}, {"joined_on": 9}, "Sign-up", "Given once: 80 points on joining, 10 January 2026."),
    ({"birthday_points": {}}, {}, "Birthday points", "the next is 1 March 2027."),
    ({"paid_plan": {"levels": [{"name": "Plus", "fee": 99}]}}, {"joined_month": 2}, "Paid plan", "The member does not have the plan."),
    ({"growth_value": {}}, {}, "Growth value", "400 growth value, which no tier of this program asks for."),
    ({"running_cost": {"per_month": 5}}, {}, "Running cost", "Does not act on an order."),
]


@pytest.mark.parametrize(("more", "traits", "title", "words"), REASONS, ids=[words[:40] for *_, words in REASONS])
def test_reasons_in_words(more, traits, title, words):
    """3 June 2026, an order of 400.00 by a member of the first tier."""
    merged = PROGRAM | {name: PROGRAM.get(name, {}) | terms for name, terms in more.items()}
    held, step = bought(merged, datetime.date(2026, 6, 3), 400, **traits)
    e, market = explain(held, step), held.scenario.market
    said = reason(e, market, title) if title else " ".join(told(x.said, market) for x in e.acted)
    assert words in said


def test_an_order_too_small_for_the_reward():
    held, step = bought(PROGRAM, datetime.date(2026, 6, 3), 4, redeem=True, balance=900)
    said = reason(explain(held, step), held.scenario.market, "Reward")
    assert said == "Not taken: ¥4.00 to pay is too little for the least reward that the terms allow."


# ======== everything adds up ==============================================================================================
LARGER = {"member_price": {"price_off": [0.02, 0.05, 0.1, 0.15], "stacking": "larger"}, "coupon": {"depth": 0.12, "stacking": "larger", "days": 25,
          "day_of_month": 5}, "budget": None, "service_desk": None, "points_expiry": {"policy": "inactivity", "months": 3},
          "base_earn": {"multiplier": [1, 0, 1.3, 1.5]}, "welcome_offer": {"form": "points", "bonus": 80, "days": 60}, "reward_catalogue": None,
          "tiers": {"upgrade": "at_review", "second_metric": "activity", "joined_by": "all", "metric": "orders", "downgrade": "soft_landing",
                    "levels": [{"name": n, "threshold": t, "second_threshold": t} for n, t in zip("ABCD", (0, 3, 6, 9), strict=True)]}}


def variant(changes) -> dict:
    merged = {name: every_program().get(name, {}) | terms for name, terms in changes.items() if terms is not None}
    return {name: terms for name, terms in every_program().items() if name not in changes} | merged


@pytest.fixture(scope="module", params=["every mechanic", "other terms", "the benchmark's"])
def run(request):
    made = {"every mechanic": every_scenario, "other terms": lambda: every_scenario(variant(LARGER)),
            "the benchmark's": lambda: everything(members=300, months=16)}
    scenario = made[request.param]()
    return scenario, simulate(scenario)


def test_all_purchases_of_many_members_add_up(run):
    """`explain` refuses what does not add up; the members' totals are those of the run, and every mechanic has a line in each order."""
    scenario, outcome = run
    top = np.argsort(outcome.program.purchases)
    seen, acted = set(), set()
    for number in [*top[-8:], *top[-60:-52], 0, 1, 2, len(top) - 1]:
        found = orders(life(scenario, int(number)))
        assert len(found) == outcome.program.purchases[number]
        for e in found:
            assert {line.label for line in e.lines} == {m.label for m in scenario.program.mechanics}
            assert e.running[-1][0] == e.paid <= e.list_price and all(line.said for line in e.lines)
            assert (0 <= e.cause.drawn < e.cause.chance) if e.cause.drawn is not None else e.cause.chance == 1.0
            seen.add(e.cause.extra)
            acted |= {line.label for line in e.acted}
            assert "{" not in explanation_table(e, scenario.market)
        if found:
            assert f"{len(found):5d}  " in orders_table(found, scenario.market) and 0 <= most_telling(found) < len(found)
    assert seen == {True, False}
    expected = {"tiers", "base_earn", "cash_off", "member_price", "coupon", "lottery", "points_campaign", "paid_plan", "tier_benefits", "activities"}
    assert expected - acted <= ({"points_campaign"} if "budget" in acted else set())


def test_the_no_program_arm_has_no_lines():
    scenario = every_scenario(members=40, months=6)
    number = int(np.argmax(simulate(scenario).no_program.purchases))
    found = orders(life(scenario, number, enrolled=False))
    assert found and all(not e.lines and e.paid == e.list_price and e.points == 0 and not e.cause.parts for e in found)


def test_parts_that_do_not_add_up_are_refused():
    held, step = bought(PROGRAM, datetime.date(2026, 6, 18), 400, tier=1)
    m = Moment(held, step)
    lines = [line for x in held.program.mechanics for line in lines_of(x.terms, x.label, m)]
    check(m, tuple(lines))
    wrong = [dataclasses.replace(line, points=line.points + 1) if line.label == "base_earn" else line for line in lines]
    with pytest.raises(RuntimeError, match="the points earned 817 is not the 816 booked"):      # 340 x 1.2 = 408, twice
        check(m, tuple(wrong))


def test_a_step_without_a_purchase_is_refused():
    held = life(every_scenario(members=20, months=2), 0)
    with pytest.raises(ValueError, match="nothing was bought at this step"):
        explain(held, held.month(1)[0])


def test_extra_orders_name_the_pull_in_parts():
    scenario = every_scenario({"base_earn": {}, "cash_off": {}, "member_day": {"day_of_month": 18, "depth": 0.2}}, members=200, months=12)
    found = []
    for n in range(200):
        held = life(scenario, n)
        found += [explain(held, s) for s in held.steps() if s.kind == EXTRA and s.bought]
        if len(found) >= 5:
            break
    assert all(abs(sum(p.amount for p in e.cause.parts) - e.cause.pull) < 1e-9 and e.cause.pull > 0 for e in found) and len(found) >= 5


# ======== a new mechanic needs nothing ====================================================================================
class Surprise(Mechanic):
    """Nothing that anybody explains."""

    title: ClassVar[str] = "Surprise"
    worth: float = term(1.0, title="Worth")


def test_a_mechanic_without_words_of_its_own():
    held, step = bought(PROGRAM, datetime.date(2026, 6, 3), 400)
    m = Moment(held, step)
    [line] = lines_of(Surprise(), "surprise", m)
    assert not line.acted and told(line.said, held.scenario.market) == "Does not act on an order."
    held.card.source("surprise")
    step.tally.price_cut[0, 0] = 250
    [line] = lines_of(Surprise(), "surprise", Moment(held, step))
    assert line.acted and line.money == -250 and told(line.said, held.scenario.market) == "¥2.50 off the price."


# ======== members worth a look ============================================================================================
def test_typical_members_are_what_they_are_called():
    scenario = every_scenario()
    picks, members = typical_members(scenario)
    outcome = simulate(scenario)
    assert members == len(outcome.program.purchases) and set(picks) == {ROSE, REDEEMED, LAPSED, MOST}
    assert outcome.program.purchases[picks[MOST]] == outcome.program.purchases.max()
    assert any(e.upgraded for e in orders(life(scenario, picks[ROSE])))
    assert any(line.phase == "redeem" for e in orders(life(scenario, picks[REDEEMED])) for line in e.acted)
    last = max(life(scenario, picks[LAPSED]).seen.items())[1][2]
    assert last["alive"] == 0


def test_without_rewards_and_tiers_only_orders_are_typical():
    assert set(typical_members(every_scenario({"base_earn": {}}, members=50, months=3))[0]) <= {LAPSED, MOST}
