"""Long work of the whole server, each question once: in a thread of its own, with how far it is, until nobody waits for it any more."""
from __future__ import annotations

import atexit
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import streamlit as st

from simulation.executor import Stopped

KEPT = 64
ABANDONED_AFTER = 60.0      # seconds without anybody who looks at it
LAST_WAIT = 60.0            # seconds that the process waits, when it ends, for what cannot be stopped half-way


class Job:
    """One question being worked on.  `watchers`: sessions that wait for it, and when each was last seen."""

    def __init__(self, compute: Callable[[Callable], Any]):
        self.start, self.done, self.of = time.monotonic(), 0, 0
        self.value, self.error = None, None
        self.watchers: dict[str, float] = {}
        self.finished, self.unwanted = threading.Event(), threading.Event()
        self._compute = compute

    def run(self, ended: Callable[[Job], None]) -> None:
        threading.Thread(target=self._run, args=(ended,), daemon=True, name="job").start()

    def _run(self, ended) -> None:
        try:
            self.value = self._compute(self._progress)
        except BaseException as e:
            self.error = e
        finally:
            ended(self)
            self.finished.set()

    def _progress(self, done: int, of: int) -> None:
        self.done, self.of = done, of
        if self.unwanted.is_set() or time.monotonic() - max(self.watchers.values(), default=0.0) > ABANDONED_AFTER:
            raise Stopped

    def seconds_left(self) -> float | None:
        """None while nothing is done that one could tell from."""
        spent = time.monotonic() - self.start
        return spent / self.done * (self.of - self.done) if self.done else None

    def leave(self, session: str) -> None:
        """Who was the last to wait for it ends it."""
        self.watchers.pop(session, None)
        if not self.watchers:
            self.unwanted.set()


class Jobs:
    """The newest results by key, and what is being worked on or has failed."""

    def __init__(self):
        self._kept: OrderedDict = OrderedDict()
        self._running: dict[tuple, Job] = {}
        self._lock = threading.Lock()

    def result(self, key: tuple) -> Any:
        """What is kept under a key; None where nothing is."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def ask(self, key: tuple, compute: Callable[[Callable], Any], session: str) -> Job:
        """The job of a question, started if nobody is waiting for it yet."""
        with self._lock:
            job = self._running.get(key)
            new = job is None or job.unwanted.is_set() or isinstance(job.error, Stopped)
            if new:
                job = self._running[key] = Job(compute)
            job.watchers[session] = time.monotonic()
        if new:
            job.run(lambda ended: self._end(key, ended))
        return job

    def running(self, key: tuple) -> Job | None:
        """The job of a question: under way, or failed and not forgotten yet."""
        with self._lock:
            return self._running.get(key)

    def forget(self, key: tuple, job: Job) -> None:
        """A job that failed: the question may be asked again, if nobody has done so yet."""
        with self._lock:
            if self._running.get(key) is job:
                del self._running[key]

    def leave(self, key: tuple, session: str) -> None:
        """The session no longer waits for it."""
        with self._lock:
            if key in self._running:
                self._running[key].leave(session)

    def close(self) -> None:
        """Ends all work and waits for it: a thread that still compiles while the process takes itself apart would bring it down."""
        with self._lock:
            running = [job for job in self._running.values() if not job.finished.is_set()]
        for job in running:
            job.unwanted.set()
        until = time.monotonic() + LAST_WAIT
        for job in running:
            job.finished.wait(max(0.0, until - time.monotonic()))

    def _end(self, key: tuple, job: Job) -> None:
        with self._lock:
            if job.error is not None:
                return
            self._kept[key] = job.value
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            if self._running.get(key) is job:
                del self._running[key]


@st.cache_resource
def jobs() -> Jobs:
    held = Jobs()
    atexit.register(held.close)
    return held


def session() -> str:
    """A name for the visitor's session."""
    return st.session_state.setdefault("_session", uuid.uuid4().hex)
