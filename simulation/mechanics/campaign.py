"""What every campaign has besides: its dates, and for whom it is."""
from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import field_validator

from simulation.budgets import MONEY, POINTS, USES, Cap
from simulation.inputs import Fault, term
from simulation.mechanics.named import Named
from simulation.mechanics.offering import ALL, Offering
from simulation.offering import DateOfYear, places_needed, real_dates, runs_of
from simulation.records import AT_BIRTHDAY, AT_DATES, MAX_TIERS, STAGES
from simulation.words import N_, said

BANDS = ("low", "middle", "high")
LONG_AGO = 1 << 30
OF_ALL = N_("Of all members together. 0: no limit.")


class Campaign(Offering, Named):
    """An offer on dates or for birthdays, to members chosen by value, last order, stage and tier at the opening of its month."""

    group: ClassVar[str] = "campaigns"
    trigger_by: Literal["dates", "birthday"] = term("dates", title="Starts", help="On the dates, or at the opening of the birthday's month.")
    day_of_month: int = term(0, title="Every month on day", unit="day", ge=0, le=31, help="0: only on the dates below.")
    dates: tuple[DateOfYear, ...] = term((), title="Dates of the year", unit="MM-DD", max_length=60)
    bands: tuple[Literal["low", "middle", "high"], ...] = term((), title="Members of value", help="By sales of the last 12 months. None: all.")
    middle_from: float = term(500.0, title="Middle value from", unit="currency", ge=0, le=1e9, step=100.0, advanced=True)
    high_from: float = term(2_000.0, title="High value from", unit="currency", ge=0, le=1e9, step=100.0, advanced=True)
    stages: tuple[Literal["new", "growing", "mature", "dormant", "gone"], ...] = term((), title="Members at stage", help="None: all.")
    inactive_from: int = term(0, title="Last order, from", unit="days", ge=0, le=3_650, help="Days ago.", advanced=True)
    inactive_to: int = term(0, title="Last order, to", unit="days", ge=0, le=3_650, help="Days ago; 0: no limit.", advanced=True)
    from_tier: int = term(1, title="From tier", unit="tier", ge=1, le=MAX_TIERS, advanced=True)
    to_tier: int = term(0, title="To tier", unit="tier", ge=0, le=MAX_TIERS, help="0: all above.", advanced=True)
    cap_money: float = term(0.0, title="At most, money", unit="currency", ge=0, le=1e12, step=1_000.0, help=OF_ALL, advanced=True)
    cap_uses: int = term(0, title="At most, uses", unit="orders", ge=0, le=1_000_000_000, step=100, help=OF_ALL, advanced=True)
    cap_points: int = term(0, title="At most, bonus points", unit="points", ge=0, le=10**12, step=1_000, help=OF_ALL, advanced=True)
    cap_per: Literal["month", "year", "run"] = term(
        "year", title="These limits hold for", help="First come, first served; the day on which one is reached is served to its end.",
        choices={"month": N_("A month"), "year": N_("A calendar year"), "run": N_("The whole run")}, advanced=True,
    )  # fmt: skip

    @field_validator("dates")
    @classmethod
    def real(cls, dates):
        return real_dates(dates)

    def faults(self, program):
        out, tiers = super().faults(program), len(program.tier_names)
        if self.trigger_by == "dates" and not self.day_of_month and not self.dates:
            out.append(Fault("dates", "there is no day; give a day of the month or dates"))
        if self.high_from < self.middle_from:
            out.append(Fault("high_from", said("is {given}, below middle_from, {middle_from}; high value begins above middle value",
                                               given=f"{self.high_from:g}", middle_from=f"{self.middle_from:g}")))
        if self.inactive_to and self.inactive_to < self.inactive_from:
            out.append(Fault("inactive_to", said("is {given}, below inactive_from, {inactive_from}: nobody would be meant",
                                                 given=self.inactive_to, inactive_from=self.inactive_from)))
        if self.from_tier > tiers or self.to_tier > tiers:
            out.append(Fault("from_tier" if self.from_tier > tiers else "to_tier", said("names a tier above the highest; there are {n}", n=tiers)))
        elif self.to_tier and self.to_tier < self.from_tier:
            out.append(Fault("to_tier", said("is {given}, below from_tier, {from_tier}: nobody would be meant",
                                             given=self.to_tier, from_tier=self.from_tier)))
        return out

    def runs(self, calendar):
        return runs_of(calendar, self.day_of_month, self.dates, self.days) if self.trigger_by == "dates" else None

    def places(self):
        return places_needed(self.day_of_month, self.dates, self.days) if self.trigger_by == "dates" else 1

    def trigger(self):
        bands, stages = sum(1 << BANDS.index(x) for x in set(self.bands)), sum(1 << STAGES.index(x) for x in set(self.stages))
        return {"trigger": AT_DATES if self.trigger_by == "dates" else AT_BIRTHDAY, "values": bands or ALL, "stages": stages or ALL,
                "recency_from": self.inactive_from, "recency_to": self.inactive_to or LONG_AGO,
                "from_tier": self.from_tier, "to_tier": self.to_tier or MAX_TIERS}

    def fill(self, card, label):
        super().fill(card, label)
        places = list(card.personal[-1].places)
        caps = ((MONEY, card.market.minor(self.cap_money)), (USES, self.cap_uses), (POINTS, self.cap_points))
        card.offer_caps += [Cap(kind, amount, self.cap_per, label, tuple(places)) for kind, amount in caps if amount]
        card.offer_middle[places], card.offer_high[places] = card.market.minor(self.middle_from), card.market.minor(self.high_from)
