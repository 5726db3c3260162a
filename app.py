"""Tierlab: design a loyalty program and see, before it costs anything, what it would do.   streamlit run app.py"""


def main() -> None:
    import streamlit as st

    from pages.common.shell import DRAWN, shell
    navigation = shell()
    st.session_state[DRAWN] = True
    navigation.run()


if __name__ == "__main__":      # worker processes import this file as another module and must not run it
    main()
