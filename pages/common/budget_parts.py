"""Budgets on the costs page: how far each was used, and when it was closed."""
from __future__ import annotations

import pandas as pd

from pages.common import look
from pages.common.downloads import csv_buttons
from pages.common.text import _, language
from simulation import tables
from simulation.naming import called
from simulation.reporting import numbers
from simulation.words import N_

WHAT = {"rewards": N_("Rewards"), "points": N_("Points on orders"), "campaigns": N_("Campaigns"), "money": N_("Money"), "uses": N_("Uses"),
        "bonus_points": N_("Bonus points")}
COUNTED = ("points", "uses", "bonus_points")
PER = {"month": N_("a month"), "quarter": N_("a quarter"), "year": N_("a year"), "run": N_("the whole run")}


def section(outcome) -> None:
    """One row for each budget; nothing where the program has none."""
    table = tables.budgets(outcome)
    if table.empty:
        return
    look.head(_("Budgets"), _("first come, first served; the day on which one is used up is served to its end"))
    rows, program = [], outcome.scenario.program
    for (campaign, what, per, amount), months in table.groupby(["campaign", "what", "per", "amount"], sort=False):
        closed = months[months["closed_on"].notna()]
        shown = numbers.count(amount) if what in COUNTED else numbers.money(amount, outcome.scenario.market.symbol, language())
        first = closed["closed_on"].iloc[0] if len(closed) else numbers.DASH
        mechanic = _(called(program.get(campaign), campaign)) if campaign else ""
        name = " · ".join(x for x in (mechanic, f"{_(WHAT[what])}, {_(PER[per])}") if x)
        rows.append([name, shown, numbers.percent((months["used"] / amount).max(), 0),
                     _("{n} of {of}", n=len(closed), of=len(months)), str(first)])
    header = [_("Budget"), _("At most"), _("Fullest"), _("Months closed"), _("First closed on")]
    look.table(header, rows, caption=_("Budgets and when they were closed"))
    if not table["closed_on"].notna().any():
        look.note(_("No budget was used up in the scenario's own run."))
    csv_buttons(outcome, {"budgets": (_("budgets by month"), pd.DataFrame(table))})
