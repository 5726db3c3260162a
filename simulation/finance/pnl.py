"""The program's P&L by month, fiscal quarter and fiscal year, by tier and by segment: integers in minor units, from the program's own postings.

What each line means and where it comes from: docs/finance.md.
"""
from __future__ import annotations

import dataclasses
import datetime
import weakref
from typing import Literal

import numpy as np
import pandas as pd

from simulation.ledger import FEES, allocate
from simulation.mechanics.base import exact_part
from simulation.mechanics.paid_plan import TERM_MONTHS
from simulation.metrics import METRICS, incremental
from simulation.naming import called, names_of_costs
from simulation.outcome import Outcome
from simulation.program import word_of
from simulation.records import YEAR
from simulation.words import N_

By = Literal["month", "quarter", "year"]
QUARTER, TOTAL = 3, "total"
SEGMENTS = ("light", "middle", "heavy", "brought_in")


@dataclasses.dataclass(frozen=True)
class Line:
    """A line of the P&L.  `sign` is what it does to its parent: 1 adds, -1 is taken off, 0 stands beside it.

    balance: what stands at the period's end, so that a year shows its last month · of: the mechanic of a part by name, where two share one.
    """

    code: str
    label: str
    sign: int
    parent: str
    help: str
    balance: bool = False
    of: str = ""

    @property
    def named(self) -> bool:
        """Whether it is a part by name, below the line that it belongs to."""
        return "/" in self.code


NET, COST, FEES_RECOGNISED, ANYWAY = "net_value", "program_cost", "fees_recognised", "discount_anyway"
LINES: tuple[Line, ...] = (
    Line("incremental_sales", N_("Incremental sales"), 0, "", N_("Sales with the program less sales of the same members without it.")),
    Line("incremental_margin", N_("Incremental margin"), 1, NET,
         N_("Sales times the contribution margin, with the program less without it, before the program's cost.")),
    Line(FEES_RECOGNISED, N_("Fees recognised"), 1, NET, N_("Fees of the paid plan without tax, spread evenly over the months that they pay for.")),
    Line("rewards", N_("Rewards"), 1, COST, N_("What rewards cost, booked when points are redeemed.")),
    Line("benefits", N_("Benefits"), 1, COST, N_("Uses of each benefit of tiers and partners times its cost, and the member price.")),
    Line("campaigns", N_("Campaigns"), 1, COST, N_("Price taken off, prizes, contacts, rewarded activities, fixed cost of campaigns.")),
    Line("referral", N_("Referral"), 1, COST, N_("Rewards to members who bring in others, and to their friends.")),
    Line("plan_cost", N_("Paid plan's benefits"), 1, COST,
         N_("Price off, freight and other benefits that only payers get. Points back cost when redeemed.")),
    Line("service", N_("Service"), 1, COST, N_("Agents who serve high tiers alone.")),
    Line("running_cost", N_("Running cost"), 1, COST, N_("Set-up, platform and staff.")),
    Line("partner_funding", N_("Paid by partners"), 1, COST, N_("What partners pay back of joint benefits and for points: a negative cost.")),
    Line(COST, N_("Program cost"), -1, NET, N_("The sum of the costs above, less what partners pay.")),
    Line(NET, N_("Net value"), 0, "", N_("Incremental margin and fees recognised, less program cost. Not discounted.")),
    Line(ANYWAY, N_("Discount given to sales that would have happened anyway"), 0, "",
         N_("Of the price taken off, the share of orders that are not extra orders, by tier and month. An estimate: it takes an extra order to "
            "have the same discount as any other. It is part of the costs above, not one more.")),
    Line("fees_received", N_("Fees received"), 0, "", N_("What payers paid in the period, tax included.")),
    Line("fee_tax", N_("Tax in fees received"), 0, "", N_("Fees received times the market's tax share.")),
    Line("fees_deferred", N_("Fees deferred, at the end"), 0, "", N_("Fees received without tax, less fees recognised, to date."), True),
)
CODES = tuple(line.code for line in LINES)
COSTS = tuple(line.code for line in LINES if line.parent == COST)
OF_WORD = {"referral": "referral", "paid_plan": "plan_cost", "service_desk": "service"}      # a mechanic with a line of its own
OF_COMPONENT = {"reward_cost": "rewards", "benefit_cost": "benefits", "campaign_cost": "campaigns", "other_cost": "running_cost"}
# How a line that is not known by member is shared out among segments
KEYS = {"service": "members", "running_cost": "members", FEES_RECOGNISED: "payers", "fees_received": "payers", "fee_tax": "payers",
        "fees_deferred": "payers", "plan_cost": "payers"}


