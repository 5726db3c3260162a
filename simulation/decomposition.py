"""What drives the lift: the program's effects on behaviour switched off one by one, on the same people with the same luck.

Definitions: docs/drivers.md.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from simulation.comparison import t_interval
from simulation.executor import Progress, ordered
from simulation.metrics import net_by_month, totals
from simulation.ratecard import OUT_OF_REACH, RateCard
from simulation.replications import SEEDS
from simulation.scenario import Scenario
from simulation.simulate import rate_card, simulate
from simulation.words import N_

CONFIDENCE = 0.95
AT_A_TIME = 4  # runs of one call
SHARED_RUNS = 600  # of the exact shares, which take 2^n runs for each seed; fewer seeds where that is more
LEAST_SEEDS = 3


@dataclasses.dataclass(frozen=True)
class Effect:
    """A group of market fields that are one effect; switched off, each of them is 0.  `said` within a sentence; `off` says what off means."""

    title: str
    said: str
    fields: tuple[str, ...]
    off: str


EFFECTS: dict[str, Effect] = {
    "goal": Effect(N_("Goal gradient"), N_("the goal gradient"), ("theta_goal",),
                   N_("Members do not order more often when a reward or a tier comes near.")),
    "enrolled": Effect(N_("Being enrolled"), N_("being enrolled"), ("theta_enrolled",),
                       N_("Being a member does not by itself make anybody order more often.")),
    "member": Effect(N_("Membership on dropout"), N_("what membership does to dropout"), ("phi_member",),
                     N_("Being a member does not by itself keep anybody longer.")),
    "tier": Effect(N_("Tier and its benefits"), N_("tiers and their benefits"), ("theta_tier", "phi_tier", "loss_weight"),
                   N_("What a tier gives is worth nothing to behaviour, and losing a tier hurts nobody. Benefits still cost.")),
    "redeem": Effect(N_("Glow after a redemption"), N_("the glow after a redemption"), ("theta_redeem",),
                     N_("Members redeem as before, but do not order more often afterwards.")),
    "campaign": Effect(N_("Campaigns and offers"), N_("campaigns and offers"), ("theta_campaign",),
                       N_("Offers bring no extra orders. They are still used at the orders that come anyway, and still cost.")),
    "paid": Effect(N_("Paid plan"), N_("the paid plan"), ("theta_paid", "phi_paid", "paid_basket"),
                   N_("Members join the plan and pay its fee, but order as often, stay as long and fill their baskets as without it.")),
    "referral": Effect(N_("Referral"), N_("referral"), ("referral_response",),
                       N_("Nobody is brought in for the reward, so their orders and the referrers' loyalty are missing. Members brought in "
                          "unasked stay as they are, in both arms.")),
    "service": Effect(N_("Waiting for service"), N_("waiting for service"), ("theta_wait", "phi_wait"),
                      N_("Nobody minds waiting, with the program or without it: both arms are run anew.")),
}  # fmt: skip
MONEY = ("incremental_sales", "incremental_margin", "net_value")  # minor units
FIGURES = ("incremental_sales", "lift_rate", "incremental_margin", "net_value")


def with_only(scenario: Scenario, on: Iterable[str]) -> Scenario:
    """The scenario with these effects as they are and all others off."""
    off = [field for name, effect in EFFECTS.items() if name not in set(on) for field in effect.fields]
    return scenario.with_market(scenario.market.with_values(**dict.fromkeys(off, 0.0)))


def effects_used(scenario: Scenario) -> tuple[str, ...]:
    """The effects that can act in this scenario: the program holds what they need, and not all their numbers are 0.

    The others change no integer of a run, whatever else is on.
    """
    card, values = rate_card(scenario), scenario.market.values()
    return tuple(name for name, effect in EFFECTS.items() if any(values[field] for field in effect.fields) and _acts(name, card))


def _acts(name: str, card: RateCard) -> bool:
    if name in ("goal", "enrolled", "member"):
        return card.generosity > 0      # they are scaled by it
    if name == "tier":
        return card.tiers > 1 or card.partners > 0 or any(map(np.any, (card.value_per_order, card.value_per_month, card.price_off)))
    return {"redeem": card.items > 0 or card.minimum < OUT_OF_REACH, "campaign": bool(card.offers) or card.places > 0,
            "paid": card.plan_levels > 0, "referral": card.recruits_a_year > 0, "service": bool(card.service)}[name]  # fmt: skip


def runs_of(scenario: Scenario, seed: int, sets: tuple[tuple[str, ...], ...]) -> list[tuple[int, ...]]:
    """For each set of effects that are on: incremental sales, incremental margin, net value, and sales without the program; minor units."""
    out = []
    for on in sets:
        outcome = simulate(with_only(scenario, on), seed=seed, workers=1)
        program, rest = totals(outcome, "program"), totals(outcome, "no_program")
        more = (int(program[c].sum() - rest[c].sum()) for c in ("sales", "margin"))
        out.append((*more, int(net_by_month(outcome).sum()), int(rest["sales"].sum())))
    return out


def _every_run(scenario: Scenario, sets: list[tuple[str, ...]], seeds: int, progress: Progress | None) -> dict[tuple[str, ...], np.ndarray]:
    """Set of effects -> int64 [seed, figure of runs_of].  Calls that follow each other have other seeds: none waits for another's no-program arm."""
    parts = [tuple(sets[k : k + AT_A_TIME]) for k in range(0, len(sets), AT_A_TIME)]
    jobs = list(itertools.product(parts, range(seeds)))
    found = ordered(runs_of, [(scenario, scenario.run.seed + k, part) for part, k in jobs], progress)
    out = {on: np.zeros((seeds, len(MONEY) + 1), np.int64) for on in sets}
    for (part, k), rows in zip(jobs, found, strict=True):
        for on, row in zip(part, rows, strict=True):
            out[on][k] = row
    return out


