"""The sweep page: the answer, another outcome without a run, a point taken and undone, links, and ranges that cannot be."""
import html
import json
import pathlib
import re

import pytest
from streamlit.testing.v1 import AppTest

from pages.common import sweep_parts, sweep_results, sweep_words
from pages.common.jobs import jobs
from pages.common.sweep_results import sweep as whole_sweep
from simulation.inputs import Fault, ScenarioError
from simulation.metrics import METRICS
from simulation.scenario import load_scenario
from simulation.sweep import axis, sweep, sweepable

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLD, GOAL = "program.tiers.levels[2].threshold", "program.cash_off.goal"
UPTAKE = "program.tier_benefits.benefits[0].uptake"
SMALL = {"sweep": f"{GOLD}:1500:6000:3", "sweep_runs": "2"}      # 1,500, 3,000 and 6,000


@pytest.fixture(autouse=True)
def runs(monkeypatch):
    """Small runs; how many sweeps were computed."""
    asked = []

    def counted(*args, **named):
        asked.append(args[1])
        return whole_sweep(*args, **named)

    monkeypatch.setattr(sweep_results, "sweep", counted)
    jobs.clear()       # what another test has computed is kept for the whole server
    return asked


def opened(**query):
    app = AppTest.from_file(str(ROOT / "pages/sweep.py"), default_timeout=60)
    for name, value in ({"members": "300"} | query).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def words(app) -> str:
    return html.unescape(" ".join(re.sub(r"<style.*?</style>|<[^>]+>", " ", e.proto.body, flags=re.S) for e in app.get("html")))


def press(app, key):
    app.button(key=key).click().run()
    assert not app.exception
    return app


def charts(app):
    return [json.loads(x.proto.spec) for x in app.get("plotly_chart")]


def held(app):
    return app.session_state["drafts"][app.selectbox(key="scenario").value]


def test_before_the_button_nothing_runs(runs):
    app = opened()
    assert "Where is net value best?" in words(app).replace("  ", " ") and "Nothing swept yet" in words(app) and not runs
    assert app.selectbox(key="sweep_first").value == GOLD, "the middle tier's threshold is asked for first"
    assert "Gold, Threshold · Tiers" in app.selectbox(key="sweep_first").options
    assert "sweep" not in app.query_params and any("27 runs" in c.value for c in app.caption)


def test_the_page_shows_what_the_module_finds(runs):
    app = opened()
    next(n for n in app.number_input if n.key == "sweep_runs").set_value(2).run()
    press(app, "go_sweep")
    scenario = load_scenario("handbook_four_tiers").with_run(members=300)
    found = sweep(scenario, [axis(scenario, GOLD)], replications=2)
    text, best = words(app), found.best("net_value")
    terms = {t.path: t for t in sweepable(scenario)}
    assert sweep_words.value(terms[GOLD], best.values[0], scenario) in text
    for k in range(9):
        assert sweep_words.figure("net_value", float(found.mean("net_value")[k]), scenario) in text
    assert len(charts(app)) == 2 and len(runs) == 1
    assert "now ¥3,000" in str(charts(app)[0]["layout"]["annotations"])


def test_another_outcome_costs_no_run(runs):
    app = opened(**SMALL)
    for metric in ("payback_month", "upgrade_rate_12m", "earn_rate", "points_outstanding"):
        app.selectbox(key="sweep_outcome").set_value(metric).run()
        assert not app.exception, metric
        assert METRICS[metric].label in words(app)
    assert len(runs) == 1


def test_a_point_is_taken_and_undone_without_a_run(runs):
    app = opened(**SMALL)
    app.selectbox(key=next(s.key for s in app.selectbox if (s.key or "").startswith("sweep_take"))).set_value(2).run()
    press(app, "go_take")
    assert held(app).program["tiers"]["levels"][2]["threshold"] == 6000.0 and held(app).edited
    assert "now ¥6,000" in str(charts(app)[0]["layout"]["annotations"]) and "with edits not saved" in words(app)
    press(app, "sweep_undo")
    assert not held(app).edited and "now ¥3,000" in str(charts(app)[0]["layout"]["annotations"])
    assert len(runs) == 1, "the runs are those of the grid, wherever the design stands in it"


def test_a_point_that_no_longer_fits_is_refused_in_words(runs, monkeypatch):
    app = opened(**SMALL)
    app.selectbox(key=next(s.key for s in app.selectbox if (s.key or "").startswith("sweep_take"))).set_value(2).run()
    real = sweep_parts.with_values

    def narrower(scenario, values):
        raise ScenarioError([Fault(GOLD, "is below the tier before it; give more")])

    monkeypatch.setattr(sweep_parts, "with_values", narrower)
    press(app, "go_take")
    assert [e.value for e in app.error] == [f"The point was not taken: {GOLD}: is below the tier before it; give more."]
    assert not held(app).edited
    monkeypatch.setattr(sweep_parts, "with_values", real)
    app.run()
    assert not app.error


def test_a_choice_to_take_is_of_its_own_axes(runs):
    """An index means another value on another grid, so it is not carried over."""
    keys = lambda app: [s.key for s in app.selectbox if (s.key or "").startswith("sweep_take")]  # noqa: E731
    app = opened(**SMALL)
    first = keys(app)
    draft = held(app)
    levels = [dict(x) for x in draft.program["tiers"]["levels"]]
    levels[2]["threshold"] = 3500
    draft.edit(draft.program | {"tiers": draft.program["tiers"] | {"levels": levels}})
    press(app.run(), "go_sweep")
    assert keys(app) and not set(keys(app)) & set(first)


