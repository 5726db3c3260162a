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
EASIER = 2_500  # its threshold in the comparison, currency units


def own_threshold() -> float:
    """Of the example's third tier, currency units."""
    return example().program.get("tiers").levels[THIRD].threshold


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
    """[run, 3] net value of the example, of the example with another threshold of its third tier on the same luck, and of the example on luck
    of its own."""
    first, other = example().run.seed, with_threshold(threshold)
    worlds = [s.with_run(members=members, months=months, seed=n) for seed in range(first, first + runs)
              for s, n in ((example(), seed), (other, seed), (example(), seed + runs))]
    return np.array(ordered(metric_of, [(world, "net_value") for world in worlds], progress)).reshape(runs, 3)


def narrowing(values: np.ndarray, same_luck: bool) -> dict[str, np.ndarray]:
    """Mean difference of the first 2, 3, ... runs with its 95% interval.

    values: of `net_values`.  same_luck: the example's runs are those on the other scenario's seeds, else those on luck of their own.
    """
    difference = values[:, 1] - values[:, 0 if same_luck else 2]
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
