"""Metrics, studies, comparisons, tables and accounting: figures worked by hand, and identities."""

import io

import numpy as np
import pandas as pd
import pytest

import simulation
from simulation import experiments, labels, tables
from simulation.comparison import CANNOT_TELL, t_interval, verdict
from simulation.curves import curves, tier_rates
from simulation.inputs import ScenarioError
from simulation.ledger import COMPONENTS, allocate
from simulation.metrics import METRICS, payback_month, totals
from simulation.scenario import load_scenario
from simulation.simulate import rate_card, same_members, simulate


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("handbook_four_tiers").with_run(members=2_000)


@pytest.fixture(scope="module")
def outcome(scenario):
    return simulate(scenario)


def test_public_interface(outcome):
    assert {
        "arm",
        "month",
        "tier",
        "members",
        "active",
        "joins",
        "dropouts",
        "purchases",
        "sales",
        "margin",
        "points_issued",
        "points_redeemed",
        "points_expired",
        "points_reversed",
        "points_outstanding",
        "reward_cost",
        "benefit_cost",
        "campaign_cost",
        "other_cost",
        "fees",
        "upgrades",
        "downgrades",
    } <= set(outcome.monthly.columns)
    assert set(outcome.monthly["arm"]) == {"program", "no_program"}
    assert sorted(outcome.monthly["month"].unique()) == list(range(1, 37))
    assert outcome.monthly.query("arm == 'no_program'")["tier"].unique().tolist() == ["-"]
    assert outcome.monthly.query("arm == 'program'")["tier"].unique().tolist() == ["Member", "Silver", "Gold", "Diamond"]
    assert {"retention_rate_12m", "upgrade_rate_12m", "program_cost", "incremental_margin", "net_value", "roi"} <= set(outcome.headline())
    cents = outcome.monthly[["sales", "margin", "reward_cost", "benefit_cost"]] * 100
    assert np.allclose(cents, cents.round(), atol=1e-6), "money is whole cents"


def test_headline_ties_to_the_monthly_table(outcome):
    sums = outcome.monthly.groupby("arm").sum(numeric_only=True)
    h, program, without = outcome.headline(), sums.loc["program"], sums.loc["no_program"]
    cost = program[list(COMPONENTS)].sum()
    assert h["program_cost"] == pytest.approx(cost, abs=0.005)
    assert h["incremental_margin"] == pytest.approx(program["margin"] - without["margin"], abs=0.005)
    assert h["net_value"] == pytest.approx(h["incremental_margin"] - h["program_cost"], abs=0.005)
    assert h["roi"] == pytest.approx(h["net_value"] / cost) and h["fund_rate"] == pytest.approx(cost / program["sales"])
    assert h["lift_rate"] == pytest.approx(program["sales"] / without["sales"] - 1)
    last = outcome.monthly.query("arm == 'program' and month == 36")
    assert h["active_rate"] == last["active"].sum() / last["members"].sum()
    assert h["retention_rate_12m"] == last["retained"].sum() / last["retention_base"].sum()


def test_costs_by_name_add_up_to_the_monthly_columns(outcome):
    by = outcome.costs.pivot_table(index=["month", "tier"], columns="component", values="amount", aggfunc="sum")
    own = outcome.monthly.query("arm == 'program'").set_index(["month", "tier"])
    for component in by.columns:
        assert np.allclose(by[component].sort_index(), own[component].sort_index(), atol=1e-6), component


def test_accounts_and_points_tie_every_month(outcome):
    accounts, points = tables.monthly_accounts(outcome), tables.points_rollforward(outcome)
    assert accounts["net_value_to_date"].iloc[-1] == pytest.approx(outcome.headline()["net_value"], abs=0.005)
    assert (points["opening"] + points["issued"] - points["redeemed"] - points["expired"] - points["reversed"] == points["closing"]).all()
    by_vintage = outcome.vintages.groupby("month")["outstanding"].sum()
    assert (by_vintage.to_numpy() == points["closing"].to_numpy()).all()


def test_upgrade_rates_count_members_of_the_tier_at_the_start(outcome):
    rates, moves = tier_rates(outcome), outcome.tier_moves(36)
    assert moves.sum() == 2_000, "everybody is somewhere"
    gold = rates.query("year == 3 and tier == 'Gold'").iloc[0]
    assert gold["members_at_start"] == moves[2].sum() and gold["upgrade_rate"] == moves[2, 3] / moves[2].sum()
    assert outcome.headline()["upgrade_rate_12m"] == np.triu(moves, 1)[:-1].sum() / moves[:-1].sum()
    assert (outcome.moves(36).sum() == 2_000) and not outcome.moves(6).any()


