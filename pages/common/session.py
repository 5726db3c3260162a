"""What a visitor is working on: the chosen scenario, the edits not saved yet, undo, and the last program that was good."""
from __future__ import annotations

import copy
import dataclasses
from typing import Any

import streamlit as st

from pages.common.kinds import by_tier
from simulation import assumptions as numbers
from simulation.cases import CENTRAL, in_case
from simulation.difference import Change, scenario_changes
from simulation.inputs import Fault, ScenarioError
from simulation.market import Market
from simulation.mechanics import REGISTRY
from simulation.program import word_of
from simulation.scenario import Scenario, load_scenario, names
from simulation.store import Store

DEFAULT = "handbook_four_tiers"
FIRST = ("handbook_whole", "points_only", "no_program")
SAVED = "saved-"
UNDO_STEPS = 100
FORM, TABLE = "d.", "numbers."  # how the keys of a draft's widgets begin


@dataclasses.dataclass
class Draft:
    """A scenario being edited.  `base` is what the widgets were drawn with; a new `revision_of_widgets` draws them anew.

    assumptions: the edits of the market's numbers, only what differs from the saved scenario's market.
    """

    source: str
    saved: Scenario
    name: str  # that it was saved under; a shipped scenario has its title, in the visitor's language
    revision: int
    program: dict[str, Any]
    good: Scenario
    base: dict[str, Any] = dataclasses.field(default_factory=dict)
    undo: list[tuple[dict[str, Any], dict[str, Any]]] = dataclasses.field(default_factory=list)
    faults: list[Fault] = dataclasses.field(default_factory=list)
    widgets: int = 0
    tiers_drawn: tuple[str, ...] | None = None  # names that choices of tiers were drawn with
    newest: str = ""  # label of the mechanic added last
    laps: int = 0  # how often these have changed
    assumptions: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    numbers_drawn: int = 0  # a new one draws the table of assumptions anew

    @property
    def saved_name(self) -> str:
        from pages.common.text import local
        return self.name or local(self.saved.title)

    @property
    def form_key(self) -> str:
        """How the keys of the form's widgets begin, until they are drawn anew."""
        return f"{FORM}{self.source}.{self.widgets}"

    @property
    def table_key(self) -> str:
        """The same of the table of assumptions."""
        return f"{TABLE}{self.source}.{self.numbers_drawn}"

    @property
    def edited(self) -> bool:
        return bool(self.assumptions) or self.program_edited

    @property
    def program_edited(self) -> bool:
        return self.program != whole_program(self.saved)

    def changes(self, language: str) -> list[Change]:
        return scenario_changes(self.saved, self.good, language)

    def edit(self, program: dict[str, Any], remember: bool = True, assumptions: dict[str, dict[str, Any]] | None = None) -> None:
        """Takes a program as the widgets give it, and edits of assumptions; what is faulty leaves the last good scenario in place."""
        new = self.assumptions if assumptions is None else {n: dict(x) for n, x in assumptions.items() if x}
        if program == self.program and new == self.assumptions:
            return
        if remember:
            self.undo = [*self.undo[-UNDO_STEPS + 1:], (self.program, self.assumptions)]
        self.numbers_drawn += new != self.assumptions
        self.program, self.assumptions = copy.deepcopy(program), new
        market, self.faults = self.saved.market, []
        try:
            market = numbers.edited_market(market, new)
        except ScenarioError as e:
            self.faults = e.faults
        try:
            made = self.saved.model_copy(update={"market": market}).with_program(program)
        except ScenarioError as e:
            self.faults = self.faults + e.faults
        self.good = self.good if self.faults else made

    def edit_number(self, name: str, **cells: Any) -> None:
        """An assumption's value, low, high or source as the table gives them."""
        before = getattr(self.saved.market, name)
        new = numbers.edited(before, self.assumptions.get(name) or numbers.as_edit(before), **cells)
        self.edit(self.program, assumptions=self.assumptions | {name: new})
        self.numbers_drawn += 1     # also where what was typed leaves the number as it was: the table still holds the typed cell

    def reset_number(self, name: str) -> None:
        """Back to the number of the market that the scenario names."""
        base, held = getattr(self.named_market, name), getattr(self.saved.market, name)
        self.edit(self.program, assumptions=self.assumptions | {name: None if base == held else numbers.as_edit(base)})

    @property
    def named_market(self) -> Market:
        """What changes of assumptions are held against: the market as it ships, else the saved one."""
        return self.saved.named_market or self.saved.market

    def redraw(self) -> None:
        """The widgets start again from the program as it is."""
        self.base, self.widgets = copy.deepcopy(self.program), self.widgets + 1

    def redraw_after_edit(self, program: dict[str, Any]) -> None:
        """For an edit that adds or removes widgets."""
        self.edit(program)
        self.redraw()
        st.rerun()

    def step_back(self) -> None:
        if self.undo:
            program, assumptions = self.undo.pop()
            self.edit(program, remember=False, assumptions=assumptions)
            self.redraw()

    def reset(self) -> None:
        self.edit(whole_program(self.saved), assumptions={})
        self.redraw()


