"""Both engines give the same tables to the last integer: the compiled rules, and one SimPy process per member through the rules as they
stand.

The reference needs about half a second for a run of 400 members x 18 months, so switches are packed.  Run k takes seed k, and of every
setting a value drawn by k: each effect is switched off in about a quarter of the runs, each mechanic left out in about a seventh.  So every
value of every setting meets 10 seeds or more, in ever new company; a test below counts them.  19 runs more switch off one thing alone.
"""
from __future__ import annotations

import collections
import datetime
import functools
import itertools
import math
import random

import numpy as np
import pytest

from simulation import engine
from simulation.inputs import ScenarioError
from simulation.population import population
from simulation.program import Program
from simulation.scenario import build
from simulation.simulate import forget, rate_card, simulate
from tests.unit.engines import differences

EFFECTS = ("theta_goal", "theta_enrolled", "theta_tier", "theta_redeem", "theta_campaign", "phi_member", "phi_tier", "loss_weight",
           "pull_forward", "eta_expiring", "returned_share", "status_value")
TIERS = {"metric": ("spend", "orders", "points_earned", "growth"), "second": ("none", "orders", "growth", "spend"), "joined": ("any", "all"),
         "window": ("rolling", "days", "calendar_year", "anniversary", "lifetime"), "upgrade": ("at_once", "at_review"),
         "downgrade": ("match", "one_step", "soft_landing", "never"), "grace": (0, 2), "reminder": (0, 2), "easing": (0, 0.3),
         "for_ever": (0, 1500), "transition": ("keep_term", "recalculate", "next_review", "grandfather"),
         "invited": ("nobody", "net_sales", "tenure", "random", "qualifying"), "invited_to": (4, 2)}
RUNS, MEMBERS = 96, 400
LEVELS = {"spend": (0, 700, 2000, 5000), "orders": (0, 3, 7, 15), "points_earned": (0, 700, 2000, 5000), "growth": (0, 900, 2500, 6000)}
BENEFITS = [{"name": f"By {per}", "from_tier": tier, "per": per, "unit_cost": 3.5, "uptake": 0.3, "perceived_value": value}
            for tier, per, value in ((2, "order", 9), (3, "month", 40), (1, "year", 30))]
DAYS = {"one": {"member_day": {"day_of_month": 18, "multiplier": 2}},
        "several on one day, with depth": {"member_day": {"day_of_month": 18, "multiplier": 1.5, "depth": 0.1},
                                           "sale": {"mechanic": "member_day", "dates": ["01-18", "06-18", "02-29"], "multiplier": 3,
                                                    "depth": 0.25}}}
EXPIRY = {"12 months": {"months": 12}, "2 months": {"months": 2}, "inactivity": {"policy": "inactivity", "months": 3},
          "never": {"policy": "never"}}
STARTS = {"January": datetime.date(2026, 1, 1), "leap year": datetime.date(2024, 1, 1), "mid-year": datetime.date(2027, 7, 1)}
OPENING = [{"tier": 1, "members": 300, "points": 40_000},
           {"tier": 3, "members": 80, "points": 90_000, "qualifying": 1500, "qualifying_second": 6, "orders_a_year": 9},
           {"tier": 4, "members": 20, "points": 50_000, "points_oldest_months": 4, "average_basket": 400}]
CDNOW = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
WAVE = tuple(1 + 0.6 * math.sin(2 * math.pi * week / 52) for week in range(52))
SETTINGS = {"expiry": tuple(EXPIRY), "minimum": (0, 300), "days": tuple(DAYS), "start": tuple(STARTS), "hold": (0, 3, 12),
            "window_months": (3, 12, 24), "season": ("none", "wave"), "joins": (0, 0.5), "opening": ("none", "base"),
            "market": ("default", "CDNOW"), "returns": ("few", "many"), "months": (18, 20, 26)}
SETTINGS |= TIERS
MECHANICS = ("tiers", "base_earn", "points_expiry", "cash_off", "tier_benefits", "member_day", "running_cost")


def chosen(k: int) -> dict:
    """The settings of run k."""
    draw = random.Random(k)
    picked = {name: draw.choice(values) for name, values in SETTINGS.items()}
    picked["off"] = tuple(name for name in EFFECTS if draw.random() < 0.25)
    return picked | {"without": tuple(name for name in MECHANICS if draw.random() < 1 / 7)}


PLAIN = {name: values[0] for name, values in SETTINGS.items()}
ALONE = [PLAIN | {"hold": 3, "off": (name,), "without": ()} for name in EFFECTS]
ALONE += [PLAIN | {"hold": 3, "off": (), "without": (name,)} for name in MECHANICS]


