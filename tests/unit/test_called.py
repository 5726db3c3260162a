"""What mechanics are called: by a name of their own in each language, else as before; no figure hangs on it."""
import pytest

from simulation.campaigns import campaign_results
from simulation.carrying import unchanged
from simulation.comparison_tables import terms_table
from simulation.difference import changes
from simulation.explaining.words import told
from simulation.finance.explain_figure import explain
from simulation.finance.pnl import lines_of
from simulation.finance.pnl_tables import name_of
from simulation.findings import check
from simulation.inputs import ScenarioError
from simulation.mechanics import REGISTRY
from simulation.naming import called, names_of_costs, names_of_parts
from simulation.program_map import contents
from simulation.scenario import load_scenario
from simulation.simulate import simulate
from simulation.story.words import Words
from simulation.sweepable import sweepable
from simulation.translation import translated

FOUR = load_scenario("handbook_four_tiers").with_run(members=200, months=4, seed=2)
NAME = {"en": "Spring coupon", "zh": "春季券"}
TERMS = {"mechanic": "coupon", "day_of_month": 5, "depth": 0.1, "fixed_cost": 90}
DESK = {"contacts_per_order": 1.0, "minutes": 500, "agents": 1}


def program(**mechanics):
    return FOUR.with_program(FOUR.program.mapping() | mechanics)


NAMED, PLAIN = (program(coupon_5=TERMS | more, coupon=TERMS | {"mechanic": "coupon", "day_of_month": 9}) for more in ({"name": NAME}, {}))


def name(scenario, label, language="zh"):
    return translated(called(scenario.program.get(label), label), language)


def test_a_name_is_said_in_each_language_and_without_one_kind_and_label_say_it():
    assert [name(NAMED, "coupon_5", x) for x in ("en", "zh")] == ["Spring coupon", "春季券"]
    assert [name(PLAIN, "coupon_5", x) for x in ("en", "zh")] == ["Coupon 5", "优惠券 5"] and name(NAMED, "coupon") == "优惠券"
    assert [name(program(x=TERMS | {"name": "Sale"}), "x", lang) for lang in ("en", "zh")] == ["Sale"] * 2
    for empty in (None, "", "  ", {"en": " "}):
        assert name(program(coupon_5=TERMS | {"name": empty}), "coupon_5", "en") == "Coupon 5"


@pytest.mark.parametrize("word", [word for word, kind in REGISTRY.items() if kind.several])
def test_all_of_which_there_may_be_several_have_a_name(word):
    field = REGISTRY[word].model_fields["name"]
    assert next(iter(REGISTRY[word].model_fields)) == "name" and field.title
    assert field.is_required() == (word == "partner")


def test_two_names_alike_are_refused_with_the_place():
    with pytest.raises(ScenarioError) as e:
        program(a=TERMS | {"name": "Sale"}, b={"mechanic": "member_day", "day_of_month": 8, "name": {"en": "Sale", "zh": "促销"}})
    assert [(f.field, str(f.message)) for f in e.value.faults] == [("program.a.name", "Sale is there twice; give each a name of its own")]
    program(a=TERMS | {"name": ""}, b=TERMS | {"name": ""})
    with pytest.raises(ScenarioError, match=r"^program\.b\.name: Coupon is there twice"):      # the other goes by its kind
        program(coupon=TERMS, b=TERMS | {"name": "Coupon"})


def test_a_name_in_one_language_is_the_name_in_both():
    assert called(program(a=TERMS | {"name": {"en": "", "zh": "会员节"}}).program.get("a"), "a") == "会员节"


def test_one_mechanic_s_name_is_never_another_s_cost():
    own = names_of_costs(program(reward_catalogue={"items": [{"name": {"en": "Price off", "zh": "减价券"}, "points": 300, "value": 8, "cost": 5}]},
                                 a=TERMS).program)
    assert translated(own["reward_catalogue", "Price off"], "zh") == "减价券"
    assert [label for label, name in own if name == "Price off"] == ["reward_catalogue"]
    with pytest.raises(ScenarioError, match=r"^program\.b\.name: 春季券 is there twice"):
        program(a=TERMS | {"name": NAME}, b=TERMS | {"name": NAME | {"en": "Sale"}})


