"""The engine against mathematics that somebody else wrote down: BG/NBD, the negative binomial, gamma-gamma, and the model's own formulas
worked by hand.

Statistical tests compare with 3 standard errors, estimated from replications with seeds of their own; the seeds are fixed, so a test
passes always or never.
"""
from __future__ import annotations

import datetime
import math
import types

import numpy as np
import pytest
from scipy import stats

from simulation import engine, ledger, luck
from simulation.compiled import rules
from simulation.population import DAYS_PER_MONTH, SLOWEST, population
from simulation.program import Program
from simulation.purchasing import conditional_expected_purchases, expected_purchases
from simulation.ratecard import RateCard
from simulation.records import CARD, EXPIRY_AFTER_EARNING, LOTS, MEMBER, NEVER, NO_VINTAGE
from simulation.reference import Grid, plain
from simulation.rules import effects
from simulation.scenario import OpeningGroup, load_scenario
from simulation.simulate import rate_card, simulate

BASE = load_scenario("no_program")
CDNOW = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
WAVE = tuple(1 + 0.6 * math.sin(2 * math.pi * week / 52) for week in range(52))
REPLICATIONS = 30
CONSTANT = {"p": 1e6, "q": 1e6}      # every basket 200, give or take 0.1%
NO_DROPOUT = {"a": 1, "b": 1e12}


def world(season=None, program=None, opening=(), start=datetime.date(2026, 1, 1), members=8000, months=36, **numbers):
    """No effects, no returns: the program arm buys what BG/NBD buys."""
    found = BASE.with_program(program or {})
    market = found.market.preset("sceptic").with_values(**{"returned_share": 0} | numbers).model_copy(update={"season": season})
    return found.with_market(market).model_copy(update={"opening": opening}).with_run(members=members, months=months, start=start)


def purchases_by_month(scenario):
    """[replication, month] cumulative purchases without a program, and the populations they are of."""
    counts, crowds = [], []
    for seed in range(REPLICATIONS):
        crowds.append(population(scenario.with_run(seed=seed)))
        arm = engine.run_no_program(crowds[-1].rows, crowds[-1].join_day, rate_card(scenario, Program()))
        counts.append(arm.measure("purchases").sum(1).cumsum())
    return np.array(counts), crowds


def within_3_errors(found, expected, what):
    """`found` [replication, month] has the mean `expected` [month]."""
    error = found.std(0, ddof=1) / math.sqrt(len(found))
    z = (found.mean(0) - expected) / error
    assert (np.abs(z) < 3).all(), f"{what}: off by {np.abs(z).max():.1f} standard errors in month {np.abs(z).argmax() + 1}"
    assert (error / expected)[-1] < 0.01, f"{what}: too few replications to tell a difference of 3%"


def parameters(market):
    return (getattr(market, name).value for name in ("r", "alpha", "a", "b"))


# ======== purchasing ======================================================================================================
@pytest.mark.parametrize("changes", [{}, CDNOW, {"season": WAVE, "start": datetime.date(2027, 7, 1)}, CDNOW | {"season": WAVE}],
                         ids=["default", "CDNOW", "season", "CDNOW with season"])  # fmt: skip
def test_purchases_without_a_program_follow_bg_nbd(changes):
    scenario = world(**changes)
    counts, _ = purchases_by_month(scenario)
    weeks = scenario.calendar.clock[scenario.calendar.month_starts[1:]] / 7     # operational time: season only stretches days
    within_3_errors(counts / scenario.run.members, expected_purchases(*parameters(scenario.market), weeks), "purchases of a new member")


def test_joiners_purchase_from_the_day_they_join():
    scenario = world(season=WAVE, joins_per_year=1, members=4000, months=24)
    counts, crowds = purchases_by_month(scenario)
    calendar, expected, grid = scenario.calendar, [], np.linspace(0, 110, 2201)
    closed_form = expected_purchases(*parameters(scenario.market), grid)
    for crowd in crowds:
        begun = np.array([calendar.clock_at(day) if day >= 0 else 0.0 for day in crowd.join_day.tolist()])
        weeks = np.maximum(calendar.clock[calendar.month_starts[1:], None] - begun, 0) / 7
        expected.append(np.interp(weeks, grid, closed_form).sum(1))
    within_3_errors(counts / np.array(expected), np.ones(24), "purchases with joiners, as a share of the closed form")


