"""What a program is worth: NPV, IRR, payback, ROI, the deepest need of cash, and where it breaks even.  Conventions: docs/finance.md."""
from __future__ import annotations

import dataclasses

import numpy as np

from simulation.finance.pnl import COST, TOTAL, fees, pnl
from simulation.metrics import cost_by_month, net_by_month, payback_month, ratio
from simulation.outcome import Outcome
from simulation.records import YEAR
from simulation.words import N_

SMALL = 1e-6      # of all money that flows: what NPV at the IRR may be off zero
NO_FLOWS, ONE_WAY = N_("No money flows."), N_("Money flows one way only: no rate makes it zero.")
MANY = N_("Money flows back and forth: more than one rate may make it zero.")
NEVER_BACK = N_("The sum to date never rises above zero: no rate above 0 makes it zero.")
NEVER_NEEDED = N_("The sum to date never falls below zero: no money is tied up that could bear a rate.")


def cash_by_month(outcome: Outcome) -> np.ndarray:
    """Incremental margin and fees received without tax, less program cost, by month; minor units."""
    return net_by_month(outcome) - fees(outcome)["fee_tax"].sum(1)


def monthly_rate(annual: float) -> float:
    """The rate of a month that makes `annual` in twelve."""
    return (1 + annual) ** (1 / YEAR) - 1


def discounted(flows: np.ndarray, annual: float) -> np.ndarray:
    """Each month's flow at its value on day 0; a month's flow counts as paid at the month's end."""
    flows = np.asarray(flows, dtype=float)
    return flows * (1 + annual) ** (-np.arange(1, len(flows) + 1) / YEAR)


def npv(flows: np.ndarray, annual: float) -> float:
    """Net present value on day 0, in the unit of `flows` (one a month)."""
    return float(discounted(flows, annual).sum())


def irr(flows: np.ndarray) -> tuple[float | None, str]:
    """The yearly rate at which the NPV is 0, and "" ; or None and why there is none.

    A single rate is sure where the flows change sign once, or where their sum to date does, of which it is then the only one above 0
    (Norstrom 1972, A sufficient condition for a unique nonnegative internal rate of return).
    """
    flows = np.asarray(flows, dtype=float)
    turns, to_date = changes(flows), flows.cumsum()
    if not flows.any():
        return None, NO_FLOWS
    if not turns:
        return None, ONE_WAY
    if turns > 1 and changes(to_date) != 1:
        return None, MANY if changes(to_date) else NEVER_BACK if to_date.min() < 0 else NEVER_NEEDED
    import numpy_financial

    found = (1 + float(numpy_financial.irr(flows / np.abs(flows).max()))) ** YEAR - 1
    zero = abs(npv(flows, found)) <= SMALL * np.abs(discounted(flows, found)).sum()      # False where there is no number
    return (found, "") if zero and (turns == 1 or found > 0) else (None, MANY)


def changes(values: np.ndarray) -> int:
    """How often a series changes sign; zeros do not count."""
    signs = np.sign(values[np.abs(values) > 0])
    return int((signs[1:] != signs[:-1]).sum())


@dataclasses.dataclass(frozen=True)
class Worth:
    """Figures of one run; money in minor units, on cash: fees count when they are received, without tax."""

    net: int
    npv: float
    irr: float | None
    no_irr: str
    roi: float | None               # net, of the program cost
    payback: int | None             # month, as METRICS has it
    payback_discounted: int | None
    deepest: int                    # lowest sum to date, 0 or below: the cash that is needed
    deepest_month: int              # 0: never below zero


def worth(outcome: Outcome) -> Worth:
    return worth_of(cash_by_month(outcome), int(cost_by_month(outcome).sum()), outcome.scenario.market.discount_rate.value)


def worth_of(flows: np.ndarray, cost: int, annual: float) -> Worth:
    """flows: net cash by month; cost: of the program, over the run (minor units)."""
    to_date = np.concatenate([[0], np.cumsum(flows)]).astype(np.int64)
    rate, why = irr(flows)
    lowest = int(np.argmin(to_date))
    return Worth(int(to_date[-1]), npv(flows, annual), rate, why, ratio(to_date[-1], cost), payback_month(to_date[1:]),
                 payback_month(discounted(flows, annual).cumsum()), int(to_date[lowest]), lowest)


@dataclasses.dataclass(frozen=True)
class BreakEven:
    """The value of one figure at which the net is 0, everything else as it is; None with the reason where there is none."""

    code: str
    label: str
    unit: str
    own: float | None
    value: float | None
    why: str = ""


def break_even(outcome: Outcome) -> list[BreakEven]:
    """Contribution margin, cost per redeemed point (currency units) and sales lift at which the net cash is 0.

    The net is linear in each: margin x extra sales + fees - cost.  For the lift, the cost stays as it is though more sales would earn more
    rewards, so the true figure is higher.  Exact but for the rounding of each month's margin.
    """
    market, whole = outcome.scenario.market, pnl(outcome, "year")[TOTAL]
    net, unit = int(cash_by_month(outcome).sum()), market.minor_per_unit
    extra, base = int(whole["incremental_sales"]), int(outcome.totals["no_program"]["sales"].sum())
    redeemed, rewards = int(outcome.totals["program"]["points_redeemed"].sum()), int(whole["rewards"])
    missing = int(whole[COST] - whole["fees_received"] + whole["fee_tax"])      # what the margin has to bring
    margin = market.margin.value
    of_margin = missing / extra if extra > 0 else None
    own_point = rewards / redeemed / unit if redeemed else None
    of_point = (net + rewards) / redeemed / unit if redeemed and net + rewards >= 0 else None
    return [
        BreakEven("margin", N_("Contribution margin"), "share of sales", margin, of_margin,
                  "" if extra > 0 else N_("Members buy no more than without it.")),
        BreakEven("cost_per_point", N_("Cost of a redeemed point"), "currency", own_point, of_point,
                  N_("Nothing is redeemed.") if not redeemed else N_("Even free rewards would not do.") if of_point is None else ""),
        BreakEven("lift", N_("Sales lift"), "share of sales", ratio(extra, base), missing / (margin * base) if margin * base else None,
                  "" if margin * base else N_("Sales bring no margin.")),
    ]
