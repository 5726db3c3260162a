"""What the shop has counted, month by month, against what the scenario said, and its range."""
from __future__ import annotations

import csv
import dataclasses
import io
import math
import re

import numpy as np
import pandas as pd

from simulation.executor import Progress, ordered
from simulation.experiments import RUNS, TAIL, draws
from simulation.inputs import Fault, ScenarioError, unknown
from simulation.ledger import COMPONENTS
from simulation.outcome import Outcome
from simulation.records import MAX_MONTHS
from simulation.scenario import Scenario
from simulation.simulate import simulate
from simulation.words import said

# column -> what it counts; the unit of each stands in simulation/tables.py
MONEY = ("sales", "program_cost")
COLUMNS = ("members", "active", "purchases", "sales", "points_issued", "points_redeemed", "points_expired", "points_outstanding",
           "program_cost")
NOTED = "forecast_"         # columns of the template that only remind of the forecast
PASSED_OVER = ("starts",)   # the template's date, for the reader
IN_A_ROW = 2                # months outside the range, one after the other, before a column is said to deviate
MOST_FAULTS = 12
LARGEST_FILE = 256 * 1024
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")

INSIDE, ABOVE, BELOW = "inside", "above", "below"
COMPARED = ["month", "measure", "actual", "forecast", "low", "high", "place", "error", "mape"]


# ======== the forecast ====================================================================================================
@dataclasses.dataclass(frozen=True, eq=False)
class Forecast:
    """The program arm by month at central assumptions, and in runs in which luck and assumptions vary together.

    own: rows months from 1, a column for each of COLUMNS, currency units · runs: [run, month, column].
    """

    scenario: Scenario
    own: pd.DataFrame
    runs: np.ndarray

    def band(self, column: str) -> tuple[np.ndarray, np.ndarray]:
        """The range that holds the column in 90 of 100 runs, month by month, wide enough for the scenario's own."""
        own, held = self.own[column].to_numpy(float), self.runs[:, :, COLUMNS.index(column)]
        if not len(held):
            return own, own
        low, high = np.quantile(held, [TAIL, 1 - TAIL], axis=0)
        return np.minimum(low, own), np.maximum(high, own)

    def table(self) -> pd.DataFrame:
        """Long: month, measure, forecast, low, high."""
        parts = []
        for column in COLUMNS:
            low, high = self.band(column)
            parts.append(pd.DataFrame({"month": self.own.index, "measure": column, "forecast": self.own[column].to_numpy(), "low": low,
                                       "high": high}))
        return pd.concat(parts, ignore_index=True)

    def template(self) -> pd.DataFrame:
        """The table to fill in: month, its first day, each column empty, and the forecast beside it."""
        starts = [d.date().isoformat() for d in pd.date_range(self.scenario.run.start, periods=len(self.own), freq="MS")]
        digits = self.scenario.market.minor_digits
        blank = {column: [""] * len(self.own) for column in COLUMNS}
        noted = {NOTED + column: self.own[column].round(digits if column in MONEY else 0) for column in COLUMNS}
        return pd.DataFrame({"month": self.own.index.to_numpy(), "starts": starts} | blank | {k: v.to_numpy() for k, v in noted.items()})


def forecast(scenario: Scenario, runs: int = RUNS, progress: Progress | None = None) -> Forecast:
    """Runs the scenario and its draws; `progress` hears (done, of), and what it raises stops the work."""
    worlds = [scenario, *draws(scenario, runs)]
    own, *others = ordered(months_of, [(w,) for w in worlds], progress)
    rest = [x.to_numpy(float) for x in others]
    return Forecast(scenario, own, np.array(rest) if rest else np.zeros((0, *own.shape)))


def months_of(world: Scenario) -> pd.DataFrame:
    """The program arm by month of one run."""
    return by_month(simulate(world))


