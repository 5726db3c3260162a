"""The parts of the costs page."""
from __future__ import annotations

import numpy as np
import streamlit as st

from pages.common import figures, look
from pages.common.text import _, inside, language
from simulation import tables
from simulation.experiments import interval
from simulation.ledger import COMPONENTS
from simulation.metrics import METRICS, payback_month
from simulation.naming import called, names_of_parts
from simulation.reporting import charts, numbers

QUARTER = 3


def answer(study, held) -> None:
    scenario = study.outcome.scenario
    money = lambda metric: figures.shown(study, metric, study.value(metric))  # noqa: E731
    kicker = _("{name}, against no program", name=held.saved_name) + " · " + _("{currency}, not discounted", currency=scenario.market.currency)
    if held.edited:
        kicker += " · " + _("with edits not saved")
    if not study.value("program_cost"):
        look.answer(
            kicker, _("This program **costs nothing**."), _("Choose another scenario at the left, or add a mechanic on the design page.")
        )
        return
    parts = {c: study.value(c) for c in COMPONENTS}
    largest = max(parts, key=parts.get)
    fees = study.outcome.totals["program"]["fees"].sum() / scenario.market.minor_per_unit
    net, rest = study.value("net_value"), figures.shown(study, "net_value", abs(study.value("net_value")))
    left = _("so {rest} is left", rest=rest) if net >= 0 else _("so {rest} is missing", rest=rest)
    look.answer(
        kicker,
        _(
            "The program costs **{cost}** over {months} months: {rate} of what members spend.",
            cost=money("program_cost"),
            months=scenario.run.months,
            rate=money("fund_rate"),
        ),
        _(
            "In 90 of 100 runs the cost is {cost_span}. It brings {margin} of extra margin ({span}){fees}, {left} ({left_span}). The largest part "
            "of the cost: {part}, {share}.",
            cost_span=figures.span(study, "program_cost"),
            left_span=figures.span(study, "net_value"),
            margin=money("incremental_margin"),
            fees=_(" and {fees} of fees", fees=figures.shown(study, "net_value", fees)) if fees else "",
            span=figures.span(study, "incremental_margin"),
            left=left,
            part=inside(_(METRICS[largest].label)),
            share=numbers.percent(parts[largest] / study.value("program_cost"), 0),
        ),
    )


def net(study) -> None:
    look.head(
        _("Net value, cumulated"), _("incremental margin and fees less program cost, {currency}", currency=study.outcome.scenario.market.currency)
    )
    accounts = tables.monthly_accounts(study.outcome)
    value = np.concatenate([[0.0], accounts["net_value_to_date"]])
    low, high = (np.concatenate([[0.0], end]) for end in study.band("net_value"))
    month = study.value("payback_month")
    paths = study.paths[("program", "net_value")]
    paid = np.array([payback_month(p) or np.nan for p in paths], float)
    found = interval(paid)
    share = (~np.isnan(paid)).sum()
    span = (
        _("range {a} to {b}", a=f"{found[0]:.0f}", b=f"{found[1]:.0f}")
        if found and share == len(paid)
        else _("in {n} of {of} runs", n=share, of=len(paid))
    )
    texts = charts.NetTexts(
        _("Net value"),
        _("Pays back in month {month}", month=f"{month:.0f}") if month else "",
        span,
        _("deepest {value}").replace("{{", "{"),
    )
    look.show(
        charts.net_value(
            np.arange(len(value)),
            value,
            low,
            high,
            symbol=study.outcome.scenario.market.symbol,
            texts=texts,
            break_even=month if month and month > 1 else None,
            lang=language(),
        ),
        "net",
        _("Cumulated net value by month, {end} at the end.", end=figures.shown(study, "net_value", value[-1])),
    )


