"""Personal offers: the days they run, the places they take, who gets them, what they are worth, and what a campaign brings."""
from __future__ import annotations

import datetime
import itertools

import numpy as np
import pytest
from scipy import special

from simulation import findings
from simulation.calendar import Calendar
from simulation.campaigns import campaign_results, campaign_table, stage_funnel, stage_shares
from simulation.compiled import rules
from simulation.engine import run_arm
from simulation.inputs import ScenarioError
from simulation.labels import LABELS
from simulation.offering import places_needed, runs_of
from simulation.population import population
from simulation.records import CARD, MAX_SALE, MEMBER, OFFERS, REACHED, STAGE_MEASURES, TALLY
from simulation.reporting import campaign_charts
from simulation.rules.offers import STRENGTH
from simulation.scenario import OpeningGroup, load_scenario
from simulation.simulate import rate_card, simulate

FOUR = load_scenario("handbook_four_tiers").with_run(members=2000, months=12)
COUPON = {"day_of_month": 15, "depth": 0.1, "redemption": 1}


def scenario(offers, **numbers):
    found = FOUR.with_program(FOUR.program.mapping() | offers)
    return found.with_market(found.market.with_values(**numbers))


def counted(outcome):
    """By place, over months and tiers."""
    return outcome.program.offer.sum((0, 1))


# ======== runs and places ===================================================================================================
@pytest.mark.parametrize("day", range(1, 32))
@pytest.mark.parametrize("days", [1, 7, 14, 28, 31, 60])
def test_a_place_is_free_before_the_month_of_its_next_run_opens(day, days):
    calendar = Calendar(datetime.date(2027, 11, 1), 30)
    runs = runs_of(calendar, day, ("02-29", "12-24"), days)
    assert len(runs) >= 30 * (day <= 28)
    for place in {p for *_, p in runs}:
        for (_, last, _), (start, *_) in itertools.pairwise(r for r in runs if r[2] == place):
            assert last < calendar.month_starts[calendar.month_of(start) - 1]
    assert max(p for *_, p in runs) < places_needed(day, ("02-29", "12-24"), days)


def test_a_short_run_in_the_middle_of_the_month_takes_one_place_and_one_over_its_end_two():
    assert [places_needed(15, (), 14), places_needed(25, (), 14), places_needed(1, (), 60)] == [1, 2, 3]


def test_more_offers_than_a_member_can_hold_are_refused_with_the_offer_that_is_one_too_many():
    offers = {f"c{i}": COUPON | {"mechanic": "coupon"} for i in range(OFFERS)}
    assert scenario(offers)
    with pytest.raises(ScenarioError, match=r"program\.c99\.days: needs place 13 .* there are 12"):
        scenario(offers | {"c99": COUPON | {"mechanic": "coupon"}})


@pytest.mark.parametrize(("terms", "said"), [
    ({"mechanic": "coupon", "day_of_month": 1}, "worth nothing"),
    ({"mechanic": "coupon", "depth": 0.1}, "there is no day"),
    ({"mechanic": "coupon", "depth": 0.1, "dates": ["02-30"]}, "no date of the year"),
    (COUPON | {"mechanic": "coupon", "from_tier": 5}, "above the highest"),
    (COUPON | {"mechanic": "coupon", "from_tier": 3, "to_tier": 2}, "nobody would be meant"),
    (COUPON | {"mechanic": "coupon", "inactive_from": 60, "inactive_to": 30}, "nobody would be meant"),
    (COUPON | {"mechanic": "coupon", "middle_from": 900, "high_from": 800}, "below middle_from"),
    (COUPON | {"mechanic": "coupon", "bands": ["vip"]}, "'low', 'middle' or 'high'"),
    ({"mechanic": "red_packet", "day_of_month": 1, "least": 5, "most": 4}, "below the least"),
    ({"mechanic": "lottery", "day_of_month": 1, "prizes": [{"odds": 0.6, "value": 1, "prize_cost": 1}] * 2}, "at most"),
    ({"mechanic": "points_campaign", "day_of_month": 1}, "gives nothing"),
])  # fmt: skip
def test_faulty_terms_are_refused_in_words(terms, said):
    with pytest.raises(ScenarioError, match=said):
        scenario({"x": terms})


def test_points_that_outgrow_the_ledger_are_refused():
    with pytest.raises(ScenarioError, match="at most 100,000"):
        scenario({"points_campaign": {"day_of_month": 1, "bonus": 100_000}})