def test_no_program_has_no_program_figures():
    h = simulate(load_scenario("no_program"), members=500, months=24).headline()
    assert h["net_value"] == h["program_cost"] == h["lift_rate"] == 0
    assert h["roi"] is h["upgrade_rate_12m"] is h["payback_month"] is h["redemption_rate"] is None


def test_short_runs_leave_out_what_they_cannot_know():
    short = simulate(load_scenario("handbook_four_tiers"), members=200, months=6)
    assert short.headline()["retention_rate_12m"] is None and short.headline()["upgrade_rate_12m"] is None
    assert np.isnan(curves(short)["program"]["retention"]).all() and tier_rates(short).empty


@pytest.mark.parametrize(
    ("cumulated", "month"), [([-5, -3, 1, 2], 3), ([1, 2], 1), ([-1, 1, -1], None), ([-1, 1, -1, 2], 4), ([0, 0], None), ([-2], None)]
)
def test_payback_is_the_month_from_which_it_stays_paid(cumulated, month):
    assert payback_month(np.array(cumulated)) == month


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], (34, 33, 33)),
        (10, [0, 0], (5, 5)),
        (7, [6, 1], (6, 1)),
        (0, [3, 4], (0, 0)),
        (-5, [1, 3], (-1, -4)),
        (1, [1, 2, 1], (0, 1, 0)),
    ],
)
def test_allocation_is_to_the_last_unit(total, weights, parts):
    assert allocate(total, weights) == parts


# ---- studies and comparisons ----------------------------------------------------------------------------------------------
def test_a_study_is_the_scenario_and_its_draws(scenario, outcome):
    study = experiments.study(scenario, runs=6)
    assert study.outcome.digest() == outcome.digest(), "the figure is that of the scenario's own run"
    assert len(study.runs) == 6
    low, high = study.range("program_cost")
    assert low < high and study.runs[("program_cost", "program")].between(low, high).sum() >= 4
    lower, upper = study.band("net_value")
    assert lower.shape == (36,) and (lower <= upper).all()


def test_two_programs_meet_the_same_worlds(scenario):
    other = scenario.with_program({})
    pairs = zip(experiments.draws(scenario, 5), experiments.draws(other, 5), strict=True)
    assert all(a.market == b.market and a.run == b.run for a, b in pairs)
    worlds = experiments.draws(scenario, 5)
    assert len({w.run.seed for w in worlds}) == 5 and len({w.market.phi_member.value for w in worlds}) == 5


def test_assumptions_are_drawn_between_low_and_high(scenario):
    for world in experiments.draws(scenario, 20):
        for name in scenario.market.uncertain():
            held = scenario.market.assumptions()[name]
            assert min(held.low, held.high) <= getattr(world.market, name).value <= max(held.low, held.high)


def test_drivers_are_runs_at_the_ends(scenario):
    found = experiments.drivers(scenario.with_run(members=500, months=12))
    assert [d.swing for d in found] == sorted((d.swing for d in found), reverse=True)
    assert {d.assumption for d in found} == set(scenario.market.uncertain())
    margin = next(d for d in found if d.assumption == "margin")
    market = scenario.market.with_values(margin=margin.low)
    assert margin.at_low == simulate(scenario.with_run(members=500, months=12).with_market(market)).headline()["net_value"]


def test_identical_scenarios_differ_by_exactly_nothing():
    a = load_scenario("points_only")
    table = simulation.compare([a, a], replications=3, members=300, months=12).table()
    known = table.dropna(subset=["difference"])
    assert (known["difference"] == 0).all() and set(known["verdict"]) == {CANNOT_TELL}


def test_comparison_has_a_verdict_where_the_interval_leaves_zero():
    a, b = load_scenario("points_only"), load_scenario("handbook_four_tiers")
    table = simulation.compare([a, b], replications=4, members=1_000, months=24).table().set_index("metric")
    assert table.loc["program_cost", "verdict"] == "worse" and table.loc["program_cost", "low"] > 0
    assert table.loc["sales", "verdict"] == "better"
    with pytest.raises(ScenarioError, match="two scenarios"):
        simulation.compare([a])
    with pytest.raises(ScenarioError, match="2 or more"):
        simulation.compare([a, b], replications=1)
    with pytest.raises(ScenarioError, match="other members, months or start"):
        simulation.compare([a, b.with_run(months=12)])


