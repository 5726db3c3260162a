"""Sweeps by content, so that another outcome, or a point that was taken, costs no run."""
from __future__ import annotations

import hashlib
import math
import time

from pages.common import results
from simulation.scenario import Scenario
from simulation.sweep import Axis, Sweep, base, sweep

SPEED = 12_000_000      # member-months a second, about, of a program of one mechanic; more mechanics take longer
_seen: dict[str, float] = {}      # scenario -> the same, as the last sweep of it ran


def work(scenario: Scenario, axes: tuple[Axis, ...], replications: int) -> int:
    """Member-months of a sweep."""
    return math.prod(len(a.values) for a in axes) * replications * scenario.run.members * scenario.run.months


def seconds(scenario: Scenario, axes: tuple[Axis, ...], replications: int) -> float:
    """How long the runs take, about."""
    return work(scenario, axes, replications) / _seen.get(scenario.name, SPEED / max(1, len(scenario.program.mechanics)))


def grid(scenario: Scenario, axes: tuple[Axis, ...], replications: int) -> tuple:
    """Names the runs of a sweep: the same for whatever point of the grid the scenario stands at."""
    return "sweep", base(scenario, axes).digest(), hashlib.sha256(repr(axes).encode()).hexdigest()[:12], replications


def result_sweep(scenario: Scenario, axes: tuple[Axis, ...], replications: int) -> Sweep | None:
    """The sweep as seen from the scenario; None while there is none."""

    def compute(progress):
        start = time.monotonic()
        found = sweep(scenario, axes, replications=replications, progress=progress)
        _seen[scenario.name] = work(scenario, axes, replications) / max(0.01, time.monotonic() - start)
        return found

    found = results.computed(grid(scenario, axes, replications), compute)
    return found and found.seen_from(scenario)
