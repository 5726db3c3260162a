"""The parts of the page of what drives the lift."""

from __future__ import annotations

import streamlit as st

from pages.common import look
from pages.common.session import chosen_case
from pages.common.text import _, language, listed
from simulation.cases import CASES, SHOWN, Cases
from simulation.decomposition import EFFECTS, FIGURES, Decomposition, Shares, title_of
from simulation.metrics import METRICS
from simulation.reporting import drivers_charts, numbers
from simulation.selection import EVERYBODY, Selection

REST = ("nothing", "together")


# ======== how a figure is written ==========================================================================================
def _value(found, figure: str, value: float) -> str:
    if figure == "lift_rate":
        return numbers.points(value, language())
    return numbers.money(value, found.scenario.market.symbol, language(), sign=True)


def _span(figure: str, value: float, low: float, high: float) -> str:
    if low == high:
        return ""
    kind = "points" if figure == "lift_rate" else "money"
    return numbers.span(low, high, kind, like=value, lang=language(), sign=True)


def _of_whole(found: Decomposition, amounts, figure: str) -> str:
    """A part's share of what the effects add."""
    added = found.mean_and_range(found.whole - found.nothing, figure)[0]
    return numbers.percent(found.mean_and_range(amounts, figure)[0] / added, 0) if added else numbers.DASH


# ======== the answer =======================================================================================================
def answer(found: Decomposition, held) -> None:
    kicker = _("{name}, against no program", name=held.saved_name) + " · " + _("mean of {n} runs on paired luck", n=found.seeds)
    if held.edited:
        kicker += " · " + _("with edits not saved")
    lift = found.mean_and_range(found.whole, "lift_rate")[0]
    if not found.used:
        look.answer(kicker, _("**Nothing** in this program moves members."),
                    _("Every effect that it could have is 0 under these assumptions. What it gives still costs."))  # fmt: skip
        return
    ranked = [name for name in found.parts() if name in found.used]
    first, *others = ((name, found.mean_and_range(found.lost(name), "lift_rate")[0]) for name in ranked)
    said = [_("Next: {effect}, {share}.", effect=_(EFFECTS[name].said), share=_of_whole(found, found.lost(name), "lift_rate"))
            for name, lost in others[:1] if lost > 0 and lift > 0]  # fmt: skip
    left = found.mean_and_range(found.together(), "lift_rate")[0]
    if left < 0 < lift:
        said.append(_("The parts are more than the whole by {left}: effects strengthen each other, so what two do together is lost without either.",
                      left=numbers.points(-left, language()).lstrip("+")))  # fmt: skip
    if lift <= 0 or first[1] <= 0:
        look.answer(kicker, _("The program **does not lift sales** here: {lift}.", lift=numbers.points(lift, language())), " ".join(said))
        return
    look.answer(
        kicker,
        _("**{share} of the lift** hangs on {effect}: sales are {lift} higher with the program, {rest} without this effect.",
          share=_of_whole(found, found.lost(first[0]), "lift_rate"), effect=_(EFFECTS[first[0]].said), lift=numbers.percent(lift),
          rest=numbers.percent(lift - first[1])),
        " ".join(said),
    )  # fmt: skip


# ======== contributions ====================================================================================================
def measured_by() -> str:
    names = {figure: _(METRICS[figure].label) for figure in FIGURES}
    order = ["lift_rate", *(f for f in FIGURES if f != "lift_rate")]
    return st.segmented_control(_("Measured by"), order, default=order[0], format_func=names.get, label_visibility="collapsed", required=True,
                                key="drivers_figure")  # fmt: skip


def bars(found: Decomposition, figure: str) -> None:
    unit = _("percentage points of lift") if figure == "lift_rate" else found.scenario.market.currency
    look.head(_("What is lost without each effect"),
              _("{measure}, {unit} · bar: lost when this effect alone is off, with its range; hollow dot: what it brings when all others are off",
                measure=_(METRICS[figure].label), unit=unit))  # fmt: skip
    parts, alone = found.parts(), found.parts(alone=True)
    shown = [part for part in parts if part in found.used or part == "together"]
    lost = {part: found.mean_and_range(parts[part], figure) for part in shown}
    words = [_("Together") if part == "together" else _(title_of(part)) for part in shown]
    texts = [f"<b>{_value(found, figure, lost[part][0])}</b> {_of_whole(found, parts[part], figure)}" for part in shown]
    values, low, high = zip(*lost.values(), strict=True)
    chart = drivers_charts.contributions(
        words, values, low, high, [found.mean_and_range(alone[part], figure)[0] for part in shown], texts,
        unit="percent" if figure == "lift_rate" else "money", symbol=found.scenario.market.symbol, words=(_("lost without it"), _("alone")),
        rest=[k for k, part in enumerate(shown) if part == "together"], lang=language())  # fmt: skip
    said = [f"{word} {_value(found, figure, value)}" for word, value in zip(words, values, strict=True)]
    look.show(chart, f"drivers-{figure}", _("Lost without each effect: {list}.", list=listed(said)))


