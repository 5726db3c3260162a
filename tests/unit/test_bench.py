"""The benchmark compares like with like: the plain SimPy model has the engine's distribution, the bare loop as many draws."""

import math
from collections import Counter

import numpy as np
import pytest

from simulation import bench, engine, luck, member, reference
from simulation.bench import bare_loop, comparing, plain_people, plain_simpy
from simulation.population import population
from simulation.program import Program
from simulation.records import COHORT_ALIVE, DISCOUNT, EXTRA_PURCHASES, FLOWS, JOINS, MEASURES
from simulation.scenario import load_scenario
from simulation.simulate import rate_card

SEEDS = range(1, 11)
MEMBERS, MONTHS = 2_000, 24
FAR = 4.0  # standard errors


@pytest.fixture(scope="module")
def scenario():
    return load_scenario(bench.SCENARIO).with_run(members=MEMBERS, months=MONTHS)


@pytest.fixture(scope="module")
def panels(scenario):
    """[seed, month, tier, measure] of each arm by engine, on the same people: first the compiled engine, then the plain model."""
    out = {arm: ([], []) for arm in ("no_program", "program")}
    for seed in SEEDS:
        this = scenario.with_run(seed=seed)
        people = population(this)
        rows = people.rows
        traits = zip(*(rows[name].tolist() for name in ("rate", "dropout", "basket_scale", "g", "h", "redeems")), strict=True)
        plain = plain_simpy.run(this, list(traits))
        out["no_program"][0].append(engine.run_no_program(rows, people.join_day, rate_card(this, Program())))
        out["program"][0].append(engine.run_arm(rows, people.join_day, rate_card(this), enrolled=True))
        for name, arm in plain.items():
            out[name][1].append(arm)
    return out


def counts(arm) -> np.ndarray:
    """[month, tier, measure] of either engine's arm."""
    if isinstance(arm, plain_simpy.PlainArm):
        return np.array([[[getattr(row, name) for name in MEASURES] for row in month] for month in arm.rows])
    return arm.count


def far_apart(differences: np.ndarray, names: list[str]) -> list[str]:
    """Names of the columns whose mean over the seeds is not zero; what never differs is equal."""
    error = differences.std(axis=0, ddof=1) / math.sqrt(len(differences))
    z = np.divide(differences.mean(axis=0), error, out=np.zeros(len(names)), where=error > 0)
    return [f"{name}: {x:+.1f} standard errors" for name, x in zip(names, z, strict=True) if abs(x) >= FAR]


@pytest.mark.parametrize("arm", ["no_program", "program"])
def test_plain_simpy_counts_what_the_engine_counts(panels, arm):
    sums = [np.array([counts(one).sum(axis=(0, 1)) for one in side]) for side in panels[arm]]
    never = {JOINS, DISCOUNT, *range(COHORT_ALIVE + 1, len(MEASURES))} | (set() if arm == "program" else {EXTRA_PURCHASES})
    for k, name in enumerate(MEASURES):
        has = [bool(side[:, k].any()) for side in sums]
        assert has[0] == has[1] == (k not in never and (arm == "program" or not name.startswith(("points", "rewards", "up", "down")))), name
    wrong = far_apart(sums[1] - sums[0], list(MEASURES))
    assert not wrong, f"plain_simpy against the engine on the same people, {arm} arm: {wrong}"


@pytest.mark.parametrize("measure", ["members", "sales", "points_outstanding", "alive"])
def test_plain_simpy_ends_in_the_engines_tiers(panels, measure):
    last = [np.array([counts(one)[-1, :4, MEASURES.index(measure)] for one in side]) for side in panels["program"]]
    wrong = far_apart(last[1] - last[0], [f"tier {k + 1}" for k in range(4)])
    assert not wrong, f"{measure} in month {MONTHS}: {wrong}"


def test_plain_simpy_keeps_the_same_tables(panels):
    """Moves between tiers, sales by day, and points by flow: month by month they add up to the counts, as the engine's do."""
    compiled, plain = (side[0] for side in panels["program"])
    for month in range(MONTHS):
        rows = plain.rows[month]
        assert sum(sum(row.day_sales) for row in rows) == sum(row.sales + row.returned_sales for row in rows)
        for flow in FLOWS:
            assert sum(plain.flow[month][flow]) == sum(getattr(row, f"points_{flow}") for row in rows)
        moved = np.array(plain.moves[month]).sum()
        assert moved == compiled.moves[month].sum() == (MEMBERS if month >= 11 else 0)
    moves = [np.array([np.array(one.moves[-1])[:4, :, :4].ravel() for one in side]) for side in panels["program"]]
    assert not far_apart(moves[1] - moves[0], [f"move {k}" for k in range(moves[0].shape[1])])


