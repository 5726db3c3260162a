"""Actuals against the forecast: what is read, what is refused, what deviates, and what to look at."""
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation import tables
from simulation.actuals import ABOVE, BELOW, COLUMNS, INSIDE, Forecast, by_month, compare, deviations, forecast, read_actuals
from simulation.inputs import ScenarioError
from simulation.market import Market
from simulation.mechanics import REGISTRY
from simulation.recalibrate import error_of, meeting, met_by, tried
from simulation.remedies import RULES, advice, fits
from simulation.scenario import load_scenario
from simulation.simulate import simulate


@pytest.fixture(scope="module")
def said():
    return forecast(load_scenario("handbook_four_tiers").with_run(members=2_000, months=12), runs=10)


@pytest.fixture(scope="module")
def large():
    return forecast(load_scenario("handbook_four_tiers").with_run(members=10_000, months=12), runs=10)


def table(**columns):
    return pd.DataFrame(columns, index=pd.RangeIndex(1, len(next(iter(columns.values()))) + 1, name="month"), dtype=float)


# ======== the forecast =======================================================================================================
def test_the_forecast_is_the_program_arm(said):
    outcome = simulate(said.scenario)
    monthly = outcome.monthly[outcome.monthly["arm"] == "program"].groupby("month").sum(numeric_only=True)
    for column in set(COLUMNS) - {"program_cost"}:
        assert said.own[column].to_numpy() == pytest.approx(monthly[column].to_numpy())
    assert said.own["program_cost"].sum() == pytest.approx(outcome.headline()["program_cost"])
    assert said.runs.shape == (10, 12, len(COLUMNS))


def test_the_range_holds_the_forecast_and_all_runs_but_the_tails(said):
    for k, column in enumerate(COLUMNS):
        low, high = said.band(column)
        assert (low <= said.own[column]).all() and (said.own[column] <= high).all()
        assert ((low <= np.median(said.runs[:, :, k], axis=0)) & (np.median(said.runs[:, :, k], axis=0) <= high)).all()


def test_a_forecast_without_runs_is_its_own_range(said):
    bare = Forecast(said.scenario, said.own, said.runs[:0])
    assert (bare.band("sales")[0] == bare.band("sales")[1]).all()


def test_the_template_reads_back(said):
    blank = said.template()
    with pytest.raises(ScenarioError, match="has no figures"):
        read_actuals(tables.csv(blank), "t.csv")
    assert blank["starts"].tolist()[:2] == ["2026-01-01", "2026-02-01"]
    for column in COLUMNS:
        blank[column] = blank["forecast_" + column]
    back = read_actuals(tables.csv(blank), "t.csv")
    assert list(back.columns) == list(COLUMNS) and back.to_numpy() == pytest.approx(said.own.to_numpy(), abs=0.006)
    compared = compare(Forecast(said.scenario, said.own.round(2), said.runs), back)
    assert set(compared["place"]) == {INSIDE} and compared["mape"].max() < 1e-9


# ======== reading ============================================================================================================
def test_what_is_read():
    read = read_actuals(b'\xef\xbb\xbfMonth;Sales;points_issued;starts\r\n2; 1,234.50 ;10;x\r\n1;;7;\r\n3;;;\r\n\r\n', "a.csv")
    assert read.index.tolist() == [1, 2] and list(read.columns) == ["sales", "points_issued"]
    assert read.loc[2, "sales"] == 1234.5 and np.isnan(read.loc[1, "sales"]) and read.loc[1, "points_issued"] == 7
    assert read_actuals(b"month\tsales\n1\t5\n", "a.csv").loc[1, "sales"] == 5


