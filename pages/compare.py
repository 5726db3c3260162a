"""Compare: two to six scenarios side by side on the same luck."""

from pages.common.shell import body, page

page(__file__)

import dataclasses

import streamlit as st

from pages.common import address, look, saving
from pages.common import compare_groups as groups
from pages.common import compare_parts as parts
from pages.common.compare_choice import Choice, choose
from pages.common.compare_results import result_comparison, result_robustness, result_until
from pages.common.downloads import everything_button
from pages.common.session import draft
from pages.common.text import _, fault_text
from simulation.comparison_tables import write_comparison
from simulation.inputs import ScenarioError
from simulation.pairing import CHANGED, aligned


def pair(names: list[str]) -> int:
    """Which scenario is shown in detail against the first."""
    if len(names) == 2:
        return 1
    others = list(range(1, len(names)))
    address.read("compare_pair", others, 1)
    own = st.segmented_control(_("In detail, against {first}", first=names[0]), others, format_func=lambda k: names[k], key="compare_pair",
                               required=True, persist_state="session")  # fmt: skip
    address.write("compare_pair", own, 1)
    return own


def draw(choice: Choice, changed) -> None:
    names, reached = choice.names, None
    top = st.empty()
    if changed:
        look.note(" ".join(_(CHANGED[c.what], name=names[c.scenario], first=names[0]) for c in changed))
    if choice.metric:
        reached = result_until(choice.scenarios, choice.metric, choice.half_width)
        found = reached and reached.comparison
    else:
        found = result_comparison(choice.scenarios, choice.replications)
    if found is None:
        return
    with top.container():
        parts.answer(found, names, reached, None)
    own = pair(names)
    parts.terms(choice, own)
    st.space("small")
    look.head(_("What comes of it"), _("{b} against {a}: means over the replications; the difference is taken run by run, on the same luck",
                                       a=names[0], b=names[own]))  # fmt: skip
    table, chart = st.empty(), None
    with table.container():
        parts.measures(found, names, own, None)
    follows = st.empty()
    with follows:
        look.note(_("The ranges over assumptions follow when their runs are done."))
    parts.measure_files(found, choice)
    with st.expander(_("Every measure"), key="compare_every"):
        parts.measures(found, names, own, None, every=True)
    if len(names) > 2:
        chart = st.empty()
        with chart.container():
            parts.ranking(found, names, own, None)
    st.space("small")
    groups.over_time(found, choice, own)
    st.space("small")
    groups.tiers(found, choice, own)
    st.space("small")
    groups.segments(found, choice, own)
    st.space("small")
    held = result_robustness(choice.central)
    if held is None:
        return
    follows.empty()
    with top.container():
        parts.answer(found, names, reached, held)
    with table.container():
        parts.measures(found, names, own, held)
    if chart:
        with chart.container():
            parts.ranking(found, names, own, held)
    parts.robust(found, choice, own, held)
    mine = dataclasses.replace(found, scenarios=tuple(choice.scenarios))      # the figures are shared with whoever asked the same, the words are not
    everything_button("comparison", lambda folder: write_comparison(mine, names, folder, held))


with body():
    held = draft()
    saving.stale(held)
    try:
        choice = choose(held)
        if choice is None:
            look.empty(_("Nothing to compare yet"), _("Choose two to six scenarios above; the first is the one that the others are compared with."),
                       whole=True)
        else:
            scenarios, changed = aligned(choice.scenarios, choice.names)
            central, _same = aligned(choice.central, choice.names)
            draw(dataclasses.replace(choice, scenarios=scenarios, central=central), changed)
    except ScenarioError as e:
        st.error(fault_text(e), icon=":material/error:")
