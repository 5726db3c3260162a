"""Each chart draws what it is given, in named colours, and its labels keep apart."""
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.reporting import charts, placing, slots
from simulation.reporting.charts import NetTexts, Series

MONTHS = np.arange(1, 25)
TEXTS = NetTexts("Net value", "Pays back in month 13", "range 11 to 15", "deepest {value}")
NAMED = {*slots.COLOUR.values(), *slots.RAMP, slots.TEXT, slots.QUIET, slots.PAPER, slots.HAIR}
ALL_ZERO = np.zeros(24)


def rising(x=MONTHS):
    """Net value of a program that pays back in month 13."""
    value = (np.asarray(x) - 13) * 10_000.0
    return value, value - 20_000, value + 20_000


def draw_lines(x=MONTHS, low=True, unit="percent"):
    falling = 1 / np.asarray(x, float)
    ranged = (falling - 0.02, falling + 0.02) if low else (None, None)
    return charts.lines(x, [Series("Program", "program", falling, *ranged), Series("No program", "no_program", falling / 2, dashed=True)],
                        unit=unit, symbol="¥")


def draw_areas(x=MONTHS, tiers=4):
    return charts.tier_areas(x, [f"Tier {i}" for i in range(tiers)], charts.tier_slots(tiers), np.full((len(x), tiers), 1 / tiers))


def draw_sankey(tiers=3, size=100.0):
    return charts.sankey([f"Tier {i}" for i in range(tiers)], charts.tier_slots(tiers), np.full((tiers, tiers + 1), size), "Lapsed")


def draw_net(x=MONTHS, ranged=True, break_even=13):
    value, low, high = rising(x)
    return charts.net_value(x, value, *((low, high) if ranged else (None, None)), symbol="¥", texts=TEXTS, break_even=break_even)


def draw_stack(bars=8, parts=4, size=1000.0):
    return charts.cost_stack([f"quarter {i}" for i in range(bars)], [f"Part {i}" for i in range(parts)], np.full((bars, parts), size),
                             unit_divisor=1000, ticks=[(0, "year 1")])


def draw_waterfall(values=(100, 50, -30, 120)):
    return charts.waterfall(["Opening", "Issued", "Redeemed", "Closing"], values, totals=[0, 3])


def draw_tornado(lows=(1e6, 2.2e6), highs=(3e6, 1.8e6), centre=2e6):
    return charts.tornado(["Response", "Margin"][: len(lows)], lows, highs, ["low", "28%"], ["high", "36%"], centre, symbol="¥")


@pytest.mark.parametrize(("figure", "traces"), [
    (draw_lines(), 3), (draw_lines(low=False), 2), (draw_lines([7]), 3), (draw_lines(unit="money"), 3), (draw_lines(unit="count"), 3),
    (draw_areas(), 4), (draw_areas([7]), 4), (draw_areas(tiers=1), 1), (draw_areas(tiers=7), 7),
    (draw_sankey(), 1), (draw_sankey(tiers=1), 1), (draw_sankey(size=0), 0),
    (draw_net(), 3), (draw_net(ranged=False), 2), (draw_net(break_even=None), 2), (draw_net([7]), 3),
    (draw_stack(), 4), (draw_stack(bars=1, parts=1), 1), (draw_stack(size=0), 4), (draw_stack(parts=9), 9),
    (draw_waterfall(), 3), (draw_waterfall((0, 0, 0, 0)), 3),
    (draw_tornado(), 2), (draw_tornado((1e6,), (1e6,), 1e6), 2),
    (charts.lines(MONTHS, [Series("Zero", "gold", ALL_ZERO, ALL_ZERO, ALL_ZERO)], unit="money", symbol="¥"), 2),
    (charts.lines(MONTHS, [Series("Unknown", "program", [None] * 24)], unit="percent"), 1),
    (charts.net_value(MONTHS, ALL_ZERO, ALL_ZERO, ALL_ZERO, symbol="¥", texts=TEXTS), 2),
])
def test_a_chart_has_its_traces_and_no_colour_but_the_slots(figure, traces):
    assert isinstance(figure, go.Figure)
    assert len(figure.data) == traces
    drawn = figure.to_json()
    used = re.findall(r"#[0-9a-fA-F]{3,8}\b", drawn)
    assert {colour[:7] if colour.endswith(("40", "6B")) and len(colour) == 9 else colour for colour in used} <= NAMED
    assert not re.search(r"rgba?\(|hsl|\"(?:white|black|red|green|blue|gr[ae]y)\"", drawn)
    assert "plotly_white" not in drawn
    assert "NaN" not in drawn


