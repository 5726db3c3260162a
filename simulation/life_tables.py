"""A pair of lives as tables: every step of both, and the sums side by side."""
from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pandas as pd

from simulation.calendar import Calendar
from simulation.explaining import told
from simulation.explaining.standing import amount, joined
from simulation.life import DIFFERENCES, SAME, Lived, Pair
from simulation.life_steps import KINDS, Entry
from simulation.words import N_, Said

TOLD, BESIDE = "told", "beside"


# ======== sums ============================================================================================================
@dataclasses.dataclass(frozen=True)
class Sum:
    """A row of the sums: unit is orders, money (minor units), points or times; better: 1 where more is better for the company, -1 where less, 0
    where neither."""

    name: str
    label: str
    unit: str
    help: str


SUMS = (
    Sum("orders", N_("Orders"), "orders", N_("Orders in the run; those sent back are among them.")),
    Sum("extra", N_("Extra orders"), "orders", N_("Of these: placed only because of the program.")),
    Sum("sales", N_("Sales"), "money", N_("At list price, less orders sent back; the run counts them so.")),
    Sum("taken_off", N_("Taken off prices"), "money", N_("Member prices, offers and rewards that came off the orders, less orders sent back.")),
    Sum("margin", N_("Contribution margin"), "money", N_("Sales times the market's contribution margin.")),
    Sum("cost", N_("Cost less fees"), "money", N_("The member's share of what the program costs, by sales within the tier and month, less fees "
                                                  "without tax; without running cost.")),
    Sum("running", N_("Share of running cost"), "money", N_("Platform, staff and setting up, shared by head.")),
    Sum("net", N_("Margin less all cost"), "money", N_("Contribution margin less cost and running cost, plus fees.")),
    Sum("issued", N_("Points earned"), "points", N_("Points that the member was given in the run.")),
    Sum("redeemed", N_("Points redeemed"), "points", N_("Points given for rewards.")),
    Sum("expired", N_("Points expired"), "points", N_("Points that ran out.")),
    Sum("reversed", N_("Points reversed"), "points", N_("Points taken back with orders sent back.")),
    Sum("closing_points", N_("Points held at the end"), "points", N_("Those of day 0 and those earned, less the rest.")),
    Sum("upgrades", N_("Upgrades"), "times", N_("Times a higher tier was won.")),
    Sum("downgrades", N_("Downgrades"), "times", N_("Times a tier was lost.")),
    Sum("dormant", N_("Times dormant"), "times", N_("Times without an order for as long as the program's stages of life call dormant.")),
)


def sums(pair: Pair, cost: float = 0.0, running: float = 0.0, beside_cost: float = 0.0, beside_running: float = 0.0) -> pd.DataFrame:
    """One row for each of SUMS: name, told, beside, difference; money in minor units; costs of the two lives as personas of the run have them.

    Rows that are zero in both lives are left out, but for orders, sales and margin."""
    rows = []
    sides = [_with_cost(pair.told.sums, cost, running)]
    sides.append(_with_cost(pair.beside.sums, beside_cost, beside_running) if pair.beside else None)
    for row in SUMS:
        values = [side[row.name] if side else None for side in sides]
        if any(values) or row.name in ("orders", "sales", "margin"):
            rows.append((row.name, *values, values[0] - values[1] if pair.beside else None))
    return pd.DataFrame(rows, columns=["name", TOLD, BESIDE, "difference"]).astype({BESIDE: float, "difference": float})


def _with_cost(found: dict, cost: float, running: float) -> dict:
    return found | {"cost": cost, "running": running, "net": found["margin"] - cost - running}


# ======== steps ===========================================================================================================
def place(calendar: Calendar, day: float) -> float:
    """Where a day stands on an axis of months: month m lies from m - 0.5 to m + 0.5."""
    last = calendar.days
    if day >= last:
        return calendar.months + 0.5
    whole = max(0, int(day))
    month = calendar.month_of(whole)
    start, end = calendar.span(month)
    return month - 0.5 + (max(0.0, day) - start) / (end - start)


def amounts(lived: Lived, values: tuple[int, ...]) -> Said | str:
    """What counts toward the tiers, in words."""
    card = lived.replayed.card
    return joined([amount(int(card.metric[k]), n) for k, n in enumerate(values)], card) if values else ""


def steps(pair: Pair, names: tuple[str, str], translate: Callable[[str], str] = str, language: str = "en") -> pd.DataFrame:
    """Every step of both lives in time order, in words and figures; money in currency units."""
    market = pair.told.scenario.market
    say = lambda value: told(value, market, translate, language)  # noqa: E731
    unit, rows = market.minor_per_unit, []
    for side, (lived, name) in enumerate(zip((pair.told, pair.beside), names, strict=True)):
        for e, now in zip(lived.entries, lived.after, strict=True) if lived else ():
            what = pair.place_of(e, bool(side)) if e.orders and pair.beside else SAME
            rows.append({
                "life": name, "month": e.month, "date": e.date.isoformat(), "step": translate(KINDS[e.kind]), "why": say(e.said),
                "list_price": e.sales / unit, "paid_for_order": e.paid / unit, "fee": e.fees / unit, "points_change": e.points,
                "balance": now.balance, "tier": say(lived.tier_names[now.tier]) if lived.ladder else "",
                "counts_toward_tier": say(amounts(lived, now.qualifying)), "sales_so_far": now.sales / unit, "orders_so_far": now.orders,
                "in_the_other_life": "" if what == SAME else translate(DIFFERENCES[what]), "_at": e.day})
    table = pd.DataFrame(rows)
    return table.sort_values("_at", kind="stable").drop(columns="_at").reset_index(drop=True) if rows else table


def kinds_in(lived: Lived) -> list[str]:
    """Kinds of the life's steps, in the order of KINDS."""
    held = {e.kind for e in lived.entries}
    return [kind for kind in KINDS if kind in held]


def filtered(lived: Lived, kinds: list[str]) -> list[tuple[Entry, object]]:
    """Steps of these kinds with the standing after each; every step where no kind is asked for."""
    return [(e, now) for e, now in zip(lived.entries, lived.after, strict=True) if not kinds or e.kind in kinds]
