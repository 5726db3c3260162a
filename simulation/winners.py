"""Winners and losers: the same members with the same luck under the old rules and, from one month on, under new ones.

What a member receives, from the change to the end of the run: what was taken off prices and rewards, at what the member saves; benefits of
tiers, partners and the paid plan at what they are worth to this member; prizes and gifts at their value; less the plan's fees; and the
points still held at the end at the worth of a point, where the member has not left for good and redeems at all.
"""
from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from simulation.comparison import t_interval, verdict
from simulation.executor import Progress, ordered
from simulation.inputs import Fault, ScenarioError
from simulation.ledger import COMPONENTS, FEES
from simulation.program import Program
from simulation.scenario import Scenario
from simulation.transition import DEFAULT_MONTH, DEFAULT_MONTHS, POLICIES, Change, Followed, check, follow, places_of
from simulation.words import N_, joined, said

RUNS = 8
CONFIDENCE = 0.95
SHARE, LEAST = 0.01, 1.0      # of what a member spends, and currency units: a smaller change is about the same
YEAR = 12
TENURES = ((6, N_("Under 6 months")), (12, N_("6 to 12 months")), (24, N_("12 to 24 months")), (1 << 30, N_("24 months and more")))
THIRDS = (N_("Light buyers"), N_("Middle"), N_("Heavy buyers"))
SEEKS = (N_("Quality-seeking"), N_("Price-sensitive"))
BROUGHT_IN, EVERYBODY = N_("Brought in by others"), N_("Everybody")
GROUPINGS = {"all": N_("All"), "tier": N_("Tier on the day"), "buyers": N_("Thirds by what they buy without a program"),
             "seeks": N_("What they look for"), "tenure": N_("Member for")}
COUNTS = ("members", "rises", "falls", "rises_at_end", "falls_at_end", "gains", "loses", "about_same")
SPREAD = ("mean_a_year", "p10_a_year", "median_a_year", "p90_a_year", "losers_mean_a_year")
CURVE = (np.arange(100) + 0.5) / 100      # shares of the members, from who loses most to who gains most


@dataclasses.dataclass(frozen=True)
class Question:
    """Whose rules change into what, and when.

    old: the scenario with the program that members have, in whose market and run both are told.  share, least: a member gains or loses whose
    value changes by more than this share of what the member spends under the old rules, and by more than so many currency units.
    """

    old: Scenario
    program: Program
    month: int = DEFAULT_MONTH
    months: int = DEFAULT_MONTHS
    tiers: tuple[tuple[str, str], ...] = ()
    share: float = SHARE
    least: float = LEAST

    def change(self, policy: str) -> Change:
        return Change(self.program, self.month, policy, self.months, self.tiers)

    @property
    def months_after(self) -> int:
        return self.old.run.months - self.month + 1

    @property
    def key(self) -> tuple:
        """Names what is asked, whatever the texts."""
        new = self.old.model_copy(update={"program": self.program})
        names = tuple(str(n) for scenario in (self.old, new) for n in scenario.program.tier_names)
        return self.old.digest(), new.digest(), names, self.month, self.months, self.tiers, self.share, self.least


@dataclasses.dataclass(frozen=True, eq=False)
class Winners:
    """Every figure is the mean over `runs` replications, from the scenario's own seed on.

    groups: by policy, grouping and group the counts, sums (currency units, from the change to the end) and spread of the value change (a
    year).  policies: a row for each policy.  curves: policy -> value change a year at CURVE.  refused: policy -> why it cannot be.
    """

    question: Question
    runs: int
    groups: pd.DataFrame
    policies: pd.DataFrame
    curves: dict[str, np.ndarray]
    refused: dict[str, str]
    places: tuple[int, ...]

    def group(self, policy: str, grouping: str) -> pd.DataFrame:
        found = self.groups
        return found[(found["policy"] == policy) & (found["grouping"] == grouping)].reset_index(drop=True)


