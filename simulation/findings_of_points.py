"""The program check, what earns points: how long they wait, and what activities bring beside orders."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulation.findings import Finding, View
from simulation.records import EXPIRY_AFTER_EARNING
from simulation.words import N_


def points_wait_too_long_or_too_short(view: View) -> Iterator[Finding]:
    card, back = view.card, view.scenario.market.return_days.value
    if card.pending_days and card.expiry == EXPIRY_AFTER_EARNING and card.pending_days > 28 * card.expiry_months:
        said = N_("Points wait {days} days before they can be used, and some expire after {months:.0f} months: they could never be used.")
        yield Finding("program.base_earn.pending_days", "fault", said, {"days": card.pending_days, "months": card.expiry_months})
    elif 0 < card.pending_days < back and view.scenario.market.returned_share.value:
        said = N_("Points wait {days} days, and orders come back after {back:.0f}: points of returned orders may be spent by then. Try {back:.0f}.")
        yield Finding("program.base_earn.pending_days", "note", said, {"days": card.pending_days, "back": back})


def activities_outweigh_orders(view: View) -> Iterator[Finding]:
    activities = view.scenario.program.get("activities")
    bought = float(np.median(view.orders * view.basket)) * view.points_per_minor / 12
    for i, a in enumerate(activities.rows if activities and bought else ()):
        monthly = a.points * min(a.times_a_month, 30 * a.daily_cap or np.inf, a.yearly_cap / 12 or np.inf)
        if a.kind != "review" and monthly > bought:
            said = N_(
                "{name} brings who does it {points:,.0f} points a month, more than the {bought:,.0f} of the median member's orders. At most "
                "{remedy:,.0f} points each time would stay below."
            )
            values = {"name": a.name.in_language(view.language), "points": monthly, "bought": bought, "remedy": np.floor(a.points * bought / monthly)}
            yield Finding(f"program.activities.rows[{i}].points", "warning", said, values)


RULES = (points_wait_too_long_or_too_short, activities_outweigh_orders)