@dataclasses.dataclass(frozen=True, eq=False)
class Decomposition:
    """Every figure with all effects on, with none, without each one and with each one alone; int64 [seed, figure of MONEY], minor units.

    For each figure and seed: whole = nothing + sum of lost() + together() = nothing + sum of own() + together(alone=True), to the last unit.
    """

    scenario: Scenario
    used: tuple[str, ...]
    whole: np.ndarray
    nothing: np.ndarray
    without: dict[str, np.ndarray]
    alone: dict[str, np.ndarray]
    sales: np.ndarray  # [seed], of the no-program arm with all effects on

    @property
    def seeds(self) -> int:
        return len(self.whole)

    def lost(self, name: str) -> np.ndarray:
        """What is lost where this one effect is off; exactly 0 for one that the scenario does not use."""
        return self.whole - self.without[name] if name in self.used else np.zeros_like(self.whole)

    def own(self, name: str) -> np.ndarray:
        """What this effect brings where all others are off."""
        return self.alone[name] - self.nothing if name in self.used else np.zeros_like(self.whole)

    def together(self, alone: bool = False) -> np.ndarray:
        """What is left of the whole over all parts: below 0 where parts are counted twice, as effects strengthen each other."""
        return self.whole - self.nothing - sum((self.own(n) if alone else self.lost(n) for n in self.used), np.zeros_like(self.whole))

    def parts(self, alone: bool = False) -> dict[str, np.ndarray]:
        """Rows of the table in order; they add up to the whole."""
        ranked = sorted(EFFECTS, key=lambda n: (-self.lost(n)[:, 0].mean(), n not in self.used))
        rows = {"nothing": self.nothing} | {n: self.own(n) if alone else self.lost(n) for n in ranked}
        return rows | {"together": self.together(alone), "whole": self.whole}

    def figure(self, amounts: np.ndarray, figure: str) -> np.ndarray:
        """[seed] of an array [seed, figure of MONEY]: money in currency units, the lift as a share of the sales without the program."""
        if figure == "lift_rate":
            return amounts[:, 0] / np.maximum(1, self.sales)
        return amounts[:, MONEY.index(figure)] / self.scenario.market.minor_per_unit

    def mean_and_range(self, amounts: np.ndarray, figure: str) -> tuple[float, float, float]:
        """Mean over the seeds and its Student t interval; the seeds are paired, as every amount is a difference on the same luck."""
        values = self.figure(amounts, figure)
        return float(values.mean()), *map(float, t_interval(values, CONFIDENCE))

    def table(self, shares: Shares | None = None) -> pd.DataFrame:
        """One row for each part: lost without it, alone, and, where they were worked out, its share; each with its range."""
        ways = {"lost": self.parts(), "alone": self.parts(alone=True)} | ({"share": shares.parts(self)} if shares else {})
        rows = []
        for part in self.parts():
            row = {"effect": title_of(part)}
            for way, amounts in ways.items():
                for figure in FIGURES:
                    source = self if way != "share" else shares
                    row |= dict(zip((f"{way}_{figure}", f"{way}_{figure}_low", f"{way}_{figure}_high"),
                                    source.mean_and_range(amounts[part], figure), strict=True))  # fmt: skip
            rows.append(row)
        return pd.DataFrame(rows)


