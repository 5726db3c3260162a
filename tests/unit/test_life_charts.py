"""The chart of a member's life."""
import pytest

from simulation.reporting.life_charts import MARKS, ORDERS, Dot, Lane, Mark, timeline
from simulation.reporting.slots import COLOUR

WORDS = {name: name for name in (*ORDERS, *MARKS, "points", "orders", "offers", "events", "tiers")} | {"points_held": "{n} points held"}


def lane(**parts) -> Lane:
    whole = {"name": "With", "dots": [Dot(1.0, 100.0, "usual", "a"), Dot(2.0, 25.0, "extra", "b")], "marks": [Mark(2.0, "upgrade", "c")],
             "points": [(0.5, 0), (1.0, 100), (2.0, 50)], "tiers": [(0.5, 2.0, "Member", "ordinary"), (2.0, 12.5, "Silver", "silver")]}
    return Lane(**whole | parts)


def dots(fig, name):
    return [trace for trace in fig.data if trace.name == name]


@pytest.mark.parametrize("scale", [1.0, 1.75])
def test_an_order_of_four_times_the_amount_is_twice_as_wide_and_the_same_in_both_lives(scale):
    other = lane(name="Without", dots=[Dot(1.0, 100.0, "usual", "a"), Dot(3.0, 25.0, "alone", "d")], marks=[], points=[(0.5, 0)], tiers=[])
    fig = timeline([lane(), other], 12, WORDS, scale=scale)
    usual = dots(fig, "usual")
    assert usual[0].marker.size == usual[1].marker.size and usual[0].marker.size[0] == pytest.approx(21 * scale)
    assert dots(fig, "extra")[0].marker.size[0] == pytest.approx(10.5 * scale) and dots(fig, "extra")[0].marker.color == COLOUR["program"]
    assert dots(fig, "alone")[0].marker.line.color == COLOUR["no_program"]
    assert list(fig.layout.xaxis.range) == [0.5, 12.5]


def test_points_are_a_step_on_one_scale():
    fig = timeline([lane(), lane(name="Without", points=[(0.5, 50)])], 12, WORDS)
    steps = [trace for trace in fig.data if trace.mode == "lines" and trace.line.width]
    assert [trace.line.shape for trace in steps] == ["hv", "hv"]
    height = lambda trace, k: max(trace.y) - trace.y[k]  # noqa: E731
    first, bottom = steps[0], max(steps[0].y)
    assert (bottom - first.y[2]) * 2 == pytest.approx(bottom - first.y[1]) and height(first, 0) == 0
    assert list(first.customdata) == ["0 points held", "100 points held", "50 points held", "50 points held"] and first.x[-1] == 12.5


def test_tiers_are_bands_of_their_colours_and_strips_without_anything_are_left_out():
    fig = timeline([lane()], 12, WORDS)
    bands = [shape for shape in fig.layout.shapes if shape.type == "rect"]
    assert [(b.x0, b.x1, b.fillcolor) for b in bands] == [(0.5, 2.0, COLOUR["ordinary"]), (2.0, 12.5, COLOUR["silver"])]
    assert list(fig.layout.yaxis.ticktext) == ["points", "orders", "tiers"]
    bare = timeline([lane(points=[(0.5, 0)], tiers=[], marks=[])], 12, WORDS)
    assert list(bare.layout.yaxis.ticktext) == ["orders"] and bare.layout.height < fig.layout.height


def test_each_sort_is_named_once_and_a_life_that_ended_is_shaded():
    fig = timeline([lane(marks=[Mark(6.0, "left", "x")], left=6.0), lane(name="Without", marks=[Mark(4.0, "left", "x")], left=4.0)], 12, WORDS)
    named = [trace.name for trace in fig.data if trace.showlegend]
    assert sorted(named) == ["extra", "left", "usual"]
    assert {(s.x0, s.x1) for s in fig.layout.shapes if s.type == "rect" and s.fillcolor.startswith(COLOUR["unknown"])} == {(6.0, 12.5), (4.0, 12.5)}


def test_names_of_users_are_no_markup_and_a_life_of_nothing_can_be_drawn():
    fig = timeline([lane(name="<b>x</b>", dots=[], marks=[], points=[], tiers=[])], 1, WORDS)
    assert "&lt;b&gt;x" in fig.layout.annotations[0].text and not [t for t in fig.data if t.showlegend]
