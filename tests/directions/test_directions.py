"""Vary one term, on the same people with the same luck, and the result moves the way it must.

Where all effects are off the program cannot change what anybody buys, and the direction is a theorem for every seed and month: it is
asserted exactly.  Where they are on, members live other lives after the first difference, so the direction is asserted of the total over
all seeds, as a program manager would see it.
"""
from __future__ import annotations

import itertools

import numpy as np
import pytest

from simulation import engine
from simulation.population import population
from simulation.scenario import load_scenario, merged
from simulation.simulate import rate_card, simulate

SEEDS = range(1, 21)
FOUR = load_scenario("handbook_four_tiers")
LEVELS = [{"name": n, "threshold": x} for n, x in (("Member", 0), ("Silver", 1000), ("Gold", 3000), ("Diamond", 8000))]
BENEFIT = {"name": "Freight", "from_tier": 2, "per": "order", "unit_cost": 4, "uptake": 0.5, "perceived_value": 8}
PROGRAM = {"tiers": {"levels": LEVELS}, "base_earn": {"points_per_unit": 1, "multiplier": [1, 1.2, 1.5, 2]},
           "points_expiry": {"policy": "after_earning", "months": 6}, "cash_off": {"goal": 200, "point_value": 0.02},
           "tier_benefits": {"benefits": [BENEFIT]}, "member_day": {"day_of_month": 18, "multiplier": 2, "depth": 0.05},
           "running_cost": {"per_member_month": 0.6}}


def scenario(change=None, market="central", members=400, months=36, **numbers):
    """The program above with a change, in the default market with other numbers."""
    found = FOUR.with_program(merged(PROGRAM, change or {}))
    return found.with_market(found.market.preset(market).with_values(**numbers)).with_run(members=members, months=months)


def over_seeds(found):
    return [simulate(found.with_run(seed=seed)) for seed in SEEDS]


def same_purchases(change, seed, **numbers):
    """One run in which the program has no effect on what anybody buys."""
    return simulate(scenario(change, "sceptic", **numbers).with_run(seed=seed))


def by_month(outcome, column):
    return outcome.program.measure(column).sum(1)


def total(outcomes, *columns):
    """Of the program arm over all seeds, months and tiers, in minor units or counts."""
    return sum(int(outcome.totals["program"][column].sum()) for outcome in outcomes for column in columns)


def gold(outcome):
    """Members of Gold or better at every month's end."""
    return outcome.program.measure("members")[:, 2:].sum(1)


def thresholds(gold):
    return {"tiers": {"levels": [*LEVELS[:2], {"name": "Gold", "threshold": gold}, LEVELS[3]]}}


# ======== tiers ===========================================================================================================
@pytest.mark.parametrize("policy", [{"downgrade": "match", "hold_months": 0}, {"downgrade": "never"}], ids=lambda p: p["downgrade"])
@pytest.mark.parametrize("metric", ["spend", "orders"])
def test_a_higher_gold_threshold_never_makes_more_gold_members_where_the_tier_follows_the_window(policy, metric):
    """Without a term, and with points alike in all tiers, the tier is a function of the window (match) or of its maximum so far (never)."""
    terms = {"tiers": policy | {"metric": metric}, "base_earn": {"multiplier": [1]}}
    scale = 1 if metric == "spend" else 1 / 200
    steps = [{"tiers": {"levels": [{**level, "threshold": x * scale} for level, x in zip(LEVELS, (0, 1000, gold, 9000), strict=True)]}}
             for gold in (2000, 3000, 5000)]
    for seed in SEEDS:
        low, middle, high = (gold(same_purchases(merged(terms, step), seed, returned_share=0)) for step in steps)
        assert (low >= middle).all() and (middle >= high).all(), f"seed {seed}: a higher threshold made more Gold members in some month"
        assert low.sum() > high.sum() > 0, f"seed {seed}: nobody became Gold, so nothing was tested"


def test_a_higher_gold_threshold_makes_fewer_gold_members_in_all_with_a_term_and_all_effects():
    """Of one member this can fail: a tier won later is also held longer (see the two cases of tiers.yaml with 3,000 and 3,500)."""
    counts = [sum(int(gold(outcome).sum()) for outcome in over_seeds(scenario(thresholds(x)))) for x in (2500, 3000, 3500, 5000)]
    assert counts[0] > counts[1] > counts[2] > counts[3], f"member-months of Gold by threshold: {counts}, expected to fall"