@pytest.mark.parametrize(("content", "faults"), [
    (b"", ["is empty; download the template and fill it in"]),
    (b"\xff\xfe\x00", ["is not UTF-8 text; save it as CSV UTF-8"]),
    (b"PK\0\0", ["is no text; save the table as CSV UTF-8"]),
    (b"sales\n1\n", ["line 1: has no column month; the first month of the program is 1"]),
    (b"month\n1\n", ["line 1: has no column to compare; give some of members, active"]),
    (b"month,sale\n1,2\n", ["line 1: no column is called 'sale'; did you mean 'sales'?"]),
    (b"month,sales,sales\n1,2,3\n", ["line 1: names sales twice; leave one out"]),
    (b"month,sales\n", ["has no figures"]),
    (b"month,sales\n1,2,3\n", ["line 2: has 3 cells; the first line names 2"]),
    (b"month,sales\n0,5\nx,5\n61,5\n1.5,5\n,5\n",
     ["line 2, month: is '0'; give a whole number from 1 to 60", "line 3, month: is 'x'", "line 4, month: is '61'", "line 5, month: is '1.5'",
      "line 6, month: is ''; give a whole number from 1 to 60"]),
    (b"month,sales\n1,5\n1,6\n", ["line 3, month: is 1 again; give each month once"]),
    (b"month,sales\n1,many\n2,1e5\n3,\"1.234,5\"\n4,nan\n5,-3\n",
     ["line 2, sales: is 'many'; write a plain number, as 1234.5", "line 3, sales: is '1e5'", "line 4, sales: is '1.234,5'",
      "line 5, sales: is 'nan'", "line 6, sales: is -3; give 0 or more"]),
    (b"month,purchases\n1,5.5\n", ["line 2, purchases: is 5.5; what is counted is a whole number"]),
    (b"month,members,active\n1,10,11\n", ["line 2, active: is 11, more than the 10 members"]),
    (b"month,sales\n1," + b"9" * 400 + b"\n", ["line 2, sales: is inf; too large to be a count"]),
    (b"month,sales\n" + b"x,y\n" * 30, ["line 2, sales: is 'y'", "and 48 more like these"]),
    (b'month,sales\n1,"' + b"a" * 200_000 + b'"\n', ["save the table as CSV again"]),
    (b"x" * 300_000, ["is larger than 256 KB"]),
])
def test_a_bad_table_is_refused_with_line_column_fault_and_remedy(content, faults):
    with pytest.raises(ScenarioError) as e:
        read_actuals(content, "ours.csv")
    assert str(e.value).startswith("ours.csv: ")
    told = "\n".join(map(str, e.value.faults))
    assert all(fault in told for fault in faults), told


@given(st.one_of(st.binary(max_size=200), st.text(alphabet="month,sale\n;123.\"'é-\t", max_size=80).map(lambda t: ("month,sales\n" + t).encode())))
def test_no_table_ends_in_anything_but_words(content):
    try:
        read = read_actuals(content, "x.csv")
    except ScenarioError:
        return
    assert len(read) and set(read.columns) <= set(COLUMNS) and (read.min() >= 0).all()


# ======== comparing ==========================================================================================================
def narrow(**forecasts):
    """A forecast whose range goes from 10% below to 10% above (21 runs, evenly; the tails of 5% cut to 9%)."""
    n = len(next(iter(forecasts.values())))
    own = pd.DataFrame({c: np.asarray(forecasts.get(c, [0.0] * n), float) for c in COLUMNS}, index=pd.RangeIndex(1, n + 1, name="month"))
    return Forecast(load_scenario("points_only"), own, np.linspace(0.9, 1.1, 21)[:, None, None] * own.to_numpy())


def test_inside_above_below_and_the_error_to_date():
    compared = compare(narrow(sales=[100, 100, 100, 100]), table(sales=[109, 109.2, 80, np.nan]))
    assert compared["place"].tolist() == [INSIDE, ABOVE, BELOW]             # 9% is inside, for 90 of 100 runs are
    assert compared["error"].tolist() == pytest.approx([0.09, 0.092, -0.2])
    # MAPE: 9 / 109 = .0826; (.0826 + 9.2 / 109.2 = .0842) / 2 = .0834; (.1668 + 20 / 80 = .25) / 3 = .1389
    assert compared["mape"].round(4).tolist() == [0.0826, 0.0834, 0.1389]
    assert compared["low"].iloc[0] == pytest.approx(91) and compared["high"].iloc[0] == pytest.approx(109)


def test_an_actual_of_zero_has_no_error_in_percent():
    compared = compare(narrow(points_expired=[0, 10]), table(points_expired=[0, 0]))
    assert compared["place"].tolist() == [INSIDE, BELOW] and compared["mape"].isna().all()
    (found,) = deviations(compared)
    assert found.gap == -1.0


def test_months_after_the_forecast_are_left_out():
    assert compare(narrow(sales=[100]), table(sales=[100, 100]))["month"].tolist() == [1]


def test_since_when():
    found = {d.column: d for d in deviations(compare(
        narrow(sales=[100] * 6, purchases=[100] * 6, active=[100] * 6, members=[100] * 6),
        table(sales=[120, 100, 80, 84, 82, 86], purchases=[120, 120, 120, 120, 120, 100], active=[100, 100, 100, 100, 100, 130], members=[100] * 6)))}
    assert [*found] == ["sales", "active", "purchases", "members"], "what lasts first, then single months, then what is inside"
    sales, active, purchases = found["sales"], found["active"], found["purchases"]
    assert (sales.side, sales.since, sales.months, sales.outside, sales.settled) == (BELOW, 3, 4, 5, True)
    assert sales.gap == pytest.approx((80 + 84 + 82 + 86) / 400 - 1)
    assert (active.side, active.since, active.settled) == (ABOVE, 6, False)
    assert (purchases.side, purchases.since, purchases.outside) == (INSIDE, None, 5)


# ======== what to look at ====================================================================================================
def test_each_column_has_advice_on_either_side_whatever_else_is_given():
    for column in COLUMNS:
        for side in (ABOVE, BELOW):
            found = deviations(compare(narrow(**{column: [100, 100]}), table(**{column: [150, 150] if side == ABOVE else [50, 50]})))
            assert found[0].side == side and any(fits(r, found[0], {column: found[0]}) for r in RULES)
            assert advice(found, load_scenario("handbook_four_tiers"))


