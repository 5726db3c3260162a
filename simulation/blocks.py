"""Blocks of members: the loops that the engine calls, compiled together with the rules."""
from simulation.member import begin, close_month, join, live_month, open_month


def whole_month(rows, low, high, card, tally):
    """A month of each member in one pass over memory: members do not meet within a month."""
    for i in range(low, high):
        if rows[i].joined:
            open_month(rows[i], card[0], tally[0])
            live_month(rows[i], card[0], tally[0])
            close_month(rows[i], card[0], tally[0])


def begin_block(rows, clock, card):
    for i in range(len(rows)):
        if rows[i].joined:
            begin(rows[i], clock, card[0])


def join_block(rows, who, clocks, card, tally):
    for j in range(len(who)):
        join(rows[who[j]], clocks[j], card[0], tally[0])
