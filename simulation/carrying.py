"""What of an old program lives on under a new one, subject by subject; docs/transition.md says it in words.

Where both say the same, nothing is touched: a program that takes its own place changes no figure.
"""
from __future__ import annotations

import numpy as np

from simulation.arm import Arm
from simulation.budgets import Budgets, Cap
from simulation.desks import Desks
from simulation.inputs import Fault, ScenarioError
from simulation.invitations import Invitations
from simulation.mechanics.named import nameless
from simulation.program import Program
from simulation.qualified import metric_places
from simulation.ratecard import RateCard
from simulation.records import ACTIVITIES, LADDER_TERMS, MAX_TIERS, NEVER_HELD, NOBODY, OFFERS, WINDOW_LIFETIME, WINDOW_ROLLING, YEAR
from simulation.service import Backlog
from simulation.words import said

NOT_OF_STANDING = ("recalculate", "growth_rate", "reminder_months")      # terms of the ladder that say nothing about who stands where
SHORTEST_MONTHS, SHORTEST_DAYS = 2, 62      # of a window whose months can be told apart


# ======== the ladder ======================================================================================================
def same_ladder(old: RateCard, new: RateCard) -> bool:
    """Whether both place every member alike."""
    terms = [name for name, *_ in LADDER_TERMS if name not in NOT_OF_STANDING]
    return all(np.array_equal(getattr(old, name), getattr(new, name)) for name in terms) and not other_windows(old, new)


def other_windows(old: RateCard, new: RateCard) -> bool:
    """Whether what members have qualified by must be put into another window."""
    terms = lambda card: (card.window_kind, card.window_days, 0 if card.window_days else card.window_months)  # noqa: E731
    dated = old.window_kind == WINDOW_ROLLING
    return (terms(old) != terms(new) if dated else old.window_kind != new.window_kind) or metric_places(old, new) != list(range(old.metrics))


def check_windows(old: RateCard, new: RateCard, rises_only: bool) -> None:
    """Raises ScenarioError where the old program does not know what the new one asks for."""
    if same_ladder(old, new) or not other_windows(old, new):
        return
    places = metric_places(old, new)
    if new.tiers > 1 and not rises_only and (None in places if new.all_metrics else all(p is None for p in places)):
        raise ScenarioError([Fault("tiers.metric", "the old program has not counted what the new tiers ask for, so nobody can be placed by it on the"
                                                   " first day; take keep_until_review or grandfather, or a metric of the old program")])
    if old.window_kind == WINDOW_LIFETIME and new.window_kind != WINDOW_LIFETIME:
        return      # the months of the run are known; what lies before it is refused when there is any
    if old.window_kind == WINDOW_ROLLING and (0 < old.window_days < SHORTEST_DAYS or (not old.window_days and old.window_months < SHORTEST_MONTHS)):
        raise ScenarioError([Fault("tiers.window", said("the old program's window is too short to tell what each month has counted; at least "
                                                        "{months} months or {days} days, or the same window in both programs",
                                                        months=SHORTEST_MONTHS, days=SHORTEST_DAYS))])


