"""Member data: scores, segments, cycle, spend and warning lists, on a shop small enough to work by hand and on the CDNOW sample."""
import math

import numpy as np
import pandas as pd
import pytest

from simulation import insight
from simulation.example import example_orders
from simulation.inputs import ScenarioError
from simulation.insight import RFM_MAP, SEGMENTS, Limits, rescored
from simulation.labels import LABELS
from simulation.purchasing import fit_purchasing, read_transactions
from simulation.scenario import load_scenario
from simulation.transactions import TransactionsError

SHOP = pd.DataFrame(
    [("ann", "2024-01-01", 10), ("ann", "2024-01-15", 20), ("ann", "2024-01-15", 30), ("ann", "2024-02-12", 40), ("bob", "2024-01-08", 5),
     ("cai", "2024-02-05", 7), ("cai", "2024-03-04", 9), ("dan", "2024-02-19", 200),
     ("eve", "2024-03-01", 1), ("eve", "2024-03-02", 1), ("eve", "2024-03-03", 1), ("eve", "2024-03-04", 1)],
    columns=["customer_id", "date", "amount"])  # fmt: skip


@pytest.fixture(scope="module")
def shop():
    return insight.insight(SHOP)


@pytest.fixture(scope="module")
def people(shop):
    return shop.customers.set_index("customer_id")


@pytest.fixture(scope="module")
def cdnow(cdnow_file):
    return read_transactions(cdnow_file)


@pytest.fixture(scope="module")
def known(cdnow):
    """What was known on 30 September 1997, the end of the published calibration."""
    return insight.insight(cdnow[cdnow["date"] <= "1997-09-30"])


# ======== worked by hand ==================================================================================================
def test_orders_are_counted_once_a_day_and_days_back_from_the_last_in_the_file(shop, people):
    assert (shop.n_orders, str(shop.first_day), str(shop.last_day)) == (11, "2024-01-01", "2024-03-04")
    # 2024 is a leap year: 12 February is 21 days before 4 March.
    assert people["recency_days"].to_dict() == {"ann": 21, "bob": 56, "cai": 0, "dan": 14, "eve": 0}
    assert people["orders"].to_dict() == {"ann": 3, "bob": 1, "cai": 2, "dan": 1, "eve": 4}
    assert people["sales"].to_dict() == {"ann": 100, "bob": 5, "cai": 16, "dan": 200, "eve": 4}
    assert people.loc["ann", "average_order"] == pytest.approx(100 / 3)


def test_scores_are_fifths_and_equal_values_share_the_middle_of_their_places(people):
    # cai and eve share places 1 and 2 of the days: 1.5 of 5, less a half, is a fifth of the way: score 5, the latest.
    assert people["recency_score"].to_dict() == {"ann": 2, "bob": 1, "cai": 5, "dan": 3, "eve": 5}
    assert people["frequency_score"].to_dict() == {"ann": 4, "bob": 1, "cai": 3, "dan": 1, "eve": 5}
    assert people["monetary_score"].to_dict() == {"ann": 4, "bob": 2, "cai": 3, "dan": 5, "eve": 1}
    assert people["value_score"].to_dict() == {"ann": 4, "bob": 2, "cai": 3, "dan": 3, "eve": 3}, "mean of the two, halves up"
    assert people["segment"].to_dict() == {"ann": "at_risk", "bob": "lost", "cai": "loyal", "dan": "loyal", "eve": "loyal"}


def test_scores_by_limits_of_your_own(shop):
    own = rescored(shop, Limits((14, 20, 50, 60), (2, 3, 5, 10), (5, 16, 100, 200))).customers.set_index("customer_id")
    # within 14 days is 5; ann's 21 is within the third limit; bob's 56 within the fourth
    assert own["recency_score"].to_dict() == {"ann": 3, "bob": 2, "cai": 5, "dan": 5, "eve": 5}
    assert own["frequency_score"].to_dict() == {"ann": 3, "bob": 1, "cai": 2, "dan": 1, "eve": 3}, "the limit itself is reached"
    assert own["monetary_score"].to_dict() == {"ann": 4, "bob": 2, "cai": 3, "dan": 5, "eve": 1}
    assert rescored(shop, None).customers.equals(shop.customers)


