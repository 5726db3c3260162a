"""Which member's story is told, and what stands beside it: chosen by the visitor, the member kept in the page's address."""
from __future__ import annotations

import streamlit as st

from pages.common import address, look
from pages.common.explain_parts import NUMBER
from pages.common.session import SAVED, Draft, options, shipped, sized, store
from pages.common.text import _, listed
from simulation.life import has_program
from simulation.life_picks import KINDS, Cast
from simulation.pairing import distinct
from simulation.scenario import Scenario

PLAIN, AS_SAVED = "no_program_arm", "as_saved"


def show_member(number: int) -> None:
    """For a click on a persona: its timeline, above."""
    st.session_state["life_kind"], st.session_state["life_member"] = NUMBER, number


def another(kind: str) -> None:
    """The next one of the kind."""
    turns = st.session_state.setdefault("life_turns", {})
    turns[kind] = turns.get(kind, 0) + 1


def chosen_kind(found: Cast) -> str:
    """A kind that somebody in the run is of, or NUMBER."""
    kinds = [kind for kind in KINDS if found.found[kind]]
    names = {kind: _(KINDS[kind][0]) for kind in kinds} | {NUMBER: _("A number")}
    _settle([*kinds, NUMBER], found.members - 1)
    meant = "  \n".join(f"**{_(name)}**: {_(text)}" for name, text in KINDS.values())
    kind = st.segmented_control(_("Member"), list(names), format_func=names.get, key="life_kind", required=True, persist_state="session", help=meant)
    missing = [_(name) for word, (name, _text) in KINDS.items() if word not in kinds]
    if missing:
        look.note(_("Nobody in this run is: {kinds}.", kinds=listed(missing)))
    return kind


def chosen_member(found: Cast, kind: str) -> int:
    """One of the kind, or the member of a number; the number stands in the page's address."""
    last = found.members - 1
    if kind == NUMBER:
        given = st.number_input(_("Number of the member, 0 to {last}", last=last), 0, last, step=1, key="life_member", persist_state="session")
        number = int(given or 0)
    else:
        fit = found.found[kind]
        turn = st.session_state.get("life_turns", {}).get(kind, 0) % len(fit)
        number = fit[turn]
        st.button(_("Another one like this"), key="life_another", on_click=another, args=(kind,), disabled=len(fit) < 2,
                  help=_("{k} of {n} members of this kind in the run, from the middle by orders outwards.", k=turn + 1, n=len(fit)))
    address.write("member", number, "")
    return number


def _settle(allowed: list[str], last: int) -> None:
    """A first visit takes the member from the address; a choice that this run does not have is let go."""
    asked = st.query_params.get("member", "")
    if "life_kind" not in st.session_state and asked:
        if asked.isdecimal() and int(asked) <= last:
            show_member(int(asked))
        else:
            st.warning(_("The member of this link is not in this run, which has members 0 to {last}.", last=last))
    if st.session_state.get("life_kind") not in allowed:
        st.session_state["life_kind"] = allowed[0]
    if not 0 <= (st.session_state.get("life_member") or 0) <= last:
        st.session_state["life_member"] = 0


def chosen_beside(held: Draft, scenario: Scenario) -> tuple[str, Scenario | None]:
    """Name and scenario of what stands beside; None for no program."""
    listed = {PLAIN: _("The same without the program") if has_program(scenario) else _("Nothing: there is no program here")}
    if held.edited:
        listed[AS_SAVED] = _("{name}, as saved", name=held.saved_name)
    listed |= {source: name for source, name in options().items() if source != held.source}
    listed = dict(zip(listed, distinct(list(listed.values())), strict=True))      # boxes tell options by their words
    address.read("life_beside", list(listed), PLAIN, named="beside")
    code = st.selectbox(_("Beside the same person under"), list(listed), format_func=listed.get, key="life_beside", persist_state="session",
                        help=_("The same traits and the same luck: what differs comes from the program alone."))
    address.write("beside", code, PLAIN)
    if code == PLAIN:
        return _("Without the program"), None
    if code == AS_SAVED:
        return listed[code], sized(held.saved)
    return listed[code], sized(store().load(code.removeprefix(SAVED))[0] if code.startswith(SAVED) else shipped(code))
