"""The workbook on the pages of finance: it is there, and says which state of the scenario it is of."""
import dataclasses
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from pages.common.session import SAVED, Draft, whole_program
from pages.common.workbook_button import state_of
from simulation.cases import in_case
from simulation.scenario import load_scenario

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("page", ["costs", "pnl", "liability", "breakage"])
def test_each_page_of_finance_has_it(page):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    found = [b for b in app.get("download_button") if b.key == "workbook"]
    assert len(found) == 1 and found[0].proto.label == "Workbook (xlsx)" and not found[0].proto.disabled


def test_it_says_which_state_it_is_of():
    scenario = load_scenario("points_only")
    held = Draft("points_only", scenario, "Points", 0, whole_program(scenario), scenario)
    assert state_of(held, scenario) == "as shipped"
    assert state_of(held, in_case(scenario, "sceptic")).endswith("in another case of assumptions")
    saved = dataclasses.replace(held, source=SAVED + "7", revision=3)
    assert state_of(saved, scenario) == "saved as Points, revision 3"
    mapping = scenario.program.mapping()
    mapping["cash_off"] = mapping["cash_off"] | {"goal": 12_345}
    edited = dataclasses.replace(saved, good=scenario.with_program(mapping))
    assert state_of(edited, edited.good) == "edited, not saved; before the edits saved as Points, revision 3"
