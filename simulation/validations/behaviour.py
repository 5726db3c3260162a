"""What programs of points and tiers do to members, against published effects."""

from __future__ import annotations

import numpy as np

from simulation import engine
from simulation.population import population
from simulation.scenario import Scenario
from simulation.simulate import rate_card, simulate
from simulation.validations.base import Validation, kept, scenario_on_this_luck
from simulation.words import N_

FREQUENCY_EFFECTS = ("theta_goal", "theta_enrolled", "theta_tier", "theta_redeem", "theta_campaign")
DROPOUT_EFFECTS = ("phi_member", "phi_tier")
LIU = N_("Liu 2007: light and moderate buyers respond more")


@kept
def five_years(preset: str, without: tuple[str, ...] = (), members: int = 50_000) -> dict[str, float]:
    """Changes over 60 months by points alone that never expire, the untiered program that the published effect was measured on.

    sales: lift of sales · visit: sales over what the same orders would bring at each member's own sales an order without the program.
    """
    scenario = scenario_on_this_luck("points_only")
    program = {k: v for k, v in scenario.program.mapping().items() if k != "points_expiry"}
    market = scenario.market.preset(preset).with_values(**dict.fromkeys(without, 0.0))
    outcome = simulate(scenario.with_program(program).with_market(market), members=members, months=60)
    own, base = outcome.program, outcome.no_program
    both = (own.purchases > 0) & (base.purchases > 0)
    as_before = (own.purchases[both] * (base.sales[both] / base.purchases[both])).sum()
    return {"sales": float(own.sales.sum() / base.sales.sum() - 1), "visit": float(own.sales[both].sum() / as_before - 1)}


def attrition_share(members: int = 50_000) -> float:
    """Part of that lift that comes from lower attrition: each part alone, of their sum."""
    attrition, frequency = (five_years("high", effects, members)["sales"] for effects in (FREQUENCY_EFFECTS, DROPOUT_EFFECTS))
    return attrition / (attrition + frequency)


def light_against_heavy(without: tuple[str, ...] = (), members: int = 50_000) -> float:
    """Lift of the lighter half of the members, by their own purchase rate, over the lift of the heavier half."""
    scenario = scenario_on_this_luck("handbook_four_tiers").with_run(members=members)
    scenario = scenario.with_market(scenario.market.with_values(**dict.fromkeys(without, 0.0)))
    light = (rate := population(scenario).rows["rate"]) < np.median(rate)
    outcome = simulate(scenario)
    lift = [outcome.program.sales[half].sum() / outcome.no_program.sales[half].sum() - 1 for half in (light, ~light)]
    return float(lift[0] / lift[1])


def breakage(members: int = 50_000) -> float:
    """Points of the first two years' vintages that were never redeemed, of those issued, when all of them have run out."""
    outcome = simulate(scenario_on_this_luck("handbook_four_tiers"), members=members, months=48)
    old = outcome.vintages[outcome.vintages["vintage"].between(1, 24)]
    return float(old["expired"].sum() / (old["issued"].sum() - old["reversed"].sum()))


def expiry_and_breakage(members: int = 50_000) -> float:
    """Breakage with 24-month expiry over breakage with 12 months."""
    scenario = scenario_on_this_luck("handbook_four_tiers")
    rate = []
    for months in (12, 24):
        program = scenario.program.mapping() | {"points_expiry": {"months": months}}
        rate.append(simulate(scenario.with_program(program), members=members, months=60).headline()["breakage_rate"])
    return rate[1] / rate[0]


def worth_of_the_top_tier(members: int = 50_000) -> float:
    """Mean utility of the top tier's members when its threshold is halved, over that with the threshold as it is."""

    def utility(scenario: Scenario) -> float:
        people = population(scenario)
        engine.run_arm(people.rows, people.join_day, rate_card(scenario), enrolled=True)
        return float(people.rows["utility"][(people.rows["tier"] == 3) & (people.rows["alive"] == 1)].mean())

    scenario = scenario_on_this_luck("handbook_four_tiers").with_run(members=members)
    scenario = scenario.with_program({k: v for k, v in scenario.program.mapping().items() if k != "tier_benefits"})  # status alone
    mapping = scenario.program.mapping()
    mapping["tiers"]["levels"][3]["threshold"] = 4_000
    return utility(scenario.with_program(mapping)) / utility(scenario)


ROWS = [
    Validation(
        N_("Five-year value of an untiered program, preset high"),
        N_("Gopalakrishnan et al. 2021: about +30%"),
        0.25,
        0.35,
        lambda: five_years("high")["sales"],
        True,
    ),
    Validation(N_("... of it from lower attrition"), N_("Gopalakrishnan et al. 2021: over 80%"), 0.80, 1, attrition_share, True),
    Validation(
        N_("... its change of spend per visit"),
        N_("Gopalakrishnan et al. 2021: unchanged"),
        -0.01,
        0.01,
        lambda: five_years("high")["visit"],
        True,
    ),
    Validation(
        N_("Frequency: lift of light buyers over lift of heavy ones"), LIU, 1, np.inf, lambda: light_against_heavy(DROPOUT_EFFECTS)
    ),
    Validation(
        N_("Whole lift, attrition included: light buyers over heavy ones"),
        LIU,
        1,
        np.inf,
        light_against_heavy,
        known=N_(
            "a heavy buyer meets the dropout coin more often, so lower dropout chances are worth more to "
            "them; the model's headroom limits frequency only"
        ),
    ),
    Validation(
        N_("Breakage of complete vintages on defaults"), N_("10 to 40%: airlines 12 to 29%, US average one third"), 0.10, 0.40, breakage, True
    ),
    Validation(N_("Breakage with 24-month expiry over 12-month"), N_("Llaguno: longer expiry lowers breakage"), 0, 1, expiry_and_breakage),
    Validation(
        N_("Worth of the top tier when twice as easy to reach, over before"),
        N_("Drèze and Nunes 2009: more members, less worth"),
        0,
        1,
        worth_of_the_top_tier,
    ),
]
