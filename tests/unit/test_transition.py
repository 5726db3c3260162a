"""A change of program within a run: both engines agree, the ledger ties, and nothing changes where nothing differs."""
from __future__ import annotations

import copy

import numpy as np
import pytest

from simulation.carrying import Sales
from simulation.inputs import ScenarioError
from simulation.records import YEAR
from simulation.scenario import build
from simulation.simulate import simulate
from simulation.transition import POLICIES, Change, follow, tier_places
from tests.unit.everything import every_program, every_scenario

LEVELS = [{"name": "Member", "threshold": 0}, {"name": "Silver", "threshold": 600}, {"name": "Gold", "threshold": 1800}]
BASE = {"tiers": {"levels": LEVELS, "hold_months": 3}, "base_earn": {"multiplier": [1, 1.2, 1.5]}, "points_expiry": {"months": 6},
        "cash_off": {"goal": 200, "point_value": 0.02},
        "tier_benefits": {"benefits": [{"name": "Freight", "from_tier": 2, "unit_cost": 6, "uptake": 0.5, "perceived_value": 8}]}}
NUMBERS = {"joins_per_year": 0.3, "returned_share": 0.1, "organic_referrals": 0.2}


def scenario_of(program=None, members=300, months=20, seed=3, start="2026-01-01", **numbers):
    found = build({"title": "change", "market": "ecommerce_cn", "program": program or BASE,
                   "run": {"members": members, "months": months, "seed": seed, "start": start}}, "change")
    return found.with_market(found.market.with_values(**NUMBERS | numbers))


def changed(**mechanics):
    """The plain program with other terms of these mechanics; None leaves one out."""
    out = copy.deepcopy(BASE)
    for word, terms in mechanics.items():
        out[word] = out.get(word, {}) | terms if terms is not None else None
    return {word: terms for word, terms in out.items() if terms is not None}


def harder(factor=1.6):
    return {"levels": [level | {"threshold": level["threshold"] * factor} for level in LEVELS]}


def program(scenario, mapping):
    return scenario.with_program(mapping).program


# ======== nothing differs =================================================================================================
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_a_program_that_takes_its_own_place_changes_no_integer(policy, engine):
    """With every mechanic there is: offers held, plan, deeds, budgets, desks, invitations, holds and windows are all carried over."""
    scenario = every_scenario(members=60, months=11)
    found = follow(scenario, Change(scenario.program, 7, policy), engine_name=engine)
    assert found.program.sales.sum() > 0 and found.digest() == simulate(scenario).digest()


def test_counting_what_members_receive_changes_no_integer():
    scenario = every_scenario(members=300, months=12)
    assert follow(scenario).digest() == simulate(scenario).digest()


def test_a_word_in_a_program_is_no_new_ladder():
    """Only the rewards differ, so nobody is placed anew, whatever the policy."""
    scenario = scenario_of()
    found = follow(scenario, Change(program(scenario, changed(cash_off={"goal": 300})), 9))
    assert np.array_equal(found.placed, found.start["tier"])


# ======== both engines ====================================================================================================
CHANGES = {
    "harder": changed(tiers=harder()),
    "a tier less": changed(tiers={"levels": LEVELS[:2]}, base_earn={"multiplier": [1, 1.2]}),
    "a year's window": changed(tiers={"window": "calendar_year"} | harder(0.7)),
    "the member's own year": changed(tiers={"window": "anniversary"}),
    "days": changed(tiers={"window": "days", "window_days": 120, "downgrade": "soft_landing", "grace_months": 1}),
    "a lifetime": changed(tiers={"window": "lifetime"}),
    "more of everything": changed(coupon={"day_of_month": 10, "depth": 0.1}, paid_plan={"levels": [{"name": "Plus", "fee": 20}]},
                                  service_desk={"agents": 1}, budget={"limits": [{"what": "rewards", "amount": 300, "per": "month"}]},
                                  member_day={"day_of_month": 18, "depth": 0.1}, invited_tier={"tier": 3, "share": 0.1}),
}


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", CHANGES)
def test_engines_agree_over_a_change(name, policy):
    for seed in (1, 2):
        scenario = scenario_of(members=80, months=14, seed=seed)
        change = Change(program(scenario, CHANGES[name]), 9, policy, months=3)
        fast, slow = follow(scenario, change), follow(scenario, change, engine_name="reference")
        assert fast.digest() == slow.digest(), f"{name}, {policy}, seed {seed}"
        assert all(np.array_equal(fast.end[k], slow.end[k]) for k in fast.end), "what members have received"


