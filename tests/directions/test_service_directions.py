"""Service desks: more members of a tier slow its desk, more agents speed it up, waits drive members away; and without effects nobody's
purchases change.

Where all effects are off, contacts are the same in every run that is compared, and the direction is a theorem of queues for every seed.
"""
from __future__ import annotations

import numpy as np
import pytest

from simulation import labels, tables
from simulation.findings import check
from simulation.inputs import ScenarioError
from simulation.records import CONTACTS_ANSWERED, WAITED_MINUTES
from simulation.scenario import OpeningGroup, load_scenario, merged
from simulation.service_report import service_by_month, service_by_tier, utilisation
from simulation.simulate import baseline_key, forget, same_members, simulate

FOUR = load_scenario("handbook_four_tiers")
DESK = {"agents": 2, "contacts_per_order": 0.5, "minutes": 25, "opening_hours": 8, "promise": 10}
SEEDS = range(1, 6)
GOLD = 2


def scenario(change=None, market="central", members=1500, months=18, tiers=None, **numbers):
    terms = FOUR.program.mapping() | ({} if change is None else {"service_desk": merged(DESK, change)})
    found = FOUR.with_program(terms | {"tiers": merged(terms["tiers"], tiers or {})})
    return found.with_market(found.market.preset(market).with_values(**numbers)).with_run(members=members, months=months)


def run(seed=1, **changes):
    return simulate(scenario(**changes).with_run(seed=seed))


def wait(outcome, tier=slice(None), arm="program"):
    counts = np.atleast_2d(getattr(outcome, arm).service[:, tier, 0].reshape(-1, 4)).sum(0)
    return counts[WAITED_MINUTES] / counts[CONTACTS_ANSWERED]


def thresholds(gold):
    levels = [{"name": n, "threshold": x} for n, x in (("Member", 0), ("Silver", 900), ("Gold", gold), ("Diamond", 9000))]
    return {"levels": levels}


# ======== the desk ========================================================================================================
@pytest.mark.parametrize("seed", SEEDS)
def test_more_gold_members_slow_the_gold_desk(seed):
    """A desk of its own for Gold and above: a lower threshold brings more of them, the agent stays the same."""
    terms = {"dedicated_agents": 1, "dedicated_from_tier": 3, "minutes": 40}
    few, some, many = (run(seed, change=terms, market="sceptic", tiers=thresholds(gold)) for gold in (4500, 3000, 1500))
    contacts = [outcome.program.service[:, GOLD, 0, CONTACTS_ANSWERED].sum() for outcome in (few, some, many)]
    assert contacts[0] < contacts[1] < contacts[2], f"Gold contacts are {contacts}; the thresholds should make them more"
    waits = [wait(outcome, slice(GOLD, None)) for outcome in (few, some, many)]
    assert waits[0] < waits[1] < waits[2], f"Gold and above wait {waits} minutes; more of them should slow their desk"
    assert waits[2] > 1.5 * waits[0], "visibly"


@pytest.mark.parametrize("seed", SEEDS)
def test_gold_members_added_on_day_0_slow_the_gold_desk(seed):
    """The others are the same people and wait for agents of their own."""
    def of(gold):
        base = (OpeningGroup(tier=1, members=900), OpeningGroup(tier=3, members=gold, qualifying=4000, orders_a_year=30))
        found = scenario({"dedicated_agents": 1, "dedicated_from_tier": 3, "minutes": 60}, members=900 + gold, months=12)
        return simulate(found.model_copy(update={"opening": base}).with_run(seed=seed))
    few, many = of(150), of(250)
    assert wait(many, slice(GOLD, None)) > 1.3 * wait(few, slice(GOLD, None)), "a hundred Gold members more are hardly felt by Gold"


@pytest.mark.parametrize("seed", SEEDS)
def test_more_members_slow_the_desk_and_the_first_in_turn_least(seed):
    few, many = (run(seed, change={}, members=n) for n in (1500, 1800))
    a, b = (service_by_tier(outcome, "program", 0)["mean_wait"].to_numpy() for outcome in (few, many))
    assert wait(many) > wait(few) and wait(many, arm="no_program") > wait(few, arm="no_program")
    assert b[0] - a[0] > b[GOLD] - a[GOLD], "those who go last bear most of it"


@pytest.mark.parametrize("seed", SEEDS)
def test_more_agents_shorten_the_waits_of_every_tier(seed):
    runs = [run(seed, change={"agents": n}, market="sceptic") for n in (2, 3, 4)]
    for tier in range(3):
        waits = [wait(outcome, tier) for outcome in runs]
        assert waits[0] > waits[1] > waits[2], f"tier {tier} waits {waits} minutes with 2, 3 and 4 agents"


