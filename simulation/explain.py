"""One purchase of one member explained: why it happened, which mechanics acted, in what order, with what amounts, and which did not and why.

The price and the points are worked out part by part from the rules' own functions and must add up to what the step has booked.
"""
from __future__ import annotations

import dataclasses
import datetime
import math
from typing import Any

from simulation.explaining import EARN, PHASES, PRICE, REDEEM, Day, Line, Moment, Share, lines_of
from simulation.luck import BASE_KEEP, BASE_RETURN, EXTRA_KEEP, EXTRA_PULL_FORWARD, EXTRA_RETURN, uniform
from simulation.records import DISCOUNT, DROPOUTS, NEVER, PURCHASES, REDEEMED, REVERSED, SPEND, UPGRADES
from simulation.replay import Life, Step
from simulation.rules.effects import log_rate, progress
from simulation.rules.offers import running_offer
from simulation.simulate import Progress
from simulation.words import N_, Said, said

CLOSE = 1e-9     # of a log-rate that is added up from its parts


@dataclasses.dataclass(frozen=True)
class Part:
    """A part of the program's log-rate M."""

    said: Said
    amount: float


@dataclasses.dataclass(frozen=True)
class Cause:
    """Why the order happened.  pull: M, the sum of the parts; the order was kept as `drawn` lay below `chance`.  Nothing is drawn for most
    baseline orders, and the pull has no say in them."""

    extra: bool
    said: tuple[Said, ...]
    parts: tuple[Part, ...]
    pull: float
    chance: float
    drawn: float | None


@dataclasses.dataclass(frozen=True)
class Explanation:
    """A purchase in parts.  Money in minor units; `lines` in order of effect, those that acted and those that did not."""

    member: int
    month: int
    date: datetime.date
    tier: Any                       # name of the tier held when the order was placed
    tier_after: Any
    list_price: int
    paid: int
    points: int                     # earned by the order
    balance_before: int
    balance_after: int
    upgraded: bool
    cause: Cause
    lines: tuple[Line, ...]
    later: tuple[Said, ...]         # what follows from it: a return, a baseline order less, leaving for good

    @property
    def acted(self) -> list[Line]:
        return [line for line in self.lines if line.acted]

    @property
    def rested(self) -> list[Line]:
        return [line for line in self.lines if not line.acted]

    @property
    def running(self) -> list[tuple[int, int]]:
        """(left to pay, balance) after each line that acted."""
        out, money, points = [], self.list_price, self.balance_before
        for line in self.acted:
            money, points = money + line.money, points + line.points
            out.append((money, points))
        return out


def explain(life: Life, step: Step) -> Explanation:
    """Raises ValueError for a step that is no purchase, RuntimeError where the parts do not add up to what was booked."""
    if not step.bought:
        raise ValueError(f"nothing was bought at this step ({step.kind}, day {step.day:.2f} of member {life.member})")
    m = Moment(life, step)
    found = [line for held in life.program.mechanics for line in lines_of(held.terms, held.label, m)] if m.s.enrolled else []
    lines = tuple(sorted(found, key=lambda line: list(PHASES).index(line.phase)))
    check(m, lines)
    return Explanation(
        life.member, step.month, m.date, m.tier_name(m.tier), m.tier_name(step.after.tier), m.sale, m.paid, m.issued, m.s.balance,
        step.after.balance, step.counted(UPGRADES) > 0, cause(m), lines, tuple(later(m)))


def orders(life: Life, progress: Progress | None = None) -> list[Explanation]:
    """Every purchase of a life, in time order; `progress` hears the share of the months that is done."""
    out = []
    for month in life.seen:
        out += [explain(life, step) for step in life.month(month) if step.bought]
        if progress:
            progress(month / life.scenario.run.months)
    return out


def most_telling(found: list[Explanation]) -> int:
    """The order in which most happened, from 0: rises and rewards before anything else; the first of equals."""
    def weight(e: Explanation) -> tuple:
        return e.upgraded + any(line.phase == REDEEM for line in e.acted), len({line.label for line in e.acted})

    return max(range(len(found)), key=lambda i: weight(found[i]))


