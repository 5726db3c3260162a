"""Activation offer: for new members who have not ordered again."""
from __future__ import annotations

from typing import ClassVar

from simulation.inputs import term
from simulation.mechanics.gift import Gift
from simulation.records import AT_ACTIVATION


class ActivationOffer(Gift):
    """Who has not ordered again so many days after joining gets an offer, once, at the next month's opening.

    A member who was not reached is not asked again.  Members of an opening base get none.
    """

    title = "Activation offer"
    example: ClassVar[dict] = {"after_days": 30, "depth": 0.15}
    after_days: int = term(30, title="Without a second order for", unit="days", ge=1, le=365)

    def trigger(self):
        return {"trigger": AT_ACTIVATION, "wait": self.after_days}
