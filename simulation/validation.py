"""The simulation against closed forms and published figures that need many members or runs: python -m simulation validate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulation.validations import behaviour, cards, comparing, groups, purchasing
from simulation.validations.base import Validation, heard, other_luck
from simulation.words import N_

SUBJECTS = {
    N_("Members without a program"): purchasing.ROWS,
    N_("What points and tiers change"): behaviour.ROWS,
    N_("Goal gradient on a stamp card"): cards.ROWS,
    N_("Paid plans, demotion, referrals"): groups.ROWS,
    N_("Comparisons and their ranges"): comparing.ROWS,
}
VALIDATIONS: list[Validation] = [row for rows in SUBJECTS.values() for row in rows]
Results = list[tuple[Validation, float, bool]]
Ranges = dict[str, tuple[float, float]]


def run(progress: Callable[[str], None] | None = None, steps: Callable[[int, int], None] | None = None) -> Results:
    """Every validation with the figure reached and whether it lies where it should.

    steps: hears (done, of) before each and some times a second where one is made of many runs; what it raises ends the work.
    """
    out, tell = [], steps or (lambda done, of: None)
    for k, validation in enumerate(VALIDATIONS):
        tell(k, len(VALIDATIONS))
        with heard(lambda k=k: tell(k, len(VALIDATIONS))):
            value = validation.figure()
        out.append((validation, value, validation.holds(value)))
        if progress:
            progress(f"{validation.name}: {validation.shown(value)}")
    return out


def ranges(results: Results, seeds: int, progress: Callable[[str], None] | None = None) -> Ranges:
    """Lowest and highest figure over the scenario's own seed and the `seeds` after it, of the validations that are made of one run."""
    found = {v.name: [value] for v, value, _ in results if not v.made_of}
    for shift in range(1, seeds + 1):
        with other_luck(shift):
            for v, _value, _good in results:
                if v.name in found:
                    found[v.name].append(v.figure())
        if progress:
            progress(f"seed {shift} of {seeds} more")
    return {name: (min(values), max(values)) for name, values in found.items()}


def allowed(v: Validation) -> str:
    return f"{v.shown(v.low)} to {v.shown(v.high)}" if np.isfinite(v.high) else f"above {v.shown(v.low)}"


def report(results: Results, over: Ranges | None = None) -> str:
    """The results as a Markdown table; with ranges, these stand behind the figures."""
    lines = ["| what | published or exact | allowed | reached | |", "|---|---|---|---|---|"]
    for v, value, good in results:
        word = "good" if good else "MISSED" + (f": {v.known}" if v.known else "")
        span = " ({} to {})".format(*map(v.shown, over[v.name])) if over and v.name in over else ""
        lines.append(f"| {v.name.replace('|', '&#124;')} | {v.source} | {allowed(v)} | {v.shown(value)}{span} | {word} |")
    return "\n".join(lines)
