"""How every movement of the points liability is made: from the points of each month of issue and what is allocated to them, for explain_figure.

The figures are those of the roll-forward by the plan's rate; their parts are the points and prices that it starts from, not its own columns.
"""
from __future__ import annotations

import functools

import numpy as np
import pandas as pd

from simulation.finance.allocation import points_revenue_to_date
from simulation.finance.explain_figure import Figure, Parts, register
from simulation.finance.liability import Book, allocated, as_table
from simulation.finance.rolling import COLUMNS
from simulation.outcome import Outcome
from simulation.words import N_

LIABILITY = "liability."
RATE, GIVEN_RATE, WORTH = "expected_redemption", "market.expected_redemption", "run.worth_of_a_point"
RATE_TITLE, WORTH_TITLE = N_("Points redeemed in the end, as planned"), N_("Worth of a point in the smallest unit of the currency")
TITLES = {
    "opening": N_("Points liability, opening"), "deferred": N_("Points liability, deferred"), "reversed": N_("Points liability, reversed by returns"),
    "recognised": N_("Points liability, recognised"), "breakage": N_("Points liability, breakage"),
    "re_estimate": N_("Points liability, re-estimates"), "closing": N_("Points liability, closing"),
}
SIGNS = {"opening": 1, "deferred": 1, "reversed": -1, "recognised": -1, "breakage": -1, "re_estimate": 1}
FORMULAS = {
    "opening": N_("Points issued before month 1 × Worth of a point in the smallest unit of the currency × Points redeemed in the end, as planned, by "
                  "month of issue to the nearest cent, summed"),
    "deferred": N_("Sum over all months of Paid by members × P ÷ (Orders at list price + P), each to the nearest cent, where P = (Points issued − "
                   "Points given without a sale) × Worth of a point in the smallest unit of the currency × Points redeemed in the end, as planned"),
    "reversed": N_("Allocated to points × Points reversed ÷ Points issued, by month of issue to the nearest cent, summed"),
    "recognised": N_("Allocated to points × Points redeemed ÷ Points issued, by month of issue to the nearest cent, summed"),
    "breakage": N_("By month of issue: (Allocated to points less the part of Points reversed) × Points redeemed ÷ points expected in all, less what "
                   "Points redeemed have brought as recognised. Expected in all: (Points issued − Points reversed) × Points redeemed in the end, as "
                   "planned, at least those redeemed, at most those and Points outstanding; where none is outstanding, all of it is revenue"),
    "re_estimate": N_("By month of issue: closing − opening − deferred + reversed by returns + recognised + breakage; 0 while the plan's rate "
                      "stays"),
    "closing": N_("Opening of month 1 + Deferred − Reversed by returns − Recognised − Breakage + Re-estimates, all months"),
}
POINTS = {"issued": N_("Points issued"), "reversed": N_("Points reversed"), "redeemed": N_("Points redeemed"),
          "outstanding": N_("Points outstanding")}
OF_VINTAGE = {"reversed": ("issued", "reversed"), "recognised": ("issued", "redeemed"), "breakage": tuple(POINTS)}


@functools.lru_cache(maxsize=4)
def _book(outcome: Outcome) -> Book:
    return Book(outcome)


def _numbers(book: Book, *names: str) -> dict[str, tuple[str, float]]:
    given = bool(book.outcome.scenario.market.expected_redemption.value)
    found = {RATE: (GIVEN_RATE if given else RATE, (RATE_TITLE, book.plan.rate)), WORTH: (WORTH, (WORTH_TITLE, book.worth.value))}
    return dict(found[name] for name in names)


def _rate(held: Parts) -> float:
    return next(value for name, (_, value) in held.numbers.items() if name in (RATE, GIVEN_RATE))


# ======== what each is made from ========================================================================================
def _flows(outcome: Outcome) -> Parts:
    flows = as_table(_book(outcome).contract)[["month", *SIGNS]]
    flows.loc[1:, "opening"] = 0      # that of month 1: each later one is the closing before it
    return Parts(flows, {c: (TITLES[c], "money") for c in SIGNS})


def _movements(outcome: Outcome) -> Parts:
    """Of each vintage over the whole run all movements but the re-estimates, and what stands at its end."""
    book = _book(outcome)
    held = book.contract
    table = {"vintage": book.counts.vintage, "opening": held.opening}
    table |= {c: getattr(held, c).sum(1) for c in ("deferred", "reversed", "recognised", "breakage")} | {"closing": held.closing[:, -1]}
    return Parts(pd.DataFrame(table), {c: (TITLES[c], "money") for c in list(table)[1:]})


