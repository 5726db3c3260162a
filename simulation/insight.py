"""What a file of orders says about its customers: RFM segments, purchase cycle, spend, and who may be gone for good.

Orders are counted once a customer and day, as the purchase models do. Days are counted back from the last day in the file; money is in
the file's own currency. Every definition stands in docs/insight.md.
"""

from __future__ import annotations

import dataclasses
import datetime
import math

import numpy as np
import pandas as pd

from simulation.inputs import Fault, ScenarioError
from simulation.purchasing import DAYS_PER_WEEK, PurchasingModel, fit_purchasing, summarise
from simulation.transactions import TransactionsError, checked
from simulation.words import N_, said

SCORES = 5
YEAR = 365  # days
WEEKS_AHEAD = 12
THRESHOLDS = (0.5, 0.3, 0.1)  # P(alive) below which a customer is on a warning list
VALUE_SHARE = 0.2  # of all customers, by sales: those called customers of value
OFTEN = 0.5  # share of a customer's orders with a discount from which on the customer is called price-sensitive
QUARTILES = (0.25, 0.5, 0.75, 0.9)

# The names are those of marketing practice. Rows: value score 5 down to 1; columns: recency score 1 (longest ago) to 5 (latest).
RFM_MAP = (
    ("at_risk", "at_risk", "loyal", "champions", "champions"),
    ("at_risk", "at_risk", "loyal", "champions", "champions"),
    ("at_risk", "at_risk", "loyal", "loyal", "loyal"),
    ("lost", "hibernating", "fading", "promising", "promising"),
    ("lost", "hibernating", "fading", "promising", "promising"),
)
SEGMENTS = {  # name -> (title, what it is)
    "champions": (N_("Champions"), N_("bought lately, often and for much")),
    "loyal": (N_("Loyal"), N_("buy well and have not been away long")),
    "promising": (N_("Promising"), N_("bought lately, but little so far")),
    "fading": (N_("Fading"), N_("bought little, and not lately")),
    "at_risk": (N_("At risk"), N_("bought well, but not for long")),
    "hibernating": (N_("Hibernating"), N_("bought little, and long ago")),
    "lost": (N_("Lost"), N_("bought little, and longest ago")),
}
PROFILES = {"price_sensitive": N_("Price-sensitive"), "quality_seeking": N_("Quality-seeking"), "": N_("no profile")}


@dataclasses.dataclass(frozen=True)
class Limits:
    """Score limits of your own, four each, rising: days since the last order, orders, and sales of a customer."""

    recency_days: tuple[float, ...]
    orders: tuple[float, ...]
    sales: tuple[float, ...]

    def __post_init__(self):
        wrong = []
        for field in dataclasses.fields(self):
            limits = getattr(self, field.name)
            if len(limits) != SCORES - 1 or not all(math.isfinite(x) and x >= 0 for x in limits) or sorted(set(limits)) != list(limits):
                given = ", ".join(f"{x:g}" for x in limits) or "nothing"
                wrong.append(Fault(field.name, said("is {given}; give four numbers that rise, none below 0, as 30, 60, 120, 240", given=given)))
        if wrong:
            raise ScenarioError(wrong)


@dataclasses.dataclass(frozen=True)
class Insight:
    """The figures of one file. `model` is None where the orders are too few to fit it; `no_model` then says why.

    customers: one row a customer (columns in docs/insight.md). gaps: customer_id, days and `nth` (1 is first to second order) for each
    pair of consecutive orders of a customer. `year_days`: days that "last year" really holds, 365 or what the file spans.
    """

    customers: pd.DataFrame
    gaps: pd.DataFrame
    first_day: datetime.date
    last_day: datetime.date
    year_days: int
    n_orders: int
    model: PurchasingModel | None
    no_model: str = ""


