"""A campaign's own name is on every page that shows it, in the visitor's language; the form takes it, and takes it away."""
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from pages.common.address import packed, unpacked
from pages.common.session import whole_program
from simulation.scenario import load_scenario
from tests.pages.looking import words
from tests.pages.test_pages import small_runs  # noqa: F401  few runs here, too

ROOT = pathlib.Path(__file__).resolve().parents[2]
HELD = load_scenario("handbook_four_tiers")
TERMS = {"mechanic": "coupon", "day_of_month": 5, "depth": 0.1, "cap_money": 5_000}
BOTH = {"coupon_5": TERMS | {"name": {"en": "Spring coupon", "zh": "春季券"}}, "coupon": TERMS | {"day_of_month": 9}}


def opened(page, language):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["lang"] = language
    app.query_params["edits"] = packed(whole_program(HELD.with_program(HELD.program.mapping() | BOTH)))
    app.run().switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def draft(app):
    return app.session_state["drafts"]["handbook_four_tiers"]


@pytest.mark.parametrize("page, language, there, gone", [
    ("campaigns", "zh", ("春季券", ">优惠券<"), ("Spring", "优惠券 5")),
    ("pnl", "zh", ("(春季券)", "(优惠券)"), ("Spring",)),
    ("costs", "zh", ("(春季券)", "(优惠券)", "春季券 · "), ("Spring", "coupon_5")),
    ("costs", "en", ("(Spring coupon)", "(Coupon)", "Spring coupon · "), ("coupon_5",)),
])
def test_pages_call_it_by_its_name(page, language, there, gone):
    text = words(opened(page, language)).replace("（", "(").replace("）", ")")
    assert not [x for x in there if x not in text] and not [x for x in gone if x in text]


def test_the_form_takes_a_name_and_takes_it_away_in_both_languages():
    app = opened("design", "zh")
    field = lambda label: next(t for t in app.text_input if t.key and t.key.endswith(f"{label}.name"))  # noqa: E731
    assert field("coupon_5").value == "春季券" and field(".coupon").value == "" and "春季券" in [e.label for e in app.expander]
    field(".coupon").set_value("周末券").run()
    assert not app.exception and str(draft(app).good.program.get("coupon").name) == "周末券" and "周末券" in [e.label for e in app.expander]
    field("coupon_5").set_value("").run()
    assert not app.exception and not app.error and draft(app).good.program.get("coupon_5").name is None
    assert "优惠券 5" in [e.label for e in app.expander] and draft(app).program["coupon_5"]["name"] is None
    assert unpacked(app.query_params["edits"]) == draft(app).program
    field("coupon_5").set_value("周末券").run()
    assert any("周末券" in e.value for e in app.error), "two names alike are refused at the form"
