"""What the program does to a member's behaviour, through general quantities only: benefit value, distance to a goal, the running offer.

Formulas: docs/model.md, The effects.
"""
from __future__ import annotations

import math

from simulation.ledger import runs_out
from simulation.luck import i64
from simulation.records import NEVER
from simulation.rules.expiry import last_expiring
from simulation.rules.pending import spendable
from simulation.rules.referral import thanked
from simulation.rules.standing import above, along, way_to_keep


def utility_of(s, tier, card):
    """U = 1 - exp(-B / scale): B is what the tier's benefits are worth to this member as a share of spend, status included."""
    per_order = card.value_per_order[s.price_sensitive, tier] + card.partner_per_order[tier]
    per_month = card.value_per_month[s.price_sensitive, tier] + card.partner_per_month[tier]
    worth = per_order + per_month / (s.rate * card.days_per_month)
    return 1.0 - math.exp(-(worth / s.mean_basket + card.price_off[tier] / 10_000 + card.status[tier]) / card.benefit_scale)


def least(card):
    """Points of which something can be redeemed: the least of cash off, or the cheapest item of the catalogue."""
    return min(card.minimum, card.cheapest) if card.items > 0 else card.minimum


def one_reward(card):
    """Points of the cheapest single reward; 0 where points buy nothing."""
    if card.items == 0 or card.goal == 0:
        return card.goal + card.cheapest
    return min(card.goal, card.cheapest)


def progress(s, card):
    """How far along to the nearest goal, in [0, 1): the next reward (none while one waits), the next tier (none while it waits), or
    keeping the tier, for members who were reminded that they may lose it."""
    x = 0.0
    if s.redeems and spendable(s) < least(card):
        x = spendable(s) / least(card)
    if above(s.tier, card) < card.tiers:
        y = along(s, card)
        if x < y < 1.0:
            x = y
    if card.reminder_months > 0 and s.due >= card.month:
        y = way_to_keep(s, card)
        if x < y < 1.0:
            x = y
    return x


def refresh(s, card):
    """The part of the log-rate that stays the same until the member's next step."""
    s.steady = s.g * s.h * (card.theta_goal * progress(s, card) + card.theta_enrolled + card.theta_tier * s.utility
                            + card.theta_paid * s.plan_utility)


def log_rate(s, day, card):
    """M, the program's log-rate; 0 without a program."""
    if not s.enrolled:
        return 0.0
    pull = s.steady + s.g * s.h * card.pull[i64(day) - card.first_day]
    if s.redeemed_on > NEVER:
        pull += s.g * s.h * card.theta_redeem * math.exp((s.redeemed_on - day) / card.glow_days)
    if s.loss > 0.0:
        pull -= card.loss_weight * card.theta_tier * s.loss * math.exp((s.demoted_on - day) / card.demotion_days)
    return min(pull, s.most)


def dropout_chance(s, day, card):
    """The member's own dropout chance times psi, the program's part."""
    own = s.dropout * card.referred_dropout if s.referrer_alive else s.dropout
    if not s.enrolled:
        return own
    log_psi = -s.g * (card.phi_member + card.phi_tier * s.utility + card.phi_paid * s.plan_utility)
    if s.thanked_until > 0:
        log_psi += thanked(s, card)
    if s.loss > 0.0:
        log_psi += card.loss_weight * card.phi_tier * s.loss * math.exp((s.demoted_on - day) / card.demotion_days)
    return own * math.exp(log_psi)


def redemption_chance(s, card):
    """Rises with what may be redeemed, and when points are about to expire."""
    odds = card.eta_0 + math.log(spendable(s) / one_reward(card))
    if runs_out(s, last_expiring(s, card)):
        odds += card.eta_expiring
    return 1.0 / (1.0 + math.exp(-odds))
