"""The guide and the evidence page: every chapter draws, its figures are those of the simulation, every page of the menu is explained."""
import datetime
import pathlib

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.common import evidence_parts, guide_parts
from pages.common.glossary import DEFINITIONS
from pages.common.guide_chapters_of_results import CHAPTERS
from pages.common.guide_examples_of_offers import EXAMPLES
from pages.common.guide_reading import READING
from pages.common.jobs import jobs
from pages.common.shell import menu
from simulation import evidence, validation
from simulation.assumptions import marks
from simulation.comparison import verdict
from simulation.lessons import buying, example, one_member, small_runs
from simulation.reporting import numbers
from simulation.scenario import load_scenario
from simulation.translation.glossary import terms
from simulation.validations.base import Validation
from tests.pages.looking import downloads, words

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def few_runs(monkeypatch):
    monkeypatch.setattr("simulation.lessons.small_runs.RUNS", 6)


def opened(page="guide", **address):
    """The page alone, as a link opens it."""
    app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception and not app.error
    return app


# ======== chapters ========================================================================================================
def test_every_chapter_draws_with_its_example():
    app = opened()
    for k, (name, chapter) in enumerate(CHAPTERS.items(), start=1):
        app.selectbox(key="guide_chapter").set_value(name).run()
        text = words(app)
        assert not app.exception and f"Chapter {k} of {len(CHAPTERS)}" in text, name
        assert ("Try it." in text) == (name in EXAMPLES) == bool(app.slider), name
        assert "What it rests on." in text and (k == 1 or "".join(app.query_params["chapter"]) == name)
        assert all(len(paragraph.split()) < 90 for paragraph in chapter.paragraphs)
    assert len(EXAMPLES) >= 8 and set(EXAMPLES) < set(CHAPTERS)


def test_a_chapter_is_short_and_leads_to_pages_of_the_menu():
    listed = {name for pages in menu().values() for name in pages} | {"home"}
    for name, chapter in CHAPTERS.items():
        assert 150 <= sum(len(p.split()) for p in chapter.paragraphs) <= 300, name
        assert chapter.pages and set(chapter.pages) <= listed, name


def test_a_link_opens_its_chapter_and_the_next_one_is_a_click_away():
    app = opened(chapter="goal")
    assert "buy faster as they come near a goal" in words(app)
    app.button(key="guide_to-points").click().run()
    assert app.selectbox(key="guide_chapter").value == "points" and "".join(app.query_params["chapter"]) == "points"


def moved(chapter, **sliders):
    app = opened(chapter=chapter)
    for name, value in sliders.items():
        app.slider(key=f"guide_{name}").set_value(value)
    app.run()
    assert not app.exception
    return app, words(app)


def test_buying_shows_the_closed_form():
    found = buying.orders_to_date(26, 0.1)
    _, text = moved("buying", orders=26, leaving=10.0)
    assert numbers.three(found["leaving"][35]) in text and numbers.three(found["staying"][35]) in text and found["staying"][35] == pytest.approx(78)


def test_examples_begin_with_the_numbers_of_the_scenario_they_use():
    assert buying.own_means() == pytest.approx((0.8 / 3.2 * 365.25 / 7, 1 / 16))
    for chapter, name, first in (("buying", "orders", 13), ("buying", "leaving", 6.25), ("tiers", "threshold", 3_000), ("goal", "theta_goal", 0.1),
                                 ("points", "reward", 500), ("expiry", "expiry", 12)):
        assert opened(chapter=chapter).slider(key=f"guide_{name}").value == first, name


def test_spend_shows_what_gamma_gamma_expects():
    _, text = moved("spend", own_mean=100, seen=10)
    assert numbers.money(buying.expected_basket(100, np.array([10]))[0], "¥") in text


def test_joining_shows_the_people_of_a_run():
    _, text = moved("joining", joins=60)
    assert f">{numbers.count(buying.members_to_date(0.6)[-1])}<" in text


def test_the_goal_gradient_follows_its_slider():
    found = one_member.near_a_threshold(0.28)
    before = [n for n, spent in zip(found["orders"], found["spent"]) if spent < found["threshold"]][-1]
    _, text = moved("goal", theta_goal=0.28)
    assert numbers.three(before) in text and numbers.percent(before / found["own"] - 1, 1) in text


def test_points_show_the_chance_of_the_rule():
    found = one_member.redeeming(1_000)
    k = int(np.searchsorted(found["balance"], 2_000))
    _, text = moved("points", reward=1_000)
    assert f">{numbers.percent(found['fresh'][k], 0)}<" in text and f">{numbers.percent(found['expiring'][k], 0)}<" in text


def test_tiers_expiry_and_luck_show_their_small_runs():
    _, text = moved("tiers", threshold=5_000)
    found = small_runs.tier_shares(5_000)
    assert numbers.percent(found["shares"][-1, 2:].sum(), 1) in text and numbers.percent(found["upgrade_rate"], 1) in text
    _, text = moved("expiry", expiry=24)
    assert numbers.percent(small_runs.fate_of_points(24)["breakage"], 1) in text
    app, text = moved("luck", runs=6)
    assert "Net value, Gold from 2,500 less Gold from 3,000" in text
    values = small_runs.net_values(small_runs.EASIER, 6)
    for same in (True, False):
        found = small_runs.narrowing(values, same)
        span = numbers.span(found["low"][-1], found["high"][-1], "money", like=found["mean"][-1], sign=True)
        assert span in text and verdict(found["low"][-1], found["high"][-1], 1) in text
        app.toggle(key="guide_same_luck").set_value(False).run()
        text = words(app)