def _issued_before(outcome: Outcome) -> Parts:
    book, old = _book(outcome), _book(outcome).counts.vintage < 1
    table = pd.DataFrame({"vintage": book.counts.vintage[old], "issued": book.counts.issued[old]})
    return Parts(table, {"issued": (N_("Points issued before month 1"), "points")}, numbers=_numbers(book, RATE, WORTH))


def _sold(outcome: Outcome) -> Parts:
    book = _book(outcome)
    names = {"paid": (N_("Paid by members"), "money"), "list": (N_("Orders at list price"), "money"),
             "points_issued": (N_("Points issued"), "points"), "points_given": (N_("Points given without a sale"), "points")}
    return Parts(book.allocation[["month", *names]], names, numbers=_numbers(book, RATE, WORTH))


def _of_vintage(column: str):
    def parts(outcome: Outcome) -> Parts:
        book, flows = _book(outcome), OF_VINTAGE[column]
        own = book.counts
        table = {"vintage": own.vintage, "allocated": book.amounts, "issued": own.issued}
        table |= {flow: getattr(own, flow)[:, -1] for flow in flows if flow != "issued"}
        names = {"allocated": (N_("Allocated to points"), "money")} | {flow: (POINTS[flow], "points") for flow in flows}
        return Parts(pd.DataFrame(table), names, numbers=_numbers(book, RATE) if column == "breakage" else {})

    return parts


# ======== and how ========================================================================================================
def _summed(signs: dict[str, int]):
    return lambda held: sum(sign * held.table[c].sum() for c, sign in signs.items())


def _valued(held: Parts) -> int:
    return sum(round(n * held.numbers[WORTH][1] * _rate(held)) for n in held.table["issued"].tolist())


def _deferred(held: Parts) -> int:
    t = held.table
    alone = (t["points_issued"] - t["points_given"]) * held.numbers[WORTH][1] * _rate(held)
    return sum(allocated(paid, goods, points) for paid, goods, points in zip(t["paid"].tolist(), t["list"].tolist(), alone.tolist(), strict=True))


def _share(table: pd.DataFrame, flow: str) -> np.ndarray:
    """[v]: the allocation's part of the points of a flow, each to the nearest unit."""
    return np.rint((table["allocated"] * table[flow] / np.maximum(table["issued"], 1)).to_numpy(float)).astype(np.int64)


def _breakage(held: Parts) -> int:
    t, rate, revenue = held.table, _rate(held), 0
    kept = t["allocated"].to_numpy() - _share(t, "reversed")
    for amount, row in zip(kept.tolist(), t.itertuples(), strict=True):
        if amount > 0:
            in_all = min(max(rate * (row.issued - row.reversed), row.redeemed), row.redeemed + row.outstanding)
            revenue += round(points_revenue_to_date(amount, row.redeemed, in_all)) if row.outstanding else amount
    return revenue - _share(t, "redeemed").sum()


MADE = {
    "opening": (_issued_before, _valued), "deferred": (_sold, _deferred),
    "reversed": (_of_vintage("reversed"), lambda held: _share(held.table, "reversed").sum()),
    "recognised": (_of_vintage("recognised"), lambda held: _share(held.table, "redeemed").sum()),
    "breakage": (_of_vintage("breakage"), _breakage),
    "re_estimate": (_movements, _summed({"closing": 1} | {c: -sign for c, sign in SIGNS.items() if c != "re_estimate"})),
    "closing": (_flows, _summed(SIGNS)),
}


def _of(column: str):
    def of(outcome: Outcome) -> float:
        values = as_table(_book(outcome).contract)[column]
        value = {"opening": values.iloc[0], "closing": values.iloc[-1]}.get(column, values.sum())
        return float(int(value) / outcome.scenario.market.minor_per_unit)

    return of


def _combined(combine):
    return lambda held, unit: float(int(combine(held)) / unit)


for _column in COLUMNS:
    _made, _combine = MADE[_column]
    register(Figure(LIABILITY + _column, TITLES[_column], "money", FORMULAS[_column], "liability", _made, _combined(_combine), _of(_column)))
