"""Tiers, whatever their terms: windows hold what was bought in them, and nobody stands below what was reached or granted."""
from __future__ import annotations

import datetime
import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import engine
from simulation.opening import OpeningGroup
from simulation.population import population
from simulation.records import YEAR
from simulation.scenario import load_scenario
from simulation.simulate import rate_card

BASE = load_scenario("no_program")
WINDOWS = ("rolling", "days", "calendar_year", "anniversary", "lifetime")


@st.composite
def worlds(draw, **terms):
    """A program of tiers alone, so that what qualifies by spend is what is sold."""
    start = datetime.date(draw(st.integers(2023, 2028)), draw(st.integers(1, 12)), 1)
    tiers = {"window": draw(st.sampled_from(WINDOWS)), "window_months": draw(st.integers(1, 24)), "window_days": draw(st.integers(31, 700)),
             "levels": [{"name": "T0", "threshold": 0}]} | terms
    scenario = BASE.with_program({"tiers": tiers, "growth_value": {}, "base_earn": {}})
    market = scenario.market.with_values(joins_per_year=draw(st.sampled_from([0, 1.5])), returned_share=draw(st.sampled_from([0, 0, 0.3])))
    run = {"members": draw(st.integers(30, 90)), "months": draw(st.integers(1, 50)), "seed": draw(st.integers(0, 999)), "start": start}
    return scenario.with_market(market).with_run(**run)


def live(scenario, on_month):
    people = population(scenario)
    tell = lambda month: on_month(month, people.rows)  # noqa: E731
    return people, engine.run_arm(people.rows, people.join_day, rate_card(scenario), enrolled=True, on_month=tell)


def forgotten_up_to(tiers, calendar, joined, month):
    """The last month whose sales no longer count once `month` has ended, for a member who joined in month `joined`; not for days."""
    if tiers.window == "rolling":
        return month + 1 - tiers.window_months
    if tiers.window == "calendar_year":
        return month - calendar.first_of(month).month % YEAR
    return joined - 1 + (month - joined + 1) // YEAR * YEAR if tiers.window == "anniversary" else 0


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_a_window_holds_what_was_sold_in_it(scenario):
    scenario = scenario.with_market(scenario.market.with_values(returned_share=0))
    tiers, calendar, sold, held = scenario.program.get("tiers"), scenario.calendar, [], []

    def keep(_, rows):
        sold.append(rows["sales"].copy())
        held.append(rows["qualifying"][:, 0].copy())

    people, result = live(scenario, keep)
    joined = [max(1, calendar.month_of(int(day))) for day in people.join_day]
    for month in range(1, calendar.months + 1):
        if tiers.window == "days":          # what is less than so many days old when the next month ends
            first = calendar.first_of(month + 2)
            end = (first - calendar.start).days - 1
            days_of = lambda m: range(calendar.span(m)[1] - calendar.span(m)[0])  # noqa: E731
            by_day = [int(result.day_sales[m - 1, :, d].sum()) for m in range(1, month + 1) for d in days_of(m)]
            assert held[month - 1].sum() == sum(x for day, x in enumerate(by_day) if end - day < tiers.window_days), f"month {month}"
            continue
        for i in range(len(joined)):
            gone = forgotten_up_to(tiers, calendar, joined[i], month)
            before = sold[gone - 1][i] if gone >= 1 else 0
            assert held[month - 1][i] == sold[month - 1][i] - before, f"month {month}, member of month {joined[i]}, {tiers.window}"


@st.composite
def ladders(draw):
    n = draw(st.integers(2, 5))
    metrics = draw(st.permutations(["spend", "orders", "points_earned", "growth"]))[:2]
    steps = {m: [0, *itertools.accumulate(draw(st.lists(st.integers(1, 5 if m == "orders" else 900), min_size=n - 1, max_size=n - 1)))]
             for m in metrics}
    second = draw(st.booleans())
    levels = [{"name": f"T{i}", "threshold": steps[metrics[0]][i], "lifetime_spend": draw(st.sampled_from([0, 0, 500, 2000]))} for i in range(n)]
    if second:
        levels = [level | {"second_threshold": x} for level, x in zip(levels, steps[metrics[1]], strict=True)]
    return {"metric": metrics[0], "second_metric": metrics[1] if second else "none", "joined_by": draw(st.sampled_from(["any", "all"])),
            "downgrade": draw(st.sampled_from(["never", "one_step", "match", "soft_landing"])), "landing_months": draw(st.integers(1, 5)),
            "hold_months": draw(st.integers(0, 13)), "grace_months": draw(st.integers(0, 3)), "reminder_months": draw(st.integers(0, 11)),
            "easing": draw(st.sampled_from([0, 0.3, 0.9])), "easing_months": draw(st.lists(st.integers(1, 12), max_size=3)),
            "transition": draw(st.sampled_from(["keep_term", "recalculate", "next_review", "grandfather"])), "levels": levels}


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_nobody_stands_below_what_was_reached_or_granted(data):
    scenario = data.draw(worlds(**data.draw(ladders())))
    tiers, n = scenario.program.get("tiers"), len(scenario.program.tier_names)
    invited = data.draw(st.sampled_from([0, *range(2, n + 1)]))
    if invited:
        terms = {"tier": invited, "share": 0.2, "month": data.draw(st.integers(1, 12)), "term_months": data.draw(st.integers(1, 20))}
        scenario = scenario.with_program(scenario.program.mapping() | {"invited_tier": terms})
    if data.draw(st.booleans()):
        groups = tuple(OpeningGroup(tier=t, members=20, qualifying=data.draw(st.integers(0, 2000)), qualifying_second=data.draw(st.integers(0, 20)))
                       for t in range(1, n + 1))
        scenario = scenario.model_copy(update={"opening": groups})
    card = rate_card(scenario)
    ladder = card.threshold[:, : card.tiers]
    first = population(scenario).rows["tier"].copy()

    def check(month, rows):
        assert (rows["qualifying"] >= 0).all() and (rows["window"] >= 0).all(), f"month {month}: less than nothing qualifies"
        if tiers.window != "lifetime":
            assert np.array_equal(rows["qualifying"], rows["window"].sum(2)), f"month {month}: a qualifying amount is not its window's"
        reached = [np.searchsorted(ladder[m, 1:], rows["qualifying"][:, m], side="right") for m in range(card.metrics)]
        reached = np.min(reached, 0) if card.all_metrics else np.max(reached, 0)
        if invited:
            reached = np.where(reached == invited - 1, invited - 2, reached)
            here = (rows["invited_to"] >= month) & (rows["joined"] == 1)
            assert (rows["tier"][here] >= invited - 1).all(), f"month {month}: an invited member stands below the invited tier"
        if not scenario.opening or tiers.transition == "recalculate":      # else an opening member climbs with the next order
            assert (rows["tier"] >= reached).all(), f"month {month}: a member has reached a tier and does not hold it"
        for_ever = np.zeros(len(rows), int)
        for i, level in enumerate(tiers.levels):
            for_ever[(level.lifetime_spend > 0) & (rows["sales"] >= scenario.market.minor(level.lifetime_spend)) & (rows["purchases"] > 0)] = i
        assert (rows["tier"] >= for_ever).all(), f"month {month}: a tier that is kept for ever is lost"
        if tiers.transition == "grandfather":
            assert (rows["tier"] >= first).all(), f"month {month}: a grandfathered tier is lost"
        assert (rows["tier"] < card.tiers).all() and (rows["landing"] >= 0).all() and (rows["grace"] >= 0).all()

    live(scenario, check)
