"""What drives the lift: effects switched off one by one, exact shares, and causation apart from selection."""
import math

import numpy as np
import pytest

from simulation.cases import CASES, compare_cases, effects, in_case
from simulation.decomposition import EFFECTS, FIGURES, MONEY, decompose, effects_used, runs_of, seeds_of_shares, shapley, with_only
from simulation.experiments import draws, study
from simulation.market import PRESETS
from simulation.metrics import METRICS
from simulation.replications import SEEDS
from simulation.scenario import FOLDER, load_scenario, names
from simulation.selection import BROUGHT_IN, EVERYBODY, PAYERS, selection
from simulation.simulate import simulate
from tests.unit.everything import every_scenario

SMALL = {"members": 400, "months": 18}


@pytest.fixture(scope="module")
def four_tiers():
    return load_scenario("handbook_four_tiers").with_run(**SMALL)


@pytest.fixture(scope="module")
def split(four_tiers):
    return decompose(four_tiers, seeds=3)


def test_every_effect_of_a_market_is_in_exactly_one_group():
    """A new field with effect=True has to say to which effect it belongs."""
    grouped = [field for effect in EFFECTS.values() for field in effect.fields]
    assert sorted(grouped) == sorted(effects()), "put the field into a group of decomposition.EFFECTS, and say in docs/drivers.md what off means"


def test_the_document_names_every_effect_with_its_numbers():
    told = (FOLDER.parent / "docs/drivers.md").read_text("utf-8")
    for effect in EFFECTS.values():
        assert f"| {effect.title} | {', '.join(f'`{field}`' for field in effect.fields)} |" in told


@pytest.mark.parametrize("name", names())
def test_an_effect_that_a_program_does_not_use_changes_no_integer(name):
    """So leaving it out of the runs is exact, whatever else is on."""
    scenario = load_scenario(name).with_run(members=150, months=13)
    used = effects_used(scenario)
    assert simulate(scenario).digest() == simulate(with_only(scenario, used)).digest()
    idle = [n for n in EFFECTS if n not in used]
    assert simulate(with_only(scenario, idle)).digest() == simulate(with_only(scenario, ())).digest()


def test_effects_are_used_where_the_program_has_what_they_need(four_tiers):
    """The standard program has points, tiers, benefits and member days, but no plan, no referral and no service desk."""
    assert set(effects_used(four_tiers)) == set(EFFECTS) - {"paid", "referral", "service"}
    assert effects_used(four_tiers.with_program({})) == ()
    assert set(effects_used(every_scenario())) == set(EFFECTS)
    assert effects_used(every_scenario().with_market(every_scenario().market.preset("sceptic"))) == ()


def test_each_used_effect_moves_sales_in_a_program_that_has_everything():
    scenario = every_scenario(members=400, theta_wait=0.5, phi_wait=1.5)
    found = decompose(scenario, seeds=1)
    assert all(found.lost(name)[0, 0] or found.own(name)[0, 0] for name in EFFECTS), {n: found.lost(n)[0].tolist() for n in EFFECTS}


def test_unused_effects_are_exactly_zero_with_their_range(split):
    for name in ("paid", "referral", "service"):
        assert not split.lost(name).any() and not split.own(name).any()
        assert split.mean_and_range(split.lost(name), "net_value") == (0, 0, 0)


@pytest.mark.parametrize("alone", [False, True])
def test_parts_and_what_is_left_over_are_the_whole(split, alone):
    parts = split.parts(alone)
    assert set(parts) == {"nothing", *EFFECTS, "together", "whole"}
    total = sum(amounts for part, amounts in parts.items() if part != "whole")
    assert np.array_equal(total, parts["whole"])
    assert split.together(alone)[:, 0].any(), "effects work on each other, so the parts alone do not add up"


def test_the_whole_is_the_scenarios_own_run(four_tiers, split):
    for k in range(3):
        outcome = simulate(four_tiers, seed=four_tiers.run.seed + k)
        for figure in FIGURES:
            assert split.figure(split.whole, figure)[k] == pytest.approx(METRICS[figure].of(outcome), rel=1e-12)


