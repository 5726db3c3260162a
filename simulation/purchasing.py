"""Purchasing without a program: fits BG/NBD purchases and gamma-gamma spend to a transaction file, and predicts from them.

Time is in weeks (days / 7) and money in the file's own currency. Frequency counts repeat purchases only, one a customer and day.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import betaln, digamma, expit, gammaln, hyp2f1

from simulation.transactions import TransactionsError, calendar_days, checked
from simulation.transactions import read_transactions as read_transactions  # handed on to those who fit
from simulation.words import N_, said

DAYS_PER_WEEK = 7
FEWEST_REPEATERS = 2
WIDEST = np.log(1e4)  # the search keeps within 1/10,000 and 10,000 of each parameter's scale; differences beyond that never show
Numbers = float | np.ndarray


@dataclass(frozen=True)
class PurchasingModel:
    """Purchasing with no program. While alive a customer purchases at a rate from Gamma(r, rate alpha) a week, and after each
    purchase drops out with a chance from Beta(a, b); a basket is Gamma(p, rate from Gamma(q, rate v)), independent of the rate.

    Methods take scalars or arrays that broadcast; times are in weeks. `notes` says in sentences what the data could not tell.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    p: float
    q: float
    v: float
    spend_log_likelihood: float
    n_customers: int
    n_repeaters: int
    calibration_end: date
    time_unit: str = "weeks"
    notes: tuple[str, ...] = ()

    @property
    def mean_spend(self) -> float:
        """Mean basket over all customers, p v / (q - 1); infinite where q <= 1."""
        return float(expected_spend(self.p, self.q, self.v, 0, 0))

    def expected_purchases(self, weeks: ArrayLike) -> Numbers:
        """Purchases a new customer makes in `weeks` after the first one."""
        return expected_purchases(self.r, self.alpha, self.a, self.b, weeks)

    def conditional_expected_purchases(self, frequency: ArrayLike, recency: ArrayLike, T: ArrayLike, weeks: ArrayLike) -> Numbers:
        """Purchases in the next `weeks` of a customer with this history."""
        return conditional_expected_purchases(self.r, self.alpha, self.a, self.b, frequency, recency, T, weeks)

    def probability_alive(self, frequency: ArrayLike, recency: ArrayLike, T: ArrayLike) -> Numbers:
        """Chance that a customer with this history has not dropped out."""
        return probability_alive(self.r, self.alpha, self.a, self.b, frequency, recency, T)

    def expected_spend(self, frequency: ArrayLike, monetary_value: ArrayLike) -> Numbers:
        """Mean basket to expect of a customer whose `frequency` repeat purchases averaged `monetary_value`."""
        return expected_spend(self.p, self.q, self.v, frequency, monetary_value)


def expected_purchases(r: float, alpha: float, a: float, b: float, weeks: ArrayLike) -> Numbers:
    """E[X(weeks)] of a new customer, the first purchase not counted; scalar or array: Fader, Hardie and Lee (2005), equation 9."""
    return conditional_expected_purchases(r, alpha, a, b, 0, 0, 0, weeks)


def conditional_expected_purchases(r: float, alpha: float, a: float, b: float, frequency: ArrayLike, recency: ArrayLike, T: ArrayLike,
                                   weeks: ArrayLike) -> Numbers:
    """Purchases expected in the `weeks` after T of a customer with this history: Fader, Hardie and Lee (2005), equation 10.

    Scalars or arrays that broadcast. Raises ValueError for a history that cannot be, or where weeks are negative or missing.
    """
    x, recency, T, weeks = (np.asarray(value, float) for value in (frequency, recency, T, weeks))
    if not np.all(weeks >= 0):
        raise ValueError("weeks must be 0 or more")
    at_a_pole = min(abs(a - 1), abs(a + b - 1)) < 5e-5  # the closed form is 0/0 there, and smooth on both sides
    nearby = (a - 1e-4, a + 1e-4) if at_a_pole else (a,)
    while_alive = np.mean([_purchases_if_alive(r, alpha, near, b, x, T, weeks) for near in nearby], axis=0)
    return (while_alive * probability_alive(r, alpha, a, b, x, recency, T))[()]


