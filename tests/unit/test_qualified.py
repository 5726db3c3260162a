"""What members have qualified by goes into the new program's window as if it had always been looked at that way."""
from __future__ import annotations

import numpy as np
import pytest

from simulation.records import WINDOW
from simulation.transition import Change, Turn, follow
from tests.unit.test_transition import LEVELS, program, scenario_of

WINDOWS = {"rolling 4": {"window_months": 4}, "rolling 12": {}, "rolling 18": {"window_months": 18}, "calendar": {"window": "calendar_year"},
           "anniversary": {"window": "anniversary"}, "lifetime": {"window": "lifetime"}}
FAR = {"levels": [LEVELS[0], {"name": "Far", "threshold": 1e8}], "metric": "orders"}      # nobody climbs, so the window moves nothing


@pytest.mark.parametrize("new", WINDOWS)
@pytest.mark.parametrize("old", WINDOWS)
@pytest.mark.parametrize("start", ["2026-01-01", "2026-05-01"])
def test_a_window_is_filled_as_if_the_new_rules_had_always_held(old, new, start):
    """The goal gradient is off, so members live alike under every window, and the carried window must be the very one."""
    made = lambda terms: {"tiers": FAR | terms, "base_earn": {}}  # noqa: E731
    scenario = scenario_of(made(WINDOWS[old]), 80, 17, start=start, theta_goal=0, returned_share=0, organic_referrals=0)
    always = scenario.with_program(made(WINDOWS[new]))
    levels = [LEVELS[0], {"name": "Far", "threshold": 1e8 - 1}]      # else the very same ladder
    carried = _windows(scenario, Change(program(scenario, made(WINDOWS[new] | {"levels": levels})), 16))
    own = _windows(always, None)
    assert own["qualifying"].sum() > 0
    assert np.array_equal(carried["qualifying"], own["qualifying"]), "amounts of the window"
    if new in ("calendar", "anniversary"):
        assert np.array_equal(carried["past_year"], own["past_year"]), "last year's amounts"
    if new != "lifetime":
        ahead = [m % WINDOW for m in range(17, 17 + WINDOW - 1)]
        assert np.array_equal(carried["window"][:, :, ahead], own["window"][:, :, ahead]), "when they leave"


def _windows(scenario, change):
    """What the window holds as month 16 opens."""
    seen = {}

    class Look(Turn):
        def after(self, arm, month):
            super().after(arm, month)
            if month == 16:
                seen.update({name: arm.column(name).copy() for name in ("qualifying", "past_year", "window")})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simulation.transition.Turn", Look)
        follow(scenario, change, 16)
    return seen


@pytest.mark.parametrize("new", ["rolling 4", "rolling 18", "calendar", "lifetime"])
@pytest.mark.parametrize("old", ["rolling 12", "calendar", "anniversary", "lifetime"])
def test_an_order_that_comes_back_leaves_the_window_of_its_own_month(old, new):
    """A fifth comes back after 40 days; what differs came back early, for want of room."""
    made = lambda terms, far=1e8: {"tiers": FAR | terms | {"levels": [LEVELS[0], {"name": "Far", "threshold": far}]}, "base_earn": {}}  # noqa: E731
    numbers = {"returned_share": 0.2, "return_days": 40, "theta_goal": 0, "organic_referrals": 0}
    scenario = scenario_of(made(WINDOWS[old]), 300, 16, **numbers)
    carried = _windows(scenario, Change(program(scenario, made(WINDOWS[new], 9e7)), 16))["qualifying"]
    own = _windows(scenario.with_program(made(WINDOWS[new])), None)["qualifying"]
    assert own.sum() > 400 and (carried >= 0).all()
    assert np.abs(carried - own).sum() <= 0.02 * own.sum()
