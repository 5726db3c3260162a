"""Service desk: agents or delivery slots that members wait for, by tier."""
from __future__ import annotations

import math
from typing import ClassVar, Literal

from simulation.inputs import Fault, term
from simulation.ledger import Posting, allocate
from simulation.mechanics.named import Named
from simulation.ratecard import Desk
from simulation.records import DESKS, MAX_TIERS
from simulation.words import N_, said


class ServiceDesk(Named):
    """Orders lead to contacts, and a contact waits until one of the desk's agents is free; a delivery desk gives every order a slot.

    Higher tiers may be served first, or by agents of their own.  The company has the desk without the program, too: then it serves all
    alike, and only agents of their own are the program's cost.  Nobody serves more because more members come: they wait longer.
    """

    title = "Service desk"
    group: ClassVar[str] = "service"
    example: ClassVar[dict] = {"agents": 1, "contacts_per_order": 0.1}

    kind: Literal["contact", "delivery"] = term("contact", title="Desk for", choices={"contact": N_("Contacts"), "delivery": N_("Deliveries")},
                                                help="A share of the orders asks something, or each needs a slot.")
    contacts_per_order: float = term(0.1, title="Orders that lead to a contact", unit="share", ge=0, le=1, help="Of a desk for deliveries: all.")
    minutes: float = term(12.0, title="Minutes of service", unit="minutes", ge=1, le=1_000, step=1.0, help="On average; spread exponentially.")
    opening_hours: int = term(10, title="Open each day", unit="hours", ge=1, le=24)
    agents: int = term(1, title="Agents", ge=0, le=2_000, help="At work at the same time, for the members of the run, however many these are.")
    promise: int = term(15, title="Promised within", unit="minutes", ge=1, le=100_000, help="Of opening hours, until service begins.")
    higher_tiers_first: bool = term(True, title="Higher tiers first")
    first_from_tier: int = term(2, title="First from tier", unit="tier", ge=1, le=MAX_TIERS, help="The tiers below it are served alike.")
    dedicated_agents: int = term(0, title="Agents for high tiers alone", ge=0, le=2_000, help="They serve nobody else, and nobody else serves them.")
    dedicated_from_tier: int = term(3, title="These are for tiers from", unit="tier", ge=1, le=MAX_TIERS)
    cost_per_agent: float = term(0.0, title="Cost of such an agent", unit="currency a month", ge=0, le=1e7, step=100.0)

    def faults(self, program):
        desks, tiers, out = sum(isinstance(m.terms, ServiceDesk) for m in program.mechanics), len(program.tier_names), []
        if desks > DESKS:
            out.append(Fault("kind", said("is one of {n} service desks; a program has at most {most}", n=desks, most=DESKS)))
        if self.dedicated_agents and self.dedicated_from_tier > tiers:
            out.append(Fault("dedicated_from_tier", said("is {given}; there are {tiers} tiers", given=self.dedicated_from_tier, tiers=tiers)))
        return out

    @property
    def share_of_orders(self) -> float:
        return 1.0 if self.kind == "delivery" else self.contacts_per_order

    def serves_apart(self, tier: int) -> bool:
        """Whether members of a tier, 0 the first, have agents of their own."""
        return self.dedicated_agents > 0 and tier + 1 >= self.dedicated_from_tier

    def fill(self, card, label):
        desk, card.desks = card.desks, card.desks + 1
        card.contact_share[desk] = self.share_of_orders
        # whole minutes from 1 up have this mean when the exponential that is rounded up has this scale
        card.contact_scale[desk] = -1 / math.log(1 - 1 / self.minutes) if self.minutes > 1 else 0.0
        card.open_minutes[desk] = 60 * self.opening_hours
        above = [max(0, tier + 2 - self.first_from_tier) if self.higher_tiers_first else 0 for tier in range(MAX_TIERS)]
        card.service.append(Desk(label, 60 * self.opening_hours, self.agents, self.dedicated_agents, self.dedicated_from_tier - 1,
                                 tuple(max(above) - x for x in above), self.promise))

    def without_program(self):
        of_tiers = {"first_from_tier": 2, "dedicated_from_tier": 3}      # any: there are no tiers
        return self.model_copy(update={"higher_tiers_first": False, "dedicated_agents": 0, "cost_per_agent": 0.0} | of_tiers)

    def postings(self, month, label):
        if self.dedicated_agents:
            wages = month.card.market.minor(self.dedicated_agents * self.cost_per_agent)
            served = [n if self.serves_apart(tier) else 0 for tier, n in enumerate(month.members)]
            yield Posting(label, "other_cost", "Dedicated agents", allocate(wages, served))
