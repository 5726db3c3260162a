"""What is settled with partners, month by month, from the program's own postings."""

from __future__ import annotations

import pandas as pd

from simulation.mechanics.partner import Partner
from simulation.outcome import Outcome
from simulation.records import PARTNER_POINTS, PARTNER_VISITS

COLUMNS = ["month", "mechanic", "partner", "visits", "partner_points", "joint_cost", "funded", "points_payment", "amount_due"]

def settlement(outcome: Outcome) -> pd.DataFrame:
    """By month and partner: visits and points issued there, the joint benefit's cost, the partner's part of it, its payment for the
    points, and the amount due from it (currency units).  One row for each month under contract."""
    partners = {m.label: m.terms for m in outcome.scenario.program.mechanics if isinstance(m.terms, Partner)}
    found: dict[tuple[int, str], list[int]] = {}
    for month, label, posting in outcome.postings:
        if label in partners:
            cost, funded, paid = found.setdefault((month, label), [0, 0, 0])
            total = sum(posting.amounts)
            if posting.component == "reward_cost":
                paid -= total
            elif total < 0:
                funded -= total
            else:
                cost += total
            found[month, label] = [cost, funded, paid]
    places, unit = list(partners), outcome.scenario.market.minor_per_unit
    rows = []
    for (month, label), (cost, funded, paid) in found.items():
        counted = outcome.program.partner[month - 1, :, places.index(label)].sum(0)
        money = (x / unit for x in (cost, funded, paid, funded + paid))
        rows.append((month, label, str(partners[label].name), int(counted[PARTNER_VISITS]), int(counted[PARTNER_POINTS]), *money))
    return pd.DataFrame(rows, columns=COLUMNS)
