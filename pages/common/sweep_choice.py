"""What a visitor wants swept: one or two numbers with their ranges, an outcome, how many runs; kept between pages and in the address."""
from __future__ import annotations

import dataclasses
import math
from typing import Any

import streamlit as st

from pages.common import address, sweep_words
from pages.common.session import Draft
from pages.common.text import _, measured
from simulation.inputs import ScenarioError
from simulation.metrics import METRICS
from simulation.scenario import Scenario
from simulation.sweep import MOST_REPLICATIONS, MOST_STEPS, REPLICATIONS, STEPS, Axis, Term, axis, default_path, sweepable

KEPT, READ, NONE = "_sweep_kept", "_sweep_read", ""
OUTCOME, OUTCOME_ALONE = "net_value", "sales"       # where there is a program, and where there is none
SHAPE = "%.10g"


@dataclasses.dataclass(frozen=True)
class Choice:
    """The axes as chosen; `asked` are their (path, from, to, points). `faults` say what is wrong with a range."""

    terms: tuple[Term, ...]
    asked: tuple[tuple[str, float, float, int], ...]
    axes: tuple[Axis, ...]
    outcome: str
    replications: int
    faults: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        return math.prod(len(a.values) for a in self.axes)


def choose(held: Draft, scenario: Scenario, language: str) -> tuple[Choice, Any]:
    """Draws the widgets; returns the choice, and the place for the button."""
    terms = sweepable(scenario, language)
    by_path, named = {t.path: t for t in terms}, sweep_words.names(terms)
    given = arrived(held)
    if not scenario.program.mechanics:
        st.info(_("This scenario has no program, so only numbers of its market can be swept."), icon=":material/info:")
    if given.get("first") and given["first"] not in by_path:
        st.warning(_("The number that this link sweeps is not in this scenario. Another one is shown."))
    start = given["first"] if given.get("first") in by_path else default_path(scenario, terms)
    first = pick("sweep_first", _("Number to sweep"), list(named), start, named.get,
                 _("A term of the program, or an assumption of the market. Type to search."))  # fmt: skip
    asked = [_range(held, scenario, by_path[first[0]], first[1], given, STEPS[0])]
    others = [NONE, *(p for p in named if p != first[0])]
    second = pick("sweep_second", _("And a second one"), others, given.get("second") or NONE, ({NONE: _("none")} | named).get,
                  _("Then the result is a heat map."))  # fmt: skip
    if second[0]:
        asked.append(_range(held, scenario, by_path[second[0]], second[1], given, STEPS[1]))
    left, right, button = st.columns([2.2, 1, 2], vertical_alignment="bottom")
    labels = {m: _(METRICS[m].label) for m in METRICS}
    start = given.get("outcome") or (OUTCOME if scenario.program.mechanics else OUTCOME_ALONE)
    key = remembered("sweep_outcome", start, list(METRICS))
    outcome = keep(key, left.selectbox(_("Outcome"), list(METRICS), format_func=labels.get, key=key,
                                       help=_("Every outcome is kept: choosing another one costs no run.")))  # fmt: skip
    key = remembered("sweep_runs", given.get("runs") or REPLICATIONS, range(2, MOST_REPLICATIONS + 1))
    help = _("Each with other luck, the same at every point. More runs narrow the intervals.")
    replications = keep(key, right.number_input(_("Runs at each point"), 2, MOST_REPLICATIONS, step=1, key=key, help=help))
    choice = Choice(tuple(by_path[a[0]] for a in asked), tuple(asked), (), outcome, int(replications))
    return _checked(choice, scenario), button


def _checked(choice: Choice, scenario: Scenario) -> Choice:
    """With the axes, or with what is wrong."""
    axes, faults = [], []
    for term, (path, low, high, steps) in zip(choice.terms, choice.asked, strict=True):
        try:
            axes.append(axis(scenario, path, low, high, steps))
        except ScenarioError as e:
            faults.append(f"**{sweep_words.short(term)}:** {_(e.faults[0].message)}")
    return dataclasses.replace(choice, axes=tuple(axes), faults=tuple(faults))


