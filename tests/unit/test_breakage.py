"""Vintages and the breakage laboratory: by hand, against closed forms, and against the run that went on."""
import numpy as np
import pytest

from simulation.finance import breakage, reports
from simulation.finance.estimates import prolonged, truth_known
from simulation.finance.vintages import Counts, counts, curves, development, expiry_forecast, triangle, ultimate_rate
from simulation.scenario import load_scenario, names
from simulation.simulate import simulate
from tests.unit.everything import every_scenario
from tests.unit.test_liability import TERMS, small


@pytest.fixture(scope="module")
def outcome():
    return simulate(small(TERMS))


def two_vintages():
    """Month 1: 100 points, 20 redeemed at age 0, 40 at age 1, 40 expire at age 2.  Month 2: 200, 60 at age 0, 70 at age 1.  Month 3: 100, none."""
    redeemed = np.array([[20, 60, 60], [0, 60, 130], [0, 0, 0]])
    return Counts(np.array([1, 2, 3]), np.array([100, 200, 100]), redeemed, np.array([[0, 0, 40], [0, 0, 0], [0, 0, 0]]), np.zeros((3, 3), int))


def test_development_by_hand():
    """Age 0: 80 of 400; age 1: 110 of 80 + 140; age 2: all of 40 expire."""
    seen = development(two_vintages())
    assert seen.share["redeemed"][:3, -1].tolist() == [80 / 400, 110 / 220, 0] and seen.share["expired"][:3, -1].tolist() == [0, 0, 1]
    assert seen.oldest(3) == 2 and seen.oldest(1) == 0
    assert seen.redeemed_later(3).tolist()[:3] == [0.5, 0, 0]


def test_chain_ladder_by_hand():
    """Redeemed 190, and half of the 100 of month 3; of month 2's 70 left at age 1 nothing: 240 of 400."""
    assert ultimate_rate(two_vintages()) == pytest.approx(240 / 400)
    assert breakage.by_chain_ladder(two_vintages()) == pytest.approx(160 / 400)
    assert breakage.naive(two_vintages()) == pytest.approx(40 / 400) and breakage.of_complete(two_vintages()) == pytest.approx(40 / 100)


def test_beyond_the_oldest_age_the_plan_has_its_say():
    """After month 1 20 of 100 are redeemed; a plan of 0.6 leaves 40 of the 80 outstanding."""
    seen = two_vintages().up_to(1)
    assert ultimate_rate(seen, 0.6) == pytest.approx(0.6) and ultimate_rate(seen) == pytest.approx(0.2)


def test_an_estimator_without_a_value_has_none():
    first = two_vintages().up_to(1)
    assert np.isnan(breakage.by_chain_ladder(first)) and np.isnan(breakage.of_complete(first)) and breakage.naive(first) == 0
    nothing = counts(simulate(load_scenario("no_program"), members=20, months=3))
    assert all(np.isnan(estimate(nothing)) for estimate in breakage.ESTIMATE.values()) and ultimate_rate(nothing) is None


def test_the_triangle_is_the_ledger(outcome):
    held, table = counts(outcome), triangle(counts(outcome))
    assert (table["issued"] == table["redeemed"] + table["expired"] + table["reversed"] + table["outstanding"]).all()
    last = table[table["vintage"] + table["age"] == held.months]
    totals = outcome.totals["program"]
    assert last["outstanding"].sum() == totals["points_outstanding"].iloc[-1] and last["redeemed"].sum() == totals["points_redeemed"].sum()
    shares = curves(held)
    assert shares.groupby("year")["redeemed_share"].is_monotonic_increasing.all() and shares.loc[shares["year"] == 1, "age"].max() == 14 - 12


def test_truth_is_what_the_run_shows_when_it_goes_on(outcome):
    lab, long = breakage.laboratory(outcome), prolonged(outcome)
    assert truth_known(long).all() and breakage.begins_alike(counts(outcome), long) and not lab.why
    again = simulate(outcome.scenario.with_run(months=40)).vintages
    own = again[(again["vintage"] <= 14) & (again["month"] <= 40)]
    sums = own[["issued", "expired", "reversed"]].sum()
    assert own.loc[own["month"] == 40, "outstanding"].sum() == 0
    assert lab.at("naive", "true_rate")[-1] == pytest.approx(sums["expired"] / (sums["issued"] - sums["reversed"]))
    assert np.isnan(lab.at("complete", "breakage_rate")[:5]).all() and np.isfinite(lab.at("complete", "breakage_rate")[-1])


@pytest.mark.parametrize("name", [*names(), "everything"])
def test_a_run_that_goes_on_begins_as_it_was(name):
    scenario = every_scenario(months=8) if name == "everything" else load_scenario(name).with_run(members=100, months=8)
    outcome = simulate(scenario)
    assert breakage.begins_alike(counts(outcome), prolonged(outcome))
    lab = breakage.laboratory(outcome)
    assert (lab.table["true_low"].dropna() <= lab.table["true_high"].dropna()).all() and lab.table["month"].max() == 8


def test_errors_are_estimates_less_truth(outcome):
    table = breakage.laboratory(outcome).table
    error = (table["breakage_rate"] - table["true_rate"]) * table["points_issued"]
    assert (abs(table["error_points"] - error).dropna() <= 0.5).all() and (abs(table["error_money"] - error * 1.0).dropna() <= 0.5).all()
    last = table[table["month"] == 14].set_index("estimator")["error_points"]
    assert last["naive"] < 0 and abs(last["chain_ladder"]) < abs(last["naive"]), "young points have not expired yet, and the naive ratio forgets it"


def test_points_that_never_expire_have_no_truth():
    lab = breakage.laboratory(simulate(small(TERMS | {"points_expiry": {"policy": "never"}}, members=100)))
    assert lab.why == "never" and lab.outstanding > 0 and np.isnan(lab.at("naive", "true_rate")).all()
    assert np.isnan(lab.at("chain_ladder", "error_points")).all() and (lab.at("naive", "true_low") == 0).all()


def test_what_expires_where_nobody_redeems():
    """Twelve months after earning, nothing redeemed: each month loses what was issued thirteen months before it began, returns aside."""
    outcome = simulate(small(TERMS | {"points_expiry": {"months": 12}}, never_redeems=1.0, returned_share=0.0))
    issued, table = outcome.totals["program"]["points_issued"].to_numpy(), expiry_forecast(outcome, 12)
    assert table["unused"].tolist() == issued[2:].tolist() and table["expected"].tolist() == issued[2:].tolist()
    assert breakage.expired_later(outcome, 12).tolist() == issued[2:].tolist()


def test_no_more_expires_than_is_there(outcome):
    table, left = expiry_forecast(outcome, 12), counts(outcome).outstanding[:, -1].sum()
    assert table["unused"].sum() == left and 0 < table["expected"].sum() < left
    assert table["expected"].sum() == pytest.approx(np.nansum(breakage.expired_later(outcome, 12)), rel=0.25)


def test_the_reports_of_the_pages_hold_the_modules_figures(outcome):
    found = reports.liability_report(outcome.scenario, 2)
    assert found.runs.shape == (2, 14) and found.checks["ties"].all()
    assert set(found.rollforwards) == {"plan", "chain_ladder", "truth", "cost", "given"}
    low, high = found.band()
    assert low[-1] <= found.closing <= high[-1]
    assert reports.breakage_report(outcome.scenario).forecast["expected"].equals(expiry_forecast(outcome, 12)["expected"])
