"""What the columns of a member's story are called; part of labels.LABELS."""
from __future__ import annotations

from simulation.words import N_

LIFE: dict[str, tuple[str, str]] = {
    "life": (N_("Life"), ""),
    "date": (N_("Date"), ""),
    "step": (N_("What happened"), ""),
    "why": (N_("Why"), ""),
    "list_price": (N_("List price"), "money"),
    "paid_for_order": (N_("Paid"), "money"),
    "fee": (N_("Fee"), "money"),
    "points_change": (N_("Points, change"), "points"),
    "balance": (N_("Points held"), "points"),
    "counts_toward_tier": (N_("Counts toward the tier"), ""),
    "sales_so_far": (N_("Sales so far"), "money"),
    "orders_so_far": (N_("Orders so far"), "orders"),
    "in_the_other_life": (N_("In the other life"), ""),
    "told": (N_("This life"), ""),
    "beside": (N_("The life beside"), ""),
}
