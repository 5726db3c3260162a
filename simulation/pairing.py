"""What two scenarios must share to be paired, and how to put them together where they do not."""
from __future__ import annotations

import dataclasses

from simulation.inputs import Fault, ScenarioError
from simulation.opening import check_opening
from simulation.scenario import Scenario
from simulation.simulate import without_program
from simulation.words import N_, said

# What was changed in a scenario so that it can be held against the first one; {name} and {first} are filled in
CHANGED = {
    "market": N_("{name} is put into the market of {first}."),
    "run": N_("{name} runs with the members, months and first day of {first}."),
    "opening": N_("{name} opens with the members of {first}."),
    "no_opening": N_("{name} opens with new members, as {first} does; its own opening base is left out."),
    "desks": N_("{name} has other service desks than {first}, also without a program: its no-program arm is not the same."),
}


@dataclasses.dataclass(frozen=True)
class Changed:
    """What was changed in the scenario at this place; a word of CHANGED."""

    scenario: int
    what: str


def aligned(scenarios: list[Scenario], names: list[str] | None = None) -> tuple[list[Scenario], list[Changed]]:
    """The scenarios in the first one's market, run and opening base, and what that changed.

    Raises ScenarioError where a program does not fit the market or the opening base, with the remedy.
    """
    names, first, out, changed = names or [s.name for s in scenarios], scenarios[0], [], []
    for k, s in enumerate(scenarios):
        if s.market != first.market:
            changed.append(Changed(k, "market"))
            s = _in_market(s, first, names[k], names[0])
        if (s.run.members, s.run.months, s.run.start) != (first.run.members, first.run.months, first.run.start):
            changed.append(Changed(k, "run"))
        if s.opening != first.opening:
            changed.append(Changed(k, "opening" if first.opening else "no_opening"))
            _check_opening(s, first, names[k], names[0])
        if without_program(s.program) != without_program(first.program):
            changed.append(Changed(k, "desks"))
        out.append(s.model_copy(update={"run": first.run, "opening": first.opening, "market_name": first.market_name}))
    return out, changed


def _in_market(s: Scenario, first: Scenario, name: str, first_name: str) -> Scenario:
    try:
        return s.with_market(first.market)
    except ScenarioError as e:
        message = said("does not fit the market of {first}: {fault}; choose another first scenario, or change this term",
                       first=first_name, fault=e.faults[0].message)
        raise ScenarioError([Fault(f"{name}, {e.faults[0].field}", message)]) from None


def _check_opening(s: Scenario, first: Scenario, name: str, first_name: str) -> None:
    try:
        check_opening(first.opening, s.program, "")
    except ScenarioError as e:
        raise ScenarioError(said("the opening base of {first} does not fit {name}: {fault}. Put {name} first, give it as many tiers, or take "
                                 "the opening base out of {first}", first=first_name, name=name, fault=e.faults[0].told())) from None


def distinct(names: list[str]) -> list[str]:
    """The names, a number behind those that come again."""
    out: list[str] = []
    for name in names:
        n, given = 1, name
        while given in out:
            n += 1
            given = f"{name} ({n})"
        out.append(given)
    return out
