"""Whether the purchase models reach the published CDNOW figures, their closed forms hold, and faulty files are named for what they are."""
import dataclasses
import datetime
import io
import math

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.stats import beta

from simulation import purchasing
from simulation.purchasing import (
    TransactionsError,
    conditional_expected_purchases,
    expected_purchases,
    expected_spend,
    fit_purchasing,
    probability_alive,
    read_transactions,
    summarise,
)

CALIBRATION_END = "1997-09-30"
HOLDOUT_WEEKS = 39
# Fader, Hardie and Lee (2005); Fader and Hardie (2013); the table by calibration frequency 0..6 and 7 or more is that of the first.
BGNBD = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
SPEND = {"p": 6.25, "q": 3.74, "v": 15.44, "spend_log_likelihood": -4055.918}
HOLDOUT_MODEL = [0.2251, 0.5231, 1.0441, 1.5203, 2.1638, 2.6538, 3.5040, 6.1570]
HOLDOUT_ACTUAL = [0.2367, 0.6970, 1.3925, 1.5600, 2.5323, 2.9474, 3.8621, 6.3594]


@pytest.fixture(scope="module")
def cdnow(cdnow_file):
    """One row per customer and day, both halves."""
    return read_transactions(cdnow_file).groupby(["customer_id", "date"], as_index=False)["amount"].sum()


@pytest.fixture(scope="module")
def model(cdnow_file):
    return fit_purchasing(cdnow_file, calibration_end=CALIBRATION_END)


def test_the_sample_is_the_published_one(cdnow_file, model):
    transactions = read_transactions(cdnow_file)
    assert (len(transactions), transactions.customer_id.nunique()) == (6919, 2357)
    assert (model.n_customers, model.n_repeaters) == (2357, 946)
    assert (model.time_unit, model.calibration_end, model.notes) == ("weeks", datetime.date(1997, 9, 30), ())


@pytest.mark.parametrize("parameter", BGNBD)
def test_purchase_parameters_are_the_published_ones(model, parameter):
    assert getattr(model, parameter) == pytest.approx(BGNBD[parameter], abs=5e-4)


def test_purchase_log_likelihood_is_the_published_one(model):
    assert model.log_likelihood == pytest.approx(-9582.429, abs=0.01)


@pytest.mark.parametrize("parameter", SPEND)
def test_spend_parameters_are_the_published_ones(model, parameter):
    assert getattr(model, parameter) == pytest.approx(SPEND[parameter], rel=0.005)


def test_spend_log_likelihood_is_the_published_one(model):
    assert model.spend_log_likelihood == pytest.approx(-4055.918, abs=0.01)


def test_a_new_customer_purchases_as_published_in_a_year(model):
    assert model.expected_purchases(52) == pytest.approx(1.444004, abs=1e-4)


def test_the_published_customer_purchases_as_published(model):
    # The worked customer of the paper's spreadsheet: two repeat purchases, the last in week 30.43 of 38.86.
    assert model.conditional_expected_purchases(2, 30.43, 38.86, 39) == pytest.approx(1.226, abs=1e-3)


def test_holdout_purchases_by_calibration_frequency_are_the_published_ones(model, cdnow):
    summary = summarise(cdnow, CALIBRATION_END)
    expected = model.conditional_expected_purchases(summary.frequency, summary.recency, summary["T"], HOLDOUT_WEEKS)
    actual = cdnow[cdnow.date > CALIBRATION_END].groupby("customer_id").size().reindex(summary.index, fill_value=0)
    by_frequency = pd.DataFrame({"model": expected, "actual": actual}).groupby(summary.frequency.clip(upper=7)).mean()
    np.testing.assert_allclose(by_frequency.model, HOLDOUT_MODEL, atol=0.001, rtol=0, err_msg=str(by_frequency))
    np.testing.assert_allclose(by_frequency.actual, HOLDOUT_ACTUAL, atol=5e-5 + 1e-9, rtol=0, err_msg=str(by_frequency))


def test_cumulative_repeat_purchases_of_weeks_40_to_78_err_by_the_published_share(model, cdnow):
    # A purchase stands at the start of its day, and week w ends when 7 w days are over: the clock of the R package BTYD.
    weeks_from_start = (cdnow.date - pd.Timestamp("1997-01-01")).dt.days / 7
    is_repeat = cdnow.customer_id.duplicated()
    first, repeats = weeks_from_start[~is_repeat], weeks_from_start[is_repeat]
    weeks = np.arange(40, 79)
    actual = np.array([(repeats < week).sum() for week in weeks])
    first_weeks, customers = np.unique(first, return_counts=True)
    expected = model.expected_purchases(weeks[:, None] - first_weeks) @ customers
    assert np.mean(np.abs(expected / actual - 1)) == pytest.approx(0.025, abs=0.001)


