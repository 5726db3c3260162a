"""The page of a member's story: kinds, a member by number in the address, another scenario beside, steps by kind, personas, ways to and fro."""
import pytest

from simulation.life import life
from simulation.life_picks import cast
from simulation.personas import personas
from simulation.scenario import load_scenario
from tests.pages.looking import downloads, opened_at, opened_saved, words

pytestmark = pytest.mark.usefixtures("nothing_saved")


def opened(name: str, **address):
    return opened_at("life", name, **address)


def of_page(app, name: str):
    return load_scenario(name).with_run(members=app.session_state["members"])


def test_it_opens_on_a_kind_and_another_one_can_be_asked_for():
    app = opened("points_only")
    scenario = of_page(app, "points_only")
    found = cast(scenario)
    first, second = found.found["hoarding"][:2]
    text = words(app)
    assert not app.exception and f"member {first}" in text and app.session_state["life_kind"] == "hoarding"
    assert "Nobody in this run is: Rising, Demoted." in text, "a program without tiers has no such members, and nobody stands in for them"
    pair = life(scenario, first)
    assert f"<em>{pair.told.sums['orders']} orders</em>" in text
    for value in (pair.told.sums["sales"], pair.beside.sums["sales"]):
        assert f"{value / 100:,.2f}" in text
    assert {"csv-life_sums", "csv-life_steps"} <= downloads(app)
    assert app.query_params["member"] == str(first)
    app.button(key="life_another").click().run()
    assert not app.exception and f"member {second}" in words(app)


def test_a_link_opens_its_member_and_a_wrong_one_says_so():
    app = opened("points_only", member=5)
    assert not app.exception and "member 5" in words(app) and app.session_state["life_kind"] == "number"
    app = opened("points_only", member=99999)
    assert not app.exception and "The member of this link is not in this run" in app.warning[0].value


def test_beside_another_scenario_and_steps_of_one_kind():
    app = opened("points_only", member=5)
    app.selectbox(key="life_beside").set_value("handbook_four_tiers").run()
    text, pair = words(app), life(of_page(app, "points_only"), 5, of_page(app, "handbook_four_tiers"))
    assert not app.exception and ("of sales" in text if pair.told.sums["orders"] != pair.beside.sums["orders"] else "as many as under" in text)
    assert f"{pair.beside.sums['sales'] / 100:,.2f}" in text and app.query_params["beside"] == "handbook_four_tiers"
    everything = text.count("<tr")
    app.multiselect(key="life_only-0").set_value(["joined"]).run()
    assert not app.exception and words(app).count("<tr") < everything and "<b>Order</b>" not in words(app)
    app.session_state["life_side"] = 1
    app.run()
    assert not app.exception and ("<b>Order</b>" in words(app)) == bool(pair.beside.of("order"))


def test_extra_orders_of_the_answer_are_those_of_the_sums():
    """Also where the other program brings some of them, too, so that they are in both lives."""
    app = opened("points_only", member=11, beside="handbook_four_tiers")
    pair = life(of_page(app, "points_only"), 11, of_page(app, "handbook_four_tiers"))
    alone, extra = sum(d.orders for d in pair.differences if d.what == "extra"), pair.told.sums["extra"]
    assert extra > alone, "another member is needed to tell them apart"
    assert not app.exception and f"Extra orders: {extra}." in words(app)


def test_a_life_without_a_program_is_not_called_one_with_it():
    app = opened("no_program", member=5, beside="points_only")
    text = words(app)
    assert not app.exception and "Sums of " in text and "With the program" not in text


def test_no_sums_are_shown_while_the_cost_of_the_life_beside_is_not_there(monkeypatch):
    """Neither on the page nor in the file may it cost nothing meanwhile, nor after the visitor has stopped it."""
    monkeypatch.setattr("pages.common.life_results.result_costs", lambda scenario: None)
    app = opened("points_only", member=5)
    assert not app.exception and "Summed up" in words(app) and "csv-life_sums" in downloads(app), "without the program there is nothing to wait for"
    app.selectbox(key="life_beside").set_value("handbook_four_tiers").run()
    assert not app.exception and "Order by order" in words(app)
    assert "Summed up" not in words(app) and "csv-life_sums" not in downloads(app)


def test_a_program_that_does_not_fit_is_told():
    app = opened("paid_score_gated", beside="points_only")
    assert not app.exception and "These two cannot stand side by side" in words(app) and "Three personas" in words(app)


def test_personas_are_those_of_the_run_and_open_their_life():
    app = opened("points_only")
    found = personas(cast(of_page(app, "points_only")))
    text = words(app)
    for p, name in zip(found, ("Lin", "Yu", "Ning"), strict=True):
        assert f"{name} buys" in text and f"member {p.number};" in text and f"{p.pair.told.sums['issued']:,} points are earned" in text
    app.button(key="life_persona_heavy").click().run()
    assert not app.exception and f"member {found[2].number}" in words(app).split("Summed up")[0]


def test_no_program_has_one_life():
    app = opened("no_program")
    assert not app.exception and "there is one life only" in words(app) and "Order by order" not in words(app)
    assert "Nobody in this run is: Rising, Hoarding, Demoted, Won back." in words(app)


def test_a_member_without_an_order_is_told():
    app = opened("points_only")
    found = cast(of_page(app, "points_only"))
    nobody = int(((found.orders == 0) & (found.orders_without == 0)).argmax())
    app.session_state["life_kind"] = "number"
    app.run()
    app.number_input(key="life_member").set_value(nobody).run()
    assert not app.exception and f"Member {nobody} has placed no order" in words(app)


def test_to_and_from_the_page_that_explains_an_order():
    app = opened("points_only", member=5)
    app.button(key="life_explain").click().run()
    assert not app.exception and app.session_state["explain_member"] == 5 and "member 5" in words(app)


def test_another_scenario_lets_go_of_a_choice_that_it_does_not_have():
    app = opened("handbook_four_tiers")
    app.session_state["life_kind"] = "demoted"
    app.run()
    app.session_state["scenario"] = "no_program"
    app.run()
    assert not app.exception and app.session_state["life_kind"] == "lapsing"


def test_edits_not_saved_stand_beside_what_was_saved():
    app = opened_saved("life", load_scenario("points_only"))
    held = app.session_state["drafts"][app.session_state["scenario"]]
    held.edit(held.program | {"base_earn": held.program["base_earn"] | {"points_per_unit": 3}})
    app.run()
    app.selectbox(key="life_beside").set_value("as_saved").run()
    assert not app.exception and "Ours, as saved" in words(app) and "with edits not saved" in words(app)