def pnl(outcome: Outcome, by: By = "month") -> pd.DataFrame:
    """One row a line (index: its code, parts by name below their line), one column a period and "total"; minor units, integers."""
    lines, parts = _parts(outcome)
    month = pd.DataFrame({line.code: parts[line.code].sum(1) for line in lines}).T
    labels = periods(outcome, by)
    names = list(dict.fromkeys(labels))
    table = month.T.groupby(np.array(labels), sort=False).sum().T[names]
    held = [line.code for line in lines if line.balance]
    last = {name: len(labels) - 1 - labels[::-1].index(name) for name in names}
    table.loc[held] = month.loc[held, [last[name] for name in names]].to_numpy()
    table[TOTAL] = table.sum(axis=1)
    table.loc[held, TOTAL] = month.loc[held].iloc[:, -1]
    table.index.name = "line"
    return table.astype(np.int64)


def lines_of(outcome: Outcome) -> tuple[Line, ...]:
    """LINES with the parts by name of this program below the line that they belong to."""
    return _parts(outcome)[0]


def periods(outcome: Outcome, by: By) -> list[str]:
    """The period of each month: "2026-01", "FY2026 Q1" or "FY2026"; a fiscal year has the name of the year in which it ends."""
    calendar, start = outcome.scenario.calendar, int(outcome.scenario.market.fiscal_year_start.value)
    return [period(calendar.first_of(m), by, start) for m in range(1, outcome.scenario.run.months + 1)]


def period(day: datetime.date, by: By, start: int) -> str:
    """The period of a date where fiscal years begin with month `start` (1 to 12)."""
    if by == "month":
        return f"{day:%Y-%m}"
    if by not in ("quarter", "year"):
        raise ValueError(f"no period is called {by!r}; there are month, quarter, year")
    year = day.year + (start > 1 and day.month >= start)
    return f"FY{year}" if by == "year" else f"FY{year} Q{(day.month - start) % YEAR // QUARTER + 1}"


# ======== what each line is, by month and tier ==========================================================================
_kept: weakref.WeakKeyDictionary[Outcome, tuple] = weakref.WeakKeyDictionary()


def _parts(outcome: Outcome) -> tuple[tuple[Line, ...], dict[str, np.ndarray]]:
    """The lines of a run, and each as [month, tier] in minor units, kept with the run.  What no tier is known of stands in the first column."""
    if outcome not in _kept:
        _kept[outcome] = _worked_out(outcome)
        for amounts in _kept[outcome][1].values():
            amounts.flags.writeable = False
    return _kept[outcome]


def _worked_out(outcome: Outcome) -> tuple[tuple[Line, ...], dict[str, np.ndarray]]:
    n, months = len(outcome.tier_names), outcome.scenario.run.months
    blank = lambda: np.zeros((months, n), np.int64)  # noqa: E731
    found, names, lines = {code: blank() for code in CODES}, {}, list[Line]()
    words = {m.label: word_of(m.terms) for m in outcome.scenario.program.mechanics}
    titles = {m.label: called(m.terms, m.label) for m in outcome.scenario.program.mechanics}
    own_names = names_of_costs(outcome.scenario.program)
    for month, label, p in outcome.postings:
        if p.component == FEES:
            continue
        line = line_of(words[label], p.component, sum(p.amounts))
        found[line][month - 1] += p.amounts
        if any(p.amounts):
            names.setdefault((line, label, p.name), blank())[month - 1] += p.amounts
    found[COST] = sum(found[code] for code in COSTS)
    for name in ("sales", "margin"):
        found[f"incremental_{name}"][:, 0] = incremental(outcome, name)
    found |= fees(outcome) | {ANYWAY: discount_anyway(outcome)}
    found[NET] = found["incremental_margin"] + found[FEES_RECOGNISED] - found[COST]
    for line in LINES:
        lines.append(line)
        own = [key for key in names if key[0] == line.code]
        for key in own:
            code, shared = "/".join(key), sum(name == key[2] for _, _, name in own) > 1
            lines.append(Line(code, own_names.get(key[1:], key[2]), 1, line.code, line.help, of=titles[key[1]] if shared else ""))
            found[code] = names[key]
    return tuple(lines), found


