"""Where a member stands on the ladder of tiers: one metric, or several joined by all or any."""
from __future__ import annotations

from simulation.records import WINDOW, YEAR


# ======== the ladder ====================================================================================================
def above(tier, card):
    """The next tier that amounts lead to; an invited tier is passed over."""
    return tier + 2 if card.invited_tier > 0 and tier + 1 == card.invited_tier else tier + 1


def under(tier, card):
    return tier - 2 if card.invited_tier > 0 and tier - 1 == card.invited_tier else tier - 1


def eased_in(month, card):
    """1 in months of the year in which the thresholds are eased; `month` is a month of the run."""
    if card.easing_calendar == 0:
        return 0
    return (card.easing_calendar >> ((card.year_month - 1 + month - card.month) % YEAR)) & 1


def bar(m, tier, eased, card):
    """The threshold of a metric, eased or full."""
    full = card.threshold[m, tier]
    return full - full * card.easing // 10_000 if eased else full


def floor_of(s, card):
    """The lowest tier the member may fall to: granted for ever, won by lifetime sales, or by an invitation that still runs."""
    lowest = s.floor
    if card.lifetime_levels > 0:
        for t in range(lowest + 1, card.tiers):
            if 0 < card.lifetime[t] <= s.sales:
                lowest = t
    if card.invited_tier > 0 and s.invited_to >= card.month:
        lowest = max(lowest, card.invited_tier)
    return lowest


# ======== what is reached ===============================================================================================
def reaches(s, tier, card):
    """Whether the window's amounts reach a tier this month."""
    return stands(s.qualifying, tier, eased_in(card.month, card), card)


def stands(amounts, tier, eased, card):
    for m in range(card.metrics):
        if (amounts[m] >= bar(m, tier, eased, card)) != card.all_metrics:
            return not card.all_metrics
    return card.all_metrics == 1


def lasts(s, tier, month, card):
    """Whether what is in the window today still reaches the tier at a later month's end, if nothing is added."""
    eased = eased_in(month, card)
    for m in range(card.metrics):
        if (staying(s, m, month, card) >= bar(m, tier, eased, card)) != card.all_metrics:
            return not card.all_metrics
    return card.all_metrics == 1


def staying(s, m, month, card):
    """What of the window's amount still counts at a later month's end."""
    amount = s.qualifying[m]
    for k in range(card.month + 1, month + 1):
        amount -= s.window[m, k % WINDOW]
    return amount


# ======== how far along =================================================================================================
def along(s, card):
    """How far along the band of the tier to the next one, below 0 or above 1 included; with several metrics the one that decides."""
    t, found, eased = s.tier, 0.0, eased_in(card.month, card)
    for m in range(card.metrics):
        low, high = bar(m, t, eased, card), bar(m, above(t, card), eased, card)
        x = (s.qualifying[m] - low) / max(1, high - low)       # eased thresholds of few orders may meet
        if m == 0 or (x < found) == card.all_metrics:
            found = x
    return found


def way_to_keep(s, card):
    """How far along the band below the tier's own threshold, by what will count at the review that the member was reminded of."""
    t, found, eased = s.tier, 0.0, eased_in(s.due, card)
    for m in range(card.metrics):
        low, high = bar(m, under(t, card), eased, card), bar(m, t, eased, card)
        x = (staying(s, m, s.due, card) - low) / max(1, high - low)
        if m == 0 or (x < found) == card.all_metrics:
            found = x
    return found
