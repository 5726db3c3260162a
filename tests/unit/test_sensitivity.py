"""Sensitivity: a function with known indices, the scenario's own path, and flips against runs on both sides."""
import subprocess
import sys

import numpy as np
import pytest

from simulation import experiments, sensitivity
from simulation.inputs import ScenarioError
from simulation.market import Assumption, Market
from simulation.metrics import METRICS
from simulation.scenario import load_scenario
from simulation.simulate import simulate


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("points_only").with_run(members=300, months=12)


# ---- known indices -------------------------------------------------------------------------------------------------------
def ishigami(places):
    """sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 on -π..π (Ishigami and Homma 1990): variance 13.845, of it 31.4% by x1, 44.2% by x2 alone, and
    24.4% by x1 with x3."""
    x = np.pi * (2 * places - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_sobol_finds_the_indices_of_ishigami():
    found = sensitivity.sobol_table(["x1", "x2", "x3"], ishigami, base=2048).set_index("assumption")
    assert found["first"].to_dict() == pytest.approx({"x1": 0.3139, "x2": 0.4424, "x3": 0.0}, abs=0.02)
    assert found["total"].to_dict() == pytest.approx({"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}, abs=0.02)
    assert (found[["first_conf", "total_conf"]] > 0).all().all() and found.index[0] == "x1"


def test_morris_is_exact_on_a_plane_and_sees_what_works_together():
    plane = sensitivity.morris_table(["a", "b", "none"], lambda u: 3 * u[:, 0] - 5 * u[:, 1]).set_index("assumption")
    assert plane["mu_star"].to_dict() == pytest.approx({"b": 5, "a": 3, "none": 0}) and plane["mu"].loc["b"] == pytest.approx(-5)
    assert plane["sigma"].max() == pytest.approx(0, abs=1e-9) and list(plane.index) == ["b", "a", "none"]
    product = sensitivity.morris_table(["a", "b"], lambda u: u[:, 0] * u[:, 1])
    assert (product["sigma"] > 0.1).all(), "an effect that differs from place to place has a spread"
    assert sensitivity.moving(plane.reset_index()) == ["b", "a"]


def test_nothing_varies_nothing_matters():
    found = sensitivity.sobol_table(["a", "b"], lambda u: np.full(len(u), 7.0), base=8)
    assert (found[["first", "first_conf", "total", "total_conf"]] == 0).all().all()
    assert sensitivity.sobol_table([], ishigami).empty and sensitivity.morris_table([], ishigami).empty
    with pytest.raises(ScenarioError, match="power of 2"):
        sensitivity.sobol_table(["a"], ishigami, base=100)


# ---- the scenario's path -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("held", [Assumption(value=0.2, low=0.1, high=0.5, source="x"), Assumption(value=2, low=1, high=2, source="x"),
                                  Assumption(value=0.25, low=0.35, high=0.05, source="x")])
def test_places_become_values_as_draws_have_them(held):
    places = np.array([0.01, 0.3, 0.77])
    assert sensitivity.values(places, held).tolist() == [experiments._triangular(p, held) for p in places]
    assert sensitivity.values(np.array([0.0, 1.0]), held).tolist() == sorted((held.low, held.high))


def test_a_preset_outside_its_range_still_draws_from_the_range(scenario):
    sceptic = scenario.market.preset("sceptic").phi_member
    assert sceptic.value == 0 < sceptic.low
    assert np.isfinite(sensitivity.values(np.array([0.0, 0.5, 1.0]), sceptic)).all()


def test_morris_of_a_scenario_repeats_and_counts_its_runs(scenario):
    heard = []
    found = sensitivity.morris(scenario, trajectories=2, progress=lambda done, of: heard.append((done, of)))
    names = scenario.market.uncertain()
    assert set(found["assumption"]) == set(names) and heard[-1] == (2 * (len(names) + 1),) * 2
    assert found.equals(sensitivity.morris(scenario, trajectories=2)), "the same to the last bit"
    assert found["mu_star"].iloc[0] > 0 and found["mu_star"].is_monotonic_decreasing
    assert found.set_index("assumption").loc["theta_paid", "mu_star"] == 0, "there is no paid plan"


def test_margin_alone_moves_net_value_in_a_straight_line(scenario):
    """Net value is margin × extra sales − cost, and margin moves nobody: its first and total index are 1 when it is the only one."""
    found = sensitivity.sobol(scenario, names=["margin"], base=16)
    assert found.loc[0, "total"] == pytest.approx(1, abs=0.2) and found.loc[0, "assumption"] == "margin"


def test_a_difference_to_the_same_scenario_hangs_on_nothing(scenario):
    assert (sensitivity.morris(scenario, other=scenario, trajectories=2)["mu_star"] == 0).all()
    bare = scenario.with_program({})
    row = {"phi_member": 0.3}
    assert sensitivity.figure_at(scenario, "sales", bare, row) == (
        sensitivity.figure_at(scenario, "sales", None, row) - sensitivity.figure_at(bare, "sales", None, row))


def test_a_metric_without_a_value_says_so(scenario):
    with pytest.raises(ScenarioError, match=f"{METRICS['upgrade_rate_12m'].label} has no value in"):
        sensitivity.morris(scenario, "upgrade_rate_12m", trajectories=2)
    with pytest.raises(ScenarioError, match="has no value where margin is"):
        sensitivity.flip(scenario, "margin", "upgrade_rate_12m")


def test_salib_is_not_imported_before_it_is_used():
    code = "import sys, simulation.sensitivity; sys.exit(any(m.split('.')[0] in ('SALib', 'matplotlib') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# ---- flips ---------------------------------------------------------------------------------------------------------------
def net(scenario, **numbers):
    return simulate(scenario.with_market(scenario.market.with_values(**numbers))).headline()["net_value"]


def test_a_flip_parts_the_verdicts(scenario):
    """Net value is linear in the margin, so the flip can be worked out: cost over extra sales.  A thousand members do not pay at 0.25."""
    scenario = scenario.with_run(members=1_000, months=36)
    row = sensitivity.flips(scenario, ["margin"]).iloc[0]
    rate = (net(scenario, margin=0.3) - net(scenario, margin=0.2)) / 0.1  # of net value for each unit of margin
    by_hand = 0.2 - net(scenario, margin=0.2) / rate
    found = row["flips_above"]
    assert row["figure"] == net(scenario) < 0 and 0.25 < found < 1
    assert found == pytest.approx(by_hand, abs=2 * row["tolerance"])
    assert np.isnan(row["flips_below"]) and row["at_lower"] < row["figure"], "the other side keeps the verdict"
    assert net(scenario, margin=found - 2 * row["tolerance"]) < 0 < net(scenario, margin=found + 2 * row["tolerance"])
    assert (row["lower"], row["upper"]) == (0, 1) and row["tolerance"] == pytest.approx(0.06 / 200)


def test_what_does_not_move_the_figure_does_not_flip(scenario):
    row = sensitivity.flip(scenario, "theta_paid")
    assert np.isnan(row["flips_below"]) and np.isnan(row["flips_above"])
    assert row["at_lower"] == row["at_upper"] == row["figure"] == net(scenario)


def test_a_value_that_the_program_does_not_allow_ends_the_search(scenario):
    """1,000 points a yuan: at a larger basket the points would outgrow the ledger, so the search ends there instead of failing."""
    held = scenario.with_program(scenario.program.mapping() | {"base_earn": {"points_per_unit": 400.0}})
    assert np.isnan(sensitivity.flip(held, "average_basket")["at_upper"])


def test_every_number_can_be_searched():
    market = load_scenario("handbook_whole").market
    for name, held in market.assumptions().items():
        lower, upper = sensitivity.searched(name, held)
        limits = Market.model_fields[name].json_schema_extra
        assert lower <= held.value <= upper and lower < upper, name
        assert limits["gt"] is None or lower > limits["gt"], name
