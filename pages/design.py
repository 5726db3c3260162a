"""Program design: edit the terms, see the headline follow."""
from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import figures, look, results, saving
from pages.common.designer import Form
from pages.common.session import draft, sized
from pages.common.text import _, language
from simulation.metrics import HEADLINE
from simulation.reporting.slots import tier_slots

EDITS_SHOWN = 8


def headline(held):
    """The four numbers of the last good program against the saved scenario; returns its study."""
    left, right = st.columns([1, 1.2], vertical_alignment="center")
    with left:
        look.head(held.saved_name, _("Figures follow each edit · {members} members × {months} months", members=f"{sized(held.good).run.members:,}",
                                    months=held.good.run.months))
    with right:
        saving.buttons(held)
    study = results.result(sized(held.good))
    saved = results.result(sized(held.saved)) if study else None
    if saved is None:
        return None
    look.cards([figures.against(study, saved, metric, _("saved")) for metric in HEADLINE], stale=bool(held.faults))
    if held.faults:
        look.note(look.line(look.chip(_("Last good result"), "stale"), _("Shown for the program before the edit marked below. Correct it and the figures follow.")))
    elif held.edited:
        listed = held.changes(language())
        look.edits([(", ".join(x for x in (c.place, _(c.title)) if x), saving.term_shown(c.after), saving.term_shown(c.before))
                    for c in listed[:EDITS_SHOWN]], _("struck through: saved value"))
    return study


def shares(study, names) -> None:
    """Where the active members stand at the end, under the table of tiers."""
    outcome = study.outcome
    if len(outcome.tier_names) != len(names) or len(names) < 2:
        return
    active = outcome.program.measure("active")[-1, : len(names)]
    parts = [look.key(slot, f"{name} {figures.shown(study, 'active_rate', n / max(1, active.sum()))}")
             for slot, name, n in zip(tier_slots(len(names)), names, active, strict=True)]
    look.note(look.line(_("Active members at the end:"), *parts))


with body():
    held = draft()
    saving.on_arrival(held)
    live = st.container(key="live")
    st.space("xsmall")
    form = Form(held)
    held.edit(form.program)
    form.show_faults()
    with live:
        shown = headline(held)
    if shown is not None:
        with form.shares_place:
            shares(shown, form.names)
    saving.share(held)
