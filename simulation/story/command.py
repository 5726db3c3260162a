"""The report command: a scenario, or scenarios side by side, as slides and briefs."""
from __future__ import annotations

import errno
import os
import pathlib

from simulation.cases import CENTRAL
from simulation.comparison import MOST_SCENARIOS
from simulation.executor import Progress
from simulation.inputs import Fault, ScenarioError
from simulation.pairing import aligned
from simulation.reporting.branding import MOST_BYTES, branding
from simulation.reporting.reports import endings, hindrance, report
from simulation.scenario import load_scenario
from simulation.story.builder import of_comparison, of_scenario
from simulation.story.content import Story
from simulation.story.material import About, gather, gather_comparison
from simulation.words import said


def run(options, progress: Progress | None) -> None:
    """What `python -m simulation report` does.  Raises ScenarioError.

    What would stop it is found before anything is computed; what only the story's own words tell, before anything is written.
    """
    formats, own = endings(options.format), branding(options.accent or "", _read(options.logo))
    for ending in formats:
        if fault := hindrance(ending, options.lang):
            raise fault
    _writable(options.out)
    story = told(options, progress)
    for ending in formats:
        if fault := hindrance(ending, options.lang, story):
            raise fault
    made = {options.out / f"{story.name}.{ending}": report(story, ending, own) for ending in formats}
    for path, data in made.items():
        try:
            options.out.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as e:
            raise _unwritable(path, e.strerror or str(e)) from e
        print(f"wrote {path}")


def _writable(folder: pathlib.Path) -> None:
    """Raises ScenarioError where a folder cannot be made or written to, before anything is computed."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir():
        raise _unwritable(there, os.strerror(errno.ENOTDIR))
    if not os.access(there, os.W_OK | os.X_OK):
        raise _unwritable(there, os.strerror(errno.EACCES))


def _unwritable(path: pathlib.Path, reason: str) -> ScenarioError:
    return ScenarioError([Fault("out", said("cannot be written: {file}: {reason}; give another folder", file=str(path), reason=reason))])


def told(options, progress: Progress | None) -> Story:
    """The story of the scenarios asked for."""
    if len(options.scenarios) > MOST_SCENARIOS:
        raise ScenarioError([Fault("scenarios", said("are {given}; give 1 to {most}", given=len(options.scenarios), most=MOST_SCENARIOS))])
    given = [load_scenario(s).with_run(members=options.members, months=options.months, seed=options.seed) for s in options.scenarios]
    abouts = [About(s.title.in_language(options.lang), case=CENTRAL) for s in given]
    if len(given) == 1:
        return of_scenario(gather(given[0], options.runs, progress=progress), abouts[0], options.lang)
    scenarios, _changed = aligned(given, [about.name for about in abouts])
    return of_comparison(gather_comparison(scenarios, runs=options.runs, progress=progress), abouts, options.lang)


def _read(logo: pathlib.Path | None) -> bytes:
    if logo is None:
        return b""
    try:
        with logo.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as e:
        raise ScenarioError([Fault("logo", said("cannot be read: {file}: {reason}", file=str(logo), reason=e.strerror or str(e)))]) from e