def by_month(outcome: Outcome) -> pd.DataFrame:
    """The program arm's columns by month; money in currency units."""
    t = outcome.totals["program"]
    out = t[[c for c in COLUMNS if c != "program_cost"]].astype(float)
    out["program_cost"] = t[list(COMPONENTS)].sum(axis=1).astype(float)
    out[list(MONEY)] /= outcome.scenario.market.minor_per_unit
    return out[list(COLUMNS)]


# ======== reading what was counted ========================================================================================
def read_actuals(content: bytes, file: str, months: int = MAX_MONTHS) -> pd.DataFrame:
    """A CSV table of actuals: rows months (index), columns some of COLUMNS, NaN where a cell is empty.

    One row a month, any columns of COLUMNS; commas, semicolons or tabs between them. Rows without any figure are left out, so that a
    template may be filled in month by month. Raises ScenarioError with line, column, fault and remedy.
    """
    rows = _rows(content, file)
    header = [name.strip().lower() for name in rows[0][1]]
    columns = _columns(header, file)
    faults, found = [], {}
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            faults.append(Fault(f"line {line}", said("has {n} cells; the first line names {named}", n=len(cells), named=len(header))))
            continue
        values = {}
        for name, at in columns.items():
            if cells[at].strip() and name != "month":
                values[name] = _number(cells[at], name, f"line {line}, {name}", faults)
        month = _month(cells[columns["month"]], line, months, found, faults) if values or cells[columns["month"]].strip() else None
        if month is None or not values:
            if values and month is None and not faults:
                faults.append(Fault(f"line {line}, month", "is empty; give the month's number, the first is 1"))
            continue
        found[month] = values
        if values.get("active", 0) > values.get("members", math.inf):
            faults.append(Fault(f"line {line}, active", said("is {given}, more than the {members} members",
                                                             given=f"{values['active']:,.0f}", members=f"{values['members']:,.0f}")))
    if faults:
        more = len(faults) - MOST_FAULTS
        raise ScenarioError(faults[:MOST_FAULTS] + ([Fault("", said("and {more} more like these", more=more))] if more > 0 else []), file)
    if not found:
        raise ScenarioError("has no figures; write at least one month's into the template", file)
    table = pd.DataFrame.from_dict(found, orient="index", dtype=float).sort_index()
    table.index.name = "month"
    return table[[c for c in COLUMNS if c in table]]


