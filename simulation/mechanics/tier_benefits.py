"""Tier benefits: what members of a tier get besides points, what it costs and what it is worth to them."""
from __future__ import annotations

from typing import Literal

from simulation.inputs import Fault, Strict, Text, term
from simulation.ledger import Posting
from simulation.mechanics.base import Mechanic, cost_by_tier
from simulation.records import MAX_TIERS, USED_BY_BIRTHDAY, USED_BY_MONTH, USED_BY_ORDER
from simulation.words import N_

VALUED_BY = {"all": slice(None), "quality_seeking": slice(0, 1), "price_sensitive": slice(1, 2)}       # of the trait price_sensitive
COUNTED = {"order": USED_BY_ORDER, "month": USED_BY_MONTH, "year": USED_BY_MONTH, "birthday": USED_BY_BIRTHDAY}

KINDS = {"freight": N_("Free freight"), "delivery": N_("Priority delivery"), "gift": N_("Gift"), "goods": N_("Member-only goods"),
         "service": N_("Dedicated service"), "event": N_("Event"), "other": N_("Other")}  # fmt: skip
PERS = {"order": N_("Order"), "month": N_("Month"), "year": N_("Year"), "birthday": N_("Birthday")}
VALUERS = {"all": N_("Everybody"), "price_sensitive": N_("Price-sensitive members"), "quality_seeking": N_("Quality-seeking members")}


class Benefit(Strict):
    """One benefit of a tier and all tiers above it."""

    name: Text = term(title="Benefit")
    kind: Literal["freight", "delivery", "gift", "goods", "service", "event", "other"] = term("other", title="Kind", choices=KINDS)
    from_tier: int = term(1, title="From tier", unit="tier", ge=1, le=MAX_TIERS, help="1 is the first tier: everybody.")
    per: Literal["order", "month", "year", "birthday"] = term(
        "order", title="Counted", choices=PERS, help="By order; by active member and month or year; or by active member in the month of the birthday."
    )
    unit_cost: float = term(title="Cost per use", unit="currency", ge=0, le=100_000)
    uptake: float = term(1.0, title="Uptake", unit="share", ge=0, le=1, help="Share of the orders, or of active members, that use it.")
    perceived_value: float = term(title="Value to the member", unit="currency per use", ge=0, le=100_000)
    valued_by: Literal["all", "price_sensitive", "quality_seeking"] = term(
        "all", title="Who values it", choices=VALUERS, help="Only they use it."
    )


class TierBenefits(Mechanic):
    """Each benefit belongs to the members of its tier and of every tier above.

    A benefit by month or year costs what its active members use: a member who has stopped buying takes none.  A year's benefit is
    booked in twelve parts, a birthday's when the birthday is.  Where the best of a kind counts, a higher tier's gift takes the place of
    the lower ones'; benefits of the kind "other" always stand beside each other.
    """

    title, group = "Benefits", "benefits"
    summary = N_("What one use costs the company, and what it is worth to the member: assumptions of yours.")
    example = {"benefits": [{"name": {"en": "Free freight", "zh": "免邮"}, "unit_cost": 8.0, "uptake": 0.25, "perceived_value": 8.0}]}
    benefits: tuple[Benefit, ...] = term(title="Benefits", max_length=30)
    stacking: Literal["add", "best"] = term(
        "add", title="Benefits of one kind", choices={"add": N_("All are given"), "best": N_("Those of the highest tier")},
        help="Where the best of a kind counts, a higher tier's gift takes the place of a lower one's.",
    )  # fmt: skip

    def faults(self, program):
        out, names = [], [str(b.name) for b in self.benefits]
        for i, b in enumerate(self.benefits):
            if b.from_tier > len(program.tier_names):
                out.append(Fault(f"benefits[{i}].from_tier", f"{b.name} starts at tier {b.from_tier}; there are {len(program.tier_names)}"))
            if names.index(str(b.name)) < i:
                out.append(Fault(f"benefits[{i}].name", f"{b.name!s} is there twice; give each benefit a name of its own"))
        return out

    def tiers_of(self, benefit: Benefit, tiers: int) -> slice:
        """The tiers that have it, counted from 0."""
        higher = [b.from_tier for b in self.benefits if b.kind == benefit.kind and b.from_tier > benefit.from_tier]
        replaced = self.stacking == "best" and benefit.kind != "other" and higher
        return slice(benefit.from_tier - 1, min(higher) - 1 if replaced else tiers)

    def fill(self, card, label):
        for b in self.benefits:
            worth = b.perceived_value * b.uptake * card.market.minor_per_unit
            values = card.value_per_order if b.per == "order" else card.value_per_month
            values[VALUED_BY[b.valued_by], self.tiers_of(b, card.tiers)] += worth / (12 if b.per in ("year", "birthday") else 1)
            card.counts_uses |= b.valued_by != "all" or b.per == "birthday"

    def postings(self, month, label):
        for b in self.benefits:
            if month.card.counts_uses:
                uses = month.used[:, VALUED_BY[b.valued_by], COUNTED[b.per]].sum(1)
            else:
                uses = month.purchases if b.per == "order" else month.active
            held = self.tiers_of(b, len(uses))
            entitled = [n if held.start <= tier < held.stop else 0 for tier, n in enumerate(uses)]
            unit = month.card.market.minor(b.unit_cost)
            yield Posting(label, "benefit_cost", str(b.name), cost_by_tier(unit, b.uptake, entitled, 12 if b.per == "year" else 1))
