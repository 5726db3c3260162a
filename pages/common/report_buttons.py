"""The reports of what a page tells, each made when it is asked for."""
from __future__ import annotations

import functools
from collections.abc import Callable

import streamlit as st

from pages.common import branding
from pages.common.text import _, fault_text, language
from simulation.reporting.branding import Branding
from simulation.reporting.reports import FORMATS, hindrance, report
from simulation.story.content import Story


def section(key: str, make: Callable[[], Story], name: str = "", story: Story | None = None) -> None:
    """Three downloads, and what they look like.  key: of the widgets; name: of the files, without an ending (else the key).

    story: what `make` gives, where it is known already: its own words may want a font that is not there, which is said before a click.

    `make` is called away from the page, when a file is asked for: what it needs of the session it must have been given before, and it
    must not use `st` or `_()`.
    """
    own, faults = branding.chosen(), {}
    with st.container(horizontal=True, gap="small"):
        for ending, form in FORMATS.items():
            if fault := hindrance(ending, language(), story):
                faults[ending] = fault
            st.download_button(_(form.label), functools.partial(_file, make, ending, own), f"{name or key}.{ending}", form.mime,
                               key=f"{key}.{ending}", icon=f":material/{form.icon}:", on_click="ignore", disabled=ending in faults, help=_(form.help))
    for fault in faults.values():
        st.caption(fault_text(fault))
    branding.section()


def _file(make: Callable[[], Story], ending: str, own: Branding) -> bytes:
    return report(make(), ending, own)