def insight(transactions: pd.DataFrame) -> Insight:
    """All figures of a table of customer_id, date, amount and perhaps discount; raises TransactionsError for faulty data."""
    purchases = checked(transactions, "transactions", N_("row {n}"), 1)
    orders = _orders(purchases)
    first, last = orders["date"].min(), orders["date"].max()
    year_days = min(YEAR, (last - first).days + 1)
    model, no_model = None, ""
    try:
        model = fit_purchasing(purchases)
    except TransactionsError as e:
        no_model = str(e)
    people = _people(orders, last, year_days)
    people = score(people).join(_outlook(purchases, model), on="customer_id")
    if "discount" in orders:
        people["profile"] = profiles(people)
    return Insight(people, _gaps(orders), first.date(), last.date(), year_days, len(orders), model, no_model)


def rescored(found: Insight, limits: Limits | None) -> Insight:
    """The same figures with scores and segments by `limits`, or by fifths of the customers."""
    return dataclasses.replace(found, customers=score(found.customers, limits))


def _orders(purchases: pd.DataFrame) -> pd.DataFrame:
    """One row a customer and day; `discount` is 1 where anything of that day had one."""
    sums = {"amount": ("amount", "sum")}
    if "discount" in purchases:
        purchases = purchases.assign(discount=(purchases["discount"] != 0).astype(int))
        sums["discount"] = ("discount", "max")
    return purchases.groupby(["customer_id", "date"], as_index=False).agg(**sums)


def _people(orders: pd.DataFrame, last: pd.Timestamp, year_days: int) -> pd.DataFrame:
    by = orders.groupby("customer_id")
    people = by.agg(first_order=("date", "min"), last_order=("date", "max"), orders=("date", "size"), sales=("amount", "sum"))
    lately = orders[orders["date"] > last - pd.Timedelta(days=year_days)]
    people["sales_12m"] = lately.groupby("customer_id")["amount"].sum().reindex(people.index, fill_value=0.0)
    people["orders_12m"] = lately.groupby("customer_id").size().reindex(people.index, fill_value=0)
    people["average_order"] = people["sales"] / people["orders"]
    people["recency_days"] = (last - people["last_order"]).dt.days
    if "discount" in orders:
        people["discount_share"] = by["discount"].mean()
    return people.reset_index()


