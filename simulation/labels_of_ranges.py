"""What the columns of ranges over paired seeds are called; part of labels.LABELS."""
from __future__ import annotations

from simulation.words import N_

RANGES: dict[str, tuple[str, str]] = {
    "extra_orders_mean": (N_("Extra orders, mean of the runs"), "orders"),
    "extra_orders_low": (N_("Extra orders, low end of the 95% interval"), "orders"),
    "extra_orders_high": (N_("Extra orders, high end of the 95% interval"), "orders"),
    "extra_margin_mean": (N_("Extra margin, mean of the runs"), "money"),
    "extra_margin_low": (N_("Extra margin, low end of the 95% interval"), "money"),
    "extra_margin_high": (N_("Extra margin, high end of the 95% interval"), "money"),
    "extra_cost_mean": (N_("Cost, all effects, mean of the runs"), "money"),
    "extra_cost_low": (N_("Cost, all effects, low end of the 95% interval"), "money"),
    "extra_cost_high": (N_("Cost, all effects, high end of the 95% interval"), "money"),
    "net_mean": (N_("Net, mean of the runs"), "money"),
    "net_low": (N_("Net, low end of the 95% interval"), "money"),
    "net_high": (N_("Net, high end of the 95% interval"), "money"),
    "net_verdict": (N_("Whether it pays"), ""),
    "replications": (N_("Runs"), "runs"),
    "mean_of_runs": (N_("Mean of the runs"), ""),
}
