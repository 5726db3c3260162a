"""Tier benefits: what members of a tier get besides points, what it costs and what it is worth to them."""
from __future__ import annotations

from typing import Literal

from simulation.benefit import COUNTED, VALUED_BY, Benefit
from simulation.inputs import Fault, term
from simulation.ledger import Posting
from simulation.mechanics.base import Mechanic, Use, cost_by_tier
from simulation.words import N_, said


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
                out.append(Fault(f"benefits[{i}].from_tier", said("{name} starts at tier {tier}; there are {tiers}",
                                                                  name=b.name, tier=b.from_tier, tiers=len(program.tier_names))))
            if names.index(str(b.name)) < i:
                out.append(Fault(f"benefits[{i}].name", said("{name} is there twice; give each benefit a name of its own", name=b.name)))
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

    def entitled(self, benefit: Benefit, month) -> list[int]:
        """Orders or members that may use it, by tier."""
        if month.card.counts_uses:
            found = month.used[:, VALUED_BY[benefit.valued_by], COUNTED[benefit.per]].sum(1)
        else:
            found = month.purchases if benefit.per == "order" else month.active
        held = self.tiers_of(benefit, len(found))
        return [n if held.start <= tier < held.stop else 0 for tier, n in enumerate(found)]

    def postings(self, month, label):
        for b in self.benefits:
            unit = month.card.market.minor(b.unit_cost)
            yield Posting(label, "benefit_cost", str(b.name), cost_by_tier(unit, b.uptake, self.entitled(b, month), b.parts))

    def used(self, month, label):
        for b in self.benefits:
            yield Use(str(b.name), tuple(n * b.uptake / b.parts for n in self.entitled(b, month)))