def test_the_mean_basket_is_that_of_the_parameters(model):
    assert model.mean_spend == pytest.approx(model.p * model.v / (model.q - 1))
    assert model.mean_spend == pytest.approx(35.2, abs=0.1)  # 6.25 * 15.44 / 2.74


def test_a_file_a_table_and_an_upload_fit_alike(model, cdnow_file, cdnow):
    with open(cdnow_file, "rb") as file:
        upload = io.BytesIO(file.read())
    assert fit_purchasing(read_transactions(upload), datetime.date(1997, 9, 30)) == model
    assert fit_purchasing(cdnow, pd.Timestamp(CALIBRATION_END)) == model


def test_fits_do_not_depend_on_the_unit_of_money(model, cdnow):
    in_rupiah = fit_purchasing(cdnow.assign(amount=cdnow.amount * 15_000), CALIBRATION_END)
    assert (in_rupiah.p, in_rupiah.q, in_rupiah.v / 15_000) == pytest.approx((model.p, model.q, model.v), rel=1e-4)
    # Each of the 946 densities is spread over 15,000 times the range.
    assert in_rupiah.spend_log_likelihood == pytest.approx(model.spend_log_likelihood - 946 * math.log(15_000), abs=1e-3)


def test_repeat_customers_who_spent_nothing_count_as_purchases_but_not_as_spend(model, cdnow):
    days = cdnow.date.iloc[[0, 0]] + pd.to_timedelta([0, 7], unit="D")
    free = pd.DataFrame({"customer_id": "free", "date": days, "amount": 0.0})
    fitted = fit_purchasing(pd.concat([cdnow, free]), CALIBRATION_END)
    assert (fitted.n_repeaters, fitted.log_likelihood < model.log_likelihood) == (947, True)
    assert (fitted.p, fitted.q, fitted.v, fitted.spend_log_likelihood) == (model.p, model.q, model.v, model.spend_log_likelihood)


def simulated(seed, n, weeks, r, alpha, a, b, p, q, v):
    """Purchases of n customers who all begin on 2024-01-01, drawn customer by customer from the model's own story."""
    luck, rows = np.random.default_rng(seed), []
    for customer in range(n):
        rate, dropout, spend = luck.gamma(r, 1 / alpha), luck.beta(a, b), luck.gamma(q, 1 / v)
        time, alive = 0.0, True
        while alive and time < weeks:
            rows.append((customer, int(time * 7), luck.gamma(p, 1 / spend)))
            alive = luck.random() >= dropout or time == 0  # nobody drops out at the first purchase
            time += luck.exponential(1 / rate)
    table = pd.DataFrame(rows, columns=["customer_id", "day", "amount"])
    return table.assign(date=pd.Timestamp("2024-01-01") + pd.to_timedelta(table.day, unit="D"))


def test_known_parameters_are_recovered():
    true = {"r": 1.0, "alpha": 8.0, "a": 1.0, "b": 9.0, "p": 6.0, "q": 4.0, "v": 60.0}
    last_day = "2025-12-28"  # 104 weeks after the first
    fitted = fit_purchasing(simulated(seed=11, n=3000, weeks=104, **true), last_day)
    assert fitted.r / fitted.alpha == pytest.approx(1 / 8, rel=0.06), "mean purchase rate a week"
    assert fitted.a / (fitted.a + fitted.b) == pytest.approx(0.1, rel=0.1), "mean chance of dropout"
    assert fitted.mean_spend == pytest.approx(6 * 60 / 3, rel=0.05), "mean basket"
    assert (fitted.r, fitted.alpha, fitted.p, fitted.q, fitted.v) == pytest.approx((1, 8, 6, 4, 60), rel=0.2)
    assert (fitted.a, fitted.b) == pytest.approx((1, 9), rel=0.35)


def by_integration(r, alpha, a, b, weeks):
    """E[X(weeks)] from E[X | rate, p] = (1 - exp(-p rate weeks)) / p: the Gamma rate in closed form, the Beta chance by quadrature."""
    return quad(lambda p: (1 - (alpha / (alpha + p * weeks)) ** r) / p * beta.pdf(p, a, b), 0, 1, limit=500, epsabs=1e-11)[0]


