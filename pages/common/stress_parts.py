"""The parts of the stress page: which shocks, the answer, all side by side, one over time, and their terms as forms and files."""
from __future__ import annotations

import streamlit as st

from pages.common import look
from pages.common.downloads import table_buttons
from pages.common.forms import widget
from pages.common.kinds import Setting
from pages.common.text import _, fault_list, language, listed, local
from simulation.comparison import BETTER, WORSE, verdict
from simulation.finance import budget_tables as tables
from simulation.finance.shocks import Shock, load_shock, names, read_shock, shock_of
from simulation.finance.stress import FIGURES, Stress, prepared
from simulation.inputs import ScenarioError
from simulation.reporting import budget_charts, numbers
from simulation.scenario import Scenario

HELD, CHOSEN = "_shocks", "_shocks_chosen"      # every shock of the session by name; the names last chosen, kept between pages
ORDER = ("run_on_points", "expiry_removed", "points_devalued", "sale_spike", "partner_exit", "demand_down_30", "double_redemption")
KINDS = {BETTER: "better", WORSE: "worse"}
SHOWN = ("cash", "liability", "at_cost", "net")


@st.cache_resource
def shipped() -> dict[str, Shock]:
    """The shipped shocks, the usual ones first."""
    return {name: load_shock(name) for name in sorted(names(), key=lambda n: (ORDER.index(n) if n in ORDER else len(ORDER), n))}


def held_shocks() -> dict[str, Shock]:
    """Every shock of this session by its name: shipped, edited, uploaded."""
    return st.session_state.setdefault(HELD, dict(shipped()))


def choose(scenario: Scenario) -> list[Shock]:
    """The shocks chosen; at first all that do something to this scenario."""
    every = held_shocks()
    acting = [name for name, shock in every.items() if not shock.nothing(scenario) and shock.month <= scenario.run.months]
    if "stress_shocks" not in st.session_state:
        st.session_state["stress_shocks"] = [name for name in st.session_state.get(CHOSEN, acting) if name in every]
    titles = {name: local(shock.title) for name, shock in every.items()}
    picked = st.multiselect(_("Shocks"), list(every), format_func=titles.get, key="stress_shocks", placeholder=_("none"),
                            help=_("Each is run by itself, on the same luck as the run without it."))  # fmt: skip
    st.session_state[CHOSEN] = picked
    return [every[name] for name in every if name in picked]


def sorted_out(scenario: Scenario, chosen: list[Shock]) -> tuple[tuple[Shock, ...], list[tuple[Shock, str]]]:
    """Shocks that can be run, and the others with the reason."""
    able, refused = [], []
    for shock in chosen:
        try:
            prepared(scenario, shock)
            able.append(shock)
        except ScenarioError as e:
            refused.append((shock, listed((_(fault.told()) for fault in e.faults), ";")))
    return tuple(able), refused


def refusals(refused: list[tuple[Shock, str]]) -> None:
    for shock, why in refused:
        st.error(f"**{local(shock.title)}**: {why}", icon=":material/error:")


# ======== what they do ====================================================================================================
def money(found: Stress, minor: float, sign: bool = True) -> str:
    market = found.scenario.market
    return numbers.money(minor / market.minor_per_unit, market.symbol, language(), sign)


def span(found: Stress, effect) -> str:
    if effect.low == effect.high or effect.low != effect.low:
        return ""
    unit = found.scenario.market.minor_per_unit
    return numbers.span(effect.low / unit, effect.high / unit, "money", like=effect.mean / unit, lang=language(), sign=True)


