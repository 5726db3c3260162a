"""The parts of the service page."""
from __future__ import annotations

import numpy as np
import streamlit as st

from pages.common import look, results
from pages.common.text import _, language, listed, local
from simulation.experiments import interval
from simulation.naming import called
from simulation.reporting import numbers, service_charts
from simulation.reporting.charts import Series
from simulation.reporting.slots import tier_slots
from simulation.service_report import curve, desks_of, per_contact, service_by_tier, service_curves, utilisation

MORE = 1.2


def chosen(desks) -> int:
    """Which desk is shown, from 0."""
    if len(desks) == 1:
        return 0
    labels, names = [label for label, _terms in desks], {label: _(called(terms, label)) for label, terms in desks}
    found = st.segmented_control(_("Desk"), labels, default=labels[0], format_func=names.get, label_visibility="collapsed", key="desk")
    return labels.index(found) if found in labels else 0


def minutes(value) -> str:
    return numbers.DASH if value is None or np.isnan(value) else _("{n} minutes", n=numbers.three(value))


def answer(study, held, d: int) -> None:
    """The highest tier that has met the desk."""
    terms = desks_of(study.outcome.scenario.program)[d][1]
    names = [local(name) for name in study.outcome.scenario.program.tier_names]
    table, base = service_by_tier(study.outcome, "program", d), service_by_tier(study.outcome, "no_program", d).iloc[0]
    kicker = _("{name}, at {n} members", name=held.saved_name, n=numbers.count(study.outcome.scenario.run.members))
    kicker += " · " + _("with edits not saved") if held.edited else ""
    met = np.flatnonzero(table["contacts"])
    if not met.size:
        look.answer(kicker, _("**Nobody** has come to this desk."), _("Raise the share of orders that lead to a contact, or the length of the run."))
        return
    top = table.iloc[met[-1]]
    words = {"tier": names[met[-1]], "wait": minutes(top["mean_wait"]), "share": numbers.percent(top["within_promise"], 0),
             "promise": numbers.count(terms.promise)}
    said = _("**{tier}** members wait **{wait}** on average, {share} within the promise of {promise}.", **words)
    beside = _("Without the program, everybody waits {wait}.", wait=minutes(base["mean_wait"]))
    if met[0] < met[-1]:
        first = table.iloc[met[0]]
        beside = _("In the tier {tier} they wait {wait}.", tier=names[met[0]], wait=minutes(first["mean_wait"])) + " " + beside
    found = _span(study, "waited_minutes", d, int(met[-1]))
    if found:
        span = numbers.span(min(found[0], top["mean_wait"]), max(found[1], top["mean_wait"]), lang=language(), digits=1)
        beside = _("In 90 of 100 runs they wait {span} minutes.", span=span) + " " + beside
    look.answer(kicker, said, beside + " " + _("Waits are minutes of opening hours until service begins."))


def by_month(study, d: int) -> None:
    outcome, terms = study.outcome, desks_of(study.outcome.scenario.program)[d][1]
    names = [local(name) for name in outcome.scenario.program.tier_names]
    held, slots, series = service_curves(outcome.scenario, outcome.program), tier_slots(len(names)), []
    for tier, (name, slot) in enumerate(zip(names, slots, strict=True)):
        if held[curve("contacts", d, tier)].any():
            series.append(Series(name, slot, held[curve("wait", d, tier)], *study.band(curve("wait", d, tier))))
    look.head(_("Mean wait by tier"), _("minutes of opening hours, by month; bands hold 90 of 100 runs"))
    if series:
        look.show(service_charts.waits(np.arange(1, outcome.scenario.run.months + 1), series, terms.promise,
                                       _("promise: {n} minutes", n=numbers.count(terms.promise))),
                  "waits", _("Mean wait in minutes by month and tier; the table below has the run's means."))


