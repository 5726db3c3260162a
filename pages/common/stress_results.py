"""Shocked runs, kept by content: a shock whose terms stay is not run again because another one changed."""
from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

import numpy as np

from pages.common import results
from simulation.finance.shocks import Shock
from simulation.finance.stress import Stress, stress
from simulation.replications import SEEDS
from simulation.scenario import Scenario

KEPT = 400
_lock = threading.Lock()
_seen: OrderedDict[tuple, np.ndarray] = OrderedDict()      # (scenario, seeds, shock or "") -> [seed, figure, month]


def result_stress(scenario: Scenario, shocks: tuple[Shock, ...]) -> Stress | None:
    """None while it is computed, and after the visitor stopped it."""
    seeds = SEEDS
    keys = [(scenario.digest(), seeds, digest(shock)) for shock in shocks]

    def compute(progress):
        base = (scenario.digest(), seeds, "")
        with _lock:
            held = {key: _seen[key] for key in (base, *keys) if key in _seen}
            for key in held:
                _seen.move_to_end(key)
        missing = tuple(shock for shock, key in zip(shocks, keys, strict=True) if key not in held)
        if missing or base not in held:
            found = stress(scenario, missing, seeds, progress)
            own = {base: found.runs[:, 0].copy()}
            own |= {(scenario.digest(), seeds, digest(s)): found.runs[:, 1 + k].copy() for k, s in enumerate(missing)}
            held |= own
            with _lock:
                _seen.update(own)
                while len(_seen) > KEPT:
                    _seen.popitem(last=False)
        return Stress(scenario, shocks, np.stack([held[base], *(held[key] for key in keys)], axis=1))

    return results.computed(("stress", scenario.digest(), seeds, digest(*shocks)), compute)


def digest(*shocks: Shock) -> str:
    """Names what the shocks do, and their names and texts, which the result shows."""
    return hashlib.sha256("\n".join(shock.text() for shock in shocks).encode()).hexdigest()[:16]
