"""What a run gives: integer tables of both arms, and the tables that pages, exports and metrics read."""

from __future__ import annotations

import dataclasses
import functools
import hashlib

import numpy as np
import pandas as pd

from simulation.arm import FIELDS, ArmResult
from simulation.ledger import COMPONENTS, FEES, Posting, allocate
from simulation.mechanics.base import Month
from simulation.ratecard import RateCard
from simulation.records import DISCOUNT, FLOWS, LOTS, MAX_EXPIRY, MEASURES, PER_MEMBER
from simulation.scenario import Scenario

NO_TIER = "-"
NOT_BY_TIER = ("flow", "day_use", "budget", "offer_day_uses", "offer_day_points", "desk_busy")  # tables of an arm without a row for each tier
MONEY = ("sales", "returned_sales", "discount", "margin", "reward_cost", "benefit_cost", "campaign_cost", "other_cost", "fees")
# The public columns of `monthly`, in order; further measures follow them
COLUMNS = (
    "members",
    "active",
    "joins",
    "dropouts",
    "purchases",
    "sales",
    "margin",
    "points_issued",
    "points_redeemed",
    "points_expired",
    "points_reversed",
    "points_outstanding",
    "reward_cost",
    "benefit_cost",
    "campaign_cost",
    "other_cost",
    "fees",
    "upgrades",
    "downgrades",
)
MORE = ("alive", "extra_purchases", "returned_sales", "rewards", "retention_base", "retained", "cohort_alive", "recruits", "organic_recruits",
        "plan_joins", "plan_renewals", "plan_members", "reminders")


