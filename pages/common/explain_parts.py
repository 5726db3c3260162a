"""The parts of the page on one member."""
from __future__ import annotations

import streamlit as st

from pages.common import look
from pages.common.text import _, language, listed
from simulation.explain import Explanation, most_telling
from simulation.explaining import PHASES, Day, Money, Share, told
from simulation.reporting import numbers
from simulation.scenario import Scenario
from simulation.typical import TYPICAL

NUMBER = "number"


def words(scenario: Scenario, value) -> str:
    """A value of an explanation in the session's language."""
    return told(value, scenario.market, _, language())


def money(scenario: Scenario, minor: int) -> str:
    return words(scenario, Money(minor))


def chosen_member(scenario: Scenario, picks: dict[str, int], members: int) -> int:
    """A member found from the run, or one by number."""
    options = [*(word for word in TYPICAL if word in picks), NUMBER]
    names = {word: _(TYPICAL[word]) for word in picks} | {NUMBER: _("A number")}
    if st.session_state.get("explain_pick") not in options:      # of another scenario
        st.session_state.pop("explain_pick", None)
    if st.session_state.get("explain_member", 0) >= members:
        st.session_state.pop("explain_member")
    found = st.segmented_control(_("Member"), options, default=options[0], format_func=names.get, key="explain_pick") or options[0]
    if found in picks:
        return picks[found]
    return int(st.number_input(_("Number of the member, 0 to {last}", last=members - 1), 0, members - 1, 0, key="explain_member", width=260))


def chosen_order(scenario: Scenario, number: int, orders: list[Explanation]) -> int:
    """Which order, from 0: at first the one in which most happened."""
    name = {k: _("{k}: {day}, {money}", k=k + 1, day=words(scenario, Day(e.date)), money=money(scenario, e.list_price)) for k, e in enumerate(orders)}
    key = f"explain_order-{scenario.digest()}-{number}"      # another member's orders are another list
    return st.selectbox(_("Order"), list(name), index=most_telling(orders), format_func=name.get, key=key)


def to_life(number: int) -> None:
    """The way to the member's story."""
    if st.button(_("The whole life of this member"), type="tertiary", icon=":material/timeline:", key="explain_life"):
        st.session_state["life_kind"], st.session_state["life_member"] = NUMBER, number
        st.switch_page(st.session_state["_pages"]["life"])


def answer(held, scenario: Scenario, orders: list[Explanation], k: int) -> None:
    e = orders[k]
    kicker = _("{name}, member {n}: order {k} of {of}", name=held.saved_name, n=e.member, k=k + 1, of=len(orders))
    kicker += " · " + _("with edits not saved") if held.edited else ""
    values = {"list": money(scenario, e.list_price), "paid": money(scenario, e.paid), "points": numbers.count(e.points)}
    said = _("At a list price of {list} the member paid **{paid}** and earned **{points} points**.", **values)
    if e.upgraded:
        said += " " + _("The order won the tier **{tier}**.", tier=words(scenario, e.tier_after))
    look.answer(kicker, said, " ".join(words(scenario, x) for x in (*e.cause.said, *e.later)))


def steps(scenario: Scenario, e: Explanation) -> None:
    """From list price to paid, from points to balance."""
    look.head(_("What acted, in order"), _("{day}, in the tier {tier}; what is left to pay and the balance run along",
                                         day=words(scenario, Day(e.date)), tier=words(scenario, e.tier)))
    rows = [[_("List price"), "", "", "", money(scenario, e.list_price), "", numbers.count(e.balance_before)]]
    for line, (left, balance) in zip(e.acted, e.running, strict=True):
        off, points = money(scenario, line.money) if line.money else "", numbers.count(line.points, sign=True) if line.points else ""
        rows.append([words(scenario, line.title), _(PHASES[line.phase]), words(scenario, line.said), off, money(scenario, left),
                     points, numbers.count(balance)])
    total = e.paid - e.list_price
    rows.append([_("Paid and earned"), "", "", money(scenario, total) if total else "", money(scenario, e.paid),
                 numbers.count(e.balance_after - e.balance_before, sign=True), numbers.count(e.balance_after)])
    look.table([_("Mechanic"), _("Step"), _("How"), _("Price"), _("To pay"), _("Points"), _("Balance")], rows, left=[1, 2], quiet=[1],
               strong=[4, 6], kinds={len(rows) - 1: "sum"}, caption=_("What acted on the order"))


def rested(scenario: Scenario, e: Explanation) -> None:
    look.head(_("What did not act"), _("and why not"))
    rows = [[words(scenario, line.title), _(PHASES[line.phase]), words(scenario, line.said)] for line in e.rested]
    look.table([_("Mechanic"), _("Step"), _("Why")], rows, left=[1, 2], kinds=dict.fromkeys(range(len(rows)), "quiet"),
               caption=_("What did not act on the order"))


def cause(scenario: Scenario, e: Explanation) -> None:
    """The program's pull on the member at that moment, part by part."""
    look.head(_("The program's pull at that moment"), _("parts of the log-rate M; the program multiplies the member's orders by e^M"))
    rows = [[words(scenario, part.said), signed(part.amount)] for part in e.cause.parts]
    rows.append([_("Pull M"), signed(e.cause.pull)])
    look.table([_("Part"), _("Amount")], rows, kinds={len(rows) - 1: "sum"}, caption=_("Parts of the pull"))
    if e.cause.drawn is None:
        look.note(_("This order was placed whatever the pull: the baseline needs none."))
    else:
        chance, drawn = words(scenario, Share(e.cause.chance)), words(scenario, Share(e.cause.drawn))
        look.note(_("Chance of the order **{chance}**; drawn **{drawn}**, below it.", chance=chance, drawn=drawn))


def signed(amount: float) -> str:
    return numbers.count(amount, 3, sign=True)


def all_orders(scenario: Scenario, orders: list[Explanation], k: int) -> None:
    look.head(_("All orders of this member"), _("the tier at the order; the order above in bold"))
    rows = []
    for i, e in enumerate(orders, start=1):
        names = list(dict.fromkeys(words(scenario, line.title) for line in e.acted))
        rows.append([f"{i}", words(scenario, Day(e.date)), money(scenario, e.list_price), money(scenario, e.paid), numbers.count(e.points),
                     words(scenario, e.tier), listed(names)])
    header = ["", _("Day"), _("List price"), _("Paid"), _("Points"), _("Tier"), _("What acted")]
    with st.container(height=420 if len(orders) > 12 else "content", border=False):
        look.table(header, rows, left=[1, 5, 6], quiet=[6], strong=[(k, c) for c in range(1, 7)], caption=_("Orders of the member"),
                   scrolls=True)
