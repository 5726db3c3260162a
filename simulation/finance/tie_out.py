"""Whether the points liability ties out: to itself, to the points ledger, to the journal, and to the standard's own example."""
from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from simulation.finance import journal
from simulation.finance.liability import Book, allocated
from simulation.finance.rolling import Roll, roll
from simulation.finance.vintages import Counts
from simulation.outcome import Outcome
from simulation.words import N_


@dataclasses.dataclass(frozen=True)
class Check:
    """Two figures that must be equal, found in two ways; `ties` says whether they are in every month, the two are those of the whole run."""

    name: str
    left: int
    right: int
    ties: bool
    unit: str = "money"      # minor units; or points, or units: currency units, as the example is written

    @staticmethod
    def of(name: str, left, right, unit: str = "money") -> Check:
        left, right = np.atleast_1d(np.asarray(left, np.int64)), np.atleast_1d(np.asarray(right, np.int64))
        return Check(name, int(left.sum()), int(right.sum()), bool(np.array_equal(left, right)), unit)


def checks(outcome: Outcome, estimate: str = "plan", book: Book | None = None) -> pd.DataFrame:
    """Every tie-out of the points liability under an estimate: name, left, right, ties, unit as in Check."""
    return pd.DataFrame([dataclasses.astuple(c) for c in _checks(outcome, book or Book(outcome, estimate))],
                        columns=[field.name for field in dataclasses.fields(Check)])


def _checks(outcome: Outcome, book: Book) -> list[Check]:
    months, totals, held, contract = outcome.scenario.run.months, outcome.totals["program"], book.counts, book.contract
    table, fees, sold = book.journal, book.fees, book.allocation
    each = table.groupby(["month", "entry"])[["debit", "credit"]].sum()
    below, m = np.minimum(contract.revenue, contract.held), contract.by_month()
    return [
        *(rolls(name, own) for name, own in ((CONTRACT_ROLLS, contract), (GIVEN_ROLLS, book.given), (COST_ROLLS, book.cost))),
        Check.of(N_("Contract liability: recognised, breakage and re-estimates to date, and revenue of all vintages"),
                 (m["recognised"] + m["breakage"] - m["re_estimate"]).cumsum(), contract.revenue.sum(0)),
        Check.of(N_("Points outstanding: vintages, and members' balances"), held.outstanding.sum(0), totals["points_outstanding"], "points"),
        Check.of(N_("Points outstanding by vintage and month: liability, and ledger"), *by_vintage_and_month(outcome, held), "points"),
        Check.of(N_("Points issued: those of sales and those given, and ledger"), sold["points_issued"], totals["points_issued"], "points"),
        Check.of(N_("Points redeemed: vintages, and ledger"), held.in_month("redeemed").sum(0), totals["points_redeemed"], "points"),
        Check.of(N_("Points expired: vintages, and ledger"), held.in_month("expired").sum(0), totals["points_expired"], "points"),
        Check.of(N_("Points reversed by returns: vintages, and ledger"), held.in_month("reversed").sum(0), totals["points_reversed"], "points"),
        Check.of(N_("Journal: cash of orders and returns, and sales less discounts and money off by points"), cash_of_orders(book),
                 totals["sales"] - outcome.program.measure("discount").sum(1) - sold["points_off"].to_numpy()),
        Check.of(N_("Revenue to date, and the lower of it and what was allocated"), contract.revenue.sum(0), below.sum(0)),
        Check.of(N_("Journal: debits and credits of every entry"), each["debit"], each["credit"]),
        Check.of(N_("Journal: contract liability, and roll-forward"), journal.balance(table, journal.CONTRACT, months),
                 contract.by_month()["closing"]),
        Check.of(N_("Journal: provision for points given, and roll-forward"), journal.balance(table, journal.PROVISION, months),
                 book.given.by_month()["closing"]),
        Check.of(N_("Journal: fees in advance, and roll-forward"), journal.balance(table, journal.IN_ADVANCE, months), fees["closing"]),
        Check.of(N_("Fees in advance: opening, received less tax and recognised, and closing"),
                 fees["opening"] + fees["received"] - fees["tax"] - fees["recognised"], fees["closing"]),
        Check.of(N_("Fees received, and the program's fees"), fees["received"], totals["fees"]),
        *example_52(),
    ]


CONTRACT_ROLLS = N_("Contract liability: opening and movements, and closing")
GIVEN_ROLLS = N_("Provision at cost: opening and movements, and closing")
COST_ROLLS = N_("Cost accrual: opening and movements, and closing")


def rolls(name: str, own: Roll) -> Check:
    """Opening to closing of every month."""
    m = own.by_month()
    return Check.of(name, m["opening"] + m["deferred"] - m["reversed"] - m["recognised"] - m["breakage"] + m["re_estimate"], m["closing"])


def by_vintage_and_month(outcome: Outcome, held: Counts) -> tuple[np.ndarray, np.ndarray]:
    """Points outstanding of every vintage and month, as the liability counts them and as the ledger's table has them."""
    table = outcome.vintages
    own = np.zeros(0, np.int64) if table.empty else held.outstanding[np.searchsorted(held.vintage, table["vintage"].to_numpy(int)),
                                                                      table["month"].to_numpy(int) - 1]
    return own, table["outstanding"].to_numpy(np.int64)


def cash_of_orders(book: Book) -> np.ndarray:
    """By month, what the journal's entries of orders and returns bring in cash."""
    own = book.journal[book.journal["entry"].isin(("sale", "return")) & (book.journal["account"] == journal.CASH)]
    return (own["debit"] - own["credit"]).groupby(own["month"]).sum().reindex(book.allocation["month"], fill_value=0).to_numpy()


def example_52() -> list[Check]:
    """The standard's example through the same functions as a run's vintages: each year is a month here, and all was issued in the first."""
    price, points, worth, minor = 100_000 * 100, 10_000, 100, 100
    held = Counts(np.array([1]), np.array([points]), np.array([[4_500, 8_500]]), np.zeros((1, 2), int), np.zeros((1, 2), int))
    amount = allocated(price, price, 9_500 * worth)
    own = roll(held, np.array([amount]), np.array([[0.95, 0.97]]))
    revenue = np.diff(own.revenue[0], prepend=0)
    told = [(N_("IFRS 15 Example 52: goods"), price - amount, 91_324), (N_("IFRS 15 Example 52: points"), amount, 8_676),
            (N_("IFRS 15 Example 52: revenue of year 1"), revenue[0], 4_110),
            (N_("IFRS 15 Example 52: liability after year 1"), own.closing[0, 0], 4_566),
            (N_("IFRS 15 Example 52: revenue of year 2"), revenue[1], 3_493),
            (N_("IFRS 15 Example 52: liability after year 2"), own.closing[0, 1], 1_073)]
    return [Check.of(name, round(found / minor), right, "units") for name, found, right in told]
