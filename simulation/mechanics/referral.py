"""Referral: members who bring in others are thanked, and so are their friends."""

from __future__ import annotations

import math
from typing import ClassVar

from simulation.inputs import Fault, term
from simulation.ledger import Posting
from simulation.mechanics.base import Mechanic


class Referral(Mechanic):
    """A member whose friend joins gets a reward, and the friend gets one, too; so many times a calendar year at most.

    It is booked at the end of the month in which the member wins the friend, who joins in the next.  Friends whom members bring in
    unasked come with or without a program and are not paid for.  What brings in more is the value of both rewards together, points at
    their face value.
    """

    title = "Referral reward"
    group: ClassVar[str] = "word_of_mouth"
    reward: float = term(20.0, title="To the member who refers", unit="currency", ge=0, le=10_000, step=5.0)
    reward_points: int = term(0, title="Points to the member who refers", unit="points", ge=0, le=1_000_000, step=50)
    friend_reward: float = term(20.0, title="To the friend", unit="currency", ge=0, le=10_000, step=5.0)
    friend_points: int = term(0, title="Points to the friend", unit="points", ge=0, le=1_000_000, step=50)
    cap_per_year: int = term(10, title="Friends paid for, a member and year", unit="friends", ge=1, le=100)

    def faults(self, program):
        if not (self.reward or self.reward_points or self.friend_reward or self.friend_points):
            return [Fault("reward", "nobody gets anything; give a reward or points to the member or to the friend")]
        if (self.reward_points or self.friend_points) and program.get("cash_off") is None and program.get("reward_catalogue") is None:
            return [Fault("reward_points", "points buy nothing in this program; give money, or add a reward that points buy")]
        return []

    def value(self, program_card) -> float:
        """What both sides get, currency units."""
        card = program_card
        points = self.reward_points + self.friend_points
        return self.reward + self.friend_reward + points * card.worth_of_points(1.0) / card.market.minor_per_unit

    def fill(self, card, label):
        market = card.market
        card.recruits_a_year = market.referral_response.value * (1 - math.exp(-self.value(card) / market.referral_scale.value))
        card.recruits_cap = self.cap_per_year
        card.referral_points, card.friend_points = self.reward_points, self.friend_points

    def postings(self, month, label):
        minor = month.card.market.minor
        yield Posting(label, "campaign_cost", "Referral reward", tuple(int(n) * minor(self.reward) for n in month.recruits))
        yield Posting(label, "campaign_cost", "Friend's reward", tuple(int(n) * minor(self.friend_reward) for n in month.recruits))