def beside(study, d: int) -> None:
    """Agents, their load and their cost."""
    outcome, (label, terms) = study.outcome, desks_of(study.outcome.scenario.program)[d]
    busy, base = utilisation(outcome, "program", d), utilisation(outcome, "no_program", d)
    help_busy = _("Share of their opening hours in which the agents serve. Above some 80%, waits rise steeply.")
    cards = []
    for column, agents, name in ((0, terms.agents, _("Agents for everybody, busy")), (1, terms.dedicated_agents, _("Agents for high tiers, busy"))):
        if agents:
            most = int(np.argmax(busy[:, column]))
            against = _("no program: {value}", value=numbers.percent(base[:, 0].mean(), 0)) if column == 0 else ""
            cards.append(look.card(name, numbers.percent(busy[:, column].mean(), 0), _("{n} at work", n=numbers.count(agents)),
                                   _("most in month {m}: {value}", m=most + 1, value=numbers.percent(busy[most, column], 0)),
                                   against=against, help=help_busy))
    counts = service_by_tier(outcome, "program", d)
    cards.append(look.card(_("Contacts a month"), numbers.count(counts["contacts"].sum() / outcome.scenario.run.months),
                           against=_("given up: {n}", n=numbers.count(counts["given_up"].sum()))))
    cost = outcome.costs
    paid = float(cost[cost["mechanic"] == label]["amount"].sum())
    cards.append(look.card(_("Cost of agents for high tiers"), numbers.money(paid, outcome.scenario.market.symbol, language()),
                           help=_("Agents for everybody are there without the program, too, so they are no cost of it.")))
    look.cards(cards, stacked=True)


def by_tier(study, d: int) -> None:
    outcome = study.outcome
    names = [local(name) for name in outcome.scenario.program.tier_names]
    look.head(_("The whole run by tier"), _("tier at the order; ranges hold 90 of 100 runs"))
    rows = []
    for tier, row in enumerate(service_by_tier(outcome, "program", d).itertuples()):
        rows.append([names[tier], *_cells(row, _span(study, "waited_minutes", d, tier), _span(study, "late", d, tier))])
    base = service_by_tier(outcome, "no_program", d).iloc[0]
    rows.append([_("No program"), *_cells(base, _span(study, "waited_minutes", d, 0, "no_program"), _span(study, "late", d, 0, "no_program"))])
    look.table([_("Tier"), _("Contacts"), _("Mean wait, minutes"), _("Range"), _("Within the promise"), _("Range"), _("Given up")], rows,
               keys=[*tier_slots(len(names)), "no_program"], quiet=[3, 5], caption=_("Service by tier"))


def _cells(row, waited, late) -> list[str]:
    """The cells of one row; `late` is the range of the share beyond the promise."""
    wait = numbers.span(min(waited[0], row.mean_wait), max(waited[1], row.mean_wait), lang=language(), digits=1) if waited else ""
    kept = "" if not late else numbers.span(
        min(1 - late[1], row.within_promise), max(1 - late[0], row.within_promise), "percent", lang=language(), digits=0)
    means = numbers.three(row.mean_wait), wait, numbers.percent(row.within_promise, 0), kept
    return [numbers.count(row.contacts), *means, numbers.count(row.given_up)]


def _span(study, what: str, d: int, tier: int, arm: str = "program"):
    return interval(per_contact(study.paths, what, d, tier, arm))


def more_members(outcome, d: int) -> None:
    """The same desk with a fifth more members, by a further run."""
    scenario = outcome.scenario
    members = round(scenario.run.members * MORE)
    look.head(_("With a fifth more members in every tier"), _("mean wait in minutes: {a} members, then {b}; the same agents, one run each",
                                                              a=numbers.count(scenario.run.members), b=numbers.count(members)))
    other = results.result_outcome(scenario.with_run(members=members))
    if other is None:
        return
    names = [local(name) for name in scenario.program.tier_names]
    before, after = (service_by_tier(o, "program", d)["mean_wait"].to_numpy() for o in (outcome, other))
    look.show(service_charts.moved(names, tier_slots(len(names)), before, after, unit=_("minutes")), "more",
              _("Mean wait by tier before and after: {words}.",
                words=listed(f"{n} {numbers.three(a)} → {numbers.three(b)}" for n, a, b in zip(names, before, after, strict=True))))
