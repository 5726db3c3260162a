"""The home page: the question, a scenario against no program in four numbers, what drives them, where to go next."""

from __future__ import annotations

import re

from pages.common import explain_figure_parts, figures, first_visit, look, results, saving
from pages.common.assumptions_parts import tornado
from pages.common.downloads import everything_button
from pages.common.session import SAVED, draft, options, shipped, sized
from pages.common.text import _, local
from simulation import tables
from simulation.assumptions import changed, marks
from simulation.metrics import HEADLINE
from simulation.story.words import standing

EXPLAINED = (*HEADLINE, "downgrade_rate_12m", "payback_month", "lift_rate", "survival_rate", "fund_rate", "active_rate", "points_outstanding")
MARKS = re.compile(r"[\\`*_\[\]#$:~<>|!+-]")  # that a button's label would read as markup


def home() -> None:
    import streamlit as st

    from pages.common.shell import body, link

    with body():
        held = draft()
        saving.stale(held)
        study = results.result(sized(held.good), stale=True)
        if study is None:
            first_visit.panel(held)
            return
        scenario = study.outcome.scenario
        look.answer(
            _(
                "{name}, against no program · {members} members · {months} months",
                name=held.saved_name,
                members=f"{scenario.run.members:,}",
                months=scenario.run.months,
            )
            + (" · " + _("with edits not saved") if held.edited else ""),
            *_answer(study),
        )
        if local(scenario.question):
            look.note(_("The question: {question}", question=local(scenario.question)))
        first_visit.panel(held)
        look.cards(figures.against_no_program(study))
        look.note(figures.how_to_read())
        explain_figure_parts.section(study.outcome, EXPLAINED)
        st.space("small")
        left, right = st.columns([1.7, 1], gap="large")
        with left:
            tornado(study)
        with right:
            look.head(_("Where to go next"))
            for name, label, reason in _next(study):
                with st.container(gap=None):
                    link(name, f"**{label}**")
                    look.note(reason, under=True)
        st.space("small")
        everything_button(scenario.name, lambda folder: tables.write_tables(study.outcome, folder))
        _scenarios(held)
        _assumptions(held)


def _scenarios(held) -> None:
    """Every scenario with the question that it answers; a click opens it."""
    import streamlit as st

    with st.expander(_("Every scenario, and the question it answers"), key="home_scenarios"):
        for name, title in options().items():
            left, right = st.columns([1, 1.4], vertical_alignment="center")
            with left:
                here, shown = name == held.source, MARKS.sub(r"\\\g<0>", title)
                st.button(shown, key=f"open.{name}", type="tertiary", disabled=here, on_click=_open, args=(name,))
            with right:
                st.caption(_("Saved here") if name.startswith(SAVED) else local(shipped(name).question))


def _open(name: str) -> None:
    import streamlit as st

    st.session_state["choose"] = name


def _answer(study) -> tuple[str, str]:
    scenario, net, month = study.outcome.scenario, study.value("net_value"), study.value("payback_month")
    money = lambda v: figures.shown(study, "net_value", abs(v))  # noqa: E731
    months = scenario.run.months
    if not scenario.program.mechanics:
        return (
            _("There is **no program** here: this is what these members do on their own."),
            _("Choose another scenario at the left, or add a mechanic on the design page."),
        )
    ahead, of, kind = standing(study)
    if not kind:
        return _("The program **changes nothing**: no run differs from no program."), ""
    odds = _("It ends ahead in {ahead} of {of} runs.", ahead=ahead, of=of)
    why = _(
        "Sales are {lift} higher ({span}); {with_program} of the members are still with you ({stay}), against {without} on their own.",
        lift=figures.shown(study, "lift_rate", study.value("lift_rate")),
        span=figures.span(study, "lift_rate"),
        stay=figures.span(study, "survival_rate"),
        with_program=figures.shown(study, "survival_rate", study.value("survival_rate")),
        without=figures.shown(study, "survival_rate", study.value("survival_rate", "no_program")),
    )
    if month and net > 0:
        return _(
            "The program **pays for itself in month\u00a0{month}** and is {net} ahead after {months} months.",
            month=f"{month:.0f}",
            net=money(net),
            months=months,
        ), f"{odds} {why}"
    return _(
        "The program **does not pay for itself**: it is {net} behind after {months} months.", net=money(net), months=months
    ), f"{odds} {why}"


def _assumptions(held) -> None:
    """How many numbers of the market rest on what, and the way to all of them."""
    import streamlit as st

    from pages.common.shell import link

    market, moved = held.good.market, changed(held.good.market, held.named_market)
    n = marks(market)
    with st.container(gap=None):
        link("assumptions", _("**Every assumption, and where it comes from**"))
        look.note(
            _(
                "{all} numbers: {paper} from papers, {sign} whose direction a paper gives, {seen} seen or fitted, {assumed} assumed; "
                "{changed} changed.",
                all=sum(n.values()),
                changed=len(moved),
                **n,
            ),
            under=True,
        )


def _next(study) -> list[tuple[str, str, str]]:
    outcome = study.outcome
    names = [local(n) for n in outcome.scenario.program.tier_names]
    last = outcome.program.measure("members")[-1, : len(names)]
    middle = names[len(names) // 2]
    share = figures.shown(study, "active_rate", last[len(names) // 2] / last.sum())
    points = figures.shown(study, "points_outstanding", study.value("points_outstanding"))
    design = (
        (_("Move the {tier} threshold", tier=middle), _("{share} of all members stand in {tier} at the end.", share=share, tier=middle))
        if len(names) > 1
        else (_("Change the program"), _("Edit a term and watch the four numbers follow."))
    )
    return [
        ("design", *design),
        ("members", _("See who stays and who climbs"), _("Retention, tiers and moves between them, month by month.")),
        ("costs", _("Check what it costs"), _("{points} points are outstanding at the end.", points=points)),
    ]
