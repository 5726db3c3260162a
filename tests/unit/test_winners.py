"""Winners and losers: what single members receive is right to the cent, tables add up, and nobody wins or loses where nothing differs."""
from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.inputs import ScenarioError
from simulation.labels import LABELS
from simulation.scenario import build, load_scenario
from simulation.transition import POLICIES, Change, follow
from simulation.winners import CURVE, GROUPINGS, Question, members, net_after, received, shares, there, winners

RUN = {"members": 400, "months": 24, "seed": 2}
LEVELS = [{"name": "Member", "threshold": 0}, {"name": "Silver", "threshold": 600}, {"name": "Gold", "threshold": 1800}]


def scenario_of(program, **numbers):
    found = build({"title": "winners", "market": "ecommerce_cn", "program": program, "run": RUN}, "winners")
    return found.with_market(found.market.with_values(**{"returned_share": 0.0} | numbers))


def question(old, **mechanics):
    """The change of some mechanics' terms in a program."""
    return Question(old, old.with_program({k: v for k, v in (old.program.mapping() | mechanics).items() if v is not None}).program)


@pytest.fixture(scope="module")
def four_tiers():
    return load_scenario("handbook_four_tiers").with_run(members=500, months=24)


@pytest.fixture(scope="module")
def harder(four_tiers):
    """Gold from 5,000 instead of 3,000."""
    levels = four_tiers.program.mapping()["tiers"]["levels"]
    return question(four_tiers, tiers={"levels": [level | ({"threshold": 5000.0} if i == 2 else {}) for i, level in enumerate(levels)]})


@pytest.fixture(scope="module")
def found(harder):
    return winners(harder, runs=3)


# ======== what a member receives ==========================================================================================
def test_discounts_are_received_as_booked():
    run = follow(scenario_of({"member_price": {"price_off": [0.07]}}))
    assert run.end["received"].sum() == run.program.measure("discount").sum() > 0


def test_rewards_are_received_at_their_value():
    run = follow(scenario_of({"base_earn": {}, "cash_off": {"goal": 100, "point_value": 0.03}}))
    assert run.end["received"].sum() == 300 * run.program.measure("rewards").sum() > 0      # 100 points x 0.03 = 3.00


def test_a_gift_is_received_at_its_value():
    run = follow(scenario_of({"base_earn": {}, "reward_catalogue": {"items": [
        {"name": "Bag", "kind": "gift", "points": 200, "value": 20, "cost": 9}]}}))
    assert run.end["received"].sum() == 2000 * run.program.items.sum() > 0


def test_benefits_are_received_with_each_order_and_month():
    """8.00 x 0.25 = 2.00 an order; 30 a year is 2.50 a month for who has bought within 90 days."""
    benefits = [{"name": "Freight", "unit_cost": 6, "uptake": 0.25, "perceived_value": 8},
                {"name": "Gift", "per": "year", "unit_cost": 20, "perceived_value": 30}]
    run = follow(scenario_of({"tier_benefits": {"benefits": benefits}}))
    assert run.end["received"].sum() == 200 * run.program.measure("purchases").sum() + 250 * run.program.measure("active").sum()


def test_fees_are_taken_off():
    run = follow(scenario_of({"paid_plan": {"trial_days": 0, "levels": [{"name": "Plus", "fee": 10, "price_off": 0.05}]}}))
    assert run.end["received"].sum() == run.program.measure("discount").sum() - run.program.measure("fees_paid").sum()
    assert run.program.measure("fees_paid").sum() > 0


def test_a_lottery_ticket_is_worth_its_prizes_mean():
    run = follow(scenario_of({"lottery": {"day_of_month": 3, "prizes": [{"odds": 0.25, "value": 20, "prize_cost": 12}]}}))
    assert run.end["received"].sum() == 500 * run.program.offer[:, :, :, 3].sum() > 0      # uses x 0.25 x 20


def test_points_held_at_the_end_count_for_who_can_still_redeem_them():
    run = follow(scenario_of({"base_earn": {}, "points_expiry": {"policy": "never"}, "cash_off": {"goal": 10_000_000, "point_value": 0.02}}))
    rows = there(run)
    of_use = (run.start["redeems"][rows] == 1) & (run.end["alive"][rows] == 1)
    got = received(run, rows)
    assert np.array_equal(got, np.where(of_use, 2 * run.end["balance"][rows], 0)) and 0 < of_use.mean() < 1


# ======== the comparison ==================================================================================================
def test_the_same_program_makes_no_winner_and_no_loser(four_tiers):
    same = winners(Question(four_tiers, four_tiers.program), runs=2)
    moved = same.groups[["rises", "falls", "rises_at_end", "falls_at_end", "gains", "loses", "value_change", "sales_change", "left_change"]]
    assert not moved.to_numpy().any() and not same.policies[["net_value_change", "low", "high"]].to_numpy().any()
    assert set(same.policies["verdict"]) == {"cannot tell"} and not any(curve.any() for curve in same.curves.values())


def test_a_mechanic_that_gives_nothing_makes_no_winner_and_no_loser(four_tiers):
    nothing = winners(question(four_tiers, nothing={"mechanic": "member_day", "day_of_month": 5, "multiplier": 1}), runs=2)
    assert not nothing.groups[["gains", "loses", "sales_change"]].to_numpy().any()


