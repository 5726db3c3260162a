"""What a validation is, and a run of one arm that is looked at each month's end."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
import threading
from collections.abc import Callable, Iterator

import numpy as np

from simulation import clock
from simulation.arm import ArmResult
from simulation.engine import Compiled
from simulation.population import population
from simulation.scenario import Scenario, load_scenario
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
    made_of: str = ""  # the runs it is made of, where these are many and on seeds of their own; without them, one run on the scenario's seed

    def shown(self, value: float) -> str:
        text = f"{value:.1%}" if self.percent else f"{value:.2f}"
        return text if any(digit in text for digit in "123456789") else text.removeprefix("-")

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


class _Heard(threading.local):
    """A server may work the validations for two visitors: each thread hears its own."""

    steps: Callable[[], None] | None = None


_luck = {"shift": 0}
_heard = _Heard()
_kept: list = []


@contextlib.contextmanager
def heard(steps: Callable[[], None] | None) -> Iterator[None]:
    """Within it, `steps` is called some times a second while many runs are worked; what it raises ends them.

    Only of work that the calling thread asks for, as simulation.executor tells its progress there.
    """
    before, _heard.steps = _heard.steps, steps
    try:
        yield
    finally:
        _heard.steps = before


def tick(_done: int, _of: int) -> None:
    """The progress of many runs, for simulation.executor."""
    if _heard.steps:
        _heard.steps()


def kept(function: Callable) -> Callable:
    """A figure that several rows use, worked out once on the same luck."""
    _kept.append(functools.cache(function))
    return _kept[-1]


@contextlib.contextmanager
def other_luck(shift: int) -> Iterator[None]:
    """Within it, scenarios of `scenario_on_this_luck` run on a seed so many after their own.  One at a time in a process."""
    before, _luck["shift"] = _luck["shift"], shift
    try:
        for function in _kept:
            function.cache_clear()
        yield
    finally:
        _luck["shift"] = before
        for function in _kept:
            function.cache_clear()


def scenario_on_this_luck(name: str) -> Scenario:
    scenario = load_scenario(name)
    return scenario.with_run(seed=scenario.run.seed + _luck["shift"])


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
