"""What members pay, and for which of their points: the inputs of the allocation."""
from __future__ import annotations

import numpy as np

from simulation.outcome import Outcome
from simulation.records import PARTNER_POINTS
from simulation.simulate import rate_card


def paid_by_members(outcome: Outcome) -> dict[str, np.ndarray]:
    """By month, minor units: list (orders at list price), discount, points_off (money off by rewards), paid (list less both),
    returned (orders sent back, at list price, as booked in the month of their return).

    What an item of the catalogue takes off is its value; it was less where less was left to pay.
    """
    card, total = rate_card(outcome.scenario), outcome.totals["program"]
    discount, rewards = outcome.program.measure("discount").sum(1), total["rewards"].to_numpy()
    off = rewards * int(card.reward_value)
    for k in range(card.items):
        if card.item_off[k]:
            off = off + outcome.program.items[:, :, k].sum(1) * int(card.item_value[k])
    returned = total["returned_sales"].to_numpy()
    sold = total["sales"].to_numpy() + returned
    off = np.minimum(off, sold - discount)
    return {"list": sold, "discount": discount, "points_off": off, "paid": sold - discount - off, "returned": returned}


def points_given(outcome: Outcome) -> np.ndarray:
    """[month]: points that are no part of a sale: for joining, birthdays, activities (reviews among them), referrals, and partners' purchases."""
    out, uses, card = np.zeros(outcome.scenario.run.months, np.int64), outcome.uses, rate_card(outcome.scenario)
    given = uses[uses["points"] > 0]
    np.add.at(out, given["month"].to_numpy(int) - 1, given["points"].to_numpy(np.int64))
    out += outcome.program.partner[:, :, :, PARTNER_POINTS].sum((1, 2))
    recruits = outcome.totals["program"]["recruits"].to_numpy()
    out += recruits * int(card.referral_points)
    out[1:] += recruits[:-1] * int(card.friend_points)      # friends join in the month after
    return out
