from pages.common.shell import page

page(__file__)
import streamlit as st
st.write("x")
