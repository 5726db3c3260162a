"""Points liability: the contract liability of IFRS 15 / ASC 606 with its roll-forward, and the cost accrual beside it.

Method, formulas and what is a choice: docs/liability.md.  All amounts are integer minor units.
"""
from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pandas as pd

from simulation.finance.allocation import allocate_transaction_price
from simulation.finance.consideration import paid_by_members, points_given
from simulation.finance.estimates import Plan, Worth, plan_of, rates, worth_of_a_point
from simulation.finance.fees import fees_rollforward
from simulation.finance.journal import entries
from simulation.finance.rolling import COLUMNS, Roll, accrue, roll
from simulation.finance.vintages import Counts, counts
from simulation.outcome import Outcome

METHODS = ("ifrs15", "cost", "given")


@dataclasses.dataclass(frozen=True, eq=False)
class Book:
    """The accounts of one run under one estimate: computed when first asked for."""

    outcome: Outcome
    estimate: str = "plan"
    given_plan: Plan | None = None

    @functools.cached_property
    def plan(self) -> Plan:
        return self.given_plan or plan_of(self.outcome.scenario)

    @functools.cached_property
    def worth(self) -> Worth:
        return worth_of_a_point(self.outcome.scenario)

    @functools.cached_property
    def counts(self) -> Counts:
        return counts(self.outcome)

    @functools.cached_property
    def rates(self) -> np.ndarray:
        return rates(self.outcome, self.estimate, self.plan)

    @functools.cached_property
    def allocation(self) -> pd.DataFrame:
        """By month of issue: paid, goods and points at their stand-alone prices, what is allocated to the points; minor units.  And the
        points issued, those of them that are no part of a sale, and the rate expected when the month closed."""
        paid, given, held = paid_by_members(self.outcome), points_given(self.outcome), self.counts
        months = np.arange(1, self.outcome.scenario.run.months + 1)
        issued, rate = np.zeros(len(months), np.int64), np.zeros(len(months))
        own = held.vintage > 0
        issued[held.vintage[own] - 1] = held.issued[own]
        rate[held.vintage[own] - 1] = self.rates[own, held.vintage[own] - 1]
        alone = (issued - given) * self.worth.value * rate
        parts = [allocated(p, g, x) for p, g, x in zip(paid["paid"].tolist(), paid["list"].tolist(), alone.tolist(), strict=True)]
        return pd.DataFrame({"month": months, **paid, "points_issued": issued, "points_given": given, "expected_rate": rate,
                             "points_standalone": np.rint(alone).astype(np.int64), "allocated": parts})

    @functools.cached_property
    def amounts(self) -> np.ndarray:
        """[v]: what is allocated to each vintage, minor units; the opening balance is valued at the plan's rate."""
        held, by_month = self.counts, dict(zip(self.allocation["month"], self.allocation["allocated"], strict=True))
        found = [by_month[v] if v > 0 else round(n * self.worth.value * self.plan.rate)
                 for v, n in zip(held.vintage.tolist(), held.issued.tolist(), strict=True)]
        return np.array(found, np.int64)

    @functools.cached_property
    def contract(self) -> Roll:
        """Contract liability under IFRS 15."""
        return roll(self.counts, self.amounts, self.rates, self.plan.rate)

    @functools.cached_property
    def cost(self) -> Roll:
        """All points at cost."""
        return accrue(self.counts, np.full(len(self.counts.vintage), self.worth.cost), self.rates, self.plan.rate)

    @functools.cached_property
    def given(self) -> Roll:
        """The points that are no part of a sale, at cost: within a month of issue they are taken to be used like the others."""
        held, given = self.counts, dict(zip(self.allocation["month"], self.allocation["points_given"], strict=True))
        share = [given[v] / max(1, n) if v > 0 else 0.0 for v, n in zip(held.vintage.tolist(), held.issued.tolist(), strict=True)]
        return accrue(held, self.worth.cost * np.array(share), self.rates, self.plan.rate)

    @functools.cached_property
    def fees(self) -> pd.DataFrame:
        return fees_rollforward(self.outcome)

    @functools.cached_property
    def journal(self) -> pd.DataFrame:
        """Entries by month: account, debit, credit; minor units.  Month 0 brings the opening balance."""
        return entries(self.allocation, self.contract.by_month(), self.given.by_month(), self.fees)

    def roll(self, method: str) -> Roll:
        if method not in METHODS:
            raise ValueError(f"no method is called {method!r}; there are {', '.join(METHODS)}")
        return {"ifrs15": lambda: self.contract, "cost": lambda: self.cost, "given": lambda: self.given}[method]()


def allocated(paid: int, goods: float, points: float) -> int:
    """The points' part of what was paid, minor units, rounded once; 0 where nothing was sold."""
    return round(allocate_transaction_price(paid, goods, points)[1]) if paid > 0 and points > 0 else 0


def rollforward(outcome: Outcome, method: str = "ifrs15", estimate: str = "plan", plan: Plan | None = None) -> pd.DataFrame:
    """By month, integer minor units: opening + deferred - reversed - recognised - breakage + re_estimate = closing.

    method: ifrs15 (contract liability) · cost (all points outstanding that are expected to be redeemed, at cost) · given (at cost, only the
    points that are no part of a sale: what stands beside the contract liability).
    estimate: plan · chain_ladder · truth, as estimates.rates says; `plan` replaces the plan's rate.  Raises NoTruth.
    """
    return as_table(Book(outcome, estimate, plan).roll(method))


def as_table(held: Roll) -> pd.DataFrame:
    return pd.DataFrame({"month": np.arange(1, held.counts.months + 1), **held.by_month()}, columns=["month", *COLUMNS])


def by_vintage(held: Roll, month: int | None = None) -> pd.DataFrame:
    """At a month's end (the last by default), by month of issue: points, what was allocated less reversed, recognised to date, liability."""
    at, own = (month or held.counts.months) - 1, held.counts
    seen = own.there[:, at]
    table = {"vintage": own.vintage, "issued": own.issued, **{flow: getattr(own, flow)[:, at] for flow in ("redeemed", "expired", "reversed")},
             "outstanding": own.outstanding[:, at], "allocated": held.held[:, at], "revenue_to_date": held.revenue[:, at],
             "liability": held.closing[:, at]}
    return pd.DataFrame({name: values[seen] for name, values in table.items()})


def journal(outcome: Outcome, estimate: str = "plan", plan: Plan | None = None) -> pd.DataFrame:
    """Journal entries by month: entry, account, debit, credit; integer minor units, debits equal credits in every entry."""
    return Book(outcome, estimate, plan).journal


def checks(outcome: Outcome, estimate: str = "plan") -> pd.DataFrame:
    """Every tie-out of the points liability, as tie_out.checks gives it."""
    from simulation.finance import tie_out  # which is built on this module

    return tie_out.checks(outcome, estimate)
