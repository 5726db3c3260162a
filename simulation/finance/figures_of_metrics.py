"""How every metric is made from its monthly parts, for explain_figure.  Definitions: simulation/metrics.py."""
from __future__ import annotations

import collections

import numpy as np
import pandas as pd

from simulation.finance.explain_figure import LAST, Figure, Parts, register
from simulation.labels import LABELS
from simulation.ledger import COMPONENTS
from simulation.metrics import METRICS, payback_month, ratio
from simulation.outcome import Outcome
from simulation.records import YEAR
from simulation.words import N_

WITHOUT = {"sales": N_("Sales without the program"), "margin": N_("Contribution margin without the program")}
WITH = {"sales": N_("Sales with the program"), "margin": N_("Contribution margin with the program")}


def monthly(outcome: Outcome, program=(), without=(), last=False, **more) -> Parts:
    """Columns of the program arm's monthly sums under their own names, of the no-program arm's as <name>_without."""
    both, table, names = outcome.totals, {}, {}
    for column in program:
        table[column] = both["program"][column]
        label, unit = LABELS[column]
        names[column] = (WITH[column] if column in without else label, LAST + unit if last else unit)
    for column in without:
        table[f"{column}_without"] = both["no_program"][column]
        names[f"{column}_without"] = WITHOUT[column], "money"
    return Parts(pd.DataFrame(table).rename_axis("month").reset_index(), names, **more)


def _add(name: str, formula: str, page: str, parts, combine) -> None:
    metric = METRICS[name]
    register(Figure(name, metric.label, metric.unit, formula, page, parts, combine, metric.of))


def _sums(held: Parts, columns) -> int:
    return int(held.table[list(columns)].to_numpy().sum())


# ======== shares at the end of the run ==================================================================================
def _at_end(part: str, whole: str, least: int = 1):
    def combine(held: Parts, unit: int):
        return ratio(held.table[part].iloc[-1], held.table[whole].iloc[-1]) if len(held.table) >= least else None

    return combine


_add("retention_rate_12m", N_("Of these, bought again ÷ Bought 13 to 24 months ago, both in the last month"), "members",
     lambda o: monthly(o, ("retained", "retention_base"), last=True), _at_end("retained", "retention_base", YEAR))
_add("active_rate", N_("Active members ÷ Members, both in the last month"), "members",
     lambda o: monthly(o, ("active", "members"), last=True, market=("active_days",)), _at_end("active", "members"))
_add("survival_rate", N_("Members of day 0 not gone, in the last month ÷ Members at the start"), "members",
     lambda o: monthly(o, ("cohort_alive",), last=True, numbers={"run.members": (N_("Members at the start"), o.scenario.run.members)}),
     lambda held, unit: ratio(held.table["cohort_alive"].iloc[-1], held.numbers["run.members"][1]))


def _moves(direction: int):
    """By tier a year before the end: members, and those who have moved up or down since."""
    def parts(outcome: Outcome) -> Parts:
        names = outcome.tier_names
        moves = outcome.tier_moves(outcome.scenario.run.months)
        moved = np.triu(moves, 1) if direction > 0 else np.tril(moves, -1)
        rows = slice(None, -1) if direction > 0 else slice(1, None)
        known = outcome.scenario.run.months >= YEAR and len(names) > 1
        table = pd.DataFrame({"tier": names[rows], "members_at_start": moves[rows].sum(1), "moved": moved[rows].sum(1)})
        told = {"moved": (N_("Of these, in a higher tier now") if direction > 0 else N_("Of these, in a lower tier now"), "members"),
                "members_at_start": (N_("Members of the tier a year before the end"), "members")}
        return Parts(table if known else table.iloc[:0], told)

    return parts


def _moved(held: Parts, unit: int):
    return ratio(held.table["moved"].sum(), held.table["members_at_start"].sum()) if len(held.table) else None


_add("upgrade_rate_12m", N_("Of these, in a higher tier now ÷ Members of the tier a year before the end, all tiers below the top one"), "members",
     _moves(1), _moved)
_add("downgrade_rate_12m", N_("Of these, in a lower tier now ÷ Members of the tier a year before the end, all tiers above the first"), "members",
     _moves(-1), _moved)

# ======== money =========================================================================================================
_add("sales", N_("Sum of Sales over all months"), "members", lambda o: monthly(o, ("sales",), market=("average_basket", "returned_share")),
     lambda held, unit: _sums(held, ["sales"]) / unit)
for _name, _column in (("incremental_sales", "sales"), ("incremental_margin", "margin")):
    _add(_name,
         N_("Sales with the program − Sales without the program, summed over all months") if _column == "sales" else
         N_("Contribution margin with the program − Contribution margin without the program, summed over all months; the margin of a month and "
            "tier is its sales × Contribution margin, to the nearest cent"),
         "costs", lambda o, c=_column: monthly(o, (c,), (c,), market=("margin",) if c == "margin" else ()),
         lambda held, unit, c=_column: (_sums(held, [c]) - _sums(held, [f"{c}_without"])) / unit)
