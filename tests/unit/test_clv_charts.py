"""The chart of what a member is worth: its bars are the figures, stacked and side by side."""
import numpy as np

from simulation.reporting.clv_charts import values

WORDS = ("with the program", "without it", "to the end of the run", "beyond it")


def chart(**more):
    return values(["Member", "Gold"], [-10.0, 200.0], [30.0, 300.0], [15.0, 150.0], [20.0, 250.0], symbol="¥", words=WORDS, **more)


def test_bars_are_the_figures():
    fig = chart()
    assert [list(bar.x) for bar in fig.data] == [[-10, 200], [30, 300], [15, 150], [20, 250]]
    assert fig.layout.barmode == "relative" and list(fig.data[0].y) == list(fig.data[1].y) != list(fig.data[2].y)
    assert "Gold, with the program, beyond it: ¥300" in fig.data[1].customdata


def test_each_bar_has_its_sum_beside_it_and_the_axis_holds_all():
    fig = chart()
    assert [note.text for note in fig.layout.annotations] == ["<b>¥20.0</b> with the program", "<b>¥500</b> with the program",
                                                              "<b>¥35.0</b> without it", "<b>¥400</b> without it"]  # fmt: skip
    low, high = fig.layout.xaxis.range
    assert low < -10 and high > 500


def test_names_are_made_safe_and_missing_figures_are_nothing():
    fig = values(["<b>x"], [np.nan], [1.0], [0.0], [0.0], symbol="$", words=WORDS)
    assert fig.layout.yaxis.ticktext[0] == "&lt;b&gt;x" and list(fig.data[0].x) == [0.0]
