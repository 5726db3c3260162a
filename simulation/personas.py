"""Three personas for workshops: real members of a run, each the one in the middle of a third of the members, under a name that is made up.

The thirds: of the members there from the first month who place at least one order with the program, by how often they order while they are
members (the trait `rate`, the same in every scenario of the market).
"""
from __future__ import annotations

import dataclasses

import numpy as np

from simulation import replay
from simulation.executor import checkpoint
from simulation.explaining import Money
from simulation.life import Lived, Pair, has_program, lived
from simulation.life_picks import Cast
from simulation.life_steps import DOWNGRADE, LEFT, UPGRADE
from simulation.records import YEAR
from simulation.simulate import Progress
from simulation.words import N_, Said, said

LIGHT, REGULAR, HEAVY = "light", "regular", "heavy"
KINDS = {LIGHT: N_("Light buyer"), REGULAR: N_("Regular buyer"), HEAVY: N_("Heavy buyer")}
NAMES = {LIGHT: N_("Lin"), REGULAR: N_("Yu"), HEAVY: N_("Ning")}      # made up, neither a woman's nor a man's
FIGURES = {"orders_a_year": N_("Orders a year, until leaving"), "sales": N_("Sales over the run"), "more_orders": N_("Orders against no program"),
           "points_held": N_("Points held at the end"), "cost": N_("Cost less fees, without running cost")}
MONEY = ("sales", "cost")
TAIL = 0.1
DAYS_A_MONTH = 365.25 / YEAR


@dataclasses.dataclass(frozen=True)
class Figure:
    """A persona's own value, and where the members of the kind lie: the tenth and the ninetieth of a hundred.  Money in minor units."""

    value: float
    low: float
    high: float


@dataclasses.dataclass(frozen=True, eq=False)
class Persona:
    """number: the member that is shown · members: of the kind · figures: by name of FIGURES · pair: the lives behind the words."""

    kind: str
    number: int
    members: int
    figures: dict[str, Figure]
    pair: Pair

    @property
    def headline(self) -> Said:
        """How often, in words: "Lin buys two or three times a month."."""
        return said(often(self.figures["orders_a_year"].value), name=said(NAMES[self.kind]), n=round(self.figures["orders_a_year"].value))

    @property
    def story(self) -> tuple[Said, ...]:
        return story(self.kind, self.pair)


def groups(cast: Cast) -> dict[str, np.ndarray]:
    """Kind -> numbers of its members, thirds by rate; of a remainder the first ones have more.  Empty where nobody orders."""
    who = np.flatnonzero(cast.held.own & cast.held.joined[0] & (cast.orders > 0))
    ranked = who[np.argsort(cast.held.end["rate"][who], kind="stable")]
    return dict(zip(KINDS, np.array_split(ranked, len(KINDS)), strict=True))


def figures_of(cast: Cast) -> dict[str, np.ndarray]:
    """Each of FIGURES, [member], over the run; orders a year of the months up to leaving for good."""
    months = np.maximum(1, cast.held.alive.sum(0) + cast.held.left.any(0))
    return {"orders_a_year": cast.orders * YEAR / months, "sales": cast.held.sales.sum(0), "more_orders": cast.orders - cast.orders_without,
            "points_held": cast.held.end["balance"], "cost": cast.cost.own}


def in_the_middle(cast: Cast, who: np.ndarray) -> int:
    """The member nearest to the middle of the group by orders, sales and months before leaving, each as a place from 0 to 1."""
    distance = np.zeros(len(who))
    for values in (cast.orders, cast.held.sales.sum(0), cast.held.alive.sum(0)):
        own = values[who]
        places = (np.searchsorted(np.sort(own), own, "left") + np.searchsorted(np.sort(own), own, "right")) / (2 * len(who))
        distance += (places - 0.5) ** 2
    return int(who[np.argmin(distance)])


def personas(cast: Cast, progress: Progress | None = None) -> list[Persona]:
    """In the order of KINDS; none for a third without members.  `progress` hears the share that is done; what it raises ends the runs."""
    found = {kind: who for kind, who in groups(cast).items() if len(who)}
    chosen = [in_the_middle(cast, who) for who in found.values()]
    if not chosen:
        return []
    scenario, values = cast.scenario, figures_of(cast)
    tell = progress or checkpoint
    told = [lived(x) for x in replay.lives(scenario, chosen, progress=lambda share: tell(0.5 * share))]
    beside = [None] * len(told)
    if has_program(scenario):
        beside = [lived(x) for x in replay.lives(scenario, chosen, False, lambda share: tell(0.5 + 0.5 * share))]
    out = []
    for (kind, who), number, mine, theirs in zip(found.items(), chosen, told, beside, strict=True):
        own = {name: Figure(float(x[number]), *map(float, np.quantile(x[who], [TAIL, 1 - TAIL]))) for name, x in values.items()}
        out.append(Persona(kind, number, len(who), own, Pair(mine, theirs, single="" if theirs else "no_program")))
    return out


