"""Lifecycle stages: from when on a member is new, mature, dormant or gone."""
from __future__ import annotations

from typing import ClassVar

from simulation.inputs import Fault, term
from simulation.mechanics.base import Mechanic
from simulation.records import STAGE_DAYS
from simulation.words import N_, said


class LifecycleStages(Mechanic):
    """Gone: no order for so long.  Else dormant: no order for a shorter while.  Else new: joined lately.  Else mature, with so many orders in
    the last 12 months, or growing.

    Stages go by what the company can see.  They are counted without this mechanic, too, by its defaults; it changes nobody's behaviour.
    """

    title, summary, group = "Lifecycle stages", N_("A member is new, growing, mature, dormant or gone, by their orders so far."), "lifecycle"
    example: ClassVar[dict] = {}
    new_days: int = term(STAGE_DAYS["new_days"], title="New, after joining", unit="days", ge=1, le=730)
    activation_days: int = term(
        STAGE_DAYS["activation_days"], title="Activation window", unit="days", ge=1, le=730, help="A second order within counts as activated."
    )
    mature_orders: int = term(STAGE_DAYS["mature_orders"], title="Mature, from", unit="orders in 12 months", ge=1, le=180)
    dormant_days: int = term(STAGE_DAYS["dormant_days"], title="Dormant, without an order for", unit="days", ge=1, le=3_650)
    gone_days: int = term(STAGE_DAYS["gone_days"], title="Gone, without an order for", unit="days", ge=2, le=3_650)

    def faults(self, program):
        if self.gone_days <= self.dormant_days:
            return [Fault("gone_days", said("is {given}, and members are dormant from {dormant_days} days on; give more",
                                            given=self.gone_days, dormant_days=self.dormant_days))]
        return []

    def fill(self, card, label):
        for name in STAGE_DAYS:
            setattr(card, name, getattr(self, name))

    def without_program(self):
        """Both arms are counted by the same stages."""
        return self