@pytest.mark.parametrize("seed", SEEDS)
def test_who_goes_first_waits_less_and_the_others_more(seed):
    alike, ranked = (run(seed, change={"higher_tiers_first": first}, market="sceptic") for first in (False, True))
    assert wait(ranked, GOLD) < wait(alike, GOLD) and wait(ranked, 0) > wait(alike, 0)
    assert (alike.program.desk_busy == ranked.program.desk_busy)[:-1].mean() > 0.9, "agents are as busy, whoever goes first"
    assert wait(alike, arm="no_program") == wait(ranked, arm="no_program"), "without a program there are no tiers to put first"


def test_a_longer_day_shortens_waits():
    short, long = (run(change={"opening_hours": hours}, market="sceptic") for hours in (6, 12))
    assert wait(short) > 2 * wait(long)


# ======== what waiting does ===============================================================================================
def test_waits_make_members_leave_in_both_arms():
    """Over all seeds: one agent against ten."""
    slow, fast = ([run(seed, change={"agents": n}) for seed in SEEDS] for n in (1, 10))
    for arm in ("program", "no_program"):
        left = [sum(int(outcome.totals[arm]["alive"].iloc[-1]) for outcome in runs) for runs in (slow, fast)]
        retained = [sum(int(outcome.totals[arm]["retained"].sum()) for outcome in runs) for runs in (slow, fast)]
        assert left[0] < 0.99 * left[1] and retained[0] < retained[1], f"{arm}: {left} members stay, {retained} buy again with 1 and 10 agents"


@pytest.mark.parametrize("effect, column", [("theta_wait", "purchases"), ("phi_wait", "alive")])
def test_a_stronger_effect_of_waiting_costs_more(effect, column):
    numbers = {"theta_wait": 0, "phi_wait": 0}
    for arm in ("program", "no_program"):
        totals = [sum(int(run(seed, change={"agents": 1}, **numbers | {effect: x}).totals[arm][column].sum()) for seed in SEEDS)
                  for x in (0, 0.15, 0.6)]
        assert totals[0] > totals[1] > totals[2], f"{arm}: {column} by {effect}: {totals}"


# ======== worlds ==========================================================================================================
@pytest.mark.parametrize("seed", range(1, 4))
def test_without_effects_the_desk_changes_nobodys_purchases(seed):
    without, with_it = (run(seed, change=change, theta_wait=0, phi_wait=0) for change in (None, {"agents": 0, "promise": 1}))
    for arm in ("program", "no_program"):
        a, b = getattr(without, arm), getattr(with_it, arm)
        assert b.service.sum() > 0 and np.array_equal(a.purchases, b.purchases) and np.array_equal(a.sales, b.sales)
        assert np.array_equal(a.count, b.count) and np.array_equal(a.flow, b.flow)


def test_with_effects_it_does():
    without, with_it = (run(change=change) for change in (None, {"agents": 1}))
    assert not np.array_equal(without.program.purchases, with_it.program.purchases)
    assert not np.array_equal(without.no_program.purchases, with_it.no_program.purchases)


def test_nobody_waits_where_agents_are_plenty():
    """Then a desk changes nothing at all, whatever the effects."""
    without, with_it = (run(change=change, theta_wait=1, phi_wait=2) for change in (None, {"agents": 500}))
    assert with_it.program.service[..., CONTACTS_ANSWERED].sum() > 1000 and with_it.program.service[..., WAITED_MINUTES].sum() == 0
    assert np.array_equal(without.program.count, with_it.program.count) and same_members(with_it) == same_members(without)


def test_a_program_that_gives_nothing_leaves_the_desk_as_it_is():
    """Without effects both arms buy the same, so they bring the same contacts; in turn of arrival they wait the same."""
    outcome = run(change={"higher_tiers_first": False}, market="sceptic")
    assert np.array_equal(outcome.program.service.sum(1), outcome.no_program.service.sum(1))
    assert np.array_equal(outcome.program.desk_busy, outcome.no_program.desk_busy) and outcome.program.desk_busy.sum() > 0


@pytest.mark.parametrize("change", [{"agents": 3}, {"contacts_per_order": 0.4}, {"minutes": 30}, {"opening_hours": 9}, {"promise": 60}],
                         ids=lambda change: next(iter(change)))
def test_the_no_program_arm_is_run_anew_for_the_terms_of_the_desk(change):
    before = run(change={}).no_program
    kept = run(change=change).no_program
    forget()
    anew = run(change=change).no_program
    assert np.array_equal(kept.count, anew.count) and np.array_equal(kept.service, anew.service)
    assert not np.array_equal(before.service, anew.service)