def _purchases_if_alive(r, alpha, a, b, x, T, weeks):
    ahead, still = weeks / (alpha + T + weeks), (alpha + T) / (alpha + T + weeks)
    with np.errstate(all="ignore"):
        # Euler's transformation of the published series keeps its digits at high frequency; the published one covers large a.
        euler = 1 - still ** (a - 1) * hyp2f1(a - 1, a + b - 1 - r, a + b + x - 1, ahead)
        published = 1 - still ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, ahead)
    return (a + b + x - 1) / (a - 1) * np.where(np.isfinite(euler), euler, published)


def probability_alive(r: float, alpha: float, a: float, b: float, frequency: ArrayLike, recency: ArrayLike, T: ArrayLike) -> Numbers:
    """Chance that a customer with this history is alive at T, 1 with no repeat purchase: Fader, Hardie and Lee (2008).

    Scalars or arrays that broadcast. Raises ValueError unless 0 <= recency <= T and frequency >= 0.
    """
    x, recency, T = np.broadcast_arrays(*(np.asarray(value, float) for value in (frequency, recency, T)))
    if not np.all((x >= 0) & (recency >= 0) & (recency <= T)):
        raise ValueError("a history needs frequency >= 0 and 0 <= recency <= T, all in the same unit of time")
    return np.where(x > 0, expit(-_log_odds_of_dropout(r, alpha, a, b, x, recency, T)), 1.0)[()]


def _log_odds_of_dropout(r, alpha, a, b, x, recency, T):
    return np.log(a) - np.log(b + np.maximum(x, 1) - 1) + (r + x) * np.log((alpha + T) / (alpha + recency))


def expected_spend(p: float, q: float, v: float, frequency: ArrayLike, monetary_value: ArrayLike) -> Numbers:
    """Mean basket expected of a customer: own average and everyone's, weighted by frequency: Fader and Hardie (2013), equation 5.

    Scalars or arrays that broadcast; money in the file's currency. Infinite where the mean does not exist (p frequency + q <= 1).
    """
    x, own = np.asarray(frequency, float), np.asarray(monetary_value, float)
    with np.errstate(divide="ignore"):
        return np.divide(p * (v + x * own), np.maximum(p * x + q - 1, 0))[()]


def fit_purchasing(transactions: pd.DataFrame | str | Path, calibration_end: str | date | None = None) -> PurchasingModel:
    """Fit BG/NBD (Fader, Hardie and Lee 2005) and gamma-gamma (Fader and Hardie 2013) by maximum likelihood.

    `transactions` and `calibration_end` are as for summarise; customers who spent 0 are left out of the spend estimates.
    Raises TransactionsError for data that are faulty or too few, or when no start converges.
    """
    summary = summarise(transactions, calibration_end)
    repeaters = summary[summary.frequency > 0]
    if len(repeaters) < FEWEST_REPEATERS:
        raise TransactionsError(said("{n} of {of} customers purchased again, and a fit needs {needed} or more: give more weeks of data, and see that "
                                     "a customer keeps the same customer_id", n=len(repeaters), of=len(summary), needed=FEWEST_REPEATERS))
    spenders = repeaters[repeaters.monetary_value > 0]
    if spenders.monetary_value.nunique() < 2:
        raise TransactionsError("amount: the average baskets of repeat customers do not vary; give what each purchase really cost")
    purchases, purchase_notes = _fit_purchases(summary)
    spend, spend_notes = _fit_spend(spenders)
    data = {"n_customers": len(summary), "n_repeaters": len(repeaters), "calibration_end": summary.attrs["calibration_end"]}
    return PurchasingModel(**purchases, **spend, **data, notes=(*purchase_notes, *spend_notes))


def _fit_purchases(summary):
    histories, count = np.unique(summary[["frequency", "recency", "T"]].to_numpy(float), axis=0, return_counts=True)
    x, recency, T = histories.T

    def log_likelihood(r, alpha, a, b):
        log_odds = _log_odds_of_dropout(r, alpha, a, b, x, recency, T)
        dropped = np.where(x > 0, expit(log_odds), 0.0)
        log_alive = np.where(x > 0, -np.logaddexp(0, log_odds), 0.0)
        purchasing = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + T)
        total = count @ (purchasing + betaln(a, b + x) - betaln(a, b) - log_alive)
        shared = digamma(a + b) - digamma(a + b + x)
        by_r = digamma(r + x) - digamma(r) + np.log(alpha / (alpha + T)) + dropped * np.log((alpha + T) / (alpha + recency))
        by_alpha = r / alpha - (r + x) * ((1 - dropped) / (alpha + T) + dropped / (alpha + recency))
        by_a = shared + dropped / a
        by_b = shared + digamma(b + x) - digamma(b) - dropped / (b + np.maximum(x, 1) - 1)
        return total, np.array([by_r, by_alpha, by_a, by_b]) @ count

    starts = ((1, 1, 1, 1), (0.25, 0.1, 0.8, 2.5), (1, 0.1, 1, 15))
    scale = (1, summary["T"].mean(), 1, 1)
    return _maximise(log_likelihood, ("r", "alpha", "a", "b", "log_likelihood"), starts, scale, len(summary))


