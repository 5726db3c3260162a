"""The words of any mechanic: `lines_of` picks those of its class, else says what the tally booked under its label."""
from __future__ import annotations

import functools
from collections.abc import Iterable

from simulation.explaining.moment import Moment
from simulation.explaining.words import LATER, PRICE, Line, Money
from simulation.mechanics import Mechanic
from simulation.naming import called
from simulation.words import N_, Said, said


@functools.singledispatch
def lines_of(terms: Mechanic, label: str, m: Moment) -> Iterable[Line]:
    """The lines of one mechanic for a purchase, each where it takes effect; one that does not act gives a line that says why.

    A mechanic registers its own with `lines_of.register`."""
    taken = m.cuts.get(label, 0)
    if taken:
        yield acts(terms, label, PRICE, said(N_("{money} off the price."), money=Money(taken)), money=-taken)
    else:
        yield rests(terms, label, LATER, said(N_("Does not act on an order.")))


def acts(terms: Mechanic, label: str, phase: str, *reasons: Said, money: int = 0, points: int = 0) -> Line:
    return Line(label, called(terms, label), phase, True, tuple(reasons), money, points)


def rests(terms: Mechanic, label: str, phase: str, *reasons: Said) -> Line:
    return Line(label, called(terms, label), phase, False, tuple(reasons))


def times(percent: int) -> str:
    """A multiple as terms write it: 150 is 1.5."""
    return f"{percent / 100:g}"
