"""The simulation against closed forms and published figures that need many members or runs: python -m simulation validate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulation.validations import behaviour, cards, comparing, groups, purchasing
from simulation.validations.base import Validation

VALIDATIONS: list[Validation] = [*purchasing.ROWS, *behaviour.ROWS, *cards.ROWS, *groups.ROWS, *comparing.ROWS]


def run(progress: Callable[[str], None] | None = None) -> list[tuple[Validation, float, bool]]:
    """Every validation with the figure reached and whether it lies where it should."""
    out = []
    for validation in VALIDATIONS:
        value = validation.figure()
        out.append((validation, value, validation.holds(value)))
        if progress:
            progress(f"{validation.name}: {validation.shown(value)}")
    return out


def allowed(v: Validation) -> str:
    return f"{v.shown(v.low)} to {v.shown(v.high)}" if np.isfinite(v.high) else f"above {v.shown(v.low)}"


def report(results: list[tuple[Validation, float, bool]]) -> str:
    """The results as a Markdown table."""
    lines = ["| what | published or exact | allowed | reached | |", "|---|---|---|---|---|"]
    for v, value, good in results:
        word = "good" if good else "MISSED" + (f": {v.known}" if v.known else "")
        lines.append(f"| {v.name.replace('|', '&#124;')} | {v.source} | {allowed(v)} | {v.shown(value)} | {word} |")
    return "\n".join(lines)
