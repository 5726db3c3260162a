"""One purchase worked out: its price, its rewards and its points, part by part, from the rules' own functions and the step's tally."""
from __future__ import annotations

import copy
import dataclasses
import datetime
import functools

import numpy as np

from simulation.budgets import Cap
from simulation.ledger import allocate
from simulation.luck import BASE_ABOUT, BASE_REDEEM, EXTRA_ABOUT, EXTRA_REDEEM, uniform
from simulation.mechanics import CategoryBonus, MemberDay
from simulation.member import offers_part, price_off
from simulation.ratecard import PERCENT, PersonalOffer
from simulation.records import BONUS, CAMPAIGNS_BUDGET, ISSUED, PLAN_BACK, POINTS_BUDGET, REWARDS, REWARDS_BUDGET
from simulation.replay import EXTRA, Life, Step
from simulation.rules.pending import release

KINDS = {REWARDS_BUDGET: "rewards", POINTS_BUDGET: "points", CAMPAIGNS_BUDGET: "campaigns"}


@dataclasses.dataclass(frozen=True, eq=False)
class Moment:
    """A purchase with everything that its explanation needs.

    s is the member as the order met it (points whose wait is over released), card the month's card.  Money in minor units.
    """

    life: Life
    step: Step

    # ---- where and when --------------------------------------------------------------------------------------------------
    @functools.cached_property
    def s(self):
        s = copy.deepcopy(self.step.before)
        if s.enrolled and s.pendings > 0:
            release(s, self.day)
        return s

    @property
    def card(self):
        return self.step.card

    @property
    def rates(self):
        """The rate card of the whole run."""
        return self.life.card

    @property
    def tally(self):
        return self.step.tally

    @property
    def day(self) -> int:
        return int(self.step.day)

    @property
    def today(self) -> int:
        return self.day - self.card.first_day

    @property
    def date(self) -> datetime.date:
        return self.date_of(self.day)

    def date_of(self, day: int) -> datetime.date:
        return self.rates.calendar.date(int(day))

    @property
    def tier(self) -> int:
        return self.s.tier

    def tier_name(self, tier: int):
        return self.life.program.tier_names[tier]

    @property
    def extra(self) -> bool:
        return self.step.kind == EXTRA

    @property
    def n(self) -> int:
        """The occasion's number in its stream."""
        return self.s.n_extra if self.extra else self.s.n_base

    @property
    def redeeming(self) -> int:
        return EXTRA_REDEEM if self.extra else BASE_REDEEM

    def drawn(self, sub: int) -> float:
        """A draw about this order: its categories, reviews and the pick of a reward."""
        return uniform(self.s.key, EXTRA_ABOUT if self.extra else BASE_ABOUT, self.n, sub)

    def place(self, label: str, kind: type) -> int:
        """The place of a mechanic among those of its kind, as they are on the card."""
        return [m.label for m in self.life.program.mechanics if isinstance(m.terms, kind)].index(label)

    def offer(self, label: str) -> PersonalOffer:
        return next(o for o in self.rates.personal if o.label == label)

    # ---- budgets ---------------------------------------------------------------------------------------------------------
    def closed(self, kind: int) -> datetime.date | None:
        """Since when a budget is used up on this day; the day of the month on which members first found it closed."""
        since = self.card.shut_from[kind]
        return self.date_of(since) if since <= self.day else None

    @property
    def caps(self) -> list[Cap]:
        return self.rates.caps

    # ---- price -----------------------------------------------------------------------------------------------------------
    @functools.cached_property
    def sale(self) -> int:
        """List price; a return that is settled on the way does not touch the sales of the day."""
        return sum(row[self.today] for row in self.tally.day_sales)

    @functools.cached_property
    def cuts(self) -> dict[str, int]:
        """Label -> what the mechanic takes off for this member alone: personal offers and the paid plan."""
        return {label: sum(row[i] for row in self.tally.price_cut) for i, label in enumerate(self.rates.sources)}

    @functools.cached_property
    def public(self) -> dict[str, int]:
        """Label -> what member days and the member price take off; parts of a sum go by depth, as the books have it."""
        if not self.s.enrolled:
            return {}
        depth, own = self.card.depth[self.today], self.card.price_off[self.tier]
        offers = [o for o in self.rates.offers if o.day == self.day and o.depth] if depth else []
        larger = self.card.larger_offer_only
        total = self.sale * price_off(depth, own, self.card) // 10_000
        if larger and any(self.cuts[o.label] for o in self.rates.personal):
            total = 0
        weights = {o.source: o.depth * (not larger or depth > own) for o in offers}
        if self.rates.price_source:
            weights[self.rates.price_source] = own * (not larger or depth <= own)
        if not total:
            return dict.fromkeys(weights, 0)
        return dict(zip(weights, allocate(total, list(weights.values())), strict=True))

    @property
    def public_share(self) -> int:
        """Basis points that the day's offers take off beside the member price."""
        return offers_part(self.card.depth[self.today], self.card.price_off[self.tier], self.card)

    @property
    def before_rewards(self) -> int:
        return self.sale - sum(self.public.values()) - sum(self.cuts.values())

    # ---- rewards ---------------------------------------------------------------------------------------------------------
    @property
    def cash_rewards(self) -> int:
        return self.step.counted(REWARDS)

    @functools.cached_property
    def item(self) -> int | None:
        """The place of the catalogue's item that was taken."""
        found = [k for k in range(self.card.items) if any(row[k] for row in self.tally.items)]
        return found[0] if found else None

    @property
    def rewards_money(self) -> int:
        if self.item is not None:
            return min(self.card.item_value[self.item], self.before_rewards) if self.card.item_off[self.item] else 0
        return self.cash_rewards * self.card.reward_value

    @property
    def rewards_points(self) -> int:
        return self.card.item_points[self.item] if self.item is not None else self.cash_rewards * self.card.goal

    @property
    def paid(self) -> int:
        return self.before_rewards - self.rewards_money

    # ---- points ----------------------------------------------------------------------------------------------------------
    @functools.cached_property
    def multiples(self) -> dict[str, int]:
        """Label -> extra percent of the points: member days of this day, then the order's categories; both add up."""
        out, so_far, extra = {}, PERCENT, 0.0
        if self.card.multiplier[self.today] != PERCENT:
            for o in (o for o in self.rates.offers if o.day == self.day):
                extra += o.extra_multiple
                out[o.source] = out.get(o.source, 0) + int(np.rint(PERCENT * (1 + extra))) - so_far
                so_far = int(np.rint(PERCENT * (1 + extra)))
        for k, m in enumerate(m for m in self.life.program.mechanics if isinstance(m.terms, CategoryBonus)):
            if self.drawn(k) < self.card.category_share[k]:
                out[m.label] = self.card.category_extra[k]
        order = [m.label for m in self.life.program.mechanics if isinstance(m.terms, CategoryBonus | MemberDay)]
        return {label: out[label] for label in order if label in out}

    @functools.cached_property
    def order_points(self) -> dict[str, int]:
        """Label -> points of the order before caps: base earn under "base_earn", then what each multiple adds, rounded down as it adds up."""
        if not self.s.enrolled or self.closed(POINTS_BUDGET):
            return {}
        multiple = PERCENT
        so_far = self._earned(multiple)
        out = {"base_earn": so_far}
        for label, percent in self.multiples.items():
            multiple += percent
            out[label] = self._earned(multiple) - so_far
            so_far = self._earned(multiple)
        return out

    def _earned(self, multiple: int) -> int:
        return self.paid * self.card.earn_rate[self.tier] * max(0, multiple) // self.card.earn_unit

    @functools.cached_property
    def caps_take(self) -> tuple[int, int]:
        """Points that the most of an order takes away, and after it the most of a month."""
        points = full = sum(self.order_points.values())
        if self.card.cap_per_order > 0:
            points = min(points, self.card.cap_per_order)
        by_order = full - points
        left = points
        if self.card.cap_per_month > 0 and not self.closed(POINTS_BUDGET):
            left = min(points, self.card.cap_per_month - self.s.earned_this_month)
        return by_order, points - left

    def review_points(self, row: int) -> int:
        return sum(tier[row][1] for tier in self.tally.acts)

    @functools.cached_property
    def offer_points(self) -> dict[str, int]:
        return {o.label: self.of_offer(o.label, BONUS) for o in self.rates.personal}

    @property
    def plan_points(self) -> int:
        return sum(level[PLAN_BACK] for tier in self.tally.plan for level in tier)

    @property
    def issued(self) -> int:
        return self.step.counted(ISSUED)

    def of_offer(self, label: str, measure: int) -> int:
        """A measure of a personal offer at this order."""
        return sum(tier[k][measure] for tier in self.tally.offer for k in self.offer(label).places)
