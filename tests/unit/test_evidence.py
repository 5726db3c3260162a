"""The evidence that the app shows is what the validations gave: file and page say the same, and a run writes both."""
from __future__ import annotations

import dataclasses
import datetime
import json
import math
import pathlib
import re
import subprocess
import sys
import threading

import pytest

from simulation import evidence, validation
from simulation.scenario import load_scenario
from simulation.validation import VALIDATIONS, report
from simulation.validations import base
from simulation.validations.base import Validation, kept, other_luck, scenario_on_this_luck


@pytest.fixture(scope="module")
def found():
    return evidence.read()


def test_the_file_has_every_validation_and_nothing_else(found):
    assert list(found.reached) == [v.name for v in VALIDATIONS], "run make validate"
    assert [v.name for rows in found.by_subject().values() for v, _ in rows] == [v.name for v in VALIDATIONS]
    assert re.fullmatch(r"[0-9a-f]{12}", found.rules) and datetime.date.fromisoformat(found.ran_on)


def test_the_page_is_written_from_the_same_figures(found):
    assert report(*found.as_results()) in evidence.PAGE.read_text("utf-8")


def test_what_holds_lies_where_it_should_and_a_miss_has_its_reason(found):
    for rows in found.by_subject().values():
        for v, row in rows:
            assert row.holds == v.holds(row.value) and (row.holds or v.known), v.name
    assert found.n_holding == sum(v.holds(found.reached[v.name].value) for v in VALIDATIONS) < len(VALIDATIONS)


def test_a_figure_of_one_run_has_its_range_over_seeds_and_lies_in_it(found):
    for v in VALIDATIONS:
        row = found.reached[v.name]
        if v.made_of:
            assert row.low is None and row.high is None
        else:
            assert row.low <= row.value <= row.high, v.name
    assert any(found.reached[v.name].low < found.reached[v.name].high for v in VALIDATIONS if not v.made_of), "seeds differ"


def test_a_run_writes_the_file_and_the_table_of_the_page(monkeypatch, tmp_path):
    rows = [Validation("a", "paper", 0, 1, lambda: 0.25 + base._luck["shift"] / 10),
            Validation("b", "exact", 2, math.inf, lambda: 1.0, True, "because", "9 runs")]
    monkeypatch.setattr(validation, "VALIDATIONS", rows)
    monkeypatch.setattr(evidence, "SUBJECTS", {"all": rows})
    results = validation.run()
    over = validation.ranges(results, 2)
    assert over == {"a": (0.25, pytest.approx(0.45))}, "what is made of many runs is not run again"
    file, page = tmp_path / "v.json", tmp_path / "v.md"
    page.write_text("# Title\n\n| what | old |\n|---|---|\n| x | y |\n\nText.\n")
    made = evidence.gathered(results, over, 2, datetime.date(2026, 1, 2))
    evidence.write(made, file, page)
    assert evidence.read(file) == made and json.loads(file.read_text())["ran_on"] == "2026-01-02" and made.n_holding == 1
    assert page.read_text() == f"# Title\n\n{report(results, over)}\n\nText.\n"
    assert "| 0.25 (0.25 to 0.45) | good |" in page.read_text() and "| above 200.0% | 100.0% | MISSED: because |" in page.read_text()


def test_the_version_names_all_that_a_figure_hangs_on():
    files = evidence.rests_on()
    loaded = "import sys, simulation.validation; print(*(m.__file__ for n, m in sys.modules.items() if n.partition('.')[0] == 'simulation'))"
    run = subprocess.run([sys.executable, "-c", loaded], cwd=evidence.CODE, capture_output=True, text=True, check=True)
    held = {pathlib.Path(name) for name in run.stdout.split()}
    assert len(held) > 80 and held <= set(files)
    named = {str(file.relative_to(evidence.CODE)) for file in files}
    assert {"simulation/population.py", "simulation/mechanics/tiers.py", "scenarios/points_only.yaml", "scenarios/markets/cdnow.yaml"} <= named
    assert not [name for name in named if name.startswith(("simulation/reporting/", "simulation/story/", "simulation/translation/"))]


def test_the_version_follows_the_text_and_not_its_line_ends(tmp_path):
    file, versions = tmp_path / "a.py", []
    for text in (b"x = 1\n", b"x = 1\r\n", b"x = 2\n"):
        file.write_bytes(text)
        versions.append(evidence.version_of([file]))
    assert versions[0] == versions[1] != versions[2] and re.fullmatch(r"[0-9a-f]{12}", versions[0])
    assert evidence.imported("def f():\n    from simulation import luck as l\nimport numpy") == {"simulation", "simulation.luck"}


def test_without_the_file_there_is_no_evidence(tmp_path):
    assert evidence.read(tmp_path / "none.json") is None


def test_other_luck_is_another_seed_and_figures_are_worked_out_anew():
    calls = []

    @kept
    def figure():
        calls.append(scenario_on_this_luck("no_program").run.seed)
        return calls[-1]

    own = load_scenario("no_program").run.seed
    assert figure() == figure() == own and len(calls) == 1
    with other_luck(3):
        assert figure() == own + 3
    assert figure() == own and len(calls) == 3
    base._kept.pop()


def test_zero_has_no_sign():
    v = Validation("a", "s", -1, 1, lambda: 0.0, True)
    assert v.shown(-0.0001) == "0.0%" and v.shown(-0.01) == "-1.0%" and dataclasses.replace(v, percent=False).shown(-0.001) == "0.00"


def test_two_runs_at_once_hear_their_own_steps(monkeypatch):
    both, told = threading.Barrier(2, timeout=10), {}

    def figure():
        both.wait()                  # both runs are within `heard` now
        base.tick(0, 1)
        both.wait()
        return 0.5

    monkeypatch.setattr(validation, "VALIDATIONS", [Validation("a", "s", 0, 1, figure)])
    threads = [threading.Thread(target=lambda k=k: validation.run(steps=lambda done, of: told.setdefault(k, []).append(threading.get_ident())))
               for k in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == {k: [thread.ident] * 2 for k, thread in enumerate(threads)}
    base.tick(0, 1)
    assert sum(map(len, told.values())) == 4, "nobody is told after the run"


def test_steps_are_told_and_may_end_the_run(monkeypatch):
    monkeypatch.setattr(validation, "VALIDATIONS", [Validation(str(k), "s", 0, 1, lambda: 0.5) for k in range(3)])
    heard = []
    validation.run(steps=lambda done, of: heard.append((done, of)))
    assert heard == [(0, 3), (1, 3), (2, 3)]

    def stop(done, of):
        if done == 1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        validation.run(steps=stop)
