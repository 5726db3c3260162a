"""Birthday points: points in the month of the birthday."""

from __future__ import annotations

from simulation.inputs import Fault, term
from simulation.mechanics.base import Mechanic, Use
from simulation.records import FOR_BIRTHDAY
from simulation.words import N_


class BirthdayPoints(Mechanic):
    """Points and growth value on the first day of the month of the birthday, for members whose last order is not too long ago.

    Who joins in the month of the birthday waits for the next one.
    """

    title, summary, group = "Birthday points", N_("What the month of the birthday gives."), "points"
    points: int = term(100, title="Points for the birthday", unit="points", ge=0, le=1_000_000, step=50)
    growth: int = term(0, title="Growth value for the birthday", unit="growth value", ge=0, le=1_000_000, step=50, help="Where tiers ask for it.")
    within_days: int = term(365, title="Last order within", unit="days", ge=1, le=10_000, help="On the first day of that month.")

    def faults(self, program):
        return [] if self.points or self.growth else [Fault("points", "is 0, and so is growth; give one of them, or leave the mechanic out")]

    def fill(self, card, label):
        card.birthday_points, card.birthday_growth, card.birthday_within = self.points, self.growth, self.within_days

    def uses(self, month, label):
        yield Use("Birthday", tuple(month.gifts[:, FOR_BIRTHDAY]), self.points)
