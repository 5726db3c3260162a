"""The design page draws any mechanic from its fields alone: every kind of field, and every mechanic of the registry."""
import datetime
import pathlib
from typing import Annotated, ClassVar, Literal

import pytest
from pydantic import Field, TypeAdapter, ValidationError
from streamlit.testing.v1 import AppTest

from pages.common import kinds
from pages.common.address import packed
from pages.common.session import whole_program
from simulation.inputs import Strict, Text, term
from simulation.mechanics import REGISTRY, Mechanic
from simulation.mechanics.base import GROUPS
from simulation.scenario import load_scenario
from tests.pages.looking import words

ROOT = pathlib.Path(__file__).resolve().parents[2]
HELD = "handbook_four_tiers"


class Prize(Strict):
    """A row with every kind of column."""

    name: Text = term(title="Prize")
    note: str = term("", title="Note")
    from_tier: int = term(1, title="From tier", unit="tier", ge=1, le=8)
    form: Literal["goods", "coupon"] = term("goods", title="Form", choices={"goods": "In goods"})
    points: int = term(500, title="Points", unit="points", ge=1)
    share: float = term(0.25, title="Share", unit="share", ge=0, le=1)
    cost: float = term(title="Cost", unit="currency", ge=0)
    cap: float | None = term(None, title="Cap", unit="currency", ge=0)
    vip: bool = term(False, title="Only by invitation")
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = term((), title="Months", unit="month of the year")
    tags: tuple[str, ...] = term((), title="Tags")


class EveryKind(Mechanic):
    """A mechanic with every kind of field.  It gives nothing."""

    title, group, several = "Every kind", "campaigns", True
    example: ClassVar[dict] = {"amount": 5, "prizes": [{"name": {"en": "Mug", "zh": "杯"}, "cost": 12, "cap": 3}]}
    name: Text = term(Text(en="Spring", zh="春"), title="Name")
    word: str = term("web", title="Channel word")
    count: int = term(3, title="Count", ge=1, le=9)
    amount: float = term(title="Amount", unit="currency", ge=0)
    share: float = term(0.1, title="Share", unit="share of orders", ge=0, le=1, step=0.01)
    hours: float = term(2.5, title="Answer within", unit="hours", ge=0)
    on_sundays: bool = term(True, title="On Sundays, too")
    policy: Literal["fixed_date", "no_end"] = term("no_end", title="Ends", choices={"no_end": "Never ends"})
    end_month: int = term(12, title="Ends in", unit="month of the year", ge=1, le=12, when={"policy": ("fixed_date",)})
    end_day: int = term(31, title="On day", ge=1, le=31, when={"policy": ("fixed_date",), "end_month": (12,)})
    tier: int = term(2, title="For tier", unit="tier", ge=0, le=8, help="0: all.")
    start: datetime.date | None = term(None, title="Starts")
    cap: float | None = term(None, title="Cap", unit="currency", ge=0)
    capped: int | None = term(None, title="Times", ge=1)
    segment: Literal["new", "lapsed"] | None = term(None, title="Segment")
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = term((6, 11), title="Months", unit="month of the year")
    channels: tuple[Literal["app", "sms"], ...] = term(("app",), title="Channels", choices={"sms": "Text message"})
    tiers: tuple[int, ...] = term((1,), title="Tiers", unit="tier")
    steps: tuple[int, ...] = term((10, 20), title="Steps")
    dates: tuple[str, ...] = term((), title="Dates", unit="MM-DD")
    depth: tuple[float, ...] = term((0.05,), title="Depth by tier", unit="share of price")
    gifts: tuple[int, ...] = term((1,), title="Gifts", unit="gifts by tier")
    prizes: tuple[Prize, ...] = term(title="Prizes", max_length=5)
    floor: float = term(0.0, title="Floor", unit="currency", ge=0, advanced=True)


@pytest.fixture
def app(monkeypatch):
    monkeypatch.setitem(REGISTRY, "every_kind", EveryKind)
    return design(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run())


def design(app):
    return app.switch_page("pages/design.py").run()


def draft(app):
    return app.session_state["drafts"][HELD]


def find(elements, end):
    return next(e for e in elements if e.key and e.key.endswith(end))


def key(app, end) -> str:
    return f"d.{HELD}.{draft(app).widgets}.{end}"


