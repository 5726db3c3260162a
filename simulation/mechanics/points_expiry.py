"""Points expiry: when points that are not redeemed are lost."""

from __future__ import annotations

from typing import Literal

from simulation.inputs import Fault, term
from simulation.mechanics.base import Mechanic
from simulation.records import EXPIRY_AFTER_EARNING, EXPIRY_INACTIVITY, EXPIRY_NEVER, MAX_EXPIRY

POLICIES = {"after_earning": EXPIRY_AFTER_EARNING, "inactivity": EXPIRY_INACTIVITY, "never": EXPIRY_NEVER}


class PointsExpiry(Mechanic):
    """Points are lost at the end of the month that lies so many months after the one they were earned in, the oldest first;
    or all of them at once at the end of a month when the member has not bought for so many months; or never.

    A purchase on the last day still redeems: expiry comes after the day's purchases.
    """

    title = "Expiry"
    policy: Literal["after_earning", "inactivity", "never"] = term("after_earning", title="Points expire")
    months: int = term(
        12, title="Expire after", unit="months", ge=1, le=MAX_EXPIRY, help="Not used where points never expire; at most 24 by inactivity."
    )

    def faults(self, program):
        if self.policy == "inactivity" and self.months > 24:
            return [Fault("months", f"{self.months} is above 24, the longest inactivity that is looked at")]
        return []

    def fill(self, card, label):
        card.expiry = POLICIES[self.policy]
        card.expiry_months = self.months
