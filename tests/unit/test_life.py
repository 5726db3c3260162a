"""A member's story: its entries add up to the run's own figures, reasons are those of the rules, and the two lives differ as said."""
from __future__ import annotations

import datetime
import re

import numpy as np
import pytest

from simulation import replay
from simulation.explaining import told
from simulation.finance.pnl import fees
from simulation.inputs import ScenarioError
from simulation.life import BROUGHT_FORWARD, EXTRA, LEFT_EARLIER, SAME, STAYED, has_program, life, lived
from simulation.life_picks import cast, costs
from simulation.life_steps import (
    BACK,
    BIRTHDAY,
    DEEDS,
    DORMANT,
    DOWNGRADE,
    EXPIRY,
    EXTRA_ORDER,
    FORWARD,
    FRIENDS,
    GIFT,
    JOINED,
    LEFT,
    OFFER_GOT,
    OFFER_USED,
    ORDER,  # fmt: skip
    PLAN_BOUGHT,
    PLAN_ENDED,
    PLAN_RENEWED,
    PLAN_TRIAL,
    REDEEM_POINTS,
    REMINDER,
    RETURNED,
    SERVICE,
    THERE,
    UPGRADE,
)
from simulation.life_tables import place, steps, sums
from simulation.member import join
from simulation.opening import OpeningGroup
from simulation.personas import points
from simulation.population import population
from simulation.scenario import load_scenario
from simulation.simulate import simulate
from tests.unit.everything import every_scenario

SHIPPED = ("handbook_whole", "cn_growth5", "no_program")     # what the others have is in the tests of every mechanic at once
OPENED = [{"tier": 1, "members": 200, "points": 60_000}, {"tier": 4, "members": 50, "points": 90_000, "qualifying": 3_000, "orders_a_year": 9}]
OPENING = (OpeningGroup(tier=3, members=20),)


def some_members(outcome) -> list[int]:
    """Who orders most, somebody in the middle, the first, one who joins late, and the last one of the arm."""
    orders = outcome.program.purchases
    late = np.flatnonzero(population(outcome.scenario).join_day > 60)
    found = [int(np.argsort(orders)[-20]), 0, *late[:1].tolist(), len(orders) - 1]
    return list(dict.fromkeys(found))


def check_sums(pair, outcome) -> None:
    """Both lives against the run, and the differences against both."""
    mine, number = pair.told.sums, pair.told.number
    assert (mine["orders"], mine["sales"]) == (outcome.program.purchases[number], outcome.program.sales[number])
    assert pair.told.end.tier == outcome.program.tier[number]
    assert pair.told.end.balance == mine["opening_points"] + mine["issued"] - mine["redeemed"] - mine["expired"] - mine["reversed"]
    if pair.beside is None:
        return
    other, at = pair.beside.sums, pair.beside.number
    assert (other["orders"], other["sales"]) == (outcome.no_program.purchases[at], outcome.no_program.sales[at])
    found = pair.differences
    assert (sum(d.orders for d in found), sum(d.sales for d in found)) == (mine["orders"], mine["sales"])
    assert (sum(d.other_orders for d in found), sum(d.other_sales for d in found)) == (other["orders"], other["sales"])


def points_told_add_up(mine) -> bool:
    """What a persona's story says of the points: those held and earned, less all that went, are those left."""
    words = told(tuple(points(mine)), mine.scenario.market).replace(" on day 0 ", " ")
    *moved, left = [int(figure.replace(",", "")) for figure in re.findall(r"[\d,]*\d", words)]
    came = 2 if mine.start.balance else 1
    return sum(moved[:came]) - sum(moved[came:]) == left == mine.end.balance and len(moved) == came + 2 + bool(mine.sums["reversed"])


# ======== it ties =========================================================================================================
@pytest.mark.parametrize("name", SHIPPED)
def test_sums_over_the_steps_are_the_runs_own_figures(name):
    scenario = load_scenario(name).with_run(members=150, months=14)
    outcome = simulate(scenario)
    for number in some_members(outcome):
        pair = life(scenario, number)
        check_sums(pair, outcome)
        assert (pair.beside is None) == (not has_program(scenario)) or pair.single == "not_there"


def test_the_reference_engine_says_the_same_of_the_member():
    """The reference engine runs each member as a process of its own; orders, sales, tier and first fee of every life tie to it as well."""
    scenario = load_scenario("handbook_whole").with_run(members=40, months=8)
    outcome = simulate(scenario, engine="reference")
    for number in some_members(outcome):
        pair = life(scenario, number)
        check_sums(pair, outcome)
        fees = [e.month for e in pair.told.entries if e.fees]
        assert (fees[0] if fees else 0) == outcome.program.paid[number]


