"""Partner: another company that gives members a benefit, lets them earn points, and pays its part."""
from __future__ import annotations

import zlib
from typing import ClassVar, Literal

import numpy as np

from simulation.inputs import Fault, Text, term
from simulation.ledger import Posting, allocate
from simulation.mechanics.base import Mechanic, cost_by_tier, exact_part
from simulation.records import MAX_MONTHS, MAX_TIERS, PARTNER_POINTS, PARTNERS, YEAR
from simulation.words import N_, said

LUCK = 1 << 20
BENEFIT, BACK, POINTS_DUE = N_("Benefit with {name}"), N_("Settlement {name}: benefit"), N_("Settlement {name}: points")


class Partner(Mechanic):
    """From a tier on, members get a benefit with the partner; those who are the partner's own customers earn points there, too.

    The partner pays back its share of the benefit's cost and a price for each point, settled month by month.  After the contract's last
    month both end; the points earned until then stay valid, at the company's own cost.
    """

    several, title = True, "Partner"
    group: ClassVar[str] = "partners"
    example: ClassVar[dict] = {"name": {"en": "Hotel", "zh": "酒店"}, "per": "year", "unit_cost": 40.0, "uptake": 0.1, "perceived_value": 60.0,
                               "customers": 0.1, "events_per_month": 1.0, "points_per_event": 50, "price_per_point": 0.01}
    name: Text = term(title="Partner")
    from_month: int = term(1, title="Contract from month", unit="month", ge=1, le=MAX_MONTHS)
    to_month: int = term(0, title="Contract to month", unit="month", ge=0, le=MAX_MONTHS, help="The last month of the contract. 0: no end.")
    from_tier: int = term(1, title="Benefit from tier", unit="tier", ge=1, le=MAX_TIERS, help="1 is the first tier: everybody.")
    per: Literal["order", "month", "year"] = term("order", title="Benefit counted", help="By order, or by active member and month or year.")
    unit_cost: float = term(0.0, title="Benefit, cost per use", unit="currency", ge=0, le=100_000)
    uptake: float = term(1.0, title="Benefit, uptake", unit="share", ge=0, le=1, help="Share of the orders, or of active members, that use it.")
    perceived_value: float = term(0.0, title="Benefit, value to the member", unit="currency per use", ge=0, le=100_000)
    funded_share: float = term(0.5, title="Benefit, paid by the partner", unit="share of cost", ge=0, le=1)
    customers: float = term(0.0, title="Members who buy at the partner", unit="share of members", ge=0, le=1)
    events_per_month: float = term(1.0, title="Their purchases there", unit="a month", ge=0, le=10, help="Mean; a Poisson number each month.")
    points_per_event: int = term(0, title="Points for each", unit="points", ge=0, le=10_000)
    price_per_point: float = term(0.0, title="Partner pays for a point", unit="currency", ge=0, le=1_000, step=0.001)

    def faults(self, program):
        out, held = [], [m.terms for m in program.mechanics if isinstance(m.terms, Partner)]
        if self.to_month and self.to_month < self.from_month:
            wrong = said("month {to} lies before month {first}, the contract's first; give 0 for no end", to=self.to_month, first=self.from_month)
            out.append(Fault("to_month", wrong))
        if self.from_tier > len(program.tier_names):
            out += [Fault("from_tier", said("the benefit starts at tier {n}; there are {of}", n=self.from_tier, of=len(program.tier_names)))]
        if len(held) > PARTNERS and self is held[-1]:
            out += [Fault("name", said("{name} is partner number {n}; a program holds at most {most}", name=self.name, n=len(held), most=PARTNERS))]
        return out

    def under_contract(self, month: int) -> bool:
        return self.from_month <= month <= (self.to_month or MAX_MONTHS)

    def fill(self, card, label):
        k, minor = len(card.partner_labels), card.market.minor_per_unit
        card.partner_labels.append(label)
        card.partner_luck[k], card.partner_share[k] = zlib.crc32(label.encode()) % LUCK, self.customers
        card.partners, card.partner_points[k] = k + 1, self.points_per_event
        worth = self.perceived_value * self.uptake * minor / (YEAR if self.per == "year" else 1)
        entitled = np.where(np.arange(MAX_TIERS) >= self.from_tier - 1, worth, 0.0)
        name = "partner_per_order" if self.per == "order" else "partner_per_month"
        card.partner_contracts.append((self, k, name, entitled))
        if k == 0:
            card.monthly.append(lambda month: in_month(card, month))

    def postings(self, month, label):
        if not self.under_contract(month.month):
            return
        uses, name = month.purchases if self.per == "order" else month.active, self.name
        entitled = np.where(np.arange(len(uses)) >= self.from_tier - 1, uses, 0)
        cost = cost_by_tier(month.card.market.minor(self.unit_cost), self.uptake, entitled, YEAR if self.per == "year" else 1)
        points = month.partner[:, month.card.partner_labels.index(label), PARTNER_POINTS]
        due = exact_part(int(points.sum()) * month.card.market.minor_per_unit, self.price_per_point)
        yield Posting(label, "benefit_cost", said(BENEFIT, name=name), cost)
        yield Posting(label, "benefit_cost", said(BACK, name=name), allocate(-exact_part(sum(cost), self.funded_share), cost))
        yield Posting(label, "reward_cost", said(POINTS_DUE, name=name), allocate(-due, points))


def in_month(card, month: int) -> dict:
    """What the partners under contract give in a month, under the record's names."""
    out = {"partner_mean": np.zeros(PARTNERS), "partner_per_order": np.zeros(MAX_TIERS), "partner_per_month": np.zeros(MAX_TIERS)}
    for terms, k, name, worth in card.partner_contracts:
        if terms.under_contract(month):
            out["partner_mean"][k] = terms.events_per_month
            out[name] += worth
    return out
