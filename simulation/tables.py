"""Every table of a run, each column named once with label and unit, and safe CSV of them."""

from __future__ import annotations

import pathlib

import pandas as pd

from simulation import plan_report, settlement
from simulation.curves import CURVES, curves, tier_rates
from simulation.market import Market
from simulation.metrics import METRICS
from simulation.outcome import Outcome
from simulation.scenario import dump
from simulation.service_report import desks_of, service_by_month
from simulation.words import N_

LAPSED = "lapsed"
BOM = b"\xef\xbb\xbf"  # tells a spreadsheet that a file is UTF-8

# column -> (label, unit); a unit "money" is shown in the market's currency
LABELS: dict[str, tuple[str, str]] = {
    "arm": (N_("Arm"), ""),
    "month": (N_("Month"), ""),
    "year": (N_("Year"), ""),
    "tier": (N_("Tier"), ""),
    "vintage": (N_("Month of issue"), ""),
    "members": (N_("Members"), "members"),
    "active": (N_("Active members"), "members"),
    "joins": (N_("Joins"), "members"),
    "dropouts": (N_("Members who left for good"), "members"),
    "purchases": (N_("Orders"), "orders"),
    "sales": (N_("Sales"), "money"),
    "margin": (N_("Contribution margin"), "money"),
    "points_issued": (N_("Points issued"), "points"),
    "points_redeemed": (N_("Points redeemed"), "points"),
    "points_expired": (N_("Points expired"), "points"),
    "points_reversed": (N_("Points reversed"), "points"),
    "points_outstanding": (N_("Points outstanding"), "points"),
    "reward_cost": (N_("Rewards"), "money"),
    "benefit_cost": (N_("Tier benefits"), "money"),
    "campaign_cost": (N_("Campaigns"), "money"),
    "other_cost": (N_("Running cost"), "money"),
    "fees": (N_("Fees"), "money"),
    "upgrades": (N_("Upgrades"), "members"),
    "downgrades": (N_("Downgrades"), "members"),
    "alive": (N_("Members not gone for good"), "members"),
    "extra_purchases": (N_("Extra orders"), "orders"),
    "returned_sales": (N_("Returned orders"), "money"),
    "rewards": (N_("Rewards taken"), "rewards"),
    "retention_base": (N_("Bought 13 to 24 months ago"), "members"),
    "retained": (N_("Of these, bought again"), "members"),
    "cohort_alive": (N_("Members of day 0 not gone"), "members"),
    "reminders": (N_("Reminders before a drop"), "members"),
    "recruits": (N_("Members brought in for a reward"), "members"),
    "organic_recruits": (N_("Members brought in unasked"), "members"),
    "what": (N_("Budget of"), ""),
    "per": (N_("In each"), ""),
    "used": (N_("Used so far"), ""),
    "closed_on": (N_("Closed from"), ""),
    "organic_without": (N_("Brought in unasked without a program"), "members"),
    "cost": (N_("Program cost"), "money"),
    "active_share": (N_("Share of active members"), "share"),
    "sales_share": (N_("Share of sales"), "share"),
    "cost_share": (N_("Share of cost"), "share"),
    "fund_rate": (N_("Cost as a share of sales"), "share"),
    "cost_per_active_year": (N_("Cost of an active member a year"), "money"),
    "months": (N_("Months"), ""),
    "component": (N_("Component"), ""),
    "mechanic": (N_("Mechanic"), ""),
    "name": (N_("Name"), ""),
    "amount": (N_("Amount"), "money"),
    "times": (N_("Times"), "times"),
    "points": (N_("Points"), "points"),
    "issued": (N_("Issued"), "points"),
    "redeemed": (N_("Redeemed"), "points"),
    "expired": (N_("Expired"), "points"),
    "reversed": (N_("Reversed"), "points"),
    "outstanding": (N_("Outstanding"), "points"),
    "desk": (N_("Desk"), ""),
    "contacts": (N_("Contacts"), "contacts"),
    "mean_wait": (N_("Mean wait"), "minutes"),
    "within_promise": (N_("Begun within the promise"), "share"),
    "given_up": (N_("Given up"), "contacts"),
    "utilisation": (N_("Agents busy"), "share of their hours"),
    "members_at_start": (N_("Members at the year's start"), "members"),
    "upgrade_rate": (N_("Upgrade rate"), "share"),
    "downgrade_rate": (N_("Downgrade rate"), "share"),
    "program_cost": (N_("Program cost"), "money"),
    "incremental_margin": (N_("Incremental margin"), "money"),
    "net_value": (N_("Net value"), "money"),
    "assumption": (N_("Field"), ""),
    "label": (N_("Number"), ""),
    "unit": (N_("Unit"), ""),
    "value": (N_("Value"), ""),
    "low": (N_("Low case"), ""),
    "high": (N_("High case"), ""),
    "source": (N_("Source"), ""),
    "net_value_to_date": (N_("Net value to date"), "money"),
    # member data (simulation/insight.py)
    "customer_id": (N_("Customer"), ""),
    "first_order": (N_("First order"), "date"),
    "last_order": (N_("Last order"), "date"),
    "orders": (N_("Orders"), "orders"),
    "sales_12m": (N_("Sales in the last year"), "money"),
    "orders_12m": (N_("Orders in the last year"), "orders"),
    "average_order": (N_("Average order"), "money"),
    "recency_days": (N_("Days since the last order"), "days"),
    "discount_share": (N_("Orders with a discount"), "share"),
    "recency_score": (N_("Recency score"), "1 to 5"),
    "frequency_score": (N_("Frequency score"), "1 to 5"),
    "monetary_score": (N_("Monetary score"), "1 to 5"),
    "value_score": (N_("Value score"), "1 to 5"),
    "segment": (N_("Segment"), ""),
    "profile": (N_("Profile"), ""),
    "probability_alive": (N_("P(alive)"), "share"),
    "expected_orders": (N_("Orders expected in the next 12 weeks"), "orders"),
    "expected_sales": (N_("Sales expected in the next 12 weeks"), "money"),
    "customers": (N_("Customers"), "customers"),
    "share_of_customers": (N_("Share of customers"), "share"),
    "share_of_sales": (N_("Share of sales"), "share"),
    "share_to_here": (N_("Share of sales down to here"), "share"),
    "between": (N_("Between"), ""),
    "gaps": (N_("Pairs of orders"), "pairs"),
    "days_25": (N_("A quarter within"), "days"),
    "days_50": (N_("Half within"), "days"),
    "days_75": (N_("Three quarters within"), "days"),
    "days_90": (N_("Nine tenths within"), "days"),
    "from_day": (N_("From"), "days"),
    "to_day": (N_("To"), "days"),
    "tenth": (N_("Tenth of the customers"), "1 spends most"),
    "mean": (N_("Mean of a customer"), "money"),
    "least": (N_("Least of a customer"), "money"),
    "most": (N_("Most of a customer"), "money"),
    "below": (N_("P(alive) below"), "share"),
    "repeat_customers": (N_("Customers with two orders or more"), "customers"),
    "of_value": (N_("Of these, customers of value"), "customers"),
} | plan_report.LABELS | settlement.LABELS


