"""The page of winners and losers."""
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from pages.common.address import packed
from pages.common.session import whole_program
from simulation.reporting import numbers
from simulation.scenario import load_scenario
from simulation.winners import Question, winners

ROOT = pathlib.Path(__file__).resolve().parents[2]
MEMBERS = 300


@pytest.fixture(autouse=True)
def small_runs(monkeypatch):
    monkeypatch.setattr("pages.common.winners_results.RUNS", 2)
    monkeypatch.setattr("pages.common.sidebar.SIZES", (200, MEMBERS))


def opened(scenario="handbook_four_tiers", edit=None):
    """The page on a scenario, with the edits of its program that a link brings."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90)
    app.query_params["scenario"] = scenario
    held = load_scenario(scenario)
    if edit:
        app.query_params["edits"] = packed(whole_program(held.with_program(edit(held.program.mapping()))))
    app.run()
    assert not app.exception and not app.warning
    app.switch_page("pages/winners.py").run()
    assert not app.exception
    return app


def text(app):
    return " ".join(e.proto.body for e in app.get("html"))


def harder(program):
    levels = [level | {"threshold": 1.6 * level["threshold"]} for level in program["tiers"]["levels"]]
    return program | {"tiers": program["tiers"] | {"levels": levels}}


def called_differently(program):
    levels = [level | {"name": f"Step {i}"} for i, level in enumerate(program["tiers"]["levels"])]
    return program | {"tiers": program["tiers"] | {"levels": levels[:3]}, "base_earn": program["base_earn"] | {"multiplier": [1]},
                      "tier_benefits": {"benefits": program["tier_benefits"]["benefits"][:1]}}


def by_orders(program):
    levels = [level | {"threshold": i * 5} for i, level in enumerate(program["tiers"]["levels"])]
    return program | {"tiers": program["tiers"] | {"metric": "orders", "levels": levels}}


def test_edits_are_held_against_the_saved_version_and_the_figures_are_the_modules():
    app = opened(edit=harder)
    assert next(b for b in app.selectbox if b.key.startswith("winners_old")).value == "saved version"
    held = load_scenario("handbook_four_tiers").with_run(members=MEMBERS)
    found = winners(Question(held, held.with_program(harder(held.program.mapping())).program), runs=2)
    row = found.policies.iloc[0]
    shown = text(app)
    assert f"<em>{numbers.count(row['falls'])} of {MEMBERS} members fall</em>" in shown
    assert numbers.money(row["value_lost"], "¥") in shown and numbers.money(row["net_value_change"], "¥", sign=True) in shown
    for said in ("Placed anew", "Kept until the review", "Soft landing", "Grandfathered", "Heavy buyers", "12 to 24 months", "Price-sensitive"):
        assert said in shown, said
    assert {"csv-winners_policies", "csv-winners_groups"} <= {b.key for b in app.get("download_button")}


def test_another_policy_is_told_in_the_answer():
    app = opened(edit=harder)
    app.selectbox(key="winners_policy").set_value("grandfather").run()
    assert not app.exception and "None of 300 members" in text(app) and "Grandfathered" in text(app)


def test_the_same_program_is_said_to_differ_in_nothing():
    app = opened()
    box = next(b for b in app.selectbox if b.key.startswith("winners_old"))
    box.set_value("saved version").run()
    assert not app.exception and "Nothing differs" in text(app) and not app.get("download_button")


def test_tiers_of_other_names_may_be_mapped_by_hand():
    app = opened(edit=called_differently)
    assert "Diamond becomes Step 2" in text(app)
    box = next(b for b in app.selectbox if b.key.endswith("-Gold"))
    box.set_value("Step 2").run()
    assert not app.exception and "Gold becomes Step 2" in text(app)
    next(b for b in app.selectbox if b.key.endswith("-Silver")).set_value("Step 2")
    next(b for b in app.selectbox if b.key.endswith("-Gold")).set_value("Step 0").run()
    assert not app.exception and "let no tier pass another" in text(app)


def test_what_was_chosen_is_there_after_another_page():
    app = opened(edit=called_differently)
    box = lambda start: next(b for b in app.selectbox if b.key.startswith(start))  # noqa: E731
    gold = next(b for b in app.selectbox if b.key.endswith("-Gold")).key
    app.selectbox(key=gold).set_value("Step 2").run()
    app.switch_page("pages/members.py").run()
    app.switch_page("pages/winners.py").run()
    assert not app.exception and app.selectbox(key=gold).value == "Step 2"
    box("winners_old").set_value("points_only").run()
    app.switch_page("pages/members.py").run()
    app.switch_page("pages/winners.py").run()
    assert not app.exception and box("winners_old").value == "points_only"


def test_a_policy_that_cannot_be_is_said_why():
    app = opened(edit=by_orders)
    assert "has not counted what the new tiers ask for" in text(app) and "Kept until the review" in text(app)


def test_an_old_program_that_does_not_fit_the_opening_base_is_refused_in_words():
    """Members of the second tier cannot come from a program of one."""
    app = opened("beauty_spend")
    next(b for b in app.selectbox if b.key.startswith("winners_old")).set_value("points_only").run()
    assert not app.exception and "This program does not fit" in text(app) and not app.get("download_button")