@pytest.mark.parametrize("opening", [None, OPENED], ids=["new members", "opening base"])
def test_every_mechanic_at_once(opening):
    """The teller refuses a step whose entries do not add up to what was booked, so that all of these are told is the test."""
    scenario = every_scenario(opening=opening)
    outcome, kinds, back = simulate(scenario), set(), 0
    orders = np.argsort(outcome.program.purchases)
    chosen = [*orders[[-1, -2, -40]].tolist(), 0, 17, len(orders) - 1]
    for one in replay.lives(scenario, chosen):
        mine = lived(one)
        assert mine.sums["orders"] == outcome.program.purchases[one.member] and mine.sums["sales"] == outcome.program.sales[one.member]
        assert [e.day for e in mine.entries] == sorted(e.day for e in mine.entries)
        assert all(told(e.said, scenario.market) for e in mine.entries)
        assert points_told_add_up(mine)
        kinds |= {e.kind for e in mine.entries}
        back += mine.sums["reversed"]
    expected = {ORDER, EXTRA_ORDER, REDEEM_POINTS, BIRTHDAY, DEEDS, RETURNED, EXPIRY, UPGRADE, OFFER_GOT, OFFER_USED, PLAN_BOUGHT, SERVICE}
    assert expected | ({THERE, DOWNGRADE} if opening else {JOINED, GIFT}) <= kinds
    assert back, "points were taken back with orders sent back"


def check_members_add_up(found) -> None:
    outcome = found.outcome
    assert found.held.end["balance"].sum() == outcome.totals["program"]["points_outstanding"].iloc[-1]
    assert found.held.sales.sum() == outcome.program.sales.sum()
    paid = sum(sum(p.amounts) for _, _, p in outcome.postings if p.component == "fees")
    tax = fees(outcome)["fee_tax"].sum()
    cost = sum(sum(p.amounts) for _, _, p in outcome.postings) - 2 * paid + tax
    assert found.cost.whole.sum() == pytest.approx(cost), "fees are taken off without their tax"
    assert paid > 0 and (tax > 0) == (outcome.scenario.market.fee_tax.value > 0)


def test_fees_are_taken_off_a_members_cost_without_their_tax():
    check_members_add_up(cast(every_scenario(months=9, fee_tax=0.0566)))


def test_points_sales_and_cost_of_all_members_are_those_of_the_run(whole):
    check_members_add_up(whole)
    assert costs(whole.scenario).whole.tolist() == whole.cost.whole.tolist()
    running = sum(sum(p.amounts) for _, _, p in whole.outcome.postings if p.component == "other_cost")
    assert whole.cost.running.sum() == pytest.approx(running)


# ======== joining on the way, and contacts ================================================================================
def test_who_joins_on_the_way_is_told_from_the_joining_on():
    scenario = every_scenario(months=9)
    joins = population(scenario).join_day
    late = int(np.flatnonzero((joins > 100) & (joins < 200))[0])
    pair = life(scenario, late)
    first = pair.told.entries[0]
    assert first.kind == JOINED and first.date == scenario.calendar.date(int(joins[late]))
    assert [e.issued for e in pair.told.of(GIFT)] == [scenario.program.get("sign_up").points]
    assert pair.beside.entries[0].kind == JOINED and not pair.beside.of(GIFT)


def test_a_replay_that_joins_otherwise_is_refused(monkeypatch):
    scenario = every_scenario(months=9)
    joins = population(scenario).join_day
    found = replay.life(scenario, int(np.flatnonzero((joins > 100) & (joins < 200))[0]))

    def otherwise(s, at, card, tally):
        join(s, at, card, tally)
        s.balance += 1

    monkeypatch.setattr(replay.member, "join", otherwise)
    with pytest.raises(RuntimeError, match="differs from the run in balance"):
        found.joining()


def test_contacts_of_all_members_are_those_of_the_desks():
    scenario = load_scenario("handbook_whole").with_run(members=60, months=4)
    outcome = simulate(scenario)
    found = replay.lives(scenario, list(range(len(outcome.program.purchases))))
    contacts = [c for one in found for c in one.contacts]
    answered = outcome.program.service.sum((0, 1, 2))
    assert len(contacts) == answered[0] > 5 and sum(c.wait for c in contacts) == answered[1]
    one = max(found, key=lambda x: len(x.contacts))
    assert len(lived(one).of(SERVICE)) == len(one.contacts)


# ======== the two lives ===================================================================================================
def test_an_extra_order_and_the_usual_one_brought_forward(whole):
    """What an extra order takes the place of is in the other life, at the same occasion, and here it is told that it does not come."""
    brought = 0
    for number in np.argsort(np.where(whole.held.own, whole.orders - whole.orders_without, -1))[-2:]:
        pair = life(whole.scenario, int(number))
        found = {d.what: d for d in pair.differences}
        forward, there = pair.told.of(FORWARD), {e.occasion: e for e in pair.beside.of(ORDER)}
        assert found[EXTRA].orders == pair.told.sums["extra"] > 0 and found[EXTRA].other_orders == 0
        here = sum(e.occasion in there for e in forward)
        assert (found[BROUGHT_FORWARD].other_orders if here else 0) == here
        brought += here
        assert all(there[e.occasion].day == pytest.approx(e.day) for e in pair.told.of(ORDER) if pair.place_of(e) == SAME)
    assert brought, "the usual occasions are the same in both lives, and some were brought forward"


