"""When points are lost."""
from __future__ import annotations

from simulation.records import EXPIRY_AFTER_EARNING, EXPIRY_FIXED_DATE, EXPIRY_INACTIVITY, NO_VINTAGE


def last_expiring(s, card):
    """The newest vintage whose points are lost at this month's end."""
    if card.never_from_tier > 0 and s.tier + 1 >= card.never_from_tier:
        return NO_VINTAGE
    if card.expiry == EXPIRY_AFTER_EARNING:
        return card.month - card.expiry_months
    if card.expiry == EXPIRY_INACTIVITY and (s.bought & ((1 << card.expiry_months) - 1)) == 0:
        return card.month
    if card.expiry == EXPIRY_FIXED_DATE and card.year_month == card.expiry_months:
        return card.month - card.year_month
    return NO_VINTAGE
