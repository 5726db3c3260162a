"""Explanations as plain text, for the command line."""
from __future__ import annotations

from simulation.explain import Explanation
from simulation.explaining.words import PHASES, Day, Money, Share, told
from simulation.market import Market

WIDTHS = (9, 18, 12, 9, 12, 9)      # phase, mechanic, money, points, left to pay, balance


def orders_table(found: list[Explanation], market: Market) -> str:
    """One line for each order of a member."""
    rows = [f"{'order':>5s}  {'date':16s} {'list price':>11s} {'paid':>11s} {'points':>7s}  {'tier':10s} what acted"]
    for k, e in enumerate(found, start=1):
        names = dict.fromkeys(told(line.title, market) for line in e.acted)
        rows.append(f"{k:5d}  {told(Day(e.date), market):16s} {money(e.list_price, market):>11s} {money(e.paid, market):>11s} {e.points:7,d}  "
                    f"{told(e.tier, market):10s} {', '.join(names)}")
    return "\n".join(rows)


def explanation_table(e: Explanation, market: Market) -> str:
    """One order: why it happened, line by line what acted, and what did not."""
    out = [told(x, market) for x in e.cause.said]
    if e.cause.drawn is not None:
        out += [f"  {told(part.said, market):44s}{part.amount:+8.3f}" for part in e.cause.parts]
        chance, drawn = (told(Share(x), market) for x in (e.cause.chance, e.cause.drawn))
        out.append(f"  {'the program pulls with':44s}{e.cause.pull:+8.3f}   chance {chance}, drawn {drawn}")
    out += ["", row("", "what acted", "money", "points", "to pay", "balance"),
            row("", "list price", "", "", money(e.list_price, market), f"{e.balance_before:,}")]
    for line, (left, balance) in zip(e.acted, e.running, strict=True):
        moved = (money(line.money, market) if line.money else "", f"{line.points:+,}" if line.points else "")
        out.append(row(PHASES[line.phase], told(line.title, market), *moved, money(left, market), f"{balance:,}") + told(line.said, market))
    out += [row("", "paid, earned", money(e.paid, market), f"{e.points:+,}", money(e.paid, market), f"{e.balance_after:,}"), "", "what did not act"]
    out += [f"{PHASES[line.phase]:11s}{told(line.title, market):20s}{told(line.said, market)}" for line in e.rested]
    return "\n".join([*out, *([""] if e.later else []), *(told(x, market) for x in e.later)])


def money(minor: int, market: Market) -> str:
    return told(Money(minor), market)


def row(*cells: str) -> str:
    left, right = cells[:2], cells[2:]
    shown = [f"{text:{n}s}" for text, n in zip(left, WIDTHS, strict=False)] + [f"{text:>{n}s}" for text, n in zip(right, WIDTHS[2:], strict=True)]
    return "  ".join(shown) + "  "
