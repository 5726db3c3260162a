"""Points by month of issue: what has become of them by age, what will become of them, and when they will expire."""
from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pandas as pd

from simulation.outcome import Outcome
from simulation.records import EXPIRY_AFTER_EARNING, EXPIRY_FIXED_DATE, EXPIRY_NEVER, FLOWS, YEAR
from simulation.simulate import rate_card

LEAVING = FLOWS[1:]      # redeemed, expired, reversed


@dataclasses.dataclass(frozen=True, eq=False)
class Counts:
    """Points of every vintage; integers.  Vintages up to 0 are the opening balance, whose points held on day 0 count as issued.

    vintage [v]: month of issue, rising · issued [v] · redeemed, expired, reversed [v, month]: to date at the end of months 1 to `months`.
    """

    vintage: np.ndarray
    issued: np.ndarray
    redeemed: np.ndarray
    expired: np.ndarray
    reversed: np.ndarray

    @property
    def months(self) -> int:
        return self.redeemed.shape[1]

    @functools.cached_property
    def there(self) -> np.ndarray:
        """bool [v, month]: whether the vintage had been issued by then."""
        return self.vintage[:, None] <= np.arange(1, self.months + 1)

    @functools.cached_property
    def net(self) -> np.ndarray:
        """[v, month]: issued less reversed to date; 0 before the month of issue."""
        return np.where(self.there, self.issued[:, None] - self.reversed, 0)

    @functools.cached_property
    def outstanding(self) -> np.ndarray:
        """[v, month] at the month's end."""
        return self.net - self.redeemed - self.expired

    def up_to(self, month: int) -> Counts:
        """What was known at the end of a month."""
        seen = self.vintage <= month
        return Counts(self.vintage[seen], self.issued[seen], *(getattr(self, flow)[seen, :month] for flow in LEAVING))

    def in_month(self, flow: str) -> np.ndarray:
        """[v, month]: the movement of each month."""
        return np.diff(getattr(self, flow), axis=1, prepend=0)


def counts(outcome: Outcome) -> Counts:
    """The vintages of a run, from its points ledger."""
    table, months = outcome.vintages, outcome.scenario.run.months
    if table.empty:
        return Counts(np.zeros(0, int), np.zeros(0, int), *(np.zeros((0, months), int) for _ in LEAVING))
    vintages = np.unique(table["vintage"].to_numpy(int))
    row, column = np.searchsorted(vintages, table["vintage"]), table["month"].to_numpy(int) - 1
    found = {}
    for flow in (*FLOWS, "outstanding"):
        found[flow] = np.zeros((len(vintages), months), np.int64)
        found[flow][row, column] = table[flow]
    held = found["outstanding"][:, 0] + sum(found[flow][:, 0] for flow in LEAVING)      # on day 0
    issued = np.where(vintages < 1, held, found["issued"].sum(1))
    return Counts(vintages, issued, *(found[flow].cumsum(1) for flow in LEAVING))


# ======== development by age =================================================================================================
@dataclasses.dataclass(frozen=True, eq=False)
class Development:
    """What of the points outstanding before an age leaves in it, over all vintages seen up to each month's end.

    exposed [age, month]: points that went into the age, to date · share[flow] [age, month] of them.  Age 0 is the month of issue, into
    which go the points issued.  Age-to-age factors of a chain ladder, on what is outstanding: an opening balance whose issue nobody
    knows tells of the ages that it goes through.
    """

    exposed: np.ndarray
    share: dict[str, np.ndarray]

    def oldest(self, month: int) -> int:
        """Ages 0 to this one have been seen without a gap; -1 where nothing was issued."""
        unseen = np.flatnonzero(self.exposed[:, month - 1] == 0)
        return int(unseen[0]) - 1 if unseen.size else len(self.exposed) - 1

    def redeemed_later(self, month: int, ultimate: float | None = None) -> np.ndarray:
        """[age]: the share of the points outstanding at the end of an age that will be redeemed, as known at a month's end.

        ultimate: the share of points, less those reversed, that is redeemed in the end, taken from elsewhere: what the ages seen have not
        redeemed of it is still to come after the oldest of them (Bornhuetter and Ferguson 1972).  None: nothing comes after it.
        """
        oldest, share = self.oldest(month), {flow: self.share[flow][:, month - 1] for flow in LEAVING}
        out, left, sent_back, redeemed = np.zeros(len(self.exposed)), 1.0, 0.0, 0.0
        for age in range(oldest + 1):
            redeemed += left * share["redeemed"][age]
            sent_back += left * share["reversed"][age]
            left *= max(0.0, 1 - sum(share[flow][age] for flow in LEAVING))
        if ultimate is not None:
            out[:] = min(1.0, max(0.0, (ultimate * (1 - sent_back) - redeemed) / left)) if left > 0 else 0.0
        for age in range(oldest - 1, -1, -1):
            out[age] = share["redeemed"][age + 1] + max(0.0, 1 - sum(share[flow][age + 1] for flow in LEAVING)) * out[age + 1]
        return out


