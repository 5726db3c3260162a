"""Points and money, whatever the program: random terms, markets, opening members and luck never break the accounts."""
from __future__ import annotations

import datetime
import itertools
import types

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import engine, ledger, records
from simulation.arm import ArmResult
from simulation.ledger import COMPONENTS
from simulation.outcome import Outcome
from simulation.population import population
from simulation.program import Program
from simulation.records import LOTS, MAX_EXPIRY, MEASURES
from simulation.reference import Grid
from simulation.scenario import OpeningGroup, Scenario, load_scenario
from simulation.simulate import rate_card, simulate

POINTS = ("points_issued", "points_redeemed", "points_expired", "points_reversed")
BASE = load_scenario("no_program")
tenths = lambda low, high: st.integers(round(low * 10), round(high * 10)).map(lambda n: n / 10)  # noqa: E731
sometimes = lambda strategy: st.one_of(st.none(), strategy)  # noqa: E731


@st.composite
def tiers(draw):
    metric = draw(st.sampled_from(["spend", "orders", "points_earned"]))
    steps = draw(st.lists(st.integers(1, 6 if metric == "orders" else 2000), max_size=4))
    thresholds = [0, *itertools.accumulate(steps)]
    return {"metric": metric, "window": draw(st.sampled_from(["rolling", "calendar_year"])), "window_months": draw(st.integers(1, 24)),
            "upgrade": draw(st.sampled_from(["at_once", "at_review"])), "downgrade": draw(st.sampled_from(["never", "one_step", "match"])),
            "hold_months": draw(st.integers(0, 14)), "grace_months": draw(st.integers(0, 3)),
            "levels": [{"name": f"T{i}", "threshold": x} for i, x in enumerate(thresholds)]}


@st.composite
def cash_off(draw):
    goal = draw(st.integers(10, 1500))
    return {"goal": goal, "minimum": draw(st.one_of(st.just(0), st.integers(goal, 3 * goal))),
            "point_value": draw(st.sampled_from([0.001, 0.01, 0.05])), "cost_share": draw(tenths(0, 1.5)),
            "cap_share": draw(st.sampled_from([1, 0.3])), "cap_points": draw(st.sampled_from([0, 4 * goal]))}


caps = st.one_of(st.just(0), st.integers(1, 5))
activity = st.fixed_dictionaries({
    "kind": st.sampled_from(["review", "share", "check_in"]), "times_a_month": tenths(0, 40), "order_share": tenths(0, 1), "engaged": tenths(0, 1),
    "points": st.integers(0, 60), "daily_cap": caps, "yearly_cap": caps.map(lambda n: 9 * n), "unit_cost": tenths(0, 3)})
item = st.fixed_dictionaries({"kind": st.sampled_from(["coupon", "gift", "free_freight"]), "points": st.integers(1, 900), "value": tenths(0, 99),
                              "cost": tenths(0, 99), "appeal": tenths(0.1, 5)})
several = lambda row: st.lists(row, min_size=1, max_size=4).map(lambda rows: [r | {"name": f"N{i}"} for i, r in enumerate(rows)])  # noqa: E731


member_day = st.fixed_dictionaries({"day_of_month": st.integers(1, 31), "dates": st.just(("02-29", "06-18")), "multiplier": tenths(1, 4),
                                    "depth": tenths(0, 0.9), "fixed_cost": tenths(0, 99)})
expiry = st.one_of(st.fixed_dictionaries({"policy": st.just("after_earning"), "months": st.integers(1, MAX_EXPIRY)}),
                   st.fixed_dictionaries({"policy": st.just("inactivity"), "months": st.integers(1, 24)}), st.just({"policy": "never"}))