def answer(found: Stress, held) -> None:
    """The dearest shock by net value."""
    run = found.scenario.run
    kicker = _("{name}, with a shock against without · {members} members, {months} months", name=held.saved_name,
               members=numbers.count(run.members), months=run.months)  # fmt: skip
    if held.edited:
        kicker += " · " + _("with edits not saved")
    by = {name: [found.effect(k, name) for k in range(len(found.shocks))] for name in SHOWN}
    worst = min(range(len(found.shocks)), key=lambda k: by["net"][k].mean)
    title = lambda k: local(found.shocks[k].title)  # noqa: E731
    if by["net"][worst].mean < 0:
        said = _("“{title}” costs most: **{net} of net value**.", title=title(worst), net=money(found, by["net"][worst].mean))
    elif any(e.by_month.any() for held_of in by.values() for e in held_of):
        said = _("None of these shocks **lowers the net value**.")
    else:
        said = _("None of these shocks **changes anything** in this scenario.")
    parts = []
    cash = min(range(len(found.shocks)), key=lambda k: by["cash"][k].mean)
    if by["cash"][cash].mean < 0:
        parts.append(_("Cash falls most with “{title}”: {cash}.", title=title(cash), cash=money(found, by["cash"][cash].mean)))
    debt = max(range(len(found.shocks)), key=lambda k: by["liability"][k].mean)
    if by["liability"][debt].mean > 0:
        parts.append(_("The points liability rises most with “{title}”: {more} at the end, and points at cost {at_cost}.", title=title(debt),
                       more=money(found, by["liability"][debt].mean), at_cost=money(found, by["at_cost"][debt].mean)))  # fmt: skip
    look.answer(kicker, said, " ".join(parts))


def table(found: Stress) -> None:
    """Every shock in a row."""
    base = {name: money(found, found.base(name), False) for name in SHOWN}
    look.head(_("Shocks side by side"), _("change against the run without a shock, {currency}; mean and 95% interval over {n} seeds on the same luck",
                                          currency=found.scenario.market.currency, n=found.seeds))  # fmt: skip
    rows = []
    for k, shock in enumerate(found.shocks):
        row = [look.tip(local(shock.title), local(shock.about))]
        for name in SHOWN:
            effect = found.effect(k, name)
            row.append(money(found, effect.mean) if effect.by_month.any() else _("none"))
            if name in ("cash", "net"):
                row.append(span(found, effect))
            elif name == "liability":
                most = _("{peak} ({month})", peak=money(found, effect.peak), month=effect.peak_month)
                row.append(most if effect.peak_month else numbers.DASH)
        effect = found.effect(k, "net")
        word = verdict(effect.low, effect.high, 1) if effect.mean or effect.by_month.any() else ""
        rows.append([*row, look.chip(_(word), KINDS.get(word, "unknown")) if word else numbers.DASH])
    tip = lambda title, figure: look.tip(title, _(FIGURES[figure][3]))  # noqa: E731
    header = [_("Shock"), tip(_("Cash"), "cash"), _("95%"), tip(_("Liability at the end"), "liability"), _("Largest (in month)"),
              tip(_("Points at cost, at the end"), "at_cost"), tip(_("Net value"), "net"), _("95%"), _("Net value is")]  # fmt: skip
    look.table(header, rows, strong=[1, 3, 5, 6], quiet=[2, 4, 7], left=[8], caption=_("Effect of each shock"))
    look.note(_("Cash is the program's own: fees received less program cost, over the whole run; what members pay for goods is in the net value. The"
                " points liability is that of IFRS 15 with the rate of redemption planned before the shock; points at cost are all that are"
                " outstanding, without breakage."))  # fmt: skip
    look.note(_("Without a shock: cash {cash}, points liability at the end {liability}, points at cost {at_cost}, net value {net}.", **base))
    for shock in found.shocks:
        for said in shock.nothing(found.scenario):
            look.note(_("**{title}**: {why}", title=local(shock.title), why=_(said)))
    buttons(found, {"stress": (_("effects"), tables.effects(found, _)), "stress_months": (_("effects by month"), tables.effects_by_month(found))})


def over_time(found: Stress) -> None:
    """One shock and one figure by month."""
    left, right = st.columns([1.4, 2], vertical_alignment="bottom")
    titles = {s.name: local(s.title) for s in found.shocks}
    name = left.selectbox(_("Shock"), list(titles), format_func=titles.get, key="stress_one")
    labels = {code: _(figure[0]) for code, figure in FIGURES.items()}
    figure = right.selectbox(_("Figure"), list(FIGURES), format_func=labels.get, key="stress_figure")
    k, market = list(titles).index(name), found.scenario.market
    effect, (low, high) = found.effect(k, figure), found.band(k, figure)
    unit, scale = ("count", 1) if figure == "points" else ("money", market.minor_per_unit)
    word = _("at each month's end") if FIGURES[figure][1] else _("of each month")
    look.head(_("{title}: {figure}", title=titles[name], figure=labels[figure]),
              _("change against the run without it, {word}; band: 95% interval", word=word))  # fmt: skip
    if not effect.by_month.any():
        look.empty(_("No effect"), _("This shock leaves this figure as it is, to the last unit, in every month."))
        return
    months = list(range(1, len(effect.by_month) + 1))
    shown = numbers.count(effect.peak, sign=True) if figure == "points" else money(found, effect.peak)
    whole = numbers.count(effect.mean, sign=True) if figure == "points" else money(found, effect.mean)
    end = _("at the end {effect}", effect=whole) if FIGURES[figure][1] else _("in all {effect}", effect=whole)
    chart = budget_charts.effect(months, effect.by_month / scale, low / scale, high / scale, name=_("Effect"), end=end,
                                 month=found.shocks[k].month, said=_("Shock"), unit=unit, symbol=market.symbol, lang=language())  # fmt: skip
    look.show(chart, f"stress-{figure}",
              _("{figure} by month; the largest change is {peak} in month {month}.", figure=labels[figure], peak=shown,
                month=effect.peak_month))  # fmt: skip


