"""Personal offers on the rate card: the days on which they run, the places that they take, and what they are worth to a member."""

from __future__ import annotations

import datetime
import functools
import zlib
from typing import Annotated

import numpy as np
from pydantic import StringConstraints
from scipy import special

from simulation.calendar import Calendar
from simulation.inputs import ScenarioError
from simulation.ratecard import PERCENT, PersonalOffer, RateCard
from simulation.records import BASKET_STEPS, CHANNELS, OFFERS, OPEN_END, PRIZES
from simulation.words import said

DateOfYear = Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$")]
LONG = Calendar(datetime.date(2024, 1, 1), 60)  # with and without leap days
Run = tuple[int, int, int]


def real_dates(dates: tuple[str, ...]) -> tuple[str, ...]:
    """The same dates; raises ValueError for one that no year has."""
    for text in dates:
        try:
            datetime.date.fromisoformat(f"2024-{text}")
        except ValueError:
            raise ValueError(said("{text} is no date of the year; write month and day as in 06-18", text=f"{text!r}")) from None
    return dates


def runs_of(calendar: Calendar, day_of_month: int, dates: tuple[str, ...], days: int) -> tuple[Run, ...]:
    """(first day, last day, place from 0) of each run, days of the run.

    An offer is given at its month's opening, so a place must be free by then: a run that begins in the month in which the last one ends
    takes another place.  What an offer leaves behind after its end gives way to the next run of its place.
    """
    wanted, free, out = {tuple(map(int, text.split("-"))) for text in dates}, [], []
    for day in range(calendar.days):
        date = calendar.date(day)
        if date.day == day_of_month or (date.month, date.day) in wanted:
            opening, last = day - date.day + 1, day + days - 1
            place = next((i for i, until in enumerate(free) if until < opening), len(free))
            free[place : place + 1] = [last]
            out.append((day, last, place))
    return tuple(out)


@functools.lru_cache(maxsize=256)
def places_needed(day_of_month: int, dates: tuple[str, ...], days: int) -> int:
    """How many places such an offer takes in any run."""
    return 1 + max((place for *_, place in runs_of(LONG, day_of_month, dates, days)), default=0)


def put(card: RateCard, label: str, runs: tuple[Run, ...] | None, channels: list[float], prizes: list[tuple[float, int]], worth: tuple,
        **terms: int) -> None:  # fmt: skip
    """Puts an offer on the card: `terms` under the names of records.OFFER_TERMS; `channels` the share that each reaches; `prizes` (odds, cost
    in minor units); `worth` the last four fields of PersonalOffer.  `runs` None: something that the member does starts it."""
    needed = 1 + max((place for *_, place in runs), default=0) if runs is not None else 1
    places = tuple(range(card.places, card.places + needed))
    if places[-1] >= OFFERS:
        raise ScenarioError(said("program.{label}: takes place {place} of the personal offers that a member may hold; there are {most}",
                                 label=label, place=places[-1] + 1, most=OFFERS))
    if not card.personal:
        card.monthly.append(lambda month: this_month(card, month))
        shape = card.market.p.value
        card.order_reaches[:] = special.gammaincc(shape, shape * np.arange(BASKET_STEPS) / 8)
    card.places += needed
    card.personal.append(PersonalOffer(label, places, runs and tuple((a, b, places[i]) for a, b, i in runs), *worth))
    terms |= {"code": zlib.crc32(label.encode()) & 0xFFFF, "source": card.source(label), "closed_from": OPEN_END}
    terms["shut_at_opening"] = terms["closed_from"]
    for name, value in terms.items():
        getattr(card, f"offer_{name}")[list(places)] = value
    card.offer_channel[list(places)] = channels + [0.0] * (CHANNELS - len(channels))
    odds, costs = ([p[i] for p in prizes] + [0] * (PRIZES - len(prizes)) for i in (0, 1))
    card.offer_odds[list(places)], card.offer_prize[list(places)] = odds, costs


def this_month(card: RateCard, month: int) -> dict[str, np.ndarray]:
    """What personal offers are in this month: whether one is given at its opening, from which day it holds and to which."""
    first, last = card.calendar.span(month)
    opens, ends, given = (np.zeros(OFFERS, np.int64) for _ in range(3))
    share, money = np.zeros(OFFERS), np.zeros(OFFERS)
    point = card.reward_value / card.goal if card.goal else 0.0
    for offer in card.personal:
        places = list(offer.places)
        share[places] = (offer.share + offer.multiple * card.reward_rate) * card.offer_redemption[places]
        money[places] = (offer.money + offer.points * point) * card.offer_redemption[places]
        if offer.runs is None:
            ends[places], given[places] = first + card.offer_days[places] - 1, 1
        for a, b, place in offer.runs or ():
            if first <= a < last:
                opens[place], ends[place], given[place] = a, b, 1
    return {"offer_opens": opens, "offer_ends": ends, "offer_given": given, "offer_share": share, "offer_money": money}


def extra_percent(multiplier: float) -> int:
    return round((multiplier - 1) * PERCENT)