def stage(app, end, edited=None, added=(), deleted=()):
    """An edit in a table, as the browser sends it."""
    app.session_state[key(app, end)] = {"edited_rows": edited or {}, "added_rows": list(added), "deleted_rows": list(deleted)}
    app.run()
    assert not app.exception


def add(app, word):
    app.button(key=key(app, f"add.{word}")).click().run()
    assert not app.exception


def held(app):
    """The mechanic as the last good program has it; no fault."""
    assert not app.exception and not [e.value for e in app.error]
    return draft(app).good.program.get("every_kind")


def test_a_mechanic_just_added_starts_with_its_example_and_one_undo_takes_it_back(app):
    add(app, "every_kind")
    assert held(app) == EveryKind.model_validate(EveryKind.example).model_copy(update={"depth": (0.05,) * 4, "gifts": (1,) * 4})
    assert "1 edit not saved" in words(app) and len(draft(app).undo) == 1
    assert '[role="tab"]:nth-of-type(3)::after { content: " 2"' in words(app), "the tab of the campaigns says that there are two"
    app.run()
    assert len(draft(app).undo) == 1, "drawing it is no edit"
    app.button(key="undo").click().run()
    assert held(app) is None and "No edits" in words(app)


@pytest.mark.parametrize(("widgets", "name", "typed", "term_of"), [
    ("text_input", "name", "Autumn", Text(en="Autumn", zh="春")),
    ("text_input", "word", "shop", "shop"),
    ("number_input", "count", 7, 7),
    ("number_input", "amount", 12.5, 12.5),
    ("number_input", "share", 12.5, 0.125),
    ("number_input", "hours", 0.5, 0.5),
    ("toggle", "on_sundays", False, False),
    ("selectbox", "policy", "fixed_date", "fixed_date"),
    ("selectbox", "tier", 0, 0),
    ("selectbox", "tier", 4, 4),
    ("selectbox", "segment", "lapsed", "lapsed"),
    ("date_input", "start", datetime.date(2026, 3, 1), datetime.date(2026, 3, 1)),
    ("number_input", "cap", 0.0, 0.0),
    ("number_input", "capped", 2, 2),
    ("multiselect", "months", [1, 12], (1, 12)),
    ("multiselect", "channels", ["sms"], ("sms",)),
    ("multiselect", "tiers", [3, 4], (3, 4)),
    ("multiselect", "steps", ["10", "35"], (10, 35)),
    ("multiselect", "dates", ["06-18"], ("06-18",)),
    ("number_input", "depth.2", 12.0, (0.05, 0.05, 0.12, 0.05)),
    ("number_input", "gifts.3", 4, (1, 1, 1, 4)),
    ("number_input", "floor", 9.0, 9.0),
])
def test_every_kind_of_field_is_drawn_edited_and_travels_in_the_address(app, widgets, name, typed, term_of):
    add(app, "every_kind")
    find(getattr(app, widgets), f"every_kind.{name}").set_value(typed).run()
    assert getattr(held(app), name.split(".")[0]) == term_of
    again = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    again.query_params["edits"] = app.query_params["edits"]
    design(again.run())
    assert not again.warning and draft(again).program == draft(app).program
    assert find(getattr(again, widgets), f"every_kind.{name}").value == typed


def test_choices_are_called_by_their_names(app):
    add(app, "every_kind")
    shown = {name: find(getattr(app, widgets), f"every_kind.{name}") for widgets, name in [
        ("selectbox", "tier"), ("selectbox", "policy"), ("multiselect", "months"), ("multiselect", "channels"), ("number_input", "share"),
        ("number_input", "amount"), ("number_input", "hours")]}
    assert shown["tier"].options == ["All", "Member", "Silver", "Gold", "Diamond"]
    assert shown["policy"].options == ["At one month's end each year", "Never ends"]
    assert shown["months"].options[5] == "June" and shown["channels"].options == ["App", "Text message"]
    assert [shown[x].label for x in ("share", "amount", "hours")] == ["Share, %", "Amount, ¥", "Answer within, hours"]


