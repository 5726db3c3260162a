"""Which scenarios are compared, and with how many replications: chosen by the visitor, kept in the page's address."""
from __future__ import annotations

import dataclasses

import streamlit as st

from pages.common import address, compare_results
from pages.common.session import DEFAULT, SAVED, Draft, options, shipped, sized, store
from pages.common.text import _
from simulation.cases import CENTRAL
from simulation.comparison import MOST, MOST_SCENARIOS, START
from simulation.metrics import HEADLINE, METRICS
from simulation.pairing import distinct
from simulation.scenario import Scenario

DRAFT, WIDTH = "draft", "width"
PLAIN = "no_program"
WIDTHS = {"money": 10_000.0, "percent": 0.5}     # to start with: currency units, percentage points


@dataclasses.dataclass(frozen=True)
class Choice:
    """names and scenarios, the first the one that the others are held against; `metric` and `half_width` where a width is asked for."""

    names: list[str]
    scenarios: list[Scenario]
    central: list[Scenario]     # the same in the central case, from which other cases are looked at
    replications: int = 0
    metric: str = ""
    half_width: float = 0.0


def choose(held: Draft) -> Choice | None:
    """Draws the controls; None, with a word of what to do, for fewer than two scenarios."""
    listed = options()
    if held.edited:
        listed = {DRAFT: _("{name} (as edited now)", name=held.saved_name)} | listed
    _start(held, list(listed))
    left, right = st.columns([2, 1], gap="large", vertical_alignment="bottom")
    sources = left.multiselect(
        _("Scenarios, two to six"), list(listed), format_func=lambda s: listed.get(s, s), key="compare", max_selections=MOST_SCENARIOS,
        persist_state="session", placeholder=_("Choose scenarios"), help=_("The first is the one that the others are compared with."),
    )  # fmt: skip
    address.write("compare", ",".join(sources), ",".join(_default(held)))
    with right:
        size = _replications()
    metric, width = _width(held.good.market.symbol) if size == WIDTH else ("", 0.0)
    return choice_of(sources, held, 0 if metric else size, metric, width) if len(sources) > 1 else None


def choice_of(sources: list[str], held: Draft, replications: int, metric: str = "", half_width: float = 0.0, live: bool = False) -> Choice:
    """The choice of these scenarios; `live`: the draft with its edits stands for the scenario that it was opened from."""
    listed = options() | {DRAFT: _("{name} (as edited now)", name=held.saved_name)}
    if live and held.edited and DRAFT not in sources:
        sources = [DRAFT if s == held.source else s for s in sources]
    return Choice(distinct([listed[s] for s in sources]), [sized(_scenario(s, held)) for s in sources],
                  [sized(_scenario(s, held), CENTRAL) for s in sources], replications, metric, half_width)


def _default(held: Draft) -> list[str]:
    """The edits against what was saved; else the scenario against what it extends."""
    if held.edited:
        return [held.source, DRAFT]
    if held.saved.extends in options():
        return [held.saved.extends, held.source]
    return [PLAIN if held.source != PLAIN else DEFAULT, held.source]


def _start(held: Draft, allowed: list[str]) -> None:
    """A visitor's first run takes the choice from the address; it follows the draft until the visitor has chosen."""
    default, last = _default(held), st.session_state.get("_compare_default")
    if "compare" not in st.session_state:
        asked = [s for s in (st.query_params.get("compare") or "").split(",") if s]
        known = list(dict.fromkeys(s for s in asked if s in allowed))[:MOST_SCENARIOS]
        if len(known) < len(asked):
            st.warning(_("A scenario of this link is not here; it may be saved in another installation, or its edits are gone."))
        st.session_state["compare"] = known if len(known) > 1 else default
    elif last is not None and st.session_state["compare"] == last:
        st.session_state["compare"] = default
    else:
        st.session_state["compare"] = [s for s in st.session_state["compare"] if s in allowed]
    st.session_state["_compare_default"] = default


def _replications() -> int | str:
    sizes = (*compare_results.SIZES, WIDTH)
    address.read("replications", sizes, sizes[0])
    size = st.segmented_control(
        _("Replications"), sizes, format_func=lambda n: _("to a width") if n == WIDTH else f"{n}", key="replications", required=True,
        persist_state="session",
        help=_("Runs of every scenario, each on luck of its own that all scenarios share. More make intervals narrower; or ask for a width."),
    )  # fmt: skip
    address.write("replications", size, sizes[0])
    return size


def _width(symbol: str) -> tuple[str, float]:
    """The metric whose interval is to be narrow, and half its width in the metric's unit."""
    left, right, rest = st.columns([1, 1, 2], vertical_alignment="bottom")
    metrics = [m for m in ("net_value", *HEADLINE) if METRICS[m].unit in WIDTHS]
    metrics = list(dict.fromkeys(metrics))
    address.read("until", metrics, metrics[0])
    metric = left.selectbox(_("Until the range of"), metrics, format_func=lambda m: _(METRICS[m].label), key="until", persist_state="session")
    percent = METRICS[metric].unit == "percent"
    least = 0.01 if percent else 1.0
    fresh = not any(f"width_{unit}" in st.session_state for unit in WIDTHS)      # a link's width is in the unit of its own metric
    asked = _number(st.query_params.get("width"), least) if fresh else None
    name = f"width_{METRICS[metric].unit}"
    if name not in st.session_state:
        st.session_state[name] = asked or WIDTHS[METRICS[metric].unit]
    width = right.number_input(
        _("is at most, to each side, pp") if percent else _("is at most, to each side, {symbol}", symbol=symbol), min_value=least,
        max_value=1e9, step=0.1 if percent else 1_000.0, format="%.2f" if percent else "%.0f", key=name, persist_state="session",
    )  # fmt: skip
    rest.caption(_("From {start} to {most} replications. The width alone ends it, never the verdict: so the interval stays honest.",
                   start=START, most=MOST))  # fmt: skip
    address.write("until", metric, metrics[0])
    address.write("width", f"{width:.12g}", "")
    return metric, width / 100 if percent else width


def _number(text: str | None, least: float) -> float | None:
    """What a link says, or None."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return min(max(value, least), 1e9) if value == value else None


def _scenario(source: str, held: Draft) -> Scenario:
    if source == DRAFT:
        return held.good
    return store().load(source.removeprefix(SAVED))[0] if source.startswith(SAVED) else shipped(source)
