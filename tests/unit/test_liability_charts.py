"""The charts of points liability draw what they are given, in named colours, and leave out what has no value."""
import re

import numpy as np
import pytest

from simulation.reporting import liability_charts, slots

NAMED = {*slots.COLOUR.values(), *slots.RAMP, slots.TEXT, slots.QUIET, slots.PAPER, slots.HAIR}
NAMES = {"plan": "Plan", "chain_ladder": "Chain-ladder", "truth": "Truth", "cost": "At cost"}
NONE = np.full(4, np.nan)


def draw_balances(keys=("plan", "chain_ladder", "truth", "cost"), value=5.0):
    return liability_charts.balances({k: [value, 2.0, 3.0, value] for k in keys}, NAMES, [1, 1, 1, 1], [9, 9, 9, 9], "¥")


def draw_estimators(low=(0.3, 0.3, 0.2, 0.2), high=(0.3, 0.3, 0.2, 0.2), complete=(np.nan, np.nan, 0.3, 0.3)):
    said = [("naive", "Naive", np.array([0, 0, 0.1, 0.1])), ("chain_ladder", "Ladder", np.array([np.nan, 0.5, 0.4, 0.3])),
            ("complete", "Out", complete)]
    return liability_charts.estimators(said, np.array(low, float), np.array(high, float), "Truth")


def draw_forecast(happened=(8, 7, 5), unused=(9, 9, 9)):
    names = ("unused", "expected", "happened")
    return liability_charts.forecast(np.arange(1, 4), np.array(unused), np.array([8, 7, 6]), np.array(happened, float), names)


@pytest.mark.parametrize("figure", [
    draw_balances(), draw_balances(("plan", "cost")), draw_balances(value=0.0), draw_estimators(), draw_estimators(complete=NONE),
    draw_estimators(high=(0.5, 0.5, 0.4, 0.4)), draw_estimators(low=NONE, high=NONE), draw_forecast(), draw_forecast((np.nan,) * 3),
    liability_charts.vintage_curves([("Year 1", [0.1, 0.5, 0.6]), ("Year 2", [0.2, 0.5])], 2),
])  # fmt: skip
def test_no_colour_but_the_slots_and_no_number_that_is_none(figure):
    drawn = figure.to_json()
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", drawn)) <= NAMED
    assert not re.search(r"rgba?\(|hsl|plotly_white|NaN|Infinity", drawn)


def test_the_balances_are_those_given():
    lines = {t.name: t for t in draw_balances().data if t.name}
    assert set(lines) == set(NAMES.values()) and np.allclose(sorted(set(np.round(lines["Plan"].y, 9))), [2, 3, 5])
    assert lines["Truth"].line.dash and not lines["Plan"].line.dash


def test_an_estimator_without_any_value_is_not_drawn():
    assert "Out" in {t.name for t in draw_estimators().data} and "Out" not in {t.name for t in draw_estimators(complete=NONE).data}


def test_a_truth_that_is_not_known_is_a_band_without_a_figure():
    ranged = draw_estimators(high=(0.5, 0.5, 0.4, 0.4))
    assert "Truth" not in {t.name for t in ranged.data} and any(t.fill == "toself" for t in ranged.data)
    assert any(a.text == "<b>Truth</b>" for a in ranged.layout.annotations) and "Truth" in {t.name for t in draw_estimators().data}


def test_the_forecast_stands_by_months_to_go():
    bars = [t for t in draw_forecast().data if t.type == "bar"]
    assert [list(bar.y) for bar in bars] == [[9, 9, 9], [8, 7, 6]] and list(bars[0].x) == [1, 2, 3]
    assert len([t for t in draw_forecast((np.nan,) * 3).data if t.type == "scatter"]) == 0