def _fit_spend(spenders):
    x, mean = spenders.frequency.to_numpy(float), spenders.monetary_value.to_numpy(float)

    def log_likelihood(p, q, v):
        pooled, spread = p * x + q, v + x * mean
        own, common = np.log(x * mean / spread), np.log(v / spread)
        total = np.sum(gammaln(pooled) - gammaln(p * x) - gammaln(q) + p * x * own + q * common - np.log(mean))
        by_p = x * (digamma(pooled) - digamma(p * x) + own)
        by_q = digamma(pooled) - digamma(q) + common
        return total, np.sum([by_p, by_q, q / v - pooled / spread], axis=1)

    starts = ((1, 2, 1), (6, 4, 0.5), (2, 10, 4))
    return _maximise(log_likelihood, ("p", "q", "v", "spend_log_likelihood"), starts, (1, 1, mean.mean()), len(spenders))


def _maximise(log_likelihood, names, starts, scale, n):
    """Named estimates and notes from the best start. The scale makes the search blind to the units of time and money."""

    def loss(logarithms):
        values = scale * np.exp(logarithms)
        total, slopes = log_likelihood(*values)
        return -total / n, -slopes * values / n

    how = {"jac": True, "method": "L-BFGS-B", "bounds": [(-WIDEST, WIDEST)] * len(scale), "options": {"ftol": 1e-13, "gtol": 1e-8}}
    converged = [found for start in starts if (found := minimize(loss, np.log(start), **how)).success and np.isfinite(found.fun)]
    if not converged:
        raise TransactionsError(said("the estimates of {names} did not converge on {n} customers; give more weeks or more customers, and look for "
                                     "amounts far out of line", names=", ".join(names[:-1]), n=n))
    best = min(converged, key=lambda search: search.fun)
    at_edge = [name for name, logarithm in zip(names, best.x, strict=False) if abs(logarithm) > 0.99 * WIDEST]
    notes = [said("The data hardly determine parameter {name}: it lies at the edge of the range searched.", name=name) for name in at_edge]
    return dict(zip(names, [*(scale * np.exp(best.x)).tolist(), float(-best.fun * n)], strict=True)), notes


def summarise(transactions: pd.DataFrame | str | Path, calibration_end: str | date | None = None) -> pd.DataFrame:
    """One row a customer, indexed by customer_id: frequency, recency and T (weeks), monetary_value (mean repeat purchase, or 0).

    `transactions` is a DataFrame of customer_id, date, amount (one row per purchase) or a file of them. A customer's purchases of
    one day are one purchase. T runs from the first to `calibration_end` (kept in `.attrs`; by default the last date in the data);
    later purchases are left out. Raises TransactionsError for faulty data.
    """
    is_table = isinstance(transactions, pd.DataFrame)
    purchases = checked(transactions, "transactions", N_("row {n}"), 1) if is_table else read_transactions(transactions)
    last = purchases["date"].max()
    end = last if calibration_end is None else calendar_days(pd.Series([calibration_end]))[0]
    if not purchases["date"].min() <= end:
        raise TransactionsError(said("calibration_end {calibration_end}: must be a day like {last}, not before the first purchase",
                                     calibration_end=calibration_end, last=f"{last:%Y-%m-%d}"))
    daily = purchases[purchases["date"] <= end].groupby(["customer_id", "date"], as_index=False)["amount"].sum()
    repeats = daily[daily["customer_id"].duplicated()]
    summary = daily.groupby("customer_id")["date"].agg(frequency="size", first="min", last="max")
    summary["frequency"] -= 1
    summary["recency"] = (summary["last"] - summary["first"]).dt.days / DAYS_PER_WEEK
    summary["T"] = (end - summary["first"]).dt.days / DAYS_PER_WEEK
    summary["monetary_value"] = repeats.groupby("customer_id")["amount"].mean()
    summary.attrs["calibration_end"] = end.date()
    return summary.drop(columns=["first", "last"]).fillna({"monetary_value": 0.0})
