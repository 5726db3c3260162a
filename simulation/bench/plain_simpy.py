"""The opponent: the same model as a careful modeller writes it first, one SimPy process per member, the `random` module, objects and lists.

It reads the rate card, which is input, and shares no rule with member.py; no draw is keyed, so it agrees with the engine in distribution.
The program stream is thinned from as many candidates as the engine's: a bound for each member would spare it a fifth of its time.
"""

from __future__ import annotations

import math
import random

import simpy

from simulation.bench.plain_people import Member, Tally, draw_people
from simulation.program import Program
from simulation.records import DOWN_MATCH, EXPIRY_AFTER_EARNING, FLOWS, SPEND
from simulation.scenario import Scenario
from simulation.simulate import rate_card

DAYS_PER_MONTH = 365.25 / 12


def run(scenario: Scenario, people: list[tuple] | None = None) -> dict[str, PlainArm]:
    """Both arms on the same people, by name; the people are drawn unless given.  ValueError for what this model does not know."""
    card, market = rate_card(scenario), scenario.market
    absent = market.joins_per_year.value, market.season, card.window_kind, card.upgrade_at_review, card.grace_months, scenario.opening
    if any(absent) or (card.metric[0], card.downgrade, card.expiry) != (SPEND, DOWN_MATCH, EXPIRY_AFTER_EARNING):
        raise ValueError("plain_simpy knows new members, no season, spend over a rolling window, downgrades that match, expiry by age")
    people = people or draw_people(scenario)
    return {name: PlainArm(scenario, people, enrolled).run() for name, enrolled in (("no_program", False), ("program", True))}


