"""Points liability: the standard's example, vintages worked by hand, and every shipped scenario tied out in every month."""
import dataclasses

import numpy as np
import pytest

from simulation.finance.consideration import paid_by_members, points_given
from simulation.finance.estimates import NoTruth, Plan, plan_of, worth_of_a_point
from simulation.finance.fees import fees_rollforward
from simulation.finance.journal import CONTRACT, balance
from simulation.finance.liability import Book, allocated, by_vintage, journal, rollforward
from simulation.finance.pnl import pnl
from simulation.finance.rolling import COLUMNS, accrue, roll
from simulation.finance.tie_out import Check, checks, example_52
from simulation.finance.vintages import Counts
from simulation.scenario import build, load_market, load_scenario, names
from simulation.simulate import simulate
from tests.unit.everything import every_scenario

MEMBERS, SHORT = 300, 18
TERMS = {"base_earn": {"points_per_unit": 1}, "cash_off": {"goal": 500, "point_value": 0.01}, "points_expiry": {"months": 6}}


def small(program, market="ecommerce_cn", members=400, months=14, opening=None, **numbers):
    found = build({"title": "small", "market": market, "program": program, "opening": opening,
                   "run": {"members": members, "months": months, "seed": 3}}, "small")
    return found.with_market(found.market.with_values(**numbers))


@pytest.fixture(scope="module")
def outcome():
    return simulate(small(TERMS))


@pytest.fixture(scope="module")
def everything():
    opening = [{"tier": 1, "members": 200, "points": 60_000}, {"tier": 3, "members": 100, "points": 90_000, "points_oldest_months": 3}]
    return simulate(every_scenario(members=300, months=12, opening=opening))


# ---- the standard's example --------------------------------------------------------------------------------------------------------
def test_example_52_by_the_engine_of_the_vintages():
    """91,324 and 8,676; year 1: 4,110 and 4,566; year 2: 3,493 and 1,073 (IFRS 15 IE 267 to 270, ASC 606-10-55-353)."""
    assert [c.right for c in example_52()] == [91_324, 8_676, 4_110, 4_566, 3_493, 1_073]
    assert all(c.ties for c in example_52())


def test_example_52_as_a_roll_forward():
    """In cents: 867,580 allocated.  Year 2 on redemption 867,580 x 4,000 / 10,000 = 347,032; by last year's 9,500, revenue to date would be
    867,580 x 8,500 / 9,500 = 776,256, so breakage is 776,256 - 410,959 - 347,032 = 18,265; the new 9,700 give 760,251: 16,005 go back."""
    held = Counts(np.array([1]), np.array([10_000]), np.array([[4_500, 8_500]]), np.zeros((1, 2), int), np.zeros((1, 2), int))
    amount = allocated(10_000_000, 10_000_000, 950_000)
    m = roll(held, np.array([amount]), np.array([[0.95, 0.97]])).by_month()
    assert amount == 867_580 and [int(m[c][1]) for c in COLUMNS] == [456_621, 0, 0, 347_032, 18_265, 16_005, 107_329]


# ---- by hand ---------------------------------------------------------------------------------------------------------------------------
def hand(months=4):
    """1,000 points of month 1: 300, 100 and 200 redeemed, 100 sent back in month 2, the last 300 expire in month 4."""
    return Counts(np.array([1]), np.array([1_000]), np.array([[300, 400, 600, 600]]), np.array([[0, 0, 0, 300]]), np.array([[0, 100, 100, 100]]))


def test_a_vintage_with_a_return_that_runs_out():
    """Allocated 900 at a planned 0.8.  Month 1: 800 expected; revenue 900 x 300 / 800 = 337.5 -> 338, of it 270 on redemption.  Month 2:
    90 go back with the return, 720 expected of 900: 810 x 400 / 720 = 450.  Month 3: 810 x 600 / 720 = 675.  Month 4: all 810."""
    own = roll(hand(), np.array([900]), np.full((1, 4), 0.8))
    m = own.by_month()
    assert own.revenue[0].tolist() == [338, 450, 675, 810] and m["closing"].tolist() == [562, 360, 135, 0]
    assert m["reversed"].tolist() == [0, 90, 0, 0] and m["recognised"].tolist() == [270, 90, 180, 0]
    assert m["breakage"].tolist() == [68, 22, 45, 135] and not m["re_estimate"].any()


