"""Every case of the YAML files beside this one: its purchases through the rules, and what its working says must come of them.

A case gives: name, months, and if they differ from the file's or the defaults `program` (merged over the file's), `market` (numbers),
`start`, `opening`, `traits` (fields of every member's record); `purchases` (day, pay, redeem, returned), `others` (scripts of further
members); `expect` and `costs` by month, and `costs_to_date`.  Counts and costs are of all members, balance, tier, lots and qualifying of
the first.  `bug` marks a case that the rules do not fulfil yet.
"""
from __future__ import annotations

import pathlib

import pytest
import yaml

from tests.cases.harness import play

FILES = sorted(pathlib.Path(__file__).parent.glob("*.yaml"))


def collected():
    for path in FILES:
        body = yaml.safe_load(path.read_text("utf-8"))
        for case in body["cases"]:
            marks = [pytest.mark.xfail(reason=f"BUG: {case['bug']}", raises=AssertionError)] if "bug" in case else []
            yield pytest.param(body["program"], case, id=f"{path.stem}: {case['name']}", marks=marks)


@pytest.mark.parametrize(("program", "case"), collected())
def test_case(program, case):
    unknown = set(case) - {"name", "months", "program", "market", "start", "opening", "traits", "card", "purchases", "others", "expect",
                           "costs", "costs_to_date", "bug"}
    assert not unknown and (case.get("expect") or case.get("costs")), f"a case has no {unknown}, and must expect something"
    story = play(case, program)
    wrong = []
    for month, expected in (case.get("expect") or {}).items():
        found = story.at(month)
        wrong += [f"month {month}: {word} is {found[word]}, expected {value}" for word, value in expected.items() if found[word] != value]
    for key, to_date in (("costs", False), ("costs_to_date", True)):
        for month, expected in (case.get(key) or {}).items():
            found, named = story.costs(month, to_date), by_name_and_tier(expected)
            wrong += [f"month {month}: {name} costs {found.get(name)}, expected {x}" for name, x in named.items() if found.get(name) != x]
    assert not wrong, "\n".join(wrong)


def by_name_and_tier(expected):
    """`{Freight: 4, Gift: {Gold: 1.5}}` under the keys of Story.costs: Freight, and (Gift, Gold)."""
    flat = {}
    for name, value in expected.items():
        flat |= {(name, tier): x for tier, x in value.items()} if isinstance(value, dict) else {name: value}
    return flat


def test_there_is_a_file_of_cases_for_every_mechanic():
    from simulation.mechanics import REGISTRY
    missing = set(REGISTRY) - {path.stem for path in FILES}
    assert not missing, f"no cases for {missing}: write tests/cases/<mechanic>.yaml first"