@pytest.mark.parametrize(("a", "b"), [(1, 15), (1.00001, 15), (1.0001, 2.4), (2.5, 0.9), (2, 2), (60, 40), (1, 1), (500, 300), (3, 4000)])
def test_expected_purchases_agree_with_quadrature(a, b):
    weeks = np.array([0.5, 4, 52, 260])
    exact = [by_integration(0.8, 3.2, a, b, t) for t in weeks]
    np.testing.assert_allclose(expected_purchases(0.8, 3.2, a, b, weeks), exact, rtol=1e-6)


def test_expected_purchases_at_a_of_1_are_a_logarithm():
    # r = a = b = 1: the integral of t / (alpha + p t) over p in 0..1 is ln(1 + t / alpha); here 1 + t / alpha = e.
    assert expected_purchases(1, 2, 1, 1, 2 * (math.e - 1)) == pytest.approx(1, abs=1e-7)


def test_expected_purchases_are_smooth_through_both_poles():
    for a, b in ((1, 15), (0.4, 0.6)):
        below, at, above = (expected_purchases(0.8, 3.2, a + step, b, 52) for step in (-1e-3, 0, 1e-3))
        assert below > at > above, "more dropout, fewer purchases"
        assert at == pytest.approx((below + above) / 2, rel=1e-5)


def test_without_dropout_purchases_are_the_rate_times_the_weeks():
    # r / alpha = 0.25 a week for 40 weeks; after 10 purchases in 16 weeks, (r + x) / (alpha + T) = 10.8 / 19.2 a week for 4 weeks.
    assert expected_purchases(0.8, 3.2, 1e-9, 1, 40) == pytest.approx(10, rel=1e-6)
    assert conditional_expected_purchases(0.8, 3.2, 1e-9, 1, 10, 12, 16, 4) == pytest.approx(2.25, rel=1e-6)


def test_no_weeks_bring_no_purchases(model):
    assert model.expected_purchases(0) == 0
    assert model.conditional_expected_purchases([0, 3, 40], [0, 10, 38], 39, 0) == pytest.approx([0, 0, 0], abs=1e-12)


def test_a_customer_without_repeat_purchase_is_alive(model):
    # Dropout comes only after a purchase, and in BG/NBD never at the first.
    assert model.probability_alive(0, 0, [0, 1, 39, 500]) == pytest.approx([1, 1, 1, 1])


def test_no_weeks_of_silence_leave_only_the_coin_of_the_last_purchase():
    # recency = T: 1 / (1 + a / (b + x - 1)) = 1 / (1 + 1 / 16) = 16 / 17.
    assert probability_alive(0.8, 3.2, 1, 15, 2, 20, 20) == pytest.approx(16 / 17)


def test_a_silent_customer_is_less_likely_alive_the_more_often_it_purchased(model):
    assert np.all(np.diff(model.probability_alive([1, 2, 5, 20, 400], 20, 39)) < 0)


def test_histories_of_new_customers_predict_as_a_new_customer(model):
    assert model.conditional_expected_purchases(0, 0, 0, 52) == pytest.approx(model.expected_purchases(52))


def test_frequent_customers_keep_their_digits(model):
    # Alive for sure at x = 5,000 and no silence: (r + x) / (alpha + T) a week, for a time so short that dropout hardly counts.
    assert model.conditional_expected_purchases(5000, 500, 500, 1e-3) == pytest.approx(5000.243 / 504.414 * 1e-3, rel=1e-3)


def test_spend_is_the_own_average_drawn_to_everyones():
    # p (v + x z) / (p x + q - 1) = 6.25 (15.44 + 2 * 22.35) / (12.5 + 2.74) = 375.875 / 15.24 = 24.6637
    assert expected_spend(6.25, 3.74, 15.44, 2, 22.35) == pytest.approx(24.6637, abs=1e-4)
    assert expected_spend(6.25, 3.74, 15.44, [0, 1e9], [0, 80]) == pytest.approx([6.25 * 15.44 / 2.74, 80])


def test_spend_without_a_mean_is_infinite():
    assert expected_spend(6.25, 0.9, 15.44, [0, 1], [0, 20]).tolist() == [math.inf, pytest.approx(6.25 * 35.44 / 6.15)]


def test_answers_have_the_shape_of_the_question(model):
    assert isinstance(model.expected_purchases(52), float) and model.expected_purchases([[1, 2, 3]]).shape == (1, 3)
    assert isinstance(model.probability_alive(1, 2, 3), float) and model.probability_alive([1, 2], 2, 3).shape == (2,)
    assert isinstance(model.expected_spend(1, 20), float) and isinstance(model.mean_spend, float)


def test_a_fitted_model_cannot_be_changed(model):
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.r = 1


