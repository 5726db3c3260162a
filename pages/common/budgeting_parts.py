"""The parts of the budget page: what is budgeted, the answer, the cone, overruns, and what drives the dearest runs."""
from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import streamlit as st

from pages.common import look
from pages.common.downloads import table_buttons
from pages.common.text import _, ended, language, listed, measured
from simulation import naming
from simulation.finance import budget_tables as tables
from simulation.finance.budget import CHOICES, LEVELS, RUNS, SURE, TAIL_SHARE, WHOLE, Budget, level_interval, rank, rounded, share_interval, years
from simulation.labels import LABELS
from simulation.market import Market
from simulation.naming import names_of_parts
from simulation.records import YEAR
from simulation.reporting import budget_charts, numbers
from simulation.words import N_

BYS = {"fiscal": N_("Fiscal year"), "run": N_("Year of the run")}
TYPED = "_budgets"      # budgets typed in this session: (scenario, by, label, year) -> currency units
WIDE = 4                # inputs beside each other
SHOWN = 8               # assumptions listed
MOST = 1e13


@dataclasses.dataclass(frozen=True)
class Shown:
    """What the visitor budgets: envelopes in minor units by year."""

    found: Budget
    by: str
    label: str
    envelopes: dict[str, int]

    @property
    def args(self) -> tuple:
        return self.label, self.by

    def money(self, minor, sign: bool = False) -> str:
        market = self.found.scenario.market
        return numbers.money(None if minor is None or pd.isna(minor) else float(minor) / market.minor_per_unit, market.symbol, language(), sign)

    def verdicts(self) -> list[dict]:
        return self.found.verdicts(self.envelopes, *self.args).to_dict("records")


def called(found: Budget, label: str) -> str:
    """A mechanic's name or title."""
    return _(naming.called(found.scenario.program.get(label), label))


