"""What each member has cost in each month: the program's postings shared among the members of their tier."""
from __future__ import annotations

import dataclasses

import numpy as np

from simulation.finance.member_months import MemberMonths
from simulation.finance.pnl import fees
from simulation.ledger import FEES
from simulation.mechanics.running_cost import SET_UP
from simulation.outcome import Outcome

BY_MEMBER = ("other_cost",)      # platform, staff and agents: by head; everything else by sales
ONCE = SET_UP                    # never again after the run


@dataclasses.dataclass(frozen=True, eq=False)
class MemberCost:
    """Cost less fees without tax, [month, member], minor units: all of it, without what is paid once to set up, and the part by head alone."""

    whole: np.ndarray
    lasting: np.ndarray
    by_head: np.ndarray


def cost_by_member(outcome: Outcome, held: MemberMonths) -> MemberCost:
    """A month's cost of a tier goes to its members at the month's end: running cost and agents by head, fees by payer, the rest by the month's
    sales; by head where a tier sold nothing, and to everybody where nobody is left in it."""
    months, n = held.sales.shape[0], len(outcome.tier_names)
    by_head, by_sales, once = (np.zeros((months, n)) for _ in range(3))
    for month, _, p in outcome.postings:
        if p.component == FEES:
            continue
        kind = once if p.component in BY_MEMBER and p.name == ONCE else by_head if p.component in BY_MEMBER else by_sales
        kind[month - 1] += p.amounts
    paid = fees(outcome)
    received = (paid["fees_received"] - paid["fee_tax"]).astype(float)
    whole, lasting, heads = (np.zeros(held.sales.shape) for _ in range(3))
    for m in range(months):
        tier, there = held.tier[m].astype(np.int64), held.joined[m].astype(float)
        share = lambda amounts, weights: _shared(amounts, weights * there, there, tier)  # noqa: B023, E731
        heads[m] = share(by_head[m], there)
        lasting[m] = heads[m] + share(by_sales[m], np.maximum(held.sales[m], 0)) - share(received[m], held.plan_held[m])
        setting_up = share(once[m], there)
        whole[m], heads[m] = lasting[m] + setting_up, heads[m] + setting_up
    return MemberCost(whole, lasting, heads)


def _shared(amounts: np.ndarray, weights: np.ndarray, there: np.ndarray, tier: np.ndarray) -> np.ndarray:
    """amounts [tier] to members by their weights within the tier, else by head, else to everybody."""
    out, rest = np.zeros(tier.size), amounts
    for chosen, at in ((weights, tier), (there, tier), (there, np.zeros_like(tier))):
        if not rest.any():
            break
        if at is not tier:
            rest = np.array([rest.sum()])
        whole = np.bincount(at, chosen, len(rest))
        out += (np.where(whole > 0, rest, 0) / np.where(whole > 0, whole, 1))[at] * chosen
        rest = np.where(whole > 0, 0, rest)
    return out
