"""How every line of the P&L is made from its monthly parts, for explain_figure."""
from __future__ import annotations

import functools

import numpy as np
import pandas as pd

from simulation.finance.explain_figure import Figure, Parts, register
from simulation.finance.pnl import ANYWAY, COST, COSTS, FEES_RECOGNISED, LINES, NET, TOTAL, Line, lines_of, pnl
from simulation.labels import LABELS
from simulation.ledger import FEES, allocate
from simulation.mechanics.base import exact_part
from simulation.mechanics.paid_plan import TERM_MONTHS
from simulation.naming import part_of
from simulation.outcome import Outcome
from simulation.words import N_

PNL = "pnl."
TAX, TERM, MONTHS = "market.fee_tax", "run.months_of_a_fee", "run.months"
TITLE = {line.code: line.label for line in LINES}
SIGNED = {NET: {"incremental_margin": 1, FEES_RECOGNISED: 1, COST: -1}, COST: dict.fromkeys(COSTS, 1)}
PAIRED = {"incremental_sales": ("sales", ()), "incremental_margin": ("margin", ("margin",))}
OTHER = {
    "incremental_sales": N_("Sales with the program − Sales without the program, summed over all months"),
    "incremental_margin": N_("Contribution margin with the program − Contribution margin without the program, summed over all months"),
    FEES_RECOGNISED: N_("Fees − Fees × Tax in the fees that members pay, by month and tier to the nearest cent, in equal parts over the Months that "
                        "a fee pays for, as far as they lie in the run"),
    "fees_received": N_("Sum over all months and tiers of Fees, as the paid plan booked them when members paid"),
    "fee_tax": N_("Sum over all months of Fees × Tax in the fees that members pay, each month to the nearest cent"),
    "fees_deferred": N_("Fees received − Tax in fees received − Fees recognised, to the end"),
    ANYWAY: N_("Discount × (Orders − Extra orders) ÷ Orders, by month and tier to the nearest cent, summed"),
    NET: N_("Incremental margin + Fees recognised − Program cost, summed over all months"),
    COST: N_("Sum of the cost lines over all months; what partners pay is negative"),
}
OF_FEES = {"fees_received": (), "fee_tax": (TAX,), FEES_RECOGNISED: (TAX, TERM, MONTHS)}     # and the numbers that each takes
BY_NAME = N_("Sum of its parts by name over all months, each as its mechanic booked it")


# ======== the P&L =======================================================================================================
@functools.lru_cache(maxsize=4)
def _months(outcome: Outcome) -> pd.DataFrame:
    """month x code, minor units."""
    return pnl(outcome, "month").drop(columns=TOTAL).T.set_axis(range(1, outcome.scenario.run.months + 1)).rename_axis("month")


def _columns(outcome: Outcome, codes, titles=TITLE, **more) -> Parts:
    table = _months(outcome)[list(codes)].reset_index()
    table.columns.name = None
    return Parts(table, {code: (titles[code], "money") for code in codes}, **more)


def _parts(line: Line):
    def parts(outcome: Outcome) -> Parts:
        if line.code in PAIRED:
            column, market = PAIRED[line.code]
            from simulation.finance.figures_of_metrics import monthly

            return monthly(outcome, (column,), (column,), market=market)
        if line.code in SIGNED:
            return _columns(outcome, SIGNED[line.code])
        if line.code == ANYWAY:
            return _anyway(outcome)
        if line.code in OF_FEES:
            return _fees(outcome, line.code)
        if line.code == "fees_deferred":
            return _columns(outcome, ("fees_received", "fee_tax", FEES_RECOGNISED), market=("fee_tax",))
        if line.code in COSTS:
            named = {x.code: part_of(x.label, x.of) if x.of else x.label for x in lines_of(outcome) if x.parent == line.code}
            own = {c for _, label, p in outcome.postings for c in (p.component,) if any(f"{line.code}/{label}/" in code for code in named)}
            return _columns(outcome, named, named, costs=tuple(sorted(own - {FEES})))
        raise KeyError(line.code)       # a new line has to say its parts

    return parts