@pytest.mark.parametrize("left_out", ["paid_plan", "budget", "coupon", "activities", "service_desk", "referral", "invited_tier", "reward_catalogue"])
def test_engines_agree_where_a_mechanic_ends(left_out):
    scenario = every_scenario(members=60, months=11)
    rest = {word: terms for word, terms in every_program().items() if word != left_out}
    change = Change(program(scenario, rest), 7, "keep_until_review")
    fast, slow = follow(scenario, change), follow(scenario, change, engine_name="reference")
    assert fast.digest() == slow.digest() != simulate(scenario).digest()


@pytest.mark.parametrize("policy", POLICIES)
def test_points_tie_in_every_month(policy):
    """Issued = redeemed + expired + reversed + outstanding, over a change of earning, expiry and rewards."""
    scenario = scenario_of(members=500, months=24)
    new = changed(tiers=harder(), base_earn={"multiplier": [2, 2, 3]}, points_expiry={"months": 2}, cash_off={"goal": 100, "point_value": 0.01})
    found = follow(scenario, Change(program(scenario, new), 13, policy))
    held, booked = found.vintages.groupby("month")["outstanding"].sum(), found.totals["program"]["points_outstanding"]
    assert booked.iloc[-1] > 0 and np.array_equal(held.to_numpy(), booked.to_numpy())
    assert found.program.measure("points_expired")[12:].sum() > 0 and found.program.measure("points_reversed").sum() > 0


# ======== the policies ====================================================================================================
def followed(policy, new=None, months=24, numbers=None, kept=12):
    scenario = scenario_of(members=800, months=months, joins_per_year=0, organic_referrals=0, **numbers or {})
    return follow(scenario, Change(program(scenario, new or changed(tiers=harder(2.5))), 13, policy, kept))


def test_placed_anew_members_fall_as_far_as_the_window_says():
    found = followed("recalculate")
    assert ((found.start["tier"] == 2) & (found.placed == 0)).any(), "from the top to the bottom"


def test_a_soft_landing_is_one_tier_at_most():
    found, anew = followed("soft_landing"), followed("recalculate")
    fell = found.start["tier"].astype(int) - found.placed
    assert fell.max() == 1 and (fell > 0).sum() == (anew.placed < anew.start["tier"]).sum()


def test_kept_until_the_review_nobody_falls_on_the_day_and_all_held_their_term_fall_after_it():
    found = followed("keep_until_review")
    assert (found.placed >= found.start["tier"]).all()
    assert found.program.measure("downgrades")[12].sum() > followed("grandfather").program.measure("downgrades")[12].sum()


@pytest.mark.parametrize("kept", [3, 12])
def test_grandfathered_members_do_not_fall_before_the_time_is_over(kept):
    found = followed("grandfather", months=13 + kept, kept=kept)
    downgrades = found.program.measure("downgrades").sum(1)
    assert downgrades[12 + kept] > 20, "the new rules count from then on"
    still = followed("grandfather", months=12 + kept, kept=kept)
    assert (still.end["tier"] >= still.start["tier"]).all()


@pytest.mark.parametrize("policy", POLICIES)
def test_with_easier_rules_members_rise_at_once(policy):
    found = followed(policy, changed(tiers=harder(0.5)))
    assert (found.placed > found.start["tier"]).sum() > 20


def test_a_member_who_falls_feels_it():
    """Without goals and crowding, which a fall moves too, losing a tier takes orders."""
    plain = {"theta_goal": 0, "status_value": 0}
    anew, kept = (followed(policy, numbers=plain).totals["program"]["purchases"].loc[13:].sum() for policy in ("recalculate", "grandfather"))
    assert anew < kept


# ======== which tier is which =============================================================================================
@pytest.mark.parametrize(("old", "new", "places"), [
    (["Member", "Silver", "Gold"], ["Member", "Silver", "Gold", "Diamond"], (0, 1, 2)),       # by name
    (["A", "B", "C"], ["X", "Y", "Z"], (0, 1, 2)),                                            # by position
    (["A", "B", "C"], ["X", "Y", "Z", "Top"], (0, 1, 3)),                                     # top stays top
    (["A", "B", "C", "D"], ["X", "Top"], (0, 0, 0, 1)),
    (["A", "B", "C"], ["X"], (0, 0, 0)),
    (["Only"], ["X", "Y", "Z"], (0,)),
    (["Member", "Silver", "Gold"], ["Member", "Gold", "Diamond"], (0, 1, 1)),                 # Silver keeps its place
    (["Member", "Gold", "Silver"], ["Member", "Silver", "Gold"], (0, 1, 2)),                  # names cross: positions alone
])  # fmt: skip
def test_tiers_go_by_name_then_by_position(old, new, places):
    assert tier_places(old, new) == places


