"""The members: traits drawn once per member, the same in every arm, and the base that the program starts with."""
from __future__ import annotations

import collections
import dataclasses
import functools

import numpy as np
from scipy import special, stats

from simulation.calendar import Calendar
from simulation.compiled import rules
from simulation.ladder import integer
from simulation.ledger import allocate
from simulation.luck import OPENING, ORGANIC, RECRUITED, REFERRAL, TRAITS
from simulation.market import Market
from simulation.mechanics import Tiers
from simulation.opening import OpeningGroup
from simulation.purchasing import probability_alive
from simulation.records import BY_PROGRAM, FOREVER, LOTS, MAX_MONTHS, MEMBER, NEVER, NEVER_HELD, NO_VINTAGE, NOBODY, UNASKED, WINDOW, YEAR
from simulation.scenario import Scenario

JOINERS = 1 << 40        # member numbers: opening group k starts at k * GROUP, joiners here, so nobody's number depends on anybody else
GROUP = 1 << 24
KEPT = 20_000            # members up to which drawn traits are kept for the next run
SLOWEST = 1e-9           # purchases a day; a Gamma draw of small shape may round to zero
DAYS_PER_MONTH = 365.25 / 12
MOST_OF_A_MONTH = 2_000_000_000     # of a qualifying amount: a month of the window is a 32-bit integer
NOT_YET = (1 << 48) - 1  # register of past tiers: not a member in any of the last 12 months

RATE, DROPOUT, SPEND_LEVEL, RESPONSIVENESS, REDEEMS, JOINED, BIRTHDAY, SENSITIVE = range(8)   # sub-draws of TRAITS
ALIVE, TENURE, RECENCY, FREQUENCY, POINTS, HELD = range(6)                                          # sub-draws of OPENING


@dataclasses.dataclass(frozen=True)
class Population:
    """Records of one arm before day 0, in the order of member numbers; `join_day` is negative for opening members."""

    rows: np.ndarray
    join_day: np.ndarray
    opening: tuple[tuple[int, int], ...]      # (members, points) placed for each opening group


def population(scenario: Scenario) -> Population:
    """Program members of a scenario: its opening base, or as many new members on day 0, and those who join later."""
    market, run = scenario.market, scenario.run
    if not scenario.opening:
        parts, placed = [_new_members(market, run.seed, np.arange(run.members))], ()
        join_days = [np.full(run.members, -1.0)]
    else:
        counts = allocate(run.members, [g.members for g in scenario.opening])
        total = sum(g.members for g in scenario.opening)
        placed = tuple((n, round(g.points * run.members / total) if n else 0) for g, n in zip(scenario.opening, counts, strict=True))
        parts = [_group(scenario, g, k, *placed[k]) for k, g in enumerate(scenario.opening)]
        join_days = [np.full(run.members, -1.0)]
    joiners = round(run.members * market.joins_per_year.value * MAX_MONTHS / YEAR)
    if joiners:
        late = _new_members(market, run.seed, JOINERS + np.arange(joiners))
        # uniform over the longest run, so that a longer run only adds members
        day = _uniform(late["key"], TRAITS, JOINED) * MAX_MONTHS * DAYS_PER_MONTH
        order = np.flatnonzero(day < scenario.calendar.days)
        late, day = late[order], day[order]
        _not_yet(late)
        parts.append(late)
        join_days.append(day)
    if len(parts) == 1:
        return Population(parts[0], join_days[0], placed)
    return Population(np.concatenate(parts), np.concatenate(join_days), placed)


def place_in_month(keys: np.ndarray) -> np.ndarray:
    """When in the month recruits join, 0 to 1."""
    return _uniform(keys, RECRUITED, 0)


def _uniform(keys: np.ndarray, purpose: int, sub: int) -> np.ndarray:
    out = np.empty(keys.size)
    rules().uniforms_of(keys, purpose, sub, out)
    return out


def _keys(seed: int, members: np.ndarray) -> np.ndarray:
    out = np.empty(members.size, np.uint64)
    rules().keys_of(seed, members.astype(np.int64), out)
    return out


