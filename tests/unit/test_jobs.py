"""Long work beside the page: each question once, progress, and an end when nobody waits for it."""
import threading
import time

import pytest

from pages.common import jobs as module
from pages.common.jobs import Jobs
from simulation.executor import Stopped


def steps(n: int, ran: list, gate: threading.Event | None = None):
    """Work of n steps, told one by one; it begins when the gate opens."""

    def compute(progress):
        ran.append(1)
        for k in range(n):
            if gate is not None:
                gate.wait(10)
            progress(k + 1, n)
            time.sleep(0.01)
        return n

    return compute


def until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


def test_two_sessions_that_ask_the_same_share_one_computation():
    held, ran, gate = Jobs(), [], threading.Event()
    first, second = (held.ask(("q",), steps(3, ran, gate), who) for who in "ab")
    assert first is second
    gate.set()
    assert first.finished.wait(10) and held.result(("q",)) == 3 and ran == [1]
    assert held.running(("q",)) is None


def test_whoever_leaves_last_ends_the_work():
    held, gate = Jobs(), threading.Event()
    job = held.ask(("q",), steps(500, [], gate), "a")
    held.ask(("q",), None, "b")
    held.leave(("q",), "a")
    assert not job.unwanted.is_set()
    held.leave(("q",), "b")
    gate.set()
    assert job.finished.wait(1), "a stop is heard within a second"
    assert isinstance(job.error, Stopped) and held.result(("q",)) is None


def test_after_a_stop_the_same_question_starts_anew():
    held, ran, gate = Jobs(), [], threading.Event()
    job = held.ask(("q",), steps(500, ran, gate), "a")
    held.leave(("q",), "a")
    again = held.ask(("q",), steps(2, ran), "a")
    assert again is not job
    gate.set()
    until(lambda: held.result(("q",)) == 2)
    until(job.finished.is_set)
    assert held.result(("q",)) == 2 and held.running(("q",)) is None, "the old job's end takes nothing of the new one's"


def test_work_that_nobody_looks_at_any_more_ends(monkeypatch):
    monkeypatch.setattr(module, "ABANDONED_AFTER", 0.1)
    job = Jobs().ask(("q",), steps(500, []), "a")
    assert job.finished.wait(5) and isinstance(job.error, Stopped)


def test_a_fault_is_kept_until_it_has_been_shown():
    def compute(progress):
        raise ZeroDivisionError("no members")

    held = Jobs()
    job = held.ask(("q",), compute, "a")
    assert job.finished.wait(10) and held.running(("q",)) is job and held.ask(("q",), compute, "b") is job
    with pytest.raises(ZeroDivisionError):
        raise job.error
    held.forget(("q",), job)
    assert held.running(("q",)) is None and held.result(("q",)) is None


def test_time_left_follows_what_is_done():
    held, gate = Jobs(), threading.Event()
    job = held.ask(("q",), steps(4, [], gate), "a")
    assert job.seconds_left() is None
    job.start, job.done, job.of = time.monotonic() - 10, 1, 5
    assert job.seconds_left() == pytest.approx(40, rel=0.05)
    held.leave(("q",), "a")
    gate.set()


def test_the_oldest_results_make_room(monkeypatch):
    monkeypatch.setattr(module, "KEPT", 2)
    held = Jobs()
    for name in "abc":
        assert held.ask((name,), steps(1, []), "s").finished.wait(10)
    assert [held.result((name,)) for name in "abc"] == [None, 1, 1]
