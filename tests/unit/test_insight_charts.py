"""The charts of member data draw what they are given, in named colours."""
import re

import numpy as np
import pytest

from simulation.insight import RFM_MAP, SEGMENTS
from simulation.reporting import insight_charts, slots

NAMED = {*slots.COLOUR.values(), *slots.RAMP, slots.TEXT, slots.QUIET, slots.PAPER, slots.HAIR}
TITLES = {name: title for name, (title, _) in SEGMENTS.items()}


def draw_map(customers=None, shares=None, titles=TITLES):
    customers = np.arange(25).reshape(5, 5) if customers is None else customers
    shares = customers / max(1, customers.sum()) if shares is None else shares
    return insight_charts.rfm_map(customers, shares, RFM_MAP, titles, list("abcde"), list("54321"))


def draw_cycle(longer=True, counts=(50, 20, 10, 5), marks=((6, "half"), (20, "most"))):
    starts = 1 + 7 * np.arange(len(counts))
    ends = starts + 6.0
    ends[-1] = np.nan if longer else ends[-1]
    return insight_charts.cycle(starts, ends, counts, marks, "longer")


def draw_bars(values=(0.5, 0.3, 0.2), strong=(0,)):
    return insight_charts.bars([f"n{i}" for i in range(len(values))], values, [f"{v:.0%}" for v in values], strong)


@pytest.mark.parametrize("figure", [
    draw_map(), draw_map(np.zeros((5, 5), int)), draw_cycle(), draw_cycle(longer=False), draw_cycle(counts=(3,), longer=False),
    draw_cycle(counts=(0, 0)), draw_cycle(marks=()), draw_bars(), draw_bars(strong=()), draw_bars((0, 0)), draw_bars(()),
])  # fmt: skip
def test_no_colour_but_the_slots_and_no_number_that_is_none(figure):
    drawn = figure.to_json()
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", drawn)) <= NAMED
    assert not re.search(r"rgba?\(|hsl|plotly_white|NaN", drawn)


def test_the_map_names_each_segment_once_in_its_own_cells_and_counts_every_customer():
    fig = draw_map()
    texts = [a.text for a in fig.layout.annotations]
    assert [texts.count(f"<b>{title}</b>") for title in TITLES.values()] == [1] * len(TITLES)
    for a in fig.layout.annotations:
        if a.text.startswith("<b>"):  # it stands in the upper left corner of its cell
            assert TITLES[RFM_MAP[int(a.y + 0.5)][int(a.x + 0.5)]] in a.text
    assert sum(int(text.split(" · ")[0]) for text in texts if " · " in text) == 300
    assert list(fig.layout.yaxis.range) == [4.5, -0.5], "the highest value on top"


def test_borders_stand_between_segments_only():
    lines = insight_charts.borders(np.array([["a", "a"], ["a", "b"]]))
    assert sorted(lines) == [(0.5, 0.5, 0.5, 1.5), (0.5, 0.5, 1.5, 0.5)]


def test_names_are_escaped():
    assert "<i>" not in draw_map(titles=dict.fromkeys(TITLES, "<i>x")).to_json()
    assert "<script" not in insight_charts.bars(["<script>"], [1], ["<script>"]).to_json()


def test_bars_of_the_cycle_stand_over_their_days_and_marks_at_theirs():
    fig = draw_cycle()
    assert list(fig.data[0].x) == [3.5, 10.5, 17.5, 24.5], "days 1 to 7 reach from 0 to 7"
    assert [shape.x0 for shape in fig.layout.shapes] == [6, 20]
    assert fig.data[0].customdata[-1] == "longer: 5" and fig.data[0].customdata[0] == "1 – 7: 50"


def test_chosen_bars_are_set_off():
    fig = draw_bars(strong=(0, 2))
    by_slot = {trace.marker.color: list(trace.x) for trace in fig.data}
    assert by_slot == {slots.COLOUR["no_program"]: [1], slots.COLOUR["program"]: [0, 2]}
