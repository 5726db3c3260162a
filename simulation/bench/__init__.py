"""The benchmark: seconds of each engine on one model, handbook_four_tiers with and without its program.

Each measurement has a fresh process, one thread and no network.  What a first run pays once (start-up, imports, compiling) is told apart
from the run; so is drawing the members.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.metadata
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

from simulation.scenario import Scenario, load_scenario

SCENARIO = "handbook_four_tiers"
# The most members that each engine is asked for
MOST = {
    "compiled": 1_000_000,
    "compiled_all_cores": 1_000_000,
    "every_mechanic": 1_000_000,
    "reference": 10_000,
    "plain_simpy": 100_000,
    "bare_loop": 1_000_000,
}
WHAT = {
    "compiled": "the engine: rules compiled by numba, behind the SimPy clock",
    "compiled_all_cores": "the same on all processors: wall-clock seconds",
    "every_mechanic": "the engine with every mechanic of the registry on, each with its own example's terms",
    "reference": "the same rules uncompiled, one SimPy process per member",
    "plain_simpy": "the same model as one writes it first in SimPy, with the random module",
    "bare_loop": "only the draws, in a compiled loop: the limit",
}
MEASURED = ("seconds", "us_per_purchase", "purchases", "peak_mb", "population_seconds", "whole_seconds", "wall_seconds", "warm_up_seconds")
CLOCK = "process time of one thread (time.process_time), median of the repeats"
WALL = ("compiled_all_cores",)  # timed on the wall clock
GRACE = 60.0  # seconds beyond the limit, for start-up
KEPT = ("PATH", "HOME", "TMPDIR", "TEMP", "SYSTEMROOT", "LANG", "LC_ALL")  # of the environment; so no proxy and no credentials


def run(
    members: Iterable[int],
    months: int = 36,
    repeats: int = 3,
    limit_seconds: float = 600.0,
    progress: Callable[[str], None] | None = None,
    most: dict[str, int] = MOST,
) -> list[dict]:
    """One row for each size and engine.  `progress` hears what is measured next; `most` is the largest size by engine.

    seconds: both arms without drawing the members · whole_seconds: with it · wall_seconds: the same on the wall clock ·
    warm_up_seconds: start-up, imports, compiling · ratio: seconds of plain_simpy / seconds · times_bare, times_compiled: seconds / those of these.
    What was not measured is None and `note` says why.  No repeat is begun that would pass `limit_seconds`.
    """
    sizes = [load_scenario(SCENARIO).with_run(members=n, months=months).run.members for n in members]
    rows = []
    for n in sizes:
        table = {}
        for engine, largest in most.items():
            if n > largest:
                table[engine] = {"note": f"left out: above {largest:,} members"}
                continue
            if progress:
                progress(f"{engine}, {n:,} members, {months} months")
            table[engine] = _in_a_process(engine, n, months, repeats, limit_seconds)
        seconds = {engine: row.get("seconds") for engine, row in table.items()}
        for engine, row in table.items():
            row = {"engine": engine, "members": n, "months": months, **dict.fromkeys(MEASURED), "repeats": 0, "note": "", "clock": CLOCK} | row
            row["ratio"] = _quotient(seconds.get("plain_simpy"), seconds[engine])
            row["times_bare"] = _quotient(seconds[engine], seconds.get("bare_loop"))
            row["times_compiled"] = _quotient(seconds[engine], seconds.get("compiled"))
            rows.append(row)
    return rows


def _quotient(above: float | None, below: float | None) -> float | None:
    return above / below if above and below else None


# ======== one measurement =================================================================================================
def _in_a_process(engine: str, members: int, months: int, repeats: int, limit: float) -> dict:
    root = str(pathlib.Path(__file__).resolve().parents[2])
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
    env = {name: os.environ[name] for name in KEPT if name in os.environ} | threads | {"PYTHONPATH": root}
    task = json.dumps([engine, members, months, repeats, limit])
    command = [sys.executable, "-c", "import sys; from simulation import bench; bench.measure(*__import__('json').loads(sys.argv[1]))", task]
    try:
        done = subprocess.run(command, env=env, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit + GRACE)
    except subprocess.TimeoutExpired:
        return {"note": f"stopped: one run takes more than {limit:,.0f} s"}
    if done.returncode:
        return {"note": f"failed: {(done.stderr.strip().splitlines() or [f'exit code {done.returncode}'])[-1]}"}
    return json.loads(done.stdout.splitlines()[-1])


def measure(engine: str, members: int, months: int, repeats: int, limit: float) -> None:
    """What the fresh process does: warms up, measures, prints one line of JSON.  Each repeat has its own seed, so nothing is reused."""
    sys.addaudithook(_no_network)
    draw = DRAW[engine]
    scenario = load_scenario(SCENARIO)
    draw(scenario.with_run(members=20, months=months, seed=0))()
    warm_up = time.process_time()
    _forget_peak()
    seen, began = [], time.perf_counter()
    while len(seen) < repeats and (not seen or (time.perf_counter() - began) * (1 + 1 / len(seen)) < limit):
        gc.collect()
        seed = scenario.with_run(members=members, months=months, seed=len(seen) + 1)
        wall, start = time.perf_counter(), time.process_time()
        play = draw(seed)
        drawn, drawn_wall = time.process_time(), time.perf_counter()
        purchases = play()
        end = time.process_time()
        spent = time.perf_counter() - drawn_wall if engine in WALL else end - drawn
        seen.append((spent, spent / purchases * 1e6, purchases, drawn - start, end - start, time.perf_counter() - wall))
        del play
    seconds, per_purchase, purchases, drawing, whole, wall = (statistics.median(column) for column in zip(*seen, strict=True))
    values = (seconds, per_purchase, round(purchases), round(_peak_mb(), 1), drawing, whole, wall, warm_up)
    note = "" if len(seen) == repeats else f"{len(seen)} of {repeats} repeats within {limit:,.0f} s"
    print(json.dumps(dict(zip(MEASURED, values, strict=True)) | {"repeats": len(seen), "note": note}))


def _no_network(event: str, _args) -> None:
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"):
        raise PermissionError("a measurement uses no network")


def _forget_peak() -> None:
    """From here on the peak is that of the run; where the system does not let us, compiling counts too."""
    with contextlib.suppress(OSError):
        pathlib.Path("/proc/self/clear_refs").write_text("5")


def _peak_mb() -> float:
    """Peak resident memory.  Linux's own record comes first: getrusage hands the peak of the process that started us on to us."""
    status = pathlib.Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)


