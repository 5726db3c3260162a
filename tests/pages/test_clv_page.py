"""The page of member value says what the module found; "How is a figure made?" shows formula, inputs and parts on Home and Costs."""
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from simulation.finance.clv import ALL, TIER_END, member_value
from simulation.finance.explain_figure import explain, figures
from simulation.ledger import COMPONENTS
from simulation.market import Assumption
from simulation.reporting import numbers
from simulation.scenario import load_scenario
from simulation.simulate import simulate
from simulation.store import Store
from tests.pages.looking import downloads, words

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUNS = 3


@pytest.fixture(autouse=True)
def small_runs(monkeypatch):
    monkeypatch.setattr("pages.common.results.RUNS", RUNS)


def opened(page="clv", scenario=""):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    if scenario:
        app.query_params["scenario"] = scenario
    app.run()
    if page != "home":
        app.switch_page(f"pages/{page}.py").run()
    assert not app.exception and not app.error
    return app


def test_the_page_says_what_the_module_found():
    text, held = words(opened()), load_scenario("handbook_four_tiers").with_run(members=500)
    found = member_value(held, RUNS)
    tiers = [key for key in found.table.index if key[0] == TIER_END and found.table.loc[key, "members"] >= 30]
    row, whole, name = found.table.loc[tiers[-1]], found.table.loc[(ALL, 0)], held.program.tier_names[tiers[-1][1]]
    money = lambda v, sign=False: numbers.money(v, held.market.symbol, sign=sign)  # noqa: E731
    for said in (f"A member who ends in {name}", money(row["with_total"]), money(row["with_beyond"]), money(abs(row["member_added"])),
                 money(whole["with_total"]), money(whole["member_added"], True), numbers.percent(found.soon, 0)):
        assert said in text, said


def test_every_split_has_its_table_and_files():
    app = opened()
    assert {"csv-clv", "csv-clv_checks"} <= downloads(app) and "does not tie" not in words(app)
    assert "Everybody" in words(app) and "Diamond" in words(app)
    app.session_state["clv_split"] = "band"
    app.run()
    assert not app.exception and "Heavy buyers" in words(app)


def test_without_a_program_nothing_is_added():
    text = words(opened(scenario="no_program"))
    assert "There is no program here, so it adds nothing" in text and "who ends in" not in text


def test_without_a_discount_rate_the_page_says_what_to_do():
    held = load_scenario("handbook_four_tiers")
    market = held.market.model_copy(update={"discount_rate": Assumption(value=0.0, source="test")})
    name = Store().create("Nothing discounted", held.model_copy(update={"market": market, "market_name": ""}))
    assert "discount rate above 0" in words(opened(scenario=f"saved-{name}"))


@pytest.mark.parametrize(("page", "name"), [("home", "net_value"), ("home", "retention_rate_12m"), ("costs", "reward_cost"), ("costs", "roi")])
def test_a_figure_is_explained_where_it_stands(page, name):
    app = opened(page)
    box = next(b for b in app.selectbox if b.key == f"explain_{page}")
    box.set_value(name).run()
    assert not app.exception
    found, text = explain(simulate(load_scenario("handbook_four_tiers").with_run(members=500)), name), words(app)
    assert found.figure.formula in text and "ties" in text and "csv-figure" in downloads(app)
    if found.figure.unit == "money":
        assert numbers.amount(found.value, "¥", 2) in text
    assert any(len(frame.value) == len(found.parts) for frame in app.dataframe)
    listed = text + " ".join(str(frame.value.to_dict()) for frame in app.dataframe)
    for i in found.inputs:
        assert i.place in listed, i.place


def test_every_figure_offered_is_known():
    from pages.common.home import EXPLAINED

    assert set(EXPLAINED) <= set(figures()) and set(COMPONENTS) <= set(figures())
