"""Accounting of a program.  What takes no run stands here; the rest is in the modules beside: liability, vintages, breakage."""
from simulation.finance.allocation import allocate_transaction_price, points_revenue_to_date

__all__ = ["allocate_transaction_price", "points_revenue_to_date"]
