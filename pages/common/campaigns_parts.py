"""The parts of the campaigns page."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages.common import look
from pages.common.compare_words import verdict
from pages.common.text import _, language, listed
from simulation.campaigns import CampaignResult, stage_shares
from simulation.comparison import BETTER, WORSE, Difference
from simulation.labels import LABELS
from simulation.labels_of_choices import CHOICES
from simulation.outcome import Outcome
from simulation.records import ACTIVATED, STAGES, WOKEN
from simulation.replications import CampaignRanges
from simulation.reporting import campaign_charts, numbers
from simulation.words import N_

ACTIVATES = (N_("**{name}**: {n} activated, {cost} each"), "extra_activated", "cost_per_activation")
STEPS = {"welcome_offer": ACTIVATES, "activation_offer": ACTIVATES,
         "win_back": (N_("**{name}**: {n} won back, {cost} each"), "extra_woken", "cost_per_win_back")}


def name_of(result: CampaignResult) -> str:
    """What the campaign is called, in the session's language."""
    return _(result.name)


def answer(outcome: Outcome, each: list[CampaignResult], held, ranges: CampaignRanges | None) -> None:
    kicker = _("{name}, each campaign against the same members without it", name=held.saved_name)
    if held.edited:
        kicker += " · " + _("with edits not saved")
    if not each:
        look.answer(kicker, _("This program has **no campaigns**."),
                    _("Add a coupon, a red packet, a lottery, more points, a member day or a win-back offer on the design page."))
        return
    more = _("On the same luck with and without; how much an offer draws is an assumption. Extra orders are net of orders that would only have come "
             "later.")
    if ranges is None:
        best = max(each, key=lambda r: r.net)
        text = N_("**{name}** pays best in this run: {net} over {months} months.") if best.net > 0 else \
            N_("**No campaign** brings more margin than it costs in this run; {name} comes nearest: {net}.")
        span, luck = "", _("One run at the central assumptions, without a range yet.")
    else:
        best, text = _best(each, ranges)
        d = ranges.of(best.label, "net")
        span = _(" ({span})", span=_span(outcome, d, "net")) if d.low < d.high else ""
        luck = _("Mean of {n} runs at the central assumptions, and its 95% range over luck.", n=ranges.replications)
    net = best.net if ranges is None else ranges.of(best.label, "net").mean
    look.answer(kicker, _(text, name=name_of(best), net=_figure(outcome, net, "net") + span, months=outcome.scenario.run.months), luck + " " + more)


def _best(each: list[CampaignResult], ranges: CampaignRanges) -> tuple[CampaignResult, str]:
    """The campaign that the answer is about: of those sure to pay the best, else the one that comes nearest."""
    nets = {r.label: ranges.of(r.label, "net") for r in each}
    best = max(each, key=lambda r: (nets[r.label].verdict == BETTER, nets[r.label].mean))
    if nets[best.label].verdict == BETTER:
        highest = nets[best.label].mean >= max(d.mean for d in nets.values())
        return best, N_("**{name}** pays best: {net} over {months} months.") if highest else \
            N_("**{name}** is the best that is sure to pay: {net} over {months} months.")
    if nets[best.label].verdict == WORSE and all(d.verdict == WORSE for d in nets.values()):
        return best, N_("**No campaign** brings more margin than it costs; {name} comes nearest: {net}.")
    best = max((r for r in each if nets[r.label].verdict != WORSE), key=lambda r: nets[r.label].mean)
    return best, N_("**No campaign** is sure to pay; whether {name} does cannot be told: {net} over {months} months.")


def _figure(outcome: Outcome, value: float, name: str) -> str:
    if name == "extra_orders":
        return numbers.count(value, sign=True)
    return numbers.money(value, outcome.scenario.market.symbol, language(), sign=name == "net")


def _span(outcome: Outcome, d: Difference, name: str) -> str:
    """The interval beside a mean; empty where luck makes no difference."""
    if d.low == d.high:
        return ""
    if name == "extra_orders":
        return numbers.span(d.low, d.high, lang=language(), sign=True)
    return numbers.span(d.low, d.high, "money", like=d.mean, lang=language(), sign=name == "net")


