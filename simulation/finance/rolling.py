"""The roll-forward of vintages: one engine for points under IFRS 15, for the cost accrual, and for the standard's own example.

All amounts are integer minor units.  Every figure to date is rounded once, and a month's movement is the difference of two of them, so
that opening + deferred - reversed - recognised - breakage + re_estimate = closing holds to the last unit, by vintage and in all.
"""
from __future__ import annotations

import dataclasses

import numpy as np

from simulation.finance.allocation import points_revenue_to_date
from simulation.finance.vintages import Counts

MOVEMENTS = ("deferred", "reversed", "recognised", "breakage", "re_estimate")
COLUMNS = ("opening", *MOVEMENTS, "closing")


@dataclasses.dataclass(frozen=True, eq=False)
class Roll:
    """[v, month] each: the movements, the closing liability, and what was allocated less reversed (`held`) and recognised to date (`revenue`).

    opening [v]: the liability before month 1.
    """

    counts: Counts
    opening: np.ndarray
    deferred: np.ndarray
    reversed: np.ndarray
    recognised: np.ndarray
    breakage: np.ndarray
    re_estimate: np.ndarray
    closing: np.ndarray
    held: np.ndarray
    revenue: np.ndarray

    def by_month(self) -> dict[str, np.ndarray]:
        """COLUMNS over all vintages, by month."""
        closing = self.closing.sum(0)
        opening = np.concatenate([[self.opening.sum()], closing[:-1]])
        return {"opening": opening, **{name: getattr(self, name).sum(0) for name in MOVEMENTS}, "closing": closing}


def expected(held: Counts, rates: np.ndarray) -> np.ndarray:
    """float [v, month]: points expected to be redeemed in all: rate x (issued - reversed), not below what was redeemed nor above what can be."""
    return np.clip(rates * held.net, held.redeemed, held.redeemed + held.outstanding)


def roll(held: Counts, allocated: np.ndarray, rates: np.ndarray, start: float = 0.0) -> Roll:
    """Contract liability by vintage.  allocated [v]: of the price, never re-opened · rates [v, month] as estimates.rates gives them ·
    start: the rate at which the opening balance was valued.

    Revenue to date = (allocated - reversed) x redeemed to date / expected in all now, and all of it once the vintage has run out.
    reversed: allocation per point issued x points taken back · recognised: the same x points redeemed · breakage: what last month's
    estimate brings on top · re_estimate: what the new estimate changes.
    """
    first = _first(held)
    taken = _share(allocated, held.reversed, held.issued)
    kept = np.where(held.there, allocated[:, None], 0) - taken
    now, used = _revenue(held, kept, expected(held, rates)), _share(allocated, held.redeemed, held.issued)
    before = _revenue(held, kept, expected(held, _last(held, rates, start)))
    recognised, last = _movement(used), _before(now)
    opening = np.where(held.vintage < 1, allocated, 0)
    deferred = np.where(first & (held.vintage > 0)[:, None], allocated[:, None], 0)
    return Roll(held, opening, deferred, _movement(taken), recognised, before - last - recognised, before - now, kept - now, kept, now)


def accrue(held: Counts, cost: np.ndarray, rates: np.ndarray, start: float = 0.0) -> Roll:
    """The cost accrual by vintage: points outstanding that are expected to be redeemed x cost [v] of a point, minor units.

    deferred: cost of what is expected of the points issued · reversed: of points taken back · recognised: cost of points redeemed, as
    accrued · breakage: released because fewer points are left than expected · re_estimate: what the new estimate adds.
    """
    first, unit = _first(held), cost[:, None]
    old = _last(held, rates, start)
    whole = np.where(held.there, np.rint(unit * expected(held, rates)), 0).astype(np.int64)
    under_old = np.where(held.there, np.rint(unit * expected(held, old)), 0).astype(np.int64)
    used = np.rint(unit * held.redeemed).astype(np.int64)
    opening = np.where(held.vintage < 1, np.rint(cost * start * held.issued), 0).astype(np.int64)
    deferred = np.where(first & (held.vintage > 0)[:, None], np.rint(unit * rates * held.issued[:, None]), 0).astype(np.int64)
    taken = np.rint(unit * old * held.in_month("reversed")).astype(np.int64)
    last = _before(whole)
    last[:, 0] = opening
    breakage = last + deferred - taken - under_old
    return Roll(held, opening, deferred, taken, _movement(used), breakage, whole - under_old, whole - used, whole, used)


def _revenue(held: Counts, kept: np.ndarray, all_expected: np.ndarray) -> np.ndarray:
    out = np.zeros(kept.shape, np.int64)
    for v, month in zip(*np.nonzero(held.there & (kept > 0)), strict=True):
        if held.outstanding[v, month] == 0:
            out[v, month] = kept[v, month]
        else:
            out[v, month] = round(points_revenue_to_date(int(kept[v, month]), int(held.redeemed[v, month]), float(all_expected[v, month])))
    return out


def _share(amounts: np.ndarray, points: np.ndarray, of: np.ndarray) -> np.ndarray:
    """amounts [v] x points [v, month] / of [v], each rounded once."""
    return np.rint(amounts[:, None] * points / np.maximum(of, 1)[:, None]).astype(np.int64)


def _first(held: Counts) -> np.ndarray:
    """bool [v, month]: the month in which the vintage is there for the first time."""
    return held.there & ~np.concatenate([np.zeros((len(held.vintage), 1), bool), held.there[:, :-1]], axis=1)


def _last(held: Counts, rates: np.ndarray, start: float) -> np.ndarray:
    """Last month's rates; in the month of issue those of that month, and before month 1 `start`."""
    before = np.concatenate([np.full((len(rates), 1), start), rates[:, :-1]], axis=1)
    return np.where(_first(held) & (held.vintage > 0)[:, None], rates, before)


def _before(to_date: np.ndarray) -> np.ndarray:
    return np.concatenate([np.zeros((len(to_date), 1), np.int64), to_date[:, :-1]], axis=1)


def _movement(to_date: np.ndarray) -> np.ndarray:
    return np.diff(to_date, axis=1, prepend=0)