def line_of(word: str, component: str, amount: int) -> str:
    """The line of a posting, by its mechanic's word and component; what somebody else pays back is a negative amount."""
    return "partner_funding" if amount < 0 else OF_WORD.get(word, OF_COMPONENT[component])


def fees(outcome: Outcome) -> dict[str, np.ndarray]:
    """fees_received, fee_tax, fees_recognised and fees_deferred (at the month's end), each [month, tier] in minor units.

    A fee is paid at the opening of a month for `term` months, this one the first; of a month's fees F without tax, F k // term are
    recognised after k months, so that the whole term gives F to the last unit.  The tier is the payer's when paying.
    """
    months, n = outcome.scenario.run.months, len(outcome.tier_names)
    received, tax, recognised = (np.zeros((months, n), np.int64) for _ in range(3))
    for month, _, p in outcome.postings:
        if p.component == FEES:
            received[month - 1] += p.amounts
    for month in np.flatnonzero(received.any(1)):
        tax[month] = allocate(exact_part(int(received[month].sum()), outcome.scenario.market.fee_tax.value), received[month])
    plan, net = outcome.scenario.program.get("paid_plan"), received - tax
    term = TERM_MONTHS[plan.billing] if plan else 1
    for k in range(min(term, months)):
        recognised[k:] += (net * (k + 1) // term - net * k // term)[: months - k]
    return {"fees_received": received, "fee_tax": tax, FEES_RECOGNISED: recognised, "fees_deferred": (net - recognised).cumsum(0)}


def discount_anyway(outcome: Outcome) -> np.ndarray:
    """[month, tier] minor units: the discount times the share of orders that are not extra orders, each to the nearest unit."""
    off, orders, extra = (outcome.program.measure(name)[:, : len(outcome.tier_names)] for name in ("discount", "purchases", "extra_purchases"))
    whole = np.maximum(orders, 1)
    return (2 * off * (orders - extra) + whole) // (2 * whole)


# ======== by tier and by segment ========================================================================================
def pnl_by(outcome: Outcome, by: Literal["tier", "segment"]) -> pd.DataFrame:
    """The whole run: one row a line, "members" and "sales" first, one column a tier or segment, and "total"; minor units, integers.

    tier: costs, fees and discounts of the month's members of that tier, exactly.  What the program has added is not a tier's: who stands
    in a tier has been sorted by it, so incremental lines and the net value have a total alone.  "members" are months of members.
    segment: thirds of the members by their sales without the program, and those whom members brought in; sales and margin paired by
    member, the rest shared out by KEYS, else by sales.  "members" are people.
    """
    if by == "tier":
        return _by_tier(outcome)
    if by == "segment":
        return _by_segment(outcome)
    raise ValueError(f"no split is called {by!r}; there are tier, segment")


def _by_tier(outcome: Outcome) -> pd.DataFrame:
    lines, parts = _parts(outcome)
    names, rows = outcome.tier_names, {}
    for name in ("members", "sales"):
        rows[name] = outcome.program.measure(name)[:, : len(names)].sum(0)
    for line in lines:
        rows[line.code] = parts[line.code][-1] if line.balance else parts[line.code].sum(0)
    table = pd.DataFrame(rows, index=names, dtype="Int64").T
    table[TOTAL] = table.sum(axis=1)
    table.loc[["incremental_sales", "incremental_margin", NET], names] = pd.NA
    table.index.name = "line"
    return table


def segments(outcome: Outcome) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Segment -> who of the program arm's members, who of the no-program arm's, as booleans by member.

    Thirds of equal number by sales without the program; of equal sales the member placed earlier is the lighter one.
    """
    own, base = (arm.referred == 0 for arm in (outcome.program, outcome.no_program))
    sales, third = outcome.no_program.sales[base], np.zeros(int(base.sum()), np.int64)
    third[np.argsort(sales, kind="stable")] = np.arange(len(sales)) * 3 // max(1, len(sales))
    out = {}
    for k, name in enumerate(SEGMENTS[:3]):
        out[name] = np.zeros(own.size, bool), np.zeros(base.size, bool)
        out[name][0][own], out[name][1][base] = third == k, third == k
    if not (own.all() and base.all()):
        out[SEGMENTS[3]] = ~own, ~base
    return out


def _by_segment(outcome: Outcome) -> pd.DataFrame:
    found, whole = segments(outcome), pnl(outcome, "year")[TOTAL]
    a, b = outcome.program, outcome.no_program
    members = [int(own.sum()) for own, _ in found.values()]
    sales = [int(a.sales[own].sum()) for own, _ in found.values()]
    base = [int(b.sales[other].sum()) for _, other in found.values()]
    weights = {"members": members, "sales": sales, "payers": [int((a.paid[own] > 0).sum()) for own, _ in found.values()]}
    margins = [np.array(allocate(int(outcome.totals[arm]["margin"].sum()), s)) for arm, s in (("program", sales), ("no_program", base))]
    rows: dict[str, np.ndarray] = {"members": np.array(members), "sales": np.array(sales)}
    for line in lines_of(outcome):
        key = KEYS.get(line.parent if line.named else line.code, "sales")
        rows[line.code] = np.array(allocate(int(whole[line.code]), weights[key]))
    for line in (x for x in lines_of(outcome) if x.code in COSTS):       # parts by name add up to their line in every segment
        parts = [x.code for x in lines_of(outcome) if x.parent == line.code]
        if parts:
            rows[line.code] = sum(rows[code] for code in parts)
    rows["incremental_sales"] = np.array(sales) - np.array(base)
    rows["incremental_margin"] = margins[0] - margins[1]
    rows[COST] = sum(rows[code] for code in COSTS)
    rows[NET] = rows["incremental_margin"] + rows[FEES_RECOGNISED] - rows[COST]
    table = pd.DataFrame(rows, index=list(found), dtype="Int64").T
    table[TOTAL] = table.sum(axis=1)
    table.index.name = "line"
    return table


def people(outcome: Outcome, table: pd.DataFrame, by: Literal["tier", "segment"]) -> pd.Series:
    """By what a column of `pnl_by` is divided to be per member: the mean number over the months of a tier, the people of a segment."""
    return table.loc["members"].astype(float) / (outcome.scenario.run.months if by == "tier" else 1)


# ======== what has to tie ===============================================================================================
def checks(outcome: Outcome) -> pd.DataFrame:
    """name, left, right (minor units), ties: everything that the P&L must agree with, to the last unit."""
    month, unit = pnl(outcome, "month"), outcome.scenario.market.minor_per_unit
    lines, whole = lines_of(outcome), month[TOTAL]
    flows = [line.code for line in lines if not line.balance]
    sums = {by: int(pnl(outcome, by).drop(columns=TOTAL).loc[flows].to_numpy().sum()) for by in ("month", "quarter", "year")}
    by_tier, by_segment = (pnl_by(outcome, by).drop(columns=TOTAL) for by in ("tier", "segment"))
    metric = lambda name: round(METRICS[name].of(outcome) * unit)  # noqa: E731
    cash = whole["fees_received"] - whole["fee_tax"]
    rows = [
        (N_("All lines: quarters add up to months"), sums["quarter"], sums["month"]),
        (N_("All lines: years add up to months"), sums["year"], sums["month"]),
        (N_("Incremental sales: as on the other pages"), whole["incremental_sales"], metric("incremental_sales")),
        (N_("Incremental margin: as on the other pages"), whole["incremental_margin"], metric("incremental_margin")),
        (N_("Program cost: as on the other pages"), whole[COST], metric("program_cost")),
        (N_("Net value, with fees received in place of those recognised: as on the other pages"),
         whole[NET] - whole[FEES_RECOGNISED] + whole["fees_received"], metric("net_value")),
        (N_("Fees received, less tax and fees recognised: fees deferred"), cash - whole[FEES_RECOGNISED], whole["fees_deferred"]),
        (N_("Parts by name add up to the program cost"), whole[[line.code for line in lines if line.named]].sum(), whole[COST]),
        (N_("Tiers add up to the program cost"), by_tier.loc[COST].sum(), whole[COST]),
        (N_("Segments add up to the program cost"), by_segment.loc[COST].sum(), whole[COST]),
        (N_("Segments add up to the incremental sales"), by_segment.loc["incremental_sales"].sum(), whole["incremental_sales"]),
        (N_("Segments add up to the net value"), by_segment.loc[NET].sum(), whole[NET]),
    ]
    found = pd.DataFrame([(name, int(left), int(right)) for name, left, right in rows], columns=["name", "left", "right"])
    found["ties"] = found["left"] == found["right"]
    return found