def winners(question: Question, runs: int = RUNS, progress: Progress | None = None) -> Winners:
    """Every policy over the same seeds.  Raises ScenarioError where no policy can be told, or fewer than two runs are asked for."""
    if runs < 2:
        raise ScenarioError([Fault("runs", said("{runs} cannot show a range; give 2 or more", runs=runs))])
    refused = {}
    for policy in POLICIES:
        try:
            check(question.old, question.change(policy))
        except ScenarioError as e:
            refused[policy] = joined([fault.message for fault in e.faults])
            if len(refused) == len(POLICIES):
                raise
    told = tuple(policy for policy in POLICIES if policy not in refused)
    seed = question.old.run.seed
    worlds = ordered(world, [(question, told, seed + k) for k in range(runs)], progress)
    groups = _mean([w["groups"] for w in worlds])
    curves = {policy: np.mean([w["curves"][policy] for w in worlds], axis=0) for policy in told}
    rows = [_policy_row(policy, groups, np.array([w["net"][policy] for w in worlds])) for policy in told]
    places = places_of(question.old, question.change(told[0]))
    return Winners(question, runs, groups, pd.DataFrame(rows), curves, refused, places)


def world(question: Question, policies: tuple[str, ...], seed: int) -> dict:
    """One seed: the old program going on, and each policy, as frames of figures."""
    old = question.old.with_run(seed=seed)
    kept = follow(old, month=question.month)
    labels = labels_of(question, kept)
    frames, curves, net = [], {}, {}
    for policy in policies:
        changed = follow(old, question.change(policy))
        table = members(question, kept, changed)
        frames += [_figures(table[rows.to_numpy()], policy, grouping, group, question) for grouping, group, rows in _groups(labels)]
        a_year = table["difference"].to_numpy() * YEAR / question.months_after / old.market.minor_per_unit
        curves[policy] = np.quantile(a_year, CURVE) if a_year.size else np.zeros(CURVE.size)
        net[policy] = (net_after(changed, question.month) - net_after(kept, question.month)) / old.market.minor_per_unit
    return {"groups": pd.DataFrame(frames), "curves": curves, "net": net}


# ======== member by member ================================================================================================
def there(kept: Followed) -> np.ndarray:
    """Rows of who is a member on the day of the change; whoever comes later, or is brought in later, has no old rules to miss."""
    return np.flatnonzero(kept.start["joined"] == 1)


def received(run: Followed, rows: np.ndarray) -> np.ndarray:
    """int64 [member]: what each has got since the change, the points of the end included; minor units."""
    end, point = run.end, run.card_after.worth_of_points(1.0)
    of_use = (run.start["redeems"][rows] == 1) & (end["alive"][rows] == 1)
    points = np.rint(end["balance"][rows] * point).astype(np.int64) * of_use
    return end["received"][rows] - run.start["received"][rows] + points


def members(question: Question, kept: Followed, changed: Followed) -> pd.DataFrame:
    """One row for each member on the day of the change; money in minor units."""
    rows, to = there(kept), np.array(places_of(question.old, question.change("keep_until_review")))
    before, placed = to[kept.start["tier"][rows]], changed.placed[rows].astype(np.int64)
    values = [received(run, rows) for run in (kept, changed)]
    sales = [run.end["sales"][rows] - run.start["sales"][rows] for run in (kept, changed)]
    difference = values[1] - values[0]
    least = np.maximum(question.share * sales[0], question.least * question.old.market.minor_per_unit)
    return pd.DataFrame({
        "on_the_day": np.sign(placed - before), "at_the_end": np.sign(changed.end["tier"][rows] - to[kept.end["tier"][rows]]),
        "difference": difference, "verdict": np.where(difference > least, 1, np.where(difference < -least, -1, 0)),
        "sales": sales[1] - sales[0], "left": kept.end["alive"][rows].astype(np.int64) - changed.end["alive"][rows],
    })  # fmt: skip


def labels_of(question: Question, kept: Followed) -> pd.DataFrame:
    """The groups that each member of the change belongs to; a column for each grouping, groups as numbers in their order."""
    rows, start = there(kept), kept.start
    return pd.DataFrame({
        "all": np.zeros(len(rows), np.int64),
        "tier": start["tier"][rows].astype(np.int64),
        "buyers": _thirds(kept, rows),
        "seeks": start["price_sensitive"][rows].astype(np.int64),
        "tenure": np.searchsorted([months for months, _ in TENURES], question.month - start["joined_month"][rows], side="right"),
    })  # fmt: skip


def _thirds(kept: Followed, rows: np.ndarray) -> np.ndarray:
    """By sales without a program; who was brought in by others has no row there that is surely the same."""
    founders = rows[kept.start["referred"][rows] == 0]
    sales = kept.no_program.sales[founders]
    rank = np.empty(len(founders), np.int64)
    rank[np.argsort(sales, kind="stable")] = np.arange(len(founders))
    out = np.full(len(rows), len(THIRDS))
    out[kept.start["referred"][rows] == 0] = rank * len(THIRDS) // max(1, len(founders))
    return out


