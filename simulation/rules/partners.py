"""Points that members earn at the program's partners."""
from __future__ import annotations

from simulation.ledger import earn
from simulation.luck import PARTNER_CUSTOMER, PARTNER_EVENTS, poisson, uniform
from simulation.records import PARTNER_POINTS, PARTNER_VISITS

MONTHS_APART = 64     # of two partners' draws; above the longest run


def partner_month(s, card, tally):
    """A month's visits to each partner, at its end; who has left for good makes none.  Luck goes by the partner's label, not its place."""
    if not s.alive:
        return
    for k in range(card.partners):
        luck = card.partner_luck[k]
        if card.partner_mean[k] > 0.0 and uniform(s.key, PARTNER_CUSTOMER, luck, 0) < card.partner_share[k]:
            visits = poisson(s.key, PARTNER_EVENTS, luck * MONTHS_APART + card.month, 0, card.partner_mean[k])
            tally.partner[s.tier, k, PARTNER_VISITS] += visits
            tally.partner[s.tier, k, PARTNER_POINTS] += visits * card.partner_points[k]
            earn(s, visits * card.partner_points[k], card, tally)