NOTHING, TOGETHER, WHOLE = N_("The program with no effect at all"), N_("Together: effects on each other"), N_("The whole program")


def title_of(part: str) -> str:
    return EFFECTS[part].title if part in EFFECTS else {"nothing": NOTHING, "together": TOGETHER, "whole": WHOLE}[part]


def decompose(scenario: Scenario, seeds: int = SEEDS, progress: Progress | None = None) -> Decomposition:
    """Runs the scenario whole, with no effect, without each effect and with each alone, on the seeds from the scenario's own on."""
    used = effects_used(scenario)
    without = {name: tuple(n for n in used if n != name) for name in used}
    sets = list(dict.fromkeys([used, (), *without.values(), *((name,) for name in used)]))
    found = _every_run(scenario, sets, seeds, progress)
    money = {on: rows[:, : len(MONEY)] for on, rows in found.items()}
    return Decomposition(scenario, used, money[used], money[()], {name: money[on] for name, on in without.items()},
                         {name: money[(name,)] for name in used}, found[used][:, -1])  # fmt: skip


# ======== exact shares =====================================================================================================
@dataclasses.dataclass(frozen=True, eq=False)
class Shares:
    """Each effect's mean contribution over all orders in which effects can be switched on (Shapley 1953); they add up to the whole.

    times: effect -> integers [seed, figure of MONEY], the share times `orders`, the number of orders: so the sum is exact.
    """

    orders: int
    times: dict[str, np.ndarray]
    of: Decomposition  # on the shares' own seeds

    def share(self, name: str) -> np.ndarray:
        """[seed, figure], minor units."""
        return self.times[name].astype(float) / self.orders if name in self.times else np.zeros(self.of.whole.shape)

    def parts(self, like: Decomposition) -> dict[str, np.ndarray]:
        """Rows in the order of another decomposition of the scenario; nothing is left for "together"."""
        rows = {"nothing": self.of.nothing, "together": np.zeros_like(self.of.whole), "whole": self.of.whole}
        return {part: rows[part] if part in rows else self.share(part) for part in like.parts()}

    def mean_and_range(self, amounts: np.ndarray, figure: str) -> tuple[float, float, float]:
        return self.of.mean_and_range(amounts, figure)


def seeds_of_shares(used: int, seeds: int = SEEDS) -> int:
    """How many seeds the exact shares of so many effects are worked out on."""
    return max(min(LEAST_SEEDS, seeds), min(seeds, SHARED_RUNS // 2**used))


def shapley(scenario: Scenario, seeds: int | None = None, progress: Progress | None = None) -> Shares:
    """The exact shares over the effects that the scenario uses: 2^n runs for each seed.

    Share of i: the sum over sets S without i of |S|! (n - |S| - 1)! / n! times what i adds to S.
    """
    used = effects_used(scenario)
    sets = [tuple(n for n in used if n in on) for size in range(len(used) + 1) for on in itertools.combinations(used, size)]
    found = _every_run(scenario, sets, seeds or seeds_of_shares(len(used)), progress)
    money = {frozenset(on): rows[:, : len(MONEY)].astype(object) for on, rows in found.items()}
    times = {name: _times(name, len(used), money) for name in used}
    plain = {on: rows[:, : len(MONEY)] for on, rows in found.items()}
    whole = Decomposition(scenario, used, plain[used], plain[()], {n: plain[tuple(x for x in used if x != n)] for n in used},
                          {n: plain[(n,)] for n in used}, found[used][:, -1])  # fmt: skip
    return Shares(math.factorial(len(used)), times, whole)


def _times(name: str, effects: int, money: dict[frozenset, np.ndarray]) -> np.ndarray:
    """The share times n!, in Python's integers, which do not overflow."""
    weight = lambda size: math.factorial(size) * math.factorial(effects - size - 1)  # noqa: E731
    return sum(weight(len(on)) * (money[on | {name}] - held) for on, held in money.items() if name not in on)