def test_t_interval_and_verdict():
    low, high = t_interval(np.array([1.0, 2.0, 3.0]), 0.95)  # mean 2, sd 1, t(2) = 4.3027, half = 4.3027 / sqrt 3 = 2.4841
    assert low == pytest.approx(2 - 2.4841, abs=1e-4) and high == pytest.approx(2 + 2.4841, abs=1e-4)
    assert (
        verdict(0.1, 0.2, 1) == "better"
        and verdict(0.1, 0.2, -1) == "worse"
        and verdict(-0.1, 0.2, 1) == verdict(np.nan, np.nan, 1) == CANNOT_TELL
    )


def test_sceptics_see_the_same_members_in_both_arms(scenario):
    sceptic = simulate(scenario.with_market(scenario.market.preset("sceptic")))
    assert same_members(sceptic) and sceptic.headline()["lift_rate"] == 0


# ---- accounting, tables -----------------------------------------------------------------------------------------------------
def test_ifrs_15_example_52():
    goods, points = simulation.finance.allocate_transaction_price(100_000, 100_000, 9_500)
    assert (round(goods), round(points)) == (91_324, 8_676)
    year_1 = simulation.finance.points_revenue_to_date(points, 4_500, 9_500)
    assert (round(year_1), round(points - year_1)) == (4_110, 4_566)
    year_2 = simulation.finance.points_revenue_to_date(points, 8_500, 9_700) - year_1
    assert (round(year_2), round(points - year_1 - year_2)) == (3_493, 1_073)


@pytest.mark.parametrize("bad", [(-1, 1, 1), (1, 0, 0), (1, -1, 2)])
def test_prices_that_make_no_sense(bad):
    with pytest.raises(ValueError, match="0 or more"):
        simulation.finance.allocate_transaction_price(*bad)
    with pytest.raises(ValueError, match="between 0 and"):
        simulation.finance.points_revenue_to_date(10, 5, 4)


def test_csv_is_safe_and_reads_back():
    table = pd.DataFrame({"tier": ["=1+1", "@SUM(1)", "  +1", "＝1", "Gold", "-"], "amount": [-1.5, 2, 3, 4, 5, 6]})
    text = tables.csv(table).decode("utf-8-sig")
    back = pd.read_csv(io.StringIO(text))
    assert back["tier"].tolist() == ["'=1+1", "'@SUM(1)", "'  +1", "'＝1", "Gold", "-"] and back["amount"].tolist() == [-1.5, 2, 3, 4, 5, 6]
    assert tables.csv(table).startswith(b"\xef\xbb\xbf")


def test_every_column_of_every_table_has_a_label(outcome):
    for name, table in tables.all_tables(outcome).items():
        if name not in ("headline", "migration", "curves"):
            missing = [c for c in table.columns if c not in labels.LABELS and c not in ("opening", "closing")]
            assert not missing, (name, missing)


def test_opening_base_ties_to_the_last_member_and_point():
    groups = [
        {"tier": 1, "members": 700, "points": 123_457, "orders_a_year": 3},
        {"tier": 3, "members": 301, "points": 99_991, "orders_a_year": 20, "qualifying": 4_000, "average_basket": 260},
    ]
    own = load_scenario("handbook_four_tiers")
    held = own.model_copy(
        update={"opening": tuple(type(own).model_fields["opening"].annotation.__args__[0].model_validate(g) for g in groups)}
    )
    given = simulate(held, members=1_001, months=1)
    assert given.opening == ((700, 123_457), (301, 99_991)) and given.opening_points == 223_448
    assert tables.points_rollforward(given)["opening"].iloc[0] == 223_448
    first = totals(given, "program").iloc[0]
    assert (
        223_448 + first["points_issued"] - first["points_redeemed"] - first["points_expired"] - first["points_reversed"]
        == first["points_outstanding"]
    )
    half = simulate(held, members=500, months=1)
    assert sum(n for n, _p in half.opening) == 500


def test_generosity_is_nothing_without_rewards_and_one_at_the_reference():
    scenario = load_scenario("points_only")
    assert rate_card(scenario).generosity == pytest.approx(1.0)  # 1 point per CNY worth CNY 0.01: R = 1%
    bare = scenario.with_program({"base_earn": {}})
    assert rate_card(bare).generosity == 0 and simulate(bare, members=300, months=12).headline()["lift_rate"] == 0


def test_metrics_are_defined_once():
    assert all(m.help.endswith(".") and m.label and m.better in (-1, 1) for m in METRICS.values())