def monthly_accounts(outcome: Outcome) -> pd.DataFrame:
    """The program by month: cost by component, incremental margin, net value and its sum to date; currency units."""
    unit, program = outcome.scenario.market.minor_per_unit, outcome.totals["program"]
    table = program[["reward_cost", "benefit_cost", "campaign_cost", "other_cost"]].copy()
    table["program_cost"] = table.sum(axis=1)
    table["incremental_margin"] = program["margin"] - outcome.totals["no_program"]["margin"]
    table["fees"] = program["fees"]
    table["net_value"] = table["incremental_margin"] + table["fees"] - table["program_cost"]
    table["net_value_to_date"] = table["net_value"].cumsum()
    return (table / unit).reset_index()


def points_rollforward(outcome: Outcome) -> pd.DataFrame:
    """Points by month: opening, issued, redeemed, expired, reversed, closing; closing is what the members hold."""
    t = outcome.totals["program"]
    table = pd.DataFrame(
        {
            "opening": t["points_outstanding"].shift(1, fill_value=outcome.opening_points),
            "issued": t["points_issued"],
            "redeemed": t["points_redeemed"],
            "expired": t["points_expired"],
            "reversed": t["points_reversed"],
            "closing": t["points_outstanding"],
        }
    )
    return table.reset_index()


def migration(outcome: Outcome, month: int) -> pd.DataFrame:
    """Members by tier a year before `month` and where they stand then, with the lapsed as last row and column."""
    names = [*outcome.tier_names, LAPSED]
    table = pd.DataFrame(outcome.moves(month), columns=names)
    table.insert(0, "from", names)
    return table


def headline(outcome: Outcome) -> pd.DataFrame:
    """Every metric of both arms."""
    return pd.DataFrame(
        [(name, m.label, m.unit, m.of(outcome), m.of(outcome, "no_program")) for name, m in METRICS.items()],
        columns=["metric", "label", "unit", "program", "no_program"],
    )