def test_opening_members_purchase_as_their_history_says():
    """All 18 months in, the last purchase 40 days ago, 6 orders a year: x repeat purchases, Poisson of mean 9 and at least 1."""
    group = OpeningGroup(tier=1, members=8000, tenure_months=(18, 18), days_since_purchase=(40, 40), orders_a_year=6)
    scenario = world(opening=(group,), months=24)
    counts, _ = purchases_by_month(scenario)
    T = 18 * DAYS_PER_MONTH / 7
    x = np.arange(1, 60)
    share = stats.poisson.pmf(x, 9)
    share[0] += stats.poisson.pmf(0, 9)
    weeks = scenario.calendar.month_starts[1:] / 7
    expected = conditional_expected_purchases(*parameters(scenario.market), x, T - 40 / 7, T, weeks[:, None]) @ share
    within_3_errors(counts / 8000, expected, "purchases of an opening member")


@pytest.mark.parametrize("k", [1, 5, 15, 40])
def test_the_share_that_reaches_a_threshold_without_dropout_is_a_tail_of_the_negative_binomial(k):
    """Baskets are 200 and the threshold lies at k - 1/2 of them; the tier is never lost, so its members are all who ever had k."""
    levels = [{"name": "Member", "threshold": 0}, {"name": "Gold", "threshold": 200 * k - 100}]
    n = 40_000
    scenario = world(program={"tiers": {"levels": levels, "downgrade": "never"}}, members=n, months=12, **CONSTANT, **NO_DROPOUT)
    gold = simulate(scenario).program.measure("members")[:, 1] / n
    weeks = scenario.calendar.month_starts[1:] / 7
    r, alpha = scenario.market.r.value, scenario.market.alpha.value
    tail = stats.nbinom.sf(k - 1, r, alpha / (alpha + weeks))
    error = np.sqrt(np.maximum(tail * (1 - tail), 1 / n) / n)
    assert (np.abs(gold - tail) < 3 * error).all(), f"{k} purchases: {np.abs(gold - tail).max():.4f} from the negative binomial"
    assert gold[-1] > 0.001


# ======== points ==========================================================================================================
@pytest.mark.parametrize("months", [1, 5, 12, 36])
def test_points_outstanding_are_the_trailing_months_issue_where_nobody_redeems(months):
    program = {"base_earn": {}, "points_expiry": {"months": months}, "cash_off": {}}
    arm = simulate(world(program=program, members=500, months=48, never_redeems=1)).program
    issued, outstanding = (arm.measure(name).sum(1) for name in ("points_issued", "points_outstanding"))
    trailing = [issued[max(0, t - months + 1):t + 1].sum() for t in range(48)]
    assert outstanding.tolist() == trailing and issued.min() > 0


# ======== baskets and traits ================================================================================================
@pytest.mark.parametrize("numbers", [{}, CDNOW, {"p": 1.0}, {"p": 0.4}, {"average_basket": 35.2, "q": 6}],
                         ids=["default", "CDNOW", "p 1", "p 0.4", "35.2"])
def test_the_mean_basket_is_the_markets(numbers):
    scenario = world(months=12, **numbers)
    arms = [engine.run_no_program(*mean_arm(scenario, seed)) for seed in range(REPLICATIONS)]
    mean = np.array([[arm.sales.sum() / arm.purchases.sum() / 100] for arm in arms])
    within_3_errors(mean, np.array([scenario.market.average_basket.value]), "mean basket")


def mean_arm(scenario, seed):
    people = population(scenario.with_run(seed=seed))
    return people.rows, people.join_day, rate_card(scenario, Program())


@pytest.mark.parametrize("p", [0.35, 0.5, 0.8, 1.0, 2.0, 6.25, 60.0])
def test_a_basket_is_gamma(p):
    """Below shape 1 a draw of shape p + 1 times a uniform to the power 1/p; the generator's squeeze alone would not hold there."""
    base = rate_card(world())
    card = RateCard(base.market.with_values(p=p), base.calendar).record()[0]
    keys = population(world(members=4000)).rows["key"]
    drawn = [rules().gamma(key, luck.BASE_BASKET, n, card["basket_d"], card["basket_c"])
             * rules().shrink(key, luck.BASE_BASKET, n, card["basket_power"]) for key in keys for n in range(10)]
    assert stats.kstest(drawn, "gamma", args=(p,)).pvalue > 0.001, f"mean {np.mean(drawn):.4f} for a shape of {p}"


