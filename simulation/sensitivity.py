"""Which assumption a figure hangs on when all of them are open: Morris' elementary effects, Sobol's indices, and where a verdict flips.

Every run is on the scenario's own luck, so an index tells assumptions apart and not chance.  SALib is imported where it is used: the app
starts without it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from scipy import optimize, stats

from simulation.executor import Progress, ordered
from simulation.inputs import ScenarioError
from simulation.market import Assumption, Market
from simulation.metrics import METRICS
from simulation.scenario import Scenario
from simulation.simulate import simulate
from simulation.words import said

TRAJECTORIES = 10  # Morris: paths through the assumptions; each takes a run more than there are assumptions
LEVELS = 4  # Morris: places on each path from low (0) to high (1)
BASE = 64  # Sobol: base sample, a power of 2; runs are this many times the number of assumptions and 2
FIRST = 5  # assumptions whose flip is looked for
STEPS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1)  # of the way to a limit, where the sign is looked at
FINE = 200  # a flip is found to this part of the assumption's own range
FAR = 5.0  # times its value, where a field has no upper limit
MORRIS = ["assumption", "mu_star", "mu_star_conf", "mu", "sigma"]
SOBOL = ["assumption", "first", "first_conf", "total", "total_conf"]
FLIPS = ["assumption", "central", "lower", "upper", "flips_below", "flips_above", "tolerance", "figure", "at_lower", "at_upper"]

Model = Callable[[np.ndarray], np.ndarray]


# ======== the indices of any function of places in the unit cube ============================================================
def morris_table(names: Sequence[str], model: Model, trajectories: int = TRAJECTORIES, seed: int = 1) -> pd.DataFrame:
    """Elementary effects (Morris 1991; mu_star: Campolongo, Cariboni and Saltelli 2007), the largest mu_star first.

    model: places [run, name] in 0..1 -> figures [run].  mu_star: mean size of the figure's change when the assumption alone goes through
    its range, the others anywhere · mu: the same with its sign · sigma: how far it differs from place to place, so that it is large where
    the assumption works together with others or not in a straight line · mu_star_conf: half of the 95% interval of mu_star.
    Runs: trajectories × (names + 1).  One name alone needs no method but takes the same.
    """
    if not names:
        return pd.DataFrame(columns=MORRIS)
    if trajectories < 2:
        raise ScenarioError(said("{n} path cannot show a spread; give 2 or more", n=trajectories))
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sample

    problem = _problem(names)
    places = sample.sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    found = analysis.analyze(problem, places, model(places), num_levels=LEVELS, seed=seed)
    table = pd.DataFrame({c: list(names) if c == "assumption" else np.asarray(found[c], float) for c in MORRIS})
    return table.sort_values("mu_star", ascending=False, kind="stable", ignore_index=True)


def sobol_table(names: Sequence[str], model: Model, base: int = BASE, seed: int = 1) -> pd.DataFrame:
    """First-order and total indices (Saltelli's sample; Saltelli et al. 2010, Jansen's total), the largest total first.

    model: as for `morris_table`.  first: the share of the figure's variance that the assumption makes alone · total: with all that it makes
    together with others · ..._conf: half of the 95% interval, by resampling.  All are 0 where nothing varies.
    Runs: base × (names + 2).
    """
    if not names:
        return pd.DataFrame(columns=SOBOL)
    if base < 2 or base & (base - 1):
        raise ScenarioError(said("a base sample of {base} is not allowed; give a power of 2, as 64 or 128", base=base))
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sample

    problem = _problem(names)
    figures = model(sample.sample(problem, base, calc_second_order=False, seed=seed))
    if np.ptp(figures) == 0:
        return pd.DataFrame({c: list(names) if c == "assumption" else 0.0 for c in SOBOL})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a resample of a figure that seldom moves may not vary
        found = analysis.analyze(problem, figures, calc_second_order=False, seed=seed)
    keys = {"first": "S1", "first_conf": "S1_conf", "total": "ST", "total_conf": "ST_conf"}
    table = pd.DataFrame({"assumption": list(names)} | {c: np.nan_to_num(np.asarray(found[k], float)) for c, k in keys.items()})
    return table.sort_values("total", ascending=False, kind="stable", ignore_index=True)


def _problem(names: Sequence[str]) -> dict:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


# ======== the same of a scenario ============================================================================================
def morris(
    scenario: Scenario, metric: str = "net_value", other: Scenario | None = None, names: Sequence[str] | None = None,
    trajectories: int = TRAJECTORIES, progress: Progress | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Elementary effects of the uncertain assumptions, or of `names` among them, on a metric or its difference to `other`; in its unit."""
    names = scenario.market.uncertain() if names is None else list(names)
    return morris_table(names, _model(scenario, metric, other, names, progress), trajectories, scenario.run.seed)


