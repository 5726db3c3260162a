"""How every line of the P&L and every movement of the points liability is made from its monthly parts, for explain_figure."""
from __future__ import annotations

import functools

import numpy as np
import pandas as pd

from simulation.finance.explain_figure import Figure, Parts, register
from simulation.finance.liability import rollforward
from simulation.finance.pnl import ANYWAY, COST, COSTS, FEES_RECOGNISED, LINES, NET, TOTAL, Line, lines_of, pnl
from simulation.finance.rolling import COLUMNS
from simulation.mechanics.base import exact_part
from simulation.outcome import Outcome
from simulation.words import N_

PNL, LIABILITY = "pnl.", "liability."
TITLE = {line.code: line.label for line in LINES}
SIGNED = {NET: {"incremental_margin": 1, FEES_RECOGNISED: 1, COST: -1}, COST: dict.fromkeys(COSTS, 1)}
PAIRED = {"incremental_sales": ("sales", ()), "incremental_margin": ("margin", ("margin",))}
OTHER = {
    "incremental_sales": N_("Sales with the program − Sales without the program, summed over all months"),
    "incremental_margin": N_("Contribution margin with the program − Contribution margin without the program, summed over all months"),
    FEES_RECOGNISED: N_("Sum of Fees recognised: a month's fees without tax, in equal parts over the months of their term"),
    "fees_received": N_("Sum of Fees received"),
    "fee_tax": N_("Sum over all months of Fees received × Tax in the fees that members pay, each month to the nearest cent"),
    "fees_deferred": N_("Fees received − Tax in fees received − Fees recognised, to the end"),
    ANYWAY: N_("Discount × (Orders − Extra orders) ÷ Orders, by month and tier to the nearest cent, summed"),
    NET: N_("Incremental margin + Fees recognised − Program cost, summed over all months"),
    COST: N_("Sum of the cost lines over all months; what partners pay is negative"),
}
BY_NAME = N_("Sum of its parts by name over all months, each as its mechanic booked it")
LIABILITY_TITLES = {
    "opening": N_("Points liability, opening"), "deferred": N_("Points liability, deferred"), "reversed": N_("Points liability, reversed by returns"),
    "recognised": N_("Points liability, recognised"), "breakage": N_("Points liability, breakage"),
    "re_estimate": N_("Points liability, re-estimates"), "closing": N_("Points liability, closing"),
}
SIGNS = {"opening": 1, "deferred": 1, "reversed": -1, "recognised": -1, "breakage": -1, "re_estimate": 1}


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
        if line.code == "fee_tax":
            share = outcome.scenario.market.fee_tax.value
            return _columns(outcome, ("fees_received",), numbers={"market.fee_tax": (N_("Tax in the fees that members pay"), share)})
        if line.code == "fees_deferred":
            return _columns(outcome, ("fees_received", "fee_tax", FEES_RECOGNISED), market=("fee_tax",))
        if line.code in COSTS:
            named = {x.code: f"{x.label} ({x.of})" if x.of else x.label for x in lines_of(outcome) if x.parent == line.code}
            own = {c for _, label, p in outcome.postings for c in (p.component,) if any(f"{line.code}/{label}/" in code for code in named)}
            return _columns(outcome, named, named, costs=tuple(sorted(own - {"fees"})))
        return _columns(outcome, (line.code,), market=("fee_tax",))

    return parts


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
            total = sum(exact_part(int(fees), held.numbers["market.fee_tax"][1]) for fees in t["fees_received"])
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


# ======== the points liability ==========================================================================================
@functools.lru_cache(maxsize=4)
def _roll(outcome: Outcome) -> pd.DataFrame:
    return rollforward(outcome)


def _liability(column: str):
    balance = column in ("opening", "closing")

    def parts(outcome: Outcome) -> Parts:
        table = _roll(outcome)
        if column == "closing":
            flows = table[list(SIGNS)].copy()
            flows.loc[1:, "opening"] = 0      # that of month 1: each later one is the closing before it
            return Parts(pd.concat([table["month"], flows], axis=1), {c: (LIABILITY_TITLES[c], "money") for c in SIGNS})
        shown = table.iloc[:1] if column == "opening" else table
        return Parts(shown[["month", column]].reset_index(drop=True), {column: (LIABILITY_TITLES[column], "money")})

    def combine(held: Parts, unit: int) -> float:
        signs = SIGNS if column == "closing" else {column: 1}
        return float(int(sum(sign * held.table[c].sum() for c, sign in signs.items())) / unit)

    def of(outcome: Outcome) -> float:
        values = _roll(outcome)[column]
        value = values.iloc[0 if column == "opening" else -1] if balance else values.sum()
        return float(int(value) / outcome.scenario.market.minor_per_unit)

    formula = {"closing": N_("Opening of month 1 + Deferred − Reversed by returns − Recognised − Breakage + Re-estimates, all months"),
               "opening": N_("The liability for the points of the opening balance, before month 1")}
    summed = N_("Sum over all months; of the roll-forward under IFRS 15")
    return Figure(LIABILITY + column, LIABILITY_TITLES[column], "money", formula.get(column, summed), "liability", parts, combine, of)


for _column in COLUMNS:
    register(_liability(_column))