# ======== in words ========================================================================================================
def often(a_year: float) -> str:
    a_month = a_year / YEAR
    if a_month >= 6:
        return N_("{name} buys more than once a week.")
    if a_month >= 3.5:
        return N_("{name} buys about every week.")
    if a_month >= 1.5:
        return N_("{name} buys two or three times a month.")
    if a_month >= 0.75:
        return N_("{name} buys about once a month.")
    if a_year >= 4.5:
        return N_("{name} buys every two months or so.")
    if a_year >= 1.5:
        return N_("{name} buys {n} times a year.")
    return N_("{name} buys once a year or less.")


def story(kind: str, pair: Pair) -> tuple[Said, ...]:
    """One paragraph of what the run did, nothing else."""
    name, mine = said(NAMES[kind]), pair.told
    sums, months = mine.sums, mine.scenario.run.months
    words = N_("In {months} months {name} places one order, of {money} at list price.") if sums["orders"] == 1 else N_(
        "In {months} months {name} places {n} orders, of {money} each at list price.")
    each = sum(e.sales for e in mine.orders) / max(1, len(mine.orders))
    out = [said(words, months=months, name=name, n=sums["orders"], money=Money(round(each)))]
    out += [*tiers(mine), *points(mine), *against(pair)]
    gone = mine.of(LEFT)
    if gone:
        out.append(said(N_("After month {month} {name} is gone for good."), month=gone[0].month, name=name))
    else:
        out.append(said(N_("At the end {name} is still there."), name=name))
    return tuple(out)


def tiers(mine: Lived) -> list[Said]:
    if not mine.ladder:
        return []
    first, last = mine.tier_names[mine.start.tier], mine.tier_names[mine.end.tier]
    moves = mine.of(UPGRADE, DOWNGRADE)
    if not moves:
        return [said(N_("The tier is {tier} throughout."), tier=first)]
    if len(moves) == 1 and moves[0].kind == UPGRADE:
        return [said(N_("{tier} is reached in month {month}."), tier=last, month=moves[0].month)]
    if mine.start.tier == mine.end.tier:
        words = N_("The tier is {first} at the start and again at the end (upgrades: {up}, downgrades: {down}).")
        return [said(words, first=first, up=mine.sums["upgrades"], down=mine.sums["downgrades"])]
    words = N_("The tier goes from {first} to {last} (upgrades: {up}, downgrades: {down}).")
    return [said(words, first=first, last=last, up=mine.sums["upgrades"], down=mine.sums["downgrades"])]


def points(mine: Lived) -> list[Said]:
    s = mine.sums
    if not s["issued"] and not s["opening_points"]:
        return []
    words = N_("{issued} points are earned, {redeemed} redeemed, {expired} expire; {left} are left at the end.")
    back = N_("{issued} points are earned, {redeemed} redeemed, {expired} expire, {reversed} are taken back with orders sent back; {left} are left "
              "at the end.")
    if s["opening_points"]:
        words = N_("{held} points are held on day 0 and {issued} earned, {redeemed} redeemed, {expired} expire; {left} are left at the end.")
        back = N_("{held} points are held on day 0 and {issued} earned, {redeemed} redeemed, {expired} expire, {reversed} are taken back with orders "
                  "sent back; {left} are left at the end.")
    if s["reversed"]:
        words = back
    return [said(words, held=s["opening_points"], issued=s["issued"], redeemed=s["redeemed"], expired=s["expired"],
                 reversed=s["reversed"], left=s["closing_points"])]


def against(pair: Pair) -> list[Said]:
    if pair.beside is None:
        return []
    without = pair.beside.sums["orders"]
    more = pair.told.sums["orders"] - without
    if more == 0:
        words = N_("Without the program the same person places as many orders.")
    elif without == 0:
        words = N_("Without the program the same person places none.")
    elif without == 1:
        words = N_("Without the program the same person places one order: the program adds {more}.")
    elif more > 0:
        words = N_("Without the program the same person places {n} orders: the program adds {more}.")
    else:
        words = N_("Without the program the same person places {n} orders, more by {less} than with it.")
    out = [said(words, n=without, more=more, less=-more)]
    here, there = pair.told.left, pair.beside.left
    if there is not None and (here is None or here.day > there.day + DAYS_A_MONTH):
        out.append(said(N_("There the person is gone after month {month}."), month=there.month))
    return out
