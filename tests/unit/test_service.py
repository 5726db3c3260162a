"""The queue at the service desk: by hand, SimPy against the compiled queue to the last minute, and against the closed forms of queueing.

Statistical tests compare with 3 standard errors, estimated from replications with seeds of their own; the seeds are fixed, so a test
passes always or never.  Their unit of time is a ten-thousandth of a mean service, so that whole units are as good as continuous time.
"""
from __future__ import annotations

import math

import numpy as np
import pytest

from simulation import queueing
from simulation.service import CONTACT, FOREVER, NO_BACKLOG, month_waits, waits_compiled, waits_simpy

WAYS = pytest.mark.parametrize("queue", [waits_simpy, waits_compiled])
SERVICE = 10_000          # mean, in units of time
REPLICATIONS, WARM_UP, CONTACTS = 30, 5_000, 100_000


# ======== by hand =========================================================================================================
HAND = {
    # name: agents, (arrival, priority, minutes, wait) of each contact
    "one agent: begun at 0, 5, 8 and 10": (1, [(0, 0, 5, 0), (1, 0, 3, 4), (2, 0, 1, 6), (10, 0, 2, 0)]),
    "two agents: free at 2, 4 and both at 5": (2, [(0, 0, 4, 0), (0, 0, 2, 0), (1, 0, 3, 1), (2, 0, 1, 2), (3, 0, 1, 2)]),
    "the important one passes who waits, not who is served": (1, [(0, 1, 10, 0), (1, 1, 4, 12), (2, 0, 3, 8)]),
    "agent done, important one comes, at the same minute": (1, [(0, 1, 5, 0), (3, 1, 2, 4), (5, 0, 2, 0)]),
    "agent done and equal one comes: who waits is first": (1, [(0, 1, 5, 0), (3, 1, 2, 2), (5, 1, 2, 2)]),
    "the idle agent takes the important one of a minute": (1, [(0, 1, 4, 3), (0, 0, 3, 0)]),
    "equal in all: by index": (1, [(7, 0, 2, 0), (7, 0, 3, 2), (7, 0, 2, 5)]),
    "three priorities, in whatever numbers": (1, [(0, 5, 9, 0), (1, 5, 1, 12), (2, -3, 2, 7), (3, 2, 2, 8)]),
    "more agents than contacts": (9, [(0, 0, 5, 0), (0, 1, 5, 0), (0, 0, 5, 0)]),
}


@WAYS
@pytest.mark.parametrize("agents, contacts", HAND.values(), ids=HAND)
def test_by_hand(queue, agents, contacts):
    arrival, priority, minutes, waits = zip(*contacts, strict=True)
    assert queue(arrival, priority, minutes, agents).tolist() == list(waits)


@WAYS
def test_nobody_serves_at_a_desk_without_agents(queue):
    assert queue([0, 3], [0, 1], [5, 5], 0, until=10).tolist() == [10, 7]
    assert queue([], [], [], 0, until=10).tolist() == queue([], [], [], 2).tolist() == []


@WAYS
def test_who_is_not_begun_in_time_has_waited_until_then(queue):
    # begun at 0 and 5; the agent is next free at 10
    assert queue([0, 1, 2], [0, 0, 0], [5, 5, 5], 1, until=10).tolist() == [0, 4, 8]
    assert queue([0, 1, 2], [0, 0, 0], [5, 5, 5], 1, until=11).tolist() == [0, 4, 8]
    assert queue([0, 1, 2], [0, 0, 0], [5, 4, 5], 1, until=10).tolist() == [0, 4, 7]


@WAYS
def test_agents_finish_what_they_had_begun_before(queue):
    assert queue([0, 1], [0, 0], [10, 1], 2, free=[4]).tolist() == [0, 3]
    assert queue([0, 1], [0, 0], [10, 1], 2, free=[4, 2]).tolist() == [2, 3]      # begun at 2 and 4
    assert queue([-6, -2, 0], [1, 0, 0], [1, 1, 1], 1, free=[3]).tolist() == [11, 5, 4]      # begun at 5, 3 and 4


@WAYS
@pytest.mark.parametrize("wrong, said", [
    ({"arrival": [1, 0]}, "ascend"), ({"minutes": [3, 0]}, "service of 0"), ({"priority": [0]}, "one length"), ({"until": 1}, "until is 1"),
    ({"agents": -1}, "0 agents or more"), ({"free": [1, 2, 3]}, "3 busy agents of 2"), ({"until": FOREVER + 1}, "at most")])
def test_wrong_arguments_are_named(queue, wrong, said):
    right = {"arrival": [0, 1], "priority": [0, 0], "minutes": [3, 3], "agents": 2}
    with pytest.raises(ValueError, match=said):
        queue(**right | wrong)


