"""The parts of the page of assumptions: what the answer hangs on, where it flips, and how the assumptions work together."""
from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from pages.common import assumptions_results as computed
from pages.common import figures, look, results
from pages.common.downloads import csv_buttons
from pages.common.session import Draft, chosen_case, sized
from pages.common.text import _, inside, language, listed
from simulation.cases import CENTRAL
from simulation.market import Market
from simulation.metrics import METRICS
from simulation.reporting import charts, numbers, sensitivity_charts
from simulation.scenario import Scenario

SHOWN = 6  # bars of the tornado
MEASURES = ("net_value", "incremental_margin", "program_cost", "roi", "lift_rate", "retention_rate_12m", "survival_rate", "active_rate",
            "upgrade_rate_12m")


def own_assumptions(held: Draft) -> Scenario:
    """The draft with its assumptions as they stand, in whatever case the other pages show it."""
    if chosen_case() != CENTRAL:
        look.note(_("**This page** works with every assumption as it stands in the table below, not with the case chosen at the left."))
    return sized(held.good, CENTRAL)


def title(name: str) -> str:
    return _(Market.model_fields[name].title)


def written(market: Market, name: str, value: float) -> str:
    """A number of the market as people read it, in three digits."""
    unit = market.unit_of(name)
    if unit.startswith("share"):
        return numbers.percent(value)
    text = numbers.three(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def answer(held: Draft, study, found: list, flips: pd.DataFrame) -> None:
    market = study.outcome.scenario.market
    kicker = _("{name}, against no program", name=held.saved_name) + (" · " + _("with edits not saved") if held.edited else "")
    if not found:
        look.answer(kicker, _("**No assumption** moves the net value of this program."), _("None of those that have a low and a high case."))
        return
    pays, first = study.value("net_value") > 0, flips.iloc[0]
    turning = [row for row in flips.itertuples() if not np.isnan([row.flips_below, row.flips_above]).all()]
    verdict = (_("the program no longer pays") if pays else _("the program would pay"))
    top = inside(title(first.assumption))
    if turning and turning[0].assumption == first.assumption:
        text = _("The answer hangs most on **{name}**: {where} {verdict}.", name=top, where=_side(market, turning[0]), verdict=verdict)
        rest = turning[1:]
    else:
        text = _("The answer hangs most on **{name}**, but no value of it turns the answer.", name=top)
        rest = turning
    also = listed((_("{assumption} {where}", assumption=inside(title(row.assumption)), where=_side(market, row)) for row in rest), ";")
    within = sum(_in_range(market, row) for row in turning)
    look.answer(
        kicker,
        text,
        " ".join(x for x in (
            _("It turns as well with {also}.", also=also) if also else "",
            _("{n} of the {of} that move it most turn it inside the range given for them, each alone and the others as they are.",
              n=within, of=len(flips)),
        ) if x),
    )  # fmt: skip


def _side(market: Market, row) -> str:
    parts = []
    if not np.isnan(row.flips_below):
        parts.append(_("below {value}", value=written(market, row.assumption, row.flips_below)))
    if not np.isnan(row.flips_above):
        parts.append(_("above {value}", value=written(market, row.assumption, row.flips_above)))
    return parts[0] if len(parts) == 1 else _("{one} or {other}", one=parts[0], other=parts[1]) if parts else ""


def _in_range(market: Market, row) -> bool:
    held = getattr(market, row.assumption)
    return any(min(held.low, held.high) <= x <= max(held.low, held.high) for x in (row.flips_below, row.flips_above))


def tornado(study) -> None:
    """What the net value becomes at the low and the high case of each assumption."""
    scenario = study.outcome.scenario
    look.head(
        _("What the net value hangs on"),
        _("net value after {months} months, when one assumption moves to its low or high case", months=scenario.run.months),
    )
    found = results.result_drivers(scenario)
    if found is None:
        return
    top, market = [d for d in found if d.swing > 0][:SHOWN], scenario.market
    if not top:
        look.empty(_("Nothing moves it"), _("No uncertain assumption changes the net value of this program."))
        return
    fig = charts.tornado(
        [title(d.assumption) for d in top],
        [d.at_low for d in top],
        [d.at_high for d in top],
        [written(market, d.assumption, d.low) for d in top],
        [written(market, d.assumption, d.high) for d in top],
        study.value("net_value"),
        symbol=market.symbol,
        lang=language(),
    )
    units: dict[str, list[str]] = {}
    for d in top:
        units.setdefault(market.unit_of(d.assumption), []).append(title(d.assumption))
    look.show(fig, "drivers", _("The assumptions that move net value most: {names}.", names=listed(title(d.assumption) for d in top)))
    said = [_("{name}: {value}", name=listed(names), value=_(unit)) for unit, names in units.items() if unit and not unit.startswith("share")]
    if said:
        look.note(_("Units of the low and the high case: {units}.", units=listed(said, ";")))


def flip_table(study, flips: pd.DataFrame) -> None:
    """Where the verdict turns, for the first five."""
    look.head(_("Where the answer turns"), _("the values at which net value is zero, each alone, on the same luck"))
    market, pays = study.outcome.scenario.market, study.value("net_value") > 0
    rows = []
    for row in flips.itertuples():
        w = lambda x, name=row.assumption: written(market, name, x)  # noqa: E731
        rows.append([title(row.assumption), w(row.central), _paying(row, pays, w)])
    look.table([_("Number"), _("Central"), _("The program pays")], rows, left=[2], strong=[2],
               caption=_("Values at which the verdict turns"))
    look.note(_("Looked for within the limits of each number. On fixed luck the net value moves in small steps, so a value is right to about a "
                "two-hundredth of the number's range. Other luck gives other values: the fewer the members, the more so."))
    csv_buttons(study.outcome, {"flips": (_("where the answer turns"), flips)})


def _paying(row, pays: bool, w) -> str:
    below, above = row.flips_below, row.flips_above
    ends = {"low": w(row.lower), "high": w(row.upper)}
    if np.isnan(below) and np.isnan(above):
        return _("always, from {low} to {high}", **ends) if pays else _("never, from {low} to {high}", **ends)
    if pays:
        if not np.isnan(below) and not np.isnan(above):
            return _("above {low} and below {high}", low=w(below), high=w(above))
        return _("above {value}", value=w(below)) if np.isnan(above) else _("below {value}", value=w(above))
    if not np.isnan(below) and not np.isnan(above):
        return _("below {low} or above {high}", low=w(below), high=w(above))
    return _("below {value}", value=w(below)) if np.isnan(above) else _("above {value}", value=w(above))


def together(study, names: tuple[str, ...]) -> None:
    """Elementary effects at once, Sobol's indices when asked for."""
    look.head(_("When all of them are open at once"), _("which assumption still matters when the others are not at their central value, too"))
    left, right = st.columns(2, gap="large", vertical_alignment="bottom")
    known = [m for m in MEASURES if study.value(m) is not None]
    metric = left.selectbox(_("Measure"), known, format_func={m: _(METRICS[m].label) for m in known}.get, key="sensitivity_measure",
                            persist_state="session")
    runs = {"morris": computed.TRAJECTORIES * (len(names) + 1), "sobol": computed.BASE * (len(names) + 2)}
    labels = {"morris": _("Effects (Morris, {n} runs)", n=runs["morris"]), "sobol": _("Shares (Sobol, {n} runs)", n=runs["sobol"])}
    method = right.segmented_control(_("Method"), list(labels), format_func=labels.get, default="morris", required=True, key="sensitivity_method",
                                     help=_("Morris tells which matter at all. Sobol tells how much of the uncertainty each makes, in more runs."))
    find = computed.result_morris if method == "morris" else computed.result_sobol
    found = find(study.outcome.scenario, metric, names)
    if isinstance(found, str):
        look.empty(_("No such indices"), _(found))
    elif found is not None:
        _chart(study, metric, method, found)
        csv_buttons(study.outcome, {method: (_("elementary effects") if method == "morris" else _("Sobol's indices"), found)})


def _chart(study, metric: str, method: str, found: pd.DataFrame) -> None:
    shown = [title(name) for name in found["assumption"]]
    alt = _("The assumptions by their effect on {measure}, the largest first: {names}.", measure=_(METRICS[metric].label), names=listed(shown))
    if method == "sobol":
        look.show(sensitivity_charts.indices(shown, found["first"], found["total"], found["total_conf"]), "sobol", alt)
        look.note(_("Pale: the share of the figure's variance that would be left if all others were known. Full: the share that goes if this one "
                    "alone were known. Pale bars add up to more than 100% where assumptions work together. Line: 95% interval."))
        return
    unit = METRICS[metric].unit
    form = (lambda v: f"{numbers.three(100 * v)} pp") if unit == "percent" else (lambda v: figures.shown(study, metric, v))
    fig = sensitivity_charts.effects(shown, found["mu_star"], found["mu_star_conf"], found["sigma"], form, lang=language(),
                                     unit=unit if unit in ("percent", "money") else "count", symbol=study.outcome.scenario.market.symbol)
    look.show(fig, "morris", alt)
    look.note(_("Bar: how far {measure} moves on average when the assumption goes through its range, with its 95% interval. Ring: how far this "
                "differs from place to place; a ring near the bar's end says that the effect hangs on other assumptions. Those that moved net value "
                "at neither end of their range are left out.", measure=inside(_(METRICS[metric].label))))