def fifths(values: pd.Series) -> pd.Series:
    """Scores 1 to 5 by fifths of the customers, the highest values 5. Equal values share the score of the middle of their places."""
    twice = (2 * values.rank(method="average")).round().astype(np.int64)  # whole numbers, so that limits are exact
    return -(-SCORES * (twice - 1) // (2 * len(values)))


def score(people: pd.DataFrame, limits: Limits | None = None) -> pd.DataFrame:
    """The customers with their scores and segment; with `limits`, a score is 1 and one more for each limit that is reached.

    Recency is the other way round: within the first limit of days it is 5. The value score is the mean of frequency and monetary
    score, halves rounded up.
    """
    out = people.copy()
    if limits is None:
        out["recency_score"] = SCORES + 1 - fifths(people["recency_days"])
        out["frequency_score"], out["monetary_score"] = fifths(people["orders"]), fifths(people["sales"])
    else:
        out["recency_score"] = SCORES - np.searchsorted(limits.recency_days, people["recency_days"], side="left")
        out["frequency_score"] = 1 + np.searchsorted(limits.orders, people["orders"], side="right")
        out["monetary_score"] = 1 + np.searchsorted(limits.sales, people["sales"], side="right")
    out["value_score"] = (out["frequency_score"] + out["monetary_score"] + 1) // 2
    grid = np.array(RFM_MAP)
    out["segment"] = grid[SCORES - out["value_score"].to_numpy(), out["recency_score"].to_numpy() - 1]
    return out


def _outlook(purchases: pd.DataFrame, model: PurchasingModel | None) -> pd.DataFrame:
    """What the fitted model expects of each customer; empty cells where there is no model, and of P(alive) after one order only."""
    if model is None:
        columns = ["probability_alive", "expected_orders", "expected_sales"]
        return pd.DataFrame(np.nan, index=pd.Index(purchases["customer_id"].unique(), name="customer_id"), columns=columns)
    history = summarise(purchases)
    x, recency, T = (history[c].to_numpy() for c in ("frequency", "recency", "T"))
    alive = np.where(x > 0, model.probability_alive(x, recency, T), np.nan)
    orders = np.asarray(model.conditional_expected_purchases(x, recency, T, WEEKS_AHEAD), float)
    basket = np.asarray(model.expected_spend(x, history["monetary_value"].to_numpy()), float)
    columns = {"probability_alive": alive, "expected_orders": orders, "expected_sales": orders * np.where(np.isfinite(basket), basket, np.nan)}
    return pd.DataFrame(columns, index=history.index)


def _gaps(orders: pd.DataFrame) -> pd.DataFrame:
    by = orders.sort_values(["customer_id", "date"]).groupby("customer_id")["date"]
    found = orders[["customer_id"]].assign(days=by.diff().dt.days, nth=by.cumcount())
    found = found[found["nth"] > 0].reset_index(drop=True)
    return found.astype({"days": int})


# ======== tables ==========================================================================================================
def segments(people: pd.DataFrame) -> pd.DataFrame:
    """Customers and sales of every segment, in the order of SEGMENTS, and of all."""
    by = people.groupby("segment")
    table = by.agg(
        customers=("customer_id", "size"), sales=("sales", "sum"), orders=("orders", "sum"), recency_days=("recency_days", "median"),
        expected_orders=("expected_orders", _sum), expected_sales=("expected_sales", _sum),
    ).reindex(list(SEGMENTS))  # fmt: skip
    table[["customers", "sales", "orders"]] = table[["customers", "sales", "orders"]].fillna(0)
    table = table.astype({"customers": int, "orders": int})
    table.insert(1, "share_of_customers", table["customers"] / len(people))
    table.insert(3, "share_of_sales", _share(table["sales"], people["sales"].sum()))
    return table.reset_index()


def rfm_grid(people: pd.DataFrame) -> pd.DataFrame:
    """Customers and share of sales for each of the 25 cells of the map."""
    cells = pd.MultiIndex.from_product([range(SCORES, 0, -1), range(1, SCORES + 1)], names=["value_score", "recency_score"])
    by = people.groupby(["value_score", "recency_score"])
    table = by.agg(customers=("customer_id", "size"), sales=("sales", "sum")).reindex(cells, fill_value=0).reset_index()
    table["share_of_sales"] = _share(table["sales"], people["sales"].sum())
    table["segment"] = [RFM_MAP[SCORES - value][recency - 1] for value, recency in zip(table["value_score"], table["recency_score"], strict=True)]
    return table


def recency_ranges(people: pd.DataFrame) -> list[tuple[int, int] | None]:
    """Days since the last order of the customers of each recency score, score 1 first; None where nobody has it."""
    held = people.groupby("recency_score")["recency_days"].agg(["min", "max"])
    return [tuple(map(int, held.loc[s])) if s in held.index else None for s in range(1, SCORES + 1)]


def purchase_cycle(gaps: pd.DataFrame) -> pd.DataFrame:
    """Days between consecutive orders of one customer: all, and first to second; quartiles and the ninth tenth. No rows without any."""
    rows = []
    for name, part in (("any two orders", gaps), ("first to second", gaps[gaps["nth"] == 1])):
        if len(part):
            rows.append((name, len(part), *part["days"].quantile(list(QUARTILES))))
    return pd.DataFrame(rows, columns=["between", "gaps", "days_25", "days_50", "days_75", "days_90"])


def cycle_histogram(gaps: pd.DataFrame, most_bars: int = 26) -> pd.DataFrame:
    """Gaps by whole weeks, or by several where that makes too many bars: from_day, to_day, gaps.

    The bars reach to the 95th percentile; what is longer is in one more bar, whose to_day is empty.
    """
    if not len(gaps):
        return pd.DataFrame({"from_day": [], "to_day": [], "gaps": []})
    weeks = int(gaps["days"].quantile(0.95)) // DAYS_PER_WEEK + 1
    width = DAYS_PER_WEEK * -(-weeks // most_bars)
    bars = -(-weeks * DAYS_PER_WEEK // width)
    count = np.bincount(np.minimum((gaps["days"].to_numpy() - 1) // width, bars), minlength=bars)
    start = 1 + width * np.arange(len(count))
    return pd.DataFrame({"from_day": start, "to_day": np.where(np.arange(len(count)) < bars, start + width - 1.0, np.nan), "gaps": count})


def tenths(people: pd.DataFrame) -> pd.DataFrame:
    """Customers who bought in the last year, by tenths of their number from the largest spenders down.

    The first k tenths hold k/10 of them, rounded up; equal spenders are ordered by customer_id. Fewer than ten rows for fewer buyers.
    """
    buyers = people[people["orders_12m"] > 0].sort_values(["sales_12m", "customer_id"], ascending=[False, True])
    place = np.arange(len(buyers)) * 10 // len(buyers)
    by = buyers.groupby(place)["sales_12m"]
    table = by.agg(customers="size", sales_12m="sum", mean="mean", least="min", most="max")
    table["share_of_sales"] = _share(table["sales_12m"], buyers["sales_12m"].sum())
    table["share_to_here"] = table["share_of_sales"].cumsum()
    table.insert(0, "tenth", table.index + 1)
    return table.reset_index(drop=True)


def top_share(table: pd.DataFrame, tenth: int) -> float:
    """Share of sales of the first `tenth` tenths."""
    return float(table.loc[table["tenth"] <= tenth, "share_of_sales"].sum())


def of_value(people: pd.DataFrame, share: float = VALUE_SHARE) -> pd.Series:
    """Whether a customer is among the top `share` by sales, rounded up; equal spenders are ordered by customer_id."""
    order = people.sort_values(["sales", "customer_id"], ascending=[False, True]).index
    return pd.Series(people.index.isin(order[: math.ceil(round(share * len(people), 9))]), people.index)


def warning_list(people: pd.DataFrame, below: float, share: float = VALUE_SHARE) -> pd.DataFrame:
    """Customers of value with P(alive) below `below`, those with most sales first.

    Customers of one order are never on it: the model takes them as alive, for it lets nobody leave right after the first order.
    """
    chosen = people[of_value(people, share) & (people["probability_alive"] < below)]
    return chosen.sort_values(["sales", "customer_id"], ascending=[False, True]).reset_index(drop=True)


def warning_sizes(people: pd.DataFrame, share: float = VALUE_SHARE) -> pd.DataFrame:
    """Size of the lists for each threshold: among all customers with repeat orders, and among those of value, with their sales."""
    rows = []
    for below in THRESHOLDS:
        listed = warning_list(people, below, share)
        sales = float(listed["sales"].sum())
        rows.append((below, int((people["probability_alive"] < below).sum()), len(listed), sales, _share(sales, people["sales"].sum())))
    return pd.DataFrame(rows, columns=["below", "repeat_customers", "of_value", "sales", "share_of_sales"])


def alive_histogram(people: pd.DataFrame, share: float = VALUE_SHARE) -> np.ndarray:
    """Customers of value with repeat orders by P(alive) in tenths, 0 to 0.1 first; 10 counts."""
    alive = people.loc[of_value(people, share), "probability_alive"].dropna()
    return np.bincount(np.minimum((alive * 10).astype(int), 9), minlength=10)


def profiles(people: pd.DataFrame) -> pd.Series:
    """price_sensitive: half of the orders or more had a discount. quality_seeking: fewer, and the average order is among the top fifth.

    Only customers with two orders or more have a profile, for one order says little.
    """
    dear = fifths(people["average_order"]) == SCORES
    found = np.select([people["discount_share"] >= OFTEN, dear], ["price_sensitive", "quality_seeking"], "")
    return pd.Series(np.where(people["orders"] >= 2, found, ""), people.index)


def _sum(held: pd.Series) -> float:
    """Empty rather than 0 where nothing is known."""
    return held.sum(min_count=1)


def _share(part, whole: float):
    return part / whole if whole else part * 0.0