def _blank(n: int) -> np.ndarray:
    rows = np.zeros(n, MEMBER)
    rows["next_base"] = rows["next_extra"] = FOREVER
    rows["redeemed_on"] = rows["demoted_on"] = NEVER
    rows["expired_to"] = NO_VINTAGE
    rows["offer_last"] = NEVER_HELD
    rows["alive"] = rows["joined"] = rows["cohort"] = 1
    rows["bought_on"] = -1
    rows["joined_month"] = 1
    rows["bought"] = 0b10                       # bit k: bought k months ago, month 1 being bit 0
    rows["past_tiers"] = (NOT_YET & ~NOBODY)    # tier 0 on day 0, nobody before
    return rows


def _new_members(market: Market, seed: int, members: np.ndarray) -> np.ndarray:
    """Members without a history: traits from the market's distributions, one keyed uniform each through the quantile function."""
    rows = _blank(members.size)
    rows["key"] = _keys(seed, members)
    draw = _kept_quantiles if members.size <= KEPT else _quantiles
    _traits(rows, market, *draw(seed, int(members[0]) if members.size else 0, members.size, *_shapes(market)))
    return rows


def recruits(market: Market, came: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]) -> np.ndarray:
    """Records of new members whom others bring in, by stream, "organic" or "recruits": (keys of the referrers, number of the first, how many).

    They are drawn from the market like anybody else, and stand in the order of the streams, then of the referrers.
    """
    keys = [_recruit_keys(stream, *how) for stream, how in came.items()]
    every = np.concatenate(keys)
    rows = _blank(len(every))
    rows["key"] = every
    _traits(rows, market, *_of_keys(every, *_shapes(market)))
    _not_yet(rows)
    rows["referred"] = np.repeat([BY_PROGRAM if stream == "recruits" else UNASKED for stream in came], [len(k) for k in keys])
    return rows


def _recruit_keys(stream: str, referrers: np.ndarray, first: np.ndarray, count: np.ndarray) -> np.ndarray:
    who = np.repeat(np.arange(len(referrers)), count)
    number = np.repeat(first, count) + np.arange(len(who)) - np.repeat(np.cumsum(count) - count, count)
    keys = np.empty(len(who), np.uint64)
    rules().recruit_keys_of(referrers[who], REFERRAL if stream == "recruits" else ORGANIC, number.astype(np.int64), keys)
    return keys


def _shapes(market: Market) -> tuple[float, ...]:
    return tuple(getattr(market, name).value for name in ("r", "alpha", "a", "b", "q", "v"))


def _not_yet(rows: np.ndarray) -> None:
    """They join later."""
    rows["joined"], rows["cohort"], rows["bought"], rows["past_tiers"] = 0, 0, 0, NOT_YET


def _quantiles(seed: int, first: int, n: int, *shapes) -> tuple[np.ndarray, ...]:
    return _of_keys(_keys(seed, first + np.arange(n)), *shapes)


def _of_keys(keys: np.ndarray, r, alpha, a, b, q, v) -> tuple[np.ndarray, ...]:
    """Purchase rate per week, dropout chance, spend level, and the member's place in the distribution of rates."""
    u = {k: _uniform(keys, TRAITS, k) for k in (RATE, DROPOUT, SPEND_LEVEL)}
    dropout = 1 - (1 - u[DROPOUT]) ** (1 / b) if a == 1 else special.betaincinv(a, b, u[DROPOUT])
    return special.gammaincinv(r, u[RATE]) / alpha, dropout, special.gammaincinv(q, u[SPEND_LEVEL]) / v, u[RATE]


_kept_quantiles = functools.lru_cache(maxsize=64)(_quantiles)     # the costly part of a population, the same for every program


