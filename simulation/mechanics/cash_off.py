"""Cash off: the reward that points buy."""

from __future__ import annotations

from simulation.inputs import Fault, term
from simulation.ledger import Posting
from simulation.mechanics.base import Mechanic, Use
from simulation.words import N_, said


class CashOff(Mechanic):
    """Points taken off the price at the till, in whole rewards, from the balance held before the order.

    A reward is never worth more than what is left to pay, or than the share of it that points may pay: a large balance may take several
    orders.
    """

    title, summary, group = "Reward", N_("What points buy: cash off an order."), "points"
    point_value: float = term(0.01, title="Value of a point", unit="currency", gt=0, le=1_000, step=0.001, help="Face value when redeemed.")
    goal: int = term(500, title="Points of one reward", unit="points", ge=1, le=10_000_000, step=50)
    minimum: int = term(0, title="Least to redeem", unit="points", ge=0, le=10_000_000, step=50, help="0: one reward.")
    cap_share: float = term(
        1.0, title="At most, of an order", unit="share of what is paid", gt=0, le=1, step=0.05, advanced=True,
        help="So much of an order points may pay.",
    )  # fmt: skip
    cap_points: int = term(0, title="At most, points an order", unit="points", ge=0, le=10_000_000, step=50, advanced=True, help="0: no limit.")
    cost_share: float = term(
        0.8,
        title="Cost to the company",
        unit="share of face value",
        ge=0,
        le=1.5,
        step=0.05,
        help="Below 1 where rewards are paid in goods that cost less than their price.",
    )

    def faults(self, program):
        out = []
        if self.minimum and self.minimum < self.goal:
            out.append(
                Fault("minimum", said("{minimum} points do not buy one reward of {goal}; give 0 or at least {goal}",
                                      minimum=f"{self.minimum:,}", goal=f"{self.goal:,}"))
            )
        if self.cap_points and self.cap_points < max(self.goal, self.minimum):
            least = max(self.goal, self.minimum)
            out.append(Fault("cap_points", said("{cap_points} points buy nothing where {least} are the least; give 0 or at least {least}",
                                                cap_points=f"{self.cap_points:,}", least=f"{least:,}")))
        if self.goal * self.point_value < 0.01:
            out.append(
                Fault(
                    "point_value",
                    said("a reward of {goal} points would be worth {worth}; give it a value of at least 0.01",
                         goal=f"{self.goal:,}", worth=f"{self.goal * self.point_value:g}"),
                )
            )
        return out

    def fill(self, card, label):
        card.goal, card.minimum = self.goal, max(self.goal, self.minimum)
        card.reward_value = max(1, card.market.minor(self.goal * self.point_value))
        card.most_of_order = 0 if self.cap_share == 1 else max(1, round(self.cap_share * 10_000))
        card.most_points = self.cap_points
        card.reward_cost = card.market.minor(self.goal * self.point_value * self.cost_share)

    def postings(self, month, label):
        yield Posting(label, "reward_cost", "Rewards", tuple(int(n) * month.card.reward_cost for n in month.rewards))

    def used(self, month, label):
        yield Use("Rewards", tuple(month.rewards), -self.goal)
