"""Small examples of the model for the guide: each turns one thing and shows what the simulation's own functions make of it.

Nothing here holds a formula of the model; what it gives is what a run does.
"""
from __future__ import annotations

import functools

from simulation.scenario import Scenario, load_scenario

EXAMPLE = "handbook_four_tiers"
YEAR_DAYS, YEAR_WEEKS = 365.25, 365.25 / 7


@functools.cache
def shipped() -> Scenario:
    return load_scenario(EXAMPLE)


def example(**numbers: float) -> Scenario:
    """The shipped scenario that the lessons use, with other numbers of its market."""
    held = shipped()
    return held.with_market(held.market.with_values(**numbers)) if numbers else held
