"""What members use, take and do, on the costs page: benefits, rewards, gifts of points and activities."""
from __future__ import annotations

from pages.common import look
from pages.common.downloads import csv_buttons
from pages.common.text import _
from simulation.naming import names_of_parts
from simulation.reporting import numbers


def section(study) -> None:
    """Each by name: how often a year and active member, points given or taken, and its cost; nothing where there is nothing to show."""
    outcome = study.outcome
    uses = outcome.uses
    if not uses["times"].any():
        return
    active = outcome.totals["program"]["active"].mean() * outcome.scenario.run.months / 12
    times = uses.groupby(["mechanic", "name"], sort=False)[["times", "points"]].sum()
    names = names_of_parts(outcome.scenario.program, [("", label, name) for label, name in times.index])
    cost = outcome.costs.groupby(["mechanic", "name"])["amount"].sum()
    look.head(_("What members use, take and do"), _("over the whole run, in the scenario's own run"))
    rows = []
    for (label, name), found in times.iterrows():
        rows.append(
            [
                _(names["", label, name]),
                numbers.amount(found["times"]),
                numbers.amount(found["times"] / active, digits=2) if active else numbers.DASH,
                numbers.amount(found["points"]) if found["points"] else "",
                numbers.amount(cost.get((label, name), 0.0)) if cost.get((label, name), 0.0) else "",
            ]
        )
    header = [_("What"), _("Times"), _("A year, by active member"), _("Points given or taken"), _("Cost besides points")]
    look.table(header, rows, caption=_("Benefits, rewards and activities by name"))
    csv_buttons(outcome, {"uses": (_("uses by month, tier and name"), uses)})
