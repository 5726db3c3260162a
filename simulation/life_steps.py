"""A replayed life as dated entries: what happened, why, and what it moved.  The sums over a step's entries are what the step has booked."""
from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator

from simulation import life_reasons as why
from simulation.explain import Explanation, explain
from simulation.explaining import EARN, PRICE, REDEEM, Day, Money
from simulation.records import (
    ACTIVITIES,
    BONUS,
    DOWNGRADES,
    DROPOUTS,
    EXPIRED,
    FEES_PAID,
    FOR_BIRTHDAY,
    FOR_JOINING,
    ISSUED,
    MONEY_OFF,
    ORGANIC_RECRUITS,
    PARTNER_POINTS,
    PRIZE_COST,
    PURCHASES,
    REACHED,
    RECRUITS,
    REDEEMED,
    REMINDERS,
    RETURNED_SALES,
    REVERSED,
    SALES,
    UPGRADES,
    USES,
)
from simulation.replay import BASELINE, EXTRA, JOINING, MONTH_END, OPENING, RETURN, Life, Step
from simulation.words import N_, Said, said

JOINED, THERE, ORDER, EXTRA_ORDER, REDEEM_POINTS, GIFT, BIRTHDAY, DEEDS = "joined", "there", "order", "extra", "redeemed", "gift", "birthday", "deeds"
RETURNED, EXPIRY, UPGRADE, DOWNGRADE, GRACE, REMINDER = "returned", "expired", "upgrade", "downgrade", "grace", "reminder"
OFFER_GOT, OFFER_USED, OFFER_UNUSED = "offer_got", "offer_used", "offer_unused"
PLAN_TRIAL, PLAN_BOUGHT, PLAN_RENEWED, PLAN_ENDED = "plan_trial", "plan_bought", "plan_renewed", "plan_ended"
SERVICE, FRIENDS, FORWARD, NOT_PLACED, DORMANT, BACK, LEFT = "service", "friends", "forward", "not_placed", "dormant", "back", "left"
KINDS = {
    JOINED: N_("Joined"), THERE: N_("Member already"), ORDER: N_("Order"), EXTRA_ORDER: N_("Extra order"), REDEEM_POINTS: N_("Points redeemed"),
    GIFT: N_("Points for joining"), BIRTHDAY: N_("Birthday"), DEEDS: N_("Points without an order"), RETURNED: N_("Order sent back"),
    EXPIRY: N_("Points expired"), UPGRADE: N_("Upgrade"), DOWNGRADE: N_("Downgrade"), GRACE: N_("Grace"), REMINDER: N_("Reminder"),
    OFFER_GOT: N_("Offer given"), OFFER_USED: N_("Offer used"), OFFER_UNUSED: N_("Offer ended unused"), PLAN_TRIAL: N_("Trial of the paid plan"),
    PLAN_BOUGHT: N_("Paid plan bought"), PLAN_RENEWED: N_("Paid plan renewed"), PLAN_ENDED: N_("Paid plan ended"),
    SERVICE: N_("Service desk"), FRIENDS: N_("Friends brought in"), FORWARD: N_("Usual order brought forward"),
    NOT_PLACED: N_("Order not placed"), DORMANT: N_("Dormant"), BACK: N_("Came back"), LEFT: N_("Left for good"),
}
SUMS = {"orders": PURCHASES, "sales": SALES, "issued": ISSUED, "redeemed": REDEEMED, "expired": EXPIRED, "reversed": REVERSED, "fees": FEES_PAID,
        "upgrades": UPGRADES, "downgrades": DOWNGRADES}