@pytest.mark.parametrize("name", names())
def test_with_no_effect_at_all_members_buy_what_they_buy_without_a_program(name):
    """Prices, points and benefits are still given and still cost; they move nobody, so sales are the same to the last unit."""
    scenario = load_scenario(name).with_run(members=150, months=13)
    (sales, margin, net, _), = runs_of(scenario, scenario.run.seed, ((),))
    tiers, months = len(scenario.program.tier_names), scenario.run.months
    assert sales == 0 and abs(margin) <= tiers * months, "margin is rounded by tier and month"
    totals = simulate(with_only(scenario, ())).totals["program"]
    assert net == margin + totals["fees"].sum() - totals[["reward_cost", "benefit_cost", "campaign_cost", "other_cost"]].to_numpy().sum()


def test_a_program_with_everything_and_no_effect_sells_what_no_program_sells():
    scenario = every_scenario()
    assert runs_of(scenario, 5, ((),))[0][0] == 0


def test_without_one_effect_is_a_run_with_its_fields_at_zero(four_tiers, split):
    market = four_tiers.market.with_values(theta_tier=0, phi_tier=0, loss_weight=0)
    own = simulate(four_tiers.with_market(market)).headline()
    assert split.figure(split.without["tier"], "net_value")[0] == own["net_value"]


def test_the_table_ties_and_names_every_effect(split):
    table = split.table()
    for way in ("lost", "alone"):
        for figure in FIGURES:
            column = table[f"{way}_{figure}"]
            assert column.iloc[:-1].sum() == pytest.approx(column.iloc[-1], abs=1e-6 * max(1, abs(column.iloc[-1])))
            assert (table[f"{way}_{figure}_low"] <= column).all() and (column <= table[f"{way}_{figure}_high"]).all()
    assert list(table["effect"])[-1] == "The whole program" and len(table) == len(EFFECTS) + 3


def test_exact_shares_add_up_to_the_last_unit(four_tiers, split):
    found = shapley(four_tiers, seeds=2)
    assert found.orders == math.factorial(6)
    total = sum(found.times.values())
    assert (total == found.orders * (found.of.whole - found.of.nothing).astype(object)).all()
    assert np.array_equal(found.of.whole, split.whole[:2]) and np.array_equal(found.of.without["goal"], split.without["goal"][:2])
    assert not found.share("paid").any()
    table = split.table(found)
    assert table["share_net_value"].iloc[:-1].sum() == pytest.approx(table["share_net_value"].iloc[-1])


def test_shares_of_two_effects_worked_by_hand(four_tiers):
    """With two effects the share is the mean of what each adds first and what it adds last."""
    scenario = with_only(four_tiers, ("goal", "member"))
    found, parts = shapley(scenario, seeds=1), decompose(scenario, seeds=1)
    for name in ("goal", "member"):
        assert np.array_equal(2 * found.share(name), parts.own(name) + parts.lost(name))


def test_seeds_of_the_exact_shares():
    assert seeds_of_shares(6) == SEEDS and seeds_of_shares(7) == 4 and seeds_of_shares(9) == 3 and seeds_of_shares(9, seeds=2) == 2


def test_a_program_without_effects_has_nothing_to_split(four_tiers):
    found = decompose(four_tiers.with_program({}), seeds=2)
    assert found.used == () and not found.whole.any() and not found.together().any()
    assert not shapley(four_tiers.with_program({}), seeds=2).times