@pytest.mark.parametrize("history", [(1, 5, 4, 1), (-1, 0, 4, 1), (1, -2, 4, 1), (1, 2, 4, -1), (1, 2, 4, math.nan), (1, math.nan, 4, 1)])
def test_histories_that_cannot_be_are_refused(model, history):
    with pytest.raises(ValueError, match=r"must be 0 or more|0 <= recency <= T"):
        model.conditional_expected_purchases(*history)


PURCHASES = pd.DataFrame(
    [("ann", "2024-01-01", 10), ("ann", "2024-01-15", 20), ("ann", "2024-01-15", 30), ("ann", "2024-02-12", 40),
     ("bob", "2024-01-08", 5), ("cai", "2024-02-05", 7), ("cai", "2024-03-04", 9)],
    columns=["customer_id", "date", "amount"])  # fmt: skip


def test_a_day_counts_once_and_its_amounts_are_added():
    summary = summarise(PURCHASES)
    # ann: 15 January (20 + 30) and 12 February (40) repeat, 2 and 6 weeks after the first; the data end 9 weeks after it, on 4 March.
    assert summary.loc["ann"].tolist() == [2, 6, 9, 45]
    assert summary.loc["bob"].tolist() == [0, 0, 8, 0]
    assert summary.loc["cai"].tolist() == [1, 4, 4, 9]
    assert summary.columns.tolist() == ["frequency", "recency", "T", "monetary_value"] and summary.index.name == "customer_id"


def test_purchases_after_the_end_of_calibration_are_left_out():
    summary = summarise(PURCHASES, "2024-01-29")
    assert summary.index.tolist() == ["ann", "bob"], "cai had not come yet"
    assert summary.loc["ann"].tolist() == [1, 2, 4, 50]


@pytest.mark.parametrize("kind", [
    lambda day: datetime.date.fromisoformat(day),
    lambda day: int(day.replace("-", "")),
    lambda day: pd.Timestamp(f"{day} 23:30", tz="Asia/Shanghai"),
    lambda day: pd.Timestamp(day),
])  # fmt: skip
def test_dates_of_every_kind_are_the_days_they_say(kind):
    table, end = PURCHASES.assign(date=PURCHASES.date.map(kind)), "2024-02-12"
    pd.testing.assert_frame_equal(summarise(table, end), summarise(PURCHASES, end))


def test_the_callers_table_is_left_as_it_was():
    before = PURCHASES.copy()
    summarise(PURCHASES)
    pd.testing.assert_frame_equal(PURCHASES, before)


def written(folder, text, encoding="utf-8"):
    path = folder / "orders.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("text", [
    "customer_id,date,amount\n007,2024-03-31,12.5\n",
    "\ufeffCustomer,DATE,Amount\r\n007,2024-03-31,12.5\r\n",
    "\n\norder_date;ID;dollars\n20240331; 007 ;12.50\n;;\n",
    "order id\tmember id\torder date\tvalue\n1\t007\t2024/3/31 18:05\t12.5\n",
    "id,customer_id,date,amount,note\n1,007,2024-03-31T18:05:00Z,12.5,\n",
    "会员编号,日期,金额\n007,2024-03-31,12.5\n",
    " 00004 007 20240331  2   12.50\r\n",
    " 007 20240331  2   12.50\n",
])  # fmt: skip
def test_usual_layouts_read_alike(tmp_path, text):
    read = read_transactions(written(tmp_path, text))
    assert read.to_dict("list") == {"customer_id": ["007"], "date": [pd.Timestamp("2024-03-31")], "amount": [12.5]}


HEADER = "customer_id,date,amount\n"


@pytest.mark.parametrize(("text", "message"), [
    ("", r"orders\.csv: is empty; it needs the header customer_id,date,amount"),
    (HEADER, r"orders\.csv: holds no purchases; it needs one row per purchase"),
    ("customer_id,amount\n1,2\n", r"orders\.csv: no column for date among customer_id, amount; name one date"),
    ("1,20240101,5\n", r"orders\.csv: no column for customer_id among 1, 20240101, 5; name one customer_id"),
    (HEADER + "1,2024-01-01,5\n2,03/04/2024,5\n", r"orders\.csv, line 3, column 'date': '03/04/2024' is not a date; write dates as 2024-"),
    (HEADER + "1,2024-02-30,5\n", r"line 2, column 'date': '2024-02-30' is not a date"),
    (HEADER + "1,2024-01,5\n", r"line 2, column 'date': '2024-01' is not a date"),
    ("id,Order Date,Value\n\n1,2024-01-01,¥5\n2,2024-01-01,x\n", r"line 3, column 'Value': '¥5' is not a number \(the first of 2\); write"),
    (HEADER + "1,2024-01-01,NaN\n", r"line 2, column 'amount': 'NaN' is not a number"),
    (HEADER + "1,2024-01-01,inf\n", r"line 2, column 'amount': 'inf' is not a number"),
    (HEADER + "1,2024-01-01,\n", r"line 2, column 'amount': '' is empty; give every purchase its customer, date and amount"),
    (HEADER + "1,2024-01-01,5\n,2024-01-01,5\n", r"line 3, column 'customer_id': '' is empty"),
    (HEADER + "1,2024-01-01,-5\n", r"line 2, column 'amount': '-5' is negative; returns should be left out"),
    (HEADER + "1,2024-01-01,1,234.50\n", r"orders\.csv: its rows do not fit together \(.*\); give every row the fields"),
    (HEADER + "1,2024-01-01,5\n1,2024-01-01,1,234.50\n", r"orders\.csv: its rows do not fit together \(.*\); give every row the fields"),
])  # fmt: skip
def test_faulty_files_are_named_for_what_they_are(tmp_path, text, message):
    with pytest.raises(TransactionsError, match=message):
        read_transactions(written(tmp_path, text))


