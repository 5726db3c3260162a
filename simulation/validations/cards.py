"""The goal gradient on a stamp card (Kivetz, Urminsky and Zheng 2006): ten purchases, then a free one."""

from __future__ import annotations

import numpy as np

from simulation.scenario import Scenario
from simulation.validations.base import Validation, kept, scenario_on_this_luck, watch
from simulation.words import N_

STAMPS = 10
STEADY = 12  # months until the cards of all members are at every stage
NEVER_LEAVE = {"a": 1, "b": 1e9}
ONE_PRICE = {"p": 1e6, "q": 1e6, "average_basket": 202}  # a stamp is given for 200, and every order is 202, give or take one
ALIKE = {"r": 1e4, "alpha": 4e3}  # two and a half orders a week, of everybody
REDEEMED_AT_ONCE = {"never_redeems": 0, "eta_0": 10}
TOO_STRONG = N_(
    "a reward of 10% counts as 1.58 times as generous as one of 1%, and the goal gradient is scaled by that, so .28 pulls like .44; "
    "pull-forward takes a part of it back, but mostly after the card is full"
)


def stamp_card(theta_goal: float, own_numbers: bool, members: int, months: int) -> Scenario:
    """A program of one point an order and ten points for a free order; the goal gradient is its only effect.

    own_numbers: with the market's own pull-forward and scale of generosity; else as the paper's figure has them, which is of all
    purchases made, and of a card that gives 10%.
    """
    scenario = scenario_on_this_luck("no_program").with_run(members=members, months=months)
    market = scenario.market
    kept = {name: getattr(market, name).value for name in ("pull_forward", "reward_rate_scale")}
    numbers = kept if own_numbers else {"pull_forward": 0, "reward_rate_scale": 1 / STAMPS}
    market = market.preset("sceptic").with_values(
        theta_goal=theta_goal, returned_share=0, **numbers, **NEVER_LEAVE, **ONE_PRICE, **ALIKE, **REDEEMED_AT_ONCE
    )
    return scenario.with_market(market).with_program({"base_earn": {"points_per_unit": 0.005}, "cash_off": {"goal": STAMPS, "point_value": 20}})


@kept
def days_at_stamps(theta_goal: float, own_numbers: bool = False, members: int = 20_000, months: int = 60) -> np.ndarray:
    """[stamps held] mean days from the purchase that gave that stamp to the next one.

    A member's share of month ends with so many stamps is their share of time with them; times the days that this member takes for a card it
    is the mean gap there.  Every member counts once, however many cards they complete, and no gap is cut off by the run's end.
    """
    scenario = stamp_card(theta_goal, own_numbers, members, months)
    held, bought = np.zeros((members, STAMPS + 1)), {}

    def look(month, rows):
        if month >= STEADY:
            bought[month] = rows["purchases"].copy()
        if month > STEADY:
            held[np.arange(members), np.minimum(rows["balance"], STAMPS)] += 1

    watch(scenario, look)
    starts = scenario.calendar.month_starts
    cards = (bought[months] - bought[STEADY]) / (STAMPS + 1)  # the free order is one, too
    days = (starts[months] - starts[STEADY]) / cards
    return (held / (months - STEADY) * days[:, None]).mean(0)


def last_gap(own_numbers: bool = False, **size) -> float:
    """The gap before the last stamp over the gap before the second."""
    days = days_at_stamps(0.28, own_numbers, **size)
    return float(days[STAMPS - 1] / days[1])


def card_time(own_numbers: bool = False, **size) -> float:
    """Change of the days from first to last stamp that the goal gradient brings."""
    days, without = days_at_stamps(0.28, own_numbers, **size), days_at_stamps(0.0, **size)  # without it neither number acts
    return float(days[1:STAMPS].sum() / without[1:STAMPS].sum() - 1)


ROWS = [
    Validation(N_("Stamp card: last gap over first, theta_goal .28"), N_("Kivetz, Urminsky and Zheng 2006: 0.80"), 0.78, 0.82, last_gap),
    Validation(
        N_("Stamp card: days from first to last stamp, change"), N_("Kivetz, Urminsky and Zheng 2006: 10 to 16% less"), -0.16, -0.10, card_time, True
    ),
    Validation(
        N_("Stamp card: last gap over first, with the market's own generosity and pull-forward"),
        N_("Kivetz, Urminsky and Zheng 2006: 0.80"),
        0.78,
        0.82,
        lambda: last_gap(True),
        known=TOO_STRONG,
    ),
    Validation(
        N_("Stamp card: days from first to last stamp, with the same"),
        N_("Kivetz, Urminsky and Zheng 2006: 10 to 16% less"),
        -0.16,
        -0.10,
        lambda: card_time(True),
        True,
        known=TOO_STRONG,
    ),
]