def _fees(outcome: Outcome, code: str) -> Parts:
    """What the run booked as paid, by month and tier; and what a line of it takes beside that."""
    names, months = outcome.tier_names, outcome.scenario.run.months
    paid = np.zeros((months, len(names)), np.int64)
    for month, _, p in outcome.postings:
        if p.component == FEES:
            paid[month - 1] += p.amounts
    index = pd.MultiIndex.from_product([range(1, months + 1), names], names=["month", "tier"])
    table = pd.DataFrame({"fees": paid.ravel()}, index).reset_index()
    plan = outcome.scenario.program.get("paid_plan")
    numbers = {TAX: (N_("Tax in the fees that members pay"), outcome.scenario.market.fee_tax.value),
               TERM: (N_("Months that a fee pays for"), TERM_MONTHS[plan.billing] if plan else 1), MONTHS: (N_("Months of the run"), months)}
    return Parts(table, {"fees": LABELS["fees"]}, costs=(FEES,), numbers={name: numbers[name] for name in OF_FEES[code]})


def _tax(paid, share: float) -> tuple[int, ...]:
    """The tax in a month's fees, to the nearest unit, by tier."""
    return allocate(exact_part(int(sum(paid)), share), paid)


def _spread(held: Parts) -> int:
    """What of the fees falls into the run: of a fee F without tax F k // term after k months."""
    share, term, months = (held.numbers[name][1] for name in OF_FEES[FEES_RECOGNISED])
    found = 0
    for month, rows in held.table.groupby("month"):
        k = min(term, months - month + 1)
        found += sum((fee - tax) * k // term for fee, tax in zip(rows["fees"].tolist(), _tax(rows["fees"].tolist(), share), strict=True))
    return found


def _anyway(outcome: Outcome) -> Parts:
    names, months = outcome.tier_names, outcome.scenario.run.months
    off, orders, extra = (outcome.program.measure(name)[:, : len(names)] for name in ("discount", "purchases", "extra_purchases"))
    index = pd.MultiIndex.from_product([range(1, months + 1), names], names=["month", "tier"])
    table = pd.DataFrame({"discount": off.ravel(), "purchases": orders.ravel(), "extra_purchases": extra.ravel()}, index).reset_index()
    return Parts(table, {"discount": (N_("Discount"), "money"), "purchases": (N_("Orders"), "orders"),
                         "extra_purchases": (N_("Extra orders"), "orders")})  # fmt: skip


def _combine(line: Line):
    def combine(held: Parts, unit: int) -> float:
        t = held.table
        if line.code in PAIRED:
            column = PAIRED[line.code][0]
            total = t[column].sum() - t[f"{column}_without"].sum()
        elif line.code in SIGNED:
            total = sum(sign * t[code].sum() for code, sign in SIGNED[line.code].items())
        elif line.code == ANYWAY:
            whole = np.maximum(t["purchases"], 1)
            total = ((2 * t["discount"] * (t["purchases"] - t["extra_purchases"]) + whole) // (2 * whole)).sum()
        elif line.code == "fee_tax":
            total = sum(exact_part(int(fees), held.numbers[TAX][1]) for fees in t.groupby("month")["fees"].sum())
        elif line.code == FEES_RECOGNISED:
            total = _spread(held)
        elif line.code == "fees_deferred":
            total = t["fees_received"].sum() - t["fee_tax"].sum() - t[FEES_RECOGNISED].sum()
        else:
            total = t[list(held.names)].to_numpy().sum()
        return float(int(total) / unit)

    return combine


def _of(line: Line):
    def of(outcome: Outcome) -> float:
        months = _months(outcome)[line.code]
        return float(int(months.iloc[-1] if line.balance else months.sum()) / outcome.scenario.market.minor_per_unit)

    return of


for _line in LINES:
    register(Figure(PNL + _line.code, _line.label, "money", OTHER.get(_line.code, BY_NAME), "pnl", _parts(_line), _combine(_line), _of(_line)))
