"""The parts of the page of a member's story."""
from __future__ import annotations

import streamlit as st

from pages.common import life_choice, look
from pages.common.downloads import table_buttons
from pages.common.explain_parts import NUMBER, words
from pages.common.life_drawing import alt, lane, texts
from pages.common.text import _, language
from simulation.explaining import Day, Money
from simulation.life import DIFFERENCES, SAME, Lived, Pair, Standing, has_program
from simulation.life_picks import Cost
from simulation.life_steps import KINDS
from simulation.life_tables import SUMS, amounts, filtered, kinds_in, steps, sums
from simulation.pairing import CHANGED
from simulation.personas import FIGURES, MONEY, NAMES, Persona
from simulation.personas import KINDS as PERSONAS
from simulation.reporting import life_charts, numbers
from simulation.scenario import Scenario

TALL = 460     # px of the table of steps, which scrolls


# ======== the answer ======================================================================================================
def answer(held, pair: Pair, beside: str) -> None:
    """`beside`: the other scenario's name; "" for no program."""
    mine = pair.told
    kicker = _("{name}, member {n}", name=held.saved_name, n=mine.number)
    kicker += " · " + _("with edits not saved") if held.edited else ""
    values = {"n": mine.sums["orders"], "sales": _money(mine, mine.sums["sales"]), "months": mine.scenario.run.months}
    if pair.beside is None:
        text = _("**{n} orders** in {months} months, {sales} at list price.", **values)
        look.answer(kicker, text if values["n"] else _("**No order** in {months} months.", **values), _ending(mine))
        return
    theirs = pair.beside.sums
    more = _money(mine, mine.sums["sales"] - theirs["sales"], True)
    values |= {"m": theirs["orders"], "more": more, "beside": beside}
    if mine.sums["orders"] != theirs["orders"] and beside:
        text = _("**{n} orders** instead of {m} under {beside}: {more} of sales.", **values)
    elif mine.sums["orders"] != theirs["orders"]:
        text = _("**{n} orders** with the program instead of {m} without it: {more} of sales.", **values)
    elif not values["n"]:
        text = _("**No order** in {months} months, in either life.", **values)
    elif beside:
        text = _("**{n} orders**, as many as under {beside}.", **values)
    else:
        text = _("**{n} orders** with the program, as many as without it.", **values)
    look.answer(kicker, text, " ".join([_ending(mine), *_differing(pair)]))


def _ending(mine: Lived) -> str:
    """Where the life ends."""
    out = []
    if mine.ladder:
        out.append(_("It ends in the tier {tier}.", tier=words(mine.scenario, mine.tier_names[mine.end.tier])))
    if mine.left:
        out.append(_("The member leaves for good on {day}.", day=words(mine.scenario, Day(mine.left.date))))
    else:
        out.append(_("The member has not left for good by the end."))
    return " ".join(out)


def _differing(pair: Pair) -> list[str]:
    """What the lives do not share, in a sentence each."""
    found = {d.what: d for d in pair.differences}
    out = []
    if pair.told.sums["extra"]:
        out.append(_("Extra orders: {n}.", n=pair.told.sums["extra"]))
    if "forward" in found and found["forward"].other_orders:
        out.append(_("Of the usual orders {n} were brought forward by them.", n=found["forward"].other_orders))
    here, there = pair.told.left, pair.beside.left
    if there and (not here or here.day > there.day + 1):
        out.append(_("In the life beside the same person leaves on {day}.", day=words(pair.told.scenario, Day(there.date))))
    elif here and not there:
        out.append(_("In the life beside the same person stays to the end."))
    return out


def notes(pair: Pair, name: str, beside: str) -> None:
    """What pairing changed, and why there may be no other life."""
    told = [_(CHANGED[c.what], name=beside, first=name) for c in pair.changed]
    if pair.single == "not_there":
        told.append(_("This member was brought in by another one; in the life beside nobody brings this person in, so there is one life only."))
    if pair.single == "no_program":
        told.append(_("The scenario has no program, so there is one life only. Choose another scenario to stand beside it."))
    if told:
        look.note(" ".join(told))


