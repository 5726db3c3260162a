"""Headings of the tables of finance."""
from __future__ import annotations

from simulation.words import N_

FINANCE: dict[str, tuple[str, str]] = {
    "line": (N_("Line"), ""),
    "whole_run": (N_("Whole run"), "money"),
    "runs_with": (N_("Runs that have it"), "runs"),
    "runs": (N_("Runs"), "runs"),
    "break_even": (N_("Value at which the net is 0"), ""),
    "check": (N_("Check"), ""),
    "left": (N_("One side"), "money"),
    "right": (N_("Other side"), "money"),
    "ties": (N_("Ties"), ""),
}
