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
DESKS = 4            # service desks of a program
CONTACTS = 6         # contacts of a member in a month; what comes after them lengthens the last
YEAR = 12
NOBODY = 15          # in the register of past tiers: not a member then

MAX_SALE = 250_000_000     # minor units of one order; a month's window and points of one member stay far within 32 bits
MAX_AVERAGE_POINTS = 100_000   # points of an average order, by the scenario's terms; with it they do, too

PENDINGS = 6         # holds on points of one member at the same time
CATEGORIES = 4       # categories of goods with points of their own
ACTIVITIES = 8       # things to do that earn, kinds of them
ITEMS = 8            # rewards of the catalogue

SOURCES = 24         # mechanics that take something off a price for one member alone

BUDGETS = 42         # caps of a program, those of single campaigns included
BUDGET_KINDS = REWARDS_BUDGET, POINTS_BUDGET, CAMPAIGNS_BUDGET = 0, 1, 2
OPEN_END = 1 << 40   # a day after every run
OFFERS = 12          # personal offers that a member may hold at the same time
CHANNELS, PRIZES = 5, 3
BASKET_STEPS = 33    # of the table that says how many orders reach a threshold, eighths of the mean basket

NEVER, FOREVER = -1e9, 1e18
ONCE_A_DAY = 32      # days of the longest month and one

# What is counted each month by tier; points and minor units of money are integers
MEASURES = ("members", "alive", "active", "joins", "dropouts", "purchases", "extra_purchases", "sales", "returned_sales", "discount",
            "points_issued", "points_redeemed", "points_expired", "points_reversed", "points_outstanding", "rewards",
            "upgrades", "downgrades", "retention_base", "retained", "cohort_alive",
            "recruits", "organic_recruits", "fees_paid", "plan_joins", "plan_renewals", "plan_members",
            "reminders")
(MEMBERS, ALIVE, ACTIVE, JOINS, DROPOUTS, PURCHASES, EXTRA_PURCHASES, SALES, RETURNED_SALES, DISCOUNT,
 ISSUED, REDEEMED, EXPIRED, REVERSED, OUTSTANDING, REWARDS,
 UPGRADES, DOWNGRADES, RETENTION_BASE, RETAINED, COHORT_ALIVE,
 RECRUITS, ORGANIC_RECRUITS, FEES_PAID, PLAN_JOINS, PLAN_RENEWALS, PLAN_MEMBERS,
 REMINDERS) = range(len(MEASURES))

SPEND, ORDERS, POINTS_EARNED, GROWTH, ACTIVITY = 0, 1, 2, 3, 4      # what qualifies for a tier
NEVER_LEAVES = 30_000                                        # the month in which a lifetime's amount leaves the window
EXPIRY_NEVER, EXPIRY_AFTER_EARNING, EXPIRY_INACTIVITY, EXPIRY_FIXED_DATE = 0, 1, 2, 3
NO_VINTAGE = -10_000
UNASKED, BY_PROGRAM = 1, 2                                   # how a referred member came
DOWN_NEVER, DOWN_ONE_STEP, DOWN_MATCH, DOWN_SOFT = 0, 1, 2, 3
BY_POSITION, BY_WINDOW, ONE_TIER_DOWN, RISE_ONLY = 0, 1, 2, 3       # how members of an old program are placed in a new one
FOR_JOINING, FOR_BIRTHDAY = 0, 1                              # gifts of points
USED_BY_ORDER, USED_BY_MONTH, USED_BY_BIRTHDAY = 0, 1, 2        # what the uses of benefits are counted by
FLOW_ISSUED, FLOW_REDEEMED, FLOW_EXPIRED, FLOW_REVERSED = 0, 1, 2, 3
FLOWS = ("issued", "redeemed", "expired", "reversed")

PLAN_LEVELS, RENEWAL_YEARS, PARTNERS = 2, 5, 4
TRIAL_TO_LEAVE, TRIAL_TO_STAY = 1, 2                          # what a trial will end in
PLAN_TRIALS, PLAN_JOINED, PLAN_HELD, PLAN_ORDERS, PLAN_BACK, PLAN_FEES = 0, 1, 2, 3, 4, 5
RENEWAL_DUE, RENEWAL_LEFT, RENEWED = 0, 1, 2                  # terms that end, of members gone for good, renewed
PARTNER_VISITS, PARTNER_POINTS = 0, 1
# What is counted of contacts, by tier and desk, in the month in which they were begun or given up; minutes are whole
SERVICE = ("contacts", "waited_minutes", "late", "given_up")
CONTACTS_ANSWERED, WAITED_MINUTES, LATE, GIVEN_UP = range(len(SERVICE))
COMMON, DEDICATED = 0, 1      # agents of a desk
# Personal offers: what starts one, what it gives, what is counted of it
AT_DATES, AT_JOINING, AT_ACTIVATION, AT_DORMANCY, AT_BIRTHDAY = 0, 1, 2, 3, 4
COUPON, RED_PACKET, LOTTERY, BONUS_POINTS = 1, 2, 3, 4
EVERY_OFFER, NEVER_HELD = -1, -30_000
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
          ("past_tiers", "i8"), ("bought", "i8"), ("sales", "i8"), ("received", "i8"), ("purchases", "i4"), ("bought_on", "i4"), ("joined_on", "i4")]