def stack(study) -> None:
    """Cost by component and quarter."""
    accounts = tables.monthly_accounts(study.outcome)
    used = [c for c in COMPONENTS if accounts[c].any()]
    quarter = (accounts["month"] - 1) // QUARTER
    values = accounts.groupby(quarter)[used].sum()
    divisor, unit = numbers.coarse(float(values.sum(axis=1).max()) if used else 0, study.outcome.scenario.market.currency, language())
    look.head(_("Cost by component"), _("{unit} a quarter", unit=unit))
    if not used:
        look.empty(_("No cost"), _("This program has no mechanic that costs anything."))
        return
    labels = [_("months {a} to {b}", a=QUARTER * q + 1, b=min(QUARTER * (q + 1), len(accounts))) for q in values.index]
    ticks = [(min(4 * y + 1.5, len(values) - 1), _("year {n}", n=y + 1)) for y in range((len(values) + 3) // 4)]
    look.show(
        charts.cost_stack(labels, [_(METRICS[c].label) for c in used], values.to_numpy(), unit_divisor=divisor, ticks=ticks),
        "stack",
        _("Program cost by component and quarter; the table of costs has the same figures."),
    )


def cost_table(study) -> None:
    """Every component with its range, and what is under it by name."""
    outcome = study.outcome
    look.head(
        _("What it costs, by name"),
        _("{currency} over the whole run, with the range that holds it in 90 of 100 runs", currency=outcome.scenario.market.currency),
    )
    named = outcome.costs.groupby(["component", "mechanic", "name"], sort=False)["amount"].sum()
    named = named[named != 0]
    names = names_of_parts(outcome.scenario.program, named.index)
    total, rows, kinds = study.value("program_cost"), [], {}
    share = lambda v: numbers.percent(v / total, 1) if total else numbers.DASH  # noqa: E731
    span = lambda c: numbers.span(*study.range(c), lang=language()) if study.range(c)[1] else ""  # noqa: E731
    for component in COMPONENTS:
        value = study.value(component)
        kinds[len(rows)] = "sum"
        rows.append(
            [
                look.tip(_(METRICS[component].label), _(METRICS[component].help)),
                numbers.amount(value),
                span(component),
                share(value),
            ]
        )
        for key, amount in named.items():
            if key[0] == component:
                kinds[len(rows)] = "quiet"
                rows.append([f"\u2003{_(names[key])}", numbers.amount(amount), "", share(amount)])
    kinds[len(rows)] = "sum"
    rows.append([_("Program cost"), numbers.amount(total), span("program_cost"), share(total)])
    look.table(
        [_("Cost"), _("Amount"), _("Range"), _("Share of cost")], rows, kinds=kinds, quiet=[2], caption=_("Program cost by component and name")
    )


def partners(outcome, due) -> None:
    """What partners pay, by year; the file has every month."""
    look.head(_("Settlement with partners"), _("{currency} by year; the file has every month", currency=outcome.scenario.market.currency))
    sums = due.groupby(["mechanic", (due["month"] - 1) // 12], sort=False).sum(numeric_only=True)
    program, money = outcome.scenario.program, numbers.amount
    rows = [
        [_(called(program.get(label), label)), _("Year {n}", n=year + 1), money(r.joint_cost), money(r.funded),
         numbers.count(r.partner_points), money(r.points_payment), money(r.amount_due)]
        for (label, year), r in zip(sums.index, sums.itertuples(), strict=True)
    ]  # fmt: skip
    header = [_("Partner"), "", _("Joint benefit, cost"), _("paid by partner"), _("Points issued there"), _("paid for points"), _("Due")]
    look.table(header, rows, left=[1], strong=[6], caption=_("Settlement with partners by year"))


def points(study) -> None:
    """Opening to closing, as bars and as a table by year."""
    table = tables.points_rollforward(study.outcome)
    flows = ["issued", "redeemed", "expired", "reversed"]
    signs = {"issued": 1, "redeemed": -1, "expired": -1, "reversed": -1}
    names = [_("Opening"), _("Issued"), _("Redeemed"), _("Expired"), _("Reversed"), _("Closing")]
    opening, closing = table["opening"].iloc[0], table["closing"].iloc[-1]
    left, right = st.columns([1, 1.25], gap="large")
    with left:
        values = [opening, *(signs[f] * table[f].sum() for f in flows), closing]
        divisor, words = numbers.coarse(max(abs(float(v)) for v in values), _("points"), language())
        look.head(_("Points, opening to closing"), _("{unit}, {n} months", unit=words, n=len(table)))
        look.show(
            charts.waterfall(names, np.array(values, float) / divisor, totals=[0, 5]),
            "fall",
            _("Points roll-forward; see the table beside."),
        )
    with right:
        look.head(_("Roll-forward"), _("points; closing ties to the members' balances in every month"))
        year = (table["month"] - 1) // 12
        columns = [table[year == y] for y in sorted(year.unique())] + [table]
        header = [_("Points"), *(_("Year {n}", n=y + 1) for y in sorted(year.unique())), _("{n} months", n=len(table))]
        rows = [[names[0], *(numbers.count(c["opening"].iloc[0]) for c in columns)]]
        rows += [[name, *(numbers.count(signs[f] * int(c[f].sum())) for c in columns)] for name, f in zip(names[1:5], flows, strict=True)]
        rows.append([names[5], *(numbers.count(c["closing"].iloc[-1]) for c in columns)])
        look.table(header, rows, kinds={0: "quiet", 5: "sum"}, caption=_("Points roll-forward by year"))
        value, span = (
            figures.shown(study, "points_outstanding", study.value("points_outstanding")),
            figures.span(study, "points_outstanding"),
        )
        look.note(_("Outstanding at the end: {value} points, in 90 of 100 runs {span}.", value=value, span=span))