def carry_tiers(arm: Arm, old: RateCard, new: RateCard, places: tuple[int, ...], keeps: bool, month: int) -> None:
    """Tiers, past and promised ones become those of the new ladder; warnings and steps under way end."""
    to = np.array([*places, *[places[-1]] * (MAX_TIERS - len(places))])
    tier, floor, sales = arm.column("tier"), to[arm.column("floor")], arm.column("sales")
    for t in range(1, old.tiers):      # won for ever
        if old.lifetime[t]:
            floor = np.where(sales >= old.lifetime[t], np.maximum(floor, to[t]), floor)
    mapped, every = to[tier], np.arange(len(tier))
    back = to[arm.column("return_tier")]
    if keeps:      # an order that comes back takes no tier but one that it has won
        back = np.where(arm.column("return_won") == 1, back, np.maximum(back, mapped[:, None]))
    past = arm.column("past_tiers").astype(np.int64)
    moved = np.zeros_like(past)
    for k in range(YEAR):
        then = (past >> 4 * k) & 15
        moved |= np.where(then == NOBODY, NOBODY, to[np.minimum(then, MAX_TIERS - 1)]) << 4 * k
    values = {"tier": mapped, "floor": floor, "return_tier": back, "past_tiers": moved, "grace": 0 * tier, "landing": 0 * tier, "due": 0 * tier}
    if new.invited_tier and keeps:      # nobody holds an invited tier without an invitation, so these are invited until the next ones
        until = next(m for m in range(month, month + YEAR) if arm.calendar.first_of(m).month == new.invitation.month) - 1
        invited = arm.column("invited_to")
        values["invited_to"] = np.where(mapped == new.invited_tier, np.maximum(invited, until), invited)
    for name, column in values.items():
        arm.put(name, every, column)
    arm.members_by_tier = np.bincount(to, weights=arm.members_by_tier, minlength=MAX_TIERS).astype(np.int64)


# ======== offers, the paid plan, deeds, holds =============================================================================
def unchanged(old: Program, new: Program, label: str) -> bool:
    """Whether a mechanic is there before and after, with the same terms, under whatever name."""
    before, after = old.get(label), new.get(label)
    return before is not None and after is not None and nameless(before) == nameless(after)


def begins_offers(old: RateCard, new: RateCard) -> bool:
    """Whether members are looked at by what they bought in a year only from the change on."""
    return bool(new.places and not old.places)


def carry_offers(arm: Arm, old: RateCard, new: RateCard, before: Program, after: Program, sales: Sales | None, month: int) -> None:
    """Offers that go on are held on; all others end."""
    kept = {o.label: o.places for o in old.personal if unchanged(before, after, o.label)}
    source = np.full(OFFERS, -1)
    for offer in new.personal:
        if offer.label in kept:
            source[list(offer.places)] = kept[offer.label]
    if (source[: old.places] == np.arange(old.places)).all() and old.places == new.places:
        return
    every = np.arange(len(arm.column("offer_last")))
    for name, none in (("offer_last", NEVER_HELD), ("offer_uses", 0), ("offer_strength", 0)):
        column = arm.column(name)
        arm.put(name, every, np.where(source >= 0, column[:, source], none).astype(column.dtype))
    if sales:
        arm.put("year_sales", every, sales.of_the_year(arm, month))


class Sales:
    """Net sales of each member by month, for programs that begin to look at them."""

    def __init__(self):
        self.so_far: dict[int, np.ndarray] = {}

    def note(self, arm: Arm, month: int) -> None:
        """At a month's opening; of more than a year ago nothing is asked any more."""
        self.so_far[month] = arm.column("sales").copy()
        self.so_far.pop(month - YEAR - 1, None)

    def of_the_year(self, arm: Arm, month: int) -> np.ndarray:
        """[member, slot] as the rules keep it: the last 12 months at the opening of `month`, those before day 0 as they were placed."""
        out = arm.column("year_sales").copy()
        for m in range(max(1, month - YEAR), month):
            sold = np.zeros(len(out), np.int64)      # of rows that are there now; those who came since had sold nothing before
            sold[: len(self.so_far[m + 1])] += self.so_far[m + 1]
            sold[: len(self.so_far[m])] -= self.so_far[m]
            out[:, m % YEAR] = np.clip(sold, -2_000_000_000, 2_000_000_000)
        return out


def carry_plan(arm: Arm, before: Program, after: Program) -> None:
    """Who has paid keeps the plan to the term's end where there still is one, by its name or its place; else it ends, and nothing is paid back."""
    old, new = before.get("paid_plan"), after.get("paid_plan")
    if old is None or old == new:
        return
    plan = arm.column("plan")
    every, names = np.arange(len(plan)), [str(level.name) for level in new.levels] if new else []
    to = [0] + [(names.index(str(x.name)) if str(x.name) in names else min(i, len(names) - 1)) + 1 for i, x in enumerate(old.levels)]
    arm.put("plan", every, np.array(to, plan.dtype)[plan] if new else np.zeros_like(plan))
    if new is None:
        arm.put("plan_trial", every, np.zeros_like(plan))
        arm.put("plan_utility", every, np.zeros(len(plan)))


