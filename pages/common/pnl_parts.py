"""The parts of the P&L page: the answer, the statement by period, the waterfall, what the program is worth."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages.common import look
from pages.common.text import _, language
from simulation.finance.pnl import ANYWAY, COST, COSTS, FEES_RECOGNISED, LINES, NET, TOTAL, Line, lines_of, periods, pnl
from simulation.finance.pnl_range import PnlStudy
from simulation.finance.pnl_tables import name_of
from simulation.finance.value import BreakEven
from simulation.outcome import Outcome
from simulation.reporting import numbers, pnl_charts
from simulation.story.words import odds
from simulation.words import N_

BYS = {"month": N_("By month"), "quarter": N_("By quarter"), "year": N_("By year")}
MEMOS = ("fees_received", "fee_tax", "fees_deferred", ANYWAY)
FIT = 6      # periods beside each other with a range


def currency(outcome: Outcome, minor: float | None, sign: bool = False) -> str:
    """Minor units as a sum with its step: ¥2.84m."""
    market = outcome.scenario.market
    return numbers.money(None if minor is None else minor / market.minor_per_unit, market.symbol, language(), sign)


def span(outcome: Outcome, found: tuple[float, float] | None, kind: str, like: float | None) -> str:
    """A range beside a value; money in minor units."""
    if found is None:
        return ""
    if kind == "money":
        unit = outcome.scenario.market.minor_per_unit
        found, like = (found[0] / unit, found[1] / unit), None if like is None else like / unit
    return numbers.span(*found, kind, like=like, lang=language())


def answer(study: PnlStudy, held) -> None:
    outcome, worth = study.outcome, study.worth
    market = outcome.scenario.market
    kicker = _("{name}, against no program", name=held.saved_name) + f" · {market.currency}"
    if held.edited:
        kicker += " · " + _("with edits not saved")
    total = study.table[TOTAL]
    if not total[COST] and not total["fees_received"]:
        look.answer(kicker, _("This program **costs nothing** and earns nothing."),
                    _("Choose another scenario at the left, or add a mechanic on the design page."))  # fmt: skip
        return
    net, months = int(total[NET]), outcome.scenario.run.months
    size = currency(outcome, abs(net))
    words = (_("The program leaves **{net}** over {months} months, after all its costs.", net=size, months=months) if net >= 0
             else _("The program is **{net}** short over {months} months: it costs more than it brings.", net=size, months=months))
    ahead, of = study.above_zero()
    look.answer(
        kicker,
        words,
        _("{margin} of incremental margin{fees}, less {cost} of program cost. At {rate} a year it is worth {npv} on day 0 ({span}). The net value is"
          " above 0 in {ahead} of {of} runs.", margin=currency(outcome, total["incremental_margin"]),
          fees=_(" and {fees} of fees", fees=currency(outcome, total[FEES_RECOGNISED])) if total[FEES_RECOGNISED] else "",
          cost=currency(outcome, total[COST]), rate=numbers.percent(market.discount_rate.value, 1), npv=currency(outcome, worth.npv),
          span=span(outcome, study.range("npv"), "money", worth.npv), ahead=ahead, of=of),
    )  # fmt: skip


def cards(study: PnlStudy) -> None:
    outcome, worth, items = study.outcome, study.worth, []
    total = study.table[TOTAL]
    net = int(total[NET]), int(study.low[TOTAL][NET]), int(study.high[TOTAL][NET])
    ahead, of = study.above_zero()
    strip = look.strip(net[1], net[0], net[2], 0)
    items.append(look.card(_("Net value"), currency(outcome, net[0]), span(outcome, net[1:], "money", net[0]),
                           _("ahead in {ahead} of {of} runs", ahead=ahead, of=of), odds(ahead, of), _("fees as recognised; not discounted"),
                           help=_("Incremental margin and fees recognised, less program cost."), strip=strip))  # fmt: skip
    figures = (
        ("npv", _("Net present value"), "money", _("at {rate} a year", rate=numbers.percent(outcome.scenario.market.discount_rate.value, 1)),
         _("Net cash of each month at its value on day 0; a month's cash counts at the month's end.")),
        ("roi", _("Return on the program's cost"), "percent", _("of {cost} of cost", cost=currency(outcome, total[COST])),
         _("Net cash over the run, of the program cost.")),
    )  # fmt: skip
    for name, title, kind, against, about in figures:
        own, found = getattr(worth, name), study.range(name)
        shown = currency(outcome, own) if kind == "money" else numbers.percent(own)
        strip = look.strip(found[0], own, found[1], 0) if found and own is not None else ""
        items.append(look.card(title, shown, span(outcome, found, kind, own), "", "", against, help=about, strip=strip))
    has, of = study.having("payback")
    found = study.range("payback")
    items.append(look.card(
        _("Pays back in month"), numbers.count(worth.payback) if worth.payback else _("not yet"),
        span(outcome, found, "count", worth.payback) if has == of and found else "", "", "",
        _("in {n} of {of} runs it does", n=has, of=of) + ("" if worth.payback_discounted is None else " · " + _(
            "discounted: month {month}", month=worth.payback_discounted)),
        help=_("First month from which the sum of net cash to date stays at or above zero to the end of the run.")))  # fmt: skip
    look.cards(items)
    look.note(_("Beside each number: the range that holds it in 90 of 100 runs, over luck and over assumptions from low to high, the discount rate"
                " among them."))  # fmt: skip


# ======== the statement =================================================================================================
def statement(study: PnlStudy) -> None:
    """Every line by period; lines of nothing but zeros are left out."""
    outcome = study.outcome
    look.head(_("Profit and loss of the program"), _("{currency}, rounded here, to the last cent in the files; range: 90 of 100 runs, whole run",
                                                     currency=outcome.scenario.market.currency))  # fmt: skip
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        by = st.segmented_control(_("By"), list(BYS), default="year", format_func=lambda b: _(BYS[b]), label_visibility="collapsed",
                                  key="pnl_by") or "year"  # fmt: skip
        table = pnl(outcome, by)
        shown = list(table.columns.drop(TOTAL))
        if len(shown) > FIT:
            of_year = periods(outcome, "year") if by == "month" else [name.split(" ")[0] for name in shown]
            years = list(dict.fromkeys(of_year))
            year = st.segmented_control(_("Fiscal year"), years, default=years[0], label_visibility="collapsed", key=f"pnl_year_{by}") or years[0]
            shown = [name for name, own in zip(shown, of_year, strict=True) if own == year]
    unit = outcome.scenario.market.minor_per_unit
    many = len(shown) > FIT     # twelve months have to stand side by side
    divisor, words = numbers.coarse(10 * int(table[shown].abs().to_numpy().max()) / unit if many else 0, outcome.scenario.market.currency, language())
    amount = lambda minor: numbers.amount(minor / unit / divisor, digits=1 if divisor > 1 else 0)  # noqa: E731
    head = words if divisor > 1 else _("Line")
    labels = {line.code: line.label for line in LINES}
    rows, kinds, every = [], {}, lines_of(outcome)
    for line in every:
        own = table.loc[line.code]
        alone = line.named and sum(other.parent == line.parent for other in every) == 1 and own[TOTAL] == table[TOTAL][line.parent]
        kept = line.code in (COST, NET) or (line.balance and table[TOTAL]["fees_received"])
        if (not own.any() and not kept) or (alone and line.label == labels[line.parent]):
            continue
        kind = row_kind(line)
        if kind:
            kinds[len(rows)] = kind
        name = f"\u2003{name_of(line, _)}" if line.named else look.tip(name_of(line, _), _(line.help))
        low, high = study.low[TOTAL][line.code], study.high[TOTAL][line.code]
        ranged = _("the same") if low == high else numbers.span(low / unit, high / unit, lang=language())
        rows.append([name, *(amount(own[p]) for p in shown), amount(own[TOTAL]), *([ranged] if len(shown) <= FIT else [])])
    look.table([head, *shown, _("Whole run"), *([_("Range")] if len(shown) <= FIT else [])], rows, kinds=kinds, quiet=[len(shown) + 2],
               strong=[len(shown) + 1], caption=_("Profit and loss by period"))  # fmt: skip
    total = study.table[TOTAL]
    if total[ANYWAY]:
        off = int(outcome.program.measure("discount").sum())
        look.note(_("**{anyway}** of the {off} taken off prices went to sales that would have happened anyway: {share}. It is part of the costs"
                    " above. An estimate: an extra order is taken to have the same discount as any other of its tier and month.",
                    anyway=currency(outcome, total[ANYWAY]), off=currency(outcome, off), share=numbers.percent(total[ANYWAY] / off, 0)))  # fmt: skip


def row_kind(line: Line) -> str:
    """Sums and lines bold, their parts by name and what stands beside quiet."""
    return "quiet" if line.named or line.code in MEMOS or line.code == "incremental_sales" else "sum"


def fall(study: PnlStudy) -> None:
    """From incremental margin to net value."""
    outcome, total = study.outcome, study.table[TOTAL]
    largest = max(abs(int(total[code])) for code in ("incremental_margin", NET, *COSTS)) / outcome.scenario.market.minor_per_unit
    divisor, words = numbers.coarse(largest, outcome.scenario.market.currency, language())
    look.head(_("From incremental margin to net value"), _("{unit}, {n} months", unit=words, n=outcome.scenario.run.months))
    if not total[COST] and not total[NET]:
        look.empty(_("Nothing to show"), _("This program costs nothing and brings nothing."))
        return
    held = {line.code: line for line in lines_of(outcome)}
    steps = [(FEES_RECOGNISED, 1), *((code, -1) for code in COSTS)]
    steps = [(code, sign) for code, sign in steps if total[code]]
    codes = ["incremental_margin", *(code for code, _sign in steps), NET]
    signs = np.array([1, *(sign for _code, sign in steps), 1])
    values = signs * total[codes].to_numpy() / outcome.scenario.market.minor_per_unit / divisor
    look.show(pnl_charts.fall([_(held[code].label) for code in codes], values),
              "pnl-fall", _("From {margin} of incremental margin to {net} of net value; the table above has the same figures.",
                            margin=currency(outcome, total["incremental_margin"]), net=currency(outcome, total[NET])))  # fmt: skip


# ======== worth =========================================================================================================
def worth(study: PnlStudy) -> None:
    outcome, own = study.outcome, study.worth
    rate = numbers.percent(outcome.scenario.market.discount_rate.value, 1)
    look.head(_("What it is worth"), _("on cash: fees count when they are paid, without tax; discounted by the month at {rate} a year", rate=rate))
    months = lambda v: _("month {month}", month=f"{v:.0f}") if v else _("not in this time")  # noqa: E731
    rows = []
    for name, title, kind, about in (
        ("npv", N_("Net present value"), "money", N_("Sum of each month's net cash at its value on day 0.")),
        ("irr", N_("Internal rate of return, a year"), "percent", N_("The discount rate at which the net present value is 0.")),
        ("roi", N_("Return on the program's cost"), "percent", N_("Net cash over the run, of the program cost.")),
        ("payback", N_("Payback"), "month", N_("First month from which the sum to date stays at or above zero.")),
        ("payback_discounted", N_("Payback, discounted"), "month", N_("The same for cash at its value on day 0.")),
        ("deepest", N_("Deepest need of cash"), "money", N_("Lowest point of the sum of net cash to date.")),
    ):
        held, found, (has, of) = getattr(own, name), study.range(name), study.having(name)
        shown = currency(outcome, held) if kind == "money" else months(held) if kind == "month" else numbers.percent(held)
        if name == "deepest" and own.deepest_month:
            shown = _("{value} ({range})", value=shown, range=months(own.deepest_month))
        ranged = span(outcome, found, "count" if kind == "month" else kind, held) if has == of else _("in {n} of {of} runs", n=has, of=of)
        rows.append([look.tip(_(title), _(about)), shown, ranged])
    look.table([_("Figure"), _("Value"), _("Range")], rows, quiet=[2], strong=[1], caption=_("Worth of the program"))
    if own.no_irr:
        look.note(_("No internal rate of return: {why}", why=_(own.no_irr)))


def break_even(outcome: Outcome, found: list[BreakEven]) -> None:
    look.head(_("Where it breaks even"), _("what one figure alone would have to be for the net cash of the run to be 0, everything else as it is"))
    rows = []
    for x in found:
        form = (lambda v: numbers.amount(v, outcome.scenario.market.symbol, 4)) if x.unit == "currency" else (lambda v: numbers.percent(v, 1))
        enough = "" if x.value is None or x.own is None else _("enough") if (x.own <= x.value) == (x.code == "cost_per_point") else _("not enough")
        said = _(x.why) if x.why else _("above 100%: out of reach") if x.unit != "currency" and x.code == "margin" and x.value > 1 else enough
        rows.append([_(x.label), form(x.own), form(x.value), said])
    look.table([_("Figure"), _("In this run"), _("Net is 0 at"), _("So it is")], rows, left=[3], strong=[2], caption=_("Break-even"))
    look.note(_("For the lift, the cost stays as it is: more sales would earn more rewards, so the true break-even is somewhat higher."))
