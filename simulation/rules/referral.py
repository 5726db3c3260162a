"""Word of mouth: members bring in others, on their own and for the program's reward (Schmitt, Skiera and Van den Bulte 2011)."""
from __future__ import annotations

import math

from simulation.ledger import earn
from simulation.luck import ORGANIC, REFERRAL, few
from simulation.records import ORGANIC_RECRUITS, RECRUITS, YEAR


def refer(s, card, tally):
    """At a month's end: how many a member brings in, who join in the next month.  Those for a reward stop at the year's cap."""
    s.organic, s.recruits = 0, 0
    if card.year_month == 1:
        s.recruits_this_year = 0
    if not s.alive:
        return
    if card.organic_referrals > 0.0:
        s.organic = few(s.key, ORGANIC, card.month, card.organic_referrals / YEAR)
        tally.count[s.tier, ORGANIC_RECRUITS] += s.organic
    if s.enrolled and card.recruits_a_year > 0.0:
        s.recruits = min(few(s.key, REFERRAL, card.month, card.recruits_a_year / YEAR), card.recruits_cap - s.recruits_this_year)
        if s.recruits > 0:
            s.recruits_this_year += s.recruits
            s.thanked_until = card.month + YEAR
            tally.count[s.tier, RECRUITS] += s.recruits
            earn(s, s.recruits * card.referral_points, card, tally)


def thanked(s, card):
    """What a referral takes off the referrer's own log-dropout for a year."""
    return math.log(card.referrer_dropout) if s.thanked_until >= card.month else 0.0


def brought_in(s, day, card):
    """How much larger a recruit's basket is; the gap closes over the weeks."""
    return 1.0 + card.referred_basket * max(0.0, 1.0 - (day - s.joined_on) / (7.0 * card.referred_weeks))
