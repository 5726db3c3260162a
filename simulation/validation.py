"""The simulation against closed forms and published figures that need many members or runs: python -m simulation validate."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from simulation.population import population
from simulation.purchasing import expected_purchases
from simulation.records import PURCHASES
from simulation.scenario import Scenario, load_market, load_scenario
from simulation.simulate import simulate

FREQUENCY_EFFECTS = ("theta_goal", "theta_enrolled", "theta_tier", "theta_redeem", "theta_campaign")
DROPOUT_EFFECTS = ("phi_member", "phi_tier")


@dataclasses.dataclass(frozen=True)
class Validation:
    """A published figure or a closed form: what is looked at, what it should be, and how to get it from the simulation."""

    name: str
    source: str
    low: float
    high: float
    figure: Callable[[], float]
    percent: bool = False
    known: str = ""  # why a figure is known to miss; it stays in the table as a miss

    def shown(self, value: float) -> str:
        return f"{value:.1%}" if self.percent else f"{value:.2f}"


def worst_standard_error(market: str, replications: int = 60, members: int = 20_000, months: int = 60) -> float:
    """Largest distance of the no-program arm's purchases a member from BG/NBD's E[X(t)] over all months, in standard errors."""
    scenario = load_scenario("no_program").with_market(load_market(market)).with_run(members=members, months=months)
    weeks = scenario.calendar.month_starts[1:] / 7
    runs = []
    for seed in range(1_000, 1_000 + replications):
        count = simulate(scenario, seed=seed).no_program.count[:, :, PURCHASES].sum(1)
        runs.append(count.cumsum() / members)
    m = scenario.market
    wanted = expected_purchases(m.r.value, m.alpha.value, m.a.value, m.b.value, weeks)
    error = np.std(runs, axis=0, ddof=1) / np.sqrt(replications)
    return float(np.max(np.abs(np.mean(runs, axis=0) - wanted) / error))


def five_year_lift(preset: str, without: tuple[str, ...] = ()) -> float:
    """Sales lift over 60 months of points alone that never expire, the untiered program that the published effect was measured on."""
    scenario = load_scenario("points_only")
    program = {k: v for k, v in scenario.program.mapping().items() if k != "points_expiry"}
    market = scenario.market.preset(preset).with_values(**dict.fromkeys(without, 0.0))
    return simulate(scenario.with_program(program).with_market(market), members=50_000, months=60).headline()["lift_rate"]


def attrition_share() -> float:
    """Part of that lift that comes from lower attrition: each part alone, of their sum."""
    attrition, frequency = five_year_lift("high", FREQUENCY_EFFECTS), five_year_lift("high", DROPOUT_EFFECTS)
    return attrition / (attrition + frequency)


def light_against_heavy(without: tuple[str, ...] = ()) -> float:
    """Lift of the lighter half of the members, by their own purchase rate, over the lift of the heavier half."""
    scenario = load_scenario("handbook_four_tiers").with_run(members=50_000)
    scenario = scenario.with_market(scenario.market.with_values(**dict.fromkeys(without, 0.0)))
    light = (rate := population(scenario).rows["rate"]) < np.median(rate)
    outcome = simulate(scenario)
    lift = [outcome.program.sales[half].sum() / outcome.no_program.sales[half].sum() - 1 for half in (light, ~light)]
    return float(lift[0] / lift[1])


def breakage() -> float:
    """Points of the first two years' vintages that were never redeemed, of those issued, when all of them have run out."""
    outcome = simulate(load_scenario("handbook_four_tiers"), members=50_000, months=48)
    old = outcome.vintages[outcome.vintages["vintage"].between(1, 24)]
    return float(old["expired"].sum() / (old["issued"].sum() - old["reversed"].sum()))


def expiry_and_breakage() -> float:
    """Breakage with 24-month expiry over breakage with 12 months."""
    scenario = load_scenario("handbook_four_tiers")
    rate = []
    for months in (12, 24):
        program = scenario.program.mapping() | {"points_expiry": {"months": months}}
        rate.append(simulate(scenario.with_program(program), members=50_000, months=60).headline()["breakage_rate"])
    return rate[1] / rate[0]


