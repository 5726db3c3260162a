"""The program's money as a finance department reads it: points under IFRS 15 / ASC 606, the P&L, what it is worth."""
from simulation.finance.allocation import allocate_transaction_price, points_revenue_to_date

__all__ = ["allocate_transaction_price", "points_revenue_to_date"]