def test_a_term_never_holds_fewer_than_none_and_a_longer_one_holds_more_in_all():
    held = np.zeros(3, int)
    for seed in SEEDS:
        terms = ({"tiers": {"hold_months": n}, "base_earn": {"multiplier": [1]}} for n in (0, 6, 12))
        none, half, year = (gold(same_purchases(change, seed, returned_share=0)) for change in terms)
        assert (none <= half).all() and (none <= year).all(), f"seed {seed}: who qualifies now is Gold with any term"
        held += [none.sum(), half.sum(), year.sum()]
    assert held[0] < held[1] < held[2], f"member-months of Gold by term: {held}, expected to rise"


def test_kinder_downgrades_keep_more_members_in_higher_tiers():
    rank = np.arange(4)
    kinds = ({"downgrade": "match"}, {"downgrade": "one_step"}, {"downgrade": "never"})
    runs = [over_seeds(scenario({"tiers": kind}, "sceptic")) for kind in kinds]
    held = [sum(int((outcome.program.measure("members")[:, :4] * rank).sum()) for outcome in run) for run in runs]
    assert held[0] < held[1] < held[2], f"tiers held over all months by match, one step, never: {held}, expected to rise"


# ======== points ==========================================================================================================
def test_a_longer_expiry_never_expires_more_where_nobody_redeems():
    for seed in SEEDS:
        runs = [same_purchases({"points_expiry": {"months": n}}, seed, never_redeems=1, returned_share=0) for n in (3, 6, 12)]
        lost = [by_month(run, "points_expired").cumsum() for run in runs]
        assert (lost[0] >= lost[1]).all() and (lost[1] >= lost[2]).all(), f"seed {seed}: points that live longer were lost earlier"
        assert lost[0][-1] > lost[2][-1] > 0, f"seed {seed}: nothing expired"


@pytest.mark.parametrize("market", ["sceptic", "central"])
def test_a_longer_expiry_expires_fewer_points_in_all(market):
    lost = [total(over_seeds(scenario({"points_expiry": {"months": n}}, market)), "points_expired") for n in (3, 6, 12, 24)]
    assert lost == sorted(lost, reverse=True), f"points expired by 3, 6, 12, 24 months: {lost}, expected to fall (Llaguno: less breakage)"


@pytest.mark.parametrize("market", ["sceptic", "central"])
def test_a_higher_value_of_points_costs_more_rewards(market):
    """Of one member this can fail: a larger reward does not fit into a small order."""
    costs = [total(over_seeds(scenario({"cash_off": {"point_value": x}}, market)), "reward_cost") for x in (0.01, 0.02, 0.04)]
    assert costs[0] < costs[1] < costs[2], f"reward cost by value of a point: {costs}, expected to rise"


def test_never_redeemers_never_redeem_more():
    """With effects off the members who redeem at 0.6 are among those who do at 0.3, and nobody's purchases change."""
    for seed in SEEDS:
        taken = [by_month(same_purchases(None, seed, never_redeems=x), "points_redeemed") for x in (0, 0.3, 0.6, 1)]
        assert all((more >= less).all() for more, less in itertools.pairwise(taken)), f"seed {seed}: fewer redeemers, more redeemed"
        assert taken[0].sum() > taken[2].sum() > taken[3].sum() == 0, f"seed {seed}"


def test_fewer_redeemers_redeem_less_in_all_with_effects():
    taken = [total(over_seeds(scenario(never_redeems=x)), "points_redeemed") for x in (0, 0.3, 0.6, 1)]
    assert taken == sorted(taken, reverse=True) and taken[-1] == 0, f"points redeemed by share that never does: {taken}, not falling to 0"


def test_more_points_per_unit_never_issue_fewer():
    for seed in SEEDS:
        terms = ({"base_earn": {"points_per_unit": x}} for x in (0.5, 1, 2))
        issued = [by_month(same_purchases(change, seed, never_redeems=1), "points_issued") for change in terms]
        assert (issued[0] <= issued[1]).all() and (issued[1] <= issued[2]).all() and issued[0].sum() < issued[2].sum(), f"seed {seed}"


