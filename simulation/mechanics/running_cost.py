"""Running cost: platform and staff."""
from __future__ import annotations

from simulation.inputs import term
from simulation.ledger import Posting, allocate
from simulation.mechanics.base import Mechanic
from simulation.words import N_

SET_UP = N_("Set-up")


class RunningCost(Mechanic):
    """What the program costs whether or not a member uses it: once to set up, each month, and for each member each month.

    Every member counts, active or not: lapsed members stay on the platform's bill.
    """

    title, summary, group = "Running cost", N_("Platform and staff, whether or not a member uses the program."), "running"
    setup: float = term(0.0, title="To set up", unit="currency", ge=0, le=1e9, step=1_000.0, help="Booked in month 1.")
    per_month: float = term(0.0, title="Each month", unit="currency", ge=0, le=1e8, step=100.0)
    per_member_month: float = term(0.0, title="Each member and month", unit="currency", ge=0, le=1_000, step=0.1)

    def postings(self, month, label):
        minor, members = month.card.market.minor, month.members
        if month.month == 1:
            yield Posting(label, "other_cost", SET_UP, allocate(minor(self.setup), members))
        yield Posting(label, "other_cost", "Running", allocate(minor(self.per_month) + round(int(members.sum()) * self.per_member_month
                                                                                           * month.card.market.minor_per_unit), members))