def test_orders_after_the_other_life_has_ended(whole):
    """Whoever leaves in the life without the program, and stays longer with it, has usual orders that the other life cannot have."""
    gone = whole.base.left[:, whole.base.own].any(0) & ~whole.held.left[:, whole.held.own].any(0)
    own = np.flatnonzero(whole.held.own)[gone]
    pair = life(whole.scenario, int(own[np.argmax((whole.orders - whole.orders_without)[own])]))
    assert STAYED in {d.what for d in pair.differences}
    for d in pair.differences:
        if d.what == STAYED:
            assert pair.beside.left is not None and d.orders == sum(
                e.kind == ORDER and e.day > pair.beside.left.day and pair.place_of(e) == STAYED for e in pair.told.orders)
        assert d.what != LEFT_EARLIER or pair.told.left is not None


def test_the_same_scenario_beside_is_the_same_life(whole):
    pair = life(whole.scenario, 3, whole.scenario)
    assert pair.told.sums == pair.beside.sums and {d.what for d in pair.differences} <= {SAME, "sent_back"}
    assert [e.said for e in pair.told.entries] == [e.said for e in pair.beside.entries]


def test_another_scenario_is_put_into_the_first_ones_market():
    first, other = (load_scenario(n).with_run(members=150, months=12) for n in ("handbook_four_tiers", "paid_club"))
    with pytest.raises(ScenarioError):
        life(load_scenario("cn_growth5").with_run(members=20, months=3).model_copy(update={"opening": OPENING}), 0, load_scenario("points_only"))
    pair = life(first, 7, other)
    assert {c.what for c in pair.changed} >= {"market"} and pair.beside.scenario.market == first.market
    assert pair.beside.of(JOINED)[0].day == pair.told.of(JOINED)[0].day
    assert sum(d.orders - d.other_orders for d in pair.differences) == pair.told.sums["orders"] - pair.beside.sums["orders"]


def test_whom_a_friend_brought_in_is_looked_for_in_the_other_life():
    scenario, key = every_scenario(), lambda one: int(next(iter(one.seen.values()))[0]["key"])
    base = len(population(scenario).rows)
    brought = replay.lives(scenario, list(range(base, base + 8)))
    there = replay.lives_of(scenario, [key(one) for one in brought], enrolled=False)
    in_both, here_alone = ([one for one in brought if (key(one) in there) == both] for both in (True, False))
    pair, single = life(scenario, in_both[0].member), life(scenario, here_alone[0].member)
    assert key(pair.beside.replayed) == key(pair.told.replayed) and pair.beside.number >= base and not pair.single
    assert pair.beside.entries[0].kind == JOINED
    assert single.beside is None and single.single == "not_there"


def test_no_such_member(whole):
    with pytest.raises(ScenarioError, match="there is no member 999999; the run has members 0 to"):
        life(whole.scenario, 999_999)


# ======== tables ==========================================================================================================
def test_the_table_of_steps_holds_every_step_and_its_running_sums(whole):
    pair = life(whole.scenario, int(np.argsort(whole.orders)[-60]))
    table = steps(pair, ("with", "without"))
    mine = table[table["life"] == "with"]
    assert len(table) == len(pair.told.entries) + len(pair.beside.entries) and table["date"].is_monotonic_increasing
    assert mine["points_change"].sum() == pair.told.end.balance == mine["balance"].iloc[-1]
    assert mine["list_price"].sum() * 100 == pytest.approx(pair.told.sums["sales"]) == pytest.approx(mine["sales_so_far"].iloc[-1] * 100)
    assert (mine["points_change"].cumsum() == mine["balance"]).all() and mine["orders_so_far"].iloc[-1] == pair.told.sums["orders"]


def test_sums_side_by_side(whole):
    number = int(np.argsort(whole.orders)[-60])
    pair = life(whole.scenario, number)
    table = sums(pair, whole.cost.own[number], whole.cost.running[number]).set_index("name")
    assert table.loc["orders", "told"] - table.loc["orders", "beside"] == table.loc["orders", "difference"]
    assert table.loc["net", "told"] == pytest.approx(table.loc["margin", "told"] - whole.cost.whole[number])
    assert table.loc["net", "beside"] == table.loc["margin", "beside"]
    assert table.loc["margin", "told"] == round(pair.told.sums["sales"] * whole.scenario.market.margin.value)


def test_days_stand_in_their_months():
    calendar = load_scenario("handbook_whole").with_run(months=12).calendar
    assert place(calendar, 0) == 0.5 and place(calendar, 31) == 1.5, "January has 31 days"
    assert place(calendar, 15.5) == pytest.approx(1.0) and place(calendar, calendar.days) == 12.5 == place(calendar, calendar.days + 40)
    assert calendar.start == datetime.date(2026, 1, 1)


def test_the_other_kinds_exist_in_longer_lives():
    """Kinds that a run of a few members seldom has: over all members of one run each comes up."""
    scenario, kinds = every_scenario(months=14), set()
    for one in replay.lives(scenario, list(range(0, 300, 17))):
        kinds |= {e.kind for e in lived(one).entries}
    assert {DORMANT, BACK, LEFT, REMINDER, PLAN_TRIAL, PLAN_ENDED, PLAN_RENEWED, FRIENDS} <= kinds
