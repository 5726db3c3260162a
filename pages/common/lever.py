"""A what-if lever: one number of the program or the market that can be moved while presenting."""
from __future__ import annotations

import dataclasses
import math

import streamlit as st

from pages.common import address, sweep_words
from pages.common.session import Draft, whole_program
from pages.common.text import _, fault_text, language
from simulation.inputs import ScenarioError
from simulation.scenario import Scenario
from simulation.sweepable import MARKET, Term, default_path, sweepable, with_values

FIRST = "program.tiers.levels[1].threshold"     # the first tier above the ordinary one
STEPS = 10                                      # a step is about so small a part of the saved value


@dataclasses.dataclass(frozen=True)
class Lever:
    """term: as the draft has it; saved: its value in the saved scenario, None where it is not there; step: of one push."""

    term: Term
    saved: float | None
    step: float


def levers(scenario: Scenario) -> list[Term]:
    """What can be moved: every number of the program, and those of the market that are uncertain."""
    uncertain = {f"{MARKET}.{name}" for name in scenario.market.uncertain()}
    return [t for t in sweepable(scenario, language()) if t.of_program or t.path in uncertain]


def chosen(held: Draft) -> Lever | None:
    """The lever in hand: what the visitor chose, else the link's, else the first tier's threshold; None without any number."""
    terms = {t.path: t for t in levers(held.good)}
    if not terms:
        return None
    first = FIRST if FIRST in terms else default_path(held.good, list(terms.values()))
    address.read("lever", list(terms), first)
    path = st.session_state["lever"]
    address.write("lever", path, first)
    was = {t.path: t.value for t in levers(held.saved)}.get(path)
    return Lever(terms[path], was, step(terms[path], terms[path].value if was is None else was))


def step(term: Term, value: float) -> float:
    """A round number, about a tenth of the saved value; never finer than the term's own step where it is whole."""
    span = (term.end - term.start) or 1.0
    rough = abs(value) / STEPS if value else span / STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    nice = max((f * power for f in (1, 2, 5) if f * power <= rough * 1.0001), default=power)
    return max(1.0, float(round(nice))) if term.whole else nice


def push(held: Draft, lever: Lever, up: int) -> None:
    """One step up or down, on the grid of its steps; what the program does not allow is said and changes nothing."""
    at = lever.term.value / lever.step
    to = (math.floor(at + 1e-9) + 1 if up > 0 else math.ceil(at - 1e-9) - 1) * lever.step
    put(held, lever.term, round(to, 10))


def put(held: Draft, term: Term, value: float) -> None:
    st.session_state.pop("lever_fault", None)
    try:
        if not term.allows(value):
            raise ScenarioError(_("{name} cannot be {value}.", name=sweep_words.short(term), value=sweep_words.value(term, value, held.good)))
        if term.of_program:
            held.edit(whole_program(with_values(held.good, {term.path: value})))
        else:
            name = term.path.removeprefix(f"{MARKET}.")
            number = getattr(held.good.market, name)
            held.edit_number(name, value=min(max(value, min(number.low, number.high)), max(number.low, number.high)))
        held.redraw()
    except ScenarioError as e:
        st.session_state["lever_fault"] = fault_text(e)


def back(held: Draft) -> None:
    """To the saved scenario; can be undone on the design page."""
    st.session_state.pop("lever_fault", None)
    held.reset()


def draw(held: Draft, lever: Lever) -> None:
    """The lever's name and value with its two buttons, and the way to another number."""
    term, scenario = lever.term, held.good
    st.button("−", key="lever_less", on_click=push, args=(held, lever, -1), shortcut="Down", help=_("Less"))
    label = _("{name}: {value}", name=sweep_words.short(term), value=sweep_words.value_and_unit(term, term.value, scenario))
    if lever.saved is not None and lever.saved != term.value:
        label = _("{name}: {value} (saved {saved})", name=sweep_words.short(term), value=sweep_words.value_and_unit(term, term.value, scenario),
                  saved=sweep_words.value_and_unit(term, lever.saved, scenario))
    with st.popover(label, key="lever_popover", help=_("Choose another number, or type a value")):
        settings(held, lever)
    st.button("+", key="lever_more", on_click=push, args=(held, lever, 1), shortcut="Up", help=_("More"))
    if held.edited:
        st.button(_("Back to saved"), key="lever_back", type="tertiary", on_click=back, args=(held,))


def settings(held: Draft, lever: Lever) -> None:
    """Which number, and its value typed."""
    names = sweep_words.names(levers(held.good))
    paths = list(names)
    st.selectbox(_("What-if lever"), paths, index=paths.index(lever.term.path), format_func=names.get, key="lever_choice", on_change=_choose)
    factor = 100 if lever.term.share else 1
    key = f"lever_value_{lever.term.path}_{held.widgets}_{held.numbers_drawn}"
    unit = sweep_words.unit(lever.term, held.good.market.symbol)
    st.number_input(_("Value, {unit}", unit=unit) if unit else _("Value"), value=float(lever.term.value * factor), step=float(lever.step * factor),
                    key=key, on_change=lambda: put(held, lever.term, st.session_state[key] / factor))


def _choose() -> None:
    st.session_state["lever"] = st.session_state["lever_choice"]


