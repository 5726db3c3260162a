"""The charts of winners and losers."""
import numpy as np
import pytest

from simulation.reporting import winners_charts
from simulation.reporting.slots import COLOUR

WORDS = ("lose", "about the same", "gain")


def test_parts_of_a_bar_are_who_loses_stays_and_gains():
    fig = winners_charts.shares(["All", "Silver", "Gold"], [0.1, 0.2, 0.0], [0.6, 0.8, 1.0], [0.3, 0.0, 0.0], WORDS, heads=[1])
    assert [list(bar.x) for bar in fig.data] == [[0.1, 0.2, 0.0], [0.6, 0.8, 1.0], [0.3, 0.0, 0.0]]
    assert fig.data[0].marker.color == COLOUR["worse"] and fig.data[2].marker.color == COLOUR["better"]
    assert np.diff(fig.data[0].y).tolist() == [1.5, 1.0], "room before a new grouping"
    assert "10.0% · 30.0%" in [a.text for a in fig.layout.annotations]


def test_a_group_of_nobody_is_a_bar_of_nothing():
    fig = winners_charts.shares(["Nobody"], [np.nan], [np.nan], [np.nan], WORDS)
    assert not any(x for bar in fig.data for x in bar.x)


@pytest.mark.parametrize("scale", [1.0, 1.75])
def test_the_curve_says_how_many_get_less_and_more(scale):
    places, values = (np.arange(100) + 0.5) / 100, np.concatenate([np.linspace(-50, -1, 20), np.zeros(70), np.linspace(1, 30, 10)])
    fig = winners_charts.value_curve(places, values, symbol="¥", words=("less:", "more:"), scale=scale)
    texts = [a.text for a in fig.layout.annotations]
    assert texts == ["<b>less: 20%</b>", "<b>more: 10%</b>"]
    assert fig.layout.yaxis.range[0] <= -50 and fig.layout.yaxis.range[1] >= 30


def test_where_nothing_changes_the_curve_is_flat():
    fig = winners_charts.value_curve([0.25, 0.75], [0.0, 0.0], symbol="¥", words=("less:", "more:"))
    assert not fig.layout.annotations and fig.layout.yaxis.range[0] < 0 < fig.layout.yaxis.range[1]


def test_names_of_users_are_no_markup():
    fig = winners_charts.shares(["<b>x</b>"], [0.1], [0.8], [0.1], WORDS)
    assert "<b>" not in fig.layout.yaxis.ticktext[0]
