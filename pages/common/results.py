"""Results by content: the same question is not computed twice, long work shows how far it is and can be stopped."""
from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict

import pandas as pd
import streamlit as st

from pages.common import look
from pages.common.text import _
from simulation.actuals import Forecast, forecast
from simulation.campaigns import CampaignResult, campaign_results
from simulation.experiments import RUNS, Driver, Study, drivers, study
from simulation.explain import Explanation, orders
from simulation.outcome import Outcome
from simulation.pilot import Design, Pilot, plan
from simulation.plan_report import PlanReport, report
from simulation.recalibrate import Met, met_by
from simulation.remedies import Advice
from simulation.replay import life
from simulation.scenario import Scenario
from simulation.simulate import simulate
from simulation.typical import typical_members

KEPT = 64
SHOWN_AFTER = 0.8      # seconds


class _Kept:
    """The newest results of the whole server."""

    def __init__(self):
        self.items: OrderedDict = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key):
        with self.lock:
            if key in self.items:
                self.items.move_to_end(key)
            return self.items.get(key)

    def put(self, key, value) -> None:
        with self.lock:
            self.items[key] = value
            while len(self.items) > KEPT:
                self.items.popitem(last=False)


@st.cache_resource
def _kept() -> _Kept:
    return _Kept()


def result(scenario: Scenario) -> Study | None:
    """The study of a scenario; None after the visitor stopped it."""
    return computed(("study", scenario.digest(), RUNS), lambda progress: study(scenario, RUNS, progress))


def known(scenario: Scenario) -> bool:
    """Whether the study of a scenario is there, so that asking for it takes no time."""
    return _kept().get(("study", scenario.digest(), RUNS)) is not None


def result_drivers(scenario: Scenario) -> list[Driver] | None:
    """What the net value hangs on; None after the visitor stopped it."""
    return computed(("drivers", scenario.digest()), lambda progress: drivers(scenario, progress=progress))


def result_plan(held: Study) -> PlanReport | None:
    """The study's own run beside one without the paid plan; None after the visitor stopped it."""
    return computed(("plan", held.outcome.scenario.digest()), lambda progress: report(held.outcome))


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
    return computed(("pilot", scenario.digest(), design, RUNS), lambda progress: plan(scenario, design, RUNS, progress))


def result_forecast(scenario: Scenario) -> Forecast | None:
    """The program arm by month with its ranges; None after the visitor stopped it."""
    return computed(("forecast", scenario.digest(), RUNS), lambda progress: forecast(scenario, RUNS, progress))


def result_met(said: Forecast, actuals: pd.DataFrame, found: list[Advice]) -> list[Met] | None:
    """Which number of the market alone would meet the actuals; None after the visitor stopped it."""
    key = ("met", said.scenario.digest(), RUNS, hashlib.sha256(actuals.to_csv().encode()).hexdigest()[:20])
    return computed(key, lambda progress: met_by(said, actuals, found, progress))


def result_campaigns(scenario: Scenario) -> tuple[Outcome, list[CampaignResult]] | None:
    """The scenario's own run, and each campaign against the same members without it; None after the visitor stopped it."""

    def compute(progress):
        outcome = simulate(scenario)
        return outcome, campaign_results(scenario, outcome, progress)

    return computed(("campaigns", scenario.digest()), compute)


def computed(key: tuple, compute):
    """What `compute(progress)` gives, kept by its key for the whole server; None after the visitor stopped it."""
    found = _kept().get(key)
    if found is not None:
        return found
    name = "-".join(map(str, key))
    if st.session_state.get("stopped") == name:
        look.empty(_("Stopped"), _("Nothing was computed for this program yet."))
        if not st.button(_("Run"), type="primary", key=f"go_run-{name}"):
            return None
        st.session_state.pop("stopped")
    place = st.empty()
    found = compute(_Progress(place, name))
    place.empty()
    _kept().put(key, found)
    return found


class _Progress:
    """A bar after a moment; each update is also where Streamlit ends the run when the visitor goes on to something else."""

    def __init__(self, place, name: str):
        self.place, self.name, self.start, self.bar = place, name, time.monotonic(), None

    def __call__(self, done: int, of: int) -> None:
        spent = time.monotonic() - self.start
        if self.bar is None:
            if spent < SHOWN_AFTER or done == of:
                return
            with self.place.container(horizontal=True, vertical_alignment="center"):
                self.bar = st.progress(0.0)
                st.button(_("Stop"), type="tertiary", icon=":material/stop:", key=f"stop-{self.name}",
                          on_click=lambda: st.session_state.update(stopped=self.name))
        left = spent / done * (of - done)
        self.bar.progress(done / of, _("Run {done} of {of} · about {left:.0f} s left", done=done, of=of, left=max(1, left)))
