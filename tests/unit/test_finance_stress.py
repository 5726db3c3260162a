"""Shocks: what leaves all as it was changes nothing, hand cases, files with faults, and both engines agree."""
from __future__ import annotations

import functools
import pathlib

import numpy as np
import pytest
import yaml

from simulation.calendar import Calendar
from simulation.comparison import t_interval
from simulation.explaining.words import told
from simulation.finance.estimates import plan_of
from simulation.finance.liability import rollforward
from simulation.finance.pnl import NET, TOTAL, pnl
from simulation.finance.shocks import KINDS, Shock, load_shock, names, read_shock, shock_of
from simulation.finance.stress import FIGURES, figures, figures_of_seed, shaken, stress
from simulation.finance.stress_liability import ChangedBook, contract_liability
from simulation.inputs import ScenarioError
from simulation.mechanics import REGISTRY
from simulation.naming import names_of_costs, titled
from simulation.records import MAX_MONTHS
from simulation.scenario import build, load_scenario
from simulation.simulate import simulate
from simulation.translation import translated

MONTHS, MONTH = 14, 7
PROGRAM = {"base_earn": {"points_per_unit": 1}, "cash_off": {"goal": 200, "point_value": 0.02, "cost_share": 0.5}, "points_expiry": {"months": 4},
           "hotel": {"mechanic": "partner", "name": "Hotel", "per": "month", "unit_cost": 2.0, "uptake": 0.5, "perceived_value": 3.0,
                     "customers": 0.3, "points_per_event": 60, "price_per_point": 0.02}}  # fmt: skip


def scenario_of(program=PROGRAM, members=300, months=MONTHS, seed=3, **numbers):
    found = build({"title": "stress", "market": "ecommerce_cn", "program": program,
                   "run": {"members": members, "months": months, "seed": seed}}, "stress")  # fmt: skip
    return found.with_market(found.market.with_values(**{"joins_per_year": 0.2, "returned_share": 0.1} | numbers))


def shock(*effects, month=MONTH):
    return shock_of({"name": "test", "title": "Test", "about": "A test.", "month": month, "effects": list(effects)})


@functools.cache
def plain():
    return figures(shaken(scenario_of()), plan())


@functools.cache
def plan():
    return plan_of(scenario_of())


def row(table, name):
    return table[list(FIGURES).index(name)]


def effect(*effects, month=MONTH):
    """With the shock less without it: figure -> by month."""
    return dict(zip(FIGURES, figures(shaken(scenario_of(), shock(*effects, month=month)), plan()) - plain(), strict=True))


# ======== nothing where nothing changes ==================================================================================
def test_without_a_shock_the_run_is_that_of_any_page():
    for name in ("handbook_whole", "paid_club"):
        scenario = load_scenario(name).with_run(members=200, months=8)
        own, usual = shaken(scenario), simulate(scenario)
        assert own.digest() == usual.digest()
        assert own.totals["program"].equals(usual.totals["program"])
        assert (row(figures(own, plan_of(scenario)), "net") == pnl(usual).drop(columns=TOTAL).loc[NET].to_numpy()).all()


@pytest.mark.parametrize("terms", [
    {"kind": "devaluation", "cut": 0}, {"kind": "demand", "change": 0}, {"kind": "double_redemption", "share": 0},
    {"kind": "run_on_points", "odds": 1, "everybody": False}, {"kind": "partner_exit", "partner": "somebody else"},
])  # fmt: skip
def test_a_shock_that_changes_nothing_has_no_effect_at_all(terms):
    assert not any(gap.any() for gap in effect(terms).values())


def test_expiry_removed_where_points_never_expire_has_no_effect_at_all():
    for program in ({k: v for k, v in PROGRAM.items() if k != "points_expiry"}, PROGRAM | {"points_expiry": {"policy": "never"}}):
        scenario, removed = scenario_of(program), shock({"kind": "expiry_removed"})
        runs = figures_of_seed(scenario, (removed,))
        assert (runs[0] == runs[1]).all()
        assert removed.nothing(scenario), "and it is said why"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_happens_before_the_shocks_month(kind):
    found = effect({"kind": kind})
    assert not any(gap[: MONTH - 1].any() for gap in found.values()), f"{kind} acts before month {MONTH}"
    assert any(gap[MONTH - 1 :].any() for gap in found.values()), f"{kind} does nothing at all"


# ======== hand cases ======================================================================================================
def test_without_demand_there_are_no_orders_in_both_arms():
    found = shaken(scenario_of(), shock({"kind": "demand", "change": -1}))
    for arm in (found.program, found.no_program):
        orders = arm.measure("purchases").sum(1)
        assert orders[: MONTH - 1].all() and not orders[MONTH - 1 :].any()


