"""The pilot page's charts draw what they are given, in named colours."""
import re

import numpy as np
import pytest

from simulation.reporting import pilot_charts, slots
from simulation.reporting.charts import Series

NAMED = {*slots.COLOUR.values(), *slots.RAMP, slots.TEXT, slots.QUIET, slots.PAPER, slots.HAIR}
MEMBERS = np.array([100, 1_000, 5_000, 10_000])
POWER = np.array([0.1, 0.4, 0.8, 0.95])


def draw_power(name="Power", marks=((5_000, 0.8, "5,000 needed"),)):
    return pilot_charts.power_curve(MEMBERS, POWER, POWER - 0.05, POWER + 0.02, name=name, target=0.8, target_name=name, marks=marks)


def draw_months(members=(9_000, 4_000, np.nan), name="at hand"):
    return pilot_charts.members_by_months([3, 6, 9], members, chosen=6, at_hand=5_000, at_hand_name=name)


def draw_actuals(actual=(10.0, 13.0, np.nan), outside=(False, True, False), name="Actual"):
    own = np.array([10.0, 11.0, 12.0])
    return pilot_charts.actual_against_forecast(Series(name, "program", own, own - 1, own + 1), Series(name, "no_program", actual), outside,
                                                unit="count")


@pytest.mark.parametrize(("figure", "traces"), [
    (draw_power(), 3), (draw_power(marks=()), 2), (draw_months(), 1), (draw_months((np.nan,) * 3), 1), (draw_actuals(), 3),
    (draw_actuals((np.nan,) * 3, (False,) * 3), 3),
])
def test_a_chart_has_its_traces_and_no_colour_but_the_slots(figure, traces):
    assert len(figure.data) == traces
    drawn = figure.to_json()
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", drawn)) <= NAMED
    assert not re.search(r"rgba?\(|hsl|\"(?:white|black|red|green|blue|gr[ae]y)\"", drawn) and "NaN" not in drawn


def test_what_a_user_wrote_is_text_and_never_markup():
    name = "<a href='x'>Gold</a>"
    for figure in (draw_power(name, [(5_000, 0.8, name)]), draw_months(name=name), draw_actuals(name=name)):
        assert "<a" not in str(figure.to_plotly_json())


def test_the_chosen_length_alone_is_in_the_accent():
    (bars,) = draw_months().data
    assert bars.marker.color == (slots.COLOUR["no_program"], slots.COLOUR["program"], slots.COLOUR["no_program"])
    assert [note.text for note in draw_months().layout.annotations] == ["9,000", "4,000", "–", "at hand"]


def test_a_dot_is_full_outside_the_range():
    dots = draw_actuals().data[-1]
    assert list(dots.x) == [1, 2] and dots.marker.color == (slots.PAPER, slots.TEXT)


def test_the_mark_stands_on_the_curve():
    mark = draw_power().data[-1]
    assert (mark.x[0], mark.y[0]) == (5_000, 0.8)