@pytest.mark.parametrize("scale", [1.0, 1.75])
def test_sizes_stand_on_the_figure_because_streamlit_overrides_a_templates(scale):
    layout = draw_like(scale).layout
    assert layout.font.size == round(13 * scale)
    assert layout.xaxis.tickfont.size == layout.yaxis.tickfont.size == round(12 * scale)
    assert not layout.template.layout.to_plotly_json()
    assert layout.margin.pad == 0


def draw_like(scale):
    return charts.tier_areas(MONTHS, ["Only"], ["ordinary"], np.ones((24, 1)), height=300, scale=scale)


def test_what_a_user_wrote_is_text_and_never_markup():
    name = "<a href='x'>Gold</a> & co"
    figures = [charts.lines(MONTHS, [Series(name, "program", rising()[0])], unit="money", note=(3, 0, 1, name)),
               charts.tier_areas(MONTHS, [name], ["gold"], np.ones((24, 1))), charts.sankey([name], ["gold"], [[5, 5]], name),
               charts.cost_stack([name], [name], [[1]], unit_divisor=1, ticks=[(0, name)]), charts.waterfall([name], [1], totals=[]),
               charts.tornado([name], [0], [2], [name], [name], 1, symbol="¥"),
               charts.net_value(MONTHS, *rising(), symbol="¥", texts=NetTexts(name, name, name, name), break_even=13)]
    for figure in figures:
        assert "<a" not in str(figure.to_plotly_json())


def test_a_note_may_be_bold_between_stars():
    figure = charts.lines(MONTHS, [Series("A", "program", 1 / MONTHS)], unit="percent", note=(6, 0.1, 0.3, "**+6.3 pp** after a year"))
    assert any(note.text == "<b>+6.3 pp</b> after a year" for note in figure.layout.annotations)


@pytest.mark.parametrize(("y", "at", "above"), [(1 / MONTHS, 6, True), (1 / MONTHS, 20, False), (MONTHS, 6, False), (MONTHS, 20, True)])
def test_a_note_stands_on_the_free_side_of_the_curve(y, at, above):
    figure = charts.lines(MONTHS, [Series("A", "program", y)], unit="count", note=(at, 0.1, 0.3, "gap"))
    note = next(note for note in figure.layout.annotations if note.text == "gap")
    assert (note.yanchor == "bottom") is above


def test_lines_end_in_their_name_and_last_value():
    labels = {note.text for note in draw_lines().layout.annotations}
    assert labels == {"<b>Program 4.17%</b>", "<b>No program 2.08%</b>"}  # 1/24 and half of it


def test_colours_too_pale_to_read_label_with_a_square():
    figure = charts.lines(MONTHS, [Series("Gold", "gold", MONTHS)], unit="count")
    (note,) = figure.layout.annotations
    assert note.font.color == slots.TEXT
    assert slots.COLOUR["gold"] in note.text


def test_the_sankey_has_the_top_tier_on_top_and_lapsed_last():
    (flow,) = draw_sankey(tiers=3).data
    right = sorted(zip(flow.node.y, flow.node.label, flow.node.x, strict=True))
    assert [label for _, label, x in right if x > 0.5] == ["Tier 2", "Tier 1", "Tier 0", "Lapsed"]


def test_the_sankey_leaves_out_flows_under_four_in_a_thousand():
    (flow,) = charts.sankey(["Member", "Gold"], ["ordinary", "gold"], [[900, 3, 50], [0, 40, 7]], "Lapsed").data
    assert sorted(flow.link.value) == [7, 40, 50, 900]  # 3 of 1,000 is out


def test_the_waterfall_hands_the_balance_on():
    figure = draw_waterfall((100, 50, -30, 120))
    ends = {x: (base, base + y) for bar in figure.data for x, base, y in zip(bar.x, bar.base, bar.y, strict=True)}
    assert ends == {0: (0, 100), 1: (100, 150), 2: (150, 120), 3: (0, 120)}
    assert [note.text for note in figure.layout.annotations] == ["100", "+50", "\u221230", "120"]


def test_the_tornado_has_the_first_name_on_top_and_labels_outside_the_bars():
    figure = draw_tornado()
    assert figure.layout.yaxis.autorange == "reversed"
    sides = {note.text: note.xanchor for note in figure.layout.annotations}
    assert sides == {"low": "right", "high": "left", "28%": "left", "36%": "right"}  # 28% gives the higher value here


def test_a_tornado_whose_ends_lie_on_one_side_labels_them_once():
    figure = charts.tornado(["A"], [1.2], [1.4], ["low"], ["high"], 1.0, symbol="")
    assert [(note.text, note.x) for note in figure.layout.annotations] == [("low · high", 1.4)]


