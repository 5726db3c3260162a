"""The charts of a sweep draw what they are given, in named colours."""
import re

import numpy as np
import pytest

from simulation.reporting import slots, sweep_charts

NAMED = {*slots.COLOUR.values(), *slots.RAMP, slots.TEXT, slots.QUIET, slots.PAPER, slots.HAIR}
X = [1000.0, 2000.0, 3000.0, 5000.0]
MEAN = np.array([5.0, 7.0, 6.0, np.nan]) * 1e4


def draw_curve(mean=MEAN, best=1, current=2, **more):
    args = dict(current=current, best=best, x_kind="money", unit="money", symbol="¥", now="now ¥3,000", top="best ¥2,000",
                blanks={3: "above <b>Diamond"})  # fmt: skip
    return sweep_charts.curve(X, mean, mean - 1e4, mean + 1e4, **args | more)


def draw_differences():
    return sweep_charts.differences(X, MEAN - 6e4, MEAN - 7e4, MEAN - 5e4, current=2, slots=["worse", "better", "unknown", "unknown"], x_kind="money",
                                    unit="money", symbol="¥")  # fmt: skip


def draw_heat(mean=((1.0, 2.0), (3.0, np.nan), (2.0, 2.5)), better=1, best=(1, 0), current=(0, 1)):
    shape = np.shape(mean)
    texts = [[f"t{i}{j}" for j in range(shape[1])] for i in range(shape[0])]
    return sweep_charts.heat(mean, x_texts=list("abc"), y_texts=list("de"), texts=texts, strong=np.zeros(shape), better=better, current=current,
                             best=best, now="now", top="best", hover=texts)  # fmt: skip


@pytest.mark.parametrize("figure", [
    draw_curve(), draw_curve(np.full(4, np.nan), best=None), draw_curve(best=2), draw_curve(np.zeros(4), unit="percent"), draw_curve(blanks={}),
    draw_curve(x_kind="percent", unit="count"), draw_differences(), draw_heat(), draw_heat(better=-1), draw_heat(best=None),
    draw_heat(np.full((3, 2), np.nan), best=None), draw_heat(np.ones((3, 2))),
])  # fmt: skip
def test_no_colour_but_the_slots_and_no_number_that_is_none(figure):
    drawn = figure.to_json()
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", drawn)) <= NAMED
    assert not re.search(r"rgba?\(|hsl|plotly_white|NaN|\bnan", drawn)


def test_the_current_design_has_a_hairline_and_a_label_and_a_blank_breaks_the_line():
    fig = draw_curve()
    assert any(s.x0 == s.x1 == 3000 for s in fig.layout.shapes)
    assert {"<b>now ¥3,000</b>", "<b>best ¥2,000</b>"} == {a.text for a in fig.layout.annotations}
    line = next(t for t in fig.data if t.mode == "lines+markers")
    assert line.y[3] is None and not line.connectgaps
    band = next(t for t in fig.data if t.fill == "toself")
    assert max(band.x) == 3000, "no band where there is no figure"
    cross = next(t for t in fig.data if t.marker.symbol == "x-thin")
    assert cross.x == (5000,) and cross.customdata[0] == "above &lt;b&gt;Diamond"
    assert [a.text for a in draw_curve(best=2).layout.annotations] == ["<b>now ¥3,000</b>"], "where now is best, there is one label"


def test_a_band_is_not_drawn_across_a_gap():
    bands = [t for t in draw_curve(np.array([5.0, np.nan, 6.0, 7.0])).data if t.fill == "toself"]
    assert [sorted({*t.x}) for t in bands][-1] == [3000, 5000] and not any({1000, 3000} <= {*t.x} for t in bands)


def test_full_dots_can_be_told_from_now():
    dots = {t.x[0]: t.marker.color for t in draw_differences().data}
    assert dots[1000] == slots.COLOUR["worse"] and dots[2000] == slots.COLOUR["better"] and dots[3000] == slots.PAPER and 5000 not in dots


@pytest.mark.parametrize(("better", "strongest"), [(1, (0, 1)), (-1, (0, 0))])
def test_the_better_the_stronger_and_the_first_number_runs_to_the_right(better, strongest):
    z = draw_heat(better=better).data[0].z
    assert z[strongest[0]][strongest[1]] == 1 and z[1][1] is None, "z is [row][column]: [second][first]"


def test_the_current_cell_is_framed_and_the_best_is_named():
    fig = draw_heat()
    frames = {(s.x0 + 0.485, s.y0 + 0.475): s.line.color for s in fig.layout.shapes}
    assert frames == {(0.0, 1.0): slots.TEXT, (1.0, 0.0): slots.COLOUR["program"]}
    assert {"t01<br>now", "t10<br>best", "t00"} <= {a.text for a in fig.layout.annotations}


def test_values_with_names_are_written_by_name():
    names = ["none", "Silver", "<Gold>", "Diamond"]
    assert draw_curve(x_texts=names).layout.xaxis.ticktext == ("none", "Silver", "&lt;Gold&gt;", "Diamond")
    x, y = [1, 2, 4], [0, 1, 2]
    few = sweep_charts.differences(x, y, y, y, current=0, slots=["unknown"] * 3, x_kind="count", unit="count", symbol="")
    assert few.layout.xaxis.ticktext == ("1", "2", "3", "4"), "no tick between two months"