def to_order(number: int) -> None:
    """The way to the page that explains an order."""
    if st.button(_("Explain an order of this member"), type="tertiary", icon=":material/person_search:", key="life_explain"):
        st.session_state["explain_pick"], st.session_state["explain_member"] = NUMBER, number
        st.switch_page(st.session_state["_pages"]["explain"])


# ======== the picture =====================================================================================================
def names_of(pair: Pair, name: str, beside: str) -> tuple[str, str]:
    return (_("With the program: {name}", name=name) if has_program(pair.told.scenario) else name), beside


def chart(pair: Pair, names: tuple[str, str]) -> None:
    look.head(_("The life by month"), _("orders as dots, the larger the dearer at list price; points held; tiers; the same scales in both lives"))
    lanes = [lane(side, pair, name) for side, name in zip((pair.told, pair.beside), names, strict=True) if side]
    fig = life_charts.timeline(lanes, pair.told.scenario.run.months, texts(), language())
    look.show(fig, f"life-{pair.told.number}", alt(pair, names))


# ======== sums and differences ============================================================================================
def totals(pair: Pair, cost: Cost, beside_cost: Cost | None, names: tuple[str, str]) -> None:
    """Both lives summed up.  beside_cost: None where the life beside costs nothing, for it has no program."""
    market, number = pair.told.scenario.market, pair.told.number
    more = (beside_cost.own[pair.beside.number], beside_cost.running[pair.beside.number]) if beside_cost else (0.0, 0.0)
    table = sums(pair, cost.own[number], cost.running[number], *more)
    look.head(_("Summed up"), _("over the run; money in {currency}", currency=market.currency))
    rows, meant = [], {row.name: row for row in SUMS}
    for r in table.itertuples():
        row = meant[r.name]
        cells = [_shown(pair.told, r.told, row.unit)]
        if pair.beside:
            cells += [_shown(pair.told, r.beside, row.unit), _shown(pair.told, r.difference, row.unit, True)]
        rows.append([look.tip(_(row.label), _(row.help)), *cells])
    header = [_("Figure"), _("This life"), *([_("Beside"), _("Difference")] if pair.beside else [])]
    look.table(header, rows, strong=[1], quiet=[2], caption=_("Sums of {a} and {b}", a=names[0], b=names[1]))
    out = table.assign(name=[_(meant[n].label) for n in table["name"]])
    unit = [market.minor_per_unit if meant[n].unit == "money" else 1 for n in table["name"]]
    for column in ("told", "beside", "difference"):
        out[column] = out[column].astype(float) / unit
    table_buttons(f"{pair.told.scenario.name}-member-{number}", market.currency, {"life_sums": (_("sums"), out)})


def differences(pair: Pair) -> None:
    """Each order of both lives once."""
    if pair.beside is None or not pair.differences:
        return
    look.head(_("Order by order"), _("every order of both lives once: in both, or in one and why not in the other"))
    rows = [[_(DIFFERENCES[d.what]), numbers.count(d.orders), _money(pair.told, d.sales), numbers.count(d.other_orders),
             _money(pair.told, d.other_sales)] for d in pair.differences]
    sides = [pair.told.sums, pair.beside.sums]
    rows.append([_("All orders"), *(x for s in sides for x in (numbers.count(s["orders"]), _money(pair.told, s["sales"])))])
    look.table([_("Orders"), _("This life"), _("Sales"), _("Beside"), _("Sales")], rows, quiet=[3, 4], kinds={len(rows) - 1: "sum"},
               caption=_("Orders of both lives"))