@pytest.mark.parametrize("break_even", [6, 13, 20])
def test_where_it_pays_back_is_written_outside_the_band(break_even):
    value, low, high = rising()
    shift = (13 - break_even) * 10_000
    figure = charts.net_value(MONTHS, value + shift, low + shift, high + shift, symbol="¥", texts=TEXTS, break_even=break_even)
    note = next(note for note in figure.layout.annotations if "Pays back" in note.text)
    assert not np.interp(break_even, MONTHS, low + shift) <= note.y <= np.interp(break_even, MONTHS, high + shift)
    bottom, top = figure.layout.yaxis.range
    assert bottom < note.y < top


@pytest.mark.parametrize("deepest", range(1, 8))
def test_the_deepest_value_is_not_written_over_where_it_pays_back(deepest):
    value = np.interp(MONTHS, [0, deepest, 8, MONTHS[-1]], [0, -9e4, 0, 4e5])
    figure = charts.net_value(MONTHS, value, value - 1e3, value + 1e3, symbol="¥", texts=TEXTS, break_even=8)
    px = (MONTHS[-1] - MONTHS[0]) / charts.NARROW
    spans = {}
    for note in figure.layout.annotations:
        wide = max(charts.text_width(row, note.font.size or 13) for row in re.sub("</?b>", "", note.text).split("<br>")) * px
        left = note.x - (wide / 2 if note.xanchor in (None, "center") else wide if note.xanchor == "right" else 0)
        spans["low" if "deepest" in note.text else "pays" if "Pays" in note.text else "end"] = (left, left + wide, note.y)
    if "low" in spans and (spans["low"][2] < 0) == (spans["pays"][2] < 0):
        assert spans["low"][1] <= spans["pays"][0] or spans["pays"][1] <= spans["low"][0]


def test_a_value_that_ends_deepest_is_not_labelled_twice():
    falling = -1000.0 * MONTHS
    figure = charts.net_value(MONTHS, falling, None, None, symbol="¥", texts=TEXTS)
    assert not [note for note in figure.layout.annotations if "deepest" in note.text]


@pytest.mark.parametrize("shares", [[0.97, 0.01, 0.01, 0.005, 0.005], [0, 0, 0, 0, 1], [0.2] * 5, [0] * 5])
def test_labels_at_the_right_end_never_touch(shares):
    figure = charts.tier_areas([1, 2], list("abcde"), charts.tier_slots(5), [shares, shares], height=280)
    plot = 280 - figure.layout.margin.t - figure.layout.margin.b
    at = np.sort([note.y for note in figure.layout.annotations]) * plot  # the axis goes from 0 to 1
    assert len(at) == 5
    assert np.diff(at).min() >= 1.3 * 13 - 1e-6


VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12)


@given(VALUES, st.floats(0.001, 1e5))
def test_spread_keeps_the_gap_the_order_and_the_mean(values, gap):
    placed = np.array(placing.spread(values, gap))
    order = np.argsort(values, kind="stable")
    assert (np.diff(placed[order]) >= gap * (1 - 1e-6) - 1e-8).all()
    assert placed.mean() == pytest.approx(np.mean(values), abs=1e-3)


@given(VALUES, st.floats(0.001, 1e5))
def test_spread_moves_nothing_that_is_free(values, gap):
    apart = (np.arange(len(values)) * 2 * gap + values[0]).tolist()
    assert placing.spread(apart, gap) == pytest.approx(apart)


@given(VALUES, st.floats(0.001, 1e4), st.floats(0, 1e4))
def test_spread_stays_inside_its_bounds_where_the_labels_fit(values, gap, spare):
    low, high = -1000.0, -1000.0 + gap * (len(values) - 1) + spare
    placed = placing.spread(values, gap, low, high)
    assert low - 1e-6 <= min(placed)
    assert max(placed) <= high + 1e-6


def test_spread_of_nothing_is_nothing():
    assert placing.spread([], 1.0) == []


def test_long_names_are_cut_for_labels():
    assert placing.shorten("Gold") == "Gold"
    assert placing.text_width(placing.shorten("A baseline with quite a long name indeed"), 1) <= 15
    assert placing.shorten("四级会员按消费金额并含特邀会员计划方案") == "四级会员按消费金额并含特邀会…"


def test_a_chinese_label_takes_more_room_than_a_latin_one_of_equal_length():
    assert placing.text_width("<b>会员</b>", 10) == 20
    assert placing.text_width("ab<br>abcd", 10) == pytest.approx(22)


def test_the_ends_of_curves_are_given_in_words():
    from simulation.reporting import guide_charts
    fig = guide_charts.over(np.arange(1, 37), [Series("a & b", "program", np.linspace(1, 65, 36)),
                                               Series("late", "no_program", np.r_[np.nan, np.full(35, 7.0)])], unit="count")  # fmt: skip
    assert guide_charts.ends(fig) == [("a & b", "1", "1", "36", "65"), ("late", "2", "7", "36", "7")]
