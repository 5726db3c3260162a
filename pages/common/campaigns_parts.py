"""The parts of the campaigns page."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages.common import look
from pages.common.kinds import CHOICES
from pages.common.text import _, language
from simulation.campaigns import CampaignResult, stage_shares
from simulation.labels import LABELS
from simulation.mechanics import REGISTRY
from simulation.outcome import Outcome
from simulation.records import ACTIVATED, STAGES, WOKEN
from simulation.reporting import campaign_charts, numbers
from simulation.words import N_

ACTIVATES = (N_("**{name}**: {n} activated, {cost} each"), "extra_activated", "cost_per_activation")
STEPS = {"welcome_offer": ACTIVATES, "activation_offer": ACTIVATES,
         "win_back": (N_("**{name}**: {n} won back, {cost} each"), "extra_woken", "cost_per_win_back")}


def name_of(result: CampaignResult) -> str:
    """The mechanic's own title, or the label that the program gives it."""
    return _(result.kind) if result.label in REGISTRY else result.label[:1].upper() + result.label[1:].replace("_", " ")


def answer(outcome: Outcome, each: list[CampaignResult], held) -> None:
    kicker = _("{name}, each campaign against the same members without it", name=held.saved_name)
    if held.edited:
        kicker += " · " + _("with edits not saved")
    if not each:
        look.answer(kicker, _("This program has **no campaigns**."),
                    _("Add a coupon, a red packet, a lottery, more points, a member day or a win-back offer on the design page."))
        return
    symbol = outcome.scenario.market.symbol
    best = max(each, key=lambda r: r.net)
    net = numbers.money(best.net, symbol, language(), sign=True)
    if best.net > 0 and best.extra_orders > 0:
        text = _("**{name}** pays best: {net} over {months} months.", name=name_of(best), net=net, months=outcome.scenario.run.months)
    else:
        text = _("**No campaign** brings more margin than it costs; {name} comes nearest: {net}.", name=name_of(best), net=net)
    look.answer(kicker, text, _("One run at the central assumptions, on the same luck with and without: how much an offer draws is an assumption. "
                                "Extra orders are net of orders that would only have come later."))


def table(outcome: Outcome, each: list[CampaignResult]) -> None:
    look.head(_("Results by campaign"), _("over the whole run, {currency}", currency=outcome.scenario.market.currency))
    money = lambda x: numbers.money(x, outcome.scenario.market.symbol, language())  # noqa: E731
    rows = [
        [
            name_of(r),
            _("all") if r.reached is None else numbers.count(r.reached),
            numbers.percent(r.conversion_rate, 1),
            numbers.percent(r.participation_rate, 1),
            numbers.count(r.extra_orders, sign=True),
            money(r.extra_margin),
            money(r.own_cost),
            money(r.extra_cost),
            money(r.cost_per_extra_order),
            numbers.money(r.net, outcome.scenario.market.symbol, language(), sign=True),
        ]
        for r in each
    ]
    header = [_("Campaign"), _("Reached"), _("Bought"), _("Used it"), _("Extra orders"), _("Extra margin"), _("Own cost"), _("Cost, all effects"),
              _("Cost per extra order"), _("Net")]  # fmt: skip
    look.table(header, rows, strong=[9], caption=_("Results by campaign"))
    look.note(_("Reached: a member once for each run of the offer. Bought and used: of these. Own cost: price off, prizes, contacts, fixed cost. "
                "All effects: rewards and benefits of the extra orders as well. A dash: no extra order, or an offer open to everybody. "
                "An offer may lose orders: it tires members of the others."))


def worth(outcome: Outcome, each: list[CampaignResult]) -> None:
    look.head(_("What each brings and costs"), _("extra margin and cost with all effects, over the run"))
    ranked = sorted(each, key=lambda r: -r.net)
    chart = campaign_charts.margin_and_cost([name_of(r) for r in ranked], [r.extra_margin for r in ranked], [r.extra_cost for r in ranked],
                                            (_("margin"), _("cost")), symbol=outcome.scenario.market.symbol, lang=language())
    look.show(chart, "campaign-worth", _("Extra margin and cost of each campaign; the figures are in the table."))


def by_value(each: list[CampaignResult]) -> None:
    look.head(_("Who the extra orders come from"), _("thirds of the members, by what they buy without a program"))
    rows = [[name_of(r), *(numbers.count(x, sign=True) for x in r.orders_by_value)] for r in each]
    look.table([_("Campaign"), _("Low value"), _("Middle"), _("High value")], rows, caption=_("Extra orders by value of the member"))


def channels(outcome: Outcome, each: list[CampaignResult]) -> None:
    """Reach and cost by channel, of campaigns that have channels."""
    rows, symbol = [], outcome.scenario.market.symbol
    for r in each:
        for channel, n, cost in r.contacts:
            shown = [_(CHOICES[channel]), numbers.count(n), numbers.percent(n / r.reached if r.reached else None, 0)]
            rows.append([name_of(r), *shown, numbers.money(cost, symbol, language())])
    if rows:
        look.head(_("Reach by channel"), _("a member counts for each channel that reached them"))
        look.table([_("Campaign"), _("Channel"), _("Reached"), _("of all reached"), _("Cost")], rows, left=[1], caption=_("Reach by channel"))


def funnel(outcome: Outcome) -> None:
    look.head(_("Stages of a member's life"), _("share of all members, at each month's end"))
    shares, names = stage_shares(outcome), [_(LABELS[s][0]) for s in STAGES]
    chart = campaign_charts.stage_areas(np.arange(1, len(shares) + 1), names, shares)
    look.show(chart, "stages", _("Shares of stages by month; the last month is in the table beside."))


def stages(outcome: Outcome, each: list[CampaignResult]) -> None:
    """The last month against no program, and what activating and winning back cost."""
    look.head(_("At the end"), _("share of all members, program and no program"))
    own, base = (stage_shares(outcome, arm)[-1] for arm in ("program", "no_program"))
    rows = [[_(LABELS[s][0]), numbers.percent(a, 1), numbers.percent(b, 1), numbers.points(a - b, language())]
            for s, a, b in zip(STAGES, own, base, strict=True)]
    flow, flow_base = (arm.stage.sum((0, 1)) for arm in (outcome.program, outcome.no_program))
    for word, at in (("activated", ACTIVATED), ("woken", WOKEN)):
        more = int(flow[at] - flow_base[at])
        rows.append([_(LABELS[word][0]), numbers.count(int(flow[at])), numbers.count(int(flow_base[at])), numbers.count(more, sign=True)])
    look.table([_("Stage"), _("Program"), _("No program"), _("Difference")], rows, caption=_("Stages at the end"))
    notes = [_("Activated: a second order soon after joining. Won back: an order by a dormant member. Both over the whole run.")]
    for r in each:
        if r.label in STEPS:
            text, more, cost = STEPS[r.label][0], *(getattr(r, field) for field in STEPS[r.label][1:])
            price = numbers.money(cost, outcome.scenario.market.symbol, language())
            notes.append(_(text, name=name_of(r), n=numbers.count(more, sign=True), cost=price))
    look.note(" · ".join(notes))
    st.space("xsmall")
