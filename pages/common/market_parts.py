"""Fitted purchasing on the member data page, and how it becomes a market."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.common import look
from pages.common.data_parts import Source, plain
from pages.common.downloads import table_buttons
from pages.common.session import SAVED, draft, store
from pages.common.text import _, fault_list, fault_text, local
from simulation.fitting import fitted_market
from simulation.inputs import ScenarioError
from simulation.insight import Insight
from simulation.market import Market
from simulation.reporting import numbers
from simulation.scenario import FOLDER, build, dump, load_market, names

FITTED = ("r", "alpha", "a", "b", "p", "q", "v")
MARKETS = FOLDER / "markets"


def market(source: Source, found: Insight) -> None:
    """The fitted numbers, and the market that they make with everything else from a shipped one."""
    look.head(_("How your customers buy, as a market"), _("the purchase models fitted to the file; a scenario simulates members who buy like this"))
    model = found.model
    if model is None:
        look.empty(_("The purchase models could not be fitted"), found.no_model)
        return
    fields = Market.model_fields
    left, right = st.columns(2, gap="large")
    with left:
        units = {name: "weeks" if name == "alpha" else source.currency if name == "v" else "" for name in FITTED}
        table = pd.DataFrame([(name, fields[name].title, units[name], getattr(model, name)) for name in FITTED],
                             columns=["assumption", "label", "unit", "value"])  # fmt: skip
        rows = [[look.tip(r.assumption, _(fields[r.assumption].description)), _(r.label), f"{r.value:.4g}",
                 _("weeks") if r.unit == "weeks" else r.unit]
                for r in table.itertuples()]
        look.table([_("Number"), _("What it is"), _("Value"), _("Unit")], rows, left=[1, 3], quiet=[1, 3], caption=_("Fitted numbers"))
        table_buttons(source.stem, source.currency, {"fitted": (_("fitted numbers"), table)})
        for note in model.notes:
            look.note(note)
    with right:
        look.note(
            _(
                "Read: a customer who is still there orders **{rate} times a year**; after an order **{leave}** leave for good; "
                "a basket is **{basket}** on average. A new customer makes {year} further orders in the first year.",
                rate=numbers.three(model.r / model.alpha * 365.25 / 7),
                leave=numbers.percent(model.a / (model.a + model.b)),
                basket=source.money(model.mean_spend),
                year=numbers.three(model.expected_purchases(365.25 / 7)),
            )
        )
        shipped = {name: local(load_market(name).name) for name in names(MARKETS)}
        base = st.selectbox(_("Everything else from"), list(shipped), format_func=shipped.get, key="data_base",
                            index=list(shipped).index("ecommerce_cn"),
                            help=_("Margin, returns and how strongly members respond: orders cannot tell them."))  # fmt: skip
        _use(source, found, base)


def _use(source: Source, found: Insight, base: str) -> None:
    """The market as a file, and as a scenario with the program that is being worked on."""
    suggested = f"{draft().saved_name[:60]}: {source.stem[:50]}"
    title = st.text_input(_("Name of the scenario"), suggested, max_chars=120, key=f"data_scenario-{source.stem}")
    held, own = draft(), source.name if source.own else f"simulated example data ({source.name})"
    try:
        name = f"{source.stem} ({source.currency})"
        document = fitted_market(found.model, base, f"{own}, orders from {found.first_day}", name, source.currency, source.symbol[:4])
        scenario = build(held.good.document() | {"title": title.strip() or source.stem, "market": document}, "fitted")
    except ScenarioError as e:
        st.error(fault_list(e.faults, source.name, plain), icon=":material/error:")
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.download_button(_("Download the market"), dump(document).encode(), f"{source.stem}.yaml", "application/yaml", key="data_market",
                           icon=":material/download:", on_click="ignore")  # fmt: skip
        if st.button(_("Use as market: save as a scenario"), type="primary", key="go_use_market"):
            try:
                st.session_state["choose"] = SAVED + store().create(title, scenario)
            except ScenarioError as e:
                st.error(plain(fault_text(e)), icon=":material/error:")
                return
            st.toast(_("Saved. The other pages now show your program with this market."))
            st.rerun()
    look.note(_("The scenario has the program of {name}. The market file belongs into scenarios/markets.", name=held.saved_name))
