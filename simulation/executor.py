"""Where many runs are worked: one executor for all experiments.

Worker processes of this machine by default (loky: no guard in a caller's script, workers that die are said), and the workers of a dask
scheduler where TIERLAB_DASK names its address.  TIERLAB_WORKERS is the number of processes; 0 works in the calling process.  A result
depends on its arguments alone, so tables are the same bit for bit wherever they are made.
"""

from __future__ import annotations

import atexit
import concurrent.futures
import contextlib
import functools
import itertools
import mmap
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from simulation.words import N_

Progress = Callable[[int, int], None]
IDLE_SECONDS = 900     # workers without work end after this
POLL_SECONDS = 0.1     # how often a caller's `progress` is asked whether to go on
SLOTS = 4_096          # calls of `each` at the same time
DASK_SECONDS = 10      # how long to wait for a scheduler
NICE = 10              # the app's own process goes first
# Kept no-program arms are no leak, for which loky would start a worker anew
WORKERS_ENVIRONMENT = {"LOKY_MAX_MEMORY_LEAK_SIZE": "2e9"}


class Stopped(Exception):
    """The work is no longer wanted."""


class WorkerDied(RuntimeError):
    """A worker process ended before its work was done."""


def each(function: Callable[..., Any], arguments: Iterable[tuple], progress: Progress | None = None) -> Iterator[tuple[int, Any]]:
    """Calls `function(*a)` for every one of `arguments`; yields (index, result) as they come.

    function: of a module, so that another process can call it; its arguments and results can be pickled.
    progress: hears (done, of) after each and some times a second; what it raises stops the work, runs under way within a month of theirs.
    Raises WorkerDied.
    """
    arguments = list(arguments)
    tell = progress or (lambda done, of: None)
    pool, room = _pool(len(arguments))
    if pool is None:
        for k, a in enumerate(arguments):
            tell(k, len(arguments))
            yield k, function(*a)
        tell(len(arguments), len(arguments))
        return
    slot, waiting, pending, done = _flags().take(), iter(enumerate(arguments)), {}, 0
    try:
        while True:
            for k, a in itertools.islice(waiting, room - len(pending)):      # few at a time, so that others get their turn
                pending[pool.submit(_work, slot, function, a)] = k
            if not pending:
                return
            ready, _ = concurrent.futures.wait(pending, POLL_SECONDS, concurrent.futures.FIRST_COMPLETED)
            for future in ready:
                k = pending.pop(future)
                yield k, future.result()
                done += 1
            tell(done, len(arguments))
    except concurrent.futures.BrokenExecutor as e:
        close(pool)
        raise WorkerDied(N_("a worker process ended before its work was done, perhaps for want of memory; run again, with fewer members if "
                            "it happens twice")) from e
    finally:
        _flags().stop(slot)
        for future in pending:
            future.cancel()


def ordered(function: Callable[..., Any], arguments: Iterable[tuple], progress: Progress | None = None) -> list[Any]:
    """The same, the results in the order of their arguments."""
    found = dict(each(function, arguments, progress))
    return [found[k] for k in sorted(found)]


def checkpoint(share: float = 0.0) -> None:
    """Called by a run each month: raises Stopped when its caller no longer wants it."""
    if _task.slot is not None and _flags().stopped(_task.slot):
        raise Stopped


def inside() -> bool:
    """Whether this is a worker, which shares the processors with the others."""
    return _task.slot is not None


def start() -> None:
    """Starts the workers now, so that the first question does not wait for them."""
    pool, room = _pool(2)
    if pool is not None:
        concurrent.futures.wait([pool.submit(_ready) for _ in range(room)])


# ======== the pools ==========================================================================================================
def _pool(n: int):
    """(executor, how many calls it should hold at a time); None for a single call or none, which needs no other process."""
    workers = _workers()
    if n < 2 or inside():
        return None, 0
    if address := os.environ.get("TIERLAB_DASK"):
        client = _dask(address)
        return client.get_executor(pure=False), 2 * max(1, sum(client.nthreads().values()))
    if workers == 0:
        return None, 0
    return _processes(workers), workers + 1


