"""The stress page says what the module computes; terms can be edited, a file can be opened, and faults are said."""
import pathlib

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from pages.common.stress_results import digest
from simulation.finance.shocks import load_shock, names
from simulation.finance.stress import stress
from simulation.reporting import numbers
from simulation.scenario import load_scenario
from tests.pages.looking import words

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEEDS = 2


@pytest.fixture(autouse=True)
def small_runs(monkeypatch):
    monkeypatch.setattr("pages.common.stress_results.SEEDS", SEEDS)


def opened(scenario=""):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    if scenario:
        app.query_params["scenario"] = scenario
    app.run().switch_page("pages/stress.py").run()
    assert not app.exception
    return app


def test_the_page_shows_the_figures_of_the_module():
    app = opened()
    chosen = app.multiselect(key="stress_shocks").value
    assert "partner_exit" not in chosen and "run_on_points" in chosen, "what does nothing here is left out at first"
    found = stress(load_scenario("handbook_four_tiers").with_run(members=500), [load_shock(n) for n in chosen], SEEDS)
    for k in range(len(chosen)):
        for figure in ("cash", "liability", "at_cost", "net"):
            effect = found.effect(k, figure)
            if effect.by_month.any():
                assert f">{numbers.money(effect.mean / 100, '¥', sign=True)}<" in words(app), (chosen[k], figure)
    assert {"csv-stress", "csv-stress_months"} <= {b.key for b in app.get("download_button")}


def test_a_shock_that_finds_nothing_to_act_on_says_why():
    app = opened()
    app.multiselect(key="stress_shocks").set_value(["partner_exit"]).run()
    assert not app.exception
    assert "changes anything" in words(app) and "This program has no partner." in words(app) and "No effect" in words(app)


def test_terms_are_edited_and_put_back():
    app = opened()
    app.multiselect(key="stress_shocks").set_value(["double_redemption"]).run()
    share = next(n for n in app.number_input if n.label.startswith("Rewards redeemed twice"))
    assert share.value == 10
    share.set_value(50.0)
    next(b for b in app.button if b.key == "shock_apply_double_redemption").click().run()
    assert not app.exception
    held = load_shock("double_redemption")
    more = held.model_copy(update={"effects": (held.effects[0].model_copy(update={"share": 0.5}),)})
    found = stress(load_scenario("handbook_four_tiers").with_run(members=500), [more], SEEDS)
    assert f">{numbers.money(found.effect(0, 'cash').mean / 100, '¥', sign=True)}<" in words(app)
    next(b for b in app.button if b.key == "shock_back_double_redemption").click().run()
    assert next(n for n in app.number_input if n.label.startswith("Rewards redeemed twice")).value == 10


def test_a_shock_outside_the_run_is_refused_in_words():
    app = opened()
    app.multiselect(key="stress_shocks").set_value(["sale_spike"]).run()
    next(n for n in app.number_input if n.label.startswith("From month")).set_value(50)
    next(b for b in app.button if b.key == "shock_apply_sale_spike").click().run()
    assert not app.exception and any("the run has 36 months" in e.value for e in app.error)


def test_a_file_of_ones_own_is_opened_and_a_faulty_one_is_explained():
    app = opened()
    app.multiselect(key="stress_shocks").set_value(["sale_spike"]).run()
    upload = lambda: app.get("file_uploader")[-1]  # noqa: E731
    upload().upload("bad.yaml", b"name: x\ntitle: X\nabout: x\neffects: [{kind: demnd}]\n").run()
    assert not app.exception and any("did you mean 'demand'" in e.value and "bad.yaml" in e.value for e in app.error)
    own = load_shock("sale_spike").document() | {"name": "winter", "title": "Winter <b>sale</b>", "month": 12}
    upload().upload("winter.yaml", yaml.safe_dump(own).encode()).run()
    assert not app.exception and not app.error
    assert app.multiselect(key="stress_shocks").value == ["sale_spike", "winter"]
    assert "Winter &lt;b&gt;sale&lt;/b&gt;" in words(app) and "Winter <b>sale" not in words(app)


def test_results_are_named_by_all_that_a_shock_says():
    every = [load_shock(name) for name in names()]
    assert len({digest(shock) for shock in every}) == len(every)
    assert digest(every[0]) != digest(every[0].model_copy(update={"month": every[0].month + 1}))
