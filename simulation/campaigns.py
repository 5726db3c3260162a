"""What each campaign brings: the same members with the same luck, with it and without it.  And the stages of their lives by month."""
from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd

from simulation.ledger import COMPONENTS
from simulation.mechanics.member_day import MemberDay
from simulation.mechanics.offering import Offering
from simulation.naming import called
from simulation.outcome import Outcome
from simulation.program import Labelled
from simulation.records import ACTIVATED, BONUS, BUYERS, PARTICIPANTS, REACHED, STAGE_MEASURES, STAGES, USES, WOKEN
from simulation.scenario import Scenario
from simulation.simulate import rate_card, simulate

BANDS = 3      # thirds of the members by what they buy without a program

Progress = Callable[[int, int], None]


@dataclasses.dataclass(frozen=True)
class CampaignResult:
    """One campaign over the run; money in currency units.

    reached: offers that members were given, a member once for each run; None for a public offer, which everybody has.  buyers: of these, so
    many ordered within the offer; participants: so many used it.  extra_...: this run less one without the campaign, so what is pulled
    forward and what other offers lose to it is taken off.  own_cost: what the campaign gave away, contacts and fixed cost included;
    extra_cost: the whole program's cost with it less without it, so rewards for its points, too.
    """

    label: str
    kind: str
    name: str     # what pages call it, in any language
    reached: int | None
    buyers: int | None
    participants: int | None
    uses: int | None
    bonus_points: int
    extra_orders: int
    extra_sales: float
    extra_margin: float
    own_cost: float
    extra_cost: float
    extra_activated: int
    extra_woken: int
    orders_by_value: tuple[int, ...]     # extra orders of low, middle and high value members
    contacts: tuple[tuple[str, int, float], ...] = ()     # channel, members whom it reached, cost

    @property
    def participation_rate(self) -> float | None:
        return self.participants / self.reached if self.reached else None

    @property
    def conversion_rate(self) -> float | None:
        return self.buyers / self.reached if self.reached else None

    @property
    def cost_per_extra_order(self) -> float | None:
        """None where the campaign brings no more orders: then no price buys one."""
        return self.extra_cost / self.extra_orders if self.extra_orders > 0 else None

    @property
    def cost_per_activation(self) -> float | None:
        return self.extra_cost / self.extra_activated if self.extra_activated > 0 else None

    @property
    def cost_per_win_back(self) -> float | None:
        return self.extra_cost / self.extra_woken if self.extra_woken > 0 else None

    @property
    def net(self) -> float:
        return self.extra_margin - self.extra_cost


def campaigns_of(scenario: Scenario) -> list[Labelled]:
    """The program's campaigns: member days, offers to chosen members, offers of a member's life."""
    return [m for m in scenario.program.mechanics if isinstance(m.terms, Offering | MemberDay)]


def campaign_results(scenario: Scenario, outcome: Outcome | None = None, progress: Progress | None = None) -> list[CampaignResult]:
    """Each campaign against a run without it; the scenario's own run is taken from `outcome` where there is one.

    `progress` hears (done, of) after each run; what it raises ends the work.
    """
    held = campaigns_of(scenario)
    tell = progress or (lambda done, of: None)
    if not held:
        return []
    outcome = outcome or simulate(scenario)
    tell(1, len(held) + 1)
    out = []
    for k, campaign in enumerate(held, start=2):
        rest = {label: terms for label, terms in scenario.program.mapping().items() if label != campaign.label}
        out.append(_against(campaign, outcome, simulate(scenario.with_program(rest))))
        tell(k, len(held) + 1)
    return out


