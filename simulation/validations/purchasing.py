"""The no-program arm against the closed form of BG/NBD."""

from __future__ import annotations

import numpy as np

from simulation import engine
from simulation.executor import ordered
from simulation.population import population
from simulation.purchasing import expected_purchases
from simulation.records import PURCHASES
from simulation.scenario import Scenario, load_market, load_scenario
from simulation.simulate import no_program_card
from simulation.validations.base import Validation, tick
from simulation.words import N_

PAPER = N_("Fader, Hardie and Lee 2005, closed form")


def purchases_by_month(scenario: Scenario, seed: int) -> np.ndarray:
    """[month] purchases of all members without a program."""
    scenario = scenario.with_run(seed=seed)
    people = population(scenario)
    return engine.run_no_program(people.rows, people.join_day, no_program_card(scenario)).count[:, :, PURCHASES].sum(1)


def worst_standard_error(market: str, replications: int = 60, members: int = 20_000, months: int = 60) -> float:
    """Largest distance of the no-program arm's purchases a member from BG/NBD's E[X(t)] over all months, in standard errors."""
    scenario = load_scenario("no_program").with_market(load_market(market)).with_run(members=members, months=months)
    runs = ordered(purchases_by_month, [(scenario, 1_000 + k) for k in range(replications)], tick)
    runs = np.cumsum(runs, axis=1) / members
    m = scenario.market
    wanted = expected_purchases(m.r.value, m.alpha.value, m.a.value, m.b.value, scenario.calendar.month_starts[1:] / 7)
    error = np.std(runs, axis=0, ddof=1) / np.sqrt(replications)
    return float(np.max(np.abs(np.mean(runs, axis=0) - wanted) / error))


ROWS = [
    Validation(
        N_("No-program arm against E[X(t)], default market, 60 months: largest |z|"),
        PAPER,
        0,
        3,
        lambda: worst_standard_error("ecommerce_cn"),
        made_of=N_("60 runs"),
    ),
    Validation(
        N_("No-program arm against E[X(t)], CDNOW market, 60 months: largest |z|"),
        PAPER,
        0,
        3,
        lambda: worst_standard_error("cdnow"),
        made_of=N_("60 runs"),
    ),
]
