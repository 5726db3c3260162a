"""What a story on screen is made of, kept by content; while new figures are computed, those before the change are there, and said to be."""
from __future__ import annotations

import dataclasses

import streamlit as st

from pages.common import results
from pages.common.compare_choice import Choice
from pages.common.compare_results import result_comparison, result_robustness
from pages.common.drivers_results import result_cases
from pages.common.liability_results import result_liability
from simulation.comparison import Comparison
from simulation.robustness import Robustness
from simulation.scenario import Scenario
from simulation.story.material import Compared, Material
from simulation.story.members import MemberYear, member_year

# step of the story -> the parts of its material that it needs besides the study, or the comparison
NEEDS = {"feel": ("members",), "cost": ("liability",), "risk": ("drivers", "cases"), "recommendation": ("drivers", "cases", "liability")}
NEEDS_OF_PAIRS = {"feel": ("members",), "risk": ("robustness",), "recommendation": ("robustness",)}
EVERY, EVERY_OF_PAIRS = ("members", "liability", "drivers", "cases"), ("robustness", "members")
KEPT = "_told"


def result_year(scenario: Scenario) -> MemberYear | None:
    """Typical members' last year; None while it is computed, or after the visitor stopped it."""
    runs = results.RUNS
    return results.computed(("member year", scenario.digest(), runs), lambda progress: member_year(scenario, runs, progress))


def material(scenario: Scenario, central: Scenario, source: str, wanted: tuple[str, ...]) -> tuple[Material | None, bool]:
    """What a scenario's story is made of, with the parts wanted; and whether it is that before the last change.

    central: the scenario in the central case, from which other cases are looked at.
    """
    study = results.result(scenario)
    study = study and results.told_of(scenario, study)
    compute = {"members": lambda: result_year(scenario), "liability": lambda: result_liability(scenario),
               "drivers": lambda: results.result_drivers(scenario), "cases": lambda: result_cases(central)}
    digest = f"{scenario.digest()}-{central.digest()}"       # the cases are made from the central one
    return _held(("scenario", source), digest, study and Material(study), compute, wanted)


def compared(choice: Choice, source: str, wanted: tuple[str, ...]) -> tuple[Compared | None, bool]:
    """The same of scenarios put together by pairing.aligned; `choice.replications` of each."""
    found: Comparison | None = result_comparison(choice.scenarios, choice.replications)
    digest = "-".join((*(s.digest() for s in (*choice.scenarios, *choice.central)), str(choice.replications)))
    if found is not None:
        found = dataclasses.replace(found, scenarios=tuple(choice.scenarios))     # the figures are shared, the words are not
    compute = {"robustness": lambda: _robustness(choice), "members": lambda: _years(choice)}
    return _held(("comparison", source), digest, found and Compared(found), compute, wanted)


def ready(key: tuple[str, str]) -> set[str]:
    """The parts that are there already of what was last told."""
    kept = st.session_state.get(KEPT, {}).get(key)
    return set() if kept is None else {f.name for f in dataclasses.fields(kept[1]) if getattr(kept[1], f.name) not in (None, ())}


def _robustness(choice: Choice) -> Robustness | None:
    return result_robustness(choice.central)


def _years(choice: Choice) -> tuple[MemberYear, ...] | None:
    """Of each scenario, on the same luck; one after the other."""
    seed, out = choice.scenarios[0].run.seed, []
    for scenario in choice.scenarios:
        year = result_year(scenario.with_run(seed=seed))
        if year is None:
            return None
        out.append(year)
    return tuple(out)


def _held(key: tuple[str, str], digest: str, base, compute: dict, wanted: tuple[str, ...]):
    """Takes the parts wanted one after the other.  While the base, or a part that was there before a change, is missing, what is kept stays."""
    told = st.session_state.setdefault(KEPT, {})
    before = told.get(key)
    same = before is not None and before[0] == digest
    if base is None:
        return (before[1], not same) if before else (None, False)
    held = dataclasses.replace(base, **{name: getattr(before[1], name) for name in compute}) if same else base
    for name in wanted:
        found = compute[name]()
        if found is None:
            return (held, False) if same or before is None else (before[1], True)
        held = dataclasses.replace(held, **{name: found})
    told[key] = (digest, held)
    return held, False


