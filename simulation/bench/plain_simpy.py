"""The opponent: the same model as a careful modeller writes it first, one SimPy process per member, the `random` module, objects and lists.

It reads the rate card, which is input, and shares no rule with member.py; no draw is keyed, so it agrees with the engine as a
distribution, not as integers.  It knows what the shipped scenarios use: `refusal` names what it does not.
"""
from __future__ import annotations

import math
import random
from collections import deque

import simpy

from simulation.program import Program
from simulation.records import (
    ACTIVE,
    ALIVE,
    COHORT_ALIVE,
    DISCOUNT,
    DOWN_MATCH,
    DOWNGRADES,
    DROPOUTS,
    EXPIRED,
    EXPIRY_AFTER_EARNING,
    EXTRA_PURCHASES,
    FLOW_EXPIRED,
    FLOW_ISSUED,
    FLOW_REDEEMED,
    FLOW_REVERSED,
    FLOWS,
    ISSUED,
    MEASURES,
    MEMBERS,
    ONCE_A_DAY,
    ORDERS,
    OUTSTANDING,
    PURCHASES,
    REDEEMED,
    RETAINED,
    RETENTION_BASE,
    RETURNED_SALES,
    REVERSED,
    REWARDS,
    SALES,
    SPEND,
    UPGRADES,
    YEAR,
)
from simulation.scenario import Scenario
from simulation.simulate import rate_card

DAYS_PER_MONTH = 365.25 / 12
EARN_UNIT = 10_000 * 100        # earn rates are in steps of 1/10,000, multipliers in percent


def refusal(scenario: Scenario) -> str:
    """What of the scenario this model does not know; empty where it knows all."""
    card = rate_card(scenario)
    unknown = {"opening members": scenario.opening, "members who join later": scenario.market.joins_per_year.value,
               "a season": scenario.market.season, "a calendar-year window": card.calendar_year, "upgrades at a review": card.upgrade_at_review,
               "a grace period": card.grace_months, "tiers by points": card.metric not in (SPEND, ORDERS),
               "expiry other than by age": card.expiry != EXPIRY_AFTER_EARNING, "another downgrade": card.downgrade != DOWN_MATCH}
    return ", ".join(what for what, there in unknown.items() if there)


def run(scenario: Scenario, people: list[tuple] | None = None) -> dict[str, PlainArm]:
    """Both arms on the same people, by name; the people are drawn unless given."""
    if refusal(scenario):
        raise ValueError(f"plain_simpy does not know {refusal(scenario)}")
    people = people or draw_people(scenario)
    return {name: PlainArm(scenario, people, enrolled).run() for name, enrolled in (("no_program", False), ("program", True))}


def draw_people(scenario: Scenario) -> list[tuple]:
    """Traits of each member: purchases a day, dropout chance, scale of a basket, responsiveness g, headroom h, whether ever redeems."""
    from scipy.stats import gamma as gamma_distribution
    luck, m = random.Random(scenario.run.seed), scenario.market.values()
    n, spread = scenario.run.members, m["responsiveness_spread"]
    mean_basket = m["average_basket"] * scenario.market.minor_per_unit
    weekly = [luck.gammavariate(m["r"], 1 / m["alpha"]) for _ in range(n)]
    place = gamma_distribution.cdf(weekly, m["r"], scale=1 / m["alpha"]).tolist()
    return [(max(weekly[i] / 7, 1e-9), luck.betavariate(m["a"], m["b"]),
             mean_basket * (m["q"] - 1) / m["p"] / luck.gammavariate(m["q"], 1.0), luck.lognormvariate(-spread**2 / 2, spread),
             m["headroom"] * (1 - place[i] ** 2), luck.random() >= m["never_redeems"]) for i in range(n)]


class Member:
    """Traits, and what the member remembers."""

    __slots__ = ("alive", "balance", "basket_scale", "bought", "bought_on", "demoted_on", "dropout", "g", "gh", "loss", "lots", "mean_basket",
                 "owed", "purchases", "qualifying", "rate", "redeemed_on", "redeems", "sales", "tier", "tier_since", "tiers", "utility", "window")

    def __init__(self, rate, dropout, basket_scale, g, h, redeems, shape, window_months):
        self.rate, self.dropout, self.basket_scale, self.g, self.gh, self.redeems = rate, dropout, basket_scale, g, g * h, redeems
        self.mean_basket = max(shape * basket_scale, 1.0)
        self.alive = True
        self.balance = self.qualifying = self.tier = self.tier_since = self.owed = self.purchases = self.sales = 0
        self.lots = deque()                         # [month, points], the oldest first
        self.window = deque([0] * window_months)    # qualifying amount by month, this month last
        self.tiers = [0]                            # the tier at each month's end
        self.bought, self.bought_on = 0b10, -1      # bit k: bought k months ago; everybody has before the card was handed over
        self.redeemed_on = None
        self.utility = self.loss = self.demoted_on = 0.0


