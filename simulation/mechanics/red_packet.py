"""Red packet: a random amount off an order."""
from __future__ import annotations

from typing import ClassVar

from simulation.inputs import Fault, term
from simulation.mechanics.campaign import Campaign
from simulation.records import RED_PACKET
from simulation.words import said


class RedPacket(Campaign):
    """A red packet takes an amount off an order; how much, luck decides between the least and the most, every cent as likely.

    The amount is drawn when the packet is used.  Before that its mean is what draws members.
    """

    title = "Red packet"
    example: ClassVar[dict] = {"dates": ("02-14",), "least": 2, "most": 20}
    least: float = term(1.0, title="Least", unit="currency", gt=0, le=1e5, step=1.0)
    most: float = term(10.0, title="Most", unit="currency", gt=0, le=1e5, step=1.0)
    redemption: float = term(0.7, title="Used", unit="share", gt=0, le=1, help="Chance that a holder uses it at an order that it fits.")

    def faults(self, program):
        out = super().faults(program)
        if self.most < self.least:
            out.append(Fault("most", said("is {given}, below the least, {least}", given=f"{self.most:g}", least=f"{self.least:g}")))
        return out

    def gives(self, card):
        least, most = max(1, card.market.minor(self.least)), max(1, card.market.minor(self.most))
        return {"form": RED_PACKET, "least": least, "most": most, "redemption": self.redemption, "worth": (0.0, (least + most) / 2, 0.0, 0.0)}
