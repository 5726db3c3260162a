"""The P&L as files: one row a line, amounts in currency units to the last minor unit."""
from __future__ import annotations

import pandas as pd

from simulation.finance.pnl import TOTAL, By, Line, lines_of, people, pnl, pnl_by
from simulation.finance.pnl_range import FIGURES, PnlStudy
from simulation.finance.value import BreakEven
from simulation.naming import part_of
from simulation.outcome import Outcome
from simulation.words import Translate

MONEY = ("net", "npv", "deepest")      # of FIGURES


def name_of(line: Line, translate: Translate = str) -> str:
    """The line's name, with the mechanic where two share one."""
    return translate(part_of(line.label, line.of) if line.of else line.label)


def by_period(outcome: Outcome, by: By, translate: Translate = str) -> pd.DataFrame:
    return _file(outcome, pnl(outcome, by), translate)


def by_year(study: PnlStudy, translate: Translate = str) -> pd.DataFrame:
    """With the ends of each figure's range beside it."""
    parts = []
    for period in study.table.columns:
        parts += [study.table[period], study.low[period].rename(f"{period} low"), study.high[period].rename(f"{period} high")]
    return _file(study.outcome, pd.concat(parts, axis=1), translate)


def by_split(outcome: Outcome, by: str, translate: Translate = str) -> pd.DataFrame:
    table = pnl_by(outcome, by)
    out = _file(outcome, table.drop(index="members"), translate)
    first = pd.DataFrame([["members", translate("Members"), *people(outcome, table, by)]], columns=out.columns)
    return pd.concat([first, out], ignore_index=True)


def worth_table(study: PnlStudy) -> pd.DataFrame:
    """figure, value, low, high, and in how many of the runs there is one."""
    unit, rows = study.outcome.scenario.market.minor_per_unit, []
    for name in FIGURES:
        own, found = getattr(study.worth, name), study.range(name) or (None, None)
        divisor = unit if name in MONEY else 1
        rows.append((name, *(None if x is None else x / divisor for x in (own, *found)), *study.having(name)))
    return pd.DataFrame(rows, columns=["figure", "value", "low", "high", "runs_with", "runs"])


def break_even_table(found: list[BreakEven]) -> pd.DataFrame:
    return pd.DataFrame([(x.code, x.unit, x.own, x.value) for x in found], columns=["figure", "unit", "value", "break_even"])


def checks_table(outcome: Outcome, found: pd.DataFrame, translate: Translate = str) -> pd.DataFrame:
    """The checks in currency units."""
    out, unit = found.rename(columns={"name": "check"}), outcome.scenario.market.minor_per_unit
    out["check"] = out["check"].map(translate)
    out["left"], out["right"] = out["left"] / unit, out["right"] / unit
    return out


def _file(outcome: Outcome, table: pd.DataFrame, translate: Translate) -> pd.DataFrame:
    names = {line.code: name_of(line, translate) for line in lines_of(outcome)} | {"sales": translate("Sales")}
    out = (table.astype("Float64") / outcome.scenario.market.minor_per_unit).rename(columns={TOTAL: "whole_run"})
    out.insert(0, "name", [names.get(code, code) for code in out.index])
    return out.reset_index()