class _Pool:
    """The processes of this process, started when first asked for, and anew after one of them has died."""

    executor, size, lock = None, 0, threading.Lock()


def _processes(workers: int):
    from loky import ProcessPoolExecutor

    with _Pool.lock:
        if _Pool.executor is not None and _Pool.size != workers:
            _Pool.executor.shutdown(wait=False)
            _Pool.executor = None
        if _Pool.executor is None:
            first = _Pool.size == 0
            _Pool.executor, _Pool.size = ProcessPoolExecutor(workers, timeout=IDLE_SECONDS, initializer=_begin, env=WORKERS_ENVIRONMENT,
                                                             initargs=(os.getpid(), _flags().path)), workers
            if first:
                _Pool.executor.submit(os.getpid)
                threading._register_atexit(close)      # after loky's own, so before it waits for work to end
        return _Pool.executor


def _workers() -> int:
    given = os.environ.get("TIERLAB_WORKERS", "")
    if given and not given.isdecimal():
        raise ValueError(f"TIERLAB_WORKERS is {given!r}; give a number of processes, or 0 for none")
    return int(given) if given else os.cpu_count() or 1


@functools.cache
def _dask(address: str):
    try:
        from distributed import Client
    except ImportError:
        raise ValueError("TIERLAB_DASK is set, but dask is not installed; pip install -r requirements-dask.txt") from None
    try:
        return Client(address, timeout=DASK_SECONDS, set_as_default=False)
    except OSError:
        raise ValueError(f"no dask scheduler answers at {address}, which TIERLAB_DASK names; start one or unset it") from None


def close(only: concurrent.futures.Executor | None = None) -> None:
    """Ends the workers at once, whatever they do; those of one executor, if they are still the ones in use."""
    with _Pool.lock:
        if _Pool.executor is not None and only in (None, _Pool.executor):
            _Pool.executor.shutdown(wait=False, kill_workers=True)
            _Pool.executor = None


# ======== in a worker ========================================================================================================
class _Task(threading.local):
    slot: int | None = None


_task = _Task()


def _begin(parent: int, flags: str) -> None:
    """Once a worker: it leaves the processors to the app, and ends with it, even if that is killed."""
    global _held
    _held = _Flags(flags)
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)      # an interrupt belongs to the caller
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:      # a process whose parent has ended gets another one
        time.sleep(1)
    os._exit(1)


def _work(slot: int, function: Callable[..., Any], a: tuple) -> Any:
    _task.slot = slot
    try:
        checkpoint()
        return function(*a)
    finally:
        _task.slot = None


def _ready() -> None:
    """Work that leaves a worker with the engine loaded."""
    from simulation.simulate import warm_up

    warm_up()


# ======== which work is no longer wanted ====================================================================================
class _Flags:
    """One byte for each call of `each`, in a file that the workers of this machine map too; elsewhere nobody is stopped."""

    def __init__(self, path: str | None = None):
        if path is None:
            file, self.path = tempfile.mkstemp(prefix="tierlab-")
            os.write(file, bytes(SLOTS))
            atexit.register(_remove, self.path, os.getpid())
        else:
            file, self.path = os.open(path, os.O_RDWR), path
        self._bytes = mmap.mmap(file, SLOTS)
        os.close(file)
        self._next = itertools.count()

    def take(self) -> int:
        slot = next(self._next) % SLOTS
        self._bytes[slot] = 0
        return slot

    def stop(self, slot: int) -> None:
        self._bytes[slot] = 1

    def stopped(self, slot: int) -> bool:
        return self._bytes[slot] == 1


_held: _Flags | None = None
_lock = threading.Lock()


def _flags() -> _Flags:
    global _held
    with _lock:
        if _held is None:
            _held = _Flags()
        return _held


def _remove(path: str, process: int) -> None:
    if os.getpid() == process:
        with contextlib.suppress(OSError):
            os.remove(path)