def table(outcome: Outcome, each: list[CampaignResult], ranges: CampaignRanges | None) -> None:
    """What each brings: the own run's figures until the ranges are there, then the means that they belong to."""
    currency = outcome.scenario.market.currency
    names = {"extra_orders": _("Extra orders"), "extra_margin": _("Extra margin"), "extra_cost": _("Cost"), "net": _("Net")}
    if ranges is None:
        look.head(_("Results by campaign"), _("over the whole run, {currency} · own run, without ranges", currency=currency))
        rows = [[name_of(r), *(_figure(outcome, getattr(r, name), name) for name in names), _figure(outcome, r.cost_per_extra_order, "")]
                for r in each]
        look.table([_("Campaign"), *names.values(), _("Cost per extra order")], rows, strong=[4], caption=_("Results by campaign"))
    else:
        look.head(_("Results by campaign"), _("over the whole run, {currency} · mean of {n} runs; range: 95% over {n} runs", currency=currency,
                                              n=ranges.replications))  # fmt: skip
        rows = []
        for r in each:
            held = {name: ranges.of(r.label, name) for name in names}
            told = held["extra_orders"].low > 0
            price = held["extra_cost"].mean / held["extra_orders"].mean if told else None
            cells = [text for name, d in held.items() for text in (_figure(outcome, d.mean, name), _span(outcome, d, name))]
            rows.append([name_of(r), *cells, verdict(held["net"]), _figure(outcome, price, "")])
        header = [text for name in names.values() for text in (name, _("Range"))]
        pays = look.tip(_("Pays"), _("Better: the whole range of the net lies above zero. Worse: below. Cannot tell: zero is within it."))
        look.table([_("Campaign"), *header, pays, _("Cost per extra order")], rows, quiet=[2, 4, 6, 8], strong=[7], left=[9],
                   caption=_("Results by campaign"))
    look.note(_("Cost: all effects, rewards and benefits of the extra orders as well. Cost per extra order: cost over orders, a dash where more "
                "orders are not sure. An offer may lose orders: it tires members of the others. "
                "Ranges are of luck alone; the market's assumptions stay."))


def use(outcome: Outcome, each: list[CampaignResult]) -> None:
    look.head(_("Who is reached and who uses it"), _("own run"))
    rows = [[name_of(r), _("all") if r.reached is None else numbers.count(r.reached), numbers.percent(r.conversion_rate, 1),
             numbers.percent(r.participation_rate, 1), _figure(outcome, r.own_cost, "")] for r in each]
    look.table([_("Campaign"), _("Reached"), _("Bought"), _("Used it"), _("Own cost")], rows, caption=_("Reach and use by campaign"))
    look.note(_("Reached: a member once for each run of the offer; a dash: an offer open to everybody. Bought and used: of these. Own cost: price "
                "off, prizes, contacts, fixed cost."))


def worth(outcome: Outcome, each: list[CampaignResult]) -> None:
    look.head(_("What each brings and costs"), _("extra margin and cost with all effects, over the own run"))
    ranked = sorted(each, key=lambda r: -r.net)
    chart = campaign_charts.margin_and_cost([name_of(r) for r in ranked], [r.extra_margin for r in ranked], [r.extra_cost for r in ranked],
                                            (_("margin"), _("cost")), symbol=outcome.scenario.market.symbol, lang=language())
    look.show(chart, "campaign-worth", _("Extra margin and cost of each campaign: {list}.", list=listed(
                 f"{name_of(r)} {_figure(outcome, r.extra_margin, '')} / {_figure(outcome, r.extra_cost, '')}" for r in ranked)))


def by_value(each: list[CampaignResult]) -> None:
    look.head(_("Who the extra orders come from"), _("thirds of the members, by what they buy without a program; own run"))
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
        look.head(_("Reach by channel"), _("a member counts for each channel that reached them; own run"))
        look.table([_("Campaign"), _("Channel"), _("Reached"), _("of all reached"), _("Cost")], rows, left=[1], caption=_("Reach by channel"))


def funnel(outcome: Outcome) -> None:
    look.head(_("Stages of a member's life"), _("share of all members, at each month's end; own run"))
    shares, names = stage_shares(outcome), [_(LABELS[s][0]) for s in STAGES]
    chart = campaign_charts.stage_areas(np.arange(1, len(shares) + 1), names, shares)
    look.show(chart, "stages", _("Shares of stages by month; the last month is in the table beside."))


def stages(outcome: Outcome, each: list[CampaignResult]) -> None:
    """The last month against no program, and what activating and winning back cost."""
    look.head(_("At the end"), _("share of all members, program and no program; own run"))
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