def group_names(question: Question, grouping: str) -> list[str]:
    """Names of a grouping's groups in order; texts of the model, tiers as the old program calls them."""
    if grouping == "tier":
        return [str(name) for name in question.old.program.tier_names]
    return {"all": [EVERYBODY], "buyers": [*THIRDS, BROUGHT_IN], "seeks": [*SEEKS], "tenure": [name for _, name in TENURES]}[grouping]


def _groups(labels: pd.DataFrame):
    for grouping in GROUPINGS:
        for group in range(int(labels[grouping].max()) + 1 if len(labels) else 1):
            yield grouping, group, labels[grouping] == group


def _figures(table: pd.DataFrame, policy: str, grouping: str, group: int, question: Question) -> dict:
    market, yearly = question.old.market, YEAR / question.months_after
    money, found = table["difference"].to_numpy() / market.minor_per_unit, table["verdict"].to_numpy()
    p10, median, p90 = np.quantile(money, (0.1, 0.5, 0.9)) * yearly if money.size else (np.nan,) * 3
    of = lambda column, sign: int((table[column] == sign).sum())  # noqa: E731
    sales = table["sales"].sum() / market.minor_per_unit
    return {
        "policy": policy, "grouping": grouping, "group": group_names(question, grouping)[group], "members": len(table),
        "rises": of("on_the_day", 1), "falls": of("on_the_day", -1), "rises_at_end": of("at_the_end", 1), "falls_at_end": of("at_the_end", -1),
        "gains": of("verdict", 1), "loses": of("verdict", -1), "about_same": of("verdict", 0),
        "value_won": money[found > 0].sum(), "value_lost": -money[found < 0].sum(), "value_change": money.sum(),
        "sales_change": sales, "margin_change": sales * market.margin.value, "left_change": table["left"].sum(),
        "mean_a_year": money.mean() * yearly if money.size else np.nan, "p10_a_year": p10, "median_a_year": median, "p90_a_year": p90,
        "losers_mean_a_year": -money[found < 0].mean() * yearly if (found < 0).any() else np.nan,
    }  # fmt: skip


# ======== the company =====================================================================================================
def net_after(run: Followed, month: int) -> int:
    """Margin and fees less the program's cost from `month` to the end, minor units; of all members, whenever they came."""
    table = run.totals["program"].loc[month:]
    return int(table[["margin", FEES]].to_numpy().sum() - table[list(COMPONENTS)].to_numpy().sum())


def _policy_row(policy: str, groups: pd.DataFrame, net: np.ndarray) -> dict:
    found = groups[(groups["policy"] == policy) & (groups["grouping"] == "all")].iloc[0]
    low, high = t_interval(net, CONFIDENCE)
    names = ("members", "rises", "falls", "falls_at_end", "gains", "loses", "value_won", "value_lost", "sales_change", "left_change")
    return {"policy": policy} | {name: found[name] for name in names} | {
        "net_value_change": net.mean(), "low": low, "high": high, "verdict": verdict(low, high, 1)}  # fmt: skip


def _mean(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """The mean of every figure over replications; a group that is not in every one counts as empty there."""
    every = pd.concat(frames, ignore_index=True)
    keys, order = ["policy", "grouping", "group"], frames[0][["policy", "grouping", "group"]]
    counted = [name for name in every if name not in (*keys, *SPREAD)]
    out = every.groupby(keys, sort=False)
    table = pd.concat([out[counted].sum() / len(frames), out[list(SPREAD)].mean()], axis=1).reset_index()
    table = table[(table["members"] > 0) | (table["grouping"] == "all")]
    place = {name: i for i, name in enumerate(GROUPINGS)}
    first = {key: i for i, key in enumerate(map(tuple, order.to_numpy()))}
    table = table.assign(_=[(list(POLICIES).index(p), place[g], first.get((p, g, name), 1 << 30)) for p, g, name in table[keys].to_numpy()])
    return table.sort_values("_", kind="stable").drop(columns="_").reset_index(drop=True)


def shares(table: pd.DataFrame) -> pd.DataFrame:
    """A table of groups with shares of its members beside the counts."""
    out = table.copy()
    for name in COUNTS[1:]:
        out[f"{name}_share"] = out[name] / out["members"].where(out["members"] > 0)
    return out