def carry_rest(arm: Arm, old: RateCard, new: RateCard, before: Program, after: Program, month: int) -> None:
    """What was done this year counts on by the name of what was done; points wait no longer than the new program lets them; a year's recruits
    stop at the new limit."""
    joined = arm.column("joined")
    every, first = np.arange(len(joined)), arm.calendar.span(month)[0]
    names = [[str(a.name) for a in held.rows] if held else [] for held in (p.get("activities") for p in (before, after))]
    if names[0] != names[1]:
        acted = arm.column("acted")
        done = np.zeros_like(acted)
        for k, name in enumerate(names[1][:ACTIVITIES]):
            if name in names[0]:
                done[:, k] = acted[:, names[0].index(name)]
        arm.put("acted", every, done)
    if new.pending_days < old.pending_days:
        arm.put("pending_day", every, np.minimum(arm.column("pending_day"), first + new.pending_days))
    if new.recruits_a_year > 0:
        this_year = arm.column("recruits_this_year")
        arm.put("recruits_this_year", every, np.minimum(this_year, new.recruits_cap).astype(this_year.dtype))


# ======== what concerns all members together ==============================================================================
def carry_company(arm: Arm, old: RateCard, new: RateCard, places: tuple[int, ...], month: int) -> None:
    """The card itself; budgets, invitations and desks with what they remember."""
    first = arm.calendar.span(month)[0]
    arm.change_card(new)
    arm.days = new.day_tables(old, first)
    arm.budgets = carried_budgets(arm.budgets, new)
    known = arm.invitations.sales_before if arm.invitations else None
    arm.invitations = Invitations(new.invitation, arm.calendar) if new.invitation else None
    if arm.invitations and known is not None:
        arm.invitations.sales_before = known
    arm.desks = carried_desks(arm.desks, new, places, arm.queue)


def carried_budgets(old: Budgets, new: RateCard) -> Budgets:
    """A limit on the same thing for the same period goes on with what has been used of it."""
    of = lambda cap: (cap.label, cap.kind, cap.per, bool(cap.places))  # noqa: E731
    out = Budgets(new.caps + new.offer_caps, new.calendar)
    for i, cap in enumerate(out.caps):
        k = _same(old.caps, cap, of)
        if k is not None:
            out.used[i], out.largest[i] = old.used[k], old.largest[k]
    return out


def _same(caps: list[Cap], cap: Cap, of) -> int | None:
    return next((k for k, x in enumerate(caps) if of(x) == of(cap)), None)


def carried_desks(old: Desks | None, new: RateCard, places: tuple[int, ...], queue) -> Desks | None:
    """Who waits at a desk that goes on keeps the place; at a desk that ends nobody is served any more."""
    if not new.service:
        return None
    out = Desks(new.service, queue, new.market.worst_wait.value)
    to = np.array([*places, *[places[-1]] * (MAX_TIERS - len(places))])
    for d, desk in enumerate(out.desks):
        k = next((k for k, x in enumerate(old.desks if old else []) if x.source == desk.source), None)
        if k is not None and bool(old.desks[k].dedicated) == bool(desk.dedicated):
            out.backlogs[d] = tuple(Backlog(b.free, _as_of(b.waiting, to, desk)) for b in old.backlogs[k])
    return out


def _as_of(waiting: np.ndarray, to: np.ndarray, desk) -> np.ndarray:
    """Contacts that wait, with the tiers and the order of the new program."""
    waiting = waiting.copy()
    row, tier = np.divmod(waiting["member"], MAX_TIERS)
    tier = to[tier]
    waiting["member"], waiting["priority"] = row * MAX_TIERS + tier, np.array(desk.rank, np.int64)[tier]
    return waiting