def test_a_name_changes_no_figure_and_no_file_without_one():
    assert simulate(NAMED).digest() == simulate(PLAIN).digest()
    assert NAMED.digest() != PLAIN.digest(), "pages keep results by it, and results hold names: as with a tier's"
    assert NAMED.program.mapping()["coupon_5"]["name"] == NAME and "name" not in PLAIN.program.mapping()["coupon_5"]


def test_an_offer_goes_on_under_another_name_and_not_with_other_terms():
    other = program(coupon_5=TERMS | {"depth": 0.2, "name": NAME})
    assert unchanged(PLAIN.program, NAMED.program, "coupon_5")
    assert not unchanged(NAMED.program, other.program, "coupon_5") and not unchanged(NAMED.program, FOUR.program, "coupon_5")
    assert not unchanged(FOUR.program, FOUR.program, "coupon_5")


def test_costs_of_one_name_say_whose_they_are():
    lines = [name_of(line, lambda text: translated(text, "zh")) for line in lines_of(simulate(NAMED)) if "coupon" in line.code]
    assert len(lines) == 4 and sum("春季券" in x for x in lines) == 2 and sum("优惠券" in x for x in lines) == 2
    parts = names_of_parts(NAMED.program, [("campaign_cost", "coupon_5", "Fixed cost"), ("campaign_cost", "coupon", "Fixed cost"),
                                           ("campaign_cost", "coupon_5", "Money off"), ("other_cost", "running_cost", "Fixed cost")])
    assert list(parts.values()) == ["Fixed cost (Spring coupon)", "Fixed cost (Coupon)", "Money off", "Fixed cost"]


def test_a_campaign_that_is_called_like_a_cost_is_not_taken_for_it():
    assert ("x", "Money off") not in names_of_costs(program(x=TERMS | {"name": {"en": "Money off", "zh": "春季券"}}).program)


def test_results_findings_terms_and_the_map_call_it_by_its_name():
    assert {translated(r.name, "zh") for r in campaign_results(NAMED.with_run(months=2))} >= {"春季券", "优惠券", "会员日"}
    desk = program(service_desk=DESK | {"name": {"en": "Hotline", "zh": "客服热线"}})
    said = next(f for f in check(desk) if f.field == "program.service_desk.agents")
    assert str(said).startswith("At Hotline ") and "客服热线" in translated(said.text, "zh", **said.values)
    assert "客服热线" in Words("zh", "¥").say(said.text, **said.values), "and so on a slide"
    term = next(t for t in sweepable(NAMED, "zh") if t.path == "program.coupon_5.depth")
    assert translated(term.place[0], "zh") == "春季券"
    assert "春季券" in {block.title for band in contents(NAMED, "zh") for block in band.blocks}
    inputs = {i.place: i.names[0] for i in explain(simulate(NAMED), "campaign_cost").inputs}
    assert translated(inputs["program.coupon_5.depth"], "zh") == "春季券" == told(inputs["program.coupon_5.depth"], NAMED.market, language="zh")


def test_a_change_of_terms_is_placed_by_the_name_and_a_new_name_is_a_change():
    [found] = changes(PLAIN.program, NAMED.program, "zh")
    assert (found.field, found.title, found.before, found.after) == ("program.coupon_5.name", "Name", None, "春季券")
    dearer = program(coupon_5=TERMS | {"name": NAME, "depth": 0.2}, coupon=TERMS | {"day_of_month": 9})
    assert list(terms_table(NAMED.program, dearer.program, "zh")["place"]) == ["春季券"]
    assert list(terms_table(NAMED.program, dearer.program)["place"]) == ["Spring coupon"]