# ======== the engines: each draws the members and returns the run of both arms, which returns its purchases ================
def _compiled(scenario: Scenario, workers: int = 1) -> Callable[[], int]:
    from simulation import engine
    from simulation.population import population
    from simulation.simulate import no_program_card, rate_card

    people = population(scenario)

    def play():
        without = engine.run_no_program(people.rows, people.join_day, no_program_card(scenario), workers=workers)
        within = engine.run_arm(people.rows, people.join_day, rate_card(scenario), enrolled=True, workers=workers)
        return int(without.purchases.sum() + within.purchases.sum())

    return play


def _reference(scenario: Scenario) -> Callable[[], int]:
    from simulation import reference
    from simulation.population import population
    from simulation.simulate import no_program_card, rate_card

    people = population(scenario)

    def play():
        without = reference.run_arm(people.rows, people.join_day, no_program_card(scenario), enrolled=False)
        within = reference.run_arm(people.rows, people.join_day, rate_card(scenario), enrolled=True)
        return int(without.purchases.sum() + within.purchases.sum())

    return play


def _plain_simpy(scenario: Scenario) -> Callable[[], int]:
    from simulation.bench import plain_simpy

    people = plain_simpy.draw_people(scenario)
    return lambda: sum(row.purchases for arm in plain_simpy.run(scenario, people).values() for month in arm.rows for row in month)


def _bare_loop(scenario: Scenario) -> Callable[[], int]:
    from simulation.bench import bare_loop

    people = bare_loop.people_of(scenario)
    return lambda: bare_loop.run(scenario, people)[0]


def _compiled_all_cores(scenario: Scenario) -> Callable[[], int]:
    return _compiled(scenario, workers=os.cpu_count() or 1)


def _every_mechanic(scenario: Scenario) -> Callable[[], int]:
    from simulation.bench.everything import everything

    run = scenario.run
    return _compiled(everything(members=run.members, months=run.months, seed=run.seed))


DRAW = {
    "compiled": _compiled,
    "compiled_all_cores": _compiled_all_cores,
    "every_mechanic": _every_mechanic,
    "reference": _reference,
    "plain_simpy": _plain_simpy,
    "bare_loop": _bare_loop,
}


# ======== the table =======================================================================================================
def report(rows: list[dict]) -> str:
    """A Markdown table of `run`'s rows, with what was left out, the clock and the machine below it."""
    columns = {
        "engine": lambda r: r["engine"],
        "members": lambda r: f"{r['members']:,}",
        "seconds": lambda r: _shown(r["seconds"]) + (f" ({r['note']})" if r["note"] else ""),
        "µs per purchase": lambda r: _shown(r["us_per_purchase"]),
        "times faster than plain_simpy": lambda r: _shown(r["ratio"]),
        "times compiled": lambda r: _shown(r["times_compiled"]),
        "times bare_loop": lambda r: _shown(r["times_bare"]),
        "members drawn, s": lambda r: _shown(r["population_seconds"]),
        "whole, s": lambda r: _shown(r["whole_seconds"]),
        "first start, s": lambda r: _shown(r["warm_up_seconds"]),
        "peak MB": lambda r: _shown(r["peak_mb"] and round(r["peak_mb"])),
    }
    lines = ["| " + " | ".join(columns) + " |", "|---|" + "---:|" * (len(columns) - 1)]
    lines += ["| " + " | ".join(cell(row) for cell in columns.values()) + " |" for row in rows]
    months = ", ".join(str(m) for m in sorted({row["months"] for row in rows})) or "no"
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("numba", "numpy", "simpy"))
    lines += ["", f"{SCENARIO}, {months} months, both arms. Seconds are {CLOCK}; 'whole' is drawing the members and both arms, 'first start'"]
    lines[-1] += " what a process pays once: imports and compiling, or loading what is compiled."
    lines += [f"Python {platform.python_version()}, {versions}, {platform.system()} {platform.machine()}.", ""]
    return "\n".join(lines + [f"- {engine}: {what}" for engine, what in WHAT.items()])


def _shown(x: float | None) -> str:
    if x is None:
        return "-"
    return f"{x:,.0f}" if x >= 100 or isinstance(x, int) else f"{x:.3g}"