def test_after_another_edit_the_sweep_waits_for_the_button(runs):
    app = opened(**SMALL)
    draft = held(app)
    draft.edit(draft.program | {"cash_off": draft.program["cash_off"] | {"goal": 800}})
    app.run()
    assert "Nothing swept yet" in words(app) and len(runs) == 1
    press(app, "go_sweep")
    assert len(runs) == 2 and "Nothing swept yet" not in words(app)


def test_a_link_reproduces_the_sweep(runs):
    app = opened(**SMALL)
    press(app, "go_sweep").selectbox(key="sweep_outcome").set_value("sales").run()
    link = {name: app.query_params[name] for name in app.query_params}
    link = {k: v[0] if isinstance(v, list) else v for k, v in link.items()}
    assert link["sweep"] == SMALL["sweep"] and link["sweep_outcome"] == "sales" and "sweep2" not in link
    again = opened(**link)
    assert "sales over Gold, Threshold" in words(again) and "Nothing swept yet" not in words(again)
    strip = lambda text: re.sub(r"\s+", " ", text)  # noqa: E731
    assert strip(words(again)) == strip(words(app))


def test_a_figure_that_no_run_has_is_said(runs):
    app = opened(scenario="points_only", sweep=f"{GOAL}:400:600:3", sweep_runs="2", sweep_outcome="upgrade_rate_12m")
    assert "No point of this sweep has such a figure" in re.sub(r"\s+", " ", words(app)) and "not every run has such a figure" in words(app)
    app = opened(scenario="points_only", sweep=f"{GOAL}:400:600:2", sweep2="program.base_earn.points_per_unit:1:2:2", sweep_runs="2",
                 sweep_outcome="upgrade_rate_12m")  # fmt: skip
    assert "No point of this sweep" in words(app)


def test_two_numbers_are_a_heat_map_with_blanks(runs):
    app = opened(sweep=f"{GOLD}:500:3000:3", sweep2=f"{GOAL}:400:600:3", sweep_runs="2")
    assert not app.warning and len(runs) == 1
    figure, = charts(app)
    assert figure["data"][0]["type"] == "heatmap" and "The best points" in words(app)
    assert "Blank: Gold's 500 is not above Silver's 1,000; thresholds must rise from tier to tier" in words(app)
    press(app, "go_sweep")
    assert {a.path for a in runs[-1]} == {GOLD, GOAL}


def test_shares_are_typed_in_percent(runs):
    app = opened(sweep=f"{UPTAKE}:0.1:0.5:3", sweep_runs="2")
    low = next(n for n in app.number_input if n.key.startswith("sweep_from") and UPTAKE in n.key)
    assert (low.value, low.label) == (10.0, "From, %") and runs[0][0].values[0] == 0.1 and runs[0][0].values[-1] == 0.5
    assert "25%" in words(app)


def test_a_range_that_cannot_be_is_told(runs):
    app = opened()
    typed = {n.key.split(".")[0]: n for n in app.number_input}
    typed["sweep_from"].set_value(7000.0).run()
    assert len(app.error) == 1 and "Gold, Threshold" in app.error[0].value and "is no range; give a larger 'to'" in app.error[0].value
    assert not [b for b in app.button if b.key == "go_sweep"] and not runs
    typed["sweep_from"].set_value(-5.0).run()
    assert "-5 is outside what is allowed: at least 0" in app.error[0].value
    assert not app.exception


def test_a_cut_link_or_one_of_another_program_is_told(runs):
    assert any("cannot be read" in w.value for w in opened(sweep="program.tiers.lev").warning)
    assert any("cannot be read" in w.value for w in opened(sweep=f"{GOLD}:nan:inf:3").warning)
    app = opened(sweep=f"{GOLD}:1500:6000:9", scenario="points_only")
    assert any("not in this scenario" in w.value for w in app.warning) and not runs
    assert app.selectbox(key="sweep_first").value == GOAL


def test_without_a_program_assumptions_can_be_swept(runs):
    app = opened(scenario="no_program", sweep_runs="2")
    assert any("no program" in i.value for i in app.info) and app.selectbox(key="sweep_first").value.startswith("market.")
    press(app, "go_sweep")
    assert "no point of it can be taken" in words(app) and not [b for b in app.button if b.key == "go_take"]
    assert app.selectbox(key="sweep_outcome").value == "sales"


def test_a_tier_is_named_and_an_end_that_cannot_be_wider_is_not_urged(runs):
    path = "program.tier_benefits.benefits[0].from_tier"
    app = opened(sweep=f"{path}:1:4:4", sweep_runs="5")
    assert charts(app)[0]["layout"]["xaxis"]["ticktext"] == ["Member", "Silver", "Gold", "Diamond"]
    assert "now Silver" in str(charts(app)[0]["layout"]["annotations"])
    app.selectbox(key="sweep_outcome").set_value("benefit_cost").run()
    assert "Best at Diamond" in words(app).replace("  ", " ") and "wider range" not in words(app)
    wide = opened(sweep=f"{GOAL}:250:1000:3", sweep_runs="5", sweep_outcome="reward_cost")
    assert "wider range may hold a better one" in words(wide)
