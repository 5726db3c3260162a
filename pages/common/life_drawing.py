"""What the chart of a member's life is drawn from, in the session's language."""
from __future__ import annotations

from pages.common.explain_parts import words
from pages.common.text import _
from simulation.explaining import Day, Money
from simulation.life import EXTRA, SAME, Lived, Pair
from simulation.life_steps import (
    BACK,
    DORMANT,
    DOWNGRADE,
    EXPIRY,
    EXTRA_ORDER,
    GRACE,
    KINDS,
    LEFT,
    OFFER_GOT,
    OFFER_USED,
    PLAN_BOUGHT,
    PLAN_ENDED,
    PLAN_RENEWED,
    PLAN_TRIAL,
    REMINDER,
    RETURNED,
    SERVICE,
    UPGRADE,
    Entry,
)
from simulation.life_tables import place
from simulation.reporting import numbers
from simulation.reporting.life_charts import Dot, Lane, Mark
from simulation.reporting.slots import tier_slots

MARKED = {UPGRADE: "upgrade", DOWNGRADE: "downgrade", EXPIRY: "expired", OFFER_GOT: "offer_got", OFFER_USED: "offer_used", PLAN_TRIAL: "plan",
          PLAN_BOUGHT: "plan", PLAN_RENEWED: "plan", PLAN_ENDED: "plan", RETURNED: "returned", SERVICE: "service", DORMANT: "dormant", BACK: "back",
          LEFT: "left", REMINDER: "told", GRACE: "told"}


def texts() -> dict[str, str]:
    """The chart's own words."""
    return {
        "points": _("Points"), "orders": _("Orders"), "offers": _("Offers"), "events": _("Events"), "tiers": _("Tier"),
        "usual": _("Usual order"), "extra": _("Extra order"), "alone": _("Usual order that the other life does not have"),
        "upgrade": _("Upgrade"), "downgrade": _("Downgrade"), "expired": _("Points expired"), "offer_got": _("Offer given"),
        "offer_used": _("Offer used"), "plan": _("Paid plan"), "returned": _("Order sent back"), "service": _("Service desk"),
        "dormant": _("Dormant"), "back": _("Came back"), "left": _("Left for good"), "told": _("Reminder or grace"),
        "points_held": _("{n} points held"),
    }  # fmt: skip


def lane(lived: Lived, pair: Pair, name: str) -> Lane:
    """One life as the chart takes it."""
    scenario, beside = lived.scenario, lived is pair.beside
    calendar, unit = scenario.calendar, scenario.market.minor_per_unit
    at = lambda day: place(calendar, day)  # noqa: E731
    dots = [Dot(at(e.day), e.sales / unit, _sort(pair, e, beside), _order(lived, e)) for e in lived.orders]
    marks = [Mark(at(e.day), MARKED[e.kind], f"{words(scenario, Day(e.date))} · {_(KINDS[e.kind])} · {words(scenario, e.said)}")
             for e in lived.entries if e.kind in MARKED]
    slots = tier_slots(len(lived.tier_names))
    spans = [(at(a), at(b), words(scenario, lived.tier_names[tier]), slots[tier]) for a, b, tier in lived.tier_spans()] if lived.ladder else []
    left = at(lived.left.day) if lived.left else None
    return Lane(_heading(lived, name), dots, marks, [(at(day), n) for day, n in lived.balances()], spans, left)


def _sort(pair: Pair, e: Entry, beside: bool) -> str:
    if e.kind == EXTRA_ORDER:
        return "extra"
    return "usual" if pair.beside is None or pair.place_of(e, beside) in (SAME, EXTRA) else "alone"


def _order(lived: Lived, e: Entry) -> str:
    day, money = words(lived.scenario, Day(e.date)), words(lived.scenario, Money(e.sales))
    if not e.issued:
        return _("{day}: {money}", day=day, money=money)
    return _("{day}: {money}, {points} points earned", day=day, money=money, points=numbers.count(e.issued))


def _heading(lived: Lived, name: str) -> str:
    return _("{name} · {n} orders, {money}", name=name, n=lived.sums["orders"], money=words(lived.scenario, Money(lived.sums["sales"])))


def alt(pair: Pair, names: tuple[str, str]) -> str:
    """What the picture shows, for who cannot see it."""
    out = []
    for lived, name in zip((pair.told, pair.beside), names, strict=True):
        if lived:
            s = lived.sums
            out.append(_("{name}: {n} orders, {extra} of them extra; {up} upgrades, {down} downgrades; {points} points held at the end.", name=name,
                         n=s["orders"], extra=s["extra"], up=s["upgrades"], down=s["downgrades"], points=numbers.count(s["closing_points"])))
            if lived.left:
                out.append(_("Left for good on {day}.", day=words(lived.scenario, Day(lived.left.date))))
    return " ".join([*out, _("Every step is in the table below.")])
