"""Activities: points for what members do besides buying."""

from __future__ import annotations

from typing import Literal

from simulation.inputs import Fault, Strict, Text, term
from simulation.ledger import Posting
from simulation.mechanics.base import Mechanic, Use
from simulation.records import ACTIVITIES
from simulation.words import N_, said

DAYS_A_MONTH = 365.25 / 12
MOST_A_MONTH = 1_000_000
KINDS = {"review": N_("Review"), "share": N_("Sharing"), "check_in": N_("Check-in"), "task": N_("Task"), "read": N_("Reading")}


class Activity(Strict):
    """One thing to do that earns."""

    name: Text = term(title="Activity")
    kind: Literal["review", "share", "check_in", "task", "read"] = term(
        "check_in", title="Kind", choices=KINDS, help="A review follows an order; the others come at any time."
    )
    times_a_month: float = term(4.0, title="Times a month", unit="times", ge=0, le=1_000, step=1.0, help="Mean of who does it. Not of reviews.")
    order_share: float = term(0.1, title="Orders reviewed", unit="share of orders", ge=0, le=1, step=0.05, help="Of reviews, by who writes them.")
    engaged: float = term(0.3, title="Members who do it", unit="share of members", ge=0, le=1, step=0.05)
    points: int = term(5, title="Points each time", unit="points", ge=0, le=100_000)
    growth: int = term(0, title="Growth value each time", unit="growth value", ge=0, le=100_000, help="Where tiers ask for it.")
    daily_cap: int = term(0, title="At most, a day", unit="times", ge=0, le=100, help="What goes beyond earns nothing. 0: no limit.")
    yearly_cap: int = term(0, title="At most, a calendar year", unit="times", ge=0, le=10_000, help="0: no limit.")
    unit_cost: float = term(0.0, title="Cost besides points", unit="currency each", ge=0, le=10_000, step=0.1)

    @property
    def most_points(self) -> float:
        """Points that a month may bring, about; a member hardly places a hundred orders in one."""
        times = 100 if self.kind == "review" else self.times_a_month
        return self.points * (min(times, 31 * self.daily_cap) if self.daily_cap else times)


class Activities(Mechanic):
    """Points and growth value for reviews, shares, check-ins, tasks and reading, up to so many times a day and a calendar year.

    A review is paid for with its order and goes back with it; everything else at the month's end, to members who have not left.  What
    goes beyond a cap earns nothing and counts toward no tier.
    """

    example = {
        "rows": [
            {"name": {"en": "Check-in", "zh": "签到"}, "times_a_month": 8, "engaged": 0.2, "points": 2, "daily_cap": 1},
            {"name": {"en": "Review", "zh": "评价"}, "kind": "review", "order_share": 0.3, "engaged": 0.4, "points": 10, "daily_cap": 3},
        ]
    }
    title, summary, group = "Activities", N_("What reviews, shares, check-ins and tasks give."), "points"
    rows: tuple[Activity, ...] = term(title="Activities", boxes=True, min_length=1, max_length=ACTIVITIES)

    def faults(self, program):
        out, names = [], [str(a.name) for a in self.rows]
        for i, a in enumerate(self.rows):
            if names.index(str(a.name)) < i:
                out.append(Fault(f"rows[{i}].name", said("{name} is there twice; give each activity a name of its own", name=a.name)))
            if a.most_points > MOST_A_MONTH:
                out.append(Fault(f"rows[{i}].points", said("{name} may bring {points} points a month; at most {most}",
                                                           name=a.name, points=f"{a.most_points:,.0f}", most=f"{MOST_A_MONTH:,}")))
        return out

    def fill(self, card, label):
        card.activities, card.reviews = len(self.rows), sum(a.kind == "review" for a in self.rows)
        for i, a in enumerate(self.rows):
            card.act_rate[i] = 0.0 if a.kind == "review" else a.times_a_month / DAYS_A_MONTH
            card.act_share[i] = a.order_share if a.kind == "review" else 0.0
            card.act_engaged[i], card.act_points[i], card.act_growth[i] = a.engaged, a.points, a.growth
            card.act_a_day[i], card.act_a_year[i] = a.daily_cap, a.yearly_cap

    def postings(self, month, label):
        for i, a in enumerate(self.rows):
            if a.unit_cost:
                unit = month.card.market.minor(a.unit_cost)
                yield Posting(label, "campaign_cost", str(a.name), tuple(int(n) * unit for n in month.acts[:, i, 0]))

    def used(self, month, label):
        for i, a in enumerate(self.rows):
            yield Use(str(a.name), tuple(month.acts[:, i, 0]), a.points)