def test_the_cost_accrual_by_hand():
    """2 a point.  Month 1: 1,600 accrued of 800 expected, 600 used.  Month 2: 80 fewer expected, 160; 200 used: (720 - 400) x 2 = 640.
    Month 3: 400 used, 240 left.  Month 4: 120 points that were expected have expired: 240 released."""
    m = accrue(hand(), np.array([2.0]), np.full((1, 4), 0.8)).by_month()
    assert m["deferred"].tolist() == [1_600, 0, 0, 0] and m["closing"].tolist() == [1_000, 640, 240, 0]
    assert m["reversed"].tolist() == [0, 160, 0, 0] and m["recognised"].tolist() == [600, 200, 400, 0] and m["breakage"].tolist() == [0, 0, 0, 240]


def test_more_redeemed_than_planned_never_brings_more_than_was_allocated():
    own = roll(hand(), np.array([900]), np.full((1, 4), 0.5))
    assert (own.revenue <= own.held).all() and own.closing.min() == 0 and own.revenue[0, 2] == 810


# ---- every shipped scenario ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", names())
def test_every_shipped_scenario_ties_in_every_month(name):
    held = load_scenario(name)
    months = max(SHORT, min(held.run.months, 26))      # past the first expiry
    outcome = simulate(held, members=MEMBERS, months=months)
    for estimate in ("plan", "chain_ladder"):
        book = Book(outcome, estimate)
        found = checks(outcome, estimate, book)
        assert found[~found["ties"]].empty
        for method in ("ifrs15", "cost", "given"):
            t = rollforward(outcome, method, estimate)
            moved = t["opening"] + t["deferred"] - t["reversed"] - t["recognised"] - t["breakage"] + t["re_estimate"]
            assert t["month"].tolist() == list(range(1, months + 1)) and (t.dtypes == np.int64).all()
            assert moved.equals(t["closing"].rename(None)) and t["opening"].iloc[1:].tolist() == t["closing"].iloc[:-1].tolist()
            assert (t["closing"] >= 0).all()
        for month in (1, months):
            vintages = by_vintage(book.contract, month)
            assert vintages["liability"].sum() == rollforward(outcome, "ifrs15", estimate)["closing"].iloc[month - 1]
            assert (vintages["allocated"] >= vintages["revenue_to_date"]).all()
            assert vintages["outstanding"].sum() == outcome.totals["program"]["points_outstanding"].iloc[month - 1]


def test_the_shipped_scenarios_are_in_both_currencies():
    assert {load_scenario(name).market.currency for name in names()} >= {"CNY", "USD"}


def test_every_mechanic_at_once_with_an_opening_base(everything):
    for estimate in ("plan", "chain_ladder"):
        found = checks(everything, estimate)
        assert found[~found["ties"]].empty and list(found) == ["name", "left", "right", "ties", "unit"]
    book, worth = Book(everything), worth_of_a_point(everything.scenario)
    opening = int(book.contract.opening.sum())
    assert opening == pytest.approx(everything.opening_points * worth.value * book.plan.rate, abs=20) and opening > 0
    assert 0 < points_given(everything).sum() < everything.totals["program"]["points_issued"].sum()
    assert rollforward(everything, "given")["closing"].iloc[-1] > 0 and book.fees["received"].sum() > 0


def test_a_check_that_does_not_tie_says_so():
    assert not Check.of("sum alike, months not", [1, 2], [2, 1]).ties and Check.of("alike", [1, 2], [1, 2]).ties


