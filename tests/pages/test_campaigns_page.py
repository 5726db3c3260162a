"""The page Campaigns holds each offer against the same members without it."""
import pathlib

from streamlit.testing.v1 import AppTest

from pages.common.address import packed
from pages.common.session import whole_program
from simulation.replications import campaign_ranges
from simulation.reporting import numbers
from simulation.scenario import load_scenario
from tests.pages.looking import open_page, words
from tests.pages.test_pages import small_runs  # noqa: F401  few runs here, too

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAMPAIGNS = {"coupon": {"day_of_month": 3, "depth": 0.1, "channels": [{"channel": "sms", "reach": 0.5, "contact_cost": 0.05}]},
             "june_lottery": {"mechanic": "lottery", "dates": ["06-18"], "prizes": [{"odds": 0.1, "value": 50, "prize_cost": 30}]},
             "welcome_offer": {}, "win_back": {}}


def with_campaigns(**terms):
    four = load_scenario("handbook_four_tiers")
    return packed(whole_program(four.with_program(four.program.mapping() | CAMPAIGNS | terms)))


def test_campaigns_are_held_against_the_same_members_without_them():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["edits"] = with_campaigns()
    open_page(app.run(), "campaigns")
    assert not app.exception and not app.warning, "the rows of channels and prizes travel in the address"
    text = words(app)
    for name in ("Coupon", "June lottery", "Welcome offer", "Win-back offer", "Member day", "Extra orders", "Cost per extra order", "Dormant"):
        assert name in text, name
    assert len(app.get("plotly_chart")) == 2 and app.get("download_button")


def test_figures_of_campaigns_have_the_ranges_of_the_module():
    four = load_scenario("handbook_four_tiers")
    found = four.with_program(four.program.mapping() | CAMPAIGNS)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["edits"] = with_campaigns()
    open_page(app.run(), "campaigns")
    text, ranges = words(app), campaign_ranges(found.with_run(members=500), 2)
    for label in ("coupon", "june_lottery", "welcome_offer", "win_back", "member_day"):
        net, orders = ranges.of(label, "net"), ranges.of(label, "extra_orders")
        assert numbers.money(net.mean, found.market.symbol, sign=True) in text, label
        assert numbers.span(net.low, net.high, "money", like=net.mean, sign=True) in text, label
        assert numbers.span(orders.low, orders.high, sign=True) in text and net.verdict in text, label
    assert "range: 95% over 2 runs" in text and "own run" in text


def test_a_program_without_campaigns_still_shows_the_stages(app):
    app.selectbox(key="scenario").set_value("points_only").run()
    open_page(app, "campaigns")
    assert not app.exception and "no campaigns" in words(app) and "Dormant" in words(app)
