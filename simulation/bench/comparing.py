"""How long a comparison takes: four scenarios in one market, on the wall clock, with all processors."""
from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import time

from simulation.scenario import load_scenario

SCENARIOS = ("points_only", "handbook_four_tiers", "cn_growth5", "paid_points_back")
REPLICATIONS, MEMBERS, MONTHS = 20, 10_000, 36
GOAL = 30.0          # seconds, on two processors


def run(replications: int = REPLICATIONS, members: int = MEMBERS, months: int = MONTHS, limit_seconds: float = 600.0) -> dict:
    """Measured in a fresh process, after compiling; wall_seconds is None where it failed, and `note` says why."""
    from simulation.bench import KEPT

    root = str(pathlib.Path(__file__).resolve().parents[2])
    env = {name: os.environ[name] for name in KEPT if name in os.environ} | {"PYTHONPATH": root}
    row = {"engine": "comparison", "scenarios": len(SCENARIOS), "replications": replications, "members": members, "months": months}
    row |= {"processors": os.cpu_count() or 1, "wall_seconds": None, "note": ""}
    code = "import json, sys; from simulation.bench import comparing; print(json.dumps(comparing.measure(*map(int, sys.argv[1:]))))"
    command = [sys.executable, "-c", code, str(replications), str(members), str(months)]
    try:
        done = subprocess.run(command, env=env, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit_seconds)
    except subprocess.TimeoutExpired:
        return row | {"note": f"stopped after {limit_seconds:,.0f} s"}
    if done.returncode:
        return row | {"note": f"failed: {(done.stderr.strip().splitlines() or [f'exit code {done.returncode}'])[-1]}"}
    return row | {"wall_seconds": json.loads(done.stdout.splitlines()[-1])}


def measure(replications: int, members: int, months: int) -> float:
    """Wall seconds of one comparison, its tables included."""
    from simulation.comparison import compare
    from simulation.pairing import aligned

    placed, _ = aligned([load_scenario(name).with_run(members=members, months=months) for name in SCENARIOS])
    compare(placed, 2, members=20, months=2)
    start = time.perf_counter()
    compare(placed, replications).table()
    return time.perf_counter() - start


def report(row: dict) -> str:
    """One line."""
    took = "-" if row["wall_seconds"] is None else f"{row['wall_seconds']:.1f} s on the wall clock"
    note = f" ({row['note']})" if row["note"] else ""
    return (f"Comparing {row['scenarios']} scenarios × {row['replications']} replications × {row['members']:,} members × {row['months']} months, "
            f"{row['processors']} processors: {took}{note}. Goal: under {GOAL:.0f} s on two.")  # fmt: skip