# ======== step by step ====================================================================================================
def story_of(pair: Pair, names: tuple[str, str]) -> None:
    """Every step with its reason, of one life; both as a file."""
    look.head(_("The life, step by step"), _("what happened, why, and where it left the member"))
    left, right = st.columns([1, 2.2], vertical_alignment="bottom")
    side = 0
    if pair.beside:
        side = left.segmented_control(_("Life"), [0, 1], format_func=(_("This life"), _("Beside")).__getitem__, key="life_side", required=True,
                                      default=0, persist_state="session")
    shown = pair.beside if side else pair.told
    kinds = kinds_in(shown)
    asked = right.multiselect(_("Only"), kinds, format_func=lambda kind: _(KINDS[kind]), key=f"life_only-{side}", placeholder=_("Everything"),
                              help=_("Kinds of steps that are shown; none chosen shows all."))
    rows, found = [], filtered(shown, asked)
    for e, now in found:
        what = pair.place_of(e, bool(side)) if e.orders and pair.beside else SAME
        reason = words(shown.scenario, e.said)
        if what not in (SAME, "extra"):
            reason += " " + _("Not in the other life.")
        money = e.sales or e.fees
        rows.append([words(shown.scenario, Day(e.date)), look.line(look.strong(_(KINDS[e.kind])), reason), _money(shown, money) if money else "",
                     numbers.count(e.points, sign=True) if e.points else "", numbers.count(now.balance), _standing(shown, now),
                     _money(shown, now.sales)])
    header = [_("Day"), _("What happened, and why"), _("List price or fee"), _("Points"), _("Balance"), _("Tier, and what counts toward it"),
              _("Sales so far")]
    keep = [c for c in range(len(header)) if c < 3 or any(row[c] not in ("", "0") for row in rows)]
    with st.container(height=TALL if len(rows) > 10 else "content", border=False):
        look.table([header[c] for c in keep], [[row[c] for c in keep] for row in rows], left=[1], roomy=[1], caption=_("Steps of the member's life"),
                   scrolls=True)
    market = shown.scenario.market
    table_buttons(f"{pair.told.scenario.name}-member-{pair.told.number}", market.currency,
                  {"life_steps": (_("every step of both lives") if pair.beside else _("every step"), steps(pair, names, _, language()))})


def _standing(lived: Lived, now: Standing) -> str:
    """The tier, and the amounts that count toward it."""
    if not lived.ladder:
        return ""
    tier, held = words(lived.scenario, lived.tier_names[now.tier]), words(lived.scenario, amounts(lived, now.qualifying))
    return _("{tier}: {held}", tier=tier, held=held) if held else tier


# ======== personas ========================================================================================================
def personas(found: list[Persona], scenario: Scenario) -> None:
    look.head(_("Three personas for a workshop"), _("members of this run under names that are made up; beside each figure the tenth "
                                                    "and the ninetieth of a hundred of the kind"))
    look.note(_("Of the members there from the first month who order at least once, thirds by how often they order while they are members; shown "
                "is the one nearest to the middle of its third by orders, sales and months before leaving."))
    for place, persona in zip(st.columns(len(found), gap="medium"), found, strict=True):
        with place, st.container(border=True):
            look.head(words(scenario, persona.headline), _("{kind}, member {n}; a made-up name for a real member of the run; {count} are of the kind",
                                                           kind=_(PERSONAS[persona.kind]), n=persona.number, count=numbers.count(persona.members)))
            st.html(f'<p class="tl">{look.esc(words(scenario, persona.story))}</p>')
            rows = []
            for name, figure in persona.figures.items():
                form = _persona_figure(persona.pair.told, name)
                rows.append([_(FIGURES[name]), form(figure.value), _("{low} to {high}", low=form(figure.low), high=form(figure.high))])
            look.table([_("Figure"), _(NAMES[persona.kind]), _("the kind")], rows, strong=[1], quiet=[2], caption=words(scenario, persona.headline))
            st.button(_("Show this life above"), key=f"life_persona_{persona.kind}", on_click=life_choice.show_member, args=(persona.number,))


def _persona_figure(lived: Lived, name: str):
    if name in MONEY:
        return lambda minor: numbers.money(minor / lived.scenario.market.minor_per_unit, lived.scenario.market.symbol, language())
    if name == "more_orders":
        return lambda n: numbers.count(round(n), sign=True)
    return numbers.three if name == "orders_a_year" else lambda n: numbers.count(round(n))


# ======== figures =========================================================================================================
def _money(lived: Lived, minor: float, sign: bool = False) -> str:
    if not sign:
        return words(lived.scenario, Money(round(minor)))
    return numbers.money(minor / lived.scenario.market.minor_per_unit, lived.scenario.market.symbol, language(), True)


def _shown(lived: Lived, value: float, unit: str, sign: bool = False) -> str:
    if unit == "money":
        return numbers.money(value / lived.scenario.market.minor_per_unit, lived.scenario.market.symbol, language(), sign)
    return numbers.count(value, sign=sign)