@dataclasses.dataclass(frozen=True, eq=False)
class Outcome:
    """Both arms of one run over the same people with the same luck."""

    scenario: Scenario
    engine: str
    program: ArmResult
    no_program: ArmResult
    opening: tuple[tuple[int, int], ...]  # (members, points) placed for each opening group

    # ---- exact tables: integers, money in minor units ----------------------------------------------------------------
    @functools.cached_property
    def monthly_minor(self) -> pd.DataFrame:
        """Long table by arm, month and tier; all columns integer, money in minor units."""
        return pd.concat([self._arm_table("program"), self._arm_table("no_program")], ignore_index=True)

    @functools.cached_property
    def monthly(self) -> pd.DataFrame:
        """The same with money in currency units: the nearest float to an exact decimal."""
        return in_currency(self.monthly_minor, self.scenario)

    def _arm_table(self, name: str) -> pd.DataFrame:
        arm = getattr(self, name)
        n = len(self.tier_names) if name == "program" else 1
        months = self.scenario.run.months
        index = pd.MultiIndex.from_product(
            [[name], range(1, months + 1), self.tier_names if name == "program" else [NO_TIER]], names=["arm", "month", "tier"]
        )
        counts = {m: arm.measure(m)[:, :n].ravel() for m in MEASURES}
        counts["margin"] = rounded_share(counts["sales"], self.scenario.market.margin.value)
        costs = {c: np.zeros(months * n, np.int64) for c in (*COMPONENTS, FEES)}
        if name == "program":
            for month, _, p in self.postings:
                costs[p.component][(month - 1) * n : month * n] += p.amounts
        columns = counts | costs
        return pd.DataFrame({c: columns[c] for c in COLUMNS + MORE}, index=index).reset_index()

    @functools.cached_property
    def totals(self) -> dict[str, pd.DataFrame]:
        """arm -> monthly sums over tiers, money in minor units."""
        return {arm: self._sums(arm) for arm in ("program", "no_program")}

    def _sums(self, name: str) -> pd.DataFrame:
        counts = getattr(self, name).count
        columns = dict(zip(MEASURES, counts.sum(1).T, strict=True))
        columns["margin"] = rounded_share(counts[:, :, MEASURES.index("sales")], self.scenario.market.margin.value).sum(1)
        costs = {c: np.zeros(len(counts), np.int64) for c in (*COMPONENTS, FEES)}
        if name == "program":
            for month, _, p in self.postings:
                costs[p.component][month - 1] += sum(p.amounts)
        columns |= costs
        return pd.DataFrame({c: columns[c] for c in COLUMNS + MORE}, index=pd.RangeIndex(1, len(counts) + 1, name="month"))

    # ---- money -------------------------------------------------------------------------------------------------------
    @functools.cached_property
    def postings(self) -> list[tuple[int, str, Posting]]:
        """What the mechanics say each month has cost: (month, mechanic's label, posting)."""
        return [
            (view.month, m.label, p) for view in self._views for m in self.scenario.program.mechanics for p in m.terms.postings(view, m.label)
        ]

    @functools.cached_property
    def _views(self) -> list[Month]:
        """Each month as mechanics need it."""
        return month_views(self.program, self._card, len(self.tier_names), range(1, self.scenario.run.months + 1))

    @functools.cached_property
    def uses(self) -> pd.DataFrame:
        """What members used, took or did, by month, tier, mechanic and name: times, and points given for it (taken: below zero)."""
        rows = [
            (view.month, tier, m.label, use.name, float(times), int(times) * use.points)
            for view in self._views
            for m in self.scenario.program.mechanics
            for use in m.terms.used(view, m.label)
            for tier, times in zip(self.tier_names, use.times, strict=True)
        ]
        return pd.DataFrame(rows, columns=["month", "tier", "mechanic", "name", "times", "points"])

    @functools.cached_property
    def costs(self) -> pd.DataFrame:
        """Program cost by month, tier, component, mechanic and name; currency units."""
        rows = [
            (month, tier, p.component, label, p.name, amount)
            for month, label, p in self.postings
            for tier, amount in zip(self.tier_names, p.amounts, strict=True)
        ]
        table = pd.DataFrame(rows, columns=["month", "tier", "component", "mechanic", "name", "amount"])
        table["amount"] = table["amount"].astype(float) / self.scenario.market.minor_per_unit
        return table

    @functools.cached_property
    def _card(self) -> RateCard:
        from simulation.simulate import rate_card

        return rate_card(self.scenario)

    # ---- points and tiers ----------------------------------------------------------------------------------------------
    @property
    def tier_names(self) -> list[str]:
        return [str(name) for name in self.scenario.program.tier_names]

    @property
    def opening_points(self) -> int:
        return sum(points for _, points in self.opening)

    @functools.cached_property
    def vintages(self) -> pd.DataFrame:
        """Points by month of issue and month: issued, redeemed, expired, reversed, and what is outstanding at the month's end.

        Vintages up to 0 are the opening balance.
        """
        months = self.scenario.run.months
        first = 1 - MAX_EXPIRY
        out = []
        opening = self._opening_by_vintage()
        for vintage in range(first, months + 1):
            flow = self.program.flow[:, :, vintage % LOTS].copy()
            flow[: max(0, vintage - 1)] = 0  # the bucket's earlier owner
            if vintage < 1:
                flow[min(months, vintage + LOTS - 1) :] = 0  # and its later one
            held = opening.get(vintage, 0)
            if not flow.any() and not held:
                continue
            table = pd.DataFrame(flow, columns=list(FLOWS))
            table.insert(0, "month", range(1, months + 1))
            table.insert(0, "vintage", vintage)
            table["outstanding"] = held + (table["issued"] - table["redeemed"] - table["expired"] - table["reversed"]).cumsum()
            out.append(table[table["month"] >= vintage])
        return pd.concat(out, ignore_index=True) if out else pd.DataFrame(columns=["vintage", "month", *FLOWS, "outstanding"])

    def _opening_by_vintage(self) -> dict[int, int]:
        from simulation.population import population

        if not self.opening_points:
            return {}
        lots = population(self.scenario).rows["lots"].sum(0)
        return {v: int(lots[v % LOTS]) for v in range(1 - MAX_EXPIRY, 1)}

    def moves(self, month: int) -> np.ndarray:
        """[from, to]: members by tier a year before `month`, and where they stand then; the last row and column are the lapsed,
        who bought nothing in that year.  All zero in the first year."""
        n = len(self.tier_names)
        table = self.program.moves[month - 1]
        out = np.zeros((n + 1, n + 1), np.int64)
        out[:n, :n] = table[:n, 1, :n, 1]
        out[:n, n] = table[:n, 1, :n, 0].sum(1)
        out[n, :n] = table[:n, 0, :n, 1].sum(0)
        out[n, n] = table[:n, 0, :n, 0].sum()
        return out

    def tier_moves(self, month: int) -> np.ndarray:
        """[from tier, to tier]: every member of a tier a year before `month`, active or not."""
        n = len(self.tier_names)
        return self.program.moves[month - 1].sum((1, 3))[:n, :n]

    # ---- identity ------------------------------------------------------------------------------------------------------
    def digest(self) -> str:
        """A hash over every integer of both arms; equal for equal runs, whatever the engine."""
        h = hashlib.sha256()
        for arm in (self.program, self.no_program):
            for name in (*FIELDS, *PER_MEMBER):
                h.update(np.ascontiguousarray(getattr(arm, name)).tobytes())
        return h.hexdigest()

    def headline(self) -> dict[str, float | None]:
        """Every metric by name; None where it has no value in this run."""
        from simulation.metrics import METRICS

        return {name: metric.of(self) for name, metric in METRICS.items()}


