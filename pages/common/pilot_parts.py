"""The parts of the page that plan a pilot."""
from __future__ import annotations

import numpy as np
import streamlit as st

from pages.common import look
from pages.common.downloads import csv_buttons
from pages.common.text import _, language
from simulation.pilot import MEASURED, Design, Pilot, power, smallest_effect
from simulation.records import MAX_MONTHS
from simulation.reporting import numbers, pilot_charts
from simulation.words import N_

AT_HAND = 10_000
MOST = 10_000_000       # a pilot of more members is no pilot
HEADINGS = {"months": N_("Months"), "program": N_("With the program"), "no_program": N_("Without"), "effect": N_("Effect"),
            "group_program": N_("Members with the program"), "group_holdout": N_("Members in the hold-out"), "members": N_("Members in all"),
            "power": N_("Power"), "low": N_("Power, low end of the range"), "high": N_("Power, high end of the range")}
JOINED = "+\u2060"      # no line ends after the sign
SMALL = 0.2             # share of a group from which skewed sales were seen to cost power: docs/pilot.md
UNITS = {"sales": N_("sales a member"), "purchases": N_("orders a member"), "retained": N_("the share that orders in the pilot"),
         "active": N_("the share that orders in its last 3 months")}


def inputs() -> tuple[Design, int]:
    """What is chosen, and how many members the shop could take."""
    a, b, c, d = st.columns(4)
    name = a.selectbox(_("What is measured"), list(MEASURED), format_func=lambda m: _(MEASURED[m].label), key="pilot_measured",
                       persist_state="session", help=_("Of each member drawn, whether or not the member takes part."))
    months = _number(b, _("Length (months)"), "months", 6, 1, MAX_MONTHS - 24, _("From the day the members are drawn."))
    holdout = _number(c, _("Hold-out (%)"), "holdout", 50, 2, 98, _("Share of the members who, by lot, get no program in this time."))
    at_hand = _number(d, _("Members at hand"), "at_hand", AT_HAND, 4, MOST, _("How many you could take into the pilot, both groups together."))
    a, b, c, d = st.columns(4)
    sure = _number(a, _("Power (%)"), "power", 80, 50, 99, _("Chance to see the effect if it is there. 80 is the custom."))
    level = _number(b, _("Level (%)"), "level", 5, 1, 20, _("Chance to see an effect where there is none, two-sided. 5 is the custom."))
    before = _number(c, _("Months before"), "before", 0, 0, 24,
                     _("Sets off what each member did in so many months before the pilot. Needs fewer members, all known so long. 0: none."))
    return Design(name, months, sure / 100, level / 100, holdout / 100, before), at_hand


def _number(place, label: str, key: str, value: int, low: int, high: int, help: str) -> int:
    given = place.number_input(label, min_value=low, max_value=high, value=value, step=1, key=f"pilot_{key}", persist_state="session", help=help)
    return value if given is None else given      # an emptied field


def shown(pilot: Pilot, value: float, sign: bool = False) -> str:
    unit, lang = MEASURED[pilot.design.measured].unit, language()
    if unit == "money":
        return numbers.money(value, pilot.scenario.market.symbol, lang, sign)
    if unit == "percent":
        return numbers.points(value, lang, 2) if sign else numbers.percent(value)
    return ("+" if sign and value > 0 else "") + numbers.three(value)


def answer(pilot: Pilot, held, at_hand: int) -> None:
    design, groups, needed = pilot.design, pilot.groups, pilot.needed
    kicker = _("{name}, a pilot with a hold-out group", name=held.saved_name) + (" · " + _("with edits not saved") if held.edited else "")
    what = _(UNITS[design.measured])
    if not pilot.scenario.program.mechanics:
        look.answer(kicker, _("There is **no program** to try here."),
                    _("Choose another scenario at the left, or add a mechanic on the design page."))
        return
    if not groups.effect:
        look.answer(kicker, _("There is **nothing to see**: {what} is the same with and without the program.", what=what),
                    _("Choose another measure, or a longer pilot."))
        return
    if not groups.clear:
        look.answer(kicker, _("The effect on {what} is **too small to tell** from the luck of {members} simulated members.", what=what,
                              members=numbers.count(pilot.scenario.run.members)),
                    _("Simulate more members at the left, or choose another measure or a longer pilot."))
        return
    effect = _("{effect} in {what}", effect=shown(pilot, groups.effect, sign=True).replace("+", JOINED), what=what)
    sure = numbers.percent(design.power, 0)
    if needed[0] == needed[1]:
        first = _("A pilot of **{n} members in each group** over {months} months shows {effect} with {sure} power.",
                  n=numbers.count(needed[0]), months=design.months, effect=effect, sure=sure)
    else:
        first = _("A pilot of **{n} members with the program and {m} without** over {months} months shows {effect} with {sure} power.",
                  n=numbers.count(needed[0]), m=numbers.count(needed[1]), months=design.months, effect=effect, sure=sure)
    look.answer(kicker, first, _at_hand(pilot, at_hand))