# ======== who gets one =====================================================================================================
def test_a_birthday_offer_reaches_everybody_once_a_year_in_the_month_of_the_birthday():
    outcome = simulate(scenario({"coupon": {"trigger_by": "birthday", "depth": 0.1}}))
    months = np.bincount(population(outcome.scenario).rows["birthday_month"], minlength=13)[1:]
    assert np.array_equal(outcome.program.offer[:, :, 0, REACHED].sum(1), months)     # the run begins in January


def test_channels_reach_their_shares_independently_of_each_other():
    channels = [{"channel": "sms", "reach": 0.6}, {"channel": "app", "reach": 0.5}]
    outcome = simulate(scenario({"coupon": COUPON | {"channels": channels}}))
    meant = 2000 * 12
    sms, app = outcome.program.contact.sum((0, 1))[0, :2] / meant
    reached = counted(outcome)[0, REACHED] / meant
    assert abs(sms - 0.6) < 0.01 and abs(app - 0.5) < 0.01 and abs(reached - 0.8) < 0.01, "1 - 0.4 x 0.5"


def test_red_packets_lie_between_least_and_most_with_the_mean_between():
    outcome = simulate(scenario({"red_packet": {"day_of_month": 3, "days": 20, "least": 2, "most": 10, "redemption": 1}}))
    uses, off = counted(outcome)[0, 3], counted(outcome)[0, 4]
    assert uses > 1000 and abs(off / uses / 100 - 6) < 0.2
    one = simulate(scenario({"red_packet": {"day_of_month": 3, "least": 2, "most": 2, "redemption": 1}}).with_run(months=1))
    assert counted(one)[0, 4] == 200 * counted(one)[0, 3] > 0


def test_prizes_are_drawn_at_their_odds():
    prizes = [{"odds": 0.02, "value": 100, "prize_cost": 50}, {"odds": 0.3, "value": 5, "prize_cost": 1}]
    outcome = simulate(scenario({"lottery": {"day_of_month": 1, "days": 25, "uses": 9, "prizes": prizes}}))
    uses, cost = counted(outcome)[0, 3], counted(outcome)[0, 5] / 100
    assert uses > 5000 and abs(cost / uses - 1.3) < 0.25, "0.02 x 50 + 0.3 x 1"


def test_another_offer_on_the_card_moves_nobodys_luck_with_this_one():
    """With effects off and nothing that they share, a coupon is used by the same members whatever else is held."""
    def alone(offers):
        found = scenario(offers)
        return simulate(found.with_market(found.market.preset("sceptic")))
    coupon = {"z": COUPON | {"mechanic": "coupon", "redemption": 0.5, "channels": [{"channel": "app", "reach": 0.5}]}}
    other = {"a": COUPON | {"mechanic": "coupon", "day_of_month": 2, "days": 5}}
    one, two = alone(coupon), alone(other | coupon)
    assert rate_card(two.scenario).personal[1].places == (1,) and one.program.offer[:, :, 0].any()
    assert np.array_equal(one.program.offer[:, :, 0].sum(1), two.program.offer[:, :, 1].sum(1))      # of other tiers: they paid less


def test_an_offer_closed_from_a_day_on_is_neither_given_nor_used_nor_felt():
    """What a budget that is spent does: offer_closed_from, and from the next month's opening on offer_shut_at_opening."""
    found = scenario({"coupon": COUPON | {"days": 10}})
    people, card = population(found), rate_card(found)
    card.offer_closed_from[0] = card.offer_shut_at_opening[0] = 31 + 17         # 18 February, the fourth day of the run of the 15th
    arm = run_arm(people.rows, people.join_day, card, enrolled=True)
    assert arm.offer[1, :, 0, REACHED].sum() == 2000 and arm.offer[2:, :, 0].sum() == 0
    by_day = arm.offer_day[1, :, 0].sum(0)
    assert (by_day[14:17] > 0).all() and by_day[17:].sum() == 0


def test_a_members_history_before_day_0_counts_toward_value_and_stage():
    opening = ({"tier": 1, "members": 2000, "orders_a_year": 12, "tenure_months": [24, 24], "days_since_purchase": [5, 20]},)
    rows = population(FOUR.model_copy(update={"opening": tuple(OpeningGroup(**g) for g in opening)})).rows
    year = rows["year_sales"].sum(1) / rows["mean_basket"]
    orders = np.array([rules().orders_of_year(int(r) >> 4) for r in rows["past_orders"]])
    assert abs(orders.mean() - 12.5) < 1 and abs(year.mean() - orders.mean()) < 0.1, "12 orders a year for 24 months, and the one at joining"