TIER = [("qualifying", "i8", METRICS_JOINED), ("past_year", "i8", METRICS_JOINED), ("window", "i4", (METRICS_JOINED, WINDOW)),
        ("tier_since", "i2"), ("joined_month", "i2"), ("due", "i2"), ("tier", "i1"), ("grace", "i1"), ("floor", "i1"), ("landing", "i1"),
        ("invited_to", "i1")]      # due: the review that the member was reminded of; invited_to: the last month of an invitation
POINTS = [("balance", "i8"), ("lots", "i4", LOTS), ("oldest", "i2"), ("expired_to", "i2")]
HELD_BACK = [("pending_points", "i4", PENDINGS), ("pending_day", "i2", PENDINGS), ("pending_month", "i1", PENDINGS), ("pending", "i4"),
             ("first_pending", "i1"), ("pendings", "i1"), ("earned_this_month", "i4")]
DEEDS = [("acted", "i2", ACTIVITIES), ("reviewed_on", "i2"), ("reviewed_today", "i1", ACTIVITIES)]
ON_THEIR_WAY_BACK = [("return_day", "i4", RETURNS), ("return_sale", "i4", RETURNS), ("return_points", "i4", RETURNS),
                     ("return_qualifying", "i4", (METRICS_JOINED, RETURNS)),
                     ("return_month", "i2", RETURNS), ("return_leaves", "i2", RETURNS),
                     ("return_tier", "i1", RETURNS), ("return_won", "i1", RETURNS), ("first_return", "i1"), ("returns", "i1")]
# past_orders: four bits a month, this one the lowest · fatigue: thousandths · strength: of 30,000, below 0 once the holder has bought
OFFERS_HELD = [("past_orders", "i8"), ("year_sales", "i4", YEAR), ("offer_last", "i2", OFFERS),
               ("fatigue", "i2"), ("fatigue_on", "i2"), ("offers_felt_to", "i2"),
               ("offer_uses", "i1", OFFERS), ("offer_strength", "i2", OFFERS)]

# Contacts of this month: minute of the month's opening hours, minutes of service, and desk and tier in one number
AT_THE_DESK = [("service_memory", "f8"), ("contact_minute", "u2", CONTACTS), ("contact_service", "i2", CONTACTS), ("contact_place", "i1", CONTACTS),
               ("contacts", "i1")]
PLAN = [("plan_utility", "f8"), ("back_month", "i4"), ("back_quarter", "i4"), ("back_year", "i4"), ("plan_end", "i2"), ("plan_due", "i2"),
        ("plan_since", "i2"), ("plan", "i1"), ("plan_trial", "i1"), ("plan_tried", "i1"), ("paid", "i1")]     # paid: month of the first fee
WORD_OF_MOUTH = [("referrer", "i4"), ("n_recruits", "i2"), ("n_organic", "i2"), ("thanked_until", "i2"),      # referrer: a row of the same arm
                 ("recruits", "i1"), ("organic", "i1"), ("recruits_this_year", "i1"), ("referred", "i1"), ("referrer_alive", "i1")]


def _hot_first(fields):
    """Single numbers before arrays, large before small: what every month touches lies together, and nothing is lost to alignment."""
    return sorted(fields, key=lambda field: (len(field) > 2, -np.dtype(field[1]).itemsize))


MEMBER = np.dtype(_hot_first(TRAITS + OCCASIONS + MEMORY + TIER + POINTS + HELD_BACK + DEEDS + ON_THEIR_WAY_BACK + OFFERS_HELD + WORD_OF_MOUTH
                  + PLAN + AT_THE_DESK), align=True)
PER_MEMBER = ("purchases", "sales", "referred", "paid", "tier")     # kept of each member after a run

DEEPEST = 9_500      # basis points off a price, whatever adds up

