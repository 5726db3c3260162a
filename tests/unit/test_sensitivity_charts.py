"""The charts of sensitivity draw what they are given, in named colours."""
import re

import numpy as np
import pytest

from simulation.reporting import sensitivity_charts, slots

NAMED = {*slots.COLOUR.values(), *slots.RAMP, slots.TEXT, slots.QUIET, slots.PAPER, slots.HAIR}
NAMES = ["Membership on dropout", "Contribution margin"]


def money(value):
    return f"¥{value:,.0f}"


def draw_effects(names=NAMES, sizes=(200_000.0, 60_000.0), halves=(20_000.0, np.nan), spreads=(30_000.0, 90_000.0)):
    return sensitivity_charts.effects(names, sizes, halves, spreads, money, unit="money", symbol="¥")


def draw_indices(names=NAMES, first=(0.8, -0.01), total=(0.85, 0.1), halves=(0.2, 0.05)):
    return sensitivity_charts.indices(names, first, total, halves)


@pytest.mark.parametrize(("figure", "traces"), [(draw_effects(), 2), (draw_effects(sizes=(0, 0), halves=(0, 0), spreads=(0, 0)), 2),
                                                (draw_effects(NAMES[:1], (5.0,), (1.0,), (0.0,)), 2), (draw_indices(), 2)])
def test_a_chart_has_its_traces_and_no_colour_but_the_slots(figure, traces):
    assert len(figure.data) == traces
    drawn = figure.to_json()
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", drawn)) <= NAMED
    assert not re.search(r"rgba?\(|hsl|\"(?:white|black|red|green|blue|gr[ae]y)\"", drawn) and "NaN" not in drawn


def test_bars_rings_and_intervals_are_inside_and_the_largest_stands_on_top():
    fig = draw_effects()
    assert list(fig.data[0].x) == [200_000, 60_000] and list(fig.data[0].error_x.array) == [20_000, 0] and list(fig.data[1].x) == [30_000, 90_000]
    assert fig.layout.xaxis.range[1] > 220_000 and fig.layout.yaxis.range[0] > fig.layout.yaxis.range[1]
    assert [a.text for a in fig.layout.annotations] == ["¥200,000", "¥60,000"] and fig.layout.annotations[1].x == 90_000


def test_an_index_below_zero_is_an_estimate_of_none():
    fig = draw_indices()
    assert list(fig.data[0].x) == [0.85, 0.1] and list(fig.data[1].x) == [0.8, 0]


def test_what_a_user_wrote_is_text_and_never_markup():
    for fig in (draw_effects(["<b>x</b>", "y"]), draw_indices(["<b>x</b>", "y"])):
        assert "<b>x" not in fig.to_json() and "&lt;b&gt;x" in fig.to_json()
