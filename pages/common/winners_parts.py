"""The parts of the page of winners and losers."""
from __future__ import annotations

import streamlit as st

from pages.common import look
from pages.common.downloads import table_buttons
from pages.common.session import SAVED, Draft, options, shipped, store, whole_program
from pages.common.text import _, language, listed, local
from simulation.comparison import BETTER, CANNOT_TELL, WORSE
from simulation.inputs import ScenarioError
from simulation.records import MAX_MONTHS
from simulation.reporting import numbers, winners_charts
from simulation.scenario import Scenario
from simulation.transition import DEFAULT_MONTH, DEFAULT_MONTHS, POLICIES
from simulation.winners import CURVE, GROUPINGS, LEAST, SHARE, Question, Winners, shares

THIS = "saved version"


# ======== what is asked ===================================================================================================
def old_programs(held: Draft) -> dict[str, str]:
    """What the old program may be, the default first: the saved version of an edited draft, else what it extends."""
    every = options()
    own = {THIS: _("{name}, as saved", name=held.saved_name)}
    base = held.saved.extends
    first = own if held.edited or base not in every else {base: every[base]} | own
    return first | {source: name for source, name in every.items() if source != held.source and source not in first}


def program_of(source: str, held: Draft):
    if source == THIS:
        return held.saved.program
    return (store().load(source.removeprefix(SAVED))[0] if source.startswith(SAVED) else shipped(source)).program


