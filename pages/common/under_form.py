"""Sentences under parts of the design form: where members stand, and what they get back."""

from __future__ import annotations

from pages.common import figures, look
from pages.common.text import _
from simulation.ratecard import EARN_STEPS
from simulation.reporting import numbers
from simulation.reporting.slots import tier_slots
from simulation.simulate import rate_card


def shares(study, names) -> None:
    """Where the active members stand at the end, under the table of tiers."""
    outcome = study.outcome
    if len(outcome.tier_names) != len(names) or len(names) < 2:
        return
    active = outcome.program.measure("active")[-1, : len(names)]
    parts = [
        look.key(slot, f"{name} {figures.shown(study, 'active_rate', n / max(1, active.sum()))}")
        for slot, name, n in zip(tier_slots(len(names)), names, active, strict=True)
    ]
    look.note(look.line(_("Active members at the end:"), *parts))


def gives_back(study) -> None:
    """What a member gets for their money, in a sentence."""
    card = rate_card(study.outcome.scenario)
    if not card.goal:
        return
    rates = [
        numbers.percent(card.reward_rate * card.earn_rate[i] / max(1, card.earn_rate[0]) if card.earn_rate[0] else 0)
        for i in (0, card.tiers - 1)
    ]
    basket, points = study.outcome.scenario.market.average_basket.value, card.earn_rate[0] / EARN_STEPS
    orders = f"{card.minimum / (basket * points):.1f}" if points else numbers.DASH
    share = rates[0] if rates[0] == rates[1] else _("{low} to {high}", low=rates[0], high=rates[1])
    look.note(
        _(
            "A member gets back **{share}** of spend; the first reward comes after about {orders} average orders.",
            share=share,
            orders=orders,
        )
    )
