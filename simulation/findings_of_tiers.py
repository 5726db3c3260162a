"""The program check on the ladder of tiers: who reaches which tier, and terms that defeat each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from simulation.findings import Finding, View, _rounded
from simulation.ladder import THRESHOLDS
from simulation.records import DOWN_NEVER, GROWTH, MAX_TIERS, SPEND, WINDOW_CALENDAR_YEAR
from simulation.words import N_

UNREACHABLE = 0.001  # of members
ENTRY_ALARM, TOP_ALARM = 0.70, 0.02  # vendor rule of thumb: 50/30/15/5, alarm above and below
CLOSE, FAR = 1.25, 10.0  # ratio of neighbouring thresholds
IDLE = 0.99  # of those who reach a tier by one metric reach it by the other as well
HARDLY_ASKED = 0.95  # of active members reach a threshold that asks for next to nothing


def unreachable_tiers(view: View) -> Iterator[Finding]:
    if not _judged(view):
        return
    tiers = view.tier_of()
    for i in _climbed(view):
        share = float((tiers >= i).mean())
        if share < UNREACHABLE:
            m = _decisive(view, i)
            yield Finding(
                f"program.tiers.levels[{i}].{THRESHOLDS[m]}",
                "fault",
                N_("{tier} is out of reach: of 1,000 active members, {count:.1f} get there. One in fifty would reach {remedy:,.0f}."),
                {"tier": view.names[i], "count": 1_000 * share, "remedy": _remedy(view, m, 0.98)},
            )


def tier_shares(view: View) -> Iterator[Finding]:
    climbed = _climbed(view)
    if len(climbed) < 2 or not _judged(view):
        return
    first, top = climbed[0], climbed[-1]
    shares = np.bincount(view.tier_of(), minlength=MAX_TIERS) / len(view.orders)
    if shares[0] > ENTRY_ALARM:
        m = _decisive(view, first)
        yield Finding(
            f"program.tiers.levels[{first}].{THRESHOLDS[m]}",
            "warning",
            N_("{share:.0%} of active members stay in {tier}; healthy ladders hold about half there. Half would reach {remedy:,.0f}."),
            {"share": float(shares[0]), "tier": view.names[0], "remedy": _remedy(view, m, 0.5)},
        )
    if UNREACHABLE <= shares[top] < TOP_ALARM:
        m = _decisive(view, top)
        yield Finding(
            f"program.tiers.levels[{top}].{THRESHOLDS[m]}",
            "warning",
            N_("Only {share:.1%} of active members reach {tier}; healthy ladders hold about 5% there. They would reach {remedy:,.0f}."),
            {"share": float(shares[top]), "tier": view.names[top], "remedy": _remedy(view, m, 0.95)},
        )


def gaps_and_overlaps(view: View) -> Iterator[Finding]:
    climbed = _climbed(view)
    for m in range(view.card.metrics):
        for low, i in itertools.pairwise(climbed):
            if view.card.all_metrics and m in _known(view) and _reached(view, m, low).mean() >= HARDLY_ASKED:
                continue  # the lower tier asks for next to nothing of this metric
            ratio = view.card.threshold[m, i] / view.card.threshold[m, low]
            if not CLOSE <= ratio <= FAR:
                yield Finding(
                    f"program.tiers.levels[{i}].{THRESHOLDS[m]}",
                    "note",
                    N_("{upper} lies {ratio:.2g} times as high as {lower}: so close, few members would stand between them. Try twice to four times.")
                    if ratio < CLOSE
                    else N_("{upper} lies {ratio:,.0f} times as high as {lower}: a long way without a next step. Try a tier between them."),
                    {"upper": view.names[i], "lower": view.names[low], "ratio": float(ratio)},
                )


def not_judged(view: View) -> Iterator[Finding]:
    for m in range(view.card.metrics if view.card.tiers > 1 else 0):
        if view.amounts(m) is None:
            field = "program.tiers.metric" if m == 0 else "program.tiers.second_metric"
            yield Finding(
                field,
                "warning" if view.card.metric[m] == GROWTH else "note",
                N_("No order counts growth value here, so these thresholds are not checked. Add growth value, or give it for activities.")
                if view.card.metric[m] == GROWTH
                else N_("How active members will be is not known before a run, so these thresholds are not checked. Look at the tiers after a run."),
                {},
            )


def idle_metric(view: View) -> Iterator[Finding]:
    """Two metrics of which one decides alone: with all, it is always reached later; with any, always sooner."""
    if view.card.metrics < 2 or len(_known(view)) < 2 or not _climbed(view):
        return
    reached = [[_reached(view, m, i) for i in _climbed(view)] for m in (0, 1)]
    for idle, other in ((0, 1), (1, 0)):
        inner, outer = (other, idle) if view.card.all_metrics else (idle, other)
        if sum(int(x.sum()) for x in reached[inner]) and all(
            (x & y).sum() >= IDLE * x.sum() for x, y in zip(reached[inner], reached[outer], strict=True)
        ):
            yield Finding(
                "program.tiers.metric" if idle == 0 else "program.tiers.second_metric",
                "note",
                N_("This metric decides next to nothing: of those who reach a tier by the other, {share:.0%} or more do by this, too. Raise it.")
                if view.card.all_metrics
                else N_("This metric decides next to nothing: of those who reach a tier by it, {share:.0%} or more do by the other, too. Lower it."),
                {"share": IDLE},
            )
            return


def terms_that_defeat_each_other(view: View) -> Iterator[Finding]:
    card, tiers = view.card, view.scenario.program.get("tiers")
    if tiers is None:
        return
    if tiers.reminder_months and card.downgrade == DOWN_NEVER:
        yield Finding("program.tiers.reminder_months", "note", N_("Nobody moves down, so no reminder is ever sent."), {})
    eased = set(tiers.easing_months) if card.easing else set()
    if len(eased) == 12:
        yield Finding("program.tiers.easing_months", "note", N_("Thresholds are eased in every month: lower them instead."), {})
    elif 12 in eased and card.window_kind == WINDOW_CALENDAR_YEAR:
        yield Finding(
            "program.tiers.easing_months",
            "note",
            N_("The review of 31 December falls in a month of easing: to keep a tier always takes {easing:.0%} less than its threshold."),
            {"easing": tiers.easing},
        )
    for i, level in enumerate(tiers.levels):
        if 0 < level.lifetime_spend <= level.threshold and tiers.metrics == ["spend"]:
            yield Finding(
                f"program.tiers.levels[{i}].lifetime_spend",
                "warning",
                N_("{tier} is kept for ever from sales of {amount:,.0f}, no more than its threshold: nobody who reaches it ever loses it."),
                {"tier": view.names[i], "amount": level.lifetime_spend},
            )


RULES = (unreachable_tiers, tier_shares, gaps_and_overlaps, not_judged, idle_metric, terms_that_defeat_each_other)


def _climbed(view: View) -> list[int]:
    """Tiers above the first that thresholds lead to."""
    return [i for i in range(1, view.card.tiers) if not (view.card.invited_tier and i == view.card.invited_tier)]


def _known(view: View) -> list[int]:
    return [m for m in range(view.card.metrics) if view.amounts(m) is not None]


def _judged(view: View) -> bool:
    """Whether the known metrics tell who reaches a tier; where all are needed, one known metric tells who at most."""
    known = _known(view)
    return bool(known) and (len(known) == view.card.metrics or bool(view.card.all_metrics))


def _reached(view: View, m: int, tier: int) -> np.ndarray:
    return view.amounts(m) >= view.card.threshold[m, tier]


def _decisive(view: View, tier: int) -> int:
    """The known metric that fewest reach where all are needed, or most where any is enough."""
    return (min if view.card.all_metrics else max)(_known(view), key=lambda m: _reached(view, m, tier).mean())


def _remedy(view: View, m: int, share: float) -> float:
    """The amount that so many members stay below, as the form shows it."""
    amount = float(np.quantile(view.amounts(m), share))
    return _rounded(amount / view.money if view.card.metric[m] == SPEND else amount)
