"""The records that the rules read and write: one member, this month's rate card, this month's tally.

Records rather than arrays, because array arguments of compiled code cost a reference count at every call.
"""
import numpy as np

MAX_TIERS = 8
MAX_MONTHS = 60      # length of a run
WINDOW = 24          # months of the longest qualifying window
MAX_EXPIRY = 36      # months, and the age of the oldest opening points
LOTS = MAX_MONTHS + MAX_EXPIRY      # month buckets of points: a bucket for every vintage, opening balance included
RETURNS = 4          # orders on their way back at the same time
YEAR = 12
NOBODY = 15          # in the register of past tiers: not a member then

MAX_SALE = 250_000_000     # minor units of one order; a month's window and points of one member stay far within 32 bits
MAX_AVERAGE_POINTS = 100_000   # points of an average order, by the scenario's terms; with it they do, too

NEVER, FOREVER = -1e9, 1e18
ONCE_A_DAY = 32      # days of the longest month and one

# What is counted each month by tier; points and minor units of money are integers
MEASURES = ("members", "alive", "active", "joins", "dropouts", "purchases", "extra_purchases", "sales", "returned_sales", "discount",
            "points_issued", "points_redeemed", "points_expired", "points_reversed", "points_outstanding", "rewards",
            "upgrades", "downgrades", "retention_base", "retained", "cohort_alive")
(MEMBERS, ALIVE, ACTIVE, JOINS, DROPOUTS, PURCHASES, EXTRA_PURCHASES, SALES, RETURNED_SALES, DISCOUNT,
 ISSUED, REDEEMED, EXPIRED, REVERSED, OUTSTANDING, REWARDS, UPGRADES, DOWNGRADES, RETENTION_BASE, RETAINED, COHORT_ALIVE) = range(21)

SPEND, ORDERS, POINTS_EARNED = 0, 1, 2                       # what qualifies for a tier
EXPIRY_NEVER, EXPIRY_AFTER_EARNING, EXPIRY_INACTIVITY, EXPIRY_FIXED_DATE = 0, 1, 2, 3
NO_VINTAGE = -10_000
DOWN_NEVER, DOWN_ONE_STEP, DOWN_MATCH = 0, 1, 2
FLOW_ISSUED, FLOW_REDEEMED, FLOW_EXPIRED, FLOW_REVERSED = 0, 1, 2, 3
FLOWS = ("issued", "redeemed", "expired", "reversed")

MEMBER = np.dtype([
    # traits, the same in every arm
    ("key", "u8"), ("rate", "f8"), ("dropout", "f8"), ("basket_scale", "f8"), ("mean_basket", "f8"), ("g", "f8"), ("h", "f8"),
    # clocks: next occasions in operational time (days of season index 1)
    ("next_base", "f8"), ("next_extra", "f8"),
    # what the member remembers
    ("redeemed_on", "f8"), ("demoted_on", "f8"), ("loss", "f8"), ("utility", "f8"), ("steady", "f8"), ("candidates", "f8"), ("most", "f8"),
    ("qualifying", "i8"), ("past_year", "i8"), ("balance", "i8"), ("past_tiers", "i8"), ("bought", "i8"), ("sales", "i8"),
    ("n_base", "i4"), ("n_extra", "i4"), ("purchases", "i4"), ("bought_on", "i4"),
    ("window", "i4", WINDOW), ("lots", "i4", LOTS),
    ("return_day", "i4", RETURNS), ("return_sale", "i4", RETURNS), ("return_points", "i4", RETURNS), ("return_qualifying", "i4", RETURNS),
    ("return_month", "i2", RETURNS), ("oldest", "i2"), ("expired_to", "i2"), ("tier_since", "i2"), ("owed", "i2"),
    ("return_tier", "i1", RETURNS), ("return_won", "i1", RETURNS), ("first_return", "i1"), ("returns", "i1"), ("grace", "i1"),
    ("alive", "i1"), ("joined", "i1"), ("enrolled", "i1"), ("redeems", "i1"), ("tier", "i1"), ("cohort", "i1")], align=True)

DEEPEST = 9_500      # basis points off a price, whatever adds up

# Numbers of the market that the rules read under their own names
EFFECTS = ("theta_goal", "theta_enrolled", "theta_tier", "theta_redeem", "phi_member", "phi_tier", "loss_weight", "pull_forward",
           "eta_0", "eta_expiring", "glow_days", "demotion_days", "benefit_scale", "returned_share")

CARD = np.dtype([(name, "f8") for name in EFFECTS] + [
    ("basket_d", "f8"), ("basket_c", "f8"), ("basket_power", "f8"), ("days_per_month", "f8"),
    ("value_per_order", "f8", MAX_TIERS), ("value_per_month", "f8", MAX_TIERS), ("status", "f8", MAX_TIERS),
    ("threshold", "i8", MAX_TIERS), ("price_off", "i8", MAX_TIERS), ("larger_offer_only", "i8"),
    ("earn_rate", "i8", MAX_TIERS), ("earn_unit", "i8"), ("tiers", "i8"),
    ("metric", "i8"), ("window_months", "i8"), ("upgrade_at_review", "i8"), ("downgrade", "i8"),
    ("hold_months", "i8"), ("grace_months", "i8"),
    ("expiry", "i8"), ("expiry_months", "i8"), ("never_from_tier", "i8"), ("goal", "i8"), ("minimum", "i8"), ("reward_value", "i8"),
    ("return_days", "i8"), ("active_days", "i8"),
    # this month
    ("pace", "f8"), ("month", "i8"), ("first_day", "i8"), ("last_day", "i8"), ("review", "i8"),
    ("year_end", "i8"), ("year_month", "i8"), ("calendar_year", "i8"),
    ("clock", "f8", ONCE_A_DAY), ("pull", "f8", ONCE_A_DAY), ("multiplier", "i8", ONCE_A_DAY), ("depth", "i8", ONCE_A_DAY)], align=True)

TALLY = np.dtype([("count", "i8", (MAX_TIERS, len(MEASURES))), ("moves", "i8", (MAX_TIERS, 2, MAX_TIERS, 2)),
                  ("flow", "i8", (len(FLOWS), LOTS)), ("day_sales", "i8", (MAX_TIERS, ONCE_A_DAY))], align=True)