@st.composite
def programs(draw):
    found = {"tiers": draw(sometimes(tiers())), "points_expiry": draw(sometimes(expiry)), "cash_off": draw(sometimes(cash_off())),
             "member_day": draw(sometimes(member_day)),
             "running_cost": draw(sometimes(st.fixed_dictionaries({"setup": tenths(0, 999), "per_member_month": tenths(0, 2)})))}
    n = len(found["tiers"]["levels"]) if found["tiers"] else 1
    per_tier = st.lists(tenths(0, 4), min_size=n, max_size=n)
    found["base_earn"] = {"points_per_unit": draw(tenths(0, 5)), "multiplier": draw(st.one_of(st.just([1]), per_tier))}
    found["base_earn"] |= {"pending_days": draw(st.sampled_from([0, 0, 3, 14, 60, 180])), "cap_per_order": draw(st.sampled_from([0, 300])),
                           "cap_per_month": draw(st.sampled_from([0, 500]))}
    found["sign_up"] = draw(sometimes(st.fixed_dictionaries({"points": st.integers(1, 900)})))
    found["birthday_points"] = draw(sometimes(st.fixed_dictionaries({"points": st.integers(1, 900), "within_days": st.integers(1, 999)})))
    found["activities"] = draw(sometimes(st.fixed_dictionaries({"rows": several(activity)})))
    found["reward_catalogue"] = draw(sometimes(st.fixed_dictionaries({"items": several(item)})))
    found["category_bonus"] = draw(sometimes(st.fixed_dictionaries({"share": tenths(0, 1), "multiplier": tenths(0, 4)})))
    if found["member_day"] and draw(st.booleans()):
        found["sale"] = draw(member_day) | {"mechanic": "member_day"}
    benefit = st.fixed_dictionaries({"from_tier": st.integers(1, n), "per": st.sampled_from(["order", "month", "year", "birthday"]),
                                     "kind": st.sampled_from(["gift", "service", "other"]),
                                     "valued_by": st.sampled_from(["all", "price_sensitive", "quality_seeking"]),
                                     "unit_cost": tenths(0, 30), "uptake": tenths(0, 1), "perceived_value": tenths(0, 50)})
    benefits = draw(st.lists(benefit, max_size=3))
    if benefits:
        rows = [b | {"name": f"B{i}"} for i, b in enumerate(benefits)]
        found["tier_benefits"] = {"benefits": rows, "stacking": draw(st.sampled_from(["add", "best"]))}
    return {label: terms for label, terms in found.items() if terms}


@st.composite
def groups(draw, tiers):
    return OpeningGroup(tier=draw(st.integers(1, tiers)), members=draw(st.integers(1, 60)), points=draw(st.integers(0, 60_000)),
                        points_oldest_months=draw(st.integers(1, 36)), tenure_months=(draw(st.integers(0, 3)), 30.0),
                        qualifying=draw(st.integers(0, 3000)), orders_a_year=draw(tenths(1, 20)))


@st.composite
def scenarios(draw, months=None):
    scenario = BASE.with_program(draw(programs()))
    numbers = {"returned_share": draw(st.sampled_from([0, 0.1, 0.8])), "return_days": draw(st.integers(1, 90)),
               "joins_per_year": draw(st.sampled_from([0, 0, 1.5])), "never_redeems": draw(tenths(0, 1)), "eta_0": draw(st.integers(-3, 6)),
               "average_basket": draw(st.sampled_from([1, 30, 200, 900]))}
    opening = tuple(draw(st.lists(groups(len(scenario.program.tier_names)), max_size=3)))
    members = sum(g.members for g in opening) if opening else draw(st.integers(60, 200))
    digits = draw(st.sampled_from([0, 2, 2, 3]))
    market = scenario.market.with_values(**numbers).model_copy(update={"minor_digits": digits})
    start = datetime.date(draw(st.integers(2023, 2028)), draw(st.integers(1, 12)), 1)
    run = {"members": members, "months": months or draw(st.integers(1, 60)), "seed": draw(st.integers(0, 9999)), "start": start}
    return scenario.with_market(market).model_copy(update={"opening": opening}).with_run(**run)


def program_arm(scenario: Scenario, on_month=None):
    """The program arm with its members' records at the end, and at each month's end to `on_month`."""
    people = population(scenario)
    tell = on_month and (lambda month: on_month(month, people.rows))
    result = engine.run_arm(people.rows, people.join_day, rate_card(scenario), enrolled=True, on_month=tell)
    return people, Outcome(scenario, "fast", result, ArmResult(scenario.run.months), people.opening)


def held_back(rows):
    """What a member's holds add up to: `pendings` entries of the ring from `first_pending` on."""
    place = (np.arange(records.PENDINGS) - rows["first_pending"][:, None]) % records.PENDINGS
    return np.where(place < rows["pendings"][:, None], rows["pending_points"], 0).sum(1)