class PlainArm:
    """One arm and its panel: rows [month][tier], moves and flow as the engine keeps them, but lists."""

    def __init__(self, scenario: Scenario, people: list[tuple], enrolled: bool):
        self.market = m = scenario.market.values()
        self.card = card = rate_card(scenario, None if enrolled else Program())
        self.env, self.luck, self.enrolled = simpy.Environment(), random.Random(2 * scenario.run.seed + enrolled), enrolled
        self.starts, days = scenario.calendar.month_starts.tolist(), card.day_tables()
        self.pull, self.multiplier, self.depth = days["pull"].tolist(), days["multiplier"].tolist(), days["depth"].tolist()
        self.threshold, self.earn_rate = card.threshold[0, : card.tiers].tolist(), card.earn_rate.tolist()
        self.per_order, self.per_month = card.value_per_order[0].tolist(), card.value_per_month[0].tolist()
        self.earn_unit = 10_000 * 100 * scenario.market.minor_per_unit  # earn rates in steps of 1/10,000, multipliers in percent
        effects = ("theta_goal", "theta_enrolled", "phi_member")
        self.theta_goal, self.theta_enrolled, self.phi_member = (card.generosity * m[effect] for effect in effects)
        self.top, self.status = card.tiers - 1, [0.0] * card.tiers
        self.members = [Member(traits, m["p"], card.window_months) for traits in people]
        months, tiers = range(scenario.run.months), range(card.tiers)
        self.rows = [[Tally() for _ in tiers] for _ in months]
        self.moves = [[[[[0, 0] for _ in tiers] for _ in range(2)] for _ in tiers] for _ in months]
        self.flow = [{name: [0] * (scenario.run.months + 1) for name in FLOWS} for _ in months]  # by month of issue

    def run(self) -> PlainArm:
        for member in self.members:
            self.env.process(self.life(member))
        self.env.run(until=self.env.process(self.months()))
        return self

    # ---- processes ------------------------------------------------------------------------------------------------------
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
        end, enrolled, pull_forward = self.starts[-1], self.enrolled, self.market["pull_forward"]
        log_rate, purchase, dropout_chance, rate = self.log_rate, self.purchase, self.dropout_chance, member.rate
        peak = exp(self.market["max_log_rate"]) - 1.0
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
                if uniform() < dropout_chance(member, now):
                    member.alive = False
                    self.row[member.tier].dropouts += 1
                    return
                baseline = now + gap(rate)
            else:
                if uniform() * peak < exp(pull) - 1.0:
                    self.row[member.tier].extra_purchases += 1
                    purchase(member, now)
                    if uniform() < pull_forward:
                        member.owed += 1
                extra = now + gap(peak * rate)

    def returned(self, member, day, sale, points, qualifying, tier):
        """An order on its way back: sales, points and qualifying amount go with it, and the tier that it had won."""
        bought_in, back_on = self.month, day + round(self.market["return_days"])
        if back_on >= self.starts[-1]:
            return
        yield self.env.timeout(back_on - self.env.now)
        row = self.row[member.tier]
        row.sales -= sale
        row.returned_sales += sale
        member.sales -= sale
        if not self.enrolled:
            return
        self.reverse(member, points, bought_in)
        age = self.month - bought_in + 1
        if age <= len(member.window) and member.window[-age] >= qualifying:
            member.window[-age] -= qualifying
            member.qualifying -= qualifying
        if member.tier_since >= bought_in:
            while tier < member.tier and member.qualifying >= self.threshold[tier + 1]:
                tier += 1
            if tier < member.tier:
                self.demote(member, tier, back_on)

    # ---- rules ----------------------------------------------------------------------------------------------------------
    def utility(self, member, tier) -> float:
        worth = self.per_order[tier] + self.per_month[tier] / (member.rate * DAYS_PER_MONTH)
        return 1.0 - math.exp(-(worth / member.mean_basket + self.status[tier]) / self.market["benefit_scale"])

    def log_rate(self, member, now) -> float:
        m, tier, goal, near = self.market, member.tier, self.card.minimum, 0.0
        if member.redeems and member.balance < goal:
            near = member.balance / goal
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

    def purchase(self, member, now):
        day, tier, m = int(now), member.tier, self.market
        row = self.row[tier]
        sale = int(self.luck.gammavariate(m["p"], member.basket_scale) + 0.5)
        row.purchases += 1
        row.sales += sale
        row.day_sales[day - self.first_day] += sale
        member.purchases += 1
        member.sales += sale
        member.bought |= 1
        member.bought_on = day
        points = paid = 0
        if self.enrolled:
            discount = sale * self.depth[day] // 10_000
            row.discount += discount
            paid = sale - discount
            if member.redeems and member.balance >= self.card.minimum:
                paid -= self.redeem(member, paid, now, row)
            points = paid * self.earn_rate[tier] * self.multiplier[day] // self.earn_unit
            if points:
                self.earn(member, points, row)
            member.window[-1] += paid
            member.qualifying += paid
            if tier < self.top and member.qualifying >= self.threshold[tier + 1]:
                self.promote(member, row)
        if self.luck.random() < m["returned_share"]:
            self.env.process(self.returned(member, day, sale, points, paid, tier))

    def earn(self, member, points, row):
        row.points_issued += points
        self.flows["issued"][self.month] += points
        member.balance += points
        if member.lots and member.lots[-1][0] == self.month:
            member.lots[-1][1] += points
        else:
            member.lots.append([self.month, points])

    def redeem(self, member, paid, now, row) -> int:
        """Whole rewards, never worth more than the order; returns their face value."""
        card, odds = self.card, self.market["eta_0"] + math.log(member.balance / self.card.minimum)
        rewards = min(member.balance // card.goal, paid // card.reward_value)
        if rewards * card.goal < card.minimum:
            return 0
        if member.lots[0][0] <= self.month - card.expiry_months:
            odds += self.market["eta_expiring"]
        if self.luck.random() >= 1.0 / (1.0 + math.exp(-odds)):
            return 0
        row.points_redeemed += rewards * card.goal
        row.rewards += rewards
        self.take_oldest(member, rewards * card.goal, "redeemed")
        member.redeemed_on = now
        return rewards * card.reward_value

    def take_oldest(self, member, points, flow):
        member.balance -= points
        lots, flows = member.lots, self.flows[flow]
        while points:
            part = min(points, lots[0][1])
            flows[lots[0][0]] += part
            points -= part
            lots[0][1] -= part
            if not lots[0][1]:
                lots.popleft()

    def reverse(self, member, points, bought_in):
        """The points of a returned order: of their own month first, then the oldest; never below zero."""
        points = min(points, member.balance)
        self.row[member.tier].points_reversed += points
        for lot in member.lots:
            if lot[0] == bought_in:
                own = min(points, lot[1])
                member.balance -= own
                points -= own
                self.flows["reversed"][bought_in] += own
                lot[1] -= own
                if not lot[1]:
                    member.lots.remove(lot)
                break
        self.take_oldest(member, points, "reversed")

    def promote(self, member, row):
        row.upgrades += 1
        while member.tier < self.top and member.qualifying >= self.threshold[member.tier + 1]:
            member.tier += 1
        member.tier_since, member.loss, member.utility = self.month, 0.0, self.utility(member, member.tier)

    def demote(self, member, tier, day):
        self.row[member.tier].downgrades += 1
        held, member.utility = member.utility, self.utility(member, tier)
        member.tier, member.tier_since, member.loss, member.demoted_on = tier, self.month, max(0.0, held - member.utility), day

    def open(self, month):
        """Crowding: a tier's standing fades as the tier fills."""
        self.month, self.first_day, self.last_day = month, self.starts[month - 1], self.starts[month]
        self.row, self.flows, self.moved = self.rows[month - 1], self.flow[month - 1], self.moves[month - 1]
        if self.enrolled:
            m, n = self.market, len(self.members)
            held = [row.members for row in self.rows[month - 2]] if month > 1 else [n] + [0] * self.top
            self.status[1:] = [m["status_value"] * math.exp(-k / n / m["status_share"]) for k in held[1:]]
            for member in self.members:
                if member.alive:
                    member.utility = self.utility(member, member.tier)

    def close(self, member):
        if self.enrolled:
            self.expire(member)
            self.review(member)
        self.tally(member)
        member.tiers.append(member.tier)
        member.bought <<= 1
        if self.enrolled:
            member.qualifying -= member.window.popleft()
            member.window.append(0)

    def expire(self, member):
        last, lots = self.month - self.card.expiry_months, member.lots
        while lots and lots[0][0] <= last:
            month, lost = lots.popleft()
            member.balance -= lost
            self.row[member.tier].points_expired += lost
            self.flows["expired"][month] += lost

    def review(self, member):
        """After its term, a tier that the window no longer supports falls to the one that it does."""
        lower = member.tier
        if lower and member.qualifying < self.threshold[lower] and self.month - member.tier_since >= self.card.hold_months:
            while member.qualifying < self.threshold[lower]:
                lower -= 1
            self.demote(member, lower, self.last_day)

    def tally(self, member):
        row, bought = self.row[member.tier], member.bought
        row.members += 1
        row.points_outstanding += member.balance
        if member.alive:
            row.alive += 1
            row.cohort_alive += 1
        if self.last_day - member.bought_on <= self.market["active_days"]:
            row.active += 1
        this_year, last_year = bought & 0xFFF != 0, bought >> 12 & 0xFFF != 0
        if last_year:
            row.retention_base += 1
            row.retained += this_year
        if self.month >= 12:
            self.moved[member.tiers[-12]][last_year][member.tier][this_year] += 1
