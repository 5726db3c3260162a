"""A run with what each member did in each month: the same tables as simulate.simulate gives, and arrays by month and member beside them."""
from __future__ import annotations

import dataclasses

import numpy as np

from simulation import clock
from simulation.arm import ArmResult
from simulation.engine import CHUNK, Compiled, copy_of
from simulation.executor import checkpoint
from simulation.outcome import Outcome
from simulation.population import population
from simulation.ratecard import RateCard
from simulation.records import RETURNS
from simulation.scenario import Scenario
from simulation.simulate import Progress, no_program_card, rate_card

BEFORE = ("sales", "purchases", "n_base", "alive", "tier")
AT_THE_END = ("rate", "dropout", "mean_basket", "referred", "joined_month", "plan", "balance", "redeemed_on", "joined_on")
MONTHLY = {"sales": np.int64, "orders": np.int32, "occasions": np.int32, "left": bool, "alive": bool, "tier_before": np.int8, "tier": np.int8,
           "joined": bool, "plan_held": bool, "active": bool}


@dataclasses.dataclass(frozen=True, eq=False)
class MemberMonths:
    """One arm.  `months`: name of MONTHLY -> [month, member]; `end`: traits and state at the end -> [member].

    sales: less returns, minor units · occasions: of the baseline stream · left: left for good in the month · alive, tier, joined, plan_held,
    active: at its end · tier_before: as it began · end["returning"]: sales on their way back, minor units.
    """

    result: ArmResult
    months: dict[str, np.ndarray]
    end: dict[str, np.ndarray]

    def __getattr__(self, name: str) -> np.ndarray:
        held = self.__dict__
        for table in (held.get("months", {}), held.get("end", {})):
            if name in table:
                return table[name]
        raise AttributeError(name)

    @property
    def own(self) -> np.ndarray:
        """Who is there in both arms: whom others bring in stands in a row of its own."""
        return self.end["referred"] == 0


class Kept(Compiled):
    """An arm that keeps every member's months."""

    def __init__(self, rows, join_day, card: RateCard, enrolled: bool):
        super().__init__(rows, join_day, card, enrolled)
        self.careful = True
        self._was = {name: rows[name].copy() for name in BEFORE}
        self._kept: list[dict[str, np.ndarray]] = []

    def book(self, month):
        super().book(month)
        rows, was = self.rows, self._was
        now = {name: rows[name].copy() for name in BEFORE}
        new = len(rows) - len(was["alive"])
        if new:
            was = {name: np.concatenate([was[name], np.full(new, name == "alive", was[name].dtype)]) for name in BEFORE}
        joined, left = rows["joined"] == 1, (was["alive"] == 1) & (now["alive"] == 0)
        card = self.card[0]
        found = {
            "sales": now["sales"] - was["sales"], "orders": now["purchases"] - was["purchases"], "occasions": now["n_base"] - was["n_base"] + left,
            "left": left, "alive": joined & (now["alive"] == 1), "tier_before": was["tier"], "tier": now["tier"], "joined": joined,
            "plan_held": rows["plan"] > 0, "active": joined & (card["last_day"] - rows["bought_on"] <= card["active_days"]),
        }
        self._kept.append({name: np.asarray(found[name], kind) for name, kind in MONTHLY.items()})
        self._was = now

    def member_months(self) -> MemberMonths:
        n = len(self.rows)
        months = {name: np.stack([np.pad(k[name], (0, n - len(k[name]))) for k in self._kept]) for name in MONTHLY}
        waits = (np.arange(RETURNS) - self.rows["first_return"][:, None]) % RETURNS < self.rows["returns"][:, None]
        end = {name: self.rows[name].copy() for name in AT_THE_END} | {"returning": (self.rows["return_sale"].astype(np.int64) * waits).sum(1)}
        return MemberMonths(self.finish(), months, end)


def lived(rows: np.ndarray, join_day: np.ndarray, card: RateCard, enrolled: bool, tell: Progress) -> MemberMonths:
    """Runs an arm on a copy of the members.  `tell` hears the share that is done."""
    arm = Kept(copy_of(rows), join_day, card, enrolled)
    clock.run(arm, lambda month: tell(month / card.calendar.months))
    return arm.member_months()


def member_months(scenario: Scenario, progress: Progress | None = None) -> tuple[Outcome, MemberMonths, MemberMonths]:
    """The outcome of a run, its members with the program, and without.  `progress` hears the share that is done; what it raises ends the run."""
    people, blank = population(scenario), no_program_card(scenario)
    tell, n = progress or checkpoint, len(people.rows)
    size = n if blank.service else CHUNK      # members meet at service desks
    parts = [lived(people.rows[low : low + size], people.join_day[low : low + size], blank, False,
                   lambda share, low=low: tell((low + share * min(size, n - low)) / (2 * n))) for low in range(0, n, size)]
    without = joined_up(parts, scenario.run.months)
    program = lived(people.rows, people.join_day, rate_card(scenario), True, lambda share: tell(0.5 + 0.5 * share))
    return Outcome(scenario, "fast", program.result, without.result, people.opening), program, without


def joined_up(parts: list[MemberMonths], months: int) -> MemberMonths:
    """Several groups of members of one arm as one."""
    if len(parts) == 1:
        return parts[0]
    total = ArmResult(months)
    for part in parts:
        total.add(part.result)
    return MemberMonths(total, {name: np.concatenate([p.months[name] for p in parts], axis=1) for name in MONTHLY},
                        {name: np.concatenate([p.end[name] for p in parts]) for name in parts[0].end})