@settings(max_examples=100)
@given(scenarios())
def test_every_member_is_whole_at_every_months_end(scenario):
    tables, terms = [], scenario.program.get("tiers")
    at_once = terms is not None and terms.upgrade == "at_once" and not scenario.opening
    thresholds = rate_card(scenario).threshold[0, : len(scenario.program.tier_names)]

    def check(month, rows):
        assert (rows["balance"] >= 0).all() and (rows["lots"] >= 0).all(), f"month {month}: a member owes points"
        assert np.array_equal(rows["balance"], rows["lots"].sum(1)), f"month {month}: a balance is not what its vintages hold"
        assert (rows["window"] >= 0).all(), f"month {month}: a month of a window below nothing"
        assert np.array_equal(rows["qualifying"], rows["window"].sum(2)), f"month {month}: a qualifying amount is not its window's"
        assert np.array_equal(rows["pending"], held_back(rows)), f"month {month}: points that wait are not what the holds hold"
        assert (rows["pending_points"] >= 0).all() and (rows["pendings"] <= records.PENDINGS).all(), f"month {month}: a hold below nothing"
        last = np.where(rows["pendings"] > 0, rows["pending_day"].max(1), 0)
        assert (last <= scenario.calendar.span(month)[1] + 180).all(), f"month {month}: a hold that never ends"
        if at_once:
            reached = np.searchsorted(thresholds, rows["qualifying"][:, 0], side="right") - 1
            assert (rows["tier"] >= reached).all(), f"month {month}: a member has reached a tier and does not hold it"
        here = rows[rows["joined"] == 1]
        tables.append((rows["balance"].sum(), np.bincount(here["tier"], here["balance"], records.MAX_TIERS)))

    _, outcome = program_arm(scenario, check)
    assert len(tables) == scenario.run.months
    for month, (total, by_tier) in enumerate(tables, start=1):
        counted = outcome.program.measure("points_outstanding")[month - 1]
        assert counted.sum() == total, f"month {month}: points outstanding are not the members' balances"
        assert np.array_equal(counted, by_tier), f"month {month}: points outstanding by tier are not the members' balances"


@settings(max_examples=60)
@given(scenarios(), st.sampled_from(["orders", "points_earned"]), st.sampled_from(["rolling", "calendar_year"]), st.integers(1, 24))
def test_the_window_holds_what_was_done_in_its_months(scenario, metric, window, length):
    """At a month's end it is already the next month's: its last month is still empty, and on 31 December all is."""
    levels = [{"name": "T0", "threshold": 0}]
    terms = {"tiers": {"metric": metric, "window": window, "window_months": length, "levels": levels}, "base_earn": {}}
    scenario = scenario.model_copy(update={"opening": ()}).with_program(terms)
    scenario, held = scenario.with_market(scenario.market.with_values(returned_share=0)), []
    _, outcome = program_arm(scenario, lambda _, rows: held.append(int(rows["qualifying"].sum())))
    done = outcome.program.measure("purchases" if metric == "orders" else "points_issued").sum(1)
    for month in range(1, scenario.run.months + 1):
        months = length - 1 if window == "rolling" else scenario.calendar.first_of(month).month % 12
        assert held[month - 1] == done[max(0, month - months):month].sum(), f"month {month}: not what {months} months held"


@settings(max_examples=60)
@given(st.data())
def test_every_vintage_adds_up_to_what_the_members_hold_of_it(data):
    for months in data.draw(st.lists(st.sampled_from([1, 2, 5, 12, 13, 25, 36, 37, 48, 60]), min_size=2, max_size=3, unique=True)):
        scenario = data.draw(scenarios(months=months))
        people, outcome = program_arm(scenario)
        table = outcome.vintages
        last = table[table["month"] == months].set_index("vintage")["outstanding"]
        held = people.rows["lots"].sum(0)
        for vintage in range(1 - MAX_EXPIRY, months + 1):
            reused = vintage < 1 and vintage + LOTS <= months     # its bucket belongs to a later vintage by now
            expected = 0 if reused else int(held[vintage % LOTS])
            assert last.get(vintage, 0) == expected, f"{months} months: vintage {vintage}"
        assert (table["outstanding"] >= 0).all() and last.sum() == held.sum()
        opening = outcome._opening_by_vintage()
        for vintage, rows in table.groupby("vintage"):
            assert rows.loc[rows["month"] > max(vintage, 1), "issued"].sum() == 0, f"vintage {vintage} is issued after its month"
            flow = rows[["issued", "redeemed", "expired", "reversed"]].cumsum()
            left = opening.get(vintage, 0) + flow["issued"] - flow["redeemed"] - flow["expired"] - flow["reversed"]
            assert left.tolist() == rows["outstanding"].tolist(), f"vintage {vintage}: issued is not what became of it"
        by_month = table.groupby("month")[["issued", "redeemed", "expired", "reversed", "outstanding"]].sum()
        counted = outcome.program.count.sum(1)[:, [MEASURES.index(m) for m in (*POINTS, "points_outstanding")]]
        by_month = by_month.reindex(range(1, months + 1), fill_value=0)
        assert np.array_equal(by_month.to_numpy(), counted), "vintages do not add up to the months' points"


@settings(max_examples=100)
@given(scenarios())
def test_points_outstanding_roll_forward_from_the_opening_balance(scenario):
    outcome = simulate(scenario)
    assert outcome.opening_points == sum(g.points for g in scenario.opening), "day 0 does not tie to what the program's records count"
    for arm, opening in (("program", outcome.opening_points), ("no_program", 0)):
        months = outcome.monthly[outcome.monthly["arm"] == arm].groupby("month").sum(numeric_only=True)
        before = months["points_outstanding"].shift(fill_value=opening)
        left = before + months["points_issued"] - months["points_redeemed"] - months["points_expired"] - months["points_reversed"]
        assert left.tolist() == months["points_outstanding"].tolist(), arm
    nothing = [*POINTS, "points_outstanding", "rewards", "upgrades", "downgrades", *COMPONENTS]
    assert not outcome.monthly.loc[outcome.monthly["arm"] == "no_program", nothing].to_numpy().any(), "points or costs without a program"


