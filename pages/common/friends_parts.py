"""Word of mouth on the members page."""
from __future__ import annotations

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
    rows = [
        [_("For a reward"), numbers.count(found.by_reward)],
        [_("Unasked, with the program"), numbers.count(found.unasked)],
        [_("Unasked, without a program"), numbers.count(found.unasked_without)],
        [_("More than without a program"), numbers.count(found.more)],
        [_("Rewards in money"), money(found.cost)],
        [_("Cost of each member more"), money(found.cost_each) if found.cost_each is not None else numbers.DASH],
        [_("Through paid channels"), money(found.paid_channel) if found.paid_channel else _("not known: a number of the market")],
    ]
    look.table([_("Members brought in"), ""], rows, kinds={3: "sum"}, caption=_("Members brought in and what they cost"))
    if found.cost_each is not None and found.paid_channel:
        better = found.cost_each < found.paid_channel
        share = numbers.percent(abs(1 - found.cost_each / found.paid_channel), 0)
        look.note(
            _("A member brought in costs **{share} less** than through paid channels.", share=share)
            if better
            else _("A member brought in costs **{share} more** than through paid channels.", share=share)
        )
    csv_buttons(outcome, {"word_of_mouth": (_("members brought in by month"), word_of_mouth.by_month(outcome))})
