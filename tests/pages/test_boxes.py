"""Rows of many terms, each in a box: edited, added, removed, and left as they were by a change of page."""
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.common.kinds import extra, rows_of
from simulation.mechanics import REGISTRY

ROOT = Path(__file__).resolve().parents[2]
HELD = "handbook_four_tiers"
MOST = 8  # columns that a table shows without being cut at 1280 pixels


@pytest.fixture
def app(monkeypatch):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run().switch_page("pages/design.py").run()
    return click(app, "add.activities")


def draft(app):
    return app.session_state["drafts"][HELD]


def click(app, end):
    return app.button(key=f"d.{HELD}.{draft(app).widgets}.{end}").click().run()


def rows(app):
    return [(str(a.name), a.points) for a in draft(app).good.program.get("activities").rows]


def points(app, n):
    return app.number_input(key=f"d.{HELD}.{draft(app).widgets}.activities.rows.{n}.points")


def test_a_row_is_edited_added_and_removed(app):
    assert rows(app) == [("Check-in", 2), ("Review", 10)]
    points(app, 1).set_value(25).run()
    assert rows(app) == [("Check-in", 2), ("Review", 25)]
    click(app, "activities.rows.add")
    assert rows(app) == [("Check-in", 2), ("Review", 25), ("Review 3", 25)]
    points(app, 2).set_value(7).run()
    click(app, "activities.rows.0.remove")
    assert rows(app) == [("Review", 25), ("Review 3", 7)] and not app.exception
    app.switch_page("pages/service.py").run()
    app.switch_page("pages/design.py").run()
    assert rows(app) == [("Review", 25), ("Review 3", 7)] and points(app, 1).value == 7
    app.button(key="undo").click().run()
    assert rows(app) == [("Check-in", 2), ("Review", 25), ("Review 3", 7)]


def test_the_last_row_cannot_be_removed_and_a_box_without_a_name_is_called_by_its_table(app):
    click(app, "activities.rows.0.remove")
    assert rows(app) == [("Review", 10)]
    assert not [b for b in app.button if b.key and "activities.rows" in b.key and b.key.endswith("remove")]
    app.text_input(key=f"d.{HELD}.{draft(app).widgets}.activities.rows.1.name").set_value("").run()
    assert rows(app) == [("", 10)] and "Activities" in [e.label for e in app.expander]


@pytest.mark.parametrize("word", REGISTRY)
def test_tables_are_no_wider_than_a_page(word):
    for name, field in REGISTRY[word].model_fields.items():
        if (row := rows_of(field)) is not None:
            assert extra(field, "boxes") or len(row.model_fields) <= MOST, f"{word}.{name} wants boxes=True"