@settings(max_examples=100)
@given(scenarios())
def test_postings_add_up_to_the_months_costs_to_the_minor_unit(scenario):
    outcome = simulate(scenario)
    table = outcome.monthly_minor[outcome.monthly_minor["arm"] == "program"].set_index(["month", "tier"])
    posted = {c: np.zeros(len(table), np.int64) for c in COMPONENTS}
    n = len(outcome.tier_names)
    for month, _, posting in outcome.postings:
        assert len(posting.amounts) == n and min(posting.amounts) >= 0, posting
        posted[posting.component][(month - 1) * n: month * n] += posting.amounts
    for component in COMPONENTS:
        assert table[component].tolist() == posted[component].tolist(), component
    minor = scenario.market.minor_per_unit
    assert outcome.costs["amount"].mul(minor).round().sum() == sum(x.sum() for x in posted.values()), "costs are not the postings"
    off = sum(sum(p.amounts) for _, _, p in outcome.postings if p.name == "Price off")
    assert off == outcome.program.measure("discount").sum(), "discounts given are not the discounts booked"
    terms = {m.label: m.terms for m in scenario.program.mechanics}
    if "running_cost" in terms:
        members = outcome.program.measure("members").sum(1)
        due = [round(int(x) * terms["running_cost"].per_member_month * minor) for x in members]
        ran = np.zeros(len(due), np.int64)
        for month, _, posting in outcome.postings:
            ran[month - 1] += sum(posting.amounts) if posting.name == "Running" else 0
        assert ran.tolist() == due, "running cost is not what the members of the month cost"


@settings(max_examples=25)
@given(scenarios())
def test_the_no_program_arm_does_not_know_the_program(scenario):
    with_program, without = simulate(scenario), simulate(scenario.model_copy(update={"program": Program(), "opening": ()}))
    if not scenario.opening:
        assert np.array_equal(with_program.no_program.count, without.no_program.count)
    people = population(scenario)
    fresh = engine.run_no_program(people.rows, people.join_day, rate_card(scenario, Program()))
    assert np.array_equal(fresh.count, with_program.no_program.count), "the arm that was kept is another market's"


# ======== the ledger's rules of one member, against a list of (vintage, points) ================================================
FLOWS = (records.FLOW_ISSUED, records.FLOW_REDEEMED, records.FLOW_EXPIRED, records.FLOW_REVERSED)
COUNTS = (records.ISSUED, records.REDEEMED, records.EXPIRED, records.REVERSED)
steps = st.tuples(st.sampled_from(["earn", "redeem", "expire", "reverse", "month"]), st.integers(0, 400), st.integers(0, 3))


def take(queue, points, vintages):
    """Takes points out of the lots of these vintages, in this order; how many there were."""
    left = points
    for lot in (lot for v in vintages for lot in queue if lot[0] == v):
        part = min(left, lot[1])
        lot[1], left = lot[1] - part, left - part
    return points - left


@settings(max_examples=200)
@given(st.lists(steps, max_size=40))
def test_the_ledger_is_first_in_first_out(script):
    s = types.SimpleNamespace(balance=0, oldest=0, tier=0, lots=[0] * LOTS, expired_to=-10_000)
    card, queue, moved = types.SimpleNamespace(month=4), [], [0, 0, 0, 0]
    tally = types.SimpleNamespace(count=Grid([[0] * len(MEASURES)]), flow=Grid([[0] * LOTS for _ in FLOWS]))
    for what, points, age in script:
        vintages = sorted({v for v, _ in queue})
        if what == "month":
            card.month += age if card.month < LOTS - 4 else 0
        elif what == "earn":
            ledger.earn(s, points, card, tally)
            queue.append([card.month, points])
            moved[0] += points
        elif what == "redeem":
            ledger.redeem(s, min(points, s.balance), 1, tally)
            moved[1] += take(queue, points, vintages)
        elif what == "expire":
            ledger.expire(s, card.month - age, tally)
            moved[2] += take(queue, 10**9, [v for v in vintages if v <= card.month - age])
        else:
            ledger.reverse(s, points, card.month - age, tally)
            moved[3] += take(queue, points, [card.month - age, *vintages])
        held = [sum(n for v, n in queue if v == slot) for slot in range(LOTS)]
        assert s.lots == held and s.balance == sum(held), f"after {what} {points}"
    assert [sum(tally.flow[flow]) for flow in FLOWS] == moved == [tally.count[0, m] for m in COUNTS]
