"""The page on one member: a member found from the run, the order in which most happened, and what is said of it."""
import pytest

from simulation.explain import most_telling, orders
from simulation.replay import life
from simulation.scenario import load_scenario
from simulation.simulate import simulate
from simulation.typical import typical_members
from tests.pages.looking import opened_saved, words
from tests.unit.everything import every_scenario

pytestmark = pytest.mark.usefixtures("nothing_saved")


def opened(scenario):
    return opened_saved("explain", scenario)


def test_it_opens_on_a_member_who_rose_and_the_order_in_which_most_happened():
    app, four = opened(load_scenario("handbook_four_tiers")), load_scenario("handbook_four_tiers")
    four = four.with_run(members=app.session_state["members"])
    number = typical_members(four)[0]["rose"]
    found = orders(life(four, number))
    k = most_telling(found)
    text = words(app)
    assert not app.exception and f"member {number}: order {k + 1} of {len(found)}" in text
    assert f"{found[k].list_price / 100:,.2f}" in text and f"<em>{found[k].points:,} points</em>" in text
    assert "What did not act" in text and "No member day on" in text and "Pull M" in text
    for e in found:
        assert f"{e.paid / 100:,.2f}" in text, "every order is in the table"


def test_another_order_and_another_member_can_be_chosen():
    app, four = opened(load_scenario("handbook_four_tiers")), load_scenario("handbook_four_tiers")
    picks = typical_members(four.with_run(members=app.session_state["members"]))[0]
    app.selectbox[[s.label for s in app.selectbox].index("Order")].set_value(0).run()
    assert not app.exception and f"member {picks['rose']}: order 1 of" in words(app)
    app.session_state["explain_pick"] = "number"
    app.run()
    assert not app.exception
    app.number_input(key="explain_member").set_value(picks["most"]).run()
    assert not app.exception and f"member {picks['most']}: order" in words(app)


def test_a_member_without_an_order_is_told():
    app, four = opened(load_scenario("handbook_four_tiers")), load_scenario("handbook_four_tiers")
    four = four.with_run(members=app.session_state["members"])
    nobody = int((simulate(four).program.purchases == 0).argmax())
    app.session_state["explain_pick"] = "number"
    app.run()
    app.number_input(key="explain_member").set_value(nobody).run()
    assert not app.exception and f"Member {nobody} has placed no order" in words(app)


def test_every_mechanic_has_its_line():
    app = opened(every_scenario())
    text = words(app)
    assert not app.exception
    for title in ("Paid plan", "Coupon", "Red packet", "Lottery", "Budget", "Service desk", "Hotel", "Referral reward", "Invited tier", "Festival"):
        assert f">{title}</th>" in text, f"{title} is not in the tables"


def test_edits_not_saved_are_explained():
    app = opened(load_scenario("handbook_four_tiers"))
    held = app.session_state["drafts"][app.session_state["scenario"]]
    held.edit(held.program | {"member_day": held.program["member_day"] | {"day_of_month": 7}})
    app.run()
    assert not app.exception and "with edits not saved" in words(app)
    assert "The next is on 7 " in words(app) and "The next is on 18 " not in words(app)


def test_a_choice_that_another_scenario_does_not_have_is_let_go():
    """Without a program nobody rises, and with fewer members the number chosen may be nobody's."""
    app = opened(load_scenario("handbook_four_tiers"))
    assert app.session_state["explain_pick"] == "rose"
    app.session_state["scenario"] = "no_program"
    app.run()
    assert not app.exception and "Left for good" in str(app.main) and "member" in words(app) and app.session_state["explain_pick"] == "lapsed"
    app.session_state["explain_pick"] = "number"
    app.run()
    app.number_input(key="explain_member").set_value(450).run()
    assert not app.exception
    app.session_state["members"] = 300
    app.run()
    assert not app.exception and app.number_input(key="explain_member").value == 0
