"""What a validation is, and a run of one arm that is looked at each month's end."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable

import numpy as np

from simulation import clock
from simulation.arm import ArmResult
from simulation.engine import Compiled
from simulation.population import population
from simulation.scenario import Scenario
from simulation.simulate import no_program_card, rate_card


@dataclasses.dataclass(frozen=True)
class Validation:
    """A published figure or a closed form: what is looked at, what it should be, and how to get it from the simulation."""

    name: str
    source: str
    low: float
    high: float
    figure: Callable[[], float]
    percent: bool = False
    known: str = ""  # why a figure is known to miss; it stays in the table as a miss

    def shown(self, value: float) -> str:
        return f"{value:.1%}" if self.percent else f"{value:.2f}"

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


class Looked(Compiled):
    """Shows its members' records at each month's end."""

    look: Callable[[int, np.ndarray], None]

    def book(self, month):
        super().book(month)
        self.look(month, self.rows)


def watch(scenario: Scenario, look: Callable[[int, np.ndarray], None], enrolled: bool = True) -> ArmResult:
    """Runs one arm; `look` gets (month, records of all members) at each month's end and must copy what it keeps."""
    people = population(scenario)
    card = rate_card(scenario) if enrolled else no_program_card(scenario)
    arm = Looked(people.rows, people.join_day, card, enrolled, os.cpu_count() or 1)
    arm.look, arm.careful = look, True
    clock.run(arm)
    return arm.finish()
