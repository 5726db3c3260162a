"""Lessons that take a small run: where members stand, what becomes of their points, how runs narrow a range, what a sale defers."""
from __future__ import annotations

import numpy as np

from simulation.comparison import t_interval
from simulation.executor import Progress, ordered
from simulation.experiments import metric_of
from simulation.finance.allocation import points_revenue_to_date
from simulation.finance.breakage import true_range
from simulation.finance.estimates import worth_of_a_point
from simulation.finance.liability import allocated
from simulation.finance.vintages import LEAVING, counts
from simulation.lessons import example
from simulation.records import MAX_MONTHS, YEAR
from simulation.scenario import Scenario
from simulation.simulate import simulate

MEMBERS = 400
RUNS, FEW, SHORT = 30, 300, 18      # of the comparison: runs, and members and months of each
THIRD = 2       # place of the tier whose threshold the lessons move


def with_threshold(threshold: float) -> Scenario:
    """The example with another threshold of its third tier, currency units."""
    held = example()
    program = held.program.mapping()
    program["tiers"]["levels"][THIRD]["threshold"] = threshold
    return held.with_program(program)


def tier_shares(threshold: float, members: int = MEMBERS, months: int = 24) -> dict:
    """shares [month, tier] of all members at each month's end · upgrade_rate of the last year."""
    outcome = simulate(with_threshold(threshold), members=members, months=months)
    held = outcome.program.measure("members")[:, : len(outcome.scenario.program.tier_names)]
    return {"shares": held / held.sum(1, keepdims=True), "upgrade_rate": outcome.headline()["upgrade_rate_12m"],
            "names": outcome.scenario.program.tier_names}


def fate_of_points(expiry_months: int, members: int = MEMBERS) -> dict:
    """What becomes of the points of a run's first year when they expire so many months after they were earned.

    age [k] months · redeemed, expired [k]: shares of them by that age · breakage: the share never redeemed, in the end.
    """
    held = example()
    program = held.program.mapping()
    program["points_expiry"] = program["points_expiry"] | {"months": expiry_months}
    seen = counts(simulate(held.with_program(program), members=members, months=MAX_MONTHS))
    age = np.arange(MAX_MONTHS - YEAR + 1)
    first = np.flatnonzero((seen.vintage >= 1) & (seen.vintage <= YEAR))
    at = seen.vintage[first][:, None] - 1 + age                  # the month in which each vintage has that age
    net = seen.net[first, -1].sum()
    by_age = {flow: np.take_along_axis(getattr(seen, flow)[first], at, 1).sum(0) / net for flow in LEAVING}
    return {"age": age, "redeemed": by_age["redeemed"], "expired": by_age["expired"], "breakage": true_range(seen, YEAR)[0]}


def net_values(threshold: float, runs: int, progress: Progress | None = None, members: int = FEW, months: int = SHORT) -> np.ndarray:
    """[run, scenario] net value of the example as it is and with another threshold of its third tier, pair by pair on the same luck."""
    seeds = range(example().run.seed, example().run.seed + runs)
    worlds = [s.with_run(members=members, months=months, seed=seed) for seed in seeds for s in (example(), with_threshold(threshold))]
    return np.array(ordered(metric_of, [(world, "net_value") for world in worlds], progress)).reshape(runs, 2)


def narrowing(values: np.ndarray, same_luck: bool) -> dict[str, np.ndarray]:
    """Mean difference of the first 2, 3, ... runs with its 95% interval; `same_luck` pairs each run with the other scenario's on its seed."""
    difference = values[:, 1] - (values[:, 0] if same_luck else np.roll(values[:, 0], 1))
    n = np.arange(2, len(difference) + 1)
    low, high = np.array([t_interval(difference[:k], 0.95) for k in n]).T
    return {"runs": n, "mean": np.array([difference[:k].mean() for k in n]), "low": low, "high": high}


def deferral(expected: float, points_per_unit: float, sale: float = 100.0) -> dict:
    """What a sale (currency units) defers for its points where this share of them is expected to be redeemed, and when it becomes revenue.

    deferred · redeemed [k] shares of the points · revenue [k] of the deferred part to date, currency units.
    """
    held = example()
    unit = held.market.minor_per_unit
    alone = sale * points_per_unit * worth_of_a_point(held).value * expected
    part = allocated(round(sale * unit), sale * unit, alone)
    redeemed = np.linspace(0, expected, 21)
    revenue = np.array([points_revenue_to_date(part, r, expected) for r in redeemed]) / unit
    return {"deferred": part / unit, "redeemed": redeemed, "revenue": revenue}
