"""Orders that come back: sales, points, qualifying amount and tier go back with them."""
from __future__ import annotations

from simulation.ledger import book_return, reverse
from simulation.records import ACTIVITY, GROWTH, NEVER_LEAVES, ORDERS, POINTS_EARNED, RETURNS, SPEND, WINDOW
from simulation.rules.effects import refresh
from simulation.rules.pending import release_returned
from simulation.rules.tiers import leaving_month, take_back_tier, yearly


def send_back(s, today, sale, points, bonus, spend, growth, reviews, tier, card, tally):
    """The order goes back `return_days` later; when the member has too many on their way, the first is settled now.

    points are the order's own, bonus those of its reviews.
    """
    if s.returns == RETURNS:
        settle_return(s, today, card, tally)
    k = (s.first_return + s.returns) % RETURNS
    s.return_day[k] = today + card.return_days
    s.return_sale[k] = sale
    s.return_points[k] = points + bonus
    for m in range(card.metrics):
        s.return_qualifying[m, k] = counted_as(card.metric[m], spend, points, growth, reviews)
    s.return_month[k] = card.month
    s.return_leaves[k] = leaving_month(s, today - card.first_day, card)
    s.return_tier[k] = tier
    s.return_won[k] = 1 if s.tier > tier else 0
    s.returns += 1


def counted_as(metric, spend, points, growth, reviews):
    """What an order has counted toward a tier by this metric."""
    if metric == SPEND:
        return spend
    if metric == ORDERS:
        return 1
    if metric == POINTS_EARNED:
        return points
    if metric == ACTIVITY:
        return reviews
    return growth if metric == GROWTH else 0


def settle_return(s, day, card, tally):
    """Sales, points and qualifying amount go back, and a tier that this order had won."""
    k = s.first_return
    bought_in = s.return_month[k]
    s.first_return = (k + 1) % RETURNS
    s.returns -= 1
    book_return(s, s.return_sale[k], tally)
    if s.enrolled:
        if bought_in > s.expired_to:     # else its points are gone already
            reverse(s, s.return_points[k], bought_in, tally)
            if s.pending > 0:
                release_returned(s, s.return_points[k], s.return_day[k] - card.return_days, day, card)
        counted = disqualify(s, k, card)
        if counted or s.return_won[k]:
            take_back_tier(s, s.return_tier[k], bought_in, day, card, tally)
        refresh(s, card)


def disqualify(s, k, card):
    """Takes the order out of the window, or of the last year's amount; says whether it was in one of them."""
    counted = False
    leaves = s.return_leaves[k]
    for m in range(card.metrics):
        amount = s.return_qualifying[m, k]
        if leaves >= NEVER_LEAVES:
            s.qualifying[m] -= amount
            counted = True
        elif leaves > card.month:
            if 0 < amount <= s.window[m, leaves % WINDOW]:
                s.window[m, leaves % WINDOW] -= amount
                s.qualifying[m] -= amount
                counted = True
        elif yearly(card):
            s.past_year[m] -= amount
            counted = True
    return counted
