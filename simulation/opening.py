"""The opening base: members as the program's own records count them on day 0."""

from __future__ import annotations

from simulation.inputs import Fault, ScenarioError, Strict, term
from simulation.program import Program
from simulation.words import said


class OpeningGroup(Strict):
    """Members of one tier on day 0, as the program's own records count them.  Numbers are of the group, ranges are spread evenly."""

    tier: int = term(1, title="Tier", ge=1, le=8, help="1 is the first tier.")
    members: int = term(title="Members", unit="members", ge=0, le=2_000_000)
    points: int = term(0, title="Points outstanding", unit="points", ge=0, le=10**12)
    points_oldest_months: int = term(
        12, title="Oldest points", unit="months", ge=1, le=36, help="The points lie evenly on the months up to this age."
    )
    tenure_months: tuple[float, float] = term((1.0, 24.0), title="Member for", unit="months, from and to")
    days_since_purchase: tuple[float, float] = term((0.0, 180.0), title="Last purchase", unit="days ago, from and to")
    orders_a_year: float = term(4.0, title="Orders a year so far", unit="orders", gt=0, le=366)
    average_basket: float | None = term(None, title="Average basket", unit="currency", gt=0, help="Of the group; else the market's.")
    qualifying: float = term(
        0.0, title="Qualifying amount", unit="metric", ge=0, le=10_000_000, help="A member's mean amount in the window on day 0."
    )
    qualifying_second: float = term(
        0.0, title="Second qualifying amount", unit="second metric", ge=0, le=10_000_000, help="The same of the second metric."
    )


def check_opening(opening: tuple[OpeningGroup, ...], program: Program, file: str) -> None:
    """Raises ScenarioError where an opening group does not fit the program."""
    faults = []
    for i, group in enumerate(opening):
        if group.tier > len(program.tier_names):
            faults.append(Fault(f"opening[{i}].tier", said("is {given}; the program has {tiers}", given=group.tier, tiers=len(program.tier_names))))
        for field in ("tenure_months", "days_since_purchase"):
            low, high = getattr(group, field)
            if not 0 <= low <= high <= 1_200 * 30:
                faults.append(Fault(f"opening[{i}].{field}", said("from {low} to {high} is no range; give from and to, 0 or more",
                                                                  low=f"{low:g}", high=f"{high:g}")))
        if group.points > 10_000_000 * max(1, group.members):
            faults.append(Fault(f"opening[{i}].points", said("{points} points for {members} members; at most 10 million each",
                                                             points=f"{group.points:,}", members=f"{group.members:,}")))
    if opening and not sum(g.members for g in opening):
        faults.append(Fault("opening", "has no members; leave it out, or give counts"))
    if faults:
        raise ScenarioError(faults, file)
