"""Points expiry: when points that are not redeemed are lost."""

from __future__ import annotations

from typing import Literal

from simulation.inputs import Fault, term
from simulation.mechanics.base import Mechanic
from simulation.records import EXPIRY_AFTER_EARNING, EXPIRY_FIXED_DATE, EXPIRY_INACTIVITY, EXPIRY_NEVER, MAX_EXPIRY, MAX_TIERS
from simulation.words import N_, said

POLICIES = {
    "after_earning": EXPIRY_AFTER_EARNING,
    "inactivity": EXPIRY_INACTIVITY,
    "fixed_date": EXPIRY_FIXED_DATE,
    "never": EXPIRY_NEVER,
}
LOSING = ("after_earning", "inactivity", "fixed_date")
LONGEST = {"inactivity": 24, "fixed_date": 12}


class PointsExpiry(Mechanic):
    """Points are lost at the end of the month that lies so many months after the one they were earned in, the oldest first;
    or all of them at once at the end of a month when the member has not bought for so many months; or at the end of one month of
    each year, all that were earned in the years before; or never.

    A purchase on the last day still redeems: expiry comes after the day's purchases.  From a tier on, points may never expire; who
    falls from it loses at that month's end whatever is over age.  Points that still wait for a return window expire all the same.
    """

    title, summary, group = "Expiry", N_("When points are lost."), "points"
    policy: Literal["after_earning", "inactivity", "fixed_date", "never"] = term("after_earning", title="Points expire")
    months: int = term(
        12, title="Expire after", unit="months", ge=1, le=MAX_EXPIRY, when={"policy": LOSING},
        help="By inactivity at most 24; at a fixed date the month of the year, 12 for December; not used where points never expire.",
    )  # fmt: skip
    never_from_tier: int = term(
        0, title="Never from tier", unit="tier", ge=0, le=MAX_TIERS, when={"policy": LOSING},
        help="2: members of the second tier and above. 0: none.",
    )  # fmt: skip

    def faults(self, program):
        out, longest = [], LONGEST.get(self.policy, MAX_EXPIRY)
        if self.months > longest:
            out.append(Fault("months", said("{months} is above {longest}, the most for {policy}",
                                            months=self.months, longest=longest, policy=self.policy)))
        if self.never_from_tier > len(program.tier_names):
            out.append(Fault("never_from_tier", said("is {given}; there are {tiers} tiers",
                                                     given=self.never_from_tier, tiers=len(program.tier_names))))
        return out

    def fill(self, card, label):
        card.expiry = POLICIES[self.policy]
        card.expiry_months, card.never_from_tier = self.months, self.never_from_tier
