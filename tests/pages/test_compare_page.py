"""The page that compares scenarios: its figures are the module's, its choice is in the address, and what cannot be told is said."""
import pathlib

import pytest
from streamlit.testing.v1 import AppTest

from pages.common.address import packed
from pages.common.session import whole_program
from simulation.comparison import compare
from simulation.comparison_tables import metrics_table
from simulation.inputs import ScenarioError
from simulation.opening import OpeningGroup
from simulation.reporting import numbers
from simulation.scenario import load_scenario
from simulation.store import Store
from tests.pages.looking import downloads, words

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def small_runs(monkeypatch):
    monkeypatch.setattr("pages.common.compare_results.SIZES", (2, 4))
    monkeypatch.setattr("simulation.robustness.PRESET_RUNS", 2)
    monkeypatch.setattr("simulation.comparison.START", 2)


def opened(**address):
    app = AppTest.from_file(str(ROOT / "pages" / "compare.py"), default_timeout=120)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    return app


def test_the_scenario_stands_against_what_it_extends():
    app = opened()
    assert app.multiselect(key="compare").value == ["points_only", "handbook_four_tiers"] and not app.warning
    found = compare([load_scenario(n).with_run(members=500) for n in ("points_only", "handbook_four_tiers")], replications=2)
    text, row = words(app), metrics_table(found).set_index("metric").loc["net_value"]
    assert numbers.money(row["difference"], "¥", "en", sign=True) in text and "2 replications on the same luck" in text
    assert {f"csv-{n}" for n in ("terms", "comparison", "runs", "months", "tiers", "segments", "robustness")} <= downloads(app)
    for said in ("What differs", "Gold, Points ×", "by luck: 95% interval", "by assumptions: 90 of 100", "Sceptic", "Heavy buyers", "Diamond"):
        assert said in text, said
    assert "compare" not in app.query_params and "replications" not in app.query_params, "the defaults need no address"


def test_edits_stand_against_what_was_saved():
    four = load_scenario("handbook_four_tiers")
    edited = packed(whole_program(four.with_program(four.program.mapping() | {"running_cost": {"setup": 50_000}})))
    app = opened(edits=edited)
    assert app.multiselect(key="compare").value == ["handbook_four_tiers", "draft"]
    text = words(app)
    assert "(as edited now)" in text and "To set up" in text and "better" in text and "all four" in text
    assert "brings <em>" in text


def test_the_same_scenario_twice_is_told_as_no_difference():
    four = load_scenario("handbook_four_tiers")
    saved = "saved-" + Store().create("Twin", four)
    app = opened(compare=f"handbook_four_tiers,{saved}")
    text = words(app)
    assert "no run shows any difference" in text and "no difference in any run" in text and "the same terms" in text
    assert ">better<" not in text and ">worse<" not in text


def test_many_scenarios_have_a_ranking_and_a_pair_in_detail():
    app = opened(compare="points_only,handbook_four_tiers,cn_growth5")
    text = words(app)
    assert "is put into the market of Points only" in text and "All by net value" in text and "Silver, Points ×" in text
    assert len(app.get("plotly_chart")) == 2
    app.segmented_control(key="compare_pair").set_value(2).run()
    assert not app.exception and "Growth value" in words(app)
    again = opened(compare="points_only,handbook_four_tiers,cn_growth5", compare_pair="2")
    assert "Growth value" in words(again), "the link shows the same pair"


def test_choice_and_replications_are_in_the_address():
    app = opened(compare="points_only,handbook_four_tiers", replications="4")
    assert "4 replications on the same luck" in words(app)
    app.multiselect(key="compare").set_value(["no_program", "points_only"]).run()
    assert app.query_params["compare"] in ("no_program,points_only", ["no_program,points_only"]) and not app.exception
    assert app.query_params["replications"] in ("4", ["4"])
    assert "No program" in words(app)


def test_a_width_is_run_to_or_said_not_to_be_reached(monkeypatch):
    monkeypatch.setattr("pages.common.compare_results.compare_until", _few)
    app = opened(compare="points_only,handbook_four_tiers", replications="width", width="0.05")
    assert "is still wider than asked for after 3 replications" in words(app)
    app = opened(compare="points_only,handbook_four_tiers", replications="width", until="retention_rate_12m", width="50")
    assert "still wider" not in words(app) and app.selectbox(key="until").value == "retention_rate_12m"


def _few(scenarios, metric, half_width, progress=None):
    from simulation.comparison import compare_until

    return compare_until(scenarios, metric, half_width, most=3, start=2, progress=progress)


def test_too_few_scenarios_and_unknown_ones_are_told_what_to_do():
    app = opened(compare="points_only,saved-nowhere")
    assert "not here" in app.warning[0].value
    app.multiselect(key="compare").set_value(["points_only"]).run()
    assert not app.exception and "Choose two to six scenarios" in words(app)


def test_an_opening_base_that_does_not_fit_is_an_error_with_a_remedy():
    held = load_scenario("handbook_four_tiers").model_copy(update={"opening": (OpeningGroup(tier=4, members=300),)})
    saved = "saved-" + Store().create("With a base", held)
    app = opened(compare=f"{saved},points_only")
    assert "does not fit Points only" in app.error[0].value and "Put Points only first" in app.error[0].value
    app = opened(compare=f"{saved},handbook_four_tiers")
    assert not app.error and "opens with the members of With a base" in words(app)


def test_a_fault_of_the_run_is_said(monkeypatch):
    def fail(*_args, **_kwargs):
        raise ScenarioError("the runs cannot be paired; choose others")

    monkeypatch.setattr("pages.common.compare_results.compare", fail)
    app = opened(compare="points_only,hotel_nights")
    assert app.error[0].value == "the runs cannot be paired; choose others"


def test_everything_of_a_comparison_fits_in_one_file(tmp_path):
    """The assumptions go with every export, and the scenarios can be opened again."""
    import io
    import zipfile

    from pages.common.downloads import zipped
    from simulation import compare, load_scenario
    from simulation.comparison_tables import write_comparison

    found = compare([load_scenario(name) for name in ("points_only", "handbook_four_tiers")], replications=2, members=200, months=13)
    file = zipfile.ZipFile(io.BytesIO(zipped(lambda folder: write_comparison(found, ["A", "B"], folder))))
    assert file.testzip() is None and {"assumptions.csv", "scenario_1_points_only.yaml"} <= set(file.namelist())
    assert "Kivetz" in file.read("assumptions.csv").decode()
    (tmp_path / "again.yaml").write_bytes(file.read("scenario_2_handbook_four_tiers.yaml"))
    assert load_scenario(tmp_path / "again.yaml").program == found.scenarios[1].program