def month_views(arm: ArmResult, card: RateCard, tiers: int, months: range) -> list[Month]:
    """Months of a program arm under one rate card, as the mechanics that filled it need them."""
    tables, out = card.day_tables(), []
    for month in months:
        counts, sold = arm.count[month - 1, :tiers], arm.day_sales[month - 1, :tiers]
        further = {name: getattr(arm, name)[month - 1, :tiers] for name in FIELDS if name not in NOT_BY_TIER}
        out.append(Month(month, counts, sold, _discounts(card, tables, month, counts, sold, further["price_cut"]), card, further))
    return out


def in_currency(table: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    out = table.copy()
    for column in MONEY:
        if column in out:
            out[column] = out[column] / scenario.market.minor_per_unit
    return out


def rounded_share(amounts: np.ndarray, share: float) -> np.ndarray:
    """Each amount times `share`, to the nearest minor unit."""
    return np.rint(amounts * share).astype(np.int64)


def _discounts(card: RateCard, tables: dict, month: int, counts: np.ndarray, day_sales: np.ndarray, cut) -> dict[str, np.ndarray]:
    """The month's discount of each tier, to the mechanics that gave it: what one member alone was given as booked in `cut` [tier, source],
    the rest in proportion to the sales that public offers touched times their depth."""
    first, last = card.calendar.span(month)
    offers = [o for o in card.offers if first <= o.day < last and o.depth]
    sources = sorted({o.source for o in offers} | ({card.price_source} if card.price_source else set()))
    out = {s: np.zeros(len(counts), np.int64) for s in sources}
    offered = tables["depth"][first:last]
    for tier in range(len(counts)):
        total, sold = int(counts[tier, DISCOUNT] - cut[tier].sum()), day_sales[tier, : last - first].astype(float)
        if total:
            own = card.price_off[tier]
            larger = offered > own if card.larger_offer_only else np.ones(last - first, bool)       # days on which the offers count
            weights = dict.fromkeys(sources, 0.0)
            for o in offers:
                weights[o.source] += sold[o.day - first] * o.depth * larger[o.day - first]
            if card.price_source:
                weights[card.price_source] += float(sold @ np.where(larger, 0.0, own) if card.larger_offer_only else sold.sum() * own)
            for s, part in zip(sources, allocate(total, list(weights.values())), strict=True):
                out[s][tier] = part
    for i, label in enumerate(card.sources):
        out[label] = out.get(label, 0) + cut[:, i]
    return out
