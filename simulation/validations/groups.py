"""Groups of members set against others, as papers do it: who chose to join, who was demoted, who was referred."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from simulation.plan_report import PlanReport, report
from simulation.scenario import Scenario, load_market
from simulation.simulate import simulate
from simulation.validations.base import Validation, kept, scenario_on_this_luck, watch
from simulation.words import N_

LEENHEER = N_("Leenheer et al. 2007: several times, 7 in the Netherlands")
SCHMITT = N_("Schmitt et al. 2011: 18% more likely to stay")
RENEWAL = N_("88 to 97% a year: Prime, Costco")


# ======== who chose to join ===============================================================================================
@kept
def plan(name: str, members: int = 50_000) -> PlanReport:
    return report(simulate(scenario_on_this_luck(name), members=members))


def naive_over_causal(name: str, **size) -> float:
    """Sales of members who ever paid less those of others, over what the plan has added to the sales of the same payers; a member each."""
    split = plan(name, **size).split()
    return split["naive_gap"] / split["causal"]


def renewal(name: str, staying: bool = False, **size) -> float:
    """Terms renewed, of the yearly terms that ended; staying: of those of members who have not left the shop for good."""
    terms = plan(name, **size).renewals.sum()
    return float(terms["terms_renewed"] / (terms["terms_due"] - staying * terms["terms_left"]))


# ======== who was demoted =================================================================================================
NEARNESS = {"rate": 0.1, "mean_basket": 0.2, "dropout": 0.2, "g": 0.2}  # a distance of 1; of the last two by place among all members


def traits(rows: np.ndarray) -> np.ndarray:
    """[member, trait] on scales on which members at most 1 apart are taken as alike."""
    logs = [np.log(rows[name]) / NEARNESS[name] for name in ("rate", "mean_basket")]
    places = [rows[name].argsort().argsort() / len(rows) / NEARNESS[name] for name in ("dropout", "g")]
    return np.column_stack([*logs, *places, 2.0 * rows["redeems"]])


def demoted_over_never_promoted(loss_weight: float | None = None, members: int = 100_000, months: int = 48, after: int = 12) -> float:
    """Purchases in the 12 months after a fall to the lowest tier, over those of members who never stood higher.

    Each demoted member is set beside the one who is nearest in purchase rate, mean basket, dropout chance and responsiveness, both still
    there when the tier was lost; who has nobody near enough is left out.
    """
    scenario = scenario_on_this_luck("handbook_four_tiers").with_run(members=members, months=months)
    if loss_weight is not None:
        scenario = scenario.with_market(scenario.market.with_values(loss_weight=loss_weight))
    alike, tiers, bought, pairs = None, np.zeros(members, np.int8), {}, []
    climbed = np.zeros(members, bool)

    def look(month, rows):
        nonlocal alike
        if alike is None:
            alike = traits(rows)
        climbed[rows["tier"] > 0] = True
        fell = np.flatnonzero((rows["tier"] == 0) & (tiers > 0) & (rows["alive"] == 1))
        never = np.flatnonzero(~climbed & (rows["alive"] == 1))
        if month <= months - after and fell.size and never.size:
            distance, place = cKDTree(alike[never]).query(alike[fell], distance_upper_bound=1)
            found = distance <= 1
            pairs.append((month, fell[found], never[place[found]]))
        tiers[:], bought[month] = rows["tier"], rows["purchases"].copy()

    watch(scenario, look)
    totals = np.array([[(bought[m + after] - bought[m])[who].sum() for who in two] for m, *two in pairs]).sum(0)
    return float(totals[0] / totals[1])


# ======== who was referred ================================================================================================
FOLLOWED = 33  # months, as in the paper


def referring(market: str, members: int, months: int) -> Scenario:
    """No program; every year a fifth as many come by themselves, and a fifth as many by members' word."""
    scenario = scenario_on_this_luck("no_program").with_run(members=members, months=months)
    return scenario.with_market(load_market(market).with_values(organic_referrals=0.2, joins_per_year=0.2))


