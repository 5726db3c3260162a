"""The program check on screen: plain-language findings before anything runs."""

from __future__ import annotations

import streamlit as st

from pages.common import look
from pages.common.session import Draft
from pages.common.text import _, language
from simulation.findings import check
from simulation.words import N_

LEVELS = {"fault": (N_("fault"), "worse"), "warning": (N_("warning"), "stale"), "note": (N_("note"), "unknown")}


def draw(held: Draft) -> None:
    """Every finding on the last good program, worst first."""
    look.head(_("Program check"), _("What an experienced eye would say, from active members' orders and baskets; nothing is simulated for it."))
    found = check(held.good, language())
    if not found:
        look.note(_("Nothing stands out: tiers and rewards are in reach, and no tier costs more than it earns."))
    for finding in found:
        word, kind = LEVELS[finding.level]
        st.html(f'<p class="tl">{look.line(look.chip(_(word), kind), _(finding.text, **finding.values))}</p>')
