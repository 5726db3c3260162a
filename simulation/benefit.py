"""One benefit of a tier: its terms, who uses it and how often."""
from __future__ import annotations

from typing import Literal

from simulation.inputs import Strict, Text, term
from simulation.records import MAX_TIERS, USED_BY_BIRTHDAY, USED_BY_MONTH, USED_BY_ORDER
from simulation.words import N_

VALUED_BY = {"all": slice(None), "quality_seeking": slice(0, 1), "price_sensitive": slice(1, 2)}       # of the trait price_sensitive
COUNTED = {"order": USED_BY_ORDER, "month": USED_BY_MONTH, "year": USED_BY_MONTH, "birthday": USED_BY_BIRTHDAY}

KINDS = {"freight": N_("Free freight"), "delivery": N_("Priority delivery"), "gift": N_("Gift"), "goods": N_("Member-only goods"),
         "service": N_("Dedicated service"), "event": N_("Event"), "other": N_("Other")}  # fmt: skip
PERS = {"order": N_("Order"), "month": N_("Month"), "year": N_("Year"), "birthday": N_("Birthday")}
VALUERS = {"all": N_("Everybody"), "price_sensitive": N_("Price-sensitive members"), "quality_seeking": N_("Quality-seeking members")}


class Benefit(Strict):
    """One benefit of a tier and all tiers above it."""

    name: Text = term(title="Benefit")
    kind: Literal["freight", "delivery", "gift", "goods", "service", "event", "other"] = term("other", title="Kind", choices=KINDS)
    from_tier: int = term(1, title="From tier", unit="tier", ge=1, le=MAX_TIERS, help="1 is the first tier: everybody.")
    per: Literal["order", "month", "year", "birthday"] = term(
        "order", title="Counted", choices=PERS, help="By order; by active member and month or year; or by active member in the month of the birthday."
    )
    unit_cost: float = term(title="Cost per use", unit="currency", ge=0, le=100_000)
    uptake: float = term(1.0, title="Uptake", unit="share", ge=0, le=1, help="Share of the orders, or of active members, that use it.")
    perceived_value: float = term(title="Value to the member", unit="currency per use", ge=0, le=100_000)
    valued_by: Literal["all", "price_sensitive", "quality_seeking"] = term(
        "all", title="Who values it", choices=VALUERS, help="Only they use it."
    )

    @property
    def parts(self) -> int:
        """Parts in which a use is booked."""
        return 12 if self.per == "year" else 1
