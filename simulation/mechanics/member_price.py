"""Member price: a share of the price that members of a tier need not pay."""

from __future__ import annotations

from typing import Literal

from simulation.inputs import Fault, term
from simulation.ledger import Posting
from simulation.mechanics.base import Mechanic
from simulation.words import said

STEPS = 10_000


class MemberPrice(Mechanic):
    """Members of a tier pay a share less on every order, from the tier held when the order is placed.

    On a member day the two discounts add up, or the larger one alone is given, as the terms say; never more than 95% in all.
    """

    title, group = "Member price", "benefits"
    price_off: tuple[float, ...] = term(
        (0.05,), title="Price off by tier", unit="share of price", min_length=1, help="One for all tiers, or one for each."
    )
    stacking: Literal["add", "larger"] = term("add", title="With a member day's offer", help="Both are given, or the larger one.")

    def faults(self, program):
        out = [Fault(f"price_off[{i}]", said("{given} is outside what is allowed: 0 to 0.9",
                                             given=f"{x:g}")) for i, x in enumerate(self.price_off) if not 0 <= x <= 0.9]
        if len(self.price_off) not in (1, len(program.tier_names)):
            out.append(
                Fault("price_off", said("has {n} numbers for {tiers} tiers; give one for all, or one for each",
                                        n=len(self.price_off), tiers=len(program.tier_names)))
            )
        return out

    def fill(self, card, label):
        steps = [round(x * STEPS) for x in self.price_off]
        card.price_off[: card.tiers] = steps * (card.tiers if len(steps) == 1 else 1)
        card.price_source, card.larger_offer_only = label, self.stacking == "larger"

    def postings(self, month, label):
        yield Posting(label, "benefit_cost", "Price off", tuple(int(x) for x in month.discounts.get(label, month.members * 0)))
