"""The service page: its answer, its table, and what it says where there is nothing to show."""
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from simulation.scenario import load_scenario
from tests.pages.looking import opened_saved, words

pytestmark = pytest.mark.usefixtures("nothing_saved")
ROOT = pathlib.Path(__file__).resolve().parents[2]
DESK = {"agents": 1, "contacts_per_order": 0.3, "minutes": 60, "dedicated_agents": 1, "cost_per_agent": 6000}


def opened(**desks):
    """The page on a saved scenario with these desks."""
    four = load_scenario("handbook_four_tiers")
    return opened_saved("service", four.with_program(four.program.mapping() | desks), "With desks")


def test_without_a_desk_it_says_how_to_get_one():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run().switch_page("pages/service.py").run()
    assert not app.exception and "No service desk" in words(app)


def test_it_answers_for_the_highest_tier_and_shows_every_tier():
    app = opened(service_desk=DESK)
    text = words(app)
    assert not app.exception and "within the promise of 15" in text and "Without the program, everybody waits" in text
    for name in ("Member", "Silver", "Gold", "Diamond", "No program"):
        assert f"{name}</th>" in text or f"{name}</span></th>" in text, f"{name} is not in the table"
    assert "With a fifth more members" in text and "216k" in text, "36 months of an agent at 6,000"
    assert len(app.get("plotly_chart")) == 2


def test_a_desk_that_nobody_has_come_to():
    app = opened(service_desk={"contacts_per_order": 0})
    assert not app.exception and "Nobody" in words(app)


def test_one_of_several_desks_is_shown_and_another_can_be_chosen():
    app = opened(service_desk=DESK, delivery={"mechanic": "service_desk", "kind": "delivery", "agents": 3, "promise": 240})
    assert not app.exception and "promise of 15" in words(app)
    app.session_state["desk"] = "delivery"
    app.run()
    assert not app.exception and "promise of 240" in words(app)
