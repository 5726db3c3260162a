"""Terms of tiers that are refused, whom a program invites, and what a reminded member sees."""
import types

import numpy as np
import pytest

from simulation.calendar import Calendar
from simulation.compiled import rules
from simulation.inputs import ScenarioError
from simulation.invitations import Invitation, Invitations
from simulation.records import CARD, MEMBER
from simulation.rules import standing
from simulation.scenario import build, load_scenario

LEVELS = [{"name": "Member", "threshold": 0}, {"name": "Silver", "threshold": 1000}, {"name": "Gold", "threshold": 3000}]
SECOND = [level | {"second_threshold": x} for level, x in zip(LEVELS, (0, 3, 6), strict=True)]


def program(extra=None, levels=None, **terms):
    return {"tiers": {"levels": levels or LEVELS} | terms, "base_earn": {}} | (extra or {})


def built(mapping):
    return build({"title": "t", "market": "ecommerce_cn", "program": mapping, "run": {"members": 50, "months": 6}}, "t")


REFUSED = {
    "second thresholds that do not rise": (program(second_metric="orders", levels=[SECOND[0], SECOND[1], SECOND[2] | {"second_threshold": 3}]),
                                           "levels[2].second_threshold: Gold's 3 is not above Silver's 3"),
    "a second threshold of the first tier": (program(second_metric="orders", levels=[SECOND[0] | {"second_threshold": 1}, *SECOND[1:]]),
                                             "levels[0].second_threshold: the first tier starts at 1"),
    "half an order": (program(second_metric="orders", levels=[*SECOND[:2], SECOND[2] | {"second_threshold": 6.5}]), "no multiple of 1"),
    "a second threshold of nothing": (program(levels=SECOND), "without a second metric"),
    "the same metric twice": (program(second_metric="spend", levels=SECOND), "is spend once more"),
    "a thirteenth month": (program(easing=0.2, easing_months=[11, 13]), "has 13 at place 2"),
    "a window of a week": (program(window="days", window_days=7), "greater than or equal to 31"),
    "an invitation to the first tier": (program({"invited_tier": {"tier": 1}}), "greater than or equal to 2"),
    "an invitation to a fourth": (program({"invited_tier": {"tier": 4}}), "is 4; there are 3 tiers"),
    "an invitation without tiers": ({"base_earn": {}, "invited_tier": {"tier": 2}}, "there is no second tier"),
    "growth for two tiers of three": (program({"growth_value": {"multiplier": [1, 2]}}), "has 2 numbers for 3 tiers"),
    "growth that outgrows the ledger": (program({"growth_value": {"per_unit": 1000}}), "at most 100,000"),
}