def inputs(held: Draft, scenario: Scenario) -> tuple[str, str, Question | None]:
    """The old program's name, the policy looked at, and the question; None, with a word why, where it cannot be asked."""
    names, market, months = old_programs(held), scenario.market, scenario.run.months
    a, b, c, d = st.columns([1.7, 1, 1.4, 1])
    old = a.selectbox(_("Old program"), list(names), format_func=names.get, key=f"winners_old-{held.source}-{held.edited}",
                      persist_state="session",
                      help=_("What members have until the change. The new program is the one on the design page; market and members are its own."))
    default = DEFAULT_MONTH if months >= 2 * DEFAULT_MONTH - 2 else max(2, months // 2 + 1)
    month = _number(b, _("Change in month"), f"month-{months}", default, 2, max(2, months),
                    _("The new program holds from the first day of this month of the run."))
    words = {policy: _(text) for policy, (text, *_rest) in POLICIES.items()}
    policy = c.selectbox(_("Transition"), list(words), format_func=words.get, key="winners_policy", persist_state="session",
                         help=_("How members come from the old tiers to the new ones. All are compared below."))
    kept = _number(d, _("Kept for (months)"), "months", DEFAULT_MONTHS, 1, MAX_MONTHS,
                   _("Grandfathered: how long nobody falls below the tier of the day."))
    with st.expander(_("What counts as a loss, and which tier becomes which"), key="winners_terms"):
        a, b = st.columns(2)
        share = a.number_input(_("More than, % of what the member spends"), 0.0, 100.0, 100 * SHARE, 0.5, key="winners_share",
                               persist_state="session")
        least = b.number_input(_("and more than, {currency}", currency=market.currency), 0.0, 1e6, LEAST, 1.0, key="winners_least",
                               persist_state="session", help=_("A member whose value changes by no more than either of the two is about the same."))
        tiers = _tiers(program_of(old, held), scenario, old)
    if months < 2:
        look.empty(_("No time after a change"), _("The run has one month; let it be longer."))
        return names[old], policy, None
    try:
        before = scenario.with_program(program_of(old, held).mapping())
    except ScenarioError as e:
        look.empty(_("This program does not fit"), " ".join(_(fault.message) for fault in e.faults))
        return names[old], policy, None
    share, least = (default if given is None else given for given, default in ((share, 100 * SHARE), (least, LEAST)))
    return names[old], policy, Question(before, scenario.program, month, kept, tiers, share / 100, least)


def _tiers(old, scenario: Scenario, source: str) -> tuple[tuple[str, str], ...]:
    """What the user says of tiers whose names are not the same; nothing said leaves it to name and position."""
    olds, news = ([str(n) for n in p.tier_names] for p in (old, scenario.program))
    shown = {str(n): local(n) for p in (old, scenario.program) for n in p.tier_names}
    odd = [name for name in olds if name not in news]
    if not odd or len(news) < 2:
        return ()
    by_itself, said = _("by its place"), []
    for name, place in zip(odd, st.columns(max(2, len(odd))), strict=False):
        chosen = place.selectbox(_("{tier} becomes", tier=shown[name]), ["", *news], key=f"winners_tier-{source}-{name}",
                                 persist_state="session",
                                 format_func=lambda n: shown.get(n, by_itself))
        if chosen:
            said.append((name, chosen))
    return tuple(said)


def _number(place, label: str, key: str, value: int, low: int, high: int, help: str) -> int:
    given = place.number_input(label, min_value=low, max_value=high, value=value, step=1, key=f"winners_{key}", persist_state="session", help=help)
    return value if given is None else given


def same_program(question: Question) -> bool:
    """Whether nothing differs, however the forms write it."""
    new = question.old.model_copy(update={"program": question.program})
    return question.old.program == question.program or whole_program(question.old) == whole_program(new)


# ======== what is found ===================================================================================================
def _money(found: Winners, value, sign: bool = False) -> str:
    return numbers.money(value, found.question.old.market.symbol, language(), sign)


def answer(found: Winners, policy: str, old: str, held: Draft) -> None:
    row, question = _row(found, policy), found.question
    kicker = _("{old} → {new} in month {month} · {policy}", old=old, new=held.saved_name, month=question.month, policy=_(POLICIES[policy][0]))
    if held.edited:
        kicker += " · " + _("with edits not saved")
    tiers, many = found.group(policy, "tier"), numbers.count(row["members"])
    if round(row["falls"]):
        worst = _tier(found, tiers.loc[tiers["falls"].idxmax(), "group"])
        first = _("**{n} of {many} members fall** on the day, most of them from {tier}; ", n=numbers.count(row["falls"]), many=many, tier=worst)
    elif round(row["rises"]):
        first = _("**{n} of {many} members rise** on the day and none falls; ", n=numbers.count(row["rises"]), many=many)
    else:
        first = _("**None of {many} members** rises or falls on the day; ", many=many)
    everybody = found.group(policy, "all").iloc[0]
    lost = _money(found, everybody["losers_mean_a_year"])
    if round(row["loses"]) == 1:
        second = _("one member gets {money} a year less.", money=lost)
    elif round(row["loses"]):
        second = _("{n} members get less, {money} a year each.", n=numbers.count(row["loses"]), money=lost)
    elif round(row["gains"]):
        second = _("{n} get more, and nobody less.", n=numbers.count(row["gains"]))
    else:
        second = _("what they get stays about the same.")
    words = _("{gain} members get more, worth {won}, and {lose} less, worth {lost}, over {months} months.", gain=numbers.count(row["gains"]),
              won=_money(found, row["value_won"]), lose=numbers.count(row["loses"]), lost=_money(found, row["value_lost"]),
              months=question.months_after)
    look.answer(kicker, first + second, words + " " + _company(found, row))


def _company(found: Winners, row) -> str:
    net, low, high = row["net_value_change"], row["low"], row["high"]
    if row["verdict"] == CANNOT_TELL:
        return _("Whether the company gains cannot be told from {runs} runs: {net}.", runs=found.runs, net=_money(found, net, True))
    span = numbers.span(low, high, "money", like=net, lang=language(), sign=True)
    return _("The company's net value changes by {net} ({span}): {verdict}.", net=_money(found, net, True), span=span, verdict=_(row["verdict"]))


def _row(found: Winners, policy: str):
    return found.policies[found.policies["policy"] == policy].iloc[0]


def _tier(found: Winners, name: str) -> str:
    return next((local(n) for n in found.question.old.program.tier_names if str(n) == name), name)


def policies(found: Winners) -> None:
    question, market = found.question, found.question.old.market
    look.head(_("The transition policies side by side"),
              _("from month {month} to {last}, {currency}; net value with its range over {runs} runs", month=question.month,
                last=question.old.run.months, currency=market.currency, runs=found.runs))
    rows = []
    for r in found.policies.itertuples():
        kind = {BETTER: "better", WORSE: "worse"}.get(r.verdict, "unknown")
        rows.append([_(POLICIES[r.policy][0]), *(numbers.count(x) for x in (r.rises, r.falls, r.gains, r.loses)), _money(found, r.value_won),
                     _money(found, r.value_lost), _money(found, r.net_value_change, True),
                     numbers.span(r.low, r.high, "money", like=r.net_value_change, lang=language(), sign=True), look.chip(_(r.verdict), kind)])
    header = [_("Transition"), _("Rise"), _("Fall"), _("Gain"), _("Lose"), _("Gain, in all"), _("Loss, in all"), _("Net value"), _("range"),
              _("For the company")]
    look.table(header, rows, strong=[7], quiet=[8], caption=_("Transition policies"))
    told = []
    for policy, (name, sentence, _placed) in POLICIES.items():
        text = _(sentence, months=question.months) if "{months}" in sentence else _(sentence)
        told.append([_(name), _("cannot be told here: {why}", why=_(found.refused[policy])) if policy in found.refused else text])
    look.table([_("Transition"), _("What a member is told")], told, left=[1], quiet=[1], caption=_("What a member is told"))
    table_buttons(question.old.name, market.currency, {"winners_policies": (_("transition policies"), found.policies)})


def charts(found: Winners, policy: str) -> None:
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        look.head(_("Who gains, who loses"), _("share of the members, by tier on the day and by what they buy without a program"))
        names, rows, heads = [], [], []
        for grouping in ("all", "tier", "buyers"):
            table = shares(found.group(policy, grouping))
            heads += [len(names)] if names else []
            names += [_group(found, grouping, name) for name in table["group"]]
            rows += table[["loses_share", "about_same_share", "gains_share"]].to_numpy().tolist()
        words = (_("lose"), _("about the same"), _("gain"))
        look.show(winners_charts.shares(names, *zip(*rows, strict=True), words, heads), f"winners-shares-{policy}",
                  _("Shares of members who lose, stay about the same and gain; the figures are in the tables below."))
    with right:
        look.head(_("How much"), _("change of what a member receives, a year, however small; members from who loses most to who gains most"))
        curve = winners_charts.value_curve(CURVE, found.curves[policy], symbol=found.question.old.market.symbol,
                                           words=(_("get less:"), _("get more:")), lang=language())
        look.show(curve, f"winners-curve-{policy}", _("A tenth of the members change by {low} a year or less, a tenth by {high} or more.",
                                                     low=_money(found, found.curves[policy][9], True),
                                                     high=_money(found, found.curves[policy][90], True)))


def _group(found: Winners, grouping: str, name: str) -> str:
    return _tier(found, name) if grouping == "tier" else _(name)


def tables(found: Winners, policy: str) -> None:
    look.head(_("Group by group"), _("members on the day of the change; value a member and year, sales over {months} months, {currency}",
                                     months=found.question.months_after, currency=found.question.old.market.currency))
    header = [_("Group"), _("Members"), _("Rise"), _("Fall"), _("Gain"), _("Lose"), _("Mean"), _("Lowest tenth"), _("Median"), _("Highest tenth"),
              _("Sales"), _("Leave, more")]  # fmt: skip
    rows, kinds = [], {}
    for grouping, title in GROUPINGS.items():
        table = shares(found.group(policy, grouping))
        if grouping != "all":
            kinds[len(rows)] = "quiet"
            rows.append([_(title)] + [""] * (len(header) - 1))
        for r in table.itertuples():
            spread = (r.mean_a_year, r.p10_a_year, r.median_a_year, r.p90_a_year)
            rows.append([_group(found, grouping, r.group), numbers.count(r.members),
                         *(numbers.percent(x, 1) for x in (r.rises_share, r.falls_share, r.gains_share, r.loses_share)),
                         *(_money(found, x, True) for x in spread), _money(found, r.sales_change, True), numbers.count(r.left_change, sign=True)])
    look.table(header, rows, kinds=kinds | {0: "sum"}, caption=_("Winners and losers by group"))
    look.note(_("Received: price off, rewards, prizes, benefits at their value to the member, and points still held, less the plan's fees. The same "
                "members with the same luck under both rules; means of {runs} runs.", runs=found.runs))
    question = found.question
    table_buttons(question.old.name, question.old.market.currency, {"winners_groups": (_("all groups and policies"), shares(found.groups))})


def mapping(found: Winners) -> None:
    """Which tier becomes which, where that is not plain."""
    olds, news = found.question.old.program.tier_names, found.question.program.tier_names
    said = [_("{old} becomes {new}", old=local(olds[i]), new=local(news[k])) for i, k in enumerate(found.places) if str(olds[i]) != str(news[k])]
    if said:
        look.note(_("Tiers: {said}.", said=listed(said)))
