"""The parts of the page of what a member is worth."""

from __future__ import annotations

import streamlit as st

from pages.common import look
from pages.common.figures import KINDS, verdict
from pages.common.text import _, language, local
from simulation.finance.clv import ALL, BAND, COHORT, TIER_END, TIER_START, MemberValue, title
from simulation.reporting import clv_charts, numbers
from simulation.reporting.slots import tier_slots
from simulation.words import N_

ENOUGH_MEMBERS = 30      # of a tier that the answer is about
VIEWS = {TIER_END: N_("Tier at the end"), TIER_START: N_("Tier on day 0"), BAND: N_("Light to heavy buyers"), COHORT: N_("Year of joining")}


def _names(found: MemberValue) -> list[str]:
    return [local(name) for name in found.scenario.program.tier_names]


def _money(found: MemberValue, value: float, sign: bool = False) -> str:
    return numbers.money(value, found.scenario.market.symbol, language(), sign)


def _span(found: MemberValue, key: tuple, name: str, sign: bool = False) -> str:
    low, value, high = (table.loc[key, name] for table in (found.low, found.table, found.high))
    return "" if low == high else numbers.span(low, high, "money", like=value, lang=language(), sign=sign)


def answer(found: MemberValue, held) -> None:
    market, whole = found.scenario.market, found.table.loc[(ALL, 0)]
    kicker = _("{name}, against no program · {currency} on day 0, at {rate} a year", name=held.saved_name, currency=market.currency,
               rate=numbers.percent(market.discount_rate.value, 1))  # fmt: skip
    if held.edited:
        kicker += " · " + _("with edits not saved")
    tiers = [key for key in found.table.index if key[0] == TIER_END and found.table.loc[key, "members"] >= ENOUGH_MEMBERS]
    key = tiers[-1] if tiers else (ALL, 0)
    row = found.table.loc[key]
    values = {"value": _money(found, row["with_total"]), "beyond": _money(found, row["with_beyond"]),
              "added": _money(found, abs(row["member_added"]))}  # fmt: skip
    if not found.scenario.program.mechanics:
        look.answer(kicker, _("A member is worth **{value}** to you, of which {beyond} beyond the run.", **values),
                    _("There is no program here, so it adds nothing."))  # fmt: skip
        return
    up = row["member_added"] >= 0
    if tiers:
        values["tier"] = _names(found)[key[1]]
        text = N_("A member who ends in {tier} is worth **{value}** to you, of which {beyond} beyond the run; the program adds {added}.") if up else \
            N_("A member who ends in {tier} is worth **{value}** to you, of which {beyond} beyond the run; the program takes {added} off it.")
    else:
        text = N_("A member is worth **{value}** to you, of which {beyond} beyond the run; the program adds {added}.") if up else \
            N_("A member is worth **{value}** to you, of which {beyond} beyond the run; the program takes {added} off it.")
    more = _("The mean over all members is {value}: {before} without the program, {added} by it ({span}).", value=_money(found, whole["with_total"]),
             before=_money(found, whole["without_total"]), added=_money(found, whole["member_added"], True),
             span=_span(found, (ALL, 0), "member_added", True))  # fmt: skip
    look.answer(kicker, _(text, **values), more)


def cards(found: MemberValue) -> None:
    row, items = found.table.loc[(ALL, 0)], []
    for name, label, about in (
        ("with_total", _("A member is worth"), _("Contribution margin less the program's cost, plus fees: to the end of the run and beyond it.")),
        ("with_run", _("To the end of the run"), _("From the simulation, discounted month by month.")),
        ("with_beyond", _("Beyond the run"), _("In closed form from each member's own rate and dropout chance, for ever.")),
        ("member_added", _("Added by the program"), _("Value with the program less that of the same people without it.")),
    ):
        low, high = (table.loc[(ALL, 0), name] for table in (found.low, found.high))
        added = name == "member_added"
        word = verdict(low, high, 1) if added else ""
        of = {"with_total": "without_total", "with_run": "without_run", "with_beyond": "without_beyond"}.get(name)
        against = _("without the program: {value}", value=_money(found, row[of])) if of else ""
        strip = look.strip(low, row[name], high, 0.0 if added else row[of])
        items.append(look.card(label, _money(found, row[name], added), _span(found, (ALL, 0), name, added), _(word), KINDS.get(word, "unknown"),
                               against, help=about, strip=strip))  # fmt: skip
    look.cards(items)