def development(held: Counts) -> Development:
    """Of every vintage and month, brought to ages and summed to date."""
    months, first = held.months, int(held.vintage.min()) if held.vintage.size else 1
    ages = months - min(first, 1) + 1
    before = np.where(held.vintage[:, None] == np.arange(1, months + 1), held.issued[:, None],
                      np.concatenate([np.where(held.vintage < 1, held.issued, 0)[:, None], held.outstanding[:, :-1]], axis=1))
    age = np.arange(1, months + 1) - held.vintage[:, None]
    at = (np.where(held.there, age, 0), np.broadcast_to(np.arange(months), age.shape))

    def by_age(values):
        out = np.zeros((ages, months), np.int64)
        np.add.at(out, at, np.where(held.there, values, 0))
        return out.cumsum(1)

    exposed = by_age(before)
    return Development(exposed, {flow: by_age(held.in_month(flow)) / np.maximum(exposed, 1) for flow in LEAVING})


# ======== tables =============================================================================================================
def triangle(held: Counts) -> pd.DataFrame:
    """By month of issue and age in months: issued, then redeemed, expired, reversed to date and outstanding; shares of what was issued."""
    v, month = np.nonzero(held.there & (held.issued > 0)[:, None])
    table = pd.DataFrame({"vintage": held.vintage[v], "age": month + 1 - held.vintage[v], "issued": held.issued[v]})
    for flow in (*LEAVING, "outstanding"):
        table[flow] = getattr(held, flow)[v, month]
    for flow in ("redeemed", "expired"):
        table[f"{flow}_share"] = table[flow] / table["issued"]
    return table


def curves(held: Counts) -> pd.DataFrame:
    """By year of issue and age: shares redeemed and expired to date of the points issued in the year's months.

    An age is there once all of the year's months have reached it, so that a curve never changes whom it speaks of.
    """
    table = triangle(held)
    table = table[table["vintage"] > 0]
    table = table.assign(year=(table["vintage"] - 1) // YEAR + 1)
    found = table.groupby(["year", "age"])[["issued", "redeemed", "expired"]].sum()
    whole = table.groupby("year")["vintage"].nunique()
    found = found[table.groupby(["year", "age"]).size().eq(whole, level="year")].reset_index()
    return found.assign(redeemed_share=found["redeemed"] / found["issued"], expired_share=found["expired"] / found["issued"])


def ultimate_rate(held: Counts, ultimate: float | None = None) -> float | None:
    """Share of the points issued, less those reversed, that will have been redeemed in the end, as the vintages seen so far say.

    None where nothing was issued.  `ultimate` as in Development.redeemed_later.
    """
    net = held.net[:, -1].sum()
    if not net:
        return None
    later = development(held).redeemed_later(held.months, ultimate)
    return float((held.redeemed[:, -1].sum() + (held.outstanding[:, -1] * later[held.months - held.vintage]).sum()) / net)


def expiry_forecast(outcome: Outcome, to_go: int = YEAR) -> pd.DataFrame:
    """Points outstanding at the end of the run that will expire in the next 1 to `to_go` months.

    unused: if nothing more is redeemed · expected: after what will be redeemed at the shares seen so far, age by age.  With an expiry after
    earning or at a fixed date the terms say when; by inactivity, and for members whose points never expire, the shares seen so far do.
    Ages that nobody has seen go on as the oldest that was.
    """
    held, card = counts(outcome), rate_card(outcome.scenario)
    seen, months = development(held), held.months
    oldest = seen.oldest(months)
    share = {flow: seen.share[flow][:, -1] for flow in LEAVING}
    unused, expected = np.zeros(to_go), np.zeros(to_go)
    for vintage, points in zip(held.vintage, held.outstanding[:, -1], strict=True):
        left, staying = float(points), float(points)
        for k in range(1, to_go + 1):
            age = min(int(months + k - vintage), oldest)
            redeemed, reversed_, lost = (float(share[flow][age]) if age >= 0 else 0.0 for flow in ("redeemed", "reversed", "expired"))
            after = max(0.0, 1 - redeemed - reversed_)      # nothing is redeemed: the same share of what then stays is lost
            lost_of_rest = _lost_by_terms(card, outcome, int(vintage), months + k)
            if lost_of_rest is None:
                lost_of_rest = min(1.0, lost / after) if after else 0.0
            unused[k - 1] += staying * lost_of_rest
            expected[k - 1] += left * after * lost_of_rest
            staying, left = staying * (1 - lost_of_rest), left * after * (1 - lost_of_rest)
    return pd.DataFrame({"months_to_go": np.arange(1, to_go + 1), "unused": np.rint(unused).astype(np.int64),
                         "expected": np.rint(expected).astype(np.int64)})


def _lost_by_terms(card, outcome: Outcome, vintage: int, month: int) -> float | None:
    """The share of a vintage's rest that the terms take at a month's end; None where they leave it to what members do."""
    if card.expiry == EXPIRY_NEVER:
        return 0.0
    if card.expiry == EXPIRY_AFTER_EARNING:
        due = month >= vintage + card.expiry_months
    elif card.expiry == EXPIRY_FIXED_DATE:
        due = outcome.scenario.calendar.first_of(month).month == card.expiry_months and vintage <= month - card.expiry_months
    else:
        return None
    return (None if card.never_from_tier else 1.0) if due else 0.0
