"""The records that the rules read and write: one member, this month's rate card, this month's tally.

Records rather than arrays, because array arguments of compiled code cost a reference count at every call.
"""
import numpy as np

MAX_TIERS = 8
MAX_MONTHS = 60      # length of a run
WINDOW = 24          # months of the longest qualifying window
METRICS_JOINED = 2   # metrics that may qualify together
MAX_EXPIRY = 36      # months, and the age of the oldest opening points
LOTS = MAX_MONTHS + MAX_EXPIRY      # month buckets of points: a bucket for every vintage, opening balance included
RETURNS = 4          # orders on their way back at the same time
YEAR = 12
NOBODY = 15          # in the register of past tiers: not a member then

MAX_SALE = 250_000_000     # minor units of one order; a month's window and points of one member stay far within 32 bits
MAX_AVERAGE_POINTS = 100_000   # points of an average order, by the scenario's terms; with it they do, too

SOURCES = 24         # mechanics that take something off a price for one member alone

OFFERS = 12          # personal offers that a member may hold at the same time
CHANNELS, PRIZES = 5, 3
BASKET_STEPS = 33    # of the table that says how many orders reach a threshold, eighths of the mean basket

NEVER, FOREVER = -1e9, 1e18
ONCE_A_DAY = 32      # days of the longest month and one

# What is counted each month by tier; points and minor units of money are integers
MEASURES = ("members", "alive", "active", "joins", "dropouts", "purchases", "extra_purchases", "sales", "returned_sales", "discount",
            "points_issued", "points_redeemed", "points_expired", "points_reversed", "points_outstanding", "rewards",
            "upgrades", "downgrades", "retention_base", "retained", "cohort_alive")
(MEMBERS, ALIVE, ACTIVE, JOINS, DROPOUTS, PURCHASES, EXTRA_PURCHASES, SALES, RETURNED_SALES, DISCOUNT,
 ISSUED, REDEEMED, EXPIRED, REVERSED, OUTSTANDING, REWARDS,
 UPGRADES, DOWNGRADES, RETENTION_BASE, RETAINED, COHORT_ALIVE) = range(len(MEASURES))

SPEND, ORDERS, POINTS_EARNED, GROWTH, ACTIVITY = 0, 1, 2, 3, 4      # what qualifies for a tier
NEVER_LEAVES = 30_000                                        # the month in which a lifetime's amount leaves the window
EXPIRY_NEVER, EXPIRY_AFTER_EARNING, EXPIRY_INACTIVITY, EXPIRY_FIXED_DATE = 0, 1, 2, 3
NO_VINTAGE = -10_000
DOWN_NEVER, DOWN_ONE_STEP, DOWN_MATCH = 0, 1, 2
FLOW_ISSUED, FLOW_REDEEMED, FLOW_EXPIRED, FLOW_REVERSED = 0, 1, 2, 3
FLOWS = ("issued", "redeemed", "expired", "reversed")

# Personal offers: what starts one, what it gives, what is counted of it
AT_DATES, AT_JOINING, AT_ACTIVATION, AT_DORMANCY, AT_BIRTHDAY = 0, 1, 2, 3, 4
COUPON, RED_PACKET, LOTTERY, BONUS_POINTS = 1, 2, 3, 4
EVERY_OFFER, NEVER_HELD, NEVER_CLOSED = -1, -30_000, 1 << 40
OFFER_MEASURES = ("reached", "buyers", "participants", "uses", "money_off", "prize_cost", "bonus_points", "sales")
REACHED, BUYERS, PARTICIPANTS, USES, MONEY_OFF, PRIZE_COST, BONUS, OFFER_SALES = range(len(OFFER_MEASURES))
# Stages of a member's life at each month's end, and the month's steps between them
STAGES = ("new", "growing", "mature", "dormant", "gone")
STAGE_MEASURES = (*STAGES, "activated", "woken")
NEWCOMER, GROWING, MATURE, DORMANT, GONE, ACTIVATED, WOKEN = range(len(STAGE_MEASURES))
STAGE_DAYS = {"new_days": 30, "activation_days": 60, "dormant_days": 90, "gone_days": 365, "mature_orders": 4}

# A member's fields by subject; each subject has rules of its own in rules/
TRAITS = [("key", "u8"), ("rate", "f8"), ("dropout", "f8"), ("basket_scale", "f8"), ("mean_basket", "f8"), ("g", "f8"), ("h", "f8"),
          ("redeems", "i1"), ("cohort", "i1"), ("enrolled", "i1"), ("birthday_month", "i1"), ("price_sensitive", "i1")]
OCCASIONS = [("next_base", "f8"), ("next_extra", "f8"),          # in operational time (days of season index 1)
             ("n_base", "i4"), ("n_extra", "i4"), ("owed", "i2"), ("alive", "i1"), ("joined", "i1")]
MEMORY = [("redeemed_on", "f8"), ("demoted_on", "f8"), ("loss", "f8"), ("utility", "f8"), ("steady", "f8"), ("candidates", "f8"), ("most", "f8"),
          ("past_tiers", "i8"), ("bought", "i8"), ("sales", "i8"), ("purchases", "i4"), ("bought_on", "i4"), ("joined_on", "i4")]
TIER = [("qualifying", "i8", METRICS_JOINED), ("past_year", "i8", METRICS_JOINED), ("window", "i4", (METRICS_JOINED, WINDOW)),
        ("tier_since", "i2"), ("joined_month", "i2"), ("tier", "i1"), ("grace", "i1"), ("floor", "i1")]
