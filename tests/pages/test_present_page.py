"""The page that presents: the way in, one step at a time, the address, the lever, the speaker's view."""
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from pages.common.present_parts import runs_asked
from pages.common.screen import of_size
from simulation.cases import in_case
from simulation.experiments import study
from simulation.finance.reports import liability_report
from simulation.inputs import Text
from simulation.reporting import numbers
from simulation.scenario import load_scenario
from simulation.store import Store
from simulation.story.builder import KEYS
from tests.pages.looking import words

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def few_cases(monkeypatch):
    monkeypatch.setattr("pages.common.drivers_results.SEEDS", 2)


def opened(**query):
    """The page, as a link opens it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    for name in query.keys() & {"case", "scenario"}:      # of the sidebar, which is drawn once before
        app.query_params[name] = query[name]
    app.run()
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page("pages/present.py").run()
    assert not app.exception
    return app


def asked(app, name: str) -> str:
    found = app.query_params.get(name, [""])
    return found[0] if isinstance(found, list) else found


def push(app, key: str):
    app.button(key=key).click().run()
    assert not app.exception
    return words(app)


def test_the_way_in_shows_the_seven_sentences_and_starts():
    app = opened()
    text = words(app)
    kickers = ("The question", "The program on one page", "What members will feel", "The outcome", "What it costs", "What could go wrong",
               "The recommendation")
    assert "as a story of seven steps" in text and len(kickers) == len(KEYS)
    assert [kicker for kicker in kickers if f'<th scope="row">{kicker}' not in text] == []
    assert not app.button(key="go_start").disabled
    text = push(app, "go_start")
    assert "page 1 of 7" in text and "Do four tiers pay for themselves" in text and asked(app, "slide") == "1"
    for n in range(2, 8):
        text = push(app, "slide_next")
        assert f"page {n} of 7" in text and asked(app, "slide") == str(n)
    assert app.button(key="slide_next").disabled
    assert "page 6 of 7" in push(app, "slide_back")
    assert "page 7 of 7" in push(app, "remote_End") and "page 1 of 7" in push(app, "remote_Home")
    assert "Speaker notes" in push(app, "slide_notes")
    assert "as a story of seven steps" in push(app, "slide_end") and not asked(app, "slide")


def test_figures_of_a_step_are_the_modules_and_follow_the_lever():
    app = opened(slide="5")
    text, scenario = words(app), load_scenario("handbook_four_tiers").with_run(members=500)
    found, owed = study(scenario, 3), liability_report(scenario, 3)
    assert "page 5 of 7" in text and numbers.money(found.value("program_cost"), "¥") in text
    assert numbers.span(*found.range("program_cost"), "money", like=found.value("program_cost")) in text
    assert numbers.money(owed.closing / 100, "¥") in text
    text = push(app, "lever_more")
    tiers = scenario.program.mapping()["tiers"]
    tiers["levels"][1]["threshold"] = 1100.0
    moved = study(scenario.with_program(scenario.program.mapping() | {"tiers": tiers}), 3)
    assert numbers.money(moved.value("program_cost"), "¥") in text and "with edits not saved" in text
    held = app.session_state["drafts"]["handbook_four_tiers"]
    assert held.good.program.get("tiers").levels[1].threshold == 1100 and len(held.undo) == 1 and asked(app, "edits")
    text = push(app, "lever_back")
    assert not held.edited and numbers.money(found.value("program_cost"), "¥") in text


def test_a_lever_goes_no_further_than_the_program_allows():
    app = opened(slide="4", lever="program.tiers.levels[2].threshold")
    held = app.session_state["drafts"]["handbook_four_tiers"]
    for _ in range(12):      # from 3,000 in steps of 200 down to Silver's 1,000
        text = push(app, "lever_less")
    assert held.good.program.get("tiers").levels[2].threshold > 1000 and not held.faults
    assert "Not possible" in text and "thresholds must rise" in text


def test_a_comparison_is_told_from_its_link():
    app = opened(slide="4", of="comparison", told="points_only,handbook_four_tiers", runs="3")
    text = words(app)
    assert "page 4 of 7" in text and "Points only and Four tiers by spend" in text and "net value" in text
    text = push(app, "lever_more")
    assert "as edited now" in text, "the lever moves the scenario in hand, in the comparison, too"


def test_after_a_linked_comparison_the_way_in_goes_on_with_it(monkeypatch):
    monkeypatch.setattr("pages.common.present_parts.of_pairs", lambda *asked: (None, False))      # what is chosen is looked at here, no figure
    app = opened(slide="4", of="comparison", told="points_only,no_program,points_only", runs="20")
    push(app, "slide_end")
    assert app.multiselect(key="compare").value == ["points_only", "no_program"] and app.segmented_control(key="replications").value == 20
    assert asked(app, "compare") == "points_only,no_program"


def test_a_link_with_runs_that_are_no_number_is_opened_all_the_same():
    app = opened(slide="1", of="comparison", told="no_program,points_only", runs="²")
    assert "page 1 of 7" in words(app) and not asked(app, "runs")
    taken = {"²": 10, "9" * 5_000: 10, "-3": 10, "": 10, "1": 2, "20": 20, "99999": 1_000}
    assert {text: runs_asked(text) for text in taken} == taken


def test_a_link_to_a_comparison_of_nothing_opens_the_way_in():
    app = opened(slide="4", of="comparison", told="nowhere,handbook_four_tiers")
    assert not asked(app, "slide") and "as a story of seven steps" in words(app) and app.segmented_control(key="told_of").value == "comparison"


def test_the_speakers_view_has_the_notes_and_what_comes_next():
    text = words(opened(slide="4", notes="1"))
    assert "Speaker notes" in text and "Likely question" in text and "What it costs" in text


def test_a_story_in_another_case_says_so():
    app = opened(slide="4", case="sceptic")
    scenario = load_scenario("handbook_four_tiers").with_run(members=500)
    assert numbers.money(abs(study(in_case(scenario, "sceptic"), 3).value("net_value")), "¥") in words(app)
    assert "Assumptions: Sceptic" in words(app)


def test_a_story_is_in_its_own_words_though_another_scenario_has_its_figures():
    shipped, ours = load_scenario("points_only"), "Is that worth our while?"
    saved = Store().create("Points, asked otherwise", shipped.model_copy(update={"question": Text(en=ours)}))
    first, second = (words(opened(scenario=name, slide="1")) for name in ("points_only", f"saved-{saved}"))
    assert shipped.question.en in first and ours not in first
    assert ours in second and shipped.question.en not in second


@pytest.mark.parametrize("query", [{}, {"of": "comparison", "told": "handbook_four_tiers,points_only", "runs": "3"}])
def test_figures_of_other_cases_are_said_to_be_old_while_those_after_a_change_are_computed(monkeypatch, query):
    """A change in the central case that the chosen case covers up: the scenario's own figures stay, those of the other cases do not."""
    app = opened(slide="6", case="low", lever="market.theta_tier", **query)
    push(app, "lever_more")
    assert "Figures before the last change" not in words(app)
    name = "_robustness" if query else "result_cases"
    monkeypatch.setattr(f"pages.common.present_results.{name}", lambda asked: None)
    before = app.session_state["drafts"]["handbook_four_tiers"].good
    text, after = push(app, "lever_more"), app.session_state["drafts"]["handbook_four_tiers"].good
    assert in_case(before, "low").digest() == in_case(after, "low").digest() and before.digest() != after.digest()
    assert "Figures before the last change" in text and "page 6 of 7" in text


@pytest.mark.parametrize(("told", "times"), [("1920x1080", 1.0), ("1280x720", 0.65), ("3840x2160", 2.0), ("1920x540", 0.5), ("9x9", 0.4), ("x", 1.0),
                                             (None, 1.0), ("-5x9", 1.0), ("1e9x1", 1.0)])  # fmt: skip
def test_charts_are_drawn_to_the_window(told, times):
    assert of_size(told) == pytest.approx(times)
