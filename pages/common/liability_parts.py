"""The parts of the page of points liability."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from pages.common import look
from pages.common.text import _, language
from simulation.finance.journal import ENTRIES
from simulation.finance.reports import LiabilityReport
from simulation.finance.rolling import COLUMNS, MOVEMENTS
from simulation.labels import LABELS
from simulation.records import YEAR
from simulation.reporting import charts, liability_charts, numbers
from simulation.words import N_

ACCOUNTS = {
    "plan": N_("Contract liability, plan"),
    "chain_ladder": N_("Contract liability, chain-ladder"),
    "truth": N_("Contract liability, truth"),
    "cost": N_("All points at cost"),
    "given": N_("Points given without a sale, at cost"),
}
LINES = {"plan": N_("By plan"), "chain_ladder": N_("Chain-ladder"), "truth": N_("Truth"), "cost": N_("At cost")}
SIGNS = {"opening": 1, "deferred": 1, "reversed": -1, "recognised": -1, "breakage": -1, "re_estimate": 1, "closing": 1}
REWARDS = {"cash_off": N_("cash off"), "reward_catalogue": N_("the catalogue's reward with the least worth per point")}
# Columns of these tables whose plain names mean points, or something else, in other tables
OWN = {"opening": "opening_liability", "reversed": "reversed_liability", "closing": "closing_liability", "list": "list_sales",
       "returned": "returned_sales", "received": "fees_received", "tax": "fee_tax"}  # fmt: skip
TIES = {"money": N_("ties to the cent"), "points": N_("ties to the point"), "units": N_("ties")}


def money(found: LiabilityReport, minor: float) -> str:
    market = found.outcome.scenario.market
    return numbers.money(minor / market.minor_per_unit, market.symbol, language())


def exact(found: LiabilityReport, minor: int, sign: int = 1) -> str:
    market = found.outcome.scenario.market
    return numbers.amount(sign * int(minor) / market.minor_per_unit, digits=market.minor_digits) if minor else "0"


def has_accounts(found: LiabilityReport) -> bool:
    return bool(found.outcome.totals["program"][["points_issued", "fees"]].to_numpy().any() or found.outcome.opening_points)


def answer(found: LiabilityReport, held) -> None:
    table, market = found.rollforwards["plan"], found.outcome.scenario.market
    months = found.outcome.scenario.run.months
    kicker = _("{name}, IFRS 15 / ASC 606", name=held.saved_name) + f" · {market.currency}"
    if held.edited:
        kicker += " · " + _("with edits not saved")
    low, high = (money(found, ends[-1]) for ends in found.band())
    moved, fees = table[list(MOVEMENTS)].sum(), int(found.fees["closing"].iloc[-1])
    look.answer(
        kicker,
        _("After {months} months the program owes its members points worth **{liability}**.", months=months, liability=money(found, found.closing)),
        _(
            "In 90 of 100 runs it is {low} to {high}. Of the {deferred} deferred in this time, {recognised} was recognised when points were "
            "redeemed and {breakage} as breakage. All points at cost would be {cost}.{fees}",
            low=low, high=high, deferred=money(found, moved["deferred"]), recognised=money(found, moved["recognised"]),
            breakage=money(found, moved["breakage"] - moved["re_estimate"]), cost=money(found, found.rollforwards["cost"]["closing"].iloc[-1]),
            fees=" " + _("Fees received in advance: {fees}.", fees=money(found, fees)) if fees else "",
        ),
    )  # fmt: skip


def balances(found: LiabilityReport) -> None:
    market = found.outcome.scenario.market
    unit = market.minor_per_unit
    look.head(_("Closing balance by method"), _("{currency} at each month's end; the band holds 90 of 100 runs", currency=market.currency))
    closing = {key: found.rollforwards[key]["closing"].to_numpy() / unit for key in LINES if key in found.rollforwards}
    low, high = (ends / unit for ends in found.band())
    figure = liability_charts.balances(closing, {key: _(name) for key, name in LINES.items()}, low, high, market.symbol, language())
    look.show(figure, "balances", _("Closing liability by month and method; the tables below have the same figures."))
    worth = found.worth
    rewards = _(REWARDS[worth.reward]) if worth.reward else _("nothing")
    look.note(
        _("A point is valued at {value}, from {reward}, and costs {cost}. Planned: **{rate}** of the points issued are redeemed ({source}).",
          value=point(found, worth.value), reward=rewards, cost=point(found, worth.cost), rate=numbers.percent(found.plan.rate),
          source=_(found.plan.source))
    )  # fmt: skip
    if found.no_truth:
        look.note(_("No line of the truth: points of this run are still outstanding after the longest run, so nobody knows what becomes of them."))


def point(found: LiabilityReport, minor: float) -> str:
    market = found.outcome.scenario.market
    return market.symbol + f"{minor / market.minor_per_unit:.4g}"


def fall(found: LiabilityReport) -> None:
    """Opening to closing of the contract liability by plan, over the whole run."""
    table, unit = found.rollforwards["plan"], found.outcome.scenario.market.minor_per_unit
    values = [table["opening"].iloc[0], *(SIGNS[c] * table[c].sum() for c in ("deferred", "reversed", "recognised", "breakage")), found.closing]
    divisor, words = numbers.coarse(max(abs(float(v)) for v in values) / unit, found.outcome.scenario.market.currency, language())
    look.head(_("Contract liability, opening to closing"), _("{unit}, {n} months, by plan", unit=words, n=len(table)))
    names = [_("Opening"), _("Deferred"), _("Returns"), _("Redeemed"), _("Breakage"), _("Closing")]
    look.show(charts.waterfall(names, np.array(values, float) / unit / divisor, totals=[0, 5]), "liability_fall",
              _("Contract liability from opening to closing; the roll-forward below has the same figures."))
    look.note(_("Deferred at the sale; recognised in proportion to redemptions. The plan has one rate for all months, so it makes no new estimates."))


def rollforward(found: LiabilityReport) -> None:
    look.head(_("Roll-forward"), _("{currency}; opening + deferred − returns − recognised − breakage + new estimate = closing",
                                   currency=found.outcome.scenario.market.currency))  # fmt: skip
    choices = [key for key in ACCOUNTS if key in found.rollforwards]
    names = {key: _(ACCOUNTS[key]) for key in choices}
    chosen = st.selectbox(_("Account"), choices, key="liability_account", format_func=names.get, label_visibility="collapsed", width=380)
    table = found.rollforwards[chosen]
    year = (table["month"] - 1) // YEAR
    parts = [(_("Year {n}", n=y + 1), table[year == y]) for y in sorted(year.unique())]
    parts.append((_("{n} months", n=len(table)), table))
    titles = {c: _(LABELS[OWN.get(c, c)][0]) for c in COLUMNS}
    look.table([names[chosen], *(name for name, _part in parts)], [[titles[c], *(cell(found, part, c) for _name, part in parts)] for c in COLUMNS],
               kinds={0: "quiet", len(COLUMNS) - 1: "sum"}, caption=_("Roll-forward by year"))  # fmt: skip
    with st.expander(_("By month"), key="liability_by_month"):
        rows = [[str(r.month), *(exact(found, getattr(r, c), SIGNS[c]) for c in COLUMNS)] for r in table.itertuples()]
        look.table([_("Month"), *titles.values()], rows, strong=[len(COLUMNS)], caption=_("Roll-forward by month"))


def cell(found: LiabilityReport, part: pd.DataFrame, column: str) -> str:
    value = part[column].iloc[0] if column == "opening" else part[column].iloc[-1] if column == "closing" else part[column].sum()
    return exact(found, value, SIGNS[column])


def files(found: LiabilityReport) -> dict[str, tuple[str, pd.DataFrame]]:
    """Every table of the page in currency units, exact to the last unit."""
    rename = lambda table: table.rename(columns=OWN)  # noqa: E731
    names = {f"liability_{key}": (_(ACCOUNTS[key]), rename(table)) for key, table in found.rollforwards.items()}
    journal = found.journal.assign(entry=found.journal["entry"].map(ENTRIES))
    names |= {"liability_vintages": (_("by month of issue"), found.vintages), "allocation": (_("allocation by month"), rename(found.allocation)),
              "journal": (_("journal"), journal)}  # fmt: skip
    if found.fees["received"].any():
        names["fees"] = (_("fees in advance"), rename(found.fees))
    return {key: (what, in_currency(found, table)) for key, (what, table) in names.items()}


def in_currency(found: LiabilityReport, table: pd.DataFrame) -> pd.DataFrame:
    unit = found.outcome.scenario.market.minor_per_unit
    return table.assign(**{c: table[c] / unit for c in table if LABELS.get(c, ("", ""))[1] == "money"})


def fees(found: LiabilityReport) -> None:
    table = found.fees
    if not table["received"].any():
        return
    currency = found.outcome.scenario.market.currency
    look.head(_("Fees of the paid plan"), _("{currency}; received in advance, recognised evenly over the term", currency=currency))
    year = (table["month"] - 1) // YEAR
    rows = []
    for y in sorted(year.unique()):
        part = table[year == y]
        rows.append([_("Year {n}", n=y + 1), *(exact(found, v) for v in (part["opening"].iloc[0], part["received"].sum(), part["tax"].sum(),
                                                                          part["recognised"].sum(), part["closing"].iloc[-1]))])  # fmt: skip
    header = ["", _("Opening"), _("Received"), _("Tax in it"), _("Recognised"), _("Closing")]
    look.table(header, rows, strong=[5], caption=_("Fees in advance by year"))
    st.space("small")


def journal(found: LiabilityReport) -> None:
    table = found.journal
    look.head(_("Journal"), _("{currency}; debits equal credits in every entry of every month", currency=found.outcome.scenario.market.currency))
    months = found.outcome.scenario.run.months
    choices = [0, *range(1, months + 1)]
    names = {0: _("All {n} months", n=months)} | {m: _("Month {n}", n=m) for m in choices[1:]}
    chosen = st.selectbox(_("Month"), choices, key="journal_month", format_func=names.get, label_visibility="collapsed", width=220)
    part = table if chosen == 0 else table[table["month"] == chosen]
    sums = part.groupby(["entry", "account"], sort=False)[["debit", "credit"]].sum()
    rows, seen = [], None
    for (entry, account), r in zip(sums.index, sums.itertuples(), strict=True):
        amounts = [exact(found, v) if v else "" for v in (r.debit, r.credit)]
        rows.append([_(ENTRIES[entry]) if entry != seen else "", _(account), *amounts])
        seen = entry
    rows.append([_("Sum"), "", exact(found, part["debit"].sum()), exact(found, part["credit"].sum())])
    look.table([_("Entry"), _("Account"), _("Debit"), _("Credit")], rows, left=[1], kinds={len(rows) - 1: "sum"}, caption=_("Journal entries"))


def checks(found: LiabilityReport) -> None:
    look.head(_("Tie-out"), _("each figure found in two ways; both sides summed over the run's months, and compared month by month"))
    rows = []
    for check in found.checks.itertuples():
        sides = [exact(found, v) if check.unit == "money" else numbers.count(v) for v in (check.left, check.right)]
        mark = look.chip(_(TIES[check.unit]), "better") if check.ties else look.chip(_("does not tie"), "worse")
        rows.append([_(check.name), *sides, mark])
    look.table([_("Check"), _("One way"), _("The other"), look.hidden(_("Verdict"))], rows, caption=_("Tie-out"))
