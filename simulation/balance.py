"""Balance of a program: who its cost goes to, and whether it lasts (handbook H15)."""
from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.ledger import COMPONENTS
from simulation.outcome import Outcome
from simulation.records import YEAR


def by_tier(outcome: Outcome) -> pd.DataFrame:
    """Each tier's share of active members, sales and program cost, with its cost as a share of its own sales and per active member and year.

    Money in currency units; shares of the whole run; a ratio without a whole is NaN."""
    monthly = outcome.monthly[outcome.monthly["arm"] == "program"]
    sums = monthly.groupby("tier", sort=False)[["active", "sales", *COMPONENTS]].sum()
    cost = sums[list(COMPONENTS)].sum(axis=1)
    table = pd.DataFrame({"cost": cost, "sales": sums["sales"]})
    for name, column in (("active_share", sums["active"]), ("sales_share", sums["sales"]), ("cost_share", cost)):
        table[name] = column / column.sum() if column.sum() else np.nan
    table["fund_rate"] = (cost / sums["sales"]).where(sums["sales"] > 0)
    table["cost_per_active_year"] = (cost / sums["active"] * YEAR).where(sums["active"] > 0)
    return table.reset_index()


def by_year(outcome: Outcome) -> pd.DataFrame:
    """Sales, program cost, fees, incremental margin and net value by year of the run, and the cost as a share of sales; currency units.

    A last year that is not whole is left as it is: `months` tells."""
    unit = outcome.scenario.market.minor_per_unit
    program, without = outcome.totals["program"], outcome.totals["no_program"]
    table = pd.DataFrame({"sales": program["sales"], "cost": program[list(COMPONENTS)].sum(axis=1), "fees": program["fees"],
                          "incremental_margin": program["margin"] - without["margin"]})
    table["net_value"] = table["incremental_margin"] + table["fees"] - table["cost"]
    year = (table.index - 1) // YEAR + 1
    out = table.groupby(year).sum() / unit
    out["fund_rate"] = (out["cost"] / out["sales"]).where(out["sales"] > 0)
    out.insert(0, "months", np.bincount(year)[1:])
    return out.rename_axis("year").reset_index()


def concentration(outcome: Outcome) -> float | None:
    """How unevenly the cost goes to the tiers, compared with their sales: the largest gap between a tier's share of the cost and of the sales."""
    table = by_tier(outcome)
    gap = (table["cost_share"] - table["sales_share"]).abs().max()
    return None if len(table) < 2 or np.isnan(gap) else float(gap)
