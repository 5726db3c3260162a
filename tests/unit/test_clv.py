"""Member value: closed forms against integrals, against the published model and against a run that goes on; the parts add up."""
import numpy as np
import pytest
from scipy import integrate

from simulation.finance.clv import BAND, COHORT, TIER_END, checks, last_year_effects, member_value, no_effects, value_of, valued
from simulation.finance.member_cost import _shared
from simulation.finance.member_months import MemberMonths, member_months
from simulation.finance.residual import occasions_by_month, residual_active_months, residual_occasions
from simulation.population import DAYS_PER_MONTH, population
from simulation.purchasing import expected_purchases
from simulation.records import YEAR
from simulation.scenario import load_scenario
from simulation.simulate import simulate

ENOUGH_ERRORS = 3.0     # standard errors


def scenario(name="handbook_four_tiers", **run):
    return load_scenario(name).with_run(**{"members": 600, "months": 18} | run)


def in_world(held, **values):
    return held.with_market(held.market.with_values(**values))


def errors(seen, expected) -> float:
    """Standard errors by which the means of members differ."""
    off = np.asarray(seen, float) - expected
    return abs(off.mean()) / (off.std(ddof=1) / np.sqrt(off.size))


# ======== the closed forms ==============================================================================================
@pytest.mark.parametrize(("rate", "dropout", "annual"), [(0.1, 0.2, 0.08), (0.02, 0.9, 0.12), (0.3, 0.01, 0.05), (0.05, 0.0, 0.08)])
def test_residual_is_the_discounted_integral(rate, dropout, annual):
    month = lambda k: integrate.quad(lambda t: rate * np.exp(-rate * dropout * t), k * DAYS_PER_MONTH, (k + 1) * DAYS_PER_MONTH)[0]  # noqa: E731
    series = [month(k) * (1 + annual) ** (-(k + 1) / YEAR) for k in range(120)]
    assert residual_occasions(rate, dropout, annual, 120) == pytest.approx(sum(series), rel=1e-9)
    assert residual_occasions(rate, dropout, annual) == pytest.approx(residual_occasions(rate, dropout, annual, 100_000), rel=1e-9)


def test_without_discount_a_member_makes_one_over_p_purchases():
    p = np.array([0.02, 0.3, 1.0])
    assert residual_occasions(0.1, p, 0.0) == pytest.approx(1 / p)
    assert residual_occasions(0.1, 0.0, 0.0, 24) == pytest.approx(0.1 * 24 * DAYS_PER_MONTH)
    assert np.isinf(residual_occasions(0.1, 0.0, 0.0)) and residual_occasions(0.0, 0.3, 0.08) == 0


def test_active_months_are_the_sum_of_their_chances():
    rate, dropout, orders, annual, days = 0.03, 0.1, 1.2, 0.08, 90.0
    there = lambda t: np.exp(-rate * dropout * max(0.0, t))  # noqa: E731
    chance = 1 - np.exp(-rate * orders * days)
    series = [there(k * DAYS_PER_MONTH - days) * chance * (1 + annual) ** (-k / YEAR) for k in range(1, 3000)]
    assert residual_active_months(rate, dropout, orders, annual, days) == pytest.approx(sum(series), rel=1e-9)


@pytest.mark.parametrize("wrong", [(-0.1, 0.2, 0.08), (0.1, 1.2, 0.08), (0.1, 0.2, -0.01)])
def test_numbers_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="between 0 and 1"):
        residual_occasions(*wrong)


@pytest.mark.parametrize("weeks", [13, 52, 156])
def test_new_members_make_the_purchases_of_the_published_model(weeks):
    """Fader, Hardie and Lee 2005, equation 9, against the mean of members who are drawn with their own rates and chances."""
    held = scenario(members=20_000)
    m, rows = held.market, population(held).rows
    own = occasions_by_month(rows["rate"], rows["dropout"], np.array([0.0, weeks * 7])).ravel()
    assert errors(own, expected_purchases(m.r.value, m.alpha.value, m.a.value, m.b.value, weeks)) < ENOUGH_ERRORS


# ======== against a run that goes on ====================================================================================
def at_month(held: MemberMonths, month: int) -> MemberMonths:
    """As it stood then; traits stay."""
    end = held.end | {"returning": np.zeros_like(held.end["returning"])}
    return MemberMonths(held.result, {name: values[:month] for name, values in held.months.items()}, end)


@pytest.fixture(scope="module")
def prolonged():
    return member_months(in_world(scenario(members=6_000, months=60), returned_share=0.0))


def test_without_a_program_the_months_beyond_are_those_of_a_longer_run(prolonged):
    """From month 12 on against a run of 60 months, purchases and margin, within 3 standard errors."""
    outcome, _, base = prolonged
    market, calendar, annual = outcome.scenario.market, outcome.scenario.calendar, outcome.scenario.market.discount_rate.value
    there, weight = base.alive[11], (1 + annual) ** (-np.arange(1, 49) / YEAR)
    closed = np.where(there, residual_occasions(base.rate, base.dropout, annual, 48), 0.0)
    exact = np.where(there, occasions_by_month(base.rate, base.dropout, calendar.clock[calendar.month_starts[12:]]) @ weight, 0.0)
    assert closed.sum() == pytest.approx(exact.sum(), rel=2e-3)       # calendar months, and the season, against months of one length
    assert errors(weight @ base.orders[12:], closed) < ENOUGH_ERRORS
    assert errors(market.margin.value * (weight @ base.sales[12:]), market.margin.value * closed * base.mean_basket) < ENOUGH_ERRORS
    assert errors(weight @ base.orders[12:], 1.2 * closed) > ENOUGH_ERRORS      # the run tells a fifth more from the truth


