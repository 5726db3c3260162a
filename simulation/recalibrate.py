"""Which value of one number of the market would bring the forecast to the actuals, all else as it is."""
from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import pandas as pd
from scipy import optimize

from simulation.actuals import Forecast, by_month, compare
from simulation.executor import Progress
from simulation.inputs import ScenarioError
from simulation.market import Assumption, Market
from simulation.remedies import Advice
from simulation.scenario import Scenario
from simulation.simulate import simulate

TIMES = 2.0         # a number is tried from half to twice its value, and as far as its low and high case,
LOG_ODDS = 2.0      # log-odds from so much below to so much above,
FROM_ZERO = 0.5     # and a number that is zero up to this
STEPS = 10          # runs for one number, after those at its ends


@dataclasses.dataclass(frozen=True)
class Met:
    """value: what the number would have to be for the column; None where no value that was tried is enough. Then `end` comes nearest, and
    with it the actuals are still `left` above the forecast (below: negative), as a share of it.  error: of all columns, at that value."""

    column: str
    assumption: str
    value: float | None
    end: float
    left: float
    error: float = math.nan


def met_by(said: Forecast, actuals: pd.DataFrame, found: Sequence[Advice], progress: Progress | None = None) -> list[Met]:
    """Each number that the advice on a deviating column names, once: the one that leaves the smallest error over all columns first.

    Runs on the scenario's own luck; a number is met on each column that names it, and the better one is kept.
    """
    tasks = [(a.deviation, n[0]) for a in found if a.deviation.settled for n in a.numbers]
    out: dict[str, Met] = {}
    for done, (d, name) in enumerate(tasks, start=1):
        counted = actuals[d.column].loc[d.since : d.last].dropna()
        met = meeting(said.scenario, d.column, counted, name)
        if met:
            met = dataclasses.replace(met, error=error_with(said, actuals, name, met.end))
            out[name] = min(out.get(name, met), met, key=rank)
        if progress:
            progress(done, len(tasks))
    return sorted(out.values(), key=rank)


def rank(met: Met) -> tuple[float, bool]:
    return met.error, met.value is None


def error_with(said: Forecast, actuals: pd.DataFrame, name: str, value: float) -> float:
    """Mean over columns of the mean |actual − forecast| / |actual|, with one number at another value."""
    market = said.scenario.market.with_values(**{name: value})
    own = by_month(simulate(said.scenario.with_market(market)))
    return error_of(compare(Forecast(said.scenario, own, said.runs[:0]), actuals))


def error_of(compared: pd.DataFrame) -> float:
    """Mean over columns of their MAPE; columns whose actuals are all zero have none."""
    return float(compared.groupby("measure")["mape"].last().mean())


def meeting(scenario: Scenario, column: str, counted: pd.Series, name: str) -> Met | None:
    """The value of one number at which the column's sum over the months counted is that of the actuals; None where none can be tried."""
    target, short = float(counted.sum()), scenario.with_run(months=int(counted.index.max()))
    seen: dict[float, float] = {}

    def over(value: float) -> float:
        """Forecast over actuals, less 1."""
        if value not in seen:
            market = scenario.market.with_values(**{name: value})
            seen[value] = float(by_month(simulate(short.with_market(market))).loc[counted.index, column].sum()) / target - 1
        return seen[value]

    low, high = tried(name, scenario.market.assumptions()[name])
    if not target or low >= high:
        return None
    try:
        if over(low) * over(high) > 0:
            end = min(low, high, key=lambda x: abs(over(x)))
            return Met(column, name, None, end, 1 / (1 + over(end)) - 1 if over(end) > -1 else math.inf)
        optimize.brentq(over, low, high, xtol=1e-3 * (high - low), maxiter=STEPS, disp=False)
    except ScenarioError:  # a value that the program does not allow
        return None
    best = min(seen, key=lambda x: abs(seen[x]))
    return Met(column, name, best, best, 0.0)


def tried(name: str, held: Assumption) -> tuple[float, float]:
    """From where to where a number is tried, inside its limits."""
    limits = Market.model_fields[name].json_schema_extra
    if limits["ge"] is not None and limits["ge"] < 0:
        ends = [held.value - LOG_ODDS, held.value + LOG_ODDS]
    else:
        ends = [held.value / TIMES, held.value * TIMES] if held.value else [0.0, FROM_ZERO]
    ends += [x for x in (held.low, held.high) if x is not None]
    least, most = limits["ge"] if limits["ge"] is not None else -math.inf, limits["le"] if limits["le"] is not None else math.inf
    return max(min(ends), least), min(max(ends), most)
