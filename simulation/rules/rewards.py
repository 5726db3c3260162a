"""What points buy at the till."""
from __future__ import annotations

from simulation.ledger import redeem
from simulation.luck import uniform
from simulation.rules.effects import redemption_chance


def redeem_rewards(s, paid, day, redeeming, n, card, tally):
    """Takes whole rewards off the order; returns their face value."""
    if card.goal == 0 or not s.redeems or s.balance < card.minimum:
        return 0
    rewards = min(s.balance // card.goal, paid // card.reward_value)
    if rewards == 0 or rewards * card.goal < card.minimum or uniform(s.key, redeeming, n, 0) >= redemption_chance(s, card):
        return 0
    redeem(s, rewards * card.goal, rewards, tally)
    s.redeemed_on = day
    return rewards * card.reward_value