def _traits(rows, market: Market, rate_per_week, dropout, level, place) -> None:
    """Fills in the traits; `place` is the member's place in the distribution of purchase rates, 0 to 1."""
    factor = market.average_basket.value / (market.p.value * market.v.value / (market.q.value - 1)) * market.minor_per_unit
    spread = market.responsiveness_spread.value      # lognormal with mean 1
    rows["rate"] = np.maximum(rate_per_week / 7.0, SLOWEST)
    rows["dropout"] = dropout
    rows["basket_scale"] = factor / level
    rows["mean_basket"] = np.maximum(market.p.value * rows["basket_scale"], 1.0)
    rows["g"] = np.exp(spread * special.ndtri(_uniform(rows["key"], TRAITS, RESPONSIVENESS)) - spread**2 / 2)
    rows["h"] = market.headroom.value * (1 - place**2)
    rows["most"] = np.maximum(np.minimum(market.max_log_rate.value, market.max_effect.value * rows["g"] * rows["h"]), 1e-9)
    rows["candidates"] = np.expm1(rows["most"])
    rows["birthday_month"] = 1 + np.floor(YEAR * _uniform(rows["key"], TRAITS, BIRTHDAY)).astype(np.int64)
    rows["price_sensitive"] = _uniform(rows["key"], TRAITS, SENSITIVE) < market.price_sensitive.value
    rows["redeems"] = _uniform(rows["key"], TRAITS, REDEEMS) >= market.never_redeems.value


def _group(scenario: Scenario, group: OpeningGroup, index: int, n: int, points: int) -> np.ndarray:
    """Members with a history: traits drawn from what BG/NBD and gamma-gamma say of a customer with this frequency, recency and tenure.

    Given x repeat purchases, the last at age t_x of T, and being alive: rate ~ Gamma(r + x, alpha + T), dropout ~ Beta(a, b + x)
    (Fader, Hardie and Lee 2005), spend level ~ Gamma(q + p x, v + x z) (Fader and Hardie 2013).
    """
    m, seed = scenario.market, scenario.run.seed
    rows = _blank(n)
    rows["key"] = keys = _keys(seed, index * GROUP + np.arange(n))
    between = lambda limits, sub: limits[0] + (limits[1] - limits[0]) * _uniform(keys, OPENING, sub)  # noqa: E731
    tenure = between(group.tenure_months, TENURE) * DAYS_PER_MONTH
    recency = np.minimum(between(group.days_since_purchase, RECENCY), tenure)
    T, t_x = tenure / 7, (tenure - recency) / 7
    x = np.maximum(stats.poisson.ppf(_uniform(keys, OPENING, FREQUENCY), group.orders_a_year * tenure / 365.25), 1.0)
    x[t_x == 0] = 0
    alive = _uniform(keys, OPENING, ALIVE) < probability_alive(m.r.value, m.alpha.value, m.a.value, m.b.value, x, t_x, T)
    u = {k: _uniform(keys, TRAITS, k) for k in (RATE, DROPOUT, SPEND_LEVEL)}
    rate = special.gammaincinv(m.r.value + x, u[RATE]) / (m.alpha.value + T)
    dropout = special.betaincinv(m.a.value, m.b.value + x, u[DROPOUT])
    mean_z = m.p.value * m.v.value / (m.q.value - 1) * (group.average_basket or m.average_basket.value) / m.average_basket.value
    level = special.gammaincinv(m.q.value + m.p.value * x, u[SPEND_LEVEL]) / (m.v.value + x * mean_z)
    _traits(rows, m, rate, dropout, level, special.gammainc(m.r.value, rate * m.alpha.value))
    rows["alive"] = alive
    rows["bought_on"] = -np.floor(recency).astype(np.int64) - 1
    rows["joined_on"] = -np.maximum(np.ceil(tenure), 1).astype(np.int64)
    rows["joined_month"] = 1 - np.ceil(tenure / DAYS_PER_MONTH).astype(np.int64)
    months_ago = np.minimum(np.floor(recency / DAYS_PER_MONTH).astype(np.int64) + 1, 31)
    rows["bought"] = 1 << months_ago
    rows["tier"] = group.tier - 1
    rows["past_tiers"] = (NOT_YET & ~NOBODY) | (group.tier - 1)
    # the term of the tier runs from within the last year, evenly
    rows["tier_since"] = -np.floor(np.minimum(tenure / DAYS_PER_MONTH, YEAR) * _uniform(keys, OPENING, HELD)).astype(np.int64)
    _place_orders(rows, x, tenure, recency)
    _place_points(rows, scenario, group, points, _uniform(keys, OPENING, POINTS))
    _place_qualifying(rows, scenario, group)
    _place_term(rows, scenario, group)
    return rows