# ======== what it is worth ==================================================================================================
def test_the_share_of_orders_that_reach_a_threshold_is_that_of_the_basket():
    found = scenario({"coupon": COUPON | {"threshold": 250}})
    card, member = rate_card(found).record(), np.zeros(1, MEMBER)
    for name, value in rate_card(found).month(1, rate_card(found).day_tables()).items():
        card[name] = value
    for basket in (2_000, 10_000, 17_000, 25_000, 60_000, 1_000_000):
        member["mean_basket"] = basket
        share = special.gammaincc(6.25, 6.25 * 25_000 / basket)
        assert rules().offer_worth(member[0], 0, card[0]) == pytest.approx(0.1 * share, abs=0.0015)


def appeal(held, day, **terms):
    """The pull of offers that a member holds: (last day, uses, strength in percent) by place, of worths of one offer_scale."""
    member, card = np.zeros(1, MEMBER), np.zeros(1, CARD)
    card["places"], card["offer_share"], card["offer_redemption"], card["offer_closed_from"] = len(held), 0.1, 1.0, 1 << 40
    for name, value in ({"offer_scale": 0.1, "carry_over": 0.25, "carry_over_days": 7.0, "theta_campaign": 0.2} | terms).items():
        card[name] = value
    member["mean_basket"] = 10_000.0
    for k, (last, uses, strength) in enumerate(held):
        member["offer_last"][0, k], member["offer_uses"][0, k], member["offer_strength"][0, k] = (
            last, uses, round(strength / 100 * STRENGTH * (1 - np.exp(-1))))
    return rules().personal_appeal(member[0], day, card[0])


def test_carry_over_is_a_quarter_for_seven_days_and_then_nothing():
    full = 1 - np.exp(-1)
    assert appeal([(20, 1, 100)], 20) == pytest.approx(full, abs=1e-4)
    assert appeal([(20, 1, 100)], 21) == appeal([(20, 0, 100)], 27) == pytest.approx(full / 4, abs=1e-4)
    assert appeal([(20, 1, 100)], 28) == 0
    assert appeal([(20, 0, 100)], 20) == 0, "on the rest of the day of its last use it draws nobody"


def test_worths_add_up_and_an_offer_that_does_not_combine_leaves_the_largest():
    two = [(20, 1, 100), (20, 1, -100)]
    assert appeal(two, 20) == pytest.approx(1 - np.exp(-2), abs=1e-4)
    assert appeal(two, 20, offer_alone=np.eye(OFFERS, dtype=int)[1]) == pytest.approx(1 - np.exp(-1), abs=1e-4)


def test_a_tired_member_feels_less():
    assert appeal([(20, 1, 50)], 20) == pytest.approx(appeal([(20, 1, 100)], 20) / 2, abs=1e-4)


def test_a_register_of_orders_counts_twelve_months_and_fifteen_of_each():
    count = rules().orders_of_year
    assert [count(0), count(0xF), count(0xFFFFFFFFFFFF), count(0x1000000000000), count(0x210000000003)] == [0, 15, 180, 0, 6]


def test_the_years_sales_of_a_member_fit_their_field():
    found = scenario({"coupon": COUPON})
    people, card = population(found.with_run(members=1)), rate_card(found).record()
    tally = np.zeros(1, TALLY)
    for _ in range(20):
        rules().meets_offers(people.rows[0], 0, MAX_SALE, card[0], tally[0])
    assert people.rows["year_sales"].max() == 2_000_000_000


