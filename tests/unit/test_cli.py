"""The command line, as a person would call it."""

import pathlib
import subprocess
import sys

import pandas as pd
import pytest

from simulation.__main__ import main
from simulation.scenario import load_market


def test_run_writes_the_tables_it_prints(tmp_path, capsys):
    assert main(["run", "points_only", "--members", "300", "--months", "14", "--seed", "3", "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "300 members, 14 months, seed 3, engine fast" in said and "Net value" in said
    monthly = pd.read_csv(tmp_path / "out" / "monthly.csv")
    assert len(monthly) == 14 * 2 and (tmp_path / "out" / "scenario.yaml").exists()
    assert main(["run", str(tmp_path / "out" / "scenario.yaml"), "--out", str(tmp_path / "again")]) == 0
    assert (tmp_path / "again" / "monthly.csv").read_bytes() == (tmp_path / "out" / "monthly.csv").read_bytes(), (
        "the scenario written is the one run"
    )


def test_explain_lists_the_orders_and_runs_from_list_price_to_paid(capsys):
    assert main(["explain", "handbook_four_tiers", "--members", "300", "--member", "3"]) == 0
    said = capsys.readouterr().out
    assert "member 3 of 300 on day 0" in said and "what did not act" in said and "list price" in said and "paid, earned" in said
    n = sum(line[:5].strip().isdigit() for line in said.splitlines())
    assert n > 1 and f" of {n}, " in said
    assert main(["explain", "handbook_four_tiers", "--members", "300", "--member", "3", "--order", str(n)]) == 0
    alone = capsys.readouterr().out
    assert f"Order {n} of {n}, " in alone and "what acted with" not in alone and "paid, earned" in alone


def test_explain_of_a_member_without_orders(capsys):
    import numpy as np

    from simulation.scenario import load_scenario
    from simulation.simulate import simulate

    nobody = int(np.flatnonzero(simulate(load_scenario("points_only"), members=300, months=1).program.purchases == 0)[0])
    assert main(["explain", "points_only", "--members", "300", "--months", "1", "--member", str(nobody)]) == 0
    assert "This member has placed no order in the run." in capsys.readouterr().out


def test_engines_write_the_same_files(tmp_path, capsys):
    for engine in ("fast", "reference"):
        assert (
            main(["run", "handbook_four_tiers", "--members", "60", "--months", "13", "--engine", engine, "--out", str(tmp_path / engine)])
            == 0
        )
    for path in (tmp_path / "fast").iterdir():
        assert path.read_bytes() == (tmp_path / "reference" / path.name).read_bytes(), path.name


def test_compare_prints_what_differs_and_writes_every_table(tmp_path, capsys):
    small = ["--members", "200", "--months", "13", "--seed", "2"]
    assert main(["compare", "points_only", "cn_growth5", *small, "--replications", "2", "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "cn_growth5 against points_only: 200 members, 13 months, 2 replications from seed 2" in said
    assert "note: cn_growth5 is put into the market of points_only." in said
    assert "Growth value: off -> on" in said and "Net value" in said and "same verdict under" in said
    table = pd.read_csv(tmp_path / "out" / "comparison.csv").set_index("metric")
    assert f"{table.loc['net_value', 'difference']:+,.0f}" in said
    written = {p.name for p in (tmp_path / "out").iterdir()}
    assert {"runs.csv", "months.csv", "tiers.csv", "segments.csv", "terms.csv", "robustness.csv", "assumptions.csv"} <= written
    again = ["compare", *(str(tmp_path / "out" / f"scenario_{k}.yaml") for k in ("1_points_only", "2_cn_growth5"))]
    assert main([*again, "--replications", "2", "--no-worlds", "--out", str(tmp_path / "again")]) == 0
    runs = [pd.read_csv(tmp_path / folder / "runs.csv").drop(columns="scenario") for folder in ("out", "again")]
    pd.testing.assert_frame_equal(*runs)


def test_compare_of_a_scenario_with_itself_cannot_tell(capsys):
    assert main(["compare", "points_only", "points_only", "--members", "100", "--months", "3", "--replications", "2", "--no-worlds"]) == 0
    said = capsys.readouterr().out
    assert "the same terms" in said and "no difference in any run" in said and "better" not in said and "worse" not in said


def test_compare_stops_at_a_width_or_says_what_it_would_take(capsys):
    small = ["compare", "points_only", "handbook_four_tiers", "--members", "100", "--months", "3", "--no-worlds", "--width"]
    assert main([*small, "1e9"]) == 0
    assert "20 replications" in capsys.readouterr().out
    assert main([*small, "0.01", "--most", "3"]) == 0
    said = capsys.readouterr().out
    assert "3 replications" in said and "is still wider than 0.01" in said and "that takes about" in said
    assert main([*small, "1", "--market", "coffee_us", "--most", "2", "--metric", "sales"]) == 0
    assert "USD" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "points_only"], "two scenarios or more"),
        (["compare", "points_only", "nowhere"], "no scenario is called 'nowhere'"),
        (["compare", "points_only", "no_program", "--replications", "1"], "2 or more"),
        (["compare", "points_only", "no_program", "--width", "0"], "above 0"),
        (["compare", "points_only", "no_program", "--most", "9"], "--most belongs to --width"),
        (["compare", "points_only", "no_program", "--most", "9", "--width", "9", "--replications", "3"], "not both"),
        (["compare", "points_only", "no_program", "--market", "mars"], "no market is called 'mars'"),
        (["run", "nowhere"], "no scenario is called 'nowhere'"),
        (["run", "points_only", "--months", "0"], "run.months"),
        (["run", "x.yaml"], "there is no such file"),
        (["fit", "nowhere.csv"], "nowhere.csv"),
        (["explain", "nowhere", "--member", "0"], "no scenario is called 'nowhere'"),
        (["explain", "points_only", "--members", "40", "--member", "40"], "there is no member 40; the run has members 0 to 39"),
        (["explain", "points_only", "--members", "40", "--member", "2", "--order", "0"], "there is no order 0 of member 2"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(arguments, said, capsys):
    assert main(arguments) == 2
    err = capsys.readouterr().err
    assert said in err and "Traceback" not in err


def test_fit_writes_a_market_that_runs(tmp_path, capsys):
    rows = ["customer,date,amount"]
    for c in range(60):
        rows += [
            f"{c},2024-{1 + (c + k * (1 + c % 3)) % 12:02d}-{1 + (c * 7 + k * 3) % 27:02d},{10 + (c % 7) * 3 + k}" for k in range(1 + c % 5)
        ]
    (tmp_path / "sales.csv").write_text("\n".join(rows))
    out = tmp_path / "ours.yaml"
    assert main(["fit", str(tmp_path / "sales.csv"), "--out", str(out), "--currency", "EUR", "--symbol", "€"]) == 0
    (tmp_path / "markets").mkdir()
    (tmp_path / "markets" / "ours.yaml").write_text(out.read_text())
    market = load_market("ours", tmp_path)
    assert market.currency == "EUR" and "sales.csv" in market.r.source and market.margin == load_market("ecommerce_cn").margin
    assert main(["fit", str(tmp_path / "sales.csv"), "--out", str(out)]) == 2, "an existing market is not replaced"


def test_check_names_what_is_wrong(tmp_path, capsys):
    bad = tmp_path / "bad.yaml"
    bad.write_text("title: T\nmarket: ecommerce_cn\nprogram: {cash_off: {goal: 0}}\n")
    assert main(["check", "points_only", str(bad)]) == 2
    said = capsys.readouterr().out
    assert "points_only: good" in said and "bad.yaml: program.cash_off.goal" in said


def test_the_module_runs():
    root = pathlib.Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-m", "simulation", "--help"], cwd=root, capture_output=True, text=True, check=True)
    assert "bench" in done.stdout and "validate" in done.stdout