# ======== it must add up ================================================================================================
def check(m: Moment, lines: tuple[Line, ...]) -> None:
    """The parts against what the step has booked; raises RuntimeError."""
    step, acted = m.step, [line for line in lines if line.acted]
    total = {phase: (sum(x.money for x in acted if x.phase == phase), sum(x.points for x in acted if x.phase == phase)) for phase in PHASES}
    pairs = [("orders", 1, step.counted(PURCHASES)),
             ("the discount", -total[PRICE][0], step.counted(DISCOUNT)),
             ("what is paid", m.sale + sum(x.money for x in acted), m.paid),
             ("the points redeemed", -total[REDEEM][1], step.counted(REDEEMED)),
             ("the points earned", total[EARN][1], m.issued),
             ("the balance", step.before.balance + sum(x.points for x in acted) - step.counted(REVERSED), step.after.balance)]
    spend = [k for k in range(m.card.metrics) if m.card.metric[k] == SPEND] if m.s.enrolled else []
    if spend and step.before.returns + 1 >= step.after.returns >= step.before.returns and not step.counted(REVERSED):
        pairs.append(("the spend that counts", max(0, m.paid), step.after.qualifying[spend[0]] - step.before.qualifying[spend[0]]))
    wrong = [f"{what} {a:,} is not the {b:,} booked" for what, a, b in pairs if a != b]
    if wrong:
        raise RuntimeError(f"the order of member {m.life.member} on {m.date} does not add up: {'; '.join(wrong)}")


# ======== why the order happened ==========================================================================================
def cause(m: Moment) -> Cause:
    s, card = m.s, m.card
    parts = parts_of(m) if s.enrolled else []
    pull = log_rate(s, m.step.day, card)
    if abs(math.fsum(p.amount for p in parts) - pull) > CLOSE:
        raise RuntimeError(f"the pull on member {m.life.member} on {m.date} is {pull}, and its parts add up to {math.fsum(p.amount for p in parts)}")
    waiting = card.theta_wait * s.service_memory
    tired = [said(N_("Waits at the service desks take {n} from the pull."), n=waiting)] if waiting else []
    if m.extra:
        chance = min(1.0, (math.exp(pull) - 1.0) * math.exp(-waiting) / s.candidates)
        words = said(N_("An extra order: it happened only because of the program."))
        return Cause(True, (words, *tired), tuple(parts), pull, chance, uniform(s.key, EXTRA_KEEP, m.n, 0))
    least = min(0.0, pull) - waiting
    if least >= 0.0:
        return Cause(False, (said(N_("A baseline order: the member would have placed it without the program, too.")),), tuple(parts), pull, 1.0, None)
    words = said(N_("A baseline order, kept although a demotion or waits pulled against it."))
    return Cause(False, (words, *tired), tuple(parts), pull, math.exp(least), uniform(s.key, BASE_KEEP, m.n, 0))


def parts_of(m: Moment) -> list[Part]:
    """M in parts, each as docs/model.md has it; only those that are not zero."""
    s, card, day = m.s, m.card, m.step.day
    scale = s.g * s.h
    public = card.pull[m.today]
    parts = [(N_("How near the goal is"), scale * card.theta_goal * progress(m.step.before, card)),
             (N_("Being enrolled"), scale * card.theta_enrolled), (N_("Worth of the tier"), scale * card.theta_tier * s.utility),
             (N_("Worth of the paid plan"), scale * card.theta_paid * s.plan_utility),
             (N_("Offers of the day, and what they left behind"), scale * public),
             (N_("The member's own offers"), scale * (running_offer(s, m.day, card) - public))]
    if s.redeemed_on > NEVER:
        parts.append((N_("Glow of the last redemption"), scale * card.theta_redeem * math.exp((s.redeemed_on - day) / card.glow_days)))
    if s.loss > 0.0:
        parts.append((N_("Loss of a tier"), -card.loss_weight * card.theta_tier * s.loss * math.exp((s.demoted_on - day) / card.demotion_days)))
    over = math.fsum(x for _, x in parts) - s.most
    if over > 0:
        parts.append((N_("More than this member can answer to"), -over))
    return [Part(said(text), x) for text, x in parts if x]


# ======== what follows ====================================================================================================
def later(m: Moment) -> list[Said]:
    s, card, out = m.s, m.card, []
    if card.returned_share > 0 and uniform(s.key, EXTRA_RETURN if m.extra else BASE_RETURN, m.n, 0) < card.returned_share:
        back = m.day + card.return_days
        out.append(said(N_("The order comes back on {day}, and its points with it (chance {share})."), day=Day(m.date_of(back)),
                        share=Share(card.returned_share)))
    if m.extra and uniform(s.key, EXTRA_PULL_FORWARD, m.n, 0) < card.pull_forward:
        out.append(said(N_("It takes the place of the next baseline order (chance {share})."), share=Share(card.pull_forward)))
    if m.step.counted(DROPOUTS):
        out.append(said(N_("After it the member left for good.")))
    return out