def test_with_a_program_the_approximation_stays_near_a_longer_run(prolonged):
    """Effects of the third year held: orders of the two years after it within a tenth."""
    outcome, program, base = prolonged
    annual, held = outcome.scenario.market.discount_rate.value, at_month(program, 36)
    effects = last_year_effects(held, np.zeros(held.sales.shape), np.zeros(held.rate.size, np.int64), len(outcome.tier_names), at_month(base, 36))
    left = np.minimum(held.dropout * effects.dropout, 1.0)
    closed = np.where(held.alive[-1], residual_occasions(held.rate, left, annual, 24) * effects.orders, 0.0).sum()
    plain = np.where(held.alive[-1], residual_occasions(held.rate, held.dropout, annual, 24), 0.0).sum()
    seen = ((1 + annual) ** (-np.arange(1, 25) / YEAR) @ program.orders[36:]).sum()
    assert abs(closed / seen - 1) < 0.10 < abs(plain / seen - 1)


def test_the_run_before_the_horizon_and_the_rest_make_the_same_whole(prolonged):
    """Without a program the value of 12 months and beyond is that of 60 months and beyond."""
    outcome, _, base = prolonged
    cost, months = np.zeros_like(base.sales), outcome.scenario.run.months
    late = value_of(outcome, base, cost, no_effects(base.rate.size))
    short = member_months(outcome.scenario.with_run(months=12))
    early = value_of(short[0], short[2], np.zeros_like(short[2].sales), no_effects(short[2].rate.size))
    assert months == 60 and errors(early.run + early.beyond, late.run + late.beyond) < ENOUGH_ERRORS


# ======== one run =======================================================================================================
@pytest.mark.parametrize("name", ["handbook_four_tiers", "handbook_whole", "coffee_stars", "paid_club", "no_program"])
def test_members_add_up_to_the_run(name):
    found = valued(scenario(name, members=400))
    tied = checks(found)
    assert tied["ties"].all(), tied[~tied["ties"]]
    assert found.outcome.digest() == simulate(scenario(name, members=400)).digest()


def test_no_program_adds_nothing():
    table = valued(scenario("no_program", members=300)).table()
    assert (table["member_added"] == 0).all() and (table["with_total"] == table["without_total"]).all() and (table["cost_run"] == 0).all()


@pytest.mark.parametrize("name", ["points_only", "handbook_whole"])
def test_a_run_with_hardly_any_events_has_figures(name):
    """One month of 60 members: cells without orders, without dropouts, without members."""
    for months in (1, 2):
        table = valued(scenario(name, members=60, months=months)).table()
        assert np.isfinite(table.to_numpy(float)).all()


def test_groups_are_those_of_the_members():
    found = valued(scenario("coffee_stars", members=500))
    table = found.table()
    assert table.loc[("all", 0), "members"] == found.held.rate.size
    assert list(table.loc[BAND, "without_run"]) == sorted(table.loc[BAND, "without_run"])
    assert table.loc[COHORT].index[0] == 0 and table.loc[COHORT, "members"].sum() == table.loc[TIER_END, "members"].sum()
    assert (table["with_total"] - table["with_run"] - table["with_beyond"]).abs().max() < 1e-9
    assert (table["margin_run"] - table["cost_run"] - table["with_run"]).abs().max() < 1e-9


def test_a_higher_discount_rate_is_worth_less_and_none_is_refused():
    low, high = (valued(in_world(scenario(), discount_rate=rate)).table().loc[("all", 0)] for rate in (0.05, 0.2))
    assert low["without_beyond"] > high["without_beyond"] and low["without_run"] > high["without_run"]
    with pytest.raises(ValueError, match="discount_rate is 0"):
        valued(in_world(scenario(), discount_rate=0.0))


def test_what_is_on_its_way_back_is_taken_off():
    held = scenario(members=400, months=3)
    plain = member_months(in_world(held, returned_share=0.5, return_days=60))[2]
    assert plain.returning.sum() > 0
    outcome = simulate(in_world(held, returned_share=0.5, return_days=60))
    value = value_of(outcome, plain, np.zeros_like(plain.sales), no_effects(plain.rate.size))
    gone = ~plain.alive[-1] & (plain.returning > 0)
    assert gone.any() and (value.margin_beyond[gone] < 0).all()


def test_a_cost_goes_to_whom_it_is_for():
    tier, weights, there = np.array([0, 0, 1, 2]), np.array([1.0, 3.0, 0.0, 0.0]), np.array([1.0, 1.0, 1.0, 0.0])
    assert list(_shared(np.array([8, 0, 0]), weights, there, tier)) == [2, 6, 0, 0]
    assert list(_shared(np.array([0, 5, 0]), weights, there, tier)) == [0, 0, 5, 0]      # nothing sold: by head
    assert list(_shared(np.array([0, 0, 6]), weights, there, tier)) == [2, 2, 2, 0]      # nobody there: to everybody


def test_ranges_hold_the_figure_and_tables_the_order():
    found = member_value(scenario(members=200, months=12), runs=3)
    assert (found.low <= found.table).all().all() and (found.table <= found.high).all().all()
    shown = found.labelled(["A", "B", "C", "D"])
    assert {"split", "group", "member_added", "member_added_low", "member_added_high"} <= set(shown.columns) and len(shown) == len(found.table)
    assert found.checks["ties"].all() and 0 < found.soon < 1
