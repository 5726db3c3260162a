"""Member data: the example, a file of one's own, files that are faulty, and the market that comes of it."""
import pathlib

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from simulation.scenario import load_market
from simulation.store import Store
from tests.pages.looking import words

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADER = "customer_id,date,amount\n"
FEW = (HEADER + "a,2024-01-01,5\nb,2024-02-01,6\n").encode()


def orders(n=40, extra="") -> bytes:
    """n customers who order every 5 to 11 days, some only in January; sums differ."""
    rows = [f"c{k:02d},2024-{1 + day // 28:02d}-{1 + day % 28:02d},{10 + 3 * k + day % 5}{extra and ',' + str(k % 2)}"
            for k in range(n) for day in range(k % 4, 28 if k % 3 else 300, 5 + k % 7)]  # fmt: skip
    return ("customer_id,date,amount" + (extra and ",discount") + "\n" + "\n".join(rows)).encode()


@pytest.fixture
def page(monkeypatch):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    return app.switch_page("pages/data.py").run()


def upload(app, content, name="ours.csv"):
    return app.get("file_uploader")[0].upload(name, content).run()


def downloads(app) -> dict[str, object]:
    return {b.key: b for b in app.get("download_button")}


def test_the_page_opens_with_an_example_that_says_it_is_one(page):
    assert not page.exception and not page.error
    text = words(page)
    assert "Simulated example data, not yours" in text and "best customers" in text and "Give your own orders" in text
    assert {"data_sample", "csv-segments", "csv-rfm", "csv-customers", "csv-cycle", "csv-tenths", "csv-warning_sizes", "csv-warning_50",
            "csv-warning_30", "csv-warning_10", "csv-fitted", "data_market"} <= set(downloads(page))  # fmt: skip


def test_a_file_of_ones_own_replaces_the_example_survives_a_change_of_page_and_can_be_put_away(page):
    upload(page, orders())
    assert not page.exception and not page.error
    assert "ours.csv: 40 customers" in words(page) and "Simulated example" not in words(page)
    page.switch_page("pages/costs.py").run()
    page.switch_page("pages/data.py").run()
    assert "ours.csv: 40 customers" in words(page)
    page.text_input(key="data_currency").set_value("usd").run()
    assert not page.error and "$" in words(page)
    page.text_input(key="data_currency").set_value("u$").run()
    assert "give three letters" in page.error[0].value and not page.exception
    page.button(key="data_example").click().run()
    assert "Simulated example data" in words(page)


@pytest.mark.parametrize(("content", "said"), [
    (b"", "is empty"),
    (b"\xff\xfe\x00", "cannot be read as text"),
    (b"customer_id,amount\n1,2\n", "no column for date among"),
    ((HEADER + "1,31.12.2024,5\n").encode(), "line 2, column 'date': '31.12.2024' is not a date; write dates as"),
    ((HEADER + "1,2024-01-01,$5\n1,2024-01-01,$6\n").encode(), "column 'amount': '$5' is not a number (the first of 2)"),
    ((HEADER + "1,2024-01-01,-5\n").encode(), "is negative; returns should be left out"),
    (b"customer_id,date,amount,discount\n1,2024-01-01,5,yes\n", "column 'discount': 'yes' is no discount"),
    ((HEADER + "1,2024-01-01,1,234.50\n").encode(), "do not fit together"),
])  # fmt: skip
def test_a_bad_upload_is_refused_in_words_and_nothing_of_it_is_shown(page, content, said):
    upload(page, content, "bad file.csv")
    assert not page.exception
    message = page.error[0].value.replace("\\", "")
    assert said in message and message.startswith("bad file.csv")
    assert "Nothing of this file was taken" in words(page) and "Simulated example data" in words(page)


def test_a_dollar_sign_of_a_file_is_no_formula(page):
    upload(page, (HEADER + "1,2024-01-01,$5\n").encode())
    assert r"\$5" in page.error[0].value


def test_names_of_files_are_text(page):
    upload(page, orders(), "<b>x</b>.csv")
    assert not page.exception and "<b>x</b>.csv" not in words(page) and "&lt;b&gt;x" in words(page)


def test_too_few_orders_for_the_models_still_show_what_can_be_shown(page):
    upload(page, FEW)
    assert not page.exception and not page.error
    text = words(page)
    assert "cannot be told: 0 of 2 customers purchased again" in text and "No second orders" in text
    assert "csv-segments" in downloads(page) and "data_market" not in downloads(page)


def test_profiles_need_a_discount_column(page):
    assert "Price-sensitive" not in words(page)
    upload(page, orders(extra="d"))
    assert not page.exception and "Price-sensitive: 20" in words(page)


def test_scores_by_limits_of_ones_own(page):
    page.segmented_control(key="data_scores").set_value("limits").run()
    assert not page.exception and not page.error
    before = words(page)
    page.text_input(key="data_limit_orders").set_value("2, 4, 30, 40").run()
    assert not page.error and words(page) != before
    page.text_input(key="data_limit_orders").set_value("5, 4, x").run()
    assert not page.exception and "**Orders** is 5, 4, nan; give four numbers that rise" in page.error[0].value


def test_the_share_of_customers_of_value_moves_the_lists(page):
    before = words(page)
    page.segmented_control(key="data_value").set_value(0.4).run()
    assert not page.exception and words(page) != before and "the top 40% by sales" in words(page)


def test_the_fitted_market_is_one_and_says_where_it_comes_from(page, monkeypatch):
    written = []
    monkeypatch.setattr("pages.common.market_parts.dump", lambda document: written.append(document) or yaml.safe_dump(document))
    upload(page, orders())
    page.selectbox(key="data_base").set_value("beauty_us").run()
    document = written[-1]
    assert document["extends"] == "beauty_us"
    assert document["r"]["source"].startswith("fitted on ours.csv, orders from 2024-01-01: 40 customers up to 2024-")
    market = load_market(document)
    assert market.margin == load_market("beauty_us").margin and market.r.value == document["r"]["value"]


def test_the_fitted_market_becomes_a_scenario_that_is_chosen(page):
    upload(page, orders())
    page.text_input(key="data_scenario-ours").set_value("Our shop").run()
    page.button(key="go_use_market").click().run()
    assert not page.exception and not page.error
    [saved] = [s for s in Store().listed() if s.name == "Our shop"]
    assert page.selectbox(key="scenario").value == f"saved-{saved.id}"
    scenario, _ = Store().load(saved.id)
    assert "fitted on ours.csv" in scenario.market.alpha.source and scenario.program.tier_names
    page.button(key="go_use_market").click().run()
    page.text_input(key="data_scenario-ours").set_value("Our shop").run()
    page.button(key="go_use_market").click().run()
    assert "choose another name" in page.error[0].value and not page.exception
