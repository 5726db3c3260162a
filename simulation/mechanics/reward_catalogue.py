"""Reward catalogue: what points buy besides cash off."""

from __future__ import annotations

from typing import Literal

from simulation.inputs import Fault, Strict, Text, term
from simulation.ledger import Posting
from simulation.mechanics.base import Mechanic, Use
from simulation.records import ITEMS
from simulation.words import N_, said

KINDS = {"cash_off": N_("Cash off"), "coupon": N_("Coupon"), "gift": N_("Gift"), "free_freight": N_("Free freight")}


class Item(Strict):
    """One reward of the catalogue."""

    name: Text = term(title="Reward")
    kind: Literal["cash_off", "coupon", "gift", "free_freight"] = term(
        "coupon", title="Kind", choices=KINDS, help="A gift takes nothing off the order."
    )
    points: int = term(title="Price", unit="points", ge=1, le=10_000_000, step=50)
    value: float = term(title="Value to the member", unit="currency", ge=0, le=100_000)
    cost: float = term(title="Cost to the company", unit="currency", ge=0, le=100_000)
    appeal: float = term(1.0, title="Appeal", gt=0, le=1_000, help="How often it is taken beside the others; cash off has 1.")


class RewardCatalogue(Mechanic):
    """A member who redeems takes one thing that the points buy: each in proportion to its appeal, cash off among them where there is one.

    Money off is taken off the same order and never more than what is left to pay: a coupon of 50 on an order of 30 is worth 30, and all
    its points are gone.  A gift takes nothing off.
    """

    example = {
        "items": [
            {"name": {"en": "Coupon of 10", "zh": "10元券"}, "points": 900, "value": 10, "cost": 8},
            {"name": {"en": "Free freight", "zh": "免邮"}, "kind": "free_freight", "points": 500, "value": 8, "cost": 6},
            {"name": {"en": "Tote bag", "zh": "帆布袋"}, "kind": "gift", "points": 1500, "value": 20, "cost": 9, "appeal": 0.5},
        ]
    }
    title, summary, group = "Reward catalogue", N_("What points buy besides cash off."), "points"
    items: tuple[Item, ...] = term(title="Rewards", min_length=1, max_length=ITEMS)

    def faults(self, program):
        names = [str(x.name) for x in self.items]
        return [
            Fault(f"items[{i}].name", said("{name} is there twice; give each reward a name of its own", name=name))
            for i, name in enumerate(names)
            if names.index(name) < i
        ]

    def fill(self, card, label):
        card.items, card.cheapest = len(self.items), min(x.points for x in self.items)
        for i, x in enumerate(self.items):
            card.item_points[i], card.item_value[i], card.item_cost[i] = x.points, card.market.minor(x.value), card.market.minor(x.cost)
            card.item_off[i], card.item_appeal[i] = x.kind != "gift", x.appeal

    def postings(self, month, label):
        for i, x in enumerate(self.items):
            unit = month.card.market.minor(x.cost)
            yield Posting(label, "reward_cost", str(x.name), tuple(int(n) * unit for n in month.items[:, i]))

    def used(self, month, label):
        for i, x in enumerate(self.items):
            yield Use(str(x.name), tuple(month.items[:, i]), -x.points)