def _rows(content: bytes, file: str) -> list[tuple[int, list[str]]]:
    """(line, cells) of every line that is not blank."""
    if len(content) > LARGEST_FILE:
        raise ScenarioError(said("is larger than {most} KB; a table of actuals has one row a month", most=LARGEST_FILE // 1024), file)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScenarioError("is not UTF-8 text; save it as CSV UTF-8", file) from None
    if "\0" in text:
        raise ScenarioError("is no text; save the table as CSV UTF-8", file)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise ScenarioError("is empty; download the template and fill it in", file)
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    try:
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as e:
        raise ScenarioError(said("line {line}: {problem}; save the table as CSV again", line=reader.line_num, problem=e), file) from None


def _columns(header: list[str], file: str) -> dict[str, int]:
    """Name -> place of the columns that are read."""
    kept = {i: name for i, name in enumerate(header) if name and name not in PASSED_OVER and not name.startswith(NOTED)}
    faults = [Fault("line 1", unknown(name, ["month", *COLUMNS], "column")) for name in kept.values() if name not in ("month", *COLUMNS)]
    names = list(kept.values())
    faults += [Fault("line 1", said("names {name} twice; leave one out", name=name)) for name in dict.fromkeys(names) if names.count(name) > 1]
    if "month" not in names:
        faults.append(Fault("line 1", "has no column month; the first month of the program is 1"))
    elif len(names) == 1:
        faults.append(Fault("line 1", said("has no column to compare; give some of {known}", known=", ".join(COLUMNS))))
    if faults:
        raise ScenarioError(faults[:MOST_FAULTS], file)
    return {name: i for i, name in kept.items()}


def _number(text: str, name: str, place: str, faults: list[Fault]) -> float:
    bare = text.strip().replace("\u00a0", "").replace(" ", "")
    if not any(c.isdigit() for c in bare) or not NUMBER.fullmatch(bare):
        faults.append(Fault(place, said("is {given}; write a plain number, as 1234.5", given=f"{text.strip()[:40]!r}")))
        return math.nan
    value = float(bare.replace(",", ""))
    if not 0 <= value < 1e15:
        given = f"{value:g}"
        faults.append(Fault(place, said("is {given}; give 0 or more", given=given) if value < 0 else
                            said("is {given}; too large to be a count", given=given)))
    elif name not in MONEY and value != int(value):
        faults.append(Fault(place, said("is {given}; what is counted is a whole number", given=f"{value:g}")))
    return value


def _month(text: str, line: int, months: int, seen: dict, faults: list[Fault]) -> int | None:
    place, bare = f"line {line}, month", text.strip()
    if not re.fullmatch("[0-9]{1,6}", bare) or not 1 <= int(bare) <= months:
        faults.append(Fault(place, said("is {given}; give a whole number from 1 to {months}, the first month of the program is 1",
                                        given=f"{bare[:40]!r}", months=months)))
    elif int(bare) in seen:
        faults.append(Fault(place, said("is {given} again; give each month once", given=bare)))
    else:
        return int(bare)
    return None


# ======== comparing =======================================================================================================
def compare(said: Forecast, actuals: pd.DataFrame) -> pd.DataFrame:
    """Long: month, measure, actual, forecast, low, high, place (inside, above, below), error (actual over forecast, less 1), and mape:
    mean |actual − forecast| / |actual| of the months so far that have an actual other than 0 (Hyndman and Koehler 2006)."""
    rows = []
    for column in actuals.columns:
        low, high = said.band(column)
        errors = []
        for month, actual in actuals[column].dropna().items():
            if month > len(said.own):
                continue
            own, bottom, top = float(said.own.loc[month, column]), float(low[month - 1]), float(high[month - 1])
            place = ABOVE if actual > top else BELOW if actual < bottom else INSIDE
            errors += [abs(actual - own) / abs(actual)] if actual else []
            rows.append((month, column, actual, own, bottom, top, place, actual / own - 1 if own else np.nan,
                         float(np.mean(errors)) if errors else np.nan))
    return pd.DataFrame(rows, columns=COMPARED)


@dataclasses.dataclass(frozen=True)
class Deviation:
    """How one column stands in its last month.  since: first month of the row of months outside on this side; None inside.  months: how
    many they are · outside: how many of all months are · gap: actual over forecast since then (or in all), less 1 · last: the last month."""

    column: str
    side: str
    since: int | None
    months: int
    outside: int
    of: int
    gap: float
    mape: float
    last: int

    @property
    def settled(self) -> bool:
        """Whether it is more than one month, which luck alone leaves outside one time in ten."""
        return self.months >= IN_A_ROW


def deviations(compared: pd.DataFrame) -> list[Deviation]:
    """One for each column, the widest gap of those that deviate first, then single months, then what is inside."""
    out = []
    for column, part in compared.groupby("measure", sort=False):
        part = part.sort_values("month")
        side = part["place"].iloc[-1]
        run = part[::-1]
        run = run[(run["place"] == side).cumprod().astype(bool)] if side != INSIDE else part
        counted, said = float(run["actual"].sum()), float(run["forecast"].sum())
        gap = counted / said - 1 if said else math.inf if counted else 0.0
        out.append(Deviation(str(column), side, int(run["month"].min()) if side != INSIDE else None, len(run) if side != INSIDE else 0,
                             int((part["place"] != INSIDE).sum()), len(part), gap,
                             float(part["mape"].iloc[-1]), int(part["month"].iloc[-1])))
    return sorted(out, key=lambda d: (-d.settled, d.side == INSIDE, -abs(d.gap)))
