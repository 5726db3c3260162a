"""Word of mouth on the members page."""
from __future__ import annotations

import streamlit as st

from pages.common import look
from pages.common.downloads import csv_buttons
from pages.common.text import _, language
from simulation import word_of_mouth
from simulation.reporting import numbers


def section(outcome) -> None:
    """Who was brought in and at what cost, where the market or the program knows of word of mouth."""
    found = word_of_mouth.friends(outcome)
    if not (found.by_reward or found.unasked or outcome.scenario.program.get("referral")):
        return
    symbol = outcome.scenario.market.symbol
    money = lambda x: numbers.money(x, symbol, language())  # noqa: E731
    look.head(_("Word of mouth"), _("members whom members brought in over the whole run, in the scenario's own run"))
    left, right = st.columns(2, gap="large")
    with left:
        rows = [
            [_("For a reward"), numbers.count(found.by_reward), numbers.DASH],
            [_("Unasked"), numbers.count(found.unasked), numbers.count(found.unasked_without)],
            [_("All"), numbers.count(found.by_reward + found.unasked), numbers.count(found.unasked_without)],
        ]
        look.table([_("Members brought in"), _("Program"), _("No program")], rows, kinds={2: "sum"}, caption=_("Members brought in"))
    with right:
        rows = [
            [_("All rewards in money"), money(found.cost)],
            [_("For each of the {n} members more", n=numbers.count(found.more)),
             money(found.cost_each) if found.cost_each is not None else numbers.DASH],
            [_("A new member through paid channels"),
             money(found.paid_channel) if found.paid_channel else _("not known: a number of the market")],
        ]  # fmt: skip
        look.table([_("What they cost"), look.hidden(_("Amount"))], rows, strong=[(1, 1)], caption=_("What members brought in cost"))
    if found.cost_each is not None and found.paid_channel:
        better = found.cost_each < found.paid_channel
        share = numbers.percent(abs(1 - found.cost_each / found.paid_channel), 0)
        look.note(
            _("A member brought in costs **{share} less** than through paid channels.", share=share)
            if better
            else _("A member brought in costs **{share} more** than through paid channels.", share=share)
        )
    csv_buttons(outcome, {"word_of_mouth": (_("members brought in by month"), word_of_mouth.by_month(outcome))})