@pytest.mark.parametrize("limits", [(), (1, 2, 3), (1, 2, 3, 3), (4, 3, 2, 1), (1, 2, 3, math.nan), (-1, 2, 3, 4), (1, 2, 3, math.inf)])
def test_limits_that_do_not_rise_are_refused(limits):
    with pytest.raises(ScenarioError, match=r"orders: is .*; give four numbers that rise"):
        Limits((1, 2, 3, 4), limits, (1, 2, 3, 4))


def test_segments_add_up(shop):
    table = insight.segments(shop.customers).set_index("segment")
    assert list(table.index) == list(SEGMENTS) and table["customers"].sum() == 5
    assert table.loc["loyal", ["customers", "sales", "orders"]].tolist() == [3, 220, 7]
    assert table.loc["loyal", "share_of_sales"] == pytest.approx(220 / 325) and table["share_of_sales"].sum() == pytest.approx(1)
    assert table.loc["champions", "customers"] == 0
    grid = insight.rfm_grid(shop.customers)
    assert (len(grid), grid["customers"].sum(), grid["sales"].sum()) == (25, 5, 325)
    cell = grid[(grid["value_score"] == 3) & (grid["recency_score"] == 5)].iloc[0]
    assert (cell["customers"], cell["sales"], cell["segment"]) == (2, 20, "loyal")
    assert insight.recency_ranges(shop.customers) == [(56, 56), (21, 21), (14, 14), None, (0, 0)]


def test_the_map_names_every_segment_and_no_other():
    assert {name for row in RFM_MAP for name in row} == set(SEGMENTS) and [len(row) for row in RFM_MAP] == [5] * 5


def test_days_between_orders(shop):
    # ann 14 and 28, cai 28, eve three times 1: sorted 1 1 1 14 28 28
    assert sorted(shop.gaps["days"]) == [1, 1, 1, 14, 28, 28]
    every, second = insight.purchase_cycle(shop.gaps).itertuples(index=False)
    assert every == ("any two orders", 6, 1.0, 7.5, 24.5, 28.0)
    assert second[:4] == ("first to second", 3, 7.5, 14.0), "ann 14, cai 28, eve 1"
    bars = insight.cycle_histogram(shop.gaps)
    assert bars["gaps"].tolist() == [3, 1, 0, 2, 0] and bars["from_day"].tolist() == [1, 8, 15, 22, 29] and not bars["to_day"].isna().any()


def test_long_gaps_are_one_bar_without_an_end():
    gaps = pd.DataFrame({"days": [7] * 98 + [8, 400], "nth": 1})
    bars = insight.cycle_histogram(gaps)
    assert bars["gaps"].tolist() == [98, 1, 1] and bars["to_day"].isna().tolist() == [False, False, True]
    wide = insight.cycle_histogram(pd.DataFrame({"days": range(1, 701), "nth": 1}))
    assert len(wide) <= 27 and wide["gaps"].sum() == 700 and wide["gaps"].iloc[0] == wide["to_day"].iloc[0] == 28, "95 weeks: four to a bar"


def test_tenths_and_the_share_of_the_top(shop):
    buyers = pd.DataFrame({"customer_id": [f"{k:02d}" for k in range(25)], "orders_12m": 1, "sales_12m": range(1, 26)})
    table = insight.tenths(buyers)
    assert table["customers"].tolist() == [3, 2, 3, 2, 3, 2, 3, 2, 3, 2], "the first k tenths hold 2.5 k, rounded up"
    assert insight.top_share(table, 1) == pytest.approx((25 + 24 + 23) / 325)
    assert insight.top_share(table, 2) == pytest.approx((25 + 24 + 23 + 22 + 21) / 325) and insight.top_share(table, 10) == pytest.approx(1)
    assert table.loc[0, ["least", "most", "mean"]].tolist() == [23, 25, 24]
    small = insight.tenths(shop.customers)
    assert small["tenth"].tolist() == [1, 3, 5, 7, 9] and insight.top_share(small, 2) == pytest.approx(200 / 325)


