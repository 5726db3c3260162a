"""The parts of the page that hold actuals against the forecast."""
from __future__ import annotations

import math

import numpy as np
import pandas as pd
import streamlit as st

from pages.common import look, results
from pages.common.downloads import csv_buttons
from pages.common.text import _, fault_list, language, listed
from simulation import labels, tables
from simulation.actuals import ABOVE, BELOW, INSIDE, MONEY, Deviation, Forecast, compare, deviations, read_actuals
from simulation.inputs import ScenarioError
from simulation.market import Market
from simulation.recalibrate import Met, error_of
from simulation.remedies import Advice, advice
from simulation.reporting import numbers, pilot_charts
from simulation.reporting.charts import Series
from simulation.words import N_

MONTHS = 12
MOST_MEMBERS = 200_000      # 21 runs of so many take some ten seconds
PLACES = {INSIDE: N_("inside"), ABOVE: N_("above"), BELOW: N_("below")}
HEADINGS = {"month": N_("Month"), "measure": N_("Column"), "actual": N_("Actual"), "forecast": N_("Forecast"), "low": N_("Range, low end"),
            "high": N_("Range, high end"), "place": N_("Place"), "error": N_("Actual over forecast, less 1"), "mape": N_("MAPE to date")}


def inputs(scenario):
    """The scenario at the shop's size and for as long as there will be figures."""
    a, b, _rest = st.columns([1, 1, 2])
    help = _("As many as the program had on its first day; the forecast is simulated for so many. A larger shop counts a sample of its members.")
    members = a.number_input(_("Members on day 0"), 1, MOST_MEMBERS, min(scenario.run.members, MOST_MEMBERS), step=1, key="actuals_members",
                             persist_state="session", help=help)
    months = b.number_input(_("Months of forecast"), 1, scenario.run.months, min(MONTHS, scenario.run.months), step=1,
                            key=f"actuals_months_{scenario.run.months}", persist_state="session", help=_("From the first day of the scenario's run."))
    return scenario.with_run(members=members, months=months)


def files(said: Forecast, source: str) -> None:
    """The template to fill in, and what was filled in; an upload is kept until it is removed."""
    left, right = st.columns([1, 2], gap="large")
    with left:
        look.note(_("Fill in what you counted, as far as you have it: one row a month, any of the columns. Columns named forecast_ only remind you."))
        st.download_button(_("Template (CSV)"), tables.csv(said.template()), f"{said.scenario.name}-actuals.csv", "text/csv",
                           icon=":material/download:", key="template", on_click="ignore")
    key = f"upload_actuals_{source}"
    with right:
        given = st.file_uploader(_("Actuals (CSV)"), type=["csv"], key=key, max_upload_size=1, on_change=_keep, args=(source, key),
                                 help=_("The template filled in. Money in {currency}.", currency=said.scenario.market.currency))
        if given is None and source in kept():
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.html(f'<span class="tl tl-note">{look.esc(_("Compared: {file}", file=kept()[source][0]))}</span>', width="content")
                st.button(_("Remove"), type="tertiary", key="actuals_remove", on_click=kept().pop, args=(source, None))


def kept() -> dict[str, tuple[str, bytes]]:
    """Scenario -> (file, content) of the actuals given for it in this session."""
    return st.session_state.setdefault("actuals", {})


def _keep(source: str, key: str) -> None:
    given = st.session_state.get(key)
    if given is None:
        kept().pop(source, None)
    else:
        kept()[source] = (given.name, given.getvalue())


def read(source: str):
    """The actuals of this scenario; None without any, or with faults, which are said."""
    name, content = kept().get(source, ("", None))
    if content is None:
        look.empty(_("No actuals yet"), _("Download the template, fill in the first months, and upload it. Here you will see which figures "
                                          "left the forecast's range, since when, and what to look at first."))
        return None
    try:
        return read_actuals(content, name)
    except ScenarioError as e:
        st.error(fault_list(e.faults, name, plain), icon=":material/error:")
        return None


def plain(text: str) -> str:
    """Text of a file in Streamlit's Markdown, without effect."""
    return "".join("\\" + c if c in "\\`*_{}[]()#+-.!|<>$~:" else c for c in text)