@kept
def referred_stay(market: str, members: int = 100_000, months: int = 48) -> dict[str, float]:
    """How much less referred members leave than others who joined by themselves; both followed for 33 months from joining.

    all: members who left, over months of membership · alike: while the referrer stays, members who left over those who would have by their
    own dropout chances.
    """
    counts = np.zeros((2, 2, 2))  # referred or not; all, alike; left, of how many
    before = [np.zeros(0, np.int8), np.zeros(0, np.int32)]

    def look(month, rows):
        alive, tossed = np.ones(len(rows), bool), rows["n_base"].copy()  # who has come since was there, without an occasion
        alive[: len(before[0])] = before[0]
        tossed[: len(before[1])] -= before[1]
        age = month - rows["joined_month"]
        late = (rows["joined_month"] > 1) & (rows["joined_month"] <= months - FOLLOWED + 1) & (rows["cohort"] == 0)
        seen = alive & late & (rows["joined"] == 1) & (age < FOLLOWED)
        left = seen & (rows["alive"] == 0)
        chances = rows["dropout"] * (tossed + left)  # a coin for each baseline occasion; the last one is not in n_base
        groups = (rows["referred"] > 0, rows["referrer_alive"] == 1), (rows["referred"] == 0, rows["referred"] == 0)
        for k, (who, near) in enumerate(groups):
            counts[k] += [[(left & who).sum(), (seen & who).sum()], [(left & near).sum(), chances[seen & near].sum()]]
        before[:] = rows["alive"].copy(), rows["n_base"].copy()

    watch(referring(market, members, months), look, enrolled=False)
    rates = counts[:, :, 0] / counts[:, :, 1]
    return dict(zip(("all", "alike"), (1 - rates[0] / rates[1]).tolist(), strict=True))


ROWS = [
    Validation(
        N_("Shipping plan: naive gap of payers over the causal lift of the same"), LEENHEER, 2, np.inf, lambda: naive_over_causal("paid_shipping")
    ),
    Validation(
        N_("Warehouse club: naive gap of payers over the causal lift of the same"), LEENHEER, 2, np.inf, lambda: naive_over_causal("paid_club")
    ),
    Validation(
        N_("Purchases of demoted members over never-promoted ones of the same traits"),
        N_("Wagner et al. 2009: demoted members buy less"),
        0,
        1,
        demoted_over_never_promoted,
    ),
    Validation(
        N_("... the same without a weight on losses"),
        N_("by the model's rules nothing is left; the match is good to 2%"),
        0.98,
        1.02,
        lambda: demoted_over_never_promoted(0),
    ),
    Validation(
        N_("Referred members leave less, referrer still there, equal chances of their own"),
        SCHMITT,
        0.15,
        0.21,
        lambda: referred_stay("ecommerce_cn")["alike"],
        True,
    ),
    Validation(
        N_("Referred members leave less, all of them, traits as they come"),
        SCHMITT,
        0.15,
        0.21,
        lambda: referred_stay("ecommerce_cn")["all"],
        True,
        known=N_(
            "the effect ends when the referrer leaves, and in the default market half of them do within the time; those with high chances "
            "leave early in both groups, so that the groups grow alike"
        ),
    ),
    Validation(N_("Yearly renewal, warehouse club, of all terms"), RENEWAL, 0.88, 0.97, lambda: renewal("paid_club"), True),
    Validation(N_("Yearly renewal, shipping plan, of members who still buy"), RENEWAL, 0.88, 0.97, lambda: renewal("paid_shipping", True), True),
    Validation(
        N_("Yearly renewal, shipping plan, of all terms"),
        RENEWAL,
        0.88,
        0.97,
        lambda: renewal("paid_shipping"),
        True,
        known=N_("about a tenth leave the shop each year in this market, and nobody who has left renews; Prime's rates are survey estimates"),
    ),
]
