"""A language is chosen in the very script run in which something was typed: the browser sends both at once, and neither is lost."""
import datetime

from simulation.inputs import Text
from tests.pages import test_assumptions_page as assumptions
from tests.pages.looking import words
from tests.pages.test_design import add, app, draft, find, held, key

__all__ = ["app"]       # the fixture: the design page, with a mechanic that has every kind of field


def speak(app, language="zh"):
    app.button_group(key="language").set_value(language).run()
    assert not app.exception and not [e.value for e in app.error]
    return app


def test_the_form_keeps_what_is_typed_with_the_language(app):
    add(app, "every_kind")
    edits = len(draft(app).undo)
    find(app.number_input, ".count").set_value(7)
    find(app.number_input, ".depth.2").set_value(12.0)
    find(app.toggle, ".on_sundays").set_value(False)
    find(app.date_input, ".start").set_value(datetime.date(2026, 3, 1))
    find(app.text_input, ".word").set_value("shop")
    find(app.selectbox, ".segment").set_value("lapsed")
    app.session_state[key(app, "every_kind.prizes")] = {"edited_rows": {0: {"cost": 20.0}}, "added_rows": [], "deleted_rows": []}
    app.session_state[key(app, "levels")] = {"edited_rows": {1: {"threshold": 1500.0}}, "added_rows": [], "deleted_rows": []}
    speak(app)
    found = held(app)
    assert (found.count, found.depth[2], found.on_sundays, found.start) == (7, 0.12, False, datetime.date(2026, 3, 1))
    assert (found.word, found.segment, found.prizes[0].cost) == ("shop", "lapsed", 20)
    assert draft(app).good.program.get("tiers").levels[1].threshold == 1500
    assert len(draft(app).undo) == edits + 1, "all of it is one edit"
    assert "每次修改后" in words(app), "and the page speaks the new language"

    find(app.text_input, ".every_kind.name").set_value("Autumn")
    speak(app, "en")
    assert held(app).name == Text(en="Spring", zh="Autumn"), "typed in the language that it was typed in"
    assert find(app.number_input, ".count").value == 7 and "Figures follow each edit" in words(app)


def test_the_table_of_assumptions_keeps_what_is_typed_with_the_language():
    page = assumptions.opened()
    row = assumptions.listed(page).index("Membership on dropout")
    name = page.dataframe[0].proto.id
    page.session_state[name[name.index("numbers."):]] = {"edited_rows": {row: {"value": 0.4}}, "added_rows": [], "deleted_rows": []}
    speak(page)
    assert assumptions.draft(page).good.market.phi_member.value == 0.4
    assert "Membership on dropout" not in assumptions.listed(page), "the table speaks the new language"