def test_the_last_year_holds_365_days_or_the_whole_of_a_shorter_file(shop):
    assert shop.year_days == 64 and (shop.customers["sales_12m"] == shop.customers["sales"]).all()
    long = insight.insight(pd.concat([SHOP, pd.DataFrame([("ann", "2023-03-05", 8), ("fay", "2023-03-04", 50), ("fay", "2023-03-06", 2)],
                                                         columns=SHOP.columns)]))  # fmt: skip
    lately = long.customers.set_index("customer_id")
    assert long.year_days == 365, "2023-03-06 to 2024-03-04 are 365 days, for 29 February is among them"
    assert (lately.loc["ann", "sales_12m"], lately.loc["fay", "sales_12m"], lately.loc["fay", "orders_12m"]) == (100, 2, 1)


def test_warning_lists_hold_the_customers_of_value_whose_chance_is_small():
    people = pd.DataFrame({"customer_id": list("abcdefghij"), "sales": [100, 90, 80, 80, 5, 4, 3, 2, 1, 0],
                           "probability_alive": [0.4, 0.05, np.nan, 0.2, 0.29, 0.1, 1.0, 0.5, np.nan, 0.0]})  # fmt: skip
    assert insight.of_value(people, 0.3).tolist() == [True] * 3 + [False] * 7, "of two equal spenders the first by name"
    assert insight.of_value(people, 0.25).sum() == 3, "rounded up"
    assert insight.warning_list(people, 0.5, 0.4)["customer_id"].tolist() == ["a", "b", "d"], "c ordered once, so nothing is known"
    sizes = insight.warning_sizes(people, 0.4)
    assert sizes["below"].tolist() == [0.5, 0.3, 0.1]
    assert sizes["repeat_customers"].tolist() == [6, 5, 2] and sizes["of_value"].tolist() == [3, 2, 1]
    assert sizes["sales"].tolist() == [270, 170, 90] and sizes["share_of_sales"].iloc[0] == pytest.approx(270 / 365)
    assert insight.alive_histogram(people, 1).tolist() == [2, 1, 2, 0, 1, 1, 0, 0, 0, 1], "0.1 begins the second bar, 1 ends the last"


def test_profiles_where_discounts_are_known():
    rows = [(who, f"2024-01-{day:02d}", pay, off) for who, pay, offs in (("a", 10, (1, 0)), ("b", 99, (0, 0)), ("c", 10, (0, 0, 5)),
            ("d", 98, (1, 1)), ("e", 500, (0,)), ("f", 12, (0, 0)), ("g", 13, (0, 0)), ("h", 14, (0, 0)), ("i", 15, (0, 0)), ("j", 16, (0, 0)))
            for day, off in enumerate(offs, start=1)]  # fmt: skip
    found = insight.insight(pd.DataFrame(rows, columns=["customer_id", "date", "amount", "discount"])).customers.set_index("customer_id")
    # The top fifth of ten average orders are e's 500 and b's 99; e ordered only once.
    assert found["profile"].to_dict() == {"a": "price_sensitive", "b": "quality_seeking", "d": "price_sensitive"} | dict.fromkeys("cefghij", "")
    assert found.loc["c", "discount_share"] == pytest.approx(1 / 3)


def test_without_a_discount_column_nobody_has_a_profile(shop):
    assert "profile" not in shop.customers


# ======== files that say little ===========================================================================================
@pytest.mark.parametrize(("rows", "why"), [
    ([("a", "2024-01-01", 5)], "0 of 1 customers purchased again"),
    ([("a", "2024-01-01", 0), ("b", "2024-01-01", 0)], "0 of 2 customers purchased again"),
    ([("a", "2024-01-01", 5), ("a", "2024-01-09", 5), ("b", "2024-01-02", 5), ("b", "2024-01-09", 5)], "do not vary"),
])  # fmt: skip
def test_few_orders_still_have_segments_and_say_why_there_is_no_model(rows, why):
    found = insight.insight(pd.DataFrame(rows, columns=["customer_id", "date", "amount"]))
    assert found.model is None and why in found.no_model
    assert insight.segments(found.customers)["customers"].sum() == len(found.customers)
    assert found.customers["probability_alive"].isna().all() and insight.warning_sizes(found.customers)["of_value"].eq(0).all()
    assert insight.segments(found.customers)["expected_orders"].isna().all(), "not known is not 0"
    assert np.isfinite(insight.tenths(found.customers)["share_of_sales"]).all()
    assert insight.cycle_histogram(found.gaps)["gaps"].sum() == len(found.gaps) and insight.purchase_cycle(found.gaps).empty == found.gaps.empty


