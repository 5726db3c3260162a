"""Where many runs are worked: one way for all experiments, whatever works them."""

from __future__ import annotations

import concurrent.futures
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Progress = Callable[[int, int], None]


def each(function: Callable[..., Any], arguments: Iterable[tuple], progress: Progress | None = None) -> Iterator[tuple[int, Any]]:
    """Calls `function(*a)` for every one of `arguments`; yields (index, result) as they come.

    function: of a module, so that another process can call it; its arguments and results can be pickled.
    progress: hears (done, of) after each; what it raises stops the work.
    """
    arguments = list(arguments)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        pending = {pool.submit(function, *a): k for k, a in enumerate(arguments)}
        try:
            for done, future in enumerate(concurrent.futures.as_completed(pending), start=1):
                yield pending[future], future.result()
                if progress:
                    progress(done, len(arguments))
        finally:
            for future in pending:
                future.cancel()


def ordered(function: Callable[..., Any], arguments: Iterable[tuple], progress: Progress | None = None) -> list[Any]:
    """The same, the results in the order of their arguments."""
    found = dict(each(function, arguments, progress))
    return [found[k] for k in sorted(found)]
