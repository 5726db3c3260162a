"""Paid plan: a fee, and what members who pay it get."""

from __future__ import annotations

from typing import ClassVar, Literal

from simulation.inputs import Fault, term
from simulation.ledger import FEES, Posting
from simulation.mechanics.base import Mechanic
from simulation.plan_level import NO_LIMIT, PlanLevel
from simulation.ratecard import EARN_STEPS, OUT_OF_REACH
from simulation.records import PLAN_HELD, PLAN_LEVELS, PLAN_ORDERS, SPEND, YEAR
from simulation.words import N_, said

TERM_MONTHS = {"yearly": YEAR, "monthly": 1}
BILLED = {"yearly": N_("By the year"), "monthly": N_("By the month")}


class PaidPlan(Mechanic):
    """A member may pay a fee and gets the plan's benefits until the last day of the term; it is then renewed or ends.

    Members decide when they join the program and on each anniversary, at the opening of the month, and take the level that leaves
    them most.  The fee is the low one from the gate's score on, which is the qualifying amount of the window as it then stands.
    A trial ends on its day; who stays keeps the benefits and pays at the next opening of a month.
    """

    title = "Paid plan"
    group: ClassVar[str] = "paid_plan"
    example: ClassVar[dict] = {"levels": [{"name": {"en": "Plus", "zh": "付费会员"}, "fee": 99.0, "freight_cost": 6.0,
                                           "freight_uses": 0.5, "freight_value": 8.0}]}
    billing: Literal["yearly", "monthly"] = term("yearly", title="Billed", choices=BILLED, help="Each fee below is for one such term.")
    gate_score: float = term(0.0, title="Low fee from score", unit="metric", ge=0, le=1e9, help="Qualifying amount of the window. 0: no gate.")
    trial_days: int = term(30, title="Trial", unit="days", ge=0, le=180, help="0: none. Each member has one.")
    trial_share: float = term(0.1, title="Others who try", unit="share", ge=0, le=1, help="Of members who would not pay unseen. Assumed.")
    trial_conversion: float = term(0.64, title="Trials that end in a fee", unit="share", ge=0, le=1, help="Prime: 0.64 (2019) and 0.73 (2016).")
    levels: tuple[PlanLevel, ...] = term(title="Plans", boxes=True, min_length=1, max_length=PLAN_LEVELS)

    def faults(self, program):
        out, names = [], [str(level.name) for level in self.levels]
        for i, level in enumerate(self.levels):
            if self.gate_score and not level.low_fee:
                out.append(Fault(f"levels[{i}].low_fee", said("{name} has no low fee for the gate; give one, or set gate_score to 0",
                                                              name=level.name)))
            if level.low_fee and not self.gate_score:
                out.append(Fault(f"levels[{i}].low_fee", said("{name} has a low fee, but gate_score is 0; say from which score it holds",
                                                              name=level.name)))
            if level.low_fee > level.fee:
                out.append(Fault(f"levels[{i}].low_fee", said("{low_fee} is above the fee of {fee}",
                                                              low_fee=f"{level.low_fee:g}", fee=f"{level.fee:g}")))
            if level.points_back and program.get("cash_off") is None:
                out.append(Fault(f"levels[{i}].points_back", "points buy nothing in this program; add cash_off, or set it to 0"))
            if level.points_back > 0.5 and level.back_in == "share":
                out.append(Fault(f"levels[{i}].points_back", said("{points_back} is no share of spend up to 0.5",
                                                                  points_back=f"{level.points_back:g}")))
            if names.index(str(level.name)) < i:
                out.append(Fault(f"levels[{i}].name", said("{name} is there twice; give each level a name of its own", name=level.name)))
        return out

    def fill(self, card, label):
        minor, n = card.market.minor, len(self.levels)
        card.plan_levels, card.plan_months, card.plan_source = n, TERM_MONTHS[self.billing], card.source(label)
        gate = minor(self.gate_score) if card.metric[0] == SPEND else round(self.gate_score)
        card.plan_gate = gate if self.gate_score else OUT_OF_REACH
        card.trial_days, card.trial_share, card.trial_conversion = self.trial_days, self.trial_share, self.trial_conversion
        card.plan_unit = EARN_STEPS * card.market.minor_per_unit
        card.plan_point = card.reward_value / card.goal if card.goal else 0.0
        for i, level in enumerate(self.levels):
            card.plan_fee[i], card.plan_low_fee[i] = max(1, minor(level.fee)), max(1, minor(level.low_fee))
            card.plan_off[i] = round(level.price_off * 10_000)
            point = card.plan_point / card.market.minor_per_unit       # currency units
            card.plan_earn[i] = round(level.points_per_unit(point) * EARN_STEPS)
            card.plan_cap[:, i] = [level.points(cap, point) if cap else NO_LIMIT for cap in (level.cap_month, level.cap_quarter, level.cap_year)]
            card.plan_per_order[i] = level.freight_value * level.freight_uses * card.market.minor_per_unit
            card.plan_per_year[i] = level.other_value * card.market.minor_per_unit

    def postings(self, month, label):
        minor = month.card.market.minor
        yield Posting(label, FEES, "Fees", tuple(int(x) for x in month.fees_paid))
        yield Posting(label, "benefit_cost", "Plan price", tuple(int(x) for x in month.discounts.get(label, month.members * 0)))
        freight, other = (minor(level.freight_cost) * level.freight_uses for level in self.levels), (minor(level.other_cost) for level in self.levels)
        yield Posting(label, "benefit_cost", "Plan freight", costs(month.plan[:, :, PLAN_ORDERS], [*freight]))
        yield Posting(label, "benefit_cost", "Plan benefits", costs(month.plan[:, :, PLAN_HELD], [*other], YEAR))


def costs(uses, unit_costs, divisor: int = 1) -> tuple[int, ...]:
    """uses [tier, level] times the level's unit cost (minor units) / divisor, rounded to the nearest minor unit once for each tier."""
    return tuple(round(sum(int(n) * unit for n, unit in zip(tier, unit_costs, strict=False)) / divisor) for tier in uses)
