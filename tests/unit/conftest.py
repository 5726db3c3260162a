"""Data that several files of unit tests read."""
import importlib.metadata

import pytest

from simulation.life_picks import cast
from simulation.scenario import load_scenario


@pytest.fixture(scope="session")
def cdnow_file():
    """The CDNOW sample inside the package lifetimes, found by path: its modules need libraries that are not wanted here."""
    try:
        path = importlib.metadata.distribution("lifetimes").locate_file("lifetimes/datasets/CDNOW_sample.txt")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("NOT TESTED against the published figures: no CDNOW data; pip install --no-deps lifetimes==0.11.3")
    return str(path)


@pytest.fixture(scope="session")
def whole():
    """The members of the handbook's own program, with and without it."""
    return cast(load_scenario("handbook_whole").with_run(members=600))
