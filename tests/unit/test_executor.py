"""Experiments are the same wherever they are worked, can be stopped, and leave nothing behind."""
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from simulation import load_scenario
from simulation.executor import WorkerDied, each, ordered
from simulation.experiments import draws, study

SCENARIO = load_scenario("handbook_four_tiers").with_run(members=400, months=14)


@pytest.fixture(autouse=True)
def processes(monkeypatch):
    """As a user has it: one process a processor."""
    monkeypatch.delenv("TIERLAB_WORKERS")


def power(base: int, exponent: int) -> int:
    return base**exponent


def wait_and_say(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def runs_of(scenario):
    return study(scenario, runs=4).runs


@pytest.fixture(scope="module")
def inline():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIERLAB_WORKERS", "0")
        return runs_of(SCENARIO)


@pytest.mark.parametrize("workers", [1, 3])
def test_tables_are_the_same_bit_for_bit_whatever_the_workers(monkeypatch, inline, workers):
    monkeypatch.setenv("TIERLAB_WORKERS", str(workers))
    assert runs_of(SCENARIO).equals(inline)


def test_tables_are_the_same_on_a_dask_cluster_of_two_workers(monkeypatch, inline):
    distributed = pytest.importorskip("distributed", reason="requirements-dask.txt is not installed")
    from simulation import executor

    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None, "host": "127.0.0.1"}
    with distributed.LocalCluster(**settings) as cluster:
        monkeypatch.setenv("TIERLAB_DASK", cluster.scheduler_address)
        found, who = runs_of(SCENARIO), set(ordered(wait_and_say, [(0.3,)] * 4))
        executor._dask(cluster.scheduler_address).close()
        executor._dask.cache_clear()
    assert found.equals(inline)
    assert len(who) == 2 and os.getpid() not in who


def test_an_address_where_nobody_answers_is_named(monkeypatch):
    pytest.importorskip("distributed", reason="requirements-dask.txt is not installed")
    monkeypatch.setenv("TIERLAB_DASK", "tcp://127.0.0.1:9")
    monkeypatch.setattr("simulation.executor.DASK_SECONDS", 1)
    with pytest.raises(ValueError, match=r"no dask scheduler answers at tcp://127\.0\.0\.1:9"):
        ordered(power, [(2, 3), (3, 2)])


def test_a_number_of_workers_that_is_none_is_named(monkeypatch):
    monkeypatch.setenv("TIERLAB_WORKERS", "many")
    with pytest.raises(ValueError, match="TIERLAB_WORKERS is 'many'; give a number of processes"):
        ordered(power, [(2, 3), (3, 2)])


def test_results_come_with_the_place_of_their_arguments():
    said = []
    assert dict(each(power, [(2, k) for k in range(9)], lambda done, of: said.append((done, of)))) == {k: 2**k for k in range(9)}
    assert said[-1] == (9, 9) and said == sorted(said)


def test_an_error_of_the_work_reaches_the_caller_and_the_workers_go_on():
    with pytest.raises(ZeroDivisionError):
        ordered(power, [(0, -1), (2, 2)])
    assert ordered(power, [(2, 2), (3, 2)]) == [4, 9]


class Enough(Exception):
    pass


def test_what_progress_raises_stops_runs_under_way():
    """The stop is heard by the worker inside a run, so the next question does not wait for the old one's end."""
    worlds, start = [(w,) for w in draws(load_scenario("handbook_whole").with_run(members=150_000), 12)], time.monotonic()

    def a_moment(done, of):
        if time.monotonic() - start > 0.5:
            raise Enough

    from simulation.experiments import _summary

    with pytest.raises(Enough):
        ordered(_summary, worlds, a_moment)
    stopped = time.monotonic()
    ordered(power, [(2, 2)] * 4)
    took = time.monotonic() - stopped
    whole = 12 * 4 / (os.cpu_count() or 1)      # seconds that the work would have taken at the very least, with 4 a run
    assert took < whole / 2


def test_a_worker_that_dies_is_said_and_replaced():
    with pytest.raises(WorkerDied, match="ended before its work was done"):
        ordered(die, [(), ()])
    assert ordered(power, [(2, 2), (3, 2)]) == [4, 9]


def test_a_script_needs_no_guard_and_its_workers_end_when_it_is_killed(tmp_path, root):
    script = tmp_path / "plain.py"
    script.write_text(textwrap.dedent("""
        import sys, time
        from simulation.executor import ordered
        from tests.unit.test_executor import wait_and_say

        print(*set(ordered(wait_and_say, [(0.2,)] * 6)), flush=True)
        time.sleep(600)
    """))
    environment = {**os.environ, "PYTHONPATH": str(root), "TIERLAB_WORKERS": "2"}
    with subprocess.Popen([sys.executable, str(script)], cwd=root, env=environment, stdout=subprocess.PIPE, text=True) as process:
        workers = [int(x) for x in process.stdout.readline().split()]
        process.kill()
    assert workers and process.pid not in workers
    end = time.monotonic() + 20
    while any(map(alive, workers)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(map(alive, workers))


def alive(process: int) -> bool:
    """A process that has ended but is not fetched yet counts as ended."""
    try:
        with open(f"/proc/{process}/stat") as f:
            return f.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
