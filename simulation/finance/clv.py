"""Member value: the discounted contribution of a member to the end of the run, from the simulation, and beyond it, in closed form.

Every value is on day 0, in the market's discount rate; a month's money counts as paid at its end.  What is exact, what is an approximation
and how it was checked: docs/clv.md.
"""
from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from simulation.executor import Progress, ordered
from simulation.experiments import RUNS, TAIL, draws
from simulation.finance.member_cost import cost_by_member
from simulation.finance.member_months import MemberMonths, member_months
from simulation.finance.pnl import fees as fees_of
from simulation.finance.pnl import segments
from simulation.finance.residual import residual_active_months, residual_occasions
from simulation.outcome import Outcome
from simulation.population import population
from simulation.records import YEAR
from simulation.scenario import Scenario
from simulation.segments import BANDS
from simulation.words import N_

ALL, TIER_END, TIER_START, BAND, COHORT, BROUGHT_IN = "all", "tier_end", "tier_start", "band", "cohort", "brought_in"
SPLITS = {ALL: N_("Everybody"), TIER_END: N_("By tier at the end of the run"), TIER_START: N_("By tier on day 0"),
          BAND: N_("By sales without the program, thirds of the members"), COHORT: N_("By year of joining"),
          BROUGHT_IN: N_("Brought in by members")}
# Of one member, currency units on day 0: with the program its cost is taken off
FIGURES = ("with_run", "with_beyond", "with_total", "without_run", "without_beyond", "without_total", "member_added")
DETAILS = ("margin_run", "cost_run", "margin_beyond", "cost_beyond")     # with the program; cost less fees
COUNTED = ("orders", "left", "occasions")
ENOUGH = 20.0     # expected events at which a group's own average weighs as much as that of the larger group


@dataclasses.dataclass(frozen=True, eq=False)
class Arm:
    """One arm's members: money on day 0 in minor units, [member]."""

    margin_run: np.ndarray
    cost_run: np.ndarray
    margin_beyond: np.ndarray
    cost_beyond: np.ndarray

    @property
    def run(self) -> np.ndarray:
        return self.margin_run - self.cost_run

    @property
    def beyond(self) -> np.ndarray:
        return self.margin_beyond - self.cost_beyond


@dataclasses.dataclass(frozen=True, eq=False)
class Effects:
    """What the last year's averages say of each member's months beyond the run: orders for each baseline occasion, times of the member's own
    dropout chance, cost less fees in each month in which the member is active (minor units)."""

    orders: np.ndarray
    dropout: np.ndarray
    cost: np.ndarray


# ======== the two parts of a value ======================================================================================
def month_weights(months: int, annual: float) -> np.ndarray:
    """What one unit at each month's end is worth on day 0."""
    return (1 + annual) ** (-np.arange(1, months + 1) / YEAR)


def value_of(outcome: Outcome, held: MemberMonths, cost: np.ndarray, effects: Effects) -> Arm:
    """cost: less fees, [month, member], minor units."""
    market, months = outcome.scenario.market, outcome.scenario.run.months
    annual, share = market.discount_rate.value, market.margin.value
    weight = month_weights(months, annual)
    dropout = np.minimum(held.dropout * effects.dropout, 1.0)
    there, end = held.alive[-1], weight[-1]
    basket = held.mean_basket * np.where(held.plan > 0, 1 - market.paid_basket.value, 1.0) * (1 - market.returned_share.value)
    sales = np.where(there, residual_occasions(held.rate, dropout, annual) * effects.orders * basket, 0.0)
    sales -= held.returning * month_weights(1, annual)[0]     # on their way back on the last day
    active = residual_active_months(held.rate, dropout, effects.orders, annual, market.active_days.value)
    return Arm(share * (weight @ held.sales), weight @ cost, share * end * sales, end * np.where(there, active * effects.cost, 0.0))


def no_effects(members: int) -> Effects:
    """Of members without a program: their own rate and chance, exactly."""
    return Effects(np.ones(members), np.ones(members), np.zeros(members))


def last_year_effects(held: MemberMonths, cost: np.ndarray, group: np.ndarray, tiers: int, base: MemberMonths | None = None) -> Effects:
    """Averages of the run's last 12 months by tier and `group` (0, 1, ...), each drawn towards the group's, that towards everybody's, and that
    towards 1, no effect.

    Orders and dropouts are held against the occasions of members by the tier in which a month began, so that what they did in it does not
    choose their tier.  Dropouts are divided by the sum of the members' own chances over these occasions.
    base: the arm without the program: what the same people show there, in the same cells, is luck, and is divided out.
    """
    last = slice(-YEAR, None)
    before, after = (held.months[name][last].astype(np.int64) + tiers * group for name in ("tier_before", "tier"))
    cells = tiers * (int(group.max(initial=0)) + 1)
    total = lambda at, what: np.bincount(at.ravel(), np.asarray(what, float).ravel(), cells)  # noqa: E731

    def of(orders, left, occasions):
        chances = total(before, occasions * held.dropout)
        found = _averages(total(before, orders), total(before, occasions), tiers), _averages(total(before, left), chances, tiers)
        known = np.repeat(chances.reshape(-1, tiers).sum(1) > 0, tiers)
        return [np.where(known, one, 1.0) for one in found]

    orders, dropout = of(*(held.months[name][last] for name in COUNTED))
    if base is not None:
        luck = of(*(paired(held, base, name)[last] for name in COUNTED))
        orders, dropout = orders / luck[0], dropout / luck[1]
    costs = _averages(total(after, cost[last]), total(after, held.active[last]), tiers, no_effect=None)
    return Effects(orders[after[-1]], dropout[after[-1]], costs[after[-1]])


