"""Where terms do not go with a case or a draw of the market, the visitor reads what is wrong, not a traceback."""
from streamlit.testing.v1 import AppTest

from pages.common.jobs import jobs
from simulation.cases import compare_cases
from simulation.inputs import ScenarioError
from simulation.market import Market
from simulation.scenario import MAX_AVERAGE_POINTS, load_scenario


def page():
    from pages.common.drivers_results import result_cases
    from pages.common.results import result_drivers
    from tests.pages.test_results_faults import at_the_limit

    assert result_cases(at_the_limit()) is None and result_drivers(at_the_limit()) is None


def at_the_limit():
    """Points that just fit the mean basket, which the market is not sure of."""
    scenario = load_scenario("points_only").with_run(members=50, months=2)
    basket = scenario.market.average_basket
    wide = basket.model_copy(update={"low": basket.value / 2, "high": basket.value * 2})
    scenario = scenario.with_market(Market.model_validate(scenario.market.model_dump() | {"average_basket": wide.model_dump()}))
    mapping = scenario.program.mapping()
    fits = int(0.8 * MAX_AVERAGE_POINTS / basket.value)
    return scenario.with_program(mapping | {"base_earn": mapping["base_earn"] | {"points_per_unit": fits}})


def test_the_world_is_one_that_the_terms_do_not_go_with():
    try:
        compare_cases(at_the_limit(), 2)
    except ScenarioError as e:
        assert "average order" in str(e)
    else:
        raise AssertionError("the case high was meant not to fit")


def test_a_page_says_it():
    jobs.clear()
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    said = [e.value for e in app.error]
    assert len(said) == 2 and all("program.base_earn.points_per_unit" in text and "narrow" in text for text in said)
