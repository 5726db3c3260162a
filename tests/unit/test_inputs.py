"""Inputs: merging, refusing, and errors that name the place, the fault and what is allowed."""

import pytest

from simulation.inputs import ScenarioError
from simulation.scenario import build, dump, load_market, load_scenario, merged, names, parse

MINIMAL = "title: T\nmarket: ecommerce_cn\n"


def load(text, folder, name="ours"):
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path)


BAD = {
    "unknown mechanic": (MINIMAL + "program: {birthdy_gift: {}}", "program.birthdy_gift", "no mechanic is called 'birthdy_gift'"),
    "unknown field, near one known": (MINIMAL + "program: {cash_off: {gaol: 5}}", "program.cash_off.gaol", "did you mean 'goal'"),
    "unknown top key": (MINIMAL + "markets: x", "markets", "did you mean 'market'"),
    "no title": ("market: ecommerce_cn", "title", "is missing"),
    "no such market": ("title: T\nmarket: ecommerce", "market", "there are"),
    "no such base": (MINIMAL + "extends: nowhere", "extends", "no scenario is called 'nowhere'"),
    "text for a number": (MINIMAL + "program: {cash_off: {goal: many}}", "program.cash_off.goal", "'many' is not allowed"),
    "below a limit": (MINIMAL + "program: {cash_off: {goal: 0}}", "program.cash_off.goal", "greater than or equal to 1"),
    "not a number at all": (MINIMAL + "program: {cash_off: {point_value: .nan}}", "program.cash_off.point_value", "finite"),
    "thresholds that fall": (
        MINIMAL + "program: {tiers: {levels: [{name: A, threshold: 0}, {name: B, threshold: 500}, {name: C, threshold: 400}]}}",
        "program.tiers.levels[2].threshold",
        "C's 400 is not above B's 500",
    ),
    "first tier not for everybody": (
        MINIMAL + "program: {tiers: {levels: [{name: A, threshold: 5}]}}",
        "program.tiers.levels[0].threshold",
        "give 0",
    ),
    "two tiers of one name": (
        MINIMAL + "program: {tiers: {levels: [{name: A, threshold: 0}, {name: A, threshold: 5}]}}",
        "program.tiers.levels",
        "name of its own",
    ),
    "half an order": (
        MINIMAL + "program: {tiers: {metric: orders, levels: [{name: A, threshold: 0}, {name: B, threshold: 1.5}]}}",
        "program.tiers.levels[1].threshold",
        "no multiple of 1",
    ),
    "multipliers for other tiers": (MINIMAL + "program: {base_earn: {multiplier: [1, 2]}}", "program.base_earn.multiplier", "for 1 tiers"),
    "benefit of a tier that is not there": (
        MINIMAL + "program: {tier_benefits: {benefits: [{name: F, from_tier: 2, unit_cost: 1, perceived_value: 1}]}}",
        "program.tier_benefits.benefits[0].from_tier",
        "there are 1",
    ),
    "a date that is none": (MINIMAL + "program: {member_day: {dates: [13-01]}}", "program.member_day.dates", "'13-01' is no date"),
    "a member day without a day": (MINIMAL + "program: {member_day: {multiplier: 3}}", "program.member_day.dates", "there is no day"),
    "a second base earn": (MINIMAL + "program: {more: {mechanic: base_earn}}", "program.more", "only once"),
    "a mechanic that is a number": (MINIMAL + "program: {base_earn: 3}", "program.base_earn", "null to leave"),
    "no members": (MINIMAL + "run: {members: 0}", "run.members", "greater than or equal to 1"),
    "too long a run": (MINIMAL + "run: {months: 600}", "run.months", "less than or equal to 60"),
    "start in mid-month": (MINIMAL + "run: {start: 2026-01-15}", "run.start", "not the first of a month"),
    "opening tier that is not there": (MINIMAL + "opening: [{tier: 3, members: 5}]", "opening[0].tier", "the program has 1"),
    "opening range upside down": (MINIMAL + "opening: [{members: 5, tenure_months: [9, 3]}]", "opening[0].tenure_months", "is no range"),
    "a fact without a known mark": (MINIMAL + "facts: [{what: x, mark: heard}]", "facts[0].mark", "'heard' is not allowed"),
    "a duplicate key": (MINIMAL + "title: again", "", "line 3: the key 'title' is there twice"),
    "an anchor": ("title: &a T\nmarket: *a", "", "anchors"),
    "broken YAML": ("title: [", "", "line"),
    "a python tag": ("title: !!python/object/apply:os.system ['id']\nmarket: x", "", "line 1"),
    "empty": ("", "", "is empty"),
}


