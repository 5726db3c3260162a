"""One file for each mechanic; the registry below is their order of effect, and its keys are the words that scenario files use."""
from simulation.mechanics.base import Mechanic
from simulation.mechanics.base_earn import BaseEarn
from simulation.mechanics.cash_off import CashOff
from simulation.mechanics.member_day import MemberDay
from simulation.mechanics.member_price import MemberPrice
from simulation.mechanics.points_expiry import PointsExpiry
from simulation.mechanics.running_cost import RunningCost
from simulation.mechanics.service_desk import ServiceDesk
from simulation.mechanics.tier_benefits import TierBenefits
from simulation.mechanics.tiers import Tiers

REGISTRY: dict[str, type[Mechanic]] = {
    "tiers": Tiers,
    "base_earn": BaseEarn,
    "points_expiry": PointsExpiry,
    "cash_off": CashOff,
    "tier_benefits": TierBenefits,
    "member_price": MemberPrice,
    "member_day": MemberDay,
    "service_desk": ServiceDesk,
    "running_cost": RunningCost,
}