def worth_of_the_top_tier() -> float:
    """Mean utility of the top tier's members when its threshold is halved, over that with the threshold as it is."""
    from simulation import engine
    from simulation.simulate import rate_card

    def utility(scenario: Scenario) -> float:
        people = population(scenario)
        engine.run_arm(people.rows, people.join_day, rate_card(scenario), enrolled=True)
        return float(people.rows["utility"][(people.rows["tier"] == 3) & (people.rows["alive"] == 1)].mean())

    scenario = load_scenario("handbook_four_tiers").with_run(members=50_000)
    scenario = scenario.with_program({k: v for k, v in scenario.program.mapping().items() if k != "tier_benefits"})  # status alone
    mapping = scenario.program.mapping()
    mapping["tiers"]["levels"][3]["threshold"] = 4_000
    return utility(scenario.with_program(mapping)) / utility(scenario)


VALIDATIONS = [
    Validation(
        "No-program arm against E[X(t)], default market, 60 months: largest |z|",
        "Fader, Hardie and Lee 2005, closed form",
        0,
        3,
        lambda: worst_standard_error("ecommerce_cn"),
    ),
    Validation(
        "No-program arm against E[X(t)], CDNOW market, 60 months: largest |z|",
        "Fader, Hardie and Lee 2005, closed form",
        0,
        3,
        lambda: worst_standard_error("cdnow"),
    ),
    Validation(
        "Five-year value of an untiered program, preset high",
        "Gopalakrishnan et al. 2021: about +30%",
        0.25,
        0.35,
        lambda: five_year_lift("high"),
        True,
    ),
    Validation("... of it from lower attrition", "Gopalakrishnan et al. 2021: over 80%", 0.80, 1, attrition_share, True),
    Validation(
        "Frequency: lift of light buyers over lift of heavy ones",
        "Liu 2007: light and moderate buyers respond more",
        1,
        np.inf,
        lambda: light_against_heavy(DROPOUT_EFFECTS),
    ),
    Validation(
        "Whole lift, attrition included: light buyers over heavy ones",
        "Liu 2007: light and moderate buyers respond more",
        1,
        np.inf,
        light_against_heavy,
        known="a heavy buyer meets the dropout coin more often, so lower dropout chances are worth more to "
        "them; the model's headroom limits frequency only",
    ),
    Validation(
        "Breakage of complete vintages on defaults", "10 to 40%: airlines 12 to 29%, US average one third", 0.10, 0.40, breakage, True
    ),
    Validation("Breakage with 24-month expiry over 12-month", "Llaguno: longer expiry lowers breakage", 0, 1, expiry_and_breakage),
    Validation(
        "Worth of the top tier when twice as easy to reach, over before",
        "Drèze and Nunes 2009: more members, less worth",
        0,
        1,
        worth_of_the_top_tier,
    ),
]


def run(progress: Callable[[str], None] | None = None) -> list[tuple[Validation, float, bool]]:
    """Every validation with the figure reached and whether it lies where it should."""
    out = []
    for validation in VALIDATIONS:
        value = validation.figure()
        out.append((validation, value, validation.low <= value <= validation.high))
        if progress:
            progress(f"{validation.name}: {validation.shown(value)}")
    return out


def report(results: list[tuple[Validation, float, bool]]) -> str:
    """The results as a Markdown table."""
    lines = ["| what | published or exact | allowed | reached | |", "|---|---|---|---|---|"]
    for v, value, good in results:
        allowed = f"{v.shown(v.low)} to {v.shown(v.high)}" if np.isfinite(v.high) else f"above {v.shown(v.low)}"
        word = "good" if good else "MISSED" + (f": {v.known}" if v.known else "")
        lines.append(f"| {v.name.replace('|', '&#124;')} | {v.source} | {allowed} | {v.shown(value)} | {word} |")
    return "\n".join(lines)
