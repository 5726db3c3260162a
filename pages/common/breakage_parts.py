"""The parts of the breakage page."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pages.common import look
from pages.common.text import _, language
from simulation.finance.breakage import ESTIMATORS, MEANINGS
from simulation.finance.reports import BreakageReport
from simulation.records import MAX_MONTHS
from simulation.reporting import liability_charts, numbers

AGES = (0, 3, 6, 9, 12, 15, 18, 24, 30)
QUARTER, HALF_YEAR = 3, 6
MOST_CURVES = 3


def answer(found: BreakageReport, held) -> None:
    lab, run = found.laboratory, found.outcome.scenario.run
    low, high = (lab.table[c].iloc[-1] for c in ("true_low", "true_high"))
    kicker = _("{name}, points issued in {n} months", name=held.saved_name, n=run.months)
    if held.edited:
        kicker += " · " + _("with edits not saved")
    said = " · ".join(_("{name}: {value}", name=_(name), value=numbers.percent(lab.at(key, "breakage_rate")[-1])) for key, name in ESTIMATORS.items())
    above = _("At the end of the run the usual estimators say: {said}.", said=said)
    redeemed = _("By the vintages seen so far, {rate} are redeemed in the end.", rate=numbers.percent(found.redeemed))
    if not lab.why:
        text = _("**{rate}** of the points are never redeemed.", rate=numbers.percent(low))
        look.answer(kicker, text, f"{above} {redeemed}")
    elif lab.why == "never":
        why = _("Points of this program never expire, so there is no breakage that anybody could look up.")
        text = _("After {n} months **{rate}** of the points are still unused.", n=MAX_MONTHS, rate=numbers.percent(high))
        look.answer(kicker, text, f"{why} {redeemed}")
    else:
        why = _("{points} points are still outstanding after {n} months, the longest run, so the truth is known only to lie in this range.",
                points=numbers.count(lab.outstanding), n=MAX_MONTHS)  # fmt: skip
        text = _("**{span}** of the points are never redeemed.", span=f"{numbers.percent(low)} – {numbers.percent(high)}")
        look.answer(kicker, text, f"{why} {above} {redeemed}")


def curves(found: BreakageReport) -> None:
    look.head(_("Redeemed by age"), _("share of the points of a year of issue, by months since issue"))
    table = found.curves
    if table.empty:
        look.empty(_("No vintages"), _("No points were issued in this run."))
        return
    by_year = [(y, own) for y, own in table.groupby("year") if len(own) > 1][:MOST_CURVES]
    if not by_year:
        look.empty(_("No curve yet"), _("The run is too short for all points of a year of issue to have grown a month old."))
        return
    lines = [(_("Year {n}", n=y), own["redeemed_share"].to_numpy()) for y, own in by_year]
    alt = _("Share of points redeemed by months since issue, one line for each year of issue; the triangle below has the same figures.")
    look.show(liability_charts.vintage_curves(lines, max(len(own) for _y, own in by_year) - 1), "vintage_curves", alt)
    look.note(_("A line ends at the age that the year's youngest points have reached."))


def laboratory(found: BreakageReport) -> None:
    lab = found.laboratory
    look.head(_("What estimators would have said"), _("breakage of the points issued so far, at each month's end"))
    low, high = lab.at("naive", "true_low"), lab.at("naive", "true_high")
    name = _("Truth") if not lab.why else _("Truth lies here")
    said = [(key, _(title), lab.at(key, "breakage_rate")) for key, title in ESTIMATORS.items()]
    if lab.why == "never":
        low, high = np.full(len(low), np.nan), np.full(len(low), np.nan)
        look.note(look.line(look.chip(_("No truth")), _("Points never expire: what is not redeemed stays outstanding for ever.")))
    look.show(liability_charts.estimators(said, low, high, name), "estimators",
              _("Breakage as three estimators say it by month, beside what became of the points; the table below has the same figures."))  # fmt: skip


def errors(found: BreakageReport) -> None:
    """Every half year: what each estimator said and, where the truth is known, by how much it was wrong."""
    lab, market = found.laboratory, found.outcome.scenario.market
    if lab.why:
        look.head(_("What each said"), _("breakage; how wrong it was cannot be told while the truth is not known"))
    else:
        measure = _("breakage said; its error in points and, at the value of a point, in {currency}", currency=market.currency)
        look.head(_("How wrong each was"), measure)
    months = [m for m in range(1, found.counts.months + 1) if m % HALF_YEAR == 0] or [found.counts.months]
    table = lab.table.set_index(["month", "estimator"])
    rows = []
    for month in months:
        cells = []
        for key in ESTIMATORS:
            r = table.loc[(month, key)]
            cells.append(numbers.percent(r["breakage_rate"], 1))
            if not lab.why:
                money = numbers.money(r["error_money"] / market.minor_per_unit, market.symbol, language(), sign=True)
                cells += [numbers.count(r["error_points"], sign=True), money]
        low, high = (float(table.loc[(month, "naive"), c]) for c in ("true_low", "true_high"))
        true = (numbers.DASH if lab.why == "never" else numbers.percent(low, 1) if low == high else
                numbers.span(low, high, "percent", lang=language(), digits=1) + "%")
        rows.append([_("Month {n}", n=month), true, *cells])
    header = [_("At the end of"), _("Truth")]
    for key, name in ESTIMATORS.items():
        header += [look.tip(_(name), _(MEANINGS[key])), *([] if lab.why else [_("points"), _("money")])]
    look.table(header, rows, strong=[1], caption=_("Errors of the estimators"))
    if not lab.why:
        look.note(_("A plus says too much breakage: revenue too early, liability too low. A dash: the estimator has no value yet."))


def in_currency(found: BreakageReport) -> pd.DataFrame:
    table = found.laboratory.table
    return table.assign(error_money=table["error_money"] / found.outcome.scenario.market.minor_per_unit)


def triangle(found: BreakageReport) -> None:
    """Quarters of issue by age: the share redeemed, of quarters whose three months have reached the age."""
    look.head(_("Triangle"), _("share of the points issued in a quarter that was redeemed by this age, in months; the file has every month"))
    table = found.triangle[found.triangle["vintage"] > 0]
    if table.empty:
        look.empty(_("No vintages"), _("No points were issued in this run."))
        return
    quarter = (table["vintage"] - 1) // QUARTER
    sums = table.groupby([quarter, "age"])[["issued", "redeemed"]].sum()
    whole = table.groupby(quarter)["vintage"].nunique()
    reached = table.groupby([quarter, "age"]).size()
    ages = [age for age in AGES if age < found.counts.months]
    issued = table[table["age"] == 0].groupby(quarter)["issued"].sum()
    rows, heat = [], []
    for q in issued.index:
        shares = [sums.loc[(q, a), "redeemed"] / sums.loc[(q, a), "issued"] if reached.get((q, a), 0) == whole[q] else None for a in ages]
        rows.append([_("months {a} to {b}", a=QUARTER * q + 1, b=QUARTER * q + whole[q]), numbers.count(issued[q]),
                     *("" if s is None else numbers.percent(s, 0) for s in shares)])  # fmt: skip
        heat.append([None, *shares])
    header = [_("Issued in"), _("Points"), *(str(a) for a in ages)]
    look.table(header, rows, heat=heat, quiet=[1], caption=_("Share redeemed by quarter of issue and age"))


def forecast(found: BreakageReport) -> None:
    look.head(_("What will expire"), _("points outstanding at the end of the run, by months to go"))
    table = found.forecast
    if not table[["unused", "expected"]].to_numpy().any():
        look.empty(_("Nothing expires"), _("No points that are outstanding will expire in the next {n} months.", n=len(table)))
        return
    known = bool(np.isfinite(table["happened"]).any())
    names = (_("unused"), _("expected"), _("happened") if known else "")
    look.show(liability_charts.forecast(table["months_to_go"], table["unused"], table["expected"], table["happened"], names, lang=language()),
              "expiry_forecast",
              _("Points that will expire by months to go, unused and as expected."))  # fmt: skip
    sums = table[["unused", "expected", "happened"]].sum()
    told = ""
    if np.isfinite(table["happened"]).all():
        told = " " + _("When the run went on, {happened} did.", happened=numbers.count(sums["happened"]))
    outstanding = numbers.count(int(found.counts.outstanding[:, -1].sum()))
    look.note(
        _("In the next {n} months {unused} of the {outstanding} points outstanding expire if nothing more is redeemed, {expected} as members have "
          "redeemed so far.", n=len(table), unused=numbers.count(sums["unused"]), outstanding=outstanding,
          expected=numbers.count(sums["expected"])) + told
    )  # fmt: skip
