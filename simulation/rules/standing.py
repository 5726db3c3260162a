"""Where a member stands on the ladder of tiers: one metric, or several joined by all or any."""
from __future__ import annotations


def reaches(s, tier, card):
    """Whether the window's amounts reach a tier."""
    return stands(s.qualifying, tier, card)


def stands(amounts, tier, card):
    for m in range(card.metrics):
        if (amounts[m] >= card.threshold[m, tier]) != card.all_metrics:
            return not card.all_metrics
    return card.all_metrics == 1


def along(s, card):
    """How far along the band of the tier to the next one, below 0 or above 1 included; with several metrics the one that decides."""
    t, found = s.tier, 0.0
    for m in range(card.metrics):
        low, high = card.threshold[m, t], card.threshold[m, t + 1]
        x = (s.qualifying[m] - low) / (high - low)
        if m == 0 or (x < found) == card.all_metrics:
            found = x
    return found