@pytest.mark.parametrize("numbers", [{}, CDNOW | {"q": 2.5, "responsiveness_spread": 0.8}], ids=["default", "CDNOW"])
def test_traits_have_the_markets_distributions_and_are_independent(numbers):
    market = world(**numbers).market
    rows = population(world(members=20_000, **numbers)).rows
    m, spread = market.values(), market.responsiveness_spread.value
    level = 1 / rows["basket_scale"]
    place = np.sqrt(1 - rows["h"] / m["headroom"])
    rate, floor = stats.gamma(m["r"], scale=1 / m["alpha"]), 2 * 7 * SLOWEST      # slower members than one purchase in a million years
    conditional = (rate.cdf(rows["rate"] * 7) - rate.cdf(floor)) / rate.sf(floor)
    laws = {"rate": (conditional[rows["rate"] * 7 > floor], stats.uniform()), "dropout": (rows["dropout"], stats.beta(m["a"], m["b"])),
            "spend level": (level / level.mean(), stats.gamma(m["q"], scale=1 / m["q"])),
            "responsiveness": (rows["g"], stats.lognorm(spread, scale=math.exp(-spread**2 / 2))), "place": (place, stats.uniform())}
    for name, (values, law) in laws.items():
        assert stats.kstest(values, law.cdf).pvalue > 0.001, name
    assert np.mean(rows["g"]) == pytest.approx(1, abs=4 * math.sqrt(math.expm1(spread**2) / 20_000))
    assert np.mean(rows["redeems"]) == pytest.approx(1 - m["never_redeems"], abs=4 * math.sqrt(0.25 / 20_000))
    assert stats.spearmanr(place, rows["rate"]).statistic > 0.9999, "headroom follows the purchase rate"
    traits = np.array([rows["rate"], rows["dropout"], level, rows["g"], rows["redeems"]])
    off_diagonal = stats.spearmanr(traits.T).statistic - np.eye(len(traits))
    assert np.abs(off_diagonal).max() < 4 / math.sqrt(20_000), "two traits go together"


def test_luck_is_uniform_and_each_purpose_has_its_own():
    key = luck.member_key(3, 7)
    draws = np.array([[luck.uniform(key, purpose, n, sub) for n in range(400)] for purpose in range(16) for sub in range(16)])
    assert len(np.unique(draws)) == draws.size, "two decisions share a draw"
    assert stats.kstest(draws.ravel(), "uniform").pvalue > 0.001 and draws.min() > 0 and draws.max() < 1
    neighbours = np.corrcoef(draws[:, 1:].ravel(), draws[:, :-1].ravel())[0, 1]
    assert abs(neighbours) < 4 / math.sqrt(draws.size)
    u = np.linspace(1e-9, 1 - 1e-9, 2001)
    assert np.allclose([luck.normal(x) for x in u], stats.norm.ppf(u), rtol=2e-9, atol=1e-8)


# ======== behaviour, worked by hand from the model ==============================================================================
def blank(dtype):
    """A record of zeros as plain Python."""
    return {name: plain(np.zeros(1, dtype)[0][name]) for name in dtype.names}


def someone(qualifying=150_000, **values):
    """A member with g = 2 and h = 0.5 who holds tier 2 of 3 (1,000 to 3,000 spent) and half a reward."""
    usual = {"g": 2.0, "h": 0.5, "enrolled": 1, "redeems": 1, "balance": 250, "tier": 1, "utility": 0.6,
             "redeemed_on": NEVER, "demoted_on": NEVER, "dropout": 0.1, "rate": 0.1, "mean_basket": 20_000.0, "oldest": 1,
             "most": 1.1, "expired_to": NO_VINTAGE, "bought": 1}
    return types.SimpleNamespace(**blank(MEMBER) | {"qualifying": [qualifying, 0]} | usual | values)


def terms(**values):
    usual = {"theta_goal": 0.1, "theta_enrolled": 0.01, "theta_tier": 0.2, "theta_redeem": 0.05, "phi_member": 0.25, "phi_tier": 0.5,
             "loss_weight": 2.0, "eta_0": -1.0, "eta_expiring": 1.0, "glow_days": 21.0, "demotion_days": 182.0, "benefit_scale": 0.05,
             "minimum": 500, "tiers": 3, "metrics": 1, "threshold": Grid([[0, 100_000, 300_000], [0, 0, 0]]), "first_day": 0,
             "value_per_order": Grid([[0, 200.0, 400.0]] * 2), "value_per_month": Grid([[0, 0, 3_043.75]] * 2), "status": [0, 0.02, 0.02],
             "days_per_month": 30.4375, "expiry": EXPIRY_AFTER_EARNING, "expiry_months": 12, "month": 5, "goal": 500}
    return types.SimpleNamespace(**blank(CARD) | usual | values)