POINTS = [("balance", "i8"), ("lots", "i4", LOTS), ("oldest", "i2"), ("expired_to", "i2")]
ON_THEIR_WAY_BACK = [("return_day", "i4", RETURNS), ("return_sale", "i4", RETURNS), ("return_points", "i4", RETURNS),
                     ("return_qualifying", "i4", (METRICS_JOINED, RETURNS)),
                     ("return_month", "i2", RETURNS), ("return_leaves", "i2", RETURNS),
                     ("return_tier", "i1", RETURNS), ("return_won", "i1", RETURNS), ("first_return", "i1"), ("returns", "i1")]
# past_orders: four bits a month, this one the lowest · fatigue: thousandths · strength: percent, below 0 once the holder has bought
OFFERS_HELD = [("past_orders", "i8"), ("year_sales", "i4", YEAR), ("offer_last", "i2", OFFERS), ("fatigue", "i2"), ("fatigue_on", "i2"),
               ("offer_uses", "i1", OFFERS), ("offer_strength", "i1", OFFERS)]

MEMBER = np.dtype(TRAITS + OCCASIONS + MEMORY + TIER + POINTS + ON_THEIR_WAY_BACK + OFFERS_HELD, align=True)

DEEPEST = 9_500      # basis points off a price, whatever adds up

# Numbers of the market that the rules read under their own names
EFFECTS = ("theta_goal", "theta_enrolled", "theta_tier", "theta_redeem", "phi_member", "phi_tier", "loss_weight", "pull_forward",
           "eta_0", "eta_expiring", "glow_days", "demotion_days", "benefit_scale", "returned_share",
           "theta_campaign", "offer_scale", "fatigue_days", "carry_over", "carry_over_days")

# What mechanics fill in; an attribute of RateCard under the same name, zero until one does
LADDER_TERMS = [("threshold", "i8", (METRICS_JOINED, MAX_TIERS)), ("metric", "i8", METRICS_JOINED), ("metrics", "i8"), ("all_metrics", "i8"),
                ("tiers", "i8"), ("upgrade_at_review", "i8"), ("downgrade", "i8"), ("hold_months", "i8"), ("grace_months", "i8"),
                ("window_kind", "i8"), ("growth_rate", "i8", MAX_TIERS)]
POINTS_TERMS = [("earn_rate", "i8", MAX_TIERS), ("expiry", "i8"), ("expiry_months", "i8"), ("never_from_tier", "i8"),
                ("goal", "i8"), ("minimum", "i8"), ("reward_value", "i8")]
BENEFIT_TERMS = [("value_per_order", "f8", MAX_TIERS), ("value_per_month", "f8", MAX_TIERS),       # perceived, minor units
                 ("price_off", "i8", MAX_TIERS), ("larger_offer_only", "i8")]                      # member price, basis points
STAGE_TERMS = [(name, "i8") for name in STAGE_DAYS]
# By place, one of OFFERS; those of the third line change from month to month
OFFER_TERMS = [("places", "i8"), ("order_reaches", "f8", BASKET_STEPS), ("offer_channel", "f8", (OFFERS, CHANNELS)),
               ("offer_odds", "f8", (OFFERS, PRIZES)), ("offer_prize", "i8", (OFFERS, PRIZES)),
               ("offer_opens", "i8", OFFERS), ("offer_ends", "i8", OFFERS), ("offer_given", "i8", OFFERS), ("offer_share", "f8", OFFERS),
               ("offer_money", "f8", OFFERS), ("offer_redemption", "f8", OFFERS)]
OFFER_TERMS += [(f"offer_{name}", "i8", OFFERS) for name in (
    "code", "source", "trigger", "form", "days", "max_uses", "alone", "wait", "repeat", "values", "middle", "high", "recency_from", "recency_to",
    "stages", "from_tier", "to_tier", "threshold", "depth", "amount", "least", "most", "multiple", "bonus", "closed_from")]
TERMS = LADDER_TERMS + POINTS_TERMS + BENEFIT_TERMS + STAGE_TERMS + OFFER_TERMS

THIS_MONTH = [("pace", "f8"), ("month", "i8"), ("first_day", "i8"), ("last_day", "i8"), ("year_month", "i8"),
              ("review", "i8"), ("year_end", "i8"),
              ("status", "f8", MAX_TIERS), ("leaves", "i8", ONCE_A_DAY), ("clock", "f8", ONCE_A_DAY),
              ("pull", "f8", ONCE_A_DAY), ("multiplier", "i8", ONCE_A_DAY), ("depth", "i8", ONCE_A_DAY)]

CARD = np.dtype([(name, "f8") for name in EFFECTS]
                + [("basket_d", "f8"), ("basket_c", "f8"), ("basket_power", "f8"), ("days_per_month", "f8"),
                   ("earn_unit", "i8"), ("growth_unit", "i8"), ("return_days", "i8"), ("active_days", "i8")] + TERMS + THIS_MONTH, align=True)

WINDOW_ROLLING, WINDOW_CALENDAR_YEAR, WINDOW_ANNIVERSARY, WINDOW_LIFETIME = 0, 1, 2, 3

TALLY = np.dtype([("count", "i8", (MAX_TIERS, len(MEASURES))), ("moves", "i8", (MAX_TIERS, 2, MAX_TIERS, 2)),
                  ("flow", "i8", (len(FLOWS), LOTS)), ("day_sales", "i8", (MAX_TIERS, ONCE_A_DAY)),
                  ("price_cut", "i8", (MAX_TIERS, SOURCES)),
                  ("offer", "i8", (MAX_TIERS, OFFERS, len(OFFER_MEASURES))), ("contact", "i8", (MAX_TIERS, OFFERS, CHANNELS)),
                  ("offer_day", "i8", (MAX_TIERS, OFFERS, ONCE_A_DAY)),       # money given, minor units
                  ("stage", "i8", (MAX_TIERS, len(STAGE_MEASURES)))], align=True)
