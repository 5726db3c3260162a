"""The breakage laboratory: what the usual estimators would have said at each month's end, and by how much each was wrong."""
from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from simulation.finance.estimates import prolonged, truth_known, worth_of_a_point
from simulation.finance.vintages import LEAVING, Counts, counts, development
from simulation.outcome import Outcome
from simulation.records import EXPIRY_NEVER
from simulation.simulate import rate_card
from simulation.words import N_

ESTIMATORS = {
    "naive": N_("Naive ratio"),
    "chain_ladder": N_("Vintage chain-ladder"),
    "complete": N_("Vintages that have run out"),
}
MEANINGS = {
    "naive": N_("Points expired so far / points issued so far, less those reversed. Young points had no time to expire, so it says too little."),
    "chain_ladder": N_("Of the points outstanding, the share that each further month of age has redeemed and let expire in the vintages seen so far. "
                       "What is left at the oldest age seen is taken as breakage, so it says too much until the first vintages have run out."),
    "complete": N_("Expired / issued less reversed, over the vintages of which nothing is outstanding any more. It has no value before the first has "
                   "run out, and is late when members change."),
}  # fmt: skip


@dataclasses.dataclass(frozen=True, eq=False)
class Laboratory:
    """table: month, estimator, points_issued (to date, less reversed, the opening balance's among them), breakage_rate (NaN: no value yet),
    true_rate (NaN: not known), true_low and true_high (what it lies between: the points still outstanding all redeemed, or all lost),
    error_points and error_money (estimate less truth; money in minor units at the value of a point).

    outstanding: points of the run that nobody knows the end of · why: empty, "never" (points never expire) or "long" (not all have run out
    after the longest run).
    """

    table: pd.DataFrame
    outstanding: int
    why: str

    def at(self, estimator: str, column: str) -> np.ndarray:
        """[month] of one estimator."""
        return self.table.loc[self.table["estimator"] == estimator, column].to_numpy(float)


def laboratory(outcome: Outcome) -> Laboratory:
    """Every estimator at every month's end of the run, against what becomes of the points when the same run goes on."""
    held, long = counts(outcome), prolonged(outcome)
    known, value, rows = truth_known(long), worth_of_a_point(outcome.scenario).value, []
    if not begins_alike(held, long):
        raise RuntimeError("the prolonged run does not begin like the run itself, so it cannot tell its truth")
    for month in range(1, held.months + 1):
        seen = held.up_to(month)
        issued, (low, high) = int(seen.net[:, -1].sum()), true_range(long, month)
        true = low if low == high else np.nan
        for name in ESTIMATORS:
            rate = ESTIMATE[name](seen)
            error = (rate - true) * issued
            rows.append((month, name, issued, rate, true, low, high, error, error * value))
    table = pd.DataFrame(rows, columns=["month", "estimator", "points_issued", "breakage_rate", "true_rate", "true_low", "true_high", "error_points",
                                        "error_money"])
    for column in ("error_points", "error_money"):
        table[column] = table[column].round()
    never = rate_card(outcome.scenario).expiry == EXPIRY_NEVER
    left = int(long.outstanding[:, -1].sum())
    return Laboratory(table, left, "" if known.all() else "never" if never else "long")


def true_range(long: Counts, month: int) -> tuple[float, float]:
    """Ultimate breakage of the points issued up to a month, of those not reversed: what is known at the end of the prolonged run, and that with
    everything then still outstanding.  Equal where all have run out; NaN where nothing was issued."""
    own = long.vintage <= month
    net, lost, left = (int(x[own, -1].sum()) for x in (long.net, long.expired, long.outstanding))
    return (lost / net, (lost + left) / net) if net else (np.nan, np.nan)


def naive(seen: Counts) -> float:
    net = seen.net[:, -1].sum()
    return float(seen.expired[:, -1].sum() / net) if net else np.nan


def by_chain_ladder(seen: Counts) -> float:
    """NaN before a second age has been seen."""
    net, found = seen.net[:, -1].sum(), development(seen)
    if not net or found.oldest(seen.months) < 1:
        return np.nan
    later = found.redeemed_later(seen.months)[seen.months - seen.vintage]
    return float(1 - (seen.redeemed[:, -1] + seen.outstanding[:, -1] * later).sum() / net)


def of_complete(seen: Counts) -> float:
    """NaN before the first vintage has run out."""
    out = (seen.outstanding[:, -1] == 0) & (seen.net[:, -1] > 0)
    return float(seen.expired[out, -1].sum() / seen.net[out, -1].sum()) if out.any() else np.nan


ESTIMATE = {"naive": naive, "chain_ladder": by_chain_ladder, "complete": of_complete}


def begins_alike(held: Counts, long: Counts) -> bool:
    """Whether the prolonged run has the run's own vintages in the run's months."""
    return np.array_equal(held.vintage, long.vintage) and np.array_equal(held.issued, long.issued) and all(
        np.array_equal(getattr(held, flow), getattr(long, flow)[:, : held.months]) for flow in LEAVING)


def expired_later(outcome: Outcome, to_go: int) -> np.ndarray:
    """[month after the run]: what of the run's points did expire when it went on; NaN beyond the longest run."""
    months, out = outcome.scenario.run.months, np.full(to_go, np.nan)
    lost = prolonged(outcome).in_month("expired").sum(0)[months : months + to_go]
    out[: len(lost)] = lost
    return out