@dataclasses.dataclass(frozen=True)
class Entry:
    """One dated thing of a life.

    day: from 0, with its fraction; date: as it is told (what a month's end brings, on its last day).  sales: change of the member's sales at list
    price, minor units; paid: what the order costs after all that comes off (taken back with a return); fees: minor units.  issued, redeemed,
    expired, reversed: points, none below zero.  occasion: number in the stream of baseline or of extra occasions.  tier: the new one, at an
    upgrade or downgrade.  qualifying: amounts that count toward the tier, known after the step.
    """

    month: int
    day: float
    date: datetime.date
    kind: str
    said: tuple[Said, ...]
    orders: int = 0
    sales: int = 0
    paid: int = 0
    issued: int = 0
    redeemed: int = 0
    expired: int = 0
    reversed: int = 0
    fees: int = 0
    occasion: int | None = None
    tier: int | None = None
    qualifying: tuple[int, ...] | None = None
    explained: Explanation | None = None

    @property
    def points(self) -> int:
        """Change of the balance."""
        return self.issued - self.redeemed - self.expired - self.reversed

    @property
    def upgrades(self) -> int:
        return int(self.kind == UPGRADE)

    @property
    def downgrades(self) -> int:
        return int(self.kind == DOWNGRADE)


class Teller:
    """Turns the steps of one replayed life into entries, in time order."""

    def __init__(self, life: Life):
        self.life, self.calendar, self.labels = life, life.card.calendar, {}
        self.back: list[tuple[int, int]] = []      # (list price, paid) of orders on their way back, first to come first
        for offer in life.card.personal:
            self.labels |= dict.fromkeys(offer.places, offer.label)

    def entries(self) -> list[Entry]:
        """Every entry of the life.  Raises RuntimeError where entries and bookings of a step differ."""
        out, steps = [], [step for step in [self.life.joining()] if step]
        for step in steps + self.life.steps():
            found = list(self.of_step(step))
            self.check(step, found)
            out += found
        if out:
            out += self.waits()
        order = {id(entry): at for at, entry in enumerate(out)}
        return sorted(out, key=lambda e: (e.day, order[id(e)]))

    def check(self, step: Step, found: list[Entry]) -> None:
        wrong = [name for name, measure in SUMS.items() if sum(getattr(e, name) for e in found) != step.counted(measure)]
        if step.after.balance - step.before.balance != sum(e.points for e in found):
            wrong.append("balance")
        if wrong:
            raise RuntimeError(f"the entries of member {self.life.member} on day {step.day:.2f} ({step.kind}) differ from what was booked in "
                               f"{', '.join(wrong)}")

    # ---- one step --------------------------------------------------------------------------------------------------------
    def of_step(self, step: Step) -> Iterator[Entry]:
        if step.kind == JOINING:
            yield from self.joining(step)
        elif step.kind == OPENING:
            yield from self.opening(step)
        elif step.kind == MONTH_END:
            yield from self.month_end(step)
        elif step.kind == RETURN:
            yield self.settled(step, step.counted(RETURNED_SALES))
        elif step.bought:
            yield from self.order(step)
        elif step.kind == BASELINE and step.before.owed > step.after.owed:
            words = said(N_("The usual order of this day does not come: an extra order had taken its place."))
            yield self.entry(step, FORWARD, words, occasion=step.before.n_base)
        elif step.kind == BASELINE:
            yield self.entry(step, NOT_PLACED, *why.not_placed(step), occasion=step.before.n_base)
        yield from self.moves(step)
        if step.counted(DROPOUTS):
            yield self.entry(step, LEFT, *why.left(step))

    def entry(self, step: Step, kind: str, *reasons: Said, day: float | None = None, **values) -> Entry:
        """An entry of the step, on its day unless another is said."""
        at = step.day if day is None else day
        told = min(int(at), step.card.last_day - 1)
        amounts = tuple(step.after.qualifying[: step.card.metrics]) if step.after.enrolled and self.has_tiers and day is None else None
        return Entry(step.month, at, self.calendar.date(told), kind, tuple(reasons), qualifying=amounts, **values)

    @property
    def has_tiers(self) -> bool:
        return self.life.program.get("tiers") is not None

    def moves(self, step: Step) -> Iterator[Entry]:
        """Tiers won and lost in the step; a step may count several, as a month's end that first raises and then lowers."""
        ups, downs = step.counted(UPGRADES), step.counted(DOWNGRADES)
        if ups + downs == 0:
            return
        if ups + downs > 1:
            names = [UPGRADE] * ups + [DOWNGRADE] * downs
            for name in names:
                yield self.entry(step, name, said(N_("Several moves on this day.")), tier=step.after.tier)
            return
        yield self.entry(step, UPGRADE if ups else DOWNGRADE, *why.moved(self.life, step), tier=step.after.tier)

    # ---- joining and a month's opening -----------------------------------------------------------------------------------
    def joining(self, step: Step) -> Iterator[Entry]:
        words = [said(N_("The first order was placed before the card was handed over; it earns nothing."))]
        if step.after.referred:
            words.append(said(N_("A friend brought this member in.")))
        yield self.entry(step, JOINED, *words)
        yield from self.plan(step)
        if step.counted(ISSUED):
            yield self.entry(step, GIFT, said(N_("Given once, on joining.")), issued=step.counted(ISSUED))
        yield from self.given(step)

    def opening(self, step: Step) -> Iterator[Entry]:
        s, card = step.before, step.card
        if step.month == 1 and s.joined_on < 0:
            since = said(N_("A member since {day}; the last order was on {last}."), day=Day(self.calendar.date(s.joined_on)),
                         last=Day(self.calendar.date(s.bought_on)))
            held = [said(N_("Day 0 begins with {points} points in the tier {tier}."), points=s.balance, tier=why.tier_name(self.life, s.tier))]
            gone = [] if s.alive else [said(N_("This member has left for good before day 0; nobody but the simulation knows."))]
            yield self.entry(step, THERE, since, *(held if s.enrolled else []), *gone)
        elif step.month == 1 and self.life.came is None:
            yield self.entry(step, JOINED, said(N_("A new member on day 0, with a first order placed before it; it earns nothing.")))
        gifts = [sum(tier[reason] for tier in step.tally.gifts) for reason in (FOR_JOINING, FOR_BIRTHDAY)]
        if gifts[0] and card.sign_up_points:
            yield self.entry(step, GIFT, said(N_("Given once, on joining.")), issued=gifts[0] * card.sign_up_points)
        if gifts[1]:
            yield self.entry(step, BIRTHDAY, said(N_("The month of the birthday begins, and the last order is not too long ago.")),
                             issued=gifts[1] * card.birthday_points)
        yield from self.plan(step)
        yield from self.given(step)

    def plan(self, step: Step) -> Iterator[Entry]:
        kind, words = why.plan_step(self.life, step)
        if kind:
            yield self.entry(step, kind, *words, fees=step.counted(FEES_PAID))

    def given(self, step: Step) -> Iterator[Entry]:
        """Offers that reach the member.  What is sent to somebody who has left for good is not told: nothing can come of it."""
        if not step.after.alive:
            return
        for k, label in self.labels.items():
            if any(tier[k][REACHED] for tier in step.tally.offer):
                yield self.entry(step, OFFER_GOT, *why.given(self.life, step, k, label), day=max(step.day, step.card.offer_opens[k]))

    # ---- an order and its return -----------------------------------------------------------------------------------------
    def order(self, step: Step) -> Iterator[Entry]:
        e, extra = explain(self.life, step), step.kind == EXTRA
        since, dormant = int(step.day) - step.before.bought_on, step.card.dormant_days
        if since >= dormant:
            if step.before.bought_on + dormant >= step.card.first_day:      # else it was told at its month's end
                yield from self.dormant(step, step.before.bought_on + dormant)
            words = N_("The order comes only because of the program.") if extra else N_("The member would have come back without the program, too.")
            yield self.entry(step, BACK, said(N_("An order after {n} days without one."), n=since), said(words) if step.after.enrolled else said(
                N_("A usual order of this member.")))
        redeemed = [line.said for line in e.acted if line.phase == REDEEM]
        if step.counted(REDEEMED):
            yield self.entry(step, REDEEM_POINTS, *(x for words in redeemed for x in words), redeemed=step.counted(REDEEMED))
        words = [*e.cause.said, *(x for line in e.acted if line.phase == PRICE for x in line.said)]
        yield self.entry(step, EXTRA_ORDER if extra else ORDER, *words, orders=1, sales=e.list_price, paid=e.paid, issued=step.counted(ISSUED),
                         occasion=step.before.n_extra if extra else step.before.n_base, explained=e)
        if step.counted(RETURNED_SALES):       # too many on their way back: the first is settled now
            yield self.settled(step, step.counted(RETURNED_SALES))
        if step.after.returns > step.before.returns or step.counted(RETURNED_SALES):
            self.back.append((e.list_price, e.paid))
        for k, label in self.labels.items():
            if any(tier[k][USES] for tier in step.tally.offer):
                money, prize, bonus = (sum(tier[k][m] for tier in step.tally.offer) for m in (MONEY_OFF, PRIZE_COST, BONUS))
                lines = [line for line in e.acted if line.label == label and line.phase in (PRICE, EARN)]
                yield self.entry(step, OFFER_USED, why.offer_name(self.life, label), *(x for line in lines for x in line.said[:1]) if lines else (
                    said(N_("It gives {money} and {points} points."), money=Money(money + prize), points=bonus),))

    def settled(self, step: Step, sale: int) -> Entry:
        _, paid = self.back.pop(0)
        return self.entry(step, RETURNED, said(N_("An order comes back; its points and what it counted toward the tier go with it.")), sales=-sale,
                          paid=-paid, reversed=step.counted(REVERSED))

    # ---- a month's end ---------------------------------------------------------------------------------------------------
    def month_end(self, step: Step) -> Iterator[Entry]:
        s, card, after = step.before, step.card, step.after
        dormant = s.bought_on + card.dormant_days
        if card.first_day <= dormant < card.last_day:
            yield from self.dormant(step, dormant)
        yield from self.deeds(step)
        if step.counted(EXPIRED):
            yield self.entry(step, EXPIRY, why.expired(card), expired=step.counted(EXPIRED))
        friends = step.counted(RECRUITS), step.counted(ORGANIC_RECRUITS)
        if friends[0]:
            yield self.entry(step, FRIENDS, said(N_("{n} friends join next month for the program's reward."), n=friends[0]),
                             issued=friends[0] * card.referral_points)
        if friends[1]:
            yield self.entry(step, FRIENDS, said(N_("{n} friends join next month by word of mouth, without a reward."), n=friends[1]))
        if not s.grace and after.grace:
            yield self.entry(step, GRACE, why.grace(self.life, step))
        if step.counted(REMINDERS):
            words = N_("Told that {tier} is lost on {day} if nothing is added by then.")
            yield self.entry(step, REMINDER, said(words, tier=why.tier_name(self.life, after.tier), day=Day(self.calendar.first_of(after.due + 1))))
        for k, label in self.labels.items():
            ends = min(after.offer_last[k], card.offer_closed_from[k] - 1)
            unused = after.offer_uses[k] == card.offer_max_uses[k] and after.offer_strength[k] != 0 and after.alive
            if unused and card.first_day <= ends < card.last_day:
                yield self.entry(step, OFFER_UNUSED, *why.unused(self.life, step, k, label, ends), day=ends + 1 - 1e-6)

    def dormant(self, step: Step, day: int) -> Iterator[Entry]:
        if day >= 0:
            words = said(N_("No order for {n} days."), n=step.card.dormant_days)
            found = self.entry(step, DORMANT, words, day=float(day))
            yield dataclasses.replace(found, month=self.calendar.month_of(day), date=self.calendar.date(day))

    def deeds(self, step: Step) -> Iterator[Entry]:
        """What earns without an order, credited at the month's end."""
        terms, partners = self.life.program.get("activities"), self.life.card.partner_labels
        for row in range(min(ACTIVITIES, len(terms.rows)) if terms else 0):
            times, points = (sum(tier[row][k] for tier in step.tally.acts) for k in (0, 1))
            if times:
                yield self.entry(step, DEEDS, said(N_("{name}, {n} times in the month."), name=terms.rows[row].name, n=times), issued=points)
        for k, label in enumerate(partners):
            points = sum(tier[k][PARTNER_POINTS] for tier in step.tally.partner)
            if points:
                yield self.entry(step, DEEDS, said(N_("Earned at the partner {name}."), name=why.title(self.life, label)), issued=points)

    def waits(self) -> Iterator[Entry]:
        """Contacts at the service desks, on the day on which each began to wait."""
        for contact in self.life.contacts:
            desk = self.life.card.service[contact.desk]
            day = max(0, int(contact.day))
            at = contact.day + 1 / desk.open_minutes      # after the order that led to it
            yield Entry(self.calendar.month_of(day), at, self.calendar.date(day), SERVICE, why.waited(self.life, desk, contact))
