"""One arm of a run: what both engines share, from the rate card of a month to the month's counts."""

from __future__ import annotations

import itertools

import numpy as np

from simulation.budgets import NO_OFFER, SHUT, Budgets, day_use
from simulation.calendar import Calendar
from simulation.desks import Desks
from simulation.invitations import Invitations
from simulation.population import place_in_month, recruits
from simulation.ratecard import RateCard
from simulation.records import CAMPAIGNS_BUDGET, MAX_TIERS, MEASURES, MEMBERS, NOBODY, PER_MEMBER, TALLY
from simulation.service import waits_compiled

FIELDS = TALLY.names
STARTS, SIZES = (np.array(x) // 8 for x in zip(*((TALLY.fields[name][1], TALLY[name].itemsize) for name in FIELDS), strict=True))
NOBODY_JOINS = (np.zeros(0, np.int64), np.zeros(0))


class ArmResult:
    """Integer tables of one arm, and each member's totals.

    Every table of records.TALLY, by month: count [month, tier, measure] · moves [month, tier a year ago, bought in the year before, tier,
    bought in the year] · flow [month, issued/redeemed/expired/reversed, vintage modulo LOTS] · day_sales [month, tier, day of the month],
    minor units · ... · those of records.PER_MEMBER, as purchases and sales [member].
    """

    def __init__(self, months: int):
        for name in FIELDS:
            setattr(self, name, np.zeros((months, *TALLY[name].shape), np.int64))
        for name in PER_MEMBER:
            setattr(self, name, np.zeros(0, np.int64))

    def add(self, other: ArmResult) -> None:
        """Other members of the same arm."""
        for name in FIELDS:
            if getattr(other, name).any():      # what is never written takes no memory
                getattr(self, name).__iadd__(getattr(other, name))
        for name in PER_MEMBER:
            setattr(self, name, np.concatenate([getattr(self, name), getattr(other, name)]))

    def month_of(self, month: int) -> dict[str, np.ndarray]:
        """Every table of one month by name."""
        return {name: getattr(self, name)[month - 1] for name in FIELDS}

    def measure(self, name: str) -> np.ndarray:
        """[month, tier] of one measure."""
        return self.count[:, :, MEASURES.index(name)]


class Arm:
    """Members of one arm with the tables they fill; subclasses run the members."""

    queue = staticmethod(waits_compiled)

    def __init__(self, rows: np.ndarray, join_day: np.ndarray, card: RateCard, enrolled: bool, workers: int = 1):
        self.rows, self.join_day, self.ratecard, self.workers, self.enrolled = rows, join_day, card, workers, enrolled
        self._recruited = NOBODY_JOINS
        self.calendar: Calendar = card.calendar
        rows["enrolled"] = enrolled
        if not enrolled:
            if rows["tier"].any() or rows["balance"].any() or rows["qualifying"].any():      # an opening base holds program things
                for name in ("tier", "balance", "lots", "window", "qualifying", "past_year"):
                    rows[name] = 0
            rows["past_tiers"] |= NOBODY
            rows["past_tiers"][rows["joined"] == 1] &= ~NOBODY
        self.days = card.day_tables()
        self.budgets = Budgets(card.caps + card.offer_caps if enrolled else [], card.calendar)
        self.card, self.tally = card.record(), np.zeros(workers, TALLY)
        self.result = ArmResult(self.calendar.months)
        self.invitations = Invitations(card.invitation, self.calendar) if card.invitation and enrolled else None
        self.desks = Desks(card.service, self.queue, card.market.worst_wait.value) if card.service else None
        self.members_by_tier = np.bincount(rows["tier"][join_day < 0], minlength=MAX_TIERS)
        month = np.searchsorted(self.calendar.month_starts, join_day, side="right")
        late = np.flatnonzero(join_day >= 0)
        order = late[np.argsort(month[late], kind="stable")]
        cuts = np.searchsorted(month[order], np.arange(1, self.calendar.months + 2))
        self._joining = [order[a:b] for a, b in itertools.pairwise(cuts)]
        self.turn = None      # what happens between two months beside all this: a change of program (simulation/transition.py)

    def this_month(self, month: int) -> dict:
        """The record's values that change with the month."""
        out = self.ratecard.month(month, self.days) | {"status": self.ratecard.status(self.members_by_tier)}
        if self.budgets.caps:
            shut, first = self.budgets.open_month(month), out["first_day"]
            out["shut_from"], campaigns = shut[:SHUT], shut[CAMPAIGNS_BUDGET]
            for name, none in NO_OFFER.items():
                out[name][max(0, campaigns - first):] = none
            own = np.minimum(self.ratecard.offer_closed_from, np.minimum(shut[SHUT:], campaigns))
            out["offer_closed_from"] = out["offer_shut_at_opening"] = own
        return out

    def open_card(self, month: int) -> None:
        """The month's values go onto the record, before and after whatever turns then."""
        if self.turn:
            self.turn.before(self, month)
        self.set_card(self.this_month(month))
        if self.turn:
            self.turn.after(self, month)

    def set_card(self, values: dict) -> None:
        """Sets entries of the card's record."""
        raise NotImplementedError

    def change_card(self, card: RateCard) -> None:
        """Another rate card from here on; its month is still to be set."""
        self.ratecard, self.card = card, card.record()

    def enter(self, placed: int) -> None:
        """Every member enters the program of the card: rules/change.py."""
        raise NotImplementedError

    def invite(self, month: int) -> None:
        """Before a month opens: what concerns members among each other."""
        if self.invitations:
            self.invitations.send(month, self.column, self.put)

    def joining(self, month: int) -> tuple[np.ndarray, np.ndarray]:
        """Who joins, and at what operational time."""
        who = self._joining[month - 1]
        days = np.concatenate([self.join_day[who], self._recruited[1]])
        return np.concatenate([who, self._recruited[0]]), self.calendar.clock_at(days)

    def column(self, name: str) -> np.ndarray:
        """A field of every member."""
        raise NotImplementedError

    def put(self, name: str, members: np.ndarray, values: np.ndarray) -> None:
        """Sets a field of some members."""
        raise NotImplementedError

    def append(self, rows: np.ndarray) -> int:
        """Further members, who join later; returns the place of the first."""
        raise NotImplementedError

    def brought(self) -> np.ndarray:
        """int64 [member, (row, organic, recruits)] of those who have brought somebody in this month, by row."""
        counts = np.stack([self.column(name).astype(np.int64) for name in ("organic", "recruits")], axis=1)
        who = np.flatnonzero(counts.any(1))
        return np.column_stack([who, counts[who]])

    def hear_of_referrers(self) -> None:
        """Who was brought in learns whether the referrer is still there."""
        brought = np.flatnonzero(self.column("referred"))
        self.put("referrer_alive", brought, self.column("alive")[self.column("referrer")[brought]])

    def welcome(self, month: int) -> None:
        """Between two months: who was brought in becomes a record that joins in `month`, and recruits learn whether their referrer is gone."""
        market = self.ratecard.market
        self._recruited = NOBODY_JOINS
        if not (market.organic_referrals.value or (self.enrolled and self.ratecard.recruits_a_year)):
            return
        came, referrers, brought = {}, [], self.brought()
        for stream, numbered, counted in (("organic", "n_organic", 1), ("recruits", "n_recruits", 2)):
            who, count = brought[brought[:, counted] > 0][:, (0, counted)].T
            first = self.column(numbered)[who].astype(np.int64)
            came[stream] = self.column("key")[who].astype(np.uint64), first, count
            referrers.append(np.repeat(who, count))
            self.put(numbered, who, first + count)
        new, referrer = recruits(market, came), np.concatenate(referrers)
        new["referrer"], new["enrolled"] = referrer, self.enrolled
        if not self.enrolled:
            new["past_tiers"] |= NOBODY
        start = self.append(new)
        first_day, last_day = self.calendar.span(month)
        self._recruited = (start + np.arange(len(new)), first_day + place_in_month(new["key"]) * (last_day - first_day))
        self.hear_of_referrers()

    def hand_over(self) -> np.ndarray:
        """As desks.Members asks."""
        raise NotImplementedError

    def remember(self, rows: np.ndarray, excess: np.ndarray) -> None:
        """As desks.Members asks."""
        raise NotImplementedError

    def book(self, month: int) -> None:
        """The desks answer; then the month's tally goes into the tables."""
        if self.desks:
            first, last = self.calendar.span(month)
            served, busy = self.desks.month(self, last - first)
            self.tally[0]["service"][:, : served.shape[1]], self.tally[0]["desk_busy"][: len(busy)] = served, busy
        numbers = self.tally.view(np.int64).reshape(self.workers, -1).sum(0)      # every entry of a tally is one
        for k in np.flatnonzero(np.logical_or.reduceat(numbers != 0, STARTS)):     # a table that is never written takes no memory
            name = FIELDS[k]
            getattr(self.result, name)[month - 1] = numbers[STARTS[k] : STARTS[k] + SIZES[k]].reshape(TALLY[name].shape)
        if self.budgets.caps:
            self.result.budget[month - 1] = self.budgets.close_month(day_use(self.result.month_of(month)), month)
        self.tally.view(np.int64)[:] = 0      # entry by entry, not field by field
        self.members_by_tier = self.result.count[month - 1, :, MEMBERS]