def comparison(said: Forecast, actuals) -> None:
    compared = compare(said, actuals)
    if compared.empty:
        look.empty(_("Nothing to compare"), _("All figures lie after the last month of the forecast. Give it more months."))
        return
    beyond = [m for m in actuals.index if m > len(said.own)]
    if beyond:
        look.note(_("Months after {last} are left out; the forecast ends there.", last=len(said.own)))
    found = deviations(compared)
    st.space("xsmall")
    head(found)
    chosen = st.segmented_control(_("Column"), list(actuals.columns), default=found[0].column, format_func=title, label_visibility="collapsed",
                                  key=f"actuals_column_{'-'.join(actuals.columns)}") or found[0].column
    chart(said, compared, chosen)
    rows = [[title(d.column), *last(said, compared, d), place(d), _("month {n}", n=d.since) if d.since else numbers.DASH,
             _("{n} of {of}", n=d.outside, of=d.of), gap(d), numbers.percent(d.mape, 1)] for d in found]
    look.table([_("Column"), _("Month"), _("Actual"), _("Forecast"), _("Range"), _("Last month"), _("Since"), _("Months outside"), _("Gap"),
                look.tip(_("MAPE"), _("Mean of the monthly errors without sign, of the actual, over all months given."))], rows, quiet=[4],
               caption=_("Actuals against the forecast"))
    shown = compared.assign(measure=compared["measure"].map(title), place=compared["place"].map(lambda p: _(PLACES[p])))
    named = lambda held: held.rename(columns={c: _(HEADINGS[c]) for c in held})  # noqa: E731
    ranges = said.table()
    csv_buttons(said, {"compared": (_("actuals against the forecast"), named(shown)),
                       "forecast": (_("forecast with ranges"), named(ranges.assign(measure=ranges["measure"].map(title))))})
    st.space("small")
    told = advice(found, said.scenario)
    what_to_do(said, told)
    if any(a.deviation.settled and a.numbers for a in told):
        one_number(said, compared, results.result_met(said, actuals, told))


def title(column: str) -> str:
    return _(labels.LABELS[column][0])


def gap(d: Deviation) -> str:
    if not math.isfinite(d.gap):
        return numbers.DASH
    return ("+" if round(d.gap, 3) > 0 else "") + numbers.percent(d.gap, 1)


def place(d: Deviation) -> str:
    return look.chip(_(PLACES[d.side]), "program" if d.settled else "unknown") if d.side != INSIDE else _(PLACES[INSIDE])


def last(said: Forecast, compared, d: Deviation) -> list[str]:
    row = compared[(compared["measure"] == d.column) & (compared["month"] == d.last)].iloc[0]
    form = lambda v: written(said, d.column, v)  # noqa: E731
    kind = "money" if d.column in MONEY else "count"
    span = numbers.span(row["low"], row["high"], kind, like=row["forecast"], lang=language())
    return [str(d.last), form(row["actual"]), form(row["forecast"]), span]


def written(said: Forecast, column: str, value: float) -> str:
    return numbers.money(value, said.scenario.market.symbol, language()) if column in MONEY else numbers.count(value)


def head(found: list[Deviation]) -> None:
    """The answer: what deviates, and since when."""
    settled, single = [d for d in found if d.settled], [d for d in found if not d.settled and d.side != INSIDE]
    inside = len(found) - len(settled) - len(single)
    rest = [_("{n} of {of} columns are inside their range.", n=inside, of=len(found))]
    if single:
        rest.append(_("Outside in the last month alone, so wait for the next: {names}.", names=listed(title(d.column) for d in single)))
    if not settled:
        look.head(_("The actuals are as forecast."), " ".join(rest))
        return
    first = settled[0]
    share = numbers.percent(abs(first.gap), 0) if math.isfinite(first.gap) else _("far")
    values = {"name": title(first.column), "share": share, "month": first.since}
    if first.side == ABOVE:
        words = _("{name}: {share} above the forecast since month {month}.", **values)
    else:
        words = _("{name}: {share} below the forecast since month {month}.", **values)
    others = [_("{name} ({side} since month {month})", name=title(d.column), side=_(PLACES[d.side]), month=d.since) for d in settled[1:]]
    if others:
        rest.insert(0, _("Also outside: {names}.", names=listed(others)))
    look.head(words, " ".join(rest))