# ======== behaviour =======================================================================================================
@pytest.mark.parametrize("effect", ["phi_member", "phi_tier"])
def test_a_stronger_effect_on_dropout_never_loses_a_member_earlier(effect):
    """The coins are the same, so with nobody crowding a tier each member leaves at the same occasion or later.

    Not so with a loss weight: the stronger the tier's effect, the more its loss drives away.
    """
    for seed in SEEDS:
        alive = []
        for x in (0, 0.2, 0.5):
            people, rate = population(found := scenario(status_value=0, loss_weight=0, **{effect: x}).with_run(seed=seed)), []
            engine.run_arm(people.rows, people.join_day, rate_card(found), enrolled=True,
                           on_month=lambda month, rows=people.rows, rate=rate: rate.append(rows["alive"].copy()))
            alive.append(np.array(rate))
        assert (alive[0] <= alive[1]).all() and (alive[1] <= alive[2]).all(), f"seed {seed}: a member left earlier with a stronger {effect}"
        assert alive[0].sum() < alive[2].sum(), f"seed {seed}: {effect} kept nobody"


def test_a_stronger_effect_on_dropout_keeps_more_with_crowding():
    kept = [total(over_seeds(scenario(phi_member=x)), "cohort_alive") for x in (0, 0.25, 0.5)]
    assert kept[0] < kept[1] < kept[2], f"member-months alive by phi_member: {kept}, expected to rise"


@pytest.mark.parametrize("effect", ["theta_goal", "theta_enrolled", "theta_tier", "theta_redeem", "theta_campaign"])
def test_a_stronger_effect_on_frequency_brings_more_extra_purchases(effect):
    extra = [total(over_seeds(scenario(**{effect: x})), "extra_purchases") for x in (0, 0.1, 0.3)]
    assert extra[0] < extra[1] < extra[2], f"extra purchases by {effect}: {extra}, expected to rise"


def test_pull_forward_takes_purchases_away():
    bought = [total(over_seeds(scenario(pull_forward=x)), "purchases") for x in (0, 0.3, 1)]
    assert bought[0] > bought[1] > bought[2], f"purchases by pull-forward: {bought}, expected to fall: an extra one cancels a later one"


def test_a_heavier_loss_keeps_fewer_members():
    kept = [total(over_seeds(scenario({"tiers": {"hold_months": 3}}, loss_weight=x, months=48)), "cohort_alive") for x in (0, 2, 5)]
    assert kept[0] > kept[1] > kept[2], f"member-months alive by weight of a demotion: {kept}, expected to fall (Wagner et al. 2009)"


# ======== offers, benefits, money ==========================================================================================
def test_a_deeper_offer_never_costs_less_in_any_month():
    for seed in SEEDS:
        runs = [same_purchases({"member_day": {"depth": x}}, seed) for x in (0, 0.1, 0.2)]
        cost = [run.totals["program"]["campaign_cost"] for run in runs]
        assert (cost[0] == 0).all() and (cost[1] <= cost[2]).all() and cost[2].sum() > cost[1].sum() > 0, f"seed {seed}"


def test_a_deeper_offer_sells_and_costs_more_with_effects():
    runs = [over_seeds(scenario({"member_day": {"depth": x}})) for x in (0, 0.1, 0.3)]
    cost, sales = [total(run, "campaign_cost") for run in runs], [total(run, "sales") for run in runs]
    assert cost[0] == 0 < cost[1] < cost[2], f"campaign cost by depth: {cost}, expected to rise"
    assert sales[0] < sales[1] < sales[2], f"sales by depth: {sales}, expected to rise: members respond to the offer"


COUPON = {"day_of_month": 3, "days": 10, "depth": 0.1, "redemption": 0.8}
QUIET = {"member_day": {"multiplier": 1, "depth": 0}}


def test_a_deeper_coupon_brings_more_orders_and_costs_more():
    runs = [over_seeds(scenario({"coupon": COUPON | {"depth": x}} if x else None)) for x in (0, 0.1, 0.3)]
    orders, cost = [total(run, "extra_purchases") for run in runs], [total(run, "campaign_cost") for run in runs]
    assert orders[0] < orders[1] < orders[2], f"extra orders by depth of a coupon: {orders}, expected to rise"
    assert cost[0] < cost[1] < cost[2], f"campaign cost by depth of a coupon: {cost}, expected to rise"


def test_a_higher_threshold_of_a_coupon_brings_fewer_orders_and_costs_less():
    runs = [over_seeds(scenario({"coupon": COUPON | {"threshold": x}})) for x in (0, 200, 500)]
    orders, cost = [total(run, "extra_purchases") for run in runs], [total(run, "campaign_cost") for run in runs]
    assert orders == sorted(orders, reverse=True) and cost == sorted(cost, reverse=True), f"orders {orders}, cost {cost}, expected to fall"


