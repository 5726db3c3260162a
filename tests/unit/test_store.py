"""Saved scenarios: revisions, the lock, and what cannot be opened."""

import concurrent.futures
import sqlite3

import pytest

from simulation.inputs import ScenarioError
from simulation.scenario import load_scenario
from simulation.store import Conflict, Store


@pytest.fixture
def store(tmp_path):
    return Store(f"sqlite:///{tmp_path / 'scenarios.db'}")


def test_what_is_saved_comes_back_whole(store):
    scenario = load_scenario("handbook_four_tiers")
    new = store.create("Ours", scenario)
    back, saved = store.load(new)
    assert back.digest() == scenario.digest() and back.title == scenario.title
    assert (saved.name, saved.revision) == ("Ours", 1)


def test_revisions_are_kept_and_the_newest_is_opened(store):
    a, b = load_scenario("points_only"), load_scenario("handbook_four_tiers")
    new = store.create("Ours", a)
    assert store.save(new, 1, b) == 2
    assert store.load(new)[0].digest() == b.digest() and store.load(new, 1)[0].digest() == a.digest()
    assert [(s.name, s.revision) for s in store.listed()] == [("Ours", 2)]


def test_the_second_to_save_is_told_and_nothing_is_lost(store):
    scenario = load_scenario("points_only")
    new = store.create("Ours", scenario)
    store.save(new, 1, scenario)
    with pytest.raises(Conflict) as caught:
        store.save(new, 1, load_scenario("no_program"))
    assert caught.value.head == 2 and store.load(new)[0].digest() == scenario.digest()


def test_thirty_savers_at_once_lose_nothing(store):
    scenario = load_scenario("points_only")
    new = store.create("Ours", scenario)

    def save(_):
        base, conflicts = 1, 0
        while True:
            try:
                return store.save(new, base, scenario), conflicts
            except Conflict as c:
                base, conflicts = c.head, conflicts + 1

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        revisions = sorted(r for r, _conflicts in pool.map(save, range(30)))
    assert revisions == list(range(2, 32))


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_name_is_needed(store, name):
    with pytest.raises(ScenarioError, match="1 to 120"):
        store.create(name, load_scenario("points_only"))


def test_a_name_is_used_once(store):
    store.create("Ours", load_scenario("points_only"))
    with pytest.raises(ScenarioError, match="'Ours' already"):
        store.create(" Ours ", load_scenario("points_only"))


def test_an_unknown_id_a_broken_row_and_a_place_that_cannot_be_written(store, tmp_path):
    with pytest.raises(ScenarioError, match="not saved here"):
        store.load("nowhere")
    new = store.create("Ours", load_scenario("points_only"))
    with sqlite3.connect(tmp_path / "scenarios.db") as c:
        c.execute("update revision set body = '{\"title\": '")
    with pytest.raises(ScenarioError, match="cannot be read"):
        store.load(new)
    with sqlite3.connect(tmp_path / "scenarios.db") as c:
        c.execute('update revision set body = \'{"title": "T", "market": "ecommerce_cn", "program": {"x": {}}}\'')
    with pytest.raises(ScenarioError, match=r"Ours: program.x: no mechanic"):
        store.load(new)
    with pytest.raises(ScenarioError, match="cannot be opened"):
        Store(f"sqlite:///{tmp_path}/no/such/folder/x.db")
