"""Member day: an offer on chosen days."""

from __future__ import annotations

from pydantic import field_validator

from simulation.inputs import Fault, term
from simulation.ledger import Posting, allocate
from simulation.mechanics.named import Named
from simulation.offering import DateOfYear, real_dates
from simulation.ratecard import Offer
from simulation.words import N_


class MemberDay(Named):
    """On a member day points are multiplied and a share of the price comes off.

    Offers that fall on one day add up: 2 × and 3 × make 4 ×.  A day that a month does not have is left out: the 31st in June, 29
    February in most years.
    """

    title, group = "Member day", "campaigns"
    summary = N_("Points are multiplied and a share of the price comes off; offers of one day add up.")
    example = {"day_of_month": 18}
    day_of_month: int = term(0, title="Every month on day", unit="day", ge=0, le=31, help="0: only on the dates below.")
    dates: tuple[DateOfYear, ...] = term((), title="Dates of the year", unit="MM-DD", max_length=60)
    multiplier: float = term(2.0, title="Points ×", unit="×", ge=1, le=20, step=0.5)
    depth: float = term(0.0, title="Price off", unit="share of price", ge=0, le=0.9, step=0.01)
    fixed_cost: float = term(0.0, title="Fixed cost per day", unit="currency", ge=0, le=1e8, step=100.0)

    @field_validator("dates")
    @classmethod
    def real(cls, dates):
        return real_dates(dates)

    def faults(self, program):
        if not self.day_of_month and not self.dates:
            return [Fault("dates", "there is no day; give a day of the month or dates")]
        return []

    def days(self, calendar) -> list[int]:
        """Day numbers of the run, each once."""
        wanted = {tuple(map(int, text.split("-"))) for text in self.dates}
        dates = (calendar.date(d) for d in range(calendar.days))
        return [d for d, date in enumerate(dates) if date.day == self.day_of_month or (date.month, date.day) in wanted]

    def fill(self, card, label):
        for day in self.days(card.calendar):
            card.offers.append(Offer(label, day, self.multiplier - 1, round(self.depth * 10_000)))

    def postings(self, month, label):
        yield Posting(label, "campaign_cost", "Price off", tuple(int(x) for x in month.discounts.get(label, month.members * 0)))
        first, last = month.card.calendar.span(month.month)
        held = sum(1 for offer in month.card.offers if offer.source == label and first <= offer.day < last)
        yield Posting(label, "campaign_cost", "Fixed cost", allocate(held * month.card.market.minor(self.fixed_cost), month.members))
