"""Contacts that orders lead to at the service desks, and what waiting for an agent does to a member afterwards.

The queue is between months, where members meet: simulation/desks.py.
"""
from __future__ import annotations

import math

from simulation.luck import BASE_BASKET, BASE_CONTACT, EXTRA_CONTACT, i64, uniform
from simulation.records import CONTACTS, MAX_TIERS

LONGEST_SERVICE = 30_000      # minutes


def ask_for_service(s, day, tier, basket, n, card):
    """An order of this tier asks at every desk with the desk's chance, at its own minute of the desk's opening hours."""
    purpose = BASE_CONTACT if basket == BASE_BASKET else EXTRA_CONTACT
    for desk in range(card.desks):
        if uniform(s.key, purpose, n, 2 * desk) < card.contact_share[desk]:
            needed = 1 + i64(min(-math.log(uniform(s.key, purpose, n, 2 * desk + 1)) * card.contact_scale[desk], LONGEST_SERVICE - 1))
            come_to_desk(s, desk * MAX_TIERS + tier, i64((day - card.first_day) * card.open_minutes[desk]), needed)


def come_to_desk(s, place, minute, needed):
    """Takes down a contact; a member with all places taken needs so much longer at the last contact of the same desk."""
    k = s.contacts
    if k < CONTACTS:
        s.contact_place[k] = place
        s.contact_minute[k] = minute
        s.contact_service[k] = needed
        s.contacts = k + 1
        return
    while k > 0:
        k -= 1
        if s.contact_place[k] // MAX_TIERS == place // MAX_TIERS:
            s.contact_service[k] = min(s.contact_service[k] + needed, LONGEST_SERVICE)
            return


def hand_over(s, row, out, at):
    """Writes the month's contacts from line `at` on, as (row, place, minute, minutes), and forgets them; returns the next free line."""
    for k in range(s.contacts):
        out[at, 0] = row
        out[at, 1] = s.contact_place[k]
        out[at, 2] = s.contact_minute[k]
        out[at, 3] = s.contact_service[k]
        at += 1
    s.contacts = 0
    return at


def remember_wait(s, excess, card):
    """`excess`: the wait beyond the promise, in promises."""
    s.service_memory = (1.0 - card.wait_weight) * s.service_memory + card.wait_weight * excess


def weariness(s, card):
    """How many times likelier waits beyond the promise make it that the member leaves."""
    return math.exp(card.phi_wait * s.service_memory) if s.service_memory > 0.0 else 1.0
