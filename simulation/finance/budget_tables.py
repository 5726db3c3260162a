"""Tables of budget and stress for files: money in currency units, columns as in labels_of_budget.py."""
from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from simulation.finance.budget import WHOLE, Budget, By
from simulation.finance.stress import FIGURES, Stress
from simulation.labels import LABELS
from simulation.market import Market

BALANCE_OF_POINTS = "points"


def cone(held: Budget, envelopes: Mapping[str, int], label: str = WHOLE, by: By = "fiscal") -> pd.DataFrame:
    """Cost to date by month with the year's budget and the runs above it."""
    table = held.cone(label, by).merge(held.overrun(envelopes, label, by), on=["month", "year"], how="left")
    return _money(table, held, "p10", "p50", "p90", "envelope")


def verdicts(held: Budget, envelopes: Mapping[str, int], label: str = WHOLE, by: By = "fiscal") -> pd.DataFrame:
    """One row a year."""
    table = held.verdicts(envelopes, label, by).rename(columns={"months": "months_held", **{p: f"year_{p}" for p in ("p10", "p50", "p90")}})
    return _money(table, held, "envelope", "year_p10", "year_p50", "year_p90", "p90_low", "p90_high", "mean_over", "most_over")


def runs(held: Budget, label: str = WHOLE, by: By = "fiscal") -> pd.DataFrame:
    """Every run by year: cost, whether it is among the dearest, and the assumptions drawn."""
    parts = [pd.DataFrame({"run": range(1, held.runs + 1), "year": year, "year_cost": held.year_end(year, label, by),
                           "in_tail": held.tail(year, label, by)}).join(held.worlds) for year in held.ends(by)]
    return _money(pd.concat(parts, ignore_index=True), held, "year_cost")


def tail_assumptions(held: Budget, year: str, label: str = WHOLE, by: By = "fiscal", translate: Callable[[str], str] = str) -> pd.DataFrame:
    """What the dearest runs have in common, assumptions by their titles."""
    table = held.tail_assumptions(year, label, by)
    table.insert(1, "assumption_name", [translate(Market.model_fields[name].title or name) for name in table["assumption"]])
    return table.rename(columns={"tail_mean": "value_tail", "rest_mean": "value_rest"})


def tail_costs(held: Budget, year: str, label: str = WHOLE, by: By = "fiscal", translate: Callable[[str], str] = str) -> pd.DataFrame:
    """Which costs the dearest runs have more of."""
    table = held.tail_costs(year, label, by)
    table["component"] = [translate(LABELS[name][0]) for name in table["component"]]
    table = table.rename(columns={"name": "cost_name", "rest_mean": "cost_rest", "tail_mean": "cost_tail", "more": "cost_more",
                                  "share": "share_of_more"})
    return _money(table, held, "cost_rest", "cost_tail", "cost_more")


def effects(held: Stress, translate: Callable[[str], str] = str) -> pd.DataFrame:
    """Every shock and figure; `unit` says in what."""
    table, market = held.table(), held.scenario.market
    money = table["figure"] != BALANCE_OF_POINTS
    table.insert(3, "unit", [market.currency if is_money else translate("points") for is_money in money])
    for column in ("without_shock", "effect", "effect_low", "effect_high", "peak"):
        table[column] = table[column].where(~money, table[column] / market.minor_per_unit)
    table["figure"] = [translate(FIGURES[name][0]) for name in table["figure"]]
    return table.rename(columns={"effect": "shock_effect"})


def effects_by_month(held: Stress) -> pd.DataFrame:
    """The mean effect of each shock by month."""
    table, unit = held.by_month(), held.scenario.market.minor_per_unit
    for name in FIGURES:
        if name != BALANCE_OF_POINTS:
            table[name] = table[name] / unit
    return table.rename(columns={name: f"stress_{name}" for name in FIGURES})


def _money(table: pd.DataFrame, held: Budget, *columns: str) -> pd.DataFrame:
    out, unit = table.copy(), held.scenario.market.minor_per_unit
    for column in columns:
        out[column] = out[column] / unit
    return out
