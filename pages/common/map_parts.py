"""The parts of the program map's page, and the map under the form of Program design."""
from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.common import look, places, results
from pages.common.downloads import table_buttons
from pages.common.session import Draft, sized
from pages.common.shell import link
from pages.common.text import _, given, language, listed, local
from simulation import program_map
from simulation.difference import Change
from simulation.outcome import Outcome
from simulation.reporting import numbers
from simulation.reporting.diagram_charts import EDIT
from simulation.reporting.diagram_charts import diagram as drawn
from simulation.reporting.diagram_svg import svg
from simulation.scenario import Scenario
from simulation.story.content import Diagram

SHOWN = "_mapped"     # the run whose figures the visitor saw last, and the scenario it was chosen as


def nothing() -> None:
    look.answer(_("Program map"), _("There is **no program** to draw."), _("Nobody joins, earns, climbs or redeems."))
    look.empty(_("No program"), _("Choose another scenario at the left, or add a mechanic on the design page."), whole=True)
    link("design", _("Program design"))


def place():
    """Where the picture goes: above the line that says how far its run is."""
    return st.container()


def run_of(scenario: Scenario, source: str) -> tuple[Outcome | None, bool]:
    """A run of the scenario, or until it is there the one shown before it, and whether it is that one."""
    found = results.result(scenario).outcome if results.known(scenario) else results.result_outcome(scenario)
    if found is not None:
        st.session_state[SHOWN] = source, found
        return found, False
    before = st.session_state.get(SHOWN, ("", None))
    return (before[1], True) if before[0] == source else (None, False)


def was(held: Draft) -> dict[str, str]:
    """Place in the program -> what was there before the edits not saved yet."""
    return {change.field: _before(change, held) for change in held.changes(language()) if change.field.startswith("program.")}


def _before(change: Change, held: Draft) -> str:
    if change.before is None:
        return f"{EDIT} " + _("new")
    if change.after is None:
        return f"{EDIT} " + _("{what}: left out", what=change.place)
    value = places.term_shown(change, change.before, held.program)
    if change.title and change.place and "[" in change.field and not change.field.startswith("program.tiers.levels["):
        return f"{EDIT} " + _("{place}, {what}: was {value}", place=change.place, what=_(change.title), value=value)
    return f"{EDIT} " + _("{what}: was {value}", what=_(change.title) or change.place, value=value)


def answer(held: Draft, scenario: Scenario, outcome: Outcome | None, old: bool) -> None:
    bands = program_map.contents(scenario, language(), outcome)
    steps = [band.title for band in bands if band.key != "run"]
    kicker = _("{name} with edits not saved", name=held.saved_name) if held.edited else held.saved_name
    text = _("A member's way through the program has **{n} parts**: {parts}.", n=len(steps), parts=listed(steps))
    cost = sum(band.cost or 0 for band in bands)
    if not cost:
        look.answer(kicker, text)
        return
    most = max(bands, key=lambda band: band.cost or 0)
    said = _("It costs {cost} a year, most of it for “{part}”: {most}. These are figures of one run of {members} members.",
             cost=_money(scenario, cost), part=most.title, most=_money(scenario, most.cost), members=numbers.count(scenario.run.members))
    look.answer(kicker, text, _("The figures are grey until those of the edited program are there.") if old else said)


def picture(held: Draft, scenario: Scenario, outcome: Outcome | None, old: bool, key: str = "map") -> None:
    found = program_map.diagram(scenario, language(), outcome, was(held))
    look.show(drawn(found, stale=old), key, found.alt)
    look.note(legend(found, outcome))


def legend(found: Diagram, outcome: Outcome | None) -> str:
    if outcome is None:
        return _("Left: a member's way. Right: what a unit of it costs the company. {mark}: an edit.", mark=EDIT)
    return _("Left: a member's way, and what passes on it. Right: what it costs the company. Bold: one run's figures. {mark}: an edit.", mark=EDIT)


def left_out(held: Draft) -> None:
    gone = [change.place for change in held.changes(language()) if change.after is None and change.field.count(".") == 1]
    gone += _tiers_gone(held)
    if gone:
        look.note(_("{mark} Left out by an edit: {names}.", mark=EDIT, names=listed(map(given, gone))))


def _tiers_gone(held: Draft) -> list[str]:
    """By name: those after a tier that was taken out move up into its place."""
    before, after = ([local(name) for name in s.program.tier_names] for s in (held.saved, held.good))
    gone = [name for name in before if name not in after]
    return gone if held.good.program.get("tiers") and len(gone) == len(before) - len(after) else []      # else some have only been renamed


def links(scenario: Scenario) -> None:
    """A way from each part to the form."""
    with st.container(horizontal=True, gap="medium"):
        for band in program_map.contents(scenario, language()):
            link("design", _("Edit: {part}", part=band.title))


def table(held: Draft, scenario: Scenario, outcome: Outcome | None) -> None:
    """All of the map in words, nothing cut."""
    st.space("small")
    look.head(_("The map as a table"), _("every box with all its terms; costs in {currency}", currency=scenario.market.currency))
    header = [_("Box"), _("Part"), _("Terms"), _("A unit costs"), _("In a year")]
    rows = [[block.title, band.title, listed([*block.edits, *block.lines], ";"), listed(block.costs, ";"), listed(block.figures, ";")]
            for band in program_map.contents(scenario, language(), outcome, was(held)) for block in band.blocks]
    look.table(header, rows, left=range(1, 5), caption=_("The program map as a table"))
    with st.container(horizontal=True, gap="small"):
        table_buttons(scenario.name, scenario.market.currency, {"map": (_("the map as a table"), pd.DataFrame(rows, columns=header))})
        picture = svg(program_map.diagram(scenario, language(), outcome, was(held)))
        st.download_button(_("The map as a picture (SVG)"), picture, f"{scenario.name}-map.svg", "image/svg+xml", type="tertiary",
                           icon=":material/download:", key="svg-map", on_click="ignore")


def under_form(held: Draft) -> None:
    """The map in a fold under the form, with figures where a run is there."""
    scenario = sized(held.good)
    with st.expander(_("Program map"), icon=":material/map:", key="map_fold"):
        if scenario.program.mechanics:
            picture(held, scenario, results.result(scenario).outcome if results.known(scenario) else None, False, "map_small")
        else:
            look.note(_("There is no program to draw."))


def _money(scenario: Scenario, value: float) -> str:
    return numbers.money(value, scenario.market.symbol, language())