def test_a_number_that_may_be_empty_and_one_that_may_not(app):
    add(app, "every_kind")
    assert find(app.number_input, "every_kind.cap").value is None
    find(app.number_input, "every_kind.cap").set_value(30.0).run()
    app.switch_page("pages/costs.py").run()
    design(app)
    for widgets, name, typed in [("number_input", "cap", None), ("number_input", "capped", 2), ("selectbox", "segment", "new"),
                                 ("date_input", "start", datetime.date(2026, 3, 1))]:
        find(getattr(app, widgets), f"every_kind.{name}").set_value(typed).run()
    assert held(app).cap is None and held(app).capped == 2, "what was filled in before the page was left can be emptied"
    app.button(key="undo").click().run()
    for widgets, name in [("number_input", "capped"), ("selectbox", "segment")]:
        find(getattr(app, widgets), f"every_kind.{name}").set_value(None).run()
    assert (held(app).capped, held(app).segment, held(app).start) == (None, None, None)
    program = draft(app).program | {"every_kind": {k: v for k, v in draft(app).program["every_kind"].items() if k != "amount"}}
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["edits"] = packed(program)
    design(app.run())
    assert find(app.number_input, "every_kind.amount").value is None
    assert [e.value for e in app.error] == ["**Spring, Amount:** is missing; it has no default, so the file must give it"]
    assert "Look under: Campaigns." in words(app), "the tab with the fault is named"
    app.switch_page("pages/costs.py").run()
    design(app)
    assert not app.exception and app.error[0].value.startswith("**Spring, Amount:** is missing"), "it is still empty"
    find(app.number_input, "every_kind.amount").set_value(2.0).run()
    assert held(app).amount == 2


def test_a_field_is_shown_only_while_it_matters_and_keeps_its_value(app):
    add(app, "every_kind")
    ends = lambda: [n.key.rsplit(".", 1)[1] for n in (*app.selectbox, *app.number_input) if ".every_kind.end_" in n.key]  # noqa: E731
    assert ends() == []
    find(app.selectbox, "every_kind.policy").set_value("fixed_date").run()
    assert ends() == ["end_month", "end_day"]
    find(app.number_input, "every_kind.end_day").set_value(24).run()
    find(app.selectbox, "every_kind.end_month").set_value(11).run()
    assert ends() == ["end_month"] and held(app).end_day == 24
    find(app.selectbox, "every_kind.policy").set_value("no_end").run()
    assert ends() == [] and (held(app).end_month, held(app).end_day) == (11, 24)
    find(app.selectbox, "every_kind.policy").set_value("fixed_date").run()
    find(app.selectbox, "every_kind.end_month").set_value(12).run()
    assert find(app.number_input, "every_kind.end_day").value == 24


def test_a_table_of_rows_is_edited_and_its_faults_named(app):
    add(app, "every_kind")
    cells = {"name": "Cup", "note": "blue", "from_tier": 3, "form": "coupon", "points": 750, "share": 40.0, "cost": 8.5, "cap": None, "vip": True,
             "months": ["1", "12"], "tags": ["a", "b"]}
    stage(app, "every_kind.prizes", edited={0: cells})
    first = Prize(name={"en": "Cup", "zh": "杯"}, note="blue", from_tier=3, form="coupon", points=750, share=0.4, cost=8.5, vip=True,
                  months=(1, 12), tags=("a", "b"))
    assert held(app).prizes == (first,)
    bag = {"name": "Bag", "cost": 3.0, "points": 100, "share": 25.0, "from_tier": 1, "form": "goods"}
    stage(app, "every_kind.prizes", edited={0: cells}, added=[bag])
    assert held(app).prizes == (first, Prize(name="Bag", cost=3, points=100))
    stage(app, "every_kind.prizes", edited={0: cells}, added=[{"name": "Bag", "points": 100}])
    assert [e.value for e in app.error] == ["**Spring, Bag, Cost:** is missing; it has no default, so the file must give it"]
    app.switch_page("pages/costs.py").run()
    design(app)
    assert app.error[0].value.startswith("**Spring, Bag, Cost:** is missing"), "a row that is not complete survives a change of page"
    stage(app, "every_kind.prizes", deleted=[1])
    assert held(app).prizes == (first,)
    stage(app, "every_kind.prizes", deleted=[0, 1])
    assert held(app).prizes == ()
    app.button(key="undo").click().run()
    assert held(app).prizes == (first,)