def test_every_check_can_fail(everything):
    """Each part of the accounts, bent by one unit, breaks a tie; together they break every one but the standard's example."""
    whole = Book(everything)
    own, held = whole.contract, whole.counts
    one = np.zeros_like(held.redeemed)
    one[0, -1] = 1
    bent = {
        "counts": [dataclasses.replace(held, **{flow: getattr(held, flow) + one}) for flow in ("redeemed", "expired", "reversed")],
        "contract": [dataclasses.replace(own, closing=own.closing + one), dataclasses.replace(own, recognised=own.recognised + one),
                     dataclasses.replace(own, revenue=own.held + one)],
        "cost": [dataclasses.replace(whole.cost, closing=whole.cost.closing + one)],
        "given": [dataclasses.replace(whole.given, closing=whole.given.closing + one)],
        "allocation": [whole.allocation.assign(points_issued=whole.allocation["points_issued"] + 1)],
        "journal": [whole.journal.drop(index=i) for i in (0, 1, 2)] + [whole.journal.iloc[:-1]],
        "fees": [whole.fees.assign(received=whole.fees["received"] + 1), whole.fees.assign(closing=whole.fees["closing"] + 1)],
    }
    names_of, broken = set(checks(everything, book=whole)["name"]), set()
    for part, versions in bent.items():
        for version in versions:
            book = Book(everything)
            book.__dict__.update({"counts": held, "contract": own, part: version})
            found = checks(everything, book=book)
            assert not found["ties"].all(), part
            broken |= set(found["name"][~found["ties"]])
    assert {name for name in names_of - broken if not name.startswith("IFRS 15")} == set()


# ---- what it rests on -------------------------------------------------------------------------------------------------------------------
def test_an_account_does_not_look_ahead():
    """A run's first months are the same accounts whatever comes after, by plan and by chain-ladder."""
    plan = Plan(0.7, "test")
    for estimate in ("plan", "chain_ladder"):
        long, short = (rollforward(simulate(small(TERMS, months=n)), "ifrs15", estimate, plan) for n in (14, 8))
        assert long.iloc[:8].equals(short)


def test_truth_needs_no_new_estimates_and_ends_at_nothing(outcome):
    table = rollforward(outcome, estimate="truth")
    assert table["closing"].iloc[-1] > 0 and abs(table["re_estimate"]).sum() <= 0.02 * table["deferred"].sum()
    plan = rollforward(outcome, estimate="chain_ladder")
    assert abs(plan["re_estimate"]).sum() > 0


def test_points_that_never_run_out_have_no_truth():
    with pytest.raises(NoTruth, match="still outstanding after 60 months"):
        rollforward(simulate(small(TERMS | {"points_expiry": {"policy": "never"}}, members=100)), estimate="truth")


def test_allocation_by_relative_stand_alone_price(outcome):
    book, paid = Book(outcome, given_plan=Plan(0.7, "test")), paid_by_members(outcome)
    card_value = 1.0      # fen a point: 0.01 CNY
    row, i = book.allocation.iloc[4], 4
    alone = row["points_issued"] * card_value * 0.7
    assert row["allocated"] == round(paid["paid"][i] * alone / (paid["list"][i] + alone))
    rewards = outcome.totals["program"]["rewards"].to_numpy()
    assert (paid["points_off"] == rewards * 500).all() and (paid["paid"] == paid["list"] - paid["discount"] - paid["points_off"]).all()
    assert paid["list"].sum() - paid["returned"].sum() == outcome.totals["program"]["sales"].sum()


def test_points_that_are_no_part_of_a_sale_are_a_provision():
    given = {"sign_up": {"points": 600}, "cash_off": TERMS["cash_off"], "points_expiry": TERMS["points_expiry"],
             "referral": {"reward": 0, "friend_reward": 0, "reward_points": 300, "friend_points": 200},
             "partner": {"name": "Hotel", "customers": 0.5, "points_per_event": 20}, "birthday_points": {"points": 50},
             "activities": {"rows": [{"name": "Review", "kind": "review", "order_share": 0.5, "engaged": 0.5, "points": 9}]}}
    outcome = simulate(small(given, referral_response=0.8, joins_per_year=0.3))
    assert (points_given(outcome) == outcome.totals["program"]["points_issued"].to_numpy()).all() and points_given(outcome).all()
    assert not rollforward(outcome)[["deferred", "closing"]].to_numpy().any()
    assert rollforward(outcome, "given").equals(rollforward(outcome, "cost")) and rollforward(outcome, "cost")["closing"].iloc[-1] > 0


def test_points_of_orders_are_part_of_the_sale(outcome):
    assert not points_given(outcome).any() and not rollforward(outcome, "given")["closing"].any()


