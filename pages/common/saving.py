"""Save, undo, reset, share: what can be done with a draft."""

from __future__ import annotations

import streamlit as st

from pages.common import look
from pages.common.session import SAVED, Draft, open_draft, store, take
from pages.common.text import _, fault_list, fault_text
from simulation.inputs import ScenarioError
from simulation.scenario import build, dump, parse
from simulation.store import Conflict


def on_arrival(held: Draft) -> None:
    """Widgets lose their values when the page is left; coming back, they start from the draft."""
    arrived = st.session_state["_came_from"] != st.session_state["_page"]
    if arrived and held.base != held.program:
        held.redraw()


def stale(held: Draft) -> None:
    """On pages without the form: says that the figures are those of the last program that was good."""
    if held.faults:
        words = _("The program as edited has a fault, so this is the program before it. Correct it on the design page.")
        if all(fault.field.startswith("market.") for fault in held.faults):
            words = _("An assumption as edited has a fault, so these are the figures before it. Correct it on the assumptions page.")
        look.note(look.line(look.chip(_("Last good result"), "stale"), words))


def buttons(held: Draft) -> None:
    """Undo, reset and save, with what there is to save."""
    n = max(1, len(held.changes("en"))) if held.edited else 0
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", gap="small"):
        text = _("No edits") if not n else _("1 edit not saved") if n == 1 else _("{n} edits not saved", n=n)
        st.html(f'<span class="tl">{look.chip(text, "program" if n else "unknown")}</span>', width="content")
        st.button(_("Undo"), icon=":material/undo:", type="tertiary", disabled=not held.undo, on_click=held.step_back, key="undo")
        st.button(
            _("Reset"),
            type="tertiary",
            disabled=not held.edited,
            on_click=held.reset,
            key="reset",
            help=_("Back to the saved scenario; can be undone."),
        )
        blocked = bool(held.faults)
        if held.source.startswith(SAVED):
            st.button(_("Save"), type="primary", disabled=blocked or not n, on_click=_save, args=(held,), key="go_save")
        with st.popover(_("Save as"), type="secondary" if held.source.startswith(SAVED) else "primary", disabled=blocked, key="go_save_as"):
            name = st.text_input(_("Name"), max_chars=120, key="new_name", placeholder=held.saved_name)
            if st.button(_("Save"), key="go_create", type="primary"):
                _create(held, name)
    _conflict(held)


def _save(held: Draft) -> None:
    try:
        revision = store().save(held.source.removeprefix(SAVED), held.revision, held.good)
    except Conflict as conflict:
        st.session_state["conflict"] = (held.source, conflict.head)
        return
    take(held.source, held.good, held.saved_name, revision)
    st.toast(_("Saved as revision {n}.", n=revision))


def _create(held: Draft, name: str) -> None:
    try:
        new = store().create(name, held.good)
    except ScenarioError as e:
        st.error(fault_text(e))
        return
    held.edit(held.program)
    st.session_state["choose"] = SAVED + new
    st.session_state["drafts"].pop(held.source)  # its edits are saved now
    st.rerun()


def _conflict(held: Draft) -> None:
    """Somebody saved meanwhile: a choice, never a silent overwrite."""
    source, head = st.session_state.get("conflict", ("", 0))
    if source != held.source:
        return
    st.warning(_("Revision {head} was saved while you were editing. Your edits are still here.", head=head), icon=":material/sync_problem:")
    with st.container(horizontal=True):
        if st.button(_("Save mine over it"), key="mine"):
            held.revision = head
            st.session_state.pop("conflict")
            _save(held)
            st.rerun()
        if st.button(_("Take theirs"), type="tertiary", key="theirs"):
            st.session_state.pop("conflict")
            st.session_state["drafts"][held.source] = theirs = open_draft(held.source)
            theirs.widgets, theirs.numbers_drawn = held.widgets + 1, held.numbers_drawn + 1     # else the browser's values come back
            st.rerun()


def share(held: Draft) -> None:
    """The scenario as a link, as a file, and from a file."""
    st.space("small")
    look.head(
        _("Share and reopen"),
        _("A saved scenario opens from this page's address. A file holds the scenario with your edits, and opens anywhere."),
    )
    left, right = st.columns([1, 2], gap="large")
    left.download_button(
        _("Download as a file"),
        dump(held.good.document()).encode(),
        f"{held.good.name}.yaml",
        "application/yaml",
        icon=":material/download:",
        key="download_yaml",
        on_click="ignore",
    )
    given = right.file_uploader(
        _("Open a scenario file"), type=["yaml", "yml"], key=f"upload{st.session_state.get('uploads', 0)}", max_upload_size=1
    )
    if given is not None:
        try:
            scenario = build(parse(given.getvalue(), given.name), "upload", given.name)
            new = store().create(f"{scenario.title} ({given.name.removesuffix('.yaml')[:40]})", scenario)
        except ScenarioError as e:
            right.error(fault_list(e.faults, given.name), icon=":material/error:")
            return
        st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
        st.session_state["choose"] = SAVED + new
        st.rerun()
