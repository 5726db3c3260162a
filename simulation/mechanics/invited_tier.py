"""Invited tier: a tier that nobody climbs into; the program chooses who holds it."""
from __future__ import annotations

from typing import ClassVar, Literal

from simulation.inputs import Fault, term
from simulation.invitations import Invitation
from simulation.ledger import Posting
from simulation.mechanics.base import Mechanic, cost_by_tier
from simulation.records import MAX_TIERS
from simulation.words import N_, said

MONTHS_A_YEAR = 12


class InvitedTier(Mechanic):
    """Once a year, on the first of a month, the program invites a share of the members who bought within the last 12 months into a tier.

    The tier is held for the term of the invitation whatever is bought; then the member is invited again or takes the tier that the window
    supports.  Thresholds do not lead to it: they lead past it, to the tiers above.  Members of the opening base who stand in it hold it until
    the next invitations.
    """

    title = "Invited tier"
    group: ClassVar[str] = "tiers"
    example: ClassVar[dict] = {"tier": 2}
    tier: int = term(title="Tier", unit="tier", ge=2, le=MAX_TIERS, help="2 is the second tier; mostly it is the top one.")
    share: float = term(0.01, title="Invited", unit="share", ge=0, le=1, step=0.001, help="Of members who bought within the last 12 months.")
    selection: Literal["net_sales", "tenure", "random", "qualifying"] = term(
        "net_sales", title="Chosen by", help="Most net sales in the last 12 months, longest members, drawn by lot, or the highest qualifying amount.",
        choices={"net_sales": N_("Net sales"), "tenure": N_("Longest membership"), "random": N_("By lot"), "qualifying": N_("Qualifying amount")})
    month: int = term(1, title="Month of the invitations", unit="month of the year", ge=1, le=12)
    term_months: int = term(12, title="An invitation runs for", unit="months", ge=1, le=36)
    cost: float = term(0.0, title="Cost of an invited member", unit="currency a year", ge=0, le=1_000_000, help="Booked in twelve parts.")

    def faults(self, program):
        tiers = len(program.tier_names)
        if tiers < 2:
            return [Fault("tier", "there is no second tier to invite to; add one to the tiers")]
        return [Fault("tier", said("is {given}; there are {tiers} tiers", given=self.tier, tiers=tiers))] if self.tier > tiers else []

    def fill(self, card, label):
        card.invited_tier = self.tier - 1
        card.invitation = Invitation(card.invited_tier, self.month, self.share, self.selection, self.term_months)

    def postings(self, month, label):
        if self.cost:
            held = [int(n) if tier == month.card.invited_tier else 0 for tier, n in enumerate(month.members)]
            yield Posting(label, "benefit_cost", "Invited members", cost_by_tier(month.card.market.minor(self.cost), 1.0, held, MONTHS_A_YEAR))