def log_rate(s, card, day=10.0):
    effects.refresh(s, card)
    return effects.log_rate(s, day, card)


def test_the_log_rate_is_the_models():
    s = someone()
    assert effects.progress(s, terms()) == 0.5, "half a reward is further than a quarter of the way from 1,000 to 3,000"
    # g h = 1: 0.1 x 0.5 + 0.01 + 0.2 x 0.6 = 0.18
    assert log_rate(s, terms()) == pytest.approx(0.18)
    # 21 days after a redemption 0.05 / e more; an offer of pull 0.08 on day 10
    assert log_rate(someone(redeemed_on=-11.0), terms()) == pytest.approx(0.18 + 0.05 / math.e)
    assert log_rate(s, terms(pull=[0.0] * 10 + [0.08])) == pytest.approx(0.26)
    # a demotion that lost 0.3 of utility 182 days ago: 2 x 0.2 x 0.3 / e less, whatever g and h
    assert log_rate(someone(loss=0.3, demoted_on=-172.0), terms()) == pytest.approx(0.18 - 0.12 / math.e)
    assert log_rate(someone(g=100.0), terms()) == 1.1, "never above the cap"
    assert log_rate(someone(enrolled=0, loss=0.3), terms()) == 0


def test_progress_is_to_the_nearest_goal():
    assert effects.progress(someone(redeems=0), terms()) == 0.25, "who never redeems looks at the tier alone: 500 of 2,000"
    assert effects.progress(someone(balance=500), terms()) == 0.25, "no progress while a reward waits"
    assert effects.progress(someone(tier=2, qualifying=900_000), terms()) == 0.5, "nothing above the top tier"
    assert effects.progress(someone(qualifying=300_000, balance=0), terms()) == 0, "no progress while a tier waits for its review"
    assert effects.progress(someone(qualifying=50_000, balance=0), terms()) == 0, "a tier held below its threshold is no negative progress"


def test_dropout_is_the_models():
    # 0.1 x exp(-2 x (0.25 + 0.5 x 0.6)) = 0.1 x exp(-1.1)
    assert effects.dropout_chance(someone(), 10.0, terms()) == pytest.approx(0.1 * math.exp(-1.1))
    # a loss of 0.3 just now: 2 x 0.5 x 0.3 = 0.3 more, whatever g
    assert effects.dropout_chance(someone(loss=0.3, demoted_on=10.0), 10.0, terms()) == pytest.approx(0.1 * math.exp(-0.8))
    assert effects.dropout_chance(someone(enrolled=0), 10.0, terms()) == 0.1


def test_utility_is_diminishing_in_what_benefits_are_worth_of_spend():
    # 3.0437 orders a month of 200: 200 / 20,000 + 0.02 = 3% of spend; U = 1 - exp(-3 / 5)
    assert effects.utility_of(someone(), 1, terms()) == pytest.approx(1 - math.exp(-0.6))
    # 400 + 3,043.75 / 3.04375 = 1,400 an order: 7% and 2% of status
    assert effects.utility_of(someone(), 2, terms()) == pytest.approx(1 - math.exp(-1.8))
    assert effects.utility_of(someone(), 0, terms()) == 0


def test_a_benefit_is_worth_something_to_who_values_it():
    by_trait = terms(value_per_order=Grid([[0, 0.0, 0], [0, 200.0, 0]]))
    assert effects.utility_of(someone(price_sensitive=1), 1, by_trait) == pytest.approx(1 - math.exp(-0.6))
    assert effects.utility_of(someone(price_sensitive=0), 1, by_trait) == pytest.approx(1 - math.exp(-0.4)), "status alone"


def test_the_goal_is_what_the_cheapest_reward_costs_and_points_that_wait_do_not_count():
    item = {"items": 1, "cheapest": 400}
    assert effects.progress(someone(balance=300), terms(**item)) == 0.75
    assert effects.progress(someone(balance=300, pending=100), terms(**item)) == 0.5, "100 of them wait"
    assert effects.progress(someone(balance=400), terms(**item)) == 0.25, "a reward waits: the tier is next"
    assert effects.progress(someone(balance=50, pending=90), terms(**item)) == 0.25, "more points wait than there are"
    alone = terms(**item | {"goal": 0, "minimum": 1 << 62})
    assert effects.redemption_chance(someone(balance=800), alone) == pytest.approx(2 / (2 + math.e))
    assert effects.redemption_chance(someone(balance=800, pending=400), alone) == pytest.approx(1 / (1 + math.e))


