"""Blocks of members: the loops that the engine calls, compiled together with the rules."""
from simulation.member import begin, close_month, join, live_month, open_month
from simulation.rules.change import enter_program
from simulation.rules.service import hand_over, remember_wait


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


def enter_block(rows, placed, card, tally):
    for i in range(len(rows)):
        if rows[i].joined:
            enter_program(rows[i], placed, card[0], tally[0])


def contacts_held(rows):
    held = 0
    for i in range(len(rows)):
        held += rows[i].contacts
    return held


def hand_over_block(rows, out):
    at = 0
    for i in range(len(rows)):
        if rows[i].contacts > 0:
            at = hand_over(rows[i], i, out, at)


def remember_block(rows, who, excess, card):
    for j in range(len(who)):
        remember_wait(rows[who[j]], excess[j], card[0])


def brought_block(rows, out):
    """Writes (row, organic, recruits) of who has brought somebody in; returns how many lines."""
    at = 0
    for i in range(len(rows)):
        if rows[i].organic + rows[i].recruits > 0:
            out[at, 0] = i
            out[at, 1] = rows[i].organic
            out[at, 2] = rows[i].recruits
            at += 1
    return at


def hear_block(rows, first):
    """Members from row `first` on were brought in; they learn whether their referrer is still there."""
    for i in range(first, len(rows)):
        rows[i].referrer_alive = rows[rows[i].referrer].alive