def opening(outcome: Outcome) -> pd.DataFrame:
    """The opening base as given and as placed on day 0."""
    rows = [
        (i + 1, outcome.tier_names[g.tier - 1], g.members, members, g.points, points)
        for i, (g, (members, points)) in enumerate(zip(outcome.scenario.opening, outcome.opening, strict=True))
    ]
    return pd.DataFrame(rows, columns=["group", "tier", "members_given", "members_placed", "points_given", "points_placed"])


def curve_table(outcome: Outcome) -> pd.DataFrame:
    """Retention, survival, active rate and balance by month and arm; net value to date of the program."""
    parts = []
    for arm, held in curves(outcome).items():
        part = pd.DataFrame({name: held[name] for name in CURVES if name in held})
        part.insert(0, "month", range(1, len(part) + 1))
        part.insert(0, "arm", arm)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def all_tables(outcome: Outcome) -> dict[str, pd.DataFrame]:
    """Every table by the name of its file."""
    months = outcome.scenario.run.months
    out = {
        "headline": headline(outcome),
        "monthly": outcome.monthly,
        "accounts": monthly_accounts(outcome),
        "costs": outcome.costs,
        "uses": outcome.uses,
        "points": points_rollforward(outcome),
        "vintages": outcome.vintages,
        "curves": curve_table(outcome),
        "tier_rates": tier_rates(outcome),
        "assumptions": assumptions(outcome.scenario.market),
    }
    if not (due := settlement.settlement(outcome)).empty:
        out["settlement"] = due
    if plan_report.has_plan(outcome.scenario):
        out |= {"plan": plan_report.plan_monthly(outcome), "plan_renewals": plan_report.renewals(outcome)}
    if months >= 12:
        out["migration"] = migration(outcome, months)
    if desks_of(outcome.scenario.program):
        out["service"] = service_by_month(outcome)
    if outcome.opening:
        out["opening"] = opening(outcome)
    return out


def assumptions(market: Market) -> pd.DataFrame:
    """Every number of a market: title, unit, value, its cautious and hopeful case, and where it comes from."""
    fields = Market.model_fields
    rows = [
        (name, fields[name].title, held.unit, held.value, held.low, held.high, held.source)
        for name, held in market.assumptions().items()
    ]
    return pd.DataFrame(rows, columns=["assumption", "label", "unit", "value", "low", "high", "source"])


def csv(table: pd.DataFrame) -> bytes:
    """CSV that a spreadsheet opens as text and numbers: UTF-8 with a mark, and no cell that starts a formula."""
    safe = table.copy()
    safe.columns = [_inert(str(c)) for c in safe.columns]
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = safe[column].map(_inert)
    return safe.to_csv(index=False, float_format="%.10g").encode("utf-8-sig")


def _inert(value):
    if isinstance(value, str) and value.strip("\u00a0\ufeff \t\r\n")[:1] in tuple("=+-@|%\uff1d\uff0b\uff0d\uff20") and value != "-":
        return "'" + value
    return value


def write_tables(outcome: Outcome, folder: pathlib.Path) -> list[pathlib.Path]:
    """Writes every table as CSV and the scenario as YAML; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, table in all_tables(outcome).items():
        written.append(folder / f"{name}.csv")
        written[-1].write_bytes(csv(table).removeprefix(BOM))  # programs read these
    written.append(folder / "scenario.yaml")
    written[-1].write_text(dump(outcome.scenario.document()), encoding="utf-8")
    return written


def labelled(table: pd.DataFrame, currency: str, translate=lambda text: text) -> pd.DataFrame:
    """The table under headings that people read, each with its unit; a column without a label keeps its name."""

    def heading(column: str) -> str:
        label, unit = LABELS.get(column, (str(column), ""))
        unit = currency if unit == "money" else translate(unit) if unit else ""
        return translate(label) + (f" ({unit})" if unit else "")

    return table.rename(columns={c: heading(c) for c in table.columns})


def budgets(outcome: Outcome) -> pd.DataFrame:
    """Each budget by month: what of it has been used in its period so far, and the day from which it was closed."""
    terms, rows = outcome.scenario.program.get("budget"), []
    for i, limit in enumerate(terms.limits if terms else ()):
        unit = 1 if limit.what == "points" else outcome.scenario.market.minor_per_unit
        for month, (used, day) in enumerate(outcome.program.budget[:, i].tolist(), start=1):
            closed = outcome.scenario.calendar.first_of(month).replace(day=day).isoformat() if day else None
            rows.append((limit.what, limit.per, limit.amount, month, used / unit, closed))
    return pd.DataFrame(rows, columns=["what", "per", "amount", "month", "used", "closed_on"])
