"""Logo and accent of the reports, kept for the visitor's session."""
from __future__ import annotations

import streamlit as st

from pages.common.text import _, fault_text
from simulation.inputs import ScenarioError
from simulation.reporting.branding import MOST_BYTES, Branding, Logo, branding, logo_of
from simulation.reporting.hexes import palette

KEPT, FAULT, FILE = "_logo", "_logo_fault", "report_logo"


def chosen() -> Branding:
    """What the visitor has set; the app's own accent counts as none, so that it has its counterpart in a dark brief."""
    accent = str(st.session_state.get("report_accent") or "").upper()
    return Branding(branding("" if accent == _own() else accent).accent, st.session_state.get(KEPT))


def section() -> None:
    """Widgets for both, folded."""
    with st.expander(_("Logo and accent colour"), key="branding"):
        left, right = st.columns([2, 1], gap="large")
        with left:
            st.file_uploader(_("Logo"), ["png", "jpg", "jpeg"], key=FILE, on_change=_take, max_upload_size=-(-MOST_BYTES // 1_000_000),
                             help=_("A PNG or JPEG file, on the first page and beside the page numbers."))
            if fault := st.session_state.get(FAULT):
                st.error(fault_text(fault), icon=":material/error:")
            _in_use(st.session_state.get(KEPT))
        with right:
            st.color_picker(_("Accent colour"), value=_own(), key="report_accent", persist_state="session",
                            help=_("For titles and for the program's lines; it is made darker where it could not be read."))


def _in_use(logo: Logo | None) -> None:
    if logo is not None:
        width, _height = logo.fitted(200, 60)
        st.caption(_("The logo in use"))
        st.image(logo.png, width=max(1, round(width)))
        st.button(_("Remove the logo"), key="report_logo_remove", on_click=_remove)


def _take() -> None:
    """A file was chosen, or taken away; on leaving the page the widget forgets its file, and the logo stays."""
    file = st.session_state.get(FILE)
    st.session_state.pop(FAULT, None)
    if file is None:
        st.session_state.pop(KEPT, None)
        return
    try:
        st.session_state[KEPT] = logo_of(file.getvalue())
    except ScenarioError as e:
        st.session_state[FAULT] = e
        st.session_state.pop(KEPT, None)


def _remove() -> None:
    st.session_state.pop(KEPT, None)
    st.session_state.pop(FAULT, None)


def _own() -> str:
    return palette("light")["accent"].upper()
