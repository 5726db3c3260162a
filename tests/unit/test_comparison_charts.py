"""Charts of scenarios side by side show the figures they are given."""
import numpy as np
import pytest

from simulation.reporting import comparison_charts


def test_the_ranking_has_a_dot_and_two_bars_for_each_scenario():
    fig = comparison_charts.ranking(["<b>B</b>", "A", "C"], [30e3, 20e3, -5e3], [25e3, 20e3, -6e3], [35e3, 20e3, -4e3], [10e3, 20e3, -9e3],
                                    [50e3, 20e3, 1e3], base=1, chosen=0, symbol="¥")  # fmt: skip
    dots = [t for t in fig.data if t.mode == "markers"]
    assert [t.x[0] for t in dots] == [30e3, 20e3, -5e3] and [t.y[0] for t in dots] == [0, 1, 2]
    bars = [(t.x, t.y[0]) for t in fig.data if t.mode == "lines"]
    assert ((10e3, 50e3), 0) in bars and ((25e3, 35e3), 0) in bars and len(bars) == 4, "the baseline has no range of its own"
    assert fig.layout.shapes[0].x0 == 20e3 and "&lt;b&gt;" in fig.layout.yaxis.ticktext[0]
    low, high = fig.layout.xaxis.range
    assert low < -9e3 and high > 50e3
    assert "¥30.0k" in " ".join(a.text for a in fig.layout.annotations)


def test_the_ranking_does_without_the_assumptions():
    fig = comparison_charts.ranking(["A", "B"], [1.0, 2.0], [np.nan, 1.5], [np.nan, 2.5], None, None, base=0, chosen=1, symbol="$")
    assert len([t for t in fig.data if t.mode == "lines"]) == 1


@pytest.mark.parametrize("months", [1, 24])
def test_a_difference_lies_in_its_band_around_zero(months):
    x = np.arange(1, months + 1)
    value = np.linspace(-1, 3, months)
    fig = comparison_charts.difference(x, value, value - 1, value + 1, "B", unit="money", symbol="¥")
    assert len(fig.data) == 2 and fig.layout.shapes[0].y0 == 0
    low, high = fig.layout.yaxis.range
    assert low <= -2 and high >= value[-1] + 1


def test_a_difference_without_values_is_empty_and_no_error():
    nothing = np.full(6, np.nan)
    assert not comparison_charts.difference(np.arange(1, 7), nothing, nothing, nothing, "B", unit="percent").layout.annotations
