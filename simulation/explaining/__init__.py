"""What each mechanic did to one purchase, or why it did not act: one file for each subject, each registers its mechanics.

A mechanic without words of its own is explained by what the tally booked under its label; so a new one needs nothing here.
"""
from simulation.explaining import around, offers, points, prices, rewards, standing  # noqa: F401  they register
from simulation.explaining.base import lines_of
from simulation.explaining.moment import Moment
from simulation.explaining.words import EARN, LATER, PHASES, PRICE, QUALIFY, REDEEM, Day, Line, Money, Share, told
from simulation.words import Said

__all__ = ["EARN", "LATER", "PHASES", "PRICE", "QUALIFY", "REDEEM", "Day", "Line", "Moment", "Money", "Said", "Share", "lines_of", "told"]
