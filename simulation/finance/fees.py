"""Fees of a paid plan: received in advance, recognised evenly over the term that they pay for."""
from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.ledger import FEES, allocate
from simulation.mechanics.paid_plan import TERM_MONTHS, PaidPlan
from simulation.outcome import Outcome


def fees_rollforward(outcome: Outcome) -> pd.DataFrame:
    """By month, integer minor units: received (tax included), tax, opening + received - tax - recognised = closing.

    A fee is paid at the opening of a month and holds from this month on: a yearly fee is recognised in twelve equal parts (to the last unit,
    ledger.allocate), a monthly one at once.  tax = fees x the market's `fee_tax`, the share of tax included in them.
    """
    months = outcome.scenario.run.months
    terms = {m.label: TERM_MONTHS[m.terms.billing] for m in outcome.scenario.program.mechanics if isinstance(m.terms, PaidPlan)}
    share = getattr(outcome.scenario.market, "fee_tax", None)
    share = share.value if share is not None else 0.0
    received, tax, recognised = (np.zeros(months, np.int64) for _ in range(3))
    for month, label, posting in outcome.postings:
        if posting.component == FEES:
            fee = sum(posting.amounts)
            own_tax = round(fee * share)
            received[month - 1] += fee
            tax[month - 1] += own_tax
            for k, part in enumerate(allocate(fee - own_tax, np.ones(terms.get(label, 1)))):
                if month - 1 + k < months:
                    recognised[month - 1 + k] += part
    closing = (received - tax - recognised).cumsum()
    return pd.DataFrame({"month": np.arange(1, months + 1), "opening": np.concatenate([[0], closing[:-1]]), "received": received, "tax": tax,
                         "recognised": recognised, "closing": closing})