def paired(held: MemberMonths, base: MemberMonths, name: str) -> np.ndarray:
    """What the same people did in the other arm, in the order of `held`; 0 for those who are not there."""
    out = np.zeros(held.months[name].shape, held.months[name].dtype)
    out[:, held.own] = base.months[name][:, base.own]
    return out


def _averages(part: np.ndarray, whole: np.ndarray, tiers: int, no_effect: float | None = 1.0) -> np.ndarray:
    """part / whole by [group x tier]; everybody's is drawn towards `no_effect`, if there is one."""
    parts, wholes = part.reshape(-1, tiers), whole.reshape(-1, tiers)
    if no_effect is None:
        everybody = parts.sum() / max(wholes.sum(), 1.0)
    else:
        everybody = (parts.sum() + ENOUGH * no_effect) / (wholes.sum() + ENOUGH)
    of_group = (parts.sum(1) + ENOUGH * everybody) / (wholes.sum(1) + ENOUGH)
    return ((parts + ENOUGH * of_group[:, None]) / (wholes + ENOUGH)).ravel()


# ======== one run =======================================================================================================
@dataclasses.dataclass(frozen=True, eq=False)
class Valued:
    """Both arms of one run, members in the order of their arms.  cost: less fees, [month, member], minor units."""

    outcome: Outcome
    program: Arm
    without: Arm
    held: MemberMonths
    base: MemberMonths
    cost: np.ndarray

    def table(self) -> pd.DataFrame:
        """Index (split, group); "members", "there" (share not gone for good at the end), FIGURES, DETAILS: of one member, currency units."""
        unit, rows = self.outcome.scenario.market.minor_per_unit, {}
        for key, (who, other) in groups_of(self.outcome, self.held, self.base).items():
            n = int(who.sum())
            if not n:
                continue
            mean = lambda values, chosen: float(values[chosen].sum()) / n / unit  # noqa: B023, E731
            a, b, c, d = (mean(getattr(arm, part), chosen) for arm, chosen in ((self.program, who), (self.without, other))
                          for part in ("run", "beyond"))
            details = [mean(getattr(self.program, name), who) for name in DETAILS]
            rows[key] = [n, float(self.held.alive[-1][who].mean()), a, b, a + b, c, d, c + d, (a + b) - (c + d), *details]
        index = pd.MultiIndex.from_tuples(rows, names=["split", "group"])
        return pd.DataFrame(rows.values(), index, ["members", "there", *FIGURES, *DETAILS]).astype({"members": int})


def valued(scenario: Scenario) -> Valued:
    """Raises ValueError where nothing is discounted: then a member who never leaves is worth without end."""
    if scenario.market.discount_rate.value <= 0:
        raise ValueError("discount_rate is 0, so what lies beyond the run has no end; set it above 0 in the market")
    outcome, held, base = member_months(scenario)
    cost = cost_by_member(outcome, held)
    group, other = (sum(k * who[arm].astype(np.int64) for k, who in enumerate(segments(outcome).values())) for arm in (0, 1))
    alone = _without(scenario, base, other)
    found = last_year_effects(held, cost.lasting, group, len(outcome.tier_names), base)
    for mine, of_base in ((found.orders, alone.orders), (found.dropout, alone.dropout)):
        mine[held.own] *= of_base[base.own]
    return Valued(outcome, value_of(outcome, held, cost.whole, found), value_of(outcome, base, np.zeros_like(base.sales), alone), held, base,
                  cost.whole)


def _without(scenario: Scenario, base: MemberMonths, group: np.ndarray) -> Effects:
    """Exact, but for members who were brought in, and where members wait at service desks: there as it was in the last year."""
    waits, exact = scenario.program.get("service_desk") is not None, no_effects(base.rate.size)
    if not waits and base.own.all():
        return exact
    seen = last_year_effects(base, np.zeros_like(base.sales), group, 1)
    known = base.own & (not waits)
    return Effects(np.where(known, 1.0, seen.orders), np.where(known, 1.0, seen.dropout), exact.cost)


