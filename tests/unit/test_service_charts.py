"""The charts of the service page."""
import numpy as np
import pytest

from simulation.reporting import service_charts
from simulation.reporting.charts import Series
from simulation.reporting.slots import COLOUR, tier_slots

MONTHS = np.arange(1, 13)
HOLES = np.where(MONTHS % 4 == 0, np.nan, 6.0)


def drawn(promise=10, most=1.0):
    series = [Series("Member", "ordinary", HOLES * most, HOLES * most - 1, HOLES * most + 4), Series("Gold", "gold", HOLES / 2)]
    return service_charts.waits(MONTHS, series, promise, "promise: 10 minutes")


def test_waits_show_each_tier_and_the_promise():
    fig = drawn()
    assert len(fig.data) == 3, "two lines and one band"
    assert [shape.y0 for shape in fig.layout.shapes] == [10] and fig.layout.yaxis.range[1] >= 10
    assert any(a.text == "promise: 10 minutes" for a in fig.layout.annotations)


def test_a_promise_far_above_every_wait_does_not_press_them_to_the_ground():
    fig = drawn(promise=1000)
    assert not fig.layout.shapes and fig.layout.yaxis.range[1] < 20


@pytest.mark.parametrize("tiers", [1, 4, 8])
def test_a_change_is_drawn_from_the_first_value_to_the_second(tiers):
    names, before = [f"Tier {i}" for i in range(tiers)], np.arange(1.0, tiers + 1)
    fig = service_charts.moved(names, tier_slots(tiers), before, 3 * before, unit="minutes")
    assert [tuple(trace.x) for trace in fig.data] == [(b, 3 * b) for b in before]
    assert fig.data[0].marker.color == COLOUR[tier_slots(tiers)[0]] and fig.layout.xaxis.range == (0, 3.0 * tiers)
    assert fig.layout.annotations[0].text == "1.00 → <b>3.00</b> minutes"


def test_a_tier_that_has_no_contacts_is_left_out():
    fig = service_charts.moved(["Member", "Gold"], tier_slots(2), [4.0, np.nan], [5.0, np.nan], unit="minutes")
    assert len(fig.data) == 1
    assert not service_charts.moved(["Member"], tier_slots(1), [np.nan], [np.nan], unit="minutes").data


def test_a_name_of_the_visitor_is_no_markup():
    assert "<a" not in str(service_charts.moved(["<a href=x>"], tier_slots(1), [1.0], [2.0], unit="<a>").to_plotly_json())