# Numbers of the market that the rules read under their own names
EFFECTS = ("theta_goal", "theta_enrolled", "theta_tier", "theta_redeem", "phi_member", "phi_tier", "loss_weight", "pull_forward",
           "eta_0", "eta_expiring", "glow_days", "demotion_days", "benefit_scale", "returned_share",
           "organic_referrals", "referred_dropout", "referred_basket", "referred_weeks", "referrer_dropout",
           "theta_paid", "phi_paid", "paid_basket", "plan_0", "plan_slope", "plan_appeal", "renew_0", "renew_slope", "renew_tenure",
           "theta_wait", "phi_wait", "wait_weight",
           "theta_campaign", "offer_scale", "fatigue_days", "carry_over", "carry_over_days")

# What mechanics fill in; an attribute of RateCard under the same name, zero until one does
LADDER_TERMS = [("threshold", "i8", (METRICS_JOINED, MAX_TIERS)), ("metric", "i8", METRICS_JOINED), ("metrics", "i8"), ("all_metrics", "i8"),
                ("tiers", "i8"), ("upgrade_at_review", "i8"), ("downgrade", "i8"), ("hold_months", "i8"), ("grace_months", "i8"),
                ("window_kind", "i8"), ("growth_rate", "i8", MAX_TIERS), ("landing_months", "i8"), ("reminder_months", "i8"),
                ("easing", "i8"), ("easing_calendar", "i8"),          # basis points off the thresholds; bit 0 is January
                ("lifetime", "i8", MAX_TIERS), ("lifetime_levels", "i8"), ("recalculate", "i8"), ("invited_tier", "i8")]
POINTS_TERMS = [("earn_rate", "i8", MAX_TIERS), ("expiry", "i8"), ("expiry_months", "i8"), ("never_from_tier", "i8"),
                ("goal", "i8"), ("minimum", "i8"), ("reward_value", "i8"), ("reward_cost", "i8")]
EARN_TERMS = [("pending_days", "i8"), ("cap_per_order", "i8"), ("cap_per_month", "i8"), ("categories", "i8"), ("category_share", "f8", CATEGORIES),
              ("category_extra", "i8", CATEGORIES), ("sign_up_points", "i8"), ("sign_up_growth", "i8"),
              ("birthday_points", "i8"), ("birthday_growth", "i8"), ("birthday_within", "i8")]
ACTIVITY_TERMS = [("activities", "i8"), ("reviews", "i8"), ("act_rate", "f8", ACTIVITIES), ("act_share", "f8", ACTIVITIES),
                  ("act_engaged", "f8", ACTIVITIES), ("act_points", "i8", ACTIVITIES), ("act_growth", "i8", ACTIVITIES),
                  ("act_a_day", "i8", ACTIVITIES), ("act_a_year", "i8", ACTIVITIES)]
REWARD_TERMS = [("items", "i8"), ("cheapest", "i8"), ("item_points", "i8", ITEMS), ("item_value", "i8", ITEMS),
                ("item_cost", "i8", ITEMS), ("item_off", "i8", ITEMS),
                ("item_appeal", "f8", ITEMS), ("most_of_order", "i8"), ("most_points", "i8")]
BENEFIT_TERMS = [("value_per_order", "f8", (2, MAX_TIERS)), ("value_per_month", "f8", (2, MAX_TIERS)),   # perceived, minor units, by price_sensitive
                 ("counts_uses", "i8"), ("tells_received", "i8"),
                 ("price_off", "i8", MAX_TIERS), ("larger_offer_only", "i8")]                      # member price, basis points
STAGE_TERMS = [(name, "i8") for name in STAGE_DAYS]
# By place, one of OFFERS; those of the third line change from month to month
OFFER_TERMS = [("places", "i8"), ("order_reaches", "f8", BASKET_STEPS), ("offer_channel", "f8", (OFFERS, CHANNELS)),
               ("offer_odds", "f8", (OFFERS, PRIZES)), ("offer_prize", "i8", (OFFERS, PRIZES)),
               ("offer_opens", "i8", OFFERS), ("offer_ends", "i8", OFFERS), ("offer_given", "i8", OFFERS), ("offer_share", "f8", OFFERS),
               ("offer_money", "f8", OFFERS), ("offer_redemption", "f8", OFFERS)]
OFFER_TERMS += [(f"offer_{name}", "i8", OFFERS) for name in (
    "code", "source", "trigger", "form", "days", "max_uses", "alone", "wait", "repeat", "values", "middle", "high", "recency_from", "recency_to",
    "stages", "from_tier", "to_tier", "threshold", "depth", "amount", "least", "most", "multiple", "bonus",
    "closed_from", "shut_at_opening")]
