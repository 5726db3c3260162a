"""Three steps to a visitor's first comparison of their own: choose a program, change one thing, see both side by side."""

from __future__ import annotations

import copy
import dataclasses
import math
from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.common import address, look
from pages.common.compare_choice import DRAFT
from pages.common.session import Draft, options, whole_program
from pages.common.shell import link
from pages.common.text import _, local
from simulation.inputs import Text

STATES = ("", "on", "off")  # of the panel: as it comes, asked for, put away
KEY, COMPARED, CHOSEN = "first_visit", "_first_compared", "_first_chosen"
STEPS = 40  # from the least to the most that the number's buttons take


@dataclasses.dataclass(frozen=True)
class Lever:
    """One number of a program as its form holds it: its name, value, the least and the most that go with the rest, and how to set it."""

    name: str
    value: float
    low: float
    high: float
    set: Callable[[dict[str, Any], float], None]

    @property
    def whole(self) -> bool:
        return all(x == int(x) for x in (self.value, self.low, self.high))

    @property
    def step(self) -> float:
        size = 10.0 ** math.floor(math.log10((self.high - self.low) / STEPS)) if self.high > self.low else 1.0
        return max(1.0, size) if self.whole else size


def lever(program: dict[str, Any]) -> Lever | None:
    """The number that says most about this kind of program; None where it has none of these."""
    levels = program.get("tiers", {}).get("levels", [])
    if len(levels) > 1:
        k = min(2, len(levels) - 1)
        own = [level.get("threshold", 0) for level in levels]  # a link may leave it out
        low, high = own[k - 1], own[k + 1] if k + 1 < len(levels) else 4 * own[k]
        return Lever(
            _("{tier} from", tier=name_of(levels[k]["name"])),
            own[k],
            low + 1,
            max(low + 1, high - 1),
            lambda p, value: p["tiers"]["levels"][k].update(threshold=value),
        )
    if program.get("paid_plan", {}).get("levels"):
        plan = program["paid_plan"]["levels"][0]
        fee = plan.get("fee", 0)
        return Lever(
            _("Fee of {plan}", plan=name_of(plan["name"])),
            fee,
            1,
            max(2, 10 * fee),
            lambda p, value: p["paid_plan"]["levels"][0].update(fee=value),
        )
    if "cash_off" in program:
        goal = program["cash_off"].get("goal", 0)
        return Lever(_("Points of one reward"), goal, max(1, goal // 10), max(2, 10 * goal), lambda p, value: p["cash_off"].update(goal=int(value)))
    return None


def name_of(text: Any) -> str:
    """A name as a program's form holds it, in the visitor's language."""
    return local(Text.model_validate(text)) if text else ""


# ======== the panel =======================================================================================================
def shown() -> bool:
    """A visitor without edits sees it until it is put away; one who began here, to the end."""
    address.read(KEY, STATES, "", named="first")
    state = st.session_state[KEY]
    address.write("first", state, "")
    return state == "on" or (state == "" and not any(d.edited for d in st.session_state.get("drafts", {}).values()))


def panel(held: Draft) -> None:
    if not shown():
        return
    with st.container(key="first_steps", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            look.head(_("Three steps to your first comparison"), _("Change one number of a program and see what it does."))
            st.button(_("Close"), key="first_close", type="tertiary", icon=":material/close:", on_click=put, args=("off",))
        a, b, c = st.columns(3, gap="large")
        with a:
            _choose(held)
        with b:
            _change(held)
        with c:
            _see(held)


def _title(number: int, text: str, done: bool) -> None:
    look.prose([look.line(look.chip(number, "better" if done else "program"), text, look.chip(_("done"), "better") if done else "")])


def _choose(held: Draft) -> None:
    _title(1, _("Choose a program"), bool(st.session_state.get(CHOSEN)) or held.edited)
    listed = options()
    key = f"first_program-{held.source}"
    st.selectbox(
        _("Program"),
        list(listed),
        list(listed).index(held.source),
        format_func=lambda s: listed.get(s, s),
        key=key,
        on_change=_chosen,
        args=(key,),
        help=_("Another one, or the one that is here."),
    )


def _chosen(key: str) -> None:
    st.session_state["choose"], st.session_state[CHOSEN] = st.session_state[key], True


def _change(held: Draft) -> None:
    _title(2, _("Change one thing"), held.edited)
    found = lever(held.program)
    if found is None:
        look.note(_("This program has nothing to move here; add a mechanic to it."))
        link("design", _("Program design"))
        return
    saved = lever(whole_program(held.saved))
    reach = [found.value, *([saved.value] if saved else [])]  # an edit may lie outside the usual, and there is always a way back
    found = dataclasses.replace(found, low=min(found.low, *reach), high=max(found.high, *reach))
    kind = int if found.whole else float
    key = f"first_lever-{held.source}-{held.widgets}"
    st.number_input(
        found.name, kind(found.low), kind(found.high), kind(found.value), kind(found.step), key=key, on_change=_moved, args=(held, found, key)
    )
    if saved is not None and saved.value != found.value:
        look.note(_("saved: {value}", value=f"{saved.value:,g}"))
    else:
        look.note(_("Type another number and press Enter."))


def _moved(held: Draft, found: Lever, key: str) -> None:
    value = st.session_state[key]
    if value is None:
        return
    program = copy.deepcopy(held.program)
    found.set(program, float(value) if isinstance(found.value, float) else value)
    held.edit(program)
    held.redraw()
    put("on")


def _see(held: Draft) -> None:
    _title(3, _("See it beside the saved one"), bool(st.session_state.get(COMPARED)))
    look.note(_("Both meet the same members and the same luck.") if held.edited else _("When something is changed."))
    if st.button(
        _("Compare"),
        type="primary",
        key="go_first_compare",
        disabled=not held.edited or bool(held.faults),
        icon=":material/compare_arrows:",
        on_click=_compared,
        args=(held,),
    ):
        st.switch_page(st.session_state["_pages"]["compare"])


def _compared(held: Draft) -> None:
    st.session_state["compare"], st.session_state[COMPARED] = [held.source, DRAFT], True


def put(state: str) -> None:
    """Asked for, or put away."""
    st.session_state[KEY] = state
    if state == "off":
        for mark in (COMPARED, CHOSEN):
            st.session_state.pop(mark, None)


def reopen() -> None:
    """On the guide: the way back to the three steps."""
    look.head(_("Your first comparison"), _("Three steps on the home page: choose a program, change one thing, see it beside the saved one."))
    if st.button(_("Show the three steps"), key="first_again", icon=":material/footprint:", on_click=put, args=("on",)):
        st.switch_page(st.session_state["_pages"]["home"])