def scenario_of(picked: dict, seed: int):
    levels = [{"name": f"T{i}", "threshold": x} for i, x in enumerate(LEVELS[picked["metric"]])]
    levels[2]["lifetime_spend"] = picked["for_ever"]
    second = "none" if picked["second"] == picked["metric"] else picked["second"]
    for level, x in zip(levels, LEVELS.get(second, ()), strict=False):
        level["second_threshold"] = x
    program = {"tiers": {"metric": picked["metric"], "second_metric": second, "joined_by": picked["joined"],
                         "window": picked["window"], "window_months": picked["window_months"],
                         "upgrade": picked["upgrade"], "downgrade": picked["downgrade"], "hold_months": picked["hold"],
                         "grace_months": picked["grace"], "reminder_months": picked["reminder"], "reminder_cost": 0.3,
                         "easing": picked["easing"], "easing_months": [2, 11], "transition": picked["transition"], "levels": levels},
               "growth_value": {"multiplier": [1, 1.5, 2, 2]},
               "base_earn": {"multiplier": [1, 1.2, 1.5, 2]}, "points_expiry": EXPIRY[picked["expiry"]],
               "cash_off": {"goal": 150, "minimum": picked["minimum"], "point_value": 0.02}, "tier_benefits": {"benefits": BENEFITS},
               "running_cost": {"setup": 1000, "per_member_month": 0.6}} | DAYS[picked["days"]]
    opening = OPENING if picked["opening"] == "base" else None
    if picked["invited"] != "nobody":
        program["invited_tier"] = {"tier": picked["invited_to"], "share": 0.1, "selection": picked["invited"], "month": 4, "term_months": 9,
                                   "cost": 60}
    if "tiers" in picked["without"]:
        program.pop("invited_tier", None)
        program["base_earn"].pop("multiplier")
        program["growth_value"].pop("multiplier")
        program["tier_benefits"] = {"benefits": BENEFITS[2:]}
        opening = opening and opening[:1]
    program = {label: terms for label, terms in program.items() if terms.get("mechanic", label) not in picked["without"]}
    scenario = build({"title": "exact", "market": "ecommerce_cn", "program": program, "opening": opening,
                      "run": {"members": MEMBERS, "months": picked["months"], "seed": seed, "start": STARTS[picked["start"]]}}, "exact")
    numbers = {"returned_share": 0.05, "joins_per_year": picked["joins"]} | (CDNOW if picked["market"] == "CDNOW" else {})
    if picked["returns"] == "many":
        numbers |= {"returned_share": 0.6, "return_days": 28}    # five and more of a member under way
    numbers |= dict.fromkeys(picked["off"], 0.0)
    market = scenario.market.with_values(**numbers)
    return scenario.with_market(market.model_copy(update={"season": WAVE}) if picked["season"] == "wave" else market)


def agree(picked, seed, **numbers):
    scenario = scenario_of(picked, seed)
    scenario = scenario.with_market(scenario.market.with_values(**numbers))
    fast, slow = simulate(scenario), simulate(scenario, engine="reference")
    assert not differences(fast, slow), f"{differences(fast, slow)} differ at seed {seed} with {picked}"
    assert fast.digest() == slow.digest()


@pytest.mark.parametrize("k", range(RUNS))
def test_engines_agree(k):
    agree(chosen(k), k)


@pytest.mark.parametrize("picked", ALONE, ids=lambda picked: f"no {(*picked['off'], *picked['without'])[0]}")
def test_engines_agree_with_one_thing_left_out(picked):
    agree(picked, 1)


@pytest.mark.parametrize("days", [29, 75, 90])
def test_engines_agree_where_a_return_takes_months(days):
    """What came back on the first of a month once met the old month's card, in the reference engine."""
    for seed in range(5):
        agree(PLAIN | {"hold": 3, "off": (), "without": ()}, seed, returned_share=0.6, return_days=days)


def test_every_setting_meets_ten_seeds():
    met = collections.Counter((name, value) for k in range(RUNS) for name, value in chosen(k).items() if name not in ("off", "without"))
    met |= collections.Counter(("off", name) for k in range(RUNS) for name in chosen(k)["off"])
    met |= collections.Counter(("without", name) for k in range(RUNS) for name in chosen(k)["without"])
    wanted = sum(map(len, SETTINGS.values())) + len(EFFECTS) + len(MECHANICS)
    assert len(met) == wanted and min(met.values()) >= 10, [setting for setting, n in met.items() if n < 10]


def test_everything_that_can_happen_happens_in_these_runs():
    counted = ("joins", "dropouts", "extra_purchases", "returned_sales", "discount", "points_redeemed", "points_expired", "points_reversed",
               "upgrades", "downgrades", "retained")
    happened = collections.Counter()
    for k in range(RUNS):
        arm = simulate(scenario_of(chosen(k), k)).program
        happened.update({name: int(arm.measure(name).sum() > 0) for name in counted})
        happened["reminders"] += int(arm.measure("reminders").sum() > 0)
    assert min(happened[name] for name in counted) >= 30 and happened["reminders"] >= 15, f"rare in {RUNS} runs: {happened}"


