"""A tier by invitation: nobody climbs into it, and it is held as long as the invitation runs.  Who is invited: simulation/invitations.py."""
from __future__ import annotations

from simulation.rules.standing import floor_of, under
from simulation.rules.tiers import climb_to, drop_to, supports


def honour_invitation(s, card, tally):
    """At a month's opening: who is invited takes the tier; when the invitation has ended, the tier that the window supports."""
    if s.invited_to >= card.month:
        if s.tier < card.invited_tier:
            climb_to(s, card.invited_tier, card, tally)
    elif s.tier == card.invited_tier:
        lower = under(s.tier, card)
        while lower > 0 and not supports(s, lower, card):
            lower = under(lower, card)
        drop_to(s, max(lower, floor_of(s, card)), card.first_day, card, tally)
