"""The page of what drives it, and the case of assumptions that every page follows."""
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from pages.common.address import packed
from pages.common.session import whole_program
from simulation.cases import compare_cases, in_case
from simulation.decomposition import decompose
from simulation.reporting import numbers
from simulation.scenario import load_scenario
from simulation.selection import selection
from tests.pages.looking import words
from tests.pages.test_plan_page import PLUS

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEEDS = 2


@pytest.fixture(autouse=True)
def small_runs(monkeypatch):
    monkeypatch.setattr("pages.common.drivers_results.SEEDS", SEEDS)


def opened(page="drivers", **asked):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception and not app.error
    return app


def standard(members=500):
    return load_scenario("handbook_four_tiers").with_run(members=members)


@pytest.fixture(scope="module")
def found():
    return decompose(standard(), SEEDS)


def test_the_page_says_what_the_module_found(found):
    app = opened()
    text = words(app)
    first = next(name for name in found.parts() if name in found.used)
    lift, lost = (found.mean_and_range(amounts, "lift_rate")[0] for amounts in (found.whole, found.lost(first)))
    assert "hangs on what membership does to dropout" in text and first == "member"
    for said in (numbers.percent(lift), numbers.percent(lost / lift, 0), numbers.points(lost),
                 "Not in use here (3): Paid plan, Referral, Waiting for service", "What was switched off"):
        assert said in text or said in str([e.label for e in app.expander]), said
    assert {"csv-drivers", "csv-cases", "csv-selection"} <= {b.key for b in app.get("download_button")}


def test_every_figure_can_be_chosen(found):
    app = opened()
    app.button_group(key="drivers_figure").set_value("net_value").run()
    assert not app.exception
    lost = found.mean_and_range(found.lost("member"), "net_value")[0]
    assert numbers.money(lost, "¥", sign=True) in words(app) and "The program with no effect at all" in words(app)


def test_exact_shares_are_worked_out_when_asked_for():
    app = opened()
    assert "Exact share" not in words(app)
    app.button(key="work_out_shares").click().run()
    assert not app.exception and "Exact share" in words(app)


def test_cases_and_selection_equal_their_modules():
    text = words(opened())
    cases, groups = compare_cases(standard(), SEEDS), selection(standard(), SEEDS)
    for case in ("low", "high"):
        assert numbers.money(cases.mean_and_range(case, "net_value")[0], "¥", sign=True) in text
    top = groups.groups()[-2]
    assert numbers.money(groups.per_member(top)["naive_gap"].mean(), "¥", sign=True) in text and "what the program has caused there" in text


def test_a_plan_and_a_referral_have_rows_of_their_own():
    held = load_scenario("handbook_four_tiers")
    more = {"paid_plan": {"trial_days": 0, "levels": [PLUS]}, "referral": {"reward_points": 5000, "friend_points": 5000}}
    text = words(opened(edits=packed(whole_program(held.with_program(held.program.mapping() | more)))))
    assert "Paid-plan members" in text and "Brought in for a reward" in text and "Not in use here (1): Waiting for service" in text


def test_without_a_program_there_is_nothing_to_drive():
    app = opened(scenario="no_program")
    assert "No program" in words(app) and not {b.key for b in app.get("download_button")}


def test_a_program_of_points_alone_has_no_groups():
    assert "This program has one tier and no paid plan" in words(opened(scenario="points_only"))


# ======== the case of assumptions ==========================================================================================
def test_a_sceptic_is_told_that_nothing_moves_members():
    text = words(opened(case="sceptic"))
    assert "in this program moves members" in text and "No effect of the program on behaviour" in text and "The four cases side by side" in text


@pytest.mark.parametrize("page", ["drivers", "members", "costs", "design"])
def test_every_page_is_marked_when_the_case_is_not_the_central_one(page):
    assert "low case" in words(opened(page, case="low")) and "low case" not in words(opened(page))


def test_member_data_does_not_hang_on_the_case():
    assert "low case" not in words(opened("data", case="low"))


def test_pages_follow_the_case_and_the_address_keeps_it():
    app = opened("costs")
    app.button_group(key="case").set_value("high").run()
    assert not app.exception and app.query_params["case"] == "high" and "high case" in words(app)
    from simulation.simulate import simulate
    cost = simulate(in_case(standard(), "high")).headline()["program_cost"]
    assert numbers.money(cost, "¥") in words(app)
    app.button_group(key="case").set_value("central").run()
    assert "case" not in app.query_params and "high case" not in words(app)


def test_an_unknown_case_in_a_link_is_the_central_one():
    app = opened("drivers", case="rosy")
    assert app.button_group(key="case").value in ("central", ["central"]) and "case" not in app.query_params
