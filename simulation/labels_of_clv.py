"""What the columns of the tables of member value and of explained figures are called; part of labels.LABELS."""
from __future__ import annotations

from simulation.words import N_

CLV: dict[str, tuple[str, str]] = {
    "split": (N_("Split"), ""),
    "there": (N_("Not gone for good at the end"), "share"),
    "with_run": (N_("With the program, to the end of the run"), "money"),
    "with_run_low": (N_("With the program, to the end of the run, low end"), "money"),
    "with_run_high": (N_("With the program, to the end of the run, high end"), "money"),
    "with_beyond": (N_("With the program, beyond the run"), "money"),
    "with_beyond_low": (N_("With the program, beyond the run, low end"), "money"),
    "with_beyond_high": (N_("With the program, beyond the run, high end"), "money"),
    "with_total": (N_("With the program, in all"), "money"),
    "with_total_low": (N_("With the program, in all, low end"), "money"),
    "with_total_high": (N_("With the program, in all, high end"), "money"),
    "without_run": (N_("Without it, to the end of the run"), "money"),
    "without_run_low": (N_("Without it, to the end of the run, low end"), "money"),
    "without_run_high": (N_("Without it, to the end of the run, high end"), "money"),
    "without_beyond": (N_("Without it, beyond the run"), "money"),
    "without_beyond_low": (N_("Without it, beyond the run, low end"), "money"),
    "without_beyond_high": (N_("Without it, beyond the run, high end"), "money"),
    "without_total": (N_("Without it, in all"), "money"),
    "without_total_low": (N_("Without it, in all, low end"), "money"),
    "without_total_high": (N_("Without it, in all, high end"), "money"),
    "member_added": (N_("Added by the program"), "money"),
    "member_added_low": (N_("Added by the program, low end"), "money"),
    "member_added_high": (N_("Added by the program, high end"), "money"),
    "margin_run": (N_("Margin to the end of the run"), "money"),
    "cost_run": (N_("Cost less fees to the end of the run"), "money"),
    "margin_beyond": (N_("Margin beyond the run"), "money"),
    "cost_beyond": (N_("Cost less fees beyond the run"), "money"),
    "input": (N_("Input"), ""),
    "margin_without": (N_("Contribution margin without the program"), "money"),
    "sales_without": (N_("Sales without the program"), "money"),
}