def test_edits_of_a_table_outlive_a_change_of_the_tiers(app):
    add(app, "every_kind")
    find(app.selectbox, "every_kind.tier").set_value(4).run()
    stage(app, "every_kind.prizes", edited={0: {"from_tier": 4, "cost": 99.0}})
    stage(app, "levels", edited={3: {"name": "Platinum"}})
    assert held(app).prizes[0].from_tier == 4 and held(app).prizes[0].cost == 99 and held(app).tier == 4
    assert find(app.selectbox, "every_kind.tier.1").options[-1] == "Platinum"
    stage(app, "levels", deleted=[3])
    assert any("Dedicated service starts at tier 4; there are 3" in e.value for e in app.error)
    assert find(app.selectbox, "every_kind.tier.2").value == 4, "a tier that is gone is still shown"


def test_several_have_labels_of_their_own_and_go(app):
    add(app, "every_kind")
    add(app, "every_kind")
    program = draft(app).good.program
    assert [m.label for m in program.mechanics if isinstance(m.terms, EveryKind)] == ["every_kind", "every_kind_2"]
    find(app.text_input, "every_kind_2.name").set_value("Autumn").run()
    assert "Autumn on <s>none</s>" in words(app)
    assert [e.label for e in app.expander if e.label not in ("More terms", "Program map")] == ["Spring", "Autumn"]
    app.button(key=key(app, "remove.every_kind")).click().run()
    assert draft(app).good.program.get("every_kind") is None and draft(app).good.program.get("every_kind_2").name.en == "Autumn"
    add(app, "every_kind")
    assert draft(app).good.program.get("every_kind").name.en == "Spring"


def test_a_mechanic_switched_off_and_on_keeps_what_was_typed(app):
    find(app.number_input, "cash_off.goal").set_value(700).run()
    find(app.toggle, "on.cash_off").set_value(False).run()
    assert draft(app).good.program.get("cash_off") is None
    find(app.toggle, "on.cash_off").set_value(True).run()
    assert draft(app).good.program.get("cash_off").goal == 700


@pytest.mark.parametrize("word", REGISTRY)
def test_every_mechanic_can_be_switched_on(app, word):
    if word in draft(app).program and not REGISTRY[word].several:
        find(app.toggle, f"on.{word}").set_value(False).run()
        find(app.toggle, f"on.{word}").set_value(True).run()
    else:
        add(app, word)
    assert not app.exception and not [e.value for e in app.error]
    program = draft(app).good.program
    assert any(isinstance(m.terms, REGISTRY[word]) for m in program.mechanics)
    assert draft(app).program == whole_program(draft(app).good), "what the widgets hold is the program, whole"


@pytest.mark.parametrize("word", REGISTRY)
def test_a_mechanic_says_all_that_its_form_needs(word):
    kind = REGISTRY[word]
    assert kind.group in GROUPS and kind.title and kind.__doc__
    fields = list(kind.model_fields)
    for name, field in kind.model_fields.items():
        for other in kinds.extra(field, "when", {}):
            assert other in fields[: fields.index(name)], f"{word}.{name} depends on {other}, which must stand above it"
            assert all(program_values(kind, other, x) for x in kinds.extra(field, "when")[other]), f"{word}.{name}: {other} never has that value"


def program_values(kind, name, value) -> bool:
    """Whether a field takes a value."""
    try:
        TypeAdapter(kind.model_fields[name].annotation).validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def test_a_link_with_terms_left_out_opens(app):
    program = whole_program(load_scenario(HELD))
    del program["tiers"]["levels"], program["cash_off"]["goal"]
    again = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    again.query_params["edits"] = packed(program)
    design(again.run())
    assert not again.exception and any(e.value.startswith("**Tiers:**") for e in again.error)
    assert find(again.number_input, "cash_off.goal").value == 500, "a term with a default stands at it"


def test_every_mechanic_can_be_added_to_a_bare_program_without_a_traceback(app):
    app.selectbox(key="scenario").set_value("no_program").run()
    for word in REGISTRY:
        held = app.session_state["drafts"]["no_program"]
        app.button(key=f"d.no_program.{held.widgets}.add.{word}").click().run()
        assert not app.exception, word
        assert word in app.session_state["drafts"]["no_program"].program
