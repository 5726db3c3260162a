"""The guide's live examples: a slider or two, a number and a chart that follow.  The figures are those of simulation/lessons."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages.common import look
from pages.common.results import computed
from pages.common.text import _, language, local
from simulation.comparison import verdict
from simulation.lessons import buying, example, one_member, small_runs
from simulation.lessons.small_runs import THIRD
from simulation.reporting import charts, guide_charts, numbers
from simulation.reporting.charts import Series, tier_slots


def slide(label: str, name: str, low, high, value, step, **more):
    """A slider that keeps its value over pages and languages."""
    return st.slider(label, low, high, value, step, key=f"guide_{name}", persist_state="session", **more)


def symbol() -> str:
    return example().market.symbol


def money(value: float) -> str:
    return numbers.money(value, symbol(), language())


def draw(fig, name: str, title: str, sub: str, alt: str) -> None:
    look.head(title, sub)
    look.show(fig, f"guide-{name}", alt)
    said = [_("{name}: {first} at {start}, {last} at {end}", name=curve, first=first, last=last, start=start, end=end)
            for curve, start, first, end, last in guide_charts.ends(fig)]
    with st.container(key="guide_figures"):
        look.note(" · ".join(said))


def two_lines(x, against: tuple[str, np.ndarray], shown: tuple[str, np.ndarray], **more):
    """A line and a dashed one to hold it against: the name and the values of each."""
    series = [Series(against[0], "no_program", against[1], dashed=True), Series(shown[0], "program", shown[1])]
    return guide_charts.over(x, series, lang=language(), **more)


# ======== members =========================================================================================================
def of_buying() -> None:
    pace, leaving = buying.own_means()
    orders = slide(_("Orders a year, while active"), "orders", 1, 52, round(pace), 1)
    away = slide(_("Chance of leaving after an order, %"), "leaving", 0.5, 20.0, 100 * leaving, 0.25, format="%.2f")
    found, years = buying.orders_to_date(orders, away / 100), 3
    at = 12 * years - 1
    look.cards(
        [
            look.card(_("Orders in three years, as members leave"), numbers.three(found["leaving"][at])),
            look.card(_("If nobody ever left"), numbers.three(found["staying"][at])),
        ]
    )
    months = np.arange(1, len(found["leaving"]) + 1)
    fig = two_lines(
        months,
        (_("nobody leaves"), found["staying"]),
        (_("as members leave"), found["leaving"]),
        unit="count",
    )
    draw(
        fig,
        "buying",
        _("Orders to date"),
        _("of an average new member, by months since joining"),
        _("Orders to date of an average member, as members leave and if nobody left; the cards give both after three years."),
    )


def of_spend() -> None:
    mean = slide(_("The customer's own mean basket, {symbol}", symbol=symbol()), "own_mean", 50, 600, 400, 25)
    seen = slide(_("Orders seen"), "seen", 0, 30, 3, 1)
    orders = np.arange(0, 31)
    expected = buying.expected_basket(mean, orders)
    average = example().market.average_basket.value
    look.cards([look.card(_("Expected of the next basket"), money(expected[seen]), against=_("average of all: {average}", average=money(average)))])
    fig = two_lines(
        orders,
        (_("their own mean"), np.full(len(orders), mean)),
        (_("expected"), expected),
        unit="money",
        symbol=symbol(),
        mark=(seen, _("{n} orders seen", n=seen)),
    )
    draw(
        fig,
        "spend",
        _("What the next basket is expected to be"),
        _("{symbol}, by orders seen so far", symbol=symbol()),
        _("The expected basket moves from the average of all to the customer's own mean with the orders seen."),
    )


def of_joining() -> None:
    joins = slide(_("Joiners a year, of 100 members on day 0"), "joins", 0, 100, 20, 5)
    count = buying.members_to_date(joins / 100)
    look.cards([look.card(_("Members after three years"), numbers.count(count[-1]), against=_("of {n} on day 0", n=numbers.count(buying.MEMBERS)))])
    months = np.arange(1, len(count) + 1)
    fig = two_lines(
        months,
        (_("day 0"), np.full(len(count), buying.MEMBERS)),
        (_("joined"), count),
        unit="count",
        y_range=(0, 1.1 * max(count[-1], 1.2 * buying.MEMBERS)),
    )
    draw(
        fig,
        "joining",
        _("Members who have joined"),
        _("members to date, those of day 0 included, by month"),
        _("Members who have joined by each month's end; the card gives the last."),
    )


def of_tiers() -> None:
    names = [local(n) for n in example().program.tier_names]
    own = int(small_runs.own_threshold())
    threshold = slide(_("Threshold of {tier}, {symbol} in 12 months", tier=names[THIRD], symbol=symbol()), "threshold", 1_500, 7_500, own, 500)
    found = computed(("guide tiers", threshold), lambda progress: small_runs.tier_shares(threshold))
    if found is None:
        return
    look.cards(
        [
            look.card(_("In {tier} or above at the end", tier=names[THIRD]), numbers.percent(found["shares"][-1, THIRD:].sum(), 1)),
            look.card(_("Upgrade rate, 12 months"), numbers.percent(found["upgrade_rate"], 1)),
        ]
    )
    months = np.arange(1, len(found["shares"]) + 1)
    draw(
        charts.tier_areas(months, names, tier_slots(len(names)), found["shares"]),
        "tiers",
        _("Where members stand"),
        _("share of all members by tier, by month; {n} new members", n=small_runs.MEMBERS),
        _("Shares of the members in each tier by month; the cards give the end."),
    )


def of_goal() -> None:
    central = example().market.theta_goal.value
    told = _("{central} is the market's central case; 0.28 is a stamp card.", central=f"{central:.2f}")
    theta = slide(_("Goal gradient"), "theta_goal", 0.0, 0.4, central, 0.02, help=told)
    found = one_member.near_a_threshold(theta)
    orders, without = np.array(found["orders"]), np.array(found["without"])
    last = int(np.flatnonzero(found["spent"] < found["threshold"])[-1])
    look.cards(
        [
            look.card(
                _("Orders a year, just before the tier"),
                numbers.three(orders[last]),
                against=_("without a goal gradient: {rate}", rate=numbers.three(without[last])),
            ),
            look.card(_("More than without a program"), numbers.percent(orders[last] / found["own"] - 1, 1)),
        ]
    )
    tier = local(example().program.tier_names[THIRD])
    fig = two_lines(
        found["spent"],
        (_("no gradient"), without),
        (_("this member"), orders),
        unit="count",
        y_range=(0.97 * found["own"], 1.02 * max(orders.max(), 1.2 * found["own"])),
        mark=(found["threshold"], _("{tier} reached", tier=tier)),
    )
    draw(
        fig,
        "goal",
        _("Pace of one member near a tier"),
        _("orders a year at that moment, by what was spent within the year, {symbol}", symbol=symbol()),
        _("The member's pace rises toward the threshold and falls when it is reached; the cards give the pace just before."),
    )


def of_points() -> None:
    reward = slide(_("Points of one reward"), "reward", 100, 2_000, example().program.get("cash_off").goal, 100)
    found = one_member.redeeming(reward)
    twice = int(np.searchsorted(found["balance"], 2 * reward))
    look.cards(
        [
            look.card(_("Redeems at the next order, with points for two rewards"), numbers.percent(found["fresh"][twice], 0)),
            look.card(_("The same, while they run out"), numbers.percent(found["expiring"][twice], 0)),
        ]
    )
    fig = two_lines(
        found["balance"],
        (_("running out"), found["expiring"]),
        (_("fresh points"), found["fresh"]),
        unit="percent",
        y_range=(0, 1),
        mark=(reward, _("one reward")),
    )
    draw(
        fig,
        "points",
        _("Chance to redeem at an order"),
        _("by the balance held, points"),
        _("The chance to redeem by balance, for fresh points and for points that run out; the cards give it at two rewards."),
    )


def of_expiry() -> None:
    months = slide(_("Points expire after, months"), "expiry", 3, 36, example().program.get("points_expiry").months, 3)
    found = computed(("guide expiry", months), lambda progress: small_runs.fate_of_points(months))
    if found is None:
        return
    look.cards(
        [
            look.card(_("Breakage"), numbers.percent(found["breakage"], 1), against=_("of the points of the first year")),
            look.card(_("Redeemed in the end"), numbers.percent(found["redeemed"][-1], 1)),
        ]
    )
    fig = two_lines(
        found["age"],
        (_("expired"), found["expired"]),
        (_("redeemed"), found["redeemed"]),
        unit="percent",
        y_range=(0, 1),
        mark=(months, _("{n} months", n=months)),
    )
    draw(
        fig,
        "expiry",
        _("What becomes of the points"),
        _("share of the points issued in a month, by months since; {n} members", n=small_runs.MEMBERS),
        _("Shares of the points redeemed and expired by age; the cards give the end."),
    )


# ======== results =========================================================================================================
def of_luck() -> None:
    runs = slide(_("Runs"), "runs", 2, small_runs.RUNS, 5, 1)
    same = st.toggle(_("The same luck for both programs"), True, key="guide_same_luck", persist_state="session")
    of = small_runs.RUNS
    values = computed(("guide luck", of), lambda progress: small_runs.net_values(small_runs.EASIER, of, progress))
    if values is None:
        return
    found = small_runs.narrowing(values, same)
    k = runs - 2
    mean, low, high = (found[name][k] for name in ("mean", "low", "high"))
    word, tier = verdict(low, high, 1), local(example().program.tier_names[THIRD])
    old, new = (numbers.count(int(x)) for x in (small_runs.own_threshold(), small_runs.EASIER))
    look.cards(
        [
            look.card(
                _("Net value, {tier} from {new} less {tier} from {old}", tier=tier, new=new, old=old),
                numbers.money(mean, symbol(), language(), sign=True),
                numbers.span(low, high, "money", like=mean, lang=language(), sign=True),
                _(word),
                {"better": "better", "worse": "worse"}.get(word, "unknown"),
                _("{n} members over {months} months", n=small_runs.FEW, months=small_runs.SHORT),
            )
        ]
    )
    near = slice(1, None)  # two runs alone have an interval that hides all others
    fig = guide_charts.over(
        found["runs"][near],
        [Series(_("difference"), "program", found["mean"][near], found["low"][near], found["high"][near])],
        unit="money",
        symbol=symbol(),
        lang=language(),
        zero=True,
        mark=(max(runs, 3), _("{n} runs", n=runs)),
    )
    draw(
        fig,
        "luck",
        _("The interval closes with more runs"),
        _("mean difference and its 95% interval, {symbol}, by number of runs", symbol=symbol()),
        _("The mean difference with its interval by the number of runs; the card gives it at the number chosen."),
    )


def of_costs() -> None:
    expected = slide(_("Of 100 points, expected to be redeemed"), "expected", 10, 100, 65, 5) / 100
    rate = slide(_("Points for each {symbol} paid", symbol=symbol()), "rate", 0.5, 10.0, 2.0, 0.5)
    found = small_runs.deferral(expected, rate)
    form = lambda v: numbers.amount(v, symbol(), 2)  # noqa: E731
    look.cards([look.card(_("Kept back of a sale of 100"), form(found["deferred"])), look.card(_("Revenue at once"), form(100 - found["deferred"]))])
    fig = two_lines(
        100 * found["redeemed"],
        (_("kept back"), found["deferred"] - found["revenue"]),
        (_("revenue"), found["revenue"]),
        unit="money",
        symbol=symbol(),
    )
    draw(
        fig,
        "costs",
        _("When the part kept back becomes revenue"),
        _("{symbol}, by points redeemed so far, of 100 issued", symbol=symbol()),
        _("Revenue to date and what is still kept back, by the points redeemed so far; the cards give both at the sale."),
    )