def _place_orders(rows, x: np.ndarray, tenure: np.ndarray, recency: np.ndarray) -> None:
    """Past orders and their sales, evenly over the months from joining to the last order; the last 12 of them are kept."""
    last, first = np.floor(recency / DAYS_PER_MONTH).astype(np.int64), np.ceil(tenure / DAYS_PER_MONTH).astype(np.int64)
    rate = (x + 1) / np.maximum(first - last, 1)
    for ago in range(YEAR):                     # 0 is the month before the run
        lies, k = (last <= ago) & (ago < np.maximum(first, last + 1)), first - ago
        orders = np.where(lies, np.floor(k * rate) - np.floor((k - 1) * rate), 0).astype(np.int64)
        rows["past_orders"] |= np.minimum(orders, 15) << 4 * (ago + 1)
        rows["year_sales"][:, -ago % YEAR] = np.minimum(orders * rows["mean_basket"], 2e9)


def _place_points(rows, scenario: Scenario, group: OpeningGroup, points: int, u: np.ndarray) -> None:
    """The group's points to the last one, exponentially spread over members and evenly over vintages."""
    if not points or not rows.size:
        return
    rows["balance"] = allocate(points, -np.log(u))
    expiry = scenario.program.get("points_expiry")
    lives = {"after_earning": expiry.months, "fixed_date": scenario.run.start.month + 11}.get(expiry.policy, 1) if expiry else 1
    ages = min(group.points_oldest_months, lives)
    part, left = np.divmod(rows["balance"], ages)
    for age in range(ages):                     # vintage 0 is the month before the run; where age does not matter, all lies there
        rows["lots"][:, -age % LOTS] = part + (age < left)
    rows["oldest"] = 1 - ages


def _place_qualifying(rows, scenario: Scenario, group: OpeningGroup) -> None:
    """The qualifying amounts, evenly over the window's days before day 0, or over its months; last year's where a new year has begun."""
    tiers = scenario.program.get("tiers")
    if tiers is None:
        return
    for m, metric in enumerate(tiers.metrics):
        amount = min(integer((group.qualifying, group.qualifying_second)[m], metric, scenario.market), MOST_OF_A_MONTH)
        if tiers.window == "anniversary":
            ends = YEAR - (-rows["joined_month"]) % YEAR        # the member's year ends with the month before this one
            begun = ends > 1
            rows["window"][begun, m, ends[begun] % WINDOW] = amount
            rows["qualifying"][:, m] = np.where(begun, amount, 0)
            rows["past_year"][:, m] = np.where(begun, 0, amount)
        elif tiers.window == "lifetime":
            rows["qualifying"][:, m] = amount
        else:
            leaving = _leaving(tiers, scenario.calendar)
            for month, part in zip(leaving, allocate(amount, list(leaving.values())) if leaving else (), strict=True):
                rows["window"][:, m, month % WINDOW] += part
            rows["qualifying" if leaving else "past_year"][:, m] = amount


def _leaving(tiers: Tiers, calendar: Calendar) -> dict[int, int]:
    """Month at whose opening an amount leaves the window -> days or months before day 0 of which that holds, those that have left by
    month 1 not counted; the newest last month first, so that what cannot be split stays longest."""
    if tiers.window == "calendar_year":
        months = calendar.start.month - 1
        return {YEAR - months + 1: months} if months else {}
    if tiers.window == "days":
        return collections.Counter(m for m in (calendar.month_of(day + tiers.window_days) for day in range(-1, -tiers.window_days, -1)) if m > 1)
    return {tiers.window_months - k: 1 for k in range(tiers.window_months - 1)}     # the window's last month is month 1


def _place_term(rows, scenario: Scenario, group: OpeningGroup) -> None:
    """How long the tier of day 0 is held: what older rules gave runs out, may be lost at once, or stays; invitations run to the next ones."""
    tiers, invited = scenario.program.get("tiers"), scenario.program.get("invited_tier")
    if tiers and tiers.transition == "next_review":
        rows["tier_since"] = -tiers.hold_months
    if tiers and tiers.transition == "grandfather":
        rows["floor"] = group.tier - 1
    if invited and invited.tier == group.tier:
        rows["invited_to"] = (invited.month - scenario.run.start.month) % YEAR