@pytest.mark.parametrize(("text", "field", "said"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_names_file_field_and_fault(tmp_path, text, field, said):
    with pytest.raises(ScenarioError) as caught:
        load(text, tmp_path)
    assert caught.value.faults[0].field == field
    assert said in caught.value.faults[0].message
    assert str(caught.value).startswith("ours.yaml: ")


def test_every_fault_is_told(tmp_path):
    with pytest.raises(ScenarioError, match="and 1 more"):
        load(MINIMAL + "program: {cash_off: {goal: 0}, base_earn: {points_per_unit: -1}}", tmp_path)


def test_a_missing_file_and_a_missing_name():
    with pytest.raises(ScenarioError, match=r"nowhere.yaml: there is no such file"):
        load_scenario("nowhere.yaml")
    with pytest.raises(ScenarioError, match="did you mean 'points_only'"):
        load_scenario("point_only")


def test_a_name_never_becomes_a_path():
    with pytest.raises(ScenarioError, match="no market is called"):
        build({"title": "T", "market": "../points_only"}, "x")
    with pytest.raises(ScenarioError, match="no scenario is called"):
        build({"title": "T", "extends": "/etc/passwd"}, "x")


def test_extends_holds_only_what_differs(tmp_path):
    base = load(MINIMAL + "program: {base_earn: {points_per_unit: 2}, cash_off: {goal: 300}, points_expiry: {months: 6}}", tmp_path, "base")
    over = load("title: O\nextends: base\nprogram: {points_expiry: null, cash_off: {goal: 400}}\nrun: {members: 5}", tmp_path, "over")
    assert over.program.get("points_expiry") is None, "null removes a mechanic"
    assert over.program.get("cash_off").goal == 400 and over.program.get("base_earn") == base.program.get("base_earn")
    assert over.market == base.market and over.run.members == 5


def test_a_circle_of_extends_is_refused(tmp_path):
    (tmp_path / "b.yaml").write_text("title: B\nextends: a\n")
    with pytest.raises(ScenarioError, match="a → b → a"):
        load("title: A\nextends: b\n", tmp_path, "a")


def test_another_kind_of_mechanic_replaces_the_one_below():
    below = {"program": {"x": {"mechanic": "member_day", "multiplier": 3}}}
    assert merged(below, {"program": {"x": {"mechanic": "other", "n": 1}}})["program"]["x"] == {"mechanic": "other", "n": 1}
    assert merged(below, {"program": {"x": {"multiplier": 4}}})["program"]["x"] == {"mechanic": "member_day", "multiplier": 4}


@pytest.mark.parametrize("name", names())
def test_a_written_scenario_reads_the_same(name):
    scenario = load_scenario(name)
    again = build(parse(dump(scenario.document()), "again"), name)
    assert again.digest() == scenario.digest() and again.title == scenario.title and again.facts == scenario.facts


def test_scenarios_are_frozen_and_comparable():
    a, b = load_scenario("points_only"), load_scenario("points_only")
    assert a == b and hash(a) == hash(b)
    with pytest.raises(ValueError, match="frozen"):
        a.name = "other"
    assert a.with_run(seed=7) != a and a.with_run(seed=7).digest() != a.digest()


MARKET_BAD = {
    "value outside its limits": ("margin: {value: 1.5, source: x}", "margin"),
    "low above everything": ("theta_goal: {value: 0.1, low: 0.2, high: 0.3, source: x}", "theta_goal"),
    "no source": ("margin: {value: 0.3}", "margin.source"),
    "only one end": ("margin: {value: 0.3, low: 0.1, source: x}", "margin"),
    "season of the wrong length": ("season: [1, 1]", "season"),
}


@pytest.mark.parametrize(("line", "field"), MARKET_BAD.values(), ids=MARKET_BAD.keys())
def test_a_bad_market_names_the_field(tmp_path, line, field):
    (tmp_path / "markets").mkdir()
    (tmp_path / "markets" / "ours.yaml").write_text(f"extends: ecommerce_cn\n{line}\n")
    with pytest.raises(ScenarioError) as caught:
        load_market("ours", tmp_path)
    assert caught.value.faults[0].field == field


def test_presets_move_every_uncertain_number_and_sceptics_believe_nothing():
    market = load_market("ecommerce_cn")
    low, high, sceptic = (market.preset(name).values() for name in ("low", "high", "sceptic"))
    assert all(low[n] != high[n] for n in market.uncertain())
    assert {n for n in low if low[n] != high[n]} == set(market.uncertain())
    assert all(sceptic[n] == 0 for n in sceptic if n.startswith(("theta_", "phi_"))) and sceptic["margin"] == market.margin.value
    with pytest.raises(ValueError, match="sceptic, low, central, high"):
        market.preset("rosy")