def test_points_of_plain_simpy_add_up(panels):
    for arm in panels["program"][1]:
        by_month = counts(arm).sum(axis=1)
        issued, redeemed, expired, reversed_, held = (by_month[:, MEASURES.index(f"points_{x}")] for x in (*FLOWS, "outstanding"))
        assert (held == (issued - redeemed - expired - reversed_).cumsum()).all()
        assert all(m.balance == sum(points for _, points in m.lots) for m in arm.members)


def test_plain_people_have_the_markets_traits(scenario):
    many = scenario.with_run(members=20_000)
    plain, rows = np.array(plain_people.draw_people(many), float), population(many).rows
    for k, name in enumerate(("rate", "dropout", "basket_scale", "g", "h", "redeems")):
        a, b = plain[:, k], rows[name].astype(float)
        z = (a.mean() - b.mean()) / math.sqrt((a.var() + b.var()) / len(a))
        assert abs(z) < FAR, f"{name}: {a.mean():.4g} against the population's {b.mean():.4g}, {z:+.1f} standard errors"


def test_plain_simpy_refuses_what_it_does_not_know(scenario):
    market = scenario.market.with_values(joins_per_year=0.5)
    with pytest.raises(ValueError, match="plain_simpy knows new members"):
        plain_simpy.run(scenario.with_market(market))


def test_bare_loop_draws_as_often_as_the_engine(scenario, monkeypatch):
    """The engine's draws are counted in the reference engine, which makes the same ones."""
    few, seen = scenario.with_run(members=400, months=36), Counter()

    def counted(key, purpose, n, sub, draw=luck.uniform):
        seen[purpose] += 1
        return draw(key, purpose, n, sub)

    monkeypatch.setattr(luck, "uniform", counted)
    monkeypatch.setattr(member, "uniform", counted)
    people = population(few)
    arms = [reference.run_arm(people.rows, people.join_day, rate_card(few, p), enrolled) for p, enrolled in ((Program(), False), (None, True))]
    purchases, draws = bare_loop.run(few)
    assert draws == pytest.approx(seen.total(), rel=0.15)
    assert purchases == pytest.approx(sum(int(arm.purchases.sum()) for arm in arms), rel=0.05)


def test_a_row_for_each_engine():
    heard = []
    rows = bench.run([200], repeats=1, progress=heard.append, most=bench.MOST | {"reference": 100})
    assert [row["engine"] for row in rows] == ["compiled", "compiled_all_cores", "every_mechanic", "reference", "plain_simpy", "bare_loop"]
    assert len(heard) == 5 and "plain_simpy, 200 members" in heard[3]
    seconds = {row["engine"]: row["seconds"] for row in rows}
    for row in rows:
        assert {"engine", "members", "months", "seconds", "us_per_purchase", "purchases", "peak_mb", "ratio"} <= set(row)
        assert (row["members"], row["months"]) == (200, 36)
        if row["engine"] == "reference":
            assert row["seconds"] is row["ratio"] is None and row["note"] == "left out: above 100 members"
        else:
            assert row["seconds"] > 0 and row["peak_mb"] > 0 and not row["note"] and row["repeats"] == 1
            assert row["ratio"] == pytest.approx(seconds["plain_simpy"] / row["seconds"])
            assert row["whole_seconds"] >= row["population_seconds"] > 0
    table = bench.report(rows)
    assert "| reference | 200 | - (left out: above 100 members)" in table
    assert "process time" in table


def test_what_takes_too_long_is_stopped_and_said(monkeypatch):
    monkeypatch.setattr(bench, "GRACE", 0.0)
    rows = bench.run([1_000], limit_seconds=0.05, most={"plain_simpy": 1_000})
    assert rows[0]["seconds"] is None and "stopped" in rows[0]["note"]


def test_a_measurement_has_no_network():
    with pytest.raises(PermissionError, match="no network"):
        bench._no_network("socket.connect", ())
    bench._no_network("open", ())


def test_a_comparison_is_timed_or_its_failure_told():
    row = comparing.run(replications=2, members=50, months=3)
    assert row["wall_seconds"] > 0 and row["note"] == "" and row["scenarios"] == 4
    said = comparing.report(row)
    assert "4 scenarios × 2 replications × 50 members × 3 months" in said and "s on the wall clock" in said
    failed = comparing.run(replications=1, members=50, months=3)
    assert failed["wall_seconds"] is None and "give 2 or more" in failed["note"] and failed["note"] in comparing.report(failed)