def groups_of(outcome: Outcome, held: MemberMonths, base: MemberMonths) -> dict[tuple[str, int], tuple[np.ndarray, np.ndarray]]:
    """(split, group) -> who of the program arm's members, who of the no-program arm's: the same people, but for those brought in."""
    own, other = held.own, base.own
    out = {(ALL, 0): (np.ones(own.size, bool), np.ones(other.size, bool))}

    def put(split, code, chosen):
        pair = np.zeros(own.size, bool), np.zeros(other.size, bool)
        pair[0][own], pair[1][other] = chosen, chosen
        out[(split, code)] = pair

    tiers, people = len(outcome.tier_names), population(outcome.scenario)
    if tiers > 1:
        for tier in range(tiers):
            put(TIER_END, tier, held.tier[-1][own] == tier)
    first = people.join_day < 0
    if outcome.scenario.opening and tiers > 1:
        for tier in range(tiers):
            put(TIER_START, tier, first & (people.rows["tier"] == tier))
    for k, (who, _) in enumerate(list(segments(outcome).values())[: len(BANDS)]):
        put(BAND, k, who[own])
    if not first.all():
        year = np.where(first, 0, (held.joined_month[own].astype(int) - 1) // YEAR + 1)
        for code in np.unique(year):
            put(COHORT, int(code), year == code)
    if not (own.all() and other.all()):
        out[(BROUGHT_IN, 0)] = ~own, ~other
    return out


# ======== with its range ================================================================================================
@dataclasses.dataclass(frozen=True, eq=False)
class MemberValue:
    """The scenario's own run, and the range of each figure over luck and assumptions: tables as Valued.table has them."""

    scenario: Scenario
    table: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    checks: pd.DataFrame
    soon: float      # share of the value beyond the run, without the program, that lies in its first five years

    def labelled(self, tier_names: list[str], translate=str) -> pd.DataFrame:
        """One row a group with its title, each of FIGURES with low and high."""
        rows = []
        for (split, code), row in self.table.iterrows():
            out = {"split": translate(SPLITS[split]), "group": title(split, code, tier_names, translate), "members": int(row["members"]),
                   "there": row["there"]}
            for name in FIGURES:
                out |= {name: row[name], f"{name}_low": self.low.loc[(split, code), name], f"{name}_high": self.high.loc[(split, code), name]}
            rows.append(out | {name: row[name] for name in DETAILS})
        return pd.DataFrame(rows)


def title(split: str, code: int, tier_names: list[str], translate=str) -> str:
    if split in (TIER_END, TIER_START):
        return tier_names[code]
    if split == BAND:
        return translate(BANDS[code])
    if split == COHORT:
        return translate(N_("Year {n}")).format(n=code) if code else translate(N_("There on day 0"))
    return translate(SPLITS[split])


def member_value(scenario: Scenario, runs: int = RUNS, progress: Progress | None = None) -> MemberValue:
    """Runs the scenario and its draws; raises ValueError as `valued` does."""
    own = valued(scenario)
    table = own.table()
    found = ordered(value_table, [(world,) for world in draws(scenario, runs)], progress)
    held = np.array([one.reindex(table.index).to_numpy(float) for one in found] or [table.to_numpy(float)])
    held = np.concatenate([held, table.to_numpy(float)[None]]) if np.isnan(held).all(0).any() else held
    low, high = (np.nanquantile(held, end, axis=0) for end in (TAIL, 1 - TAIL))
    frame = lambda values, widest: pd.DataFrame(widest(values, table.to_numpy(float)), table.index, table.columns)  # noqa: E731
    return MemberValue(scenario, table, frame(low, np.fmin), frame(high, np.fmax), checks(own), share_soon(own))


def value_table(world: Scenario) -> pd.DataFrame:
    return valued(world).table()


def share_soon(found: Valued, months: int = 5 * YEAR) -> float:
    base, annual = found.base, found.outcome.scenario.market.discount_rate.value
    there = base.alive[-1]
    soon, ever = (residual_occasions(base.rate, base.dropout, annual, n) * base.mean_basket for n in (months, None))
    return float(soon[there].sum() / ever[there].sum()) if there.any() else float("nan")


def checks(found: Valued) -> pd.DataFrame:
    """name, left, right (minor units), ties."""
    o, table = found.outcome, found.table()
    market, of = o.scenario.market, lambda split: table.loc[[key for key in table.index if key[0] in split]]
    fees = sum(sum(p.amounts) for _, _, p in o.postings if p.component == "fees")
    cost = sum(sum(p.amounts) for _, _, p in o.postings) - 2 * fees
    tax = int(fees_of(o)["fee_tax"].sum())
    whole = lambda rows: round(float((rows["members"] * rows["member_added"]).sum()) * market.minor_per_unit)  # noqa: E731
    rows = [
        (N_("Sales of all members, with the program: as on the other pages"), int(found.held.sales.sum()), int(o.totals["program"]["sales"].sum())),
        (N_("Sales of all members, without: as on the other pages"), int(found.base.sales.sum()), int(o.totals["no_program"]["sales"].sum())),
        (N_("Cost less fees without tax, by member: as on the other pages"), round(float(found.cost.sum())), cost + tax),
        (N_("Thirds and those brought in add up to everybody's added value"), whole(of((BAND, BROUGHT_IN))), whole(of((ALL,)))),
    ]
    if len(o.tier_names) > 1:
        rows.append((N_("Tiers and those brought in add up to everybody's added value"), whole(of((TIER_END, BROUGHT_IN))), whole(of((ALL,)))))
    out = pd.DataFrame(rows, columns=["name", "left", "right"])
    return out.assign(ties=out["left"] == out["right"])