_add("lift_rate", N_("(Sales with the program − Sales without the program) ÷ Sales without the program, each summed over all months"), "costs",
     lambda o: monthly(o, ("sales",), ("sales",)),
     lambda held, unit: ratio(_sums(held, ["sales"]) - _sums(held, ["sales_without"]), _sums(held, ["sales_without"])))
_add("program_cost", N_("Rewards + Benefits + Campaigns + Running cost, summed over all months"), "costs",
     lambda o: monthly(o, COMPONENTS, costs=COMPONENTS), lambda held, unit: _sums(held, COMPONENTS) / unit)


def _by_name(component: str):
    """The component's postings by name, one column each."""
    def parts(outcome: Outcome) -> Parts:
        months = outcome.scenario.run.months
        found: dict[tuple[str, str], np.ndarray] = {}
        for month, label, p in outcome.postings:
            if p.component == component:
                found.setdefault((label, p.name), np.zeros(months, np.int64))[month - 1] += sum(p.amounts)
        found = {key: amounts for key, amounts in found.items() if amounts.any()}
        often = collections.Counter(name for _, name in found)
        names = {"/".join(key): (key[1] if often[key[1]] == 1 else f"{key[1]} ({key[0]})", "money") for key in found}
        table = pd.DataFrame({"month": np.arange(1, months + 1), **dict(zip(names, found.values(), strict=True))})
        return Parts(table, names, costs=(component,))

    return parts


for _name in COMPONENTS:
    _add(_name, N_("Sum of the costs by name over all months, each as its mechanic booked it"), "costs", _by_name(_name),
         lambda held, unit: _sums(held, list(held.names)) / unit)
_add("fund_rate", N_("(Rewards + Benefits + Campaigns + Running cost) ÷ Sales, each summed over all months"), "costs",
     lambda o: monthly(o, (*COMPONENTS, "sales"), costs=COMPONENTS), lambda held, unit: ratio(_sums(held, COMPONENTS), _sums(held, ["sales"])))


def _net(outcome: Outcome) -> Parts:
    return monthly(outcome, ("margin", "fees", *COMPONENTS), ("margin",), market=("margin",), costs=COMPONENTS)


def _net_by_month(held: Parts) -> np.ndarray:
    t = held.table
    return (t["margin"] - t["margin_without"] + t["fees"] - t[list(COMPONENTS)].sum(axis=1)).to_numpy()


_add("net_value", N_("Contribution margin with the program − Contribution margin without the program + Fees − Rewards − Benefits − Campaigns "
                     "− Running cost, summed over all months"), "costs", _net, lambda held, unit: float(_net_by_month(held).sum() / unit))
_add("roi", N_("Net value ÷ (Rewards + Benefits + Campaigns + Running cost); net value = Contribution margin with the program − Contribution margin "
               "without the program + Fees − these costs"), "costs", _net,
     lambda held, unit: ratio(_net_by_month(held).sum(), _sums(held, COMPONENTS)))
_add("payback_month", N_("First month from which the sum to date of (Contribution margin with the program − Contribution margin without the program "
                         "+ Fees − Rewards − Benefits − Campaigns − Running cost) stays at 0 or above"), "costs", _net,
     lambda held, unit: payback_month(_net_by_month(held).cumsum()))

# ======== points ========================================================================================================
_POINTS = ("points_issued", "points_redeemed", "points_expired", "points_reversed")


def _points(outcome: Outcome, columns, **more) -> Parts:
    return monthly(outcome, columns, numbers={"opening_points": (N_("Points of the opening balance"), outcome.opening_points)}, **more)


_add("earn_rate", N_("Points issued ÷ Sales (in currency units), each summed over all months"), "costs",
     lambda o: monthly(o, ("points_issued", "sales")), lambda held, unit: ratio(_sums(held, ["points_issued"]) * unit, _sums(held, ["sales"])))
for _name, _column, _formula in (
    ("redemption_rate", "points_redeemed", N_("Points redeemed ÷ (Points issued + Points of the opening balance), summed over all months")),
    ("breakage_rate", "points_expired", N_("Points expired ÷ (Points issued + Points of the opening balance), summed over all months")),
):
    _add(_name, _formula, "costs", lambda o, c=_column: _points(o, (c, "points_issued")),
         lambda held, unit, c=_column: ratio(_sums(held, [c]), _sums(held, ["points_issued"]) + held.numbers["opening_points"][1]))
_add("points_outstanding", N_("Points of the opening balance + Points issued − Points redeemed − Points expired − Points reversed, to the end"),
     "costs", lambda o: _points(o, _POINTS),
     lambda held, unit: float(held.numbers["opening_points"][1] + _sums(held, _POINTS[:1]) - _sums(held, _POINTS[1:])))