# ======== terms and files =================================================================================================
def editor(scenario: Scenario, chosen: list[Shock]) -> None:
    """The terms of every chosen shock as a form, and as a file."""
    if not chosen:
        return
    look.head(_("Terms of the shocks"), _("changed terms hold for this session; a file keeps them"))
    setting = Setting(scenario.market.symbol, tuple(map(str, scenario.program.tier_names)))
    for shock in chosen:
        edited = shipped().get(shock.name) != shock
        with st.expander(local(shock.title) + (f" · {_('changed')}" if edited and shock.name in shipped() else ""), key=f"shock_{shock.name}"):
            look.note(local(shock.about))
            form(shock, setting)
            with st.container(horizontal=True, gap="small"):
                st.download_button(_("Download the file"), shock.text().encode(), f"{shock.name}.yaml", "application/yaml", type="tertiary",
                                   icon=":material/download:", key=f"shock_file_{shock.name}", on_click="ignore")  # fmt: skip
                if edited and shock.name in shipped():
                    st.button(_("Back to the shipped terms"), type="tertiary", icon=":material/undo:", key=f"shock_back_{shock.name}",
                              on_click=held_shocks().__setitem__, args=(shock.name, shipped()[shock.name]))  # fmt: skip


def form(shock: Shock, setting: Setting) -> None:
    body, key = shock.document(), f"shock.{shock.text()}"
    with st.form(f"form_{shock.name}", border=False):
        fields = [(body, "month", Shock.model_fields["month"])]
        fields += [(entry, name, field) for entry, effect in zip(body["effects"], shock.effects, strict=True)
                   for name, field in type(effect).model_fields.items()]  # fmt: skip
        cells: list = []
        for n, (entry, name, field) in enumerate(fields):
            cells = cells or list(st.columns(4, vertical_alignment="bottom"))
            with cells.pop(0):
                entry[name] = widget(field, entry[name], f"{key}.{n}", setting)
        for effect in shock.effects:
            look.note(_("**{title}**: {summary}", title=_(effect.title), summary=_(effect.summary)))
        if st.form_submit_button(_("Apply"), key=f"shock_apply_{shock.name}"):
            try:
                held_shocks()[shock.name] = shock_of(body)
            except ScenarioError as e:
                st.error(fault_list(e.faults), icon=":material/error:")
            else:
                st.rerun()


def upload() -> None:
    """A shock file of the visitor's own; one with the name of a shock that is there takes its place."""
    turn = st.session_state.get("shock_uploads", 0)
    given = st.file_uploader(_("Open a shock file"), type=["yaml", "yml"], key=f"shock_upload{turn}", max_upload_size=1,
                             help=_("A file as downloaded here, edited. What may be in it: scenarios/README.md, “Shocks”."))  # fmt: skip
    if given is None:
        return
    try:
        shock = read_shock(given.getvalue(), given.name)
    except ScenarioError as e:
        st.error(fault_list(e.faults, given.name), icon=":material/error:")
        return
    held_shocks()[shock.name] = shock
    st.session_state["shock_uploads"] = turn + 1
    st.session_state[CHOSEN] = list(dict.fromkeys([*st.session_state.get(CHOSEN, []), shock.name]))
    del st.session_state["stress_shocks"]
    st.rerun()


def buttons(found: Stress, files: dict) -> None:
    table_buttons(found.scenario.name, found.scenario.market.currency, files)
