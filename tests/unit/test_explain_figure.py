"""Explaining a figure: its monthly parts alone give it, for every figure on every shipped scenario."""
import dataclasses

import pytest

from simulation.finance.explain_figure import MARKET, PROGRAM, TABLE, Figure, Parts, explain, figures, inputs_table, register
from simulation.finance.pnl import LINES, pnl
from simulation.metrics import METRICS
from simulation.scenario import load_scenario, names
from simulation.simulate import simulate


@pytest.fixture(scope="module", params=names())
def outcome(request):
    return simulate(load_scenario(request.param).with_run(members=250, months=14))


def test_every_figure_is_what_its_parts_give(outcome):
    for name in figures():
        found = explain(outcome, name)
        assert found.ties, f"{name}: {found.value} is not {found.recomputed}"
        assert len({said for said, _ in found.names.values()}) == len(found.names), f"{name}: two parts of one name"
        if found.figure.unit == "money":
            assert round(found.value, 2) == round(found.recomputed, 2)


def test_the_figures_are_those_of_the_pages(outcome):
    unit = outcome.scenario.market.minor_per_unit
    for name, metric in METRICS.items():
        assert explain(outcome, name).value == metric.of(outcome)
    whole = pnl(outcome, "year")["total"]
    for line in LINES:
        assert explain(outcome, f"pnl.{line.code}").value == whole[line.code] / unit


def test_every_metric_and_every_line_has_one():
    assert set(METRICS) <= set(figures()) and {f"pnl.{line.code}" for line in LINES} <= set(figures())
    assert {"liability.opening", "liability.closing", "liability.breakage"} <= set(figures())


def test_the_formula_names_its_inputs():
    """Each column of the parts is named in the formula, unless the formula says that parts by name are summed."""
    outcome = simulate(load_scenario("handbook_four_tiers").with_run(members=250, months=14))
    for name, figure in figures().items():
        if "by name" in figure.formula or name.startswith("liability") or name == "pnl.program_cost":
            continue
        for said, _ in figure.parts(outcome).names.values():
            assert said in figure.formula, f"{name} does not name {said}"


def test_inputs_say_where_they_are_from():
    outcome = simulate(load_scenario("handbook_four_tiers").with_run(members=250, months=14))
    found, margin = explain(outcome, "incremental_margin"), outcome.scenario.market.margin
    held = {(i.kind, i.place): i for i in found.inputs}
    assert (held[MARKET, "margin"].value, held[MARKET, "margin"].source) == (margin.value, margin.source)
    assert round(held[TABLE, "margin"].value - held[TABLE, "margin_without"].value, 2) == round(found.value, 2)
    state = {i.place: (i.value, i.unit) for i in explain(outcome, "active_rate").inputs}
    assert state["members"] == (outcome.totals["program"]["members"].iloc[-1], "members")
    terms = {i.place: i.value for i in explain(outcome, "reward_cost").inputs if i.kind == PROGRAM}
    cash = outcome.scenario.program.get("cash_off")
    assert terms["program.cash_off.point_value"] == cash.point_value and all(path.startswith("program.") for path in terms)
    assert list(inputs_table(explain(outcome, "roi")).columns) == ["input", "value", "unit", "kind", "place", "source"]


def test_parts_that_do_not_give_the_figure_are_seen():
    outcome = simulate(load_scenario("no_program").with_run(members=50, months=2))
    found = explain(outcome, "sales")
    assert found.ties
    assert not dataclasses.replace(found, recomputed=found.value + 0.01).ties
    assert not dataclasses.replace(found, recomputed=None).ties


def test_names_are_unique_and_unknown_ones_refused():
    outcome = simulate(load_scenario("no_program").with_run(members=50, months=2))
    with pytest.raises(ValueError, match="net_value"):
        explain(outcome, "net_valeu")
    with pytest.raises(ValueError, match="already"):
        register(Figure("sales", "", "money", "", "", lambda o: Parts(None, {}), lambda held, unit: None, lambda o: None))