def whole_program(scenario: Scenario) -> dict[str, Any]:
    """Every mechanic with every term."""
    out = {}
    for m in scenario.program.mechanics:
        word = word_of(m.terms)
        out[m.label] = ({"mechanic": word} if word != m.label else {}) | m.terms.model_dump(mode="json")
    return fitted(out)


def fitted(program: dict[str, Any]) -> dict[str, Any]:
    """The program with a number for each tier where a mechanic has one for all: forms have one for each."""
    tiers = len(program.get("tiers", {}).get("levels", [])) or 1
    out = {}
    for label, terms in program.items():
        fields = REGISTRY[terms.get("mechanic", label)].model_fields
        one = [name for name, field in fields.items() if by_tier(field) and len(terms.get(name) or []) == 1]
        out[label] = terms | {name: terms[name] * tiers for name in one}
    return out


@st.cache_resource
def store() -> Store:
    return Store()


def options() -> dict[str, str]:
    """Every scenario that can be chosen, and its name: shipped ones, then saved ones."""
    from pages.common.text import local
    first = [DEFAULT, *FIRST]  # what the handbook describes, then known programs, those of a kind beside each other
    out = {name: local(shipped(name).title) for name in [*first, *(n for n in names() if n not in first)]}
    return out | {SAVED + s.id: s.name for s in store().listed()}


@st.cache_resource
def shipped(name: str) -> Scenario:
    return load_scenario(name)


def draft() -> Draft:
    """The draft of the chosen scenario."""
    source = st.session_state.get("scenario") or DEFAULT
    held = st.session_state.setdefault("drafts", {})
    if source not in held:
        held[source] = open_draft(source)
    return held[source]


def open_draft(source: str) -> Draft:
    if source.startswith(SAVED):
        scenario, saved = store().load(source.removeprefix(SAVED))
        name, revision = saved.name, saved.revision
    else:
        scenario, revision, name = shipped(source), 0, ""
    program = whole_program(scenario)
    return Draft(source, scenario, name, revision, program, scenario, copy.deepcopy(program))


def take(source: str, scenario: Scenario, name: str, revision: int) -> None:
    """After saving: the draft's program is the saved one."""
    program = whole_program(scenario)
    st.session_state["drafts"][source] = Draft(source, scenario, name, revision, program, scenario, copy.deepcopy(program))


def sized(scenario: Scenario, case: str | None = None) -> Scenario:
    """The scenario at the number of members and in the case of assumptions that the visitor chose, or in another case.

    Where its terms do not go with the case, it stays as it is, and the sidebar says so.
    """
    members = st.session_state.get("members")
    scenario = scenario.with_run(members=members) if members else scenario
    try:
        return in_case(scenario, case or chosen_case())
    except ScenarioError:
        return scenario


def chosen_case() -> str:
    return st.session_state.get("case") or CENTRAL