def groups(found: MemberValue) -> None:
    """One split at a time, as bars and as a table."""
    views = {code: _(text) for code, text in VIEWS.items() if code in found.table.index.get_level_values(0)}
    look.head(_("Who is worth what"), _("{currency} a member on day 0 · full colour: to the end of the run; pale: beyond it",
                                        currency=found.scenario.market.currency))  # fmt: skip
    split = st.segmented_control(_("Split"), list(views), default=next(iter(views)), format_func=views.get, label_visibility="collapsed",
                                 required=True, key="clv_split")  # fmt: skip
    keys = [key for key in found.table.index if key[0] in (split, "brought_in")] + [(ALL, 0)]
    names = [title(*key, _names(found), _) for key in keys]
    column = lambda name: [found.table.loc[key, name] for key in keys]  # noqa: E731
    look.show(
        clv_charts.values(names, *(column(name) for name in ("with_run", "with_beyond", "without_run", "without_beyond")),
                          symbol=found.scenario.market.symbol, lang=language(),
                          words=(_("with the program"), _("without it"), _("to the end of the run"), _("beyond it"))),
        f"clv-{split}",
        _("What a member of each group is worth: {list}.", list=", ".join(f"{n} {_money(found, v)}" for n, v in zip(names, column("with_total"),
                                                                                                               strict=True))),
    )  # fmt: skip
    rows, slots = [], tier_slots(len(_names(found)))
    for key, name in zip(keys, names, strict=True):
        row = found.table.loc[key]
        word = verdict(found.low.loc[key, "member_added"], found.high.loc[key, "member_added"], 1)
        told = look.key(slots[key[1]], name) if key[0] in (TIER_END, TIER_START) else name
        rows.append([told, numbers.count(row["members"]), numbers.percent(row["there"], 0),
                     *(_money(found, row[c]) for c in ("with_run", "with_beyond", "with_total")), _span(found, key, "with_total"),
                     _money(found, row["without_total"]), _money(found, row["member_added"], True), _span(found, key, "member_added", True),
                     look.chip(_(word), KINDS.get(word, "unknown")) if row["member_added"] else ""])  # fmt: skip
    header = [views[split], _("Members"), look.tip(_("Still there"), _("Not gone for good at the end of the run. Only a simulation knows it.")),
              _("To the end"), _("Beyond"), _("Worth"), _("Range"), _("Without the program"), _("Added"), _("Range"),
              look.hidden(_("Verdict"))]  # fmt: skip
    look.table(header, rows, kinds={len(rows) - 1: "sum"}, quiet=[6, 9], strong=[5, 8], left=[10], caption=_("What a member is worth, by group"))
    if split == TIER_END:
        look.note(_("The same people stand in both columns: those of a high tier would be worth more than others without the program, too. "
                    "**Added** is what the program makes of them."))  # fmt: skip


def how(found: MemberValue) -> None:
    years = numbers.percent(found.soon, 0)
    look.note(_("Of what lies beyond the run without the program, {years} falls into its first five years. A member who hardly ever leaves counts "
                "for ever; the discount rate is what ends it.", years=years))  # fmt: skip
    with st.expander(_("How it is worked out"), key="clv_how"):
        look.note(_("**To the end of the run**: each member's own orders in both arms, times the contribution margin, less returns. The cost is "
                    "booked by month and tier; a tier's cost is shared by its members' sales, running cost by head, fees by payer."))  # fmt: skip
        look.note(_("**Beyond it, without the program**: exact. A member who has not left orders at the own rate and leaves after each order with "
                    "the own dropout chance (BG/NBD), so the rest is a sum in closed form."))  # fmt: skip
        look.note(_("**Beyond it, with the program**: an approximation. What the program did to orders and to dropout in the run's last 12 months, "
                    "by tier and third of buyers, stays as it is, and so does its cost of an active member's month. Costs that do not shrink as "
                    "members leave, such as a platform, are therefore rather understated."))  # fmt: skip
        look.note(_("Money of a month counts as paid at its end. New members who join after the run, and whom members bring in after it, are not "
                    "in it. Ranges hold the figure in 90 of 100 runs, over luck and assumptions."))  # fmt: skip


def checks(found: MemberValue) -> None:
    tied, of, market = int(found.checks["ties"].sum()), len(found.checks), found.scenario.market
    words = _("Checks: all {n} tie to the last cent", n=of) if tied == of else _("Checks: {n} of {of} do not tie", n=of - tied, of=of)
    with st.expander(words, expanded=tied < of, key="clv_ties"):
        shown = lambda v: numbers.amount(v / market.minor_per_unit, digits=market.minor_digits)  # noqa: E731
        rows = [[_(r.name), shown(r.left), shown(r.right), look.chip(_("ties"), "better") if r.ties else look.chip(_("does not tie"), "worse")]
                for r in found.checks.itertuples(index=False)]  # fmt: skip
        look.table([_("Check"), _("One side"), _("Other side"), look.hidden(_("Verdict"))], rows, left=[3],
                   caption=_("Checks of member value"))