def table(found: Decomposition, figure: str, shares: Shares | None) -> None:
    header = [_("Effect"), _("Lost without it"), _("Range"), _("Of the whole"), _("Alone"), _("Range")]
    parts, alone, rows, kinds = found.parts(), found.parts(alone=True), [], {}
    split = shares.parts(found) if shares else {}
    header += [_("Exact share"), _("Range")] if shares else []
    idle = [part for part in parts if part in EFFECTS and part not in found.used]
    for part in parts:
        if part in idle or (part == "nothing" and not found.mean_and_range(parts[part], figure)[0]):
            continue
        if part == "together" and idle:
            kinds[len(rows)] = "quiet"
            rows.append([look.tip(_("Not in use here ({n})", n=len(idle)), listed(_(title_of(name)) for name in idle)),
                         *["0", "", "", "0", "", "0", ""][: len(header) - 1]])  # fmt: skip
        cells = []
        for source, amounts in ((found, parts[part]), (found, alone[part]), *([(shares, split[part])] if shares else [])):
            value, low, high = source.mean_and_range(amounts, figure)
            cells.append([_value(found, figure, value), _span(figure, value, low, high)])
        of = "" if part == "nothing" else _of_whole(found, parts[part] - (found.nothing if part == "whole" else 0), figure)
        if part in REST or part == "whole":
            kinds[len(rows)] = "sum" if part == "whole" else "quiet"
        name = look.tip(_(title_of(part)), _(EFFECTS[part].off) if part in EFFECTS else "")
        rows.append([name, *cells[0], of, *(cell for pair in cells[1:] for cell in pair)])
    look.table(header, rows, kinds=kinds, quiet=[2, 5, 7], strong=[1, 6], caption=_("What is lost without each effect, and what each brings alone"))
    if shares and shares.of.seeds < found.seeds:
        look.note(_("Exact shares are means of {n} runs, so they add up to the whole of these.", n=shares.of.seeds))


def how_to_read(found: Decomposition) -> None:
    look.note(_("An effect is switched off by setting its assumptions to 0; prices, points and benefits stay, and cost what they cost. Same "
                "members, same luck, {n} seeds; ranges are 95% intervals of the mean over these seeds, at the assumptions chosen. “Together” is "
                "what is left of the whole: each column adds up to it.", n=found.seeds))  # fmt: skip
    with st.expander(_("What was switched off"), key="drivers_off"):
        rows = [[_(effect.title), look.line(", ".join(effect.fields)), _(effect.off)] for effect in EFFECTS.values()]
        look.table([_("Effect"), _("Assumptions set to 0"), _("What that means")], rows, left=[1, 2], quiet=[1], caption=_("What was switched off"))


def offer_shares(found: Decomposition, seeds: int) -> bool:
    """Whether the visitor wants the exact shares, which take a while."""
    digest = found.scenario.digest()
    if st.session_state.get("shares_of") == digest:
        return True
    runs = seeds * 2 ** len(found.used)
    st.button(_("Work out exact shares"), key="work_out_shares", icon=":material/balance:",
              on_click=lambda: st.session_state.update(shares_of=digest),
              help=_("The mean of what an effect adds over all orders in which effects can be switched on (Shapley): {runs} runs. The shares add up "
                     "to the whole with nothing left over.", runs=f"{runs:,}"))  # fmt: skip
    return False