def test_rules_name_what_there_is():
    for rule in RULES:
        assert set(rule.numbers) <= set(Market.model_fields)
        assert {rule.column, *rule.company, rule.follows or rule.column} <= set(COLUMNS)
        for word, name in (t.split(".") for t in rule.terms):
            assert name in REGISTRY[word].model_fields
    for k, rule in enumerate(RULES):
        same = [r for r in RULES[:k] if (r.column, r.side) == (rule.column, rule.side) and not r.company and not r.follows]
        assert not same, f"{rule.column} {rule.side}: a rule that always fits stands before {rule.text}"


def test_terms_are_those_that_the_program_has(said):
    (found,) = advice(deviations(compare(narrow(points_redeemed=[100, 100]), table(points_redeemed=[150, 150]))), said.scenario)
    assert [n[0] for n in found.numbers] == ["never_redeems", "eta_0"] and ("Reward", "Points of one reward", 500, "points") in found.terms
    (bare,) = advice([found.deviation], load_scenario("no_program"))
    assert bare.terms == ()


def test_a_column_follows_another_that_explains_half_of_its_gap():
    both = lambda issued: advice(deviations(compare(  # noqa: E731
        narrow(points_issued=[100, 100], points_redeemed=[100, 100]), table(points_issued=[issued] * 2, points_redeemed=[160] * 2))),
        load_scenario("points_only"))
    led, own = ({a.deviation.column: a for a in both(issued)}["points_redeemed"] for issued in (131, 129))
    assert led.numbers == () and "Look at them first" in led.text           # 31 of 60 points
    assert [n[0] for n in own.numbers] == ["never_redeems", "eta_0"]        # 29 of 60


@pytest.mark.parametrize(("truth", "column", "side", "number"), [
    ({"eta_0": 1.5, "never_redeems": 0.0}, "points_redeemed", ABOVE, "eta_0"),
    ({"never_redeems": 0.7}, "points_redeemed", BELOW, "never_redeems"),
    ({"average_basket": 150}, "sales", BELOW, "average_basket"),
    ({"r": 0.5}, "purchases", BELOW, "r"),
    ({"b": 8}, "active", BELOW, "b"),
    ({"b": 40}, "active", ABOVE, "b"),
    ({"joins_per_year": 0.3}, "members", ABOVE, "joins_per_year"),
])
def test_in_a_world_with_another_number_the_advice_names_it(said, truth, column, side, number):
    world = said.scenario.with_market(said.scenario.market.with_values(**truth)).with_run(seed=99)
    found = advice(deviations(compare(said, by_month(simulate(world)))), said.scenario)
    told = {a.deviation.column: a for a in found if a.deviation.settled}
    assert column in told, f"{column} should run {side} with {truth}; outside are {[*told]}"
    assert told[column].deviation.side == side
    assert number in [n[0] for n in told[column].numbers]


# ======== one number alone ===================================================================================================
@pytest.mark.parametrize("seed", [7, 99])
@pytest.mark.parametrize("truth", [{"average_basket": 150}, {"r": 0.5}, {"joins_per_year": 0.3}, {"never_redeems": 0.45}, {"b": 26}])
def test_the_number_that_is_another_is_found_with_its_value(large, truth, seed):
    ((name, value),) = truth.items()
    world = large.scenario.with_market(large.scenario.market.with_values(**truth)).with_run(seed=seed)
    actuals = by_month(simulate(world))
    compared = compare(large, actuals)
    met = met_by(large, actuals, advice(deviations(compared), large.scenario))
    assert met[0].assumption == name, met
    assert met[0].value == pytest.approx(value, rel=0.12)       # the world has luck of its own
    assert met[0].error < error_of(compared) / 2


def test_a_number_that_is_not_enough_says_what_is_left():
    scenario = load_scenario("handbook_four_tiers").with_run(members=1_000)
    own = by_month(simulate(scenario.with_run(months=6)))
    met = meeting(scenario, "sales", own["sales"] * 3, "average_basket")      # twice the basket is tried, three times is needed
    assert (met.value, met.end) == (None, 400.0) and met.left == pytest.approx(0.5, abs=0.03)    # tiers answer to it, too
    assert meeting(scenario, "sales", own["sales"] * 0, "average_basket") is None


def test_a_number_is_tried_inside_its_limits():
    held = load_scenario("handbook_four_tiers").market.assumptions()
    assert tried("never_redeems", held["never_redeems"]) == (0.05, 0.5)
    assert tried("never_redeems", held["never_redeems"].model_copy(update={"value": 0.9})) == (0.05, 1.0)
    assert tried("eta_0", held["eta_0"]) == (-3.0, 1.0) and tried("joins_per_year", held["joins_per_year"]) == (0.0, 0.5)
