"""What the page of assumptions computes, kept by content; a figure that cannot be had gives a sentence instead."""
from __future__ import annotations

import pandas as pd

from pages.common import results
from simulation import sensitivity
from simulation.experiments import Driver, Study
from simulation.inputs import ScenarioError
from simulation.scenario import Scenario
from simulation.sensitivity import BASE, FIRST, TRAJECTORIES


def worked_out(scenario: Scenario) -> tuple[Study, list[Driver], pd.DataFrame] | None:
    """The study, what the net value hangs on, and where it turns, for the first of these; None while one of them is not there."""
    study = results.result(scenario)
    found = results.result_drivers(scenario) if study is not None else None
    flips = result_flips(scenario, tuple(d.assumption for d in found if d.swing > 0)[:FIRST]) if found is not None else None
    return None if flips is None else (study, found, flips)


def result_flips(scenario: Scenario, names: tuple[str, ...]) -> pd.DataFrame | None:
    """Where the net value changes its sign; None after the visitor stopped it."""
    return results.computed(("flips", scenario.digest(), *names), lambda progress: sensitivity.flips(scenario, names, progress=progress), True)


def result_morris(scenario: Scenario, metric: str, names: tuple[str, ...]) -> pd.DataFrame | str | None:
    """Elementary effects on a metric, or why there are none; None after the visitor stopped it."""
    key = ("morris", scenario.digest(), metric, TRAJECTORIES, *names)
    return results.computed(key, _said(lambda progress: sensitivity.morris(scenario, metric, None, names, TRAJECTORIES, progress)))


def result_sobol(scenario: Scenario, metric: str, names: tuple[str, ...]) -> pd.DataFrame | str | None:
    """Sobol's indices, or why there are none; None after the visitor stopped it."""
    key = ("sobol", scenario.digest(), metric, BASE, *names)
    return results.computed(key, _said(lambda progress: sensitivity.sobol(scenario, metric, None, names, BASE, progress)))


def _said(compute):
    def wrapped(progress):
        try:
            return compute(progress)
        except ScenarioError as e:
            return e.args[0]

    return wrapped