def sobol(
    scenario: Scenario, metric: str = "net_value", other: Scenario | None = None, names: Sequence[str] | None = None, base: int = BASE,
    progress: Progress | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Sobol's indices of the uncertain assumptions, or of `names` among them: those that Morris found to move the figure save many runs."""
    names = scenario.market.uncertain() if names is None else list(names)
    return sobol_table(names, _model(scenario, metric, other, names, progress), base, scenario.run.seed)


def moving(found: pd.DataFrame) -> list[str]:
    """The assumptions that moved the figure in any of Morris' runs."""
    return found.loc[found["mu_star"] > 0, "assumption"].tolist()


def _model(scenario: Scenario, metric: str, other: Scenario | None, names: Sequence[str], progress: Progress | None) -> Model:
    held = scenario.market.assumptions()

    def model(places: np.ndarray) -> np.ndarray:
        columns = [values(places[:, k], held[name]) for k, name in enumerate(names)]
        rows = [dict(zip(names, map(float, row), strict=True)) for row in np.column_stack(columns)]
        found = ordered(figure_at, [(scenario, metric, other, row) for row in rows], progress)
        if missing := sum(x is None for x in found):
            raise ScenarioError(said("{label} has no value in {missing} of {n} runs; choose another figure",
                                     label=said(METRICS[metric].label), missing=missing, n=len(found)))
        return np.array(found, float)

    return model


def values(places: np.ndarray, held: Assumption) -> np.ndarray:
    """Places in 0..1 as values of an assumption, triangular from low over central to high as `experiments.draws` has them."""
    low, high = min(held.low, held.high), max(held.low, held.high)
    peak = min(max(held.value, low), high)  # a preset may have moved it out of its range
    return stats.triang.ppf(places, (peak - low) / (high - low), low, high - low)


def figure_at(scenario: Scenario, metric: str, other: Scenario | None, numbers: dict[str, float]) -> float | None:
    """A metric with other numbers in the market, or its difference to another scenario with the same; None without a value."""
    own = _figure(scenario, metric, numbers)
    if other is None or own is None:
        return own
    base = _figure(other.with_run(**scenario.run.model_dump()), metric, numbers)
    return None if base is None else own - base


def _figure(scenario: Scenario, metric: str, numbers: dict[str, float]) -> float | None:
    return METRICS[metric].of(simulate(scenario.with_market(scenario.market.with_values(**numbers)), workers=1))


# ======== flips =============================================================================================================
def flips(
    scenario: Scenario, names: Sequence[str], metric: str = "net_value", other: Scenario | None = None, progress: Progress | None = None
) -> pd.DataFrame:
    """For each assumption the values next to its central one at which the figure's sign changes, all others as they are.

    lower, upper: how far was looked, the field's limits (`FAR` times the value where it has none) · flips_below: the sign is another one
    from here down, flips_above: from here up, NaN where it stays as it is · tolerance: a flip lies within so much of the true one · figure:
    at the central value · at_lower, at_upper: at the ends.

    On fixed luck a figure moves in small steps, so a flip is where it was found to change and not a root to the last digit.  Between the
    steps looked at (1/16, 1/8, 1/4, 1/2 and all of the way to each limit) two flips that undo each other would be missed.
    """
    found = ordered(flip, [(scenario, name, metric, other) for name in names], progress)
    return pd.DataFrame(found, columns=FLIPS)


def flip(scenario: Scenario, name: str, metric: str = "net_value", other: Scenario | None = None) -> dict[str, float | str]:
    """One row of `flips`; raises ScenarioError for a metric without a value."""
    held, seen = scenario.market.assumptions()[name], {}
    lower, upper = searched(name, held)
    spread = abs(held.high - held.low) if held.low is not None else abs(held.value)
    tolerance = spread / FINE or (upper - lower) / FINE / 10

    def at(x: float) -> float:
        """The figure; zero counts as below, for what brings nothing does not pay.  NaN where the program does not allow the value."""
        if x not in seen:
            try:
                own = figure_at(scenario, metric, other, {name: x})
            except ScenarioError:
                return np.nan
            if own is None:
                raise ScenarioError(said("{label} has no value where {name} is {given}; choose another figure",
                                         label=said(METRICS[metric].label), name=name, given=f"{x:g}"))
            seen[x] = own or -1e-9
        return seen[x]

    def towards(limit: float) -> float:
        near = held.value
        for step in STEPS:
            x = held.value + step * (limit - held.value)
            if np.isnan(at(x)):
                break
            if at(x) * at(held.value) < 0:
                return optimize.brentq(at, near, x, xtol=tolerance, rtol=1e-12, disp=False)
            near = x
        return np.nan

    central = at(held.value)
    below, above = (towards(limit) if limit != held.value else np.nan for limit in (lower, upper))
    row = (name, held.value, lower, upper, below, above, tolerance, central, seen.get(lower, np.nan), seen.get(upper, np.nan))
    return dict(zip(FLIPS, row, strict=True))


def searched(name: str, held: Assumption) -> tuple[float, float]:
    """From where to where a flip is looked for."""
    limits = Market.model_fields[name].json_schema_extra
    ends = [x for x in (held.value, held.low, held.high) if x is not None]
    lower = limits["ge"] if limits["ge"] is not None else limits["gt"] + min(ends) / 100
    upper = limits["le"] if limits["le"] is not None else max(FAR * max(ends), 1.0)
    return float(min(lower, min(ends))), float(max(upper, max(ends)))
