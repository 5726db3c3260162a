"""Welcome offer: at joining."""
from __future__ import annotations

from typing import ClassVar

from simulation.mechanics.gift import Gift
from simulation.records import AT_JOINING


class WelcomeOffer(Gift):
    """Who joins gets an offer that holds from the day of joining.  The order that comes with joining is placed before and does not use it.

    Members without a history count as joining on day 0; those of an opening base get none.
    """

    title = "Welcome offer"
    example: ClassVar[dict] = {"days": 30, "depth": 0.1}

    def trigger(self):
        return {"trigger": AT_JOINING}
