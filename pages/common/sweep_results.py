"""Sweeps by content, so that another outcome, or a point that was taken, costs no run."""
from __future__ import annotations

import hashlib

from pages.common import results
from simulation.scenario import Scenario
from simulation.sweep import Axis, Sweep, base, sweep


def grid(scenario: Scenario, axes: tuple[Axis, ...], replications: int) -> tuple:
    """Names the runs of a sweep: the same for whatever point of the grid the scenario stands at."""
    return "sweep", base(scenario, axes).digest(), hashlib.sha256(repr(axes).encode()).hexdigest()[:12], replications


def result_sweep(scenario: Scenario, axes: tuple[Axis, ...], replications: int) -> Sweep | None:
    """The sweep as seen from the scenario; None while there is none."""

    def compute(progress):
        return sweep(scenario, axes, replications=replications, progress=progress)

    found = results.computed(grid(scenario, axes, replications), compute)
    return found and found.seen_from(scenario)
