"""Results of the page of a member's story."""
from __future__ import annotations

from pages.common.results import computed
from simulation.life import Pair, life
from simulation.life_picks import Cast, Cost, cast, costs
from simulation.personas import Persona, personas
from simulation.scenario import Scenario


def result_cast(scenario: Scenario) -> Cast | None:
    """The run by member, and who is of which kind; None while nothing is there."""
    return computed(("life_cast", scenario.digest()), lambda progress: cast(scenario, _of_100(progress)))


def result_life(scenario: Scenario, number: int, other: Scenario | None) -> Pair | None:
    """A member's life beside the same person's under another scenario, or with no program; None while nothing is there."""

    key = ("life", scenario.digest(), number, other.digest() if other else "")
    return computed(key, lambda progress: life(scenario, number, other, _of_100(progress)))


def result_costs(scenario: Scenario) -> Cost | None:
    """What the members of the scenario beside cost; None while nothing is there."""
    return computed(("life_costs", scenario.digest()), lambda progress: costs(scenario, _of_100(progress)))


def result_personas(found: Cast) -> list[Persona] | None:
    """Three personas of the run; None while nothing is there."""
    return computed(("life_personas", found.scenario.digest()), lambda progress: personas(found, _of_100(progress)))


def _of_100(progress):
    """What a job hears, from the share of a run that is done; a visitor who has stopped it is heard there, too."""
    return lambda share: progress(1 + int(99 * share), 100)
