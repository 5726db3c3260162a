"""A member's life as dated entries, beside the same person's life without a program or under another scenario: same traits, same luck.

Both lives are replayed from the run itself (simulation/replay.py); their sums are the run's own figures of the member.
"""
from __future__ import annotations

import dataclasses
import functools

from simulation import replay
from simulation.executor import checkpoint
from simulation.life_steps import DORMANT, EXTRA_ORDER, FORWARD, LEFT, NOT_PLACED, RETURNED, SUMS, Entry, Teller
from simulation.outcome import rounded_share
from simulation.pairing import Changed, aligned
from simulation.population import population
from simulation.scenario import Scenario
from simulation.simulate import Progress, without_program
from simulation.words import N_

SAME, EXTRA, STAYED, BROUGHT_FORWARD, HELD_BACK, LEFT_EARLIER, SENT_BACK, OTHER = (
    "same", "extra", "stayed", "forward", "held_back", "left_earlier", "sent_back", "other")
# What an order of one life is in the other; {a} is this life, {b} the one beside it
DIFFERENCES = {
    SAME: N_("Orders placed in both lives"), EXTRA: N_("Extra orders of one life only: placed because of its program"),
    STAYED: N_("Usual orders of the time after which the person has left in the life beside"),
    BROUGHT_FORWARD: N_("Usual orders that do not come, as an extra order took their place"),
    HELD_BACK: N_("Usual orders that do not come after a demotion or waits"),
    LEFT_EARLIER: N_("Usual orders that do not come, as the person has left before"),
    SENT_BACK: N_("Orders sent back"), OTHER: N_("Usual orders at other times"),
}


@dataclasses.dataclass(frozen=True)
class Standing:
    """After an entry: points held, tier from 0, amounts that count toward the tiers, sales at list price less returns and orders so far."""

    balance: int
    tier: int
    qualifying: tuple[int, ...]
    sales: int
    orders: int


@dataclasses.dataclass(frozen=True, eq=False)
class Lived:
    """One life of a member.  entries in time order, `after` the standing after each; `start` the one before the first."""

    replayed: replay.Life
    entries: tuple[Entry, ...]
    start: Standing
    after: tuple[Standing, ...]

    @property
    def scenario(self) -> Scenario:
        return self.replayed.scenario

    @property
    def number(self) -> int:
        return self.replayed.member

    @property
    def end(self) -> Standing:
        return self.after[-1] if self.after else self.start

    @property
    def tier_names(self) -> list:
        return self.replayed.program.tier_names

    @property
    def ladder(self) -> bool:
        """Whether the program has tiers."""
        return len(self.tier_names) > 1

    @property
    def orders(self) -> list[Entry]:
        return [e for e in self.entries if e.orders]

    @functools.cached_property
    def left(self) -> Entry | None:
        return next((e for e in self.entries if e.kind == LEFT), None)

    @property
    def first(self) -> float:
        """Day of the first entry; 0 for who is there from the start."""
        return self.entries[0].day if self.entries else 0.0

    def of(self, *kinds: str) -> list[Entry]:
        return [e for e in self.entries if e.kind in kinds]

    @functools.cached_property
    def sums(self) -> dict[str, int]:
        """Over the run: orders, of them extra; sales at list price less returns, paid, taken off, margin, fees, minor units; points by what
        became of them, those of day 0 and of the end; upgrades, downgrades, and how often the member became dormant."""
        total = lambda name: sum(getattr(e, name) for e in self.entries)  # noqa: E731
        out = {name: total(name) for name in (*SUMS, "paid")}
        margin = int(rounded_share(out["sales"], self.scenario.market.margin.value))
        return out | {"extra": len(self.of(EXTRA_ORDER)), "taken_off": out["sales"] - out["paid"], "margin": margin, "dormant": len(self.of(DORMANT)),
                      "opening_points": self.start.balance, "closing_points": self.end.balance}

    def tier_spans(self) -> list[tuple[float, float, int]]:
        """(from day, to day, tier from 0), from the member's first day to the run's end."""
        moves = [(e.day, e.tier) for e in self.entries if e.tier is not None]
        days = [self.first, *(day for day, _ in moves), float(self.scenario.calendar.days)]
        tiers = [self.start.tier, *(tier for _, tier in moves)]
        return [(a, b, tier) for a, b, tier in zip(days, days[1:], tiers, strict=False) if b > a]

    def balances(self) -> list[tuple[float, int]]:
        """(day, points held from it on): a step each time that the balance changes."""
        out = [(self.first, self.start.balance)]
        for e, s in zip(self.entries, self.after, strict=True):
            if s.balance != out[-1][1]:
                out.append((e.day, s.balance))
        return out


