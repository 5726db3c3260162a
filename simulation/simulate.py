"""One run: both arms of a scenario, on the same people with the same luck."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from simulation import engine as compiled_engine
from simulation import reference
from simulation.arm import ArmResult
from simulation.executor import checkpoint, inside
from simulation.outcome import Outcome
from simulation.population import Population, population
from simulation.program import Labelled, Program
from simulation.ratecard import RateCard
from simulation.scenario import Scenario, load_scenario

ENGINES = ("fast", "reference")
KEPT_MEMBERS = 1_000_000  # no-program arms are kept up to so many members in all
# The market's numbers that the no-program arm depends on
BASELINE = ("r", "alpha", "a", "b", "p", "q", "v", "average_basket", "returned_share", "return_days", "joins_per_year", "active_days",
            "organic_referrals", "referred_dropout", "referred_basket", "referred_weeks")
WAITING = ("theta_wait", "phi_wait", "wait_weight", "worst_wait")      # and these, where there is a service desk
SHARED_FROM = 50_000  # members from which one run uses all processors

Progress = Callable[[float], None]


def rate_card(scenario: Scenario, program: Program | None = None) -> RateCard:
    """What the program gives, filled in by its mechanics in the registry's order."""
    card = RateCard(scenario.market, scenario.calendar)
    for m in (scenario.program if program is None else program).mechanics:
        m.terms.fill(card, m.label)
    return card


def no_program_card(scenario: Scenario) -> RateCard:
    """What is there without the program."""
    return rate_card(scenario, without_program(scenario.program))


def without_program(program: Program) -> Program:
    """What is left of a program's mechanics where there is no program: the company's service desks."""
    left = [(m.label, m.terms.without_program()) for m in program.mechanics]
    return Program(mechanics=tuple(Labelled(label=label, terms=terms) for label, terms in left if terms is not None))


def simulate(
    scenario: Scenario,
    members: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    engine: str = "fast",
    progress: Progress | None = None,
    workers: int | None = None,
) -> Outcome:
    """Runs both arms.  `progress` hears the share that is done; what it raises ends the run.

    engine: "fast" (compiled) or "reference" (one SimPy process per member); both give the same tables to the last integer.
    workers: threads of one run; all processors from some thousand members on, and the same tables whatever their number.
    """
    if engine not in ENGINES:
        raise ValueError(f"no engine is called {engine!r}; there are {', '.join(ENGINES)}")
    scenario = scenario.with_run(members=members, months=months, seed=seed)
    people = population(scenario)
    tell = progress or checkpoint
    blank = no_program_card(scenario)
    card = rate_card(scenario)
    on_month = lambda month: tell(0.35 + 0.65 * month / scenario.run.months)  # noqa: E731
    if engine == "reference":
        without = reference.run_arm(
            people.rows, people.join_day, blank, enrolled=False, on_month=lambda m: tell(0.35 * m / scenario.run.months)
        )
        with_program = reference.run_arm(people.rows, people.join_day, card, enrolled=True, on_month=on_month)
    else:
        if workers is None:
            workers = (os.cpu_count() or 1) if len(people.rows) >= SHARED_FROM and not inside() else 1
        without = _no_program_arm(scenario, people, blank, tell, workers)
        with_program = compiled_engine.run_arm(people.rows, people.join_day, card, enrolled=True, workers=workers, on_month=on_month)
    return Outcome(scenario, engine, with_program, without, people.opening)


# ======== the no-program arm depends on market, opening members, run and service desks alone, so it is kept ======================
_kept: OrderedDict[str, ArmResult] = OrderedDict()
_lock = threading.Lock()


def no_program_arm(scenario: Scenario, people: Population) -> ArmResult:
    """The no-program arm of a scenario's people, which are left as they were."""
    return _no_program_arm(scenario, people, no_program_card(scenario), checkpoint, 1)


def _no_program_arm(scenario: Scenario, people, blank: RateCard, tell: Progress, workers: int) -> ArmResult:
    key = baseline_key(scenario)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    result = compiled_engine.run_no_program(people.rows, people.join_day, blank, lambda done, of: tell(0.35 * done / of), workers)
    with _lock:
        _kept[key] = result
        while len(_kept) > 1 and sum(arm.purchases.size for arm in _kept.values()) > KEPT_MEMBERS:
            _kept.popitem(last=False)
    return result


def baseline_key(scenario: Scenario) -> str:
    """Names what the no-program arm depends on."""
    numbers = scenario.market.values()
    parts = [numbers[name] for name in BASELINE] + [scenario.calendar, scenario.market.minor_digits, scenario.run, scenario.opening]
    left = without_program(scenario.program).mechanics
    return repr(parts + [numbers[name] for name in WAITING if left] + list(left))


def forget() -> None:
    """Drops the kept arms (for benchmarks)."""
    with _lock:
        _kept.clear()


def warm_up() -> None:
    """Compiles what is not compiled yet, so that nobody's first click waits."""
    simulate(load_scenario("handbook_four_tiers"), members=50, months=2)


def same_members(outcome: Outcome) -> bool:
    """Whether both arms agree member by member."""
    a, b = outcome.program, outcome.no_program
    return bool(np.array_equal(a.purchases, b.purchases) and np.array_equal(a.sales, b.sales))