@functools.cache
def shared_scenario():
    """With an opening base, joiners and returns; the status of a tier and invitations depend on everybody, so shards must do without them."""
    return scenario_of(chosen(1) | {"opening": "base", "joins": 0.5, "invited": "nobody", "off": ("status_value",), "without": (), "months": 20}, 5)


@pytest.mark.parametrize("chunk", [1, 37, 300, 1 << 15])
def test_the_no_program_arm_is_the_same_in_chunks_of_any_size(monkeypatch, chunk):
    scenario = shared_scenario()
    people, blank = population(scenario), rate_card(scenario, Program())
    whole = engine.run_arm(people.rows.copy(), people.join_day, blank, enrolled=False)
    monkeypatch.setattr(engine, "CHUNK", chunk)
    forget()
    parts = engine.run_no_program(people.rows, people.join_day, blank)
    assert whole.purchases.sum() > 0 and all(np.array_equal(getattr(whole, name), getattr(parts, name)) for name in vars(whole))


@pytest.mark.parametrize("shards", [2, 7])
def test_shards_of_the_program_arm_add_up_where_no_one_crowds_a_tier(shards):
    scenario = shared_scenario()
    people, card = population(scenario), rate_card(scenario)
    total = engine.ArmResult(scenario.run.months)
    cuts = np.linspace(0, len(people.rows), shards + 1).astype(int)
    for low, high in itertools.pairwise(cuts):
        total.add(engine.run_arm(people.rows[low:high].copy(), people.join_day[low:high], card, enrolled=True))
    whole = engine.run_arm(people.rows, people.join_day, card, enrolled=True)
    assert all(np.array_equal(getattr(whole, name), getattr(total, name)) for name in vars(whole))


@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_gives_the_same_tables(workers):
    scenario = scenario_of(chosen(1) | {"off": (), "without": ()}, 5)
    people, card = population(scenario), rate_card(scenario)
    alone, shared = (engine.run_arm(people.rows.copy(), people.join_day, card, enrolled=True, workers=w) for w in (1, workers))
    assert alone.count.sum() > 0 and all(np.array_equal(getattr(alone, name), getattr(shared, name)) for name in vars(alone))


def test_terms_that_outgrow_the_ledger_are_refused():
    """Points of a member are 32-bit integers: 1,000 points a yuan, 20 times over, once went beyond them and never ended."""
    program = {"base_earn": {"points_per_unit": 1000, "multiplier": [20]}, "member_day": {"day_of_month": 18, "multiplier": 20}}
    with pytest.raises(ScenarioError, match="at most 100,000"):
        build({"title": "generous", "market": "ecommerce_cn", "program": program}, "generous")


def test_a_market_in_which_the_terms_outgrow_the_ledger_is_refused():
    run = {"members": 50, "months": 6}
    found = build({"title": "dear", "market": "ecommerce_cn", "program": {"base_earn": {"points_per_unit": 500}}, "run": run}, "dear")
    with pytest.raises(ScenarioError, match="at most 100,000"):
        found.with_market(found.market.with_values(average_basket=20_000))


def test_engines_agree_at_the_most_generous_terms_that_are_allowed():
    program = {"base_earn": {"points_per_unit": 25, "multiplier": [1]}, "member_day": {"day_of_month": 18, "multiplier": 20},
               "points_expiry": {"months": 2}, "cash_off": {"goal": 1}}
    scenario = build({"title": "generous", "market": "ecommerce_cn", "program": program, "run": {"members": 50, "months": 6}}, "generous")
    fast, slow = simulate(scenario), simulate(scenario, engine="reference")
    assert not differences(fast, slow), f"{differences(fast, slow)} differ"


def test_thresholds_that_fall_on_one_yen_stay_apart():
    """They once divided progress by zero, in the reference engine alone."""
    levels = [{"name": "Member", "threshold": 0}, {"name": "Silver", "threshold": 500.1}, {"name": "Gold", "threshold": 500.4}]
    scenario = build({"title": "close", "market": "ecommerce_cn", "program": {"tiers": {"levels": levels}, "base_earn": {}},
                      "run": {"members": 50, "months": 6}}, "close")
    scenario = scenario.with_market(scenario.market.model_copy(update={"minor_digits": 0}))
    fast, slow = simulate(scenario), simulate(scenario, engine="reference")
    assert not differences(fast, slow), f"{differences(fast, slow)} differ"
    assert (np.diff(rate_card(scenario).threshold[0, :3]) > 0).all(), "a step of nothing between two tiers"
