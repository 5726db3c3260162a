"""Journal entries of points and fees, by month."""
from __future__ import annotations

import pandas as pd

from simulation.words import N_

CASH, SALES, CONTRACT = N_("Cash and receivables"), N_("Sales of goods"), N_("Contract liability: points")
POINTS_REVENUE, BREAKAGE = N_("Revenue from points redeemed"), N_("Breakage revenue")
PROVISION, GIVEN, REWARDS = N_("Provision: points given without a sale"), N_("Cost of points given"), N_("Cost of rewards")
IN_ADVANCE, FEE_REVENUE, TAX, OPENING = N_("Fees received in advance"), N_("Fee revenue"), N_("Tax on fees"), N_("Opening balance")
ENTRIES = {
    "opening": N_("Balance brought forward"), "sale": N_("Orders and the points they earn"), "return": N_("Orders sent back"),
    "redemption": N_("Points redeemed"), "breakage": N_("Breakage"), "re_estimate": N_("New estimate of redemption"),
    "given": N_("Points given without a sale"), "given_used": N_("Of these, redeemed"), "fees": N_("Fees received"),
    "fee_revenue": N_("Fees earned"),
}  # fmt: skip


def entries(sales: pd.DataFrame, contract: dict, given: dict, fees: pd.DataFrame) -> pd.DataFrame:
    """month, entry, account, debit, credit; integer minor units.

    sales: liability.Book.allocation · contract, given: Roll.by_month() · fees: fees_rollforward.  A return is refunded whole out of sales; the
    part that belonged to its points comes back from the contract liability.
    """
    rows = [(0, "opening", OPENING, int(contract["opening"][0])), (0, "opening", CONTRACT, -int(contract["opening"][0]))] if len(sales) else []
    for i, sold in enumerate(sales.itertuples()):
        month, fee = int(sold.month), fees.iloc[i]
        of = {name: int(values[i]) for name, values in contract.items()}
        own = {name: int(values[i]) for name, values in given.items()}
        at_cost = own["deferred"] - own["reversed"] - own["breakage"] + own["re_estimate"]
        for entry, lines in {
            "sale": {CASH: sold.paid, SALES: of["deferred"] - sold.paid, CONTRACT: -of["deferred"]},
            "return": {SALES: sold.returned - of["reversed"], CONTRACT: of["reversed"], CASH: -sold.returned},
            "redemption": {CONTRACT: of["recognised"], POINTS_REVENUE: -of["recognised"]},
            "breakage": {CONTRACT: of["breakage"], BREAKAGE: -of["breakage"]},
            "re_estimate": {BREAKAGE: of["re_estimate"], CONTRACT: -of["re_estimate"]},
            "given": {GIVEN: at_cost, PROVISION: -at_cost},
            "given_used": {PROVISION: own["recognised"], REWARDS: -own["recognised"]},
            "fees": {CASH: fee["received"], IN_ADVANCE: fee["tax"] - fee["received"], TAX: -fee["tax"]},
            "fee_revenue": {IN_ADVANCE: fee["recognised"], FEE_REVENUE: -fee["recognised"]},
        }.items():
            rows += [(month, entry, account, int(amount)) for account, amount in lines.items()]
    table = pd.DataFrame(rows, columns=["month", "entry", "account", "amount"])
    table = table[table["amount"] != 0].reset_index(drop=True)
    return pd.DataFrame({"month": table["month"], "entry": table["entry"], "account": table["account"],
                         "debit": table["amount"].clip(lower=0), "credit": (-table["amount"]).clip(lower=0)})


def balance(table: pd.DataFrame, account: str, months: int) -> list[int]:
    """Credits less debits of an account to date, at the end of months 1 to `months`."""
    own = table[table["account"] == account]
    by_month = (own["credit"] - own["debit"]).groupby(own["month"]).sum().reindex(range(months + 1), fill_value=0)
    return [int(x) for x in by_month.cumsum().iloc[1:]]