def _against(campaign: Labelled, outcome: Outcome, without: Outcome) -> CampaignResult:
    unit, label = outcome.scenario.market.minor_per_unit, campaign.label
    own, rest = outcome.totals["program"], without.totals["program"]
    more = lambda *columns: int(sum(own[c].sum() - rest[c].sum() for c in columns))  # noqa: E731
    steps = (outcome.program.stage - without.program.stage).sum((0, 1))
    counted = _of_offer(outcome, label, "offer")
    return CampaignResult(
        label=label,
        kind=type(campaign.terms).title,
        name=called(campaign.terms, label),
        reached=None if counted is None else int(counted[REACHED]),
        buyers=None if counted is None else int(counted[BUYERS]),
        participants=None if counted is None else int(counted[PARTICIPANTS]),
        uses=None if counted is None else int(counted[USES]),
        bonus_points=0 if counted is None else int(counted[BONUS]),
        extra_orders=more("purchases"),
        extra_sales=more("sales") / unit,
        extra_margin=more("margin") / unit,
        own_cost=sum(sum(p.amounts) for _, source, p in outcome.postings if source == label) / unit,
        extra_cost=more(*COMPONENTS) / unit,
        extra_activated=int(steps[ACTIVATED]),
        extra_woken=int(steps[WOKEN]),
        orders_by_value=_by_value(outcome, without),
        contacts=_contacts(campaign, outcome),
    )


def _of_offer(outcome: Outcome, label: str, table: str) -> np.ndarray | None:
    """A table of a personal offer over all months, tiers and places; None for a public one."""
    offer = next((o for o in rate_card(outcome.scenario).personal if o.label == label), None)
    return None if offer is None else getattr(outcome.program, table)[:, :, list(offer.places)].sum((0, 1, 2))


def _contacts(campaign: Labelled, outcome: Outcome) -> tuple[tuple[str, int, float], ...]:
    counts = _of_offer(outcome, campaign.label, "contact")
    if counts is None:
        return ()
    return tuple((c.channel, int(n), int(n) * c.contact_cost) for c, n in zip(campaign.terms.channels, counts, strict=False))


def _by_value(outcome: Outcome, without: Outcome) -> tuple[int, ...]:
    """Extra orders by thirds of the members, from those who buy least without a program to those who buy most.

    Members whom others bring in are left out: the runs need not bring in the same people.
    """
    of = lambda arm, name: getattr(arm, name)[arm.referred == 0]  # noqa: E731
    rank = np.argsort(np.argsort(of(outcome.no_program, "sales"), kind="stable"), kind="stable")
    more = of(outcome.program, "purchases") - of(without.program, "purchases")
    return tuple(int(x) for x in np.bincount(rank * BANDS // len(rank), more, BANDS)) if len(rank) else (0,) * BANDS


def campaign_table(results: list[CampaignResult]) -> pd.DataFrame:
    """One row a campaign, money in currency units; headings in simulation.labels.LABELS."""
    names = ("reached", "buyers", "participants", "participation_rate", "conversion_rate", "uses", "bonus_points", "extra_orders", "extra_sales",
             "extra_margin", "own_cost", "extra_cost", "cost_per_extra_order", "net", "extra_activated", "cost_per_activation", "extra_woken",
             "cost_per_win_back")  # fmt: skip
    rows = [(r.label, r.kind, *(getattr(r, name) for name in names), *r.orders_by_value) for r in results]
    return pd.DataFrame(rows, columns=["campaign", "kind", *names, "low_value_orders", "middle_value_orders", "high_value_orders"])


def stage_funnel(outcome: Outcome) -> pd.DataFrame:
    """Members by stage at each month's end, and the month's activated and won-back members, by arm; integers."""
    parts = []
    for arm in ("program", "no_program"):
        part = pd.DataFrame(getattr(outcome, arm).stage.sum(1), columns=list(STAGE_MEASURES))
        part.insert(0, "month", range(1, len(part) + 1))
        part.insert(0, "arm", arm)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def stage_shares(outcome: Outcome, arm: str = "program") -> np.ndarray:
    """[month, stage]: shares of all members, by records.STAGES."""
    counts = getattr(outcome, arm).stage.sum(1)[:, : len(STAGES)]
    return counts / np.maximum(1, counts.sum(1, keepdims=True))
