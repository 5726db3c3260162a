"""docs/handbook.md: sixteen systems, each set, shown and tested by things that are there."""
import re

import pytest

from simulation.market import Market
from simulation.mechanics import REGISTRY

COLUMNS = ("number", "system", "set", "shown", "tested")


@pytest.fixture(scope="module")
def rows(root):
    lines = [line for line in (root / "docs/handbook.md").read_text("utf-8").splitlines() if re.match(r"\| H\d+ ", line)]
    return [dict(zip(COLUMNS, (cell.strip() for cell in line.strip("|").split(" | ")), strict=True)) for line in lines]


def named(text):
    return re.findall(r"`([^`]+)`", text)


def test_there_are_sixteen_and_nothing_is_only_planned(rows):
    assert [row["number"] for row in rows] == [f"H{k}" for k in range(1, 17)]
    assert not [row for row in rows if re.search(r"plann|todo|later|not yet", " ".join(row.values()), re.I)]


def test_what_sets_it_is_a_mechanic_a_term_or_a_number_of_the_market(rows):
    words = set(REGISTRY) | set(Market.model_fields) | {"activity"}
    assert not [(row["number"], name) for row in rows for name in named(row["set"]) if name not in words]


def test_every_mechanic_is_in_a_system(rows):
    assert set(REGISTRY) - {name for row in rows for name in named(row["set"])} == {"running_cost"}


def test_what_shows_it_is_a_page(rows, root):
    source = (root / "pages/common/shell.py").read_text("utf-8")
    titles = set(re.findall(r'_\("([^"]+)"\), ":material', source)) | {"Home"}
    for row in rows:
        assert any(title in row["shown"] for title in titles), f"{row['number']} is shown on no page: {row['shown']}"


def test_what_tests_it_is_there(rows, root):
    for row in rows:
        files = named(row["tested"])
        assert files and not [f for f in files if not (root / f).is_file()], row["number"]
