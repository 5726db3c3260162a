"""Evidence: what the simulation was held against, what it reached, and what nobody has tested."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import evidence_parts as parts
from pages.common.session import draft
from simulation import evidence

with body():
    found = evidence.read()
    parts.answer(found)
    tables = st.container()
    here = parts.run_here()
    if found is not None:
        with tables:
            parts.ranges(found)
            for title, rows in found.by_subject().items():
                parts.subject(title, rows, here)
            parts.file(found)
            st.space("small")
    st.space("small")
    left, right = st.columns(2, gap="large")
    with left:
        parts.limits()
    with right:
        parts.assumptions(draft().good.market)