SERVICE_TERMS = [("desks", "i8"), ("contact_share", "f8", DESKS), ("contact_scale", "f8", DESKS), ("open_minutes", "i8", DESKS)]   # minutes a day
REFERRAL_TERMS = [("recruits_a_year", "f8"), ("recruits_cap", "i8"), ("referral_points", "i8"), ("friend_points", "i8")]
PLAN_TERMS = [("plan_levels", "i8"), ("plan_months", "i8"), ("plan_fee", "i8", PLAN_LEVELS), ("plan_low_fee", "i8", PLAN_LEVELS),
              ("plan_gate", "i8"), ("trial_days", "i8"), ("trial_share", "f8"), ("trial_conversion", "f8"),
              ("plan_off", "i8", PLAN_LEVELS), ("plan_source", "i8"), ("plan_earn", "i8", PLAN_LEVELS), ("plan_unit", "i8"),
              ("plan_cap", "i8", (3, PLAN_LEVELS)), ("plan_point", "f8"),                        # worth of a point, minor units
              ("plan_per_order", "f8", PLAN_LEVELS), ("plan_per_year", "f8", PLAN_LEVELS)]       # perceived, minor units
PARTNER_TERMS = [("partners", "i8"), ("partner_luck", "i8", PARTNERS), ("partner_share", "f8", PARTNERS), ("partner_mean", "f8", PARTNERS),
                 ("partner_points", "i8", PARTNERS), ("partner_per_order", "f8", MAX_TIERS), ("partner_per_month", "f8", MAX_TIERS)]
TERMS = (LADDER_TERMS + POINTS_TERMS + EARN_TERMS + ACTIVITY_TERMS + REWARD_TERMS + BENEFIT_TERMS + REFERRAL_TERMS + PLAN_TERMS
         + PARTNER_TERMS + SERVICE_TERMS + STAGE_TERMS + OFFER_TERMS)

THIS_MONTH = [("pace", "f8"), ("month", "i8"), ("first_day", "i8"), ("last_day", "i8"), ("year_month", "i8"),
              ("review", "i8"),
              ("status", "f8", MAX_TIERS), ("leaves", "i8", ONCE_A_DAY), ("clock", "f8", ONCE_A_DAY),
              ("shut_from", "i8", len(BUDGET_KINDS)),           # day from which a budget is used up
              ("pull", "f8", ONCE_A_DAY), ("multiplier", "i8", ONCE_A_DAY), ("depth", "i8", ONCE_A_DAY)]

CARD = np.dtype([(name, "f8") for name in EFFECTS]
                + [("basket_d", "f8"), ("basket_c", "f8"), ("basket_power", "f8"), ("days_per_month", "f8"),
                   ("earn_unit", "i8"), ("growth_unit", "i8"), ("return_days", "i8"), ("active_days", "i8")] + TERMS + THIS_MONTH, align=True)

WINDOW_ROLLING, WINDOW_CALENDAR_YEAR, WINDOW_ANNIVERSARY, WINDOW_LIFETIME = 0, 1, 2, 3

TALLY = np.dtype([("count", "i8", (MAX_TIERS, len(MEASURES))), ("moves", "i8", (MAX_TIERS, 2, MAX_TIERS, 2)),
                  ("flow", "i8", (len(FLOWS), LOTS)), ("day_sales", "i8", (MAX_TIERS, ONCE_A_DAY)),
                  ("price_cut", "i8", (MAX_TIERS, SOURCES)), ("acts", "i8", (MAX_TIERS, ACTIVITIES, 2)), ("items", "i8", (MAX_TIERS, ITEMS)),
                  ("used", "i8", (MAX_TIERS, 2, 3)), ("gifts", "i8", (MAX_TIERS, 2)),
                  ("plan", "i8", (MAX_TIERS, PLAN_LEVELS, 6)), ("plan_renewal", "i8", (MAX_TIERS, RENEWAL_YEARS, 3)),
                  ("partner", "i8", (MAX_TIERS, PARTNERS, 2)),
                  ("day_use", "i8", (len(BUDGET_KINDS), ONCE_A_DAY)), ("budget", "i8", (BUDGETS, 2)),
                  ("service", "i8", (MAX_TIERS, DESKS, len(SERVICE))), ("desk_busy", "i8", (DESKS, 2)),
                  ("offer", "i8", (MAX_TIERS, OFFERS, len(OFFER_MEASURES))), ("contact", "i8", (MAX_TIERS, OFFERS, CHANNELS)),
                  ("offer_day", "i8", (MAX_TIERS, OFFERS, ONCE_A_DAY)),       # money given, minor units
                  ("offer_day_uses", "i8", (OFFERS, ONCE_A_DAY)), ("offer_day_points", "i8", (OFFERS, ONCE_A_DAY)),
                  ("stage", "i8", (MAX_TIERS, len(STAGE_MEASURES)))], align=True)