def test_the_user_may_say_which_tier_is_which():
    assert tier_places(["A", "B", "C"], ["X", "Y", "Z"], (("B", "X"), ("C", "Y"))) == (0, 0, 1)


@pytest.mark.parametrize(("given", "said"), [((("Q", "X"),), "tier of the old program"), ((("A", "Q"),), "tier of the new program"),
                                             ((("A", "Z"), ("B", "X")), "let no tier pass another"),
                                             ((("A", "Z"), ("C", "X")), "let no tier pass another")])
def test_a_wrong_mapping_is_refused(given, said):
    with pytest.raises(ScenarioError, match=said):
        tier_places(["A", "B", "C"], ["X", "Y", "Z"], given)


# ======== what is refused =================================================================================================
@pytest.mark.parametrize(("change", "said"), [({"month": 1}, "give 2 to 20"), ({"month": 21}, "give 2 to 20"),
                                              ({"policy": "grandmother"}, "transition"), ({"months": 0}, "give 1 to 60")])
def test_a_change_that_cannot_be_is_refused(change, said):
    scenario = scenario_of()
    with pytest.raises(ScenarioError, match=said):
        follow(scenario, Change(**{"program": program(scenario, changed(tiers=harder()))} | change))


@pytest.mark.parametrize("policy", POLICIES)
def test_a_metric_that_nobody_has_counted_places_nobody(policy):
    scenario = scenario_of(months=16)
    change = Change(program(scenario, changed(tiers={"metric": "orders", "levels": [LEVELS[0], {"name": "Silver", "threshold": 4}]},
                                              base_earn={"multiplier": [1, 1.2]})), 9, policy)
    if policy in ("recalculate", "soft_landing"):
        with pytest.raises(ScenarioError, match="has not counted"):
            follow(scenario, change)
    else:
        assert follow(scenario, change).digest() == follow(scenario, change, engine_name="reference").digest()


def test_a_lifetime_of_amounts_without_dates_is_refused():
    opening = [{"tier": 2, "members": 100, "qualifying": 900}]
    scenario = build({"title": "old", "market": "ecommerce_cn", "program": changed(tiers={"window": "lifetime"}), "opening": opening,
                      "run": {"members": 100, "months": 16}}, "old")
    with pytest.raises(ScenarioError, match="have no dates"):
        follow(scenario, Change(program(scenario, changed(tiers={"window": "rolling"})), 9))


def test_a_window_too_short_to_tell_its_months_is_refused():
    scenario = scenario_of(changed(tiers={"window_months": 1}))
    with pytest.raises(ScenarioError, match="too short"):
        follow(scenario, Change(program(scenario, changed(tiers={"window_months": 6})), 9))


# ======== costs ===========================================================================================================
def test_each_month_is_booked_by_the_program_in_force():
    scenario = scenario_of()
    new = changed(tiers=harder(), tier_benefits=None, running_cost={"per_month": 5_000})
    found = follow(scenario, Change(program(scenario, new), 9))
    months = {source: {month for month, label, _ in found.postings if label == source} for source in ("tier_benefits", "running_cost")}
    assert months == {"tier_benefits": set(range(1, 9)), "running_cost": set(range(9, 21))}
    before = simulate(scenario).totals["program"].loc[:8]
    assert found.totals["program"].loc[:8].equals(before)


@pytest.mark.parametrize(("mechanics", "wanted"), [({"member_price": {"price_off": [0.1]}}, 0),
                                                   ({"coupon": {"day_of_month": 15, "days": 14, "depth": 0.1, "redemption": 1}}, YEAR + 1)])
def test_sales_by_month_are_kept_only_for_offers_that_begin_and_a_year_of_them(monkeypatch, mechanics, wanted):
    held, note = [], Sales.note

    def noted(self, arm, month):
        note(self, arm, month)
        held.append(len(self.so_far))

    monkeypatch.setattr(Sales, "note", noted)
    scenario = scenario_of({"base_earn": {}}, members=60, months=18)
    follow(scenario, Change(program(scenario, {"base_earn": {}} | mechanics), 16, "recalculate"))
    assert max(held, default=0) == wanted