# ======== causation apart from selection ===================================================================================
def test_selection_ties_to_the_run_member_by_member(four_tiers):
    found, outcome = selection(four_tiers, seeds=2), simulate(four_tiers)
    unit = four_tiers.market.minor_per_unit
    assert found.groups() == [0, 1, 2, 3, EVERYBODY] and found.title(3) == outcome.tier_names[3]
    assert sum(found.runs[0][k][0] for k in range(4)) == found.runs[0][EVERYBODY][0] == outcome.program.tier.size
    top = outcome.program.tier == 3
    figures = found.per_member(3)
    assert figures["with_program"][0] == pytest.approx(outcome.program.sales[top].mean() / unit)
    assert figures["without_program"][0] == pytest.approx(outcome.no_program.sales[top].mean() / unit)
    for k in range(4):
        x = found.per_member(k)
        assert x["naive_gap"] == pytest.approx(x["selection"] + x["causal"] - x["others_gain"])
    assert figures["naive_gap"][0] > 2 * figures["causal"][0] > 0, "most of what the top tier buys more is selection (Leenheer et al. 2007)"
    whole = found.per_member(EVERYBODY)
    assert whole["causal"][0] * outcome.program.tier.size == pytest.approx(METRICS["incremental_sales"].of(outcome))
    assert np.isnan(whole["naive_gap"]).all(), "everybody has no others"


def test_with_no_effect_the_whole_gap_is_selection(four_tiers):
    found = selection(with_only(four_tiers, ()), seeds=1)
    for group in found.groups():
        assert found.per_member(group)["causal"][0] == 0
    assert found.per_member(3)["naive_gap"][0] == found.per_member(3)["selection"][0] > 0


def test_payers_and_recruits_have_rows_of_their_own():
    found = selection(every_scenario(members=400), seeds=1)
    assert {PAYERS, BROUGHT_IN} <= set(found.groups())
    brought = found.per_member(BROUGHT_IN)
    assert brought["without_program"][0] == 0 and brought["causal"][0] == brought["with_program"][0] > 0
    table = found.table()
    assert len(table) == len(found.groups()) and table["members"].iloc[-1] == found.runs[0][EVERYBODY][0]


def test_a_program_of_one_tier_has_no_groups_but_everybody():
    assert selection(load_scenario("points_only").with_run(**SMALL), seeds=1).groups() == [EVERYBODY]


# ======== presets ==========================================================================================================
def test_cases_are_the_presets_and_leave_no_range_to_what_they_move(four_tiers):
    assert tuple(CASES) == PRESETS and in_case(four_tiers, "central") is four_tiers
    assert in_case(four_tiers, "low").market.values() == four_tiers.market.preset("low").values()
    assert in_case(four_tiers, "low").market.uncertain() == [] == in_case(four_tiers, "high").market.uncertain()
    sceptic = in_case(four_tiers, "sceptic").market
    assert sceptic.uncertain() == [n for n in four_tiers.market.uncertain() if n not in effects()] != []


def test_a_sceptics_range_of_the_lift_is_zero(four_tiers):
    """His assumptions are drawn without the effects, else the range would bring them back."""
    found = study(in_case(four_tiers, "sceptic"), runs=3)
    assert found.value("lift_rate") == 0 and found.range("lift_rate") == (0, 0) and len(draws(in_case(four_tiers, "sceptic"), 3)) == 3


def test_a_case_keeps_the_users_numbers_where_it_does_not_touch_them(four_tiers):
    own = four_tiers.with_market(four_tiers.market.with_values(average_basket=77, phi_member=0.9))
    low = in_case(own, "low").market.values()
    assert low["average_basket"] == 77 and low["phi_member"] == four_tiers.market.phi_member.low


def test_cases_side_by_side_are_the_scenarios_own_figures(four_tiers):
    found = compare_cases(four_tiers, seeds=2)
    assert list(found.runs) == list(PRESETS)
    own = simulate(in_case(four_tiers, "high")).headline()
    assert found.runs["high"]["net_value"][0] == own["net_value"] and found.runs["sceptic"]["lift_rate"].eq(0).all()
    mean, low, high = found.mean_and_range("central", "lift_rate")
    assert low < mean < high and mean == found.runs["central"]["lift_rate"].mean()
    assert found.pays_back("sceptic")[0] == 0 and found.pays_back("sceptic")[2] is None
    assert list(found.table()["case"]) == list(CASES.values())


def test_money_is_counted_in_minor_units(split):
    assert split.whole.dtype == np.int64 and split.whole.shape == (3, len(MONEY))