@pytest.mark.parametrize(("mapping", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_terms_that_do_not_fit_are_refused_in_words(mapping, said):
    with pytest.raises(ScenarioError) as caught:
        built(mapping)
    assert said in str(caught.value)


def test_the_terms_come_back_as_they_were_written():
    more = {"invited_tier": {"tier": 3, "share": 0.05}, "growth_value": {"per_unit": 2.0}}
    terms = program(more, levels=SECOND, second_metric="orders", joined_by="all",
                    window="anniversary", easing=0.1, easing_months=[12, 6], downgrade="soft_landing", reminder_months=2)
    found = built(terms).program
    assert built(found.mapping()).program == found and found.get("tiers").easing_months == (6, 12)


# ======== who is invited ================================================================================================
CALENDAR = Calendar(load_scenario("no_program").run.start, 60)


def members(n=40, **columns):
    rows = np.zeros(n, MEMBER)
    rows["joined"], rows["bought"] = 1, 0b10
    rules().keys_of(3, np.arange(n), rows["key"])
    for name, values in columns.items():
        rows[name] = values
    return rows


def invited(rows, month=None, sender=None, **terms):
    """Places of the members invited at a month's opening."""
    terms = {"tier": 2, "month": CALENDAR.start.month, "share": 0.25, "selection": "net_sales", "months": 12} | terms
    sender = sender or Invitations(Invitation(**terms), CALENDAR)
    sender.send(month or 1, rows.__getitem__, lambda name, who, value: rows[name].__setitem__(who, value))
    return set(np.flatnonzero(rows["invited_to"]).tolist())


@pytest.mark.parametrize("selection", ["net_sales", "tenure", "random", "qualifying"])
def test_who_is_invited_does_not_hang_on_the_order_of_the_members(selection):
    rows = members(sales=np.arange(40) // 7, joined_on=np.arange(40) % 3)
    rows["qualifying"][:, 0] = np.arange(40) % 5
    shuffled = np.random.default_rng(1).permutation(40)
    there = invited(rows.copy(), selection=selection)
    assert len(there) == 10 and there == {int(shuffled[i]) for i in invited(rows[shuffled].copy(), selection=selection)}


def test_each_rule_takes_its_first():
    assert invited(members(sales=np.arange(40))) == set(range(30, 40))
    assert invited(members(joined_on=np.arange(40)), selection="tenure") == set(range(10)), "who joined first has been there longest"
    by_amount = members()
    by_amount["qualifying"][:, 0] = -np.abs(np.arange(40) - 20)
    assert invited(by_amount, selection="qualifying", share=0.075) == {19, 20, 21}


def test_lots_are_drawn_anew_each_year_and_hit_everybody_alike():
    hits = np.zeros(400)
    years = []
    for year in range(5):
        found = invited(members(400), month=1 + 12 * year, selection="random")
        years.append(found)
        hits[list(found)] += 1
    assert all(len(found) == 100 for found in years) and len(set(map(frozenset, years))) == 5
    assert 0 < (hits == 0).sum() < 200, "five draws of a quarter leave out 0.75^5 of 400, some 95"


def test_only_recent_buyers_are_invited_and_the_share_is_theirs():
    rows = members(sales=np.arange(40))
    rows["bought"][20:] = 1 << 13       # 13 months ago
    assert invited(rows) == {15, 16, 17, 18, 19}
    rows = members(bought=1 << 12)      # 12 months ago: the first month of the last year
    assert len(invited(rows)) == 10
    assert not invited(members(joined=0)) and not invited(members(), share=0) and not invited(members(), month=2)


def test_sales_count_from_one_invitation_to_the_next():
    sender = Invitations(Invitation(2, CALENDAR.start.month, 0.25, "net_sales", 12), CALENDAR)
    rows = members(4, sales=[400, 300, 200, 100])
    assert invited(rows, 1, sender) == {0}
    rows["sales"] += [0, 10, 20, 30]
    rows["invited_to"] = 0
    assert invited(rows, 13, sender) == {3}


# ======== how far along ===================================================================================================
def stand(**values):
    card = types.SimpleNamespace(**{name: np.zeros(CARD[name].shape, CARD[name].base).tolist() for name in CARD.names})
    vars(card).update({"threshold": np.array([[0, 1000, 3000], [0, 3, 6]]), "metrics": 1, "tiers": 3, "month": 20, "year_month": 8} | values)
    s = types.SimpleNamespace(tier=1, qualifying=[1500, 3], window=np.zeros((2, 24), int), due=22, invited_to=0, floor=0, sales=0)
    return s, card


def test_the_way_to_keep_a_tier_sees_only_what_will_count_at_the_review():
    s, card = stand()
    assert standing.way_to_keep(s, card) == 1.5
    s.window[0, 22], s.window[0, 23] = 800, 600      # 800 leave with month 22, the month of the review; 600 later
    assert standing.way_to_keep(s, card) == pytest.approx(0.7)
    assert standing.lasts(s, 1, 21, card) and not standing.lasts(s, 1, 22, card)


@pytest.mark.parametrize(("joined", "x"), [(1, 0.0), (0, 0.25)])
def test_with_two_metrics_the_one_that_decides_says_how_far(joined, x):
    s, card = stand(metrics=2, all_metrics=joined)
    assert standing.along(s, card) == x              # spend is a quarter of the way to Gold, orders are nowhere


def test_eased_thresholds_that_meet_do_not_divide_by_nothing():
    s, card = stand(easing=9500, easing_calendar=0xFFF, threshold=np.array([[0, 3, 4], [0, 0, 0]]))
    s.qualifying[0] = 2
    assert standing.bar(0, 1, 1, card) == 1 and standing.bar(0, 2, 1, card) == 1 and standing.along(s, card) == 1.0


def test_an_invited_tier_is_passed_over_both_ways():
    card = types.SimpleNamespace(invited_tier=1)
    assert [standing.above(t, card) for t in (0, 1, 2)] == [2, 2, 3] and [standing.under(t, card) for t in (1, 2, 3)] == [0, 0, 2]
    none = types.SimpleNamespace(invited_tier=0)
    assert [standing.above(t, none) for t in (0, 1)] == [1, 2] and [standing.under(t, none) for t in (1, 2)] == [0, 1]
