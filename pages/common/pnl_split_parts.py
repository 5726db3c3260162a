"""The P&L by tier and by segment, and the checks that tie it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.common import look
from pages.common.pnl_parts import MEMOS
from pages.common.text import _, local
from simulation.finance.pnl import COST, COSTS, NET, TOTAL, lines_of, people, pnl_by
from simulation.outcome import Outcome
from simulation.reporting import numbers
from simulation.reporting.slots import tier_slots
from simulation.words import N_

SEGMENT_NAMES = {"light": N_("Light buyers"), "middle": N_("Middle"), "heavy": N_("Heavy buyers"), "brought_in": N_("Brought in by members"),
                 TOTAL: N_("All")}  # fmt: skip
VIEWS = {"all": N_("All together"), "member": N_("Per member")}


def by_tier(outcome: Outcome) -> None:
    market, names = outcome.scenario.market, [local(name) for name in outcome.scenario.program.tier_names]
    look.head(_("By tier"), _("{currency}, whole run: sales and costs of the month's members of each tier", currency=market.currency))
    table = pnl_by(outcome, "tier")
    heads = [look.key(slot, name) for slot, name in zip(tier_slots(len(names)), names, strict=True)]
    _table(outcome, table, "tier", [*heads, _("All")], _("P&L by tier"), ["sales", *COSTS, COST, "fees_recognised", "discount_anyway"])
    look.note(_("What the program has added cannot be given to a tier: the program itself sorts members into tiers, so those of a high tier would"
                " buy more without it, too. A cost above a tier's margin is no loss of that tier."))  # fmt: skip


def by_segment(outcome: Outcome) -> None:
    look.head(_("By segment"), _("{currency}, whole run: thirds of the members by what they would buy without the program, the same people in both"
                                 " arms", currency=outcome.scenario.market.currency))  # fmt: skip
    table = pnl_by(outcome, "segment")
    order = ["sales", "incremental_sales", "incremental_margin", "fees_recognised", *COSTS, COST, NET]
    _table(outcome, table, "segment", [_(SEGMENT_NAMES[c]) for c in table.columns], _("P&L by segment"), order)
    look.note(_("Sales and margin are each member's own, with the program less without it. Costs are not known by member: running cost and service"
                " are shared out by members, fees and the plan's benefits by payers, everything else by sales."))  # fmt: skip


def _table(outcome: Outcome, table: pd.DataFrame, by: str, heads: list, caption: str, order: list[str]) -> None:
    view = st.segmented_control(_("Amounts"), list(VIEWS), default="all", format_func=lambda v: _(VIEWS[v]), label_visibility="collapsed",
                                key=f"pnl_view_{by}") or "all"  # fmt: skip
    heads_of, unit = people(outcome, table, by), outcome.scenario.market.minor_per_unit
    lines = {line.code: line for line in lines_of(outcome)}
    divisor = heads_of.where(heads_of > 0) if view == "member" else pd.Series(1.0, table.columns)
    digits = (0 if heads_of[TOTAL] and table.loc["sales", TOTAL] / unit / heads_of[TOTAL] > 1_000 else 2) if view == "member" else 0
    amount = lambda v, n: numbers.DASH if pd.isna(v) or pd.isna(n) else numbers.amount(float(v) / unit / n, digits=digits)  # noqa: E731
    about = _("Mean number over the months of the run.") if by == "tier" else _("People who were there at any time.")
    rows, kinds = [[look.tip(_("Members"), about), *(numbers.count(n) for n in heads_of)]], {0: "quiet"}
    for code in order:
        own = table.loc[code]
        if not own.fillna(0).any() and code not in (COST, NET):
            continue
        if code in (COST, NET, "incremental_margin") or code in MEMOS:
            kinds[len(rows)] = "quiet" if code in MEMOS else "sum"
        name = _("Sales") if code == "sales" else look.tip(_(lines[code].label), _(lines[code].help))
        rows.append([name, *(amount(v, n) for v, n in zip(own, divisor, strict=True))])
    sales = table.loc["sales"].astype(float)
    kinds[len(rows)] = "quiet"
    share = (table.loc[COST].astype(float) / sales.where(sales > 0)).tolist()
    rows.append([look.tip(_("Cost, of sales"), _("Program cost, of the sales of these members.")), *(numbers.percent(x, 1) for x in share)])
    look.table(["", *heads], rows, kinds=kinds, strong=[len(heads)], caption=caption)


def checks(outcome: Outcome, found: pd.DataFrame) -> None:
    """Every tie-out, closed while all of them tie."""
    tied, unit = int(found["ties"].sum()), outcome.scenario.market.minor_per_unit
    words = _("Checks: all {n} tie to the last cent", n=len(found)) if tied == len(found) else _(
        "Checks: {n} of {of} do not tie", n=len(found) - tied, of=len(found))  # fmt: skip
    digits = outcome.scenario.market.minor_digits
    with st.expander(words, expanded=tied < len(found), key="pnl_ties"):
        rows = [[_(r.name), numbers.amount(r.left / unit, digits=digits), numbers.amount(r.right / unit, digits=digits),
                 look.chip(_("ties"), "better") if r.ties else look.chip(_("does not tie"), "worse")]
                for r in found.itertuples(index=False)]  # fmt: skip
        look.table([_("Check"), _("One side"), _("Other side"), look.hidden(_("Verdict"))], rows, left=[3],
                   caption=_("Checks of the P&L"))
