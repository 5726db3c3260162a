"""Figures over time: a value at each month's end, and moves between tiers by year."""
from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.metrics import cost_by_month, incremental, net_by_month, ratio, totals
from simulation.outcome import Outcome
from simulation.records import YEAR
from simulation.service_report import service_curves

CURVES = ("retention", "survival", "active_rate", "balance", "net_value", "cost", "margin")


def curves(outcome: Outcome) -> dict[str, dict[str, np.ndarray]]:
    """arm -> curve -> value at the end of each month; money in currency units; NaN where there is no value yet.

    retention: as retention_rate_12m, at each month from the 12th · survival · active_rate · balance: points a member ·
    net_value, cost, margin: cumulated (program arm only; margin is the incremental one) · those of service_report.service_curves.
    """
    out = {}
    for arm in ("program", "no_program"):
        t = totals(outcome, arm)
        late = t.index >= YEAR
        retention = np.where(late, t["retained"] / t["retention_base"].where(t["retention_base"] > 0), np.nan)
        out[arm] = {
            "retention": retention.astype(float),
            "survival": t["cohort_alive"].to_numpy() / outcome.scenario.run.members,
            "active_rate": (t["active"] / t["members"]).to_numpy(),
            "balance": (t["points_outstanding"] / t["members"]).to_numpy(),
        }
        out[arm] |= service_curves(outcome.scenario, getattr(outcome, arm))
    unit = outcome.scenario.market.minor_per_unit
    out["program"] |= {
        "net_value": net_by_month(outcome).cumsum() / unit,
        "cost": cost_by_month(outcome).cumsum() / unit,
        "margin": incremental(outcome, "margin").cumsum() / unit,
    }
    return out


def tier_rates(outcome: Outcome) -> pd.DataFrame:
    """By tier and year: members at its start, the share that stands higher and lower at its end."""
    rows = []
    for month in range(YEAR, outcome.scenario.run.months + 1, YEAR):
        moves = outcome.tier_moves(month)
        for i, tier in enumerate(outcome.tier_names):
            start = int(moves[i].sum())
            rows.append(
                {
                    "year": month // YEAR,
                    "tier": tier,
                    "members_at_start": start,
                    "upgrade_rate": ratio(moves[i, i + 1 :].sum(), start),
                    "downgrade_rate": ratio(moves[i, :i].sum(), start),
                }
            )
    return pd.DataFrame(rows, columns=["year", "tier", "members_at_start", "upgrade_rate", "downgrade_rate"])
