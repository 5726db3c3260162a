"""The program check on ladders of several metrics and windows: each finding where it belongs, and silence where it does not."""

import pytest

from simulation.findings import check
from simulation.scenario import load_scenario

NAMES = ("Member", "Silver", "Gold")


def found(first=(0, 1_000, 3_000), second=(), extra=None, months=36, **terms):
    """Fields of the findings on a ladder of three tiers with these thresholds and terms."""
    levels = [{"name": name, "threshold": x} for name, x in zip(NAMES, first, strict=True)]
    levels = [level | {"second_threshold": x} for level, x in zip(levels, second, strict=True)] if second else levels
    program = {"base_earn": {}, "tiers": {"levels": levels} | terms} | (extra or {})
    return {(f.field, f.level): str(f) for f in check(load_scenario("handbook_four_tiers").with_program(program).with_run(months=months))}


def fault(i, field="threshold"):
    return (f"program.tiers.levels[{i}].{field}", "fault")


def test_a_tier_that_asks_for_two_things_is_out_of_reach_by_the_one_that_few_reach():
    findings = found(second=(0, 3, 300), second_metric="orders", joined_by="all")
    assert fault(2, "second_threshold") in findings and fault(2) not in findings
    assert not [f for f in found(second=(0, 3, 8), second_metric="orders", joined_by="all") if f[1] == "fault"]


def test_any_one_that_is_in_reach_is_enough():
    assert not [f for f in found(second=(0, 3, 300), second_metric="orders", joined_by="any") if f[1] == "fault"]
    assert fault(2) in found(first=(0, 1_000, 900_000), second=(0, 3, 900), second_metric="orders", joined_by="any")


def test_second_thresholds_have_gaps_of_their_own():
    assert ("program.tiers.levels[2].second_threshold", "note") in found(second=(0, 2, 30), second_metric="orders", joined_by="all")
    assert ("program.tiers.levels[2].second_threshold", "note") not in found(second=(0, 2, 6), second_metric="orders", joined_by="all")


def test_a_metric_of_which_lower_tiers_ask_next_to_nothing_leaves_no_gap():
    """The hotel's last tier alone asks for spend: one dollar below it, 23,000 there."""
    gap = ("program.tiers.levels[2].second_threshold", "note")
    orders = {"first": (0, 5, 13), "second": (0, 1, 5_000), "metric": "orders", "second_metric": "spend"}
    assert gap not in found(**orders, joined_by="all")
    assert gap in found(**orders, joined_by="any")


@pytest.mark.parametrize(("joined", "second"), [("all", (0, 1, 2)), ("any", (0, 90, 200))])
def test_a_metric_that_decides_nothing_is_named(joined, second):
    where = ("program.tiers.second_metric", "note")
    assert where in found(second=second, second_metric="orders", joined_by=joined)
    assert where not in found(second=(0, 5, 15), second_metric="orders", joined_by=joined)


def test_what_is_not_known_before_a_run_is_not_judged():
    findings = found(metric="activity", first=(0, 10, 10_000_000))
    assert findings.keys() == {("program.tiers.metric", "note"), ("program.tiers.levels[2].threshold", "note")}     # and the gap
    assert ("program.tiers.metric", "warning") in found(metric="growth"), "no order counts growth value"
    assert ("program.tiers.metric", "warning") not in found(metric="growth", extra={"growth_value": {}})
    assert fault(2) in found(metric="growth", first=(0, 1_000, 900_000), extra={"growth_value": {}})


def test_a_longer_window_brings_a_tier_into_reach():
    """Some 12,000 are out of reach of a month's window, and not of 700 days or a lifetime of five years."""
    assert fault(2) in found(first=(0, 1_000, 12_000), window_months=1)
    for terms in ({"window": "days", "window_days": 700}, {"window": "lifetime", "months": 60}):
        assert fault(2) not in found(first=(0, 1_000, 12_000), **terms)


def test_an_invited_tier_is_not_called_out_of_reach():
    assert fault(2) in found(first=(0, 1_000, 900_000))
    assert fault(2) not in found(first=(0, 1_000, 900_000), extra={"invited_tier": {"tier": 3}})


def test_terms_that_defeat_each_other():
    assert ("program.tiers.reminder_months", "note") in found(downgrade="never", reminder_months=2)
    assert ("program.tiers.reminder_months", "note") not in found(reminder_months=2)
    assert ("program.tiers.easing_months", "note") in found(easing=0.2, easing_months=[12], window="calendar_year")
    assert ("program.tiers.easing_months", "note") in found(easing=0.2, easing_months=list(range(1, 13)))
    assert ("program.tiers.easing_months", "note") not in found(easing=0.2, easing_months=[11, 12])
    levels = [{"name": "Member", "threshold": 0}, {"name": "Silver", "threshold": 1_000, "lifetime_spend": 900}]
    assert ("program.tiers.levels[1].lifetime_spend", "warning") in found(levels=levels)
