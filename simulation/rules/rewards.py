"""What points buy at the till: cash off in whole rewards, or one item of the catalogue."""
from __future__ import annotations

from simulation.ledger import receive, redeem
from simulation.luck import BASE_ABOUT, BASE_REDEEM, EXTRA_ABOUT, i64, uniform
from simulation.records import REWARDS_BUDGET
from simulation.rules.effects import least, one_reward, redemption_chance
from simulation.rules.pending import spendable

PICK = 12     # sub-draw of an order: which item; below it its categories and reviews
CASH, NOTHING = -1, -2


def redeem_rewards(s, paid, day, redeeming, n, card, tally):
    """Takes whole rewards or an item off the order; returns what that takes off what is left to pay."""
    if one_reward(card) == 0 or not s.redeems or spendable(s) < least(card) or card.shut_from[REWARDS_BUDGET] <= day:
        return 0
    rewards = whole_rewards(s, paid, card)
    if (rewards == 0 and card.items == 0) or uniform(s.key, redeeming, n, 0) >= redemption_chance(s, card):
        return 0
    chosen = CASH
    if card.items > 0:
        about = BASE_ABOUT if redeeming == BASE_REDEEM else EXTRA_ABOUT
        chosen = pick(s, paid, rewards, uniform(s.key, about, n, PICK), card)
    if chosen == NOTHING:
        return 0
    s.redeemed_on = day
    today = i64(day) - card.first_day
    if chosen == CASH:
        redeem(s, rewards * card.goal, rewards, tally)
        tally.day_use[REWARDS_BUDGET, today] += rewards * card.reward_cost
        return rewards * card.reward_value
    tally.day_use[REWARDS_BUDGET, today] += card.item_cost[chosen]
    redeem(s, card.item_points[chosen], 0, tally)
    tally.items[s.tier, chosen] += 1
    if card.item_off[chosen]:
        return min(card.item_value[chosen], paid)
    receive(s, card.item_value[chosen])
    return 0


def whole_rewards(s, paid, card):
    """How many rewards of cash off the balance, the order and the terms allow; 0 where they are fewer than the least."""
    if card.goal == 0:
        return 0
    if card.most_of_order > 0:
        paid = paid * card.most_of_order // 10_000
    points = spendable(s)
    if card.most_points > 0:
        points = min(points, card.most_points)
    rewards = min(points // card.goal, paid // card.reward_value)
    return rewards if rewards * card.goal >= card.minimum else 0


def pick(s, paid, rewards, u, card):
    """One of what the member can have now, each in proportion to its appeal; cash off has an appeal of 1."""
    total = 1.0 if rewards > 0 else 0.0
    for k in range(card.items):
        total += appeal_of(s, paid, k, card)
    if total == 0.0:
        return NOTHING
    place, chosen = u * total, CASH if rewards > 0 else NOTHING
    if rewards > 0:
        place -= 1.0
    for k in range(card.items):
        appeal = appeal_of(s, paid, k, card)
        if place >= 0.0 and appeal > 0.0:
            chosen = k
        place -= appeal
    return chosen


def appeal_of(s, paid, k, card):
    """0 for what costs more points than there are, and for money off where nothing is left to pay."""
    if card.item_points[k] > spendable(s) or (card.item_off[k] and paid == 0):
        return 0.0
    return card.item_appeal[k]