def test_the_no_program_arm_is_kept_where_only_the_program_serves_otherwise():
    own = {"dedicated_agents": 1, "dedicated_from_tier": 2, "cost_per_agent": 9000, "higher_tiers_first": False, "first_from_tier": 1}
    assert baseline_key(scenario(change={})) == baseline_key(scenario(change=own))
    assert baseline_key(scenario()) != baseline_key(scenario(change={}))


@pytest.mark.parametrize("number", ["theta_wait", "phi_wait", "wait_weight", "worst_wait"])
def test_the_no_program_arm_is_run_anew_where_waits_mean_something_else(number):
    assert baseline_key(scenario(change={})) != baseline_key(scenario(change={}, **{number: 0.9}))
    assert baseline_key(scenario()) == baseline_key(scenario(**{number: 0.9})), "without a desk nobody waits"


# ======== what is told ====================================================================================================
def test_the_table_of_the_months_adds_up_to_that_of_the_run():
    outcome = run(change={"dedicated_agents": 1, "dedicated_from_tier": 3})
    months = service_by_month(outcome)
    for arm in ("program", "no_program"):
        part, whole = months[months["arm"] == arm], service_by_tier(outcome, arm, 0)
        by_tier = part.groupby("tier", sort=False)
        assert by_tier["contacts"].sum().tolist() == whole["contacts"].tolist()
        weighted = (part["mean_wait"].fillna(0) * part["contacts"]).groupby(part["tier"], sort=False).sum() / by_tier["contacts"].sum()
        assert weighted.to_numpy() == pytest.approx(whole["mean_wait"].to_numpy())
        assert part["within_promise"].dropna().between(0, 1).all() and part["utilisation"].between(0, 1).all()
    own, common = (months[(months["arm"] == "program") & (months["tier"] == tier)]["utilisation"].to_numpy() for tier in ("Gold", "Member"))
    busy = utilisation(outcome, "program", 0)
    assert own == pytest.approx(busy[:, 1]) and common == pytest.approx(busy[:, 0])


def test_every_column_of_the_table_has_a_label():
    table = tables.all_tables(run(change={}))["service"]
    assert not [column for column in table.columns if column not in labels.LABELS]
    assert "service" not in tables.all_tables(run())


def test_the_check_says_when_agents_cannot_keep_up():
    remarks = {agents: [f for f in check(scenario(change={"agents": agents})) if "service_desk" in f.field] for agents in range(6)}
    assert [f.field for f in remarks[0]] == ["program.service_desk.agents"] and not remarks[5]
    enough = remarks[0][0].values["remedy"]
    assert remarks[enough - 1] and not remarks[enough], f"{enough} agents are said to be enough"
    assert "minutes of service a day" in str(remarks[0][0])


def test_the_check_looks_at_the_agents_of_high_tiers_alone():
    found = [f.field for f in check(scenario(change={"agents": 9, "dedicated_agents": 1, "dedicated_from_tier": 2, "minutes": 60}))]
    assert "program.service_desk.dedicated_agents" in found and "program.service_desk.agents" not in found


@pytest.mark.parametrize("change, said", [({"dedicated_agents": 1, "dedicated_from_tier": 5}, "dedicated_from_tier: is 5; there are 4"),
                                          ({"promise": 0}, "promise"), ({"minutes": 0.5}, "minutes"), ({"agent": 3}, "did you mean 'agents'")])
def test_terms_that_cannot_be_are_refused(change, said):
    with pytest.raises(ScenarioError, match=said):
        scenario(change=change)


def test_a_fifth_desk_is_refused():
    desks = {f"desk {i}": {"mechanic": "service_desk"} for i in range(5)}
    with pytest.raises(ScenarioError, match="at most 4"):
        FOUR.with_program(FOUR.program.mapping() | desks)


def test_dedicated_agents_cost_and_the_others_do_not():
    free, paid = (run(change={"dedicated_agents": n, "cost_per_agent": 7000}) for n in (0, 2))
    cost = lambda outcome: outcome.costs[outcome.costs["mechanic"] == "service_desk"]["amount"].sum()  # noqa: E731
    assert cost(free) == 0 and cost(paid) == 18 * 2 * 7000


def test_contacts_of_the_run_are_the_share_of_its_orders():
    outcome = run(change={"agents": 50, "contacts_per_order": 0.3})
    orders, contacts = outcome.program.measure("purchases").sum(), outcome.program.service[..., CONTACTS_ANSWERED].sum()
    assert abs(contacts - 0.3 * orders) < 3 * (0.21 * orders) ** 0.5
    assert abs(outcome.program.desk_busy.sum() - 25 * contacts) < 3 * 25 * contacts**0.5, "services are exponential with the mean that is given"