def _at_hand(pilot: Pilot, at_hand: int) -> str:
    have, months = numbers.count(at_hand), pilot.shortest(at_hand)
    now = numbers.percent(float(power(pilot.groups, at_hand, pilot.design)), 0)
    if sum(pilot.needed) <= at_hand:
        return _("The {have} members at hand are enough: with all of them the power is {now}.", have=have, now=now)
    if months and months > pilot.design.months:
        return _("The {have} members at hand give {now}. They are enough for a pilot of {months} months.", have=have, now=now, months=months)
    return _("The {have} members at hand give {now}. No pilot of up to 24 months is enough with them; measure something else, or use the "
             "months before.", have=have, now=now)


def cards(pilot: Pilot, at_hand: int) -> None:
    design, groups, needed = pilot.design, pilot.groups, pilot.needed
    low, high = pilot.effect_range
    kind = {"money": "money", "percent": "points", "count": "count"}[MEASURED[design.measured].unit]
    span = numbers.span(low, high, kind, like=groups.effect, lang=language(), sign=True, digits=2 if kind != "money" else None)
    least, total = smallest_effect(groups, at_hand, design), sum(needed)
    cost = numbers.money(pilot.cost * needed[0], pilot.scenario.market.symbol, language())
    look.cards([
        look.card(_("Members in all"), numbers.count(total), against=_("of them {n} in the hold-out", n=numbers.count(needed[1])),
                  help=_("Both groups together, drawn by lot from the members of day 0.")),
        look.card(_("Effect to see"), shown(pilot, groups.effect, sign=True), span, strip=look.strip(low, groups.effect, high, 0.0),
                  against=_("without the program: {value}", value=shown(pilot, groups.no_program)),
                  help=_("Mean with the program less mean without it, as simulated. The range holds 90 of 100 runs.")),
        look.card(_("Power over the runs"), numbers.percent(pilot.assurance(total), 0),
                  against=_("{sure} if the effect is as simulated", sure=numbers.percent(design.power, 0)),
                  help=_("Power of this pilot on average over runs in which luck and assumptions vary, so the effect does, too.")),
        look.card(_("Smallest effect seen"), shown(pilot, least, sign=True), against=_("with {have} members at hand", have=numbers.count(at_hand)),
                  help=_("The least effect that the members at hand show with the power wanted (minimal detectable effect).")),
    ])
    words = [_("What the {n} members with the program receive costs about {cost} in this time; running cost comes on top.",
               n=numbers.count(needed[0]), cost=cost)]
    if design.pre_months:
        words.append(_("What a member did in the {months} months before goes along with what the member does in the pilot (correlation {r}); "
                       "that takes {less} off the members needed.", months=design.pre_months, r=f"{pilot.correlation:.2f}",
                       less=numbers.percent(pilot.correlation**2, 0)))
    if min(design.holdout, 1 - design.holdout) <= SMALL and design.measured in ("sales", "purchases"):
        words.append(_("In so small a group a few large buyers weigh heavily, so the power is some points lower."))
    look.note(" ".join(words))


def curve(pilot: Pilot, at_hand: int) -> None:
    """Power by members, and members by months."""
    design, total = pilot.design, sum(pilot.needed)
    left, right = st.columns([1.1, 1], gap="large")
    table = pilot.power_curve(np.unique(np.linspace(max(4, total / 60), 2 * total, 60).astype(int)))
    with left:
        look.head(_("Power by members"),
                  _("chance to see the effect, by members in all; band: 90 of 100 runs"))
        marks = [(total, design.power, _("{n} needed", n=numbers.count(total)))]
        if table["members"].iloc[0] < at_hand < table["members"].iloc[-1] and abs(at_hand / total - 1) > 0.1:
            marks.append((at_hand, float(power(pilot.groups, at_hand, design)), _("{n} at hand", n=numbers.count(at_hand))))
        look.show(pilot_charts.power_curve(table["members"], table["power"], table["low"], table["high"], name=_("Power"), target=design.power,
                                           target_name=_("{sure} wanted", sure=numbers.percent(design.power, 0)), marks=marks, lang=language()),
                  "power", _("Power by members: {sure} at {n} members in all.", sure=numbers.percent(design.power, 0), n=numbers.count(total)))
    durations = pilot.durations()
    with right:
        look.head(_("Members by length"), _("members in all, by months of pilot"))
        most = durations["members"].max()
        look.show(pilot_charts.members_by_months(durations["months"].tolist(), durations["members"], chosen=design.months,
                                                 at_hand=at_hand if at_hand <= 1.5 * most else None, at_hand_name=_("at hand"), lang=language()),
                  "durations", _("Members needed by months of pilot; the same figures are in the table below."))
    rows = [[f"{r.months:.0f}", shown(pilot, r.no_program), shown(pilot, r.program), shown(pilot, r.effect, sign=True),
             *(numbers.count(v) for v in (r.group_program, r.group_holdout, r.members))] for r in durations.itertuples()]
    look.table([_("Months"), _("Without"), _("With the program"), _("Effect"), _("Members with"), _("in the hold-out"), _("in all")], rows,
               strong=[6], caption=_("Members needed by months of pilot"))
    named = lambda held: held.rename(columns={c: _(HEADINGS[c]) for c in held})  # noqa: E731
    csv_buttons(pilot, {"pilot": (_("pilot by months"), named(durations)), "power": (_("power by members"), named(table))})