class PlainArm:
    """One arm with its panel: count [month][tier][measure], moves, flow and day_sales as the engine keeps them."""

    def __init__(self, scenario: Scenario, people: list[tuple], enrolled: bool):
        self.market = m = scenario.market.values()
        self.card = card = rate_card(scenario, None if enrolled else Program())
        self.env, self.luck, self.enrolled = simpy.Environment(), random.Random(2 * scenario.run.seed + enrolled), enrolled
        self.starts = scenario.calendar.month_starts.tolist()
        days = card.day_tables()
        self.pull, self.multiplier, self.depth = days["pull"].tolist(), days["multiplier"].tolist(), days["depth"].tolist()
        self.threshold, self.earn_rate = card.threshold[:card.tiers].tolist(), card.earn_rate.tolist()
        self.per_order, self.per_month = card.value_per_order.tolist(), card.value_per_month.tolist()
        self.earn_unit = EARN_UNIT * scenario.market.minor_per_unit
        self.theta_goal, self.theta_enrolled, self.phi_member = (card.generosity * m[k] for k in ("theta_goal", "theta_enrolled", "phi_member"))
        self.top, self.status = card.tiers - 1, [0.0] * card.tiers
        self.members = [Member(*traits, m["p"], card.window_months) for traits in people]
        n, tiers = scenario.run.months, range(card.tiers)
        self.count = [[[0] * len(MEASURES) for _ in tiers] for _ in range(n)]
        self.moves = [[[[[0] * 2 for _ in tiers] for _ in range(2)] for _ in tiers] for _ in range(n)]
        self.flow = [[[0] * (n + 1) for _ in FLOWS] for _ in range(n)]         # [month][flow][month of issue]
        self.day_sales = [[[0] * ONCE_A_DAY for _ in tiers] for _ in range(n)]

    def run(self) -> PlainArm:
        year_ends = self.env.process(self.months())
        for member in self.members:
            self.env.process(self.life(member))
        self.env.run(until=year_ends)
        return self

    # ---- processes ----------------------------------------------------------------------------------------------------
    def months(self):
        """Opens and closes each month for everybody."""
        for month in range(1, len(self.starts)):
            self.open(month)
            yield self.env.timeout(self.starts[month] - self.env.now)
            for member in self.members:
                self.close(member)

    def life(self, member):
        """Waits for the next baseline occasion or candidate of the program stream, until the member drops out."""
        env, timeout, uniform, gap, exp = self.env, self.env.timeout, self.luck.random, self.luck.expovariate, math.exp
        end, enrolled, most, pull_forward = self.starts[-1], self.enrolled, self.market["max_log_rate"], self.market["pull_forward"]
        log_rate, purchase, rate = self.log_rate, self.purchase, member.rate
        peak = exp(most) - 1.0
        baseline, extra = gap(rate), gap(peak * rate) if enrolled else math.inf
        while True:
            now = baseline if baseline <= extra else extra
            if now >= end:
                return
            wait = now - env.now
            yield timeout(wait if wait > 0.0 else 0.0)
            pull = log_rate(member, now) if enrolled else 0.0
            if now == baseline:
                if member.owed:
                    member.owed -= 1
                elif pull >= 0.0 or uniform() < exp(pull):
                    purchase(member, now)
                if uniform() < self.dropout_chance(member, now):
                    member.alive = False
                    self.rows[member.tier][DROPOUTS] += 1
                    return
                baseline = now + gap(rate)
            else:
                if uniform() * peak < exp(pull) - 1.0:
                    self.rows[member.tier][EXTRA_PURCHASES] += 1
                    purchase(member, now)
                    if uniform() < pull_forward:
                        member.owed += 1
                extra = now + gap(peak * rate)

    def returned(self, member, day, sale, points, qualifying, tier):
        """An order on its way back: sales, points and qualifying amount go with it, and the tier that it had won."""
        bought_in, back_on = self.month, day + round(self.market["return_days"])
        yield self.env.timeout(back_on - self.env.now)
        row = self.rows[member.tier]
        row[SALES] -= sale
        row[RETURNED_SALES] += sale
        member.sales -= sale
        if not self.enrolled:
            return
        self.reverse(member, points, bought_in)
        slot = self.month - bought_in + 1
        if slot <= len(member.window) and member.window[-slot] >= qualifying:
            member.window[-slot] -= qualifying
            member.qualifying -= qualifying
        if member.tier > tier and member.tier_since >= bought_in:
            while tier < member.tier and member.qualifying >= self.threshold[tier + 1]:
                tier += 1
            if tier < member.tier:
                self.demote(member, tier, back_on)

    # ---- what the program does to a member ------------------------------------------------------------------------------
    def utility(self, member, tier) -> float:
        worth = self.per_order[tier] + self.per_month[tier] / (member.rate * DAYS_PER_MONTH)
        return 1.0 - math.exp(-(worth / member.mean_basket + self.status[tier]) / self.market["benefit_scale"])

    def log_rate(self, member, now) -> float:
        m, card, tier, near = self.market, self.card, member.tier, 0.0
        if member.redeems and member.balance < card.minimum:
            near = member.balance / card.minimum
        if tier < self.top:
            low = self.threshold[tier]
            to_tier = (member.qualifying - low) / (self.threshold[tier + 1] - low)
            if near < to_tier < 1.0:
                near = to_tier
        pull = self.theta_goal * near + self.theta_enrolled + m["theta_tier"] * member.utility + self.pull[int(now)]
        if member.redeemed_on is not None:
            pull += m["theta_redeem"] * math.exp((member.redeemed_on - now) / m["glow_days"])
        pull *= member.gh
        if member.loss:
            pull -= m["loss_weight"] * m["theta_tier"] * member.loss * math.exp((member.demoted_on - now) / m["demotion_days"])
        return min(pull, m["max_log_rate"])

    def dropout_chance(self, member, now) -> float:
        if not self.enrolled:
            return member.dropout
        m = self.market
        log_psi = -member.g * (self.phi_member + m["phi_tier"] * member.utility)
        if member.loss:
            log_psi += m["loss_weight"] * m["phi_tier"] * member.loss * math.exp((member.demoted_on - now) / m["demotion_days"])
        return member.dropout * math.exp(log_psi)

    # ---- a purchase -----------------------------------------------------------------------------------------------------
    def purchase(self, member, now):
        day, tier, m = int(now), member.tier, self.market
        row = self.rows[tier]
        sale = int(self.luck.gammavariate(m["p"], member.basket_scale) + 0.5)
        row[PURCHASES] += 1
        row[SALES] += sale
        self.today_sales[tier][day - self.first_day] += sale
        member.purchases += 1
        member.sales += sale
        member.bought |= 1
        member.bought_on = day
        points = qualifying = 0
        if self.enrolled:
            discount = sale * self.depth[day] // 10_000
            row[DISCOUNT] += discount
            paid = sale - discount
            if member.redeems and member.balance >= self.card.minimum:
                paid -= self.redeem(member, paid, now, row)
            points = paid * self.earn_rate[tier] * self.multiplier[day] // self.earn_unit
            if points:
                self.earn(member, points, row)
            qualifying = paid if self.card.metric == SPEND else 1
            member.window[-1] += qualifying
            member.qualifying += qualifying
            if tier < self.top and member.qualifying >= self.threshold[tier + 1]:
                self.promote(member, row)
        if self.luck.random() < m["returned_share"]:
            self.env.process(self.returned(member, day, sale, points, qualifying, tier))

    def earn(self, member, points, row):
        row[ISSUED] += points
        self.flows[FLOW_ISSUED][self.month] += points
        member.balance += points
        if member.lots and member.lots[-1][0] == self.month:
            member.lots[-1][1] += points
        else:
            member.lots.append([self.month, points])

    def redeem(self, member, paid, now, row) -> int:
        """Whole rewards, never worth more than the order; returns their face value."""
        card, m = self.card, self.market
        rewards = min(member.balance // card.goal, paid // card.reward_value)
        if rewards * card.goal < card.minimum:
            return 0
        odds = m["eta_0"] + math.log(member.balance / card.minimum)
        if member.lots[0][0] <= self.month - card.expiry_months:
            odds += m["eta_expiring"]
        if self.luck.random() >= 1.0 / (1.0 + math.exp(-odds)):
            return 0
        row[REDEEMED] += rewards * card.goal
        row[REWARDS] += rewards
        self.take_oldest(member, rewards * card.goal, FLOW_REDEEMED)
        member.redeemed_on = now
        return rewards * card.reward_value

    def take_oldest(self, member, points, flow):
        member.balance -= points
        lots, flows = member.lots, self.flows[flow]
        while points:
            month, held = lots[0]
            if held <= points:
                lots.popleft()
                flows[month] += held
                points -= held
            else:
                lots[0][1] -= points
                flows[month] += points
                points = 0

    def reverse(self, member, points, bought_in):
        """The points of a returned order: of their own month first, then the oldest; never below zero."""
        points = min(points, member.balance)
        self.rows[member.tier][REVERSED] += points
        for lot in member.lots:
            if lot[0] == bought_in:
                own = min(points, lot[1])
                lot[1] -= own
                member.balance -= own
                self.flows[FLOW_REVERSED][bought_in] += own
                if not lot[1]:
                    member.lots.remove(lot)
                return self.take_oldest(member, points - own, FLOW_REVERSED)
        self.take_oldest(member, points, FLOW_REVERSED)

    def promote(self, member, row):
        row[UPGRADES] += 1
        while member.tier < self.top and member.qualifying >= self.threshold[member.tier + 1]:
            member.tier += 1
        member.tier_since, member.loss, member.utility = self.month, 0.0, self.utility(member, member.tier)

    def demote(self, member, tier, day):
        self.rows[member.tier][DOWNGRADES] += 1
        held, member.utility = member.utility, self.utility(member, tier)
        member.tier, member.tier_since = tier, self.month
        member.loss, member.demoted_on = max(0.0, held - member.utility), day

    # ---- months ---------------------------------------------------------------------------------------------------------
    def open(self, month):
        """Crowding: a tier's standing fades as the tier fills."""
        self.month, self.first_day, self.last_day = month, self.starts[month - 1], self.starts[month]
        self.rows, self.flows, self.today_sales = self.count[month - 1], self.flow[month - 1], self.day_sales[month - 1]
        if self.enrolled:
            m, n = self.market, max(1, len(self.members))
            held = [row[MEMBERS] for row in self.count[month - 2]] if month > 1 else [n] + [0] * self.top
            self.status[1:] = [m["status_value"] * math.exp(-k / n / m["status_share"]) for k in held[1:]]
            for member in self.members:
                if member.alive:
                    member.utility = self.utility(member, member.tier)

    def close(self, member):
        if self.enrolled:
            self.expire(member)
            self.review(member)
        self.tally(member)
        if self.enrolled:
            member.qualifying -= member.window.popleft()
            member.window.append(0)
        member.bought <<= 1

    def expire(self, member):
        last, lots = self.month - self.card.expiry_months, member.lots
        while lots and lots[0][0] <= last:
            month, lost = lots.popleft()
            member.balance -= lost
            self.rows[member.tier][EXPIRED] += lost
            self.flows[FLOW_EXPIRED][month] += lost

    def review(self, member):
        """After its term, a tier that the window no longer supports falls to the one that it does."""
        lower = member.tier
        if lower and member.qualifying < self.threshold[lower] and self.month - member.tier_since >= self.card.hold_months:
            while member.qualifying < self.threshold[lower]:
                lower -= 1
            self.demote(member, lower, self.last_day)

    def tally(self, member):
        tier, bought, month = member.tier, member.bought, self.month
        row = self.rows[tier]
        row[MEMBERS] += 1
        row[OUTSTANDING] += member.balance
        if member.alive:
            row[ALIVE] += 1
            row[COHORT_ALIVE] += 1
        if self.last_day - member.bought_on <= self.market["active_days"]:
            row[ACTIVE] += 1
        this_year, last_year = bought & 0xFFF != 0, bought >> YEAR & 0xFFF != 0
        if last_year:
            row[RETENTION_BASE] += 1
            row[RETAINED] += this_year
        if month >= YEAR:
            self.moves[month - 1][member.tiers[month - YEAR]][last_year][tier][this_year] += 1
        member.tiers.append(tier)