def choose() -> tuple[int, str]:
    """How many runs, and what a year is."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        runs = st.segmented_control(_("Runs"), CHOICES, default=RUNS, key="budget_runs",
                                    help=_("Each has luck and assumptions of its own. More runs tell the ends better.")) or RUNS  # fmt: skip
        names = {code: _(name) for code, name in BYS.items()}
        by = st.segmented_control(_("Budget by"), list(BYS), default="fiscal", format_func=names.get, key="budget_by",
                                  help=_("When fiscal years start is a number of the market, on the page of assumptions.")) or "fiscal"  # fmt: skip
    return runs, by


def year_name(year: str, by: str) -> str:
    return _("Year {n}", n=year) if by == "run" else year


def envelopes(found: Budget, by: str, held) -> Shown:
    """For what, and a budget for each year, which starts as the median of the runs, rounded up."""
    names = {WHOLE: _("The whole program")} | {label: called(found, label) for label in found.labels}
    label = st.selectbox(_("Budget for"), list(names), format_func=names.get, key="budget_label", width=420,
                         help=_("The whole program, or one mechanic or campaign by its name in the program."))  # fmt: skip
    label = label if label in names else WHOLE
    market, of, out = found.scenario.market, years(found.scenario, by), {}
    typed, cells = st.session_state.setdefault(TYPED, {}), []
    for year in found.ends(by):
        cells = cells or list(st.columns(WIDE))
        middle = int(np.sort(found.year_end(year, label, by))[rank(LEVELS[1], found.runs) - 1])
        own = rounded(middle) / market.minor_per_unit
        place, name = (held.source, by, label, year), year_name(year, by)
        if of.count(year) < YEAR:
            name += " " + _("({n} months)", n=of.count(year))
        key = f"budget.{held.source}.{by}.{label}.{year}.{own:.10g}"
        st.session_state.setdefault(key, typed.get(place, own))
        given = cells.pop(0).number_input(
            measured(name, market.symbol), 0.0, MOST, step=float(10 ** max(0, len(str(int(own))) - 2)), format="%.10g", key=key,
            help=_("It starts as the median of the runs, rounded up."))  # fmt: skip
        if given is not None and given != typed.get(place, own):
            if given == own:
                typed.pop(place, None)
            else:
                typed[place] = given
        out[year] = market.minor(own if given is None else given)
    return Shown(found, by, label, out)


def nothing(held) -> None:
    look.answer(_("{name}, budget", name=held.saved_name), _("This program **costs nothing**, so there is nothing to budget."),
                _("Choose another scenario at the left, or add a mechanic on the design page."))  # fmt: skip


def answer(shown: Shown, held) -> None:
    found = shown.found
    holds, mean_over = found.joint(shown.envelopes, *shown.args)
    what = _("the whole program") if shown.label == WHOLE else called(found, shown.label)
    kicker = _("{name} · {what} · {currency}", name=held.saved_name, what=what, currency=found.scenario.market.currency)
    if held.edited:
        kicker += " · " + _("with edits not saved")
    if len(shown.envelopes) == 1:
        said = _("The budget of {amount} holds in **{n} of {runs} runs**.", amount=shown.money(next(iter(shown.envelopes.values()))), n=holds,
                 runs=found.runs)  # fmt: skip
    else:
        said = _("The budgets of all {years} years hold in **{n} of {runs} runs**.", years=len(shown.envelopes), n=holds, runs=found.runs)
    parts = [_("If not, the program is over by {mean} on average.", mean=shown.money(mean_over))] if mean_over is not None else []
    if len(shown.envelopes) > 1:
        parts.append(ended(" · ".join(_("{year}: {n} of {runs} runs over {amount}", year=year_name(row["year"], shown.by), n=row["runs_over"],
                                  runs=row["runs"], amount=shown.money(row["envelope"])) for row in shown.verdicts())))  # fmt: skip
    low, high = share_interval(holds, found.runs)
    parts.append(_("From {runs} runs, the chance that it holds is known to lie between {low} and {high} ({sure} sure).", runs=found.runs,
                   low=numbers.percent(low, 0), high=numbers.percent(high, 0), sure=numbers.percent(SURE, 0)))  # fmt: skip
    look.answer(kicker, said, " ".join(parts))


def table(shown: Shown) -> None:
    found = shown.found
    look.head(_("Budget and cost by year"), _("P10, P50, P90: what a tenth, half and nine tenths of the runs do not exceed"))
    rows = []
    for row in shown.verdicts():
        low, high = shown.money(row["p90_low"]), shown.money(row["p90_high"])
        ends = _("{low} to {high}", low=low, high=high) if not pd.isna(row["p90_high"]) else _("at least {low}", low=low)
        over = _("{n} of {runs} runs", n=row["runs_over"], runs=row["runs"])
        cost = [shown.money(row[level]) for level in ("p10", "p50", "p90")]
        rows.append([year_name(row["year"], shown.by), shown.money(row["envelope"]), *cost, ends, over,
                     shown.money(row["mean_over"]), shown.money(row["most_over"])])  # fmt: skip
    sure = look.tip(_("P90 lies in"), _("By order statistics, sure to at least {sure}.", sure=numbers.percent(SURE, 0)))
    header = [_("Year"), _("Budget"), "P10", "P50", "P90", sure, _("Over at year-end"), _("Then over by, mean"), _("at most")]
    look.table(header, rows, quiet=[5], strong=[1, 6], caption=_("Budget and cost by year"))
    if level_interval(LEVELS[-1], found.runs)[1] is None:
        look.note(_("So few runs do not bound the P90 from above."))
    look.note(_("Luck and assumptions vary together in these runs. Nothing stops the spending here; a limit that stops it is the mechanic"
                " “Budget” of the program. Fees that members pay are no cost and are not taken off."))  # fmt: skip
    buttons(shown, {"budget_years": (_("budget by year"), tables.verdicts(found, shown.envelopes, *shown.args)),
                    "budget_runs": (_("every run"), tables.runs(found, *shown.args))})  # fmt: skip


def cone(shown: Shown) -> None:
    found, market = shown.found, shown.found.scenario.market
    held = found.cone(*shown.args)
    unit = market.minor_per_unit
    look.head(_("Cost to date"), _("{currency} since the year began, by month; band: 8 of 10 runs, from P10 to P90", currency=market.currency))
    of = held["year"].tolist()
    envelopes = [shown.envelopes[year] / unit for year in of]
    alt = _("Cost to date by month: at the end of {year} P10 {low}, P50 {middle}, P90 {high}.", year=year_name(of[-1], shown.by),
            low=shown.money(held["p10"].iloc[-1]), middle=shown.money(held["p50"].iloc[-1]), high=shown.money(held["p90"].iloc[-1]))  # fmt: skip
    look.show(budget_charts.cone(of, held["p10"] / unit, held["p50"] / unit, held["p90"] / unit, envelopes, symbol=market.symbol, name="P50",
                                 budget=_("Budget"), lang=language()), "budget-cone", alt)  # fmt: skip


def overruns(shown: Shown) -> None:
    held = shown.found.overrun(shown.envelopes, *shown.args)
    look.head(_("Over the year's budget already"), _("share of the {runs} runs whose cost to date is above the whole budget of the year, by month",
                                                     runs=shown.found.runs))  # fmt: skip
    if held["runs_over"].any():
        most = held.loc[held["runs_over"].idxmax()]
        look.show(budget_charts.overruns(held["month"].tolist(), held["runs_over"].tolist(), shown.found.runs, said=_("{n} of {runs} runs")),
                  "budget-over", _("The most, {n} of {runs} runs, in month {month}.", n=most["runs_over"], runs=most["runs"],
                                   month=most["month"]))  # fmt: skip
    else:
        look.empty(_("In no month"), _("No run's cost to date is above the year's budget in any month."))
    buttons(shown, {"budget_months": (_("cone and overruns by month"), tables.cone(shown.found, shown.envelopes, *shown.args))})


def tail(shown: Shown) -> None:
    """What the dearest tenth of the runs have in common."""
    found = shown.found
    names = {year: year_name(year, shown.by) for year in shown.envelopes}
    count = max(1, found.runs // TAIL_SHARE)
    look.head(_("What drives the dearest runs"), _("the {k} runs of {runs} that cost most in a year, against the others", k=count, runs=found.runs))
    year = next(iter(names))
    if len(names) > 1:
        year = st.segmented_control(_("Year"), list(names), default=year, format_func=names.get, key=f"budget_tail_{shown.by}",
                                    label_visibility="collapsed") or year  # fmt: skip
    held = found.tail_assumptions(year, *shown.args)
    said = [(_("**{name}** higher ({a} against {b})") if row.spreads > 0 else _("**{name}** lower ({a} against {b})")).format(
        name=_(Market.model_fields[row.assumption].title), a=numbers.three(row.tail_mean), b=numbers.three(row.rest_mean))
        for row in held[held["clear"]].itertuples()]  # fmt: skip
    look.note(_("The dearest runs have {what}.", what=listed(said, ";")) if said else
              _("No single assumption is clearly different in the dearest runs: it is luck, or several together."))
    left, right = st.columns([1.1, 1], gap="large")
    with left:
        rows = [[_(Market.model_fields[row.assumption].title), numbers.three(row.tail_mean), numbers.three(row.rest_mean),
                 f"{row.spreads:+.1f}".replace("-", numbers.MINUS), _("yes") if row.clear else _("may be chance")]
                for row in held.head(SHOWN).itertuples()]  # fmt: skip
        if rows:
            look.table([_("Assumption"), _("Dearest"), _("Others"),
                        look.tip(_("Apart"), _("Difference of the means in standard deviations of the values drawn.")), _("Clear")], rows, left=[4],
                       strong=[3], caption=_("Assumptions in the dearest runs"))  # fmt: skip
        else:
            look.note(_("This market has no uncertain number, so the runs differ by luck alone."))
    with right:
        costs, own = found.tail_costs(year, *shown.args), names_of_parts(found.scenario.program, [k for k, cost in found.costs.items() if cost.any()])
        rows = [[f"{_(own[row.component, row.mechanic, row.name])} · {_(LABELS[row.component][0])}", shown.money(row.rest_mean),
                 shown.money(row.tail_mean), shown.money(row.more, True), numbers.percent(row.share, 0)]
                for row in costs.head(SHOWN).itertuples()]  # fmt: skip
        look.table([_("Cost"), _("Others"), _("Dearest"), _("Dearer by"), _("Share of it")], rows, strong=[3], caption=_("Costs in the dearest runs"))
    buttons(shown, {"budget_tail_assumptions": (_("assumptions in the tail"), tables.tail_assumptions(found, year, *shown.args, translate=_)),
                    "budget_tail_costs": (_("costs in the tail"), tables.tail_costs(found, year, *shown.args, translate=_))})  # fmt: skip


def buttons(shown: Shown, files: dict) -> None:
    scenario = shown.found.scenario
    table_buttons(scenario.name, scenario.market.currency, files)
