"""Member data: what a file of orders says about the customers, and a market fitted to it."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import data_parts, market_parts
from pages.common import insight_parts as parts

with body():
    top = st.container()
    source = data_parts.source()
    with top:
        found = data_parts.read(source)
        if found is not None:
            data_parts.answer(source, found)
    if found is not None:
        st.space("xsmall")
        found = parts.rfm(source, found)
        st.space("small")
        left, right = st.columns(2, gap="large")
        with left:
            parts.cycle(source, found)
        with right:
            parts.spend(source, found)
        st.space("small")
        parts.warnings(source, found)
        st.space("small")
        market_parts.market(source, found)
