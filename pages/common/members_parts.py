"""The parts of the members page."""

from __future__ import annotations

import numpy as np
import streamlit as st

from pages.common import figures, look
from pages.common.text import _, language
from simulation import tables
from simulation.metrics import METRICS
from simulation.reporting import charts, numbers
from simulation.reporting.slots import tier_slots
from simulation.words import N_

CURVES = {
    "survival": (N_("Still with you"), N_("members of day 0 who have not left for good, share, by month")),
    "retention": (N_("12-month retention"), N_("of those who bought in the year before last, the share that bought in the last 12 months, by month")),
    "active_rate": (N_("Active"), N_("members with a purchase in the last 90 days, share, by month")),
}


def answer(study, held) -> None:
    own, base = (figures.shown(study, "retention_rate_12m", study.value("retention_rate_12m", arm)) for arm in ("program", "no_program"))
    kicker = _("{name}, against no program", name=held.saved_name) + (" · " + _("with edits not saved") if held.edited else "")
    if study.value("retention_rate_12m") is None:
        look.answer(
            kicker,
            _("**{share}** of the members are still with you at the end.", share=figures.shown(study, "survival_rate", study.value("survival_rate"))),
            _("Runs of 12 months and more also show 12-month retention."),
        )
        return
    look.answer(
        kicker,
        _("Of last year's buyers **{own}** buy again; without a program it would be {base}.", own=own, base=base),
        _("In 90 of 100 runs {own} with the program and {base} without, over luck and over assumptions from low to high; so are the bands below. "
          "Program and no program meet the same luck.",
          own=figures.span(study, "retention_rate_12m"), base=figures.span(study, "retention_rate_12m", "no_program")),
    )


def over_time(study) -> None:
    """The lead chart: both arms, with bands."""
    chosen = (
        st.segmented_control(
            _("Curve"),
            list(CURVES),
            default="survival",
            format_func={c: _(v[0]) for c, v in CURVES.items()}.get,
            label_visibility="collapsed",
            key="curve",
        )
        or "survival"
    )
    title, sub = CURVES[chosen]
    look.head(_(title), _(sub))
    curves, months = {}, np.arange(0, study.outcome.scenario.run.months + 1)
    for arm in ("no_program", "program"):
        start = np.nan if chosen == "retention" or study.outcome.opening else 1.0  # an opening base holds members who have left already
        held = tables.curve_table(study.outcome)
        value = np.concatenate([[start], held[held["arm"] == arm][chosen]])
        low, high = (np.concatenate([[start], end]) for end in study.band(chosen, arm))
        curves[arm] = (value, low, high)
    series = [charts.Series(_("Program") if arm == "program" else _("No program"), arm, *curves[arm], dashed=arm == "no_program") for arm in curves]
    note, at = None, 12
    own, base = curves["program"][0], curves["no_program"][0]
    if len(months) > at and not np.isnan(own[at]) and chosen != "retention":
        note = (at, base[at], own[at], _("**{gap}** after {months} months", gap=numbers.points(own[at] - base[at], language()), months=at))
    look.show(
        charts.lines(months, series, unit="percent", height=330, lang=language(), note=note),
        f"curve-{chosen}",
        _(
            "{title} by month: program {own}, no program {base} at the end.",
            title=_(title),
            own=numbers.percent(own[-1]),
            base=numbers.percent(base[-1]),
        ),
    )


def beside(study) -> None:
    """Three numbers with their ranges."""
    cards = []
    for metric, words in (
        ("upgrade_rate_12m", _("in the last year of the run")),
        ("downgrade_rate_12m", _("in the last year of the run")),
        ("redemption_rate", _("breakage so far: {value}", value=figures.shown(study, "breakage_rate", study.value("breakage_rate")))),
    ):
        m = METRICS[metric]
        cards.append(
            look.card(_(m.label), figures.shown(study, metric, study.value(metric)), figures.span(study, metric), against=words, help=_(m.help))
        )
    look.cards(cards, stacked=True)


def standing(outcome, names, slots) -> None:
    active = outcome.program.measure("active")[:, : len(names)]
    look.head(_("Where active members stand"), _("share of active members by tier, by month"))
    shares = active / np.maximum(1, active.sum(1, keepdims=True))
    look.show(
        charts.tier_areas(np.arange(1, len(shares) + 1), names, slots, shares),
        "tiers",
        _("Tier shares by month; the last month is in the table of tier rates."),
    )


def moves(outcome, names, slots) -> None:
    """The Sankey and the same in percent."""
    month = outcome.scenario.run.months
    flows = outcome.moves(month)[: len(names)]
    left, right = st.columns([1.1, 1] if len(names) < 5 else [1, 1.2], gap="large")
    with left:
        look.head(_("Who moves where in a year"), _("active members at month {a} and where they stand at month {b}", a=month - 12, b=month))
        look.show(charts.sankey(names, slots, flows, _("Lapsed")), "sankey", _("Flows between tiers over the last year; see the table beside."))
    with right:
        look.head(_("The same in percent"), _("of each row; the diagonal stays, lapsed bought nothing in the year"))
        shares = flows / np.maximum(1, flows.sum(1, keepdims=True))
        rows = [[name, *(numbers.percent(x, 1) for x in row)] for name, row in zip(names, shares, strict=True)]
        look.table(
            [_("from \\ to"), *names, _("Lapsed")],
            rows,
            keys=slots,
            heat=shares.tolist(),
            grey=[len(names) + 1],
            strong=[(i, i + 1) for i in range(len(names))],
            caption=_("Moves between tiers in percent"),
        )


def rates(outcome, names) -> None:
    """Upgrade and downgrade rates by tier and year."""
    table = tables.tier_rates(outcome)
    years = sorted(table["year"].unique())
    look.head(_("Upgrades and downgrades by tier"), _("of all members of the tier at the year's start, active or not"))
    words = (("upgrade_rate", _("up, year\u00a0{n}")), ("downgrade_rate", _("down, year\u00a0{n}")))
    columns = [(column, word, y) for column, word in words for y in years]
    header = [_("Tier"), *(word.format(n=y) for _column, word, y in columns)]
    rows = []
    for i, name in enumerate(names):
        part = table[table["tier"] == outcome.tier_names[i]].set_index("year")
        top, bottom = i == len(names) - 1, i == 0
        rows.append(
            [
                name,
                *(
                    numbers.DASH
                    if (top if column == "upgrade_rate" else bottom) or not part.loc[y, "members_at_start"]
                    else numbers.percent(part.loc[y, column], 1)
                    for column, _word, y in columns
                ),
            ]
        )
    look.table(header, rows, keys=tier_slots(len(names)), caption=_("Upgrade and downgrade rates"))


def balance(study) -> None:
    look.head(_("Points balance"), _("points a member, at each month's end"))
    held = tables.curve_table(study.outcome)
    values = held[held["arm"] == "program"]["balance"].to_numpy()
    low, high = study.band("balance")
    look.show(
        charts.lines(np.arange(1, len(values) + 1), [charts.Series(_("Balance"), "program", values, low, high)], unit="count", height=250),
        "balance",
        _("Points balance a member by month, {end} at the end.", end=numbers.count(values[-1])),
    )