def lived(replayed: replay.Life) -> Lived:
    """Raises RuntimeError where the entries do not end where the run ended."""
    entries, records = Teller(replayed).entries(), list(replayed.seen.values())
    first = replayed.came[0] if replayed.came else records[0][0]
    tier, balance = int(first["tier"]), int(first["balance"])
    count = replayed.card.metrics if replayed.program.get("tiers") else 0
    now = start = Standing(balance, tier, tuple(int(x) for x in first["qualifying"][:count]), int(first["sales"]), int(first["purchases"]))
    after = []
    for e in entries:
        amounts = now.qualifying if e.qualifying is None else e.qualifying
        now = Standing(now.balance + e.points, now.tier if e.tier is None else e.tier, amounts, now.sales + e.sales, now.orders + e.orders)
        after.append(now)
    last = records[-1][2]
    found = {"balance": now.balance, "tier": now.tier, "sales": now.sales, "purchases": now.orders}
    wrong = [name for name, value in found.items() if value != int(last[name])]
    if wrong:
        raise RuntimeError(f"the life of member {replayed.member} does not end as the run did in {', '.join(wrong)}")
    return Lived(replayed, tuple(entries), start, tuple(after))


# ======== two lives of one person =========================================================================================
@dataclasses.dataclass(frozen=True)
class Difference:
    """Orders of one sort, with their sales at list price, in the life told and in the one beside it."""

    what: str
    orders: int
    sales: int
    other_orders: int
    other_sales: int


@dataclasses.dataclass(frozen=True, eq=False)
class Pair:
    """The life told, and the same person's beside it; None where there is none.  changed: what pairing changed in the other scenario.

    single: why there is no other life: "no_program" or "not_there"; "" where there is one.
    """

    told: Lived
    beside: Lived | None
    changed: tuple[Changed, ...] = ()
    single: str = ""

    @functools.cached_property
    def differences(self) -> list[Difference]:
        """Every order of both lives once; the sums are the sums of the lives."""
        if self.beside is None:
            return []
        found: dict[str, list[int]] = {}

        def put(what: str, e: Entry | None, o: Entry | None, orders: int = 1) -> None:
            row = found.setdefault(what, [0, 0, 0, 0])
            for at, entry in ((0, e), (2, o)):
                if entry is not None:
                    row[at] += orders
                    row[at + 1] += entry.sales

        mine, other = self.matched
        for key, e in mine.items():
            if key in other:
                put(SAME, e, other[key])
            else:
                put(self._only_told(e), e, None)
        for key, o in other.items():
            if key not in mine:
                put(self._only_beside(o), None, o)
        for e in self.told.of(RETURNED):
            put(SENT_BACK, e, None, 0)
        for o in self.beside.of(RETURNED):
            put(SENT_BACK, None, o, 0)
        return [Difference(what, *found[what]) for what in DIFFERENCES if what in found]

    @functools.cached_property
    def matched(self) -> tuple[dict, dict]:
        """(stream, number of the occasion) -> order, of the life told and of the one beside."""
        return tuple({(e.kind, e.occasion): e for e in side.orders} for side in (self.told, self.beside))

    def _only_told(self, e: Entry) -> str:
        if e.kind == EXTRA_ORDER:
            return EXTRA
        return self._missing(e, self.beside, STAYED)

    def _only_beside(self, o: Entry) -> str:
        if o.kind == EXTRA_ORDER:
            return EXTRA
        return self._missing(o, self.told, LEFT_EARLIER)

    @staticmethod
    def _missing(order: Entry, side: Lived, gone: str) -> str:
        """Why a usual order of one life is not in the other."""
        kinds = {e.occasion: e.kind for e in side.of(FORWARD, NOT_PLACED)}
        if order.occasion in kinds:
            return BROUGHT_FORWARD if kinds[order.occasion] == FORWARD else HELD_BACK
        return gone if side.left is not None and side.left.day <= order.day else OTHER

    def place_of(self, e: Entry, beside: bool = False) -> str:
        """What an order of a life is in the other one; SAME where it is in both."""
        mine, other = self.matched if self.beside is not None else ({}, {})
        if (e.kind, e.occasion) in (mine if beside else other):
            return SAME
        return (self._only_beside if beside else self._only_told)(e) if self.beside is not None else SAME


def life(scenario: Scenario, number: int, other: Scenario | None = None, progress: Progress | None = None) -> Pair:
    """The life of a member of the scenario, beside the same person's under `other`, or with no program.

    number: place in the arm: the members of the population first, then those whom others bring in, as they come.  Whom others bring in is
    looked for by who brought them; they may not be there in the other life.  `progress` hears the share that is done.  Raises ScenarioError
    where there is no such member, or where the other program does not fit the first one's market or opening base.
    """
    tell = progress or checkpoint
    mine = replay.lives(scenario, [number], progress=lambda share: tell(0.4 * share))[0]
    changed: tuple[Changed, ...] = ()
    if other is None:
        if not has_program(scenario):
            return Pair(lived(mine), None, single="no_program")
        against, enrolled = scenario, False
    else:
        (_, against), found = aligned([scenario, other])
        changed, enrolled = tuple(found), True
    key = int(next(iter(mine.seen.values()))[0]["key"])
    half = lambda share: tell(0.4 + 0.4 * share)  # noqa: E731
    if number < len(population(scenario).rows):
        theirs = replay.lives(against, [number], enrolled, half)[0]
    else:
        theirs = replay.lives_of(against, [key], enrolled, half).get(key)
    return Pair(lived(mine), None if theirs is None else lived(theirs), changed, "" if theirs else "not_there")


def has_program(scenario: Scenario) -> bool:
    """Whether there is more than what the company has without a program."""
    return without_program(scenario.program).mechanics != scenario.program.mechanics