def pick(key: str, label: str, options: list[str], start: str, form, help: str) -> tuple[str, list]:
    """A selectbox, and columns for the range beside it."""
    place, *columns = st.columns([3, 1, 1, 0.9], vertical_alignment="bottom")
    remembered(key, start, options)
    return keep(key, place.selectbox(label, options, format_func=form, key=key, help=help)), columns


def _range(held: Draft, scenario: Scenario, term: Term, columns: list, given: dict[str, Any], points: int) -> tuple[str, float, float, int]:
    """From, to and the number of points, in percent where the term is a share."""
    times, symbol = 100 if term.share else 1, scenario.market.symbol
    mark, behind = f"{held.source}.{term.path}", sweep_words.unit(term, symbol)
    behind = behind if behind.lower() not in term.title.lower() else ""
    help = _("Now {value}.", value=sweep_words.value_and_unit(term, term.value, scenario))
    if term.limits():
        help += " " + _("Allowed: {limits}.", limits=dataclasses.replace(
            term, low=None if term.low is None else term.low * times, high=None if term.high is None else term.high * times).limits())
    low, high, steps = given.get(term.path) or (term.start, term.end, points)
    ends = []
    for column, label, name, start in ((columns[0], _("From"), "from", low), (columns[1], _("To"), "to", high)):
        start = int(start) if term.whole else round(float(start) * times, 8)
        key = remembered(f"sweep_{name}.{mark}", start)
        shape = {"step": 1} if term.whole else {"step": max(round(term.step * times, 8), 1e-6), "format": SHAPE}
        typed = keep(key, column.number_input(measured(label, behind), key=key, help=help, **shape))
        ends.append(float(typed) / times)
    key = remembered(f"sweep_points.{points}.{mark}", steps)
    typed = keep(key, columns[2].number_input(_("Grid points"), 2, MOST_STEPS, step=1, key=key,
                                              help=_("The current value is always one of them.")))  # fmt: skip
    return term.path, round(ends[0], 10), round(ends[1], 10), int(typed)


# ======== between pages, and in the address ==============================================================================
def remembered(key: str, start: Any, allowed=None) -> str:
    """Puts a widget's value in place before it is drawn: as it was left, else the start."""
    if key not in st.session_state:
        st.session_state[key] = st.session_state.setdefault(KEPT, {}).get(key, start)
    if allowed is not None and st.session_state[key] not in allowed:
        st.session_state[key] = start if start in allowed else next(iter(allowed))
    return key


def keep(key: str, value: Any) -> Any:
    st.session_state.setdefault(KEPT, {})[key] = value
    return value


def arrived(held: Draft) -> dict[str, Any]:
    """What a link asks for, read once: first and second path, path -> (from, to, points), outcome, runs."""
    if READ not in st.session_state:
        st.session_state[READ] = (held.source, _read())
    source, given = st.session_state[READ]
    return given if source == held.source else {}


def _read() -> dict[str, Any]:
    out: dict[str, Any] = {}
    for place, name in (("first", "sweep"), ("second", "sweep2")):
        asked = st.query_params.get(name)
        if asked:
            try:
                path, low, high, points = asked.rsplit(":", 3)
                out[place], out[path] = path, (_finite(low), _finite(high), min(max(int(points), 2), MOST_STEPS))
            except ValueError:
                st.warning(_("The sweep in this link cannot be read; it may have been cut."))
                return {}
    if st.query_params.get("sweep_outcome") in METRICS:
        out["outcome"] = st.query_params["sweep_outcome"]
    runs = st.query_params.get("sweep_runs", "")
    if runs.isdigit() and 2 <= int(runs) <= MOST_REPLICATIONS:
        out["runs"] = int(runs)
    return out


def _finite(text: str) -> float:
    if not math.isfinite(float(text)):
        raise ValueError(text)
    return float(text)


def write(choice: Choice) -> None:
    """The sweep that is shown, into the address."""
    for name, at in (("sweep", 0), ("sweep2", 1)):
        asked = choice.asked[at : at + 1]
        address.write(name, ":".join([asked[0][0], *(f"{x:.10g}" for x in asked[0][1:])]) if asked else "", "")
    address.write("sweep_outcome", choice.outcome, "")
    address.write("sweep_runs", choice.replications, "")
