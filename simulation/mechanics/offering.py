"""What every offer to single members has: how long it holds, how it combines, how members hear of it, and what it costs."""
from __future__ import annotations

from typing import Literal

from simulation.inputs import Fault, Strict, term
from simulation.ledger import Posting, allocate
from simulation.mechanics.base import Mechanic, cost_by_tier
from simulation.offering import Run, put
from simulation.ratecard import RateCard
from simulation.records import AT_DATES, CHANNELS, COUPON, LOTTERY, MAX_TIERS, MONEY_OFF, OFFERS, PRIZE_COST, RED_PACKET
from simulation.words import N_, said

ALL, FAR = 0xFF, 1 << 30
CONTACTS = {"email": N_("Contacts by email"), "sms": N_("Contacts by SMS"), "app": N_("Contacts by app"),
            "social": N_("Contacts by social media"), "store": N_("Contacts in the store")}  # fmt: skip


class Channel(Strict):
    """One way in which members hear of an offer."""

    channel: Literal["email", "sms", "app", "social", "store"] = term("app", title="Channel")
    reach: float = term(title="Share reached", unit="share", gt=0, le=1, help="Of the audience; channels reach independently of each other.")
    contact_cost: float = term(0.0, title="Cost per contact", unit="currency", ge=0, le=1_000, step=0.01)


class Offering(Mechanic):
    """An offer that a member holds from a day on for some days, for so many uses."""

    days: int = term(14, title="Valid for", unit="days", ge=1, le=366, help="The day it starts included.")
    uses: int = term(1, title="Uses by a member", unit="orders", ge=1, le=100)
    threshold: float = term(0.0, title="Orders from", unit="currency", ge=0, le=1e6, help="Before any discount.")
    stacking: Literal["add", "larger"] = term("add", title="With other offers", help="The member's own: all are given, or the one worth most.",
                                              advanced=True)
    channels: tuple[Channel, ...] = term((), title="Channels", max_length=CHANNELS, help="None: everybody meant hears of it, at no cost.")
    fixed_cost: float = term(0.0, title="Fixed cost", unit="currency", ge=0, le=1e8, step=100.0, help="Of each run; without dates each month.")

    def gives(self, card: RateCard) -> dict:
        """Terms of the card; `worth` is (share, money, multiple, points) of an order on average, `prizes` odds and costs."""
        raise NotImplementedError

    def trigger(self) -> dict[str, int]:
        raise NotImplementedError

    def runs(self, calendar) -> tuple[Run, ...] | None:
        """None where something that the member does starts the offer."""
        return None

    def places(self) -> int:
        """How many of the offers that a member may hold it takes."""
        return 1

    def faults(self, program):
        so_far = 0
        for m in program.mechanics:
            so_far += m.terms.places() if isinstance(m.terms, Offering) else 0
            if m.terms is self:
                break
        before = so_far - self.places()
        if before <= OFFERS < so_far:
            return [Fault("days", said("needs place {place} of the offers that a member can hold at once, and there are {most}; give it fewer days, "
                                       "so that its runs do not meet, or leave an offer out", place=so_far, most=OFFERS))]
        return []

    def fill(self, card, label):
        terms = {"trigger": AT_DATES, "values": ALL, "middle": FAR, "high": FAR, "recency_from": -FAR, "recency_to": FAR, "stages": ALL,
                 "from_tier": 1, "to_tier": MAX_TIERS, "redemption": 1.0, "worth": (0.0, 0.0, 0.0, 0.0), "prizes": []}
        terms |= {"days": self.days, "max_uses": self.uses, "alone": int(self.stacking == "larger")}
        terms |= {"threshold": card.market.minor(self.threshold)} | self.trigger() | self.gives(card)
        put(card, label, self.runs(card.calendar), [c.reach for c in self.channels], **terms)

    def postings(self, month, label):
        card, minor = month.card, month.card.market.minor
        offer = next(o for o in card.personal if o.label == label)
        counted, contacts = (table[:, list(offer.places)].sum(1) for table in (month.offer, month.contact))
        form = card.offer_form[offer.places[0]]
        if form == LOTTERY:
            yield Posting(label, "campaign_cost", "Prizes", tuple(int(x) for x in counted[:, PRIZE_COST]))
        elif form in (COUPON, RED_PACKET):
            yield Posting(label, "campaign_cost", "Money off", tuple(int(x) for x in counted[:, MONEY_OFF]))
        for i, c in enumerate(self.channels):
            cost = c.contact_cost * card.market.minor_per_unit
            yield Posting(label, "campaign_cost", CONTACTS[c.channel], cost_by_tier(cost, 1.0, contacts[:, i]))
        first, last = card.calendar.span(month.month)
        held = 1 if offer.runs is None else sum(first <= a < last for a, *_ in offer.runs)
        yield Posting(label, "campaign_cost", "Fixed cost", allocate(held * minor(self.fixed_cost), month.members))
