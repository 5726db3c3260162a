"""The validation figures that were reached when they were last run: docs/validation.json, which `make validate` writes with the page's table."""

from __future__ import annotations

import ast
import dataclasses
import datetime
import functools
import hashlib
import json
import pathlib
import re

from simulation import validation
from simulation.scenario import FOLDER
from simulation.validation import SUBJECTS, Ranges, Results, report
from simulation.validations.base import Validation

DOCS = FOLDER.parent / "docs"
FILE, PAGE = DOCS / "validation.json", DOCS / "validation.md"
CODE = pathlib.Path(__file__).resolve().parents[1]
SEEDS = 5       # further seeds that the ranges are taken over
TABLE = re.compile(r"^\| what \|.*?\n(?=\n)", re.S | re.M)


@dataclasses.dataclass(frozen=True)
class Reached:
    """A figure, and over several seeds its lowest and highest; None where it is made of many runs anyway."""

    name: str
    value: float
    low: float | None
    high: float | None
    holds: bool


@dataclasses.dataclass(frozen=True)
class Evidence:
    """When the validations were run, with which version of the simulation, over how many seeds, and what they gave, by name."""

    ran_on: str
    rules: str
    seeds: int
    reached: dict[str, Reached]

    def by_subject(self) -> dict[str, list[tuple[Validation, Reached]]]:
        """The validations that have a figure; a new one has none before the next run."""
        return {subject: [(v, self.reached[v.name]) for v in rows if v.name in self.reached] for subject, rows in SUBJECTS.items()}

    def as_results(self) -> tuple[Results, Ranges]:
        """What the runs gave, as simulation.validation.report takes it."""
        rows = [(v, found) for held in self.by_subject().values() for v, found in held]
        return [(v, r.value, r.holds) for v, r in rows], {v.name: (r.low, r.high) for v, r in rows if r.low is not None}

    @property
    def n_holding(self) -> int:
        return sum(found.holds for found in self.reached.values())


def rests_on() -> list[pathlib.Path]:
    """Every file that a figure may hang on: what the validations import, what that imports in turn, and the shipped scenarios and markets."""
    found, waiting = set(), {validation.__name__}
    while waiting:
        place = CODE.joinpath(*waiting.pop().split("."))
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if file.exists() and file not in found:
                found.add(file)
                waiting |= imported(file.read_text("utf-8"))
    return sorted(found) + sorted(FOLDER.rglob("*.yaml"))


def imported(text: str) -> set[str]:
    """Names of this package that a module's text imports, wherever it does; those that are no modules are names of their contents."""
    out = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            out |= {node.module, *(f"{node.module}.{held.name}" for held in node.names)}
        elif isinstance(node, ast.Import):
            out |= {held.name for held in node.names}
    return {name for name in out if name.partition(".")[0] == __package__}


def version_of(files: list[pathlib.Path]) -> str:
    """Names the texts; how their lines end does not matter."""
    return hashlib.sha256("\0".join(file.read_text("utf-8") for file in files).encode()).hexdigest()[:12]


@functools.cache
def rules_version() -> str:
    """Names the simulation as this process runs it, and the numbers of the shipped scenarios and markets."""
    return version_of(rests_on())


def gathered(results: Results, over: Ranges, seeds: int, today: datetime.date) -> Evidence:
    rows = {v.name: Reached(v.name, value, *over.get(v.name, (None, None)), good) for v, value, good in results}
    return Evidence(today.isoformat(), rules_version(), seeds, rows)


def read(file: pathlib.Path = FILE) -> Evidence | None:
    """None where there is no such file, as where Tierlab was installed without its documents."""
    if not file.exists():
        return None
    document = json.loads(file.read_text("utf-8"))
    return Evidence(**document | {"reached": {row["name"]: Reached(**row) for row in document["reached"]}})


def write(found: Evidence, file: pathlib.Path = FILE, page: pathlib.Path = PAGE) -> None:
    """The file, and the table of the page from the same figures."""
    document = dataclasses.asdict(found) | {"reached": [dataclasses.asdict(row) for row in found.reached.values()]}
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    text = page.read_text("utf-8")
    table = report(*found.as_results())
    page.write_text(TABLE.sub(lambda _: table + "\n", text, count=1), "utf-8")
