"""What stories are made from: results that other modules have computed, and what they were computed for."""
from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence

from simulation.cases import CENTRAL, Cases, compare_cases
from simulation.comparison import Comparison, compare
from simulation.executor import Progress
from simulation.experiments import RUNS, Driver, Study, drivers, study
from simulation.finance.reports import LiabilityReport, liability_report
from simulation.robustness import Robustness, robustness
from simulation.scenario import Scenario
from simulation.story.members import MemberYear, member_year

REPLICATIONS = 10


@dataclasses.dataclass(frozen=True)
class About:
    """Which scenario, as its reader calls it.  revision: 0 for one that ships with Tierlab; edited: with edits not saved.

    case: of assumptions, one of simulation.cases.CASES.
    """

    name: str
    revision: int = 0
    edited: bool = False
    case: str = CENTRAL
    date: datetime.date = dataclasses.field(default_factory=datetime.date.today)


@dataclasses.dataclass(frozen=True, eq=False)
class Material:
    """Of one scenario; what is None is left out of its story, which is whole without it."""

    study: Study
    members: MemberYear | None = None
    liability: LiabilityReport | None = None
    drivers: Sequence[Driver] | None = None
    cases: Cases | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class Compared:
    """Of scenarios side by side, the first the one that the others are held against; members: a year for each, or none."""

    comparison: Comparison
    robustness: Robustness | None = None
    members: Sequence[MemberYear] = ()


def gather(scenario: Scenario, runs: int = RUNS, seeds: int | None = None, progress: Progress | None = None) -> Material:
    """All of it, one after the other; `progress` hears of each part on its own.  seeds: of each case of assumptions."""
    return Material(
        study(scenario, runs, progress), member_year(scenario, runs, progress), liability_report(scenario, runs, progress),
        drivers(scenario, progress=progress), compare_cases(scenario, *([seeds] if seeds else []), progress=progress),
    )  # fmt: skip


def gather_comparison(scenarios: Sequence[Scenario], replications: int = REPLICATIONS, runs: int = RUNS,
                      progress: Progress | None = None) -> Compared:  # fmt: skip
    """The same of scenarios that simulation.pairing.aligned has put together."""
    held = list(scenarios)
    return Compared(compare(held, replications, progress=progress), robustness(held, runs, progress),
                    tuple(member_year(s.with_run(seed=held[0].run.seed), runs, progress) for s in held))
