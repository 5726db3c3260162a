"""What word of mouth brings, and what it costs beside paid channels (handbook H10)."""
from __future__ import annotations

import dataclasses

import pandas as pd

from simulation.outcome import Outcome


@dataclasses.dataclass(frozen=True)
class Friends:
    """Members brought in over the whole run; money in currency units."""

    by_reward: int
    unasked: int
    unasked_without: int          # in the arm without a program
    cost: float                   # rewards in money; points given to either side cost when they are redeemed, and are not in it
    paid_channel: float           # what a new member costs through paid channels; 0: not known

    @property
    def more(self) -> int:
        """Members that the program has brought in: for a reward, and unasked because more members stay."""
        return self.by_reward + self.unasked - self.unasked_without

    @property
    def cost_each(self) -> float | None:
        return self.cost / self.more if self.more > 0 else None


def friends(outcome: Outcome) -> Friends:
    arms = [outcome.program, outcome.no_program]
    unasked, without = (int(arm.measure("organic_recruits").sum()) for arm in arms)
    minor = outcome.scenario.market.minor_per_unit
    cost = sum(sum(p.amounts) for _, label, p in outcome.postings if label == "referral")
    return Friends(int(outcome.program.measure("recruits").sum()), unasked, without, cost / minor, outcome.scenario.market.paid_acquisition.value)


def by_month(outcome: Outcome) -> pd.DataFrame:
    """Members brought in by month: for a reward, unasked in either arm; rewards paid in currency units."""
    unit = outcome.scenario.market.minor_per_unit
    months = range(1, outcome.scenario.run.months + 1)
    cost = pd.Series(0, index=months)
    for month, label, posting in outcome.postings:
        if label == "referral":
            cost[month] += sum(posting.amounts)
    return pd.DataFrame({"month": months, "recruits": outcome.program.measure("recruits").sum(1),
                         "organic_recruits": outcome.program.measure("organic_recruits").sum(1),
                         "organic_without": outcome.no_program.measure("organic_recruits").sum(1), "amount": cost.to_numpy() / unit})
