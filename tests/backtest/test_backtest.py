"""Some 25 headline figures of every shipped scenario, as they were: a change that moves one is seen, and has to be meant.

python tests/backtest/test_backtest.py --write [NAME ...] writes the expected files anew.
"""
from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))    # for --write; pytest has it there already

from simulation.metrics import METRICS
from simulation.scenario import load_scenario, names
from simulation.simulate import simulate

HERE = Path(__file__).parent
MEMBERS, SEED = 4_000, 1
RELATIVE = 1e-9
WITHOUT = ("sales", "retention_rate_12m", "active_rate", "survival_rate")    # of the no-program arm
WRITE = "python tests/backtest/test_backtest.py --write"
RULE = f"""An expected file changes only in a commit of its own that says which number moved and why.
If the change is meant: commit it without the expected files, then run  {WRITE} {{name}}  and commit what that wrote."""
HEAD = f"""# {MEMBERS:,} members, seed {SEED}, the scenario's own months. Money in currency units, rates as shares, null: no such figure.
# Changes only in a commit of its own that says which number moved and why:  {WRITE}
"""


def figures(name: str) -> dict[str, dict[str, float | int | None]]:
    """arm -> metric -> value."""
    outcome = simulate(load_scenario(name), members=MEMBERS, seed=SEED)
    return {"program": outcome.headline(), "no_program": {metric: METRICS[metric].of(outcome, "no_program") for metric in WITHOUT}}


def expected_file(name: str) -> Path:
    return HERE / f"{name}.yaml"


def same(a: float | None, b: float | None) -> bool:
    return a == b if a is None or b is None else a == pytest.approx(b, rel=RELATIVE, abs=0)


@pytest.mark.parametrize("name", names())
def test_headline_figures_are_as_they_were(name):
    path = expected_file(name)
    assert path.is_file(), f"{name} has no expected file: look at its figures, run  {WRITE} {name}  and commit tests/backtest/{path.name}"
    wanted, found, moved = yaml.safe_load(path.read_text("utf-8")), figures(name), []
    for arm in ("program", "no_program"):
        for metric in dict.fromkeys([*wanted[arm], *found[arm]]):
            if metric not in wanted[arm] or metric not in found[arm]:
                moved.append(f"{arm}.{metric}: {'is new' if metric in found[arm] else 'is gone'}")
            elif not same(found[arm][metric], wanted[arm][metric]):
                moved.append(f"{arm}.{metric}: was {wanted[arm][metric]}, is {found[arm][metric]}")
    assert not moved, f"{name}: {len(moved)} figures moved\n" + "\n".join(moved) + "\n" + RULE.format(name=name)


def test_every_expected_file_has_its_scenario():
    left = {p.stem for p in HERE.glob("*.yaml")} - set(names())
    assert not left, f"no scenario is called {', '.join(sorted(left))} any more: delete its file in tests/backtest"


def test_a_figure_that_moves_by_a_billionth_is_seen():
    assert same(1e6, 1e6) and same(None, None) and same(0.0, 0)
    assert not same(1e6, 1e6 * (1 + 2e-9)) and not same(0.0, 1e-9) and not same(0.0, None)


def write(chosen: list[str]) -> None:
    for name in chosen or names():
        expected_file(name).write_text(HEAD + yaml.safe_dump(figures(name), sort_keys=False), encoding="utf-8")
        print(f"wrote tests/backtest/{expected_file(name).name}")


if __name__ == "__main__":
    if sys.argv[1:2] != ["--write"] or set(sys.argv[2:]) - set(names()):
        sys.exit(f"{WRITE} [{'|'.join(names())} ...]")
    write(sys.argv[2:])