# ======== the ways agree ==================================================================================================
def plain(arrival, priority, minutes, agents, free=(), until=FOREVER):
    """The rules of queueing.py as they stand, on lists."""
    ranks = sorted(set(priority.tolist()))
    n, levels = len(arrival), len(ranks)
    waits = [None] * n
    queueing.waits_of(arrival.tolist(), [ranks.index(p) for p in priority.tolist()], minutes.tolist(), agents, until, waits,
                      sorted([*free, *[0] * (agents - len(free))]), [None] * n, [None] * levels, [None] * levels)
    return waits


@pytest.mark.parametrize("levels", [1, 2, 4, 9])
@pytest.mark.parametrize("load", [0.3, 0.8, 1.0, 1.6])
def test_simpy_and_compiled_agree_to_the_minute(levels, load):
    """Short services, so that many things happen at the same minute; every third run stops early, every other begins with busy agents."""
    for seed in range(25):
        luck = np.random.default_rng([seed, levels, int(load * 10)])
        agents, longest, n = int(luck.choice([1, 2, 3, 8, 40])), int(luck.choice([1, 3, 20])), int(luck.integers(1, 300))
        span = max(1, round(n * (1 + longest) / 2 / agents / load))
        arrival = np.sort(luck.integers(0, span, n))
        arrival[: n // 20] -= 30
        priority, minutes = luck.integers(0, levels, n), luck.integers(1, longest + 1, n)
        free = luck.integers(1, 2 * longest + 1, luck.integers(0, agents + 1)) if seed % 2 else ()
        until = int(max(arrival[-1], 0)) + 1 if seed % 3 == 0 else FOREVER
        found = waits_simpy(arrival, priority, minutes, agents, free, until)
        case = f"seed {seed}: {n} contacts, {agents} agents"
        assert found.tolist() == waits_compiled(arrival, priority, minutes, agents, free, until).tolist(), case
        assert found.tolist() == plain(arrival, priority, minutes, agents, free, until), case


def test_two_thousand_agents():
    luck = np.random.default_rng(1)
    arrival = np.sort(luck.integers(0, 600, 30_000))
    priority, minutes = luck.integers(0, 3, 30_000), 1 + luck.integers(0, 80, 30_000)
    found = waits_compiled(arrival, priority, minutes, 2000)
    assert found.max() > 0 and found.tolist() == waits_simpy(arrival, priority, minutes, 2000).tolist()


# ======== closed forms ====================================================================================================
def poisson(luck, load, n=CONTACTS):
    """Arrivals and exponential services of a stream that keeps `load` agents busy."""
    arrival = np.rint(np.cumsum(luck.exponential(SERVICE / load, n))).astype(np.int64)
    return arrival, np.maximum(1, np.rint(luck.exponential(SERVICE, n))).astype(np.int64)


def agrees(means, exact):
    """Within 3 standard errors, and these are small enough to tell."""
    means = np.array(means) / SERVICE
    error = means.std(ddof=1) / math.sqrt(len(means))
    assert error < 0.02 * exact, "too few replications"
    assert abs(means.mean() - exact) < 3 * error, f"{means.mean():.4f} against {exact:.4f}, standard error {error:.4f}"


def erlang_c(agents, load):
    """The chance that a contact waits in M/M/c, `load` = arrival rate x mean service (Erlang 1917), by the recursion of Erlang B."""
    blocked = 1.0
    for c in range(1, agents + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked / (1 - load / agents * (1 - blocked))


def test_erlang_c_of_one_agent_is_the_load():
    assert erlang_c(1, 0.7) == pytest.approx(0.7)
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)       # 2 rho^2 / (1 + rho) at rho = 1/2


@pytest.mark.parametrize("agents, load", [(1, 0.5), (1, 0.8), (2, 1.5), (5, 4.0), (20, 17.0)])
def test_mean_wait_is_that_of_erlang_c(agents, load):
    means = []
    for seed in range(REPLICATIONS):
        arrival, minutes = poisson(np.random.default_rng([seed, agents]), load)
        means.append(waits_compiled(arrival, np.zeros_like(arrival), minutes, agents)[WARM_UP:].mean())
    agrees(means, erlang_c(agents, load) / (agents - load))


def test_equal_services_halve_the_wait():
    """Pollaczek and Khinchine: M/D/1 waits rho / 2 (1 - rho) services."""
    means = []
    for seed in range(REPLICATIONS):
        arrival, _ = poisson(np.random.default_rng(seed), 0.8)
        means.append(waits_compiled(arrival, np.zeros_like(arrival), np.full_like(arrival, SERVICE), 1)[WARM_UP:].mean())
    agrees(means, 0.8 / (2 * 0.2))


@pytest.mark.parametrize("share", [0.2, 0.6])
def test_two_priorities_wait_as_cobham_says(share):
    """Cobham 1954, one agent: W0 = rho for exponential services of length 1; W1 = W0 / (1 - rho1), W2 = W1 / (1 - rho)."""
    load, first, second = 0.8, [], []
    for seed in range(REPLICATIONS):
        luck = np.random.default_rng([seed, int(10 * share)])
        arrival, minutes = poisson(luck, load)
        priority = (luck.random(len(arrival)) >= share).astype(np.int64)
        waits, priority = waits_compiled(arrival, priority, minutes, 1)[WARM_UP:], priority[WARM_UP:]
        first.append(waits[priority == 0].mean())
        second.append(waits[priority == 1].mean())
    agrees(first, load / (1 - load * share))
    agrees(second, load / (1 - load * share) / (1 - load))


# ======== what must follow ================================================================================================
def busy_day(seed, n=2000, load=0.9):
    luck = np.random.default_rng(seed)
    arrival, minutes = np.sort(luck.integers(0, round(n * 10 / load), n)), luck.integers(1, 20, n)
    return arrival, luck.integers(0, 3, n), minutes


@pytest.mark.parametrize("seed", range(5))
def test_more_important_contacts_raise_the_waits_of_the_others(seed):
    """With one agent nobody below gains by it; this is so for each contact, since those of a priority are served in order."""
    arrival, priority, minutes = busy_day(seed)
    low, luck = priority == 2, np.random.default_rng(seed)
    more, long = luck.integers(0, arrival[-1], 100), luck.integers(1, 20, 100)
    order = np.argsort(np.concatenate([arrival, more]), kind="stable")
    mixed = [np.concatenate(pair)[order] for pair in ((arrival, more), (priority, np.zeros(100, np.int64)), (minutes, long))]
    after = np.empty(len(order), np.int64)
    after[order] = waits_compiled(*mixed, 1)
    before, after = waits_compiled(arrival, priority, minutes, 1)[low], after[: len(low)][low]
    assert np.all(after >= before), "somebody waits less because others were put first"
    assert after.mean() > 1.1 * before.mean(), "a hundred contacts put first are hardly felt"


@pytest.mark.parametrize("agents", [1, 4])
def test_equal_services_wait_the_same_in_sum_whoever_is_first(agents):
    """Priorities share the waiting out anew; agents are busy at the same minutes."""
    arrival, priority, _ = busy_day(3)
    minutes = np.full_like(arrival, 10 * agents)
    ranked, fair = waits_compiled(arrival, priority, minutes, agents), waits_compiled(arrival, 0 * priority, minutes, agents)
    assert ranked.sum() == fair.sum() > 0
    assert ranked[priority == 0].mean() < fair.mean() < ranked[priority == 2].mean()


def test_an_agent_more_shortens_every_wait_of_one_priority():
    arrival, _, minutes = busy_day(4)
    waits = [waits_compiled(arrival, np.zeros_like(arrival), 3 * minutes, agents) for agents in (3, 4, 5)]
    assert np.all(waits[0] >= waits[1]) and np.all(waits[1] >= waits[2]) and waits[0].sum() > waits[1].sum() > waits[2].sum()


# ======== months ==========================================================================================================
def contacts(*rows):
    """(member, minute, desk, priority, minutes) of each."""
    return np.array(list(rows), CONTACT)


def told(found):
    """(member, wait, given up) of each."""
    return list(zip(found.contacts["member"].tolist(), found.waits.tolist(), found.given_up.tolist(), strict=True))


@WAYS
def test_who_waits_keeps_the_place_into_the_next_month(queue):
    first = month_waits([1], contacts((1, 8, 0, 1, 5), (2, 9, 0, 1, 4)), 10, queue=queue)
    assert told(first) == [(1, 0, False)] and first.busy.tolist() == [2]
    assert first.backlog[0].free.tolist() == [3] and first.backlog[0].waiting.tolist() == [(2, -1, 0, 1, 4)]
    # done at 3: of those who wait, 3 and 4 are first (begun at 3 and 4), then 2 (begun at 5)
    second = month_waits([1], contacts((3, 2, 0, 0, 1), (4, 3, 0, 0, 1)), 10, first.backlog, queue)
    assert told(second) == [(2, 6, False), (3, 1, False), (4, 1, False)]
    assert second.busy.tolist() == [9] and second.backlog[0].free.tolist() == [] and len(second.backlog[0].waiting) == 0


@WAYS
def test_who_is_not_begun_by_the_end_of_the_next_month_gives_up(queue):
    first = month_waits([1], contacts((7, 0, 0, 0, 25), (8, 4, 0, 1, 3)), 10, queue=queue)
    second = month_waits([1], contacts((9, 2, 0, 0, 2)), 10, first.backlog, queue)
    third = month_waits([1], contacts(), 10, second.backlog, queue)
    assert [told(month) for month in (first, second, third)] == [[(7, 0, False)], [(8, 16, True)], [(9, 13, False)]]
    assert [month.busy.tolist() for month in (first, second, third)] == [[10], [10], [7]]


@WAYS
def test_without_agents_all_give_up_in_the_next_month(queue):
    first = month_waits([0], contacts((1, 0, 0, 0, 5), (2, 9, 0, 0, 5)), 10, queue=queue)
    assert told(first) == [] and first.busy.tolist() == [0]
    assert told(month_waits([0], contacts((3, 1, 0, 0, 5)), 10, first.backlog, queue)) == [(1, 20, True), (2, 11, True)]


@WAYS
def test_agents_who_leave_finish_their_contact(queue):
    first = month_waits([2], contacts((1, 5, 0, 0, 10), (2, 6, 0, 0, 6)), 10, queue=queue)      # done at 15 and 12
    second = month_waits([1], contacts((3, 0, 0, 0, 1)), 10, first.backlog, queue)
    assert told(second) == [(3, 2, False)] and second.busy.tolist() == [2 + 5 + 1]
    third = month_waits([3], contacts((4, 0, 0, 0, 1)), 10, first.backlog, queue)
    assert told(third) == [(4, 0, False)] and third.busy.tolist() == [2 + 5 + 1]


@WAYS
def test_desks_do_not_meet_and_the_order_of_the_rows_does_not_matter(queue):
    rows = [(4, 0, 1, 0, 6), (3, 0, 0, 0, 6), (2, 1, 1, 0, 6), (1, 1, 0, 0, 6), (0, 1, 0, 0, 6)]
    answers = month_waits([1, 2], contacts(*rows), 100, queue=queue)
    assert told(answers) == [(3, 0, False), (0, 5, False), (1, 11, False), (4, 0, False), (2, 0, False)]
    assert answers.busy.tolist() == [18, 12]
    assert told(month_waits([1, 2], contacts(*rows[::-1]), 100, queue=queue)) == told(answers)


@pytest.mark.parametrize("seed", range(6))
def test_months_are_one_long_queue(seed):
    """Twelve months by both ways against the whole year in one call: no contact's wait depends on where a month ends."""
    luck = np.random.default_rng(seed)
    length, months, agents, n = 200, 12, [1, 3], 1600
    year = np.zeros(n, CONTACT)
    year["member"], year["minute"], year["desk"] = np.arange(n), np.sort(luck.integers(0, length * months, n)), luck.random(n) < 0.75
    year["priority"], year["minutes"] = luck.integers(0, 3, n), luck.integers(1, 8, n)
    found = {}
    for queue in (waits_simpy, waits_compiled):
        backlog, late = (), 0
        for month in range(months + 2):
            part = year[year["minute"] // length == month]
            part["minute"] %= length
            answers = month_waits(agents, part, length, backlog, queue)
            backlog = answers.backlog
            late += sum(len(desk.waiting) > 0 and len(desk.free) > 0 for desk in backlog)
            assert not answers.given_up.any() and np.all(answers.busy <= np.array(agents) * length)
            found |= {(queue, member): wait for member, wait, _ in told(answers)}
        assert late > 0, "no queue ever crossed the end of a month: the test would show nothing"
    for desk, n_agents in enumerate(agents):
        own = year[year["desk"] == desk]
        whole = waits_compiled(own["minute"], own["priority"], own["minutes"], n_agents).tolist()
        for queue in (waits_simpy, waits_compiled):
            assert [found[queue, member] for member in own["member"].tolist()] == whole


@pytest.mark.parametrize("wrong, said", [
    ({"contacts": contacts((0, 0, 2, 0, 1))}, "desk 2"), ({"contacts": contacts((0, 10, 0, 0, 1))}, "minute 10"),
    ({"backlog": [NO_BACKLOG]}, "2 desks and 1 backlogs"), ({"length": 0}, "0 minutes"), ({"agents": [1, -1]}, "0 agents or more"),
    ({"agents": [], "contacts": contacts()}, "0 desks")])
def test_wrong_months_are_named(wrong, said):
    with pytest.raises(ValueError, match=said):
        month_waits(**{"agents": [1, 1], "contacts": contacts((0, 0, 0, 0, 1)), "length": 10} | wrong)
