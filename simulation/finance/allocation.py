"""Accounting for points under IFRS 15 / ASC 606 (Illustrative Example 52; ASC 606-10-55-353)."""
from __future__ import annotations


def allocate_transaction_price(price: float, goods_standalone: float, points_standalone: float) -> tuple[float, float]:
    """What of a sale's price belongs to the goods and what to the points, by relative stand-alone selling price.

    Both parts add up to `price`.  `points_standalone` counts only the points that are expected to be redeemed.  Raises ValueError
    where an amount is negative or both stand-alone prices are zero.
    """
    if min(price, goods_standalone, points_standalone) < 0 or goods_standalone + points_standalone == 0:
        raise ValueError("prices must be 0 or more, and one of the stand-alone prices above 0")
    points = price * points_standalone / (goods_standalone + points_standalone)
    return price - points, points


def points_revenue_to_date(allocated: float, redeemed_to_date: float, expected_to_be_redeemed: float) -> float:
    """Revenue recognised so far: allocated x redeemed to date / points now expected to be redeemed in all.

    The allocation is never re-opened; a new estimate changes only the denominator.  Raises ValueError where more has been redeemed
    than is expected in all.
    """
    if allocated < 0 or redeemed_to_date < 0 or redeemed_to_date > expected_to_be_redeemed:
        raise ValueError("give redeemed to date between 0 and the points expected to be redeemed in all")
    return allocated * redeemed_to_date / expected_to_be_redeemed if expected_to_be_redeemed else 0.0
