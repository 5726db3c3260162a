"""Once per server: the heavy imports, out of the garbage collector's way, and the engine compiled before the first click."""

import gc
import threading

from simulation import executor
from simulation.compiled import kept
from simulation.reporting import charts
from simulation.simulate import warm_up

charts.lines([0, 1], [charts.Series("", "program", [0, 1])], unit="count")  # fills Plotly's lazy imports
gc.collect()
gc.freeze()  # else each script run of each user collects these modules anew: 2.6 s a click at 30 users

COMPILED = kept()  # before the engine is: from then on a part of it is always there


def _warm() -> None:
    warm_up()
    executor.start()


def compiling() -> bool:
    """Whether a first run waits for the engine to be compiled."""
    return not COMPILED and WARMING.is_alive()


WARMING = threading.Thread(target=_warm, daemon=True, name="warm-up")
WARMING.start()
