"""What is validated: docs/validation.md tells of every validation, and their studies measure what they say, on sizes of seconds."""
from __future__ import annotations

import pickle
import re

import numpy as np
import pytest
from scipy import special

from simulation import validation
from simulation.comparison import BETTER, CANNOT_TELL
from simulation.engine import run_arm
from simulation.population import population
from simulation.purchasing import expected_purchases
from simulation.scenario import FOLDER, load_scenario
from simulation.simulate import rate_card, simulate
from simulation.validation import VALIDATIONS, allowed
from simulation.validations import behaviour, cards, comparing, groups, purchasing
from simulation.validations.base import Validation, watch

PAGE = FOLDER.parent / "docs/validation.md"
ROWS = [[cell.strip().replace("&#124;", "|") for cell in line.strip("|").split("|")]
        for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ") and not line.startswith("| what |")]
NAMED = {v.name: v for v in VALIDATIONS}
BEHAVIOUR = {"goal gradient": "Kivetz", "five-year value": "Gopalakrishnan", "who responds": "Liu 2007", "self-selection": "Leenheer",
             "demotion": "Wagner", "referred": "Schmitt", "paid renewal": "Prime, Costco", "breakage": "10 to 40%", "expiry": "Llaguno",
             "top tier": "Drèze and Nunes"}


# ======== the page ========================================================================================================
def test_the_page_has_every_validation_once_and_nothing_else():
    assert len(NAMED) == len(VALIDATIONS), "two validations have one name"
    assert [row[0] for row in ROWS] == [v.name for v in VALIDATIONS], "docs/validation.md: run make validate and put its table there"


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_of_the_page_says_what_the_validation_says(row):
    name, source, interval, reached, word = row
    v = NAMED[name]
    assert (source, interval) == (v.source, allowed(v))
    value = float(reached.split(" ")[0].rstrip("%")) / (100 if v.percent else 1)
    low, high = (edge + sign * 10 ** -(3 if v.percent else 2) for edge, sign in ((v.low, -1), (v.high, 1)))      # the page rounds
    if word == "good":
        assert low <= value <= high and not v.known
    else:
        assert word == f"MISSED: {v.known}" and v.known and not v.low <= value <= v.high, "a miss is told with its reason"


@pytest.mark.parametrize("effect", BEHAVIOUR)
def test_every_published_effect_is_validated(effect):
    assert [v for v in VALIDATIONS if BEHAVIOUR[effect] in v.source]


def test_a_figure_outside_is_a_miss_and_the_report_says_so():
    rows = [Validation("a | b", "s", 0, 1, lambda: 2.0), Validation("c", "s", 0.5, np.inf, lambda: 0.7, True)]
    text = validation.report([(v, v.figure(), v.holds(v.figure())) for v in rows])
    assert text.splitlines()[2:] == ["| a &#124; b | s | 0.00 to 1.00 | 2.00 | MISSED |", "| c | s | above 50.0% | 70.0% | good |"]


# ======== the studies, small ==============================================================================================
def test_a_watched_run_is_the_run():
    scenario = load_scenario("handbook_four_tiers").with_run(members=300, months=6)
    months = []
    arm = watch(scenario, lambda month, rows: months.append((month, int(rows["purchases"].sum()))))
    people = population(scenario)
    plain = run_arm(people.rows, people.join_day, rate_card(scenario), enrolled=True)
    assert np.array_equal(arm.purchases, plain.purchases) and np.array_equal(arm.count, plain.count)
    assert [m for m, _ in months] == list(range(1, 7)) and months[-1][1] == arm.purchases.sum()


def test_the_stamp_card_reaches_what_its_formula_says():
    """Mean of e^(-g h .28 x) over responsiveness and headroom, x from .1 to .9: 0.812; without a goal gradient all gaps are 1/rate."""
    place = (np.arange(500) + 0.5) / 500
    gh = np.outer(np.exp(0.5 * special.ndtri(place) - 0.125), 1.5 * (1 - place**2))
    last, first = (np.exp(-0.28 * gh * x).mean() for x in (0.9, 0.1))
    assert last / first == pytest.approx(0.812, abs=0.002)
    days = cards.days_at_stamps(0.28, members=1_500, months=48)
    assert days[cards.STAMPS - 1] / days[1] == pytest.approx(last / first, abs=0.04)
    flat = cards.days_at_stamps(0.0, members=1_500, months=48)
    assert flat == pytest.approx(np.full(cards.STAMPS + 1, 2.8), rel=0.05)
    assert cards.card_time(members=1_500, months=48) == pytest.approx(-0.12, abs=0.02)


def test_a_card_is_full_after_ten_orders_and_the_next_one_is_free():
    outcome = simulate(cards.stamp_card(0.28, False, members=200, months=12))
    program = outcome.totals["program"]
    assert program["points_redeemed"].sum() == 10 * program["rewards"].sum()
    assert program["points_issued"].sum() + program["rewards"].sum() == program["purchases"].sum() == pytest.approx(200 * 143, rel=0.1)


def test_demoted_members_are_set_beside_their_like():
    assert 0.7 < groups.demoted_over_never_promoted(members=6_000, months=36) < 1.2
    rows = population(load_scenario("handbook_four_tiers").with_run(members=4_000)).rows
    scaled = groups.traits(rows)
    assert scaled.shape == (4_000, 5) and np.ptp(scaled[:, 2]) == pytest.approx(5, abs=0.01)


def test_referred_members_leave_less_only_by_the_market_s_number():
    found = groups.referred_stay("ecommerce_cn", members=8_000, months=40)
    assert 0.05 < found["alike"] < 0.30 and found["all"] < found["alike"]


def test_payers_are_compared_by_the_plan_s_own_report():
    report = groups.plan("paid_club", members=800)
    split = report.split()
    assert groups.naive_over_causal("paid_club", members=800) == split["naive_gap"] / split["causal"] > 2
    terms = report.renewals
    assert groups.renewal("paid_club", members=800) == terms["terms_renewed"].sum() / terms["terms_due"].sum()
    assert groups.renewal("paid_club", True, members=800) > groups.renewal("paid_club", members=800)


def test_five_years_of_points_leave_a_visit_as_it_is():
    found = behaviour.five_years("high", members=2_000)
    assert found["sales"] > 0.15 and abs(found["visit"]) < 0.05
    assert behaviour.five_years("sceptic", members=500) == pytest.approx({"sales": 0, "visit": 0}, abs=1e-12)


def test_the_worst_month_is_counted_in_standard_errors():
    assert 0 < purchasing.worst_standard_error("cdnow", replications=12, members=400, months=12) < 6


# ======== the proofs about comparisons, small ==============================================================================
def test_common_luck_takes_noise_away():
    assert comparing.variance_ratios(pairs=8, members=500, months=24)["net_value"] > 5


def test_the_integral_for_fewer_leaving_is_bg_nbd_where_nobody_stays_longer():
    scenario = comparing.loyal(members=10, months=12)
    m = scenario.market
    wanted = expected_purchases(m.r.value, m.alpha.value, m.a.value, m.b.value, np.array([365 / 7]))[0]
    assert comparing.loyal_purchases(scenario, 1.0) == pytest.approx(wanted, rel=1e-6)
    assert comparing.loyal_purchases(scenario, 0.5) > 1.1 * wanted


def test_a_study_knows_whether_its_interval_holds_the_truth():
    runs = np.array([1.0, 2.0, 3.0])
    assert comparing.held(runs, 2.0) == (True, CANNOT_TELL) and comparing.held(runs, 9.0)[0] is False
    assert comparing.held(runs + 10, 12.0) == (True, BETTER)
    found = comparing.shares([runs, runs + 10], 2.0)
    assert found == {"covered": 0.5, CANNOT_TELL: 0.5, BETTER: 0.5}


def test_the_studies_of_intervals_differ_in_luck_and_can_be_handed_on():
    assert not set(comparing.seeds(0)) & set(comparing.seeds(1)) and len(comparing.seeds(3)) == comparing.REPLICATIONS
    assert max(comparing.seeds(comparing.STUDIES)) < comparing.OTHER_LUCK
    scenario = load_scenario("handbook_four_tiers").with_run(members=60, months=2)
    for function, arguments in ((comparing.apart, (scenario, 0)), (comparing.added_sales, (comparing.loyal(60, 2), 0)),
                                (comparing.faster, (scenario, scenario, 0)), (purchasing.purchases_by_month, (scenario, 1))):
        function, arguments = pickle.loads(pickle.dumps((function, arguments)))
        assert len(function(*arguments)) > 1
    assert (comparing.faster(scenario, scenario, 0) == 0).all(), "the same members on the same luck"
    assert len(set(comparing.apart(scenario, 0))) == comparing.REPLICATIONS
    by_hand = comparing.shares([comparing.apart(scenario, k) for k in range(3)], 0.0)
    assert comparing.no_effect(studies=3, members=60, months=2) == by_hand
    assert comparing.faster_buyers(studies=2, members=200, months=6)[BETTER] > 0


def test_the_page_names_the_sizes_that_run():
    text = PAGE.read_text("utf-8")
    assert re.search(rf"{comparing.STUDIES} studies of {comparing.REPLICATIONS} replications", text)
