"""Balance on the costs page: who the cost goes to, and whether the program lasts."""
from __future__ import annotations

import streamlit as st

from pages.common import look
from pages.common.downloads import csv_buttons
from pages.common.text import _, language, local
from simulation import balance
from simulation.reporting import numbers
from simulation.reporting.slots import tier_slots


def section(study) -> None:
    outcome = study.outcome
    symbol = outcome.scenario.market.symbol
    money = lambda x: numbers.money(x, symbol, language())  # noqa: E731
    share = lambda x: numbers.percent(x, 1)  # noqa: E731
    tiers, years = balance.by_tier(outcome), balance.by_year(outcome)
    left, right = st.columns([1.25, 1], gap="large")
    with left:
        look.head(_("Who the cost goes to"), _("shares of the whole run, in the scenario's own run"))
        names = {str(name): local(name) for name in outcome.scenario.program.tier_names}
        rows = [[names.get(r.tier, r.tier), share(r.active_share), share(r.sales_share), share(r.cost_share), share(r.fund_rate),
                 money(r.cost_per_active_year)]
                for r in tiers.itertuples()]
        header = [_("Tier"), _("Active members"), _("Sales"), _("Cost"), _("Cost of its sales"), _("A member and year")]
        look.table(header, rows, keys=tier_slots(len(rows)), caption=_("Shares of members, sales and cost by tier"))
        gap = balance.concentration(outcome)
        if gap is not None:
            width = numbers.points(gap, language(), 0).lstrip("+")
            look.note(_("No tier's share of the cost is further than {gap} from its share of the sales.", gap=width))
        csv_buttons(outcome, {"balance_by_tier": (_("balance by tier"), tiers)})
    with right:
        look.head(_("Year by year"), _("a program that lasts costs no more of the sales each year"))
        rows = [[_("Year {n}", n=r.year) + ("" if r.months == 12 else " " + _("({n} months)", n=r.months)),
                 money(r.cost), share(r.fund_rate), money(r.net_value)] for r in years.itertuples()]
        look.table([_("Year"), _("Cost"), _("Of sales"), _("Net value")], rows, caption=_("Cost and net value by year"))
        csv_buttons(outcome, {"balance_by_year": (_("balance by year"), years)})
