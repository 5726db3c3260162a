"""Category bonus: other points on some of the goods."""

from __future__ import annotations

from simulation.inputs import Fault, term
from simulation.mechanics.named import Named
from simulation.records import CATEGORIES
from simulation.words import N_, said


class CategoryBonus(Named):
    """Orders of a category earn so many times the points; below 1 they earn fewer, at 0 none.

    An order belongs to a category whole, or not at all, and may belong to several: their multiples add up with each other and with a
    member day's, so that 2 × and 3 × make 4 ×.
    """

    title, summary, group = "Category bonus", N_("Other points on some of the goods."), "points"
    share: float = term(0.2, title="Orders of the category", unit="share of orders", ge=0, le=1, step=0.05)
    multiplier: float = term(2.0, title="Points ×", unit="×", ge=0, le=20, step=0.5)

    def faults(self, program):
        held = [m.terms for m in program.mechanics if isinstance(m.terms, CategoryBonus)]
        if len(held) > CATEGORIES and self is held[CATEGORIES]:
            return [Fault("share", said("this is category {n}; a program holds at most {most}", n=CATEGORIES + 1, most=CATEGORIES))]
        return []

    def fill(self, card, label):
        card.category_share[card.categories], card.category_extra[card.categories] = self.share, round(100 * (self.multiplier - 1))
        card.categories += 1