def test_generosity_knows_categories_and_the_catalogue():
    coupon, bag = {"name": "C", "points": 500, "value": 10, "cost": 8}, {"name": "B", "kind": "gift", "points": 100, "value": 4, "cost": 1}
    rate = lambda **program: rate_card(BASE.with_program({"base_earn": {}} | program)).reward_rate  # noqa: E731
    assert rate(reward_catalogue={"items": [coupon]}) == pytest.approx(0.02), "a point is worth 2 fen"
    # 1 fen by cash off, 2 by the coupon, 4 by the bag that appeals twice as much: (1 + 2 + 2 x 4) / 4
    assert rate(cash_off={}, reward_catalogue={"items": [coupon, bag | {"appeal": 2}]}) == pytest.approx(0.0275)
    # a fifth of the orders earns three times as much
    assert rate(cash_off={}, category_bonus={"share": 0.2, "multiplier": 3}) == pytest.approx(0.014)
    assert rate(cash_off={}, category_bonus={"share": 1, "multiplier": 0}) == 0, "points that are never earned are not generous"


def test_the_chance_to_redeem_rises_with_the_balance_and_before_expiry():
    chance = effects.redemption_chance
    assert chance(someone(balance=500), terms()) == pytest.approx(1 / (1 + math.e))
    assert chance(someone(balance=1000), terms()) == pytest.approx(2 / (2 + math.e)), "odds are in proportion to the balance"
    january = [0, 500] + [0] * (LOTS - 2)
    assert chance(someone(balance=500, lots=january), terms(month=13)) == pytest.approx(0.5), "points of month 1 expire with month 13"
    assert chance(someone(balance=500), terms(month=12)) == pytest.approx(1 / (1 + math.e))


@pytest.mark.parametrize(("how", "month"), [("redeemed", 13), ("taken back", 13), ("expired", 14)])
def test_points_long_gone_do_not_press_to_redeem(how, month):
    """500 of January go to the last one; the 600 of June are all there is, and none of them expires before June next year.

    An emptied vintage was once taken for one that still holds points: after any expiry, and where one had been used up exactly.
    """
    s, card = someone(balance=0), terms(month=1)
    tally = types.SimpleNamespace(flow=np.zeros((4, LOTS), int), count=np.zeros((8, 30), int))
    ledger.earn(s, 500, card, tally)
    ledger.earn(s, 600, terms(month=6), tally)
    if how == "redeemed":
        ledger.redeem(s, 500, 1, tally)
    elif how == "taken back":
        ledger.reverse(s, 500, 1, tally)
    else:
        ledger.expire(s, 13 - card.expiry_months, tally)
    assert (s.balance, s.lots[1], s.lots[6]) == (600, 0, 600)
    assert effects.redemption_chance(s, terms(month=month)) == pytest.approx(1.2 / (1.2 + math.e))


def test_a_programs_generosity_and_offers_are_the_models():
    scenario = BASE.with_program({"base_earn": {}, "cash_off": {"goal": 500, "point_value": 0.01},
                                  "member_day": {"day_of_month": 10, "multiplier": 3, "depth": 0.1}})
    card: RateCard = rate_card(scenario)
    assert card.reward_rate == pytest.approx(0.01) and card.generosity == pytest.approx(1), "1 point per yuan, worth a fen"
    assert rate_card(BASE.with_program({"base_earn": {}})).generosity == 0, "points that buy nothing are not generous"
    half = rate_card(BASE.with_program({"base_earn": {"points_per_unit": 0.5}, "cash_off": {}}))
    assert half.generosity == pytest.approx((1 - math.exp(-0.5)) / (1 - math.exp(-1)))
    assert half.record()["phi_member"] == pytest.approx(scenario.market.phi_member.value * half.generosity)
    # 10% off and 2 more points of a fen each: depth 12%; D = 1 - exp(-1.2); a quarter of it for a week
    pull, theta = card.day_tables()["pull"], scenario.market.theta_campaign.value
    first = theta * (1 - math.exp(-1.2))
    assert pull[:9].max() == 0 and pull[9] == pytest.approx(first) and pull[10:17] == pytest.approx(first / 4) and pull[17] == 0
    # 31 days later the fatigue of 1 has decayed to exp(-31 / 28)
    assert pull[40] == pytest.approx(first / (1 + math.exp(-31 / 28)))
    # status: 3% x exp(-share / 10%), none for the first tier
    four = rate_card(load_scenario("handbook_four_tiers"))
    assert four.status(np.array([80, 10, 0, 10, 0, 0, 0, 0]))[:5] == pytest.approx([0, 0.03 / math.e, 0.03, 0.03 / math.e, 0])