def chart(said: Forecast, compared, column: str) -> None:
    part = compared[compared["measure"] == column].set_index("month").reindex(said.own.index)
    unit = "money" if column in MONEY else "count"
    forecast = Series(_("Forecast"), "program", said.own[column].to_numpy(), *said.band(column))
    actual = Series(_("Actual"), "no_program", part["actual"].to_numpy(float))
    outside = part["place"].isin([ABOVE, BELOW]).to_numpy()
    look.note(_("{name} by month. Line: forecast, band: 90 of 100 runs; dots: actual, full where outside the range.", name=title(column)))
    look.show(pilot_charts.actual_against_forecast(forecast, actual, outside, unit=unit, symbol=said.scenario.market.symbol, lang=language()),
              f"actual-{column}", _("{name} by month: {n} of {of} months outside the range.", name=title(column), n=int(np.sum(outside)),
                                    of=int(part["actual"].notna().sum())))


def what_to_do(said: Forecast, found: list[Advice]) -> None:
    if not found:
        return
    look.head(_("What to look at first"), _("widest gap first; numbers of the market with their low to high case, and terms of the program"))
    rows = [[title(a.deviation.column), place(a.deviation), names(a), _(a.text)] for a in found]
    header = [_("Column"), _("Place"), _("Numbers and terms"), _("What to do")]
    look.table(header, rows, left=[2, 3], quiet=[2], caption=_("What to look at first"))
    plain_rows = [[row[0], _(PLACES[a.deviation.side]), *row[2:]] for row, a in zip(rows, found, strict=True)]
    csv_buttons(said, {"look-at": (_("what to look at first"), pd.DataFrame(plain_rows, columns=header))})


def one_number(said: Forecast, compared, met: list[Met] | None) -> None:
    """Which number alone would bring the forecast to the actuals."""
    if not met:
        return
    st.space("small")
    before, held = error_of(compared), said.scenario.market.assumptions()
    named = lambda m: _(Market.model_fields[m.assumption].title)  # noqa: E731
    best = met[0]
    if best.value is not None and best.error < before:
        words = _("{name} at {value} instead of {held} fits best.", name=named(best), value=signed(best.value),
                  held=signed(held[best.assumption].value))
    else:
        words = _("No number alone explains it.")
    look.head(words, _("each number alone moved until the column meets the actuals; error: mean MAPE of all columns, {before} as it is",
                       before=numbers.percent(before, 1)))
    rows = [[named(m), signed(held[m.assumption].value), signed(m.value) if m.value is not None else _("not enough at {end}", end=signed(m.end)),
             title(m.column), numbers.percent(m.left, 0) if m.value is None else numbers.DASH, numbers.percent(m.error, 1)] for m in met]
    header = [_("Number"), _("Assumed"), _("Would have to be"), _("To meet"), _("Gap left"), _("Error then")]
    look.table(header, rows, left=[3], strong=[2], caption=_("What one number alone would explain"))
    look.note(_("A good fit is no proof: numbers that do the same to these columns fit alike. Change the market file only when you have a reason."))
    csv_buttons(said, {"one-number": (_("one number alone"), pd.DataFrame(rows, columns=header))})


def names(a: Advice) -> str:
    """Membership on dropout 0.25 (0.1 to 0.4); Reward: Points of one reward 500."""
    out = []
    for _field, label, value, low, high in a.numbers:
        said = f"{_(label)} {signed(value)}"
        out.append(said if low is None else _("{number} ({low} to {high})", number=said, low=signed(low), high=signed(high)))
    out += [f"{_(mechanic)}: {_(label)} {value:,g}" for mechanic, label, value, _unit in a.terms]
    return listed(out, "; ")


def signed(value: float) -> str:
    return f"{value:.3g}".replace("-", numbers.MINUS)