def test_operational_time_runs_as_demand_says():
    start = scenario_of().run.start
    usual, half = Calendar(start, 4), Calendar(start, 4, None, ((2, 3, 0.5),))
    a, b = (np.diff(c.clock) for c in (usual, half))
    first, last = usual.span(2)[0], usual.span(3)[1]
    assert (b[:first] == 1).all() and (b[first:last] == 0.5).all() and (b[last:] == 1).all() and (a == 1).all()
    twice = Calendar(start, 4, None, ((2, 120, 2.0), (3, 3, 0.5)))
    assert np.diff(twice.clock)[[first - 1, first, usual.span(3)[0], usual.span(4)[0]]].tolist() == [1, 2, 1, 2]


def test_less_demand_means_fewer_orders_and_a_spike_more():
    down, up = effect({"kind": "demand", "change": -0.3})["sales"], effect({"kind": "demand", "change": 1, "months": 1})["sales"]
    usual = row(plain(), "sales")
    assert -0.45 < down[MONTH - 1 :].sum() / usual[MONTH - 1 :].sum() < -0.15
    assert 0.6 < up[MONTH - 1] / usual[MONTH - 1] < 1.6
    assert abs(up[MONTH + 1 :].sum()) < up[MONTH - 1], "a spike of one month is over after it"


def test_rewards_paid_twice_cost_once_more_and_take_no_points():
    whole, half = (effect({"kind": "double_redemption", "share": share, "months": 3}) for share in (1.0, 0.5))
    rewards = simulate(scenario_of()).totals["program"]["rewards"].to_numpy() * 200      # 200 points x 0.02 x half the face value = 2.00
    hit = np.zeros(MONTHS, bool)
    hit[MONTH - 1 : MONTH + 2] = True
    assert rewards[hit].all()
    assert (whole["program_cost"] == np.where(hit, rewards, 0)).all() and (whole["cash"] == -whole["program_cost"]).all()
    assert (whole["net"] == whole["cash"]).all() and not whole["points"].any() and not whole["sales"].any()
    assert (half["program_cost"] * 2 == whole["program_cost"]).all(), "half the share is half the cost"


def test_a_reward_paid_twice_and_a_partner_s_costs_keep_their_own_names_in_each_language():
    items = [{"name": {"en": "Mug", "zh": "杯"}, "points": 300, "value": 8, "cost": 5}]
    named = PROGRAM | {"reward_catalogue": {"items": items}, "hotel": PROGRAM["hotel"] | {"name": {"en": "Hotel", "zh": "酒店"}}}
    program = scenario_of(named).program
    own = {english: translated(text, "zh") for (_label, english), text in names_of_costs(program).items()}
    assert own["Mug, redeemed twice"] == "杯，重复核销" and own["Mug"] == "杯"
    assert (own["Benefit with Hotel"], own["Settlement Hotel: points"]) == ("与酒店的联合权益", "酒店结算：积分")


@pytest.mark.parametrize("write", [lambda text: translated(text, "zh"),
                                   lambda text: told(text, load_scenario("points_only").market, lambda x: translated(x, "zh"), "zh")])
def test_a_label_is_nobody_s_word_but_the_user_s(write):
    """Also where a catalogue has it: `points` is the name that somebody gave."""
    assert translated("Points", "zh") == "积分" and write(titled(REGISTRY["partner"], "points")) == "Points"
    assert write(titled(REGISTRY["coupon"], "coupon_points")).endswith(" points")


def test_half_the_value_of_a_point_is_half_the_cost_of_it_at_once():
    found = shaken(scenario_of(), shock({"kind": "devaluation", "cut": 0.5}))
    table = figures(found, plan())
    points, liability = row(table, "points"), row(table, "at_cost")
    assert (liability[: MONTH - 1] == points[: MONTH - 1]).all(), "200 points cost 2.00 when redeemed: a cent a point"
    assert (liability[MONTH - 1 :] == np.rint(points[MONTH - 1 :] * 0.5)).all()
    assert effect({"kind": "devaluation", "cut": 0.5})["sales"].sum() < 0, "members respond to the smaller reward"


def test_the_liability_is_that_of_the_page_of_points_liability():
    scenario = scenario_of()
    assert (row(plain(), "liability") == rollforward(simulate(scenario), plan=plan())["closing"]).all()
    assert row(plain(), "liability").all()
    found = shaken(scenario, shock({"kind": "run_on_points"}))
    assert (contract_liability(found, plan()) == rollforward(found, plan=plan())["closing"]).all(), "the program does not change in a run on points"
    kept = shaken(scenario, shock({"kind": "expiry_removed"}))
    assert (contract_liability(kept, plan()) == rollforward(kept, plan=plan())["closing"]).all(), "nor what is paid for points when expiry ends"