# ======== what a campaign brings ============================================================================================
def test_a_campaign_is_held_against_the_same_members_without_it():
    found = scenario({"coupon": COUPON, "win_back": {"after_days": 90, "depth": 0.3, "days": 28, "redemption": 1,
                                                           "channels": [{"channel": "sms", "reach": 0.7, "contact_cost": 0.05}]}})
    heard = []
    results = {r.label: r for r in campaign_results(found, progress=lambda *at: heard.append(at))}
    assert set(results) == {"member_day", "coupon", "win_back"} and heard == [(1, 4), (2, 4), (3, 4), (4, 4)]
    with_it = simulate(found)
    without = simulate(found.with_program({k: v for k, v in found.program.mapping().items() if k != "coupon"}))
    coupon = results["coupon"]
    assert coupon.extra_orders == with_it.program.purchases.sum() - without.program.purchases.sum() > 0
    assert sum(coupon.orders_by_value) == coupon.extra_orders
    assert coupon.own_cost == pytest.approx(counted(with_it)[0, 4] / 100)
    assert coupon.extra_cost == pytest.approx(with_it.costs["amount"].sum() - without.costs["amount"].sum())
    assert coupon.cost_per_extra_order == pytest.approx(coupon.extra_cost / coupon.extra_orders)
    assert 0 < coupon.participation_rate <= coupon.conversion_rate < 1 and coupon.reached == 2000 * 12
    assert coupon.contacts == ()
    assert results["member_day"].reached is None and results["member_day"].extra_orders > 0
    win_back = results["win_back"]
    assert win_back.extra_woken > 0 and win_back.contacts == (("sms", win_back.reached, pytest.approx(win_back.reached * 0.05)),)
    table = campaign_table(list(results.values()))
    assert set(table.columns) <= set(LABELS) and len(table) == 3


def test_without_effects_a_campaign_costs_and_brings_nothing():
    found = scenario({"coupon": COUPON})
    coupon = next(r for r in campaign_results(found.with_market(found.market.preset("sceptic"))) if r.label == "coupon")
    assert coupon.extra_orders == 0 and coupon.cost_per_extra_order is None and coupon.net < 0 < coupon.own_cost


def test_the_funnel_holds_every_member_in_both_arms():
    outcome = simulate(scenario({"coupon": COUPON}, joins_per_year=0.5))
    table = stage_funnel(outcome)
    assert list(table.columns[2:]) == list(STAGE_MEASURES) and set(table.columns) <= set(LABELS)
    for arm in ("program", "no_program"):
        part = table[table["arm"] == arm]
        assert np.array_equal(part[list(STAGE_MEASURES[:5])].sum(axis=1), getattr(outcome, arm).measure("members").sum(1))
        assert stage_shares(outcome, arm).sum(1) == pytest.approx(1)


def test_other_stages_are_counted_in_both_arms_though_the_no_program_arm_is_kept():
    default, own = (simulate(scenario(x)) for x in ({}, {"lifecycle_stages": {"dormant_days": 30}}))
    for arm in ("program", "no_program"):
        dormant = [getattr(o, arm).stage.sum(1)[-1, 3] for o in (default, own)]
        assert dormant[0] < dormant[1], f"{arm}: dormant after 30 days are more than after 90"


# ======== the check ==========================================================================================================
def test_a_coupon_that_gives_more_than_the_margin_is_remarked_with_its_dearest_day():
    sale = {"mechanic": "coupon", "day_of_month": 17, "days": 3}
    deep, small = (findings.check(scenario({"sale": sale | {"depth": x}})) for x in (0.3, 0.05))
    said = [str(f) for f in deep if f.field == "program.sale"]
    assert len(said) == 1 and "2026-01-18" in said[0], "the member day, on which points are doubled"
    assert not [f for f in small if f.field == "program.sale"]


# ======== charts ============================================================================================================
def test_the_stages_stand_on_each_other_and_fill_the_chart():
    shares = np.array([[0.5, 0.2, 0.1, 0.2, 0.0], [0.1, 0.3, 0.3, 0.2, 0.1]])
    figure = campaign_charts.stage_areas([1, 2], ["New", "Growing", "Mature", "Dormant", "Gone"], shares)
    assert [trace.name for trace in figure.data] == ["New", "Growing", "Mature", "Dormant", "Gone"]
    assert np.sum([trace.y for trace in figure.data], axis=0) == pytest.approx(1)
    assert len({trace.fillcolor for trace in figure.data}) == 5, "each stage has a colour of its own"


def test_bars_of_margin_and_cost_stand_at_their_campaign_and_a_loss_goes_left():
    figure = campaign_charts.margin_and_cost(["A <b>", "B"], [100.0, -50.0], [40.0, 70.0], ("margin", "cost"), symbol="¥")
    assert [list(trace.x) for trace in figure.data] == [[100, -50], [40, 70]]
    low, high = figure.layout.xaxis.range
    assert low < -50 and high > 100 and figure.layout.yaxis.ticktext == ("A &lt;b&gt;", "B")
