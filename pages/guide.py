"""Guide: the model chapter by chapter with small live examples, how to read each page, and what the words mean."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import address, first_visit
from pages.common import guide_parts as parts
from pages.common.text import _

with body():
    parts.arrive()
    parts.choice("guide_section", list(parts.SECTIONS))
    words = {name: _(title) for name, title in parts.SECTIONS.items()}
    own = st.segmented_control(_("Section"), list(words), format_func=words.get, key="guide_section", required=True, persist_state="session",
                               label_visibility="collapsed")  # fmt: skip
    address.write("section", own, next(iter(words)))
    {"model": parts.chapter, "pages": parts.reading, "words": parts.glossary}[own]()
    st.space("small")
    first_visit.reopen()