def test_what_was_allocated_before_a_devaluation_is_not_opened_again():
    found = shaken(scenario_of(), shock({"kind": "devaluation", "cut": 0.5}))
    own, usual = (ChangedBook(run, "plan", plan()).allocation["allocated"].to_numpy() for run in (found, shaken(scenario_of())))
    assert (own[: MONTH - 1] == usual[: MONTH - 1]).all()
    paid, given, rate = 10_000, 100, plan().rate      # 100.00 paid for 100 points, each worth 2.00 / 200 x 2 = 2 cents, or half of it
    shares = [given * worth * rate / (paid + given * worth * rate) for worth in (2, 1)]
    issued = [found.totals["program"]["points_issued"][MONTH], shaken(scenario_of()).totals["program"]["points_issued"][MONTH]]
    assert own[MONTH - 1] / issued[0] / (usual[MONTH - 1] / issued[1]) == pytest.approx(shares[1] / shares[0], rel=0.02)


def test_items_of_a_catalogue_cost_more_points_when_points_are_devalued():
    items = [{"name": "Cup", "points": 300, "value": 8, "cost": 5}]
    program = shock({"kind": "devaluation", "cut": 0.25}).program(scenario_of(PROGRAM | {"reward_catalogue": {"items": items}}))
    assert program.get("reward_catalogue").items[0].points == 400 and program.get("cash_off").point_value == pytest.approx(0.015)


def test_points_that_no_longer_expire_stay():
    found = shaken(scenario_of(), shock({"kind": "expiry_removed"}))
    expired = found.totals["program"]["points_expired"].to_numpy()
    assert expired[: MONTH - 1].any() and not expired[MONTH - 1 :].any()
    assert effect({"kind": "expiry_removed"})["points"][-1] > 0


def test_a_partner_who_leaves_gives_no_more_points_and_pays_no_more():
    found = shaken(scenario_of(), shock({"kind": "partner_exit", "partner": "hotel"}))
    months = {month for month, label, p in found.postings if label == "hotel" and any(p.amounts)}
    assert months == set(range(1, MONTH))
    assert found.program.partner[: MONTH - 1].any() and not found.program.partner[MONTH - 1 :].any()


def test_in_a_run_on_points_everybody_who_can_redeems():
    calm, run = (shaken(scenario_of(), s).totals["program"] for s in (None, shock({"kind": "run_on_points", "odds": 1e6})))
    assert (run["points_redeemed"] - calm["points_redeemed"]).idxmax() == MONTH
    assert run["points_redeemed"][MONTH] > 2 * calm["points_redeemed"][MONTH]
    some = effect({"kind": "run_on_points", "odds": 1e6, "everybody": False})["points"][MONTH - 1]
    every = effect({"kind": "run_on_points", "odds": 1e6})["points"][MONTH - 1]
    assert every < some < 0, "with those who otherwise never redeem, more points leave"


def test_points_tie_month_by_month_under_every_shock():
    scenario = scenario_of()
    for name in names():
        total = shaken(scenario, load_shock(name).model_copy(update={"month": MONTH})).totals["program"]
        flow = total["points_issued"] - total["points_redeemed"] - total["points_expired"] - total["points_reversed"]
        assert (flow.cumsum() == total["points_outstanding"]).all(), name


def test_both_engines_agree_under_a_shock():
    everything = shock(*({"kind": kind} for kind in KINDS), month=3)
    scenario = scenario_of(members=40, months=6)
    fast, slow = (shaken(scenario, everything, engine_name=name) for name in ("fast", "reference"))
    assert (figures(fast, plan()) == figures(slow, plan())).all()


# ======== over seeds ======================================================================================================
def test_the_interval_is_that_of_paired_seeds():
    scenario, twice = scenario_of(members=100), shock({"kind": "double_redemption", "share": 0.5})
    found = stress(scenario, [twice], seeds=3)
    runs = [figures_of_seed(scenario.with_run(seed=3 + k), (twice,)) for k in range(3)]
    cash = np.array([(r[1] - r[0])[0].sum() for r in runs], float)
    told = found.effect(0, "cash")
    assert told.mean == cash.mean() and (told.low, told.high) == t_interval(cash, 0.95)
    assert told.peak == min(told.by_month) and told.by_month[told.peak_month - 1] == told.peak
    ends = np.array([row(r[1] - r[0], "points")[-1] for r in runs], float)
    assert found.effect(0, "points").mean == ends.mean(), "a balance is told at the end, not summed"
    table = found.table()
    assert list(table["figure"]) == list(FIGURES) and table["effect"].iloc[0] == cash.mean()
    assert (found.by_month()["cash"].to_numpy() == told.by_month).all()


