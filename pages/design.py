"""Program design: edit the terms, see the headline follow."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import address, checking, figures, look, map_parts, places, results, saving, sidebar, under_form
from pages.common.designer import Form
from pages.common.session import draft, sized
from pages.common.text import _, given, language, listed, whereabouts
from simulation.metrics import HEADLINE

EDITS_SHOWN = 8


def at_once(held, place) -> None:
    """The four numbers of the edited program after its first run; the runs of the range take longer."""
    outcome, saved = results.result_outcome(sized(held.good)), results.result(sized(held.saved))
    if outcome is not None:
        with place.container():
            look.cards([figures.first(outcome, saved, metric, _("saved")) for metric in HEADLINE])


def headline(held, faulty):
    """The four numbers of the last good program against the saved scenario; returns its study."""
    left, right = st.columns([1, 1.2], vertical_alignment="center")
    with left:
        look.head(
            held.saved_name,
            _(
                "Figures follow each edit · {members} members × {months} months",
                members=f"{sized(held.good).run.members:,}",
                months=held.good.run.months,
            ),
            level=1,
        )
    with right:
        saving.buttons(held)
    early = st.empty()  # one place for both, so that old numbers do not stand below the new ones
    if held.edited and not results.known(sized(held.good)) and results.known(sized(held.saved)):
        at_once(held, early)
    study = results.result(sized(held.good))
    saved = results.result(sized(held.saved)) if study else None
    if saved is None:
        return None
    with early.container():
        look.cards([figures.against(study, saved, metric, _("saved")) for metric in HEADLINE], stale=bool(held.faults))
    if held.faults:
        look.note(
            look.line(
                look.chip(_("Last good result"), "stale"),
                _("Shown for the program before the edit marked below. Correct it and the figures follow."),
                _("Look under: {tabs}.", tabs=listed(map(_, faulty))) if faulty else "",
            )
        )
    elif held.edited:
        changes = held.changes(language())
        look.edits(
            [
                (
                    whereabouts(x for x in (given(c.place), _(c.title)) if x),
                    places.term_shown(c, c.after, held.program),
                    places.term_shown(c, c.before, held.program),
                )
                for c in changes[:EDITS_SHOWN]
            ],
            _("struck through: saved value"),
        )
    return study


with body():
    held = draft()
    saving.on_arrival(held)
    live = st.container(key="live")
    st.space("xsmall")
    form = Form(held)
    held.edit(form.program)
    sidebar.follow_language()
    address.write_edits(held)
    form.show_faults()
    with live:
        shown = headline(held, form.faulty())
    if shown is not None:
        with form.shares_place:
            under_form.shares(shown, form.names)
        with form.gives_back:
            under_form.gives_back(shown)
    st.space("small")
    map_parts.under_form(held)
    checking.draw(held)
    saving.share(held)
