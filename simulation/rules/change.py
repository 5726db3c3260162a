"""The first day of a new program for members of an old one.  What is carried over, and how: simulation/transition.py."""
from __future__ import annotations

from simulation.records import BY_POSITION, BY_WINDOW, ONE_TIER_DOWN
from simulation.rules.effects import utility_of
from simulation.rules.plan import hold_plan
from simulation.rules.standing import under
from simulation.rules.tiers import climb_to, drop_to, supported_tier


def enter_program(s, placed, card, tally):
    """`placed`: how far the window decides on the tier; a tier that is lost feels like one, by what it was worth the day before."""
    if placed != BY_POSITION:
        place_anew(s, placed, card, tally)
    s.utility = utility_of(s, s.tier, card)
    if s.plan > 0:
        hold_plan(s, s.plan - 1, card)


def place_anew(s, placed, card, tally):
    """Up as far as the window supports it; down as far, one tier, or not at all."""
    best = supported_tier(s, card)
    if best > s.tier:
        climb_to(s, best, card, tally)
    elif placed == BY_WINDOW:
        drop_to(s, best, card.first_day, card, tally)
    elif placed == ONE_TIER_DOWN and best < s.tier:
        drop_to(s, max(best, under(s.tier, card)), card.first_day, card, tally)
