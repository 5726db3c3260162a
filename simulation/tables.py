"""Every table of a run, each column named once with label and unit, and safe CSV of them."""

from __future__ import annotations

import pathlib

import pandas as pd

from simulation.assumptions import changed
from simulation.campaigns import stage_funnel
from simulation.curves import CURVES, curves, tier_rates
from simulation.labels import LABELS
from simulation.market import Market, told_mark
from simulation.metrics import METRICS
from simulation.outcome import Outcome
from simulation.plan_report import has_plan, plan_monthly, renewals
from simulation.scenario import dump
from simulation.service_report import desks_of, service_by_month
from simulation.settlement import settlement
from simulation.simulate import rate_card
from simulation.words import N_

LAPSED = "lapsed"
BOM = b"\xef\xbb\xbf"  # tells a spreadsheet that a file is UTF-8


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
        "stages": stage_funnel(outcome),
        "assumptions": assumptions(outcome.scenario.market, outcome.scenario.named_market),
    }
    if not (due := settlement(outcome)).empty:
        out["settlement"] = due
    if has_plan(outcome.scenario):
        out |= {"plan": plan_monthly(outcome), "plan_renewals": renewals(outcome)}
    if months >= 12:
        out["migration"] = migration(outcome, months)
    if desks_of(outcome.scenario.program):
        out["service"] = service_by_month(outcome)
    if outcome.opening:
        out["opening"] = opening(outcome)
    return out


def assumptions(market: Market, base: Market | None = None) -> pd.DataFrame:
    """Every number of a market: title, unit, value, its cautious and hopeful case, mark, source, and whether it differs from the market
    `base`, with the value it had there.  A season, if there is one, is the last row; its 52 numbers are in the scenario file."""
    fields, was = Market.model_fields, changed(market, base)
    rows = [
        (name, fields[name].title, market.unit_of(name), held.value, held.low, held.high, held.mark, held.source,
         name in was, was[name].value if name in was else None)
        for name, held in market.assumptions().items()
    ]  # fmt: skip
    if market.season:
        other = base is not None and base.season != market.season
        mark = told_mark(market.season_source) or "assumed"
        rows.append(("season", fields["season"].title, N_("by week, mean 1"), None, None, None, mark, market.season_source or "assumed", other, None))
    columns = ["assumption", "label", "unit", "value", "low", "high", "mark", "source", "changed", "was"]
    return pd.DataFrame(rows, columns=columns).astype({c: float for c in ("value", "low", "high", "was")})


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
        if column not in LABELS:
            return str(column)
        label, unit = LABELS[column]
        unit = currency if unit == "money" else translate(unit) if unit else ""
        return translate(label) + (f" ({unit})" if unit else "")

    return table.rename(columns={c: heading(c) for c in table.columns})


def budgets(outcome: Outcome) -> pd.DataFrame:
    """Each budget and each limit of a single campaign, by month: what of it has been used in its period so far, and the day from which it
    was closed.  `campaign` is empty for a budget; amounts in currency units, points or uses, as `what` says."""
    card, rows = rate_card(outcome.scenario), []
    for i, cap in enumerate(card.caps + card.offer_caps):
        what = ("money", "uses", "bonus_points")[cap.kind] if cap.places else ("rewards", "points", "campaigns")[cap.kind]
        unit = outcome.scenario.market.minor_per_unit if what in ("money", "rewards", "campaigns") else 1
        for month, (used, day) in enumerate(outcome.program.budget[:, i].tolist(), start=1):
            closed = outcome.scenario.calendar.first_of(month).replace(day=day).isoformat() if day else None
            rows.append((cap.label if cap.places else "", what, cap.per, cap.amount / unit, month, used / unit, closed))
    return pd.DataFrame(rows, columns=["campaign", "what", "per", "amount", "month", "used", "closed_on"])