def test_offers_plan_benefits_referrals_and_costs_show_the_rules():
    pull = one_member.pull_of_offers(4, 0.3)
    _, text = moved("offers", offer_days=4, price_off=30)
    assert numbers.percent(pull.max(), 1) in text
    _, text = moved("plan", fee=200, plan_off=5)
    found = one_member.paid_plan(200, 0.05)
    assert f">{numbers.percent(found['joining'][5], 0)}<" in text and found["orders"][5] == 12 and numbers.money(found["worth"][5], "¥") in text
    _, text = moved("benefits", worth=30, share=40)
    assert numbers.percent(one_member.worth_of_a_tier(30, 0.4)["more_orders"][5], 1) in text
    _, text = moved("referrals", referral=50, response=10)
    assert numbers.three(1_000 * one_member.friends(50, 0.1)) in text
    _, text = moved("costs", expected=50, rate=4.0)
    assert numbers.amount(small_runs.deferral(0.5, 4.0)["deferred"], "¥", 2) in text


# ======== how to read, glossary ============================================================================================
def test_every_page_of_the_menu_has_its_entry_and_no_other():
    listed = {name for pages in menu().values() for name in pages} | {"home"}
    assert listed == set(READING)
    assert all(set(held.goes_on) <= set(READING) for held in READING.values())


def test_each_entry_says_question_number_marks_and_what_next():
    app = opened(section="pages", read="costs")
    for name, held in READING.items():
        if name in {page for pages in menu().values() for page in pages} | {"home"}:
            app.selectbox(key="guide_page").set_value(name).run()
            text = words(app)
            assert not app.exception and held.question in text.replace("&#x27;", "'") and "The largest number" in text, name


def test_a_page_leads_to_its_entry():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    app.switch_page("pages/costs.py").run()
    link = next(x.proto for x in app.sidebar.get("page_link") if x.proto.label == "How to read this page")
    assert link.query_string == "section=pages&read=costs"
    app.switch_page("pages/guide.py").run()
    assert not [x for x in app.sidebar.get("page_link") if x.proto.label == "How to read this page"]


def test_the_glossary_is_found_by_a_word_of_either_language():
    app = opened(section="words")
    assert f"{len(DEFINITIONS)} of {len(DEFINITIONS)} terms" in words(app)
    for asked, term in (("breakage rate", "breakage rate"), ("沉淀率", "breakage rate"), ("QUALIFYING AMOUNT", "window")):
        app.text_input(key="guide_search").set_value(asked).run()
        assert f"{term}</th>" in words(app) and "persona</th>" not in words(app), asked
    app.text_input(key="guide_search").set_value("no such word").run()
    assert "No such term" in words(app)
    assert all(guide_parts.matches(t, "") for t in terms())


# ======== evidence =========================================================================================================
def test_evidence_shows_every_figure_with_source_range_and_verdict():
    found = evidence.read()
    app = opened("evidence")
    text = words(app)
    assert f"{found.n_holding} of {len(found.reached)}" in text
    assert f"Last run on {found.ran_on}, with version {found.rules} of the simulation" in text
    assert text.count(">holds</span>") == found.n_holding and text.count(">misses</span>") == len(found.reached) - found.n_holding
    for rows in found.by_subject().values():
        for v, row in rows:
            assert evidence_parts.shown(v, row.value) in text and (row.low is None or evidence_parts.span(v, row) in text), v.name
    assert "csv-evidence" in downloads(app) and len(evidence_parts.table(found)) == len(found.reached)
    counted = marks(load_scenario("handbook_four_tiers").market)
    assert all(f"<td>{n}</td>" in text for n in counted.values()) and "What has not been tested" in text


def test_evidence_of_other_rules_says_so(monkeypatch):
    monkeypatch.setattr("pages.common.evidence_parts.rules_version", lambda: "other")
    assert "have changed since" in words(opened("evidence"))
    monkeypatch.setattr("pages.common.evidence_parts.rules_version", lambda: evidence.read().rules)
    assert "are still those that were run" in words(opened("evidence"))


def test_the_validations_can_be_run_from_the_page(monkeypatch):
    jobs.clear()
    first = next(iter(evidence.read().reached))
    rows = [Validation(first, "s", 0, 1, lambda: 0.4567), Validation("other", "s", 0, 1, lambda: 2.0)]
    monkeypatch.setattr(validation, "VALIDATIONS", rows)
    app = opened("evidence")
    app.button(key="evidence_run").click().run()
    text = words(app)
    assert not app.exception and "<b>1 of 2</b> hold" in text and "<td>0.46</td>" in text and "Run here" in text
    jobs.clear()


def test_without_kept_figures_the_page_says_so(monkeypatch):
    monkeypatch.setattr(evidence, "read", lambda: None)
    text = words(opened("evidence"))
    assert "No figures" in text and "What has not been tested" in text


def test_the_day_of_the_run_is_a_day():
    assert datetime.date.fromisoformat(evidence.read().ran_on) <= datetime.date.today() + datetime.timedelta(days=1)
    assert example().name == "handbook_four_tiers"