# ======== files ===========================================================================================================
@pytest.mark.parametrize("name", names())
def test_a_shipped_shock_is_in_both_languages_and_survives_its_file(name):
    held = load_shock(name)
    assert held.name == name and held.title.zh and held.about.zh
    assert read_shock(held.text(), "again.yaml") == held


def test_the_shipped_shocks_are_those_that_a_reviewer_asks_for():
    assert {kind for name in names() for kind in (type(e) for e in load_shock(name).effects)} == set(KINDS.values())


GOOD = {"name": "x", "title": "X", "about": "x", "month": 3, "effects": [{"kind": "demand"}]}


@pytest.mark.parametrize(("change", "words"), [
    ({"effects": [{"kind": "demnd"}]}, ["effects[0].kind", "demnd", "did you mean 'demand'"]),
    ({"effects": [{"kind": "demand", "chnge": 1}]}, ["effects[0].chnge", "no field is called 'chnge'", "did you mean 'change'"]),
    ({"effects": [{"kind": "demand", "change": -2}]}, ["effects[0].change", "-2", "greater than or equal to -1"]),
    ({"effects": []}, ["effects", "at least 1"]),
    ({"effects": "demand"}, ["effects", "give a list", "run_on_points"]),
    ({"effects": ["demand"]}, ["effects[0]", "give terms with their kind"]),
    ({"month": 0}, ["month", "greater than or equal to 1"]),
    ({"month": "soon"}, ["month", "soon"]),
    ({"name": "a b/c"}, ["name", "a b/c"]),
    ({"title": None}, ["title", "is missing"]),
    ({"colour": 1}, ["colour", "no field is called 'colour'"]),
])  # fmt: skip
def test_a_faulty_file_says_file_place_fault_and_remedy(change, words):
    with pytest.raises(ScenarioError) as e:
        read_shock(yaml.safe_dump(GOOD | change), "bad.yaml")
    assert all(word in str(e.value) for word in ["bad.yaml", *words]), str(e.value)


def test_what_is_no_shock_file_is_said():
    for text in (b"", b"- 1", b"\xff\xfe", b"a: [1"):
        with pytest.raises(ScenarioError) as e:
            read_shock(text, "bad.yaml")
        assert "bad.yaml" in str(e.value) and "a scenario" not in str(e.value)
    with pytest.raises(ScenarioError, match="no shock is called 'run_on_point'; did you mean 'run_on_points'"):
        load_shock("run_on_point")


def test_a_shock_that_does_not_fit_the_run_or_the_program_is_said():
    with pytest.raises(ScenarioError, match="month: is 40; the run has 14 months"):
        shaken(scenario_of(), shock({"kind": "demand"}, month=40))
    with pytest.raises(ScenarioError, match="give 2 to 14"):
        shaken(scenario_of(), shock({"kind": "expiry_removed"}, month=1))
    with pytest.raises(ScenarioError, match=r"this program cannot be so: .*point_value.*milder"):
        shaken(scenario_of(PROGRAM | {"cash_off": {"goal": 1, "point_value": 0.01}}), shock({"kind": "devaluation", "cut": 0.9}))


def test_an_effect_lasts_as_long_as_it_says():
    brief, lasting = shock({"kind": "demand", "change": -0.2, "months": 3}), shock({"kind": "demand", "change": -0.2})
    assert brief.effects[0].last(5) == 7 and lasting.effects[0].last(5) == MAX_MONTHS
    assert shock_of(brief.document()) == brief and isinstance(brief, Shock)


def test_the_readme_says_every_term_of_every_kind_and_every_shipped_shock():
    text = (pathlib.Path(__file__).resolve().parents[2] / "scenarios/README.md").read_text("utf-8")
    section = text.split("## Shocks")[1].split("\n## ")[0]
    assert all(f"`{name}`" in section for name in names())
    for kind, model in KINDS.items():
        rows = section.split(f"| `{kind}` |")[1].split("\n| `")[0].splitlines()
        for name, field in model.model_fields.items():
            own = next((row for row in rows if f"`{name}`" in row), None)
            assert own, f"scenarios/README.md, Shocks: {kind} has no row of {name}"
            default = "all" if field.default == "" else str(field.default).lower() if isinstance(field.default, bool) else f"{field.default:,g}"
            assert f"| {default} |" in own, f"{kind}.{name}: {default} if left out"


def test_the_example_of_the_readme_is_a_shock():
    text = (pathlib.Path(__file__).resolve().parents[2] / "scenarios/README.md").read_text("utf-8")
    body = text.split("    name: recession")[1].split("\n\n")[0]
    assert len(read_shock("name: recession" + body.replace("\n    ", "\n"), "README.md").effects) == 2
