"""Results by content: the same question is not computed twice; long work goes on beside the page, says how far it is and can be stopped."""
from __future__ import annotations

import dataclasses
import hashlib
import time

import pandas as pd
import streamlit as st

from pages.common import look
from pages.common.jobs import jobs, session
from pages.common.text import _, fault_text
from simulation.actuals import Forecast, forecast
from simulation.executor import Stopped, WorkerDied
from simulation.experiments import RUNS, Driver, Study, drivers, study
from simulation.explain import Explanation, orders
from simulation.inputs import ScenarioError
from simulation.outcome import Outcome
from simulation.pilot import Design, Pilot, plan
from simulation.recalibrate import Met, met_by
from simulation.remedies import Advice
from simulation.replay import life
from simulation.scenario import Scenario
from simulation.simulate import simulate
from simulation.typical import typical_members

PATIENCE = 0.8      # seconds that a page waits for a result before it goes on without
POLL = 0.5          # seconds between two looks at how far a job is


def result(scenario: Scenario, stale: bool = False) -> Study | None:
    """The study of a scenario; None while there is none.

    stale: while it is computed, the one before it of the same program, marked as such; a page then takes all it says from the study.
    """
    found = computed(("study", scenario.digest(), RUNS), lambda progress: study(scenario, RUNS, progress), True)
    source = st.session_state.get("scenario")
    if found is not None and stale:
        st.session_state["_shown"] = source, found
    elif stale and st.session_state.get("_shown", ("",))[0] == source:
        look.outdated(_("Figures before the last change"), _("They are grey until the new ones are there."))
        return st.session_state["_shown"][1]
    return found


def told_of(scenario: Scenario, found: Study | Outcome) -> Study | Outcome:
    """The same figures with the words of `scenario`: they are shared with whoever asked for equal inputs, and the words are not."""
    if isinstance(found, Study):
        outcome = told_of(scenario, found.outcome)
        return found if outcome is found.outcome else dataclasses.replace(found, outcome=outcome)
    return found if found.scenario == scenario else dataclasses.replace(found, scenario=scenario)


def known(scenario: Scenario) -> bool:
    """Whether the study of a scenario is there, so that asking for it takes no time."""
    return jobs().result(("study", scenario.digest(), RUNS)) is not None


def result_drivers(scenario: Scenario) -> list[Driver] | None:
    """What the net value hangs on; None after the visitor stopped it."""
    return computed(("drivers", scenario.digest()), lambda progress: drivers(scenario, progress=progress), True)


def result_outcome(scenario: Scenario) -> Outcome | None:
    """One run of a scenario, for a what-if; None after the visitor stopped it."""
    return computed(("outcome", scenario.digest()), lambda progress: simulate(scenario, progress=lambda share: progress(1 + int(99 * share), 100)))


def result_typical(scenario: Scenario) -> tuple[dict[str, int], int] | None:
    """Members worth a look, and how many there are; None after the visitor stopped it."""
    return computed(("typical", scenario.digest()), lambda progress: typical_members(scenario, lambda share: progress(1 + int(99 * share), 100)))


def result_orders(scenario: Scenario, member: int) -> list[Explanation] | None:
    """Every order of a member explained; None after the visitor stopped it."""

    def compute(progress):
        return orders(life(scenario, member, progress=lambda share: progress(1 + int(30 * share), 100)),
                      lambda share: progress(31 + int(69 * share), 100))

    return computed(("orders", scenario.digest(), member), compute)


def result_pilot(scenario: Scenario, design: Design) -> Pilot | None:
    """A pilot worked out; None after the visitor stopped it."""
    return computed(("pilot", scenario.digest(), design, RUNS), lambda progress: plan(scenario, design, RUNS, progress), True)


def result_forecast(scenario: Scenario) -> Forecast | None:
    """The program arm by month with its ranges; None after the visitor stopped it."""
    return computed(("forecast", scenario.digest(), RUNS), lambda progress: forecast(scenario, RUNS, progress), True)


def result_met(said: Forecast, actuals: pd.DataFrame, found: list[Advice]) -> list[Met] | None:
    """Which number of the market alone would meet the actuals; None after the visitor stopped it."""
    key = ("met", said.scenario.digest(), RUNS, hashlib.sha256(actuals.to_csv().encode()).hexdigest()[:20])
    return computed(key, lambda progress: met_by(said, actuals, found, progress))


def computed(key: tuple, compute, worlds: bool = False):
    """What `compute(progress)` gives, kept by its key for the whole server, so that the same question is never computed twice.

    None while it is not there: after a moment the page goes on without, and a line says how far the work is and lets the visitor stop it.
    `compute` runs in a thread of its own, without Streamlit.  worlds: whether it makes runs in other worlds than the scenario's market, with
    which the program need not go; that is then said.  Any other error is raised.
    """
    found = jobs().result(key)
    if found is not None:
        return found
    name = "-".join(map(str, key))
    if name in st.session_state.get("_stopped", ()):
        with st.container(horizontal=True, vertical_alignment="center"):
            look.note(look.line(look.chip(_("Stopped"), "stale"), _("Nothing was computed for these settings yet.")))
            st.button(_("Run"), type="primary", key=f"go_run-{name}", on_click=st.session_state["_stopped"].discard, args=(name,))
        return None
    st.session_state.setdefault("_asked", {})[key] = st.session_state.get("_run", 0)
    job = jobs().ask(key, compute, session())
    place = st.empty()
    if not job.finished.wait(PATIENCE):
        with place.container():
            _watch(key, name)
        return None
    if job.error is not None:
        jobs().forget(key, job)
    if isinstance(job.error, WorkerDied):
        st.error(_("The computation broke off: {why}.", why=_(job.error.args[0])), icon=":material/error:")
        st.button(_("Run again"), key=f"go_again-{name}")
    elif isinstance(job.error, Stopped):      # by somebody else who waited for it, a moment before this visitor came
        st.rerun()
    elif worlds and isinstance(job.error, ScenarioError):      # the terms fit the market as it is, and not what its ranges reach
        st.error(_("{why}. Some of these runs take numbers of the market from their low to their high value, and there the program cannot be "
                   "run: change its terms, or narrow the ranges of the market.", why=fault_text(job.error)), icon=":material/error:")  # fmt: skip
    elif job.error is not None:
        raise job.error
    return job.value


@st.fragment(run_every=POLL)
def _watch(key: tuple, name: str) -> None:
    """How far a job is; the page is drawn anew when it ends.  Jobs that the page no longer asks for are left."""
    from pages.common import boot  # heavy, as in shell.py

    now = st.session_state.get("_run", 0)
    for other, run in list(st.session_state.get("_asked", {}).items()):
        if run < now:
            jobs().leave(other, session())
            del st.session_state["_asked"][other]
    job = jobs().running(key)
    if job is None or job.finished.is_set():
        st.rerun()
    job.watchers[session()] = time.monotonic()
    left = job.seconds_left()
    starting = _("Starting; this first time the simulation is compiled, which takes about a minute") if boot.compiling() else _("Starting")
    with st.container(horizontal=True, vertical_alignment="center"):
        if left is None:
            st.progress(0.0, starting)
        else:
            st.progress(min(1.0, job.done / job.of), _("Run {done} of {of} · about {left:.0f} s left", done=job.done, of=job.of, left=max(1, left)))
        st.button(_("Stop"), type="tertiary", icon=":material/stop:", key=f"stop-{name}", on_click=_stop, args=(key, name))


def _stop(key: tuple, name: str) -> None:
    st.session_state.setdefault("_stopped", set()).add(name)
    jobs().leave(key, session())