def test_a_discount_column_comes_along_where_there_is_one(tmp_path):
    read = read_transactions(written(tmp_path, "customer,date,amount,Discount\n1,2024-01-01,5,-0.50\n1,2024-01-02,5,\n2,2024-01-02,5,0\n"))
    assert read["discount"].tolist() == [-0.5, 0, 0]
    with pytest.raises(TransactionsError, match=r"line 2, column 'discount': '10%' is no discount; write how much came off as a number"):
        read_transactions(written(tmp_path, "customer,date,amount,discount\n1,2024-01-01,5,10%\n"))


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(TransactionsError, match=r"nowhere\.csv: cannot be read as text .*; give a file saved as CSV UTF-8"):
        fit_purchasing(tmp_path / "nowhere.csv")
    with pytest.raises(TransactionsError, match=r"orders\.csv: cannot be read as text"):
        read_transactions(written(tmp_path, "客户,日期,金额\n", encoding="gbk"))


@pytest.mark.parametrize(("changes", "message"), [
    ({"date": pd.NaT}, r"transactions, row 1, column 'date': 'NaT' is empty"),
    ({"amount": math.nan}, r"transactions, row 1, column 'amount': 'nan' is empty \(the first of 7\)"),
    ({"amount": -1.0}, r"row 1, column 'amount': '-1.0' is negative"),
    ({"customer_id": None}, r"row 1, column 'customer_id': 'None' is empty"),
])  # fmt: skip
def test_faulty_tables_are_named_for_what_they_are(changes, message):
    with pytest.raises(TransactionsError, match=message):
        summarise(PURCHASES.assign(**changes))


@pytest.mark.parametrize("end", ["1999-12-31", "the end", math.nan])
def test_a_calibration_end_without_purchases_is_refused(end):
    with pytest.raises(TransactionsError, match=f"calibration_end {end}: must be a day like 2024-03-04, not before the first purchase"):
        fit_purchasing(PURCHASES, end)


def test_too_few_repeaters_are_refused():
    with pytest.raises(TransactionsError, match="1 of 3 customers purchased again, and a fit needs 2 or more: give more weeks of data"):
        fit_purchasing(PURCHASES, "2024-03-01")


def test_amounts_that_do_not_vary_are_refused():
    with pytest.raises(TransactionsError, match="amount: the average baskets of repeat customers do not vary"):
        fit_purchasing(PURCHASES.drop_duplicates(["customer_id", "date"]).assign(amount=1))


def test_a_fit_that_does_not_converge_says_so(monkeypatch):
    minimize = purchasing.minimize
    monkeypatch.setattr(purchasing, "minimize", lambda *args, **how: minimize(*args, **{**how, "options": {"maxiter": 1}}))
    with pytest.raises(TransactionsError, match="the estimates of r, alpha, a, b did not converge on 3 customers; give more weeks"):
        fit_purchasing(PURCHASES)


def test_what_the_data_cannot_tell_is_noted():
    everyone_stays = pd.DataFrame([(customer, f"2024-01-{day:02d}", customer + day)
                                   for customer in range(1, 40) for day in range(1 + customer % 3, 29, 1 + customer % 7)],
                                  columns=["customer_id", "date", "amount"])  # fmt: skip
    fitted = fit_purchasing(everyone_stays)
    assert any("hardly determine parameter" in note for note in fitted.notes)
    summary = summarise(everyone_stays)
    assert np.all(fitted.probability_alive(summary.frequency, summary.recency, summary["T"]) > 0.9)
