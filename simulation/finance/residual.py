"""What a member is still expected to buy: closed forms of BG/NBD for one member whose rate and dropout chance are known.

A member who has not left buys at the rate lambda and leaves after each purchase with the chance p, so is still there after t with
exp(-lambda p t).  In a month of length D that makes (1 - q) / p purchases of who was there at its beginning, q = exp(-lambda p D), and the
months after it are each q times the one before.  Discounted by d a month, at the month's end: (1 - q) / p * d / (1 - q d).
Formulas and their check: docs/clv.md.
"""
from __future__ import annotations

import numpy as np

from simulation.population import DAYS_PER_MONTH
from simulation.records import YEAR


def residual_occasions(rate, dropout, annual: float, months: int | None = None, length: float = DAYS_PER_MONTH) -> np.ndarray:
    """Purchases still to come of a member who has not left, each month's discounted to now from its end.

    rate: purchases a day while there · dropout: chance to leave after each; arrays that broadcast · annual: discount rate a year ·
    months: of `length` days; None: for ever, infinite for a member who never leaves where nothing is discounted.
    Raises ValueError for numbers that cannot be.
    """
    rate, dropout = _checked(rate, dropout, annual)
    leaves, month = rate * dropout * length, (1 + annual) ** (-1 / YEAR)
    stays = np.exp(-leaves) * month
    with np.errstate(divide="ignore", invalid="ignore"):
        first = rate * length * np.where(leaves > 0, -np.expm1(-leaves) / leaves, 1.0)      # (1 - q) / p, and its limit at p = 0
        whole = month / (1 - stays)
        if months is not None:
            whole = np.where(stays < 1, whole * (1 - stays**months), month * months)
        return first * whole


def residual_active_months(rate, dropout, orders_each: float | np.ndarray, annual: float, active_days: float,
                           length: float = DAYS_PER_MONTH) -> np.ndarray:
    """Month ends, discounted, at which a member who has not left now has ordered within `active_days`.

    Active at the end of month k is who is still there `active_days` before it (now, where that is in the past) and orders in them:
    exp(-lambda p (k D - A)) * (1 - exp(-lambda f A)), f = orders for each occasion.
    """
    rate, dropout = _checked(rate, dropout, annual)
    month, late = (1 + annual) ** (-1 / YEAR), active_days / length
    whole = int(np.floor(late))      # month ends up to this one look back to before now
    leaves = rate * dropout * length
    orders = -np.expm1(-rate * orders_each * active_days)
    with np.errstate(divide="ignore"):
        later = np.exp(-leaves * (whole + 1 - late)) * month ** (whole + 1) / (1 - np.exp(-leaves) * month)
    return orders * (sum(month**k for k in range(1, whole + 1)) + later)


def occasions_by_month(rate, dropout, clock: np.ndarray) -> np.ndarray:
    """[member, month] purchases of members who are there at clock[0]; clock: operational days at each month's beginning, and at the end."""
    rate, dropout = _checked(rate, dropout, 0.0)
    since = np.asarray(clock, float) - clock[0]
    decay = (rate * dropout)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        to_date = np.where(decay > 0, -np.expm1(-decay * since) / decay, since) * rate[:, None]
    return np.diff(to_date, axis=1)


def _checked(rate, dropout, annual):
    rate, dropout = np.asarray(rate, float), np.asarray(dropout, float)
    if not (np.all(rate >= 0) and np.all((dropout >= 0) & (dropout <= 1)) and annual >= 0):
        raise ValueError("rates and the discount rate are 0 or more, and a dropout chance lies between 0 and 1")
    return rate, dropout