def test_fatigue_makes_each_of_many_offers_draw_less():
    """A second coupon a fortnight after the first adds less than the first did; with fatigue that is over in a day, about as much."""
    second = {"mechanic": "coupon", "day_of_month": 17} | {k: v for k, v in COUPON.items() if k != "day_of_month"}
    gains = {}
    for days in (1, 28, 200):
        none, one, two = (total(over_seeds(scenario(change | QUIET, fatigue_days=days)), "extra_purchases")
                          for change in ({}, {"coupon": COUPON}, {"coupon": COUPON, "second": second}))
        gains[days] = (one - none, two - one)
    assert gains[1][0] > gains[28][0] > gains[200][0] > 0, f"extra orders of one coupon, month after month, by days of fatigue: {gains}"
    assert gains[28][1] < 0.9 * gains[28][0], f"the second coupon should add clearly less: {gains}"
    assert gains[28][1] / gains[28][0] < gains[1][1] / gains[1][0], f"more so with longer fatigue: {gains}"


@pytest.mark.parametrize(("field", "values"), [("carry_over", (0, 0.5, 1)), ("carry_over_days", (0, 7, 14)), ("theta_campaign", (0, 0.1, 0.3))])
def test_what_an_offer_leaves_behind_brings_more_orders(field, values):
    extra = [total(over_seeds(scenario({"coupon": COUPON} | QUIET, **{field: x})), "extra_purchases") for x in values]
    assert extra[0] < extra[1] < extra[2], f"extra orders by {field}: {extra}, expected to rise"


def test_more_reach_of_a_win_back_wakes_more_members():
    """Against the same members: those who come back are counted where they were dormant."""
    reach = [[{"channel": "sms", "reach": x, "contact_cost": 0.05}] for x in (0.01, 0.5, 1)]
    runs = [over_seeds(scenario({"win_back": {"after_days": 90, "depth": 0.3, "days": 28, "redemption": 1, "channels": x}})) for x in reach]
    woken, cost = [sum(int(o.program.stage[..., 6].sum()) for o in run) for run in runs], [total(run, "campaign_cost") for run in runs]
    assert woken[0] < woken[1] < woken[2] and cost[0] < cost[1] < cost[2], f"won back {woken}, cost {cost}, expected to rise with reach"


def test_better_benefits_sell_and_cost_more():
    better = [{"tier_benefits": {"benefits": [BENEFIT | {"unit_cost": 4 * x, "perceived_value": 8 * x}]}} for x in (0, 1, 3)]
    runs = [over_seeds(scenario(change)) for change in better]
    cost, sales = [total(run, "benefit_cost") for run in runs], [total(run, "sales") for run in runs]
    assert cost[0] == 0 < cost[1] < cost[2], f"benefit cost {cost}, expected to rise"
    assert sales[0] < sales[1] < sales[2], f"sales {sales}, expected to rise: members value the benefits"


def net_value(outcome):
    """Incremental margin less the program's cost, minor units."""
    with_program, without = outcome.totals["program"], outcome.totals["no_program"]
    cost = with_program[["reward_cost", "benefit_cost", "campaign_cost", "other_cost"]].to_numpy().sum()
    return int(with_program["margin"].sum() - without["margin"].sum() - cost)


def test_a_higher_margin_makes_the_program_worth_more():
    for seed in SEEDS:
        value = [net_value(simulate(scenario(margin=x, members=1000).with_run(seed=seed))) for x in (0.1, 0.25, 0.4)]
        assert value[0] < value[1] < value[2], f"seed {seed}: net value by margin {value}; the program sells more, so it should rise"


def test_a_program_is_worth_less_the_more_it_costs_to_run():
    for x, y in ((0, 0.6), (0.6, 2)):
        cheap, dear = (simulate(scenario({"running_cost": {"per_member_month": z}})) for z in (x, y))
        assert net_value(cheap) - net_value(dear) == round(400 * 36 * (y - x) * 100), "running cost is all that differs"
        assert cheap.digest() == dear.digest(), "what it costs the company changes nobody's behaviour"


def test_a_fuller_top_tier_is_worth_less_to_its_members():
    """Drèze and Nunes 2009: crowding dilutes status."""
    card = rate_card(scenario())
    worth = [card.status(np.array([100 - x, 0, 0, x, 0, 0, 0, 0]))[3] for x in (1, 5, 20, 50)]
    assert worth == sorted(worth, reverse=True) and worth[0] > worth[-1] > 0, f"status by share of the tier: {worth}, expected to fall"
