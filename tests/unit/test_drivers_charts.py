"""Charts of what drives the lift draw what they are given."""
import numpy as np
import pytest

from simulation.reporting import drivers_charts
from simulation.reporting.slots import COLOUR

NAMES = ["Membership on dropout", "Goal <gradient>", "Together"]


def contributions(values=(12.0, 3.0, -2.0), unit="money"):
    values = np.array(values)
    return drivers_charts.contributions(NAMES, values, values - 1, values + 2, [11.0, 2.0, 1.0], ["a", "b", "c"], unit=unit, symbol="¥",
                                        words=("lost without it", "alone"), rest=[2])


def test_bars_carry_their_ranges_and_dots_stand_for_effects_alone():
    bar, dots = contributions().data
    assert list(bar.x) == [12, 3, -2] and list(bar.error_x.array) == [2, 2, 2] and list(bar.error_x.arrayminus) == [1, 1, 1]
    assert list(dots.x) == [11, 2] and list(dots.y) == [0, 1], "what is left over is no effect, so it has no dot"
    assert list(bar.marker.color) == [COLOUR["program"], COLOUR["program"], COLOUR["no_program"]]


def test_the_first_row_stands_on_top_and_every_range_is_in_view():
    chart = contributions()
    low, high = chart.layout.xaxis.range
    assert chart.layout.yaxis.range[0] > chart.layout.yaxis.range[1] and low < -3 and high > 14
    assert chart.layout.yaxis.ticktext[1] == "Goal &lt;gradient&gt;"


@pytest.mark.parametrize("unit", ["money", "percent"])
def test_nothing_to_show_still_draws(unit):
    low, high = contributions((0.0, 0.0, 0.0), unit).layout.xaxis.range
    assert low < high


def test_the_parts_of_a_gap_add_up_to_its_stroke():
    chart = drivers_charts.naive_gaps(["Member", "Gold"], [-50, 80], [5, 30], [30, 8], [-75, 102], symbol="¥", words=("gap", "s", "c", "o"))
    *bars, stroke = chart.data
    assert np.array_equal(sum(np.array(bar.x) for bar in bars), np.array(stroke.x)) and chart.layout.barmode == "relative"
    low, high = chart.layout.xaxis.range
    assert low < -80 and high > 110, "the grey and the pale part of one side stand on each other"