# ======== presets ==========================================================================================================
def cases(found: Cases, market) -> None:
    look.head(_("The four cases side by side"), _("mean of {n} runs on the same luck, with the 95% range of the mean; choose one at the left",
                                                  n=len(found.runs["central"])))  # fmt: skip
    rows, here = [], list(CASES).index(chosen_case())
    for case, title in CASES.items():
        row = [_(title)]
        for metric in SHOWN[:-1]:
            held, unit = found.mean_and_range(case, metric), METRICS[metric].unit
            if held is None:
                row += [numbers.DASH, ""]
                continue
            value, low, high = held
            money = unit == "money"
            row.append(numbers.money(value, market.symbol, language(), sign=True) if money else numbers.percent(value))
            row.append("" if low == high else numbers.span(low, high, "money" if money else "percent", like=value, lang=language(), sign=money))
        paid, of, month = found.pays_back(case)
        row += [_("month {month}", month=f"{month:.0f}") if month is not None else _("not in this time"),
                "" if paid in (0, of) else _("in {n} of {of} runs", n=paid, of=of)]
        rows.append(row)
    header = [_("Case"), *(part for metric in SHOWN[:-1] for part in (_(METRICS[metric].label), _("Range"))), _("Pays back"), ""]
    look.table(header, rows, quiet=[2, 4, 6, 8], strong=[(here, c) for c in (1, 3, 5, 7)], caption=_("The headline in the four cases"))


# ======== selection ========================================================================================================
def causal_and_selection(found: Selection) -> None:
    groups = [g for g in found.groups() if g != EVERYBODY]
    named = {g: found.title(g, language()) if isinstance(g, int) else _(found.title(g)) for g in found.groups()}
    money = lambda v, sign=True: numbers.money(v, found.scenario.market.symbol, language(), sign=sign)  # noqa: E731
    months = found.scenario.run.months
    look.head(_("Causation apart from selection"),
              _("sales a member over {months} months, {currency}, against all others · stroke: naive gap = selection (grey) + caused (blue) "
                "− what the others gained (pale)", months=months, currency=found.scenario.market.currency))  # fmt: skip
    split = [g for g in groups if isinstance(g, int) or found.per_member(g)["without_program"].any()]
    if not split:
        look.empty(_("No groups"), _("This program has one tier and no paid plan, so there are no others to compare with."))
        return
    mean = {g: {name: found.mean_and_range(g, name) for name in found.per_member(g)} for g in found.groups()}
    column = lambda name: [mean[g][name][0] for g in split]  # noqa: E731
    tiers = [g for g in split if isinstance(g, int)]
    top = (tiers or split)[-1]
    naive, caused = mean[top]["naive_gap"][0], mean[top]["causal"][0]
    look.show(
        drivers_charts.naive_gaps([named[g] for g in split], column("selection"), column("causal"), column("others_gain"), column("naive_gap"),
                                  symbol=found.scenario.market.symbol, lang=language(),
                                  words=(_("naive gap"), _("selection"), _("caused"), _("the others gained"))),
        "drivers-selection",
        _("{group} buy {naive} against the others; the program has caused {caused} of what they buy.", group=named[top], naive=money(naive),
          caused=money(caused)),
    )  # fmt: skip
    rows, kinds = [], {}
    for g in found.groups():
        own = mean[g]
        if g == EVERYBODY:
            kinds[len(rows)] = "sum"
        gap = [money(own[name][0]) if g in split else numbers.DASH for name in ("selection", "others_gain")]
        rows.append([named[g], numbers.count(found.members(g)), money(own["with_program"][0], False), money(own["without_program"][0], False),
                     money(own["causal"][0]), _span("net_value", *own["causal"]), numbers.DASH if g == EVERYBODY else money(own["naive_gap"][0]),
                     *([numbers.DASH] * 2 if g == EVERYBODY else gap)])  # fmt: skip
    header = [_("Group at the end"), _("Members"), _("With the program"), _("The same people without"), _("Caused"), _("Range"), _("Naive gap"),
              _("Selection"), _("Others gained")]  # fmt: skip
    look.table(header, rows, kinds=kinds, quiet=[5], strong=[4], caption=_("Naive gap, selection and what the program has caused, by group"))
    if naive > 0 and caused > 0:
        why = _("A tier is reached by buying, so its members would buy more without any program.") if tiers else _(
            "Who buys a lot gains most by the plan, so those who pay would buy more without any program.")
        look.note(_("{group}: the sales ledger shows {naive} more a member than of all others, **{times} times** what the program has caused there "
                    "({caused}). {why} Leenheer et al. 2007 find the same of members and non-members.", group=named[top],
                    naive=money(naive, False), times=numbers.three(naive / caused), caused=money(caused, False), why=why))  # fmt: skip
    if set(groups) - set(split):
        look.note(_("Members brought in for a reward would not be there without the program, so all they buy counts as caused."))
