"""The page of the pilot and the actuals: its answer follows its inputs, and a table given is compared or refused in words."""
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from simulation.actuals import COLUMNS, by_month, forecast
from simulation.scenario import load_scenario
from simulation.simulate import simulate
from tests.pages.looking import words

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def small_runs(monkeypatch):
    """Few runs: the page is tested here, not the figures."""
    monkeypatch.setattr("pages.common.sidebar.SIZES", (300, 2_000))


@pytest.fixture
def app():
    first = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    first.selectbox(key="members").set_value(2_000).run()
    return first.switch_page("pages/pilot.py").run()


def give(app, **changes):
    """Uploads seven months of actuals: the forecast, some columns times a factor from month 4 on."""
    own = forecast(load_scenario("handbook_four_tiers").with_run(members=10_000, months=12), runs=0).own.iloc[:7].copy()
    for column, factor in changes.items():
        own.loc[4:, column] *= factor
    table = own[list(COLUMNS)].round().to_csv()
    return app.get("file_uploader")[0].upload("ours.csv", table.encode()).run()


def test_the_answer_names_members_months_and_power(app):
    assert not app.exception and not app.error
    text = words(app)
    assert "members in each group</em> over 6 months shows +\u2060¥" in text and "with 80% power" in text
    for label in ("Members in all", "Effect to see", "Power over the runs", "Smallest effect seen"):
        assert label in text


def test_the_answer_follows_the_inputs(app):
    before = words(app)
    app.number_input(key="pilot_months").set_value(12).run()
    assert "over 12 months" in words(app) and words(app) != before
    app.number_input(key="pilot_holdout").set_value(10).run()
    assert "members with the program and" in words(app) and "a few large buyers weigh heavily" in words(app)
    app.selectbox(key="pilot_measured").set_value("active").run()
    assert " pp in the share that orders in its last 3 months" in words(app)
    app.number_input(key="pilot_before").set_value(6).run()
    assert "correlation 0." in words(app)
    app.number_input(key="pilot_at_hand").set_value(9_000_000).run()
    assert "9,000,000 members at hand are enough" in words(app)
    assert not app.exception and not app.error


def test_inputs_survive_a_change_of_page(app):
    app.number_input(key="pilot_months").set_value(9).run()
    app.switch_page("pages/costs.py").run()
    app.switch_page("pages/pilot.py").run()
    assert app.number_input(key="pilot_months").value == 9 and "over 9 months" in words(app)


def test_without_a_program_there_is_nothing_to_try(app):
    app.selectbox(key="scenario").set_value("no_program").run()
    assert not app.exception and "There is <em>no program</em> to try here" in words(app)


def test_an_effect_lost_in_luck_is_said(app):
    app.selectbox(key="members").set_value(300).run()
    app.selectbox(key="pilot_measured").set_value("retained").run()
    assert not app.exception and ("too small to tell" in words(app) or "nothing to see" in words(app))


def test_the_template_and_the_empty_state(app):
    assert any(b.key == "template" for b in app.get("download_button"))
    assert "No actuals yet" in words(app)


def test_actuals_as_forecast(app):
    give(app)
    assert not app.exception and not app.error
    assert "The actuals are as forecast." in words(app) and "What to look at first" not in words(app)


def test_what_deviates_is_named_with_its_remedy(app):
    give(app, points_redeemed=1.6, sales=0.7)
    assert not app.exception and not app.error
    text = words(app)
    assert "above the forecast since month 4." in text and "Sales (below since month 4)" in text
    assert "Members who never redeem 0.25 (0.35 to 0.05)" in text and "Average basket 200" in text
    assert "No number alone explains it." in text or "fits best" in text
    assert {"csv-compared", "csv-forecast", "csv-pilot", "csv-power", "csv-look-at", "csv-one-number"} <= {b.key for b in app.get("download_button")}


def test_the_number_that_is_another_is_named_with_its_value(app):
    scenario = load_scenario("handbook_four_tiers").with_run(members=10_000, months=12)
    world = scenario.with_market(scenario.market.with_values(average_basket=150))
    app.get("file_uploader")[0].upload("ours.csv", by_month(simulate(world)).round().to_csv().encode()).run()
    assert not app.exception and not app.error
    assert "Average basket at 150 instead of 200 fits best." in words(app)


def test_actuals_stay_on_a_change_of_page_and_can_be_removed(app):
    give(app, sales=0.7)
    app.switch_page("pages/costs.py").run()
    app.switch_page("pages/pilot.py").run()
    assert "Sales" in words(app) and "below the forecast since month 4." in words(app) and "Compared: ours.csv" in words(app)
    app.button(key="actuals_remove").click().run()
    assert not app.exception and "No actuals yet" in words(app)


@pytest.mark.parametrize(("content", "said"), [
    (b"month,sale\n1,2\n", "did you mean 'sales'?"), (b"\xff\xfe\x00", "is not UTF\\-8 text"), (b"month,sales\n1,many\n", "line 2, sales"),
    (b"month,*sales*\n1,2\n", "no column is called"),
])
def test_a_bad_table_is_refused_in_words(app, content, said):
    app.get("file_uploader")[0].upload("bad.csv", content).run()
    assert not app.exception
    assert said in app.error[0].value and "bad" in app.error[0].value


def test_months_after_the_forecast_are_left_out_in_words(app):
    app.get("file_uploader")[0].upload("late.csv", b"month,sales\n1,100\n13,100\n").run()
    assert not app.exception and "Months after 12 are left out" in words(app)
    app.get("file_uploader")[0].upload("later.csv", b"month,sales\n13,100\n").run()
    assert not app.exception and "Nothing to compare" in words(app)
