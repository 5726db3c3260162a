"""What every test of exactness asks: in which tables two runs differ."""
from __future__ import annotations

import numpy as np

from simulation.arm import FIELDS
from simulation.outcome import Outcome
from simulation.records import PER_MEMBER


def differences(a: Outcome, b: Outcome) -> list[str]:
    """Names of all tables of either arm in which the runs differ; none where they agree to the last integer."""
    return [f"{arm}.{name}" for arm in ("program", "no_program") for name in (*FIELDS, *PER_MEMBER)
            if not np.array_equal(getattr(getattr(a, arm), name), getattr(getattr(b, arm), name))]
