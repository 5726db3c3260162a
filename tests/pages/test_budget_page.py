"""The budget page says what the module computes, for the whole program and for one mechanic, and keeps a budget that was typed."""
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from simulation.finance.budget import budget, rounded
from simulation.reporting import numbers
from simulation.scenario import load_scenario
from tests.pages.looking import words

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUNS = 4


@pytest.fixture(autouse=True)
def small_runs(monkeypatch):
    monkeypatch.setattr("pages.common.budgeting_parts.CHOICES", (RUNS, 6))
    monkeypatch.setattr("pages.common.budgeting_parts.RUNS", RUNS)


def opened(scenario=""):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    if scenario:
        app.query_params["scenario"] = scenario
    app.run().switch_page("pages/budget.py").run()
    assert not app.exception
    return app


def inputs(app):
    return [n for n in app.number_input if n.key.startswith("budget.")]


def test_the_page_shows_the_figures_of_the_module():
    app = opened()
    found = budget(load_scenario("handbook_four_tiers").with_run(members=500), RUNS)
    years = list(found.ends())
    medians = {year: rounded(sorted(found.year_end(year).tolist())[1]) for year in years}      # the 2nd of 4 runs
    assert [n.value for n in inputs(app)] == [x / 100 for x in medians.values()]
    holds, mean = found.joint(medians)
    assert f"<em>{holds} of {RUNS} runs</em>" in words(app)
    for row in found.verdicts(medians).to_dict("records"):
        assert numbers.money(row["p90"] / 100, "¥") in words(app)
        assert f"{row['runs_over']} of {RUNS} runs over" in words(app)
    assert numbers.money(mean / 100, "¥") in words(app)
    keys = {b.key for b in app.get("download_button")}
    assert {"csv-budget_years", "csv-budget_runs", "csv-budget_months", "csv-budget_tail_assumptions", "csv-budget_tail_costs"} <= keys


def test_a_typed_budget_is_held_against_the_runs_and_kept():
    app = opened()
    for n in inputs(app):
        n.set_value(1e9)
    app.run()
    assert not app.exception and f"<em>{RUNS} of {RUNS} runs</em>" in words(app) and "In no month" in words(app)
    app.switch_page("pages/costs.py").run()
    app.switch_page("pages/budget.py").run()
    assert [n.value for n in inputs(app)] == [1e9] * 3
    inputs(app)[0].set_value(0).run()
    assert f"<em>0 of {RUNS} runs</em>" in words(app)


def test_one_mechanic_and_years_of_the_run():
    app = opened()
    label = app.selectbox(key="budget_label")
    assert len(label.options) > 2
    app.selectbox(key="budget_label").set_value("tier_benefits").run()
    assert not app.exception
    found = budget(load_scenario("handbook_four_tiers").with_run(members=500), RUNS)
    assert inputs(app)[0].value == rounded(sorted(found.year_end("FY2026", "tier_benefits").tolist())[1]) / 100
    by = next(b for b in app.button_group if b.key == "budget_by")
    by.set_value("run").run()
    assert not app.exception and "Year 1" in words(app)


def test_a_program_without_cost_says_so():
    app = opened("no_program")
    assert "costs nothing" in words(app) and not inputs(app)
