"""One file for each mechanic; the registry below is their order of effect, and its keys are the words that scenario files use."""
from simulation.mechanics.activities import Activities
from simulation.mechanics.base import Mechanic
from simulation.mechanics.base_earn import BaseEarn
from simulation.mechanics.birthday_points import BirthdayPoints
from simulation.mechanics.budget import Budget
from simulation.mechanics.cash_off import CashOff
from simulation.mechanics.category_bonus import CategoryBonus
from simulation.mechanics.growth_value import GrowthValue
from simulation.mechanics.invited_tier import InvitedTier
from simulation.mechanics.member_day import MemberDay
from simulation.mechanics.member_price import MemberPrice
from simulation.mechanics.paid_plan import PaidPlan
from simulation.mechanics.partner import Partner
from simulation.mechanics.points_expiry import PointsExpiry
from simulation.mechanics.referral import Referral
from simulation.mechanics.reward_catalogue import RewardCatalogue
from simulation.mechanics.running_cost import RunningCost
from simulation.mechanics.service_desk import ServiceDesk
from simulation.mechanics.sign_up import SignUp
from simulation.mechanics.tier_benefits import TierBenefits
from simulation.mechanics.tiers import Tiers

REGISTRY: dict[str, type[Mechanic]] = {
    "tiers": Tiers,
    "growth_value": GrowthValue,
    "invited_tier": InvitedTier,
    "base_earn": BaseEarn,
    "category_bonus": CategoryBonus,
    "sign_up": SignUp,
    "birthday_points": BirthdayPoints,
    "activities": Activities,
    "points_expiry": PointsExpiry,
    "cash_off": CashOff,
    "reward_catalogue": RewardCatalogue,
    "tier_benefits": TierBenefits,
    "member_price": MemberPrice,
    "member_day": MemberDay,
    "paid_plan": PaidPlan,
    "partner": Partner,
    "referral": Referral,
    "budget": Budget,
    "service_desk": ServiceDesk,
    "running_cost": RunningCost,
}