def test_a_point_is_worth_its_reward():
    assert worth_of_a_point(small(TERMS)).value == 1.0 and worth_of_a_point(small(TERMS)).cost == pytest.approx(0.8)
    items = [{"name": "Coupon", "points": 900, "value": 10, "cost": 8}, {"name": "Tote", "kind": "gift", "points": 1_500, "value": 12, "cost": 9}]
    found = worth_of_a_point(small({"base_earn": {}, "reward_catalogue": {"items": items}}))
    assert (found.value, found.cost) == (pytest.approx(0.8), pytest.approx(0.6)) and found.reward == "reward_catalogue"
    assert worth_of_a_point(load_scenario("no_program")).value == 0


def test_a_market_may_say_what_a_point_costs():
    given = small(TERMS, cost_per_point=0.005)
    assert worth_of_a_point(given).cost == pytest.approx(0.5) and worth_of_a_point(given).cost_is_given
    own, said = (rollforward(simulate(s), "cost")["closing"].iloc[-1] for s in (small(TERMS), given))
    assert said == pytest.approx(own * 0.5 / 0.8, abs=20) and own > 1_000


def test_the_plan_is_the_markets_or_the_programs_own_on_other_luck():
    scenario = small(TERMS, members=200)
    own = plan_of(scenario)
    assert 0 < own.rate < 1 and own == plan_of(scenario.with_run(seed=99)), "the plan does not know the run's luck"
    assert plan_of(scenario.with_market(scenario.market.with_values(expected_redemption=0.42))).rate == 0.42


# ---- fees, journal ----------------------------------------------------------------------------------------------------------------------
def test_yearly_fees_are_earned_over_twelve_months_and_monthly_at_once():
    plan = {"trial_days": 0, "levels": [{"name": "Plus", "fee": 100, "freight_cost": 6, "freight_uses": 1, "freight_value": 30}]}
    yearly = fees_rollforward(simulate(small({"paid_plan": plan})))
    first = yearly["received"].iloc[0]
    assert first > 0 and abs(yearly["recognised"].iloc[0] - first / 12) < 1 and yearly["closing"].iloc[-1] > 0
    own = yearly["received"].to_numpy()
    expected = np.array([own[max(0, m - 11) : m + 1].sum() / 12 for m in range(len(own))])
    assert np.abs(yearly["recognised"] - expected).max() <= 12
    taxed = fees_rollforward(simulate(small({"paid_plan": plan}, fee_tax=0.1)))
    assert taxed["tax"].tolist() == [round(x / 10) for x in own] and taxed["closing"].iloc[-1] < yearly["closing"].iloc[-1]
    monthly = fees_rollforward(simulate(small({"paid_plan": plan | {"billing": "monthly"}})))
    assert monthly["received"].sum() > 0 and not monthly["closing"].any() and monthly["recognised"].equals(monthly["received"].rename("recognised"))


def test_fees_are_those_of_the_p_and_l(everything):
    table, found = pnl(everything), fees_rollforward(everything)
    for line, column in (("fees_recognised", "recognised"), ("fees_received", "received"), ("fee_tax", "tax"), ("fees_deferred", "closing")):
        assert table.loc[line].iloc[:-1].tolist() == found[column].tolist()


def test_the_journal_balances_and_gives_the_liability(everything):
    table = journal(everything)
    sums = table.groupby(["month", "entry"])[["debit", "credit"]].sum()
    assert (sums["debit"] == sums["credit"]).all() and (table[["debit", "credit"]] >= 0).all().all() and len(set(table["entry"])) >= 8
    assert balance(table, CONTRACT, 12) == rollforward(everything)["closing"].tolist()


@pytest.mark.parametrize(("method", "estimate", "said"), [("cash", "plan", "no method is called 'cash'; there are ifrs15"),
                                                          ("ifrs15", "guess", "no estimate is called 'guess'; there are plan")])
def test_words_that_do_not_exist(outcome, method, estimate, said):
    with pytest.raises(ValueError, match=said):
        rollforward(outcome, method, estimate)


def test_a_market_may_say_what_share_is_redeemed():
    assert load_market("ecommerce_cn").expected_redemption.value == 0
