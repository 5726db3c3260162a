"""What every page stands in: navigation, logo, style, and the sidebar with the scenario.

Streamlit runs a file of pages/ without app.py when a link to it is the first thing a server sees, and always in AppTest.  So the shell
is a function that app.py and every page call; whoever comes first in a script run draws it.
"""

from __future__ import annotations

import contextlib
import pathlib

import streamlit as st

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).parent
DRAWN = "_shell_drawn"


def menu() -> dict[str, dict[str, tuple[str, str]]]:
    """Section -> name of the page's file -> (title, icon), in the order of the menu; what has no section stands beside Home."""
    from pages.common.text import _

    return {
        "": {
            "design": (_("Program design"), ":material/tune:"),
        },
        _("Outcome"): {
            "members": (_("Members"), ":material/group:"),
            "campaigns": (_("Campaigns"), ":material/campaign:"),
            "plan": (_("Paid plan"), ":material/card_membership:"),
            "service": (_("Service"), ":material/support_agent:"),
            "explain": (_("One member"), ":material/person_search:"),
        },
        _("Finance"): {
            "costs": (_("Costs"), ":material/payments:"),
            "pnl": (_("P&L"), ":material/receipt_long:"),
            "liability": (_("Points liability"), ":material/account_balance:"),
            "breakage": (_("Breakage"), ":material/hourglass_bottom:"),
            "budget": (_("Budget"), ":material/account_balance_wallet:"),
            "stress": (_("Stress"), ":material/crisis_alert:"),
            "clv": (_("Member value"), ":material/loyalty:"),
        },
        _("Compare"): {
            "compare": (_("Compare"), ":material/compare_arrows:"),
            "winners": (_("Winners and losers"), ":material/swap_vert:"),
            "drivers": (_("What drives it"), ":material/account_tree:"),
            "assumptions": (_("Assumptions"), ":material/rule:"),
            "sweep": (_("Sweep"), ":material/stacked_line_chart:"),
        },
        _("Present"): {
            "present": (_("Present"), ":material/slideshow:"),
            "map": (_("Program map"), ":material/map:"),
            "life": (_("Member story"), ":material/timeline:"),
        },
        _("Your data"): {
            "data": (_("Member data"), ":material/table_view:"),
            "pilot": (_("Pilot and actuals"), ":material/science:"),
        },
        _("Guide"): {
            "guide": (_("Guide"), ":material/menu_book:"),
            "evidence": (_("Evidence"), ":material/verified:"),
        },
    }


def listed_pages() -> dict[str, list[st.Page]]:
    """Every page, by section of the menu; a page's url_path is its name."""
    from pages.common.home import home
    from pages.common.text import _

    def of(name: str, title: str, icon: str) -> st.Page:
        return st.Page(ROOT / "pages" / f"{name}.py", title=title, icon=icon, url_path=name)

    first = st.Page(home, title=_("Home"), icon=":material/home:", url_path="home", default=True)
    listed = {section: [of(name, *words) for name, words in pages.items()] for section, pages in menu().items()}
    return listed | {"": [first, *listed[""]]}


def shell():
    """Draws what surrounds the page; returns the navigation, whose `run` draws the page."""
    st.set_page_config(page_title="Tierlab", page_icon=":material/stacked_bar_chart:", layout="wide", initial_sidebar_state=248)
    from pages.common import boot, look, sidebar  # noqa: F401  heavy: after the page's set-up, so that a cold server shows it at once
    look.style()
    st.logo(HERE / "logo.svg", size="large")
    st.session_state["_run"] = st.session_state.get("_run", 0) + 1
    sidebar.settle_language()
    listed = listed_pages()
    navigation = st.navigation(listed, position="top")
    st.session_state["_pages"] = {page.url_path or "home": page for pages in listed.values() for page in pages}
    st.session_state["_came_from"], st.session_state["_page"] = st.session_state.get("_page"), navigation.url_path
    with st.sidebar:
        sidebar.draw()
        reading(navigation.url_path or "home")
    return navigation


@contextlib.contextmanager
def body():
    """The page's column, centred."""
    st.session_state.pop(DRAWN, None)
    from pages.common import sidebar
    column = st.container(horizontal_alignment="center").container(width=1240)
    with column:
        sidebar.mark()
        yield
    sidebar.follow_language()


def page(file: str) -> None:
    """The first line of every page."""
    if st.session_state.pop(DRAWN, False):
        return
    navigation = shell()
    if navigation.url_path == pathlib.Path(file).stem:
        st.session_state[DRAWN] = True
        navigation.run()
        st.stop()


def link(name: str, label: str) -> None:
    st.page_link(st.session_state["_pages"][name], label=label)


def reading(name: str) -> None:
    """The way from a page to what the guide says about it."""
    from pages.common.text import _

    if name != "guide":
        st.page_link(st.session_state["_pages"]["guide"], label=_("How to read this page"), icon=":material/help:",
                     query_params={"section": "pages", "read": name})  # fmt: skip
