"""The pages of points liability and of breakage say what the modules compute."""
import pathlib

from streamlit.testing.v1 import AppTest

from simulation.finance.liability import rollforward
from simulation.reporting import numbers
from simulation.scenario import load_scenario
from simulation.simulate import simulate

ROOT = pathlib.Path(__file__).resolve().parents[2]


def opened(page, scenario="handbook_four_tiers"):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["scenario"] = scenario
    app.run().switch_page(f"pages/{page}.py").run()
    assert not app.exception and not app.error
    return app, " ".join(e.proto.body for e in app.get("html"))


def test_the_answer_is_the_closing_liability_of_the_roll_forward_and_all_ties():
    app, text = opened("liability")
    outcome = simulate(load_scenario("handbook_four_tiers"), members=app.session_state["members"] or 500)
    table, market = rollforward(outcome), outcome.scenario.market
    assert numbers.money(table["closing"].iloc[-1] / 100, market.symbol) in text
    assert numbers.amount(table["deferred"].sum() / 100, digits=2) in text
    assert "ties to the cent" in text and "ties to the point" in text and "does not tie" not in text
    assert "IFRS 15 Example 52: liability after year 2" in text and "1,073" in text
    wanted = {"liability_plan", "liability_chain_ladder", "liability_truth", "liability_cost", "liability_given", "journal", "allocation"}
    assert {f"csv-{name}" for name in wanted} <= {b.key for b in app.get("download_button")}


def test_another_account_and_a_single_month_can_be_chosen():
    app, _ = opened("liability")
    cost = rollforward(simulate(load_scenario("handbook_four_tiers"), members=app.session_state["members"] or 500), "cost")
    app.selectbox(key="liability_account").set_value("cost").run()
    app.selectbox(key="journal_month").set_value(7).run()
    text = " ".join(e.proto.body for e in app.get("html"))
    assert not app.exception and numbers.amount(cost["closing"].iloc[-1] / 100, digits=2) in text


def test_fees_stand_beside_the_points():
    app, text = opened("liability", "paid_shipping")
    assert "Fees received in advance" in text and "Fees of the paid plan" in text and "csv-fees" in {b.key for b in app.get("download_button")}


def test_a_program_without_points_owes_nothing():
    _, text = opened("liability", "no_program")
    assert "nothing is owed" in text
    _, text = opened("breakage", "no_program")
    assert "Nothing in this program gives points" in text


def test_breakage_is_told_with_the_truth_and_with_what_estimators_said():
    app, text = opened("breakage")
    for said in ("are never redeemed", "Naive ratio", "Vintage chain-ladder", "Vintages that have run out", "nothing more is redeemed", "Triangle"):
        assert said in text, said
    assert {"csv-breakage", "csv-triangle", "csv-vintage_curves", "csv-expiry_forecast"} <= {b.key for b in app.get("download_button")}


def test_where_points_never_expire_there_is_no_truth():
    _, text = opened("breakage", "cd_shop_points")
    assert "No truth" in text and "never expire" in text
    _, text = opened("breakage", "beauty_spend")
    assert "known only to lie in this range" in text