def test_groups_add_up(found):
    for policy in POLICIES:
        whole = found.group(policy, "all").iloc[0]
        assert whole["members"] == 500 and whole["gains"] + whole["loses"] + whole["about_same"] == pytest.approx(500)
        for grouping in GROUPINGS:
            table = found.group(policy, grouping)
            for name in ("members", "falls", "loses", "value_change", "sales_change", "left_change"):
                assert table[name].sum() == pytest.approx(whole[name]), (policy, grouping, name)


def test_who_falls_stood_in_gold_or_was_on_the_old_term(found):
    """Placed anew, a member whose window no longer reaches the tier loses what was left of its term, too."""
    tiers = found.group("recalculate", "tier").set_index("group")["falls"]
    assert tiers["Gold"] > 2 * tiers["Silver"] > 0 == tiers["Member"]
    assert not found.group("grandfather", "tier")["falls"].any()


def test_harder_rules_make_losers_and_save_the_company_nothing_twice(found):
    """Whoever is let keep the tier loses no more than who is placed anew."""
    lost = found.policies.set_index("policy")["value_lost"]
    assert lost["recalculate"] > 0 and lost["grandfather"] < lost["recalculate"]
    assert (found.policies["low"] < found.policies["net_value_change"]).all()


def test_policies_agree_with_their_groups(found):
    for r in found.policies.itertuples():
        whole = found.group(r.policy, "all").iloc[0]
        assert (r.falls, r.loses, r.value_lost) == (whole["falls"], whole["loses"], whole["value_lost"])


def test_a_larger_threshold_leaves_fewer_winners_and_losers(harder, found):
    wide = winners(Question(harder.old, harder.program, share=0.5, least=50.0), runs=2)
    assert wide.policies["loses"].max() < found.policies["loses"].max()


def test_net_value_after_the_change_is_that_of_the_months_after_it(harder):
    """The metric of a run whose change comes in its second month, less the first month's."""
    run = follow(harder.old, harder.change("recalculate"))
    table = run.totals["program"].loc[13:]
    costs = sum(sum(p.amounts) for month, _, p in run.postings if month >= 13 and p.component != "fees")
    assert net_after(run, 13) == table["margin"].sum() - costs


def test_members_brought_in_later_are_left_out(four_tiers):
    scenario = four_tiers.with_market(four_tiers.market.with_values(organic_referrals=0.5))
    asked = question(scenario, cash_off={"goal": 900})
    kept, changed = follow(scenario, month=13), follow(scenario, asked.change("recalculate"))
    rows = there(kept)
    assert len(kept.end["tier"]) > rows.max() + 1 and (kept.start["joined"][rows] == 1).all()
    assert np.array_equal(rows, there(changed)) and len(members(asked, kept, changed)) == len(rows)
    buyers = winners(asked, runs=2).group("recalculate", "buyers")
    assert buyers["group"].tolist() == ["Light buyers", "Middle", "Heavy buyers", "Brought in by others"]


def test_tenure_is_told_as_far_as_the_run_has_it(four_tiers):
    joined = four_tiers.with_market(four_tiers.market.with_values(joins_per_year=0.6))
    table = winners(question(joined, cash_off={"goal": 900}), runs=2).group("recalculate", "tenure")
    assert table["group"].tolist() == ["Under 6 months", "6 to 12 months", "12 to 24 months"] and (table["members"] > 0).all()


def test_policies_that_cannot_be_are_named_and_the_others_told(four_tiers):
    levels = [{"name": "Member", "threshold": 0}, {"name": "Silver", "threshold": 4}, {"name": "Gold", "threshold": 9},
              {"name": "Diamond", "threshold": 20}]
    told = winners(question(four_tiers, tiers={"metric": "orders", "levels": levels}), runs=2)
    assert set(told.refused) == {"recalculate", "soft_landing"} and list(told.policies["policy"]) == ["keep_until_review", "grandfather"]


def test_a_range_needs_two_runs(harder):
    with pytest.raises(ScenarioError, match="give 2 or more"):
        winners(harder, runs=1)


def test_a_change_that_the_run_does_not_reach_is_refused(harder):
    with pytest.raises(ScenarioError, match="24 months"):
        winners(Question(harder.old, harder.program, month=30), runs=2)


def test_results_do_not_depend_on_the_order_of_runs(harder, found, monkeypatch):
    """The last run is made first; what it leaves behind must not be seen by the others."""
    made = []

    def backwards(function, arguments, progress=None):
        arguments = list(arguments)
        made.extend(seed for *_, seed in arguments[::-1])
        return [function(*one) for one in arguments[::-1]][::-1]

    monkeypatch.setattr("simulation.winners.ordered", backwards)
    again = winners(harder, runs=3)
    assert made == sorted(made, reverse=True) and len(set(made)) == 3
    pd.testing.assert_frame_equal(again.groups, found.groups)
    pd.testing.assert_frame_equal(again.policies, found.policies)


def test_every_column_has_a_heading(found):
    assert not {*shares(found.groups), *found.policies} - set(LABELS)


def test_the_curve_rises_from_who_loses_most(found):
    for curve in found.curves.values():
        assert curve.shape == CURVE.shape and (np.diff(curve) >= 0).all()


def test_a_change_is_named_by_what_it_says(harder):
    other = Question(harder.old, harder.program, share=0.02)
    assert harder.key == Question(harder.old, harder.program).key != other.key
    assert isinstance(harder.change("recalculate"), Change)
