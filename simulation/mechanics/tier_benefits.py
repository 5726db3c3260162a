"""Tier benefits: what members of a tier get besides points, what it costs and what it is worth to them."""
from __future__ import annotations

from typing import Literal

import numpy as np

from simulation.inputs import Fault, Strict, Text, term
from simulation.ledger import Posting
from simulation.mechanics.base import Mechanic, cost_by_tier
from simulation.records import MAX_TIERS
from simulation.words import N_


class Benefit(Strict):
    """One benefit of a tier and all tiers above it."""

    name: Text = term(title="Benefit")
    from_tier: int = term(1, title="From tier", unit="tier", ge=1, le=MAX_TIERS, help="1 is the first tier: everybody.")
    per: Literal["order", "month", "year"] = term("order", title="Counted", help="By order, or by active member and month or year.")
    unit_cost: float = term(title="Cost per use", unit="currency", ge=0, le=100_000)
    uptake: float = term(1.0, title="Uptake", unit="share", ge=0, le=1, help="Share of the orders, or of active members, that use it.")
    perceived_value: float = term(title="Value to the member", unit="currency per use", ge=0, le=100_000)


class TierBenefits(Mechanic):
    """Each benefit belongs to the members of its tier and of every tier above.

    A benefit by month or year costs what its active members use: a member who has stopped buying takes none.  A year's benefit is
    booked in twelve parts.
    """

    title, group = "Benefits", "benefits"
    summary = N_("What one use costs the company, and what it is worth to the member: assumptions of yours.")
    example = {"benefits": [{"name": {"en": "Free freight", "zh": "免邮"}, "unit_cost": 8.0, "uptake": 0.25, "perceived_value": 8.0}]}
    benefits: tuple[Benefit, ...] = term(title="Benefits", max_length=30)

    def faults(self, program):
        out, names = [], [str(b.name) for b in self.benefits]
        for i, b in enumerate(self.benefits):
            if b.from_tier > len(program.tier_names):
                out.append(Fault(f"benefits[{i}].from_tier", f"{b.name} starts at tier {b.from_tier}; there are {len(program.tier_names)}"))
            if names.index(str(b.name)) < i:
                out.append(Fault(f"benefits[{i}].name", f"{b.name!s} is there twice; give each benefit a name of its own"))
        return out

    def fill(self, card, label):
        for b in self.benefits:
            worth = b.perceived_value * b.uptake * card.market.minor_per_unit
            if b.per == "order":
                card.value_per_order[b.from_tier - 1:card.tiers] += worth
            else:
                card.value_per_month[b.from_tier - 1:card.tiers] += worth / (12 if b.per == "year" else 1)

    def postings(self, month, label):
        for b in self.benefits:
            uses = month.purchases if b.per == "order" else month.active
            entitled = np.where(np.arange(len(uses)) >= b.from_tier - 1, uses, 0)
            unit = month.card.market.minor(b.unit_cost)
            yield Posting(label, "benefit_cost", str(b.name), cost_by_tier(unit, b.uptake, entitled, 12 if b.per == "year" else 1))
