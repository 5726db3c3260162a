"""Program design: edit the terms, see the headline follow."""

from pages.common.shell import body, page

page(__file__)

import streamlit as st

from pages.common import address, checking, figures, look, places, results, saving
from pages.common.designer import Form
from pages.common.session import draft, sized
from pages.common.text import _, language
from simulation.metrics import HEADLINE
from simulation.ratecard import EARN_STEPS
from simulation.reporting import numbers
from simulation.reporting.slots import tier_slots
from simulation.simulate import rate_card

EDITS_SHOWN = 8


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
        )
    with right:
        saving.buttons(held)
    study = results.result(sized(held.good))
    saved = results.result(sized(held.saved)) if study else None
    if saved is None:
        return None
    look.cards([figures.against(study, saved, metric, _("saved")) for metric in HEADLINE], stale=bool(held.faults))
    if held.faults:
        look.note(
            look.line(
                look.chip(_("Last good result"), "stale"),
                _("Shown for the program before the edit marked below. Correct it and the figures follow."),
                _("Look under: {tabs}.", tabs=", ".join(map(_, faulty))) if faulty else "",
            )
        )
    elif held.edited:
        listed = held.changes(language())
        look.edits(
            [
                (
                    ", ".join(x for x in (c.place, _(c.title)) if x),
                    places.term_shown(c, c.after, held.program),
                    places.term_shown(c, c.before, held.program),
                )
                for c in listed[:EDITS_SHOWN]
            ],
            _("struck through: saved value"),
        )
    return study


def shares(study, names) -> None:
    """Where the active members stand at the end, under the table of tiers."""
    outcome = study.outcome
    if len(outcome.tier_names) != len(names) or len(names) < 2:
        return
    active = outcome.program.measure("active")[-1, : len(names)]
    parts = [
        look.key(slot, f"{name} {figures.shown(study, 'active_rate', n / max(1, active.sum()))}")
        for slot, name, n in zip(tier_slots(len(names)), names, active, strict=True)
    ]
    look.note(look.line(_("Active members at the end:"), *parts))


def gives_back(study) -> None:
    """What a member gets for their money, in a sentence."""
    card = rate_card(study.outcome.scenario)
    if not card.goal:
        return
    rates = [
        numbers.percent(card.reward_rate * card.earn_rate[i] / max(1, card.earn_rate[0]) if card.earn_rate[0] else 0)
        for i in (0, card.tiers - 1)
    ]
    basket, points = study.outcome.scenario.market.average_basket.value, card.earn_rate[0] / EARN_STEPS
    orders = f"{card.minimum / (basket * points):.1f}" if points else numbers.DASH
    share = rates[0] if rates[0] == rates[1] else _("{low} to {high}", low=rates[0], high=rates[1])
    look.note(
        _(
            "A member gets back **{share}** of spend; the first reward comes after about {orders} average orders.",
            share=share,
            orders=orders,
        )
    )


with body():
    held = draft()
    saving.on_arrival(held)
    live = st.container(key="live")
    st.space("xsmall")
    form = Form(held)
    held.edit(form.program)
    address.write_edits(held)
    form.show_faults()
    with live:
        shown = headline(held, form.faulty())
    if shown is not None:
        with form.shares_place:
            shares(shown, form.names)
        with form.gives_back:
            gives_back(shown)
    st.space("small")
    checking.draw(held)
    saving.share(held)
