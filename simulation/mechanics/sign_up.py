"""Sign-up: points for joining."""

from __future__ import annotations

from simulation.inputs import Fault, term
from simulation.mechanics.base import Mechanic, Use
from simulation.records import FOR_JOINING
from simulation.words import N_


class SignUp(Mechanic):
    """Points and growth value on the day of joining.

    Members of an opening base joined before day 0 and get none.  Growth value may win a tier at once.
    """

    title, summary, group = "Sign-up", N_("What joining gives."), "points"
    points: int = term(100, title="Points for joining", unit="points", ge=0, le=1_000_000, step=50)
    growth: int = term(0, title="Growth value for joining", unit="growth value", ge=0, le=1_000_000, step=50, help="Where tiers ask for it.")

    def faults(self, program):
        return [] if self.points or self.growth else [Fault("points", "is 0, and so is growth; give one of them, or leave the mechanic out")]

    def fill(self, card, label):
        card.sign_up_points, card.sign_up_growth = self.points, self.growth

    def uses(self, month, label):
        yield Use("Sign-up", tuple(month.gifts[:, FOR_JOINING]), self.points)