def test_faulty_tables_are_refused():
    with pytest.raises(TransactionsError, match=r"row 2, column 'amount': '-3' is negative"):
        insight.insight(pd.DataFrame({"customer_id": [1, 2], "date": "2024-01-01", "amount": [1, -3]}))


def test_every_column_has_a_label(shop):
    tables = [shop.customers, insight.segments(shop.customers), insight.rfm_grid(shop.customers), insight.purchase_cycle(shop.gaps),
              insight.cycle_histogram(shop.gaps), insight.tenths(shop.customers), insight.warning_sizes(shop.customers)]  # fmt: skip
    assert not {column for table in tables for column in table.columns} - set(LABELS)


# ======== CDNOW ===========================================================================================================
def test_cdnow_ties_to_the_file(cdnow, known):
    past = cdnow[cdnow["date"] <= "1997-09-30"]
    people = known.customers
    assert len(people) == 2357 and people["sales"].sum() == pytest.approx(past["amount"].sum())
    assert people["orders"].sum() == known.n_orders == len(past.drop_duplicates(["customer_id", "date"]))
    assert len(known.gaps) == known.n_orders - 2357 and (known.gaps["nth"] == 1).sum() == 946, "946 bought again (Fader, Hardie and Lee 2005)"
    spend = np.sort(past.groupby("customer_id")["amount"].sum())[::-1]
    assert insight.top_share(insight.tenths(people), 1) == pytest.approx(spend[:236].sum() / spend.sum())
    assert known.model == fit_purchasing(cdnow, "1997-09-30")


def test_the_warning_lists_hold_in_the_39_weeks_that_followed_on_cdnow(cdnow, known):
    people, came = known.customers, cdnow.loc[cdnow["date"] > "1997-09-30", "customer_id"].unique()
    again = people["customer_id"].isin(came)
    alive = people["probability_alive"]
    shares = [again[(alive >= low) & (alive < high)].mean() for low, high in ((0, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 1.01))]
    assert shares == sorted(shares), "the smaller the chance, the fewer came back"
    assert shares == pytest.approx([0.30, 0.41, 0.52, 0.75], abs=0.005)
    by_segment = again.groupby(people["segment"]).mean()
    assert by_segment["champions"] == by_segment.max() and by_segment["lost"] == by_segment.min()


def test_expected_orders_are_those_of_the_model(known):
    one = known.customers[known.customers["orders"] == 1].iloc[0]
    weeks = (pd.Timestamp(known.last_day) - one["first_order"]).days / 7
    assert one["expected_orders"] == pytest.approx(float(known.model.conditional_expected_purchases(0, 0, weeks, 12)))
    assert math.isnan(one["probability_alive"]), "after one order the model knows nothing of it"


# ======== the example =====================================================================================================
def test_the_example_is_the_same_each_time_and_orders_like_its_market():
    orders = example_orders(600, 104)
    pd.testing.assert_frame_equal(orders, example_orders(600, 104))
    assert not orders.equals(example_orders(600, 104, seed=2))
    assert orders["customer_id"].nunique() == 600 and (orders["date"].min() >= pd.Timestamp("2024-01-01")) and (orders["amount"] > 0).all()
    pd.testing.assert_frame_equal(example_orders(60, 104), orders[orders["customer_id"] <= "M00060"].reset_index(drop=True))
    market, found = load_scenario("no_program").market, fit_purchasing(orders)
    assert found.r / found.alpha == pytest.approx(market.r.value / market.alpha.value, rel=0.15)
    assert found.a / (found.a + found.b) == pytest.approx(market.a.value / (market.a.value + market.b.value), rel=0.15)
    assert found.mean_spend == pytest.approx(market.average_basket.value, rel=0.1)
