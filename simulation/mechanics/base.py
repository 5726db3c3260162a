"""What every mechanic is: terms that a form can draw, what it puts on the rate card, and what it costs."""
from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from simulation.inputs import Fault, Strict
from simulation.ledger import Posting
from simulation.records import MEASURES

if TYPE_CHECKING:
    from simulation.program import Program
    from simulation.ratecard import RateCard


GROUPS = ("tiers", "points", "benefits", "campaigns", "lifecycle", "word_of_mouth", "partners", "paid_plan", "service", "budget", "running", "more")


@dataclasses.dataclass(frozen=True)
class Month:
    """One month of the program arm, as a mechanic needs it to say what it has cost."""

    month: int
    counts: np.ndarray       # [tier, measure], integers
    day_sales: np.ndarray    # [tier, day of the month], minor units
    discounts: dict          # label -> discount by tier, minor units
    card: RateCard
    tables: dict             # name of a further table of records.TALLY -> [tier, ...], integers

    def __getattr__(self, measure: str) -> np.ndarray:
        """A measure by tier, as in `month.purchases`, or a table, as in `month.price_cut`."""
        if measure in MEASURES:
            return self.counts[:, MEASURES.index(measure)]
        if measure.startswith("_") or measure not in self.tables:
            raise AttributeError(measure)
        return self.tables[measure]


@dataclasses.dataclass(frozen=True)
class Use:
    """How often members used, took or did a thing in a month, by tier; a point of `points` is given, a negative one is taken for it."""

    name: str
    times: tuple[float, ...]
    points: int = 0          # each time


class Mechanic(Strict):
    """One thing that a program does.  The class docstring is the rule as a member would be told it, then the edge that surprises."""

    several: ClassVar[bool] = False      # whether a program may hold more than one, each under its own label
    title: ClassVar[str] = ""
    summary: ClassVar[str] = ""          # a line under the title; without one, the first sentence of the docstring
    group: ClassVar[str] = "more"        # where it stands: one of GROUPS
    example: ClassVar[dict] = {}         # terms that a mechanic just switched on starts with, beside its defaults

    def faults(self, program: Program) -> list[Fault]:
        """What does not fit the rest of the program; fields relative to this mechanic."""
        return []

    def fill(self, card: RateCard, label: str) -> None:
        """Puts the terms on the rate card."""

    def without_program(self) -> Mechanic | None:
        """The terms that hold where there is no program; None where nothing of the mechanic is left."""
        return None

    def postings(self, month: Month, label: str) -> Iterable[Posting]:
        """What the month has cost."""
        return ()

    def uses(self, month: Month, label: str) -> Iterable[Use]:
        """What members have used, taken or done in the month."""
        return ()


def cost_by_tier(unit_cost: float, uptake: float, uses: np.ndarray, divisor: int = 1) -> tuple[int, ...]:
    """uses x unit cost (minor units) x uptake / divisor, rounded to the nearest minor unit once for each tier."""
    return tuple(round(int(n) * unit_cost * uptake / divisor) for n in uses)


def exact_part(amount: int, factor: float) -> int:
    """amount x factor to the nearest whole, halves up: in decimals, as an invoice is written, so that 12,670 x 0.65 is 8,236."""
    return int((Decimal(amount) * Decimal(str(factor))).to_integral_value(ROUND_HALF_UP))
