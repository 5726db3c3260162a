"""Tierlab's simulation: what a loyalty program would do, against having none.

    import simulation
    scenario = simulation.load_scenario("handbook_four_tiers")
    outcome = simulation.simulate(scenario, members=10_000, months=36, seed=1)
    outcome.monthly, outcome.headline()
"""
from simulation import finance
from simulation.comparison import compare
from simulation.inputs import ScenarioError
from simulation.purchasing import fit_purchasing
from simulation.scenario import load_scenario
from simulation.simulate import simulate

__all__ = ["ScenarioError", "compare", "finance", "fit_purchasing", "load_scenario", "simulate"]
